"""Carries out a change of mind: add or drop a sessie, from single sessies to the whole reeks and back, sign off."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from programmes.models import Gemeente, Reeks, Sessie
from registrations.endings import close_offers, end, end_all, sign_out
from registrations.facts import access_of, facts_of, stand_of
from registrations.ledger import DEELNEMER, Actor, Ledger
from registrations.mails import Why
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.places import Places, places_of
from registrations.rules import (
    OBSTACLE_OF_STAND,
    OBSTACLE_OF_STATUS,
    Obstacle,
    SignupRefused,
    Stand,
    access_obstacle,
    join_obstacle,
    leave_obstacle,
    selection,
)
from registrations.steps import (
    ahead,
    deelnames_of,
    has_something_ahead,
    is_standing,
    lock_aanmelding,
    own_sessie,
    place,
    send_invitations,
    sessies_of,
)
from registrations.waiting_list import fresh_places, settle

CLOSED_FOR_OTHERS = frozenset({Stand.CONCEPT, Stand.NOG_NIET_OPEN, Stand.GESLOTEN})
"""Where a reeks stands when only its organiser can change what somebody comes to."""


def join(*, aanmelding: Aanmelding, sessie: Sessie, now: datetime) -> None:
    """Add one sessie to a confirmed aanmelding: with an invitation when there is room, and else on its waiting list.

    Being in already changes nothing. Who waits takes a place that is free after the cut-off.

    Raises:
        SignupRefused: not confirmed, signed off, the window is closed, the sessie has been held or was cancelled.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        sessie = own_sessie(sessies, sessie)
        places = fresh_places(aanmelding.reeks, sessies, now=now)
        known = deelnames_of(aanmelding, [sessie])
        # Who waits already need not come before the window closes.
        is_waiting = is_standing(known.get(sessie.pk))
        stand = stand_of(aanmelding.reeks, sessies=sessies, now=now)
        obstacle = join_obstacle(
            status=aanmelding.status, stand=stand, is_over=sessie.is_over(now), is_cancelled=sessie.is_vervallen
        )
        if obstacle and not (is_waiting and obstacle is Obstacle.CLOSED):
            raise SignupRefused(obstacle)
        add(places, aanmelding, [sessie], known, now=now)


def leave(*, aanmelding: Aanmelding, sessie: Sessie, now: datetime, actor: Actor = DEELNEMER, reden: str = "") -> None:
    """Drop one sessie, or its waiting list, and take it out of the calendar; the place goes to who waits.

    Dropping the last one signs off for everything.

    Raises:
        SignupRefused: signed off already, or the sessie has been held.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        sessie = own_sessie(sessies, sessie)
        obstacle = leave_obstacle(status=aanmelding.status, is_over=sessie.is_over(now))
        if obstacle:
            raise SignupRefused(obstacle)
        known = deelnames_of(aanmelding, sessies)
        if not is_standing(known.get(sessie.pk)):
            return
        ledger = Ledger(actor=actor, now=now)
        others = [other for other in sessies if other.pk != sessie.pk]
        if has_something_ahead(known, others, now):
            drop(ledger, known[sessie.pk], reden=reden)
        else:
            is_told = drop(ledger, known[sessie.pk], reden=reden, name="afgemeld")
            sign_out(ledger, aanmelding, is_told=is_told)
        ledger.write()
        settle(aanmelding.reeks, sessies, now=now)


def sign_off(*, aanmelding: Aanmelding, now: datetime, actor: Actor = DEELNEMER, reden: str = "") -> None:
    """Sign somebody off for all that is still to come. A second time changes nothing and mails nobody."""
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        if not aanmelding.stands:
            return
        sessies = sessies_of(aanmelding.reeks)
        ledger = Ledger(actor=actor, now=now)
        is_told = end_all(ledger, deelnames_of(aanmelding, sessies).values(), reden=reden)
        sign_out(ledger, aanmelding, reden=reden, is_told=is_told)
        ledger.write()
        settle(aanmelding.reeks, sessies, now=now)


def change_omvang(
    *,
    aanmelding: Aanmelding,
    omvang: str,
    slugs: Collection[str],
    now: datetime,
    actor: Actor = DEELNEMER,
    passes_window: bool = False,
) -> None:
    """Go from single sessies to the whole reeks, or back to the sessies named; the place in the queue stays.

    `passes_window`: the organiser does it, when others can not sign up.

    Raises:
        SignupRefused: not confirmed, signed off, the window is closed, or the choice does not hold.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        obstacle = OBSTACLE_OF_STATUS.get(aanmelding.status)
        if aanmelding.status == Aanmelding.Status.ONBEVESTIGD:
            obstacle = Obstacle.NOT_CONFIRMED
        stand = stand_of(aanmelding.reeks, sessies=sessies, now=now)
        if not (passes_window and stand in CLOSED_FOR_OTHERS):
            obstacle = obstacle or OBSTACLE_OF_STAND.get(stand)
        if obstacle:
            raise SignupRefused(obstacle)
        whole = omvang == Aanmelding.Omvang.REEKS
        facts = [facts_of(sessie) for sessie in sessies]
        chosen = set(selection(whole_reeks=whole, slugs=slugs, sessies=facts, now=now))
        places = fresh_places(aanmelding.reeks, sessies, now=now)
        known = deelnames_of(aanmelding, ahead(sessies, now))
        ledger = Ledger(actor=actor, now=now)
        for deelname in known.values():
            if is_standing(deelname) and deelname.sessie.slug not in chosen:
                drop(ledger, deelname)
        if aanmelding.omvang != omvang:
            # By itself it may change no deelname; the mail about it is that of this line.
            ledger.remark(aanmelding, f"omvang gewijzigd in {Aanmelding.Omvang(omvang).label.lower()}")
        ledger.write()
        aanmelding.omvang = omvang
        aanmelding.save(update_fields=["omvang"])
        wanted = [sessie for sessie in ahead(sessies, now) if sessie.slug in chosen]
        add(places, aanmelding, wanted, known, now=now, actor=actor)
        settle(aanmelding.reeks, sessies, now=now)


