"""How people write the name of a gemeente."""

import pytest

from programmes.gemeente_names import GemeenteNames
from programmes.models import Gemeente

NAMES = ["Raalte", "Súdwest-Fryslân", "'s-Hertogenbosch", "Den Haag", "Bergen (NH.)", "Bergen (L.)", "Zwolle"]


@pytest.fixture
def names() -> GemeenteNames:
    return GemeenteNames(
        Gemeente(code=f"GM010{number}", naam=naam, weergavenaam=naam) for number, naam in enumerate(NAMES)
    )


@pytest.mark.parametrize(
    ("text", "naam"),
    [
        ("Raalte", "Raalte"), (" RAALTE ", "Raalte"), ("gemeente Raalte", "Raalte"), ("Raalte (gemeente)", "Raalte"),
        ("GM0100", "Raalte"), ("gm0100", "Raalte"), ("sudwest fryslan", "Súdwest-Fryslân"),
        ("s Hertogenbosch", "'s-Hertogenbosch"), ("Den Bosch", "'s-Hertogenbosch"), ("'s-Gravenhage", "Den Haag"),
        ("Bergen NH", "Bergen (NH.)"), ("Bergen", None), ("Zwole", None), ("", None), ("gemeente", None),
        ("GM9999", None), ("GM", None),
    ],
)  # fmt: skip
def test_a_gemeente_is_found_by_what_people_call_it(names: GemeenteNames, text: str, naam: str | None) -> None:
    found = names.find(text)
    assert (found.naam if found else None) == naam


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Bergen", ["Bergen (NH.)", "Bergen (L.)"]), ("Zwole", ["Zwolle"]), ("gemeente Ratlte", ["Raalte"]),
        ("GM0109", []), ("x", []), ("be", []), ("", []),
    ],
)  # fmt: skip
def test_names_that_look_like_it_are_offered(names: GemeenteNames, text: str, near: list[str]) -> None:
    assert names.near(text) == near
