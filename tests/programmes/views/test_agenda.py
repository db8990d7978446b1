"""`/`: the coming reeksen of all provincies, narrowed by provincie and thema, per month and on the map."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 9, 1, 12, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


class Links(HTMLParser):
    """Collects links by the part of the page they stand in: `[(class, href, aria-label or text)]`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            values = dict(attrs)
            self.found.append((values.get("class") or "", values.get("href") or "", values.get("aria-label") or ""))
            self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.is_open:
            kind, href, text = self.found[-1]
            self.found[-1] = (kind, href, text or data.strip())


def links(html: str) -> list[tuple[str, str, str]]:
    """Return all links of a page."""
    parser = Links()
    parser.feed(html)
    return parser.found


def page(client: Client, query: str = "") -> str:
    """Return the agenda as text."""
    response = client.get(f"/{query}")
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    """Return the titles of the cards, in order."""
    return [text for kind, _, text in links(html) if "reeks-kaart__link" in kind]


def on_map(html: str) -> list[tuple[str, str]]:
    """Return where the links on the map lead and what they say."""
    return [(href, text) for kind, href, text in links(html) if kind == "landkaart__link"]


def per_month(html: str) -> list[tuple[str, str]]:
    """Return the links in the overview by month."""
    return [(href, text) for _, href, text in links(html.split('id="per-maand"')[1].split("</section>", 1)[0])]


def status(html: str) -> str:
    """Return what is announced, tags left out."""
    text = html.split('role="status"')[1].split(">", 1)[1].split("</span>", 1)[0]
    return text.replace("<strong>", "").replace("</strong>", "")


def test_it_works(client: Client) -> None:
    late, early = factories.make_reeks(titel="Laat"), factories.make_reeks(titel="Vroeg")
    factories.make_sessie(reeks=late, begin=NOW + timedelta(days=50))
    factories.make_sessie(reeks=early, begin=NOW - timedelta(days=5))
    factories.make_sessie(reeks=early, begin=NOW + timedelta(days=5))
    factories.make_sessie(reeks=factories.make_reeks(titel="Ongedateerd"), begin=None)
    factories.make_sessie(reeks=factories.make_reeks(titel="Geweest"), begin=NOW - timedelta(days=5))
    factories.make_sessie(reeks=factories.make_reeks(titel="Concept", published=False))
    factories.make_reeks(titel="Leeg")
    html = page(client)
    assert titles(html) == ["Vroeg", "Laat", "Ongedateerd"]
    assert status(html) == "Je ziet 3 leerlabs van alle provincies."
    assert '<time datetime="2026-09-06T12:00:00+02:00">zondag 6 september 2026, 12.00 tot 14.00 uur</time>' in html
    assert ("Geweest</a>" in html, "Concept" in html, "Leeg<" in html) == (False, False, False)


def test_narrowed_by_provincie_and_thema(client: Client) -> None:
    thema = factories.make_thema(naam="Gezondheid")
    early = factories.make_reeks(titel="Vroeg", sessies=1)
    early.themas.add(thema)
    late = factories.make_reeks(titel="Laat", sessies=1, provincie=factories.make_provincie("Zeeland"))
    late.themas.add(thema, factories.make_thema(naam="Wonen"))
    for query, expected in {
        "": ["Laat", "Vroeg"],
        "?provincie=zeeland": ["Laat"],
        "?thema=gezondheid": ["Laat", "Vroeg"],
        "?thema=wonen": ["Laat"],
        "?thema=gezondheid&provincie=overijssel": ["Vroeg"],
        "?thema=wonen&provincie=overijssel": [],
        "?provincie=atlantis": ["Laat", "Vroeg"],
        "?thema=onzin&provincie=": ["Laat", "Vroeg"],
    }.items():
        assert titles(page(client, query)) == expected, query


@pytest.mark.parametrize(
    ("query", "expected", "can_undo"),
    [
        ("", "Je ziet 1 leerlab van alle provincies.", False),
        ("?provincie=overijssel", "Je ziet 1 leerlab in Overijssel.", True),
        ("?thema=wonen", "Je ziet 1 leerlab van alle provincies over het thema Wonen.", True),
        ("?provincie=zeeland&thema=wonen", "Je ziet geen leerlabs in Zeeland over het thema Wonen.", True),
    ],
)
def test_the_choice_stands_in_a_sentence(client: Client, query: str, expected: str, *, can_undo: bool) -> None:
    factories.make_provincie("Zeeland")
    factories.make_reeks(sessies=1).themas.add(factories.make_thema(naam="Wonen"))
    html = page(client, query)
    assert status(html) == expected
    assert [href for _, href, text in links(html) if text == "Wis filters"] == (["/"] if can_undo else [])


