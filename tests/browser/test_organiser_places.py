"""An organisator divides the places of a reeks: limits, decisions, a spreadsheet of people."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import axe
from tests.browser.portal import Portal
from tests.browser.steps import sign_in_as_organiser
from tests.registrations.books import xlsx

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def known(portal: Portal) -> dict[str, int]:
    said = portal.manage("shell", "-v0", "-c", "from tests.browser import scene_places; scene_places.tell()")
    found: dict[str, int] = json.loads(said.splitlines()[-1])
    return found


def messages(page: Page) -> list[str]:
    found = page.locator("ul.messagelist").first.locator("li")
    # The page may still be coming in.
    found.first.wait_for()
    return [text.strip() for text in found.all_inner_texts()]


def save_limit(page: Page, reeks: int, value: str) -> str:
    """Change the places for gemeenten, and return what the page says."""
    page.goto(f"/beheer/programmes/reeks/{reeks}/change/")
    page.get_by_label("Plaatsen voor gemeenten:").fill(value)
    page.get_by_role("button", name="Opslaan en opnieuw bewerken").click()
    asks, answered = page.get_by_role("button", name="Opslaan", exact=True), page.locator("ul.messagelist")
    expect(page.get_by_role("button", name="Terug naar het formulier").or_(answered).first).to_be_visible()
    if page.get_by_role("button", name="Terug naar het formulier").is_visible():
        asks.click()
    expect(answered.first).to_be_visible()
    return "\n".join(messages(page))


def test_limits_decisions_and_a_spreadsheet(page: Page, portal: Portal, known: dict[str, int], tmp_path: Path) -> None:
    reeks = known["reeks"]
    overview = f"/beheer/programmes/reeks/{reeks}/deelnemers/"
    sign_in_as_organiser(page)

    assert "Er gaat een aanbod naar 1 persoon op de wachtlijst." in save_limit(page, reeks, "2")
    assert "1 boven het maximum: 2 gemeenten, en er is plaats voor 1." in save_limit(page, reeks, "1")
    assert "boven het maximum" not in save_limit(page, reeks, "4")

    page.goto(f"/beheer/programmes/reeks/{reeks}/change/")
    page.get_by_label("Vaste plaats voor:").fill("gemeente dalfsen")
    page.get_by_role("button", name="Opslaan en opnieuw bewerken").click()
    expect(page.get_by_label("Vaste plaats voor:")).to_have_value("Dalfsen")

    page.get_by_role("link", name="Bekijk en beslis").click()
    page.get_by_role("link", name="Toelaten: iedereen van Zwolle").click()
    page.get_by_role("button", name="Toelaten").click()
    assert "Zwolle: 2 personen toegelaten. Iedereen krijgt een mail." in messages(page)
    page.get_by_role("link", name="Afwijzen: iedereen van Deventer").click()
    page.get_by_role("button", name="Afwijzen").click()
    expect(page.get_by_text("Schrijf op waarom.")).to_be_visible()
    page.get_by_label("Waarom:").fill("We kozen deze keer voor kleinere gemeenten.")
    page.get_by_role("button", name="Afwijzen").click()
    assert page.url.endswith(overview)
    expect(page.get_by_role("heading", name="Aanvragen")).to_have_count(0)
    (mail,) = portal.mails_to("fay@deventer.example", count=1)
    assert "We kozen deze keer voor kleinere gemeenten." in mail.text

    path = tmp_path / "lijst.xlsx"
    path.write_bytes(xlsx([["Naam", "E-mail", "Gemeente"], ["Hanna", "hanna@zwolle.example", "gemeente zwolle"]]))
    page.get_by_role("link", name="Aanmeldingen inlezen").click()
    page.get_by_label("Bestand:").set_input_files(path)
    page.get_by_role("button", name="Laat zien wat er gebeurt").click()
    expect(page.get_by_text("De reeks staat nog niet op de website.")).to_be_visible()
    page.get_by_role("link", name="Kies een ander bestand").click()
    page.get_by_label("Bestand:").set_input_files(path)
    page.get_by_label("Deze mensen hebben al ja gezegd").check()
    page.get_by_role("button", name="Laat zien wat er gebeurt").click()
    row = page.get_by_role("row", name="hanna@zwolle.example")
    expect(row).to_contain_text("Aangemeld. Op de wachtlijst voor: Sessie 1.")
    assert portal.rows("SELECT 1 FROM registrations_aanmelding WHERE email = 'hanna@zwolle.example'") == []
    page.get_by_role("button", name="Alles inlezen").click()
    assert "Gelukt: 1 persoon ingelezen. De mails gaan nu weg." in messages(page)
    portal.mails_to("hanna@zwolle.example", count=2)


def test_the_pages_are_accessible(page: Page, known: dict[str, int], tmp_path: Path) -> None:
    sign_in_as_organiser(page)
    reeks, queued = f"/beheer/programmes/reeks/{known['reeks']}", f"/beheer/registrations/aanmelding/{known['queued']}"
    broken: dict[str, list[str]] = {}
    for path in (
        f"{reeks}/change/", f"{reeks}/deelnemers/", f"{reeks}/inlezen/", f"{queued}/change/", f"{queued}/plaatsen/",
        "/beheer/registrations/aanmelding/?wacht=reeks",
        f"/beheer/registrations/aanmelding/{known['inside']}/afmelden/",
    ):  # fmt: skip
        page.goto(path)
        broken[path] = axe(page, landmarks=False)
    page.goto(f"{reeks}/inlezen/")
    file = tmp_path / "lijst.csv"
    file.write_text("naam;email;gemeente\nHanna;hanna@raalte.example;Raalten\n")
    page.get_by_label("Bestand:").set_input_files(file)
    page.get_by_role("button", name="Laat zien wat er gebeurt").click()
    expect(page.get_by_text("Bedoel je: Raalte")).to_be_visible()
    broken["report"] = axe(page, landmarks=False)
    assert broken == {path: [] for path in broken}
