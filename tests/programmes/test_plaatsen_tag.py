"""What a reeks says of who may take part, and for how many there is a place."""

from typing import Any

import pytest

from programmes.models import Provincie, Reeks
from programmes.templatetags.plaatsen import hoeveel_plaats, wie_mag

OTHERS = "Ook voor mensen zonder gemeente, zoals een wijkmanager."


def reeks(**fields: Any) -> Reeks:
    """Return a reeks of Overijssel that is not written."""
    return Reeks(provincie=Provincie(naam="Overijssel"), **fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["Voor alle gemeenten, ook buiten Overijssel."]),
        ({"toegang": "provincie"}, ["Alleen voor gemeenten in Overijssel."]),
        ({"toegang": "provincie", "andere_organisaties": True}, ["Alleen voor gemeenten in Overijssel.", OTHERS]),
        ({"andere_organisaties": True}, ["Voor alle gemeenten, ook buiten Overijssel.", OTHERS]),
        ({"toegang": "iedereen"}, ["Voor iedereen, met of zonder gemeente."]),
        ({"toegang": "iedereen", "andere_organisaties": True}, ["Voor iedereen, met of zonder gemeente."]),
    ],
)
def test_who_may_take_part(fields: dict[str, Any], expected: list[str]) -> None:
    assert wie_mag(reeks(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"max_gemeenten": 8}, ["Plaats voor 8 gemeenten."]),
        ({"max_gemeenten": 1, "max_personen": 1, "max_per_gemeente": 1},
         ["Plaats voor 1 gemeente.", "Plaats voor 1 persoon.", "Hoogstens 1 persoon per gemeente."]),
        ({"max_personen": 40, "max_per_gemeente": 3},
         ["Plaats voor 40 personen.", "Hoogstens 3 personen per gemeente."]),
        ({"toelating": "persoon"}, ["De organisator kiest wie meedoet."]),
        ({"toelating": "gemeente", "max_gemeenten": 8},
         ["Plaats voor 8 gemeenten.", "De organisator kiest wie meedoet, per gemeente."]),
    ],
)  # fmt: skip
def test_for_how_many(fields: dict[str, Any], expected: list[str]) -> None:
    assert hoeveel_plaats(reeks(**fields)) == expected