def test_the_form_shows_what_was_chosen(client: Client) -> None:
    factories.make_reeks(sessies=1).themas.add(factories.make_thema(naam="Wonen"))
    factories.make_provincie("Zeeland")
    html = page(client, "?provincie=zeeland&thema=wonen")
    assert '<option value="zeeland" selected>Zeeland</option>' in html
    assert '<option value="wonen" selected>Wonen</option>' in html
    assert html.count(" selected>") == 2
    assert "<title>Agenda: Zeeland, Wonen - " in html


@pytest.mark.parametrize("query", ["?provincie=atlantis", "?thema=onzin", "?provincie=overijssel&thema=<b>"])
def test_an_unknown_choice_is_ignored_and_said(client: Client, query: str) -> None:
    factories.make_reeks(titel="Vroeg", sessies=1)
    html = page(client, query)
    assert titles(html) == ["Vroeg"]
    assert "We kennen niet elke keuze in dit adres." in html
    assert "<b>" not in html


def test_one_address_has_one_answer(client: Client) -> None:
    factories.make_reeks(sessies=1)
    plain, fetched = client.get("/"), client.get("/", HTTP_HX_REQUEST="true")
    assert plain.content == fetched.content
    assert "HX-Request" not in plain.get("Vary", "")


# --- Per month --------------------------------------------------------------------------------------------------


def test_the_month_opens_where_the_next_meeting_is(client: Client) -> None:
    reeks = factories.make_reeks(titel="Vroeg", slug="vroeg")
    for begin in (NOW - timedelta(days=60), NOW + timedelta(days=7), NOW + timedelta(days=100)):
        factories.make_sessie(reeks=reeks, begin=begin)
    factories.make_sessie(reeks=factories.make_reeks(titel="Geheim", published=False), begin=NOW + timedelta(days=7))
    assert per_month(page(client)) == [
        ("?maand=2026-07#per-maand", "←"),
        ("?maand=2026-12#per-maand", "december 2026"),
        ("#dag-2026-09-08", "8 september, 1 bijeenkomst"),
        ("/overijssel/vroeg/sessie-2/", "Sessie 2"),
    ]


def test_leafing_keeps_the_filters(client: Client) -> None:
    reeks = factories.make_reeks(slug="vroeg")
    reeks.themas.add(factories.make_thema(naam="Wonen"))
    factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=7))
    factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=100))
    html = page(client, "?thema=wonen&provincie=overijssel&maand=2026-12&ref=mail")
    assert per_month(html) == [
        ("?provincie=overijssel&thema=wonen&maand=2026-09#per-maand", "←"),
        ("#dag-2026-12-10", "10 december, 1 bijeenkomst"),
        ("/overijssel/vroeg/sessie-2/", "Sessie 2"),
    ]


@pytest.mark.parametrize("maand", ["nonsens", "2026-13", "1999-12", "2100-02", "99999999-12", "2026-12%0A", ""])
def test_a_month_that_is_none_is_ignored(client: Client, maand: str) -> None:
    factories.make_sessie(reeks=factories.make_reeks(slug="vroeg"), begin=NOW + timedelta(days=7))
    assert per_month(page(client, f"?maand={maand}")) == per_month(page(client))


def test_a_month_without_meetings_points_to_one_that_has(client: Client) -> None:
    factories.make_sessie(reeks=factories.make_reeks(slug="vroeg"), begin=NOW + timedelta(days=7))
    html = page(client, "?maand=2099-12")
    assert "In december 2099 is er geen bijeenkomst." in html
    assert per_month(html) == [
        ("?maand=2026-09#per-maand", "←"),
        ("?maand=2026-09#per-maand", "Ga naar september 2026"),
    ]


