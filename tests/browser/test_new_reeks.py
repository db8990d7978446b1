"""From nothing to published in three minutes: counted in pages, clicks and fields, since a test types faster."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage
from tests.browser.portal import Portal
from tests.browser.steps import sign_in_as_organiser

pytestmark = pytest.mark.browser


@dataclass
class Counted:
    """What an organiser has to do."""

    page: Page
    fields: int = 0
    clicks: int = 0
    pages: list[str] = field(default_factory=list)

    def fill(self, label: str, value: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(label).first.fill(value)
        self.fields += 1

    def choose(self, label: str, value: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label).first.select_option(label=value)
        self.fields += 1

    def click(self, what: Locator) -> None:
        """Press what opens another page."""
        with self.page.expect_navigation():
            what.click()
        self.clicks += 1
        self.pages.append(self.page.title())

    def link(self, name: str) -> None:
        """Press a link."""
        self.click(self.page.get_by_role("link", name=name, exact=True).first)

    def button(self, name: str) -> None:
        """Press a button."""
        self.click(self.page.get_by_role("button", name=name, exact=True))


def in_dutch(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def a_tuesday() -> date:
    """Return a Tuesday within a few weeks on which nobody is free."""
    today = timezone.localdate()
    return today + timedelta(days=(1 - today.weekday()) % 7 + 21)


def test_from_the_start_page_to_a_published_leerlab_and_a_copy(page: Page, new_page: NewPage, portal: Portal) -> None:
    sign_in_as_organiser(page)
    steps = Counted(page)
    steps.link("Reeksen")
    steps.link("Nieuwe reeks")
    steps.fill("Titel:", "Samen op straat")
    steps.choose("Georganiseerd door:", "Expertteam Bewoners bereiken")
    steps.fill("Datum van de eerste bijeenkomst:", in_dutch(a_tuesday()))
    steps.button("Maak het concept")
    expect(page.get_by_role("heading", name="Concept: nog niet op de website.")).to_be_visible()
    expect(page.locator(".checklijst .moet")).to_have_count(2)
    steps.fill("Samenvatting:", "Je leert hoe je op straat met bewoners in gesprek komt.")
    steps.fill("Voor wie:", "Ambtenaren van gemeenten in Overijssel.")
    steps.button("Opslaan en naar publiceren")
    expect(page.locator(".checklijst .moet")).to_have_count(0)
    steps.button("Publiceer de reeks")
    expect(page.locator(".messagelist")).to_contain_text("“Samen op straat” staat op de website.")
    assert (len(steps.pages), steps.clicks, steps.fields) == (5, 5, 5)

    visitor = new_page()
    visitor.goto("/overijssel/samen-op-straat/")
    expect(visitor.locator(".tijdlijn h3 a")).to_have_text(
        ["Kick-off", "Sessie 1", "Sessie 2", "Sessie 3", "Terugkombijeenkomst"]
    )
    copy_it(page, new_page)
    assert portal.stand("overijssel/samen-op-straat")["sessies"]


def copy_it(page: Page, new_page: NewPage) -> None:
    """Copy the reeks with its dates moved, see it as a visitor will, publish it and close it."""
    steps = Counted(page)
    later = a_tuesday() + timedelta(weeks=26)
    steps.link("Kopiëren")
    steps.fill("Datum van de eerste bijeenkomst:", in_dutch(later))
    steps.button("Maak het concept")
    assert (steps.clicks, steps.fields) == (2, 1)
    expect(page.locator("[name=sessies-0-begin_0]")).to_have_value(in_dutch(later))
    expect(page.locator("[name=sessies-0-begin_1]")).to_have_value("13:00")
    concept = page.url

    steps.link("Bekijk als bezoeker")
    expect(page.get_by_text("Voorbeeld: nog niet op de website.")).to_be_visible()
    expect(page.get_by_role("link", name="Aanmelden", exact=True).first).to_be_disabled()
    page.get_by_role("link", name="Terug naar beheer").click()

    steps.link("Publiceren")
    steps.button("Publiceer de reeks")
    steps.link("Aanmelding sluiten")
    expect(page.locator("#content")).to_contain_text("Niemand krijgt hierover mail.")
    steps.button("Sluit de aanmelding")
    assert page.url == concept
    visitor = new_page()
    visitor.goto(f"/overijssel/samen-op-straat-{later.year}/")
    expect(visitor.locator(".label-gesloten")).to_have_text("Aanmelding gesloten")
