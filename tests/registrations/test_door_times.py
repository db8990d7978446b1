"""When attendance can be taken, and what a tap counts for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from registrations.door_times import DoorObstacle, bounded_tap, door_obstacle, door_times, is_expected

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEGIN, EINDE = datetime(2026, 9, 8, 14, tzinfo=AMSTERDAM), datetime(2026, 9, 8, 16, tzinfo=AMSTERDAM)
TIMES = door_times(begin=BEGIN, einde=EINDE, now=BEGIN)
EARLY, OVER = DoorObstacle.TOO_EARLY, DoorObstacle.DAY_OVER


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("moment", "host", "organisation"),
    [
        ("2026-09-07 23:59", EARLY, EARLY),
        ("2026-09-08 00:00", EARLY, None),
        ("2026-09-08 11:59", EARLY, None),
        ("2026-09-08 12:00", None, None),
        ("2026-09-08 23:59", None, None),
        ("2026-09-09 00:00", OVER, None),
        ("2027-09-09 00:00", OVER, None),
    ],
)
def test_who_can_tap_when(moment: str, host: DoorObstacle | None, organisation: DoorObstacle | None) -> None:
    now = at(moment)
    answers = [
        door_obstacle(TIMES, is_cancelled=False, is_host=is_host, tapped_at=now, now=now) for is_host in (True, False)
    ]
    assert answers == [host, organisation]


@pytest.mark.parametrize(("received", "expected"), [("2026-09-09 23:59", None), ("2026-09-10 00:00", OVER)])
def test_taps_of_a_gastheer_may_come_in_a_day_late(received: str, expected: DoorObstacle | None) -> None:
    answer = door_obstacle(TIMES, is_cancelled=False, is_host=True, tapped_at=at("2026-09-08 14:05"), now=at(received))
    assert answer is expected


def test_without_a_date_or_when_cancelled_nobody_taps() -> None:
    none = door_times(begin=None, einde=None, now=BEGIN)
    answers = [
        door_obstacle(times, is_cancelled=is_cancelled, is_host=False, tapped_at=BEGIN, now=BEGIN)
        for times, is_cancelled in ((none, False), (TIMES, True))
    ]
    assert answers == [DoorObstacle.NO_DATE, DoorObstacle.CANCELLED]


def test_a_sessie_just_after_midnight_opens_before_its_day() -> None:
    begin = at("2026-09-08 00:30")
    times = door_times(begin=begin, einde=begin + timedelta(hours=1), now=begin)
    assert times is not None
    assert (times.opens, times.ends) == (at("2026-09-07 22:30"), at("2026-09-09 00:00"))


def test_the_day_ends_at_midnight_where_the_sessie_is_also_when_the_clock_changes() -> None:
    begin = datetime(2026, 10, 25, 9, tzinfo=ZoneInfo("UTC"))
    times = door_times(begin=begin, einde=begin + timedelta(hours=2), now=begin.astimezone(AMSTERDAM))
    assert times is not None
    assert times.opens == datetime(2026, 10, 24, 22, tzinfo=ZoneInfo("UTC"))
    assert times.ends == datetime(2026, 10, 25, 23, tzinfo=ZoneInfo("UTC"))


def test_a_clock_that_is_ahead_taps_no_later_than_now() -> None:
    minute = timedelta(minutes=1)
    assert bounded_tap(BEGIN + minute, now=BEGIN) == BEGIN
    assert bounded_tap(BEGIN - minute, now=BEGIN) == BEGIN - minute


@pytest.mark.parametrize(
    ("moment", "shows"),
    [("2026-09-07 13:59", False), ("2026-09-07 14:00", True), ("2026-09-08 16:00", True), ("2026-09-08 16:01", False)],
)
def test_the_code_shows_from_a_day_before_until_the_end(moment: str, *, shows: bool) -> None:
    assert TIMES is not None
    assert TIMES.shows_code(at(moment)) is shows


def test_expected_is_who_has_a_place_in_both() -> None:
    assert is_expected(aanmelding="actief", deelname="aangemeld")
    assert not is_expected(aanmelding="onbevestigd", deelname="aangemeld")
    assert not is_expected(aanmelding="actief", deelname="wachtlijst")
