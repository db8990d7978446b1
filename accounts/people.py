"""Makes and finds users for addresses of which the mailbox is proven."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.addresses import normalise
from accounts.models import User


def user_for_verified_address(email: str, *, naam: str = "") -> User:
    """Return the user of an address whose holder followed a link mailed to it; make one without password if new.

    Marks the address as verified, so that signing in by mailed code works at once. Call it inside a transaction.
    """
    email = normalise(email)
    user = find(email) or make(email, naam=naam)
    address, _ = EmailAddress.objects.get_or_create(user=user, email=email)
    address.verified = True
    # allauth allows one primary address a user; who changed theirs keeps that choice.
    address.primary = address.primary or not EmailAddress.objects.filter(user=user, primary=True).exists()
    address.save()
    return user


def find(email: str) -> User | None:
    """Return the user with this address, as their own or as one they have proven before."""
    user = User.objects.filter(email=email).first()
    if user is None:
        proven = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
        user = proven.user if proven else None
    return user


def make(email: str, *, naam: str) -> User:
    """Make a user without password; when another transaction was first, return theirs."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, naam=naam)
    except (IntegrityError, ValidationError):
        return User.objects.get(email=email)


def make_unproven(people: Mapping[str, str]) -> None:
    """Make users for addresses of which nobody proved the mailbox yet: address -> name. Five queries at most.

    They have no password and an address that is not verified, so that only a code mailed there signs them in; that
    verifies it. Who has a user already, by whatever address they proved, keeps that one. Call it inside a transaction.
    """
    named = {normalise(email): naam for email, naam in people.items()}
    known = set(User.objects.filter(email__in=named).values_list("email", flat=True))
    known |= set(EmailAddress.objects.filter(email__in=named, verified=True).values_list("email", flat=True))
    new = [email for email in named if email not in known]
    # When another transaction is first, theirs counts.
    User.objects.bulk_create(
        [User(email=email, naam=named[email], password=make_password(None)) for email in new], ignore_conflicts=True
    )
    made = User.objects.filter(email__in=new)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, primary=True) for user in made], ignore_conflicts=True
    )


def forget_other_addresses(user: User) -> None:
    """Let no mailbox but the present one sign in as this user, nor their mailbox as anybody else."""
    stale = EmailAddress.objects.filter(Q(user=user) | Q(email=user.email)).exclude(user=user, email=user.email)
    stale.delete()
