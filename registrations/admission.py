"""Carries out what the organiser decides about people: admit, refuse, or place somebody in spite of a limit."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from accounts.models import User
from programmes.models import Gemeente, Reeks, Sessie
from registrations import mails
from registrations.endings import close_offers, end_all
from registrations.ledger import Ledger, organisator
from registrations.locks import lock
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.places import Places, places_of
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import (
    ahead,
    deelnames_of,
    has_something_ahead,
    is_standing,
    lock_aanmelding,
    own_sessie,
    place,
    sessies_of,
    tell,
    wanted_again,
    welcome,
)
from registrations.waiting_list import fresh_places, settle


def admit(*, aanmelding: Aanmelding, user: User, now: datetime) -> None:
    """Admit one aanvraag, or one that was refused: to a place when there is one, and else to the waiting list.

    Raises:
        SignupRefused: there is nothing to decide about this aanmelding.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        ledger = Ledger(actor=organisator(user), now=now)
        let_in(ledger, fresh_places(aanmelding.reeks, sessies, now=now), aanmelding, sessies)
        settle(aanmelding.reeks, sessies, now=now)


def admit_gemeente(*, reeks: Reeks, gemeente: Gemeente, user: User, now: datetime) -> int:
    """Admit all aanvragen of one gemeente, in the order in which they came; returns how many."""
    with transaction.atomic():
        reeks = lock(reeks)
        sessies = sessies_of(reeks)
        asked = list(reeks.aanmeldingen.filter(status="aanvraag", gemeente=gemeente).select_related("gemeente"))
        places = fresh_places(reeks, sessies, now=now)
        admitted = 0
        for aanmelding in asked:
            aanmelding.reeks = reeks
            # Who has nothing left to come to keeps nobody else out.
            with suppress(SignupRefused):
                let_in(Ledger(actor=organisator(user), now=now), places, aanmelding, sessies)
                admitted += 1
        settle(reeks, sessies, now=now)
    return admitted


def reject(*, aanmelding: Aanmelding, reden: str, user: User, now: datetime) -> None:
    """Refuse one aanvraag; the reason stands in the mail.

    Raises:
        SignupRefused: there is nothing to decide, or no reason was given.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        if not reden.strip():
            raise SignupRefused(Obstacle.NO_REASON)
        if aanmelding.status != Aanmelding.Status.AANVRAAG:
            raise SignupRefused(Obstacle.NOT_WAITING)
        ledger = Ledger(actor=organisator(user), now=now)
        end_all(ledger, deelnames_of(aanmelding, sessies_of(aanmelding.reeks)).values(), reden=reden)
        ledger.move(aanmelding, Aanmelding.Status.AFGEWEZEN, holds=False, reden=reden)
        ledger.write()
        mails.rejected(aanmelding, reden=reden)


def reject_gemeente(*, reeks: Reeks, gemeente: Gemeente, reden: str, user: User, now: datetime) -> int:
    """Refuse all aanvragen of one gemeente for one reason; returns how many."""
    with transaction.atomic():
        reeks = lock(reeks)
        asked = list(reeks.aanmeldingen.filter(status="aanvraag", gemeente=gemeente).select_related("gemeente"))
        for aanmelding in asked:
            reject(aanmelding=aanmelding, reden=reden, user=user, now=now)
    return len(asked)


def place_anyway(*, aanmelding: Aanmelding, sessie: Sessie | None, reden: str, user: User, now: datetime) -> None:
    """Give somebody a place in spite of a limit or of the queue: in the reeks, or at one sessie.

    An exception: it needs a reason, and stands as such in the log.

    Raises:
        SignupRefused: no reason was given, or the person neither waits nor asks.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        if not reden.strip():
            raise SignupRefused(Obstacle.NO_REASON)
        sessies = sessies_of(aanmelding.reeks)
        ledger = Ledger(actor=organisator(user), now=now)
        if sessie is None:
            force_into_reeks(ledger, aanmelding, sessies, reden=reden)
        else:
            force_into_sessie(ledger, aanmelding, own_sessie(sessies, sessie), reden=reden)
        settle(aanmelding.reeks, sessies, now=now)


# --- Steps ------------------------------------------------------------------------------------------------------


