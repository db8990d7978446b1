"""The rules of programmes that the other tests do not reach through a page or a verb."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from programmes.rules import Halte, Shift, Stap, Venue, days_on, free_address, in_calendars, shift_of, stappen

NOW = datetime(2026, 9, 7, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
TWO_HOURS = timedelta(hours=2)
G, V, E, P, D, X = Stap.GEWEEST, Stap.VANDAAG, Stap.VOLGENDE, Stap.GEPLAND, Stap.DATUM_VOLGT, Stap.VERVALLEN


def halte(text: str | None, *, is_cancelled: bool = False) -> Halte:
    """Return a sessie of two hours from a moment in the Netherlands, or one without a date."""
    begin = datetime.fromisoformat(text).replace(tzinfo=NOW.tzinfo) if text else None
    return Halte(begin, begin and begin + TWO_HOURS, is_cancelled=is_cancelled)


@pytest.mark.parametrize(
    ("begins", "expected"),
    [
        ([], []),
        ([None, None], [D, D]),
        (["2026-09-01T14:00", "2026-10-01T14:00", None], [G, E, D]),
        (["2026-10-01T14:00", "2026-09-08T14:00"], [P, E]),
        (["2026-09-07T11:00", "2026-10-01T14:00"], [V, P]),
        (["2026-09-07T23:30", "2026-10-01T14:00"], [V, P]),
        (["2026-09-08T00:30"], [E]),
        (["2026-09-07T09:59"], [G]),
        (["2026-09-07T10:00"], [V]),
        (["2026-08-01T10:00", "2026-08-02T10:00"], [G, G]),
    ],
)
def test_where_each_stop_of_the_timeline_stands(begins: list[str | None], expected: list[Stap]) -> None:
    assert stappen([halte(begin) for begin in begins], now=NOW) == expected


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        # What was cancelled is not the next one, not the one of today, and not one that has been.
        ("2026-10-01T14:00", [X, E]),
        ("2026-09-07T13:00", [X, E]),
        ("2026-09-01T14:00", [X, E]),
        (None, [X, E]),
    ],
)
def test_one_that_was_cancelled(begin: str | None, expected: list[Stap]) -> None:
    assert stappen([halte(begin, is_cancelled=True), halte("2026-11-01T14:00")], now=NOW) == expected


def test_today_is_a_day_in_the_zone_of_now() -> None:
    """23.30 on the sixth in London is 00.30 on the seventh in Amsterdam."""
    begin = datetime(2026, 9, 6, 23, 30, tzinfo=ZoneInfo("Europe/London"))
    early = NOW.replace(hour=0, minute=10)
    assert stappen([Halte(begin, begin + TWO_HOURS)], now=early) == [V]


def test_one_that_goes_on_past_midnight_is_still_today() -> None:
    begin = NOW - timedelta(hours=20)
    assert stappen([Halte(begin, NOW + TWO_HOURS)], now=NOW) == [V]


HALL, ONLINE, UNKNOWN = Venue(has_locatie=True), Venue(is_online=True), Venue()
BOTH = Venue(has_locatie=True, is_online=True)


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        (ONLINE, UNKNOWN, True),
        (UNKNOWN, ONLINE, True),
        # From fysiek to terugkom, or with a link and no locatie from online to fysiek.
        (UNKNOWN, UNKNOWN, False),
        (ONLINE, ONLINE, False),
        # The locatie says where it is.
        (HALL, BOTH, False),
        (BOTH, HALL, False),
    ],
)
def test_a_soort_counts_where_it_says_where(before: Venue, after: Venue, *, counts: bool) -> None:
    changed = {"soort", "titel"}
    assert in_calendars(changed, before=before, after=after) == ({"soort"} if counts else set())


def test_a_link_that_makes_it_online_is_no_change_of_soort() -> None:
    assert in_calendars({"online_link"}, before=UNKNOWN, after=ONLINE) == {"online_link"}


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        (NOW, Shift.END),
        (NOW + TWO_HOURS, Shift.TIME),
        (NOW.replace(hour=0, minute=0), Shift.TIME),
        (NOW + 6 * TWO_HOURS, Shift.DATE),
        (NOW - timedelta(days=7), Shift.DATE),
    ],
)
def test_what_of_the_moment_changed(begin: datetime, expected: Shift) -> None:
    assert shift_of(old=NOW, new=begin) is expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), "wonen"),
        (("wonen",), "wonen-2027"),
        (("wonen", "wonen-2027", "wonen-2027-3"), "wonen-2027-2"),
        (("wonen", "wonen-2027", "wonen-2027-2"), "wonen-2027-3"),
    ],
)
def test_a_new_address_is_free(taken: tuple[str, ...], expected: str) -> None:
    assert free_address("wonen", year=2027, taken=taken, length=80) == expected


def test_a_new_address_fits_with_its_year() -> None:
    stem = "lang-" * 20
    plain = free_address(stem, year=2027, taken=(), length=80)
    dated = free_address(stem, year=2027, taken=(plain,), length=80)
    assert (plain, dated) == (("lang-" * 16)[:-1], ("lang-" * 15) + "2027")


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        ("2026-03-01T14:00+01:00", 60, "2026-04-30T14:00+02:00"),
        ("2026-09-07T14:00+02:00", -200, "2026-02-19T14:00+01:00"),
        ("2026-03-01T02:30+01:00", 28, "2026-03-29T03:30+02:00"),
        ("2026-10-01T02:30+02:00", 24, "2026-10-25T02:30+02:00"),
    ],
)
def test_days_on_keeps_the_time_on_the_clock(moment: str, days: int, expected: str) -> None:
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo("Europe/Amsterdam"))
    assert days_on(local, days) == datetime.fromisoformat(expected)
