"""At the door with a tablet: taps while the connection comes and goes, without JavaScript, and by somebody's code."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import NewPage, Watch
from tests.browser.looks import SMALL_TARGETS, TOO_WIDE, axe
from tests.browser.portal import Portal

pytestmark = pytest.mark.browser

TABLET, PHONE = 820, 320


@dataclass
class Door:
    """A sessie that is held now."""

    portal: Portal
    page: str
    hosts: list[str]
    keys: dict[str, int]
    link: str
    code: str

    def sign_in(self, page: Page, host: int = 0) -> None:
        """Let one of the two gastheren use this browser."""
        cookie: Any = {"name": "sessionid", "value": self.hosts[host], "url": self.portal.url}
        page.context.add_cookies([cookie])

    def taps(self, naam: str) -> list[str]:
        """Return what was tapped of somebody, in the order of tapping."""
        query = "SELECT waarde FROM registrations_tik WHERE deelname_id = ? ORDER BY getikt_op, id"
        return [row[0] for row in self.portal.rows(query, str(self.keys[naam]))]

    def expect_taps(self, naam: str, *values: str) -> None:
        """Wait until this, and nothing else, was tapped of somebody; the last one holds."""
        self.portal.wait_until(lambda: self.taps(naam) == list(values), f"{naam} is {values}, not {self.taps(naam)}")
        query = "SELECT aanwezigheid FROM registrations_deelname WHERE id = ?"
        assert self.portal.rows(query, str(self.keys[naam])) == [(values[-1] if values else "",)]


@pytest.fixture
def door(portal: Portal) -> Door:
    said = portal.manage("shell", "-v0", "-c", "from tests.browser import scene_door; scene_door.tell()")
    return Door(portal, **json.loads(said.splitlines()[-1]))


@pytest.fixture
def tablet(new_page: NewPage, door: Door) -> Page:
    page = new_page(width=TABLET)
    door.sign_in(page)
    page.goto(door.page)
    return page


def button(page: Page, naam: str, words: str) -> Locator:
    return page.get_by_role("group", name=naam).get_by_role("button", name=words, exact=True)


def pressed(page: Page, naam: str) -> list[str]:
    return page.get_by_role("group", name=naam).locator("[aria-pressed=true]").all_inner_texts()


def status(page: Page) -> Locator:
    return page.locator(".deur-stand")


def forget_lost_requests(watch: Watch) -> None:
    """Take out what a browser writes of requests without a network: that is what these tests are about."""
    lost = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_NETWORK_CHANGED")
    watch.found[:] = [line for line in watch.found if not any(word in line for word in lost)]


def wake(page: Page) -> None:
    """Do what a tablet does when somebody picks it up."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_tap_shows_at_once_and_is_counted(tablet: Page, door: Door) -> None:
    expect(tablet.locator(".deur-telling strong")).to_have_text("0 van 3 aanwezig")
    button(tablet, "Anna de Vries", "Aanwezig").click()
    assert pressed(tablet, "Anna de Vries") == ["Aanwezig"]
    expect(tablet.locator(".deur-telling strong")).to_have_text("1 van 3 aanwezig")
    door.expect_taps("Anna", "aanwezig")
    # A second press says nothing new.
    button(tablet, "Anna de Vries", "Aanwezig").click()
    button(tablet, "Anna de Vries", "Deels").click()
    button(tablet, "Wim Wacht", "Aanwezig").click()
    door.expect_taps("Anna", "aanwezig", "deels")
    door.expect_taps("Wim", "aanwezig")
    expect(tablet.locator("[data-tel=onverwacht]")).to_have_text("1")
    button(tablet, "Anna de Vries", "Wis").click()
    door.expect_taps("Anna", "aanwezig", "deels", "")
    expect(button(tablet, "Anna de Vries", "Aanwezig")).to_be_focused()
    expect(status(tablet)).to_have_text("")
    tablet.reload()
    assert [pressed(tablet, naam) for naam in ("Anna de Vries", "Wim Wacht")] == [[], ["Aanwezig"]]


