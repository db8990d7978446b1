"""The replay of the log finds what is sold twice, and takes no lowered limit for a fault."""

from typing import Any

import pytest

from tests.races.checks import Change, Rows, most_at, overfull, oversold

RAISED_THEN_LOWERED = [Change(2.0, 20, 20, {"sessie-1": 3}), Change(1.0, 10, 14, {"sessie-1": 5})]


def log(*lines: tuple[int, str, str]) -> Rows:
    """Return the rows of people of one sessie: key of the person, and from where to where they went there."""
    found: list[dict[str, Any]] = [
        {
            "pk": number, "aanmelding": pk, "deelname": pk, "deelname__sessie__slug": "sessie-1",
            "van": van, "naar": naar,
        }
        for number, (pk, van, naar) in enumerate(lines, start=1)
    ]  # fmt: skip
    return {"overgangen": found}


def in_reeks(*lines: tuple[int, str, str]) -> Rows:
    """Return the rows of people of a reeks; persons 1 and 2 are of one gemeente, the others each of their own."""
    found = [line | {"deelname": None} for line in log(*lines)["overgangen"]]
    people = sorted({pk for pk, _, _ in lines})
    return {
        "overgangen": found,
        "aanmeldingen": [{"pk": pk, "gemeente__code": f"GM{max(pk, 2)}"} for pk in people],
    }


@pytest.mark.parametrize(("line", "most"), [(1, 2), (10, 2), (11, 5), (14, 5), (15, 5), (20, 5), (21, 3)])
def test_a_limit_may_have_been_any_of_what_it_was_about_then(line: int, most: int) -> None:
    assert most_at(line, "sessie-1", 2, RAISED_THEN_LOWERED) == most


def test_a_higher_limit_counts_until_the_lower_one_must_have_held() -> None:
    lowered = [Change(1.0, 3, 6, {"sessie-1": 1})]
    assert [most_at(line, "sessie-1", 2, lowered) for line in (3, 4, 6, 7)] == [2, 2, 2, 1]
    assert most_at(7, "sessie-2", 2, lowered) == 2


def test_a_place_that_is_sold_twice_is_found() -> None:
    rows = log((1, "", "aangemeld"), (2, "", "aangemeld"), (3, "", "wachtlijst"), (3, "wachtlijst", "aangeboden"))
    assert (oversold(rows, "sessie-1", 1), oversold(rows, "sessie-1", 2)) == ([2, 4], [4])
    assert oversold(rows, "sessie-1", 3) == oversold(rows, "sessie-2", 0) == []


def test_who_was_in_before_a_limit_was_lowered_is_no_fault_and_who_comes_after_is() -> None:
    rows = log((1, "", "aangemeld"), (2, "", "aangemeld"), (1, "aangemeld", "afgemeld"), (3, "", "aangemeld"))
    assert oversold(rows, "sessie-1", 2, [Change(1.0, 2, 2, {"sessie-1": 1})]) == [4]
    assert oversold(rows, "sessie-1", 2, [Change(1.0, 4, 4, {"sessie-1": 1})]) == []


def test_a_person_or_a_gemeente_too_many_in_a_reeks_is_found() -> None:
    rows = in_reeks(
        (1, "aanvraag", "actief"), (2, "aanvraag", "actief"), (3, "aanvraag", "wachtlijst"), (4, "aanvraag", "actief")
    )
    assert overfull(rows, {"max_personen": 3, "max_gemeenten": 2}, []) == []
    assert overfull(rows, {"max_personen": 2, "max_gemeenten": 2}, []) == [4]
    assert overfull(rows, {"max_personen": 3, "max_gemeenten": 1}, []) == [4]
    lowered = [Change(1.0, 1, 1, {"max_personen": 1, "max_gemeenten": 1})]
    assert overfull(rows, {"max_personen": 3, "max_gemeenten": 2}, lowered) == [2, 4]
