"""Counting in werkdagen over weekends, holidays, New Year and the change of the clock."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from programmes.free_days import free_days
from registrations.workdays import ZONE, cutoff, deadline, is_workday

# From rijksoverheid.nl, "Officiele feestdagen", and the calendar for the later years; weekends left out.
FREE_WEEKDAYS = {
    2024: ["01-01", "04-01", "05-09", "05-20", "12-25", "12-26"],
    2025: ["01-01", "04-21", "05-05", "05-29", "06-09", "12-25", "12-26"],
    2026: ["01-01", "04-06", "04-27", "05-14", "05-25", "12-25"],
    2027: ["01-01", "03-29", "04-27", "05-06", "05-17"],
    2028: ["04-17", "04-27", "05-25", "06-05", "12-25", "12-26"],
    2029: ["01-01", "04-02", "04-27", "05-10", "05-21", "12-25", "12-26"],
    2030: ["01-01", "04-22", "05-30", "06-10", "12-25", "12-26"],
}


def at(text: str) -> datetime:
    """Read "2026-11-20 10:00" as a moment in the Netherlands."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize("year", FREE_WEEKDAYS)
def test_the_free_weekdays_of_a_year(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    free = [day for day in days if day.year == year and day.weekday() < 5 and not is_workday(day, extra=())]
    assert [day.strftime("%m-%d") for day in free] == FREE_WEEKDAYS[year]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 3), True),  # Goede Vrijdag
        (date(2025, 4, 18), True),
        (date(2025, 4, 26), False),  # Koningsdag, a day early since the 27th is a Sunday; it is a Saturday
        (date(2025, 5, 5), False),  # Bevrijdingsdag, once in five years
        (date(2026, 5, 5), True),
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 31), True),
    ],
)
def test_a_day_is_worked(day: date, works: bool) -> None:  # noqa: FBT001
    assert is_workday(day, extra=()) is works


def test_koningsdag_moves_to_the_saturday() -> None:
    april = {year: [day for day in free_days(year) if day.month == 4 and day.day in {26, 27}] for year in (2025, 2026)}
    assert april == {2025: [date(2025, 4, 26)], 2026: [date(2026, 4, 27)]}


def test_extra_free_days_are_not_worked() -> None:
    extra = frozenset({date(2026, 12, 24)})
    assert [is_workday(date(2026, 12, day), extra=extra) for day in (23, 24)] == [True, False]


@pytest.mark.parametrize(
    ("now", "werkdagen", "end"),
    [
        ("2026-11-20 10:00", 1, "2026-11-23 17:00"),  # Friday
        ("2026-11-20 10:00", 2, "2026-11-24 17:00"),
        ("2026-11-20 17:00", 1, "2026-11-23 17:00"),
        ("2026-11-20 23:59", 1, "2026-11-23 17:00"),
        ("2026-11-21 09:00", 1, "2026-11-23 17:00"),  # Saturday
        ("2026-11-22 23:59", 1, "2026-11-23 17:00"),
        ("2026-11-23 00:00", 1, "2026-11-24 17:00"),
        ("2026-11-23 00:00", 5, "2026-11-30 17:00"),
        ("2026-12-24 12:00", 1, "2026-12-28 17:00"),  # Christmas on Friday and Saturday
        ("2025-12-24 12:00", 1, "2025-12-29 17:00"),  # Christmas on Thursday and Friday
        ("2026-12-31 12:00", 1, "2027-01-04 17:00"),  # New Year's Day is a Friday
        ("2026-12-30 12:00", 2, "2027-01-04 17:00"),
        ("2026-04-02 12:00", 1, "2026-04-03 17:00"),  # on Goede Vrijdag
        ("2026-04-02 12:00", 2, "2026-04-07 17:00"),  # over Easter
        ("2026-04-24 12:00", 1, "2026-04-28 17:00"),  # Koningsdag on Monday
        ("2025-04-25 12:00", 1, "2025-04-28 17:00"),  # Koningsdag on Saturday
        ("2025-05-02 12:00", 1, "2025-05-06 17:00"),  # Bevrijdingsdag on Monday, a free year
        ("2026-05-04 12:00", 1, "2026-05-05 17:00"),  # Bevrijdingsdag on Tuesday, not a free year
        ("2026-05-13 12:00", 1, "2026-05-15 17:00"),  # Hemelvaart
        ("2026-05-22 12:00", 1, "2026-05-26 17:00"),  # Pinksteren
    ],
)
def test_an_offer_stands_until_five_o_clock(now: str, werkdagen: int, end: str) -> None:
    assert deadline(at(now), werkdagen=werkdagen, extra=()) == at(end)


def test_an_offer_skips_extra_free_days() -> None:
    extra = [date(2026, 12, day) for day in (28, 29, 30, 31)]
    assert deadline(at("2026-12-24 12:00"), werkdagen=1, extra=extra) == at("2027-01-04 17:00")


@pytest.mark.parametrize(
    ("begin", "werkdagen", "last"),
    [
        ("2026-11-24 09:30", 0, "2026-11-24 09:30"),
        ("2026-11-24 09:30", 1, "2026-11-23 17:00"),  # Tuesday
        ("2026-11-24 09:30", 2, "2026-11-20 17:00"),
        ("2026-11-23 19:00", 1, "2026-11-20 17:00"),  # Monday evening
        ("2026-11-21 10:00", 1, "2026-11-20 17:00"),  # on a Saturday
        ("2026-12-29 10:00", 2, "2026-12-24 17:00"),
        ("2027-01-04 10:00", 2, "2026-12-30 17:00"),
        ("2026-04-07 10:00", 1, "2026-04-03 17:00"),
        ("2026-04-07 10:00", 2, "2026-04-02 17:00"),
        ("2026-05-15 10:00", 1, "2026-05-13 17:00"),
    ],
)
def test_offers_stop_before_a_sessie(begin: str, werkdagen: int, last: str) -> None:
    assert cutoff(at(begin), werkdagen=werkdagen, extra=()) == at(last)


