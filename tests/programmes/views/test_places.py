"""What the pages of programmes say of places, of access, and of a sessie that was cancelled."""

import json
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from programmes.models import Reeks, Sessie
from registrations.running_reeks import cancel_sessie
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
URL = "/overijssel/bereik/"


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def leerlab(*, persons: int = 0, **fields: Any) -> Reeks:
    """Make a leerlab of two sessies with so many persons, each of another gemeente."""
    reeks = factories.make_reeks(titel="Bereik", slug="bereik", sessies=2, **fields)
    for _ in range(persons):
        factories.make_aanmelding(reeks=reeks)
    return reeks


def page(client: Client, url: str = URL) -> str:
    """Return a page."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def labels(html: str) -> list[tuple[str, str]]:
    """Return the labels on a page, each with its word for style sheets."""
    return re.findall(r'label label-(\w+)">([^<]+)</span>', html)


def buttons(html: str) -> list[str]:
    """Return what the buttons to sign up say."""
    return re.findall(r'href="/overijssel/bereik/aanmelden/">([^<]+)<', html)


def facts(html: str) -> dict[str, str]:
    """Return the list of facts beside the text."""
    return {key: strip_tags(value) for key, value in re.findall(r"<dt>([^<]+)</dt>\s*<dd>(.*?)</dd>", html)}


def events(html: str) -> dict[str, dict[str, Any]]:
    """Return the events that the page tells search engines of, by the last word of their name."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    data = json.loads(block)
    return {event["name"].split(" ")[-1]: event for event in data.get("subEvent", [data])}


# --- Places -----------------------------------------------------------------------------------------------------


def test_with_enough_places_there_is_nothing_to_say(client: Client) -> None:
    leerlab(persons=1, max_personen=40, max_gemeenten=9)
    html = page(client)
    assert labels(html) == [("open", "Aanmelden kan"), ("volgende", "Eerstvolgende")]
    assert buttons(html) == ["Aanmelden", "Aanmelden"]
    assert "Nog " not in html


def test_a_few_places_are_counted(client: Client) -> None:
    reeks = leerlab(persons=1, max_gemeenten=3)
    reeks.sessies.filter(slug="sessie-2").update(plaatsen=4)
    html = page(client)
    assert labels(html) == [("open", "Aanmelden kan"), ("volgende", "Eerstvolgende"), ("weinig", "Nog 3 plekken")]
    assert "<p><strong>Nog plaats voor 2 gemeenten</strong></p>" in html
    assert labels(page(client, f"{URL}sessie-2/")) == [("weinig", "Nog 3 plekken")]
    assert labels(page(client, f"{URL}sessie-1/")) == []
    for url in ("/", "/overijssel/"):
        card = page(client, url).split('class="kaart reeks-kaart"')[1].split("</li>")[0]
        assert labels(card) == [("open", "Aanmelden kan")]
        assert '<strong class="reeks-kaart__plekken">Nog plaats voor 2 gemeenten</strong>' in card


NO_SLOT = (
    "Er is geen plaats meer voor nieuwe gemeenten. Doet jouw gemeente al mee? Dan kun je er nog bij. "
    "Anders kom je op de wachtlijst."
)


@pytest.mark.parametrize(
    ("fields", "label", "button", "text"),
    [
        (
            {"max_personen": 2}, "Vol, je komt op de wachtlijst", "Op de wachtlijst",
            "Alle plaatsen zijn bezet. Komt er een plaats vrij? Dan krijg je een mail zodra jij aan de beurt bent.",
        ),
        (
            {"max_gemeenten": 2}, "Vol voor nieuwe gemeenten", "Aanmelden of op de wachtlijst",
            NO_SLOT,
        ),
    ],
)  # fmt: skip
def test_a_full_reeks(client: Client, fields: dict[str, Any], label: str, button: str, text: str) -> None:
    leerlab(persons=2, **fields)
    html = page(client)
    assert labels(html) == [("vol", label), ("volgende", "Eerstvolgende")]
    assert buttons(html) == [button, button]
    assert html.count(f"<p>{text}</p>") == 2
    assert buttons(page(client, f"{URL}sessie-1/")) == [button]
    for url in ("/", "/overijssel/"):
        assert ("vol", label) in labels(page(client, url))


