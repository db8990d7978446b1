"""A form that is not right says so where people look, hear and are, and keeps what they filled in."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.portal import Portal
from tests.browser.steps import REEKS, TITEL, errors, new_address, send_form

pytestmark = pytest.mark.browser

FORM = f"/{REEKS}/aanmelden/"
NO_NAMENS = "Kies je gemeente. Werk je niet bij een gemeente? Vul dan je organisatie in."
ASKED_FOR = {
    "Vul je naam in.": "id_naam",
    "Vul je e-mailadres in, bijvoorbeeld naam@gemeente.nl.": "id_email",
    NO_NAMENS: "id_gemeente",
    "Kies of je de hele reeks volgt of losse bijeenkomsten.": "id_omvang_0",
}


def test_an_empty_form_gives_a_summary_with_the_focus_on_it(page: Page, portal: Portal) -> None:
    page.goto(FORM)
    send_form(page)
    expect(page).to_have_title(f"Fout: Aanmelden voor {TITEL} - Leerlabs voor gemeenten")
    expect(errors(page).get_by_role("listitem")).to_have_text(list(ASKED_FOR))
    assert page.url == f"{portal.url}{FORM}"


@pytest.mark.parametrize(("message", "field"), ASKED_FOR.items())
def test_each_message_leads_to_its_field(page: Page, message: str, field: str) -> None:
    page.goto(FORM)
    send_form(page)
    errors(page).get_by_role("link", name=message).click()
    expect(page.locator(f"#{field}")).to_be_focused()
    expect(page.locator(f"#{field}")).to_be_in_viewport()
    expect(page.locator(".utrecht-form-field-error-message", has_text=message)).to_be_in_viewport(ratio=1)


def test_a_field_with_an_error_tells_a_screen_reader_so(page: Page) -> None:
    page.goto(FORM)
    send_form(page)
    for label, message in (("Je naam", "Vul je naam in."), ("Je gemeente", NO_NAMENS)):
        expect(page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label(label)).to_have_accessible_description(message)
    omvang = page.get_by_role("radiogroup", name="Waar wil je bij zijn?")
    expect(omvang).to_have_attribute("aria-invalid", "true")
    expect(omvang).to_have_accessible_description("Kies of je de hele reeks volgt of losse bijeenkomsten.")


def test_what_was_filled_in_stays(page: Page, portal: Portal) -> None:
    page.goto(FORM)
    page.get_by_label("Je naam").fill("Ingrid Bos")
    page.get_by_label("Je e-mailadres").fill("ingrid.zonder-apenstaartje")
    page.get_by_label("Je gemeente").select_option(label="Ommen")
    page.get_by_label("Je functie").fill("Adviseur energie")
    page.get_by_label("Losse bijeenkomsten").check()
    page.get_by_label("Sessie 3: Doelgroep Z").check()
    send_form(page)
    expect(errors(page).get_by_role("listitem")).to_have_text(
        ["Dit is geen volledig e-mailadres. Vul een adres in zoals naam@gemeente.nl."]
    )
    expect(page.get_by_label("Je naam")).to_have_value("Ingrid Bos")
    expect(page.get_by_label("Je e-mailadres")).to_have_value("ingrid.zonder-apenstaartje")
    expect(page.get_by_label("Je gemeente").locator("option:checked")).to_have_text("Ommen")
    expect(page.get_by_label("Je functie")).to_have_value("Adviseur energie")
    expect(page.get_by_label("Losse bijeenkomsten")).to_be_checked()
    expect(page.get_by_label("Sessie 3: Doelgroep Z")).to_be_checked()

    email = new_address()
    page.get_by_label("Je e-mailadres").fill(email)
    send_form(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    assert portal.rows("SELECT naam, functie FROM registrations_aanmelding WHERE email = ?", email) == [
        ("Ingrid Bos", "Adviseur energie")
    ]


def test_single_sessies_without_a_choice_ask_for_one(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Je naam").fill("Ingrid Bos")
    page.get_by_label("Je e-mailadres").fill(new_address())
    page.get_by_label("Je gemeente").select_option(label="Raalte")
    page.get_by_label("Losse bijeenkomsten").check()
    send_form(page)
    link = errors(page).get_by_role("link")
    expect(link).to_have_text("Kies minstens één bijeenkomst, of kies voor de hele reeks.")
    link.click()
    expect(page.get_by_label("Kick-off")).to_be_focused()


def test_no_field_shows_a_balloon_or_hides_its_label_in_itself(page: Page) -> None:
    page.goto(FORM)
    controls = page.locator("main form").locator("input, select, textarea")
    assert (
        controls.evaluate_all("all => all.filter(one => one.required || one.placeholder || one.disabled).length") == 0
    )
    send_form(page)
    errors(page)


def test_every_option_is_as_large_as_it_looks(page: Page) -> None:
    page.goto(FORM)
    options = page.locator(".optie")
    for number in range(options.count()):
        option = options.nth(number)
        box = option.bounding_box()
        assert box
        assert (box["width"] >= 44, box["height"] >= 44) == (True, True)
        option.click(position={"x": box["width"] - 3, "y": box["height"] - 3})
        expect(option.locator("input")).to_be_checked()
        if number == 0:
            page.get_by_label("Losse bijeenkomsten").check()


def test_the_fields_stand_in_the_order_in_which_people_think(page: Page) -> None:
    page.goto(FORM)
    names = page.locator("main form").evaluate(
        "form => [...new Set([...form.elements].map(field => field.name))].filter(name => name)"
    )
    assert [name for name in names if name not in {"csrfmiddlewaretoken", "website"}] == [
        "naam", "email", "gemeente", "organisatie", "functie", "omvang", "sessies", "nodig", "via",
    ]  # fmt: skip
