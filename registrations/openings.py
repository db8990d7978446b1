"""What is open for somebody new: the places of many reeksen at once, as pages show them.

This is the state in the database, which the verbs and the worker keep right within seconds; no clock tells here
whether a place that is held has run out. Whoever signs up is counted again under the lock (registrations/places.py).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from programmes.models import Reeks, Sessie
from registrations.capacity import Group, Limits, Occupancy
from registrations.models import Aanmelding, Deelname
from registrations.states import HOLDING_DEELNAME

SOMEBODY_NEW = -1
"""Stands for a gemeente that is not in yet and has no reserved slot: no row has this key."""
RESERVED, IN_REEKS, AT_SESSIE = range(3)


@dataclass(frozen=True)
class Room:
    """The places at one sessie: how many are free (None: no limit), and how many people wait for one."""

    free: int | None = None
    waiting: int = 0

    @property
    def is_full(self) -> bool:
        """Whether one person more has to wait."""
        return self.free == 0


@dataclass(frozen=True)
class Opening:
    """What somebody new finds at one reeks.

    Attributes:
        is_full: whether they can get no place at all and come on the waiting list. Never where the organiser decides.
        gemeenten_free: how many gemeenten more can come in; None when that is not limited.
        personen_free: how many persons more can come in; None when that is not limited.
        sessies: by key, those still to be held.
    """

    is_full: bool = False
    gemeenten_free: int | None = None
    personen_free: int | None = None
    sessies: Mapping[int, Room] = field(default_factory=dict)

    @property
    def is_full_for_new_gemeenten(self) -> bool:
        """Whether only the slots of gemeenten are gone: a colleague of one that is in can still get a place."""
        has_room = self.personen_free != 0 and not all(room.is_full for room in self.sessies.values())
        return self.gemeenten_free == 0 and has_room

    @property
    def left(self) -> dict[int, int]:
        """How many persons more can come to each sessie, where that is limited there or in the reeks."""
        found = {}
        for sessie, room in self.sessies.items():
            known = [free for free in (room.free, self.personen_free) if free is not None]
            if known:
                found[sessie] = min(known)
        return found


def openings_of(reeksen: Iterable[Reeks], *, now: datetime) -> dict[int, Opening]:
    """Return what is open, by the key of the reeks; their sessies are prefetched.

    One query at most, for any number of reeksen; none for reeksen without a limit or with nothing ahead.
    """
    ahead = {reeks: [sessie for sessie in reeks.sessies.all() if sessie.is_ahead(now)] for reeks in reeksen}
    counts = _counts(ahead)
    return {reeks.pk: _opening(reeks, sessies, counts) for reeks, sessies in ahead.items()}


def opening_of(reeks: Reeks, *, now: datetime) -> Opening:
    """Return what is open at one reeks; its sessies are prefetched. One query at most."""
    return openings_of([reeks], now=now)[reeks.pk]


# --- Steps ------------------------------------------------------------------------------------------------------


@dataclass
class _Counts:
    """What the database counted: by reeks its reserved gemeenten and who is in, by sessie who is in and who waits."""

    reserved: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    occupied: defaultdict[int, Occupancy] = field(default_factory=lambda: defaultdict(Occupancy))
    taken: Counter[int] = field(default_factory=Counter)
    waiting: Counter[int] = field(default_factory=Counter)


def _opening(reeks: Reeks, ahead: Collection[Sessie], counts: _Counts) -> Opening:
    occupancy = counts.occupied[reeks.pk]
    limits = Limits(
        gemeenten=reeks.max_gemeenten, personen=reeks.max_personen, reserved=frozenset(counts.reserved[reeks.pk])
    )
    rooms = {sessie.pk: _room(sessie, counts) for sessie in ahead}
    kinds: list[Group] = [SOMEBODY_NEW, None] if reeks.takes_organisaties else [SOMEBODY_NEW]
    has_place = any(occupancy.waits_for(limits, kind) is None for kind in kinds)
    has_room = not rooms or not all(room.is_full for room in rooms.values())
    return Opening(
        is_full=reeks.toelating == Reeks.Toelating.DIRECT and not (has_place and has_room),
        gemeenten_free=occupancy.free_slots(limits),
        personen_free=occupancy.free_persons(limits),
        sessies=rooms,
    )


def _room(sessie: Sessie, counts: _Counts) -> Room:
    if sessie.plaatsen is None:
        return Room()
    return Room(free=max(0, sessie.plaatsen - counts.taken[sessie.pk]), waiting=counts.waiting[sessie.pk])


def _counts(ahead: Mapping[Reeks, Collection[Sessie]]) -> _Counts:
    found = _Counts()
    for question, key, gemeente, count, waits in _counted(ahead):
        if question == RESERVED:
            found.reserved[key].add(gemeente)
        elif question == IN_REEKS:
            found.occupied[key].persons[gemeente] += count
        else:
            found.taken[key], found.waiting[key] = count, waits
    return found


def _counted(ahead: Mapping[Reeks, Collection[Sessie]]) -> Iterable[tuple[int, int, Any, int, int]]:
    """Return which question a row answers, the key of a reeks or sessie, a gemeente, how many, and how many wait.

    Three questions in one statement, as in registrations/places.py, and only those that matter.
    """
    questions: list[QuerySet[Any, Any]] = []
    coming = [reeks for reeks, sessies in ahead.items() if sessies]
    by_gemeente = [reeks.pk for reeks in coming if reeks.max_gemeenten is not None]
    if by_gemeente:
        chosen = Reeks.gereserveerde_gemeenten.through.objects.filter(reeks__in=by_gemeente).order_by()
        questions.append(chosen.values_list(Value(RESERVED), "reeks", "gemeente", Value(1), Value(0)))
    limited = [reeks.pk for reeks in coming if not (reeks.max_gemeenten is None and reeks.max_personen is None)]
    if limited:
        held = Aanmelding.objects.filter(reeks__in=limited).holding().order_by()
        per_gemeente = held.values_list(Value(IN_REEKS), "reeks", "gemeente")
        questions.append(per_gemeente.annotate(count=Count("pk"), waits=Value(0)))
    sized = [sessie.pk for sessies in ahead.values() for sessie in sessies if sessie.plaatsen is not None]
    if sized:
        waits = Count("pk", filter=Q(status="wachtlijst", aanmelding__status="actief"))
        taken = Count("pk", filter=Q(status__in=HOLDING_DEELNAME))
        standing = Deelname.objects.filter(sessie__in=sized).order_by()
        per_sessie = standing.values_list(Value(AT_SESSIE), "sessie", Value(0))
        questions.append(per_sessie.annotate(count=taken, waits=waits))
    return questions[0].union(*questions[1:], all=True) if questions else ()
