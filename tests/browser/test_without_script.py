"""All of it works without JavaScript: on a locked-down laptop, or when a file does not arrive."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.portal import Portal
from tests.browser.steps import TITEL, fill_in_person, new_address, send_form

pytestmark = pytest.mark.browser


def test_the_whole_sign_up_without_a_script(new_page: NewPage, portal: Portal) -> None:
    page = new_page(javascript=False)
    email = new_address()
    page.goto("/?provincie=overijssel")
    page.get_by_role("link", name=TITEL, exact=True).click()
    page.get_by_role("link", name="Aanmelden").first.click()
    fill_in_person(page, email=email)
    page.get_by_label("Losse bijeenkomsten").check()
    page.get_by_label("Kick-off").check()
    send_form(page)
    (asked,) = portal.mails_to(email, count=1)

    page.goto(asked.link)
    page.get_by_role("button", name="Bevestig mijn aanmelding").click()
    expect(page.get_by_role("status").first).to_contain_text("je aanmelding is bevestigd")
    page.get_by_role("button", name="Ik doe mee met Sessie 1").click()
    expect(page.get_by_role("status").first).to_contain_text("je doet mee")
    page.get_by_role("link", name="Meld je af voor alles").click()
    page.get_by_role("button", name="Ja, meld mij af").click()
    expect(page.get_by_role("status").first).to_contain_text("Je bent afgemeld voor alles")
    assert portal.rows("SELECT status FROM registrations_aanmelding WHERE email = ?", email) == [("afgemeld",)]
