"""The personal page in every state: what it offers, and that nothing else works."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from outbox.models import Bericht
from registrations.models import Aanbod, Aanmelding, Behoefte, Deelname, Overgang
from registrations.page import page_of
from registrations.page_facts import facts_for_page
from registrations.tokens import find_aanmelding, token_for
from tests import factories
from tests.registrations.page_states import STATES, State, make
from tests.registrations.states import cancelled
from tests.registrations.world import NOW, Leerlab

EVERY_STATE = pytest.mark.parametrize("state", STATES, ids=lambda state: state.make.__name__)
POSTS: dict[str, dict[str, str]] = {
    "bevestigen": {},
    "aannemen": {},
    "weigeren": {},
    "vrije-plaats": {},
    "gegevens": {"naam": "Anna Jansen", "gemeente": "GM0177", "functie": ""},
    "omvang": {"omvang": "reeks"},
    "overdragen": {"naam": "Eva", "email": "eva@raalte.example"},
    "collegas": {"naam_1": "Eva", "email_1": "eva@raalte.example"},
    "afmelden": {},
}
"""Every act of the page as a whole, with a form that is right."""
AT_SESSIE = ("aannemen", "weigeren", "meedoen", "afmelden")
NO_ADDRESS = {"doorsturen", "opnieuw"}
"""These lead to the public form."""


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(aanmelding: Aanmelding, rest: str = "") -> str:
    return f"/aanmelding/{token_for(aanmelding)}/{rest}"


def dump() -> list[list[tuple[Any, ...]]]:
    """Return every value of every row that an act of the page can touch."""
    tables = (Aanmelding, Deelname, Aanbod, Overgang, Behoefte, Bericht)
    return [list(table._default_manager.values_list()) for table in tables]


def offered(state: State) -> set[str]:
    """Return the addresses of what is offered in a state."""
    at = {f"{slug}/{act}/" for slug, acts in state.at.items() for act in acts.split()}
    if state.nu == "actief":
        # No meeting has a place yet: whoever takes part can offer a room for each that goes on.
        at |= {f"{slug}/gastheer/" for slug in ("sessie-1", "sessie-2", "sessie-3", "terugkom")}
        at -= {"sessie-1/gastheer/"} if state.make is cancelled else set()
    return {f"{act}/" for act in set(state.acts.split()) - NO_ADDRESS} | at


def linked(html: str, aanmelding: Aanmelding) -> set[str]:
    """Return the addresses under a personal link that a page leads to, but for calendar files and their own page."""
    found = set(re.findall(rf'(?:href|action)="{url_of(aanmelding)}([^"]*)"', html))
    return {rest for rest in found if not rest.endswith(".ics") and rest != "agenda/"}


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo in the database what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@EVERY_STATE
def test_what_is_offered(client: Client, leerlab: Leerlab, state: State) -> None:
    aanmelding = make(state.make.__name__, leerlab)
    found = find_aanmelding(token_for(aanmelding))
    assert found is not None
    page = page_of(facts_for_page(found, now=NOW))
    assert page.nu == state.nu
    assert set(page.acts) == set(state.acts.split())
    assert {row.sessie.slug: " ".join(row.acts) for row in page.rows if row.acts} == state.at
    assert tuple(row.label for row in page.rows) == state.labels
    html = client.get(url_of(aanmelding)).content.decode()
    assert linked(html, aanmelding) == offered(state)
    assert ("Meld je opnieuw aan" in html) is ("opnieuw" in page.acts)
    assert ('id="doorsturen"' in html) is ("doorsturen" in page.acts)
    assert "<h2>" in html.split('class="melding', 1)[1]


@EVERY_STATE
def test_what_is_offered_works(client: Client, leerlab: Leerlab, state: State) -> None:
    """Each button once, in a state made afresh by rolling back what the one before did."""
    aanmelding = make(state.make.__name__, leerlab)
    # A room is offered with a form of its own: tests/registrations/views/test_deelname_gastheer.py.
    for rest in sorted(rest for rest in offered(state) if not rest.endswith("gastheer/")):
        with rolled_back():
            before = dump()
            response = client.post(url_of(aanmelding, rest), POSTS.get(rest[:-1], {}))
            assert (rest, response.status_code) == (rest, 303)
            assert dump() != before
            assert client.get(response["Location"]).status_code == 200


@pytest.mark.long
@EVERY_STATE
def test_what_is_not_offered_changes_nothing(client: Client, leerlab: Leerlab, state: State) -> None:
    """It is refused, or was done already: then it says so again, as after pressing twice."""
    aanmelding = make(state.make.__name__, leerlab)
    per_sessie = {
        f"{slug}/{act}/" for slug in leerlab.reeks.sessies.values_list("slug", flat=True) for act in AT_SESSIE
    }
    others = {f"{act}/" for act in POSTS} | per_sessie
    before, answers = dump(), {}
    for rest in sorted(others - offered(state) - declining_by_another_door(state)):
        answers[rest] = client.post(url_of(aanmelding, rest), POSTS.get(rest[:-1], {})).status_code
        assert (rest, dump()) == (rest, before)
    assert set(answers.values()) <= {303, 409}
    done_before = {rest for rest, status in answers.items() if status == 303}
    assert {rest.split("/")[-2] for rest in done_before} <= {"bevestigen", "afmelden", "meedoen"}


def declining_by_another_door(state: State) -> set[str]:
    """Return the addresses that decline an offer by signing off for its sessie: an old page may still show them."""
    return {f"{slug}/afmelden/" for slug, acts in state.at.items() if "weigeren" in acts}


@pytest.mark.long
@EVERY_STATE
def test_looking_changes_nothing(client: Client, leerlab: Leerlab, state: State) -> None:
    aanmelding = make(state.make.__name__, leerlab)
    rests = ["", "agenda.ics", "?gedaan=bevestigd", *(f"{act}/" for act in POSTS)]
    rests += [f"sessie-1/{act}" for act in ("agenda.ics", *(f"{act}/" for act in AT_SESSIE))]
    before = dump()
    for rest in rests:
        for method in (client.get, client.head):
            assert method(url_of(aanmelding, rest)).status_code in {200, 404, 405, 409}
    assert dump() == before


@EVERY_STATE
def test_old_links_and_those_of_others_do_nothing(client: Client, leerlab: Leerlab, state: State) -> None:
    aanmelding = make(state.make.__name__, leerlab)
    revoked = url_of(aanmelding)
    Aanmelding.objects.filter(pk=aanmelding.pk).update(token_versie=aanmelding.token_versie + 1)
    stranger = factories.make_aanmelding(sessies=[leerlab.sessies["sessie-2"]], gemeente=leerlab.gemeente)
    of_mine = Deelname.objects.filter(aanmelding=aanmelding)
    own = (list(of_mine.values()), list(Aanbod.objects.values()))
    for rest in sorted(offered(state)):
        data = POSTS.get(rest[:-1], {})
        assert client.post(f"{revoked}{rest}", data).status_code == 404
        if rest.split("/")[-2] in {"aannemen", "weigeren", "vrije-plaats"}:
            assert client.post(url_of(stranger, rest), data).status_code == 409
    assert (list(of_mine.values()), list(Aanbod.objects.values())) == own


@EVERY_STATE
def test_the_calendar_holds_what_one_has_a_place_at(client: Client, leerlab: Leerlab, state: State) -> None:
    aanmelding = make(state.make.__name__, leerlab)
    calendar = client.get(url_of(aanmelding, "agenda.ics")).content.decode()
    places = aanmelding.deelnames.filter(status="aangemeld", aanmelding__status="actief", sessie__begin__isnull=False)
    assert calendar.count("BEGIN:VEVENT") == places.count()
    for slug in leerlab.sessies:
        expected = 200 if places.filter(sessie__slug=slug).exists() else 404
        assert (slug, client.get(url_of(aanmelding, f"{slug}/agenda.ics")).status_code) == (slug, expected)
