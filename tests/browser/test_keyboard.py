"""Signing up without touching the mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.portal import Portal
from tests.browser.steps import REEKS, errors, new_address

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, *, at_most: int = 40) -> None:
    """Press Tab until the focus is there; every stop on the way must be visible."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid", "focus is visible"
        if focused.evaluate("(element, selector) => element.matches(selector)", selector):
            expect(focused).to_be_in_viewport()
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto(f"/{REEKS}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Direct naar de inhoud")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_signing_up_with_the_keyboard_only(page: Page, portal: Portal) -> None:
    email = new_address()
    page.goto(f"/{REEKS}/")
    tab_to(page, "a[href$='/aanmelden/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aanmelden/")

    tab_to(page, "[name=naam]")
    page.keyboard.type("Ingrid Bos")
    tab_to(page, "[name=email]")
    page.keyboard.type(email)
    tab_to(page, "[name=gemeente]")
    page.keyboard.type("Omm")
    tab_to(page, "[name=functie]")
    tab_to(page, "[name=omvang]")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Losse bijeenkomsten")).to_be_checked()
    tab_to(page, "[name=sessies]")
    page.keyboard.press("Space")
    tab_to(page, "[name=sessies][value=sessie-2]")
    page.keyboard.press("Space")
    expect(page.get_by_label("Sessie 2")).to_be_checked()
    page.keyboard.press("Space")
    expect(page.get_by_label("Sessie 2")).not_to_be_checked()
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")

    (asked,) = portal.mails_to(email, count=1)
    page.goto(asked.link)
    tab_to(page, "form[action$='/bevestigen/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("je aanmelding is bevestigd")
    assert portal.rows(
        "SELECT g.weergavenaam, a.omvang, a.status FROM registrations_aanmelding a"
        " JOIN programmes_gemeente g ON g.id = a.gemeente_id WHERE a.email = ?",
        email,
    ) == [("Ommen", "sessies", "actief")]


def test_putting_errors_right_with_the_keyboard_only(page: Page) -> None:
    page.goto(f"/{REEKS}/aanmelden/")
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")
    links = errors(page).get_by_role("link")
    for number, name in enumerate(["naam", "email", "gemeente", "omvang"]):
        for _ in range(number + 1):
            tab_to(page, ".foutenoverzicht a")
        expect(links.nth(number)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(f"[name={name}]").first).to_be_focused()
        # From a field the way back is long; the heading is where the next person begins as well.
        page.locator("#foutenoverzicht").focus()


def test_the_focus_walks_the_form_in_the_order_of_the_page(page: Page) -> None:
    page.goto(f"/{REEKS}/aanmelden/")
    tab_to(page, "[name=naam]")
    seen = ["naam"]
    while seen[-1] != "submit":
        page.keyboard.press("Tab")
        seen.append(page.locator(":focus").evaluate("one => one.name || one.type || one.textContent"))
    assert seen == [
        "naam", "email", "gemeente", "organisatie", "functie", "omvang", "sessies", "sessies", "sessies", "sessies",
        "nodig", "Lees wat we met je gegevens doen", "submit",
    ]  # fmt: skip
