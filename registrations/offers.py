"""Makes the offers of freed places: to whom, until when, and what is held for them meanwhile."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Q

from programmes.models import Reeks, Sessie
from registrations import workdays
from registrations.ledger import Ledger
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.places import Places
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import ahead, deelnames_of, is_standing


def offer_sessies(ledger: Ledger, places: Places, sessies: list[Sessie], waiting: list[Deelname]) -> list[Aanbod]:
    """Offer the free places of each sessie in the order of its queue."""
    offers = []
    by_key = {sessie.pk: sessie for sessie in ahead(sessies, ledger.now)}
    for deelname in waiting:
        sessie = by_key.get(deelname.sessie_id)
        if sessie is None or not places.rooms.has_room(sessie.pk):
            continue
        until = deadline(places.reeks, sessie, now=ledger.now)
        if until is None:
            continue
        deelname.aanmelding.reeks, deelname.sessie = places.reeks, sessie
        places.rooms.take(sessie.pk)
        ledger.move_deelname(deelname, Deelname.Status.AANGEBODEN)
        offers.append(Aanbod(deelname=deelname, gemaakt_op=ledger.now, verloopt_op=until))
    return offers


def offer_reeks(ledger: Ledger, places: Places, sessies: list[Sessie], queue: list[Aanmelding]) -> list[Aanbod]:
    """Offer the free places of the reeks in the order of its queue; a freed slot goes to a gemeente as a group.

    Each offer ends by what its person still waits for; who has nothing left to come to is passed over.
    """
    before = places.occupancy.gemeenten
    groups: dict[int | None, UUID] = defaultdict(uuid4)
    offers = []
    for aanmelding in queue:
        if places.waits_for(aanmelding) is not None:
            continue
        aanmelding.reeks = places.reeks
        own = [row for row in deelnames_of(aanmelding, ahead(sessies, ledger.now)).values() if is_standing(row)]
        until = deadline(places.reeks, *[row.sessie for row in own], now=ledger.now)
        if until is None:
            continue
        places.take(aanmelding)
        is_new = places.limits.gemeenten is not None and aanmelding.gemeente_id not in before | {None}
        ledger.move(aanmelding, Aanmelding.Status.WACHTLIJST, holds=True)
        hold_rooms(ledger, places, own, until=until)
        groep = groups[aanmelding.gemeente_id] if is_new else None
        offers.append(Aanbod(aanmelding=aanmelding, groep=groep, gemaakt_op=ledger.now, verloopt_op=until))
    for offer in offers:
        if offer.groep:
            offer.verloopt_op = min(other.verloopt_op for other in offers if other.groep == offer.groep)
    return offers


def hold_rooms(ledger: Ledger, places: Places, deelnames: list[Deelname], *, until: datetime) -> None:
    """Hold, for somebody who is offered a place in the reeks, a place at each sessie that has one.

    Not where the cut-off comes before the offer ends: from then on that place is for who comes first.
    """
    for deelname in deelnames:
        is_waiting = deelname.status == Deelname.Status.WACHTLIJST
        ends = deadline(places.reeks, deelname.sessie, now=ledger.now)
        if is_waiting and places.rooms.has_room(deelname.sessie_id) and ends is not None and ends >= until:
            places.rooms.take(deelname.sessie_id)
            ledger.move_deelname(deelname, Deelname.Status.AANGEBODEN)


def open_offer(aanmelding: Aanmelding, sessie: Sessie | None, *, now: datetime) -> Aanbod:
    """Return the open offer to somebody, or refuse; one past its deadline is over, though the worker is still to come.

    Raises:
        SignupRefused: there is none.
    """
    own = Q(deelname__aanmelding=aanmelding, deelname__sessie=sessie) if sessie else Q(aanmelding=aanmelding)
    offer = Aanbod.objects.open().filter(own, verloopt_op__gt=now).first()
    # A sessie that was moved forward may be over before its offers are.
    if offer is None or (sessie and sessie.is_over(now)):
        raise SignupRefused(Obstacle.OFFER_OVER)
    return offer


def deadline(reeks: Reeks, *sessies: Sessie, now: datetime) -> datetime | None:
    """Return until when a place at the last of these sessies can be offered; None once it is too near for that.

    A sessie without a date sets no end.
    """
    until = workdays.deadline(now, werkdagen=reeks.aanbod_werkdagen, extra=settings.FREE_DAYS)
    if not sessies:
        return None
    begins = [sessie.begin for sessie in sessies]
    if None in begins:
        return until
    last = max(begin for begin in begins if begin)
    cutoff = workdays.cutoff(last, werkdagen=reeks.aanbod_sluit_werkdagen, extra=settings.FREE_DAYS)
    return min(until, cutoff) if now < cutoff else None
