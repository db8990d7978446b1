"""The handbook in /beheer/: an organisator finds help where the work is, and everybody can read it."""

import pytest
from playwright.sync_api import Page, expect

from programmes import handbook
from tests.browser.looks import NARROW, axe, too_wide
from tests.browser.steps import TITEL, sign_in_as_organiser

pytestmark = pytest.mark.browser


def test_help_is_where_the_work_is(page: Page) -> None:
    sign_in_as_organiser(page)
    page.goto("/beheer/programmes/reeks/?q=benaderde")
    page.get_by_role("link", name=TITEL, exact=True).click()
    page.locator(".object-tools").get_by_role("link", name="Hulp", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Een reeks maken en publiceren")
    for picture in page.locator(".handleiding img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("picture => picture.naturalWidth") == 800
    page.get_by_role("link", name="Alle hoofdstukken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Handleiding")


def test_every_chapter_can_be_read_by_everybody(page: Page) -> None:
    sign_in_as_organiser(page)
    found = {}
    for path in ("", *(f"{chapter.slug}/" for chapter in handbook.chapters())):
        page.goto(f"/beheer/handleiding/{path}")
        found[path] = axe(page, landmarks=False)
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_it_fits_on_a_telephone(page: Page) -> None:
    sign_in_as_organiser(page)
    page.set_viewport_size({"width": NARROW, "height": 740})
    page.goto("/beheer/handleiding/plaatsen/")
    assert too_wide(page) == []
