"""Lays dated sessies out as a month: weeks of days for a grid, and the days that have something. Plain data."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
"""An entry stands on the day that it begins in the Netherlands, wherever the server is."""

WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True)
class Entry:
    """One dated sessie as the month shows it.

    Attributes:
        begin: aware, in any zone.
        einde: aware, in any zone.
        titel: of the sessie.
        reeks: title of the reeks.
        url: of its page.
        plaats: the town; empty when it is not known, or online.
        is_online: whether one takes part from behind a screen.
        is_over: whether it has been held.
        is_cancelled: whether it does not go on.
    """

    begin: datetime
    einde: datetime
    titel: str
    reeks: str
    url: str
    plaats: str = ""
    is_online: bool = False
    is_over: bool = False
    is_cancelled: bool = False

    @property
    def day(self) -> date:
        """The day in the Netherlands on which it begins."""
        return day_of(self.begin)


@dataclass(frozen=True)
class Day:
    """One day of the month with its entries, the earliest first; most days have none."""

    day: date
    entries: Sequence[Entry] = ()
    is_today: bool = False


@dataclass(frozen=True)
class Month:
    """One month.

    Attributes:
        first: its first day.
        weeks: rows of seven from Monday on; None for a day of another month.
        previous: first day of the nearest earlier month with an entry, if any.
        following: first day of the nearest later month with an entry, if any.
    """

    first: date
    weeks: Sequence[Sequence[Day | None]]
    previous: date | None = None
    following: date | None = None

    @property
    def weekdays(self) -> list[date]:
        """Any Monday to Sunday, for the heads of the columns."""
        monday = self.first - timedelta(days=self.first.weekday())
        return [monday + timedelta(days=number) for number in range(7)]

    @property
    def days(self) -> list[Day]:
        """The days that have an entry."""
        return [day for week in self.weeks for day in week if day and day.entries]


def day_of(moment: datetime) -> date:
    """Return the date of an aware moment in the Netherlands."""
    return moment.astimezone(ZONE).date()


def month_named(text: str, *, earliest: datetime, latest: datetime) -> date | None:
    """Return the first day of a month written as `2026-12`; None for anything else.

    Args:
        text: as written.
        earliest: aware; a month before the one it falls in, in the Netherlands, is None.
        latest: aware; a month after the one it falls in, in the Netherlands, is None.
    """
    found = WRITTEN.fullmatch(text)
    if not found:
        return None
    try:
        first = date(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return first if day_of(earliest).replace(day=1) <= first <= day_of(latest) else None


def month_of(entries: Collection[Entry], *, chosen: date | None, now: datetime) -> Month:
    """Return a month with its entries.

    Args:
        entries: all there are, in any order; those of other months say where to leaf to.
        chosen: first day of the month asked for. None: the month of the first entry still to come, or else of the
            last one held, or else that of now.
        now: the moment of asking, aware.
    """
    first = chosen or month_to_open(entries, now=now)
    filled = {entry.day.replace(day=1) for entry in entries}
    return Month(
        first=first,
        weeks=weeks_of(first, entries, today=day_of(now)),
        previous=max((month for month in filled if month < first), default=None),
        following=min((month for month in filled if month > first), default=None),
    )


def month_to_open(entries: Collection[Entry], *, now: datetime) -> date:
    """Return the first day of the month that is shown to who asked for none."""
    ahead = [entry.begin for entry in entries if not entry.is_over and not entry.is_cancelled]
    held = [entry.begin for entry in entries]
    moment = min(ahead) if ahead else max(held, default=now)
    return day_of(moment).replace(day=1)


def weeks_of(first: date, entries: Collection[Entry], *, today: date) -> list[list[Day | None]]:
    """Return the weeks of the month that begins on `first`, Monday to Sunday."""
    by_day: dict[date, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.begin, entry.reeks, entry.titel)):
        by_day.setdefault(entry.day, []).append(entry)
    days: list[Day | None] = [None] * first.weekday()
    day = first
    while day.month == first.month:
        days.append(Day(day, tuple(by_day.get(day, ())), is_today=day == today))
        day += timedelta(days=1)
    days += [None] * (-len(days) % 7)
    return [days[start : start + 7] for start in range(0, len(days), 7)]
