"""An organiser signs somebody up by hand, changes things for them, and takes the list along as a spreadsheet."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.looks import axe
from tests.browser.portal import Portal
from tests.browser.steps import sign_in_as_organiser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def known(portal: Portal) -> dict[str, int]:
    said = portal.manage("shell", "-v0", "-c", "from tests.browser import scene_people; scene_people.tell()")
    found: dict[str, int] = json.loads(said.splitlines()[-1])
    return found


def expect_message(page: Page, text: str) -> None:
    expect(page.locator("ul.messagelist li").first).to_have_text(text)


def fill_in(page: Page, reeks: int, naam: str, email: str) -> None:
    page.goto(f"/beheer/programmes/reeks/{reeks}/deelnemers/")
    page.get_by_role("link", name="Iemand aanmelden").click()
    page.get_by_label("Naam:", exact=True).fill(naam)
    page.get_by_label("E-mailadres:").fill(email)
    page.get_by_label("Gemeente:").select_option(label="Raalte")
    page.get_by_label("De hele reeks").check()
    page.get_by_label("Heeft al ja gezegd").check()
    page.get_by_role("button", name="Laat zien wat er gebeurt").click()


def test_signing_somebody_up_by_hand_and_exporting(
    page: Page, portal: Portal, known: dict[str, int], tmp_path: Path
) -> None:
    reeks = known["reeks"]
    sign_in_as_organiser(page)
    fill_in(page, reeks, "=Hanna van Hand", "hanna.hand@raalte.example")
    expect(page.get_by_text("Er is nog niemand aangemeld.")).to_be_visible()
    expect(page.get_by_text("Deze persoon is meteen aangemeld en krijgt mail")).to_be_visible()
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    expect_message(page, "Gelukt: =Hanna van Hand staat nu op “aangemeld” en krijgt mail.")
    portal.mails_to("hanna.hand@raalte.example", count=3)

    # The second finds the reeks full, and gets a place with a reason.
    fill_in(page, reeks, "Toos Toch", "toos.toch@raalte.example")
    expect(page.get_by_text("De reeks is vol.")).to_be_visible()
    page.get_by_role("button", name="Aanmelden en toch plaatsen").click()
    expect(page.get_by_text("Schrijf op waarom.")).to_be_visible()
    page.get_by_label("Waarom:").fill("Is gastheer")
    page.get_by_role("button", name="Aanmelden en toch plaatsen").click()
    expect(page.get_by_text("Uitzondering.")).to_be_visible()
    page.get_by_role("link", name="Notities").click()
    page.get_by_label("Notitie:").fill("Belde: neemt een collega mee.")
    page.get_by_role("button", name="Notitie toevoegen").click()
    expect(page.get_by_text("Belde: neemt een collega mee.")).to_be_visible()

    page.goto(f"/beheer/programmes/reeks/{reeks}/deelnemers/")
    page.get_by_text("Download de deelnemers").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download als XLSX (Excel)").click()
    file = tmp_path / "deelnemers.xlsx"
    started.value.save_as(file)
    sheet = load_workbook(file).active
    assert sheet is not None
    cells = [[cell.value for cell in row][:3] for row in sheet.iter_rows()]
    assert [row for row in cells if "hand@" in str(row[1])] == [
        ["=Hanna van Hand", "hanna.hand@raalte.example", "Raalte"],
    ]  # fmt: skip

    page.goto(f"/beheer/registrations/aanmelding/?reeks__id__exact={reeks}&q=hanna.hand")
    page.get_by_text("Download deze lijst").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download als CSV").click()
    text = Path(started.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[1:3] for row in rows[1:]] == [["'=Hanna van Hand", "hanna.hand@raalte.example"]]
    lines = portal.rows("SELECT tekst FROM programmes_logregel WHERE daad = 'export' ORDER BY id DESC LIMIT 1")
    assert lines == [("Aanmeldingen: CSV, 1 regel, filter reeks Mensen bij elkaar, een zoekwoord.",)]


def test_two_aanmeldingen_of_one_person_become_one(page: Page, known: dict[str, int]) -> None:
    sign_in_as_organiser(page)
    page.goto(f"/beheer/registrations/aanmelding/{known['one']}/change/")
    page.get_by_role("link", name="Samenvoegen").click()
    page.get_by_role("link", name="Bekijk samen met Dora Dubbel").click()
    expect(page.get_by_role("row", name="Status")).to_contain_text("Aangemeld")
    page.get_by_role("button", name="Samenvoegen").click()
    expect_message(page, "Gelukt: de twee aanmeldingen zijn samengevoegd. Beide adressen krijgen mail.")
    page.get_by_role("link", name="Geschiedenis van deze persoon").click()
    expect(page.get_by_role("link", name="Dora Dubbel (dora@raalte.example)")).to_be_visible()


def test_the_pages_are_accessible_and_fit_a_phone(page: Page, known: dict[str, int]) -> None:
    sign_in_as_organiser(page)
    reeks, person = f"/beheer/programmes/reeks/{known['reeks']}", f"/beheer/registrations/aanmelding/{known['other']}"
    paths = [
        f"{reeks}/aanmelden/", f"{reeks}/behoeften/", f"{reeks}/deelnemers/", f"{person}/change/", f"{person}/persoon/",
        f"{person}/notities/", f"{person}/andere-bijeenkomst/", f"{person}/keuze/", f"{person}/vervangen/",
        f"{person}/samenvoegen/?zoek=raalte", f"{person}/samenvoegen/{known['third']}/",
        "/beheer/registrations/belangstelling/",
    ]  # fmt: skip
    broken, wide = {}, {}
    for path in paths:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        broken[path] = axe(page, landmarks=False)
        page.set_viewport_size({"width": 320, "height": 800})
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert broken == {path: [] for path in paths}
    own = [path for path in paths if not path.endswith(("/deelnemers/", "/change/", "/belangstelling/"))]
    assert {path: wide[path] for path in own} == dict.fromkeys(own, 320)
