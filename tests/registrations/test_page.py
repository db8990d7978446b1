"""What the personal page says in the states where the words depend on places; what it offers: see views/."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from programmes.models import Reeks
from registrations.joining import sign_off
from registrations.models import Aanmelding
from registrations.page import PersonalPage, Row, page_of
from registrations.page_facts import facts_for_page
from registrations.tokens import find_aanmelding, token_for
from tests import factories
from tests.registrations.page_states import make
from tests.registrations.states import full, limit
from tests.registrations.world import NOW, Leerlab


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def page(aanmelding: Aanmelding) -> PersonalPage:
    found = find_aanmelding(token_for(aanmelding))
    assert found is not None
    return page_of(facts_for_page(found, now=NOW))


def row(aanmelding: Aanmelding, slug: str = "sessie-1") -> Row:
    return next(row for row in page(aanmelding).rows if row.sessie.slug == slug)


@pytest.mark.parametrize(
    ("name", "verwacht", "reden", "van"),
    [
        ("held", "plaats", "", ""),
        ("will_wait", "wacht", "Alle plaatsen zijn bezet.", ""),
        ("will_ask", "vraagt", "", ""),
        ("takes_over", "overname", "", "Cor Pot"),
        ("expired", "vrij", "", ""),
        ("missed", "vrij", "", ""),
    ],
)
def test_what_confirming_gives(leerlab: Leerlab, name: str, verwacht: str, reden: str, van: str) -> None:
    found = page(make(name, leerlab))
    assert (found.verwacht, found.reden, found.van) == (verwacht, reden, van)


def test_a_place_that_came_free_is_not_promised(leerlab: Leerlab) -> None:
    first = full(leerlab)
    mine = leerlab.sign_up()
    sign_off(aanmelding=first, now=NOW)
    assert page(mine).verwacht == "vrij"


def test_the_number_and_the_reason_are_those_of_now(leerlab: Leerlab) -> None:
    limit(leerlab, max_personen=1)
    leerlab.confirmed(email="bart@raalte.example")
    first, second = (leerlab.confirmed(email=f"{name}@raalte.example") for name in ("cor", "dirk"))
    assert (page(second).positie, page(second).reden) == (
        "Je bent nummer 2 op de wachtlijst.", "Alle plaatsen zijn bezet.",
    )  # fmt: skip
    sign_off(aanmelding=first, now=NOW)
    limit(leerlab, max_personen=None, max_per_gemeente=1)
    assert (page(second).positie, page(second).reden) == (
        "Je bent nummer 1 op de wachtlijst.", "Er is geen plaats meer voor meer mensen van jouw gemeente.",
    )  # fmt: skip
    elsewhere = factories.make_aanmelding(reeks=leerlab.reeks, status="wachtlijst")
    limit(leerlab, max_gemeenten=1)
    assert page(elsewhere).reden == "Er is geen plaats meer voor nieuwe gemeenten."


def test_why_the_organiser_refused(leerlab: Leerlab) -> None:
    assert page(make("rejected", leerlab)).reden == "Dit leerlab is voor een andere doelgroep."


@pytest.mark.parametrize(
    ("name", "button", "said"),
    [
        ("full_elsewhere", "Zet mij op de wachtlijst", "Deze bijeenkomst is vol."),
        ("missed_sessie", "Zet mij weer op de wachtlijst", "Deze bijeenkomst is vol."),
        ("free_sessie", "Neem de vrije plaats", "Er is een plaats vrij. Die is voor wie het eerst kiest."),
    ],
)
def test_the_button_to_come_to_a_sessie(leerlab: Leerlab, name: str, button: str, said: str) -> None:
    found = row(make(name, leerlab))
    assert (found.join_label, found.uitleg) == (button, said)


@pytest.mark.parametrize(
    ("name", "button"),
    [("active", "Ik doe mee"), ("asks", "Kies deze bijeenkomst ook"), ("waits", "Zet mij op de wachtlijst"),
     ("is_offered", "Kies deze bijeenkomst ook")],
)  # fmt: skip
def test_the_button_to_come_to_one_more(leerlab: Leerlab, name: str, button: str) -> None:
    found = row(make(name, leerlab), "sessie-2")
    assert (found.join_label, found.uitleg) == (button, "")


def test_the_queue_of_a_sessie(leerlab: Leerlab) -> None:
    mine = make("waits_for_sessie", leerlab)
    found = row(mine)
    assert found.uitleg == "Je bent nummer 1 op de wachtlijst. Deze bijeenkomst is vol."
    assert found.leave_label == "Haal mij van de wachtlijst"


def test_until_when_an_offer_stands(leerlab: Leerlab) -> None:
    until = NOW.replace(day=3, hour=17)
    assert page(make("is_offered", leerlab)).deadline == until


def test_until_when_an_offer_at_a_sessie_stands(leerlab: Leerlab) -> None:
    assert row(make("is_offered_sessie", leerlab)).deadline == NOW.replace(day=3, hour=17)


WORDS = {
    "held": "<p>Je bent er bijna. Druk op de knop, dan is je aanmelding zeker. We houden je plaats 24 uur vast.</p>",
    "will_wait": "<p>Alle plaatsen zijn bezet. Druk op de knop, dan kom je op de wachtlijst.</p>",
    "will_ask": "dan gaat je aanvraag naar de organisator.",
    "takes_over": "<p>Je neemt de plaats over van Cor Pot.",
    "asks": "<p>De organisator beslist of je mee kunt doen.",
    "waits": "<p>Je bent nummer 1 op de wachtlijst. Alle plaatsen zijn bezet.</p>",
    "is_offered": "<p>Kies voor <strong>donderdag 3 september 17.00 uur</strong>.",
    "offer_just_over": "<h2>De tijd om te kiezen is voorbij</h2>",
    "can_claim": ">Neem de vrije plaats</button>",
    "rejected": "<p>De reden: Dit leerlab is voor een andere doelgroep.</p>",
    "expired": ">Bevestig alsnog</button>",
    "missed": ">Zet mij weer op de wachtlijst</button>",
    "signed_off": "<h2>Je bent afgemeld</h2>",
    "over": "<p>Er komen geen bijeenkomsten meer.",
}


@pytest.mark.parametrize("name", WORDS)
def test_every_state_says_what_happens_now(client: Client, leerlab: Leerlab, name: str) -> None:
    html = client.get(f"/aanmelding/{token_for(make(name, leerlab))}/").content.decode()
    assert html.count(WORDS[name]) == 1
    assert [said for other, said in WORDS.items() if other != name and said in html] == []


@pytest.mark.parametrize(
    ("name", "done", "status"),
    [
        ("held", "bevestigd", "actief"),
        ("will_wait", "wachtlijst", "wachtlijst"),
        ("will_ask", "aanvraag", "aanvraag"),
        ("expired", "bevestigd", "actief"),
        ("missed", "bevestigd", "actief"),
    ],
)
def test_confirming_says_what_came_of_it(client: Client, leerlab: Leerlab, name: str, done: str, status: str) -> None:
    mine = make(name, leerlab)
    response = client.post(f"/aanmelding/{token_for(mine)}/bevestigen/")
    mine.refresh_from_db()
    assert (response["Location"].split("=")[-1], mine.status) == (done, status)


def test_late_and_full_is_the_end_of_the_queue(client: Client, leerlab: Leerlab) -> None:
    mine = make("expired", leerlab)
    full(leerlab)
    leerlab.confirmed(email="cor@raalte.example")
    assert page(mine).verwacht == "wacht"
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        response = client.post(f"/aanmelding/{token_for(mine)}/bevestigen/")
    assert response["Location"].endswith("?gedaan=wachtlijst")
    assert page(mine).positie == "Je bent nummer 2 op de wachtlijst."


def test_the_link_to_send_on_has_the_gemeente_in_it(client: Client, leerlab: Leerlab) -> None:
    html = client.get(f"/aanmelding/{token_for(make('active', leerlab))}/").content.decode()
    assert "/overijssel/bewoners-bereiken/aanmelden/?gemeente=GM0177&amp;via=collega" in html


def test_a_reeks_where_all_was_cancelled_offers_nothing(leerlab: Leerlab) -> None:
    mine = make("active", leerlab)
    leerlab.reeks.sessies.exclude(slug="kick-off").update(vervallen_op=NOW)
    found = page(mine)
    assert (found.nu, found.acts, [row.acts for row in found.rows]) == ("geweest", ("gegevens",), [()] * 5)


def test_back_to_concept_one_can_still_leave(leerlab: Leerlab) -> None:
    mine = make("active", leerlab)
    Reeks.objects.update(status="concept")
    found = page(mine)
    assert found.acts == ("gegevens", "overdragen", "afmelden")
    assert row(mine).acts == ("afmelden",)


def test_an_offer_that_one_let_go_later_on_is_history(leerlab: Leerlab) -> None:
    mine = make("missed_sessie", leerlab)
    assert row(mine).label == "Aanbod verlopen"
    mine.deelnames.update(gewijzigd_op=NOW + timedelta(minutes=1))
    assert row(mine).label == "Afgemeld"
