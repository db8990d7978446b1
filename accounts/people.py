"""Makes and finds users for addresses of which the mailbox is proven."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import Q

from accounts.addresses import normalise
from accounts.models import User


def user_for_verified_address(email: str, *, naam: str = "") -> User:
    """Return the user of an address whose holder followed a link mailed to it; make one without password if new.

    Marks the address as verified, so that signing in by mailed code works at once. Call it inside a transaction.
    """
    email = normalise(email)
    # Two links of one person may be followed at the same moment: get_or_create finds what the other one made.
    user, _ = User.objects.get_or_create(email=email, defaults={"naam": naam, "password": make_password(None)})
    forget_other_addresses(user)
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def forget_other_addresses(user: User) -> None:
    """Let nobody sign in as this user with an address that they had before, nor another user with theirs."""
    stale = EmailAddress.objects.filter(Q(user=user) | Q(email=user.email)).exclude(user=user, email=user.email)
    stale.delete()
