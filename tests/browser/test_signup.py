"""From the agenda to a date in one's own calendar: the page, the mail and the database all say the same."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.portal import Portal
from tests.browser.steps import ALL_SESSIES, REEKS, TITEL, confirm, fill_in_person, new_address, send_form

pytestmark = pytest.mark.browser


def test_a_visitor_signs_up_for_the_whole_reeks(page: Page, portal: Portal) -> None:
    email = new_address()
    before = portal.stand(REEKS)

    page.goto("/")
    page.get_by_role("link", name=TITEL, exact=True).click()
    page.get_by_role("link", name="Aanmelden").first.click()
    fill_in_person(page, email=email, naam="Ingrid Bos")
    page.get_by_label("Je functie").fill("Adviseur energie")
    page.get_by_label("De hele reeks").check()
    send_form(page)
    expect(page).to_have_url(f"{portal.url}/{REEKS}/aanmelden/verstuurd/")
    expect(page.get_by_role("heading", name="Wat gebeurt er nu?")).to_be_visible()

    (asked,) = portal.mails_to(email, count=1)
    assert asked.subject == f"Bevestig je aanmelding: {TITEL}"
    during = portal.stand(REEKS)
    assert (during["personen"], during["onbevestigd"]) == (before["personen"] + 1, before["onbevestigd"] + 1)

    page.goto(asked.link)
    assert portal.stand(REEKS) == during, "opening a link, as a mail scanner does, changes nothing"
    page.get_by_role("button", name="Bevestig mijn aanmelding").click()
    expect(page.get_by_role("status")).to_have_text(
        "Gelukt: je aanmelding is bevestigd. Je krijgt dit ook per mail, met wat nodig is voor je agenda."
    )
    expect(page.locator(".kaart .label")).to_have_text(["Je doet mee"] * 5)

    after = portal.stand(REEKS)
    assert (after["personen"], after["onbevestigd"]) == (before["personen"] + 1, before["onbevestigd"])
    assert list(after["sessies"]) == ALL_SESSIES
    for slug in ALL_SESSIES:
        assert after["sessies"][slug]["aangemeld"] == before["sessies"][slug]["aangemeld"] + 1

    _, overview, *invitations = portal.mails_to(email, count=7)
    assert overview.subject == f"Je bent aangemeld: {TITEL}"
    assert [invitation.method for invitation in invitations] == ["REQUEST"] * 5
    stored = portal.rows(
        "SELECT s.uid FROM programmes_sessie s JOIN programmes_reeks r ON r.id = s.reeks_id WHERE r.slug = ?",
        "niet-juist-benaderd",
    )
    assert sorted(mail.uid.partition("@")[0].replace("-", "") for mail in invitations) == sorted(
        uid for (uid,) in stored
    )
    for invitation in invitations:
        assert str(invitation.event["ATTENDEE"]).lower() == f"mailto:{email}"
        assert invitation.event.start < invitation.event.end


def test_a_visitor_signs_up_for_one_sessie(page: Page, portal: Portal) -> None:
    email = new_address()
    before = portal.stand(REEKS)

    page.goto(f"/{REEKS}/aanmelden/")
    fill_in_person(page, email=email)
    page.get_by_label("Losse bijeenkomsten").check()
    page.get_by_label("Sessie 2: Doelgroep Y").check()
    reason = page.get_by_text("De terugkombijeenkomst hoort er altijd bij")
    expect(reason).to_be_visible()
    expect(reason).to_contain_text("Daar vertel je wat je anders bent gaan doen")
    send_form(page)

    (asked,) = portal.mails_to(email, count=1)
    chosen = asked.text.partition("Je koos:")[2].partition("Wat gebeurt er daarna?")[0]
    assert [line.partition(":")[0] for line in chosen.split("\n") if line.startswith("- ")] == [
        "- Sessie 2",
        "- Terugkombijeenkomst",
    ]
    confirm(page, asked)
    labels = page.locator(".kaart .label")
    expect(labels).to_have_text(["Niet gekozen", "Niet gekozen", "Je doet mee", "Niet gekozen", "Je doet mee"])

    after = portal.stand(REEKS)
    added = {slug: after["sessies"][slug]["aangemeld"] - before["sessies"][slug]["aangemeld"] for slug in ALL_SESSIES}
    assert added == {"kick-off": 0, "sessie-1": 0, "sessie-2": 1, "sessie-3": 0, "terugkom": 1}
    mails = portal.mails_to(email, count=4)
    assert [mail.method for mail in mails] == ["", "", "REQUEST", "REQUEST"]


def test_the_choice_of_sessies_shows_only_when_it_matters(page: Page) -> None:
    page.goto(f"/{REEKS}/aanmelden/")
    choice = page.get_by_role("group", name="Welke bijeenkomsten?")
    expect(choice).to_be_visible()
    page.get_by_label("De hele reeks").check()
    expect(choice).to_be_hidden()
    page.get_by_label("Losse bijeenkomsten").check()
    expect(choice).to_be_visible()


def test_a_second_sign_up_changes_nothing_and_tells_nobody(page: Page, portal: Portal) -> None:
    email = new_address()
    for naam in ("Ingrid Bos", "Iemand Anders"):
        page.goto(f"/{REEKS}/aanmelden/")
        fill_in_person(page, email=email, naam=naam)
        page.get_by_label("De hele reeks").check()
        send_form(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    portal.mails_to(email, count=1)
    assert portal.rows("SELECT naam FROM registrations_aanmelding WHERE email = ?", email) == [("Ingrid Bos",)]
