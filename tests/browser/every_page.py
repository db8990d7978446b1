"""The table of all pages: what each is called, which address it belongs to and how to get there.

A new page is one line here. It is then looked at by axe, by html-validate and by the checks in `looks.py`.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Response

from tests.browser.portal import PASSWORD, Portal
from tests.browser.steps import ORGANISATOR, OTHER_ORGANISATOR, REEKS, fill_in_person

OVER = f"{REEKS}-2024"
UNDATED = "noord-holland/dna-wijk-dorp"


@dataclass(frozen=True)
class Scene:
    """The portal, and in it the addresses and session keys of people in every state (see `scene.py`)."""

    portal: Portal
    known: dict[str, str]


Reach = Callable[[Page, Scene], None]


@dataclass(frozen=True)
class Kind:
    """One kind of page."""

    name: str
    url: str
    """The name of its address in the urlconf; "" for an error page."""
    reach: Reach
    status: int = 200


def set_the_scene(portal: Portal) -> Scene:
    """Add to the demo what these pages need."""
    said = portal.manage("shell", "-v0", "-c", "from tests.browser import scene; scene.tell()")
    known: dict[str, str] = json.loads(said.splitlines()[-1])
    return Scene(portal, known)


# --- How to get there -------------------------------------------------------------------------------------------


def at(path: str) -> Reach:
    """Go to a path as a visitor."""

    def reach(page: Page, _scene: Scene) -> None:
        page.goto(path)

    return reach


def link(name: str, suffix: str = "") -> Reach:
    """Follow the personal link of this name."""

    def reach(page: Page, scene: Scene) -> None:
        page.goto(scene.known[name] + suffix)

    return reach


def signed_in(name: str, path: str) -> Reach:
    """Go to a path as somebody who is signed in."""

    def reach(page: Page, scene: Scene) -> None:
        cookie: Any = {"name": "sessionid", "value": scene.known[name], "url": scene.portal.url}
        page.context.add_cookies([cookie])
        page.goto(path)

    return reach


def empty(path: str) -> Reach:
    """Send a form with nothing in it."""

    def reach(page: Page, _scene: Scene) -> None:
        page.goto(path)
        send(page)

    return reach


def send(page: Page) -> None:
    """Press the button of the form and wait for the answer; the browser's own checks, if any, stay out of it."""
    page.eval_on_selector_all("main form", "forms => forms.forEach(form => form.noValidate = true)")
    with page.expect_navigation():
        page.locator("main form button:not([type=button])").first.click()


def empty_details(page: Page, scene: Scene) -> None:
    """Clear one's own name."""
    page.goto(scene.known["actief"] + "gegevens/")
    page.get_by_label("Je naam").fill("")
    send(page)


def empty_form(name: str, suffix: str) -> Reach:
    """Send a form behind the personal link of this name with nothing in it."""

    def reach(page: Page, scene: Scene) -> None:
        page.goto(scene.known[name] + suffix)
        page.eval_on_selector_all("main input:checked", "boxes => boxes.forEach(box => box.checked = false)")
        send(page)

    return reach


def no_sessie_chosen(page: Page, _scene: Scene) -> None:
    """Choose single sessies, and then none."""
    page.goto(f"/{REEKS}/aanmelden/")
    fill_in_person(page, email="i.bos@raalte.nl")
    page.get_by_label("Losse bijeenkomsten").check()
    send(page)


def wrong_password(page: Page, _scene: Scene) -> None:
    """Sign in as nobody."""
    page.goto("/account/login/")
    page.get_by_label("E-mailadres").fill("niemand@raalte.nl")
    page.get_by_label("Wachtwoord").fill("niet het goede wachtwoord")
    send(page)


def by_password(path: str, *, email: str = ORGANISATOR, empty_form: bool = False, clicks: str = "") -> Reach:
    """Sign in with a password a moment ago, as pages about signing in ask; perhaps send their form empty."""

    def reach(page: Page, _scene: Scene) -> None:
        page.goto(f"/account/login/?next={path}")
        page.get_by_label("E-mailadres").fill(email)
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        send(page)
        if clicks:
            page.get_by_role("button", name=clicks).click()
        if empty_form:
            send(page)

    return reach


def code_page(page: Page, scene: Scene) -> None:
    """Ask for a code."""
    page.goto("/account/login/code/")
    page.get_by_label("E-mailadres").fill(scene.known["email"])
    send(page)


def wrong_code(page: Page, scene: Scene) -> None:
    """Ask for a code and type another."""
    code_page(page, scene)
    page.get_by_label("Code").fill("FOUTE-CODE")
    send(page)


