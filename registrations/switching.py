"""Carries out what an organiser changes for somebody who takes part or waits: other sessies, an offer, a substitute."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.addresses import normalise
from accounts.models import User
from accounts.people import make_unproven
from programmes.models import Sessie
from registrations import joining, mails
from registrations.ledger import Ledger, organisator
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.offers import deadline, hold_rooms
from registrations.places import Places, places_of
from registrations.rules import OBSTACLE_OF_STATUS, Obstacle, SignupRefused, transfer_obstacle
from registrations.steps import (
    ahead,
    deelnames_of,
    is_request,
    is_standing,
    lock_aanmelding,
    own_sessie,
    place,
    revived,
    sessies_of,
    welcome,
)
from registrations.takeover import put_down_request, take_over
from registrations.waiting_list import fresh_places, settle


def switch(
    *, aanmelding: Aanmelding, eerst: Sessie, daarna: Sessie, user: User, now: datetime, anyway: str = ""
) -> Deelname:
    """Put somebody down at one sessie instead of another; both in one transaction, so that they never have neither.

    What they leave goes to who waits. When the other is full they wait there, unless `anyway` says why they get a place
    all the same: an exception, which stands as such in the log. Returns how they stand there.

    Raises:
        SignupRefused: not confirmed or signed off, nothing to leave, the other sessie is over or cancelled, or they are
            on its list already.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessies = sessies_of(aanmelding.reeks)
        fresh_places(aanmelding.reeks, sessies, now=now)
        # An offer to them may have run out, though the worker is still to come.
        aanmelding = lock_aanmelding(aanmelding)
        check_confirmed(aanmelding)
        eerst, daarna = own_sessie(sessies, eerst), own_sessie(sessies, daarna)
        known = deelnames_of(aanmelding, sessies)
        check_switch(known, eerst, daarna, now=now)
        ledger = Ledger(actor=organisator(user), now=now)
        joining.drop(ledger, known[eerst.pk], reden=f"overgezet naar {daarna}", why=mails.Why.SWITCHED)
        ledger.write()
        places = places_of(aanmelding.reeks, sessies, now=now)
        is_full = not places.rooms.has_room(daarna.pk)
        if anyway.strip() and is_full and aanmelding.status == Aanmelding.Status.ACTIEF:
            deelname = revived(known.get(daarna.pk) or Deelname(aanmelding=aanmelding, sessie=daarna))
            ledger.move_deelname(deelname, Deelname.Status.AANGEMELD, reden=anyway.strip(), is_uitzondering=True)
        else:
            (deelname,) = place(ledger, places, aanmelding, [daarna], known)
        ledger.write()
        mails.switched(deelname, eerst=eerst, now=now)
        note_invitation(deelname, now=now)
        settle(aanmelding.reeks, sessies, now=now)
    return deelname


def change_omvang(*, aanmelding: Aanmelding, omvang: str, slugs: Collection[str], user: User, now: datetime) -> None:
    """Change for somebody whether they come to the whole reeks, or to which sessies, and mail them how it stands.

    Raises:
        SignupRefused: as for the person, but for the window: the organiser passes that.
    """
    with transaction.atomic():
        joining.change_omvang(
            aanmelding=aanmelding, omvang=omvang, slugs=slugs, now=now, actor=organisator(user), passes_window=True
        )
        aanmelding = lock_aanmelding(aanmelding)
        deelnames = mails.sessies_ahead(aanmelding, now=now)
        if aanmelding.status == Aanmelding.Status.ACTIEF:
            mails.confirmed(aanmelding, deelnames, cause=mails.Cause.CHANGED)
        else:
            # Invitations come with a place, and there is none yet.
            welcome(aanmelding, deelnames, now=now, cause=mails.Cause.CHANGED)


