"""PDFs with names: asked for, made by the worker, fetched by who asked, and gone after a day."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from programmes.models import Lidmaatschap, Logregel, Sessie
from registrations.models import Uitdraai
from registrations.uitdraaien import FAILED, NO_RIGHT, ask, document_of, forget, make_due
from tests import factories
from tests.conftest import signed_in
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)
Soort = Uitdraai.Soort


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sessie(leerlab: Leerlab) -> Sessie:
    return leerlab.sessies["sessie-1"]


@pytest.fixture
def host(sessie: Sessie) -> User:
    return factories.make_gastheer(sessie)


def address(sessie: Sessie, page: str, *more: object) -> str:
    return reverse(f"admin:programmes_reeks_{page}", args=[sessie.reeks_id, sessie.pk, *more])


def ask_for(client: Client, sessie: Sessie, soort: str = "presentielijst") -> Any:
    return client.post(address(sessie, "uitdraai_vragen"), {"soort": soort})


@pytest.mark.parametrize("soort", Soort.values)
def test_asked_made_and_fetched(leerlab: Leerlab, sessie: Sessie, host: User, soort: str) -> None:
    leerlab.confirmed()
    client = signed_in(host)
    answer = ask_for(client, sessie, soort)
    row = Uitdraai.objects.get()
    page, pdf = address(sessie, "uitdraai", row.uuid), address(sessie, "uitdraai_pdf", row.uuid)
    assert (answer.status_code, answer["Location"], row.bestand) == (302, page, None)
    waiting = client.get(page)
    assert (waiting["Refresh"], "We maken je pdf." in waiting.content.decode()) == ("3", True)
    assert client.get(pdf)["Location"] == page
    assert make_due(now=NOW) == 1
    ready = client.get(page)
    assert ("Refresh" in ready, pdf in ready.content.decode()) == (False, True)
    file = client.get(pdf)
    assert (file.content[:5], file["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert file["Content-Disposition"] == f'attachment; filename="{soort}-bewoners-bereiken-sessie-1.pdf"'
    assert {"no-store", "private"} < set(file["Cache-Control"].split(", "))
    assert make_due(now=NOW) == 0


def test_it_is_an_export_in_the_log_and_a_double_click_asks_once(sessie: Sessie, host: User) -> None:
    client = signed_in(host)
    addresses = {ask_for(client, sessie)["Location"] for _ in range(2)}
    assert (len(addresses), Uitdraai.objects.count()) == (1, 1)
    line = Logregel.objects.get()
    assert (line.daad, line.tekst, line.wie) == ("export", "Presentielijst gemaakt.", host.email)
    assert line.provincie == sessie.reeks.provincie


def test_only_who_asked_gets_it(leerlab: Leerlab, sessie: Sessie, host: User) -> None:
    row = ask(sessie=sessie, soort=Soort.PRESENTIELIJST, user=host, now=NOW)
    make_due(now=NOW)
    others = [
        factories.make_gastheer(sessie),
        factories.make_organisator(leerlab.reeks.provincie),
        factories.make_beheerder(),
    ]
    for user in others:
        for page in ("uitdraai", "uitdraai_pdf"):
            assert signed_in(user).get(address(sessie, page, row.uuid)).status_code == 404
    other = leerlab.sessies["sessie-2"]
    Lidmaatschap.objects.create(user=host, sessie=other, rol="gastheer")
    assert signed_in(host).get(address(other, "uitdraai_pdf", row.uuid)).status_code == 404
    assert signed_in(host).get(address(sessie, "uitdraai_pdf", uuid4())).status_code == 404


def test_who_lost_the_right_gets_nothing_made_or_fetched(leerlab: Leerlab, sessie: Sessie, host: User) -> None:
    leerlab.confirmed()
    row = ask(sessie=sessie, soort=Soort.PRESENTIELIJST, user=host, now=NOW)
    make_due(now=NOW)
    later = ask(sessie=sessie, soort=Soort.NAAMKAARTJES, user=host, now=NOW)
    host.lidmaatschappen.all().delete()
    assert make_due(now=NOW) == 0
    later.refresh_from_db()
    assert (later.fout, later.bestand, later.klaar_op) == (NO_RIGHT, None, None)
    assert signed_in(host).get(address(sessie, "uitdraai_pdf", row.uuid)).status_code == 302


def test_after_a_day_it_is_gone_also_when_the_worker_stands_still(sessie: Sessie, host: User) -> None:
    row = ask(sessie=sessie, soort=Soort.PRESENTIELIJST, user=host, now=NOW)
    make_due(now=NOW)
    client = signed_in(host)
    with time_machine.travel(NOW + DAY - timedelta(seconds=1), tick=False):
        assert forget(now=NOW + DAY - timedelta(seconds=1)) == 0
    with time_machine.travel(NOW + DAY, tick=False):
        assert signed_in(host).get(address(sessie, "uitdraai_pdf", row.uuid)).status_code == 404
        assert forget(now=NOW + DAY) == 1
    assert client.get(address(sessie, "uitdraai", row.uuid)).status_code == 404


def test_one_that_fails_is_told_and_can_be_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sessie: Sessie, host: User
) -> None:
    bad = ask(sessie=sessie, soort=Soort.NAAMKAARTJES, user=host, now=NOW)
    with monkeypatch.context() as without_font:
        without_font.setattr("programmes.pdf.FONT_DIRECTORY", tmp_path)
        assert make_due(now=NOW) == 0
    bad.refresh_from_db()
    assert (bad.fout, bad.bestand, bad.klaar_op) == (FAILED, None, None)
    assert FAILED in signed_in(host).get(address(sessie, "uitdraai", bad.uuid)).content.decode()
    assert make_due(now=NOW) == 0
    again = ask(sessie=sessie, soort=Soort.NAAMKAARTJES, user=host, now=NOW)
    assert (make_due(now=NOW), again == bad) == (1, False)


@pytest.mark.parametrize("soort", ["", "anders", "a" * 500])
def test_nonsense_leads_to_the_list(sessie: Sessie, host: User, soort: str) -> None:
    assert ask_for(signed_in(host), sessie, soort)["Location"] == address(sessie, "aanwezigheid")
    assert Uitdraai.objects.count() == 0


def test_it_holds_who_is_expected_by_name(leerlab: Leerlab, sessie: Sessie) -> None:
    leerlab.confirmed(naam="Zoë", email="zoe@raalte.example")
    leerlab.confirmed(naam="Bart", email="bart@raalte.example")
    leerlab.confirmed(naam="Weg", email="weg@raalte.example").deelnames.update(status="afgemeld")
    leerlab.sign_up(naam="Nog niet", email="later@raalte.example")
    found = document_of(Sessie.objects.for_calendar().get(pk=sessie.pk), now=NOW)
    assert [(row.naam, row.namens, row.functie) for row in found.mensen] == [
        ("Bart", "Raalte", "adviseur"), ("Zoë", "Raalte", "adviseur"),
    ]  # fmt: skip
    assert (found.reeks, found.sessie, found.waar) == ("Bewoners bereiken", "Sessie 1", "locatie volgt")
