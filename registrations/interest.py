"""Notes interest without a sign-up, and takes it back."""

from datetime import datetime

from django.db import transaction

from accounts.addresses import normalise
from outbox.models import Bericht
from programmes.models import Reeks
from registrations import interest_mails
from registrations.facts import Gegevens
from registrations.locks import lock
from registrations.models import Belangstelling
from registrations.rules import Obstacle, SignupRefused


def note_interest(*, reeks: Reeks, gegevens: Gegevens, toelichting: str, now: datetime) -> None:
    """Write down that somebody would like to come but can not; a second time changes nothing and mails nobody.

    Unless there was no room for a mail the first time (outbox/quota.py).

    Raises:
        SignupRefused: the reeks was deleted meanwhile, or no gemeente was given.
    """
    if gegevens.gemeente is None:
        raise SignupRefused(Obstacle.NO_GEMEENTE)
    with transaction.atomic():
        belangstelling, is_new = Belangstelling.objects.get_or_create(
            reeks=lock(reeks),
            email=normalise(gegevens.email),
            defaults={
                "naam": gegevens.naam,
                "gemeente": gegevens.gemeente,
                "toelichting": toelichting,
                "aangemaakt_op": now,
            },
        )
        about = Bericht.objects.about(interest_mails.about_interest(belangstelling.uuid))
        if is_new or not about.filter(soort="belangstelling").exists():
            interest_mails.interest_noted(belangstelling, now=now)


def withdraw_interest(*, belangstelling: Belangstelling) -> None:
    """Delete the record, with the invitations it led to: it has no other purpose than the wish itself."""
    with transaction.atomic():
        belangstelling.uitnodigingen.all().delete()
        belangstelling.delete()
