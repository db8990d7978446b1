"""Who left interest is invited after the window closed, and signs up by the link: the way of both sides."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Watch
from tests.browser.portal import Portal
from tests.browser.steps import fill_in_person, new_address, sign_in_as_organiser

pytestmark = pytest.mark.browser
REEKS = "overijssel/te-laat"


def make_reeks(page: Page) -> None:
    """Make a workshop of its own in /beheer/ and publish it."""
    page.goto("/beheer/programmes/reeks/nieuw/")
    page.get_by_label("Begin met").select_option(label="Workshop: één bijeenkomst")
    page.get_by_label("Titel").fill("Te laat")
    page.get_by_label("Georganiseerd door").select_option(index=1)
    page.get_by_role("button", name="Maak het concept").click()
    page.get_by_label("Samenvatting").fill("Voor wie later wakker wordt.")
    page.get_by_label("Voor wie").fill("Iedereen bij een gemeente")
    page.get_by_role("button", name="Opslaan en naar publiceren").click()
    page.get_by_role("button", name="Publiceer de reeks").click()


def press(page: Page, link: str, button: str) -> None:
    """Carry out a step in the life of the reeks."""
    page.goto("/beheer/programmes/reeks/?q=Te+laat")
    page.get_by_role("link", name="Te laat", exact=True).click()
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_role("button", name=button).click()


def test_invited_after_closing(page: Page, new_page: NewPage, portal: Portal, watch: Watch) -> None:
    email = new_address()
    watch.allowed.add(410)
    organiser = new_page()
    sign_in_as_organiser(organiser)
    make_reeks(organiser)
    page.goto(f"/{REEKS}/belangstelling/")
    fill_in_person(page, email=email)
    page.get_by_role("button", name="Belangstelling doorgeven").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt, we weten dat je interesse hebt")
    press(organiser, "Aanmelding sluiten", "Sluit de aanmelding")
    page.goto(f"/{REEKS}/aanmelden/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aanmelden kan nu niet")

    organiser.goto(f"/beheer/registrations/belangstelling/?q={email}")
    organiser.get_by_role("link", name="Ingrid Bos").click()
    organiser.get_by_role("link", name="Nodig uit").click()
    organiser.get_by_label("Ook als de aanmelding is gesloten").check()
    organiser.get_by_role("button", name="Laat zien wie wat krijgt").click()
    expect(organiser.get_by_role("cell", name="Krijgt de uitnodiging")).to_be_visible()
    organiser.get_by_role("button", name="Verstuur de uitnodigingen").click()
    expect(organiser.get_by_text("gaat naar 1 persoon.")).to_be_visible()

    _, mail = portal.mails_to(email, count=2)
    page.goto(mail.link)
    expect(page.get_by_label("Je naam")).to_have_value("Ingrid Bos")
    expect(page.get_by_label("Je e-mailadres")).to_have_value(email)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    *_, confirm = portal.mails_to(email, count=3)
    page.goto(confirm.link)
    page.get_by_role("button", name="Bevestig mijn aanmelding").click()
    expect(page.get_by_role("status").first).to_contain_text("je aanmelding is bevestigd")
    assert portal.stand(REEKS)["personen"] == 1

    page.goto(mail.link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Je hebt deze uitnodiging gebruikt")
    organiser.goto(f"/beheer/registrations/belangstelling/?q={email}&aangemeld=ja")
    expect(organiser.get_by_role("link", name="Ingrid Bos")).to_be_visible()
