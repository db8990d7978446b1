"""Makes the pictures of docs/handleiding from the demo, as an organisator sees it; `script/screens` runs this."""

import os
import re
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.portal import ROOT, Portal
from tests.browser.screens import open_page
from tests.browser.steps import REEKS, TITEL, sign_in_as_organiser, take_part

FOLDER = ROOT / "docs" / "handleiding" / "beelden"
WIDTH = 800
"""Pixels of a picture: as wide as the text beside it."""
WINDOW = (1000, 1050)
"""Pixels of the page: wide enough for what it shows, and no higher than one screen."""
DUTCH = [*ARGUMENTS, "--lang=nl"]
LARGEST = 60_000
"""Bytes of one picture."""
COLOURS = (64, 32, 16)
"""Tried in turn until a picture is small enough."""
INTERESTED = [("Noor Haverkamp", "n.haverkamp@raalte.nl"), ("Teun Wessels", "t.wessels@raalte.nl")]
PEOPLE = [("Ingrid Bos", "i.bos@raalte.nl"), ("Karim Aziz", "k.aziz@raalte.nl")]


def shoot(page: Page, naam: str) -> None:
    """Keep what stands under the bar of the admin: small, in few colours."""
    page.evaluate("() => document.fonts.ready.then(() => { document.activeElement?.blur(); scrollTo(0, 0) })")
    box = page.locator("#content").bounding_box()
    assert box
    clip = {"x": 0, "y": box["y"], "width": WINDOW[0], "height": min(box["height"], WINDOW[1])}
    png = page.screenshot(full_page=True, clip=clip, scale="css", animations="disabled")  # type: ignore[arg-type]
    seen = Image.open(BytesIO(png)).convert("RGB")
    whole = seen.resize((WIDTH, seen.height * WIDTH // seen.width), Image.Resampling.LANCZOS)
    path = FOLDER / f"{naam}.png"
    for colours in COLOURS:
        whole.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            return
    raise AssertionError(f"{naam} is {path.stat().st_size} bytes")


def some_people(page: Page, portal: Portal) -> None:
    """Let two people take part and two leave their interest, so that the pages have something to show."""
    for naam, email in PEOPLE:
        take_part(page, portal, email=email, naam=naam)
    for naam, email in INTERESTED:
        page.goto(f"/{REEKS}/belangstelling/")
        page.get_by_label("Je naam").fill(naam)
        page.get_by_label("Je e-mailadres").fill(email)
        page.get_by_label("Je gemeente").select_option(label="Raalte")
        page.get_by_role("button", name="Belangstelling doorgeven").click()


def reeks(page: Page) -> None:
    page.goto("/beheer/programmes/reeks/?q=benaderde")
    page.get_by_role("link", name=TITEL, exact=True).click()
    page.get_by_label("Soort:").first.wait_for()


def of_reeks(button: str) -> Callable[[Page], None]:
    """Return how to get at a page that the reeks has a button for."""

    def reach(page: Page) -> None:
        reeks(page)
        page.locator("#content").get_by_role("link", name=button, exact=True).first.click()

    return reach


def mail(page: Page) -> None:
    of_reeks("Mails aan deelnemers")(page)
    page.get_by_role("link", name="Mail de deelnemers").click()


def door(page: Page) -> None:
    of_reeks("Deelnemers en plaatsen")(page)
    page.locator("a[href$='/aanwezigheid/']").first.click()


def materiaal(page: Page) -> None:
    page.goto("/beheer/learning/materiaal/add/")
    page.locator("#content section a").first.click()


def invite(page: Page) -> None:
    page.goto("/beheer/registrations/belangstelling/")
    for box in page.locator("input.action-select").all():
        box.check()
    page.get_by_label(re.compile("^Actie")).select_option(label="Uitnodigen om mee te doen")
    page.locator("button[name=index]").first.click()
    page.get_by_label("Een zin erbij").fill("Er zijn plaatsen bij gekomen.")


def at(path: str) -> Callable[[Page], None]:
    """Return how to get at a page by its address."""

    def reach(page: Page) -> None:
        page.goto(path)

    return reach


SCREENS: dict[str, Callable[[Page], None]] = {
    "reeksen": at("/beheer/programmes/reeks/"),
    "nieuwe-reeks": at("/beheer/programmes/reeks/nieuw/"),
    "reeks": reeks,
    "deelnemers": of_reeks("Deelnemers en plaatsen"),
    "mail": mail,
    "aanwezigheid": door,
    "materiaal": materiaal,
    "belangstelling": at("/beheer/registrations/belangstelling/"),
    "uitnodigen": invite,
    "collega": at("/beheer/programmes/lidmaatschap/add/"),
}
"""The pictures by name, and how an organisator gets there."""


def main() -> None:
    """Start a portal, make every picture, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = Portal(Path(folder))
        try:
            portal.start()
            dutch: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "nl"}
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=DUTCH, env=dutch)
            with open_page(browser, portal) as page:
                some_people(page, portal)
            with open_page(browser, portal) as page:
                page.set_viewport_size({"width": WINDOW[0], "height": WINDOW[1]})
                # The menu stands beside every page: it would be half of each picture.
                page.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
                sign_in_as_organiser(page)
                for naam, reach in SCREENS.items():
                    reach(page)
                    shoot(page, naam)
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
