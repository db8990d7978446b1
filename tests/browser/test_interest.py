"""Who can not come leaves interest, and can take it back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.portal import Portal
from tests.browser.steps import REEKS, fill_in_person, new_address

pytestmark = pytest.mark.browser


def test_interest_is_left_and_taken_back(page: Page, portal: Portal) -> None:
    email = new_address()
    before = portal.stand(REEKS)
    page.goto(f"/{REEKS}/")
    page.get_by_role("link", name="Ik kan niet, maar heb wel interesse").first.click()
    fill_in_person(page, email=email)
    page.get_by_label("Wil je er iets bij zeggen?").fill("Ik kan niet op maandag.")
    page.get_by_role("button", name="Belangstelling doorgeven").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt, we weten dat je interesse hebt")

    kept = "SELECT naam, toelichting FROM registrations_belangstelling WHERE email = ?"
    assert portal.rows(kept, email) == [("Ingrid Bos", "Ik kan niet op maandag.")]
    assert portal.stand(REEKS) == before, "interest takes no place"
    (mail,) = portal.mails_to(email, count=1)

    page.goto(mail.link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Wil je je belangstelling intrekken?")
    assert len(portal.rows(kept, email)) == 1, "opening the link changes nothing"
    page.get_by_role("button", name="Trek mijn belangstelling in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je belangstelling is ingetrokken")
    assert portal.rows(kept, email) == []
