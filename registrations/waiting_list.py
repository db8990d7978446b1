"""Offers freed places to who waits, in the order of the queue, and carries out their answers.

After every verb that may free a place, and every few seconds by the worker, `settle` puts a reeks in order. So a place
that is free under the lock is one that nobody who waits could be offered: a newcomer who takes it overtakes nobody.
"""

from collections import defaultdict
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from programmes.models import Reeks, Sessie
from registrations import mails, workdays
from registrations.ledger import DEELNEMER, PORTAAL, Ledger
from registrations.locks import lock
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.places import HOLD, Places, places_of
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import (
    ahead,
    deelnames_of,
    end,
    end_all,
    lock_aanmelding,
    own_sessie,
    place,
    sessies_of,
    tell,
    welcome,
)


def settle_overdue(*, now: datetime) -> None:
    """Put every reeks in order in which a hold or an offer ran out; the worker calls it every few seconds.

    Each reeks in a transaction of its own, so that one holds up no other.
    """
    stale = Q(aanmeldingen__status="onbevestigd", aanmeldingen__aangemeld_op__lte=now - HOLD)
    overdue = Aanbod.objects.open().filter(verloopt_op__lte=now)
    of_reeks = Q(pk__in=overdue.values("aanmelding__reeks")) | Q(pk__in=overdue.values("deelname__aanmelding__reeks"))
    for reeks in Reeks.objects.filter(stale | of_reeks).distinct().order_by("pk"):
        settle_reeks(reeks=reeks, now=now)


def settle_waiting(*, now: datetime) -> None:
    """Put every reeks in order in which somebody waits: a net under what the verbs do at once."""
    waiting = Deelname.objects.waiting().order_by().values("aanmelding__reeks")
    queues = Aanmelding.objects.waiting().order_by().values("reeks")
    for reeks in Reeks.objects.filter(Q(pk__in=waiting) | Q(pk__in=queues)).order_by("pk"):
        settle_reeks(reeks=reeks, now=now)


def settle_reeks(*, reeks: Reeks, now: datetime) -> None:
    """Put one reeks in order: after its limits changed, or because time passed."""
    with transaction.atomic():
        reeks = lock(reeks)
        settle(reeks, sessies_of(reeks), now=now)


def settle(reeks: Reeks, sessies: list[Sessie], *, now: datetime) -> None:
    """Release what was held too long, end offers that ran out, and offer every free place to who is next.

    Call it under the lock of the reeks.
    """
    release_holds(reeks, sessies, now=now)
    expire_offers(reeks, sessies, now=now)
    waiting = list(Deelname.objects.filter(aanmelding__reeks=reeks).waiting().select_related("aanmelding__gemeente"))
    queue = list(reeks.aanmeldingen.waiting().select_related("gemeente"))
    if not waiting and not queue:
        return
    places = places_of(reeks, sessies, now=now)
    ledger = Ledger(actor=PORTAAL, now=now)
    offers = offer_sessies(ledger, places, sessies, waiting) + offer_reeks(ledger, places, sessies, queue)
    ledger.write()
    Aanbod.objects.bulk_create(offers)
    for offer in offers:
        mails.offer(offer)


def accept(*, aanmelding: Aanmelding, sessie: Sessie | None, now: datetime) -> None:
    """Take the place that was offered: at a sessie, or in the reeks when `sessie` is None.

    Raises:
        SignupRefused: there is no open offer any more.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        offer = open_offer(aanmelding, own_sessie(sessies, sessie) if sessie else None, now=now)
        offer.staat, offer.beantwoord_op = Aanbod.Staat.AANGENOMEN, now
        offer.save(update_fields=["staat", "beantwoord_op"])
        ledger = Ledger(actor=DEELNEMER, now=now)
        known = deelnames_of(aanmelding, ahead(sessies, now))
        if sessie:
            deelname = known[sessie.pk]
            ledger.move_deelname(deelname, Deelname.Status.AANGEMELD)
            ledger.write()
            tell("plaats_gekregen", [deelname], now=now)
        else:
            enter(ledger, aanmelding, sessies, known)
        settle(aanmelding.reeks, sessies, now=now)


def decline(*, aanmelding: Aanmelding, sessie: Sessie | None, now: datetime) -> None:
    """Give up the place that was offered; it goes to the next.

    Raises:
        SignupRefused: there is no open offer any more.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        offer = open_offer(aanmelding, own_sessie(sessies, sessie) if sessie else None, now=now)
        offer.staat, offer.beantwoord_op = Aanbod.Staat.GEWEIGERD, now
        offer.save(update_fields=["staat", "beantwoord_op"])
        ledger = Ledger(actor=DEELNEMER, now=now)
        known = deelnames_of(aanmelding, sessies)
        if sessie:
            end(ledger, known[sessie.pk], reden="aanbod geweigerd")
        else:
            end_all(ledger, known.values(), reden="aanbod geweigerd")
            ledger.move(aanmelding, Aanmelding.Status.AFGEMELD, holds=False, reden="aanbod geweigerd")
            mails.signed_off(aanmelding)
        ledger.write()
        settle(aanmelding.reeks, sessies, now=now)


