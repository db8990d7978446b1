"""`/mijn/`: every aanmelding of the verified address of whoever is signed in, and nobody else's."""

from typing import Any

import pytest
from django.test import Client

from registrations.tokens import token_for
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    user = factories.make_user(email="anna@raalte.example")
    mine = factories.make_aanmelding(
        reeks=factories.make_reeks(titel="Van mij", sessies=1), user=user, email=user.email
    )
    off = factories.make_aanmelding(
        reeks=factories.make_reeks(titel="Afgezegd", sessies=1), user=user, email=user.email, status="afgemeld"
    )
    other = factories.make_aanmelding(reeks=factories.make_reeks(titel="Van een ander", sessies=1))
    response = signed_in(user).get("/mijn/")
    html = response.content.decode()
    assert ("Van mij" in html, "Afgezegd" in html, "Van een ander" in html) == (True, True, False)
    assert f"/aanmelding/{token_for(mine)}/" in html
    assert f"/aanmelding/{token_for(off)}/" in html
    assert token_for(other) not in html
    assert response["Cache-Control"] == "no-store, private"


def test_who_is_not_signed_in_goes_to_the_sign_in(client: Client) -> None:
    response = client.get("/mijn/")
    assert (response.status_code, response["Location"]) == (302, "/account/login/code/?next=/mijn/")


def test_an_empty_page_shows_the_way_to_the_agenda() -> None:
    html = signed_in(factories.make_user()).get("/mijn/").content.decode()
    assert "<h2>Je doet nog nergens aan mee</h2>" in html
    assert '<a class="nl-button nl-button--primary" href="/">Bekijk de agenda</a>' in html


def test_who_organises_finds_the_way_to_beheer() -> None:
    for user, expected in (
        (factories.make_organisator(), True),
        (factories.make_beheerder(), True),
        (factories.make_user(), False),
    ):
        html = signed_in(user).get("/mijn/").content.decode()
        assert ("Je bent organisator." in html) is expected


def test_the_same_queries_for_one_and_for_three(django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        user = factories.make_user()
        for _ in range(number):
            reeks = factories.make_reeks(sessies=number)
            factories.make_aanmelding(reeks=reeks, user=user, email=user.email)
        browser = signed_in(user)
        with django_assert_num_queries(5):
            browser.get("/mijn/")
