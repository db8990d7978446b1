"""`/<provincie>/` and its calendar: what one provincie offers and has offered, and nothing of another."""

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db


def cards(html: str) -> list[str]:
    """Return the titles of the cards in a piece of the page, in order."""
    return re.findall(r'reeks-kaart__link" href="[^"]+">([^<]+)</a>', html)


def table(html: str) -> list[list[str]]:
    """Return the table under the map as text; `ja` and links by their words."""
    rows = re.findall(r"<tr>(.*?)</tr>", html.split("plaatsen van de bijeenkomsten</caption>")[1], re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def shapes(html: str) -> dict[str, list[str]]:
    """Return which gemeenten of the map are hatched, and the numbers in its markers."""
    svg = html.split('<svg class="landkaart"')[1].split("</svg>", 1)[0]
    return {
        "hatched": re.findall(r'landkaart__deelnemer"[^>]*><title>([^<]+)', svg),
        "numbers": re.findall(r"<text[^>]*>([^<]+)</text>", svg),
    }


def intro(html: str) -> str:
    """Return the sentence under the title."""
    return html.split('<p class="intro">')[1].split("</p>", maxsplit=1)[0]


def test_it_works(client: Client) -> None:
    factories.make_reeks(titel="Komt nog", sessies=1)
    for titel, days in {"Langer geleden": 90, "Net geweest": 9}.items():
        factories.make_sessie(reeks=factories.make_reeks(titel=titel), begin=timezone.now() - timedelta(days=days))
    factories.make_reeks(titel="Nog geheim", sessies=1, published=False)
    factories.make_reeks(titel="Van Zeeland", sessies=1, provincie=factories.make_provincie("Zeeland"))
    html = client.get("/overijssel/").content.decode()
    coming, past = html.split('id="geweest"')
    assert (cards(coming), cards(past)) == (["Komt nog"], ["Net geweest", "Langer geleden"])
    assert intro(html) == "Wat eraan komt in Overijssel, waar dat is en wat er geweest is."
    assert ("Nog geheim" in html, "Van Zeeland" in html) == (False, False)


def test_a_provincie_without_reeksen(client: Client) -> None:
    factories.make_provincie("Zeeland")
    html = client.get("/zeeland/").content.decode()
    assert intro(html) == "Hier komen leerlabs voor gemeenten in Zeeland te staan."
    assert "Er is nu geen leerlab in Zeeland" in html
    assert ("Lees hieronder" in html, 'id="geweest"' in html, "landkaart" in html) == (False, False, False)


def test_a_provincie_with_only_past_reeksen(client: Client) -> None:
    reeks = factories.make_reeks(titel="Geweest")
    locatie = factories.make_locatie(gemeente=factories.make_gemeente(code="GM0177"))
    factories.make_sessie(reeks=reeks, begin=timezone.now() - timedelta(days=9), locatie=locatie)
    factories.make_aanmelding(reeks=reeks, gemeente=factories.make_gemeente(maildomein="gemeente.example"))
    html = client.get("/overijssel/").content.decode()
    assert intro(html) == "Wat er geweest is in Overijssel."
    assert "Er is nu geen leerlab in Overijssel" in html
    assert "Lees hieronder wat er geweest is." in html
    assert (cards(html), "landkaart" in html) == (["Geweest"], False)


@pytest.mark.parametrize(
    ("held", "query", "shown", "more"),
    [
        (6, "", 6, []),
        (7, "", 6, ["Bekijk alle 7 leerlabs die geweest zijn"]),
        (7, "?geweest=alles", 7, []),
        (7, "?geweest=onzin", 6, ["Bekijk alle 7 leerlabs die geweest zijn"]),
    ],
)
def test_the_latest_six_that_have_been(client: Client, *, held: int, query: str, shown: int, more: list[str]) -> None:
    for days in range(1, held + 1):
        reeks = factories.make_reeks(titel=f"Dag {days}")
        factories.make_sessie(reeks=reeks, begin=timezone.now() - timedelta(days=days))
    html = client.get(f"/overijssel/{query}").content.decode()
    assert cards(html) == [f"Dag {days}" for days in range(1, shown + 1)]
    assert re.findall(r'href="\?geweest=alles#geweest">([^<]+)</a>', html) == more
    assert ("Je ziet de laatste 6." in html) is bool(more)


# --- Where and who ----------------------------------------------------------------------------------------------


def test_the_map_and_its_table_say_the_same(client: Client) -> None:
    raalte = factories.make_gemeente(code="GM0177", naam="Raalte", maildomein="gemeente.example")
    zwolle = factories.make_gemeente(code="GM0193", naam="Zwolle", maildomein="gemeente.example")
    apeldoorn = factories.make_gemeente(
        code="GM0200", naam="Apeldoorn", provincie=factories.make_provincie("Gelderland")
    )
    reeks = factories.make_reeks()
    hall = factories.make_locatie(gemeente=raalte)
    for locatie in (hall, factories.make_locatie(plaats="Wijhe"), None, hall):
        factories.make_sessie(reeks=reeks, locatie=locatie)
    factories.make_sessie(reeks=reeks, locatie=factories.make_locatie(gemeente=apeldoorn))
    for gemeente in (zwolle, zwolle, raalte):
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    html = client.get("/overijssel/").content.decode()
    assert table(html) == [
        ["Apeldoorn", "–", "Sessie 5"],
        ["Raalte", "ja", "Sessie 1 Sessie 4"],
        ["Wijhe", "–", "Sessie 2"],
        ["Zwolle", "ja", "–"],
    ]
    assert shapes(html) == {"hatched": ["Raalte", "Zwolle"], "numbers": ["2"]}
    assert "CBS / Kadaster" in html


def test_only_who_takes_part_in_what_is_coming_is_named(client: Client) -> None:
    coming = factories.make_reeks(sessies=1)
    held = factories.make_reeks()
    factories.make_sessie(reeks=held, begin=timezone.now() - timedelta(days=9))
    secret = factories.make_reeks(sessies=1, published=False)
    elsewhere = factories.make_reeks(sessies=1, provincie=factories.make_provincie("Zeeland"))
    overijssel = factories.make_provincie("Overijssel")
    people: dict[str, dict[str, Any]] = {
        "Bevestigd": {"reeks": coming},
        "Onbevestigd": {"reeks": coming, "status": "onbevestigd"},
        "Afgemeld": {"reeks": coming, "status": "afgemeld"},
        "Van vroeger": {"reeks": held},
        "Geheim": {"reeks": secret},
        "Van Zeeland": {"reeks": elsewhere},
        "Verzonnen": {"reeks": coming, "email": "wie.dan.ook@wegwerp.example"},
    }
    for naam, fields in people.items():
        gemeente = factories.make_gemeente(naam=naam, provincie=overijssel, maildomein="gemeente.example")
        factories.make_aanmelding(gemeente=gemeente, naam="Petra Privé", **fields)
    factories.make_belangstelling(
        reeks=coming, gemeente=factories.make_gemeente(naam="Belangstellend", maildomein="gemeente.example")
    )
    factories.make_sessie(reeks=secret, locatie=factories.make_locatie(plaats="Geheime plek"))
    html = client.get("/overijssel/").content.decode()
    assert table(html) == [["Bevestigd", "ja", "–"]]
    assert ("Petra" in html, "Geheime plek" in html) == (False, False)


def test_a_meeting_that_is_over_leaves_the_map(client: Client) -> None:
    reeks, now = factories.make_reeks(), timezone.now()
    places = {"Ommen": now - timedelta(days=9), "Raalte": now - timedelta(hours=1), "Zwolle": None}
    for code, (naam, begin) in zip(("GM0175", "GM0177", "GM0193"), places.items(), strict=True):
        gemeente = factories.make_gemeente(code=code, naam=naam)
        factories.make_sessie(reeks=reeks, begin=begin, locatie=factories.make_locatie(gemeente=gemeente))
    html = client.get("/overijssel/").content.decode()
    assert table(html) == [["Raalte", "Sessie 2"], ["Zwolle", "Sessie 3"]]
    assert shapes(html) == {"hatched": [], "numbers": ["1", "1"]}


def test_a_provincie_that_is_not_on_the_map_has_its_table(client: Client) -> None:
    elsewhere = factories.make_provincie("Bonaire", code="ZZ")
    locatie = factories.make_locatie(plaats="Kralendijk", provincie=elsewhere)
    factories.make_sessie(reeks=factories.make_reeks(provincie=elsewhere), locatie=locatie)
    html = client.get("/bonaire/").content.decode()
    assert table(html) == [["Kralendijk", "Sessie 1"]]
    assert '<svg class="landkaart"' not in html


# --- Addresses and calendar -------------------------------------------------------------------------------------


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


def test_one_can_subscribe_to_its_calendar(client: Client) -> None:
    factories.make_provincie("Zeeland")
    factories.make_reeks(sessies=1)
    path, empty = "localhost:8000/overijssel/agenda.ics", client.get("/zeeland/").content.decode()
    html = client.get("/overijssel/").content.decode()
    for text in (f'value="http://{path}" readonly', f'href="webcal://{path}"', 'data-kopieer="agendalink"', "kopieer"):
        assert (text in html, text in empty) == (True, False)


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
        reeks = factories.make_reeks(sessies=2)
        factories.make_sessie(reeks=reeks, locatie=factories.make_locatie(gemeente=factories.make_gemeente()))
        factories.make_aanmelding(reeks=reeks, gemeente=factories.make_gemeente(maildomein="gemeente.example"))
        # One for the stamp, then what the page needs when it is not kept.
        for rest, queries in {"": 1 + 5, "?geweest=alles": 5, "agenda.ics": 1 + 2}.items():
            with django_assert_num_queries(queries):
                client.get(f"/overijssel/{rest}")
        for rest in ("", "agenda.ics"):
            with django_assert_num_queries(1):
                client.get(f"/overijssel/{rest}")
