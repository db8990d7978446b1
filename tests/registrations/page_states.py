"""Every state of the personal page: what is offered there, in all and per sessie, and what its labels say."""

from collections.abc import Callable
from dataclasses import dataclass

from registrations.models import Aanmelding
from tests.registrations.states import (
    active,
    asks,
    can_claim,
    cancelled,
    closed,
    expired,
    expired_unseen,
    free_sessie,
    full_elsewhere,
    held,
    held_but_for_one,
    is_offered,
    is_offered_sessie,
    missed,
    missed_sessie,
    offer_just_over,
    over,
    rejected,
    signed_off,
    takes_over,
    waits,
    waits_for_sessie,
    will_ask,
    will_wait,
)
from tests.registrations.world import Leerlab


@dataclass(frozen=True)
class State:
    """How to get there, the word of what happens now, what is offered for all and per sessie, and the labels."""

    make: Callable[[Leerlab], Aanmelding]
    nu: str
    acts: str
    """Names of what can be done with all of it, as in the addresses."""
    at: dict[str, str]
    """Names of the buttons per sessie; sessies without a button are left out."""
    labels: tuple[str, ...]


FREE = "Niet gekozen"
CHOSEN = "Gekozen, nog niet bevestigd"
IN = "Je doet mee"
WAITS = "Op de wachtlijst"
OFF = "Afgemeld"
STANDING = "gegevens omvang overdragen collegas doorsturen afmelden"
REST = {"sessie-2": "meedoen", "sessie-3": "meedoen"}
"""What somebody who chose sessie-1 can add."""
OWN = {"sessie-1": "afmelden", "terugkom": "afmelden"}

STATES = [
    State(held, "onbevestigd", "bevestigen gegevens afmelden", {}, ("Geweest", CHOSEN, CHOSEN, CHOSEN, CHOSEN)),
    State(
        held_but_for_one, "onbevestigd", "bevestigen gegevens afmelden", {},
        ("Geweest", "Vol: je komt op de wachtlijst", CHOSEN, CHOSEN, CHOSEN),
    ),
    State(will_wait, "onbevestigd", "bevestigen gegevens afmelden", {}, ("Geweest", CHOSEN, CHOSEN, CHOSEN, CHOSEN)),
    State(will_ask, "onbevestigd", "bevestigen gegevens afmelden", {}, ("Geweest", CHOSEN, CHOSEN, CHOSEN, CHOSEN)),
    State(
        takes_over, "onbevestigd", "bevestigen gegevens afmelden", {},
        ("Geweest", "Deze plek op de wachtlijst neem je over", "Deze plaats neem je over", FREE,
         "Deze plaats neem je over"),
    ),
    State(
        asks, "aanvraag", "gegevens omvang collegas doorsturen afmelden", {**OWN, **REST},
        ("Geweest", "Gekozen, nog niet zeker", FREE, FREE, "Gekozen, nog niet zeker"),
    ),
    State(waits, "wachtlijst", STANDING, {**OWN, **REST}, ("Geweest", WAITS, FREE, FREE, WAITS)),
    State(
        is_offered, "aanbod", f"aannemen weigeren {STANDING}", {**OWN, **REST},
        ("Geweest", "Plaats vrij voor je", FREE, FREE, "Plaats vrij voor je"),
    ),
    State(
        offer_just_over, "aanbod_voorbij", STANDING, {**OWN, **REST},
        ("Geweest", "Plaats vrij voor je", FREE, FREE, "Plaats vrij voor je"),
    ),
    State(
        can_claim, "vrij", f"vrije-plaats {STANDING}", {**OWN, **REST},
        ("Geweest", WAITS, FREE, FREE, WAITS),
    ),
    State(active, "actief", STANDING, {**OWN, **REST}, ("Geweest", IN, FREE, FREE, IN)),
    State(closed, "actief", "gegevens overdragen afmelden", OWN, ("Geweest", IN, FREE, FREE, IN)),
    State(waits_for_sessie, "actief", STANDING, {**OWN, **REST}, ("Geweest", WAITS, FREE, FREE, IN)),
    State(
        is_offered_sessie, "actief", STANDING, {**OWN, **REST, "sessie-1": "aannemen weigeren"},
        ("Geweest", "Plaats vrij voor je", FREE, FREE, IN),
    ),
    State(
        missed_sessie, "actief", STANDING, {**OWN, **REST, "sessie-1": "meedoen"},
        ("Geweest", "Aanbod verlopen", FREE, FREE, IN),
    ),
    State(
        free_sessie, "actief", STANDING, {**OWN, **REST, "sessie-1": "meedoen afmelden"},
        ("Geweest", WAITS, FREE, FREE, IN),
    ),
    State(
        full_elsewhere, "actief", STANDING,
        {"sessie-1": "meedoen", "sessie-2": "afmelden", "sessie-3": "meedoen", "terugkom": "afmelden"},
        ("Geweest", FREE, IN, FREE, IN),
    ),
    State(
        cancelled, "actief", STANDING, {**REST, "terugkom": "afmelden"},
        ("Geweest", "Gaat niet door", FREE, FREE, IN),
    ),
    State(
        over, "geweest", "gegevens", {},
        ("Geweest", "Je was aangemeld", "Geweest", "Geweest", "Je was aangemeld"),
    ),
    State(rejected, "afgewezen", "", {}, ("Geweest", "Niet toegelaten", FREE, FREE, "Niet toegelaten")),
    State(signed_off, "afgemeld", "opnieuw", {}, ("Geweest", OFF, FREE, FREE, OFF)),
    State(expired, "verlopen", "bevestigen", {}, ("Geweest", *["Verlopen"] * 4)),
    State(
        expired_unseen, "verlopen", "bevestigen gegevens afmelden", {}, ("Geweest", CHOSEN, CHOSEN, CHOSEN, CHOSEN)
    ),
    State(missed, "aanbod_verlopen", "bevestigen", {}, ("Geweest", "Verlopen", FREE, FREE, "Verlopen")),
]  # fmt: skip
BY_NAME = {state.make.__name__: state for state in STATES}


def make(name: str, leerlab: Leerlab) -> Aanmelding:
    """Return somebody in a state, as they are in the database."""
    aanmelding = BY_NAME[name].make(leerlab)
    return Aanmelding.objects.get(pk=aanmelding.pk)
