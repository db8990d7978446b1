"""`/<provincie>/<reeks>/`, its sessies and their calendar files."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.test import Client

from programmes.models import Reeks
from programmes.reschedule import save_sessie
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def leerlab(**fields: Any) -> Reeks:
    """Make a leerlab as it is before the kick-off: one dated, one without date, one chosen doelgroep, a terugkom."""
    reeks = factories.make_reeks(
        titel="Bewoners bereiken",
        slug="bewoners-bereiken",
        omschrijving="Eerste alinea.\n\nTweede <alinea>.",
        voor_wie="Communicatieadviseurs",
        organisatie=factories.make_organisatie(naam="Expertteam", email="expertteam@overijssel.example"),
        **fields,
    )
    kick_off = factories.make_sessie(
        reeks=reeks, soort="kick-off", begin=NOW + timedelta(days=7), online_link="https://overleg.example/kamer-7"
    )
    kick_off.deskundigen.add(factories.make_deskundige(naam="Dana Deskundig", functie="huisarts"))
    locatie = factories.make_locatie(naam="Gemeentehuis", adres="Plein 1", postcode="8102 GG", plaats="Raalte")
    factories.make_sessie(
        reeks=reeks, begin=NOW + timedelta(days=30), locatie=locatie, doelgroep=factories.make_doelgroep(naam="Ouderen")
    )
    factories.make_sessie(reeks=reeks, begin=None, doelgroep_werknaam="Doelgroep Y", datum_indicatie="in november")
    factories.make_sessie(reeks=reeks, soort="terugkom", begin=None)
    return reeks


def test_it_works(client: Client) -> None:
    leerlab()
    html = client.get("/overijssel/bewoners-bereiken/").content.decode()
    for text in (
        "<h1>Bewoners bereiken</h1>",
        "Communicatieadviseurs",
        "Gratis",
        "Expertteam",
        "expertteam@overijssel.example",
        "4 bijeenkomsten, vanaf 8 september 2026; nog niet alle datums zijn bekend",
        "Dinsdag 8 september 2026, 12.00 tot 14.00 uur",
        "Sessie 1: Ouderen",
        "Gemeentehuis, Plein 1, 8102 GG Raalte",
        "Sessie 2: Doelgroep Y",
        "Datum volgt (in november)",
        "Locatie volgt",
        "Dana Deskundig, huisarts",
        "<p>Tweede &lt;alinea&gt;.</p>",
        'href="/overijssel/bewoners-bereiken/aanmelden/"',
    ):
        assert text in html, text
    assert "kamer-7" not in html


def test_a_concept_does_not_exist_for_visitors(client: Client) -> None:
    leerlab(published=False)
    for rest in ("", "agenda.ics", "kick-off/", "kick-off/agenda.ics"):
        response = client.get(f"/overijssel/bewoners-bereiken/{rest}")
        assert response.status_code == 404
        assert "Bewoners bereiken" not in response.content.decode()


def test_a_reeks_belongs_to_its_provincie(client: Client) -> None:
    leerlab()
    factories.make_provincie("Zeeland")
    for rest in ("", "agenda.ics", "kick-off/", "kick-off/agenda.ics"):
        assert client.get(f"/zeeland/bewoners-bereiken/{rest}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "text", "has_button"),
    [
        ({}, 'class="nl-button nl-button--primary" href="/overijssel/bewoners-bereiken/aanmelden/"', True),
        (
            {"aanmelden_van": NOW + timedelta(days=1)},
            "Aanmelden kan vanaf woensdag 2 september 2026, 12.00 uur.",
            False,
        ),
        ({"aanmelden_tot": NOW}, "De aanmelding is gesloten.", False),
    ],
)
def test_the_button_follows_the_rule(client: Client, fields: dict[str, Any], text: str, *, has_button: bool) -> None:
    leerlab(**fields)
    for url in ("/overijssel/bewoners-bereiken/", "/overijssel/bewoners-bereiken/kick-off/"):
        html = client.get(url).content.decode()
        assert text in html
        assert ('href="/overijssel/bewoners-bereiken/aanmelden/"' in html) is has_button


def test_a_past_reeks_says_so_and_shows_its_handvatten(client: Client) -> None:
    reeks = factories.make_reeks(titel="Voorbij", slug="voorbij")
    sessie = factories.make_sessie(reeks=reeks, begin=NOW - timedelta(days=30))
    html = client.get("/overijssel/voorbij/").content.decode()
    assert "Dit programma is afgelopen." in html
    assert "handvatten/" not in html
    factories.make_handvatten(sessie=sessie)
    assert "/overijssel/voorbij/sessie-1/handvatten/" in client.get("/overijssel/voorbij/").content.decode()


def test_sessie_page(client: Client) -> None:
    leerlab()
    html = client.get("/overijssel/bewoners-bereiken/kick-off/").content.decode()
    assert "<h1>Kick-off</h1>" in html
    assert "Online. Deelnemers krijgen de link per mail." in html
    assert "kamer-7" not in html
    undated = client.get("/overijssel/bewoners-bereiken/terugkom/").content.decode()
    assert "De datum volgt. Doe je mee? Dan laat de organisator je de datum weten." in undated
    assert "agenda.ics" not in undated
    assert client.get("/overijssel/bewoners-bereiken/sessie-9/").status_code == 404


def test_calendar_of_the_reeks_holds_the_dated_sessies_without_links(client: Client) -> None:
    reeks = leerlab()
    response = client.get("/overijssel/bewoners-bereiken/agenda.ics")
    calendar = icalendar.Calendar.from_ical(response.content)
    found = {str(event["UID"]): (event.start, str(event["SUMMARY"])) for event in calendar.events}
    kick_off, first = reeks.sessies.get(slug="kick-off"), reeks.sessies.get(slug="sessie-1")
    assert found == {
        str(kick_off.uid): (kick_off.begin, "Bewoners bereiken: Kick-off"),
        str(first.uid): (first.begin, "Bewoners bereiken: Sessie 1: Ouderen"),
    }
    assert b"kamer-7" not in response.content
    assert "X-WR-CALNAME" not in calendar
    assert (str(calendar["X-PUBLISHED-TTL"]), "METHOD" in calendar) == ("PT4H", False)
    assert response["Content-Disposition"] == 'inline; filename="bewoners-bereiken.ics"'


def test_one_can_subscribe_to_the_calendar_of_the_reeks(client: Client) -> None:
    leerlab()
    html = client.get("/overijssel/bewoners-bereiken/").content.decode()
    path = "localhost:8000/overijssel/bewoners-bereiken/agenda.ics"
    assert html.count(f'value="http://{path}" readonly') == 1
    assert html.count(f'href="webcal://{path}"') == 1
    assert html.count('data-kopieer="agendalink"') == 1


def test_calendar_of_one_sessie(client: Client) -> None:
    reeks = leerlab()
    response = client.get("/overijssel/bewoners-bereiken/sessie-1/agenda.ics")
    [event] = icalendar.Calendar.from_ical(response.content).events
    assert str(event["UID"]) == str(reeks.sessies.get(slug="sessie-1").uid)
    assert str(event["LOCATION"]) == "Gemeentehuis, Plein 1, 8102 GG Raalte"
    assert client.get("/overijssel/bewoners-bereiken/sessie-2/agenda.ics").status_code == 404


def test_no_cookie(client: Client) -> None:
    leerlab()
    for rest in ("", "kick-off/", "agenda.ics"):
        assert dict(client.get(f"/overijssel/bewoners-bereiken/{rest}").cookies) == {}


def test_at_most_eight_queries_at_one_and_at_ten_sessies(client: Client, django_assert_num_queries: Any) -> None:
    for sessies in (1, 10):
        reeks = factories.make_reeks()
        reeks.themas.add(factories.make_thema())
        for _ in range(sessies):
            sessie = factories.make_sessie(
                reeks=reeks, locatie=factories.make_locatie(), doelgroep=factories.make_doelgroep()
            )
            sessie.deskundigen.add(factories.make_deskundige())
            factories.make_handvatten(sessie=sessie)
        # One for the stamp, then what the page needs when it is not kept.
        for rest, queries in {"": 1 + 5, "sessie-1/": 1 + 5, "agenda.ics": 1 + 2}.items():
            with django_assert_num_queries(queries):
                client.get(f"/overijssel/{reeks.slug}/{rest}")
            with django_assert_num_queries(1):
                client.get(f"/overijssel/{reeks.slug}/{rest}")


def test_where_a_sessie_moved_the_old_dates_stand(client: Client, django_assert_num_queries: Any) -> None:
    reeks = factories.make_reeks(slug="verzet")
    sessie = factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=7))
    factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=8))
    page, own = "/overijssel/verzet/", f"/overijssel/verzet/{sessie.slug}/"
    with django_assert_num_queries(6) as before:
        assert b"Eerst gepland" not in client.get(page).content
    for days in (14, 21):
        fresh = reeks.sessies.get(pk=sessie.pk)
        fresh.begin, fresh.einde = NOW + timedelta(days=days), NOW + timedelta(days=days, hours=2)
        save_sessie(sessie=fresh, now=NOW)
    words = (
        "Verplaatst. Eerst gepland op dinsdag 8 september 2026, 12.00 tot 14.00 uur; "
        "daarna op dinsdag 15 september 2026, 12.00 tot 14.00 uur."
    )
    with django_assert_num_queries(len(before) + 1):
        assert client.get(page).content.decode().count(words) == 1
    assert client.get(own).content.decode().count(words) == 1


def test_where_only_the_end_changed_it_did_not_move(client: Client) -> None:
    sessie = factories.make_sessie(reeks=factories.make_reeks(slug="langer"), begin=NOW + timedelta(days=7))
    sessie.einde = NOW + timedelta(days=7, hours=3)
    save_sessie(sessie=sessie, now=NOW)
    words = "De eindtijd is veranderd. Eerst gepland op dinsdag 8 september 2026, 12.00 tot 14.00 uur."
    for page in ("/overijssel/langer/", f"/overijssel/langer/{sessie.slug}/"):
        html = client.get(page).content.decode()
        assert (html.count(words), html.count("Verplaatst")) == (1, 0)
