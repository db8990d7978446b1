"""Lists as spreadsheets: what the list shows, with its filters, in its scope, and a line in the log."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from odfdo import Document
from openpyxl import load_workbook

from programmes.models import Gemeente, Logregel, Provincie, Reeks
from registrations.models import Aanmelding, Behoefte, Deelname
from tests import factories
from tests.programmes.beheer_world import MARK, make_world, snapshot
from tests.registrations.story import queries
from tests.registrations.world import NOW

PEOPLE = "admin:registrations_aanmelding_exporteren"
INTEREST = "admin:registrations_belangstelling_exporteren"
HEADER = [
    "Reeks", "Naam", "E-mailadres", "Gemeente", "Organisatie", "Functie", "Waarvoor", "Status", "Wacht",
    "Aangemeld op", "Bevestigd op", "Afgemeld op", "Bijeenkomsten",
]  # fmt: skip


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=2)


@pytest.fixture
def raalte(overijssel: Provincie) -> Gemeente:
    return factories.make_gemeente(provincie=overijssel, naam="Raalte")


def rows_of(response: Any) -> list[list[str]]:
    """Return the lines of an answer, whatever its kind."""
    content, name = response.content, response["Content-Disposition"]
    if "csv" in name:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    if "xlsx" in name:
        sheet: Any = load_workbook(io.BytesIO(content)).active
        return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    table: Any = Document(io.BytesIO(content)).body.get_table(0)
    return [[cell.value or "" for cell in row.cells] for row in table.rows]


def lines() -> list[tuple[str, str, str]]:
    found = Logregel.objects.filter(daad="export").order_by("pk")
    return list(found.values_list("soort", "sleutel", "tekst"))


@pytest.mark.parametrize("soort", ["csv", "xlsx", "ods"])
def test_people_as_the_list_shows_them(client_overijssel: Client, reeks: Reeks, raalte: Gemeente, soort: str) -> None:
    with time_machine.travel(NOW, tick=False):
        anna = factories.make_aanmelding(reeks=reeks, naam="Anna", gemeente=raalte, email="a@raalte.example")
        anna.deelnames.filter(sessie__slug="sessie-1").update(aanwezigheid="deels")
        anna.deelnames.filter(sessie__slug="sessie-2").update(status="wachtlijst")
        factories.make_aanmelding(reeks=reeks, naam="Bert", status="afgemeld")
        response = client_overijssel.post(f"{reverse(PEOPLE)}?status__exact=actief&q=anna", {"soort": soort})
    assert rows_of(response) == [
        HEADER,
        [
            "Wonen", "Anna", "a@raalte.example", "Raalte", "", "Adviseur participatie", "De hele reeks", "Aangemeld",
            "op een plaats bij een bijeenkomst", "2026-09-01 12:00", "2026-09-01 12:00", "",
            "Sessie 1: aangemeld, deels aanwezig; Sessie 2: op de wachtlijst",
        ],
    ]  # fmt: skip
    assert response["Content-Disposition"] == f'attachment; filename="aanmeldingen-2026-09-01.{soort}"'
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert lines() == [
        ("programmes.reeks", str(reeks.pk),
         f"Aanmeldingen: {soort.upper()}, 1 regel, filter status Aangemeld, een zoekwoord."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "asked", "words"),
    [
        (PEOPLE, "status__exact=actief&gemeente__id__exact={raalte}&_facets=True",
         "filter status Aangemeld, gemeente Raalte"),
        (PEOPLE, "wacht=sessie&o=1", "filter wacht op een plaats bij een bijeenkomst"),
        (PEOPLE, "reeks__id__exact={reeks}", "filter reeks Wonen"),
        (PEOPLE, "status__exact=zomaar", "filter status onbekend"),
        (INTEREST, "uitgenodigd=nee&aangemeld=ja", "filter nog niet uitgenodigd, meldde zich aan"),
        (INTEREST, "p=1&q=", "zonder filter"),
    ],
)  # fmt: skip
def test_the_log_says_the_filters_as_the_page_does(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente, address: str, asked: str, words: str
) -> None:
    for each in (reeks, factories.make_reeks(provincie=reeks.provincie)):
        factories.make_aanmelding(reeks=each, gemeente=raalte, sessies=[])
    factories.make_aanmelding(reeks=reeks, gemeente=factories.make_gemeente(provincie=reeks.provincie))
    query = asked.format(raalte=raalte.pk, reeks=reeks.pk)
    client_overijssel.post(f"{reverse(address)}?{query}", {"soort": "ods"})
    assert {text.split(", ", 2)[2] for _, _, text in lines()} == {f"{words}."}


def test_all_pages_of_the_list_and_a_line_for_each_reeks(client_overijssel: Client, overijssel: Provincie) -> None:
    one, two = (factories.make_reeks(provincie=overijssel) for _ in range(2))
    gemeente = factories.make_gemeente(provincie=overijssel)
    for number in range(130):
        factories.make_aanmelding(reeks=two if number == 0 else one, sessies=[], gemeente=gemeente)
    rows = rows_of(client_overijssel.post(f"{reverse(PEOPLE)}?p=2", {"soort": "csv"}))
    assert len(rows) == 131
    assert {(key, text) for _, key, text in lines()} == {
        (str(one.pk), "Aanmeldingen: CSV, 129 regels, zonder filter."),
        (str(two.pk), "Aanmeldingen: CSV, 1 regel, zonder filter."),
    }


def test_an_empty_list_leaves_a_line_for_beheerders(client_overijssel: Client, overijssel: Provincie) -> None:
    assert overijssel.pk
    assert rows_of(client_overijssel.post(reverse(PEOPLE), {"soort": "csv"})) == [HEADER]
    assert lines() == [("", "", "Aanmeldingen: CSV, 0 regels, zonder filter.")]


def test_belangstelling(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    with time_machine.travel(NOW, tick=False):
        ans = factories.make_belangstelling(
            reeks=reeks, gemeente=raalte, naam="=Ans", email="ans@raalte.example", toelichting="Later\ngraag"
        )
        factories.make_uitnodiging(belangstelling=ans, reeks=reeks, gemaakt_op=NOW + timedelta(hours=1))
        factories.make_aanmelding(reeks=reeks, email=ans.email, aangemeld_op=NOW + timedelta(hours=2))
        rows = rows_of(client_overijssel.post(reverse(INTEREST), {"soort": "csv"}))
    assert rows == [
        ["Reeks", "Naam", "E-mailadres", "Gemeente", "Toelichting", "Sinds", "Uitgenodigd op", "Aangemeld op"],
        ["Wonen", "'=Ans", "ans@raalte.example", "Raalte", "Later\ngraag", "2026-09-01 12:00", "2026-09-01 13:00",
         "2026-09-01 14:00"],
    ]  # fmt: skip
    assert lines()[0][2] == "Belangstelling: CSV, 1 regel, zonder filter."


def test_everybody_in_a_reeks_by_sessie(client_overijssel: Client, reeks: Reeks, raalte: Gemeente) -> None:
    with time_machine.travel(NOW, tick=False):
        zoe = factories.make_aanmelding(reeks=reeks, naam="Zoë", gemeente=raalte, email="zoe@raalte.example")
        factories.make_aanmelding(
            reeks=reeks, naam="ánna", gemeente=raalte, email="anna@raalte.example",
            sessies=[reeks.sessies.get(slug="sessie-2")],
        )  # fmt: skip
        zoe.deelnames.filter(sessie__slug="sessie-1").update(aanwezigheid="aanwezig")
        address = reverse("admin:programmes_reeks_exporteren", args=[reeks.pk])
        response = client_overijssel.post(address, {"soort": "xlsx"})
    start = ["Raalte", "", "Adviseur participatie"]
    assert rows_of(response) == [
        ["Naam", "E-mailadres", "Gemeente", "Organisatie", "Functie", "Waarvoor", "Status", "Aangemeld op",
         "Sessie 1", "Sessie 1: aanwezigheid", "Sessie 2", "Sessie 2: aanwezigheid"],
        ["ánna", "anna@raalte.example", *start, "Losse bijeenkomsten", "Aangemeld", "2026-09-01 12:00", "", "",
         "Aangemeld", ""],
        ["Zoë", "zoe@raalte.example", *start, "De hele reeks", "Aangemeld", "2026-09-01 12:00", "Aangemeld",
         "Aanwezig", "Aangemeld", ""],
    ]  # fmt: skip
    assert response["Content-Disposition"] == 'attachment; filename="deelnemers-wonen-2026-09-01.xlsx"'
    assert lines() == [("programmes.reeks", str(reeks.pk), "Deelnemers: XLSX, 2 regels, zonder filter.")]


# --- What people need -----------------------------------------------------------------------------------------


def needs_page(reeks: Reeks) -> str:
    return reverse("admin:programmes_reeks_behoeften", args=[reeks.pk])


def test_what_people_need_goes_out_by_itself_and_nowhere_else(client_overijssel: Client, reeks: Reeks) -> None:
    gemeente = factories.make_gemeente(naam="Borne")
    comes = factories.make_aanmelding(reeks=reeks, naam="Anna", gemeente=gemeente)
    gone = factories.make_aanmelding(reeks=reeks, naam="Bert", status="afgemeld")
    for row in (comes, gone):
        Behoefte.objects.create(aanmelding=row, tekst="geheim dieet")
    page = client_overijssel.get(needs_page(reeks))
    assert (page.status_code, "Gooi het bestand weg" in page.content.decode(), lines()) == (200, True, [])
    response = client_overijssel.post(needs_page(reeks), {"soort": "ods"})
    assert rows_of(response) == [
        ["Naam", "Gemeente of organisatie", "Wat iemand nodig heeft"], ["Anna", "Borne", "geheim dieet"],
    ]  # fmt: skip
    assert lines() == [("programmes.reeks", str(reeks.pk), "Behoeften: ODS, 1 regel, zonder filter.")]
    for address in (reverse(PEOPLE), reverse("admin:programmes_reeks_exporteren", args=[reeks.pk])):
        for soort in ("csv", "xlsx", "ods"):
            rows = rows_of(client_overijssel.post(address, {"soort": soort}))
            assert "geheim" not in repr(rows)


# --- Who may ----------------------------------------------------------------------------------------------------


def test_nothing_of_another_provincie_goes_out(
    client_overijssel: Client, overijssel: Provincie, noord_holland: Provincie
) -> None:
    own, foreign = make_world(overijssel, "Eigen"), make_world(noord_holland, MARK)
    other: Any = foreign.rows[Reeks]
    for name in (PEOPLE, INTEREST):
        for query in ("", f"?reeks__id__exact={other.pk}", f"?q={MARK}"):
            response = client_overijssel.post(reverse(name) + query, {"soort": "csv"})
            assert (name, query, MARK in response.content.decode("utf-8-sig")) == (name, query, False)
    before = snapshot()
    for page in ("exporteren", "behoeften"):
        address = reverse(f"admin:programmes_reeks_{page}", args=[other.pk])
        assert client_overijssel.post(address, {"soort": "csv"}).status_code == 404
    assert snapshot() == before
    assert own.rows


def test_who_may_export_what(reeks: Reeks, overijssel: Provincie) -> None:
    factories.make_aanmelding(reeks=reeks)
    people = {
        "medewerker": factories.make_medewerker(overijssel),
        "gastheer": factories.make_gastheer(reeks.sessies.get(slug="sessie-1")),
        "deelnemer": factories.make_user(),
    }
    addresses = [
        reverse(PEOPLE), reverse(INTEREST), reverse("admin:programmes_reeks_exporteren", args=[reeks.pk]),
        needs_page(reeks),
    ]  # fmt: skip
    answers = {}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        answers[name] = [client.post(address, {"soort": "csv"}).status_code for address in addresses]
    assert answers == {
        "medewerker": [200, 200, 200, 404], "gastheer": [403, 403, 404, 404], "deelnemer": [302, 302, 302, 302],
    }  # fmt: skip


def test_a_get_gives_no_file_and_writes_nothing(client_overijssel: Client, reeks: Reeks) -> None:
    before = snapshot()
    for address, to in (
        (reverse(PEOPLE), reverse("admin:registrations_aanmelding_changelist")),
        (reverse("admin:programmes_reeks_exporteren", args=[reeks.pk]),
         reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk])),
    ):  # fmt: skip
        assert client_overijssel.get(address, {"soort": "csv"})["Location"] == to
        assert client_overijssel.post(address, {"soort": "exe"})["Location"] == to
    assert client_overijssel.post(f"{reverse(PEOPLE)}?reeks__slug=x", {"soort": "csv"}).status_code == 400
    assert snapshot() == before


# --- L4 -----------------------------------------------------------------------------------------------------------


def fill(reeks: Reeks, gemeente: Gemeente, count: int) -> None:
    sessies = list(reeks.sessies.all())
    rows = [
        Aanmelding(
            reeks=reeks, gemeente=gemeente, naam=f"Persoon {number}", email=f"p{number}-{count}@raalte.example",
            omvang="reeks", status="actief", houdt_plaats=True, aangemeld_op=timezone.now(),
        )
        for number in range(count)
    ]  # fmt: skip
    Aanmelding.objects.bulk_create(rows)
    Deelname.objects.bulk_create(
        Deelname(aanmelding=row, sessie=sessie, email=row.email) for row in rows for sessie in sessies
    )


@pytest.mark.parametrize("name", [PEOPLE, "admin:programmes_reeks_exporteren"])
def test_it_takes_as_many_queries_for_500_as_for_one(
    client_overijssel: Client, reeks: Reeks, raalte: Gemeente, name: str
) -> None:
    address = reverse(name, args=[] if name == PEOPLE else [reeks.pk])
    costs = []
    for count in (1, 2, 497):
        fill(reeks, raalte, count)
        costs.append(queries(lambda: client_overijssel.post(address, {"soort": "csv"})))
    assert costs == [costs[0]] * 3
    assert costs[0] <= 20
