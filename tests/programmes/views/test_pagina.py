"""`/privacy/`, `/cookies/`, `/toegankelijkheid/`, `/voorwaarden/`, `/kwetsbaarheid-melden/`."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from programmes.models import Pagina
from tests import factories

pytestmark = pytest.mark.django_db
NOT_YET = "De toegankelijkheidsverklaring is nog niet gepubliceerd."


def main(html: str) -> str:
    """Return what stands in the main part of a page, on one line."""
    return " ".join(html[html.index("<main") : html.index("</main>")].partition(">")[2].split())


@time_machine.travel(datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam")), tick=False)
@pytest.mark.parametrize("slug", Pagina.Slug.values)
def test_it_works(client: Client, slug: str) -> None:
    factories.make_pagina(slug, titel="Een titel", tekst="## Kop\n\nVan [naam van de provincie] & <b>ons</b>.")
    response = client.get(f"/{slug}/")
    statement = f"<h2>Toegankelijkheidsverklaring</h2> <p>{NOT_YET}</p> " if slug == "toegankelijkheid" else ""
    expected = (
        "<h1>Een titel</h1> <h2>Kop</h2> <p>Van [naam van de provincie] &amp; &lt;b&gt;ons&lt;/b&gt;.</p> "
        f"{statement}"
        '<p class="meta">Laatst gewijzigd op <time datetime="2026-09-01">dinsdag 1 september 2026</time>.</p>'
    )
    assert (response.status_code, main(response.content.decode())) == (200, expected)
    assert "<title>Een titel - Leerlabs voor gemeenten</title>" in response.content.decode()


@pytest.mark.parametrize("slug", Pagina.Slug.values)
def test_it_sets_no_cookie_and_takes_one_query(client: Client, slug: str) -> None:
    factories.make_pagina(slug)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/{slug}/")
    assert (response.status_code, len(captured), dict(response.cookies)) == (200, 1, {})
    assert response["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    head = client.head(f"/{slug}/")
    assert (head.status_code, head.content, client.post(f"/{slug}/").status_code) == (200, b"", 405)


def test_the_statement_is_linked_once_it_is_there(client: Client) -> None:
    factories.make_pagina("toegankelijkheid", verklaring_url="https://register.example/verklaring/1")
    html = client.get("/toegankelijkheid/").content.decode()
    assert NOT_YET not in html
    assert re.findall(r'<a href="(https://register.[^"]*)">([^<]*)</a>', html) == [
        ("https://register.example/verklaring/1", "Lees de toegankelijkheidsverklaring in het register")
    ]


@pytest.mark.parametrize("verklaring_url", ["", "https://register.example/verklaring/1"])
def test_it_never_claims_to_comply(client: Client, verklaring_url: str) -> None:
    factories.make_pagina("toegankelijkheid", verklaring_url=verklaring_url)
    assert "voldoet" not in client.get("/toegankelijkheid/").content.decode().lower()


@override_settings(SITE_URL="https://leerlabs.example")
def test_it_names_its_own_address(client: Client) -> None:
    factories.make_pagina("privacy", titel="Privacy")
    html = client.get("/privacy/?utm=x").content.decode()
    assert '<link rel="canonical" href="https://leerlabs.example/privacy/">' in html


def test_a_page_that_is_not_there(client: Client) -> None:
    Pagina.objects.all().delete()
    assert client.get("/privacy/").status_code == 404


def test_a_change_shows_at_once(client: Client) -> None:
    page = factories.make_pagina("privacy", tekst="Oud.")
    client.get("/privacy/")
    page.tekst = "Nieuw."
    page.save()
    assert "<p>Nieuw.</p>" in client.get("/privacy/").content.decode()
