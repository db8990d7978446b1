"""A concept as visitors will see it: for whoever sees the reeks in /beheer/, and nowhere kept."""

from typing import Any

import pytest
from django.test import Client

from programmes.models import Provincie, Reeks
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

QUERIES = 9


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", published=False, sessies=1)


def page_of(reeks: Reeks, sessie: str = "") -> str:
    return f"/beheer/programmes/reeks/{reeks.pk}/voorbeeld/{f'{sessie}/' if sessie else ''}"


def test_a_concept_looks_as_it_will(client_overijssel: Client, reeks: Reeks) -> None:
    text = client_overijssel.get(page_of(reeks)).content.decode()
    assert "Voorbeeld: nog niet op de website." in text
    assert "Aanmelden kan" in text
    assert f'href="{page_of(reeks, "sessie-1")}"' in text


def test_nothing_in_it_leads_to_a_page_that_is_not_there_yet(client_overijssel: Client, reeks: Reeks) -> None:
    for page in (page_of(reeks), page_of(reeks, "sessie-1")):
        text = client_overijssel.get(page).content.decode()
        assert "/overijssel/wonen/" not in text
        assert 'role="link" aria-disabled="true" aria-describedby="voorbeeld-balk">Aanmelden</a>' in text
        assert text.count('id="voorbeeld-balk"') == 1
        assert "Deze knoppen werken nog niet: dit is een voorbeeld." in text


def test_machines_learn_nothing_of_it(client_overijssel: Client, reeks: Reeks) -> None:
    for page in (page_of(reeks), page_of(reeks, "sessie-1")):
        answer = client_overijssel.get(page)
        assert (answer["X-Robots-Tag"], "no-store" in answer["Cache-Control"], "ETag" in answer) == (
            "noindex", True, False,
        )  # fmt: skip
        text = answer.content.decode()
        assert ("application/ld+json" in text, "og:title" in text) == (False, False)
        assert '<meta name="robots" content="noindex">' in text


def test_looking_publishes_nothing(client: Client, client_overijssel: Client, reeks: Reeks) -> None:
    client_overijssel.get(page_of(reeks))
    assert Reeks.objects.get().status == "concept"
    assert client.get("/overijssel/wonen/").status_code == 404
    assert "wonen" not in client.get("/overijssel/").content.decode()


def test_a_published_reeks_has_a_page_of_its_own(client_overijssel: Client, reeks: Reeks) -> None:
    Reeks.objects.update(status="gepubliceerd")
    for page in (page_of(reeks), page_of(reeks, "sessie-1")):
        assert client_overijssel.get(page)["Location"] == "/overijssel/wonen/"


def test_a_sessie_that_is_not_there_is_not_shown(client_overijssel: Client, reeks: Reeks) -> None:
    assert client_overijssel.get(page_of(reeks, "sessie-9")).status_code == 404


def test_only_who_sees_the_reeks_sees_this(
    client: Client, client_noord_holland: Client, client_plain_user: Client, reeks: Reeks, overijssel: Provincie
) -> None:
    medewerker = factories.make_organisator(overijssel)
    medewerker.lidmaatschappen.update(rol="medewerker")
    for page in (page_of(reeks), page_of(reeks, "sessie-1")):
        assert client.get(page)["Location"] == f"/beheer/login/?next={page}"
        assert client_plain_user.get(page, follow=True).status_code == 403
        assert client_noord_holland.get(page).status_code == 404
        assert signed_in(medewerker).get(page).status_code == 200


def test_it_takes_as_many_queries_for_three_sessies_as_for_one(
    client_overijssel: Client, reeks: Reeks, django_assert_num_queries: Any
) -> None:
    client_overijssel.get(page_of(reeks))
    for _ in range(2):
        with django_assert_num_queries(QUERIES):
            client_overijssel.get(page_of(reeks))
        for _ in range(2):
            factories.make_sessie(reeks=reeks)