def claim(*, aanmelding: Aanmelding, now: datetime) -> None:
    """Take a free place in the reeks without an offer: after the cut-off it is for who comes first.

    Raises:
        SignupRefused: the person does not wait, or there is no place.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        if aanmelding.status != Aanmelding.Status.WACHTLIJST or aanmelding.houdt_plaats:
            raise SignupRefused(Obstacle.NOT_WAITING)
        places = places_of(aanmelding.reeks, sessies, now=now)
        if places.waits_for(aanmelding) is not None:
            raise SignupRefused(Obstacle.NO_ROOM)
        enter(Ledger(actor=DEELNEMER, now=now), aanmelding, sessies, deelnames_of(aanmelding, ahead(sessies, now)))


# --- Steps ------------------------------------------------------------------------------------------------------


def fresh_places(reeks: Reeks, sessies: list[Sessie], *, now: datetime) -> Places:
    """Return the places of a reeks after releasing what was held too long.

    Call it before loading deelnames: what waits may get an offer.
    """
    places = places_of(reeks, sessies, now=now)
    if not places.has_stale_holds:
        return places
    settle(reeks, sessies, now=now)
    return places_of(reeks, sessies, now=now)


def release_holds(reeks: Reeks, sessies: list[Sessie], *, now: datetime) -> None:
    """Let go of what was not confirmed within 24 hours; nobody is mailed, since nobody answered."""
    stale = reeks.aanmeldingen.filter(status="onbevestigd", aangemeld_op__lte=now - HOLD)
    ledger = Ledger(actor=PORTAAL, now=now)
    for aanmelding in stale:
        aanmelding.reeks = reeks
        end_all(ledger, deelnames_of(aanmelding, sessies).values(), reden="niet bevestigd")
        ledger.move(aanmelding, Aanmelding.Status.VERLOPEN, holds=False, reden="niet binnen 24 uur bevestigd")
    ledger.write()


def expire_offers(reeks: Reeks, sessies: list[Sessie], *, now: datetime) -> None:
    """End the offers whose deadline has passed, and tell who missed theirs."""
    overdue = Aanbod.objects.open().of_reeks(reeks).filter(verloopt_op__lte=now)
    ledger = Ledger(actor=PORTAAL, now=now)
    for offer in list(overdue.select_related("aanmelding__gemeente", "deelname__aanmelding__gemeente")):
        aanmelding = offer.deelname.aanmelding if offer.deelname else offer.aanmelding
        assert aanmelding is not None  # noqa: S101 - the database demands one of both; tells the type checker
        aanmelding.reeks = reeks
        offer.staat, offer.beantwoord_op = Aanbod.Staat.VERLOPEN, now
        offer.save(update_fields=["staat", "beantwoord_op"])
        known = deelnames_of(aanmelding, sessies)
        if offer.deelname:
            offer.deelname = known[offer.deelname.sessie_id]
            end(ledger, offer.deelname, reden="aanbod verlopen")
        else:
            offer.aanmelding = aanmelding
            end_all(ledger, known.values(), reden="aanbod verlopen")
            ledger.move(aanmelding, Aanmelding.Status.VERLOPEN, holds=False, reden="aanbod verlopen")
        ledger.write()
        mails.offer_expired(offer)


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
    """Offer the free places of the reeks in the order of its queue; a freed slot goes to a gemeente as a group."""
    until = deadline(places.reeks, *ahead(sessies, ledger.now), now=ledger.now)
    if until is None:
        return []
    before = places.occupancy.gemeenten
    groups: dict[int | None, UUID] = defaultdict(uuid4)
    offers = []
    for aanmelding in queue:
        if places.waits_for(aanmelding) is not None:
            continue
        places.take(aanmelding)
        aanmelding.reeks = places.reeks
        is_new = places.limits.gemeenten is not None and aanmelding.gemeente_id not in before | {None}
        ledger.move(aanmelding, Aanmelding.Status.WACHTLIJST, holds=True)
        hold_rooms(ledger, places, deelnames_of(aanmelding, ahead(sessies, ledger.now)), until=until)
        groep = groups[aanmelding.gemeente_id] if is_new else None
        offers.append(Aanbod(aanmelding=aanmelding, groep=groep, gemaakt_op=ledger.now, verloopt_op=until))
    return offers


def hold_rooms(ledger: Ledger, places: Places, deelnames: dict[int, Deelname], *, until: datetime) -> None:
    """Hold, for somebody who is offered a place in the reeks, a place at each sessie that has one.

    Not where the cut-off comes before the offer ends: from then on that place is for who comes first.
    """
    for pk, deelname in deelnames.items():
        is_waiting = deelname.status == Deelname.Status.WACHTLIJST
        if (
            is_waiting
            and places.rooms.has_room(pk)
            and deadline(places.reeks, deelname.sessie, now=ledger.now) == until
        ):
            places.rooms.take(pk)
            ledger.move_deelname(deelname, Deelname.Status.AANGEBODEN)


def enter(ledger: Ledger, aanmelding: Aanmelding, sessies: list[Sessie], known: dict[int, Deelname]) -> None:
    """Let somebody from the waiting list of the reeks in: to what was held, and to what has room."""
    held_before = aanmelding.houdt_plaats
    ledger.move(aanmelding, Aanmelding.Status.ACTIEF, holds=True)
    for deelname in known.values():
        if deelname.status == Deelname.Status.AANGEBODEN:
            ledger.move_deelname(deelname, Deelname.Status.AANGEMELD)
    places = places_of(aanmelding.reeks, sessies, now=ledger.now)
    if not held_before:
        places.take(aanmelding)
    wanted = [row.sessie for row in known.values() if row.status in Deelname.STANDING]
    deelnames = place(ledger, places, aanmelding, wanted, known)
    ledger.write()
    welcome(aanmelding, deelnames, now=ledger.now)


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
