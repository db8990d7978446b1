"""One story from beginning to end: an organiser makes a reeks, fills it, moves it, holds it and looks back on it.

What each step does in all its states, other tests prove. This one proves that the steps follow on each other, for the
organiser and for who takes part.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Watch
from tests.browser.mailbox import Mail
from tests.browser.portal import Portal
from tests.browser.steps import card, fill_in_person, new_address, sign_in_as_organiser
from tests.browser.test_attendance import TABLET, button, forget_lost_requests, pressed, status
from tests.browser.test_new_reeks import a_tuesday, in_dutch

pytestmark = pytest.mark.browser

TITEL, REEKS = "Een dag uit het leven", "overijssel/een-dag-uit-het-leven"
SENTENCE = "De zaal bleek op die dag verhuurd."
NAMES = ["Anna de Vries", "Bart Jansen", "Cor Bakker", "Dora Dijk", "Evert Bos"]
TAPS = [
    ("Anna de Vries", "aanwezig"), ("Bart Jansen", "aanwezig"), ("Bart Jansen", "deels"),
    ("Cor Bakker", "niet_verschenen"),
]  # fmt: skip
SESSIES = ["Kick-off", "Sessie 1", "Sessie 2", "Sessie 3", "Terugkombijeenkomst"]
COLUMNS = ["Naam", "E-mailadres", "Gemeente", "Status", "Kick-off", "Kick-off: aanwezigheid"]
REASON = "Is gastheer van de terugkom"


class Person(NamedTuple):
    """Somebody who signed up."""

    email: str
    page: str


def test_a_day_of_an_organiser(page: Page, new_page: NewPage, portal: Portal, watch: Watch, tmp_path: Path) -> None:
    visitor = new_page()
    sign_in_as_organiser(page)
    make_and_publish(page, visitor)
    people = fill(visitor, portal)
    handle_full(page, visitor, portal, people)
    moved_to = timezone.localtime().replace(second=0, microsecond=0) + timedelta(hours=1)
    move(page, visitor, portal, people["Anna"], moved_to)
    take_attendance(new_page(width=TABLET), portal, watch)
    publish_handvatten(page, visitor, portal)
    export(page, portal, people, tmp_path / "deelnemers.xlsx")


def make_and_publish(page: Page, visitor: Page) -> None:
    """Make a leerlab for three people from the template, see what it misses, look at it and publish it."""
    page.get_by_role("link", name="Reeksen", exact=True).first.click()
    page.get_by_role("link", name="Nieuwe reeks").first.click()
    page.get_by_label("Begin met").select_option(label="Leerlab: kick-off, drie sessies en een terugkombijeenkomst")
    page.get_by_label("Titel:").fill(TITEL)
    page.get_by_label("Georganiseerd door:").select_option(label="Expertteam Bewoners bereiken")
    page.get_by_label("Datum van de eerste bijeenkomst:").fill(in_dutch(a_tuesday()))
    page.get_by_role("button", name="Maak het concept").click()
    expect(page.locator(".checklijst .moet")).to_have_count(2)
    page.get_by_label("Samenvatting:").fill("Je volgt een dag van een organisator.")
    page.get_by_label("Voor wie:").fill("Ambtenaren van gemeenten in Overijssel.")
    page.get_by_label("Plaatsen voor personen:").fill("3")
    page.get_by_role("button", name="Opslaan en opnieuw bewerken").click()
    expect(page.locator(".checklijst .moet")).to_have_count(0)
    visitor.goto("/overijssel/")
    expect(visitor.get_by_role("link", name=TITEL)).to_have_count(0)
    page.get_by_role("link", name="Bekijk als bezoeker").click()
    expect(page.get_by_text("Voorbeeld: nog niet op de website.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITEL)
    page.get_by_role("link", name="Terug naar beheer").click()
    page.get_by_role("link", name="Publiceren", exact=True).first.click()
    page.get_by_role("button", name="Publiceer de reeks").click()
    expect(page.locator(".messagelist")).to_contain_text("staat op de website")
    visitor.goto("/overijssel/")
    expect(visitor.get_by_role("link", name=TITEL).first).to_be_visible()


def fill(visitor: Page, portal: Portal) -> dict[str, Person]:
    """Let three people sign up, until it is full, and two wait."""
    people: dict[str, Person] = {}
    for naam in NAMES:
        email = new_address()
        visitor.goto(f"/{REEKS}/aanmelden/")
        fill_in_person(visitor, email=email, naam=naam)
        visitor.get_by_label("De hele reeks").check()
        is_full = len(people) >= 3
        visitor.get_by_role("button", name="wachtlijst" if is_full else "Aanmelden").click()
        visitor.goto(newest(portal, email).link)
        visitor.get_by_role("button", name="Bevestig mijn aanmelding").click()
        expect(visitor.get_by_role("status").first).to_contain_text(
            "Je staat op de wachtlijst." if is_full else "Je krijgt dit ook per mail"
        )
        people[naam.partition(" ")[0]] = Person(email, visitor.url)
    stand = portal.stand(REEKS)
    assert (stand["personen"], stand["wachtlijst"]) == (3, 2)
    return people


def handle_full(page: Page, visitor: Page, portal: Portal, people: dict[str, Person]) -> None:
    """Find room for one more, who takes the offer, and place the other above the maximum with a reason."""
    open_reeks(page)
    page.get_by_label("Plaatsen voor personen:").fill("4")
    save_and_tell(page, "Er gaat een aanbod naar 1 persoon op de wachtlijst.")
    offer = newest(portal, people["Dora"].email)
    assert offer.subject.startswith("Er is een plaats vrij")
    visitor.goto(offer.link)
    visitor.get_by_role("button", name="Ja, ik doe mee", exact=True).click()
    expect(visitor.locator(".kaart .label").first).to_have_text("Je doet mee")

    open_reeks(page)
    page.get_by_role("link", name="Deelnemers en plaatsen").first.click()
    page.get_by_role("link", name="Evert Bos").click()
    page.get_by_role("link", name="Toch plaatsen", exact=True).click()
    page.get_by_label("Waarom:").fill(REASON)
    page.get_by_role("button", name="Toch plaatsen").click()
    page.get_by_role("link", name="Deelnemers en plaatsen").first.click()
    expect(page.get_by_role("region", name="Uitzonderingen")).to_contain_text(REASON)
    stand = portal.stand(REEKS)
    assert (stand["personen"], stand["max_personen"], stand["wachtlijst"]) == (5, 4, 0)


def move(page: Page, visitor: Page, portal: Portal, anna: Person, moved_to: datetime) -> None:
    """Move the kick-off with a sentence in the mail; the participant reads it and says they can still come."""
    old = {mail.uid: mail.event for mail in mails_to(portal, anna.email) if mail.method == "REQUEST"}
    assert len(old) == 1
    open_reeks(page)
    for name, moment in (("begin", moved_to), ("einde", moved_to + timedelta(hours=2))):
        page.locator(f"[name=sessies-0-{name}_0]").fill(in_dutch(moment.date()))
        page.locator(f"[name=sessies-0-{name}_1]").fill(f"{moment:%H:%M}")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_role("heading", name="Wie krijgt er een mail?")).to_be_visible()
    expect(page.locator("#content li").first).to_contain_text("5 personen krijgen een mail dat de datum is veranderd")
    page.get_by_label("Een zin van jou in deze mails:").fill(SENTENCE)
    page.get_by_role("button", name="Opslaan en mailen").click()
    expect(page.locator("ul.messagelist").first).to_contain_text("5 personen krijgen een mail")

    mail = newest(portal, anna.email)
    assert (mail.method, mail.subject) == ("REQUEST", f"De datum is veranderd: Kick-off van {TITEL}")
    assert f"De organisator schrijft: “{SENTENCE}”" in mail.text
    before = old[mail.uid]
    assert int(str(mail.event["SEQUENCE"])) > int(str(before["SEQUENCE"]))
    assert (mail.event.start, before.start == moved_to) == (moved_to, False)
    visitor.goto(mail.link)
    assert f"{moved_to:%H.%M}" in card(visitor, "Kick-off")
    visitor.get_by_role("button", name="Ja, ik kan bij Kick-off").click()
    expect(visitor.get_by_role("button", name="Ja, ik kan")).to_have_count(0)


def take_attendance(tablet: Page, portal: Portal, watch: Watch) -> None:
    """Tap with a connection, without one, and after it came back: each tap comes in once."""
    sign_in_as_organiser(tablet)
    tablet.goto("/beheer/programmes/reeks/aan-de-deur/")
    tablet.get_by_role("listitem").filter(has_text=TITEL).get_by_role("link", name="Kick-off").click()
    button(tablet, "Anna de Vries", "Aanwezig").click()
    wait_for_taps(portal, [("Anna de Vries", "aanwezig")])
    tablet.context.set_offline(True)
    button(tablet, "Bart Jansen", "Aanwezig").click()
    button(tablet, "Bart Jansen", "Deels").click()
    button(tablet, "Cor Bakker", "Niet verschenen").click()
    expect(status(tablet)).to_have_text("3 tikken wachten op verbinding.")
    wait_for_taps(portal, [("Anna de Vries", "aanwezig")])
    tablet.context.set_offline(False)
    expect(status(tablet)).to_have_text("Alles is opgeslagen.")
    forget_lost_requests(watch)
    tablet.reload()
    assert [pressed(tablet, naam) for naam in NAMES[:3]] == [["Aanwezig"], ["Deels"], ["Niet verschenen"]]
    wait_for_taps(portal, TAPS)


def publish_handvatten(page: Page, visitor: Page, portal: Portal) -> None:
    """Publish what people take home; who takes part finds it on their own page, also on paper."""
    page.goto("/beheer/learning/handvatten/add/")
    page.get_by_label("Sessie:").select_option(label=f"{TITEL}: Kick-off")
    page.get_by_label("Inleiding:").fill("Dit nemen we mee van deze dag.")
    add = "Nog een Tip toevoegen"
    page.get_by_role("link", name=add).or_(page.get_by_role("button", name=add)).click()
    page.locator("[name=tip-0-titel]").fill("Begin bij wie er al is")
    page.get_by_role("button", name="Opslaan en publiceren").click()
    expect(page.locator(".messagelist")).to_contain_text("staat op de website")
    made = "SELECT 1 FROM learning_handvatten h JOIN learning_pdfbestand p ON p.sleutel = h.pdf_sleutel"
    portal.wait_until(
        lambda: portal.rows(f"{made} WHERE h.inleiding = 'Dit nemen we mee van deze dag.'"), "the PDF is made"
    )
    visitor.reload()
    visitor.get_by_role("link", name="Handvatten van deze bijeenkomst").click()
    expect(visitor.get_by_text("Begin bij wie er al is")).to_be_visible()
    address = visitor.get_by_role("link", name="Download de handvatten").get_attribute("href")
    assert address is not None
    answer = visitor.request.get(address)
    assert (answer.headers["content-type"], answer.body()[:5]) == ("application/pdf", b"%PDF-")


def export(page: Page, portal: Portal, people: dict[str, Person], file: Path) -> None:
    """Take the deelnemers along as a spreadsheet, which says what the page says."""
    open_reeks(page)
    page.get_by_role("link", name="Deelnemers en plaatsen").first.click()
    page.get_by_text("Download de deelnemers").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download als XLSX (Excel)").click()
    started.value.save_as(file)
    sheet: Any = load_workbook(file).active
    header, *filled = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    rows = [dict(zip(header, line, strict=True)) for line in filled]
    assert [[row[name] for name in COLUMNS] for row in rows] == [
        [naam, people[naam.partition(" ")[0]].email, "Raalte", "Aangemeld", "Aangemeld", was_there]
        for naam, was_there in zip(NAMES, ("Aanwezig", "Deels aanwezig", "Niet verschenen", "", ""), strict=True)
    ]
    page.get_by_role("link", name="Wie komt wanneer").click()
    table = page.get_by_role("region", name="Wie komt wanneer")
    # Each cell of the page begins with a sign for who sees no words.
    shown = [[text.split(maxsplit=1)[1] for text in row.locator("td").all_inner_texts()]
             for row in table.locator("tbody tr").all()]  # fmt: skip
    assert table.locator("tbody th a").all_inner_texts() == [row["Naam"] for row in rows]
    assert shown == [[row[f"{sessie}: aanwezigheid"] or row[sessie] for sessie in SESSIES] for row in rows]
    lines = portal.rows("SELECT tekst FROM programmes_logregel WHERE daad = 'export' ORDER BY id DESC LIMIT 1")
    assert lines == [("Deelnemers: XLSX, 5 regels, zonder filter.",)]


def open_reeks(page: Page) -> None:
    """Go to the form of the reeks by way of the list."""
    page.goto("/beheer/programmes/reeks/?q=Een+dag+uit")
    page.get_by_role("link", name=TITEL, exact=True).click()


def save_and_tell(page: Page, told: str) -> None:
    """Save a form, and again when it asks who gets a mail; the page then says what it did."""
    page.get_by_role("button", name="Opslaan en opnieuw bewerken").click()
    again, answered = page.locator("#wie-krijgt-mail .default"), page.locator("ul.messagelist")
    expect(again.or_(answered).first).to_be_visible()
    if again.is_visible():
        again.click()
    expect(answered.first).to_contain_text(told)


def mails_to(portal: Portal, email: str) -> list[Mail]:
    """Return all mails to somebody once each that was queued by now is sent."""
    return portal.mails_to(email, count=len(portal.rows("SELECT 1 FROM outbox_bericht WHERE aan = ?", email)))


def newest(portal: Portal, email: str) -> Mail:
    """Return the last mail to somebody."""
    return mails_to(portal, email)[-1]


def wait_for_taps(portal: Portal, taps: list[tuple[str, str]]) -> None:
    """Wait until these taps, and no others, came in for this reeks, in the order of tapping."""
    query = (
        "SELECT a.naam, t.waarde FROM registrations_tik t JOIN registrations_deelname d ON d.id = t.deelname_id "
        "JOIN registrations_aanmelding a ON a.id = d.aanmelding_id JOIN programmes_reeks r ON r.id = a.reeks_id "
        "WHERE r.titel = ? ORDER BY t.getikt_op, t.id"
    )
    portal.wait_until(lambda: portal.rows(query, TITEL) == taps, f"the taps are {taps}")
