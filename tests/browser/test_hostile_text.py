"""Markup in every text there is stays text: no page runs it, whoever reads it (F10 of the test matrix).

The portal is a copy of the one of the scene, with every text field of every model filled (see tests/poison.py). The
pages are those of the other walks: the table of `every_page.py`, and every address of the resolver as a beheerder.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Error, Page

from tests.browser.conftest import Watch, new_context
from tests.browser.every_page import PAGES, Scene, signed_in, visit
from tests.browser.portal import Portal

pytestmark = pytest.mark.browser

MARK = "&lt;svg"
"""How the text stands in a page as the server sent it."""
MARKUP = '"><svg onload=alert(1)>javascript:alert(1)'
RUNS = """() => [...document.querySelectorAll('*')].flatMap(element => [...element.attributes]
  .filter(({name, value}) => /^on/i.test(name) || (/href|src|action/i.test(name) && /^\\s*javascript:/i.test(value)))
  .map(({name, value}) => `${element.tagName} ${name}=${value}`))"""
"""Attributes that run something; our policy lets no page of ours have any."""
TELL = "addEventListener('securitypolicyviolation', event => console.error(`CSP: ${event.violatedDirective}`))"
OTHER = ["hidden", "checkbox", "radio", "file", "submit", "number", "date", "time", "color"]
TEXT = "textarea, input" + "".join(f":not([type={kind}])" for kind in OTHER)
FILL = """(form, [fields, text]) => {
  form.noValidate = true;
  form.querySelectorAll(fields).forEach(field => field.value = text);
  form.requestSubmit(form.querySelector('[type=submit], button:not([type=button])'));
}"""
REFUSED = {400, 403, 404, 405, 409, 410, 413, 429}


@pytest.fixture(scope="module")
def hostile(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A copy of the portal in which every text is hostile; no worker, as nothing leaves it."""
    folder = tmp_path_factory.mktemp("hostile")
    portal = Portal(folder)
    (folder / "static").symlink_to(scene.portal.folder / "static")
    copy_database(scene.portal.folder, folder)
    try:
        said = portal.manage("shell", "-v0", "-c", "from tests.browser import scene_hostile; scene_hostile.tell()")
        portal.start_web()
        portal.wait_until(portal.is_healthy, "the portal says that it is well")
        yield Scene(portal, scene.known | json.loads(said.splitlines()[-1]))
    finally:
        portal.stop()


def copy_database(source: Path, target: Path) -> None:
    """Copy the database of a running portal."""
    name = "leerlab.sqlite3"
    with closing(sqlite3.connect(source / name)) as here, closing(sqlite3.connect(target / name)) as there:
        here.backup(there)


@pytest.fixture
def reader(chromium: Browser, hostile: Scene) -> Iterator[Page]:
    """A window that tells of everything that ran or tried to; the test fails when there is anything."""
    watch = Watch(hostile.portal.url, allowed=REFUSED | {kind.status for kind in PAGES})
    context = new_context(chromium, hostile.portal)
    context.add_init_script(TELL)

    def on_dialog(dialog: Dialog) -> None:
        watch.found.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    for event, note in [*watch.events, ("dialog", on_dialog)]:
        context.on(event, note)
    yield context.new_page()
    context.close()
    assert watch.found == []


def test_there_is_something_in_every_field(hostile: Scene) -> None:
    # The scene says addresses, but for the lists of `scene_hostile.py`.
    assert list(hostile.known["clean"]) == []


def test_what_visitors_and_deelnemers_read(reader: Page, hostile: Scene) -> None:
    found: dict[str, list[str]] = {}
    shown = 0
    for kind in PAGES:
        reader.context.clear_cookies()
        shown += MARK in visit(kind, reader, hostile).html
        found[kind.name] = reader.evaluate(RUNS)
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert shown > 80


def test_what_a_beheerder_reads(reader: Page, hostile: Scene) -> None:
    found: dict[str, list[str]] = {}
    shown = 0
    for path in hostile.known["beheer"]:
        if opened(path, reader, hostile):
            shown += MARK in reader.content()
            found[path] = reader.evaluate(RUNS)
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert shown > 120


@pytest.mark.long
def test_what_forms_give_back(reader: Page, hostile: Scene) -> None:
    """Every form with room for a text, sent with markup in all of it: what is kept, refused or looked at before."""
    found: dict[str, list[str]] = {}
    headings: set[str] = set()
    for path in hostile.known["beheer"]:
        form = reader.locator("form[method=post]", has=reader.locator(TEXT)).first
        if not opened(path, reader, hostile) or not form.count():
            continue
        with reader.expect_navigation():
            form.evaluate(FILL, [TEXT, MARKUP])
        assert "/account/login/" not in reader.url
        headings.add(reader.get_by_role("heading", level=1).first.inner_text())
        found[path] = reader.evaluate(RUNS)
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert len(found) > 40
    assert "Kijk de mail na" in headings


def opened(path: str, page: Page, scene: Scene) -> bool:
    """Go to a page of /beheer/ as a beheerder; tell whether it is one, and not a file."""
    if path.endswith(".png"):
        # The browser makes a page of its own around a picture, with a style that our policy forbids.
        return False
    try:
        signed_in("beheerder", path)(page, scene)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return True
