"""What an organisator decides about people and sessies in /beheer/; the verbs have tests of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Gemeente, Logregel, Provincie, Reeks, Sessie
from registrations.models import Aanmelding, Overgang, Uitnodiging
from registrations.rules import Obstacle
from registrations.texts import REFUSALS
from tests import factories
from tests.programmes.beheer_world import snapshot, url

Status = Aanmelding.Status


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", toelating="gemeente", max_gemeenten=1, sessies=2)


@pytest.fixture
def raalte(overijssel: Provincie) -> Gemeente:
    return factories.make_gemeente(provincie=overijssel, naam="Raalte")


def person(name: str, aanmelding: Aanmelding, *more: int) -> str:
    return reverse(f"admin:registrations_aanmelding_{name}", args=[aanmelding.pk, *more])


def of_reeks(name: str, reeks: Reeks, *more: int) -> str:
    return reverse(f"admin:programmes_reeks_{name}", args=[reeks.pk, *more])


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def mails() -> list[tuple[str, str]]:
    return sorted(Bericht.objects.values_list("soort", "aan"))


def test_a_gemeente_is_admitted_as_a_whole(
    client_overijssel: Client, organisator_overijssel: User, reeks: Reeks, raalte: Gemeente
) -> None:
    asked = [
        factories.make_aanmelding(reeks=reeks, gemeente=raalte, email=f"{name}@raalte.example", status=Status.AANVRAAG)
        for name in ("anna", "bert")
    ]
    other = factories.make_aanmelding(reeks=reeks, status=Status.AANVRAAG)
    address = of_reeks("gemeente_toelaten", reeks, raalte.pk)
    assert (
        "<p>Aanvragen van Raalte: 2 personen.</p><p>Er is plaats in de reeks.</p>"
        in client_overijssel.get(address).content.decode()
    )
    response = client_overijssel.post(address)
    assert response["Location"] == of_reeks("deelnemers", reeks)
    assert said(response) == ["Raalte: 2 personen toegelaten. Iedereen krijgt een mail."]
    assert [Aanmelding.objects.get(pk=row.pk).status for row in [*asked, other]] == ["actief", "actief", "aanvraag"]
    assert [soort for soort, _ in mails()] == ["bevestigd"] * 2 + ["uitnodiging"] * 4
    assert set(Overgang.objects.values_list("wie", "user")) == {("organisator", organisator_overijssel.pk)}


def test_a_second_gemeente_comes_on_the_waiting_list_and_the_page_says_so(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente
) -> None:
    factories.make_aanmelding(reeks=reeks)
    waits = factories.make_aanmelding(reeks=reeks, gemeente=raalte, status=Status.AANVRAAG)
    for address in (of_reeks("gemeente_toelaten", reeks, raalte.pk), person("toelaten", waits)):
        assert "alle plaatsen voor gemeenten zijn bezet" in client_overijssel.get(address).content.decode()
    client_overijssel.post(person("toelaten", waits))
    assert Aanmelding.objects.get(pk=waits.pk).status == "wachtlijst"


def test_a_gemeente_is_refused_with_a_reason_in_the_mail(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente
) -> None:
    asked = factories.make_aanmelding(reeks=reeks, gemeente=raalte, status=Status.AANVRAAG)
    address = of_reeks("gemeente_afwijzen", reeks, raalte.pk)
    before = snapshot()
    for reden in ("", "   ", "x" * 501):
        response = client_overijssel.post(address, {"reden": reden})
        assert (response.status_code, list(response.context["form"].errors)) == (200, ["reden"])
    assert snapshot() == before
    response = client_overijssel.post(address, {"reden": "We kozen voor kleine gemeenten."})
    assert said(response) == ["Raalte: 1 persoon niet toegelaten. Iedereen krijgt een mail met je uitleg."]
    asked.refresh_from_db()
    assert asked.status == "afgewezen"
    (mail,) = Bericht.objects.all()
    assert (mail.soort, mail.aan, "We kozen voor kleine gemeenten." in mail.tekst) == ("afgewezen", asked.email, True)


@pytest.mark.parametrize(("name", "status"), [("toelaten", "actief"), ("afwijzen", "afgewezen")])
def test_one_person_is_decided_about(client_overijssel: Client, reeks: Reeks, name: str, status: str) -> None:
    asked = factories.make_aanmelding(reeks=reeks, status=Status.AANVRAAG, naam="Anna")
    assert client_overijssel.get(person(name, asked)).status_code == 200
    client_overijssel.post(person(name, asked), {"reden": "Omdat."})
    asked.refresh_from_db()
    assert asked.status == status


TOO_LATE = "De gekozen bijeenkomsten komen niet meer. Een plaats geven kan dus niet."


def test_what_can_not_be_done_any_more_is_not_offered_and_said_in_words_for_the_organiser(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente
) -> None:
    asks = factories.make_aanmelding(reeks=reeks, gemeente=raalte, status=Status.AANVRAAG)
    waits = factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST)
    Sessie.objects.update(begin=datetime(2020, 5, 1, 9, tzinfo=UTC), einde=datetime(2020, 5, 1, 12, tzinfo=UTC))
    Reeks.objects.update(gearchiveerd_op=timezone.now())
    before = snapshot()
    addresses = [
        person("toelaten", asks), person("plaatsen", asks), person("plaatsen", waits),
        of_reeks("gemeente_toelaten", reeks, raalte.pk),
    ]  # fmt: skip
    for address in addresses:
        for response in (client_overijssel.get(address), client_overijssel.post(address, {"reden": "x"})):
            assert (said(response)[-1], response["Location"]) == (TOO_LATE, of_reeks("deelnemers", reeks))
    assert snapshot() == before
    labels = {
        row.pk: [label for label, _ in client_overijssel.get(url(Aanmelding, "change", row)).context["buttons"]]
        for row in (asks, waits)
    }
    assert labels == {asks.pk: ["Afwijzen", "Afmelden"], waits.pk: ["Afmelden"]}
    client_overijssel.post(person("afwijzen", asks), {"reden": "Het is voorbij."})
    asks.refresh_from_db()
    assert asks.status == "afgewezen"


def test_nobody_of_a_gemeente_has_anything_left(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    asks = factories.make_aanmelding(reeks=reeks, gemeente=raalte, status=Status.AANVRAAG)
    asks.deelnames.exclude(sessie=reeks.sessies.all()[0]).delete()
    reeks.sessies.filter(deelnames__aanmelding=asks).update(vervallen_op=timezone.now())
    response = client_overijssel.post(of_reeks("gemeente_toelaten", reeks, raalte.pk))
    assert said(response) == [TOO_LATE]


def test_what_a_colleague_did_first_is_said_and_not_done_twice(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente
) -> None:
    done = factories.make_aanmelding(reeks=reeks, gemeente=raalte)
    before = snapshot()
    for address in (person("toelaten", done), person("afwijzen", done), person("plaatsen", done)):
        response = client_overijssel.post(address, {"reden": "Omdat."})
        assert said(response)[-1] == REFUSALS[Obstacle.NOT_WAITING]
    for name in ("gemeente_toelaten", "gemeente_afwijzen"):
        response = client_overijssel.post(of_reeks(name, reeks, raalte.pk), {"reden": "Omdat."})
        assert said(response)[-1] == "Van Raalte staat geen aanvraag meer open."
    assert snapshot() == before


def test_somebody_is_placed_in_spite_of_the_limit_and_that_shows(
    client_overijssel: Client, organisator_overijssel: User, reeks: Reeks
) -> None:
    factories.make_aanmelding(reeks=reeks)
    waits = factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST, naam="Wim")
    page = client_overijssel.get(person("plaatsen", waits)).content.decode()
    assert "De reeks zit 1 boven het maximum: 2 gemeenten, en er is plaats voor 1." in page
    assert client_overijssel.post(person("plaatsen", waits), {"reden": ""}).status_code == 200
    response = client_overijssel.post(person("plaatsen", waits), {"reden": "Is gastheer"})
    assert said(response) == ["Wim heeft een plaats en krijgt een mail. Dit staat als uitzondering in het logboek."]
    exception = Overgang.objects.get(is_uitzondering=True)
    assert (exception.aanmelding, exception.user, exception.reden) == (waits, organisator_overijssel, "Is gastheer")
    log = client_overijssel.get(url(Aanmelding, "change", waits)).content.decode()
    assert "<strong>Uitzondering.</strong>" in log
    assert "Organisator\n            (Oda Overijssel)" in log


def test_somebody_is_placed_at_one_sessie(client_overijssel: Client, reeks: Reeks) -> None:
    sessie = reeks.sessies.get(slug="sessie-1")
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    factories.make_aanmelding(reeks=reeks)
    waits = factories.make_aanmelding(reeks=reeks)
    waits.deelnames.filter(sessie=sessie).update(status="wachtlijst")
    address = person("sessie", waits, sessie.pk)
    assert "Toch plaatsen bij Sessie 1" in client_overijssel.get(url(Aanmelding, "change", waits)).content.decode()
    page = client_overijssel.get(address).content.decode()
    assert "“Sessie 1” zit 1 boven het maximum: 2 personen, en er is plaats voor 1." in page
    assert "gemeenten, en er is" not in page
    client_overijssel.post(address, {"reden": "Spreekt daar"})
    assert set(waits.deelnames.values_list("status", flat=True)) == {"aangemeld"}
    assert Overgang.objects.get().is_uitzondering


def test_somebody_is_signed_off_in_their_name(
    client_overijssel: Client, organisator_overijssel: User, reeks: Reeks
) -> None:
    aanmelding = factories.make_aanmelding(reeks=reeks, naam="Anna")
    response = client_overijssel.post(person("afmelden", aanmelding), {"reden": "Belde af"})
    assert said(response) == ["Anna is afgemeld. De plaats gaat naar wie wacht."]
    aanmelding.refresh_from_db()
    assert aanmelding.status == "afgemeld"
    steps = set(aanmelding.overgangen.values_list("wie", "user", "reden"))
    assert steps == {("organisator", organisator_overijssel.pk, "Belde af")}


BUTTONS = {
    "onbevestigd": ["Afmelden"],
    "aanvraag": ["Toelaten", "Afwijzen", "Toch plaatsen", "Afmelden"],
    "wachtlijst": ["Toch plaatsen", "Afmelden"],
    "actief": ["Afmelden"],
    "afgewezen": ["Toelaten"],
    "afgemeld": [],
    "verlopen": [],
}


@pytest.mark.parametrize("status", BUTTONS)
def test_the_page_of_a_person_has_the_buttons_of_their_status(
    client_overijssel: Client, reeks: Reeks, status: str
) -> None:
    aanmelding = factories.make_aanmelding(reeks=reeks, status=status)
    response = client_overijssel.get(url(Aanmelding, "change", aanmelding))
    assert [label for label, _ in response.context["buttons"]] == BUTTONS[status]
    for _, address in response.context["buttons"]:
        assert f'href="{address}"' in response.content.decode()
        assert client_overijssel.get(address).status_code == 200


def test_a_sessie_is_cancelled_after_a_question(client_overijssel: Client, reeks: Reeks) -> None:
    sessie = reeks.sessies.get(slug="sessie-1")
    factories.make_aanmelding(reeks=reeks, email="a@raalte.example")
    factories.make_aanmelding(reeks=reeks, status=Status.ONBEVESTIGD)
    address = of_reeks("sessie", reeks, sessie.pk)
    assert address in client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    assert "Er gaat een mail naar 1 persoon." in client_overijssel.get(address).content.decode()
    response = client_overijssel.post(address, {"reden": "De zaal brandde af."})
    assert said(response) == ["“Sessie 1” gaat niet door. Er gaat een mail naar 1 persoon."]
    sessie.refresh_from_db()
    assert sessie.is_vervallen
    assert mails() == [("sessie_vervallen", "a@raalte.example")]
    assert "De zaal brandde af." in Bericht.objects.get().tekst
    assert Logregel.objects.get().tekst == "“Sessie 1” gaat niet door."
    # Once more does nothing.
    before = snapshot()
    again = client_overijssel.post(address, {"reden": "x"})
    assert said(again)[-1] == "“Sessie 1” is al geweest of gaat al niet door."
    assert snapshot() == before


def test_cancelling_needs_no_reason(client_overijssel: Client, reeks: Reeks) -> None:
    sessie = reeks.sessies.get(slug="sessie-1")
    response = client_overijssel.post(of_reeks("sessie", reeks, sessie.pk))
    assert said(response) == ["“Sessie 1” gaat niet door. Niemand krijgt hierover mail."]


def test_a_whole_reeks_is_cancelled_after_a_question(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_sessie(reeks=reeks, titel="Tweede")
    factories.make_aanmelding(reeks=reeks, email="a@raalte.example")
    address = reverse("admin:programmes_reeks_gaat_niet_door", args=[reeks.pk])
    html = client_overijssel.get(address).content.decode()
    assert "“Tweede”." in html
    assert "Er gaat een mail naar 1 persoon." in html
    assert not reeks.sessies.filter(vervallen_op__isnull=False).exists()
    response = client_overijssel.post(address, {"reden": "Te weinig mensen."}, follow=True)
    assert "gaat niet door. Er gaat een mail naar 1 persoon." in response.content.decode()
    assert not reeks.sessies.filter(vervallen_op__isnull=True).exists()
    assert set(Bericht.objects.values_list("soort", "aan")) == {("reeks_vervallen", "a@raalte.example")}
    again = client_overijssel.post(address, {"reden": "x"}, follow=True)
    assert "Er komt geen bijeenkomst meer die niet door kan gaan." in again.content.decode()


def explained(client: Client, address: str) -> list[str]:
    found: list[str] = client.get(address).context["question"].uitleg
    return found


def test_calling_a_reeks_off_says_who_does_not_hear_of_it(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente
) -> None:
    factories.make_aanmelding(reeks=reeks, email="a@raalte.example")
    factories.make_aanmelding(reeks=reeks, status=Status.ONBEVESTIGD)
    factories.make_belangstelling(reeks=reeks)
    ends = timezone.now() + timedelta(days=7)
    for email, verloopt_op in (("open@x.example", ends), ("over@x.example", timezone.now())):
        Uitnodiging.objects.create(
            reeks=reeks, email=email, naam="A", gemeente=raalte, gemaakt_op=timezone.now(), verloopt_op=verloopt_op
        )
    address = of_reeks("gaat_niet_door", reeks)
    assert explained(client_overijssel, address) == [
        "Deze bijeenkomsten vervallen: “Sessie 1”, “Sessie 2”.",
        "Er gaat een mail naar 1 persoon. De bijeenkomsten gaan uit hun agenda.",
        "Wie nog niet bevestigde, krijgt geen mail: 1 persoon.",
        "Wie belangstelling heeft, krijgt geen mail: 1 persoon. Mailen kan vanuit de lijst Belangstelling.",
        "Wie een open uitnodiging heeft, krijgt geen mail: 1 persoon. Aanmelden kan dan niet meer.",
        "De reeks blijft op de website staan, met erbij dat hij niet doorgaat.",
        "Je kunt dit niet terugdraaien.",
    ]
    client_overijssel.post(address)
    assert set(mails()) == {("reeks_vervallen", "a@raalte.example")}


def test_calling_a_concept_off_says_nothing_of_a_website_that_does_not_show_it(
    client_overijssel: Client, reeks: Reeks
) -> None:
    Reeks.objects.update(status="concept")
    nothing = [
        "Niemand krijgt hierover mail.", "De reeks staat niet op de website. Daar verandert niets.",
        "Je kunt dit niet terugdraaien.",
    ]  # fmt: skip
    vervalt = "Deze bijeenkomsten vervallen: “Sessie 1”, “Sessie 2”."
    assert explained(client_overijssel, of_reeks("gaat_niet_door", reeks)) == [vervalt, *nothing]
    assert explained(client_overijssel, of_reeks("sessie", reeks, reeks.sessies.all()[0].pk)) == nothing


def test_a_sessie_that_was_held_can_not_be_cancelled(client_overijssel: Client, reeks: Reeks) -> None:
    past = factories.make_sessie(reeks=reeks, begin=datetime(2020, 5, 1, 9, tzinfo=UTC))
    assert (
        of_reeks("sessie", reeks, past.pk) not in client_overijssel.get(of_reeks("deelnemers", reeks)).content.decode()
    )
    client_overijssel.post(of_reeks("sessie", reeks, past.pk))
    past.refresh_from_db()
    assert not past.is_vervallen