def offer_out_of_order(
    *, aanmelding: Aanmelding, sessie: Sessie | None, reden: str, user: User, now: datetime
) -> Aanbod:
    """Offer a place to somebody who waits, before their turn or above the limit: in the reeks, or at one sessie.

    An exception: it needs a reason, and stands as such in the log. The offer is like any other: with a deadline, and it
    holds a place until it ends.

    Raises:
        SignupRefused: no reason was given, they do not wait, or it is too near for an offer.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        if not reden.strip():
            raise SignupRefused(Obstacle.NO_REASON)
        sessies = sessies_of(aanmelding.reeks)
        settle(aanmelding.reeks, sessies, now=now)
        aanmelding = lock_aanmelding(aanmelding)
        places = places_of(aanmelding.reeks, sessies, now=now)
        ledger = Ledger(actor=organisator(user), now=now)
        known = deelnames_of(aanmelding, ahead(sessies, now))
        if sessie is None:
            offer = offer_of_reeks(ledger, places, aanmelding, known, reden=reden)
        else:
            deelname = known.get(own_sessie(sessies, sessie).pk)
            offer = offer_of_sessie(ledger, places, aanmelding, deelname, reden=reden)
        ledger.write()
        offer.save()
        mails.offer(offer)
    return offer


def substitute(*, aanmelding: Aanmelding, naam: str, email: str, functie: str, user: User, now: datetime) -> Aanmelding:
    """Give somebody's place to a colleague who said yes to the organiser; both get a mail. Returns the new aanmelding.

    Raises:
        SignupRefused: there is no place to hand over, or the address is their own, on the list already or refused.
    """
    with transaction.atomic():
        old = lock_aanmelding(aanmelding)
        sessies = sessies_of(old.reeks)
        # What they have may have run out, though the worker is still to come.
        settle(old.reeks, sessies, now=now)
        old = lock_aanmelding(old)
        email = normalise(email)
        obstacle = transfer_obstacle(
            status=old.status, has_sessie_ahead=bool(ahead(sessies, now)), is_same_person=email == old.email
        )
        earlier = list(old.reeks.aanmeldingen.of_address(email).order_by("pk"))
        if any(row.stands or row.status == Aanmelding.Status.AFGEWEZEN for row in earlier):
            obstacle = obstacle or Obstacle.KNOWN_ADDRESS
        if obstacle:
            raise SignupRefused(obstacle)
        ledger = Ledger(actor=organisator(user), now=now)
        new = put_down_request(ledger, old, earlier, naam=naam, email=email, functie=functie)
        if not take_over(ledger, new, sessies, cause=mails.Cause.VOUCHED):
            raise SignupRefused(Obstacle.NOT_TRANSFERABLE)
        make_unproven({email: naam})
    return new


# --- Steps ------------------------------------------------------------------------------------------------------


def check_confirmed(aanmelding: Aanmelding) -> None:
    """Refuse for who has not confirmed, or does not stand.

    Raises:
        SignupRefused: with which of both.
    """
    obstacle = OBSTACLE_OF_STATUS.get(aanmelding.status)
    if aanmelding.status == Aanmelding.Status.ONBEVESTIGD or is_request(aanmelding):
        obstacle = obstacle or Obstacle.NOT_CONFIRMED
    if obstacle:
        raise SignupRefused(obstacle)


def check_switch(known: dict[int, Deelname], eerst: Sessie, daarna: Sessie, *, now: datetime) -> None:
    """Refuse to move somebody who has nothing to leave, or to where they can not come.

    Raises:
        SignupRefused: as `switch` says.
    """
    if not is_standing(known.get(eerst.pk)) or eerst.is_over(now):
        raise SignupRefused(Obstacle.UNKNOWN_SESSIE)
    if daarna.is_vervallen:
        raise SignupRefused(Obstacle.SESSIE_CANCELLED)
    if daarna.is_over(now):
        raise SignupRefused(Obstacle.SESSIE_OVER)
    if is_standing(known.get(daarna.pk)):
        raise SignupRefused(Obstacle.SAME_SESSIE)


def note_invitation(deelname: Deelname, *, now: datetime) -> None:
    """Note that somebody was invited by the mail that just went: only so can it be undone."""
    is_in = deelname.status == Deelname.Status.AANGEMELD and deelname.aanmelding.status == Aanmelding.Status.ACTIEF
    if is_in and deelname.sessie.has_date:
        deelname.uitgenodigd_op = deelname.gewijzigd_op = now
        deelname.save(update_fields=["uitgenodigd_op", "gewijzigd_op"])


def offer_of_reeks(
    ledger: Ledger, places: Places, aanmelding: Aanmelding, known: dict[int, Deelname], *, reden: str
) -> Aanbod:
    """Hold a place in the reeks, and one at each sessie that has room, for who waits for it; not written yet.

    Raises:
        SignupRefused: as `offer_out_of_order` says.
    """
    if aanmelding.status != Aanmelding.Status.WACHTLIJST or aanmelding.houdt_plaats:
        raise SignupRefused(Obstacle.NOT_WAITING)
    own = [row for row in known.values() if is_standing(row)]
    until = deadline(places.reeks, *[row.sessie for row in own], now=ledger.now)
    if until is None:
        raise SignupRefused(Obstacle.TOO_SOON if own else Obstacle.NOTHING_LEFT)
    places.take(aanmelding)
    ledger.move(aanmelding, Aanmelding.Status.WACHTLIJST, holds=True)
    ledger.remark(aanmelding, reden, is_uitzondering=True)
    hold_rooms(ledger, places, own, until=until)
    return Aanbod(aanmelding=aanmelding, gemaakt_op=ledger.now, verloopt_op=until)


def offer_of_sessie(
    ledger: Ledger, places: Places, aanmelding: Aanmelding, deelname: Deelname | None, *, reden: str
) -> Aanbod:
    """Hold a place at one sessie for who waits there; not written yet.

    Raises:
        SignupRefused: as `offer_out_of_order` says.
    """
    waits = deelname is not None and deelname.status == Deelname.Status.WACHTLIJST
    if deelname is None or not waits or aanmelding.status != Aanmelding.Status.ACTIEF:
        raise SignupRefused(Obstacle.NOT_WAITING)
    until = deadline(places.reeks, deelname.sessie, now=ledger.now)
    if until is None:
        raise SignupRefused(Obstacle.TOO_SOON)
    ledger.move_deelname(deelname, Deelname.Status.AANGEBODEN, reden=reden, is_uitzondering=True)
    return Aanbod(deelname=deelname, gemaakt_op=ledger.now, verloopt_op=until)
