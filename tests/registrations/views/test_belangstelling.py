"""`/<provincie>/<reeks>/belangstelling/`: interest without a sign-up, and taking it back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from outbox.models import Bericht
from registrations.models import Aanmelding, Belangstelling
from registrations.tokens import interest_link_for_mail
from tests.registrations.world import ADDRESS, NOW, Leerlab

URL = "/overijssel/bewoners-bereiken/belangstelling/"
RIGHT = {"naam": "Anna", "email": "Anna@Raalte.example", "gemeente": "GM0177", "toelichting": "Niet op maandag."}


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    response = client.post(URL, RIGHT)
    assert (response.status_code, response["Location"]) == (303, URL + "verstuurd/")
    found = Belangstelling.objects.get()
    assert (found.reeks, found.email, found.naam) == (leerlab.reeks, ADDRESS, "Anna")
    assert (found.gemeente, found.toelichting) == (leerlab.gemeente, "Niet op maandag.")
    assert Aanmelding.objects.count() == 0
    assert Bericht.objects.values_list("soort", "aan").get() == ("belangstelling", ADDRESS)
    assert client.get(URL + "verstuurd/").status_code == 200


@pytest.mark.usefixtures("leerlab")
def test_twice_is_once(client: Client) -> None:
    client.post(URL, RIGHT)
    assert client.post(URL, RIGHT | {"naam": "Iemand Anders"}).status_code == 303
    assert Belangstelling.objects.values_list("naam", flat=True).get() == "Anna"
    assert Bericht.objects.count() == 1


def test_also_when_signing_up_is_closed_but_not_when_all_is_over(client: Client, leerlab: Leerlab) -> None:
    type(leerlab.reeks).objects.update(aanmelden_tot=NOW)
    assert client.post(URL, RIGHT).status_code == 303
    leerlab.reeks.sessies.filter(begin=None).delete()
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        assert client.get(URL).status_code == 200
        assert client.post(URL, RIGHT | {"email": "laat@raalte.example"}).status_code == 409
    assert Belangstelling.objects.count() == 1


@pytest.mark.usefixtures("leerlab")
def test_wrong_input_comes_back(client: Client) -> None:
    html = client.post(URL, RIGHT | {"email": "x"}).content.decode()
    assert "<title>Fout: " in html
    assert "Niet op maandag." in html
    assert Belangstelling.objects.count() == 0


@pytest.mark.usefixtures("leerlab")
def test_the_trap(client: Client) -> None:
    assert client.post(URL, RIGHT | {"website": "x"}).status_code == 303
    assert Belangstelling.objects.count() == 0


@pytest.mark.usefixtures("leerlab")
def test_take_it_back(client: Client) -> None:
    client.post(URL, RIGHT)
    client.post(URL, RIGHT | {"email": "bart@raalte.example"})
    link = interest_link_for_mail(str(Belangstelling.objects.get(email=ADDRESS).uuid))
    assert link is not None
    asked = client.get(link)
    assert "Trek mijn belangstelling in" in asked.content.decode()
    assert (asked["Cache-Control"], asked["X-Robots-Tag"]) == ("no-store, private", "noindex, nofollow")
    assert Belangstelling.objects.count() == 2
    assert "Je belangstelling is ingetrokken" in client.post(link).content.decode()
    assert Belangstelling.objects.values_list("email", flat=True).get() == "bart@raalte.example"
    assert client.get(link).status_code == 404
