"""The gemeente follows from the mail domain where it is known, with a script at once and without one on sending."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.portal import Portal
from tests.browser.steps import REEKS, errors, new_address, send_form

pytestmark = pytest.mark.browser

FORM = f"/{REEKS}/aanmelden/"


def test_the_script_suggests_the_gemeente_and_says_so(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Je e-mailadres").fill("i.bos@Hardenberg.nl ")
    page.get_by_label("Je naam").focus()
    expect(page.get_by_label("Je gemeente").locator("option:checked")).to_have_text("Hardenberg")
    expect(page.get_by_role("status")).to_contain_text("We hebben Hardenberg gekozen")
    page.get_by_label("Je gemeente").select_option(label="Ommen")
    expect(page.get_by_role("status")).to_be_empty()


def test_a_choice_of_ones_own_is_never_replaced(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Je gemeente").select_option(label="Ommen")
    page.get_by_label("Je e-mailadres").fill("i.bos@hardenberg.nl")
    page.get_by_label("Je naam").focus()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Je gemeente").locator("option:checked")).to_have_text("Ommen")


def test_an_unknown_domain_suggests_nothing(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Je e-mailadres").fill("i.bos@bureau.example")
    with page.expect_response("**/gemeente-bij-domein/*") as answer:
        page.get_by_label("Je naam").focus()
    assert answer.value.json() == {"codes": []}
    expect(page.get_by_label("Je gemeente")).to_have_value("")


def test_only_the_domain_is_asked_for(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Je e-mailadres").fill("i.bos@raalte.nl")
    with page.expect_request("**/gemeente-bij-domein/*") as asked:
        page.get_by_label("Je naam").focus()
    assert asked.value.url.endswith("/gemeente-bij-domein/?domein=raalte.nl")


def test_without_a_script_sending_the_form_suggests_it(new_page: NewPage, portal: Portal) -> None:
    page = new_page(javascript=False)
    email = new_address(domain="hardenberg.nl")
    page.goto(FORM)
    page.get_by_label("Je naam").fill("Ingrid Bos")
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_label("De hele reeks").check()
    send_form(page)
    expect(errors(page).get_by_role("listitem")).to_have_text(
        ["Bij je e-mailadres hoort de gemeente Hardenberg. Die staat nu ingevuld. Klopt dat? Verstuur het dan."]
    )
    assert page.get_by_label("Je gemeente").locator("option[selected]").text_content() == "Hardenberg"
    portal.mails_to(email, count=0)

    send_form(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    portal.mails_to(email, count=1)
