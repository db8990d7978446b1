"""The start page of /beheer/: what to do, one's own reeksen and what was done; and nothing of anybody else."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.logboek import Daad, record
from programmes.models import Provincie, Reeks
from programmes.start import LAST, MOST, OPEN, Start, day_of
from programmes.todo import Figures
from registrations.models import Aanmelding
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import MARK, World
from tests.registrations.test_todo import everything

HOME = "/beheer/"
NEW = "Nieuwe reeks"


def start(client: Client) -> Start:
    page: Start = client.get(HOME).context["start"]
    return page


def test_my_reeksen_stand_with_their_figures_what_comes_first_on_top(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    later = factories.make_reeks(provincie=overijssel, titel="Later", max_personen=12)
    factories.make_sessie(reeks=later, begin=timezone.now() + timedelta(days=60))
    first = factories.make_reeks(provincie=overijssel, titel="Eerst", published=False)
    soon = timezone.now() + timedelta(days=30)
    factories.make_sessie(reeks=first, begin=soon)
    factories.make_sessie(reeks=first, begin=timezone.now() + timedelta(days=2), vervallen_op=timezone.now())
    undated = factories.make_reeks(provincie=overijssel, titel="Zonder", gesloten_op=timezone.now())
    factories.make_reeks(provincie=overijssel, titel="Oud", gearchiveerd_op=timezone.now())
    factories.make_aanmelding(reeks=later)
    factories.make_aanmelding(reeks=later, status=Aanmelding.Status.WACHTLIJST)
    rows = start(client_overijssel).rows
    assert [(row.reeks, row.reeks.staat, row.figures) for row in rows] == [
        (first, "Concept", Figures()),
        (later, "Gepubliceerd", Figures(1, 1, 1)),
        (undated, "Gepubliceerd, aanmelding gesloten", Figures()),
    ]
    assert [row.next_date for row in rows] == [day_of(soon), day_of(timezone.now() + timedelta(days=60)), ""]
    page = client_overijssel.get(HOME).content.decode()
    assert "<td>Geen datum</td>" in page
    assert f'href="{reverse("admin:programmes_reeks_aan_de_deur")}"' in page
    assert "1 van 12" in page
    assert reverse("admin:programmes_reeks_overzicht", args=[later.pk]) in page


@pytest.mark.parametrize("page", ["start", "list"])
def test_a_reeks_without_a_next_date_says_why(
    client_overijssel: Client, overijssel: Provincie, time_machine: Any, page: str
) -> None:
    now = datetime(2026, 9, 1, 9, tzinfo=UTC)
    time_machine.move_to(now, tick=False)
    dates: dict[str, list[datetime | None]] = {
        "Bezig": [now - timedelta(hours=1)],
        "Voorbij": [now - timedelta(days=9), now - timedelta(days=40)],
        "Volgt": [now - timedelta(days=9), None],
        "Leeg": [],
    }
    for titel, begins in dates.items():
        reeks = factories.make_reeks(provincie=overijssel, titel=titel)
        for begin in begins:
            factories.make_sessie(reeks=reeks, begin=begin)
        # What was cancelled is no date to come to.
        factories.make_sessie(reeks=reeks, begin=now + timedelta(days=3), vervallen_op=now)
    if page == "start":
        found = {row.reeks.titel: row.next_date or None for row in start(client_overijssel).rows}
    else:
        changelist = client_overijssel.get(reverse("admin:programmes_reeks_changelist")).context["cl"]
        found = {row.titel: changelist.model_admin.volgende_datum(row) for row in changelist.result_list}
    assert found == {
        "Bezig": "Nu bezig", "Voorbij": "Voorbij sinds 23 augustus 2026", "Volgt": "Datum volgt", "Leeg": None,
    }  # fmt: skip


def test_each_thing_to_do_is_one_link(client_overijssel: Client, overijssel: Provincie) -> None:
    everything(factories.make_reeks(provincie=overijssel, sessies=1), timezone.now())
    page = start(client_overijssel)
    assert page.count == sum(len(group.first) for group in page.groups) >= 5
    found = client_overijssel.get(HOME).content.decode()
    items = re.findall(r'<ul class="klussen">(.*?)</ul>', found, re.DOTALL)
    assert "".join(items).count("<a ") == "".join(items).count("<li>") == page.count


def test_every_link_leads_to_a_page(client_overijssel: Client, overijssel: Provincie, client_beheerder: Client) -> None:
    factories.make_aanmelding(reeks=factories.make_reeks(provincie=overijssel, sessies=1))
    everything(factories.make_reeks(provincie=overijssel, sessies=1, max_personen=3), timezone.now())
    held = factories.make_reeks(provincie=overijssel)
    factories.make_sessie(reeks=held, begin=timezone.now() - timedelta(days=10))
    factories.make_aanmelding(reeks=held)
    factories.make_sessie(reeks=held, begin=None)
    factories.make_sessie(reeks=held, begin=timezone.now() - timedelta(minutes=5))
    concept = factories.make_reeks(provincie=overijssel, published=False)
    factories.make_sessie(reeks=concept, begin=timezone.now() + timedelta(days=2), doelgroep_werknaam="X")
    medewerker = signed_in(factories.make_medewerker(overijssel))
    for client in [client_overijssel, client_beheerder, medewerker]:
        klussen = [klus for group in start(client).groups for klus in group.first]
        assert len(klussen) >= 9
        for klus in klussen:
            assert (klus.url, client.get(klus.url).status_code) == (klus.url, 200)


def test_much_to_do_folds_out(client_overijssel: Client, overijssel: Provincie) -> None:
    for _ in range(OPEN + 3):
        reeks = factories.make_reeks(provincie=overijssel, sessies=1)
        factories.make_aanmelding(reeks=reeks, status=Aanmelding.Status.AANVRAAG)
    [group] = start(client_overijssel).groups
    assert (group.label, len(group.first), len(group.others)) == ("Nu", OPEN, 3)
    assert "<summary>En nog 3</summary>" in client_overijssel.get(HOME).content.decode()


def test_nothing_to_do_is_said(client_overijssel: Client) -> None:
    page = client_overijssel.get(HOME).content.decode()
    assert "Niets. Alles is bij." in page
    assert "Er zijn nog geen reeksen." in page


def test_a_long_list_of_reeksen_says_how_many_more(client_overijssel: Client, overijssel: Provincie) -> None:
    for _ in range(MOST + 2):
        factories.make_reeks(provincie=overijssel)
    page = start(client_overijssel)
    assert (len(page.rows), page.more) == (MOST, 2)
    assert "En nog 2 reeksen." in client_overijssel.get(HOME).content.decode()


def test_what_was_done_last(client_overijssel: Client, organisator_overijssel: User, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    record(user=organisator_overijssel, daad=Daad.INGELOGD, over=reeks)
    lines = [record(user=organisator_overijssel, daad=Daad.GEDAAN, over=reeks) for _ in range(LAST + 1)]
    assert start(client_overijssel).done == lines[:0:-1]


@pytest.mark.usefixtures("own")
def test_nothing_of_another_provincie_is_there(client_overijssel: Client, foreign: World) -> None:
    reeks = foreign.rows[Reeks]
    assert isinstance(reeks, Reeks)
    everything(reeks, timezone.now())
    page = client_overijssel.get(HOME).content.decode()
    assert "Eigen reeks" in page
    assert MARK not in page


def test_a_medewerker_sees_the_same_without_a_button(client_overijssel: Client, overijssel: Provincie) -> None:
    everything(factories.make_reeks(provincie=overijssel, sessies=1), timezone.now())
    medewerker = signed_in(factories.make_medewerker(overijssel))
    pages = [client.get(HOME) for client in (client_overijssel, medewerker)]
    assert pages[0].context["start"].groups == pages[1].context["start"].groups
    new = reverse("admin:programmes_reeks_nieuw")
    assert [new in page.content.decode() for page in pages] == [True, False]


def test_a_gastheer_gets_the_list_of_their_own_sessies(overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, titel=f"{MARK} reeks", sessies=2)
    first, second = reeks.sessies.all()
    client = signed_in(factories.make_gastheer(first))
    answer = client.get(HOME)
    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:programmes_reeks_aan_de_deur"))
    page = client.get(answer["Location"]).content.decode()
    args = [[reeks.pk, sessie.pk] for sessie in (first, second)]
    assert [reverse("admin:programmes_reeks_aanwezigheid", args=pair) in page for pair in args] == [True, False]
    assert f'href="{reverse("admin:programmes_reeks_changelist")}"' not in page


@pytest.mark.parametrize("count", [1, 3, 20])
def test_many_reeksen_take_as_many_queries_as_one(client_overijssel: Client, overijssel: Provincie, count: int) -> None:
    for _ in range(count):
        everything(factories.make_reeks(provincie=overijssel, sessies=1), timezone.now())
    with CaptureQueriesContext(connection) as captured:
        assert client_overijssel.get(HOME).status_code == 200
    # Six to sign in and for the menu, seven for what there is to do, two for the reeksen, one for the log.
    assert len(captured) == 16