def weak_password(page: Page, scene: Scene) -> None:
    """Choose a password that is too short."""
    page.goto(scene.known["wachtwoord"])
    for box in page.locator("main input[type=password]").all():
        box.fill("kort")
    send(page)


# --- The table --------------------------------------------------------------------------------------------------

FORM = f"/{REEKS}/aanmelden/"
INTEREST = f"/{REEKS}/belangstelling/"
WAITING = [
    "wordt-wachtlijst", "overname", "aanvraag", "wacht", "aanbod", "sessies", "organisatie", "met-reden",
    "niet-bevestigd", "verlopen", "verplaatst", "met-code",
]  # fmt: skip
"""States of the personal page in which there is no place yet, or not at every sessie (see `scene_personal.py`)."""

PAGES = [
    Kind("agenda", "agenda", at("/")),
    Kind("agenda-gefilterd", "agenda", at("/?provincie=overijssel")),
    Kind("agenda-leeg", "agenda", at("/?provincie=groningen")),
    Kind("agenda-maand", "agenda", at("/?maand=2027-03")),
    Kind("agenda-onbekende-keuze", "agenda", at("/?provincie=atlantis")),
    Kind("provincie", "provincie", at("/overijssel/")),
    Kind("provincie-zonder-reeksen", "provincie", at("/groningen/")),
    Kind("provincie-met-huisstijl", "provincie", at("/zeeland/")),
    Kind("reeks", "reeks", at(f"/{REEKS}/")),
    Kind("reeks-deels-zonder-datum", "reeks", at(f"/{UNDATED}/")),
    Kind("reeks-geweest", "reeks", at(f"/{OVER}/")),
    Kind("reeks-nog-niet-open", "reeks", at("/zeeland/straks-open/")),
    Kind("reeks-gesloten", "reeks", at("/zeeland/al-gesloten/")),
    Kind("reeks-zonder-sessies", "reeks", at("/zeeland/nog-leeg/")),
    Kind("reeks-bijna-vol", "reeks", at("/zeeland/bijna-vol/")),
    Kind("reeks-vol", "reeks", at("/zeeland/helemaal-vol/")),
    Kind("reeks-vol-voor-nieuwe-gemeenten", "reeks", at("/zeeland/vol-voor-nieuwe/")),
    Kind("reeks-organisator-kiest", "reeks", at("/zeeland/organisator-kiest/")),
    Kind("reeks-gaat-niet-door", "reeks", at("/zeeland/gaat-niet-door/")),
    Kind("sessie", "sessie", at(f"/{REEKS}/kick-off/")),
    Kind("sessie-vol", "sessie", at("/zeeland/bijna-vol/sessie-1/")),
    Kind("sessie-gaat-niet-door", "sessie", at("/zeeland/bijna-vol/sessie-3/")),
    Kind("sessie-zonder-datum", "sessie", at("/zeeland/zonder-datum/sessie-1/")),
    Kind("sessie-geweest", "sessie", at(f"/{OVER}/sessie-1/")),
    Kind("sessie-met-alles", "sessie", at("/zeeland/zoekt-een-plek/sessie-2/")),
    Kind("reeks-met-alles", "reeks", at("/zeeland/zoekt-een-plek/")),
    Kind("handvatten", "handvatten", at(f"/{OVER}/sessie-1/handvatten/")),
    Kind("aanmelden", "aanmelden", at(FORM)),
    Kind("aanmelden-fout", "aanmelden", empty(FORM)),
    Kind("aanmelden-fout-sessies", "aanmelden", no_sessie_chosen),
    Kind("aanmelden-bijna-vol", "aanmelden", at("/zeeland/bijna-vol/aanmelden/")),
    Kind("aanmelden-vol", "aanmelden", at("/zeeland/helemaal-vol/aanmelden/")),
    Kind("aanmelden-vol-voor-nieuwe-gemeenten", "aanmelden", at("/zeeland/vol-voor-nieuwe/aanmelden/")),
    Kind("aanmelden-organisatie", "aanmelden", at("/zeeland/organisator-kiest/aanmelden/")),
    Kind("aanmelden-organisatie-fout", "aanmelden", empty("/zeeland/organisator-kiest/aanmelden/")),
    Kind("aanmelden-via-collega", "aanmelden", at(f"{FORM}?gemeente=GM0177&via=collega")),
    Kind("aanmelden-gaat-niet-door", "aanmelden", at("/zeeland/gaat-niet-door/aanmelden/")),
    Kind("aanmelden-geweest", "aanmelden", at(f"/{OVER}/aanmelden/")),
    Kind("aanmelden-nog-niet-open", "aanmelden", at("/zeeland/straks-open/aanmelden/")),
    Kind("aanmelden-gesloten", "aanmelden", at("/zeeland/al-gesloten/aanmelden/")),
    Kind("aanmelden-verstuurd", "aanmelden-verstuurd", at(f"{FORM}verstuurd/")),
    Kind("belangstelling", "belangstelling", at(INTEREST)),
    Kind("belangstelling-fout", "belangstelling", empty(INTEREST)),
    Kind("belangstelling-verstuurd", "belangstelling-verstuurd", at(f"{INTEREST}verstuurd/")),
    Kind("belangstelling-intrekken", "belangstelling-intrekken", link("belangstelling")),
    Kind("uitnodiging", "uitnodiging", link("uitnodiging")),
    Kind("uitnodiging-fout", "uitnodiging", empty_form("uitnodiging", "")),
    Kind("uitnodiging-voorbij", "uitnodiging", link("uitnodiging-voorbij"), 410),
    Kind("uitnodiging-gebruikt", "uitnodiging", link("uitnodiging-gebruikt"), 410),
    Kind("kwijt", "aanmelding-kwijt", at("/aanmelding/kwijt/")),
    Kind("kwijt-fout", "aanmelding-kwijt", empty("/aanmelding/kwijt/")),
    Kind("kwijt-verstuurd", "kwijt-verstuurd", at("/aanmelding/kwijt/verstuurd/")),
    Kind("aanmelding-onbevestigd", "aanmelding", link("onbevestigd")),
    Kind("aanmelding-actief", "aanmelding", link("actief")),
    Kind("aanmelding-net-bevestigd", "aanmelding", link("actief", "?gedaan=bevestigd")),
    Kind("aanmelding-afgemeld", "aanmelding", link("afgemeld")),
    *(Kind(f"aanmelding-{name}", "aanmelding", link(name)) for name in WAITING),
    Kind("inchecken", "inchecken", at("/inchecken/code/")),
    Kind("aanmelding-geweigerd", "aanmelding-gegevens", link("afgemeld", "gegevens/"), 409),
    Kind("aanmelding-gast", "aanmelding", link("gast")),
    Kind("aanmelding-gastheer", "aanmelding", link("gastheer")),
    Kind("gastheer", "deelname-gastheer", link("gast", "sessie-1/gastheer/")),
    Kind("gastheer-fout", "deelname-gastheer", empty_form("gast", "sessie-1/gastheer/")),
    Kind("weigeren", "aanmelding-weigeren", link("aanbod", "weigeren/")),
    Kind("omvang", "aanmelding-omvang", link("actief", "omvang/")),
    Kind("omvang-fout", "aanmelding-omvang", empty_form("actief", "omvang/")),
    Kind("overdragen", "aanmelding-overdragen", link("actief", "overdragen/")),
    Kind("overdragen-fout", "aanmelding-overdragen", empty_form("actief", "overdragen/")),
    Kind("collegas", "aanmelding-collegas", link("actief", "collegas/")),
    Kind("collegas-fout", "aanmelding-collegas", empty_form("actief", "collegas/")),
    Kind("gegevens-organisatie", "aanmelding-gegevens", link("organisatie", "gegevens/")),
    Kind("gegevens", "aanmelding-gegevens", link("actief", "gegevens/")),
    Kind("gegevens-fout", "aanmelding-gegevens", empty_details),
    Kind("afmelden", "aanmelding-afmelden", link("actief", "afmelden/")),
    Kind("abonnement", "aanmelding-abonnement", link("actief", "agenda/")),
    Kind("abonnement-klaar", "aanmelding-abonnement", empty_form("sessies", "agenda/")),
    Kind("abonnement-ingetrokken", "aanmelding-abonnement", link("wacht", "agenda/?gedaan=intrekken")),
    Kind("mijn-abonnement", "mijn-abonnement", signed_in("somebody", "/mijn/agenda/")),
    Kind("mijn", "mijn", signed_in("somebody", "/mijn/")),
    Kind("mijn-leeg", "mijn", signed_in("nobody", "/mijn/")),
    Kind("mijn-organisator", "mijn", signed_in("organiser", "/mijn/")),
    Kind("inloggen-met-code", "account_request_login_code", at("/account/login/code/")),
    Kind("inloggen-met-code-fout", "account_request_login_code", empty("/account/login/code/")),
    Kind("code", "account_confirm_login_code", code_page),
    Kind("code-fout", "account_confirm_login_code", wrong_code),
    Kind("inloggen", "account_login", at("/account/login/")),
    Kind("inloggen-fout", "account_login", wrong_password),
    Kind("uitloggen", "account_logout", signed_in("somebody", "/account/logout/")),
    Kind("wachtwoord-vergeten", "account_reset_password", at("/account/password/reset/")),
    Kind("wachtwoord-vergeten-fout", "account_reset_password", empty("/account/password/reset/")),
    Kind("wachtwoord-verstuurd", "account_reset_password_done", at("/account/password/reset/done/")),
    Kind("wachtwoord-kiezen", "account_reset_password_from_key", link("wachtwoord")),
    Kind("wachtwoord-kiezen-fout", "account_reset_password_from_key", weak_password),
    Kind("wachtwoord-link-op", "account_reset_password_from_key", at("/account/password/reset/key/1-niet/")),
    Kind("wachtwoord-gekozen", "account_reset_password_from_key_done", at("/account/password/reset/key/done/")),
    Kind("wachtwoord-wijzigen", "account_change_password", signed_in("organiser", "/account/password/change/")),
    Kind("eerste-wachtwoord", "account_set_password", signed_in("nobody", "/account/password/set/")),
    Kind("opnieuw-inloggen", "account_reauthenticate", signed_in("organiser", "/account/reauthenticate/")),
    Kind("beveiliging", "mfa_index", by_password("/account/beveiliging/")),
    Kind("tweede-stap-nodig", "tweede-stap-nodig", by_password("/account/beveiliging/nodig/")),
    Kind("mailcode", "mailcode", by_password("/account/beveiliging/mailcode/", email=OTHER_ORGANISATOR)),
    Kind(
        "mailcode-gemaild",
        "mailcode",
        by_password("/account/beveiliging/mailcode/", email=OTHER_ORGANISATOR, clicks="Mail mij een code"),
    ),
    Kind("app-instellen", "mfa_activate_totp", by_password("/account/beveiliging/app/")),
    Kind("app-instellen-fout", "mfa_activate_totp", by_password("/account/beveiliging/app/", empty_form=True)),
    Kind("passkey-toevoegen", "mfa_add_webauthn", by_password("/account/beveiliging/passkey/")),
    Kind("account-dicht", "account_inactive", at("/account/inactive/")),
    Kind("adres-bevestigen", "account_email_verification_sent", at("/account/confirm-email/")),
    Kind("adres-bevestigen-link-op", "account_confirm_email", at("/account/confirm-email/niet/")),
    Kind("privacy", "pagina-privacy", at("/privacy/")),
    Kind("cookies", "pagina-cookies", at("/cookies/")),
    Kind("toegankelijkheid", "pagina-toegankelijkheid", at("/toegankelijkheid/")),
    Kind("voorwaarden", "pagina-voorwaarden", at("/voorwaarden/")),
    Kind("kwetsbaarheid-melden", "pagina-kwetsbaarheid-melden", at("/kwetsbaarheid-melden/")),
    Kind("geen-verbinding", "offline", at("/offline/")),
    Kind("fout-400", "", at("/fout/400/"), 400),
    Kind("fout-403", "", at("/fout/403/"), 403),
    Kind("fout-403-formulier", "", at("/fout/csrf/"), 403),
    Kind("fout-404", "", at("/bestaat/niet/"), 404),
    Kind("fout-429", "", at("/fout/429/"), 429),
    Kind("fout-500", "", at("/fout/500/"), 500),
    Kind("fout-503", "", at("/fout/503/"), 503),
]
BY_NAME = {kind.name: kind for kind in PAGES}


# --- Visiting ---------------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """What the server last answered to a page."""

    html: str = ""
    status: int = 0


@contextmanager
def noted(page: Page) -> Iterator[list[Response]]:
    """Keep the answers that became the page, last one last."""
    answers: list[Response] = []

    def on_response(response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == page.main_frame:
            answers.append(response)

    page.on("response", on_response)
    yield answers
    page.remove_listener("response", on_response)


def visit(kind: Kind, page: Page, scene: Scene) -> Answer:
    """Go to a page and return it as the server sent it."""
    with noted(page) as answers:
        kind.reach(page, scene)
    assert answers[-1].status == kind.status, f"{kind.name}: {answers[-1].status} on {page.url}"
    return Answer(html=answers[-1].text(), status=answers[-1].status)