def test_a_full_sessie_has_a_waiting_list(client: Client) -> None:
    leerlab(persons=2).sessies.filter(slug="sessie-1").update(plaatsen=2)
    html = page(client)
    assert labels(html) == [("open", "Aanmelden kan"), ("volgende", "Eerstvolgende"), ("vol", "Vol, wachtlijst")]
    assert labels(page(client, f"{URL}sessie-1/")) == [("vol", "Vol, wachtlijst")]
    assert buttons(html) == ["Aanmelden", "Aanmelden"]


def test_a_place_that_comes_free_shows_at_once(client: Client) -> None:
    reeks = leerlab(persons=1, max_personen=1)
    assert labels(page(client))[0] == ("vol", "Vol, je komt op de wachtlijst")
    reeks.aanmeldingen.update(status="afgemeld", houdt_plaats=False)
    assert labels(page(client))[0] == ("open", "Aanmelden kan")


def test_search_engines_read_how_many_places_are_left(client: Client) -> None:
    leerlab(persons=1, max_personen=40).sessies.filter(slug="sessie-1").update(plaatsen=4)
    figures = ("maximumAttendeeCapacity", "remainingAttendeeCapacity")
    found = {name: tuple(event[key] for key in figures) for name, event in events(page(client)).items()}
    assert found == {"1": (4, 3), "2": (40, 39)}
    (own,) = events(page(client, f"{URL}sessie-1/")).values()
    assert tuple(own[key] for key in figures) == (4, 3)


# --- Who may come -----------------------------------------------------------------------------------------------


def test_who_may_come_and_how_many(client: Client) -> None:
    leerlab(toegang="provincie", andere_organisaties=True, max_gemeenten=8, max_per_gemeente=3, toelating="persoon")
    found = facts(page(client))
    assert (found["Wie kan meedoen"], found["Plaatsen"]) == (
        "Alleen voor gemeenten in Overijssel. Ook voor mensen zonder gemeente, zoals een wijkmanager.",
        "Plaats voor 8 gemeenten. Hoogstens 3 personen per gemeente. De organisator kiest wie meedoet.",
    )


def test_without_limits_nothing_is_said_of_them(client: Client) -> None:
    leerlab()
    found = facts(page(client))
    assert found["Wie kan meedoen"] == "Voor alle gemeenten, ook buiten Overijssel."
    assert "Plaatsen" not in found


