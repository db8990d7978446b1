"""Chooses days for the sessies of the demo, as an organiser would: not on a holiday."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from learning.demo.content import SessieContent

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
FREE_DAYS = {(4, 27), (5, 5)}
AFTER_EASTER = {1, 39, 50}
"""Tweede Paasdag, Hemelvaart and Tweede Pinksterdag, in days after Easter."""
SUMMER = {7, 8}


@dataclass(frozen=True)
class Moment:
    """When a sessie is held: begin and einde, or in words as long as that is not known."""

    begin: datetime | None = None
    einde: datetime | None = None
    indicatie: str = ""


def moments(sessies: tuple[SessieContent, ...], *, today: date) -> Iterator[Moment]:
    """Yield the moment of each sessie of a reeks, in order."""
    first: date | None = None
    day = today
    for sessie in sessies:
        if sessie.na_maanden:
            yield Moment(indicatie=f"in {date_format(month_after(first or today, sessie.na_maanden), 'F Y')}")
            continue
        day = sessie.datum or next_day(day + timedelta(days=sessie.na_dagen), sessie.weekdag)
        first = first or day
        yield Moment(
            begin=timezone.make_aware(datetime.combine(day, sessie.van)),
            einde=timezone.make_aware(datetime.combine(day, sessie.tot)),
        )


def next_day(day: date, weekday: str) -> date:
    """Return the first such weekday, on or after a day, on which people work."""
    day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    while is_free(day):
        day += timedelta(weeks=1)
    return day


def is_free(day: date) -> bool:
    """Tell whether nobody meets on this day: around Christmas, 27 April, 5 May, some after Easter."""
    date_in_year = (day.month, day.day)
    if date_in_year >= (12, 20) or date_in_year <= (1, 6):
        return True
    return date_in_year in FREE_DAYS or (day - easter(day.year)).days in AFTER_EASTER


def easter(year: int) -> date:
    """Return Easter Sunday by the Gregorian calendar (the "anonymous" computus of Nature, 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def month_after(day: date, months: int) -> date:
    """Return the first day of the month that is so many months after a day, the summer months left out."""
    month = day.replace(day=1)
    while months:
        month = (month + timedelta(days=32)).replace(day=1)
        months -= month.month not in SUMMER
    return month
