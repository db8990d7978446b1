"""Offering a room from the personal page."""

import pytest
import time_machine
from django.test import Client

from programmes.models import Sessie
from registrations.models import Aanmelding, Gastaanbod
from registrations.tokens import token_for
from tests import factories
from tests.registrations.world import NOW, Leerlab

FILLED = {
    "naam": "Gemeentehuis", "adres": "Zwolsestraat 16", "postcode": "8101ac", "plaats": "Raalte", "zaalgrootte": "40",
    "openbaar_vervoer": '"><svg onload=alert(1)>',
}  # fmt: skip
ASKS = "Kan jouw gemeente gastheer zijn?"


@pytest.fixture
def anna(leerlab: Leerlab) -> Aanmelding:
    return leerlab.confirmed()


def page(aanmelding: Aanmelding, rest: str = "") -> str:
    return f"/aanmelding/{token_for(aanmelding)}/{rest}"


@time_machine.travel(NOW, tick=False)
def test_the_page_asks_where_there_is_no_place_yet(client: Client, leerlab: Leerlab, anna: Aanmelding) -> None:
    body = client.get(page(anna)).content.decode()
    # Of five one was held; the others have no place.
    assert body.count(ASKS) == 4
    Sessie.objects.update(locatie=factories.make_locatie(gemeente=leerlab.gemeente, zaal="Raadzaal"))
    body = client.get(page(anna)).content.decode()
    assert (body.count(ASKS), body.count("Te gast bij gemeente Raalte"), body.count("Raadzaal")) == (0, 5, 4)


@time_machine.travel(NOW, tick=False)
def test_offer_and_withdraw(client: Client, leerlab: Leerlab, anna: Aanmelding) -> None:
    address = page(anna, "sessie-1/gastheer/")
    assert client.get(address).status_code == 200
    response = client.post(address, FILLED)
    aanbod = Gastaanbod.objects.get()
    assert (response.status_code, response["Location"]) == (303, page(anna, "?gedaan=gastheer"))
    assert (aanbod.sessie, aanbod.postcode, aanbod.staat) == (leerlab.sessies["sessie-1"], "8101 AC", "open")
    shown = client.get(page(anna)).content.decode()
    assert ("Je bood een plek aan: Gemeentehuis in Raalte." in shown, "<svg onload" in shown) == (True, False)
    assert client.get(address).status_code == 303
    client.post(page(anna, "sessie-1/gastheer/intrekken/"))
    aanbod.refresh_from_db()
    assert aanbod.staat == "ingetrokken"


@time_machine.travel(NOW, tick=False)
def test_what_is_not_filled_in_well_is_said(client: Client, anna: Aanmelding) -> None:
    bad = {**FILLED, "postcode": "123", "zaalgrootte": "0", "naam": "kijk op www.voorbeeld.nl"}
    response = client.post(page(anna, "sessie-1/gastheer/"), bad)
    assert response.context["form"].errors == {
        "naam": ["Vul hier geen webadres in."],
        "postcode": ["Dit is geen postcode. Schrijf vier cijfers en twee letters, zoals 8102 EZ."],
        "zaalgrootte": ["Vul een getal van 1 of hoger in."],
    }
    assert Gastaanbod.objects.count() == 0


@time_machine.travel(NOW, tick=False)
def test_refused_with_a_page_that_says_why(client: Client, anna: Aanmelding) -> None:
    Sessie.objects.update(locatie=factories.make_locatie())
    response = client.get(page(anna, "sessie-1/gastheer/"))
    assert (response.status_code, "Deze bijeenkomst zoekt geen plek meer." in response.content.decode()) == (409, True)
    assert client.get(page(anna, "bestaat-niet/gastheer/")).status_code == 404
    assert client.get(page(anna, "sessie-1/gastheer/intrekken/")).status_code == 405
    assert client.get("/aanmelding/vervalst/sessie-1/gastheer/").status_code == 404


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_stays(
    client: Client, leerlab: Leerlab, anna: Aanmelding, count: int, django_assert_num_queries: object
) -> None:
    for slug in list(leerlab.sessies)[1 : 1 + count]:
        client.post(page(anna, f"{slug}/gastheer/"), FILLED)
    assert Gastaanbod.objects.count() == count
    with django_assert_num_queries(7):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(page(anna))
