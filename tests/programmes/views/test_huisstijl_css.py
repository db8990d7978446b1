"""The theme file of a provincie: kept for good by who fetched it, at an address that changes with the colours."""

import pytest
from django.test import Client
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from programmes.huisstijl import change_huisstijl
from programmes.models import Provincie
from tests import factories

pytestmark = pytest.mark.django_db


def test_gives_the_colours_for_good(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    huisstijl = factories.make_huisstijl(provincie=factories.make_provincie("Noord-Holland"))
    version = huisstijl.palette.version
    assert huisstijl.css_address == f"/huisstijl/noord-holland-{version}.css"
    with django_assert_num_queries(1):
        response = client.get(huisstijl.css_address)
    assert (response.status_code, response.content.decode()) == (200, huisstijl.palette.stylesheet())
    headers = {name: response.headers.get(name) for name in ["Content-Type", "Cache-Control", "ETag", "Vary"]}
    assert headers == {
        "Content-Type": "text/css; charset=utf-8",
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{version}"',
        "Vary": None,
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_it_is_the_same_file_for_who_is_signed_in(client_overijssel: Client) -> None:
    response = client_overijssel.get(factories.make_huisstijl().css_address)
    assert "Vary" not in response.headers
    assert not response.cookies


def test_who_has_it_gets_nothing_again(client: Client) -> None:
    huisstijl = factories.make_huisstijl()
    response = client.get(huisstijl.css_address, HTTP_IF_NONE_MATCH=f'"{huisstijl.palette.version}"')
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == f'"{huisstijl.palette.version}"'
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_head_has_the_headers_and_post_is_refused(client: Client) -> None:
    address = factories.make_huisstijl().css_address
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", client.get(address)["ETag"])
    assert client.post(address).status_code == 405


def test_an_old_address_leads_to_the_new_one(client: Client) -> None:
    huisstijl = factories.make_huisstijl()
    old = huisstijl.css_address
    huisstijl.kopkleur = "#f2c230"
    change_huisstijl(huisstijl=huisstijl)
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (302, huisstijl.css_address)
    assert "Cache-Control" not in response.headers
    assert b"--huis-kop: #f2c230;" in client.get(huisstijl.css_address).content


@pytest.mark.parametrize(
    "address",
    [
        "/huisstijl/overijssel-000000000000.css",
        "/huisstijl/nergens-000000000000.css",
        "/huisstijl/overijssel.css",
        "/huisstijl/-.css",
        "/huisstijl/overijssel-0000/extra.css",
        "/huisstijl/../overijssel-0000.css",
        "/huisstijl/",
        f"/huisstijl/overijssel-{'9' * 5000}.css",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    factories.make_provincie("Overijssel")
    assert client.get(address).status_code == 404


def test_no_page_of_a_provincie_is_hidden_by_these_addresses(client: Client) -> None:
    provincie = Provincie.objects.create(code="99", naam="Huisstijl", slug="huisstijl")
    reeks = factories.make_reeks(provincie=provincie, slug="overijssel-000000000000", sessies=1)
    factories.make_huisstijl(provincie=provincie)
    assert client.get("/huisstijl/").status_code == 200
    assert client.get(reeks.get_absolute_url()).status_code == 200
    assert client.get("/huisstijl/agenda.ics").status_code == 200
    assert resolve("/huisstijl/huisstijl-abc.css").url_name == "huisstijl-css"
