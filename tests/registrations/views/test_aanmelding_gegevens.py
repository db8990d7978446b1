"""`/aanmelding/<token>/gegevens/`: correct one's own details, and what one needs."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from registrations.models import Aanmelding, Behoefte
from registrations.tokens import token_for
from tests import factories
from tests.registrations.world import ADDRESS, NOW, Leerlab

NEEDS = 'name="nodig"'


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(aanmelding: Aanmelding) -> str:
    return f"/aanmelding/{token_for(aanmelding)}/gegevens/"


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed()
    other = factories.make_gemeente(naam="Deventer")
    html = client.get(url_of(mine)).content.decode()
    assert 'value="Anna de Vries"' in html
    assert '<option value="GM0177" selected>' in html
    data = {"naam": "Anna Jansen", "functie": "", "gemeente": other.code, "email": "x@y.nl"}
    assert client.post(url_of(mine), data)["Location"].endswith("?gedaan=gegevens")
    mine.refresh_from_db()
    assert (mine.naam, mine.functie, mine.gemeente, mine.email) == ("Anna Jansen", "", other, ADDRESS)
    wrong = client.post(url_of(mine), {"naam": "", "gemeente": "x"}).content.decode()
    assert "Vul je naam in." in wrong
    assert "<title>Fout: " in wrong


def test_a_gemeente_without_a_place_is_refused_at_the_field(client: Client, leerlab: Leerlab) -> None:
    leerlab.reeks.max_gemeenten = 1
    leerlab.reeks.save()
    leerlab.confirmed(email="bart@raalte.example")
    mine = leerlab.confirmed()
    other = factories.make_gemeente(provincie=leerlab.reeks.provincie)
    response = client.post(url_of(mine), {"naam": "Anna", "gemeente": other.code})
    html = response.content.decode()
    assert response.status_code == 409
    assert 'id="id_gemeente_error">Voor deze gemeente is geen plaats meer.' in html
    assert "<title>Fout: " in html
    mine.refresh_from_db()
    assert (mine.naam, mine.gemeente) == ("Anna de Vries", leerlab.gemeente)


def test_a_gemeente_of_another_provincie_is_refused_at_the_field(client: Client, leerlab: Leerlab) -> None:
    leerlab.reeks.toegang = "provincie"
    leerlab.reeks.save()
    other = factories.make_gemeente(provincie=factories.make_provincie("Drenthe"))
    response = client.post(url_of(leerlab.confirmed()), {"naam": "Anna", "gemeente": other.code})
    assert response.status_code == 409
    assert 'id="id_gemeente_error">Dit programma is alleen voor gemeenten van deze' in response.content.decode()


def test_who_has_no_gemeente_corrects_their_organisatie(client: Client, leerlab: Leerlab) -> None:
    leerlab.reeks.andere_organisaties = True
    leerlab.reeks.save()
    mine = factories.make_aanmelding(reeks=leerlab.reeks, organisatie="Woonstichting Salland", naam="Wim")
    html = client.get(url_of(mine)).content.decode()
    assert ('name="gemeente"' in html, 'value="Woonstichting Salland"' in html) == (False, True)
    client.post(url_of(mine), {"naam": "Wim", "organisatie": "Salland Wonen", "gemeente": "GM0177"})
    mine.refresh_from_db()
    assert (mine.organisatie, mine.gemeente) == ("Salland Wonen", None)
    assert "Vul je organisatie in." in client.post(url_of(mine), {"naam": "Wim"}).content.decode()


def test_what_one_needs_can_be_changed_and_taken_back(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    data = {"naam": "Anna", "gemeente": "GM0177"}
    client.post(url_of(mine), data | {"nodig": "Ik eet vegetarisch."})
    assert Behoefte.objects.get().tekst == "Ik eet vegetarisch."
    assert "Ik eet vegetarisch." in client.get(url_of(mine)).content.decode()
    client.post(url_of(mine), data | {"nodig": "Een ringleiding."})
    assert [row.tekst for row in Behoefte.objects.all()] == ["Een ringleiding."]
    client.post(url_of(mine), data | {"nodig": " "})
    assert Behoefte.objects.count() == 0


def test_it_is_asked_only_where_one_comes_in_person(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    assert NEEDS in client.get(url_of(mine)).content.decode()
    leerlab.reeks.sessies.filter(slug__in=("sessie-1", "terugkom")).update(soort="online")
    assert NEEDS not in client.get(url_of(mine)).content.decode()
    client.post(url_of(mine), {"naam": "Anna", "gemeente": "GM0177", "nodig": "Een lift."})
    assert Behoefte.objects.count() == 0
