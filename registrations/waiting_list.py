"""Offers freed places to who waits, in the order of the queue, and carries out their answers.

After every verb that may free a place, and every few seconds by the worker, `settle` puts a reeks in order. So a place
that is free under the lock is one that nobody who waits could be offered: a newcomer who takes it overtakes nobody.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from programmes.models import Reeks, Sessie
from registrations import mails
from registrations.endings import end, end_all, sign_out
from registrations.ledger import DEELNEMER, PORTAAL, Ledger
from registrations.locks import lock
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.offers import offer_reeks, offer_sessies, open_offer, open_offers
from registrations.places import HOLD, Places, places_of
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import (
    ahead,
    deelnames_of,
    has_something_ahead,
    lock_aanmelding,
    own_sessie,
    place,
    sessies_of,
    tell,
    welcome,
)

logger = logging.getLogger("registrations")


def settle_overdue(*, now: datetime) -> None:
    """Put every reeks in order in which a hold or an offer ran out; the worker calls it every few seconds.

    Each reeks in a transaction of its own, so that one holds up no other.
    """
    stale = Q(aanmeldingen__status="onbevestigd", aanmeldingen__aangemeld_op__lte=now - HOLD)
    overdue = Aanbod.objects.open().filter(verloopt_op__lte=now)
    of_reeks = Q(pk__in=overdue.values("aanmelding__reeks")) | Q(pk__in=overdue.values("deelname__aanmelding__reeks"))
    settle_each(Reeks.objects.filter(stale | of_reeks).distinct().order_by("pk"), now=now)


def settle_waiting(*, now: datetime) -> None:
    """Put every reeks in order in which somebody waits: a net under what the verbs do at once."""
    is_ahead = Q(sessie__einde__isnull=True) | Q(sessie__einde__gte=now)
    waiting = Deelname.objects.waiting().filter(is_ahead).order_by().values("aanmelding__reeks")
    queues = Aanmelding.objects.waiting().order_by().values("reeks")
    settle_each(Reeks.objects.filter(Q(pk__in=waiting) | Q(pk__in=queues)).order_by("pk"), now=now)


def settle_each(reeksen: Iterable[Reeks], *, now: datetime) -> None:
    """Put these reeksen in order, each by itself: what is wrong with one keeps no other waiting."""
    for reeks in reeksen:
        try:
            settle_reeks(reeks=reeks, now=now)
        except Exception:
            logger.exception("Reeks %s could not be put in order", reeks.pk)


def settle_reeks(*, reeks: Reeks, now: datetime) -> None:
    """Put one reeks in order: after its limits changed, or because time passed."""
    with transaction.atomic():
        reeks = lock(reeks)
        settle(reeks, sessies_of(reeks), now=now)


def settle(reeks: Reeks, sessies: list[Sessie], *, now: datetime) -> None:
    """Release what was held too long, end offers that ran out, and offer every free place to who is next.

    Offers end no later than the dates of now allow. Call it under the lock of the reeks.
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
            # Nobody has in a calendar what was only offered, so no mail says yet that this was the last of it.
            end(ledger, known[sessie.pk], reden="aanbod geweigerd")
            if not has_something_ahead(known, sessies, now):
                sign_out(ledger, aanmelding, reden="aanbod geweigerd", is_told=False)
        else:
            is_told = end_all(ledger, known.values(), reden="aanbod geweigerd")
            sign_out(ledger, aanmelding, reden="aanbod geweigerd", is_told=is_told)
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
        known = deelnames_of(aanmelding, ahead(sessies, now))
        if not has_something_ahead(known, sessies, now):
            raise SignupRefused(Obstacle.NOTHING_LEFT)
        enter(Ledger(actor=DEELNEMER, now=now), aanmelding, sessies, known)


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
    overdue = [offer for offer in open_offers(reeks, sessies, now=now) if offer.verloopt_op <= now]
    ledger = Ledger(actor=PORTAAL, now=now)
    for offer in overdue:
        aanmelding = offer.deelname.aanmelding if offer.deelname else offer.aanmelding
        assert aanmelding is not None  # noqa: S101 - the database demands one of both; tells the type checker
        aanmelding.reeks = reeks
        offer.staat, offer.beantwoord_op = Aanbod.Staat.VERLOPEN, now
        offer.save(update_fields=["staat", "beantwoord_op"])
        known = deelnames_of(aanmelding, sessies)
        if offer.deelname:
            offer.deelname = known[offer.deelname.sessie_id]
            end(ledger, offer.deelname, reden="aanbod verlopen")
            if not has_something_ahead(known, sessies, now):
                # Nobody holds a place of the reeks without coming to anything; they can ask for it again.
                ledger.move(aanmelding, Aanmelding.Status.VERLOPEN, holds=False, reden="aanbod verlopen")
        else:
            offer.aanmelding = aanmelding
            end_all(ledger, known.values(), reden="aanbod verlopen")
            ledger.move(aanmelding, Aanmelding.Status.VERLOPEN, holds=False, reden="aanbod verlopen")
        ledger.write()
        mails.offer_expired(offer)


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
    welcome(aanmelding, deelnames, now=ledger.now, cause=mails.Cause.TAKEN)
