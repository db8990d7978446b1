"""An organisator starts their day: what asks for attention, and one reeks in one place."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import NARROW, axe, too_wide
from tests.browser.portal import Portal
from tests.browser.steps import sign_in_as_organiser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def known(portal: Portal) -> dict[str, int]:
    said = portal.manage("shell", "-v0", "-c", "from tests.browser import scene_start; scene_start.tell()")
    found: dict[str, int] = json.loads(said.splitlines()[-1])
    return found


def test_from_what_asks_for_attention_to_where_it_is_done(page: Page, known: dict[str, int]) -> None:
    sign_in_as_organiser(page)
    reeks = f"/beheer/programmes/reeks/{known['reeks']}"
    todo = page.get_by_role("region", name="Wat vraagt nu om aandacht?")
    line = todo.get_by_role("listitem").filter(has_text="Om te beginnen").filter(has_text="Beslis over 1 aanvraag")
    page.wait_for_load_state()
    # The tests before this one may have left so much to do that some of it is folded.
    for more in todo.get_by_text(re.compile(r"^En nog \d+$")).all():
        more.click()
    line.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"{reeks}/deelnemers/#aanvragen$"))
    expect(page.get_by_role("heading", name="Aanvragen")).to_be_in_viewport()

    page.get_by_role("navigation", name="Over deze reeks").get_by_role("link", name="Overzicht").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Om te beginnen")
    place = page.get_by_role("link", name=re.compile("^Kies een locatie voor “Sessie 1”"))
    place.click()
    expect(page).to_have_url(re.compile(f"{reeks}/change/#id_sessies-0-locatie$"))
    expect(page.locator("#id_sessies-0-locatie")).to_be_visible()


def test_the_matrix_is_searched(page: Page, known: dict[str, int]) -> None:
    sign_in_as_organiser(page)
    page.goto("/beheer/")
    page.get_by_role("row", name="Om te beginnen").get_by_role("link").click()
    page.get_by_role("link", name="Wie komt wanneer").click()
    expect(page.get_by_role("region", name="Wie komt wanneer").get_by_role("rowheader")).to_have_count(3)
    page.get_by_label("Naam of e-mailadres").fill("wietske")
    page.get_by_role("button", name="Zoek").click()
    row = page.get_by_role("row", name="Wietske Wacht")
    expect(row.get_by_role("cell")).to_contain_text("Aanvraag")
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"/aanmelding/{known['asks']}/change/$"))


def test_the_pages_are_accessible_and_fit(page: Page, known: dict[str, int]) -> None:
    sign_in_as_organiser(page)
    reeks = f"/beheer/programmes/reeks/{known['reeks']}"
    broken: dict[str, list[str]] = {}
    for path in ("/beheer/", f"{reeks}/overzicht/", f"{reeks}/wie-komt/", f"{reeks}/deelnemers/"):
        page.goto(path)
        found = axe(page)
        page.set_viewport_size({"width": NARROW, "height": 640})
        found += [*axe(page), *too_wide(page)]
        # Django's colours fade over from light to dark, so the page is opened anew.
        page.emulate_media(color_scheme="dark")
        page.goto(path)
        found += axe(page, only=["color-contrast"])
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        broken[path] = found
    assert broken == {path: [] for path in broken}