def let_in(ledger: Ledger, places: Places, aanmelding: Aanmelding, sessies: list[Sessie]) -> None:
    """Move one aanvraag to a place or to the waiting list, and tell the person.

    Raises:
        SignupRefused: there is nothing to decide about it, or nothing they chose is still to be held.
    """
    if aanmelding.status not in {Aanmelding.Status.AANVRAAG, Aanmelding.Status.AFGEWEZEN}:
        raise SignupRefused(Obstacle.NOT_WAITING)
    known = deelnames_of(aanmelding, sessies)
    wanted = still_wanted(aanmelding, known, sessies, now=ledger.now)
    if not wanted:
        raise SignupRefused(Obstacle.NOTHING_LEFT)
    has_place = places.waits_for(aanmelding) is None
    if has_place:
        places.take(aanmelding)
    ledger.move(aanmelding, Aanmelding.Status.ACTIEF if has_place else Aanmelding.Status.WACHTLIJST, holds=has_place)
    deelnames = place(ledger, places, aanmelding, wanted, known)
    ledger.write()
    welcome(aanmelding, deelnames, now=ledger.now, cause=mails.Cause.ADMITTED)


def still_wanted(
    aanmelding: Aanmelding, known: Mapping[int, Deelname], sessies: list[Sessie], *, now: datetime
) -> list[Sessie]:
    """Return what somebody who waits, asks or was refused chose, as far as it is still to be held.

    `known` are all their deelnames, by the key of the sessie.
    """
    if aanmelding.status == Aanmelding.Status.AFGEWEZEN:
        return wanted_again(aanmelding, known, sessies, now)
    return [sessie for sessie in ahead(sessies, now) if is_standing(known.get(sessie.pk))]


def force_into_reeks(ledger: Ledger, aanmelding: Aanmelding, sessies: list[Sessie], *, reden: str) -> None:
    """Place somebody who waits or asks in the reeks; at each sessie as far as there is room.

    Raises:
        SignupRefused: the person neither waits nor asks, or has nothing left to come to.
    """
    if aanmelding.status not in {Aanmelding.Status.AANVRAAG, Aanmelding.Status.WACHTLIJST}:
        raise SignupRefused(Obstacle.NOT_WAITING)
    known = deelnames_of(aanmelding, ahead(sessies, ledger.now))
    if not has_something_ahead(known, sessies, ledger.now):
        raise SignupRefused(Obstacle.NOTHING_LEFT)
    close_offers(Aanbod.objects.filter(aanmelding=aanmelding), Aanbod.Staat.INGETROKKEN, ledger.now)
    ledger.move(aanmelding, Aanmelding.Status.ACTIEF, holds=True, reden=reden, is_uitzondering=True)
    for deelname in known.values():
        if deelname.status == Deelname.Status.AANGEBODEN:
            ledger.move_deelname(deelname, Deelname.Status.AANGEMELD)
    wanted = [row.sessie for row in known.values() if is_standing(row)]
    places = places_of(aanmelding.reeks, sessies, now=ledger.now)
    deelnames = place(ledger, places, aanmelding, wanted, known)
    ledger.write()
    welcome(aanmelding, deelnames, now=ledger.now, cause=mails.Cause.PLACED)


def force_into_sessie(ledger: Ledger, aanmelding: Aanmelding, sessie: Sessie, *, reden: str) -> None:
    """Place somebody at one sessie for which they wait.

    Raises:
        SignupRefused: they do not wait there, or have no place in the reeks.
    """
    deelname = deelnames_of(aanmelding, [sessie]).get(sessie.pk)
    waits = deelname is not None and deelname.status in {Deelname.Status.WACHTLIJST, Deelname.Status.AANGEBODEN}
    is_ahead = bool(ahead([sessie], ledger.now))
    if deelname is None or not waits or not is_ahead or aanmelding.status != Aanmelding.Status.ACTIEF:
        raise SignupRefused(Obstacle.NOT_WAITING)
    close_offers(Aanbod.objects.filter(deelname=deelname), Aanbod.Staat.INGETROKKEN, ledger.now)
    ledger.move_deelname(deelname, Deelname.Status.AANGEMELD, reden=reden, is_uitzondering=True)
    ledger.write()
    tell("plaats_gekregen", [deelname], now=ledger.now)
