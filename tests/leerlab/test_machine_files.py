"""`/.well-known/security.txt`, `/robots.txt`, `/sitemap.xml`, `/favicon.ico`: what programs ask for by name."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.db import connection
from django.templatetags.static import static
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leerlab.machine_files import expires
from programmes.models import Pagina, Provincie, Reeks
from tests import factories
from tests.leerlab.addresses import addresses

SITE = "https://leerlabs.example:8443"
NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
FILES = ["/.well-known/security.txt", "/robots.txt", "/sitemap.xml", "/favicon.ico"]


@pytest.fixture(autouse=True)
def _somewhere(settings: Any) -> Iterator[None]:
    settings.SITE_URL = SITE
    settings.SECURITY_CONTACT = "mailto:veilig@leerlabs.example"
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES)
def test_all_are_safe_to_ask_for(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, dict(response.cookies)) == (302 if path == "/favicon.ico" else 200, {})
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    head = client.head(path)
    assert (head.status_code, head.content) == (response.status_code, b"")
    assert client.post(path).status_code == 405


# --- security.txt ---------------------------------------------------------------------------------------------


def test_security_txt(client: Client) -> None:
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "Contact: mailto:veilig@leerlabs.example\n"
        "Expires: 2027-05-01T00:00:00Z\n"
        "Preferred-Languages: nl, en\n"
        "Canonical: https://leerlabs.example:8443/.well-known/security.txt\n"
        "Policy: https://leerlabs.example:8443/kwetsbaarheid-melden/\n"
    )


@pytest.mark.django_db
def test_security_txt_is_not_there_without_a_contact(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_security_txt_is_good_for_half_a_year_and_the_same_all_day() -> None:
    for day in range(800):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=day % 24)
        until = expires(now)
        assert timedelta(days=150) < until - now < timedelta(days=190)
        assert (until.day, until.hour, until.utcoffset()) == (1, 0, timedelta(0))
        assert expires(now.replace(hour=0)) == expires(now.replace(hour=23, minute=59))


def test_the_month_is_that_of_utc() -> None:
    assert expires(datetime(2026, 12, 1, 0, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))) == datetime(
        2027, 5, 1, tzinfo=UTC
    )


# --- robots.txt -----------------------------------------------------------------------------------------------


def test_robots_txt(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\n"
        "Disallow: /aanmelding/\n"
        "Disallow: /account/\n"
        "Disallow: /beheer/\n"
        "Disallow: /belangstelling/\n"
        "Disallow: /gemeente-bij-domein/\n"
        "Disallow: /mijn/\n"
        "Disallow: /uitnodiging/\n"
        "\n"
        "Sitemap: https://leerlabs.example:8443/sitemap.xml\n"
    )


def test_no_robot_on_a_personal_page_and_every_robot_on_a_public_one(client: Client) -> None:
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    personal = {"aanmelding", "account", "beheer", "belangstelling", "gemeente-bij-domein", "mijn", "uitnodiging"}
    paths = {address.fill("x") for address in addresses()}
    closed = {path.split("/")[1] for path in paths if not robots.can_fetch("proef", SITE + path)}
    assert closed == personal
    assert {path for path in paths if path.split("/")[1] not in personal and not robots.can_fetch("x", path)} == set()
    # Google reads no feed that robots.txt forbids.
    assert robots.can_fetch("proef", f"{SITE}/agenda/geheim/leerlabs.ics")
    assert robots.can_fetch("proef", f"{SITE}/overijssel/agenda.ics")


# --- sitemap.xml ----------------------------------------------------------------------------------------------


def entries(client: Client, **headers: Any) -> list[tuple[str, str | None]]:
    """Return what the sitemap lists: address and date of the last change."""
    response = client.get("/sitemap.xml", **headers)
    assert response["Content-Type"] == "application/xml"
    names = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    urls = ET.fromstring(response.content).findall(f"{names}url")  # noqa: S314 - our own file
    assert all({part.tag for part in url} <= {f"{names}loc", f"{names}lastmod"} for url in urls)
    return [(url.findtext(f"{names}loc", ""), url.findtext(f"{names}lastmod")) for url in urls]


FIXED = [(f"{SITE}/{slug}/", "2026-11-22") for slug in Pagina.Slug.values]


def make_fixed_pages() -> None:
    """Make the five, titled so that they are listed in the order of their choices."""
    for number, slug in enumerate(Pagina.Slug.values):
        factories.make_pagina(slug, titel=f"{number} {slug}")


@pytest.fixture
def reeks(db: None) -> Reeks:  # noqa: ARG001 - asks for the database
    """A published reeks of two sessies, of which one has handvatten and the other a concept of them."""
    make_fixed_pages()
    reeks = factories.make_reeks(titel="Proef", slug="proef", provincie=factories.make_provincie("Overijssel"))
    first = factories.make_sessie(reeks=reeks, soort="kick-off", gewijzigd_op=NOW - timedelta(days=3))
    second = factories.make_sessie(reeks=reeks, begin=None, gewijzigd_op=NOW - timedelta(days=2))
    factories.make_handvatten(sessie=first)
    factories.make_handvatten(sessie=second, published=False)
    return reeks


ALL = [
    (f"{SITE}/", None),
    (f"{SITE}/overijssel/", None),
    (f"{SITE}/overijssel/proef/", None),
    (f"{SITE}/overijssel/proef/kick-off/", "2026-11-19"),
    (f"{SITE}/overijssel/proef/sessie-1/", "2026-11-20"),
    *FIXED,
    (f"{SITE}/overijssel/proef/kick-off/handvatten/", None),
]


@pytest.mark.usefixtures("reeks")
def test_the_sitemap_lists_every_public_page(client: Client) -> None:
    assert entries(client) == ALL


@pytest.mark.usefixtures("reeks")
def test_every_page_of_the_sitemap_opens(client: Client) -> None:
    assert {path: client.get(path.removeprefix(SITE)).status_code for path, _ in entries(client)} == {
        path: 200 for path, _ in ALL
    }


@pytest.mark.usefixtures("reeks")
def test_a_concept_does_not_leak(client: Client) -> None:
    geheim = factories.make_reeks(
        titel="Geheim", slug="geheim", published=False, provincie=factories.make_provincie("Zeeland")
    )
    factories.make_handvatten(sessie=factories.make_sessie(reeks=geheim))
    assert entries(client) == ALL


@pytest.mark.django_db
def test_an_empty_portal_has_its_agenda_and_fixed_pages(client: Client) -> None:
    make_fixed_pages()
    factories.make_provincie("Overijssel")
    assert entries(client) == [(f"{SITE}/", None), *FIXED]


@pytest.mark.usefixtures("reeks")
def test_the_host_of_the_request_is_not_trusted(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert entries(client, headers={"host": "kwaad.example"}) == ALL


@pytest.mark.usefixtures("reeks")
@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "9" * 30, "9" * 5000])
def test_a_page_of_the_sitemap_that_is_not_there(client: Client, page: str) -> None:
    assert client.get("/sitemap.xml", {"p": page}).status_code == 404


def test_it_takes_as_many_queries_for_three_reeksen_as_for_one(client: Client, reeks: Reeks) -> None:
    counts = []
    for naam in (None, "Zeeland", "Drenthe"):
        if naam:
            more = factories.make_reeks(provincie=factories.make_provincie(naam))
            factories.make_handvatten(sessie=factories.make_sessie(reeks=more))
        with CaptureQueriesContext(connection) as captured:
            client.get("/sitemap.xml")
        counts.append(len(captured))
    assert counts == [5, 5, 5]
    assert Provincie.objects.filter(reeksen__in=[reeks]).count() == 1


# --- favicon --------------------------------------------------------------------------------------------------


def test_the_favicon_leads_to_the_icon(client: Client) -> None:
    response: Any = client.get("/favicon.ico")
    assert (response.status_code, response.url) == (302, static("images/icon.svg"))
    assert finders.find("images/icon.svg") is not None
    assert re.findall(r"max-age=(\d+)", response["Cache-Control"]) == ["86400"]
