"""The fixed pages in /beheer/: beheerders change, organisatoren look, nobody adds or deletes."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programmes.models import Pagina
from tests import factories
from tests.programmes.beheer_world import url

NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))

LATER = NOW + timedelta(minutes=20)
"""Soon enough for a session in /beheer/ to be there still."""


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(db: None) -> Pagina:  # noqa: ARG001 - asks for the database
    return factories.make_pagina("privacy", titel="Privacy", tekst="Van [naam], mail [e-mailadres].")


def test_the_list_says_what_is_still_to_be_filled_in(client_beheerder: Client, page: Pagina) -> None:
    Pagina.objects.exclude(pk=page.pk).delete()
    factories.make_pagina("cookies", titel="Cookies")
    html = client_beheerder.get(url(Pagina, "changelist")).content.decode()
    assert re.findall(r'class="field-nog_in_te_vullen">([^<]*)<', html) == ["niets", "naam; e-mailadres"]


def test_the_list_takes_as_many_queries_for_three_pages_as_for_one(client_beheerder: Client) -> None:
    Pagina.objects.all().delete()
    counts = []
    for slug in Pagina.Slug.values[:3]:
        factories.make_pagina(slug)
        with CaptureQueriesContext(connection) as captured:
            client_beheerder.get(url(Pagina, "changelist"))
        counts.append(len(captured))
    assert counts[0] == counts[2]


def test_a_beheerder_changes_the_text(client_beheerder: Client, page: Pagina) -> None:
    address = url(Pagina, "change", page)
    html = client_beheerder.get(address).content.decode()
    assert "naam; e-mailadres" in html
    assert '<a href="/privacy/">/privacy/</a>' in html
    version = re.findall(r'name="versie" value="(\w+)"', html)[0]
    with time_machine.travel(LATER, tick=False):
        response = client_beheerder.post(address, {"titel": "Privacy", "tekst": "Van ons.", "versie": version})
    assert response.status_code == 302
    page.refresh_from_db()
    assert (page.tekst, page.gewijzigd_op, page.slug) == ("Van ons.", LATER, "privacy")


def test_saving_without_a_change_leaves_the_date(client_beheerder: Client, page: Pagina) -> None:
    with time_machine.travel(LATER, tick=False):
        client_beheerder.post(url(Pagina, "change", page), {"titel": page.titel, "tekst": page.tekst})
    page.refresh_from_db()
    assert page.gewijzigd_op == NOW


def test_two_beheerders_at_once(client_beheerder: Client, page: Pagina) -> None:
    address = url(Pagina, "change", page)
    version = re.findall(r'name="versie" value="(\w+)"', client_beheerder.get(address).content.decode())[0]
    Pagina.objects.filter(pk=page.pk).update(tekst="Van een ander.")
    response = client_beheerder.post(address, {"titel": "Privacy", "tekst": "Van mij.", "versie": version})
    page.refresh_from_db()
    assert (response.status_code, page.tekst) == (200, "Van een ander.")
    assert "Iemand anders heeft deze pagina net gewijzigd." in response.content.decode()


def test_the_statement_is_asked_for_on_its_own_page_only(client_beheerder: Client, page: Pagina) -> None:
    own = factories.make_pagina("toegankelijkheid")
    asked = {
        row.slug: 'name="verklaring_url"' in client_beheerder.get(url(Pagina, "change", row)).content.decode()
        for row in (page, own)
    }
    assert asked == {"privacy": False, "toegankelijkheid": True}
    data = {"titel": "T", "tekst": "T", "verklaring_url": "https://register.example/1"}
    for row in (page, own):
        client_beheerder.post(url(Pagina, "change", row), data)
        row.refresh_from_db()
    assert (page.verklaring_url, own.verklaring_url) == ("", "https://register.example/1")


@pytest.mark.parametrize("address", ["http://register.example/1", "ftp://register.example/1", "javascript:alert(1)"])
def test_the_statement_is_behind_https(client_beheerder: Client, address: str) -> None:
    own = factories.make_pagina("toegankelijkheid")
    data = {"titel": "T", "tekst": "T", "verklaring_url": address}
    assert client_beheerder.post(url(Pagina, "change", own), data).status_code == 200
    own.refresh_from_db()
    assert own.verklaring_url == ""


def test_nobody_adds_or_deletes(client_beheerder: Client, client_overijssel: Client, page: Pagina) -> None:
    before = list(Pagina.objects.order_by("pk").values_list())
    for client in (client_beheerder, client_overijssel):
        for address in (url(Pagina, "add"), url(Pagina, "delete", page)):
            statuses = [client.get(address).status_code, client.post(address, {"post": "yes"}).status_code]
            assert statuses == [403, 403]
    assert list(Pagina.objects.order_by("pk").values_list()) == before


def test_an_organisator_looks(client_overijssel: Client, page: Pagina) -> None:
    address = url(Pagina, "change", page)
    response = client_overijssel.get(address)
    html = response.content.decode()
    assert (response.status_code, "Van [naam]" in html, "<textarea" in html) == (200, True, False)
    assert client_overijssel.post(address, {"titel": "x", "tekst": "x"}).status_code == 403
    page.refresh_from_db()
    assert page.titel == "Privacy"
