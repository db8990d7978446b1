"""The logo of a provincie as a file, and how pages show it."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from programmes.huisstijl import change_huisstijl
from programmes.logos import read_logo
from programmes.models import Huisstijl, Logo
from tests import factories

pytestmark = pytest.mark.django_db


def test_gives_the_picture_for_good(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    with django_assert_num_queries(1):
        response = client.get(huisstijl.logo_address)
    assert (response.status_code, response.content) == (200, bytes(Logo.objects.get().bestand))
    headers = {name: response.headers.get(name) for name in ["Content-Type", "Cache-Control", "ETag", "Vary"]}
    assert headers == {
        "Content-Type": "image/png",
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{huisstijl.logo_sleutel[:12]}"',
        "Vary": None,
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    again = client.get(huisstijl.logo_address, HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(huisstijl.logo_address).status_code == 200
    assert client.post(huisstijl.logo_address).status_code == 405


def test_an_old_address_leads_to_the_new_one(client: Client) -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    old = huisstijl.logo_address
    change_huisstijl(huisstijl=huisstijl, logo=read_logo(factories.png_file(50, 50)))
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (302, huisstijl.logo_address)
    change_huisstijl(huisstijl=huisstijl, without_logo=True)
    assert client.get(old).status_code == 404


def test_there_is_none_without_a_logo(client: Client) -> None:
    factories.make_huisstijl()
    assert client.get("/huisstijl/overijssel-.png").status_code == 404
    assert client.get("/huisstijl/overijssel-000000000000.png").status_code == 404


def test_bytes_that_no_style_points_to_are_not_there(client: Client) -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    address = huisstijl.logo_address
    Huisstijl.objects.update(logo_sleutel="", logo_breedte=0, logo_hoogte=0)
    assert client.get(address).status_code == 404


def test_a_style_whose_bytes_are_gone_has_none_to_give(client: Client) -> None:
    huisstijl = factories.make_huisstijl(logo=True)
    Logo.objects.all().delete()
    assert client.get(huisstijl.logo_address).status_code == 404


def test_pages_of_the_provincie_load_theme_and_logo() -> None:
    huisstijl = factories.make_huisstijl(logo=True, logo_tekst='Logo "Overijssel" <b>')
    context = {"provincie": huisstijl.provincie}
    head = render_to_string("components/huisstijl.html", context).strip()
    assert head == f'<link rel="stylesheet" href="{huisstijl.css_address}">'
    assert render_to_string("components/kop_logo.html", context).strip() == (
        f'<img src="{huisstijl.logo_address}" alt="" width="120" height="40">'
    )


def test_other_pages_load_nothing_more() -> None:
    plain = factories.make_huisstijl()
    for context in ({}, {"provincie": None}, {"provincie": factories.make_provincie("Utrecht")}):
        assert render_to_string("components/huisstijl.html", context).strip() == ""
        assert render_to_string("components/kop_logo.html", context).strip() == ""
    assert render_to_string("components/kop_logo.html", {"provincie": plain.provincie}).strip() == ""
