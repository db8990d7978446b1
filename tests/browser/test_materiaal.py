"""An organiser places a file for deelnemers; who takes part downloads it, and nobody else sees it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.portal import Portal
from tests.browser.steps import REEKS, new_address, sign_in_as_organiser, take_part

pytestmark = pytest.mark.browser

TITLE = "Nog niet juist benaderde doelgroepen"
CONTENT = b"%PDF-1.7\n" + b" " * 6_000_000 + b"\n%%EOF\n"
"""Larger than any other address of the portal takes."""


def test_a_file_goes_from_the_organiser_to_who_takes_part(
    page: Page, new_page: NewPage, portal: Portal, tmp_path: Path
) -> None:
    deck, fake = tmp_path / "Presentatie politie.pdf", tmp_path / "x.pdf"
    deck.write_bytes(CONTENT)
    fake.write_text("<script>alert(1)</script>")
    sign_in_as_organiser(page)
    page.goto("/beheer/learning/materiaal/add/")
    page.get_by_role("region", name=TITLE, exact=True).get_by_role("link", name="Kick-off").click()
    page.get_by_label("Titel:").fill("Presentatie van de politie")
    page.get_by_label("Bestand:").set_input_files(fake)
    page.get_by_role("button", name="Plaats het bestand").click()
    expect(page.locator(".errorlist")).to_contain_text("iets anders dan de naam zegt")
    page.get_by_label("Bestand:").set_input_files(deck)
    page.get_by_role("button", name="Plaats het bestand").click()
    expect(page.locator(".messagelist")).to_contain_text("staat erop")

    visitor = new_page()
    visitor.goto(f"/{REEKS}/kick-off/")
    expect(visitor.get_by_text("Presentatie van de politie")).to_have_count(0)
    take_part(visitor, portal, email=new_address())
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="Presentatie van de politie").click()
    assert (download.value.suggested_filename, Path(download.value.path()).read_bytes()) == (deck.name, CONTENT)
