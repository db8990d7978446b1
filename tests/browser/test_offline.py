"""Without a connection: a form keeps what is in it, a page that can not come says why, and nothing else is kept."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Watch
from tests.browser.portal import Portal
from tests.browser.steps import REEKS, fill_in_person, new_address, send_form

pytestmark = pytest.mark.browser
FORM = f"/{REEKS}/aanmelden/"
NOTICE = "Je bent offline. Wat je hebt ingevuld, blijft staan. Probeer het opnieuw als je weer verbinding hebt."


@pytest.fixture
def page(page: Page, watch: Watch) -> Iterator[Page]:
    """A visitor who opened a form, with the service worker at work."""
    page.goto(FORM)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    yield page
    # What the browser itself says of a lost connection.
    watch.found[:] = [found for found in watch.found if "net::ERR_INTERNET_DISCONNECTED" not in found]


def kept(page: Page) -> list[str]:
    """Return every address that the browser keeps for this site."""
    addresses: list[str] = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
            return found;
        }"""
    )
    return addresses


def test_a_form_is_not_lost(page: Page, portal: Portal) -> None:
    email = new_address()
    fill_in_person(page, email=email)
    page.get_by_label("De hele reeks").check()
    page.context.set_offline(True)
    for _ in range(2):
        send_form(page)
        expect(page.get_by_role("alert")).to_have_text([NOTICE])
    expect(page.get_by_label("Je e-mailadres")).to_have_value(email)

    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    send_form(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    portal.mails_to(email, count=1)


def test_a_computer_that_wrongly_says_it_is_offline_holds_nobody_back(page: Page, portal: Portal) -> None:
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })")
    email = new_address()
    fill_in_person(page, email=email)
    page.get_by_label("De hele reeks").check()
    send_form(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar: kijk in je mail")
    portal.mails_to(email, count=1)


def test_a_page_that_can_not_come_says_why(page: Page, portal: Portal) -> None:
    page.context.set_offline(True)
    page.goto("/")
    expect(page).to_have_title("Geen verbinding - Leerlabs voor gemeenten")
    expect(page.get_by_role("heading", level=1)).to_have_text("Er is geen verbinding")
    assert page.url == f"{portal.url}/", "so that loading it again gives the page itself"
    assert page.evaluate("document.styleSheets.length") >= 1

    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("heading", name="Er is geen verbinding")).to_have_count(0)


def test_beheer_is_left_to_the_browser(page: Page) -> None:
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("/beheer/")


def test_nothing_but_the_one_page_is_kept(page: Page) -> None:
    for path in ("/", f"/{REEKS}/", FORM, "/aanmelding/kwijt/"):
        page.goto(path)
    assert kept(page) == ["/offline/"]
