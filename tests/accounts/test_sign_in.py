"""Signing in: a deelnemer with a mailed code, an organisator with a password; what strangers learn from it: nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from accounts.people import make_unproven
from outbox.models import Bericht
from tests import factories

CODE_PAGE, CONFIRM_PAGE, LOGIN_PAGE = "/account/login/code/", "/account/login/code/confirm/", "/account/login/"
ADDRESS = "anna@raalte.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> Iterator[None]:
    cache.clear()  # allauth's own limits
    yield
    cache.clear()


def words(response: Any) -> str:
    """Return what a visitor reads in the main part of a page."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    return " ".join(strip_tags(main[0]).split())


def mailed_code() -> str:
    """Return the code in the last mail."""
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", Bericht.objects.latest("pk").tekst, re.MULTILINE)
    assert found is not None
    return found[1]


def is_signed_in(client: Client) -> bool:
    """Tell whether this browser may see /mijn/."""
    return client.get("/mijn/").status_code == 200


# --- With a code -------------------------------------------------------------------------------------------


def test_a_deelnemer_signs_in_with_a_code_and_sees_what_is_theirs(client: Client) -> None:
    mine = factories.make_aanmelding(email=ADDRESS, user=factories.make_user(email=ADDRESS))
    other = factories.make_aanmelding(email="ander@raalte.example", user=factories.make_user())

    start = client.get("/mijn/", follow=True)
    assert (start.status_code, start.redirect_chain[-1][0].startswith("/account/login/")) == (200, True)
    asked = client.post(CODE_PAGE, {"email": " Anna@Raalte.example "}, follow=True)
    assert asked.redirect_chain == [(CONFIRM_PAGE, 302)]
    assert f"We hebben een mail gestuurd naar {ADDRESS}." in words(asked)
    before = client.cookies["sessionid"].value

    done = client.post(CONFIRM_PAGE, {"code": mailed_code().lower().replace("-", "")}, follow=True)
    assert done.redirect_chain == [("/mijn/", 302)]
    assert (mine.reeks.titel in words(done), other.reeks.titel in words(done)) == (True, False)
    assert client.cookies["sessionid"].value != before
    cookie = client.cookies["sessionid"]
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("code", ["AAAA-AAAA", "", "x" * 10_000, "' OR 1=1", "🙂"])
def test_three_wrong_codes_and_it_is_over(code: str, client: Client) -> None:
    factories.make_user(email=ADDRESS)
    client.post(CODE_PAGE, {"email": ADDRESS})
    good = mailed_code()
    wrong = code or "AAAA"
    answers = [client.post(CONFIRM_PAGE, {"code": wrong}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert "Deze code klopt niet" in words(answers[0])
    late = client.post(CONFIRM_PAGE, {"code": good})
    assert (late.status_code, late["Location"], is_signed_in(client)) == (302, CODE_PAGE, False)


def test_a_code_works_once(client: Client) -> None:
    factories.make_user(email=ADDRESS)
    client.post(CODE_PAGE, {"email": ADDRESS})
    code = mailed_code()
    client.post(CONFIRM_PAGE, {"code": code})
    client.post("/account/logout/")
    client.post(CONFIRM_PAGE, {"code": code})
    assert is_signed_in(client) is False


def test_a_code_works_in_the_browser_that_asked_for_it() -> None:
    factories.make_user(email=ADDRESS)
    Client().post(CODE_PAGE, {"email": ADDRESS})
    code = mailed_code()
    stranger = Client()
    stranger.post(CODE_PAGE, {"email": "boef@elders.example"})
    stranger.post(CONFIRM_PAGE, {"code": code})
    assert is_signed_in(stranger) is False


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_a_code_works_ten_minutes(minutes: int, works: bool, client: Client) -> None:  # noqa: FBT001 - a table
    factories.make_user(email=ADDRESS)
    client.post(CODE_PAGE, {"email": ADDRESS})
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        client.post(CONFIRM_PAGE, {"code": mailed_code()})
        assert is_signed_in(client) is works


def test_a_known_and_an_unknown_address_get_the_same_answer() -> None:
    factories.make_user(email=ADDRESS)
    factories.make_user(email="uit@raalte.example", is_active=False)
    make_unproven({"lijst@raalte.example": "Van de lijst"})
    seen = []
    for email in (ADDRESS, "wie@raalte.example", "uit@raalte.example", "lijst@raalte.example"):
        client = Client()
        asked = client.post(CODE_PAGE, {"email": email})
        page = client.get(CONFIRM_PAGE)
        wrong = client.post(CONFIRM_PAGE, {"code": "AAAA-AAAA"})
        seen.append(
            (
                asked.status_code,
                asked["Location"],
                set(client.cookies),
                *(words(r).replace(email, "...") for r in (page, wrong)),
            )
        )
    assert seen == [seen[0]] * 4


def test_asking_for_a_code_writes_the_same_for_every_address() -> None:
    """So that it takes as long: who was put on a list has a user before they ask."""
    factories.make_user(email=ADDRESS)
    make_unproven({"lijst@raalte.example": "Van de lijst"})
    writes = []
    for email in (ADDRESS, "wie@raalte.example", "lijst@raalte.example"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(CODE_PAGE, {"email": email})
        statements = [query["sql"].split(" ")[:3] for query in queries]
        writes.append([words for words in statements if words[0] in {"INSERT", "UPDATE", "DELETE"}])
    assert writes == [writes[0]] * 3


def test_a_code_proves_the_address_of_who_was_put_on_a_list(client: Client) -> None:
    make_unproven({ADDRESS: "Anna"})
    client.post(CODE_PAGE, {"email": ADDRESS})
    assert EmailAddress.objects.get(email=ADDRESS).verified is False
    assert client.post(CONFIRM_PAGE, {"code": mailed_code()})["Location"] == "/mijn/"
    assert (EmailAddress.objects.get(email=ADDRESS).verified, is_signed_in(client)) == (True, True)


def test_who_is_switched_off_does_not_get_in(client: Client) -> None:
    user = factories.make_user(email=ADDRESS)
    client.post(CODE_PAGE, {"email": ADDRESS})
    User.objects.filter(pk=user.pk).update(is_active=False)
    client.post(CONFIRM_PAGE, {"code": mailed_code()})
    assert is_signed_in(client) is False


# --- With a password ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["organisator@overijssel.example", "Organisator@OVERIJSSEL.example"])
def test_an_organisator_signs_in_with_a_password(email: str, client: Client, organisator_overijssel: User) -> None:
    response = client.post(f"{LOGIN_PAGE}?next=/beheer/", {"login": email, "password": factories.PASSWORD}, follow=True)
    assert (response.redirect_chain, response.status_code) == ([("/beheer/", 302)], 200)
    assert response.wsgi_request.user == organisator_overijssel


@pytest.mark.parametrize("email", ["organisator@overijssel.example", "wie@overijssel.example"])
@pytest.mark.usefixtures("organisator_overijssel")
def test_a_wrong_password_says_the_same_for_every_address(email: str, client: Client) -> None:
    response = client.post(LOGIN_PAGE, {"login": email, "password": "fout wachtwoord"})
    assert (response.status_code, "Dit e-mailadres en wachtwoord horen niet bij elkaar" in words(response)) == (
        200,
        True,
    )
    assert (is_signed_in(client), Bericht.objects.count()) == (False, 0)


def test_who_has_no_password_can_not_sign_in_with_an_empty_one(client: Client) -> None:
    factories.make_user(email=ADDRESS)
    for password in ("", "!", "None"):
        client.post(LOGIN_PAGE, {"login": ADDRESS, "password": password})
    assert is_signed_in(client) is False


# --- Where one lands ---------------------------------------------------------------------------------------

ELSEWHERE = [
    "https://boef.example/", "//boef.example/", "/\\boef.example/", "\\\\boef.example", "\t//boef.example/",
    "javascript:alert(1)", "https:boef.example", "https://localhost@boef.example/",
    "http:///boef.example", "///boef.example", "x:y",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leads_to_another_site(target: str, organisator_overijssel: User) -> None:
    right = {"login": organisator_overijssel.email, "password": factories.PASSWORD, "next": target}
    response = Client().post(LOGIN_PAGE, right)
    assert (response.status_code, response["Location"]) == (302, "/mijn/")

    client = Client()
    client.force_login(organisator_overijssel)
    assert client.get(LOGIN_PAGE, {"next": target})["Location"] == "/mijn/"
    assert client.post("/account/logout/", {"next": target})["Location"] == "/"


def test_next_can_not_end_the_header_that_it_stands_in(organisator_overijssel: User, client: Client) -> None:
    target = "/\r\nLocation: https://boef.example"
    right = {"login": organisator_overijssel.email, "password": factories.PASSWORD, "next": target}
    assert client.post(LOGIN_PAGE, right)["Location"] == "/%0D%0ALocation:%20https://boef.example"


@pytest.mark.parametrize("target", ["/mijn/", "/beheer/", "/overijssel/"])
def test_next_leads_on_within_the_portal(target: str, client: Client) -> None:
    factories.make_user(email=ADDRESS)
    client.post(CODE_PAGE, {"email": ADDRESS, "next": target})
    response = client.post(CONFIRM_PAGE, {"code": mailed_code(), "next": target})
    assert response["Location"] == target


@pytest.mark.parametrize(("who", "target"), [("client", CODE_PAGE), ("client_plain_user", "/mijn/")])
@pytest.mark.parametrize("page", ["/account/", "/account/email/"])
def test_account_leads_on(who: str, target: str, page: str, request: pytest.FixtureRequest) -> None:
    response = request.getfixturevalue(who).get(page)
    assert (response.status_code, response["Location"]) == (302, target)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("page", ["/account/", "/account/email/"])
def test_account_changes_nothing(page: str, client_plain_user: Client) -> None:
    assert client_plain_user.post(page, {"email": "nieuw@raalte.example", "action_add": ""}).status_code == 405


# --- Cookies and leaving -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "cookies"),
    [
        ("/", set()),
        ("/overijssel/", set()),
        ("/gezond/", set()),
        ("/bestaat-niet/", set()),
        ("/mijn/", set()),
        ("/account/", set()),
        (LOGIN_PAGE, {"csrftoken"}),
        (CODE_PAGE, {"csrftoken"}),
        ("/account/password/reset/", {"csrftoken"}),
        ("/aanmelding/kwijt/", {"csrftoken"}),
    ],
)
@pytest.mark.usefixtures("overijssel")
def test_who_is_not_signed_in_gets_no_cookie_but_that_of_a_form(page: str, cookies: set[str], client: Client) -> None:
    client.get(page)
    assert set(client.cookies) == cookies


def test_no_cookie_holds_an_address(client: Client) -> None:
    client.post(CODE_PAGE, {"email": ADDRESS})
    assert set(client.cookies) == {"sessionid"}
    assert ADDRESS not in str(client.cookies)


def test_leaving_asks_first_and_ends_the_session_on_the_server(client_plain_user: Client) -> None:
    page = client_plain_user.get("/account/logout/")
    assert (page.status_code, "Je aanmeldingen voor leerlabs blijven staan." in words(page)) == (200, True)
    assert is_signed_in(client_plain_user) is True
    key = client_plain_user.cookies["sessionid"].value
    assert client_plain_user.post("/account/logout/").status_code == 302
    assert (is_signed_in(client_plain_user), Session.objects.filter(session_key=key).exists()) == (False, False)


@pytest.mark.parametrize("page", [LOGIN_PAGE, CODE_PAGE, "/account/logout/", "/account/password/reset/"])
def test_a_form_without_its_token_is_refused_in_dutch(page: str) -> None:
    response = Client(enforce_csrf_checks=True).post(page, {"email": ADDRESS})
    assert (response.status_code, "Dit formulier is verlopen" in words(response)) == (403, True)


# --- Words -------------------------------------------------------------------------------------------------

ENGLISH = re.compile(
    r"\b(the|your|you|sign|email address|password reset|please|enter|forgot|remember)\b", re.IGNORECASE
)
FORMAL = re.compile(r"(?<!\.)\b(u|uw)\b", re.IGNORECASE)


@pytest.mark.parametrize(
    "page",
    [
        LOGIN_PAGE,
        CODE_PAGE,
        "/account/logout/",
        "/account/signup/",
        "/account/inactive/",
        "/account/confirm-email/",
        "/account/confirm-email/abc/",
        "/account/password/set/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/1-abc/",
        "/account/password/reset/key/done/",
    ],
)
@pytest.mark.parametrize("who", ["client", "client_plain_user"])
def test_each_page_speaks_dutch_and_says_je(page: str, who: str, request: pytest.FixtureRequest) -> None:
    response = request.getfixturevalue(who).get(page, follow=True)
    assert response.status_code == 200
    text = words(response)
    assert (ENGLISH.findall(text), FORMAL.findall(text)) == ([], [])


def test_each_mail_speaks_dutch_and_says_je() -> None:
    factories.make_user(email=ADDRESS, password=factories.PASSWORD)
    for page in (CODE_PAGE, "/account/password/reset/"):
        for email in (ADDRESS, "wie@raalte.example"):
            Client().post(page, {"email": email})
    texts = [f"{row.onderwerp}\n{row.tekst}\n{strip_tags(row.html)}" for row in Bericht.objects.all()]
    assert len(texts) == 4
    assert [(ENGLISH.findall(text), FORMAL.findall(text)) for text in texts] == [([], [])] * 4


def test_what_is_wrong_stands_with_the_field(client: Client) -> None:
    empty = words(client.post(CODE_PAGE, {"email": ""}))
    wrong = words(client.post(CODE_PAGE, {"email": "geen adres"}))
    needed = "Vul je e-mailadres in, bijvoorbeeld naam@gemeente.nl."
    assert ("Er klopt nog iets niet" in empty, needed in empty) == (True, True)
    assert "Dit is geen volledig e-mailadres" in wrong


def test_a_new_beheerder_proves_the_address_once(client: Client) -> None:
    """Who was made at the command line has proven nothing yet."""
    User.objects.create_superuser("bea@leerlab.example", "een-lang-wachtwoord-x")
    form = {"login": "bea@leerlab.example", "password": "een-lang-wachtwoord-x"}
    assert client.post("/account/login/?next=/beheer/", form)["Location"] == "/account/confirm-email/"
    mail = Bericht.objects.get()
    assert (mail.onderwerp, "Bevestig eerst dat dit e-mailadres van jou is." in mail.tekst) == (
        "Bevestig je e-mailadres",
        True,
    )
    [link] = re.findall(r"http://testserver(/account/confirm-email/\S+)", mail.tekst)
    assert client.get(link).status_code == 200
    assert client.post("/account/login/?next=/beheer/", form)["Location"] == "/account/confirm-email/"
    client.post(link)
    assert client.post("/account/login/?next=/beheer/", form)["Location"] == "/beheer/"