def correct(
    *,
    aanmelding: Aanmelding,
    naam: str,
    functie: str,
    gemeente: Gemeente | None,
    organisatie: str = "",
    now: datetime | None = None,
    actor: Actor = DEELNEMER,
) -> None:
    """Write down a corrected name, functie, gemeente or organisatie; what another gemeente frees is offered.

    Another gemeente or organisatie stands in the log. `now` left out is the moment of calling.

    Raises:
        SignupRefused: signed off or refused, or the reeks is not for that gemeente, did not choose it, or has no place
            for it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        if aanmelding.status in OBSTACLE_OF_STATUS:
            raise SignupRefused(OBSTACLE_OF_STATUS[aanmelding.status])
        before, old_namens = (aanmelding.gemeente_id, aanmelding.organisatie), aanmelding.namens
        aanmelding.naam, aanmelding.functie = naam, functie
        aanmelding.gemeente, aanmelding.organisatie = gemeente, organisatie
        has_moved = (aanmelding.gemeente_id, organisatie) != before
        if has_moved:
            check_move(aanmelding, before[0], now=now)
        aanmelding.save(update_fields=["naam", "functie", "gemeente", "organisatie"])
        if has_moved:
            ledger = Ledger(actor=actor, now=now)
            ledger.remark_namens(aanmelding, was=old_namens)
            ledger.write()
            settle(aanmelding.reeks, sessies_of(aanmelding.reeks), now=now)


# --- Steps ------------------------------------------------------------------------------------------------------


def add(
    places: Places,
    aanmelding: Aanmelding,
    wanted: list[Sessie],
    known: dict[int, Deelname],
    *,
    now: datetime,
    actor: Actor = DEELNEMER,
) -> None:
    """Put somebody down at these sessies too, and invite for those with a place."""
    before = {pk: row.status for pk, row in known.items()}
    ledger = Ledger(actor=actor, now=now)
    deelnames = place(ledger, places, aanmelding, wanted, known)
    ledger.write()
    changed = [row for row in deelnames if before.get(row.sessie_id) != row.status]
    if aanmelding.status == Aanmelding.Status.ACTIEF:
        send_invitations(changed, now=now)


def drop(
    ledger: Ledger, deelname: Deelname, *, reden: str = "", name: str = "afzegging", why: Why | None = None
) -> bool:
    """End one deelname and the offer about it, with the mail `name`; returns whether it was sent, as `end`."""
    if deelname.status == Deelname.Status.AANGEBODEN:
        close_offers(Aanbod.objects.filter(deelname=deelname), Aanbod.Staat.GEWEIGERD, ledger.now)
    return end(ledger, deelname, reden=reden, name=name, why=why)


def check_move(aanmelding: Aanmelding, old_group: int | None, *, now: datetime) -> None:
    """Refuse a gemeente that may not take part, was not chosen, or has no place for somebody who holds one.

    Who holds nothing and was not admitted yet may name any gemeente that can take part: the organiser still decides.

    Raises:
        SignupRefused: as `correct` says.
    """
    gemeente, reeks = aanmelding.gemeente, aanmelding.reeks
    holds = aanmelding.houdt_plaats
    obstacle = access_obstacle(access_of(reeks), provincie=gemeente.provincie_id if gemeente else None)
    is_admitted = holds or aanmelding.status == Aanmelding.Status.WACHTLIJST
    if obstacle is None and is_admitted and aanmelding.gemeente_id != old_group:
        places = places_of(reeks, [], now=now)
        if holds:
            places.occupancy.persons[old_group] -= 1
        # Where gemeenten are chosen, nobody moves into one that was not: who waits is offered a place unasked.
        is_not_chosen = reeks.toelating == Reeks.Toelating.GEMEENTE and places.asks_first(aanmelding)
        if is_not_chosen or (holds and places.waits_for(aanmelding) is not None):
            obstacle = Obstacle.GEMEENTE_FULL
    if obstacle:
        raise SignupRefused(obstacle)