def test_a_meeting_at_midnight_stands_on_its_dutch_day(client: Client) -> None:
    reeks = factories.make_reeks(slug="nacht")
    factories.make_sessie(reeks=reeks, begin=datetime(2026, 10, 24, 22, 0, tzinfo=UTC))
    factories.make_sessie(reeks=reeks, begin=datetime(2026, 10, 25, 23, 0, tzinfo=UTC))
    html = page(client)
    assert [href for href, _ in per_month(html)] == [
        "#dag-2026-10-25",
        "#dag-2026-10-26",
        "/overijssel/nacht/sessie-1/",
        "/overijssel/nacht/sessie-2/",
    ]
    # That night lasts an hour longer: two hours on it is 1 o'clock for the second time.
    assert "00.00 tot 02.00 uur" in html


def test_without_dates_it_says_so(client: Client) -> None:
    factories.make_sessie(reeks=factories.make_reeks(titel="Ongedateerd"), begin=None)
    html = page(client, "?maand=2026-12")
    assert "De datums zijn nog niet bekend." in html
    assert per_month(html) == []


# --- On the map -------------------------------------------------------------------------------------------------


def test_the_map_and_its_table_say_the_same(client: Client) -> None:
    factories.make_provincie("Drenthe")
    factories.make_reeks(sessies=1)
    factories.make_sessie(reeks=factories.make_reeks(), begin=None)
    zeeland = factories.make_provincie("Zeeland")
    factories.make_sessie(reeks=factories.make_reeks(provincie=zeeland), begin=None)
    drenthe = factories.make_provincie("Drenthe")
    factories.make_sessie(reeks=factories.make_reeks(provincie=drenthe), begin=NOW - timedelta(days=9))
    factories.make_reeks(provincie=drenthe, sessies=1, published=False)
    html = page(client)
    assert on_map(html) == [("/overijssel/", "Overijssel: 2 leerlabs"), ("/zeeland/", "Zeeland: 1 leerlab")]
    body = html.split("per provincie</caption>")[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = [row.split("</a></th>")[1].split("</tr>")[0] for row in body.split("<tr>")[1:]]
    assert [text for _, _, text in links(body)] == ["Drenthe", "Overijssel", "Zeeland"]
    assert rows == [
        '<td>geen</td><td><span aria-hidden="true">–</span></td>',
        '<td>2</td><td><time datetime="2026-10-01">1 okt 2026</time></td>',
        "<td>1</td><td>volgt</td>",
    ]
    assert "CBS / Kadaster" in html


def test_the_map_follows_the_thema_and_not_the_provincie(client: Client) -> None:
    factories.make_reeks(sessies=1).themas.add(factories.make_thema(naam="Wonen"))
    factories.make_reeks(sessies=1, provincie=factories.make_provincie("Zeeland"))
    both = [("/overijssel/", "Overijssel: 1 leerlab"), ("/zeeland/", "Zeeland: 1 leerlab")]
    assert on_map(page(client, "?provincie=zeeland")) == both
    assert on_map(page(client, "?thema=wonen")) == both[:1]


# --- Edges ------------------------------------------------------------------------------------------------------


def test_an_empty_agenda_says_when_to_come_back(client: Client) -> None:
    factories.make_provincie("Zeeland")
    html = page(client)
    assert status(html) == "Je ziet geen leerlabs."
    assert "Er staat nu niets op de agenda" in html
    assert ("Bij deze keuze" in html, 'id="per-maand"' in html, on_map(html)) == (False, False, [])
    assert "<form" not in html.split("<main")[1]


def test_an_empty_choice_leads_on(client: Client) -> None:
    factories.make_reeks(sessies=1)
    factories.make_provincie("Zeeland")
    html = page(client, "?provincie=zeeland")
    assert "Bij deze keuze is er nu niets" in html
    assert "Er staat nu niets op de agenda" not in html
    assert ("", "/zeeland/", "Alles van Zeeland, ook wat geweest is") in links(html)


def test_no_cookie(client: Client) -> None:
    assert dict(client.get("/").cookies) == {}


def test_the_same_queries_for_one_and_for_three(client: Client, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        reeks = factories.make_reeks(sessies=2)
        reeks.themas.add(factories.make_thema())
        factories.make_sessie(reeks=reeks, locatie=factories.make_locatie(gemeente=factories.make_gemeente()))
        # The plain agenda asks one more for its stamp, and no other once it is kept.
        for query, queries in {"": 1 + 5, "?ref=mail": 1, "?provincie=overijssel&maand=2026-12": 5}.items():
            with django_assert_num_queries(queries):
                client.get(f"/{query}")
