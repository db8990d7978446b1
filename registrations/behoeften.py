"""Keeps what people need to take part, and forgets it soon after it was needed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from programmes.models import Sessie
from registrations.models import Aanmelding, Behoefte
from registrations.states import STANDING_AANMELDING

KEPT_AFTER = timedelta(days=14)
"""How long after the last sessie in one place the organiser may still look something up."""


def keep(aanmelding: Aanmelding, tekst: str, sessies: Collection[Sessie], *, is_anew: bool) -> None:
    """Keep what somebody needs, for meetings in one place only; what was said the time before counts no more."""
    if is_anew:
        Behoefte.objects.filter(aanmelding=aanmelding).delete()
    if tekst and any(not sessie.is_online for sessie in sessies):
        Behoefte.objects.update_or_create(aanmelding=aanmelding, defaults={"tekst": tekst})


def forget(*, now: datetime) -> int:
    """Delete what is not needed any more (a scan of the worker). Returns how many.

    That is 14 days after the last sessie in one place was held, or the last of all where there is none in one place;
    and at once for who signed off or was refused. An aanmelding that ran out is no end: confirming late, or asking for
    a place again, brings it back with what its person wrote. A sessie without a date is still to come; one that was
    cancelled does not count.
    """
    planned = Sessie.objects.filter(reeks=OuterRef("aanmelding__reeks"), vervallen_op__isnull=True)
    # As Sessie.is_online says it.
    online = Q(soort=Sessie.Soort.ONLINE) | (Q(locatie__isnull=True) & ~Q(online_link=""))
    recent = Q(einde__isnull=True) | Q(einde__gt=now - KEPT_AFTER)
    in_one_place = planned.exclude(online)
    is_needed = Exists(in_one_place.filter(recent)) | (~Exists(in_one_place) & Exists(planned.filter(recent)))
    needed = Behoefte.objects.filter(is_needed, aanmelding__status__in=(*STANDING_AANMELDING, "verlopen"))
    return Behoefte.objects.exclude(pk__in=needed.values("pk")).delete()[0]
