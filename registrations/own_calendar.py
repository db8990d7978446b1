"""Somebody's own calendar to subscribe to: its secret link, and what is in it."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from outbox.models import Bericht
from programmes import ics
from registrations import mails
from registrations.models import Aanmelding, Agendalink, Deelname, Overgang

KEY_BYTES = 32
TELL_AGAIN = timedelta(hours=1)
"""Within it one mail will do, however often a new link is made."""
LONGEST_KEY = 100
IN, GONE = Deelname.Status.AANGEMELD, Deelname.Status.VERVALLEN


def new_link(*, aanmeldingen: Iterable[Aanmelding], email: str, now: datetime) -> str:
    """Make the calendar link of an address, in place of the one it had, and return its key.

    The key is kept nowhere, so this is the one moment to show it. The address is told by mail, with the personal link
    of one of its `aanmeldingen`: whoever has that link can make this one, and its owner can revoke it.
    """
    key = secrets.token_urlsafe(KEY_BYTES)
    with transaction.atomic():
        Agendalink.objects.update_or_create(
            email=email.lower(), defaults={"sleutel_hash": hash_of(key), "gemaakt_op": now}
        )
        told = Bericht.objects.filter(soort="agendalink", aan=email.lower(), aangemaakt_op__gt=now - TELL_AGAIN)
        for aanmelding in list(aanmeldingen)[:1] if not told.exists() else ():
            mails.calendar_link_made(aanmelding, now=now)
    return key


def revoke_link(*, email: str) -> None:
    """Make the calendar link of an address open nothing any more."""
    Agendalink.objects.filter(email=email.lower()).delete()


def link_of(email: str) -> Agendalink | None:
    """Return the link of an address; None when it has none. One query."""
    return Agendalink.objects.filter(email=email.lower()).first()


def find_link(key: str) -> Agendalink | None:
    """Return the link that a key belongs to; None when it is unknown or revoked. At most one query."""
    if len(key) > LONGEST_KEY:
        return None
    return Agendalink.objects.filter(sleutel_hash=hash_of(key)).first()


def hash_of(key: str) -> str:
    """Return what is kept of a key. A fast hash will do: 256 random bits can not be guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def address_of(key: str) -> str:
    """Return the absolute address of the calendar of a key."""
    return settings.SITE_URL + reverse("eigen-agenda", args=[key])


def calendar_of(email: str, *, now: datetime) -> bytes:
    """Return the calendar of an address: its dated sessies with a place, with their online links. One query.

    One that was cancelled stays in it, as cancelled, until its date has passed; one that the person left goes at once.
    Equal data gives equal bytes.
    """
    is_in = Q(status=IN, aanmelding__status=Aanmelding.Status.ACTIEF)
    # Of who waited there is nothing to take out of a calendar, nor of who was never invited: that has no number yet.
    took_part = Overgang.objects.filter(deelname=OuterRef("pk"), van=IN, naar=GONE)
    was_in = Q(Exists(took_part), status=GONE, bump__gt=0, sessie__einde__gt=now)
    rows = Deelname.objects.filter(is_in | was_in, email=email, sessie__begin__isnull=False).order_by("pk")
    related = ("sessie__reeks__provincie", "sessie__locatie", "sessie__doelgroep")
    return ics.feed([entry_of(row) for row in rows.select_related(*related)], naam="Mijn leerlabs")


def entry_of(deelname: Deelname) -> ics.Afspraak:
    """Return what the calendar of its person holds of a deelname at a dated sessie."""
    return ics.afspraak_of(
        deelname.sessie,
        site_url=settings.SITE_URL,
        with_link=deelname.status == Deelname.Status.AANGEMELD,
        bump=deelname.bump,
        changed=deelname.gewijzigd_op,
    )
