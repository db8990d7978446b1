"""/beheer/handleiding/: for whoever works in /beheer/, and for a gastheer the one chapter about the door."""

import pytest
from django.test import Client
from django.urls import reverse

from programmes import handbook
from programmes.models import Provincie
from tests import factories

START = "/beheer/handleiding/"


def chapter(slug: str) -> str:
    return reverse("handleiding-hoofdstuk", args=[slug])


@pytest.fixture
def client_gastheer(overijssel: Provincie) -> Client:
    sessie = factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel))
    client = Client()
    client.force_login(factories.make_gastheer(sessie))
    return client


def statuses(client: Client) -> dict[str, int]:
    return {found.slug: client.get(chapter(found.slug)).status_code for found in handbook.chapters()}


def test_the_contents_name_every_chapter(client_overijssel: Client) -> None:
    page = client_overijssel.get(START)
    assert page.status_code == 200
    assert [found.slug for found in page.context["hoofdstukken"]] == [found.slug for found in handbook.chapters()]
    assert set(statuses(client_overijssel).values()) == {200}


def test_a_medewerker_reads_it_too(overijssel: Provincie) -> None:
    client = Client()
    client.force_login(factories.make_medewerker(overijssel))
    assert set(statuses(client).values()) == {200}


def test_a_gastheer_reads_what_is_for_the_door(client_gastheer: Client) -> None:
    assert [found.slug for found in client_gastheer.get(START).context["hoofdstukken"]] == ["op-de-dag-zelf"]
    assert {slug for slug, status in statuses(client_gastheer).items() if status == 200} == {"op-de-dag-zelf"}
    page = client_gastheer.get(chapter("op-de-dag-zelf"))
    assert (page.context["vorige"], page.context["volgende"]) == (None, None)


def test_a_visitor_signs_in_first_and_others_are_refused(client: Client, client_plain_user: Client) -> None:
    for address in (START, chapter("mailen"), reverse("handleiding-beeld", args=["reeks"])):
        assert client.get(address)["Location"] == f"/beheer/login/?next={address}"
        assert client_plain_user.get(address, follow=True).status_code == 403


def test_what_is_not_there(client_overijssel: Client) -> None:
    assert client_overijssel.get(chapter("bestaat-niet")).status_code == 404
    assert client_overijssel.get("/beheer/handleiding/beelden/bestaat-niet.png").status_code == 404
    assert client_overijssel.post(START).status_code == 405


@pytest.mark.parametrize("naam", sorted(handbook.pictures()))
def test_a_picture(client_overijssel: Client, naam: str) -> None:
    answer = client_overijssel.get(reverse("handleiding-beeld", args=[naam]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "private, max-age=86400"
    assert answer.content == (handbook.PICTURES / f"{naam}.png").read_bytes()


def test_neighbours(client_overijssel: Client) -> None:
    first, second, *_ = handbook.chapters()
    page = client_overijssel.get(chapter(first.slug))
    assert (page.context["vorige"], page.context["volgende"]) == (None, second)
    assert f'href="{chapter(second.slug)}"' in page.content.decode()


def test_the_pages_of_the_work_lead_to_their_chapter(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    pages = {
        reverse("admin:programmes_reeks_change", args=[reeks.pk]): "reeks-maken",
        reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk]): "plaatsen",
        reverse("admin:programmes_reeks_rondmails", args=[reeks.pk]): "mailen",
        reverse("admin:programmes_reeks_rondmail_nieuw", args=[reeks.pk]): "mailen",
        reverse("admin:programmes_lidmaatschap_changelist"): "rollen",
        reverse("admin:registrations_belangstelling_changelist"): "belangstelling",
    }
    for address, slug in pages.items():
        page = client_overijssel.get(address).content.decode()
        assert (address, f'href="{chapter(slug)}"' in page) == (address, True)
        assert (address, f'href="{START}"' in page) == (address, True)
