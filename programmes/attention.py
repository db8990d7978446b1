"""Decides what of a reeks an organiser has to look at now, over loaded values; no query, no clock, no request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, IntEnum

SOON = timedelta(days=14)
"""From how long before it a sessie has to be complete."""
CHOOSE_BEFORE = timedelta(days=30)
"""From how long before it the doelgroep of a sessie has to be chosen, and a concept published."""
A_WEEK = timedelta(days=7)
ALMOST = timedelta(days=3)


class Urgency(IntEnum):
    """How soon something has to be done; the first is the most urgent."""

    NOW = 1
    THIS_WEEK = 2
    SOON = 3


class Lack(Enum):
    """What a sessie misses. The value is the field that mends it; the words stand in programmes/todo.py."""

    DATE = "begin_0"
    PLACE = "locatie"
    LINK = "online_link"
    EXPERT = "deskundigen"
    DOELGROEP = "doelgroep"


@dataclass(frozen=True)
class SessieFacts:
    """What is asked of one sessie.

    Attributes:
        begin: aware, or None without a date.
        is_ahead: whether it is still to be held: not over and not cancelled.
        is_online: whether one takes part from behind a screen.
        has_link: whether the link for that is known.
        has_locatie: whether it is known where it is held.
        wants_expert: whether somebody comes to tell, as at all but a kick-off and a terugkom.
        has_expert: whether it is known who.
        waits_for_doelgroep: whether it has a working name for a doelgroep and no doelgroep.
    """

    begin: datetime | None
    is_ahead: bool = True
    is_online: bool = False
    has_link: bool = False
    has_locatie: bool = False
    wants_expert: bool = True
    has_expert: bool = False
    waits_for_doelgroep: bool = False


def lacks(sessie: SessieFacts, *, is_running: bool, now: datetime) -> Iterator[Lack]:
    """Yield what a sessie has to get now: without a date only once its reeks is running."""
    if not sessie.is_ahead:
        return
    if sessie.begin is None:
        if is_running:
            yield Lack.DATE
        return
    if sessie.begin <= now + SOON:
        if sessie.is_online and not sessie.has_link:
            yield Lack.LINK
        if not sessie.is_online and not sessie.has_locatie:
            yield Lack.PLACE
        if sessie.wants_expert and not sessie.has_expert:
            yield Lack.EXPERT
    if sessie.waits_for_doelgroep and sessie.begin <= now + CHOOSE_BEFORE:
        yield Lack.DOELGROEP


def is_running(begins: Iterable[datetime | None], *, now: datetime) -> bool:
    """Tell by the begin of the sessies that go on whether a reeks has started."""
    return any(begin is not None and begin <= now for begin in begins)


def first_soon(begins: Iterable[datetime | None], *, now: datetime) -> datetime | None:
    """Return when a reeks starts when that is near and still to come; else None. `begins` as for `is_running`."""
    first = min((begin for begin in begins if begin is not None), default=None)
    return first if first is not None and now < first <= now + CHOOSE_BEFORE else None


def urgency_of(moment: datetime | None, *, now: datetime) -> Urgency:
    """Return how urgent something is that has to be done before a moment; without one it is this week's."""
    if moment is None:
        return Urgency.THIS_WEEK
    left = moment - now
    if left <= ALMOST:
        return Urgency.NOW
    return Urgency.THIS_WEEK if left <= A_WEEK else Urgency.SOON
