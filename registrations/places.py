"""Counts, under the lock of the reeks, who holds its places; every verb decides by this and nothing else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from programmes.models import Reeks, Sessie
from registrations.capacity import Limits, Occupancy, Rooms, Waits
from registrations.models import Aanmelding, Deelname

HOLD = timedelta(hours=24)
"""How long a place is held for somebody who has not confirmed."""
RESERVED, IN_REEKS, AT_SESSIE = range(3)


@dataclass
class Places:
    """The places of one reeks as they are now."""

    reeks: Reeks
    limits: Limits
    occupancy: Occupancy
    rooms: Rooms
    has_stale_holds: bool = False

    def waits_for(self, aanmelding: Aanmelding) -> Waits | None:
        """Return what this person has to wait for; None when there is a place in the reeks."""
        return self.occupancy.waits_for(self.limits, aanmelding.gemeente_id)

    def asks_first(self, aanmelding: Aanmelding) -> bool:
        """Tell whether the organiser decides about this person.

        Where gemeenten are chosen, colleagues of one that is in, or that has a reserved slot, need not be chosen.
        """
        if self.reeks.toelating == Reeks.Toelating.GEMEENTE and aanmelding.gemeente_id is not None:
            return aanmelding.gemeente_id not in self.occupancy.gemeenten | self.limits.reserved
        return self.reeks.toelating != Reeks.Toelating.DIRECT

    def take(self, aanmelding: Aanmelding) -> None:
        """Count this person among those who hold a place of the reeks."""
        self.occupancy.take(aanmelding.gemeente_id)


def limits_of(reeks: Reeks, *, reserved: Collection[int] | None = None) -> Limits:
    """Return the limits of a reeks. One query for the reserved gemeenten, where they matter and are not given."""
    if reserved is None:
        reserved = reeks.gereserveerde_gemeenten.values_list("pk", flat=True) if counts_gemeenten(reeks) else ()
    return Limits(
        gemeenten=reeks.max_gemeenten,
        personen=reeks.max_personen,
        per_gemeente=reeks.max_per_gemeente,
        reserved=frozenset(reserved),
    )


def counts_gemeenten(reeks: Reeks) -> bool:
    """Tell whether it matters which gemeenten are in: they are limited, or chosen."""
    return reeks.max_gemeenten is not None or reeks.toelating == Reeks.Toelating.GEMEENTE


def places_of(reeks: Reeks, sessies: Sequence[Sessie], *, now: datetime) -> Places:
    """Return the places of a reeks, given its loaded sessies. Call it under the lock to decide by it.

    One query at most; none for a reeks without limits. Held places count until they are released.
    """
    sizes = {sessie.pk: sessie.plaatsen for sessie in sessies}
    reserved, occupancy, rooms, has_stale_holds = set(), Occupancy(), Rooms(sizes), False
    for question, key, count, stale in counted(reeks, sizes, now=now):
        if question == RESERVED:
            reserved.add(key)
        elif question == IN_REEKS:
            occupancy.persons[key] = count
        else:
            rooms.taken[key] = count
        has_stale_holds = has_stale_holds or stale > 0
    return Places(reeks, limits_of(reeks, reserved=reserved), occupancy, rooms, has_stale_holds)


def counted(reeks: Reeks, sizes: Mapping[int, int | None], *, now: datetime) -> Iterable[tuple[int, Any, int, int]]:
    """Return which question a row answers, the key of a gemeente or sessie, how many, and how many held too long.

    Three questions in one statement, since a sign-up has to be quick.
    """
    questions: list[QuerySet[Any, Any]] = []
    if counts_gemeenten(reeks):
        chosen = reeks.gereserveerde_gemeenten.through.objects.filter(reeks=reeks).order_by()
        questions.append(chosen.values_list(Value(RESERVED), "gemeente", Value(1), Value(0)))
    if limits_of(reeks, reserved=()).is_set or counts_gemeenten(reeks):
        stale = Count("pk", filter=Q(status="onbevestigd", aangemeld_op__lte=now - HOLD))
        held = Aanmelding.objects.filter(reeks=reeks).holding().order_by()
        questions.append(held.values_list(Value(IN_REEKS), "gemeente").annotate(count=Count("pk"), stale=stale))
    limited = [key for key, size in sizes.items() if size is not None]
    if limited:
        stale = Count("pk", filter=Q(aanmelding__status="onbevestigd", aanmelding__aangemeld_op__lte=now - HOLD))
        taken = Deelname.objects.filter(sessie__in=limited).holding().order_by()
        questions.append(taken.values_list(Value(AT_SESSIE), "sessie").annotate(count=Count("pk"), stale=stale))
    return questions[0].union(*questions[1:], all=True) if questions else ()
