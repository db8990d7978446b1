"""Belangstelling in /beheer/: the list and its filters, inviting after a look at who gets what, and taking it back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from outbox.models import Bericht
from programmes.models import Logregel, Provincie, Reeks
from registrations.models import Belangstelling, Uitnodiging
from tests import factories
from tests.registrations.world import NOW

LIST = "/beheer/registrations/belangstelling/"
QUERIES_OF_LIST = 12
ACTION = {"action": "uitnodigen", "index": "0"}


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=1)


@pytest.fixture
def bram(reeks: Reeks) -> Belangstelling:
    return factories.make_belangstelling(reeks=reeks, naam="Bram Bos", email="bram@raalte.example")


def names(client: Client, query: str = "") -> list[str]:
    return [row.naam for row in client.get(f"{LIST}{query}").context["cl"].result_list]


def page_of(*people: Belangstelling) -> str:
    return reverse("admin:registrations_belangstelling_uitnodigen", args=[",".join(str(row.pk) for row in people)])


def filled(reeks: Reeks, **fields: str) -> dict[str, str]:
    return {"reeks": str(reeks.pk), "geldig_tot": "2026-09-15", "toelichting": "Er is plaats."} | fields


# --- The list ---------------------------------------------------------------------------------------------------


def test_the_list_says_who_was_invited_and_who_came(
    client_overijssel: Client, reeks: Reeks, bram: Belangstelling
) -> None:
    cor = factories.make_belangstelling(reeks=reeks, naam="Cor")
    next_one = factories.make_reeks(provincie=reeks.provincie)
    factories.make_uitnodiging(belangstelling=bram, reeks=next_one)
    factories.make_aanmelding(reeks=next_one, email=bram.email, aangemeld_op=NOW)
    factories.make_aanmelding(reeks=reeks, email=cor.email, aangemeld_op=NOW - timedelta(days=9))
    rows = {row.naam: row for row in client_overijssel.get(LIST).context["cl"].result_list}
    assert {naam: (row.invited, row.signed_up) for naam, row in rows.items()} == {
        "Bram Bos": (NOW, NOW), "Cor": (None, None),
    }  # fmt: skip
    assert names(client_overijssel, "?uitgenodigd=ja") == names(client_overijssel, "?aangemeld=ja") == ["Bram Bos"]
    assert names(client_overijssel, "?uitgenodigd=nee") == names(client_overijssel, "?aangemeld=nee") == ["Cor"]
    assert len(names(client_overijssel, "?aangemeld=onzin")) == 2


def test_what_was_asked_and_answered_elsewhere_is_not_told(
    client_overijssel: Client, bram: Belangstelling, noord_holland: Provincie
) -> None:
    """A beheerder invited them for a reeks of another provincie: that is its organisers' business."""
    foreign = factories.make_reeks(provincie=noord_holland, titel="Geheime reeks")
    factories.make_uitnodiging(belangstelling=bram, reeks=foreign)
    factories.make_aanmelding(reeks=foreign, email=bram.email, aangemeld_op=NOW)
    (row,) = client_overijssel.get(LIST).context["cl"].result_list
    assert (row.invited, row.signed_up) == (None, None)
    page = client_overijssel.get(f"{LIST}{bram.pk}/change/").content.decode()
    assert "Geheime reeks" not in page
    assert "Je hebt Bram Bos nog niet uitgenodigd." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more(
    client_overijssel: Client, reeks: Reeks, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        factories.make_uitnodiging(belangstelling=factories.make_belangstelling(reeks=reeks))
    client_overijssel.get(LIST)
    with django_assert_num_queries(QUERIES_OF_LIST):
        client_overijssel.get(LIST)


def test_with_a_reeks_chosen_they_can_be_mailed(client_overijssel: Client, reeks: Reeks, bram: Belangstelling) -> None:
    link = reverse("admin:programmes_reeks_rondmail_nieuw", args=[reeks.pk]) + "?staten=belangstelling"
    assert f'href="{link}"' in client_overijssel.get(LIST).content.decode()
    factories.make_belangstelling(reeks=factories.make_reeks(provincie=reeks.provincie))
    assert link not in client_overijssel.get(LIST).content.decode()
    assert f'href="{link}"' in client_overijssel.get(f"{LIST}?reeks__id__exact={reeks.pk}").content.decode()
    form = client_overijssel.get(link).context["form"]
    assert form["staten"].value() == ["belangstelling"]
    assert bram.pk


def test_choosing_people_who_were_taken_away_meanwhile_says_so(client_overijssel: Client, bram: Belangstelling) -> None:
    gone = {**ACTION, "_selected_action": str(bram.pk)}
    Belangstelling.objects.all().delete()
    factories.make_belangstelling(reeks=factories.make_reeks(provincie=bram.reeks.provincie))
    answer: Any = client_overijssel.post(LIST, gone, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Deze mensen staan niet meer in de lijst."]


# --- Inviting ---------------------------------------------------------------------------------------------------


def test_choosing_people_leads_to_the_page_and_writes_nothing_down(
    client_overijssel: Client, bram: Belangstelling
) -> None:
    answer = client_overijssel.post(LIST, ACTION | {"_selected_action": [str(bram.pk)]})
    assert (answer.status_code, answer["Location"]) == (302, page_of(bram))
    assert not Logregel.objects.exists()


def test_the_form_starts_with_the_reeks_and_two_weeks(
    client_overijssel: Client, reeks: Reeks, bram: Belangstelling
) -> None:
    concept = factories.make_reeks(provincie=reeks.provincie, published=False)
    other = factories.make_reeks(titel="Van een ander", provincie=factories.make_provincie("Limburg"))
    form = client_overijssel.get(page_of(bram)).context["form"]
    assert (form["reeks"].value(), form["geldig_tot"].value().isoformat()) == (reeks.pk, "2026-09-15")
    assert list(form.fields["reeks"].queryset) == [reeks]
    for forbidden in (concept, other):
        page = client_overijssel.post(page_of(bram), filled(forbidden))
        assert page.context["form"].errors["reeks"] == ["Kies een reeks uit de lijst."]


def test_first_it_shows_who_gets_what_and_then_it_is_sent(
    client_overijssel: Client, reeks: Reeks, bram: Belangstelling
) -> None:
    cor = factories.make_belangstelling(reeks=reeks, naam="Cor", email=factories.make_aanmelding(reeks=reeks).email)
    address = page_of(bram, cor)
    page = client_overijssel.post(address, filled(reeks))
    found = [(line.belangstelling.naam, line.outcome.value) for line in page.context["regels"]]
    assert found == [("Bram Bos", "krijgt de uitnodiging"), ("Cor", "is al aangemeld")]
    html = page.content.decode()
    assert "gaat naar 1 persoon.</strong> Er is nog niets verstuurd." in html
    assert "(hier staat de link naar het formulier)" in html
    assert (Uitnodiging.objects.count(), Bericht.objects.count()) == (0, 0)
    sent = filled(reeks, _verstuur="1")
    for _ in range(2):
        assert client_overijssel.post(address, sent)["Location"] == LIST
    made = Uitnodiging.objects.get()
    assert (made.email, made.na_sluiting) == (bram.email, False)
    assert timezone.localtime(made.verloopt_op).isoformat() == "2026-09-15T23:59:00+02:00"
    assert Bericht.objects.values_list("soort", "aan").get() == ("uitgenodigd", bram.email)
    assert list(Logregel.objects.values_list("daad", "tekst")) == [("mail", "Uitnodigingen verstuurd: 1.")]


def test_back_gives_the_form_as_it_was(client_overijssel: Client, reeks: Reeks, bram: Belangstelling) -> None:
    form = client_overijssel.post(page_of(bram), filled(reeks, _terug="1", na_sluiting="on")).context["form"]
    assert (form["toelichting"].value(), form["na_sluiting"].value()) == ("Er is plaats.", True)


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"geldig_tot": "2026-08-31"}, {"geldig_tot": ["Deze dag is al geweest. Kies een latere dag."]}),
        ({"geldig_tot": "2028-01-01"}, {"geldig_tot": ["Dit is meer dan een jaar vooruit. Kies een eerdere dag."]}),
        ({"geldig_tot": "morgen"}, {"geldig_tot": ["Vul een datum in, zoals 5-10-2026."]}),
        ({"reeks": ""}, {"reeks": ["Kies een reeks."]}),
        ({"toelichting": "x" * 501}, {"toelichting": ["Gebruik hoogstens 500 tekens."]}),
    ],
)
def test_what_can_not_be_is_said(
    client_overijssel: Client, reeks: Reeks, bram: Belangstelling, fields: dict[str, str], errors: dict[str, list[str]]
) -> None:
    page = client_overijssel.post(page_of(bram), filled(reeks, _verstuur="1") | fields)
    assert dict(page.context["form"].errors) == errors
    assert not Uitnodiging.objects.exists()


