"""How a few places read."""

import pytest

from registrations.texts import places_left


@pytest.mark.parametrize(
    ("gemeenten", "personen", "expected"),
    [
        (None, None, ""),
        (None, 6, ""),
        (None, 5, "Nog 5 plekken"),
        (None, 1, "Nog 1 plek"),
        (None, 0, ""),
        (6, None, ""),
        (5, None, "Nog plaats voor 5 gemeenten"),
        (1, None, "Nog plaats voor 1 gemeente"),
        (0, None, "Geen plaats meer voor nieuwe gemeenten"),
        (0, 3, "Nog 3 plekken, geen plaats meer voor nieuwe gemeenten"),
        (2, 3, "Nog 3 plekken, nog plaats voor 2 gemeenten"),
        (2, 40, "Nog plaats voor 2 gemeenten"),
        # More gemeenten than persons can not come.
        (4, 3, "Nog 3 plekken"),
    ],
)
def test_a_few_places_in_words(gemeenten: int | None, personen: int | None, expected: str) -> None:
    assert places_left(gemeenten=gemeenten, personen=personen) == expected
