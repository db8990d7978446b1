"""A full reeks as a visitor meets it: seen in the list, told before signing up, and then on its waiting list."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.every_page import Scene
from tests.browser.looks import too_wide
from tests.browser.steps import confirm, fill_in_person, new_address

pytestmark = pytest.mark.browser

FULL = "/zeeland/helemaal-vol/"
CHOSEN = "/zeeland/organisator-kiest/"
ALMOST = "/zeeland/bijna-vol/"


def sign_up_for_a_full_reeks(page: Page, scene: Scene) -> None:
    """Go from the page of the provincie to the waiting list of a full reeks, and see that all doors say the same."""
    email = new_address(domain="middelburg.nl")
    page.goto("/zeeland/")
    card = page.locator(".reeks-kaart", has=page.get_by_role("link", name="Helemaal vol"))
    expect(card.locator(".label")).to_have_text("Vol, je komt op de wachtlijst")
    card.get_by_role("link", name="Helemaal vol").click()
    page.get_by_role("link", name="Op de wachtlijst").first.click()
    expect(page.get_by_role("heading", name="Vol: je komt op de wachtlijst")).to_be_visible()
    fill_in_person(page, email=email, gemeente="Middelburg")
    page.get_by_label("Wat heb je nodig om mee te doen?").fill("Glutenvrij")
    page.get_by_role("button", name="Op de wachtlijst").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    expect(page.get_by_text("of dat je op de wachtlijst staat")).to_be_visible()
    found = scene.portal.rows(
        "SELECT a.status, a.houdt_plaats, b.tekst FROM registrations_aanmelding a "
        "JOIN registrations_behoefte b ON b.aanmelding_id = a.id WHERE a.email = ?",
        email,
    )
    assert found == [("onbevestigd", 0, "Glutenvrij")]
    assert len(scene.portal.mails_to(email, count=1)) == 1


def test_a_visitor_comes_on_the_waiting_list(page: Page, scene: Scene) -> None:
    sign_up_for_a_full_reeks(page, scene)


def test_the_same_without_a_script_on_a_telephone(new_page: NewPage, scene: Scene) -> None:
    sign_up_for_a_full_reeks(new_page(width=320, javascript=False), scene)


def test_somebody_without_a_gemeente_asks_for_a_place(page: Page, scene: Scene) -> None:
    email = new_address(domain="huisarts.example")
    page.goto(CHOSEN)
    page.get_by_role("link", name="Aanmelden").first.click()
    expect(page.get_by_role("heading", name="De organisator kiest wie meedoet")).to_be_visible()
    page.get_by_label("Je naam").fill("Ingrid Bos")
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_label("De hele reeks").check()
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("link", name="Kies je gemeente. Werk je niet bij een gemeente? Vul dan je organisatie in.").click()
    expect(page.get_by_label("Je gemeente")).to_be_focused()
    page.get_by_label("Je organisatie").fill("Huisartsenpost")
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    of_person = "SELECT organisatie, gemeente_id FROM registrations_aanmelding WHERE email = ?"
    assert scene.portal.rows(of_person, email) == [("Huisartsenpost", None)]


def test_the_link_to_send_on_is_copied_and_counted(page: Page, scene: Scene) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=scene.portal.url)
    page.goto(ALMOST)
    page.get_by_role("region", name="Stuur deze uitnodiging door").get_by_role("button", name="Kopieer de link").click()
    expect(page.get_by_text("De link is gekopieerd.")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link == f"{scene.portal.url}{ALMOST}aanmelden/?via=collega"
    assert page.get_by_label("Link naar de aanmelding").input_value() == link
    page.goto(f"{link}&gemeente=GM0687")
    expect(page.get_by_label("Je gemeente")).to_have_value("GM0687")
    email = new_address(domain="middelburg.nl")
    page.get_by_label("Je naam").fill("Ingrid Bos")
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_label("De hele reeks").check()
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    counted = (
        "SELECT d.aantal FROM registrations_doorverwijzing d JOIN programmes_reeks r ON r.id = d.reeks_id "
        "WHERE r.slug = 'bijna-vol'"
    )
    assert scene.portal.rows(counted) == []
    [mail] = scene.portal.mails_to(email, count=1)
    confirm(page, mail)
    assert scene.portal.rows(counted) == [(1,)]


def test_a_gemeente_that_may_not_come_is_not_suggested(page: Page, scene: Scene) -> None:
    page.goto(f"{ALMOST}aanmelden/")
    page.get_by_label("Je e-mailadres").fill("i.bos@raalte.nl")
    with page.expect_response("**/gemeente-bij-domein/**"):
        page.get_by_label("Je e-mailadres").blur()
    expect(page.get_by_label("Je gemeente")).to_have_value("")
    expect(page.get_by_role("status")).to_have_text("")
    assert scene.portal.url in page.url


def test_what_is_said_of_places_fits_a_telephone(new_page: NewPage, scene: Scene) -> None:
    page = new_page(width=320)
    for path in (ALMOST, f"{ALMOST}aanmelden/", FULL, f"{FULL}aanmelden/verstuurd/", CHOSEN, "/zeeland/"):
        page.goto(path)
        assert too_wide(page) == [], path
    assert scene.portal.url in page.url
