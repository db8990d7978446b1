"""The agenda in a real browser: filters with htmx and without, the back button, the month, and keys on the map."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage, Watch, served
from tests.browser.portal import Portal

pytestmark = pytest.mark.browser


def cards(page: Page) -> list[str]:
    """Return the titles of the cards."""
    return page.locator(".reeks-kaart h3").all_inner_texts()


OVERIJSSEL = "Nog niet juist benaderde doelgroepen"
NOORD_HOLLAND = "DNA Wijk / Dorp"
BOTH = {OVERIJSSEL, NOORD_HOLLAND}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal of their own: these tests count what is on the agenda, where others publish."""
    yield from served(tmp_path_factory.mktemp("agenda"))


@pytest.fixture
def agenda(page: Page) -> Page:
    """The agenda, with a mark on the document and on the status line that a full load wipes out."""
    page.goto("/")
    assert set(cards(page)) == BOTH
    page.evaluate("window.mark = 'same document'; document.querySelector('#gevonden').mark = 'same element'")
    return page


def is_same_document(page: Page) -> bool:
    """Tell whether the page was not loaded anew."""
    return bool(page.evaluate("window.mark === 'same document'"))


def test_a_choice_swaps_only_the_result(agenda: Page) -> None:
    agenda.get_by_label("Provincie").select_option(label="Overijssel")
    status = agenda.get_by_role("status")
    expect(status).to_have_text("Je ziet 1 leerlab in Overijssel.")
    assert cards(agenda) == [OVERIJSSEL]
    assert is_same_document(agenda)
    assert agenda.evaluate("document.querySelector('#gevonden').mark") == "same element"
    assert agenda.evaluate("new URL(location).searchParams.get('provincie')") == "overijssel"
    assert agenda.title().startswith("Agenda: Overijssel - ")

    agenda.get_by_label("Thema").select_option(label="Gezondheid")
    expect(status).to_have_text("Je ziet 1 leerlab in Overijssel over het thema Gezondheid.")
    assert is_same_document(agenda)


def test_the_focus_stays_where_it_was(agenda: Page) -> None:
    agenda.get_by_label("Provincie").focus()
    agenda.keyboard.type("Zee")
    expect(agenda.get_by_role("status")).to_have_text("Je ziet geen leerlabs in Zeeland.")
    expect(agenda.get_by_label("Provincie")).to_be_focused()
    assert is_same_document(agenda)


def test_back_and_forward_show_what_was_chosen_there(agenda: Page) -> None:
    for naam in ("Overijssel", "Noord-Holland"):
        agenda.get_by_label("Provincie").select_option(label=naam)
        expect(agenda.get_by_role("status")).to_have_text(f"Je ziet 1 leerlab in {naam}.")
    agenda.go_back()
    expect(agenda.get_by_role("status")).to_have_text("Je ziet 1 leerlab in Overijssel.")
    expect(agenda.get_by_label("Provincie")).to_have_value("overijssel")
    assert cards(agenda) == [OVERIJSSEL]
    agenda.go_back()
    expect(agenda.get_by_role("status")).to_have_text("Je ziet 2 leerlabs van alle provincies.")
    expect(agenda.get_by_label("Provincie")).to_have_value("")
    agenda.go_forward()
    expect(agenda.get_by_label("Provincie")).to_have_value("overijssel")
    assert cards(agenda) == [OVERIJSSEL]


def test_back_from_a_reeks_shows_the_chosen_agenda(agenda: Page) -> None:
    agenda.get_by_label("Provincie").select_option(label="Overijssel")
    expect(agenda.get_by_role("status")).to_have_text("Je ziet 1 leerlab in Overijssel.")
    agenda.get_by_role("link", name=OVERIJSSEL, exact=True).click()
    expect(agenda.get_by_role("heading", level=1)).to_have_text(OVERIJSSEL)
    agenda.go_back()
    expect(agenda.get_by_role("status")).to_have_text("Je ziet 1 leerlab in Overijssel.")
    expect(agenda.get_by_label("Provincie")).to_have_value("overijssel")


def test_clearing_the_filters(agenda: Page) -> None:
    agenda.get_by_label("Thema").select_option(label="Gezondheid")
    agenda.get_by_role("link", name="Wis filters").click()
    expect(agenda.get_by_role("status")).to_have_text("Je ziet 2 leerlabs van alle provincies.")
    expect(agenda.get_by_label("Thema")).to_have_value("")


