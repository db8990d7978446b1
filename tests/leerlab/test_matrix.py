"""Who gets what at every address of the portal: one table (matrix.yaml), and every address stands in it.

The address is that of something in Overijssel, with names that carry a mark. A row of the table gives the status of a
GET and of an empty POST, as `200/403`, for each role in the order of its first line. A new address fails this test
until its row is there; what it should be is for whoever adds it to think about.

Four roles have no column, since a rule says what they get. Who takes part in this very reeks gets what any deelnemer
gets. A medewerker or gastheer of another provincie gets no more than one of this provincie, and no more than `andere`,
who organises there. A beheerder without a second factor gets into no page of /beheer/.
"""

from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from django.db import transaction
from django.test import Client

from accounts.models import User
from programmes.models import Provincie, Reeks
from tests import factories
from tests.conftest import signed_in
from tests.leerlab.addresses import Address
from tests.leerlab.test_urls_safe import EVERY, MARK, PERSOON, keys, values
from tests.leerlab.test_urls_safe import reeks as reeks_with_everything
from tests.programmes.beheer_world import GLOBAL, SCOPED, World, make_world

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text())
ROLES: list[str] = TABLE.pop("rollen")
DERIVED = {
    "zelf": ("deelnemer", "deelnemer"),
    "andere_medewerker": ("medewerker", "andere"),
    "andere_gastheer": ("gastheer", "andere"),
}
"""Roles that get what the first of these gets, unless the second is refused there."""
APART = {("andere_medewerker", "beheer/learning/materiaal/bijeenkomst/<sessie_pk>/"): "404/404"}
"""What a medewerker may see and not change is refused at once elsewhere; here only after it was looked up."""
REFUSED = {"403", "404"}
OTHERS = ["andere", "andere_medewerker", "andere_gastheer"]
SHOWN: dict[str, set[str]] = {role: set() for role in ("bezoeker", "deelnemer", *OTHERS)} | {
    "zelf": {"mijn/"},
    "gastheer": {
        "beheer/programmes/reeks/<object_id>/bijeenkomsten/<sessie_pk>/aanwezigheid/",
        "beheer/programmes/reeks/aan-de-deur/",
    },
}
"""All pages that are not for everybody on which a role meets a name of this provincie; of the other roles see LISTS."""
LISTS = {f"beheer/{model._meta.label_lower.replace('.', '/')}/" for model in SCOPED if model is not Provincie}
LEADING_ON = {
    "beheer/login/": "/account/beveiliging/nodig/?next=%2Fbeheer%2F", "beheer/logout/": "/beheer/",
}  # fmt: skip
"""Where who has no second factor comes from the two pages of /beheer/ that let nobody in."""
SHARED_PARTS = {"app_label", "url", "hoofdstuk", "naam", "sessie"}
"""Parameters that name no row of a provincie."""
SHARED_MODELS = tuple(f"beheer/{model._meta.label_lower.replace('.', '/')}/" for model in GLOBAL)

reeks = reeks_with_everything


@pytest.fixture
def elsewhere(noord_holland: Provincie) -> World:
    """What there is in the other provincie, made first: an address is of the newest row of its kind."""
    return make_world(noord_holland, "Eigen")


@pytest.fixture
def users(elsewhere: World, reeks: Reeks) -> dict[str, User | None]:
    """Somebody in each role; the `andere` ones work in another provincie, where there is something to see too."""
    others: dict[str, User | None] = {
        "andere": factories.make_organisator(elsewhere.provincie),
        "andere_medewerker": factories.make_medewerker(elsewhere.provincie),
        "andere_gastheer": factories.make_gastheer(elsewhere.sessies[0]),
    }
    participant = factories.make_user(email=reeks.aanmeldingen.get().email)
    reeks.aanmeldingen.update(user=participant)
    return others | {
        "bezoeker": None,
        # Not the last one made, whom the addresses are of: nobody deletes themselves.
        "beheerder": factories.make_beheerder(),
        "zelf": participant,
        "deelnemer": factories.make_user(email="ander@zwolle.example"),
        "organisator": factories.make_organisator(reeks.provincie, naam=f"{MARK} organisator"),
        "medewerker": factories.make_medewerker(reeks.provincie, naam=f"{MARK} medewerker"),
        "gastheer": factories.make_gastheer(reeks.sessies.get(), naam=f"{MARK} gastheer"),
    }


def test_every_address_stands_in_the_table() -> None:
    assert sorted({address.pattern for address in EVERY}) == sorted(TABLE)


