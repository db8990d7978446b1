"""A full bijeenkomst: wait, be offered a place, take it; and hand a place over to a colleague."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.portal import Portal
from tests.browser.steps import card, confirm, errors, fill_in_person, new_address, send_form

pytestmark = pytest.mark.browser


def small_reeks(portal: Portal, titel: str) -> str:
    """Make a reeks with one place at its one sessie; returns its path."""
    command = f"from tests.browser import scene_personal; scene_personal.make_small_reeks({titel!r})"
    return portal.manage("shell", "-v0", "-c", command).splitlines()[-1]


def come_in(page: Page, portal: Portal, reeks: str, *, naam: str) -> str:
    """Sign up for all of a reeks and confirm; the page shows the personal page. Returns the address."""
    email = new_address()
    page.goto(f"{reeks}aanmelden/")
    fill_in_person(page, email=email, naam=naam)
    page.get_by_label("De hele reeks").check()
    send_form(page)
    (mail,) = portal.mails_to(email, count=1)
    confirm(page, mail)
    return email


def test_from_the_waiting_list_to_a_place(page: Page, portal: Portal) -> None:
    reeks = small_reeks(portal, "Volle kring")
    come_in(page, portal, reeks, naam="Anna de Vries")
    first = page.url
    email = come_in(page, portal, reeks, naam="Bart Bos")
    second = page.url
    assert "Je bent nummer 1 op de wachtlijst. Deze bijeenkomst is vol." in card(page, "Sessie 1")
    before = len(portal.mails_to(email, count=3))

    page.goto(first)
    page.get_by_role("button", name="Ik kan niet bij Sessie 1").click()
    expect(page.get_by_role("button", name="Zet mij op de wachtlijst van Sessie 1")).to_be_visible()
    *_, offered = portal.mails_to(email, count=before + 1)
    assert offered.subject == "Er is een plaats vrij: Sessie 1 van Volle kring"

    page.goto(offered.link)
    assert page.url == second.split("?")[0]
    assert re.search(r"Sessie 1 Plaats vrij voor je .*Kies voor \w+dag \d+ \w+ 17\.00 uur", card(page, "Sessie 1"))
    page.get_by_role("button", name="Ja, ik doe mee met Sessie 1").click()
    expect(page.get_by_role("status").first).to_contain_text("de plaats is van jou")
    assert card(page, "Sessie 1").startswith("Sessie 1 Je doet mee")
    *_, invited = portal.mails_to(email, count=before + 2)
    assert invited.method == "REQUEST"
    stand = portal.stand(reeks.strip("/"))["sessies"]["sessie-1"]
    assert {name: stand[name] for name in ("aangemeld", "aangeboden", "wachtlijst")} == {
        "aangemeld": 1, "aangeboden": 0, "wachtlijst": 0,
    }  # fmt: skip


def test_a_colleague_takes_over_a_place(page: Page, portal: Portal) -> None:
    reeks = small_reeks(portal, "Doorgegeven kring")
    old = come_in(page, portal, reeks, naam="Anna de Vries")
    mine, new = page.url, new_address("collega")
    before = len(portal.mails_to(old, count=4))
    page.get_by_role("link", name="Laat een collega je plaats overnemen").click()
    page.get_by_label("Naam van je collega").fill("Bart Bos")
    page.get_by_role("button", name="Vraag je collega").click()
    expect(errors(page)).to_contain_text("Vul het e-mailadres van je collega in")
    page.get_by_label("E-mailadres van je collega").fill(new)
    page.get_by_role("button", name="Vraag je collega").click()
    expect(page.get_by_role("status").first).to_contain_text("We hebben je collega een mail gestuurd.")
    assert card(page, "Sessie 1").startswith("Sessie 1 Je doet mee")

    (asked,) = portal.mails_to(new, count=1)
    page.goto(asked.link)
    expect(page.get_by_text("Je neemt de plaats over van Anna de Vries.")).to_be_visible()
    page.get_by_role("button", name="Ja, ik neem de plaats over").click()
    assert card(page, "Sessie 1").startswith("Sessie 1 Je doet mee")
    assert [mail.method for mail in portal.mails_to(new, count=4)] == ["", "", "REQUEST", "REQUEST"]

    mails = portal.mails_to(old, count=before + 2)[before:]
    assert [mail.method for mail in mails] == ["CANCEL", "CANCEL"]
    page.goto(mine)
    expect(page.locator(".kaart .label")).to_have_text(["Afgemeld", "Afgemeld"])


def test_signing_up_colleagues_without_script(new_page: NewPage, portal: Portal) -> None:
    page = new_page(javascript=False)
    reeks = small_reeks(portal, "Met collega’s")
    come_in(page, portal, reeks, naam="Anna de Vries")
    first, second = new_address("collega"), new_address("collega")
    page.get_by_role("link", name="Meld collega’s aan").click()
    for number, email in ((1, first), (2, second)):
        row = page.get_by_role("group", name=f"Collega {number}")
        row.get_by_label("Naam van je collega").fill(f"Collega {number}")
        row.get_by_label("E-mailadres van je collega").fill(email)
    page.get_by_role("button", name="Meld collega’s aan").click()
    expect(page.get_by_role("status").first).to_contain_text("Ieder bevestigt zelf")
    for email in (first, second):
        (mail,) = portal.mails_to(email, count=1)
        assert "Anna de Vries heeft je aangemeld" in mail.text
