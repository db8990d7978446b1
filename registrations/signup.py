"""Carries out signing up and confirming.

Every door (web, import and admin) calls these. Each verb locks the reeks first, so that two wishes about one reeks
are carried out one after the other, and counts its places under that lock.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial

from django.db import IntegrityError, transaction

from accounts.people import user_for_verified_address
from programmes.models import Reeks, Sessie
from registrations import behoeften, inviting, mails
from registrations.facts import Gegevens, access_of, facts_of, stand_of
from registrations.ledger import DEELNEMER, Actor, Ledger
from registrations.locks import lock
from registrations.models import Aanmelding, Doorverwijzing, Uitnodiging
from registrations.places import HOLD, Places
from registrations.rules import (
    OBSTACLE_OF_STAND,
    Obstacle,
    SignupRefused,
    Stand,
    access_obstacle,
    confirm_obstacle,
    selection,
)
from registrations.steps import (
    ahead,
    deelnames_of,
    filled_in,
    is_request,
    is_standing,
    lock_aanmelding,
    place,
    remind,
    sessies_of,
    wanted_again,
    wanted_by,
    welcome,
)
from registrations.takeover import take_over
from registrations.waiting_list import fresh_places, settle

PASSED_BY_HAND = frozenset({Stand.GESLOTEN, Stand.NOG_NIET_OPEN})
"""Where a reeks stands when only its organiser signs people up."""


class Outcome(Enum):
    """What a sign-up came to; a visitor sees the same for both, since an address may not be probed."""

    NEW = "nieuw"
    KNOWN = "bekend"


@dataclass(frozen=True)
class Door:
    """By which door somebody comes in.

    `vouched`: the organiser knows that they said yes, so nothing is asked and no window or choice stands in the way;
    limits do. `sent_on`: by the link of a colleague. `colleague`: the aanmelding of the colleague who signed them up.
    `invitation`: the organiser asked this address, and may have left the window open for it.
    `passes_window`: the organiser signs them up before or after everybody can. `anyway`: why the organiser gives who is
    vouched for a place in the reeks in spite of its limits; empty lets them wait.
    """

    actor: Actor = DEELNEMER
    vouched: bool = False
    sent_on: bool = False
    colleague: Aanmelding | None = None
    invitation: Uitnodiging | None = None
    passes_window: bool = False
    anyway: str = ""


def sign_up(
    *, reeks: Reeks, gegevens: Gegevens, omvang: str, slugs: Collection[str], now: datetime, door: Door | None = None
) -> Outcome:
    """Put somebody down for a reeks or for single sessies and mail them a link to confirm with.

    Where there is room a place is held for them, and else they wait; where the organiser decides they hold none yet.
    An address that is signed up already changes nothing and gets its personal link, once per 15 minutes. An address
    that stood before gets the same rows back, at the end of the queue.

    Raises:
        SignupRefused: the window is closed, the reeks is for others, or the choice of sessies does not hold.
    """
    once = partial(put_down, reeks, gegevens, omvang=omvang, slugs=slugs, now=now, door=door or Door())
    try:
        return once()
    except IntegrityError:
        # Somebody wrote a row of this person past the lock; now that it is there, they are known.
        return once()


def put_down(
    reeks: Reeks, gegevens: Gegevens, *, omvang: str, slugs: Collection[str], now: datetime, door: Door
) -> Outcome:
    """Carry out `sign_up` once, in one transaction."""
    with transaction.atomic():
        reeks = lock(reeks)
        sessies = sessies_of(reeks)
        chosen = chosen_sessies(reeks, sessies, gegevens, omvang=omvang, slugs=slugs, now=now, door=door)
        if door.invitation:
            inviting.use(uitnodiging=door.invitation, email=gegevens.email, now=now)
        earlier = list(reeks.aanmeldingen.of_address(gegevens.email).order_by("pk"))
        known = next((row for row in earlier if row.stands and not is_request(row)), None)
        if known:
            if not door.vouched:
                remind(known, reeks=reeks, now=now)
            return Outcome.KNOWN
        places = fresh_places(reeks, sessies, now=now)
        ledger = Ledger(actor=door.actor, now=now)
        # Their own wish comes in the place of what a colleague asked them.
        old = next((row for row in earlier if row.stands), earlier[-1] if earlier else None)
        asked = (old.status, old.namens) if old else None
        aanmelding = filled_in(reeks, old, gegevens, omvang=omvang, now=now)
        aanmelding.aangemeld_door, aanmelding.is_doorgestuurd = door.colleague, door.sent_on
        admit_or_wait(ledger, places, aanmelding, vouched=door.vouched, anyway=door.anyway)
        if asked and asked[0] == aanmelding.status and asked[1] != aanmelding.namens:
            # No step of its own says so: they were asked by a colleague of another gemeente, and are still to confirm.
            ledger.remark_namens(aanmelding, was=asked[1])
        deelnames = place(ledger, places, aanmelding, chosen, deelnames_of(aanmelding, chosen))
        ledger.write()
        behoeften.keep(aanmelding, gegevens.nodig, chosen, is_anew=bool(earlier))
        if door.vouched:
            welcome(aanmelding, deelnames, now=now, cause=mails.Cause.VOUCHED)
        else:
            mails.ask_to_confirm(aanmelding, deelnames, now=now)
        return Outcome.NEW


def confirm(*, aanmelding: Aanmelding, now: datetime) -> None:
    """Confirm an aanmelding: the mailbox is proven. Says by mail what came of it, with invitations.

    Within 24 hours the held place is theirs; later they get one when there is room, and else they wait. A second time
    changes nothing and mails nobody.

    Raises:
        SignupRefused: the person has signed off or was refused since, or everything has been held; or the place of a
            colleague is gone, and nobody can sign up any more.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        obstacle = confirm_obstacle(status=aanmelding.status)
        if obstacle:
            raise SignupRefused(obstacle)
        if aanmelding.status not in {Aanmelding.Status.ONBEVESTIGD, Aanmelding.Status.VERLOPEN}:
            return
        sessies = sessies_of(aanmelding.reeks)
        if stand_of(aanmelding.reeks, sessies=sessies, now=now) is Stand.GEWEEST:
            raise SignupRefused(OBSTACLE_OF_STAND[Stand.GEWEEST])
        if aanmelding.status == Aanmelding.Status.ONBEVESTIGD and aanmelding.aangemeld_op <= now - HOLD:
            settle(aanmelding.reeks, sessies, now=now)
            aanmelding.status, aanmelding.houdt_plaats = Aanmelding.Status.VERLOPEN, False
        if aanmelding.neemt_over_id is not None:
            # What they are to take over may have run out, though the worker is still to come.
            settle(aanmelding.reeks, sessies, now=now)
        places = fresh_places(aanmelding.reeks, sessies, now=now)
        aanmelding.user = user_for_verified_address(aanmelding.email, naam=aanmelding.naam)
        count_sent_on(aanmelding)
        ledger = Ledger(actor=DEELNEMER, now=now)
        if not take_over(ledger, aanmelding, sessies):
            wanted = come_as_new(aanmelding, sessies, now=now) if is_request(aanmelding) else None
            come_in(ledger, places, aanmelding, sessies, wanted=wanted)
        settle(aanmelding.reeks, sessies, now=now)


