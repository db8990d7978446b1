"""Writes down what organisers tell each other about somebody who takes part."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from programmes.logboek import Daad, record
from registrations.models import Aanmelding, Notitie


def add(*, aanmelding: Aanmelding, tekst: str, user: User, now: datetime) -> Notitie:
    """Add a note, and a line in the log that there is one: not what it says, which stands in one place only."""
    with transaction.atomic():
        note = Notitie.objects.create(aanmelding=aanmelding, tekst=tekst, user=user, op=now)
        record(user=user, daad=Daad.GEDAAN, over=aanmelding, tekst="Notitie toegevoegd.", now=now)
    return note


def take_back(*, note: Notitie, user: User, now: datetime) -> bool:
    """Delete a note that its writer takes back on the same day; False when it is too late, or another's."""
    if not can_take_back(note, user=user, now=now):
        return False
    with transaction.atomic():
        record(user=user, daad=Daad.GEDAAN, over=note.aanmelding, tekst="Notitie weggehaald.", now=now)
        note.delete()
    return True


def can_take_back(note: Notitie, *, user: User, now: datetime) -> bool:
    """Tell whether somebody may still take a note back: a slip on the day itself; after that others may lean on it."""
    return note.user_id == user.pk and timezone.localdate(note.op) == timezone.localdate(now)
