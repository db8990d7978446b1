"""The days on which the demo plans its sessies."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from learning.demo.content import ReeksContent, reeksen
from learning.demo.moments import Moment, easter, is_free, moments


def dated(reeks: ReeksContent, today: date) -> list[Moment]:
    return list(moments(reeks.sessies, today=today))


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_dates_fit_whatever_the_day_on_which_the_demo_is_made(year: int) -> None:
    coming, _, open_dates = reeksen()
    day = date(year, 1, 1)
    while day.year == year:
        days = [timezone.localtime(moment.begin).date() for moment in dated(coming, day) if moment.begin]
        assert [each.strftime("%a") for each in days] == ["Tue", "Mon", "Mon", "Mon", "Mon"]
        assert [each for each in days if is_free(each)] == []
        assert 35 <= (days[0] - day).days <= 41 + 21
        gaps = [(late - early).days for early, late in pairwise(days)]
        assert [gap for gap in gaps if not 27 <= gap <= 28 + 21] == []
        kick_off, *others = dated(open_dates, day)
        assert kick_off.begin is not None
        assert [other.begin for other in others] == [None, None, None]
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2027, 4, 1), ["in juni 2027", "in september 2027", "in oktober 2027"]),
        (date(2026, 9, 22), ["in december 2026", "in januari 2027", "in februari 2027"]),
    ],
)
def test_months_without_a_date_skip_the_summer(today: date, months: list[str]) -> None:
    open_dates = reeksen()[2]
    assert [moment.indicatie for moment in dated(open_dates, today)[1:]] == months


@pytest.mark.parametrize(
    "day", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2028, 4, 16)]
)
def test_easter(day: date) -> None:
    assert easter(day.year) == day


@pytest.mark.parametrize(
    ("day", "free"),
    [
        (date(2026, 12, 19), False), (date(2026, 12, 20), True), (date(2027, 1, 6), True),
        (date(2027, 1, 7), False), (date(2027, 3, 29), True), (date(2027, 4, 27), True),
        (date(2027, 5, 5), True), (date(2027, 5, 6), True), (date(2027, 5, 17), True), (date(2027, 5, 18), False),
    ],
)  # fmt: skip
def test_free_days(day: date, free: bool) -> None:  # noqa: FBT001 - what the table expects
    assert is_free(day) is free
