"""The pages of /beheer/ that are ours: nobody sees or does there what is of another provincie."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from programmes.models import Gemeente, Provincie, Reeks
from registrations.models import Aanmelding, Behoefte, Belangstelling
from tests import factories
from tests.programmes.beheer_world import MARK, World, make_world, own_pages, snapshot, url

PAGES = [
    "programmes_reeks_gaat_niet_door", "programmes_reeks_overzicht", "programmes_reeks_wie_komt",
    "programmes_reeks_deelnemers", "programmes_reeks_inlezen", "programmes_reeks_voorbeeld", "programmes_reeks_sessie",
    "programmes_reeks_gemeente_toelaten", "programmes_reeks_gemeente_afwijzen", "registrations_aanmelding_toelaten",
    "registrations_aanmelding_afwijzen", "registrations_aanmelding_plaatsen", "registrations_aanmelding_sessie",
    "registrations_aanmelding_afmelden", "programmes_reeks_rondmails", "programmes_reeks_rondmail_nieuw",
    "programmes_reeks_rondmail", "programmes_reeks_berichten", "programmes_reeks_bericht",
    "programmes_reeks_aanwezigheid", "programmes_reeks_tikken", "programmes_reeks_uitdraai_vragen",
    "programmes_reeks_gastheren", "programmes_reeks_gastheer", "programmes_reeks_gastheer_aannemen",
    "programmes_reeks_gastheer_afwijzen",
    "programmes_reeks_publiceren", "programmes_reeks_sluiten", "programmes_reeks_heropenen",
    "programmes_reeks_naar_concept", "programmes_reeks_archiveren", "programmes_reeks_terughalen",
    "programmes_reeks_zoals_bezoeker", "programmes_reeks_sessie_zoals_bezoeker",
    "registrations_belangstelling_uitnodigen", "registrations_belangstelling_intrekken",
    "programmes_reeks_aanmelden", "programmes_reeks_behoeften", "programmes_reeks_exporteren",
    "programmes_reeks_wie_komt_exporteren",
    "registrations_aanmelding_persoon", "registrations_aanmelding_notities", "registrations_aanmelding_keuze",
    "registrations_aanmelding_andere_bijeenkomst", "registrations_aanmelding_vervangen",
    "registrations_aanmelding_aanbieden", "registrations_aanmelding_aanbieden_bij",
    "registrations_aanmelding_samenvoegen", "registrations_aanmelding_samenvoegen_met",
]  # fmt: skip
AT_THE_DOOR = {
    "programmes_reeks_aan_de_deur", "programmes_reeks_inchecken", "programmes_reeks_uitdraai",
    "programmes_reeks_uitdraai_pdf", "programmes_reeks_nieuw",
}  # fmt: skip
"""Of nobody in particular, or of who asked: see the tests of attendance, uitdraaien and new_reeks."""
OF_DJANGO = {"changelist", "add", "history", "delete", "change"}
APART = {
    "registrations_aanmelding_exporteren", "registrations_belangstelling_exporteren",
    "registrations_aanmelding_notitie_weg",
}  # fmt: skip
"""A list, which is of nobody in particular, and a POST to a note: tests of their own, with data that could leak."""


@pytest.fixture
def own(overijssel: Provincie) -> World:
    return make_world(overijssel, "Eigen")


@pytest.fixture
def foreign(noord_holland: Provincie) -> World:
    world = make_world(noord_holland, MARK)
    aanmelding: Any = world.rows[Aanmelding]
    Behoefte.objects.create(aanmelding=aanmelding, tekst=f"{MARK} dieet")
    return world


def test_every_page_is_known_to_these_tests(own: World) -> None:
    names = {
        str(pattern.name)
        for model in (Reeks, Aanmelding, Belangstelling)
        for pattern in admin.site.get_model_admin(model).get_urls()
        if pattern.name and pattern.name.rpartition("_")[2] not in OF_DJANGO
    }
    assert names - AT_THE_DOOR - APART == set(PAGES) == set(own_pages(own))


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_sent_to_sign_in(client: Client, own: World, page: str) -> None:
    address = own_pages(own)[page]
    for answer in (client.get(address), client.post(address, {"reden": "x"})):
        assert (answer.status_code, answer["Location"]) == (302, f"/beheer/login/?next={address}")


@pytest.mark.parametrize("page", PAGES)
def test_who_has_no_lidmaatschap_is_refused(client_plain_user: Client, own: World, page: str) -> None:
    answer = client_plain_user.get(own_pages(own)[page], follow=True)
    assert answer.status_code == 403
    assert b"Eigen" not in answer.content


@pytest.mark.parametrize("page", PAGES)
def test_an_organisator_gets_at_their_own(client_overijssel: Client, own: World, page: str) -> None:
    assert client_overijssel.get(own_pages(own)[page]).status_code in {200, 302}


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("page", PAGES)
def test_what_is_of_another_provincie_does_not_exist(client_overijssel: Client, foreign: World, page: str) -> None:
    before = snapshot()
    address = own_pages(foreign)[page]
    for answer in (client_overijssel.get(address), client_overijssel.post(address, {"reden": "x", "plan": "x"})):
        assert answer.status_code == 404
        assert MARK not in answer.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("page", PAGES)
def test_a_get_changes_nothing(client_overijssel: Client, own: World, page: str) -> None:
    before = snapshot()
    client_overijssel.get(own_pages(own)[page])
    assert snapshot() == before


def test_a_sessie_or_gemeente_of_others_can_not_be_named_in_an_own_address(
    client_overijssel: Client, own: World, foreign: World
) -> None:
    reeks, aanmelding = own.rows[Reeks], own.rows[Aanmelding]
    before = snapshot()
    addresses = [
        reverse("admin:programmes_reeks_sessie", args=[reeks.pk, foreign.sessies[0].pk]),
        reverse("admin:programmes_reeks_gemeente_toelaten", args=[reeks.pk, foreign.rows[Gemeente].pk]),
        reverse("admin:programmes_reeks_gemeente_afwijzen", args=[reeks.pk, foreign.rows[Gemeente].pk]),
        reverse("admin:registrations_aanmelding_sessie", args=[aanmelding.pk, foreign.sessies[0].pk]),
        reverse("admin:programmes_reeks_deelnemers", args=[10**30]),
        reverse("admin:registrations_aanmelding_afmelden", args=[10**30]),
    ]
    for address in addresses:
        for answer in (client_overijssel.get(address), client_overijssel.post(address, {"reden": "x"})):
            assert (address, answer.status_code) == (address, 404)
            assert MARK not in answer.content.decode()
    assert snapshot() == before


def test_the_overview_names_nothing_of_another_provincie(client_overijssel: Client, own: World, foreign: World) -> None:
    assert foreign.rows
    for address in [*own_pages(own).values(), url(Reeks, "change", own.rows[Reeks])]:
        assert MARK not in client_overijssel.get(address, follow=True).content.decode()


def test_each_page_demands_the_token_of_a_form(own: World, organisator_overijssel: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organisator_overijssel)
    before = snapshot()
    for name, address in own_pages(own).items():
        if name != "programmes_reeks_voorbeeld":
            assert (name, client.post(address, {"reden": "x"}).status_code) == (name, 403)
    assert snapshot() == before


def test_the_pages_keep_no_copy_and_load_nothing_inline(client_overijssel: Client, own: World) -> None:
    factories.make_aanmelding(reeks=own.rows[Reeks], status="aanvraag")
    for address in own_pages(own).values():
        answer = client_overijssel.get(address, follow=True)
        # A POST only; or the preview of what is published, which is the public page.
        is_public = not answer.request["PATH_INFO"].startswith("/beheer/")
        if is_public or answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            continue
        assert "no-store" in answer.get("Cache-Control", ""), (address, answer.status_code)
        page = answer.content.decode()
        assert [bad for bad in (" style=", "<style", "<script>", " onclick=") if bad in page] == []
