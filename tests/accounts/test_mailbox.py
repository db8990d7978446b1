"""A first second factor takes more than a password: a code from the mailbox, or having signed in with one or by SSO."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import mailbox
from accounts.mfa_forms import TOO_OFTEN_MAILED_CODE, WRONG_MAILED_CODE
from accounts.models import User
from outbox.models import Bericht
from tests import factories
from tests.accounts.authenticators import (
    MAILED,
    code_of,
    give_app,
    mailed_code,
    prove_mailbox,
    secret_on,
    with_password,
)

pytestmark = pytest.mark.django_db
APP, PASSKEY = "/account/beveiliging/app/", "/account/beveiliging/passkey/"


@pytest.fixture(autouse=True, params=[True, False], ids=["required", "of one's own accord"])
def _required(request: Any, settings: Any) -> None:
    settings.REQUIRE_MFA = request.param


@pytest.fixture
def _frozen() -> Iterator[None]:
    """Stay within one window of what is counted."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def user(organisator_overijssel: User) -> User:
    return organisator_overijssel


@pytest.mark.parametrize("page", [APP, PASSKEY])
def test_a_password_alone_sets_up_nothing(page: str, user: User) -> None:
    client, _ = with_password(user)
    for answer, following in (
        (client.get(page), page),
        (client.post(page, {"code": "123456"}), "/account/beveiliging/"),
    ):
        assert (answer.status_code, answer["Location"]) == (302, f"{MAILED}?next={following.replace('/', '%2F')}")
    assert (Authenticator.objects.count(), Bericht.objects.count()) == (0, 0)


def test_with_the_mailed_code_the_page_opens(user: User) -> None:
    client, _ = with_password(user)
    asks = client.get(f"{MAILED}?next={APP}").content.decode()
    assert ("Mail mij een code" in asks, "We hebben een code gemaild" in asks) == (True, False)
    sent = client.post(MAILED, {"stuur": "1", "next": APP}, follow=True).content.decode()
    assert f"We hebben een code gemaild naar {user.email}." in sent
    assert [(row.aan, row.is_vluchtig) for row in Bericht.objects.all()] == [(user.email, True)]
    key = client.cookies["sessionid"].value
    done = client.post(MAILED, {"code": f" {mailed_code().lower().replace('-', ' ')} ", "next": APP})
    assert (done["Location"], client.cookies["sessionid"].value != key) == (APP, True)
    page = client.get(APP).content.decode()
    assert client.post(APP, {"code": code_of(secret_on(page))})["Location"] == "/account/beveiliging/herstelcodes/"
    assert client.get(PASSKEY).status_code == 200


def test_who_signed_in_with_a_mailed_code_goes_straight_on(user: User, client: Client) -> None:
    client.post("/account/login/code/", {"email": user.email})
    client.post("/account/login/code/confirm/", {"code": mailed_code()})
    assert [client.get(page).status_code for page in (APP, PASSKEY)] == [200, 200]
    assert client.get(f"{MAILED}?next={APP}")["Location"] == APP


@pytest.mark.parametrize(("method", "status"), [("socialaccount", 200), ("password_reset", 200), ("password", 302)])
def test_who_came_with_the_account_of_their_organisation_goes_straight_on(method: str, status: int, user: User) -> None:
    client, _ = with_password(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] += [{"method": method, "at": timezone.now().timestamp()}]
    session.save()
    assert client.get(APP).status_code == status


def test_the_proof_is_of_one_session(user: User) -> None:
    owner, _ = with_password(user)
    owner.post(MAILED, {"stuur": "1"})
    thief, _ = with_password(user)
    assert thief.post(MAILED, {"code": mailed_code()}).status_code == 200
    owner.post(MAILED, {"code": mailed_code()})
    assert (owner.get(APP).status_code, thief.get(APP).status_code) == (200, 302)


def test_a_code_works_once_ten_minutes_and_for_one_address(user: User) -> None:
    client, _ = with_password(user)
    client.post(MAILED, {"stuur": "1"})
    first = mailed_code()
    client.post(MAILED, {"stuur": "1"})
    second = mailed_code()
    assert client.post(MAILED, {"code": first}).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(MAILED, {"code": second}).status_code == 200
    User.objects.filter(pk=user.pk).update(email="nieuw@overijssel.example")
    assert client.post(MAILED, {"code": second}).status_code == 200
    User.objects.filter(pk=user.pk).update(email=user.email)
    assert client.post(MAILED, {"code": second}).status_code == 302


