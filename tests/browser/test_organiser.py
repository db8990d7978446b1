"""An organisator runs a leerlab from the template to handvatten on paper, and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, Watch
from tests.browser.portal import Portal
from tests.browser.steps import (
    ORGANISATOR,
    OTHER_ORGANISATOR,
    fill_in_person,
    new_address,
    send_form,
    sign_in_as_organiser,
    take_part,
)
from tests.programmes.pdf_checks import findings

pytestmark = pytest.mark.browser

ADD_REEKS = "/beheer/programmes/reeks/add/"


def fill_in_reeks(page: Page, *, titel: str) -> None:
    """Fill in a new leerlab; the first bijeenkomst of the template gets a date, the others follow."""
    page.goto(ADD_REEKS)
    page.get_by_label("Titel:").first.fill(titel)
    page.get_by_label("Provincie:").select_option(label="Overijssel")
    page.get_by_label("Georganiseerd door:").select_option(label="Expertteam Bewoners bereiken")
    page.get_by_label("Samenvatting:").fill("Je leert hoe je jonge gezinnen bereikt.")
    page.get_by_label("Voor wie:").fill("Ambtenaren van gemeenten in Overijssel.")
    day = f"{timezone.localtime() + timedelta(days=40):%d-%m-%Y}"
    for name, moment in (("begin", "14:00"), ("einde", "16:30")):
        page.locator(f"[name=sessies-0-{name}_0]").fill(day)
        page.locator(f"[name=sessies-0-{name}_1]").fill(moment)


def test_an_organisator_publishes_a_leerlab_from_the_template(page: Page, new_page: NewPage, portal: Portal) -> None:
    sign_in_as_organiser(page)
    fill_in_reeks(page, titel="Jonge gezinnen bereiken")
    expect(page.locator("[name$=-titel][name^=sessies-]:visible")).to_have_count(5)
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Jonge gezinnen bereiken")
    path = "/overijssel/jonge-gezinnen-bereiken/"

    visitor = new_page()
    visitor.goto("/overijssel/")
    expect(visitor.get_by_role("link", name="Jonge gezinnen bereiken")).to_have_count(0)

    page.get_by_role("link", name="Jonge gezinnen bereiken").last.click()
    page.get_by_role("button", name="Opslaan en naar publiceren").click()
    page.get_by_role("button", name="Publiceer de reeks").click()
    expect(page.locator(".messagelist")).to_contain_text("staat op de website")
    expect(page.locator(".messagelist").get_by_role("link", name="Bekijk de pagina")).to_have_attribute("href", path)

    visitor.goto("/overijssel/")
    visitor.get_by_role("link", name="Jonge gezinnen bereiken").click()
    expect(visitor).to_have_url(f"{portal.url}{path}")
    expect(visitor.locator(".tijdlijn h3 a")).to_have_text(
        ["Kick-off", "Sessie 1", "Sessie 2", "Sessie 3", "Terugkombijeenkomst"]
    )
    expect(visitor.locator(".tijdlijn .wanneer").nth(1)).to_contain_text("Datum volgt")
    assert list(portal.stand("overijssel/jonge-gezinnen-bereiken")["sessies"]) == [
        "kick-off", "sessie-1", "sessie-2", "sessie-3", "terugkom",
    ]  # fmt: skip


def test_an_organisator_sees_who_signed_up_and_which_mails_went_out(
    page: Page, new_page: NewPage, portal: Portal
) -> None:
    email = new_address()
    take_part(new_page(), portal, email=email, naam="Wietske Zeldzaam")
    portal.mails_to(email, count=7)

    sign_in_as_organiser(page)
    page.goto("/beheer/registrations/aanmelding/")
    page.locator("#searchbar").fill(email)
    page.get_by_role("button", name="Zoeken").click()
    row = page.locator("#result_list tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Raalte")
    row.get_by_role("link", name="Wietske Zeldzaam").click()
    expect(page.get_by_role("cell", name="Verzonden", exact=True)).to_have_count(7)


def test_an_organisator_publishes_handvatten_with_a_valid_pdf(page: Page, new_page: NewPage, portal: Portal) -> None:
    sign_in_as_organiser(page)
    fill_in_reeks(page, titel="Ouderen bereiken")
    page.get_by_role("button", name="Opslaan en naar publiceren").click()
    page.get_by_role("button", name="Publiceer de reeks").click()
    expect(page.locator(".messagelist")).to_contain_text("staat op de website")

    page.goto("/beheer/learning/handvatten/add/")
    page.get_by_label("Sessie:").select_option(label="Ouderen bereiken: Sessie 1")
    page.get_by_label("Inleiding:").fill("Dit namen we mee.")
    for soort, add, titel in (
        ("tip", "Nog een Tip toevoegen", "Bel aan of bel op"),
        ("actie", "Nog een Actie toevoegen", "Kies één straat"),
        ("checklist", "Nog een Punt toevoegen", "Ik weet wie hier wonen"),
    ):
        page.get_by_role("link", name=add).or_(page.get_by_role("button", name=add)).click()
        page.locator(f"[name={soort}-0-titel]").fill(titel)
    page.get_by_role("button", name="Opslaan en publiceren").click()
    expect(page.locator(".messagelist")).to_contain_text("staat op de website")

    reader = new_page()
    reader.goto("/overijssel/ouderen-bereiken/")
    reader.get_by_role("link", name="Handvatten van deze bijeenkomst").click()
    expect(reader.get_by_role("main").get_by_role("heading", level=2)).to_have_text(["Tips", "Acties", "Checklist"])
    expect(reader.get_by_text("Ik weet wie hier wonen")).to_be_visible()
    made = "SELECT count(*) FROM learning_handvatten h JOIN learning_pdfbestand p ON p.sleutel = h.pdf_sleutel"
    portal.wait_until(
        lambda: portal.rows(f"{made} WHERE h.inleiding = 'Dit namen we mee.'") == [(1,)], "the PDF is made"
    )
    reader.reload()
    address = reader.get_by_role("link", name="Download de handvatten").get_attribute("href")
    assert address == "/overijssel/ouderen-bereiken/sessie-1/handvatten.pdf"
    answer = reader.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert findings(answer.body()) == []


def test_a_colleague_is_invited_chooses_a_password_and_gets_in(page: Page, new_page: NewPage, portal: Portal) -> None:
    email = new_address("collega", domain="overijssel.example")
    sign_in_as_organiser(page)
    page.goto("/beheer/programmes/lidmaatschap/add/")
    page.get_by_label("E-mailadres:").fill(email)
    page.get_by_label("Naam:").fill("Carla Collega")
    page.get_by_label("Provincie:").select_option(label="Overijssel")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text(f"De uitnodiging is verstuurd naar {email}.")
    (mail,) = portal.mails_to(email, count=1)

    colleague = new_page()
    colleague.goto(mail.link)
    password = "vier losse woorden samen"
    for field in colleague.locator("input[type=password]").all():
        field.fill(password)
    colleague.get_by_role("button", name="Nieuw wachtwoord kiezen").click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Nieuw wachtwoord kiezen")
    expect(colleague.get_by_role("main")).to_contain_text("Je wachtwoord is bewaard.")
    sign_in_as_organiser(colleague, email=email, password=password)
    colleague.get_by_role("link", name="Reeksen", exact=True).first.click()
    expect(colleague.locator("#result_list")).to_contain_text("Nog niet juist benaderde doelgroepen (2024)")
    expect(colleague.locator("#result_list")).not_to_contain_text("DNA Wijk / Dorp")


def test_a_link_to_choose_a_password_works_once(page: Page, new_page: NewPage, portal: Portal) -> None:
    email = new_address("collega", domain="overijssel.example")
    sign_in_as_organiser(page)
    page.goto("/beheer/programmes/lidmaatschap/add/")
    page.get_by_label("E-mailadres:").fill(email)
    page.get_by_label("Naam:").fill("Carel Collega")
    page.get_by_label("Provincie:").select_option(label="Overijssel")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    (mail,) = portal.mails_to(email, count=1)
    for expected in ("Nieuw wachtwoord kiezen", "Deze link werkt niet meer"):
        colleague = new_page()
        colleague.goto(mail.link)
        expect(colleague.get_by_role("heading", level=1)).to_have_text(expected)
        for field in colleague.locator("input[type=password]").all():
            field.fill("vier losse woorden samen")
        if expected == "Nieuw wachtwoord kiezen":
            colleague.get_by_role("button", name="Nieuw wachtwoord kiezen").click()
            expect(colleague.get_by_role("main")).to_contain_text("Je wachtwoord is bewaard.")


def test_an_organisator_of_another_provincie_sees_none_of_it(
    page: Page, new_page: NewPage, portal: Portal, watch: Watch
) -> None:
    watch.allowed.add(404)
    email = new_address()
    take_part(new_page(), portal, email=email)
    rows: dict[str, tuple[str, ...]] = {
        "programmes/reeks": ("SELECT id FROM programmes_reeks WHERE slug = ?", "niet-juist-benaderd"),
        "learning/handvatten": ("SELECT id FROM learning_handvatten LIMIT 1",),
        "registrations/aanmelding": ("SELECT id FROM registrations_aanmelding WHERE email = ?", email),
        "programmes/locatie": ("SELECT id FROM programmes_locatie WHERE plaats = ?", "Raalte"),
        "programmes/lidmaatschap": (
            "SELECT l.id FROM programmes_lidmaatschap l JOIN accounts_user u ON u.id = l.user_id WHERE u.email = ?",
            ORGANISATOR,
        ),
    }
    sign_in_as_organiser(page, email=OTHER_ORGANISATOR)
    for model, query in rows.items():
        ((pk,),) = portal.rows(*query)
        answer = page.goto(f"/beheer/{model}/{pk}/change/")
        assert answer is not None
        assert (model, answer.status) == (model, 404)
        page.goto(f"/beheer/{model}/")
        expect(page.locator("#content")).not_to_contain_text("Overijssel")
        expect(page.locator("#content")).not_to_contain_text("Raalte")
    page.goto("/beheer/learning/handvatten/add/")
    expect(page.get_by_label("Sessie:")).to_contain_text("DNA Wijk / Dorp")
    expect(page.get_by_label("Sessie:")).not_to_contain_text("doelgroepen")
    page.goto(ADD_REEKS)
    expect(page.get_by_label("Provincie:").locator("option:not([value=''])")).to_have_text(["Noord-Holland"])


def test_signing_up_at_a_new_leerlab_without_dates(page: Page, new_page: NewPage, portal: Portal) -> None:
    """Where only one bijeenkomst has a date, one invitation goes out and the rest follows."""
    email = new_address()
    sign_in_as_organiser(page)
    fill_in_reeks(page, titel="Een wijk leren kennen")
    page.get_by_role("button", name="Opslaan en naar publiceren").click()
    page.get_by_role("button", name="Publiceer de reeks").click()
    expect(page.locator(".messagelist")).to_contain_text("staat op de website")

    visitor = new_page()
    visitor.goto("/overijssel/een-wijk-leren-kennen/aanmelden/")
    fill_in_person(visitor, email=email)
    visitor.get_by_label("De hele reeks").check()
    send_form(visitor)
    (asked,) = portal.mails_to(email, count=1)
    visitor.goto(asked.link)
    visitor.get_by_role("button", name="Bevestig mijn aanmelding").click()
    expect(visitor.locator(".kaart .label")).to_have_text(["Je doet mee"] * 5)
    assert [mail.method for mail in portal.mails_to(email, count=3)] == ["", "", "REQUEST"]
