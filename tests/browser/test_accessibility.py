"""WCAG 2.2 AA on every kind of page, by axe and by what axe does not look at."""

from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.every_page import BY_NAME, PAGES, Kind, Scene, signed_in, visit
from tests.browser.looks import (
    NARROW,
    axe,
    hidden_focus,
    labels_aside,
    lost_in_forced_colors,
    skip_link,
    small_targets,
    structure,
    too_wide,
    unannounced_errors,
)

pytestmark = pytest.mark.browser

NOT_A_PAGE = {
    "eigen-agenda",
    "gezond", "gemeente-bij-domein", "huisstijl-css", "huisstijl-logo", "handvatten-pdf",
    "aanmelding-agenda", "deelname-agenda", "provincie-agenda", "reeks-agenda", "sessie-agenda",
    "handleiding-beeld", "favicon", "robots-txt", "security-txt", "service-worker", "sitemap",
    "wakker", "mfa_download_recovery_codes", "materiaal", "aanmelding-materiaal", "deskundige-foto",
}  # fmt: skip
"""Addresses that answer a machine, or a program for PDFs or calendars."""
POST_ONLY = {
    "aanmelding-bevestigen", "aanmelding-aannemen", "aanmelding-vrije-plaats",
    "deelname-aannemen", "deelname-weigeren", "deelname-meedoen", "deelname-afmelden",
    "deelname-kan-nog", "deelname-toch-komen", "deelname-gastheer-intrekken", "overal-uitloggen", "sso-los",
}  # fmt: skip
"""They send on to a page."""
LOOK_IN_YOUR_MAIL = "Kijk in je mail - Leerlabs voor gemeenten"
"""What several pages say on purpose."""
OF_BEHEER = {"handleiding", "handleiding-hoofdstuk"}
"""In the looks of Django's admin: see test_handbook.py."""
REDIRECTS = {
    "account", "account_email", "account_signup", "alsnog", "mfa_login_webauthn", "socialaccount_connections",
    "socialaccount_login_cancelled",
}  # fmt: skip
"""They send on to a page as well."""
ELSEWHERE = {
    "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp", "mfa_edit_webauthn",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_remove_webauthn", "openid_connect_login",
    "openid_connect_callback",
}  # fmt: skip
"""They want a second factor or an identity provider: test_second_factor.py and tests/accounts/test_oidc.py."""


def names(resolver: URLResolver) -> set[str]:
    """Return the names of all addresses but those of the admin, which is Django's own."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            found.add(str(pattern.name))
        elif pattern.namespace is None:
            found |= names(pattern)
    return found


def test_no_page_is_forgotten() -> None:
    assert names(get_resolver("leerlab.urls")) - NOT_A_PAGE - POST_ONLY - OF_BEHEER - REDIRECTS - ELSEWHERE == {
        kind.url for kind in PAGES if kind.url
    }


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    """The titles seen so far, each with the name of its address."""
    return {}


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
def test_the_page_is_accessible(
    kind: Kind, wiped_page: Page, watch: Watch, scene: Scene, titles: dict[str, str]
) -> None:
    """All of it at a desk and at 320 px (a laptop at 400 %), the colours also when dark and when forced."""
    watch.allowed.add(kind.status)
    page = wiped_page
    visit(kind, page, scene)
    found = {"page": wrong_address(kind, page), "structure": structure(page), "desk": axe(page)}
    found["title"] = taken_title(kind, page.title(), titles)
    found["errors"] = unannounced_errors(page) if "-fout" in kind.name else []
    found |= {"skip": skip_link(page), "focus": hidden_focus(page), "targets": small_targets(page)}
    found["labels"] = labels_aside(page)
    page.set_viewport_size({"width": NARROW, "height": 640})
    found |= {"narrow": axe(page), "narrow targets": small_targets(page), "too wide": too_wide(page)}
    page.emulate_media(color_scheme="dark")
    found["dark"] = axe(page, only=["color-contrast"])
    page.emulate_media(color_scheme="dark", forced_colors="active")
    found["forced colors"] = lost_in_forced_colors(page)
    wrong = [f"{check}: {line}" for check, lines in found.items() for line in lines]
    assert not wrong, "\n" + "\n".join(wrong)


def wrong_address(kind: Kind, page: Page) -> list[str]:
    """Compare the table with where the page really is."""
    path = urlsplit(page.url).path
    is_right = not kind.url or resolve(path, "leerlab.urls").url_name == kind.url
    return [] if is_right else [f"{path} is not {kind.url}"]


def taken_title(kind: Kind, title: str, titles: dict[str, str]) -> list[str]:
    """Compare a title with those seen before: only pages at one address may share theirs."""
    if title == LOOK_IN_YOUR_MAIL:
        return []
    owner = titles.setdefault(title, kind.url or kind.name)
    return [] if owner == (kind.url or kind.name) else [f"{title} is the title of {owner} too"]


@pytest.mark.parametrize("name", ["reeks", "handvatten"])
def test_paper_has_no_menu(name: str, wiped_page: Page, scene: Scene) -> None:
    page = wiped_page
    visit(BY_NAME[name], page, scene)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("nav").locator("visible=true")).to_have_count(0)
    expect(page.locator("form").locator("visible=true")).to_have_count(0)


BEHEER = [
    "/beheer/",
    "/beheer/programmes/reeks/",
    "/beheer/programmes/reeks/?q=benaderde",
    "/beheer/programmes/reeks/1/change/",
    "/beheer/programmes/reeks/add/",
    "/beheer/registrations/aanmelding/",
    "/beheer/registrations/agendareactie/",
    "/beheer/programmes/reeks/1/deelnemers/",
    "/beheer/programmes/reeks/1/overzicht/",
    "/beheer/programmes/reeks/1/wie-komt/",
    "/beheer/programmes/reeks/1/gaat-niet-door/",
    "/beheer/programmes/reeks/1/sluiten/",
    "/beheer/programmes/reeks/1/publiceren/",
    "/beheer/programmes/reeks/nieuw/",
    "/beheer/learning/handvatten/",
]
"""Pages of Django's admin; static/css/beheer.css and programmes/named_dates.py mend what its own templates break."""


def test_beheer_is_accessible_too(page: Page, scene: Scene) -> None:
    broken: dict[str, list[str]] = {}
    for path in BEHEER:
        signed_in("organiser", path)(page, scene)
        broken[path] = axe(page, landmarks=False)
    assert broken == {path: [] for path in BEHEER}