def test_taps_without_a_connection_come_in_once_it_is_back(tablet: Page, door: Door, watch: Watch) -> None:
    tablet.context.set_offline(True)
    button(tablet, "Anna de Vries", "Aanwezig").click()
    expect(status(tablet)).to_have_text("1 tik wacht op verbinding.")
    button(tablet, "Bart Jansen", "Deels").click()
    button(tablet, "Bart Jansen", "Niet verschenen").click()
    expect(status(tablet)).to_have_text("3 tikken wachten op verbinding.")
    assert [pressed(tablet, naam) for naam in ("Anna de Vries", "Bart Jansen")] == [["Aanwezig"], ["Niet verschenen"]]
    assert (door.taps("Anna"), door.taps("Bart")) == ([], [])
    tablet.context.set_offline(False)
    expect(status(tablet)).to_have_text("Alles is opgeslagen.")
    door.expect_taps("Anna", "aanwezig")
    door.expect_taps("Bart", "deels", "niet_verschenen")
    assert tablet.evaluate("Object.keys(localStorage).filter(key => key.startsWith('tik:'))") == []
    forget_lost_requests(watch)


def test_a_page_that_is_closed_without_a_connection_loses_no_tap(tablet: Page, door: Door, watch: Watch) -> None:
    context = tablet.context
    context.set_offline(True)
    button(tablet, "Anna de Vries", "Aanwezig").click()
    button(tablet, "Cor Bakker", "Met bericht").click()
    expect(status(tablet)).to_have_text("2 tikken wachten op verbinding.")
    tablet.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(door.page)
    assert [pressed(again, naam) for naam in ("Anna de Vries", "Cor Bakker")] == [["Aanwezig"], ["Met bericht"]]
    door.expect_taps("Anna", "aanwezig")
    door.expect_taps("Cor", "met_bericht")
    forget_lost_requests(watch)


def test_an_answer_that_is_lost_doubles_no_tap(tablet: Page, door: Door, watch: Watch) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    tablet.route("**/tikken/", lose_the_answer, times=1)
    button(tablet, "Anna de Vries", "Aanwezig").click()
    expect(status(tablet)).to_have_text("1 tik wacht op verbinding.")
    door.expect_taps("Anna", "aanwezig")
    button(tablet, "Anna de Vries", "Deels").click()
    expect(status(tablet)).to_have_text("Alles is opgeslagen.")
    door.expect_taps("Anna", "aanwezig", "deels")
    forget_lost_requests(watch)


def test_two_tablets_see_each_other(tablet: Page, new_page: NewPage, door: Door) -> None:
    other = new_page(width=TABLET)
    door.sign_in(other, 1)
    other.goto(door.page)
    button(tablet, "Anna de Vries", "Aanwezig").click()
    door.expect_taps("Anna", "aanwezig")
    wake(other)
    expect(other.locator(".deur-telling strong")).to_have_text("1 van 3 aanwezig")
    assert pressed(other, "Anna de Vries") == ["Aanwezig"]


def test_what_waits_is_sent_only_by_who_tapped_it(tablet: Page, door: Door, watch: Watch) -> None:
    watch.allowed |= {403, 409}
    tablet.context.clear_cookies()
    button(tablet, "Anna de Vries", "Aanwezig").click()
    expect(status(tablet)).to_have_text("Je bent uitgelogd. 1 tik wacht tot je weer inlogt.")
    expect(tablet.get_by_role("link", name="Log opnieuw in")).to_be_visible()
    door.sign_in(tablet, 1)
    wake(tablet)
    expect(status(tablet)).to_have_text("Iemand anders is ingelogd. 1 tik wacht tot jij weer inlogt.")
    other = tablet.context.new_page()
    other.goto(door.page)
    button(other, "Bart Jansen", "Aanwezig").click()
    door.expect_taps("Bart", "aanwezig")
    assert door.taps("Anna") == []
    other.close()
    tablet.context.clear_cookies()
    door.sign_in(tablet)
    tablet.goto(door.page)
    door.expect_taps("Anna", "aanwezig")


def test_somebody_is_found_by_a_part_of_the_name(tablet: Page) -> None:
    tablet.get_by_label("Zoek op naam:").fill("VRI an")
    expect(tablet.locator(".deur-lijst li:visible")).to_have_count(1)
    expect(tablet.locator("output")).to_have_text("1 van 4 gevonden")
    tablet.get_by_label("Zoek op naam:").fill("")
    expect(tablet.locator(".deur-lijst li:visible")).to_have_count(4)