def test_a_closed_window_asks_for_the_choice(client_overijssel: Client, reeks: Reeks, bram: Belangstelling) -> None:
    Reeks.objects.update(gesloten_op=NOW)
    page = client_overijssel.post(page_of(bram), filled(reeks))
    assert dict(page.context["form"].errors) == {
        "reeks": ["De aanmelding is gesloten. Kies hieronder dat de uitnodiging ook dan geldt."]
    }
    assert client_overijssel.post(page_of(bram), filled(reeks, na_sluiting="on")).context["aantal"] == 1


def test_who_only_looks_invites_nobody(overijssel: Provincie, reeks: Reeks, bram: Belangstelling) -> None:
    client = Client()
    client.force_login(factories.make_medewerker(overijssel))
    made = factories.make_uitnodiging(belangstelling=bram)
    page = client.get(LIST).content.decode()
    assert "Bram Bos" in page
    assert "Uitnodigen om mee te doen" not in page
    withdraw = reverse("admin:registrations_belangstelling_intrekken", args=[bram.pk, made.pk])
    assert withdraw not in client.get(f"{LIST}{bram.pk}/change/").content.decode()
    for address in (page_of(bram), withdraw):
        assert [client.get(address).status_code, client.post(address, filled(reeks, _verstuur="1")).status_code] == [
            404
        ] * 2
    assert Uitnodiging.objects.get().verloopt_op == made.verloopt_op


