"""Saying on the personal page whether one can still come to a sessie that was moved."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from outbox.models import Bericht
from programmes.models import Sessie
from registrations.models import Aanmelding
from registrations.moves import reschedule
from registrations.tokens import token_for
from tests.registrations.world import NOW, Leerlab, states

ASKED = "Deze bijeenkomst is veranderd. Kun je nog?"
YES, NO = "Ja, ik kan", "Nee, ik kan niet"


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anna(leerlab: Leerlab) -> Aanmelding:
    """Anna, of whose sessies one was moved."""
    anna = leerlab.confirmed()
    sessie = Sessie.objects.get(slug="sessie-1")
    sessie.begin, sessie.einde = NOW + timedelta(days=9), NOW + timedelta(days=9, hours=2)
    reschedule(sessie=sessie, now=NOW)
    return anna


def address(aanmelding: Aanmelding, rest: str = "") -> str:
    return f"/aanmelding/{token_for(aanmelding)}/{rest}"


def page(aanmelding: Aanmelding) -> str:
    return Client().get(address(aanmelding)).content.decode()


def test_asked_about_the_one_that_moved(anna: Aanmelding) -> None:
    html = page(anna)
    assert (html.count(ASKED), html.count(f">{YES}<"), html.count(f">{NO}<")) == (1, 1, 1)


def test_yes(client: Client, anna: Aanmelding) -> None:
    response = client.post(address(anna, "sessie-1/kan-nog/"))
    assert (response.status_code, response["Location"]) == (303, address(anna, "?gedaan=kan_nog"))
    html = client.get(response["Location"]).content.decode()
    assert "we weten dat je ook nu kunt" in html
    assert ASKED not in html
    assert states(anna)["sessie-1"] == "aangemeld"


def test_yes_after_a_refusal_brings_the_meeting_back_into_the_calendar(client: Client, anna: Aanmelding) -> None:
    deelname = anna.deelnames.get(sessie__slug="sessie-1")
    anna.deelnames.filter(pk=deelname.pk).update(agenda_antwoord="nee", meldt_af_op=NOW + timedelta(days=1))
    before = Bericht.objects.filter(methode="REQUEST").count()
    assert client.post(address(anna, "sessie-1/kan-nog/")).status_code == 303
    fresh = anna.deelnames.get(pk=deelname.pk)
    assert (fresh.meldt_af_op, fresh.gevraagd_op, fresh.bump) == (None, None, deelname.bump + 1)
    assert Bericht.objects.filter(methode="REQUEST").count() == before + 1


def test_no(client: Client, anna: Aanmelding) -> None:
    assert client.post(address(anna, "sessie-1/afmelden/")).status_code == 303
    assert states(anna)["sessie-1"] == "afgemeld"
    assert ASKED not in page(anna)


def test_a_get_answers_nothing(client: Client, anna: Aanmelding) -> None:
    assert client.get(address(anna, "sessie-1/kan-nog/")).status_code == 405
    assert ASKED in page(anna)


@pytest.mark.parametrize("slug", ["kick-off", "sessie-9"])
def test_where_one_takes_no_part(client: Client, anna: Aanmelding, slug: str) -> None:
    response = client.post(address(anna, f"{slug}/kan-nog/"))
    assert response.status_code == (409 if slug == "kick-off" else 404)
