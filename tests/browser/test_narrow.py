"""At 320 px, which is also what a laptop shows at 400 % zoom, no page has to be scrolled sideways."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Watch
from tests.browser.portal import Portal
from tests.browser.steps import REEKS, errors, new_address, take_part

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/overijssel/",
    f"/{REEKS}/",
    f"/{REEKS}-2024/",
    "/noord-holland/dna-wijk-dorp/",
    f"/{REEKS}/kick-off/",
    f"/{REEKS}/sessie-1/",
    f"/{REEKS}/aanmelden/",
    f"/{REEKS}/aanmelden/verstuurd/",
    f"/{REEKS}-2024/aanmelden/",
    f"/{REEKS}/belangstelling/",
    f"/{REEKS}/belangstelling/verstuurd/",
    f"/{REEKS}-2024/sessie-1/handvatten/",
    "/aanmelding/kwijt/",
    "/aanmelding/kwijt/verstuurd/",
    "/account/login/",
    "/account/login/code/",
    "/account/password/reset/",
    "/bestaat/niet/",
]


def too_wide(page: Page) -> list[str]:
    """Return the elements that stick out; empty when the page fits."""
    if page.evaluate("document.scrollingElement.scrollWidth") <= 320:
        return []
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(element => element.getBoundingClientRect().right > 320)
            .map(element => element.outerHTML.slice(0, 120))"""
    )
    return found or ["the page itself"]


def test_public_pages_fit_on_a_small_phone(new_page: NewPage, watch: Watch) -> None:
    watch.allowed.add(404)
    page = new_page(width=320)
    wide = {}
    for path in PUBLIC:
        page.goto(path)
        wide[path] = too_wide(page)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert {path: elements for path, elements in wide.items() if elements} == {}


def test_an_empty_form_fits_with_its_errors(new_page: NewPage) -> None:
    page = new_page(width=320)
    page.goto(f"/{REEKS}/aanmelden/")
    page.get_by_role("button", name="Aanmelden").click()
    expect(errors(page)).to_be_in_viewport()
    assert too_wide(page) == []


def test_the_personal_page_fits(new_page: NewPage, portal: Portal) -> None:
    page = new_page(width=320)
    link = take_part(page, portal, email=new_address("een.heel.lange.naam.met.achternaam"))
    wide = {}
    for suffix in ("", "gegevens/", "afmelden/"):
        page.goto(f"{link}{suffix}")
        wide[suffix] = too_wide(page)
    assert wide == {"": [], "gegevens/": [], "afmelden/": []}


def test_every_title_is_its_own(new_page: NewPage, watch: Watch) -> None:
    watch.allowed.add(404)
    page = new_page()
    titles = {}
    for path in PUBLIC:
        page.goto(path)
        titles[path] = page.title()
    # These two say the same on purpose: look in your mail.
    del titles["/aanmelding/kwijt/verstuurd/"]
    assert len(set(titles.values())) == len(titles), titles
