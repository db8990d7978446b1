"""What people do on the pages, in their own words: the steps that several tests share."""

import itertools
import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.mailbox import Mail
from tests.browser.portal import PASSWORD, Portal

REEKS = "overijssel/niet-juist-benaderd"
TITEL = "Nog niet juist benaderde doelgroepen"
ALL_SESSIES = ["kick-off", "sessie-1", "sessie-2", "sessie-3", "terugkom"]
ORGANISATOR = "organisator@overijssel.example"
OTHER_ORGANISATOR = "organisator@noord-holland.example"

_numbers = itertools.count(1)


def new_address(name: str = "deelnemer", domain: str = "raalte.nl") -> str:
    """Return an address that no other test uses."""
    return f"{name}.{next(_numbers)}@{domain}"


def fill_in_person(page: Page, *, email: str, naam: str = "Ingrid Bos", gemeente: str = "Raalte") -> None:
    """Fill in who you are."""
    page.get_by_label("Je naam").fill(naam)
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_label("Je gemeente").select_option(label=gemeente)


def errors(page: Page) -> Locator:
    """Return the summary above a form that came back; the focus is on its heading."""
    summary = page.get_by_role("region", name=re.compile("^Er klop"))
    expect(summary.get_by_role("heading")).to_be_focused()
    return summary


def send_form(page: Page) -> None:
    """Press the button under the form to sign up."""
    page.get_by_role("button", name="Aanmelden").click()


def sign_up(page: Page, *, email: str, naam: str = "Ingrid Bos") -> None:
    """Sign up for the whole reeks, up to the page that says to look in the mail."""
    page.goto(f"/{REEKS}/aanmelden/")
    fill_in_person(page, email=email, naam=naam)
    page.get_by_label("De hele reeks").check()
    send_form(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")


def confirm(page: Page, mail: Mail) -> None:
    """Follow the personal link and press the button."""
    page.goto(mail.link)
    page.get_by_role("button", name="Bevestig mijn aanmelding").click()
    expect(page.get_by_role("status").first).to_contain_text("je aanmelding is bevestigd")


def take_part(page: Page, portal: Portal, *, email: str, naam: str = "Ingrid Bos") -> str:
    """Sign up for the whole reeks and confirm; return the personal link. The page shows the personal page."""
    sign_up(page, email=email, naam=naam)
    (mail,) = portal.mails_to(email, count=1)
    confirm(page, mail)
    return mail.link


def sign_in_as_organiser(page: Page, *, email: str = ORGANISATOR, password: str = PASSWORD) -> None:
    """Enter /beheer/ with a password."""
    page.goto("/beheer/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(password)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("heading", name="Overzicht")).to_be_visible()


def card(page: Page, sessie: str) -> str:
    """Return the text of a sessie on the personal page, white space squeezed."""
    text = page.locator(".kaart", has=page.get_by_role("heading", name=re.compile(f"^{sessie}"))).inner_text()
    return " ".join(text.split())
