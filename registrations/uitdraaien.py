"""Makes the PDFs with names for at the door: asked for in /beheer/, made by a scan of the worker, gone after a day."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from programmes.contrast import NEUTRAL, Palette
from programmes.logboek import Daad, record
from programmes.models import Huisstijl, Sessie
from programmes.templatetags.leerlab import waar, wanneer
from registrations import pdf
from registrations.attendance import expected_at
from registrations.models import Uitdraai
from registrations.querysets import UitdraaiQuerySet

logger = logging.getLogger("outbox")

KEPT = timedelta(days=1)
"""How long a PDF with names is kept."""
FAILED = "Het maken van de pdf is niet gelukt."
NO_RIGHT = "Geen toegang meer tot deze bijeenkomst."


def ask(*, sessie: Sessie, soort: Uitdraai.Soort, user: User, now: datetime) -> Uitdraai:
    """Ask for a PDF, and write in the log who did. Asking again while one is being made is the same question."""
    with transaction.atomic():
        waiting = Uitdraai.objects.due().filter(sessie=sessie, soort=soort, user=user).first()
        if waiting:
            return waiting
        record(user=user, daad=Daad.EXPORT, over=sessie, tekst=f"{soort.label} gemaakt.", now=now)
        return Uitdraai.objects.create(sessie=sessie, soort=soort, user=user, gevraagd_op=now)


def still_there(*, now: datetime) -> UitdraaiQuerySet:
    """Return those that can be fetched, the worker being late or not."""
    return Uitdraai.objects.filter(gevraagd_op__gt=now - KEPT)


# --- Scans --------------------------------------------------------------------------------------------------------


def make_due(*, now: datetime) -> int:
    """Make what was asked for. Returns how many were made. Two workers may do this at once: the first one's is kept."""
    rows = still_there(now=now).due().defer("bestand").select_related("user")
    return sum(make(row, now=now) for row in rows)


def make(uitdraai: Uitdraai, *, now: datetime) -> bool:
    """Make one PDF; False when it failed, or when who asked may not see the list any more."""
    body, fault = None, ""
    sessies = Sessie.objects.at_the_door(uitdraai.user) if uitdraai.user.is_active else Sessie.objects.none()
    sessie = sessies.for_calendar().filter(pk=uitdraai.sessie_id).first()
    if sessie is None:
        fault = NO_RIGHT
    else:
        try:
            body = rendered(sessie, uitdraai.soort, now=now)
        except Exception:
            logger.exception("Uitdraai %s could not be made", uitdraai.pk)
            fault = FAILED
    made = Uitdraai.objects.due().filter(pk=uitdraai.pk)
    return bool(made.update(bestand=body, fout=fault, klaar_op=now if body else None)) and body is not None


def forget(*, now: datetime) -> int:
    """Delete what was asked for a day ago or longer. Returns how many."""
    return Uitdraai.objects.filter(gevraagd_op__lte=now - KEPT).delete()[0]


# --- The document -------------------------------------------------------------------------------------------------


def rendered(sessie: Sessie, soort: str, *, now: datetime) -> bytes:
    """Return the PDF of a sessie: with those who are expected as it stands, by name."""
    document = document_of(sessie, now=now)
    return pdf.render_badges(document) if soort == Uitdraai.Soort.NAAMKAARTJES else pdf.render_list(document)


def document_of(sessie: Sessie, *, now: datetime) -> pdf.DoorDocument:
    """Return what both PDFs say. One query."""
    people = tuple(
        pdf.Person(row.aanmelding.naam, row.aanmelding.namens, row.aanmelding.functie) for row in expected_at(sessie)
    )
    return pdf.DoorDocument(
        reeks=sessie.reeks.titel, sessie=sessie.volledige_titel, wanneer=wanneer(sessie), waar=waar(sessie),
        mensen=people, gemaakt_op=timezone.localtime(now), kleuren=palette_of(sessie),
    )  # fmt: skip


def palette_of(sessie: Sessie) -> Palette:
    """Return the colours of the provincie, neutral when she has none."""
    huisstijl: Huisstijl | None = getattr(sessie.reeks.provincie, "huisstijl", None)
    return huisstijl.palette if huisstijl else NEUTRAL
