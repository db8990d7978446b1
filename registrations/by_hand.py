"""Signs up one person in the name of the organiser: by the steps of the form, after showing what will come of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.people import make_unproven
from programmes.models import Reeks, Sessie
from registrations.capacity import Waits
from registrations.facts import Gegevens, stand_of
from registrations.ledger import Actor, Ledger
from registrations.locks import lock
from registrations.models import Aanmelding, Deelname
from registrations.places import Places, places_of
from registrations.rules import Obstacle, SignupRefused, Stand
from registrations.signup import Door, admit_or_wait, chosen_sessies, sign_up
from registrations.steps import deelnames_of, filled_in, is_request, place, sessies_of
from registrations.waiting_list import fresh_places, settle_reeks


@dataclass(frozen=True)
class Wish:
    """Whom the organiser signs up, for what, and what they say of it.

    Attributes:
        gegevens: who.
        omvang: the whole reeks or single sessies.
        slugs: which sessies.
        vouched: they said yes already, so that nobody has to confirm.
        actor: the organiser.
        anyway: why they get a place in the reeks in spite of its limits; empty lets them wait. Only for who is vouched
            for: nobody holds a place above the limit without having said yes.
    """

    gegevens: Gegevens
    omvang: str
    slugs: Collection[str]
    vouched: bool
    actor: Actor
    anyway: str = ""

    @property
    def door(self) -> Door:
        """By which door they come in."""
        return Door(actor=self.actor, vouched=self.vouched, passes_window=True, anyway=self.anyway)


@dataclass(frozen=True)
class Expected:
    """What will become of somebody.

    Attributes:
        stand: where the sign-up of the reeks stands.
        known: the key of the aanmelding that stands already; nothing changes then.
        earlier: how it ended with them before; empty for who was never here.
        status: what the aanmelding becomes.
        waits: what they have to wait for; None when there is a place in the reeks.
        asks: whether the organiser decides after they have confirmed.
        holds: whether they hold a place of the reeks.
        places: titles of the sessies where they have a place.
        queues: titles of those where they wait.
    """

    stand: Stand
    known: int | None = None
    earlier: str = ""
    status: str = ""
    waits: Waits | None = None
    asks: bool = False
    holds: bool = False
    places: Sequence[str] = ()
    queues: Sequence[str] = ()

    @property
    def digest(self) -> str:
        """What tells one outcome from another, for a form: an organiser agrees with what was on screen."""
        waits = self.waits.name if self.waits else ""
        parts = [self.known, self.status, waits, self.asks, self.holds, *self.places, "/", *self.queues]
        return "|".join(map(str, parts))


def try_out(*, reeks: Reeks, wish: Wish, now: datetime) -> Expected:
    """Return what would become of somebody. Takes no lock and signs nobody up; only stale holds are let go first.

    Raises:
        SignupRefused: as for a visitor, but for the window: the organiser passes that.
    """
    found = Reeks.objects.filter(pk=reeks.pk).select_related("provincie", "organisatie").first()
    if found is None:
        raise SignupRefused(Obstacle.NOT_PUBLISHED)
    sessies = sessies_of(found)
    places = places_of(found, sessies, now=now)
    if places.has_stale_holds:
        settle_reeks(reeks=found, now=now)
        places = places_of(found, sessies, now=now)
    return work_out(places, sessies, wish, now=now)


def sign_up_by_hand(*, reeks: Reeks, wish: Wish, seen: str, now: datetime) -> Expected | None:
    """Sign somebody up when what becomes of them is what the organiser saw; None when it is.

    Args:
        reeks: for which.
        wish: who, and for what.
        seen: the digest of what was on screen.
        now: the moment of asking.

    Returns:
        What would become of them now, when that is something else or they are on the list already; nothing changed.

    Raises:
        SignupRefused: as `try_out` says.
    """
    with transaction.atomic():
        reeks = lock(reeks)
        sessies = sessies_of(reeks)
        # What was on screen is what becomes of them without an exception.
        plain = replace(wish, anyway="")
        expected = work_out(fresh_places(reeks, sessies, now=now), sessies, plain, now=now)
        if expected.known is not None or expected.digest != seen:
            return expected
        sign_up(
            reeks=reeks, gegevens=wish.gegevens, omvang=wish.omvang, slugs=wish.slugs, now=now, door=wish.door
        )  # fmt: skip
        if wish.vouched:
            make_unproven({wish.gegevens.email: wish.gegevens.naam})
    return None


def work_out(places: Places, sessies: list[Sessie], wish: Wish, *, now: datetime) -> Expected:
    """Work out in memory what becomes of somebody; `places` are counted down by it.

    Raises:
        SignupRefused: as `try_out` says.
    """
    reeks, gegevens, door = places.reeks, wish.gegevens, wish.door
    stand = stand_of(reeks, sessies=sessies, now=now)
    chosen = chosen_sessies(reeks, sessies, gegevens, omvang=wish.omvang, slugs=wish.slugs, now=now, door=door)
    earlier = list(reeks.aanmeldingen.of_address(gegevens.email).order_by("pk"))
    known = next((row for row in earlier if row.stands and not is_request(row)), None)
    if known:
        return Expected(stand, known=known.pk)
    ended = earlier[-1].status if earlier else ""
    old = next((row for row in earlier if row.stands), earlier[-1] if earlier else None)
    aanmelding = filled_in(reeks, old, gegevens, omvang=wish.omvang, now=now)
    expected = Expected(
        stand, earlier=ended, waits=places.waits_for(aanmelding),
        asks=not wish.vouched and places.asks_first(aanmelding),
    )  # fmt: skip
    ledger = Ledger(actor=wish.actor, now=now)
    admit_or_wait(ledger, places, aanmelding, vouched=wish.vouched, anyway=wish.anyway)
    deelnames = place(ledger, places, aanmelding, chosen, deelnames_of(aanmelding, chosen))
    return replace(
        expected, status=aanmelding.status, holds=aanmelding.houdt_plaats,
        places=titles(deelnames, Deelname.Status.AANGEMELD), queues=titles(deelnames, Deelname.Status.WACHTLIJST),
    )  # fmt: skip


def titles(deelnames: Sequence[Deelname], status: str) -> list[str]:
    """Return the titles of the sessies at which somebody has this status."""
    return [row.sessie.volledige_titel for row in deelnames if row.status == status]


def written(*, reeks: Reeks, email: str) -> Aanmelding:
    """Return the aanmelding of an address that was just signed up. One query."""
    return Aanmelding.objects.filter(reeks=reeks).active().of_address(email).latest("pk")
