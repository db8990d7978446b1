"""The personal page around a sessie: the code for the door before it, and afterwards that one was there."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from programmes.models import Sessie
from registrations.models import Aanmelding, Deelname
from registrations.qr import qr_of
from registrations.tokens import code_for, token_for
from tests.registrations.world import NOW, Leerlab

BEGIN = NOW + timedelta(days=7)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HEAD = "Je code voor de deur"


def page_of(client: Client, aanmelding: Aanmelding) -> str:
    return client.get(f"/aanmelding/{token_for(aanmelding)}/").content.decode()


@pytest.mark.parametrize(
    ("after", "shows"), [(-DAY - MINUTE, False), (-DAY, True), (2 * HOUR, True), (2 * HOUR + MINUTE, False)]
)
def test_the_code_is_there_from_a_day_before_until_the_end(
    client: Client, leerlab: Leerlab, after: timedelta, *, shows: bool
) -> None:
    aanmelding = leerlab.confirmed()
    with time_machine.travel(BEGIN + after, tick=False):
        assert (HEAD in page_of(client, aanmelding)) is shows


def test_it_holds_the_full_address_of_a_code_of_its_own(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    with time_machine.travel(BEGIN, tick=False):
        html = page_of(client, aanmelding)
    code = qr_of(f"http://localhost:8000/inchecken/{code_for(aanmelding)}/")
    (drawn,) = re.findall(r'<path class="qr-zwart" d="([^"]+)"/>', html)
    assert drawn == code.path
    assert "Noem je naam: Anna de Vries." in html
    assert code_for(aanmelding) != token_for(aanmelding)


@pytest.mark.parametrize("status", ["afgemeld", "wachtlijst", "aangeboden"])
def test_who_is_not_expected_has_no_code(client: Client, leerlab: Leerlab, status: str) -> None:
    aanmelding = leerlab.confirmed()
    aanmelding.deelnames.filter(sessie__slug="sessie-1").update(status=status)
    with time_machine.travel(BEGIN, tick=False):
        assert HEAD not in page_of(client, aanmelding)


@pytest.mark.parametrize("fields", [{"soort": "online"}, {"vervallen_op": NOW}])
def test_online_or_cancelled_there_is_no_door(client: Client, leerlab: Leerlab, fields: dict[str, object]) -> None:
    aanmelding = leerlab.confirmed()
    Sessie.objects.filter(slug="sessie-1").update(**fields)
    with time_machine.travel(BEGIN, tick=False):
        assert HEAD not in page_of(client, aanmelding)


def test_before_confirming_there_is_no_code(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up(now=BEGIN - HOUR)
    with time_machine.travel(BEGIN, tick=False):
        assert HEAD not in page_of(client, aanmelding)


@pytest.mark.parametrize(
    ("waarde", "label"),
    [
        ("aanwezig", "Je was erbij"), ("deels", "Je was erbij"), ("met_bericht", "Je was aangemeld"),
        ("niet_verschenen", "Je was aangemeld"), ("", "Je was aangemeld"),
    ],
)  # fmt: skip
def test_afterwards_it_says_who_was_there_and_blames_nobody(
    client: Client, leerlab: Leerlab, waarde: str, label: str
) -> None:
    aanmelding = leerlab.confirmed("sessie-1")
    Deelname.objects.filter(sessie__slug="sessie-1").update(aanwezigheid=waarde)
    with time_machine.travel(BEGIN + DAY, tick=False):
        html = page_of(client, aanmelding)
    assert re.findall(r"Je was \w+", html) == [label]
    assert "verschenen" not in html.lower()


def test_who_waited_and_was_there_reads_so(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed("sessie-1")
    Deelname.objects.filter(sessie__slug="sessie-1").update(status="wachtlijst", aanwezigheid="aanwezig")
    with time_machine.travel(BEGIN + DAY, tick=False):
        assert re.findall(r"Je was \w+", page_of(client, aanmelding)) == ["Je was erbij"]
