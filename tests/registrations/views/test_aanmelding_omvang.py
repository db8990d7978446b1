"""`/aanmelding/<token>/omvang/`: from single sessies to the whole reeks, and back."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from registrations.models import Aanmelding
from registrations.tokens import token_for
from tests.registrations.page_states import make
from tests.registrations.world import NOW, Leerlab, states


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(aanmelding: Aanmelding) -> str:
    return f"/aanmelding/{token_for(aanmelding)}/omvang/"


def ticked(html: str) -> list[str]:
    return [
        value
        for tag in re.findall(r"<input [^>]*>", html)
        if " checked" in tag
        for value in re.findall(r'value="([^"]+)"', tag)
    ]


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    html = client.get(url_of(mine)).content.decode()
    assert ticked(html) == ["sessies", "sessie-1"]
    assert re.findall(r'name="sessies" value="([^"]+)"', html) == ["sessie-1", "sessie-2", "sessie-3"]
    assert "De terugkombijeenkomst hoort er altijd bij" in html
    response = client.post(url_of(mine), {"omvang": "reeks"})
    assert (response.status_code, response["Location"]) == (
        303, f"/aanmelding/{token_for(mine)}/?gedaan=omvang",
    )  # fmt: skip
    mine.refresh_from_db()
    assert (mine.omvang, set(states(mine).values()), len(states(mine))) == ("reeks", {"aangemeld"}, 4)

    assert ticked(client.get(url_of(mine)).content.decode())[0] == "reeks"
    client.post(url_of(mine), {"omvang": "sessies", "sessies": ["sessie-2"]})
    assert states(mine) == {
        "sessie-1": "afgemeld", "sessie-2": "aangemeld", "sessie-3": "afgemeld", "terugkom": "aangemeld",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Kies of je de hele reeks volgt of losse bijeenkomsten."),
        ({"omvang": "sessies"}, "Kies minstens één bijeenkomst, of kies voor de hele reeks."),
        (
            {"omvang": "sessies", "sessies": ["kick-off"]},
            "Deze bijeenkomst is al geweest. Kies een andere bijeenkomst.",
        ),
        ({"omvang": "sessies", "sessies": ["onzin"]}, "Een bijeenkomst die je koos, bestaat niet meer. Kies opnieuw."),
    ],
)
def test_what_is_wrong_comes_back(client: Client, leerlab: Leerlab, data: dict[str, Any], message: str) -> None:
    mine = leerlab.confirmed("sessie-1")
    html = client.post(url_of(mine), data).content.decode()
    assert (message in html, "<title>Fout: " in html) == (True, True)
    assert states(mine) == {"sessie-1": "aangemeld", "terugkom": "aangemeld"}


def test_a_cancelled_sessie_is_no_choice(client: Client, leerlab: Leerlab) -> None:
    mine = make("cancelled", leerlab)
    html = client.get(url_of(mine)).content.decode()
    assert re.findall(r'name="sessies" value="([^"]+)"', html) == ["sessie-2", "sessie-3"]


def test_who_may_not_gets_the_page_that_says_why(client: Client, leerlab: Leerlab) -> None:
    mine = make("closed", leerlab)
    response = client.get(url_of(mine))
    assert response.status_code == 409
    assert "De aanmelding is gesloten." in response.content.decode()