def test_when_the_server_fails_the_browser_shows_what_it_says(agenda: Page, watch: Watch) -> None:
    watch.allowed.add(503)
    agenda.route("**/?provincie=*", lambda route: route.fulfill(status=503, body="<h1>Even niet</h1>"))
    agenda.get_by_label("Provincie").select_option(label="Overijssel")
    expect(agenda.get_by_role("heading", level=1)).to_have_text("Even niet")


def test_a_late_answer_does_not_undo_a_later_choice(agenda: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    agenda.route("**/?provincie=overijssel*", hold)
    agenda.get_by_label("Provincie").select_option(label="Overijssel")
    agenda.get_by_label("Provincie").select_option(label="Noord-Holland")
    expect(agenda.get_by_role("status")).to_have_text("Je ziet 1 leerlab in Noord-Holland.")
    for route in held:
        route.abort()
    expect(agenda.get_by_role("status")).to_have_text("Je ziet 1 leerlab in Noord-Holland.")
    assert cards(agenda) == [NOORD_HOLLAND]
    assert is_same_document(agenda)


def test_without_a_script_the_button_does_it(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/")
    page.get_by_label("Provincie").select_option(label="Noord-Holland")
    page.get_by_role("button", name="Toon leerlabs").click()
    expect(page.get_by_role("status")).to_have_text("Je ziet 1 leerlab in Noord-Holland.")
    assert cards(page) == [NOORD_HOLLAND]
    expect(page.get_by_label("Provincie")).to_have_value("noord-holland")
    page.get_by_role("link", name="Wis filters").click()
    assert set(cards(page)) == BOTH


def test_leafing_through_the_months_keeps_the_choice(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/?provincie=overijssel")
    months = page.locator("#per-maand")
    first = months.get_by_role("heading", level=3).inner_text()
    months.locator("a[rel=next]").click()
    expect(months.get_by_role("heading", level=3)).not_to_have_text(first)
    assert cards(page) == [OVERIJSSEL]
    expect(months).to_be_in_viewport()
    months.locator("a[rel=prev]").click()
    expect(months.get_by_role("heading", level=3)).to_have_text(first)


def test_a_day_in_the_calendar_leads_to_the_list(page: Page) -> None:
    page.goto("/?provincie=overijssel")
    day = page.get_by_role("table").locator("a[href^='#dag-']").first
    href = day.get_attribute("href")
    day.click()
    expect(page.locator(str(href))).to_be_in_viewport()
    expect(page.locator(str(href)).get_by_role("link")).to_have_text(
        ["Kick-off van Nog niet juist benaderde doelgroepen"]
    )


def test_on_a_narrow_screen_the_list_is_all(new_page: NewPage) -> None:
    page = new_page(width=320)
    page.goto("/")
    expect(page.locator(".maand__blad")).to_be_hidden()
    expect(page.locator(".maand__dag").first).to_be_visible()


def test_the_map_with_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Thema").focus()
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.evaluate("element => element.matches('.landkaart__link')"):
            stops.append(focused.get_attribute("aria-label"))
            assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
            expect(focused).to_be_in_viewport()
        elif stops:
            break
    assert sorted(map(str, stops)) == ["Noord-Holland: 1 leerlab", "Overijssel: 1 leerlab"]
    page.get_by_role("link", name="Overijssel: 1 leerlab").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Leerlabs in Overijssel")


def test_the_table_of_the_map_opens_with_the_keyboard(page: Page) -> None:
    page.goto("/")
    page.get_by_text("Bekijk de kaart als tabel").focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Leerlabs die eraan komen, per provincie")
    expect(table.get_by_role("row")).to_have_count(13)
    table.get_by_role("link", name="Zeeland").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leerlabs in Zeeland")


def test_the_first_visit_is_light(page: Page) -> None:
    answers: dict[str, int] = {}

    def note(url: str, size: int) -> None:
        answers[url] = size

    page.on("requestfinished", lambda request: note(request.url, request.sizes()["responseBodySize"]))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert len(answers) <= 8, answers
    assert sum(answers.values()) <= 100_000, answers
