"""`/mijn/`: every aanmelding of the verified address of whoever is signed in, and nobody else's."""

import re
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.people import user_for_verified_address
from registrations.tokens import token_for
from tests import factories
from tests.conftest import signed_in
from tests.registrations.page_states import make
from tests.registrations.world import ADDRESS, NOW, Leerlab

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


def test_an_open_offer_comes_first_and_says_until_when(leerlab: Leerlab) -> None:
    with time_machine.travel(NOW, tick=False):
        offered = make("is_offered", leerlab)
        user = user_for_verified_address(ADDRESS)
        factories.make_aanmelding(reeks=factories.make_reeks(titel="Later", sessies=1), user=user, email=ADDRESS)
        html = signed_in(user).get("/mijn/").content.decode()
    assert re.findall(r'<h2 class="kaart-titel"><a [^>]+>([^<]+)</a>', html) == ["Bewoners bereiken", "Later"]
    assert re.findall(r"Kies voor <strong>([^<]+)</strong>", html) == ["donderdag 3 september 17.00 uur"]
    assert re.findall(r'class="nl-data-badge label label-([a-z]+)">([^<]+)<', html) == [
        ("aangeboden", "Plaats vrij voor je"), ("actief", "Aangemeld"),
    ]  # fmt: skip
    assert f"/aanmelding/{token_for(offered)}/" in html


@pytest.mark.parametrize(
    ("name", "labels", "said"),
    [
        ("is_offered_sessie", ["Aangemeld", "Plaats vrij voor je"], ["donderdag 3 september 17.00 uur"]),
        ("waits_for_sessie", ["Aangemeld", "Op de wachtlijst"], ["Je bent nummer 1 op de wachtlijst."]),
        ("waits", ["Op de wachtlijst"], ["Je bent nummer 1 op de wachtlijst."]),
        ("cancelled", ["Aangemeld", "Gaat niet door"], []),
        ("over", ["Aangemeld", "Geweest", "Geweest"], []),
        ("asks", ["Wacht op de organisator"], []),
        ("missed", ["Verlopen"], []),
        ("rejected", ["Niet toegelaten"], []),
    ],
)
def test_each_state_says_what_it_is(leerlab: Leerlab, name: str, labels: list[str], said: list[str]) -> None:
    with time_machine.travel(NOW, tick=False):
        aanmelding = make(name, leerlab)
        user = user_for_verified_address(aanmelding.email)
        html = signed_in(user).get("/mijn/").content.decode()
    assert re.findall(r'class="nl-data-badge label label-[a-z]+">([^<]+)<', html) == labels
    assert re.findall(r"Kies voor <strong>([^<]+)</strong>|(Je bent nummer [0-9]+ op de wachtlijst\.)", html) == [
        (line, "") if "uur" in line else ("", line) for line in said
    ]


def test_what_an_organiser_put_down_shows_without_being_tied_to_a_user() -> None:
    user = factories.make_user(email="anna@raalte.example")
    imported = factories.make_aanmelding(reeks=factories.make_reeks(titel="Van de lijst", sessies=1), email=user.email)
    of_other = factories.make_aanmelding(
        reeks=factories.make_reeks(titel="Van een ander", sessies=1), email="cor@raalte.example"
    )
    unproven = factories.make_user(email="cor@raalte.example")
    EmailAddress.objects.filter(user=unproven).update(verified=False)
    html = signed_in(user).get("/mijn/").content.decode()
    assert (token_for(imported) in html, token_for(of_other) in html) == (True, False)
    assert token_for(of_other) not in signed_in(unproven).get("/mijn/").content.decode()


def test_the_same_queries_for_one_for_three_and_for_ten(django_assert_num_queries: Any) -> None:
    for number in (1, 3, 10):
        user = factories.make_user()
        for _ in range(number):
            reeks = factories.make_reeks(sessies=number)
            factories.make_aanmelding(reeks=reeks, user=user, email=user.email).deelnames.update(status="wachtlijst")
            factories.make_aanmelding(
                reeks=factories.make_reeks(sessies=number), user=user, email=user.email, status="wachtlijst"
            )
        browser = signed_in(user)
        with django_assert_num_queries(8):
            browser.get("/mijn/")
