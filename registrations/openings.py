"""What is open for somebody new: the places of many reeksen at once, as pages show them.

This is the state in the database, which the verbs and the worker keep right within seconds; no clock tells here
whether a place that is held has run out. Whoever signs up is counted again under the lock (registrations/places.py).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from programmes.models import Reeks, Sessie
from registrations.capacity import Group, Limits, Occupancy
from registrations.models import Aanmelding, Deelname
from registrations.states import HOLDING_DEELNAME

SOMEBODY_NEW = -1
"""Stands for a gemeente that is not in yet and has no reserved slot: no row has this key."""


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

    At most three queries, for any number of reeksen; none for reeksen without a limit or with nothing ahead.
    """
    ahead = {reeks: _ahead(reeks, now) for reeks in reeksen}
    reserved = _reserved([reeks for reeks, sessies in ahead.items() if sessies and reeks.max_gemeenten is not None])
    limits = {
        reeks: Limits(gemeenten=reeks.max_gemeenten, personen=reeks.max_personen, reserved=reserved[reeks.pk])
        for reeks in ahead
    }
    occupied = _occupied([reeks for reeks, sessies in ahead.items() if sessies and limits[reeks].is_set])
    rooms = _rooms([sessie for sessies in ahead.values() for sessie in sessies])
    return {
        reeks.pk: _opening(
            reeks, limits[reeks], occupied[reeks.pk], {sessie.pk: rooms[sessie.pk] for sessie in sessies}
        )
        for reeks, sessies in ahead.items()
    }


def opening_of(reeks: Reeks, *, now: datetime) -> Opening:
    """Return what is open at one reeks; its sessies are prefetched. At most three queries."""
    return openings_of([reeks], now=now)[reeks.pk]


# --- Steps ------------------------------------------------------------------------------------------------------


def _ahead(reeks: Reeks, now: datetime) -> list[Sessie]:
    return [sessie for sessie in reeks.sessies.all() if sessie.is_ahead(now)]


def _opening(reeks: Reeks, limits: Limits, occupancy: Occupancy, rooms: Mapping[int, Room]) -> Opening:
    kinds: list[Group] = [SOMEBODY_NEW, None] if reeks.takes_organisaties else [SOMEBODY_NEW]
    has_place = any(occupancy.waits_for(limits, kind) is None for kind in kinds)
    has_room = not rooms or not all(room.is_full for room in rooms.values())
    return Opening(
        is_full=reeks.toelating == Reeks.Toelating.DIRECT and not (has_place and has_room),
        gemeenten_free=occupancy.free_slots(limits),
        personen_free=occupancy.free_persons(limits),
        sessies=rooms,
    )


def _reserved(reeksen: Collection[Reeks]) -> Mapping[int, frozenset[int]]:
    """Return, by reeks, the gemeenten that have a reserved slot. One query, or none."""
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    if reeksen:
        rows = Reeks.objects.filter(pk__in=[reeks.pk for reeks in reeksen], gereserveerde_gemeenten__isnull=False)
        for reeks, gemeente in rows.order_by().values_list("pk", "gereserveerde_gemeenten"):
            found[reeks] |= {gemeente}
    return found


def _occupied(reeksen: Collection[Reeks]) -> Mapping[int, Occupancy]:
    """Return, by reeks, who holds its places. One query, or none."""
    found: defaultdict[int, Occupancy] = defaultdict(Occupancy)
    if reeksen:
        rows = Aanmelding.objects.filter(reeks__in=reeksen).holding().order_by().values_list("reeks", "gemeente")
        for reeks, gemeente, count in rows.annotate(count=Count("pk")):
            found[reeks].persons[gemeente] += count
    return found


def _rooms(sessies: Collection[Sessie]) -> Mapping[int, Room]:
    """Return, by sessie, how many places are free and how many people wait. One query, or none."""
    sizes = {sessie.pk: sessie.plaatsen for sessie in sessies if sessie.plaatsen is not None}
    taken: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    if sizes:
        counts = {
            "taken": Count("pk", filter=Q(status__in=HOLDING_DEELNAME)),
            "waiting": Count("pk", filter=Q(status="wachtlijst", aanmelding__status="actief")),
        }
        rows = Deelname.objects.filter(sessie__in=sizes).order_by().values_list("sessie")
        for sessie, holds, waits in rows.annotate(**counts):
            taken[sessie], waiting[sessie] = holds, waits
    limited = {pk: Room(free=max(0, size - taken[pk]), waiting=waiting[pk]) for pk, size in sizes.items()}
    return {sessie.pk: limited.get(sessie.pk, Room()) for sessie in sessies}
