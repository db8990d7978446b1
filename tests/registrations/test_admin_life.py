"""Publish, close, reopen, archive and back in /beheer/: each says first what follows for whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outbox.models import Bericht
from programmes import lifecycle
from programmes.models import Logregel, Provincie, Reeks
from registrations.admin.life import buttons_of, state_of
from registrations.models import Herinnering, Uitnodiging
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
PAGES = ["publiceren", "sluiten", "heropenen", "naar-concept", "archiveren", "terughalen"]


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=1)


def address(reeks: Reeks, page: str) -> str:
    return f"/beheer/programmes/reeks/{reeks.pk}/{page}/"


def change(reeks: Reeks) -> str:
    return address(reeks, "change")


def explained(client: Client, reeks: Reeks, page: str) -> list[str]:
    context = client.get(address(reeks, page)).context
    found: list[str] = context["question"].uitleg if "question" in context else context["uitleg"]
    return found


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def logged(reeks: Reeks) -> list[str]:
    return list(Logregel.objects.about(reeks).order_by("pk").values_list("tekst", flat=True))


def over(reeks: Reeks) -> None:
    reeks.sessies.update(begin=NOW - timedelta(days=2), einde=NOW - timedelta(days=1))


def make_people(reeks: Reeks) -> None:
    for status, count in (("actief", 2), ("wachtlijst", 1), ("aanvraag", 1), ("onbevestigd", 1), ("afgemeld", 1)):
        for _ in range(count):
            factories.make_aanmelding(reeks=reeks, status=status)


# --- Publishing -------------------------------------------------------------------------------------------------


def concept(reeks: Reeks, **fields: object) -> Reeks:
    Reeks.objects.filter(pk=reeks.pk).update(status="concept", gepubliceerd_op=None, **fields)
    reeks.refresh_from_db()
    return reeks


def test_publishing_says_what_is_missing_and_what_follows(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_belangstelling(reeks=concept(reeks))
    page = client_overijssel.get(address(reeks, "publiceren"))
    assert [(regel.text, regel.url, regel.is_must) for regel in page.context["regels"]] == [
        ("Kies een thema. Dan vinden bezoekers de reeks in de agenda.", f"{change(reeks)}#id_themas", False),
        (
            "Er is geen datum tot wanneer aanmelden kan. Het kan nu tot de laatste bijeenkomst.",
            f"{change(reeks)}#id_aanmelden_tot_0", False,
        ),
        ("Er gaat geen herinnering uit. Voeg er een toe.", f"{change(reeks)}#herinneringen-group", False),
        ("“Sessie 1” heeft nog geen locatie.", f"{change(reeks)}#id_sessies-0-locatie", False),
    ]  # fmt: skip
    assert explained(client_overijssel, reeks, "publiceren") == [
        "De reeks komt in de agenda en op de pagina van Overijssel.",
        "Aanmelden kan dan meteen.",
        "Niemand krijgt hierover mail, ook niet wie belangstelling heeft.",
    ]
    assert "Publiceer de reeks" in page.content.decode()


def test_publishing_what_was_closed_says_that_it_stays_closed(client_overijssel: Client, reeks: Reeks) -> None:
    concept(reeks, gesloten_op=NOW)
    assert explained(client_overijssel, reeks, "publiceren") == [
        "De reeks komt in de agenda en op de pagina van Overijssel.",
        "Je sloot de aanmelding. Die blijft dicht tot je kiest voor “Aanmelding heropenen”.",
        "Niemand krijgt hierover mail.",
    ]
    client_overijssel.post(address(reeks, "publiceren"))
    assert "De aanmelding is gesloten." in Client().get("/overijssel/wonen/aanmelden/").content.decode()
    assert labels(reeks)[0] == "Aanmelding heropenen"


def test_publishing_publishes(client_overijssel: Client, reeks: Reeks) -> None:
    concept(reeks)
    response = client_overijssel.post(address(reeks, "publiceren"))
    assert (Reeks.objects.get().status, Reeks.objects.get().gepubliceerd_op) == ("gepubliceerd", NOW)
    assert (response["Location"], said(response)) == (
        change(reeks), ['“Wonen” staat op de website. <a href="/overijssel/wonen/">Bekijk de pagina</a>'],
    )  # fmt: skip
    assert logged(reeks) == ["Gepubliceerd."]


def test_what_can_not_be_published_has_no_button_and_is_refused(client_overijssel: Client, reeks: Reeks) -> None:
    concept(reeks, voor_wie="")
    assert "Publiceer de reeks" not in client_overijssel.get(address(reeks, "publiceren")).content.decode()
    response = client_overijssel.post(address(reeks, "publiceren"))
    assert (Reeks.objects.get().status, response["Location"]) == ("concept", address(reeks, "publiceren"))
    assert said(response) == ["Publiceren kan nog niet: “voor wie” is leeg. Schrijf voor wie deze reeks bedoeld is."]
    assert logged(reeks) == []


def test_the_page_of_a_concept_lists_what_is_missing(client_overijssel: Client, reeks: Reeks) -> None:
    concept(reeks)
    Herinnering.objects.create(reeks=reeks, dagen_ervoor=1)
    found = client_overijssel.get(change(reeks)).context["leven"]
    assert found["staat"] == "Concept: nog niet op de website."
    assert found["nodig"] == []
    assert [regel.text for regel in found["verder"]] == [
        "Kies een thema. Dan vinden bezoekers de reeks in de agenda.",
        "Er is geen datum tot wanneer aanmelden kan. Het kan nu tot de laatste bijeenkomst.",
        "“Sessie 1” heeft nog geen locatie.",
    ]


# --- Closing and archiving --------------------------------------------------------------------------------------


def test_closing_says_who_stays_and_who_can_not_come(client_overijssel: Client, reeks: Reeks) -> None:
    make_people(reeks)
    for email, na_sluiting in (("in@x.example", True), ("out@x.example", False)):
        Uitnodiging.objects.create(
            reeks=reeks, email=email, naam="A", na_sluiting=na_sluiting, gemaakt_op=NOW,
            verloopt_op=NOW + timedelta(days=3),
        )  # fmt: skip
    assert explained(client_overijssel, reeks, "sluiten") == [
        "2 personen blijven aangemeld.",
        "Nieuwe aanmeldingen kunnen niet meer. Extra bijeenkomsten kiezen kan ook niet meer.",
        "Wie is uitgenodigd voor ook na de sluiting, kan nog wel: 1 persoon.",
        "Nog niet bevestigd: 1 persoon. Bevestigen kan nog.",
        "Op de wachtlijst: 1 persoon. Wie aan de beurt is, krijgt nog steeds een aanbod.",
        "Aanvragen: 1 persoon. Je kunt er nog over beslissen.",
        "Afmelden en een plaats overdragen aan een collega kan nog wel.",
        "Niemand krijgt hierover mail.",
        "Je kunt dit terugdraaien.",
    ]


def test_archiving_says_what_becomes_of_who_never_got_a_place(client_overijssel: Client, reeks: Reeks) -> None:
    make_people(reeks)
    factories.make_belangstelling(reeks=reeks)
    over(reeks)
    assert explained(client_overijssel, reeks, "archiveren")[3:] == [
        "2 personen blijven aangemeld. Hun persoonlijke pagina blijft werken.",
        "Nog niet bevestigd: 1 persoon. Bevestigen heeft geen zin meer.",
        "Op de wachtlijst: 1 persoon. Een plaats komt er niet meer.",
        "Aanvragen: 1 persoon. Wil je antwoord geven? Kies “Afwijzen”. Dan gaat er mail uit.",
        "Belangstelling: 1 persoon. Dat blijft in de lijst Belangstelling staan.",
        "Niemand krijgt hierover mail.",
        "Je kunt dit terugdraaien.",
    ]


STEPS = [
    ("sluiten", {}, ("gesloten_op", NOW), "De aanmelding is gesloten.", "Aanmelding gesloten."),
    (
        "heropenen", {"gesloten_op": NOW}, ("gesloten_op", None), "De aanmelding is niet meer gesloten.",
        "Aanmelding heropend.",
    ),
    (
        "naar-concept", {}, ("status", "concept"),
        "“Wonen” staat niet meer op de website. Alleen organisatoren zien het nog.", "Terug naar concept.",
    ),
    ("archiveren", {}, ("gearchiveerd_op", NOW), "“Wonen” is gearchiveerd.", "Gearchiveerd."),
    (
        "terughalen", {"gearchiveerd_op": NOW}, ("gearchiveerd_op", None), "“Wonen” is terug uit het archief.",
        "Teruggehaald uit het archief.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("page", "before", "after", "text", "log"), STEPS)
def test_each_step_is_taken_after_its_question_and_mails_nobody(
    client_overijssel: Client, reeks: Reeks, page: str, before: dict[str, Any], after: tuple[str, object], text: str,
    log: str,
) -> None:  # fmt: skip
    make_people(reeks)
    over(reeks)
    Reeks.objects.update(**before)
    stored = Reeks.objects.values().get()
    assert "Niemand krijgt hierover mail." in explained(client_overijssel, reeks, page)
    assert Reeks.objects.values().get() == stored
    response = client_overijssel.post(address(reeks, page))
    assert Reeks.objects.values().get() == stored | dict([after])
    assert (response["Location"], said(response), logged(reeks)) == (change(reeks), [text], [log])
    assert not Bericht.objects.exists()


def test_what_is_still_to_come_is_not_archived(client_overijssel: Client, reeks: Reeks) -> None:
    text = "Archiveren kan nog niet: er komt nog een bijeenkomst. Gaat die niet door? Geef dat eerst aan."
    for send in (client_overijssel.get, client_overijssel.post):
        response = send(address(reeks, "archiveren"))
        assert (response["Location"], said(response)[-1:]) == (change(reeks), [text])
    assert (Reeks.objects.get().gearchiveerd_op, logged(reeks)) == (None, [])


def test_reopening_says_that_the_date_is_over(client_overijssel: Client, reeks: Reeks) -> None:
    Reeks.objects.update(gesloten_op=NOW, aanmelden_tot=NOW)
    assert explained(client_overijssel, reeks, "heropenen")[0] == (
        "Aanmelden kan niet: “aanmelden tot” is al voorbij. Wijzig dat op de pagina van de reeks."
    )
    Reeks.objects.update(aanmelden_tot=NOW + timedelta(days=3))
    assert explained(client_overijssel, reeks, "heropenen")[0] == (
        "Aanmelden kan dan meteen, tot vrijdag 4 september 2026, 11.00 uur."
    )
    Reeks.objects.update(aanmelden_van=NOW + timedelta(days=1))
    assert explained(client_overijssel, reeks, "heropenen")[0] == (
        "Aanmelden kan vanaf woensdag 2 september 2026, 11.00 uur."
    )


# --- What the page of a reeks offers ----------------------------------------------------------------------------


def labels(reeks: Reeks) -> list[str]:
    return [button.label for button in buttons_of(Reeks.objects.get(pk=reeks.pk), now=NOW)]


def test_each_state_has_its_buttons(reeks: Reeks) -> None:
    published = ["Aanmelding sluiten", "Kopiëren", "Terug naar concept", "Gaat niet door"]
    assert labels(reeks) == published
    lifecycle.close(reeks=reeks, now=NOW)
    assert labels(reeks) == ["Aanmelding heropenen", *published[1:]]
    over(reeks)
    assert labels(reeks) == ["Aanmelding heropenen", "Kopiëren", "Terug naar concept", "Archiveren"]
    lifecycle.archive(reeks=reeks, now=NOW)
    assert labels(reeks) == ["Terughalen uit het archief", "Kopiëren"]
    lifecycle.restore(reeks=reeks)
    assert labels(concept(reeks)) == ["Publiceren", "Kopiëren", "Archiveren"]


def test_each_state_is_told_in_a_sentence(reeks: Reeks) -> None:
    Reeks.objects.update(gepubliceerd_op=NOW)
    reeks.refresh_from_db()
    assert state_of(reeks) == "Op de website sinds dinsdag 1 september 2026."
    lifecycle.close(reeks=reeks, now=NOW)
    assert state_of(reeks).endswith(" De aanmelding is gesloten op dinsdag 1 september 2026.")
    over(reeks)
    lifecycle.archive(reeks=reeks, now=NOW)
    assert state_of(reeks) == "Gearchiveerd op dinsdag 1 september 2026. Wie het adres kent, kan de reeks nog lezen."
    assert state_of(concept(reeks)) == "Gearchiveerd op dinsdag 1 september 2026. Bezoekers zien hem niet."


def test_the_list_leaves_out_what_is_archived_until_it_is_asked_for(client_overijssel: Client, reeks: Reeks) -> None:
    other = factories.make_reeks(provincie=reeks.provincie, titel="Water")
    over(reeks)
    lifecycle.archive(reeks=reeks, now=NOW)
    found = {}
    for query in ("", "?archief=alleen", "?archief=ook", "?archief=iets"):
        page = client_overijssel.get(f"/beheer/programmes/reeks/{query}")
        found[query] = [str(row) for row in page.context["cl"].result_list] if page.status_code == 200 else []
    assert found == {
        "": ["Water"], "?archief=alleen": ["Wonen"], "?archief=ook": ["Water", "Wonen"], "?archief=iets": ["Water"],
    }  # fmt: skip
    assert other.gearchiveerd_op is None


# --- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_only_an_organisator_of_the_reeks_gets_here(
    client_noord_holland: Client, reeks: Reeks, overijssel: Provincie, page: str
) -> None:
    medewerker = factories.make_organisator(overijssel)
    medewerker.lidmaatschappen.update(rol="medewerker")
    over(reeks)
    stored = Reeks.objects.values().get()
    for browser in (client_noord_holland, signed_in(medewerker)):
        for send in (browser.get, browser.post):
            assert send(address(reeks, page)).status_code == 404
    assert Reeks.objects.values().get() == stored


def test_a_medewerker_sees_where_it_stands_and_no_buttons(reeks: Reeks, overijssel: Provincie) -> None:
    medewerker = factories.make_organisator(overijssel)
    medewerker.lidmaatschappen.update(rol="medewerker")
    page = signed_in(medewerker).get(change(reeks))
    assert (page.status_code, page.context["leven"]["knoppen"]) == (200, [])


# --- Queries ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "queries"), [("publiceren", 14), ("sluiten", 10), ("naar-concept", 9)])
def test_a_page_takes_as_many_queries_for_three_sessies_as_for_one(
    client_overijssel: Client, reeks: Reeks, page: str, queries: int
) -> None:
    concept(reeks)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client_overijssel.get(address(reeks, page))
        counts.append(len(captured))
        factories.make_sessie(reeks=reeks)
        factories.make_sessie(reeks=reeks)
    assert counts == [queries, queries]


def test_what_is_missing_takes_as_many_queries_for_three_sessies_as_for_one(
    reeks: Reeks, django_assert_num_queries: Any
) -> None:
    page: Any = admin.site.get_model_admin(Reeks)
    for _ in range(2):
        row = Reeks.objects.select_related("organisatie").get()
        with django_assert_num_queries(3):
            page.missing(row)
        factories.make_sessie(reeks=reeks)
        factories.make_sessie(reeks=reeks)
