"""The pages in /beheer/ about rooms that gemeenten offer."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from programmes.models import Sessie
from registrations.models import Gastaanbod
from tests import factories
from tests.registrations.world import Leerlab


@pytest.fixture
def aanbod(leerlab: Leerlab) -> Gastaanbod:
    aanmelding = factories.make_aanmelding(reeks=leerlab.reeks, gemeente=leerlab.gemeente, naam="Anna de Vries")
    sessie = leerlab.sessies["terugkom"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=60)
    return factories.make_gastaanbod(
        aanmelding=aanmelding, sessie=sessie, naam='Huis "><svg onload=alert(1)>', toelichting="Er is koffie."
    )


def page(aanbod: Gastaanbod, name: str = "gastheer") -> str:
    return reverse(f"admin:programmes_reeks_{name}", args=[aanbod.sessie.reeks_id, aanbod.pk])


def said(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def test_the_page_says_what_speaks_against_it(client_overijssel: Client, aanbod: Gastaanbod) -> None:
    body = client_overijssel.get(page(aanbod)).content.decode()
    assert "Er zijn 60 plaatsen, en er passen 40 mensen in." in body
    assert ("Er is koffie." in body, "<svg onload" in body) == (True, False)


def test_accepting_says_first_who_gets_a_mail(client_overijssel: Client, aanbod: Gastaanbod) -> None:
    body = client_overijssel.get(page(aanbod, "gastheer_aannemen")).content.decode()
    assert "1 persoon krijgt een mail dat de plaats bekend is." in body
    aanbod.refresh_from_db()
    assert aanbod.staat == "open"
    response = client_overijssel.post(page(aanbod, "gastheer_aannemen"), {"reden": ""})
    aanbod.refresh_from_db()
    assert (response.status_code, response["Location"], aanbod.staat) == (302, page(aanbod), "aangenomen")
    assert said(response)[0].endswith(
        "is te gast bij gemeente Raalte. “Terugkombijeenkomst”: 1 persoon krijgt een mail dat de plaats bekend is."
    )
    again = client_overijssel.post(page(aanbod, "gastheer_aannemen"), {"reden": ""})
    assert said(again)[-1] == "Dit aanbod is al beantwoord of ingetrokken. Hieronder zie je hoe het staat."


def test_refusing_needs_a_reason(client_overijssel: Client, aanbod: Gastaanbod) -> None:
    assert client_overijssel.post(page(aanbod, "gastheer_afwijzen"), {"reden": ""}).status_code == 200
    client_overijssel.post(page(aanbod, "gastheer_afwijzen"), {"reden": "Te klein."})
    aanbod.refresh_from_db()
    assert (aanbod.staat, aanbod.reden) == ("afgewezen", "Te klein.")


def test_another_provincie_finds_nothing(client_noord_holland: Client, aanbod: Gastaanbod) -> None:
    addresses = [page(aanbod, name) for name in ("gastheer", "gastheer_aannemen", "gastheer_afwijzen")]
    addresses.append(reverse("admin:programmes_reeks_gastheren", args=[aanbod.sessie.reeks_id]))
    for address in addresses:
        assert [client_noord_holland.get(address).status_code, client_noord_holland.post(address).status_code] == [
            404, 404,
        ]  # fmt: skip


def test_an_offer_of_another_reeks_is_not_on_this_page(client_overijssel: Client, aanbod: Gastaanbod) -> None:
    other = factories.make_reeks(provincie=aanbod.sessie.reeks.provincie)
    address = reverse("admin:programmes_reeks_gastheer", args=[other.pk, aanbod.pk])
    assert client_overijssel.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_stays(
    client_overijssel: Client, leerlab: Leerlab, count: int, django_assert_num_queries: object
) -> None:
    for slug in list(leerlab.sessies)[:count]:
        aanmelding = factories.make_aanmelding(reeks=leerlab.reeks, gemeente=leerlab.gemeente)
        factories.make_gastaanbod(aanmelding=aanmelding, sessie=leerlab.sessies[slug])
    address = reverse("admin:programmes_reeks_gastheren", args=[leerlab.reeks.pk])
    with django_assert_num_queries(8):  # type: ignore[operator]  # a fixture of pytest-django
        client_overijssel.get(address)
