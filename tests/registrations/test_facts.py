"""What the rules are told of a reeks: that it was closed by hand, and what still works for who is in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from programmes import lifecycle
from programmes.models import Reeks
from registrations import joining, waiting_list
from registrations.facts import stand_of
from registrations.ledger import DEELNEMER
from registrations.models import Aanbod
from registrations.rules import Obstacle, SignupRefused, Stand
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def closed() -> Reeks:
    """A reeks for one person with two sessies, closed by hand."""
    reeks = factories.make_reeks(titel="Wonen", sessies=2, max_personen=1)
    lifecycle.close(reeks=reeks, now=NOW)
    return reeks


def test_a_closed_reeks_is_closed_for_page_and_form(client: Client, closed: Reeks) -> None:
    assert stand_of(closed, sessies=closed.sessies.all(), now=NOW) is Stand.GESLOTEN
    assert "Aanmelding gesloten" in client.get("/overijssel/wonen/").content.decode()
    assert client.post("/overijssel/wonen/aanmelden/", {}).status_code == 409
    assert client.get("/overijssel/wonen/belangstelling/").status_code == 200


def test_who_is_in_can_not_add_a_sessie(closed: Reeks) -> None:
    first, second = closed.sessies.all()
    aanmelding = factories.make_aanmelding(sessies=[first])
    with pytest.raises(SignupRefused) as refusal:
        joining.join(aanmelding=aanmelding, sessie=second, now=NOW)
    assert refusal.value.obstacle is Obstacle.CLOSED


def test_a_place_that_comes_free_is_still_offered_and_taken(closed: Reeks) -> None:
    leaving = factories.make_aanmelding(reeks=closed)
    waiting = factories.make_aanmelding(reeks=closed, status="wachtlijst", aangemeld_op=NOW - timedelta(days=1))
    joining.sign_off(aanmelding=leaving, now=NOW, actor=DEELNEMER)
    assert Aanbod.objects.get().aanmelding == waiting
    waiting_list.accept(aanmelding=waiting, sessie=None, now=NOW)
    leaving.refresh_from_db()
    waiting.refresh_from_db()
    assert (leaving.status, waiting.status) == ("afgemeld", "actief")


def test_an_archived_reeks_is_over(client: Client, closed: Reeks) -> None:
    closed.sessies.update(vervallen_op=NOW)
    lifecycle.archive(reeks=closed, now=NOW)
    factories.make_sessie(reeks=closed)
    assert stand_of(closed, sessies=closed.sessies.all(), now=NOW) is Stand.GEWEEST
    assert client.post("/overijssel/wonen/aanmelden/", {}).status_code == 409
