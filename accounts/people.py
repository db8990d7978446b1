"""Makes and finds users for addresses of which the mailbox is proven."""

from allauth.account.models import EmailAddress

from accounts.addresses import normalise
from accounts.models import User


def user_for_verified_address(email: str, *, naam: str = "") -> User:
    """Return the user of an address whose holder followed a link mailed to it; make one without password if new.

    Marks the address as verified, so that signing in by mailed code works at once. Call it inside a transaction.
    """
    email = normalise(email)
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, naam=naam)
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
