"""The rules of programmes that the other tests do not reach through a page or a verb."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from programmes.rules import Stap, stappen

NOW = datetime(2026, 9, 7, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
TWO_HOURS = timedelta(hours=2)
G, V, E, P, D = Stap.GEWEEST, Stap.VANDAAG, Stap.VOLGENDE, Stap.GEPLAND, Stap.DATUM_VOLGT


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
    moments = [datetime.fromisoformat(text).replace(tzinfo=NOW.tzinfo) if text else None for text in begins]
    assert stappen([(begin, begin and begin + TWO_HOURS) for begin in moments], now=NOW) == expected


def test_today_is_a_day_in_the_zone_of_now() -> None:
    """23.30 on the sixth in London is 00.30 on the seventh in Amsterdam."""
    begin = datetime(2026, 9, 6, 23, 30, tzinfo=ZoneInfo("Europe/London"))
    early = NOW.replace(hour=0, minute=10)
    assert stappen([(begin, begin + TWO_HOURS)], now=early) == [V]


def test_one_that_goes_on_past_midnight_is_still_today() -> None:
    begin = NOW - timedelta(hours=20)
    assert stappen([(begin, NOW + TWO_HOURS)], now=NOW) == [V]
