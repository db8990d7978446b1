"""`/aanmelding/<token>/overdragen/`: a colleague takes over one's place."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from outbox.models import Bericht
from registrations.models import Aanmelding
from registrations.tokens import token_for
from tests.registrations.page_states import make
from tests.registrations.world import ADDRESS, NOW, Leerlab, states

EVA = {"naam": "Eva Smit", "email": "eva@raalte.example", "functie": "jurist"}


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(aanmelding: Aanmelding, rest: str = "overdragen/") -> str:
    return f"/aanmelding/{token_for(aanmelding)}/{rest}"


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    assert "Je collega doet mee namens dezelfde gemeente: Raalte." in client.get(url_of(mine)).content.decode()
    response = client.post(url_of(mine), EVA)
    assert (response.status_code, response["Location"]) == (303, url_of(mine, "?gedaan=overdragen"))
    theirs = Aanmelding.objects.get(email=EVA["email"])
    assert (theirs.neemt_over, theirs.naam, theirs.functie, theirs.gemeente) == (
        mine, "Eva Smit", "jurist", leerlab.gemeente,
    )  # fmt: skip

    html = client.get(url_of(theirs, "")).content.decode()
    assert "<p>Je neemt de plaats over van Anna de Vries." in html
    assert "Ja, ik neem de plaats over" in html
    assert re.findall(r'class="nl-data-badge label label-[a-z]+">([^<]+)<', html) == [
        "Geweest", "Deze plaats neem je over", "Niet gekozen", "Niet gekozen", "Deze plaats neem je over",
    ]  # fmt: skip
    response = client.post(url_of(theirs, "bevestigen/"))
    assert response["Location"] == url_of(theirs, "?gedaan=bevestigd")
    assert states(theirs) == {"sessie-1": "aangemeld", "terugkom": "aangemeld"}
    mine.refresh_from_db()
    assert (mine.status, states(mine)) == ("afgemeld", {"sessie-1": "afgemeld", "terugkom": "afgemeld"})


def test_a_place_in_the_queue_comes_along(client: Client, leerlab: Leerlab) -> None:
    mine = make("waits", leerlab)
    client.post(url_of(mine), EVA)
    theirs = Aanmelding.objects.get(email=EVA["email"])
    assert client.get(url_of(theirs, "")).content.decode().count("Deze plek op de wachtlijst neem je over") == 2
    response = client.post(url_of(theirs, "bevestigen/"))
    assert response["Location"] == url_of(theirs, "?gedaan=wachtlijst")
    assert "Je bent nummer 1 op de wachtlijst." in client.get(response["Location"]).content.decode()


def test_the_answer_is_the_same_for_who_is_known(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    leerlab.confirmed(email=EVA["email"])
    known, new = (client.post(url_of(mine), EVA | {"email": email}) for email in (EVA["email"], "x@raalte.example"))
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    pages = [client.get(answer["Location"]).content.decode() for answer in (known, new)]
    tokens = r'name="csrfmiddlewaretoken" value="[^"]+"'
    assert re.sub(tokens, "", pages[0]) == re.sub(tokens, "", pages[1])


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"naam": ""}, "Vul de naam van je collega in."),
        ({"email": ""}, "Vul het e-mailadres van je collega in, bijvoorbeeld naam@gemeente.nl."),
        ({"email": ADDRESS.upper()}, "Dit is je eigen adres. Vul het adres van je collega in."),
        ({"naam": "www.gratis.example"}, "Vul hier geen webadres in."),
    ],
)
def test_what_is_wrong_comes_back(client: Client, leerlab: Leerlab, extra: dict[str, str], message: str) -> None:
    mine = leerlab.confirmed("sessie-1")
    html = client.post(url_of(mine), EVA | extra).content.decode()
    assert (message in html, "<title>Fout: " in html) == (True, True)
    assert Bericht.objects.exclude(aan=ADDRESS).count() == 0


def test_who_is_asked_keeps_the_gemeente_of_the_place(client: Client, leerlab: Leerlab) -> None:
    theirs = make("takes_over", leerlab)
    assert 'name="gemeente"' not in client.get(url_of(theirs, "gegevens/")).content.decode()
    client.post(url_of(theirs, "gegevens/"), {"naam": "Eva", "gemeente": "GM9999"})
    theirs.refresh_from_db()
    assert (theirs.naam, theirs.gemeente) == ("Eva", leerlab.gemeente)


def test_a_place_that_is_gone_meanwhile(client: Client, leerlab: Leerlab) -> None:
    theirs = make("takes_over", leerlab)
    assert theirs.neemt_over is not None
    client.post(url_of(theirs.neemt_over, "afmelden/"))
    html = client.get(url_of(theirs, "")).content.decode()
    assert "Je neemt de plaats over van" not in html
    assert "Cor Pot heeft de plaats niet meer." in html
    assert client.post(url_of(theirs, "bevestigen/")).status_code == 303


def test_signing_off_points_to_a_colleague(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    for rest in ("", "afmelden/"):
        assert client.get(url_of(mine, rest)).content.decode().count("een collega om je plaats over te nemen") == 1
