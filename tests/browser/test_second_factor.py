"""An organiser sets up a second factor and signs in with it: an app with recovery codes, and a passkey."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.authenticators import code_of
from tests.browser.conftest import DESKTOP, Watch
from tests.browser.looks import axe
from tests.browser.portal import PASSWORD, Portal
from tests.browser.steps import ORGANISATOR, OTHER_ORGANISATOR

pytestmark = pytest.mark.browser
PASSKEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class StrictPortal(Portal):
    """One that asks for a second factor, by a name that passkeys know: they work on no address of numbers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.url = self.url.replace("127.0.0.1", "localhost")

    @property
    def environment(self) -> dict[str, str]:
        """As the others, and REQUIRE_MFA."""
        return super().environment | {"REQUIRE_MFA": "1"}


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StrictPortal]:
    """A portal of its own: others sign in with a password alone."""
    running = StrictPortal(tmp_path_factory.mktemp("strict"))
    try:
        running.start()
        yield running
    finally:
        running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture
def desk(chromium: Browser, strict: StrictPortal) -> Iterator[Page]:
    """A browser of an organiser; the test fails on a violation of the policy or a request elsewhere."""
    watch = Watch(strict.url)
    context = chromium.new_context(
        base_url=strict.url, viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="nl-NL"
    )
    context.set_default_timeout(10_000)
    context.on("console", watch.on_console)
    context.on("weberror", watch.on_error)
    context.on("request", watch.on_request)
    yield context.new_page()
    context.close()
    assert watch.found == []


def give_password(page: Page, email: str) -> None:
    page.goto("/beheer/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def prove_mailbox(page: Page, strict: StrictPortal, email: str, *, look: bool = True) -> None:
    """Go from the page to set up a second factor past the code that is mailed first."""
    if look:
        looks_right(page, "Eerst een code uit je mail")
    page.get_by_role("button", name="Mail mij een code").click()
    if look:
        looks_right(page, "Eerst een code uit je mail")
        page.get_by_label("Code").fill("FOUT-FOUT")
        page.get_by_role("button", name="Verder").click()
        looks_right(page, "Eerst een code uit je mail")
    *_, mail = strict.mails_to(email, count=1)
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.text, re.MULTILINE)
    assert code, mail.text
    page.get_by_label("Code").fill(code[0])
    page.get_by_role("button", name="Verder").click()


def leave(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/")


def looks_right(page: Page, heading: str) -> None:
    """See that this is the page, and that nothing of it stands in anybody's way, also on a telephone."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def test_an_app_and_its_recovery_codes(desk: Page, strict: StrictPortal) -> None:
    give_password(desk, ORGANISATOR)
    looks_right(desk, "Stel een tweede stap in")
    desk.get_by_role("link", name="App instellen").click()
    prove_mailbox(desk, strict, ORGANISATOR)
    looks_right(desk, "App instellen")
    secret = desk.locator(".sleutel").inner_text()
    desk.get_by_label("Code").fill("12")
    desk.get_by_role("button", name="App aanzetten").click()
    looks_right(desk, "App instellen")
    assert desk.locator(".sleutel").inner_text() == secret
    desk.get_by_label("Code").fill(code_of(secret))
    desk.get_by_role("button", name="App aanzetten").click()

    looks_right(desk, "Herstelcodes")
    codes = desk.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Bewaar als tekstbestand").click()
    assert codes[0] in Path(download.value.path()).read_text()
    desk.get_by_role("link", name="Ik heb ze bewaard, verder").click()
    expect(desk.get_by_role("heading", name="Overzicht")).to_be_visible()
    desk.get_by_role("link", name="Inloggen en beveiliging").click()
    looks_right(desk, "Inloggen en beveiliging")

    leave(desk)
    give_password(desk, ORGANISATOR)
    looks_right(desk, "Nog één stap")
    desk.get_by_label("Code").fill(codes[3])
    desk.get_by_role("button", name="Inloggen", exact=True).click()
    expect(desk.get_by_role("heading", name="Overzicht")).to_be_visible()
    desk.goto("/account/beveiliging/")
    expect(desk.get_by_text("Je hebt nog 9 herstelcodes.")).to_be_visible()
    for link, heading in (("Nieuwe herstelcodes maken", "Nieuwe herstelcodes"), ("App weghalen", "App weghalen")):
        desk.get_by_role("link", name=link).click()
        looks_right(desk, heading)
        desk.get_by_role("link", name="Toch niet").click()


def test_a_passkey_stands_for_password_and_code(desk: Page, strict: StrictPortal) -> None:
    devtools: Any = desk.context.new_cdp_session(desk)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
    give_password(desk, OTHER_ORGANISATOR)
    desk.get_by_role("link", name="Passkey toevoegen").click()
    prove_mailbox(desk, strict, OTHER_ORGANISATOR, look=False)
    looks_right(desk, "Passkey toevoegen")
    desk.get_by_label("Naam").fill("Mijn laptop")
    desk.get_by_role("button", name="Passkey toevoegen").click()
    looks_right(desk, "Herstelcodes")
    desk.get_by_role("link", name="Ik heb ze bewaard, verder").click()
    expect(desk.get_by_role("heading", name="Overzicht")).to_be_visible()

    leave(desk)
    desk.goto("/account/login/?next=/beheer/")
    looks_right(desk, "Inloggen")
    desk.get_by_role("button", name="Inloggen met een passkey").click()
    expect(desk.get_by_role("heading", name="Overzicht")).to_be_visible()

    leave(desk)
    give_password(desk, OTHER_ORGANISATOR)
    looks_right(desk, "Nog één stap")
    desk.get_by_role("button", name="Gebruik je passkey").click()
    expect(desk.get_by_role("heading", name="Overzicht")).to_be_visible()

    desk.goto("/account/beveiliging/")
    looks_right(desk, "Inloggen en beveiliging")
    expect(desk.get_by_text(re.compile("Mijn laptop, gemaakt op .* het laatst gebruikt op"))).to_be_visible()
    desk.get_by_role("link", name=re.compile("^Andere naam")).click()
    desk.get_by_label("Naam").fill("Werklaptop")
    looks_right(desk, "Passkey een andere naam geven")
    desk.get_by_role("button", name="Bewaren").click()
    desk.get_by_role("link", name=re.compile("^Weghalen.*Werklaptop")).click()
    looks_right(desk, "Passkey weghalen")
    desk.get_by_role("button", name="Passkey weghalen").click()
    desk.goto("/beheer/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Stel een tweede stap in")


def test_without_a_script_there_is_the_code(chromium: Browser, strict: StrictPortal) -> None:
    context = chromium.new_context(base_url=strict.url, java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    give_password(page, "beheerder@leerlab.example")
    page.get_by_role("link", name="App instellen").click()
    prove_mailbox(page, strict, "beheerder@leerlab.example", look=False)
    page.get_by_label("Code").fill(code_of(page.locator(".sleutel").inner_text()))
    page.get_by_role("button", name="App aanzetten").click()
    page.get_by_role("link", name="Ik heb ze bewaard, verder").click()
    expect(page.get_by_role("heading", name="Overzicht")).to_be_visible()
    context.close()