@pytest.mark.usefixtures("_frozen")
def test_nobody_guesses_or_floods(user: User) -> None:
    client, _ = with_password(user)
    answers = [client.post(MAILED, {"stuur": "1"}).status_code for _ in range(4)]
    assert (answers, Bericht.objects.count()) == ([302] * 3 + [200], 3)
    right = mailed_code()
    said = [said_at(client, "AAAA-AAAA") for _ in range(10)] + [said_at(client, right)]
    assert said == [WRONG_MAILED_CODE] * 10 + [TOO_OFTEN_MAILED_CODE]
    assert client.get(APP).status_code == 302


def said_at(client: Client, code: str) -> str:
    """Return what the page says of a code that does not open it."""
    [said] = client.post(MAILED, {"code": code}).context["form"].errors["code"]
    return str(said)


@pytest.mark.usefixtures("_frozen")
def test_who_guesses_shuts_nobody_else_out(user: User) -> None:
    (owner, _), (thief, _) = with_password(user), with_password(user)
    for client in (owner, thief):
        client.post(MAILED, {"stuur": "1"})
    assert [said_at(thief, "AAAA-AAAA") for _ in range(11)][-1] == TOO_OFTEN_MAILED_CODE
    owner.post(MAILED, {"stuur": "1"})
    assert owner.post(MAILED, {"code": mailed_code()}).status_code == 302


@pytest.mark.usefixtures("_frozen")
def test_nor_does_anybody_guess_without_end_in_many_sessions(user: User, settings: Any) -> None:
    settings.RATE_LIMITS = False
    guessers = [with_password(user)[0] for _ in range(6)]
    for client in guessers:
        client.post(MAILED, {"stuur": "1"})
    settings.RATE_LIMITS = True
    said = [said_at(client, "AAAA-AAAA") for client in guessers for _ in range(9)]
    assert said == [WRONG_MAILED_CODE] * 50 + [TOO_OFTEN_MAILED_CODE] * 4


@pytest.mark.parametrize(
    "data", [{}, {"code": ""}, {"code": "x" * 10_000}, {"code": "🙂"}, {"next": "https://boef.example"}]
)
def test_nonsense_is_refused(data: dict[str, str], user: User) -> None:
    client, _ = with_password(user)
    client.post(MAILED, {"stuur": "1"})
    assert client.post(MAILED, data).status_code == 200
    assert client.get(APP).status_code == 302


def test_it_leads_nowhere_else(user: User) -> None:
    client, _ = with_password(user)
    client.post(MAILED, {"stuur": "1"})
    answer = client.post(MAILED, {"code": mailed_code(), "next": "https://boef.example/"})
    assert answer["Location"] == "/account/beveiliging/"


def test_who_has_a_second_factor_is_asked_for_that(user: User) -> None:
    elsewhere, _ = with_password(user)
    give_app(user)
    assert elsewhere.get(PASSKEY)["Location"].startswith("/account/beveiliging/code-opnieuw/")
    assert elsewhere.get(MAILED)["Location"] == "/account/beveiliging/"


def test_where_no_mail_arrives_the_server_vouches_for_an_hour(user: User) -> None:
    call_command("tweede_stap_weg", user.email, zonder_mail=True)
    client, _ = with_password(user)
    assert client.get(APP).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        late, _ = with_password(user)
        assert late.get(APP).status_code == 302
    assert not mailbox.is_proven(late.get("/mijn/").wsgi_request, factories.make_user())


def test_a_beheerder_made_on_the_server_comes_in_by_their_mail(settings: Any) -> None:
    settings.REQUIRE_MFA = True
    user = User.objects.create_superuser("bea@leerlab.example", factories.PASSWORD)
    client, _ = with_password(user)
    link = re.search(r"https?://[^/]+(/account/confirm-email/\S+)", Bericht.objects.get().tekst)
    assert link is not None
    client.post(link[1])
    client, _ = with_password(user)
    assert "We mailen je eerst een code." in client.get("/beheer/", follow=True).content.decode()
    prove_mailbox(client)
    page = client.get(APP).content.decode()
    client.post(APP, {"code": code_of(secret_on(page))})
    assert client.get("/beheer/").status_code == 200


def test_a_visitor_is_sent_to_sign_in() -> None:
    for answer in (Client().get(MAILED), Client().post(MAILED, {"stuur": "1"})):
        assert (answer.status_code, answer["Location"].startswith("/account/login/")) == (302, True)
