"""Participants sign in with a code from their mail and see all they take part in."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.portal import Portal
from tests.browser.steps import TITEL, errors, new_address, take_part

pytestmark = pytest.mark.browser


def test_signing_in_with_a_mailed_code(page: Page, new_page: NewPage, portal: Portal) -> None:
    email = new_address()
    take_part(page, portal, email=email)
    portal.mails_to(email, count=7)

    elsewhere = new_page()
    elsewhere.goto("/")
    elsewhere.get_by_role("link", name="Mijn leerlabs").click()
    elsewhere.goto("/account/")
    elsewhere.get_by_label("E-mailadres").fill(email)
    elsewhere.get_by_role("button", name="Mail mij een code").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Vul je code in")
    *_, mail = portal.mails_to(email, count=8)
    code = re.search(r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$", mail.text, re.MULTILINE)
    assert code, mail.text

    elsewhere.get_by_label("Code").fill("NIET-GOED")
    elsewhere.get_by_role("button", name="Bevestigen").click()
    expect(elsewhere).to_have_title("Fout: Vul je code in - Leerlabs voor gemeenten")
    errors(elsewhere).get_by_role("link").click()
    expect(elsewhere.get_by_label("Code")).to_be_focused()
    elsewhere.get_by_label("Code").fill(code[0])
    elsewhere.get_by_role("button", name="Bevestigen").click()

    expect(elsewhere).to_have_url(f"{portal.url}/mijn/")
    expect(elsewhere.get_by_text(f"Je bent ingelogd met {email}.")).to_be_visible()
    elsewhere.get_by_role("link", name=TITEL).click()
    expect(elsewhere.locator(".kaart .label")).to_have_text(["Je doet mee"] * 5)

    elsewhere.goto("/mijn/")
    elsewhere.get_by_role("button", name="Log uit").click()
    elsewhere.goto("/mijn/")
    expect(elsewhere.get_by_role("heading", level=1)).not_to_have_text("Mijn leerlabs")


def test_a_participant_has_no_way_into_beheer(page: Page, portal: Portal) -> None:
    """Nobody signs in at all without a password or code; the address of /beheer/ leads to the form to sign in."""
    page.goto("/beheer/programmes/reeks/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    assert page.url.startswith(f"{portal.url}/account/login/?next=")