def test_the_link_to_send_on_stands_on_the_page_while_one_can_sign_up(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://leerlabs.example"
    reeks = leerlab()
    link = 'value="https://leerlabs.example/overijssel/bereik/aanmelden/?via=collega"'
    assert (page(client).count(link), page(client).count('href="mailto:?subject=Bereik&amp;body=')) == (1, 1)
    Reeks.objects.filter(pk=reeks.pk).update(aanmelden_tot=NOW)
    assert "via=collega" not in page(client)


# --- What was cancelled -----------------------------------------------------------------------------------------


def cancelled(**fields: Any) -> Sessie:
    """Make the leerlab of which the first sessie was cancelled."""
    sessie = leerlab(**fields).sessies.get(slug="sessie-1")
    factories.make_aanmelding(reeks=sessie.reeks, naam="Anna Geheim", email="anna@raalte.example")
    user = factories.make_organisator(email="oda@overijssel.example", naam="Oda Geheim")
    cancel_sessie(sessie=sessie, user=user, reden="Ziekte van Anna Geheim", now=NOW)
    return Sessie.objects.get(pk=sessie.pk)


def test_a_cancelled_sessie_says_so_on_every_page(client: Client) -> None:
    cancelled()
    html = page(client)
    assert labels(html) == [("open", "Aanmelden kan"), ("vervallen", "Gaat niet door"), ("volgende", "Eerstvolgende")]
    assert facts(html)["Duur"] == "1 bijeenkomst, op 8 oktober 2026"
    own = page(client, f"{URL}sessie-1/")
    assert labels(own) == [("vervallen", "Gaat niet door")]
    assert "Deze bijeenkomst gaat niet door. Je kunt je nog wel aanmelden voor de andere bijeenkomsten." in own
    assert "agenda.ics" not in own
    month = page(client, "/").split('class="maand__dagen"')[1]
    assert labels(month) == [("vervallen", "Gaat niet door")]
    card = page(client, "/").split('class="kaart reeks-kaart"')[1].split("</li>")[0]
    assert "donderdag 8 oktober 2026" in card


def test_a_programme_of_which_all_was_cancelled(client: Client) -> None:
    reeks = leerlab()
    reeks.sessies.update(vervallen_op=NOW)
    html = page(client)
    assert labels(html)[0] == ("vervallen", "Gaat niet door")
    assert "Dit programma gaat niet door. Je kunt je niet meer aanmelden." in html
    assert facts(html)["Duur"] == "Alle bijeenkomsten gaan niet door"
    assert (buttons(html), "/belangstelling/" in html) == ([], False)


def test_calendars_keep_a_cancelled_sessie(client: Client) -> None:
    sessie = cancelled()
    for url in (f"{URL}agenda.ics", f"{URL}sessie-1/agenda.ics", "/overijssel/agenda.ics"):
        found = {str(event["UID"]): event for event in icalendar.Calendar.from_ical(client.get(url).content).events}
        event = found.pop(str(sessie.uid))
        assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
        assert (str(event["SUMMARY"]), event.start) == ("Geannuleerd: Bereik: Sessie 1", sessie.begin)
        assert event.stamp == NOW
        assert [(other["STATUS"], other["SEQUENCE"]) for other in found.values()] == [("CONFIRMED", 0)] * len(found)


def test_search_engines_read_that_it_was_cancelled(client: Client) -> None:
    cancelled(max_personen=40)
    found = events(page(client))
    assert {name: event["eventStatus"] for name, event in found.items()} == {
        "1": "https://schema.org/EventCancelled", "2": "https://schema.org/EventScheduled",
    }  # fmt: skip
    assert "remainingAttendeeCapacity" not in found["1"]


def test_neither_people_nor_the_reason_are_public(client: Client) -> None:
    cancelled()
    for url in ("/", "/overijssel/", URL, f"{URL}sessie-1/", f"{URL}agenda.ics", f"{URL}sessie-1/agenda.ics"):
        text = client.get(url).content.decode()
        assert [word for word in ("Geheim", "Ziekte", "anna@", "oda@") if word in text] == []


# --- Queries ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/", "/overijssel/"])
def test_places_cost_one_query_for_one_and_for_ten_reeksen(
    client: Client, url: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plain = 6
    factories.make_thema()
    for reeksen in (1, 10):
        Sessie.objects.all().delete()
        made = [factories.make_reeks(sessies=2) for _ in range(reeksen)]
        cache.clear()
        with django_assert_num_queries(plain):
            client.get(url)
        for reeks in made:
            Reeks.objects.filter(pk=reeks.pk).update(max_gemeenten=2, max_personen=3)
            reeks.sessies.update(plaatsen=3)
        with django_assert_num_queries(plain + 1):
            client.get(url)


@pytest.mark.parametrize("rest", ["", "sessie-1/"])
def test_places_cost_one_query_for_one_and_for_ten_sessies(
    client: Client, rest: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for sessies in (1, 10):
        reeks = factories.make_reeks(sessies=sessies, max_gemeenten=2, max_personen=3)
        reeks.sessies.update(plaatsen=3)
        with django_assert_num_queries({"": 6, "sessie-1/": 6}[rest] + 1):
            client.get(f"/overijssel/{reeks.slug}/{rest}")
