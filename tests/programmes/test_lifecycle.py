"""Closing, reopening and archiving a reeks, and where an archived one still stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from programmes import lifecycle
from programmes.models import Reeks
from tests import factories

pytestmark = pytest.mark.both_databases

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def reeks(db: None) -> Reeks:  # noqa: ARG001 - asks for the database
    return factories.make_reeks(titel="Wonen", sessies=1)


def test_closing_keeps_its_date_and_reopening_takes_it_away(reeks: Reeks) -> None:
    lifecycle.close(reeks=reeks, now=NOW)
    lifecycle.close(reeks=reeks, now=LATER)
    assert (reeks.gesloten_op, Reeks.objects.get().gesloten_op) == (NOW, NOW)
    lifecycle.reopen(reeks=reeks)
    assert (reeks.gesloten_op, Reeks.objects.get().gesloten_op) == (None, None)


def test_what_is_still_to_come_is_not_archived(reeks: Reeks) -> None:
    with pytest.raises(lifecycle.ArchiveRefused):
        lifecycle.archive(reeks=reeks, now=timezone.now())
    assert Reeks.objects.get().gearchiveerd_op is None


@pytest.mark.parametrize(
    "fields",
    [{"begin": None, "einde": None}, {"begin": None, "einde": None, "vervallen_op": NOW}, {"vervallen_op": NOW}, {}],
)
def test_only_a_sessie_to_come_that_was_not_cancelled_is_in_the_way(reeks: Reeks, fields: dict[str, Any]) -> None:
    reeks.sessies.update(**fields)
    is_ahead = "vervallen_op" not in fields
    assert lifecycle.is_ahead(reeks, now=timezone.now()) is is_ahead


def test_archiving_keeps_its_date_and_can_be_undone(reeks: Reeks) -> None:
    now = timezone.now() + timedelta(days=60)
    lifecycle.archive(reeks=reeks, now=now)
    lifecycle.archive(reeks=reeks, now=now + timedelta(days=1))
    assert (reeks.gearchiveerd_op, Reeks.objects.get().gearchiveerd_op) == (now, now)
    lifecycle.restore(reeks=reeks)
    assert Reeks.objects.get().gearchiveerd_op is None


LISTS = ["/", "/overijssel/", "/overijssel/agenda.ics", "/sitemap.xml"]


def mentions(client: Client, words: str) -> dict[str, bool]:
    return {path: words in client.get(path).content.decode() for path in LISTS}


def archived(reeks: Reeks) -> Reeks:
    reeks.sessies.update(vervallen_op=NOW)
    lifecycle.archive(reeks=reeks, now=timezone.now())
    return reeks


def test_an_archived_reeks_is_in_no_list(client: Client, reeks: Reeks) -> None:
    assert mentions(client, "wonen") == dict.fromkeys(LISTS, True)
    archived(reeks)
    assert mentions(client, "wonen") == dict.fromkeys(LISTS, False)


def test_its_own_pages_stay_with_a_notice_and_out_of_search_engines(client: Client, reeks: Reeks) -> None:
    pages = ["/overijssel/wonen/", "/overijssel/wonen/sessie-1/"]
    notice, noindex = "Deze reeks is gearchiveerd.", '<meta name="robots" content="noindex">'
    for page in pages:
        text = client.get(page).content.decode()
        assert (notice in text, noindex in text) == (False, False)
    archived(reeks)
    for page in pages:
        text = client.get(page).content.decode()
        assert (notice in text, noindex in text) == (True, True)
    assert client.get("/overijssel/wonen/agenda.ics").status_code == 200


def test_an_archived_concept_stays_hidden(client: Client, reeks: Reeks) -> None:
    Reeks.objects.update(status="concept")
    archived(reeks)
    assert client.get("/overijssel/wonen/").status_code == 404


def test_closing_shows_on_a_page_that_is_kept(client: Client, reeks: Reeks) -> None:
    label = "Aanmelding gesloten"
    assert [label in client.get("/overijssel/wonen/").content.decode() for _ in "ab"] == [False, False]
    lifecycle.close(reeks=reeks, now=timezone.now())
    assert label in client.get("/overijssel/wonen/").content.decode()
    lifecycle.reopen(reeks=reeks)
    assert label not in client.get("/overijssel/wonen/").content.decode()
