"""`/<provincie>/` and its calendar: what one provincie offers and has offered, and nothing of another."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db


def test_it_works(client: Client) -> None:
    factories.make_reeks(titel="Komt nog", sessies=1)
    past = factories.make_reeks(titel="Is geweest")
    factories.make_sessie(reeks=past, begin=timezone.now() - timedelta(days=9))
    factories.make_reeks(titel="Nog geheim", sessies=1, published=False)
    factories.make_reeks(titel="Van Zeeland", sessies=1, provincie=factories.make_provincie("Zeeland"))
    html = client.get("/overijssel/").content.decode()
    coming, past_html = html.split("<h2>Geweest</h2>")
    assert ("Komt nog" in coming, "Is geweest" in coming) == (True, False)
    assert ("Komt nog" in past_html, "Is geweest" in past_html) == (False, True)
    assert ("Nog geheim" in html, "Van Zeeland" in html) == (False, False)


def test_a_provincie_without_reeksen(client: Client) -> None:
    factories.make_provincie("Zeeland")
    assert "Er is nu geen leerlab in Zeeland." in client.get("/zeeland/").content.decode()


@pytest.mark.parametrize("url", ["/atlantis/", "/atlantis/agenda.ics"])
def test_an_unknown_provincie_does_not_exist(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert "Deze pagina bestaat niet" in response.content.decode()


def test_its_calendar(client: Client) -> None:
    reeks = factories.make_reeks(sessies=1)
    online = factories.make_sessie(reeks=reeks, soort="online", online_link="https://overleg.example/kamer-7")
    factories.make_sessie(reeks=reeks, begin=None)
    factories.make_sessie(reeks=factories.make_reeks(published=False))
    factories.make_sessie(reeks=factories.make_reeks(provincie=factories.make_provincie("Zeeland")))
    response = client.get("/overijssel/agenda.ics")
    calendar = icalendar.Calendar.from_ical(response.content)
    assert str(calendar["X-WR-CALNAME"]) == "Leerlabs Overijssel"
    assert "METHOD" not in calendar
    assert {str(event["UID"]) for event in calendar.events} == {
        str(reeks.sessies.get(slug="sessie-1").uid),
        str(online.uid),
    }
    assert b"kamer-7" not in response.content
    assert response["Content-Disposition"] == 'inline; filename="overijssel.ics"'
    assert "gzip" not in client.get("/overijssel/agenda.ics", HTTP_ACCEPT_ENCODING="gzip")["Content-Encoding"]


def test_an_empty_calendar_is_an_answer(client: Client) -> None:
    factories.make_provincie("Zeeland")
    response = client.get("/zeeland/agenda.ics")
    assert response.status_code == 200
    assert icalendar.Calendar.from_ical(response.content).events == []


def test_the_calendar_is_stable_and_answers_304(client: Client) -> None:
    factories.make_reeks(sessies=2)
    first, second = client.get("/overijssel/agenda.ics"), client.get("/overijssel/agenda.ics")
    assert first.content == second.content
    again = client.get("/overijssel/agenda.ics", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/overijssel/agenda.ics")
    assert (head.status_code, head["ETag"]) == (200, first["ETag"])


def test_the_same_queries_for_one_and_for_three(client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        factories.make_reeks(sessies=2)
        with django_assert_num_queries(4):
            client.get("/overijssel/")
        with django_assert_num_queries(2):
            client.get("/overijssel/agenda.ics")
