"""Which days people are free, and what such a day is called."""

from datetime import date

import pytest

from programmes.free_days import why_free


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 4, 26), ""),
        (date(2027, 4, 27), "Koningsdag"),
        (date(2027, 3, 27), "zaterdag"),
        (date(2027, 3, 28), "Eerste paasdag"),
        (date(2027, 3, 26), ""),
        (date(2027, 5, 9), "zondag"),
        (date(2027, 5, 7), "een vrije dag"),
    ],
)
def test_why_people_are_free(day: date, why: str) -> None:
    assert why_free(day, extra={date(2027, 5, 7)}) == why
