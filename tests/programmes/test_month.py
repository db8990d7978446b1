"""The overview by month, as plain values: weeks from Monday, days in the Netherlands, and where to leaf to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes.month import Day, Entry, Month, month_named, month_of
from programmes.rules import EARLIEST, LATEST

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 12, tzinfo=AMSTERDAM)


def entry(begin: datetime, *, titel: str = "Sessie 1", **fields: Any) -> Entry:
    """Make an entry of two hours."""
    defaults: dict[str, Any] = {
        "einde": begin + timedelta(hours=2),
        "reeks": "Bewoners bereiken",
        "url": "/o/b/sessie-1/",
    }
    return Entry(begin=begin, titel=titel, **(defaults | fields))


def numbers(month: Month) -> list[list[int]]:
    """Return the month as numbers of days, 0 for a day of another month."""
    return [[day.day.day if day else 0 for day in week] for week in month.weeks]


def test_the_month_opens_at_what_goes_on() -> None:
    cancelled, coming = datetime(2026, 12, 1, tzinfo=AMSTERDAM), datetime(2027, 2, 1, tzinfo=AMSTERDAM)
    entries = [entry(cancelled, is_cancelled=True), entry(coming)]
    assert month_of(entries, chosen=None, now=NOW).first == date(2027, 2, 1)
    assert month_of(entries[:1], chosen=None, now=NOW).first == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12", date(2026, 12, 1)),
        ("2000-01", date(2000, 1, 1)),
        ("2099-12", date(2099, 12, 1)),
        ("1999-12", None),
        ("2100-01", date(2100, 1, 1)),
        ("2100-02", None),
        ("2026-00", None),
        ("2026-13", None),
        ("2026-1", None),
        ("2026-12-01", None),
        ("2026-12\n", None),
        (" 2026-12", None),
        ("٢٠٢٦-١٢", None),
        ("0000-01", None),
        ("99999-01", None),
        ("", None),
    ],
)
def test_month_named(text: str, expected: date | None) -> None:
    assert month_named(text, earliest=EARLIEST, latest=LATEST) == expected


def test_the_ends_are_months_in_the_netherlands() -> None:
    earliest, latest = datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    asked = ["2026-01", "2026-02", "2026-12", "2027-01"]
    found = [month_named(text, earliest=earliest, latest=latest) for text in asked]
    assert found == [None, date(2026, 2, 1), date(2026, 12, 1), None]


@pytest.mark.parametrize("begin", [EARLIEST, LATEST - timedelta(minutes=30), LATEST])
def test_leafing_leads_to_every_month_that_a_sessie_can_have(begin: datetime) -> None:
    month = month_of([entry(begin), entry(NOW)], chosen=date(2026, 11, 1), now=NOW)
    there = month.previous or month.following
    assert there is not None
    assert month_named(f"{there:%Y-%m}", earliest=EARLIEST, latest=LATEST) == there
    assert [day.entries for day in month_of([entry(begin)], chosen=there, now=NOW).days] == [(entry(begin),)]


@given(st.text(max_size=12))
def test_whatever_is_written_gives_a_month_or_nothing(text: str) -> None:
    found = month_named(text, earliest=EARLIEST, latest=LATEST)
    assert found is None or (found.day == 1 and f"{found:%Y-%m}" == text)


def test_weeks_begin_on_monday() -> None:
    assert numbers(month_of([], chosen=date(2026, 12, 1), now=NOW)) == [
        [0, 1, 2, 3, 4, 5, 6],
        [7, 8, 9, 10, 11, 12, 13],
        [14, 15, 16, 17, 18, 19, 20],
        [21, 22, 23, 24, 25, 26, 27],
        [28, 29, 30, 31, 0, 0, 0],
    ]
    assert numbers(month_of([], chosen=date(2027, 2, 1), now=NOW))[-1] == [22, 23, 24, 25, 26, 27, 28]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 31)))
def test_every_day_of_a_month_stands_once_under_its_weekday(day: date) -> None:
    month = month_of([], chosen=day.replace(day=1), now=NOW)
    cells = [(column, cell.day) for week in month.weeks for column, cell in enumerate(week) if cell]
    assert {len(week) for week in month.weeks} == {7}
    assert [found.day for _, found in cells] == list(range(1, len(cells) + 1))
    assert all(found.weekday() == column for column, found in cells)
    assert cells[-1][1] + timedelta(days=1) == (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    assert [found.weekday() for found in month.weekdays] == list(range(7))


def test_a_day_holds_its_entries_the_earliest_first() -> None:
    late = entry(datetime(2026, 12, 8, 15, tzinfo=AMSTERDAM), titel="Sessie 2")
    early = entry(datetime(2026, 12, 8, 9, tzinfo=AMSTERDAM))
    other = entry(datetime(2027, 1, 8, 9, tzinfo=AMSTERDAM))
    month = month_of([late, other, early], chosen=date(2026, 12, 1), now=NOW)
    assert month.days == [Day(date(2026, 12, 8), (early, late))]


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        # Midnight in the Netherlands is the day before in UTC: an hour in winter, two in summer.
        (datetime(2026, 11, 30, 23, 0, tzinfo=UTC), date(2026, 12, 1)),
        (datetime(2026, 11, 30, 22, 59, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        # The nights in which the clock is put forward and back.
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_an_entry_stands_on_its_day_in_the_netherlands(begin: datetime, expected: date) -> None:
    month = month_of([entry(begin)], chosen=expected.replace(day=1), now=NOW)
    assert [day.day for day in month.days] == [expected]


def test_what_lasts_past_midnight_stands_on_the_day_that_it_begins() -> None:
    begin = datetime(2026, 11, 30, 23, tzinfo=AMSTERDAM)
    month = month_of([entry(begin)], chosen=None, now=NOW)
    assert (month.first, [day.day for day in month.days]) == (date(2026, 11, 1), [date(2026, 11, 30)])


def test_today_is_marked_in_dutch_time() -> None:
    month = month_of([], chosen=date(2027, 1, 1), now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert [day.day for week in month.weeks for day in week if day and day.is_today] == [date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("chosen", "previous", "following"),
    [
        (date(2026, 8, 1), None, date(2026, 9, 1)),
        (date(2026, 9, 1), None, date(2026, 12, 1)),
        (date(2026, 10, 1), date(2026, 9, 1), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2026, 9, 1), date(2027, 3, 1)),
        (date(2027, 3, 1), date(2026, 12, 1), None),
        (date(2099, 12, 1), date(2027, 3, 1), None),
    ],
)
def test_leafing_skips_months_without_entries(chosen: date, previous: date | None, following: date | None) -> None:
    entries = [
        entry(datetime(year, month, 8, 9, tzinfo=AMSTERDAM)) for year, month in [(2027, 3), (2026, 9), (2026, 12)]
    ]
    month = month_of(entries, chosen=chosen, now=NOW)
    assert (month.previous, month.following) == (previous, following)


def test_unasked_it_opens_where_the_next_entry_is() -> None:
    held = entry(datetime(2026, 9, 8, 9, tzinfo=AMSTERDAM), is_over=True)
    coming = entry(datetime(2027, 3, 8, 9, tzinfo=AMSTERDAM))
    assert month_of([coming, held], chosen=None, now=NOW).first == date(2027, 3, 1)
    assert month_of([held], chosen=None, now=NOW).first == date(2026, 9, 1)
    assert month_of([], chosen=None, now=NOW).first == date(2026, 11, 1)
