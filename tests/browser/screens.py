"""Makes the screenshots of docs/screens from the demo; `script/screens` runs this."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, DESKTOP, chromium_path
from tests.browser.portal import ROOT, Portal
from tests.browser.steps import REEKS, fill_in_person, sign_in_as_organiser, take_part

FOLDER = ROOT / "docs" / "screens"
PHONE = (390, 844)


@contextmanager
def open_page(browser: Browser, portal: Portal, size: tuple[int, int]) -> Iterator[Page]:
    """Give a page of a size in a clean profile."""
    context = browser.new_context(
        base_url=portal.url,
        viewport={"width": size[0], "height": size[1]},
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def shoot(page: Page, name: str) -> None:
    """Keep what fits on one screen, at one pixel per point."""
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    page.screenshot(path=FOLDER / f"{name}.png", scale="css", animations="disabled")


def fill_in_sign_up(page: Page) -> None:
    """Open the form to sign up as somebody fills it in."""
    page.goto(f"/{REEKS}/aanmelden/")
    fill_in_person(page, email="i.bos@raalte.nl")
    page.get_by_label("Je functie").fill("Adviseur energie")
    page.get_by_label("Losse bijeenkomsten").check()


def desktop(page: Page, portal: Portal) -> None:
    """Make the screenshots of a visitor and a participant at a desk."""
    for name, path in {
        "agenda": "/",
        "reeks": f"/{REEKS}/",
        "handvatten": f"/{REEKS}-2024/sessie-1/handvatten/",
    }.items():
        page.goto(path)
        shoot(page, name)
    fill_in_sign_up(page)
    shoot(page, "aanmelden")
    link = take_part(page, portal, email="i.bos@raalte.nl")
    page.goto(link)
    shoot(page, "aanmelding")


def phone(page: Page) -> None:
    """Make the screenshots of a visitor on a phone."""
    page.goto(f"/{REEKS}/")
    shoot(page, "reeks-telefoon")
    fill_in_sign_up(page)
    shoot(page, "aanmelden-telefoon")


def beheer(page: Page) -> None:
    """Make the screenshot of an organisator."""
    sign_in_as_organiser(page)
    page.goto("/beheer/programmes/reeks/?q=benaderde")
    page.get_by_role("link", name="Nog niet juist benaderde doelgroepen", exact=True).click()
    page.get_by_label("Soort:").first.wait_for()
    shoot(page, "beheer-reeks")


def main() -> None:
    """Start a portal, make every screenshot, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = Portal(Path(folder))
        try:
            portal.start()
            # The PDF of the handvatten is the worker's; the page shows its button once it is there.
            portal.wait_until(lambda: portal.rows("SELECT 1 FROM learning_pdfbestand"), "a PDF is made")
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
            with open_page(browser, portal, DESKTOP) as page:
                desktop(page, portal)
            with open_page(browser, portal, PHONE) as page:
                phone(page)
            with open_page(browser, portal, DESKTOP) as page:
                beheer(page)
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
