"""Texts of cells: on one line, without what can not be seen, and within limits."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.cells import Reason, UnreadableSheet, cell_name, text_of, tidy, within_limits


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        (" Jan \t de\r\nVries ", "Jan de Vries"),
        ("Jan\N{NO-BREAK SPACE}de\N{LINE SEPARATOR}Vries", "Jan de Vries"),
        ("Jan\x00de\x07Vries\x85", "Jan de Vries"),
        ("jan@x.example\N{ZERO WIDTH SPACE}", "jan@x.example"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}jan\N{SOFT HYPHEN}@x.example", "jan@x.example"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}naj", "naj"),
        ("Jo\ud83dë", "Jo ë"),
        ("Zoe\N{COMBINING DIAERESIS}", "Zoë"),
        ("👍 prima", "👍 prima"),
    ],
)
def test_a_text_is_tidied(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@given(st.text(st.characters(codec=None)))
def test_a_tidied_text_stays_as_it_is(text: str) -> None:
    once = tidy(text)
    assert (tidy(once), " ".join(once.split()), once.encode().decode()) == (once, once, once)


@pytest.mark.parametrize(
    ("row", "column", "name"), [(1, 0, "A1"), (7, 25, "Z7"), (7, 26, "AA7"), (12, 701, "ZZ12"), (1, 16383, "XFD1")]
)
def test_cells_are_named_as_in_a_spreadsheet(row: int, column: int, name: str) -> None:
    assert cell_name(row, column) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("a", "a"),
        (12, "12"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1e15, "1000000000000000"),
        (float("nan"), "nan"),
        (True, "WAAR"),
        (False, "ONWAAR"),
        (date(2027, 3, 1), "2027-03-01"),
        (datetime(2027, 3, 1), "2027-03-01"),  # noqa: DTZ001 - a cell has no zone
        (datetime(2027, 3, 1, 9, 5, 59), "2027-03-01 09:05"),  # noqa: DTZ001
        (time(9, 5), "09:05:00"),
        (timedelta(hours=2), "2:00:00"),
    ],
)
def test_values_become_text(value: object, text: str) -> None:
    assert text_of(value) == text


def refusal(rows: list[tuple[int, list[str]]]) -> tuple[Reason, dict[str, str | int]]:
    """Return why these rows are too much."""
    with pytest.raises(UnreadableSheet) as caught:
        within_limits(rows)
    return caught.value.reason, caught.value.details


def test_what_holds_nothing_is_left_out() -> None:
    rows = [(1, []), (2, ["", " "]), (3, ["", "a", "", "\t"]), (9, ["\N{ZERO WIDTH SPACE}"]), (10, ["b"])]
    assert within_limits(rows) == [(3, ["", "a"]), (10, ["b"])]


def test_limits_count_what_holds_something() -> None:
    full = [(number, ["a"] * 50 + [""] * 1000) for number in range(501)]
    assert len(within_limits([*full, (600, [" "])])) == 501
    assert refusal([*full, (700, ["a"])]) == (Reason.TOO_MANY_ROWS, {"limit": 500})
    assert refusal([(3, [""] * 50 + ["a"])]) == (Reason.TOO_MANY_COLUMNS, {"row": 3, "limit": 50})
    assert refusal([(3, ["a", " " + "x" * 1001])]) == (Reason.TOO_LONG, {"cell": "B3", "limit": 1000})
    assert refusal([(number, ["x" * 1000] * 10) for number in range(101)]) == (Reason.TOO_LARGE_INSIDE, {})


def test_a_long_value_is_refused_before_it_is_worked_on() -> None:
    """Putting accents in order takes time that grows with the square of their number."""
    assert refusal([(1, ["e" + "\u0301\u0316" * 500_000])]) == (Reason.TOO_LONG, {"cell": "A1", "limit": 1000})
