"""Counts in werkdagen: until when an offer stands, and from when none is made. Dutch free days; no clock, no query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from programmes.free_days import SATURDAY, free_days

ZONE = ZoneInfo("Europe/Amsterdam")
END_OF_DAY = time(17)


def is_workday(day: date, *, extra: Collection[date]) -> bool:
    """Tell whether people work on a day.

    Args:
        day: a date, not a moment.
        extra: free days besides weekends and the official ones (setting FREE_DAYS).
    """
    return day.weekday() < SATURDAY and day not in extra and day not in free_days(day.year)


def deadline(now: datetime, *, werkdagen: int, extra: Collection[date]) -> datetime:
    """Return until when an offer made now stands: 17.00 here, so many werkdagen after today.

    Args:
        now: an aware moment; its day is that in the Netherlands, whatever its zone.
        werkdagen: 1 or more.
        extra: as for `is_workday`.

    Raises:
        ValueError: now is naive, or werkdagen is below 1.
    """
    if werkdagen < 1:
        raise ValueError("werkdagen is 1 or more")
    return _count(now, werkdagen, timedelta(days=1), extra)


def cutoff(begin: datetime, *, werkdagen: int, extra: Collection[date]) -> datetime:
    """Return from when no offers are made for a sessie: 17.00 here, so many werkdagen before its day.

    Args:
        begin: when the sessie begins, aware.
        werkdagen: 0 or more; with 0 offers are made until it begins.
        extra: as for `is_workday`.

    Raises:
        ValueError: begin is naive, or werkdagen is below 0.
    """
    if werkdagen < 0:
        raise ValueError("werkdagen is 0 or more")
    return _count(begin, werkdagen, timedelta(days=-1), extra) if werkdagen else begin


def _count(moment: datetime, werkdagen: int, step: timedelta, extra: Collection[date]) -> datetime:
    """Return 17.00 on the werkdagen-th werkdag from the day of a moment; that day itself never counts."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    day = moment.astimezone(ZONE).date()
    while werkdagen:
        day += step
        werkdagen -= is_workday(day, extra=extra)
    return datetime.combine(day, END_OF_DAY, ZONE)
