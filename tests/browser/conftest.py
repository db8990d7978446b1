"""A running portal for the whole session, and a browser that tells of everything a visitor should never meet."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, sync_playwright

from tests.browser.every_page import Scene, set_the_scene
from tests.browser.portal import Portal

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HERE = Path(__file__).parent
DESKTOP = (1280, 900)


def chromium_path() -> str:
    """Return where the system's Chromium is."""
    path = shutil.which("chromium")
    assert path, "the browser tests need chromium: run script/setup --dev"
    return path


def headless_path() -> str:
    """Return where Chromium without any windows is: the same engine, that opens a page with a sixth of the work."""
    return shutil.which("chromium-headless-shell") or chromium_path()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what sets the scene, so that `script/test` can run it in a process and a portal of its own."""
    if "scene" in getattr(item, "fixturenames", ()):
        item.add_marker("scene")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser last: its event loop stays open, and Django refuses its database where one runs.

    Of those, last of all what sets the scene: it fills the portal with more than the demo that others count on.
    """
    items.sort(key=lambda item: (HERE in item.path.parents, "scene" in getattr(item, "fixturenames", ())))


def served(folder: Path) -> Iterator[Portal]:
    """Serve a portal with the demo in it from a folder, until the fixture that this is the body of ends."""
    running = Portal(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal of all tests together. Every test uses people of its own; others may publish a reeks."""
    yield from served(tmp_path_factory.mktemp("portal"))


@pytest.fixture(scope="session")
def scene(portal: Portal) -> Scene:
    """What the pages in the table of `every_page.py` need besides the demo."""
    return set_the_scene(portal)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser; every test gets a clean profile in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=headless_path(), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """Notes what should never happen on a page of ours."""

    site: str
    allowed: set[int] = field(default_factory=set)
    """Statuses that the test is about; a browser writes each of them to its console."""
    found: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        """Keep errors, which is where violations of the Content-Security-Policy show up as well."""
        if message.type not in {"error", "warning"}:
            return
        where = message.location["url"]
        status = re.search(r"responded with a status of (\d+)", message.text)
        is_expected = bool(status and int(status[1]) in self.allowed)
        # The browser asks for an icon by itself, once; the pages name none yet.
        if not is_expected and not where.endswith("/favicon.ico"):
            self.found.append(f"console, {where}: {message.text}")

    def on_error(self, error: WebError) -> None:
        """Keep what a script of ours raised."""
        self.found.append(f"script: {error.error}")

    def on_request(self, request: Request) -> None:
        """Keep requests to any host but ours."""
        url = urlsplit(request.url)
        if url.scheme in {"http", "https", "ws", "wss"} and f"{url.scheme}://{url.netloc}" != self.site:
            self.found.append(f"request to another host: {request.url}")

    @property
    def events(self) -> list[tuple[Any, Callable[..., None]]]:
        """What to listen to in a profile."""
        return [("console", self.on_console), ("weberror", self.on_error), ("request", self.on_request)]


NewPage = Callable[..., Page]


@pytest.fixture
def watch(portal: Portal) -> Iterator[Watch]:
    """What went wrong in the pages of this test; the test fails when there is anything."""
    watch = Watch(portal.url)
    yield watch
    assert watch.found == []


def new_context(
    chromium: Browser, portal: Portal, *, width: int = DESKTOP[0], javascript: bool = True
) -> BrowserContext:
    """Make a clean profile."""
    context = chromium.new_context(
        base_url=portal.url,
        viewport={"width": width, "height": DESKTOP[1]},
        java_script_enabled=javascript,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
    )
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def new_page(chromium: Browser, portal: Portal, watch: Watch) -> Iterator[NewPage]:
    """Make pages, each in a clean profile: `new_page(width=320, javascript=False)`."""
    contexts: list[BrowserContext] = []

    def make(*, width: int = DESKTOP[0], javascript: bool = True) -> Page:
        context = new_context(chromium, portal, width=width, javascript=javascript)
        for event, note in watch.events:
            context.on(event, note)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A visitor at a desk."""
    return new_page()


@pytest.fixture(scope="module")
def window(chromium: Browser, portal: Portal) -> Iterator[Page]:
    """One window for a whole module; ask for `wiped_page`."""
    context = new_context(chromium, portal)
    yield context.new_page()
    context.close()


@pytest.fixture
def wiped_page(window: Page, portal: Portal, watch: Watch) -> Iterator[Page]:
    """A visitor at a desk, for tests that only look: a window of its own takes longer to open than a page.

    The one window is emptied of all that a site can keep, which is what makes a profile clean.
    """
    context = window.context
    for event, note in watch.events:
        context.on(event, note)
    yield window
    window.goto("about:blank")
    for event, note in watch.events:
        context.remove_listener(event, note)
    context.clear_cookies()
    session = context.new_cdp_session(window)
    session.send("Storage.clearDataForOrigin", {"origin": portal.url, "storageTypes": "all"})
    session.detach()
    window.emulate_media(color_scheme="null", forced_colors="null", media="null")
    window.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