def test_offers_stop_earlier_with_an_extra_free_day() -> None:
    assert cutoff(at("2026-11-24 09:30"), werkdagen=1, extra={date(2026, 11, 23)}) == at("2026-11-20 17:00")


@pytest.mark.parametrize(
    ("now", "utc_end"),
    [
        # The clock goes back in the night of 24 on 25 October 2026: Friday's offer ends an hour later by UTC.
        ("2026-10-22T08:00+00:00", "2026-10-23T15:00+00:00"),
        ("2026-10-23T08:00+00:00", "2026-10-26T16:00+00:00"),
        ("2026-10-25T00:30+00:00", "2026-10-26T16:00+00:00"),
        ("2026-10-25T01:30+00:00", "2026-10-26T16:00+00:00"),
        # And forward in the night of 27 on 28 March 2027, the Sunday of Easter.
        ("2027-03-25T08:00+00:00", "2027-03-26T16:00+00:00"),
        ("2027-03-26T08:00+00:00", "2027-03-30T15:00+00:00"),
        ("2027-03-28T01:00+00:00", "2027-03-30T15:00+00:00"),
        # The day is that of the Netherlands: late on Thursday by UTC is Friday here, and the other way round.
        ("2026-11-19T22:59+00:00", "2026-11-20T16:00+00:00"),
        ("2026-11-19T23:00+00:00", "2026-11-23T16:00+00:00"),
        ("2026-11-20T03:00+09:00", "2026-11-20T16:00+00:00"),
    ],
)
def test_five_o_clock_is_that_of_the_netherlands(now: str, utc_end: str) -> None:
    end = deadline(datetime.fromisoformat(now), werkdagen=1, extra=())
    assert (end.astimezone(UTC).isoformat(timespec="minutes"), end.hour, end.tzinfo) == (utc_end, 17, ZONE)


@pytest.mark.parametrize("werkdagen", [0, -1])
def test_an_offer_stands_one_werkdag_at_least(werkdagen: int) -> None:
    with pytest.raises(ValueError, match=r"^werkdagen is 1 or more$"):
        deadline(at("2026-11-20 10:00"), werkdagen=werkdagen, extra=())


def test_a_cutoff_after_the_begin_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^werkdagen is 0 or more$"):
        cutoff(at("2026-11-20 10:00"), werkdagen=-1, extra=())


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 20, 10)  # noqa: DTZ001 - that is what is refused
    for count in (deadline, cutoff):
        with pytest.raises(ValueError, match=r"^a moment needs a zone$"):
            count(naive, werkdagen=1, extra=())


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.sampled_from([UTC, ZONE]))  # noqa: DTZ001
NUMBERS = st.integers(1, 20)
FREE = st.frozensets(st.dates(date(2024, 1, 1), date(2040, 1, 1)), max_size=30)


@given(now=MOMENTS, werkdagen=NUMBERS, extra=FREE)
def test_a_deadline_is_at_the_end_of_a_later_workday(now: datetime, werkdagen: int, extra: frozenset[date]) -> None:
    end = deadline(now, werkdagen=werkdagen, extra=extra)
    begin = now.astimezone(ZONE).date()
    between = [begin + timedelta(days=number) for number in range(1, (end.date() - begin).days + 1)]
    assert (end.hour, end.minute, end.second, end.microsecond, end > now) == (17, 0, 0, 0, True)
    assert is_workday(end.date(), extra=extra)
    assert sum(is_workday(day, extra=extra) for day in between) == werkdagen


@given(one=MOMENTS, other=MOMENTS, werkdagen=NUMBERS, extra=FREE)
def test_a_later_offer_never_ends_earlier(
    one: datetime, other: datetime, werkdagen: int, extra: frozenset[date]
) -> None:
    first, second = sorted([one, other])
    assert deadline(first, werkdagen=werkdagen, extra=extra) <= deadline(second, werkdagen=werkdagen, extra=extra)
    assert cutoff(first, werkdagen=werkdagen, extra=extra) <= cutoff(second, werkdagen=werkdagen, extra=extra)


@given(now=MOMENTS, werkdagen=NUMBERS, extra=FREE)
def test_more_werkdagen_end_later(now: datetime, werkdagen: int, extra: frozenset[date]) -> None:
    shorter, longer = (deadline(now, werkdagen=number, extra=extra) for number in (werkdagen, werkdagen + 1))
    nearer, farther = (cutoff(now, werkdagen=number, extra=extra) for number in (werkdagen, werkdagen + 1))
    assert shorter < longer
    assert farther < nearer < now


def test_the_names_of_the_free_days_do_not_depend_on_the_machine() -> None:
    """Goede Vrijdag is left out by its name, which the library would give in the language of the machine."""
    code = "from registrations.workdays import *; print(date(2026, 4, 3) in free_days(2026))"
    for language in ("en_US.UTF-8", "nl_NL.UTF-8", "C"):
        answer = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"LANGUAGE": language, "LANG": language},
            cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert answer.stdout == "False\n"


def test_the_library_is_loaded_when_it_is_needed() -> None:
    code = "import sys, registrations.workdays; print('holidays' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert answer.stdout == b"False\n"