# --- The steps, in the order in which the verbs use them -----------------------------------------------------


def chosen_sessies(
    reeks: Reeks,
    sessies: list[Sessie],
    gegevens: Gegevens,
    *,
    omvang: str,
    slugs: Collection[str],
    now: datetime,
    door: Door,
) -> list[Sessie]:
    """Return the sessies that somebody signs up for, or refuse.

    Raises:
        SignupRefused: as `sign_up` says.
    """
    is_invited = inviting.lets_in(door.invitation, reeks=reeks, email=gegevens.email, now=now)
    stand = stand_of(reeks, sessies=sessies, now=now, is_invited=is_invited)
    obstacle = OBSTACLE_OF_STAND.get(stand)
    if obstacle is Obstacle.CLOSED and inviting.is_for_another(door.invitation, email=gegevens.email):
        obstacle = Obstacle.NOT_INVITED
    if stand in PASSED_BY_HAND and (door.vouched or door.passes_window):
        obstacle = None
    if door.vouched and stand is Stand.CONCEPT:
        obstacle = None
    gemeente = gegevens.gemeente
    obstacle = obstacle or access_obstacle(access_of(reeks), provincie=gemeente.provincie_id if gemeente else None)
    if obstacle:
        raise SignupRefused(obstacle)
    facts = [facts_of(sessie) for sessie in sessies]
    chosen = selection(whole_reeks=omvang == Aanmelding.Omvang.REEKS, slugs=slugs, sessies=facts, now=now)
    return [sessie for sessie in sessies if sessie.slug in chosen]