@pytest.mark.parametrize("role", [*ROLES, *(pytest.param(role, marks=pytest.mark.long) for role in DERIVED)])
def test_what_a_role_gets(role: str, users: dict[str, User | None], reeks: Reeks) -> None:
    found, shown = {}, set()
    differs: dict[str, Any] = {}
    browser, known = Browser(users[role]), keys(reeks)
    for address in EVERY:
        real = values(address, reeks, known)
        answers = browser.ask(address.fill(real))
        found[address.pattern] = statuses(answers)
        if not is_open(address) and any(MARK in page or PERSOON in page for page in map(text, answers)):
            shown.add(address.pattern)
        if role in OTHERS and is_about_a_row(address):
            gone = nowhere(address, real)
            there_not_there = seen(answers, real), seen(browser.ask(address.fill(gone)), gone)
            differs |= {address.pattern: there_not_there} if len(set(there_not_there)) == 2 else {}
    assert found == {address.pattern: expected(address.pattern, role) for address in EVERY}
    # To who is of another provincie, a row is as one that does not exist.
    assert differs == {}
    if role in SHOWN:
        assert shown == SHOWN[role]
    else:
        # The marks are worth something: whoever may see a list, sees them there.
        assert shown >= LISTS


def test_a_beheerder_without_a_second_factor_gets_nowhere_in_beheer(
    users: dict[str, User | None], reeks: Reeks, settings: Any
) -> None:
    settings.REQUIRE_MFA = True
    found, wanted, led, asked_for = {}, {}, {}, {}
    browser, known = Browser(users["beheerder"]), keys(reeks)
    for address in EVERY:
        path = address.fill(values(address, reeks, known))
        answers = browser.ask(path)
        found[address.pattern] = statuses(answers)
        # The page of a code tells somebody at the door more, who must have used one as well.
        is_kept = is_closed(address) or address.pattern == "inchecken/<code>/"
        wanted[address.pattern] = expected(address.pattern, "deelnemer" if is_kept else "beheerder")
        if is_closed(address) and address.pattern not in LEADING_ON:
            led[address.pattern] = {answer["Location"] for answer in answers}
            asked_for[address.pattern] = {f"/beheer/login/?next={quote(path)}"}
    leading_on = {pattern: browser.ask(f"/{pattern}")[0]["Location"] for pattern in LEADING_ON}
    assert found == wanted | {"beheer/login/": "302/302"}
    assert (led, leading_on) == (asked_for, LEADING_ON)


def expected(pattern: str, role: str) -> str:
    """Return what a role gets at an address, for a GET and a POST."""
    if (role, pattern) in APART:
        return APART[role, pattern]
    if role in ROLES:
        return str(TABLE.get(pattern, "").split(" ")[ROLES.index(role)])
    own, theirs = (expected(pattern, source).split("/") for source in DERIVED[role])
    cells = zip(own, theirs, strict=True)
    return "/".join(cell if cell in REFUSED or other not in REFUSED else other for cell, other in cells)


class Browser:
    """A browser of somebody who signed in once, before a walk; None is a visitor."""

    def __init__(self, user: User | None) -> None:
        self.client = signed_in(user) if user else Client()
        self.client.raise_request_exception = False
        self.cookies = dict(self.client.cookies)

    def ask(self, path: str) -> list[Any]:
        """Return the answers to a GET and an empty POST, and undo what they did."""
        answers: list[Any] = []
        for method in (self.client.get, self.client.post):
            self.client.cookies = SimpleCookie(self.cookies)
            with transaction.atomic():
                answers.append(method(path))
                transaction.set_rollback(True)
            if answers[-1].streaming:  # Read to its end, so that a file is closed.
                answers[-1].streaming_content = [b"".join(answers[-1].streaming_content)]
        return answers


def statuses(answers: list[Any]) -> str:
    """Return the statuses as they stand in the table."""
    return "/".join(str(answer.status_code) for answer in answers)


def seen(answers: list[Any], chosen: dict[str, str]) -> tuple[str, ...]:
    """Return statuses and destinations of answers, without the values that were asked for."""
    places = [str(answer.get("Location", "")) for answer in answers]
    for value in chosen.values():
        places = [place.replace(f"/{value}/", "/-/") for place in places]
    return statuses(answers), *places


def nowhere(address: Address, real: dict[str, str]) -> dict[str, str]:
    """Return values of the same shape for which there is no row."""
    named = {name: real[name] for name in address.parameters if name not in SHARED_PARTS}
    return real | {name: "987654321" if real[name].isdigit() else f"00000000{real[name][8:]}" for name in named}


def is_about_a_row(address: Address) -> bool:
    """Tell whether an address of /beheer/ names a row that is not of all provincies together."""
    named = set(address.parameters) - SHARED_PARTS
    return bool(named) and is_closed(address) and not address.pattern.startswith(SHARED_MODELS)


def is_closed(address: Address) -> bool:
    """Tell whether an address is of /beheer/."""
    return address.pattern.startswith("beheer/")


def is_open(address: Address) -> bool:
    """Tell whether an address is for visitors, or for whoever was given it."""
    return not address.pattern.startswith(("beheer/", "mijn/"))


def text(answer: Any) -> str:
    """Return the page, read to its end."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode("utf-8", errors="replace")
