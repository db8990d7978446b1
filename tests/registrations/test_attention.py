"""What about the people of a reeks an organiser has to look at now, decided over plain values."""

from datetime import datetime, timedelta

import pytest

from registrations.attention import is_kept_long, is_nearly_full, is_terugkom_empty, misses_attendance
from tests.registrations.world import NOW

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("taken", "places", "is_near"),
    [
        (5, None, False), (17, 20, False), (18, 20, True), (20, 20, True), (21, 20, True), (89, 100, False),
        (90, 100, True), (0, 2, False), (1, 2, True), (1, 3, False), (2, 3, True), (8, 10, True), (0, 1, False),
    ],
)  # fmt: skip
def test_hardly_a_place_is_left(taken: int, places: int | None, *, is_near: bool) -> None:
    assert is_nearly_full(taken=taken, places=places) is is_near


@pytest.mark.parametrize(
    ("coming", "participants", "begin", "is_empty"),
    [
        (2, 12, NOW + DAY, True), (3, 12, NOW + DAY, True), (4, 12, NOW + DAY, False), (2, 5, NOW + DAY, True),
        (2, 2, NOW + DAY, False), (0, 0, NOW + DAY, False), (0, 9, None, False), (0, 9, NOW - DAY, False),
        (0, 9, NOW + 31 * DAY, False),
    ],
)  # fmt: skip
def test_too_few_come_back(coming: int, participants: int, begin: datetime | None, *, is_empty: bool) -> None:
    assert is_terugkom_empty(coming=coming, participants=participants, begin=begin, now=NOW) is is_empty


@pytest.mark.parametrize(
    ("einde", "expected", "known", "is_missing"),
    [
        (NOW - DAY, 3, 0, True), (NOW - DAY, 3, 1, False), (NOW - DAY, 0, 0, False), (NOW + DAY, 3, 0, False),
        (NOW - 61 * DAY, 3, 0, False), (None, 3, 0, False),
    ],
)  # fmt: skip
def test_attendance_is_asked_for_after_the_sessie(
    einde: datetime | None, expected: int, known: int, *, is_missing: bool
) -> None:
    assert misses_attendance(einde=einde, expected=expected, known=known, now=NOW) is is_missing


def test_people_are_kept_for_a_year_without_a_question() -> None:
    assert is_kept_long(last=NOW - 366 * DAY, people=1, now=NOW)
    assert not is_kept_long(last=NOW - 365 * DAY, people=1, now=NOW)
    assert not is_kept_long(last=NOW - 366 * DAY, people=0, now=NOW)
    assert not is_kept_long(last=None, people=1, now=NOW)
