"""Error pages: Dutch, ours, the same whatever DEBUG is, and without a word about what went wrong inside."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings

from leerlab import error_pages
from tests.leerlab.broken_urls import SECRET

TITLES = {
    "400": "Dit verzoek klopt niet",
    "403": "Je mag deze pagina niet bekijken",
    "404": "Deze pagina bestaat niet",
    "429": "Even wachten",
    "500": "Er ging iets mis",
    "503": "Even niet bereikbaar",
    "csrf": "Dit formulier is verlopen",
}


@pytest.fixture(autouse=True)
def _broken_views() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.leerlab.broken_urls"):
        yield


@pytest.fixture
def visitor() -> Client:
    """A browser, to which an error is an answer."""
    return Client(raise_request_exception=False)


def title(html: str) -> str:
    """Return the heading of a page."""
    found = re.search(r"<h1>(.*?)</h1>", html)
    assert found is not None
    return unescape(found[1])


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    ("path", "status", "page"),
    [
        ("/kapot/bad-request/", 400, "400"),
        ("/kapot/suspicious/", 400, "400"),
        ("/kapot/too-large/", 400, "400"),
        ("/kapot/out-of-range/", 400, "400"),
        ("/kapot/forbidden/", 403, "403"),
        ("/kapot/not-found/", 404, "404"),
        ("/kapot/mistake/", 500, "500"),
        ("/kapot/clash/", 500, "500"),
        ("/kapot/database-away/", 503, "503"),
        ("/kapot/connection-lost/", 503, "503"),
        ("/bestaat-niet/", 404, "404"),
        ("/bestaat/niet/echt/waar/niet.html", 404, "404"),
        ("/?provincie=%00", 400, "400"),
    ],
)
def test_each_error_has_its_own_dutch_page(path: str, status: int, page: str, debug: bool, visitor: Client) -> None:  # noqa: FBT001
    with override_settings(DEBUG=debug):
        response = visitor.get(path)
    html = response.content.decode()
    assert (response.status_code, title(html), response["Content-Type"]) == (
        status,
        TITLES[page],
        "text/html; charset=utf-8",
    )
    assert (SECRET in html, "Traceback" in html, 'lang="nl"' in html, "noindex" in html) == (False, False, True, True)
    assert response.get("Retry-After") == ("10" if status == 503 else None)


@pytest.mark.django_db
def test_a_session_that_can_not_be_saved_is_503(visitor: Client) -> None:
    with override_settings(SESSION_ENGINE="tests.leerlab.broken_sessions"):
        response = visitor.get("/kapot/remembers/")
    assert (response.status_code, response["Retry-After"], title(response.content.decode())) == (
        503,
        "10",
        TITLES["503"],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
def test_a_wrong_host_is_a_bad_request(debug: bool, visitor: Client) -> None:  # noqa: FBT001
    with override_settings(DEBUG=debug):
        response = visitor.get("/", headers={"host": "boef.example"})
    assert (response.status_code, title(response.content.decode())) == (400, TITLES["400"])


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
def test_a_form_without_its_token(debug: bool) -> None:  # noqa: FBT001
    with override_settings(DEBUG=debug):
        response = Client(enforce_csrf_checks=True).post("/aanmelding/kwijt/", {"email": "a@raalte.example"})
    assert (response.status_code, title(response.content.decode())) == (403, TITLES["csrf"])


@pytest.mark.django_db
def test_too_many_requests_of_allauth_get_our_page(visitor: Client) -> None:
    cache.clear()
    answers = [visitor.post("/account/password/reset/", {"email": "a@raalte.example"}) for _ in range(4)]
    cache.clear()
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert title(answers[-1].content.decode()) == TITLES["429"]


def test_error_pages_need_no_database() -> None:
    # No mark: a test without one that asks the database anything fails.
    for status, handler in error_pages.HANDLERS.items():
        response = handler(RequestFactory().get("/"))
        assert (response.status_code, title(response.content.decode())) == (status, TITLES[str(status)])


def test_each_template_has_its_test() -> None:
    templates = Path(settings.BASE_DIR) / "templates" / "errors"
    # The service worker shows `offline`, when there is nobody to answer.
    assert {file.stem for file in templates.glob("*.html")} - {"offline"} == set(TITLES)


@pytest.mark.parametrize("page", sorted(TITLES))
def test_each_page_says_what_to_do_and_leads_on(page: str) -> None:
    html = error_pages.error_page(418, page).content.decode()
    text = re.sub(r"<[^>]+>", " ", html)
    way_on = '<a class="nl-button nl-button--primary" href="/">Naar de agenda</a>'
    assert (title(html), way_on in html) == (TITLES[page], True)
    assert re.findall(r"\b(u|uw|the|error)\b", text, re.IGNORECASE) == []
