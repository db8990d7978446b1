"""`/`: the coming reeksen of all provincies, narrowed by provincie and thema."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def titles(html: str) -> list[str]:
    """Return the titles on the page, in order, out of those these tests make."""
    names = ["Vroeg", "Laat", "Ongedateerd", "Geweest", "Concept", "Leeg"]
    return sorted((name for name in names if f">{name}</a>" in html), key=lambda name: html.index(f">{name}</a>"))


def test_it_works(client: Client) -> None:
    late, early = factories.make_reeks(titel="Laat"), factories.make_reeks(titel="Vroeg")
    factories.make_sessie(reeks=late, begin=NOW + timedelta(days=50))
    factories.make_sessie(reeks=early, begin=NOW - timedelta(days=5))
    factories.make_sessie(reeks=early, begin=NOW + timedelta(days=5))
    factories.make_sessie(reeks=factories.make_reeks(titel="Ongedateerd"), begin=None)
    factories.make_sessie(reeks=factories.make_reeks(titel="Geweest"), begin=NOW - timedelta(days=5))
    factories.make_sessie(reeks=factories.make_reeks(titel="Concept", published=False))
    factories.make_reeks(titel="Leeg")
    html = client.get("/").content.decode()
    assert titles(html) == ["Vroeg", "Laat", "Ongedateerd"]
    assert "3 leerlabs komen eraan" in html
    assert "zondag 6 september 2026, 12.00 tot 14.00 uur" in html


def test_narrowed_by_provincie_and_thema(client: Client) -> None:
    thema = factories.make_thema(naam="Gezondheid")
    early = factories.make_reeks(titel="Vroeg", sessies=1)
    early.themas.add(thema)
    late = factories.make_reeks(titel="Laat", sessies=1, provincie=factories.make_provincie("Zeeland"))
    late.themas.add(thema)
    for query, expected in {
        "": ["Laat", "Vroeg"],
        "?provincie=zeeland": ["Laat"],
        "?thema=gezondheid": ["Laat", "Vroeg"],
        "?thema=gezondheid&provincie=overijssel": ["Vroeg"],
        "?provincie=atlantis": ["Laat", "Vroeg"],
        "?thema=onzin&provincie=": ["Laat", "Vroeg"],
    }.items():
        assert sorted(titles(client.get(f"/{query}").content.decode())) == expected, query


def test_an_empty_agenda_says_so(client: Client) -> None:
    factories.make_provincie("Zeeland")
    html = client.get("/?provincie=zeeland").content.decode()
    assert "Er staat nu niets in de agenda dat hierbij past." in html


def test_no_cookie(client: Client) -> None:
    assert dict(client.get("/").cookies) == {}


def test_the_same_queries_for_one_and_for_three(client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        reeks = factories.make_reeks(sessies=2)
        reeks.themas.add(factories.make_thema())
        with django_assert_num_queries(5):
            client.get("/")
