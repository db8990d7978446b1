"""The page "Wie komt wanneer" of a reeks in /beheer/."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outbox.models import Onbestelbaar
from programmes.models import Provincie, Reeks
from registrations.admin.overview_matrix import PER_PAGE, Row
from registrations.models import Aanmelding, Deelname
from tests import factories
from tests.conftest import signed_in
from tests.registrations.test_admin_exports import lines, rows_of
from tests.registrations.test_admin_overview_home import add_people

Status = Aanmelding.Status


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=2)


def address(reeks: Reeks) -> str:
    return reverse("admin:programmes_reeks_wie_komt", args=[reeks.pk])


def rows(client: Client, reeks: Reeks, **asked: Any) -> list[Row]:
    found: list[Row] = client.get(address(reeks), asked).context["rijen"]
    return found


def names(client: Client, reeks: Reeks, **asked: Any) -> list[str]:
    return [row.aanmelding.naam for row in rows(client, reeks, **asked)]


def test_everybody_stands_beside_each_sessie(client_overijssel: Client, reeks: Reeks) -> None:
    first, second = reeks.sessies.all()
    both = factories.make_aanmelding(reeks=reeks, naam="Bo")
    both.deelnames.filter(sessie=second).update(status="aangeboden")
    factories.make_aanmelding(naam="Cas", sessies=[second], status=Status.AFGEMELD)
    factories.make_aanmelding(reeks=reeks, naam="Dee", status=Status.WACHTLIJST)
    factories.make_aanmelding(reeks=reeks, naam="Eef", status=Status.AANVRAAG)
    factories.make_aanmelding(reeks=reeks, naam="Fik", status=Status.ONBEVESTIGD)
    factories.make_aanmelding(reeks=reeks, naam="anna").deelnames.filter(sessie=first).update(status="vervallen")
    for status in [Status.VERLOPEN, Status.AFGEWEZEN]:
        factories.make_aanmelding(reeks=reeks, naam="Weg", status=status)
    found = rows(client_overijssel, reeks)
    assert [(row.aanmelding.naam, *(cell.tekst for cell in row.cells)) for row in found] == [
        ("anna", "Gaat niet door", "Aangemeld"),
        ("Bo", "Aangemeld", "Aangeboden"),
        ("Cas", "Niet gekozen", "Afgemeld"),
        ("Dee", "Wachtlijst", "Wachtlijst"),
        ("Eef", "Aanvraag", "Aanvraag"),
        ("Fik", "Niet bevestigd", "Niet bevestigd"),
    ]
    page = client_overijssel.get(address(reeks)).content.decode()
    assert reverse("admin:registrations_aanmelding_change", args=[both.pk]) in page


@pytest.mark.parametrize("waarde", Deelname.Aanwezigheid.values)
def test_whether_somebody_came_says_more_than_that_they_signed_up(
    client_overijssel: Client, reeks: Reeks, waarde: str
) -> None:
    row = factories.make_aanmelding(reeks=reeks)
    row.deelnames.update(aanwezigheid=waarde)
    label = Deelname.Aanwezigheid(waarde).label
    assert [cell.tekst for cell in rows(client_overijssel, reeks)[0].cells] == [label, label]


def test_the_matrix_can_be_narrowed(client_overijssel: Client, reeks: Reeks) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte", code="GM0177")
    factories.make_aanmelding(reeks=reeks, naam="Anna de Vries", gemeente=raalte)
    lost = factories.make_aanmelding(reeks=reeks, naam="Bert", email="b@x.example", organisatie="Huisarts")
    Onbestelbaar.objects.create(adres="b@x.example", sinds=timezone.now(), code="5.1.1")
    everybody = ["Anna de Vries", "Bert"]
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({}, everybody), ({"zoek": "VRIES"}, ["Anna de Vries"]), ({"zoek": "b@x"}, ["Bert"]), ({"zoek": "niemand"}, []),
        ({"gemeente": "GM0177"}, ["Anna de Vries"]), ({"gemeente": "geen"}, ["Bert"]), ({"mail": "nee"}, ["Bert"]),
        ({"gemeente": "GM9999"}, everybody), ({"gemeente": "x' or 1"}, everybody), ({"mail": "x"}, everybody),
        ({"pagina": "-1"}, everybody), ({"pagina": "x"}, everybody), ({"zoek": "%"}, []),
    ]  # fmt: skip
    for asked, found in cases:
        assert (asked, names(client_overijssel, reeks, **asked)) == (asked, found)
    assert [row.bounces for row in rows(client_overijssel, reeks)] == [False, True]
    assert "Mail komt niet aan" in client_overijssel.get(address(reeks)).content.decode()
    lost.status, lost.houdt_plaats = Status.AFGEMELD, False
    lost.save()
    assert names(client_overijssel, reeks, mail="nee") == []


def test_whom_mail_must_reach_are_also_those_without_a_place(client_overijssel: Client, reeks: Reeks) -> None:
    for status in Status:
        row = factories.make_aanmelding(reeks=reeks, naam=str(status), status=status)
        Onbestelbaar.objects.create(adres=row.email, sinds=timezone.now(), code="5.1.1")
    assert names(client_overijssel, reeks, mail="nee") == ["aanvraag", "actief", "wachtlijst"]


def test_gemeenten_to_choose_from_are_those_of_this_reeks(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks, organisatie="Huisarts")
    factories.make_aanmelding(reeks=reeks, gemeente=factories.make_gemeente(naam="Zwolle", code="GM0193"))
    factories.make_aanmelding(gemeente=factories.make_gemeente(naam="Geheim", code="GM0001"))
    found = client_overijssel.get(address(reeks)).context["gemeenten"]
    assert found == [("GM0193", "Zwolle"), ("geen", "Zonder gemeente")]


def test_fifty_stand_on_a_page_and_a_search_is_kept(client_overijssel: Client, reeks: Reeks) -> None:
    add_people(reeks, 120)
    assert [len(rows(client_overijssel, reeks, pagina=page)) for page in (1, 2, 3)] == [PER_PAGE, PER_PAGE, 20]
    page = client_overijssel.get(address(reeks), {"zoek": "P 0", "pagina": "1"}).content.decode()
    assert "Gevonden: 100." in page
    assert 'href="?zoek=P+0&amp;pagina=2"' in page


def test_who_may_look_sees_it_and_nobody_else(
    reeks: Reeks, overijssel: Provincie, client_noord_holland: Client
) -> None:
    assert signed_in(factories.make_medewerker(overijssel)).get(address(reeks)).status_code == 200
    assert client_noord_holland.get(address(reeks)).status_code == 404
    assert signed_in(factories.make_gastheer(reeks.sessies.all()[0])).get(address(reeks)).status_code == 404


def test_names_are_text_and_not_markup(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks, naam="<script>x</script>", organisatie="<b>y</b>")
    page = client_overijssel.get(address(reeks), {"zoek": '"><i>z'}).content.decode()
    page += client_overijssel.get(address(reeks)).content.decode()
    for text in ["<script>x", "<b>y", "<i>z"]:
        assert text not in page


@pytest.mark.parametrize("count", [1, 3, 500])
def test_many_people_take_as_many_queries_as_one(client_overijssel: Client, reeks: Reeks, count: int) -> None:
    add_people(reeks, count)
    with CaptureQueriesContext(connection) as captured:
        assert client_overijssel.get(address(reeks)).status_code == 200
    assert len(captured) == 12


@pytest.mark.parametrize("soort", ["csv", "xlsx", "ods"])
def test_what_it_shows_can_be_downloaded_with_its_filters(client_overijssel: Client, reeks: Reeks, soort: str) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte", code="GM0177")
    row = factories.make_aanmelding(reeks=reeks, naam="=Anna", email="a@raalte.example", gemeente=raalte)
    row.deelnames.filter(sessie__slug="sessie-2").update(aanwezigheid="deels")
    Onbestelbaar.objects.create(adres="a@raalte.example", sinds=timezone.now(), code="5.1.1")
    factories.make_aanmelding(reeks=reeks, naam="Bert", organisatie="Huisarts")
    factories.make_aanmelding(naam="Elders", gemeente=raalte)
    place = reverse("admin:programmes_reeks_wie_komt_exporteren", args=[reeks.pk])
    answer = client_overijssel.post(f"{place}?gemeente=GM0177&zoek=anna&mail=nee&pagina=7", {"soort": soort})
    name = "=Anna" if soort != "csv" else "'=Anna"
    assert rows_of(answer) == [
        ["Naam", "E-mailadres", "Gemeente", "Organisatie", "Functie", "Waarvoor", "Status", "Sessie 1", "Sessie 2",
         "Mail"],
        [name, "a@raalte.example", "Raalte", "", "Adviseur participatie", "De hele reeks", "Aangemeld", "Aangemeld",
         "Deels aanwezig", "Mail komt niet aan"],
    ]  # fmt: skip
    words = "filter gemeente Raalte, alleen wie geen mail ontvangt, een zoekwoord"
    assert lines() == [("programmes.reeks", str(reeks.pk), f"Wie komt wanneer: {soort.upper()}, 1 regel, {words}.")]
    page = client_overijssel.get(address(reeks), {"zoek": "anna", "pagina": "1"}).content.decode()
    assert f'action="{place}?zoek=anna"' in page


def test_everybody_is_in_the_download_of_all_pages(client_overijssel: Client, reeks: Reeks) -> None:
    add_people(reeks, PER_PAGE + 3)
    place = reverse("admin:programmes_reeks_wie_komt_exporteren", args=[reeks.pk])
    assert len(rows_of(client_overijssel.post(place, {"soort": "csv"}))) == PER_PAGE + 4
    assert lines()[0][2] == "Wie komt wanneer: CSV, 53 regels, zonder filter."
