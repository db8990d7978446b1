"""/beheer/ asks for a second factor where REQUIRE_MFA is on: set up first, given in each session, never gone around."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts import second_factor
from accounts.models import User
from tests import factories
from tests.accounts.authenticators import (
    code_of,
    give_app,
    give_recovery_codes,
    mailed_code,
    prove_mailbox,
    secret_on,
    with_password,
)

pytestmark = pytest.mark.django_db
NEEDED = "/account/beveiliging/nodig/?next=%2Fbeheer%2F"
AGAIN = "/account/beveiliging/code-opnieuw/?next=%2Fbeheer%2F"
STAGE = "/account/beveiliging/code/"
APP = "/account/beveiliging/app/"
CODES = "/account/beveiliging/herstelcodes/"


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.REQUIRE_MFA = True
    cache.clear()


def landing(client: Client, path: str = "/beheer/") -> tuple[int, str]:
    """Return the status of the page that a path leads to in the end, and its address."""
    response = client.get(path, follow=True)
    return response.status_code, (response.redirect_chain or [(path, 0)])[-1][0]


# --- Who has none ------------------------------------------------------------------------------------------


def test_who_has_none_is_led_to_set_one_up_and_can_do_nothing_else(organisator_overijssel: User) -> None:
    reeks = factories.make_reeks(provincie=organisator_overijssel.lidmaatschappen.get().provincie)
    client, _ = with_password(organisator_overijssel)
    assert landing(client) == (200, NEEDED)
    for path in (
        "/beheer/programmes/reeks/",
        f"/beheer/programmes/reeks/{reeks.pk}/change/",
        "/beheer/autocomplete/?app_label=programmes&model_name=sessie&field_name=reeks",
        "/beheer/jsi18n/",
        "/beheer/bestaat-niet/",
    ):
        status, where = landing(client, path)
        assert (status, where.startswith("/account/beveiliging/nodig/")) == (200, True), path
    posted = client.post(f"/beheer/programmes/reeks/{reeks.pk}/delete/", {"post": "yes"})
    assert (posted.status_code, type(reeks).objects.filter(pk=reeks.pk).exists()) == (302, True)


def test_a_mailed_code_alone_does_not_enter(organisator_overijssel: User, client: Client) -> None:
    client.post("/account/login/code/", {"email": organisator_overijssel.email, "next": "/beheer/"})
    client.post("/account/login/code/confirm/", {"code": mailed_code(), "next": "/beheer/"})
    assert client.get("/mijn/").status_code == 200
    assert landing(client) == (200, NEEDED)


def test_who_has_no_role_is_refused_and_asked_for_nothing(client_plain_user: Client) -> None:
    assert client_plain_user.get("/beheer/", follow=True).status_code == 403


def test_where_it_is_not_required_a_password_is_enough(organisator_overijssel: User, settings: Any) -> None:
    settings.REQUIRE_MFA = False
    client, _ = with_password(organisator_overijssel)
    assert landing(client) == (200, "/beheer/")


# --- Setting it up -----------------------------------------------------------------------------------------


def test_setting_up_an_app_opens_beheer_and_shows_the_codes_once(organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    landing(client)
    prove_mailbox(client)
    page = client.get(APP).content.decode()
    assert ("<svg" in page, "data:" in page) == (True, False)
    key = client.cookies["sessionid"].value

    wrong = client.post(APP, {"code": "000000"})
    assert "Deze code klopt niet." in wrong.content.decode()
    done = client.post(APP, {"code": code_of(secret_on(page))})
    assert (done.status_code, done["Location"]) == (302, CODES)
    assert client.cookies["sessionid"].value != key
    assert Session.objects.filter(session_key=key).exists() is False

    shown = client.get(CODES).content.decode()
    codes = re.findall(r"<code>([0-9]{8})</code>", shown)
    assert (len(codes), 'href="/beheer/">Ik heb ze bewaard, verder' in shown) == (10, True)
    saved = client.get(f"{CODES}bestand/")
    assert (saved["Content-Disposition"], re.findall(r"^[0-9]{8}$", saved.content.decode(), re.MULTILINE)) == (
        'attachment; filename="herstelcodes-leerlabs.txt"',
        codes,
    )
    assert "zijn al één keer getoond" in client.get(CODES).content.decode()
    assert landing(client) == (200, "/beheer/")


def test_codes_can_be_downloaded_for_ten_minutes_in_the_browser_that_showed_them(organisator_overijssel: User) -> None:
    secret = give_app(organisator_overijssel)
    give_recovery_codes(organisator_overijssel)
    here, _ = with_password(organisator_overijssel)
    here.post(STAGE, {"code": code_of(secret)})
    assert here.get(f"{CODES}bestand/").status_code == 404
    here.get(CODES)
    assert here.get(f"{CODES}bestand/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert here.get(f"{CODES}bestand/").status_code == 404


def test_no_secret_is_readable_in_the_database(organisator_overijssel: User) -> None:
    secret = give_app(organisator_overijssel)
    stored = Authenticator.objects.get(user=organisator_overijssel).data["secret"]
    assert (secret in stored, len(stored) > 100) == (False, True)


def test_with_another_secret_key_no_code_fits(organisator_overijssel: User, settings: Any) -> None:
    secret = give_app(organisator_overijssel)
    settings.SECRET_KEY = "another-key-another-key-another-key-another-key-another-key"
    client, _ = with_password(organisator_overijssel)
    assert "klopt niet" in client.post(STAGE, {"code": code_of(secret)}).content.decode()
    assert "klopt niet" in client.post(STAGE, {"code": code_of("", steps=0)}).content.decode()


# --- Giving it ---------------------------------------------------------------------------------------------


def test_signing_in_takes_password_and_code(organisator_overijssel: User) -> None:
    secret = give_app(organisator_overijssel)
    client, first = with_password(organisator_overijssel)
    assert (first.status_code, first["Location"]) == (302, STAGE)
    assert (landing(client), landing(client, "/mijn/")) == ((200, STAGE), (200, STAGE))
    key = client.cookies["sessionid"].value
    done = client.post(STAGE, {"code": code_of(secret)})
    assert (done["Location"], client.cookies["sessionid"].value != key) == ("/beheer/", True)
    assert landing(client) == (200, "/beheer/")


def test_a_mailed_code_is_no_way_around_it(organisator_overijssel: User, client: Client) -> None:
    give_app(organisator_overijssel)
    client.post("/account/login/code/", {"email": organisator_overijssel.email})
    response = client.post("/account/login/code/confirm/", {"code": mailed_code()})
    assert response["Location"] == STAGE
    assert client.get("/mijn/").status_code == 302


def test_a_session_from_before_it_was_set_up_must_give_it_first(organisator_overijssel: User) -> None:
    elsewhere, _ = with_password(organisator_overijssel)
    secret = give_app(organisator_overijssel)
    assert landing(elsewhere) == (200, AGAIN)
    key = elsewhere.cookies["sessionid"].value
    done = elsewhere.post(AGAIN, {"code": code_of(secret), "next": "/beheer/"})
    assert (done["Location"], elsewhere.cookies["sessionid"].value != key) == ("/beheer/", True)
    assert landing(elsewhere) == (200, "/beheer/")


@pytest.mark.parametrize("path", ["app/weg/", "herstelcodes/", "herstelcodes/nieuw/", "passkey/"])
def test_a_session_that_did_not_give_it_changes_nothing_about_it(path: str, organisator_overijssel: User) -> None:
    elsewhere, _ = with_password(organisator_overijssel)
    give_app(organisator_overijssel)
    give_recovery_codes(organisator_overijssel)
    address = f"/account/beveiliging/{path}"
    for response in (elsewhere.get(address), elsewhere.post(address)):
        asks_first = response.headers.get("Location", "").startswith("/account/beveiliging/code-opnieuw/")
        assert asks_first or response.status_code == 405
    assert Authenticator.objects.filter(user=organisator_overijssel).count() == 2


def test_a_code_of_the_app_works_once_and_a_recovery_code_too(organisator_overijssel: User) -> None:
    secret, codes = give_app(organisator_overijssel), give_recovery_codes(organisator_overijssel)
    for code in (code_of(secret), codes[0]):
        answers = []
        for _ in range(2):
            cache.clear()  # as if the second try came to another process
            client, _ = with_password(organisator_overijssel)
            answers.append(client.post(STAGE, {"code": f" {code[:3]} {code[3:]}"}).status_code)
        assert answers == [302, 200]


def test_taking_the_last_one_away_closes_beheer(organisator_overijssel: User) -> None:
    secret = give_app(organisator_overijssel)
    give_recovery_codes(organisator_overijssel)
    client, _ = with_password(organisator_overijssel)
    client.post(STAGE, {"code": code_of(secret)})
    assert "Is dit je enige tweede stap?" in client.get(f"{APP}weg/").content.decode()
    client.post(f"{APP}weg/")
    assert Authenticator.objects.filter(user=organisator_overijssel).exists() is False
    assert landing(client) == (200, NEEDED)


@pytest.mark.parametrize("code", ["", "x" * 10_000, "０１２３４５", "🙂", "-1", "1e5", "[]"])
def test_what_is_no_code_is_refused(code: str, organisator_overijssel: User) -> None:
    give_app(organisator_overijssel)
    give_recovery_codes(organisator_overijssel)
    client, _ = with_password(organisator_overijssel)
    assert client.post(STAGE, {"code": code}).status_code == 200


NO_SUCH_USER = json.dumps(
    {
        "id": "AA", "rawId": "AA", "type": "public-key",
        "response": {
            "clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA",
            "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
        },
    }
)  # fmt: skip
NO_PASSKEYS = [
    "", "[]", "{}", "null", '{"response": []}', '{"response": {"userHandle": 1}}', '{"id": "x", "rawId": "eA"}',
    NO_SUCH_USER, "x" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("credential", NO_PASSKEYS)
def test_what_is_no_passkey_is_refused(credential: str, organisator_overijssel: User) -> None:
    give_app(organisator_overijssel)
    waiting, _ = with_password(organisator_overijssel)
    assert waiting.post(STAGE, {"credential": credential}).status_code == 200
    stranger = Client()
    stranger.get("/account/beveiliging/passkey/inloggen/", headers={"Accept": "application/json"})
    refused = stranger.post("/account/beveiliging/passkey/inloggen/", {"credential": credential, "next": "/beheer/"})
    assert (refused.status_code, refused["Location"]) == (302, "/account/login/?passkey=mis&next=%2Fbeheer%2F")
    assert "Inloggen met een passkey is niet gelukt." in stranger.get(refused["Location"]).content.decode()


# --- Losing it ---------------------------------------------------------------------------------------------


def test_reset_takes_all_away_and_ends_every_session(organisator_overijssel: User) -> None:
    secret = give_app(organisator_overijssel)
    give_recovery_codes(organisator_overijssel)
    client, _ = with_password(organisator_overijssel)
    client.post(STAGE, {"code": code_of(secret)})
    assert second_factor.reset(organisator_overijssel) == 1
    assert (client.get("/mijn/").status_code, Authenticator.objects.count()) == (302, 0)
    again, _ = with_password(organisator_overijssel)
    assert landing(again) == (200, NEEDED)


def test_everywhere_else_ends_with_one_button(organisator_overijssel: User, client_noord_holland: Client) -> None:
    here, _ = with_password(organisator_overijssel)
    there, _ = with_password(organisator_overijssel)
    response = here.post("/account/beveiliging/overal-uitloggen/")
    assert (response["Location"], here.get("/mijn/").status_code) == ("/account/beveiliging/?uitgelogd=1", 200)
    assert "op je andere apparaten uitgelogd" in here.get(response["Location"]).content.decode()
    assert (there.get("/mijn/").status_code, client_noord_holland.get("/mijn/").status_code) == (302, 200)


def test_the_page_says_what_there_is(organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    page = client.get("/account/beveiliging/")
    assert (page.status_code, page["Cache-Control"], "App instellen" in page.content.decode()) == (
        200,
        "no-store, private",
        True,
    )
    give_app(organisator_overijssel)
    give_recovery_codes(organisator_overijssel)
    html = client.get("/account/beveiliging/").content.decode()
    assert ("App weghalen" in html, "Je hebt nog 10 herstelcodes." in html) == (True, True)
    assert Client().get("/account/beveiliging/").status_code == 302
