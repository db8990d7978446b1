"""The page behind the personal link: change, download, correct, sign off and come back."""

import re
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.portal import Portal
from tests.browser.steps import REEKS, card, confirm, errors, new_address, sign_up, take_part

pytestmark = pytest.mark.browser


def events(page: Page, link: str) -> list[str]:
    """Click a link to a calendar file and return the summaries in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    assert download.value.suggested_filename.endswith(".ics")
    calendar = Calendar.from_ical(Path(download.value.path()).read_bytes())
    assert "METHOD" not in calendar
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def test_dropping_a_sessie_and_adding_it_again(page: Page, portal: Portal) -> None:
    email = new_address()
    take_part(page, portal, email=email)
    (invited,) = [mail for mail in portal.mails_to(email, count=7) if mail.subject.startswith("Uitnodiging: Sessie 2")]

    page.get_by_role("button", name="Ik kan niet bij Sessie 2").click()
    expect(page.get_by_role("status").first).to_contain_text("Je bent afgemeld voor deze bijeenkomst")
    assert card(page, "Sessie 2").startswith("Sessie 2: Doelgroep Y Afgemeld")
    *_, withdrawn = portal.mails_to(email, count=8)
    assert (withdrawn.method, withdrawn.uid) == ("CANCEL", invited.uid)

    page.get_by_role("button", name="Ik doe mee met Sessie 2").click()
    expect(page.get_by_role("status").first).to_contain_text("je doet mee")
    *_, again = portal.mails_to(email, count=9)
    assert (again.method, again.uid) == ("REQUEST", invited.uid)
    sequences = [mail.event.sequence for mail in (invited, withdrawn, again)]
    assert sequences == [0, 1, 2], "a calendar program follows only what counts up"
    assert portal.rows(
        "SELECT d.status FROM registrations_deelname d JOIN registrations_aanmelding a ON a.id = d.aanmelding_id"
        " JOIN programmes_sessie s ON s.id = d.sessie_id WHERE a.email = ? AND s.slug = 'sessie-2'",
        email,
    ) == [("aangemeld",)]


def test_downloading_one_sessie_and_all_of_them(page: Page, portal: Portal) -> None:
    take_part(page, portal, email=new_address())
    assert len(events(page, "Zet al je bijeenkomsten in je agenda (ics)")) == 5
    (one,) = events(page, "Zet in je agenda (ics) Sessie 1")
    assert "Sessie 1" in one


def test_the_calendar_files_of_the_public_pages(page: Page) -> None:
    page.goto(f"/{REEKS}/")
    assert len(events(page, "Zet alle datums in je agenda (ics)")) == 5
    page.goto(f"/{REEKS}/sessie-1/")
    assert len(events(page, "Zet deze bijeenkomst in je agenda (ics)")) == 1


def test_correcting_ones_details(page: Page, portal: Portal) -> None:
    email = new_address()
    take_part(page, portal, email=email, naam="Ingird Bos")
    page.get_by_role("link", name="Wijzig je gegevens").click()
    expect(page.get_by_label("Je naam")).to_have_value("Ingird Bos")
    page.get_by_label("Je naam").fill("")
    page.get_by_role("button", name="Opslaan").click()
    expect(errors(page)).to_be_in_viewport()
    expect(page).to_have_title(re.compile("^Fout: "))

    page.get_by_label("Je naam").fill("Ingrid Bos")
    page.get_by_label("Je gemeente").select_option(label="Ommen")
    page.get_by_label("Je functie").fill("Adviseur energie")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("status").first).to_have_text("Je gegevens zijn gewijzigd.")
    own = page.locator("[aria-labelledby=je-gegevens] .feiten dd")
    expect(own).to_have_text(["Ingrid Bos", email, "Ommen", "Adviseur energie", "de hele reeks"])
    portal.mails_to(email, count=7)


def test_signing_off_for_everything_and_signing_up_again(page: Page, portal: Portal) -> None:
    email = new_address()
    before = portal.stand(REEKS)
    link = take_part(page, portal, email=email)
    portal.mails_to(email, count=7)

    page.get_by_role("link", name="Meld je af voor alles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wil je je afmelden voor alles?")
    assert portal.stand(REEKS)["personen"] == before["personen"] + 1, "asking first changes nothing"
    page.get_by_role("button", name="Ja, meld mij af").click()
    expect(page.locator(".kaart .label")).to_have_text(["Afgemeld"] * 5)
    assert portal.stand(REEKS)["personen"] == before["personen"]
    mails = portal.mails_to(email, count=12)
    assert [mail.method for mail in mails[7:]] == ["CANCEL"] * 5
    # The first says what happened, the others only what leaves the calendar.
    assert [mail.subject.partition(":")[0] for mail in mails[7:]] == ["Je bent afgemeld", *["Afgemeld"] * 4]

    page.get_by_role("link", name="Meld je opnieuw aan").click()
    sign_up(page, email=email)
    *_, asked = portal.mails_to(email, count=13)
    assert asked.link != link, "an old link confirms nothing that was asked for later"
    confirm(page, asked)
    expect(page.locator(".kaart .label")).to_have_text(["Je doet mee"] * 5)
    assert portal.stand(REEKS)["personen"] == before["personen"] + 1
    assert portal.rows("SELECT count(*) FROM registrations_aanmelding WHERE email = ?", email) == [(1,)]


def test_a_link_that_somebody_changed_leads_nowhere(page: Page, portal: Portal, watch: Watch) -> None:
    watch.allowed.add(404)
    link = take_part(page, portal, email=new_address())
    page.goto(f"{link[:-3]}{'AA' if link[-3:-1] != 'AA' else 'BB'}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina bestaat niet")


def test_a_lost_link_comes_by_mail(page: Page, portal: Portal) -> None:
    email = new_address()
    link = take_part(page, portal, email=email)
    portal.mails_to(email, count=7)

    page.goto(f"/{REEKS}/")
    page.get_by_role("link", name="Persoonlijke link kwijt?").click()
    page.get_by_label("Je e-mailadres").fill(email.upper())
    page.get_by_role("button", name="Mail mij mijn links").click()
    expect(page.get_by_role("status")).to_contain_text("Als dit adres bij ons bekend is")
    *_, found = portal.mails_to(email, count=8)
    assert found.link == link
    page.goto(found.link)
    expect(page.locator(".kaart .label")).to_have_text(["Je doet mee"] * 5)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(page: Page, portal: Portal) -> None:
    email = new_address("onbekend")
    page.goto("/aanmelding/kwijt/")
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_role("button", name="Mail mij mijn links").click()
    expect(page.get_by_role("status")).to_contain_text("Als dit adres bij ons bekend is")
    portal.mails_to(email, count=0)
