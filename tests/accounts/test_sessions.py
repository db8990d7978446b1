"""Sessions in /beheer/ end: after half an hour without a request, after a day; what was typed is kept (A6)."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as real_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import sessions
from accounts.models import User
from accounts.sessions import LOOKS_BY_ITSELF
from programmes.models import Thema
from tests import factories
from tests.accounts.authenticators import with_password

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LIST = "/beheer/programmes/reeks/"
FORM = "/beheer/programmes/thema/add/"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def is_in(client: Client) -> bool:
    return client.get(LIST).status_code == 200


# --- When --------------------------------------------------------------------------------------------------


def test_half_an_hour_without_a_request_ends_it(clock: Any, organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    key = client.cookies["sessionid"].value
    clock.shift(timedelta(minutes=30))
    assert is_in(client) is True
    clock.shift(timedelta(minutes=30, seconds=1))
    response = client.get(f"{LIST}?q=a")
    assert response["Location"] == "/account/login/?next=%2Fbeheer%2Fprogrammes%2Freeks%2F%3Fq%3Da&verlopen=1"
    assert Session.objects.filter(session_key=key).exists() is False
    login = client.get(response["Location"])
    assert "Je deed een tijd niets, dus ben je uitgelogd." in login.content.decode()
    form = {"login": organisator_overijssel.email, "password": factories.PASSWORD, "next": f"{LIST}?q=a"}
    assert client.post("/account/login/", form)["Location"] == f"{LIST}?q=a"


def test_the_setting_says_how_long(clock: Any, organisator_overijssel: User, settings: Any) -> None:
    settings.BEHEER_IDLE_MINUTES = 5
    client, _ = with_password(organisator_overijssel)
    clock.shift(timedelta(minutes=6))
    assert is_in(client) is False


def test_a_day_is_the_longest_however_busy(clock: Any, organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    still = []
    for _ in range(73):
        clock.shift(timedelta(minutes=20))
        still.append(is_in(client))
    assert still == [True] * 72 + [False]


def test_pages_outside_beheer_do_not_count_and_do_not_end(clock: Any, organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    clock.shift(timedelta(minutes=29))
    assert client.get("/mijn/").status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.get("/mijn/").status_code == 200
    assert is_in(client) is False


def test_typing_keeps_it_alive(clock: Any, organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    for _ in range(6):
        clock.shift(timedelta(minutes=20))
        assert client.get("/account/wakker/").status_code == 204
    assert is_in(client) is True
    clock.shift(timedelta(minutes=31))
    assert [client.get("/account/wakker/").status_code, Client().get("/account/wakker/").status_code] == [403, 403]
    assert is_in(client) is False


def test_a_page_that_only_looks_keeps_nothing_alive(clock: Any, organisator_overijssel: User) -> None:
    looks = {LOOKS_BY_ITSELF: "1"}
    client, _ = with_password(organisator_overijssel)
    for _ in range(2):
        clock.shift(timedelta(minutes=14))
        assert client.get("/beheer/", headers=looks).status_code == 200
    clock.shift(timedelta(minutes=3))
    assert client.get("/beheer/", headers=looks)["Location"].startswith("/account/login/")
    client, _ = with_password(organisator_overijssel)
    for _ in range(3):
        clock.shift(timedelta(minutes=14))
        # What sends something is somebody's doing, whatever it says.
        client.post("/beheer/programmes/reeks/", headers=looks)
        clock.shift(timedelta(minutes=14))
        assert client.get("/beheer/", headers=looks).status_code == 200


def test_it_is_cheap(clock: Any, organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    is_in(client)
    writes = []
    for seconds in (20, 20, 21, 20):
        clock.shift(timedelta(seconds=seconds))
        with CaptureQueriesContext(connection) as queries:
            is_in(client)
        writes.append(sum("django_session" in query["sql"] and query["sql"].startswith("UPDATE") for query in queries))
    assert writes == [0, 0, 1, 0]
    with CaptureQueriesContext(connection) as queries:
        Client().get("/beheer/")
    assert [query["sql"] for query in queries] == []


# --- A form that came too late -----------------------------------------------------------------------------


def late(client: Client, clock: Any, **fields: str) -> Any:
    clock.shift(timedelta(minutes=31))
    return client.post(FORM, {"naam": "Wonen", "omschrijving": "Regel 1\nregel <2>", **fields})


def test_a_form_that_came_too_late_is_kept_for_its_sender(clock: Any, beheerder: User) -> None:
    client, _ = with_password(beheerder)
    answer = late(client, clock)
    assert (answer.status_code, "We hebben het wel bewaard." in answer.content.decode()) == (403, True)
    assert (Thema.objects.count(), client.get("/mijn/").status_code) == (0, 302)
    _, again = with_password(beheerder, following="/account/alsnog/", client=client)
    assert again["Location"] == "/account/alsnog/"
    html = client.get("/account/alsnog/").content.decode()
    assert f'action="{FORM}"' in html
    assert '<textarea name="omschrijving" hidden>\nRegel 1\nregel &lt;2&gt;</textarea>' in html
    assert client.get("/account/alsnog/")["Location"] == "/beheer/"


def test_nobody_else_gets_it(clock: Any, beheerder: User, organisator_overijssel: User) -> None:
    client, _ = with_password(beheerder)
    late(client, clock)
    with_password(organisator_overijssel, client=client)
    assert client.get("/account/alsnog/").status_code == 302
    with_password(beheerder, client=client)
    assert client.get("/account/alsnog/").status_code == 302


def test_nor_after_an_hour(clock: Any, beheerder: User) -> None:
    client, _ = with_password(beheerder)
    late(client, clock)
    clock.shift(timedelta(minutes=61))
    with_password(beheerder, client=client)
    assert client.get("/account/alsnog/").status_code == 302


def test_what_is_too_much_to_keep_says_so(clock: Any, beheerder: User) -> None:
    client, _ = with_password(beheerder)
    answer = late(client, clock, naam="x" * 200_001)
    assert "Ga in je browser een pagina terug" in answer.content.decode()
    with_password(beheerder, client=client)
    assert client.get("/account/alsnog/").status_code == 302


def test_a_password_is_kept_nowhere(clock: Any, beheerder: User) -> None:
    client, _ = with_password(beheerder)
    answer = late(client, clock, new_password1="vier losse woorden")
    assert "Ga in je browser een pagina terug" in answer.content.decode()
    assert not any("vier losse woorden" in repr(session.get_decoded()) for session in Session.objects.all())


def test_what_another_site_made_the_browser_send_is_not_kept(clock: Any, beheerder: User) -> None:
    client, _ = with_password(beheerder)
    client.handler.enforce_csrf_checks = True
    assert "Ga in je browser een pagina terug" in late(client, clock).content.decode()
    client.handler.enforce_csrf_checks = False
    with_password(beheerder, client=client)
    assert client.get("/account/alsnog/").status_code == 302


def test_what_nobody_comes_back_for_is_gone_within_the_hour(clock: Any, beheerder: User) -> None:
    client, _ = with_password(beheerder)
    late(client, clock)
    assert [session.expire_date for session in Session.objects.all()] == [NOW + timedelta(minutes=91)]


# --- Ending it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["lidmaatschap", "uit"])
def test_who_is_removed_or_switched_off_is_out_at_the_next_request(change: str, organisator_overijssel: User) -> None:
    client, _ = with_password(organisator_overijssel)
    assert is_in(client) is True
    if change == "uit":
        User.objects.filter(pk=organisator_overijssel.pk).update(is_active=False)
    else:
        organisator_overijssel.lidmaatschappen.all().delete()
    assert is_in(client) is False


def test_end_sessions_leaves_those_of_others(organisator_overijssel: User, organisator_noord_holland: User) -> None:
    first, _ = with_password(organisator_overijssel)
    second, _ = with_password(organisator_overijssel)
    other, _ = with_password(organisator_noord_holland)
    assert sessions.end_sessions(organisator_overijssel, keep=second.cookies["sessionid"].value) == 1
    assert [is_in(client) for client in (first, second, other)] == [False, True, True]


def test_old_sessions_are_forgotten(organisator_overijssel: User) -> None:
    with_password(organisator_overijssel)
    now = datetime.now(tz=UTC)
    assert [sessions.forget_old(now=now + timedelta(days=days)) for days in (13, 15)] == [0, 1]


# --- The cookie --------------------------------------------------------------------------------------------


def test_on_https_the_cookie_is_bound_to_this_host() -> None:
    """In a process of its own: the settings are read from the environment once."""
    names = ["SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
             "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "REQUIRE_MFA"]  # fmt: skip
    code = f"import json; from django.conf import settings as s; print(json.dumps([getattr(s, n) for n in {names!r}]))"
    found = []
    for site in ("https://leerlabs.voorbeeld.nl", "http://localhost:8000"):
        environment = os.environ | {"SITE_URL": site, "DJANGO_SETTINGS_MODULE": "leerlab.settings"}
        out = subprocess.run(
            [sys.executable, "-c", code], cwd=real_settings.BASE_DIR, env=environment, check=True, capture_output=True
        ).stdout
        found.append(json.loads(out))
    assert found == [
        ["__Host-sessionid", True, True, "Lax", None, "/", True],
        ["sessionid", False, True, "Lax", None, "/", False],
    ]
