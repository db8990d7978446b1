"""allauth's own pages in our layouts, elements and words: nothing of them is overridden page by page."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template.loader import get_template
from django.test import Client
from django.utils.html import strip_tags

from accounts.forms import CodeForm, LostPasswordForm, RequestCodeForm
from accounts.models import User
from accounts.passwords import link_for_mail
from tests import factories

pytestmark = pytest.mark.django_db
LOGIN, CODE, CONFIRM, RESET = (
    f"/account/{path}" for path in ("login/", "login/code/", "login/code/confirm/", "password/reset/")
)
ADDRESS = "anna@raalte.example"
SITE = " - Leerlabs voor gemeenten"
NO_ADDRESS = "Vul je e-mailadres in, bijvoorbeeld naam@gemeente.nl."


@pytest.fixture(autouse=True)
def _no_counts_of_others() -> None:
    cache.clear()  # allauth's own limits


@pytest.fixture
def anna() -> User:
    return factories.make_user(email=ADDRESS, password=factories.PASSWORD)


def html_of(response: Any) -> str:
    return str(response.content.decode())


def title_of(response: Any) -> str:
    """Return the title of a page as a browser shows it, after seeing that search engines leave the page alone."""
    html = html_of(response)
    assert '<meta name="robots" content="noindex">' in html
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found is not None
    title = " ".join(found[1].split())
    assert title.endswith(SITE)
    return title.removesuffix(SITE)


def test_no_page_of_allauth_is_replaced() -> None:
    ours = settings.BASE_DIR / "templates" / "account"
    assert [path.name for path in ours.iterdir() if path.is_file()] == []
    assert "allauth" in str(get_template("account/login.html").origin.name)  # type: ignore[attr-defined]


def test_every_page_has_a_title_of_its_own(client: Client, anna: User) -> None:
    titles = [title_of(client.get(path)) for path in (LOGIN, CODE, RESET)]
    titles.append(title_of(Client().post(CODE, {"email": ADDRESS}, follow=True)))
    titles.append(title_of(client.post(RESET, {"email": ADDRESS}, follow=True)))
    key_page = client.get(str(link_for_mail(str(anna.pk))), follow=True)
    titles.append(title_of(key_page))
    new = {"password1": "vier losse woorden", "password2": "vier losse woorden"}
    titles.append(title_of(client.post(key_page.redirect_chain[-1][0], new, follow=True)))
    titles.append(title_of(Client().get(key_page.redirect_chain[-1][0])))
    anna.refresh_from_db()
    client.force_login(anna)
    titles.append(title_of(client.get("/account/logout/")))
    assert titles == [
        "Inloggen met een wachtwoord",
        "Inloggen met een code",
        "Nieuw wachtwoord",
        "Vul je code in",
        "Nieuw wachtwoord: kijk in je mail",
        "Nieuw wachtwoord kiezen met de link uit je mail",
        "Nieuw wachtwoord kiezen: gelukt",
        "Nieuw wachtwoord kiezen: deze link werkt niet meer",
        "Uitloggen",
    ]


@pytest.mark.parametrize("path", [LOGIN, CODE, CONFIRM, RESET])
def test_a_form_that_is_not_right_says_so_in_the_title_and_above_the_form(path: str, client: Client) -> None:
    if path == CONFIRM:
        client.post(CODE, {"email": ADDRESS})
    right, wrong = client.get(path), client.post(path, {})
    assert title_of(wrong) == f"Fout: {title_of(right)}"
    html = html_of(wrong)
    assert ("foutenoverzicht" in html_of(right), html.count('id="foutenoverzicht"')) == (False, 1)
    assert html.index('id="foutenoverzicht"') < html.index('<form class="formulier"')


def test_the_controls_are_those_of_the_template_pack(client: Client) -> None:
    form = re.search(r'<form class="formulier".*?</form>', html_of(client.get(LOGIN)), re.DOTALL)
    assert form is not None
    required = ' class="utrecht-textbox utrecht-textbox--html-input" aria-required="true">'
    assert re.findall(r"<input (?!type=\"hidden\")[^>]*>", form[0]) == [
        '<input type="email" name="login" autocomplete="email" maxlength="320" id="id_login"' + required,
        '<input type="password" name="password" autocomplete="current-password" id="id_password"'
        + required.replace(">", ' aria-describedby="id_password_after">'),
    ]
    assert " novalidate>" in form[0]
    assert re.findall(r"<a [^>]*>[^<]*</a>", form[0]) == [
        f'<a href="{RESET}">Wachtwoord vergeten of nog niet gekozen?</a>'
    ]


def test_the_way_for_deelnemers_stands_above_the_form_for_organisatoren(client: Client) -> None:
    html = html_of(client.get(LOGIN))
    visible = re.sub(r"<script.*?</script>", "", html[html.index("<main") : html.index("</main>")], flags=re.DOTALL)
    main = " ".join(strip_tags(visible).split())
    assert main == (
        "Inloggen Hier log je in als organisator. Doe je mee met een leerlab? Log dan in met een code per mail. "
        "Je hebt geen wachtwoord nodig. E-mailadres Wachtwoord Wachtwoord vergeten of nog niet gekozen? Inloggen "
        "Inloggen met een passkey Inloggen met een code "
        "Een passkey werkt alleen als JavaScript aanstaat in je browser."
    )
    assert client.get("/account/signup/").headers["Location"] == CODE


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        (RequestCodeForm, "email", NO_ADDRESS),
        (LostPasswordForm, "email", NO_ADDRESS),
        (CodeForm, "code", "Vul de code in die in je mail staat."),
    ],
)
def test_an_empty_field_is_named(form: Any, field: str, message: str) -> None:
    assert form({}).errors == {field: [message]}


def test_an_empty_form_to_sign_in_names_both_fields(client: Client) -> None:
    summary = re.findall(r'<li><a href="(#\w+)">([^<]*)</a></li>', html_of(client.post(LOGIN, {})))
    assert summary[:2] == [("#id_login", NO_ADDRESS), ("#id_password", "Vul je wachtwoord in.")]