def test_without_javascript_each_button_is_a_form(new_page: NewPage, door: Door) -> None:
    page = new_page(width=TABLET, javascript=False)
    door.sign_in(page)
    page.goto(door.page)
    expect(page.get_by_label("Zoek op naam:")).to_be_hidden()
    button(page, "Bart Jansen", "Deels").click()
    assert page.url.endswith(f"#deelname-{door.keys['Bart']}")
    assert pressed(page, "Bart Jansen") == ["Deels"]
    expect(page.locator(".deur-telling strong")).to_have_text("1 van 3 aanwezig")
    button(page, "Bart Jansen", "Wis").click()
    assert pressed(page, "Bart Jansen") == []
    door.expect_taps("Bart", "deels", "")


def test_a_code_is_read_and_checked_in(page: Page, new_page: NewPage, door: Door) -> None:
    page.goto(door.link)
    expect(page.get_by_role("img", name="QR-code: hiermee ziet de organisator dat je er bent")).to_be_visible()
    page.goto(door.code)
    expect(page.get_by_role("heading", name="Laat deze code zien bij de deur")).to_be_visible()
    tablet = new_page(width=TABLET)
    door.sign_in(tablet)
    tablet.goto(door.code)
    expect(tablet.get_by_role("heading", name="Anna de Vries")).to_be_visible()
    assert axe(tablet, landmarks=False) == []
    tablet.get_by_role("button", name="Aanwezig").click()
    expect(tablet.get_by_text("Dat staat op de lijst.")).to_be_visible()
    tablet.get_by_role("link", name="Naar de lijst").click()
    assert pressed(tablet, "Anna de Vries") == ["Aanwezig"]
    door.expect_taps("Anna", "aanwezig")


def test_the_list_goes_on_paper(tablet: Page, door: Door) -> None:
    tablet.get_by_role("button", name="Maak een presentielijst").click()
    tablet.get_by_role("link", name="Download de pdf").wait_for()
    assert axe(tablet, landmarks=False) == []
    with tablet.expect_download() as waiting:
        tablet.get_by_role("link", name="Download de pdf").click()
    assert waiting.value.suggested_filename.startswith("presentielijst-")
    assert waiting.value.path().read_bytes().startswith(b"%PDF-")
    assert door.portal.rows("SELECT count(*) FROM registrations_uitdraai WHERE klaar_op IS NULL") == [(0,)]


@pytest.mark.parametrize("width", [TABLET, PHONE])
def test_the_pages_are_accessible_and_fit(new_page: NewPage, door: Door, width: int) -> None:
    page = new_page(width=width)
    door.sign_in(page)
    broken: dict[str, list[str]] = {}
    for path in (door.page, "/beheer/programmes/reeks/aan-de-deur/"):
        page.goto(path)
        if path == door.page:
            button(page, "Anna de Vries", "Deels").click()
            sizes = page.locator(".deur-knoppen button:visible").evaluate_all(
                "all => all.map(one => Math.min(one.offsetHeight, one.offsetWidth))"
            )
            assert min(sizes) >= 44
        broken[path] = [
            *axe(page, landmarks=False), *page.evaluate(TOO_WIDE, width),
            *(line for line in page.evaluate(SMALL_TARGETS) if "deur" in line),
        ]  # fmt: skip
    assert broken == {path: [] for path in broken}


@pytest.mark.parametrize(("width", "height"), [(800, 1280), (1024, 768)])
def test_on_a_tablet_a_name_stands_on_one_line_beside_its_buttons(
    new_page: NewPage, door: Door, width: int, height: int
) -> None:
    page = new_page(width=width)
    page.set_viewport_size({"width": width, "height": height})
    door.sign_in(page)
    page.goto(door.page)
    expect(page.locator("#nav-sidebar")).to_have_count(0)
    name = page.locator(".deur-naam", has_text="Anna de Vries").bounding_box()
    button = page.get_by_role("button", name="Aanwezig").first.bounding_box()
    assert name
    assert button
    assert (name["height"] < 40, name["x"] + name["width"] <= button["x"]) == (True, True)