@pytest.mark.parametrize("wie", ["0", "x", "1,x", ",", "9" * 40, "1;2", ",".join(["1"] * 101)])
def test_odd_addresses_name_nobody(client_overijssel: Client, wie: str) -> None:
    assert client_overijssel.get(f"{LIST}uitnodigen/{wie}/").status_code == 404


def test_people_of_others_are_left_out(
    client_overijssel: Client, bram: Belangstelling, noord_holland: Provincie
) -> None:
    foreign = factories.make_belangstelling(reeks=factories.make_reeks(provincie=noord_holland), naam="Geheim")
    page = client_overijssel.get(page_of(bram, foreign))
    assert [row.naam for row in page.context["personen"]] == ["Bram Bos"]
    assert "Geheim" not in page.content.decode()


# --- Taking back ------------------------------------------------------------------------------------------------


def test_an_invitation_is_taken_back_after_a_question(client_overijssel: Client, bram: Belangstelling) -> None:
    made = factories.make_uitnodiging(belangstelling=bram)
    address = reverse("admin:registrations_belangstelling_intrekken", args=[bram.pk, made.pk])
    assert f'href="{address}"' in client_overijssel.get(f"{LIST}{bram.pk}/change/").content.decode()
    assert "werkt dan niet meer" in client_overijssel.get(address).content.decode()
    assert Uitnodiging.objects.get().verloopt_op == made.verloopt_op
    assert client_overijssel.post(address)["Location"] == f"{LIST}{bram.pk}/change/"
    assert Uitnodiging.objects.get().verloopt_op == NOW
    assert address not in client_overijssel.get(f"{LIST}{bram.pk}/change/").content.decode()
