"""Mails somebody the personal links they lost."""

from datetime import datetime

from django.db import transaction

from accounts.addresses import normalise
from outbox.quota import may_mail
from registrations import mails
from registrations.models import Aanmelding


def send_lost_links(*, email: str, now: datetime) -> None:
    """Mail the links of all standing aanmeldingen of an address; an unknown address gets nothing.

    The caller answers the same either way. Within the quota of the address.
    """
    email = normalise(email)
    with transaction.atomic():
        aanmeldingen = list(
            Aanmelding.objects.active()
            .of_address(email)
            .select_related("reeks__provincie__huisstijl")
            .order_by("-aangemeld_op")
        )
        if aanmeldingen and may_mail(email, now=now):
            mails.lost_links(email, aanmeldingen)
