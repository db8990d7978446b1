"""Makes the screenshots of docs/screens from the demo; `script/screens` runs this."""

import email
import email.policy
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.every_page import send
from tests.browser.portal import ROOT, Portal
from tests.browser.steps import REEKS, fill_in_person, sign_in_as_organiser, take_part

FOLDER = ROOT / "docs" / "screens"
SIZES = {"": (1280, 900), "-telefoon": (360, 740)}
"""What comes after the name of a screenshot, and how large the window is."""
HIGHEST = 2600
"""Pixels: nobody looks at what is under that."""
COLOURS = 64
PERSON = "i.bos@raalte.nl"

PUBLIC = {
    "agenda": "/",
    "provincie": "/overijssel/",
    "reeks": f"/{REEKS}/",
    "sessie": f"/{REEKS}/kick-off/",
    "handvatten": f"/{REEKS}-2024/sessie-1/handvatten/",
    "aanmelden": f"/{REEKS}/aanmelden/",
    "verstuurd": f"/{REEKS}/aanmelden/verstuurd/",
    "privacy": "/privacy/",
    "niet-gevonden": "/overijssel/bestaat-niet/",
}


@contextmanager
def open_page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """Give a page in a clean profile."""
    context = browser.new_context(
        base_url=portal.url, locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def shoot(page: Page, name: str, part: str = "body") -> None:
    """Keep a page, or part of it, at a desk and on a telephone; in few colours, so that the repository stays light."""
    for suffix, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => document.fonts.ready.then(() => { document.activeElement?.blur(); scrollTo(0, 0) })")
        box = page.locator(part).bounding_box()
        assert box
        box["height"] = min(box["height"], HIGHEST)
        png = page.screenshot(full_page=True, clip=box, scale="css", animations="disabled")
        picture = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        picture.save(FOLDER / f"{name}{suffix}.png", optimize=True)


def visitor(page: Page) -> None:
    """Make the screenshots of who only looks, and of a form that is not filled in well."""
    for name, path in PUBLIC.items():
        page.goto(path)
        shoot(page, name)
    page.goto("/")
    shoot(page, "agenda-maand", "#per-maand")
    page.goto(f"/{REEKS}/aanmelden/")
    fill_in_person(page, email="i.bos@raalte")
    page.get_by_label("Losse bijeenkomsten").check()
    send(page)
    shoot(page, "aanmelden-fout")


def participant(page: Page, portal: Portal) -> None:
    """Make the screenshots of who takes part: the page, a mail and what is hers once signed in."""
    link = take_part(page, portal, email=PERSON)
    page.goto(link)
    shoot(page, "aanmelding")
    portal.mails_to(PERSON, count=7)
    page.goto("/account/login/code/")
    page.get_by_label("E-mailadres").fill(PERSON)
    send(page)
    code = re.search(r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$", portal.mails_to(PERSON, count=8)[-1].text, re.MULTILINE)
    assert code
    page.get_by_label("Code").fill(code[0])
    send(page)
    shoot(page, "mijn")
    page.goto("about:blank")
    page.set_content(html_of_mail(portal, "Bevestig"))
    shoot(page, "mail")


def html_of_mail(portal: Portal, subject: str) -> str:
    """Return the HTML of the first mail whose subject begins like this."""
    for path in sorted((portal.folder / "mail").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(("html",))
        if body is not None and str(message["Subject"]).startswith(subject):
            return str(body.get_content())
    raise AssertionError(f"no mail {subject}")


def beheer(page: Page) -> None:
    """Make the screenshots of an organisator."""
    sign_in_as_organiser(page)
    page.goto("/beheer/programmes/reeks/?q=benaderde")
    page.get_by_role("link", name="Nog niet juist benaderde doelgroepen", exact=True).click()
    page.get_by_label("Soort:").first.wait_for()
    shoot(page, "beheer-reeks")


def main() -> None:
    """Start a portal, make every screenshot, stop it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = Portal(Path(folder))
        try:
            portal.start()
            # The PDF of the handvatten is the worker's; the page shows its button once it is there.
            portal.wait_until(lambda: portal.rows("SELECT 1 FROM learning_pdfbestand"), "a PDF is made")
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
            with open_page(browser, portal) as page:
                visitor(page)
            with open_page(browser, portal) as page:
                participant(page, portal)
            with open_page(browser, portal) as page:
                beheer(page)
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
