"""Decides when attendance can be taken, and what a tap counts for; no query, no clock, no request."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

HOST_IS_EARLY = timedelta(hours=2)
"""How long before the begin of a sessie a gastheer starts to take attendance."""
TAPS_COME_LATE = timedelta(days=1)
"""How long after the day of a sessie the taps of a gastheer may still come in from a tablet without a connection."""
CODE_SHOWS_BEFORE = timedelta(days=1)
"""How long before the begin of a sessie the code for the door stands on the personal page."""


class DoorObstacle(Enum):
    """Why attendance can not be taken. The words for people stand in registrations/texts.py."""

    NO_DATE = "bijeenkomst heeft geen datum"
    CANCELLED = "bijeenkomst gaat niet door"
    TOO_EARLY = "bijeenkomst is nog niet"
    DAY_OVER = "dag van de bijeenkomst is voorbij"
    NOT_ON_LIST = "staat niet op de lijst"
    UNREADABLE = "tik is onleesbaar"


@dataclass(frozen=True)
class DoorTimes:
    """When a sessie with a date is held, in the zone of `now`: that is where its day begins and ends."""

    begin: datetime
    einde: datetime

    @property
    def opens(self) -> datetime:
        """When the organisation can start: on the day itself, and never less early than a gastheer."""
        return min(midnight(self.begin), self.host_opens)

    @property
    def host_opens(self) -> datetime:
        """When the gastheer can start."""
        return self.begin - HOST_IS_EARLY

    @property
    def ends(self) -> datetime:
        """The midnight after it; what the organisation taps from then on is a correction."""
        return midnight(self.einde, days=1)

    def is_today(self, now: datetime) -> bool:
        """Tell whether people can come in now."""
        return self.opens <= now < self.ends

    def shows_code(self, now: datetime) -> bool:
        """Tell whether the code for the door is of use to who comes."""
        return self.begin - CODE_SHOWS_BEFORE <= now <= self.einde


def midnight(moment: datetime, *, days: int = 0) -> datetime:
    """Return the midnight at which a day begins, or that of so many days later; in the zone of `moment`."""
    return datetime.combine(moment.date() + timedelta(days=days), time(), tzinfo=moment.tzinfo)


def door_times(*, begin: datetime | None, einde: datetime | None, now: datetime) -> DoorTimes | None:
    """Return when a sessie is held, in the zone of `now`; None for one without a date."""
    if begin is None or einde is None:
        return None
    return DoorTimes(begin.astimezone(now.tzinfo), einde.astimezone(now.tzinfo))


def door_obstacle(
    times: DoorTimes | None, *, is_cancelled: bool, is_host: bool, tapped_at: datetime, now: datetime
) -> DoorObstacle | None:
    """Return why a tap does not count; None when it does.

    Args:
        times: of the sessie; None: it has no date.
        is_cancelled: whether the sessie was cancelled.
        is_host: whether a gastheer tapped: only on the day itself. The organisation may correct for ever.
        tapped_at: when, as `tapped_at` bounds it.
        now: when it came in: a tablet may have been without a connection.
    """
    if times is None:
        return DoorObstacle.NO_DATE
    if is_cancelled:
        return DoorObstacle.CANCELLED
    if tapped_at < (times.host_opens if is_host else times.opens):
        return DoorObstacle.TOO_EARLY
    if is_host and (tapped_at >= times.ends or now >= times.ends + TAPS_COME_LATE):
        return DoorObstacle.DAY_OVER
    return None


def bounded_tap(tapped_at: datetime, *, now: datetime) -> datetime:
    """Return when a tap counts as tapped: the clock of a tablet may be ahead, but nobody taps after it came in."""
    return min(tapped_at, now)


def is_expected(*, aanmelding: str, deelname: str) -> bool:
    """Tell by the status of both whether somebody is expected at the door."""
    return aanmelding == "actief" and deelname == "aangemeld"
