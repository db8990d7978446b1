"""An organiser mails deelnemers on a telephone without JavaScript, and looks at what went out."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.looks import TOO_WIDE, axe
from tests.browser.portal import Portal
from tests.browser.steps import sign_in_as_organiser

pytestmark = pytest.mark.browser

WIDTH = 360


@pytest.fixture(scope="module")
def known(portal: Portal) -> dict[str, int]:
    said = portal.manage("shell", "-v0", "-c", "from tests.browser import scene_places; scene_places.tell()")
    found: dict[str, int] = json.loads(said.splitlines()[-1])
    return found


def write(page: Page, reeks: int) -> None:
    """Fill in a mail to everybody with a place, and look at it."""
    page.goto(f"/beheer/programmes/reeks/{reeks}/mails/nieuw/")
    page.get_by_label("Onderwerp:").fill("Tot {datum}")
    page.get_by_label("Tekst:").fill("Dag {naam},\n\nKijk op https://www.voorbeeld.nl of op {link}.")
    page.get_by_role("button", name="Laat de mail zien").click()
    expect(page.get_by_role("heading", name="Kijk de mail na")).to_be_visible()


def test_a_mail_goes_out_without_javascript(new_page: NewPage, known: dict[str, int]) -> None:
    page = new_page(width=WIDTH, javascript=False)
    sign_in_as_organiser(page)
    write(page, known["reeks"])
    page.get_by_role("button", name="Terug").click()
    expect(page.get_by_label("Onderwerp:")).to_have_value("Tot {datum}")
    page.get_by_role("button", name="Laat de mail zien").click()
    page.get_by_role("button", name="Stuur mij een proef").click()
    expect(page.get_by_text("De proef gaat naar")).to_be_visible()
    page.get_by_role("button", name="Verstuur nu").click()
    expect(page.get_by_text("De mail gaat nu weg naar")).to_be_visible()
    expect(page.get_by_role("link", name="Tot {datum}").first).to_be_visible()
    write(page, known["reeks"])
    page.get_by_label("Datum:").fill("2000-01-01")
    page.get_by_label("Tijd:").fill("09:00")
    page.get_by_role("button", name="Plan de mail").click()
    expect(page.get_by_text("Dit moment is al geweest.")).to_be_visible()


def test_the_pages_are_accessible_on_a_telephone(new_page: NewPage, known: dict[str, int]) -> None:
    page = new_page(width=WIDTH)
    sign_in_as_organiser(page)
    reeks = f"/beheer/programmes/reeks/{known['reeks']}"
    broken: dict[str, list[str]] = {}

    def check(name: str) -> None:
        broken[name] = [*axe(page, landmarks=False), *page.evaluate(TOO_WIDE, WIDTH)]

    for name in ("mails", "mails/nieuw", "berichten"):
        page.goto(f"{reeks}/{name}/")
        check(name.replace("/", "-"))
    page.locator("table a[href*='/berichten/']").first.click()
    check("bericht")
    write(page, known["reeks"])
    check("voorbeeld")
    page.get_by_role("button", name="Verstuur nu").click()
    page.get_by_role("link", name="Tot {datum}").first.click()
    check("mail")
    page.goto(f"{reeks}/mails/nieuw/")
    page.get_by_role("button", name="Laat de mail zien").click()
    check("fouten")
    assert broken == {path: [] for path in broken}
