"""What allauth does here: its mails go through the outbox, within a quota, and nobody signs up by hand."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings
from django.utils.html import strip_tags

from accounts.adapter import AccountAdapter
from accounts.models import Teller, User
from outbox.deliver import deliver_due
from outbox.models import Bericht
from programmes.contrast import NEUTRAL
from tests import factories
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CODE = re.compile("[A-Z0-9]{4}-[A-Z0-9]{4}")
LINK = "https://leerlabs.example/account/?a=1&b=2"
CODE_PAGE, RESET_PAGE = "/account/login/code/", "/account/password/reset/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> Iterator[None]:
    cache.clear()  # allauth's own limits
    yield
    cache.clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


def ask(page: str, email: str) -> int:
    """Ask for a mail, in a new browser; return the status."""
    return Client().post(page, {"email": email}).status_code


def test_a_code_waits_in_the_outbox_and_is_wiped_once_sent() -> None:
    factories.make_user(email="anna@raalte.example")
    ask(CODE_PAGE, "Anna@Raalte.example")
    row = Bericht.objects.get()
    assert (row.soort, row.aan, row.onderwerp, row.is_vluchtig) == (
        "account", "anna@raalte.example", "Je code om in te loggen", True,
    )  # fmt: skip
    assert (mail.outbox, row.staat, "Vul de code binnen tien minuten in." in row.tekst) == ([], "wacht", True)
    assert CODE.findall(row.html) == CODE.findall(row.tekst) != []

    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        deliver_due()
    row.refresh_from_db()
    assert (row.staat, row.tekst, row.html, len(ScriptedBackend.taken)) == ("verzonden", "", "", 1)


MAILS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "login_code": ({"code": "ABCD-2345"}, "ABCD-2345", []),
    "eerste_stap": ({"code": "ABCD-2345"}, "ABCD-2345", []),
    "password_reset_key": ({"password_reset_url": LINK}, LINK, [LINK]),
    "email_confirmation": ({"activate_url": LINK}, LINK, [LINK]),
    "email_confirmation_signup": ({"activate_url": LINK}, LINK, [LINK]),
    "gekoppeld": ({"oidc": {"name": "d'IJssel-ID"}}, "d'IJssel-ID", []),
    "unknown_account": ({"email": "<b>wie</b>@raalte.example"}, "", []),
}
"""Name of each mail -> what allauth gives it, the secret in it, and the addresses that its HTML links to."""


@pytest.mark.parametrize("name", MAILS)
def test_each_mail_says_the_same_as_html(name: str) -> None:
    context, secret, links = MAILS[name]
    AccountAdapter(RequestFactory().get("/")).send_mail(f"account/email/{name}", "anna@raalte.example", context)
    row = Bericht.objects.get()
    read = " ".join(unescape(strip_tags(row.html)).split())
    assert (secret in row.tekst, secret in read, row.is_vluchtig, row.links) == (True, True, True, {})
    assert [unescape(link) for link in re.findall(r'(?:href|src)="([^"]*)"', row.html)] == links
    assert [unescape(title) for title in re.findall(r"<title>(.*)</title>", row.html)] == [row.onderwerp]
    paragraphs = [" ".join(part.split()) for part in row.tekst.split("\n\n")]
    # Before a link the text has a colon and the HTML a button.
    assert [part for part in paragraphs if not part.endswith(":") and part not in read] == []


@pytest.mark.parametrize("name", MAILS)
def test_each_mail_ends_with_who_sends_it(name: str) -> None:
    AccountAdapter(RequestFactory().get("/")).send_mail(f"account/email/{name}", "anna@raalte.example", MAILS[name][0])
    row = Bericht.objects.get()
    assert row.tekst.endswith("\n\nLeerlabs voor gemeenten")
    assert {NEUTRAL.kop, NEUTRAL.hoofd} <= set(re.findall("#[0-9a-f]{6}", row.html))


@pytest.mark.parametrize("page", [CODE_PAGE, RESET_PAGE])
def test_an_unknown_address_gets_a_mail_that_says_so_and_the_same_answer(page: str) -> None:
    factories.make_user(email="anna@raalte.example", password=factories.PASSWORD)
    answers = [ask(page, email) for email in ("anna@raalte.example", "wie@raalte.example")]
    assert (answers, list(Bericht.objects.order_by("pk").values_list("aan", flat=True))) == (
        [302, 302], ["anna@raalte.example", "wie@raalte.example"],
    )  # fmt: skip
    assert Bericht.objects.get(aan="wie@raalte.example").onderwerp == "Inloggen lukt niet met dit adres"


def test_the_link_in_a_reset_mail_leads_to_the_asked_host_only() -> None:
    factories.make_user(email="anna@raalte.example", password=factories.PASSWORD)
    refused = Client().post(RESET_PAGE, {"email": "anna@raalte.example"}, headers={"host": "boef.example"})
    forwarded = Client().post(
        RESET_PAGE, {"email": "anna@raalte.example"}, headers={"host": "localhost", "x-forwarded-host": "boef.example"}
    )
    assert (refused.status_code, forwarded.status_code) == (400, 302)
    assert ["boef" in row.tekst for row in Bericht.objects.all()] == [False]


def test_a_mailbox_gets_three_mails_a_quarter_from_whatever_ip(clock: time_machine.Traveller) -> None:
    adapter = AccountAdapter(RequestFactory().get("/"))
    counts = []
    for minutes in (0, 15):
        clock.move_to(BEGIN + timedelta(minutes=minutes))
        for number in range(8):
            adapter.send_mail(
                "account/email/login_code",
                "Anna+nieuws@raalte.example" if number % 2 else "anna@raalte.example",
                {"code": "X"},
            )
        counts.append(Bericht.objects.count())
    assert counts == [3, 6]
    adapter.send_mail("account/email/login_code", "ander@raalte.example", {"code": "X"})
    assert Bericht.objects.count() == 7


def test_an_address_gets_ten_mails_a_day(clock: time_machine.Traveller) -> None:
    adapter = AccountAdapter(RequestFactory().get("/"))
    for quarter in range(10):
        clock.move_to(BEGIN + quarter * timedelta(minutes=15))
        for _ in range(5):
            adapter.send_mail("account/email/login_code", "anna@raalte.example", {"code": "X"})
    assert Bericht.objects.count() == 10


@override_settings(RATE_LIMITS=False)
def test_with_rate_limits_off_each_mail_goes() -> None:
    adapter = AccountAdapter(RequestFactory().get("/"))
    for _ in range(25):
        adapter.send_mail("account/email/login_code", "anna@raalte.example", {"code": "X"})
    assert (Bericht.objects.count(), Teller.objects.count()) == (25, 0)


def test_nobody_signs_up_by_hand(client: Client) -> None:
    assert AccountAdapter().is_open_for_signup(RequestFactory().get("/")) is False
    response = client.post(
        "/account/signup/", {"email": "nieuw@raalte.example", "password1": "x" * 20, "password2": "x" * 20}
    )
    assert (response.status_code < 500, User.objects.count(), Bericht.objects.count()) == (True, 0, 0)


def test_a_password_can_be_tried_ten_times_a_quarter(clock: time_machine.Traveller) -> None:
    user = factories.make_user(email="anna@raalte.example", password=factories.PASSWORD)
    refusals = []
    for _ in range(11):
        cache.clear()  # as if each try came to another process, that counted nothing yet
        response = Client().post("/account/login/", {"login": user.email, "password": "fout wachtwoord"})
        refusals.append("Te veel" in response.content.decode())
    assert refusals == [False] * 10 + [True]
    right = {"login": user.email, "password": factories.PASSWORD}
    cache.clear()
    assert Client().post("/account/login/", right).status_code == 200
    clock.shift(timedelta(minutes=15))
    assert Client().post("/account/login/", right).status_code == 302


@override_settings(PROXY_COUNT=2, ALLAUTH_TRUSTED_PROXY_COUNT=2)
def test_a_proxy_chain_that_is_too_short_is_no_error() -> None:
    response = Client().post(CODE_PAGE, {"email": "anna@raalte.example"}, headers={"x-forwarded-for": "198.51.100.1"})
    assert response.status_code == 302
    request = RequestFactory().get("/", headers={"x-forwarded-for": "198.51.100.1"}, REMOTE_ADDR="192.0.2.9")
    assert AccountAdapter(request).get_client_ip(request) == "192.0.2.9"
