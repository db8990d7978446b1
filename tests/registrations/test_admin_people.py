"""What an organiser does for one person in /beheer/; the verbs have tests of their own."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Gemeente, Logregel, Provincie, Reeks, Sessie
from registrations.admin.by_hand_form import ONE_OF_BOTH
from registrations.admin.words import FOR_ORGANISER
from registrations.models import Aanmelding, Notitie, Overgang
from registrations.rules import Obstacle
from registrations.texts import REFUSALS
from tests import factories
from tests.programmes.beheer_world import MARK, make_world, snapshot, url
from tests.registrations.story import queries


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=2)


@pytest.fixture
def raalte(overijssel: Provincie) -> Gemeente:
    return factories.make_gemeente(provincie=overijssel, naam="Raalte", code="GM0177")


@pytest.fixture
def medewerker(overijssel: Provincie) -> Client:
    client = Client()
    client.force_login(factories.make_medewerker(overijssel))
    return client


def person(name: str, aanmelding: Aanmelding, *more: int) -> str:
    return reverse(f"admin:registrations_aanmelding_{name}", args=[aanmelding.pk, *more])


def sign_up(reeks: Reeks) -> str:
    return reverse("admin:programmes_reeks_aanmelden", args=[reeks.pk])


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def log() -> list[tuple[str, str]]:
    return list(Logregel.objects.order_by("pk").values_list("soort", "tekst"))


FILLED = {
    "naam": "Anna de Vries", "email": "anna@raalte.example", "gemeente": "GM0177", "functie": "adviseur",
    "omvang": "reeks", "deur": "ja",
}  # fmt: skip


# --- By hand ------------------------------------------------------------------------------------------------------


def test_somebody_is_signed_up_after_a_look(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    assert raalte.pk
    page = client_overijssel.post(sign_up(reeks), FILLED)
    assert page.context["regels"] == [
        "Deze persoon is meteen aangemeld en krijgt mail: een overzicht, en een uitnodiging per bijeenkomst."
    ]
    assert (Aanmelding.objects.count(), Bericht.objects.count()) == (0, 0)
    sent = dict(page.context["ingevuld"]) | {"gezien": page.context["gezien"], "doe": "aanmelden"}
    response = client_overijssel.post(sign_up(reeks), sent)
    anna = Aanmelding.objects.get()
    assert response["Location"] == url(Aanmelding, "change", anna)
    assert said(response) == ["Gelukt: Anna de Vries staat nu op “aangemeld” en krijgt mail."]
    assert (anna.status, anna.email, anna.gemeente) == ("actief", "anna@raalte.example", raalte)
    assert log() == [("programmes.reeks", "Eén persoon met de hand aangemeld.")]


def test_what_is_wrong_is_said_in_words_for_the_organiser(client_overijssel: Client, reeks: Reeks) -> None:
    response = client_overijssel.post(sign_up(reeks), {})
    assert {name: list(errors) for name, errors in response.context["form"].errors.items()} == {
        "naam": ["Vul de naam in."],
        "email": ["Vul het e-mailadres in."],
        "gemeente": ["Kies de gemeente."],
        "omvang": ["Kies de hele reeks of losse bijeenkomsten."],
        "deur": ["Kies wat deze persoon weet."],
    }


def test_one_of_both_is_asked_where_others_may_come(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    Reeks.objects.update(andere_organisaties=True)
    for fields, errors in (
        ({"gemeente": ""}, {"gemeente": [ONE_OF_BOTH]}),
        ({"organisatie": "Waterschap"}, {"organisatie": ["Kies de gemeente of vul de organisatie in, niet allebei."]}),
    ):  # fmt: skip
        response = client_overijssel.post(sign_up(reeks), FILLED | fields)
        assert {name: list(found) for name, found in response.context["form"].errors.items()} == errors
    page = client_overijssel.post(sign_up(reeks), FILLED | {"gemeente": "", "organisatie": "Waterschap"})
    assert "regels" in page.context
    assert raalte.pk


def test_who_confirms_gets_a_mail_and_a_closed_window_is_told(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente
) -> None:
    Reeks.objects.update(gesloten_op=reeks.gepubliceerd_op)
    assert raalte.pk
    assert (
        "Jij kunt als organisator nog wel iemand aanmelden." in client_overijssel.get(sign_up(reeks)).content.decode()
    )
    page = client_overijssel.post(sign_up(reeks), FILLED | {"deur": "bevestigen"})
    assert page.context["regels"] == ["Deze persoon krijgt een mail om te bevestigen. De plaats blijft 24 uur vrij."]
    sent = dict(page.context["ingevuld"]) | {"gezien": page.context["gezien"], "doe": "aanmelden"}
    client_overijssel.post(sign_up(reeks), sent)
    assert list(Bericht.objects.values_list("soort", "aan")) == [("bevestig", "anna@raalte.example")]


def test_where_it_is_full_a_reason_gives_a_place(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    Reeks.objects.update(max_personen=1)
    factories.make_aanmelding(reeks=reeks, gemeente=raalte)
    page = client_overijssel.post(sign_up(reeks), FILLED)
    assert page.context["regels"] == [
        "Deze persoon komt op de wachtlijst van de reeks en krijgt daar een mail over.", "De reeks is vol.",
    ]  # fmt: skip
    sent = dict(page.context["ingevuld"]) | {"gezien": page.context["gezien"], "doe": "toch"}
    again = client_overijssel.post(sign_up(reeks), sent)
    assert again.context["fout"] == "Schrijf op waarom. Zonder reden kunnen we dit niet opslaan."
    assert Aanmelding.objects.count() == 1
    client_overijssel.post(sign_up(reeks), sent | {"reden": "Is gastheer"})
    assert Overgang.objects.get(is_uitzondering=True).reden == "Is gastheer"
    assert Aanmelding.objects.get(naam="Anna de Vries").status == "actief"


def test_who_is_on_the_list_is_shown(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    known = factories.make_aanmelding(reeks=reeks, gemeente=raalte, email="anna@raalte.example")
    page = client_overijssel.post(sign_up(reeks), FILLED)
    assert page.context["bekend"] == url(Aanmelding, "change", known)
    again = client_overijssel.post(sign_up(reeks), FILLED | {"doe": "aanmelden", "gezien": page.context["gezien"]})
    assert (again.status_code, Aanmelding.objects.count()) == (200, 1)


def test_what_was_filled_in_can_be_changed_and_a_changed_outcome_is_shown_again(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente
) -> None:
    Reeks.objects.update(max_personen=1)
    page = client_overijssel.post(sign_up(reeks), FILLED)
    back = client_overijssel.post(sign_up(reeks), FILLED | {"doe": "wijzigen"})
    assert (back.context["form"]["naam"].value(), dict(back.context["form"].errors)) == ("Anna de Vries", {})
    factories.make_aanmelding(reeks=reeks, gemeente=raalte)
    again = client_overijssel.post(sign_up(reeks), FILLED | {"doe": "aanmelden", "gezien": page.context["gezien"]})
    assert said(again) == ["Er veranderde iets sinds je keek. Er is niemand aangemeld. Kijk het nog eens na."]
    assert (again.context["verwacht"].status, Aanmelding.objects.count()) == ("wachtlijst", 1)


# --- Changes ------------------------------------------------------------------------------------------------------


def test_another_sessie(client_overijssel: Client, reeks: Reeks) -> None:
    one, two = reeks.sessies.order_by("pk")
    anna = factories.make_aanmelding(sessies=[one])
    assert list(client_overijssel.get(person("andere_bijeenkomst", anna)).context["form"].come) == [two.pk]
    address = person("andere_bijeenkomst", anna)
    wrong = client_overijssel.post(address, {"eerst": two.pk, "daarna": one.pk, "toch": "on"})
    assert sorted(wrong.context["form"].errors) == ["daarna", "eerst", "reden"]
    response = client_overijssel.post(address, {"eerst": one.pk, "daarna": two.pk})
    assert said(response)[-1] == "Overgezet van “Sessie 1” naar “Sessie 2”."
    assert dict(anna.deelnames.values_list("sessie__slug", "status")) == {
        "sessie-1": "afgemeld", "sessie-2": "aangemeld",
    }  # fmt: skip
    assert log() == [("registrations.aanmelding", "Overgezet van “Sessie 1” naar “Sessie 2”.")]


def test_another_choice(client_overijssel: Client, reeks: Reeks) -> None:
    anna = factories.make_aanmelding(reeks=reeks)
    wrong = client_overijssel.post(person("keuze", anna), {"omvang": "sessies"})
    assert list(wrong.context["form"].errors) == ["sessies"]
    client_overijssel.post(person("keuze", anna), {"omvang": "sessies", "sessies": ["sessie-2"]})
    anna.refresh_from_db()
    assert (anna.omvang, anna.deelnames.get(sessie__slug="sessie-1").status) == ("sessies", "afgemeld")
    assert log() == [("registrations.aanmelding", "Keuze gewijzigd: losse bijeenkomsten.")]


def test_an_offer_out_of_order(client_overijssel: Client, reeks: Reeks) -> None:
    Reeks.objects.update(max_personen=1)
    factories.make_aanmelding(reeks=reeks)
    waits = factories.make_aanmelding(reeks=reeks, status="wachtlijst", naam="Wim")
    page = client_overijssel.get(person("aanbieden", waits)).content.decode()
    assert "De reeks zit 1 boven het maximum: 2 personen, en er is plaats voor 1." in page
    response = client_overijssel.post(person("aanbieden", waits), {"reden": "Is gastheer"})
    assert said(response)[0].startswith("Wim krijgt een mail en kan antwoorden tot ")
    waits.refresh_from_db()
    assert (waits.status, waits.houdt_plaats) == ("wachtlijst", True)
    assert log() == [("registrations.aanmelding", "Buiten de volgorde een plaats aangeboden.")]


def test_an_offer_of_one_sessie(client_overijssel: Client, reeks: Reeks) -> None:
    sessie = reeks.sessies.get(slug="sessie-1")
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    factories.make_aanmelding(reeks=reeks)
    waits = factories.make_aanmelding(reeks=reeks)
    waits.deelnames.filter(sessie=sessie).update(status="wachtlijst")
    buttons = client_overijssel.get(url(Aanmelding, "change", waits)).context["people_buttons"]
    address = person("aanbieden_bij", waits, sessie.pk)
    assert ("Plaats aanbieden bij Sessie 1", address) in buttons
    client_overijssel.post(address, {"reden": "Is gastheer"})
    assert waits.deelnames.get(sessie=sessie).status == "aangeboden"


@pytest.mark.parametrize(
    ("deur", "states"), [("ja", ["afgemeld", "actief"]), ("bevestigen", ["actief", "onbevestigd"])]
)
def test_a_substitute(client_overijssel: Client, reeks: Reeks, deur: str, states: list[str]) -> None:
    anna = factories.make_aanmelding(reeks=reeks)
    data = {"naam": "Bea", "email": "bea@raalte.example", "functie": "", "deur": deur}
    client_overijssel.post(person("vervangen", anna), data)
    assert list(Aanmelding.objects.order_by("pk").values_list("status", flat=True)) == states
    assert [soort for soort, _ in log()] == ["registrations.aanmelding"]
    again = client_overijssel.post(person("vervangen", anna), data | {"email": anna.email})
    assert again.context["form"].non_field_errors() in (
        [FOR_ORGANISER[Obstacle.SAME_PERSON]], [FOR_ORGANISER[Obstacle.NOT_TRANSFERABLE]],
    )  # fmt: skip


# --- Merge --------------------------------------------------------------------------------------------------------


def test_two_become_one_after_a_look(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    anna, other = (
        factories.make_aanmelding(reeks=reeks, gemeente=raalte, naam="Anna de Vries", email=f"{name}@raalte.example")
        for name in ("anna", "a.devries")
    )
    found = client_overijssel.get(person("samenvoegen", anna), {"zoek": "a.devries"})
    assert (found.context["lijkt_op"], found.context["gevonden"]) == ([other], [other])
    address = person("samenvoegen_met", anna, other.pk)
    page = client_overijssel.get(address)
    rows = {row.wat: row.straks for row in page.context["rijen"]}
    assert rows == {
        "E-mailadres": "anna@raalte.example", "Naam": "Anna de Vries", "Functie": "Adviseur participatie",
        "Gemeente of organisatie": "Raalte", "Waarvoor": "De hele reeks", "Status": "Aangemeld",
        "Sessie 1": "Aangemeld", "Sessie 2": "Aangemeld",
    }  # fmt: skip
    before = snapshot()
    for seen in ("", "iets anders"):
        again = client_overijssel.post(address, {"gezien": seen})
        assert said(again) == ["Er veranderde iets sinds je keek. Er is niets samengevoegd. Kijk het nog eens na."]
    assert snapshot() == before
    response = client_overijssel.post(address, {"gezien": page.context["plan"].digest})
    assert response["Location"] == url(Aanmelding, "change", anna)
    other.refresh_from_db()
    assert (other.status, log()) == ("afgemeld", [("programmes.reeks", "Twee aanmeldingen samengevoegd.")])
    history = client_overijssel.get(person("persoon", anna)).content.decode()
    assert "a.devries@raalte.example" in history


def test_only_with_somebody_of_the_same_reeks(client_overijssel: Client, reeks: Reeks, overijssel: Provincie) -> None:
    anna = factories.make_aanmelding(reeks=reeks)
    elsewhere = factories.make_aanmelding(reeks=factories.make_reeks(provincie=overijssel, sessies=1))
    for answer in (Client.get, Client.post):
        assert answer(client_overijssel, person("samenvoegen_met", anna, elsewhere.pk)).status_code == 404
        refused = answer(client_overijssel, person("samenvoegen_met", anna, anna.pk))
        assert (refused["Location"], said(refused)[-1]) == (
            person("samenvoegen", anna), REFUSALS[Obstacle.NOT_MERGEABLE],
        )  # fmt: skip


# --- Notes and history --------------------------------------------------------------------------------------------


def test_notes_stand_on_the_page_the_latest_first(client_overijssel: Client, reeks: Reeks) -> None:
    anna = factories.make_aanmelding(reeks=reeks)
    for tekst in ("Belde: <b>ziek</b>.", "Komt toch."):
        client_overijssel.post(person("notities", anna), {"tekst": tekst})
    assert [row.tekst for row, _ in client_overijssel.get(person("notities", anna)).context["notities"]] == [
        "Komt toch.", "Belde: <b>ziek</b>.",
    ]  # fmt: skip
    for address in (person("notities", anna), url(Aanmelding, "change", anna)):
        page = client_overijssel.get(address).content.decode()
        assert ("De deelnemer mag dit opvragen." in page, "&lt;b&gt;ziek" in page, "<b>ziek" in page) == (
            True, True, False,
        )  # fmt: skip
    for tekst in ("", "x" * 2001):
        assert list(client_overijssel.post(person("notities", anna), {"tekst": tekst}).context["form"].errors) == [
            "tekst"
        ]
    assert Notitie.objects.count() == 2


def test_a_note_is_taken_back_by_who_wrote_it(
    client_overijssel: Client, organisator_overijssel: User, reeks: Reeks, overijssel: Provincie
) -> None:
    anna = factories.make_aanmelding(reeks=reeks)
    client_overijssel.post(person("notities", anna), {"tekst": "Belde."})
    note = Notitie.objects.get()
    assert note.user == organisator_overijssel
    colleague = Client()
    colleague.force_login(factories.make_organisator(overijssel))
    address = person("notitie_weg", anna, note.pk)
    assert said(colleague.post(address)) == [
        "Deze notitie kun je niet weghalen. Dat kan alleen op de dag zelf, door wie hem schreef."
    ]
    assert client_overijssel.get(address).status_code == 405
    other = factories.make_aanmelding(reeks=reeks)
    assert client_overijssel.post(person("notitie_weg", other, note.pk)).status_code == 404
    assert said(client_overijssel.post(address))[-1] == "Je notitie is weg."
    assert not Notitie.objects.exists()


def test_a_medewerker_reads_and_changes_nothing(medewerker: Client, reeks: Reeks) -> None:
    anna = factories.make_aanmelding(reeks=reeks)
    note = Notitie.objects.create(aanmelding=anna, tekst="Belde.", user=None, op=anna.aangemeld_op)
    assert medewerker.get(person("persoon", anna)).status_code == 200
    page = medewerker.get(person("notities", anna))
    assert ([row for row, _ in page.context["notities"]], page.context["form"]) == ([note], None)
    buttons = medewerker.get(url(Aanmelding, "change", anna)).context["people_buttons"]
    assert [label for label, _ in buttons] == ["Geschiedenis van deze persoon", "Notities"]
    before = snapshot()
    for name, more in (
        ("notities", []), ("notitie_weg", [note.pk]), ("andere_bijeenkomst", []), ("keuze", []), ("vervangen", []),
        ("aanbieden", []), ("samenvoegen_met", [anna.pk]),
    ):  # fmt: skip
        answer = medewerker.post(person(name, anna, *more), {"tekst": "x", "reden": "x"})
        assert (name, answer.status_code) == (name, 404)
    assert medewerker.get(person("samenvoegen", anna)).status_code == 404
    assert medewerker.get(sign_up(reeks)).status_code == 404
    assert medewerker.post(sign_up(reeks), FILLED).status_code == 404
    assert snapshot() == before


def test_the_history_of_an_address_holds_what_one_sees_only(
    client_overijssel: Client, overijssel: Provincie, noord_holland: Provincie
) -> None:
    own, foreign = make_world(overijssel, "Eigen"), make_world(noord_holland, MARK)
    Aanmelding.objects.filter(pk=foreign.rows[Aanmelding].pk).update(email="een@gemeente.example")
    Aanmelding.objects.filter(pk=own.rows[Aanmelding].pk).update(email="een@gemeente.example")
    anna: Any = Aanmelding.objects.get(pk=own.rows[Aanmelding].pk)
    hidden: Any = foreign.rows[Aanmelding]
    Notitie.objects.create(aanmelding=hidden, tekst=f"{MARK} notitie", op=anna.aangemeld_op)
    second = factories.make_aanmelding(reeks=factories.make_reeks(provincie=overijssel), email="een@gemeente.example")
    response = client_overijssel.get(person("persoon", anna))
    assert [row for row, _, _ in response.context["rijen"]] == [second, anna]
    assert MARK not in response.content.decode()


def test_the_history_takes_as_many_queries_for_three_as_for_one(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    costs = []
    anna = None
    for _ in range(3):
        reeks = factories.make_reeks(provincie=overijssel, sessies=2)
        anna = factories.make_aanmelding(reeks=reeks, email="een@gemeente.example")
        Notitie.objects.create(aanmelding=anna, tekst="x", user=factories.make_user(), op=anna.aangemeld_op)
        address = person("persoon", anna)
        costs.append(queries(lambda address=address: client_overijssel.get(address)))  # type: ignore[misc]
    assert costs == [costs[0]] * 3


def test_what_can_be_done_follows_the_status(client_overijssel: Client, reeks: Reeks) -> None:
    read = ["Geschiedenis van deze persoon", "Notities"]
    expected = {
        "actief": ["Andere bijeenkomst", "Keuze wijzigen", "Vervangen", "Samenvoegen"],
        "wachtlijst": ["Andere bijeenkomst", "Keuze wijzigen", "Plaats aanbieden", "Vervangen", "Samenvoegen"],
        "aanvraag": ["Andere bijeenkomst", "Keuze wijzigen", "Samenvoegen"],
        "onbevestigd": ["Samenvoegen"],
        "afgemeld": [],
    }
    for status, labels in expected.items():
        row = factories.make_aanmelding(reeks=reeks, status=status)
        buttons = client_overijssel.get(url(Aanmelding, "change", row)).context["people_buttons"]
        assert (status, [label for label, _ in buttons]) == (status, labels + read)
        assert [client_overijssel.get(address).status_code for _, address in buttons] == [200] * len(buttons)
