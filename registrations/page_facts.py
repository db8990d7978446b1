"""Loads what the personal page shows of one aanmelding, as it is in the database: without a lock, changing nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from programmes.models import Sessie
from registrations.capacity import Waits
from registrations.facts import stand_of
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.places import HOLD, Places, places_of
from registrations.queues import Offers, last_offers, reeks_positions, sessie_positions
from registrations.rules import Stand
from registrations.steps import ahead, is_request, is_standing, sessies_of
from registrations.takeover import can_take_over


@dataclass(frozen=True)
class PageFacts:
    """What there is to know about one aanmelding at one moment."""

    aanmelding: Aanmelding
    now: datetime
    sessies: Sequence[Sessie]
    stand: Stand
    places: Places
    deelnames: Mapping[int, Deelname]
    """By the key of the sessie."""
    offers: Offers = field(default_factory=Offers)
    position: int | None = None
    """The number in the queue for the reeks, from 1."""
    positions: Mapping[int, int] = field(default_factory=dict)
    """The number in the queue of a sessie, from 1, by the key of the deelname."""
    reden: str = ""
    """Why the organiser refused them."""
    asked_by: Aanmelding | None = None
    """Who asked them to take over a place, when that is still to be confirmed."""
    takes_over: Aanmelding | None = None
    """Whose place they get by confirming; None when there is none any more."""

    @property
    def ahead(self) -> list[Sessie]:
        """The sessies still to be held."""
        return ahead(self.sessies, self.now)

    @property
    def comes_in_person(self) -> bool:
        """Whether they stand for a sessie in one place that is still to be held."""
        in_one_place = [self.deelnames.get(sessie.pk) for sessie in self.ahead if not sessie.is_online]
        return any(is_standing(deelname) for deelname in in_one_place)

    @property
    def is_late(self) -> bool:
        """Whether the 24 hours to confirm have passed, also when the worker is still to come."""
        status = self.aanmelding.status
        has_passed = self.aanmelding.aangemeld_op <= self.now - HOLD
        return status == Aanmelding.Status.VERLOPEN or (status == Aanmelding.Status.ONBEVESTIGD and has_passed)

    @property
    def waits(self) -> Waits | None:
        """What one person more of this gemeente waits for; None when there is a place in the reeks."""
        return self.places.waits_for(self.aanmelding)

    @property
    def offer(self) -> Aanbod | None:
        """The offer of a place in the reeks that can be answered now."""
        return answerable(self.offers.reeks.get(self.aanmelding.pk), self.now)

    def offer_at(self, sessie: Sessie) -> Aanbod | None:
        """Return the offer of a place at a sessie that can be answered now."""
        deelname = self.deelnames.get(sessie.pk)
        return answerable(self.offers.sessie.get(deelname.pk), self.now) if deelname else None

    def has_room(self, sessie: Sessie) -> bool:
        """Tell whether a sessie has a place for one person more."""
        return self.places.rooms.has_room(sessie.pk)


def answerable(offer: Aanbod | None, now: datetime) -> Aanbod | None:
    """Return an offer while it can be answered; past its deadline it can not, though the worker is still to come."""
    return offer if offer and offer.staat == Aanbod.Staat.OPEN and offer.verloopt_op > now else None


def facts_for_page(aanmelding: Aanmelding, *, now: datetime) -> PageFacts:
    """Return what the page of an aanmelding shows, given its prefetched deelnames.

    The number of queries depends on the state of the aanmelding, never on how many sessies there are.
    """
    sessies = sessies_of(aanmelding.reeks)
    deelnames = {deelname.sessie_id: deelname for deelname in aanmelding.deelnames.all()}
    asked_by = who_asked(aanmelding, now=now)
    return PageFacts(
        aanmelding=aanmelding,
        now=now,
        sessies=sessies,
        stand=stand_of(aanmelding.reeks, sessies=sessies, now=now),
        places=places_of(aanmelding.reeks, sessies, now=now),
        deelnames=deelnames,
        offers=last_offers([aanmelding]),
        position=reeks_positions([aanmelding]).get(aanmelding.pk),
        positions=sessie_positions(deelnames.values()) if aanmelding.status == Aanmelding.Status.ACTIEF else {},
        reden=reason_of_refusal(aanmelding),
        asked_by=asked_by,
        takes_over=asked_by if asked_by and can_take_over(aanmelding, asked_by, now=now) else None,
    )


def reason_of_refusal(aanmelding: Aanmelding) -> str:
    """Return why the organiser refused somebody; empty for who was not. One query for who was."""
    if aanmelding.status != Aanmelding.Status.AFGEWEZEN:
        return ""
    refusals = aanmelding.overgangen.filter(naar=Aanmelding.Status.AFGEWEZEN, deelname__isnull=True)
    last = refusals.last()
    return last.reden if last else ""


def who_asked(aanmelding: Aanmelding, *, now: datetime) -> Aanmelding | None:
    """Return whose place somebody was asked to take over, with its deelnames, while they can. Two queries for them."""
    is_pending = aanmelding.status == Aanmelding.Status.ONBEVESTIGD and aanmelding.aangemeld_op > now - HOLD
    if not is_pending or not is_request(aanmelding):
        return None
    return Aanmelding.objects.filter(overgenomen_door=aanmelding).prefetch_related("deelnames").first()