def admit_or_wait(ledger: Ledger, places: Places, aanmelding: Aanmelding, *, vouched: bool, anyway: str = "") -> None:
    """Give somebody who signs up a place of the reeks when there is one to be had, confirmed or to be confirmed.

    Whom the organiser vouches for gets one in spite of the limits with `anyway`, which is the reason.
    """
    is_free = places.waits_for(aanmelding) is None
    has_place = is_free and (vouched or not places.asks_first(aanmelding))
    is_exception = vouched and bool(anyway) and not is_free
    has_place = has_place or is_exception
    if vouched:
        aanmelding.bevestigd_op = ledger.now
        status = Aanmelding.Status.ACTIEF if has_place else Aanmelding.Status.WACHTLIJST
    else:
        status = Aanmelding.Status.ONBEVESTIGD
    ledger.move(aanmelding, status, holds=has_place, reden=anyway if is_exception else "", is_uitzondering=is_exception)
    if has_place:
        places.take(aanmelding)


def count_sent_on(aanmelding: Aanmelding) -> None:
    """Count a link that was sent on, once whoever came by it has confirmed: a form full of nonsense counts for nothing.

    Call it under the lock of the reeks, and write the aanmelding after it.
    """
    if aanmelding.is_doorgestuurd and aanmelding.gemeente:
        row, _ = Doorverwijzing.objects.get_or_create(reeks=aanmelding.reeks, gemeente=aanmelding.gemeente)
        row.aantal += 1
        row.save(update_fields=["aantal"])
    aanmelding.is_doorgestuurd = False


def come_as_new(aanmelding: Aanmelding, sessies: list[Sessie], *, now: datetime) -> list[Sessie]:
    """Make an own sign-up of now out of a request to take over a place that is gone; returns the sessies of the other.

    They never signed up themselves: so they come behind who waits, and only while anybody can sign up.

    Raises:
        SignupRefused: the window is closed, or the reeks is for others.
    """
    reeks, gemeente = aanmelding.reeks, aanmelding.gemeente
    obstacle = OBSTACLE_OF_STAND.get(stand_of(reeks, sessies=sessies, now=now))
    obstacle = obstacle or access_obstacle(access_of(reeks), provincie=gemeente.provincie_id if gemeente else None)
    if obstacle:
        raise SignupRefused(obstacle)
    asked_by, aanmelding.neemt_over, aanmelding.aangemeld_op = aanmelding.neemt_over, None, now
    return wanted_by(asked_by, ahead(sessies, now)) if asked_by else []


def come_in(
    ledger: Ledger,
    places: Places,
    aanmelding: Aanmelding,
    sessies: list[Sessie],
    *,
    wanted: list[Sessie] | None = None,
) -> None:
    """Let somebody who confirms in: to the place held for them, to one that is free, or on the list.

    `wanted` left out are the sessies that they chose.

    Raises:
        SignupRefused: nothing they chose is still to be held.
    """
    is_late = aanmelding.status == Aanmelding.Status.VERLOPEN
    if is_late:
        aanmelding.aangemeld_op = ledger.now
    aanmelding.bevestigd_op = aanmelding.bevestigd_op or ledger.now
    coming = ahead(sessies, ledger.now)
    known = deelnames_of(aanmelding, coming)
    if wanted is None and is_late:
        wanted = wanted_again(aanmelding, deelnames_of(aanmelding, sessies), sessies, ledger.now)
    elif wanted is None:
        wanted = [sessie for sessie in coming if is_standing(known.get(sessie.pk))]
    if not wanted:
        raise SignupRefused(Obstacle.NOTHING_LEFT)
    if not aanmelding.houdt_plaats and places.asks_first(aanmelding):
        ledger.move(aanmelding, Aanmelding.Status.AANVRAAG, holds=False)
    elif aanmelding.houdt_plaats or places.waits_for(aanmelding) is None:
        if not aanmelding.houdt_plaats:
            places.take(aanmelding)
        ledger.move(aanmelding, Aanmelding.Status.ACTIEF, holds=True)
    else:
        ledger.move(aanmelding, Aanmelding.Status.WACHTLIJST, holds=False)
    deelnames = place(ledger, places, aanmelding, wanted, known)
    ledger.write()
    welcome(aanmelding, deelnames, now=ledger.now)
