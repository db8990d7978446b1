"""Carries out what happens to people when a sessie gets another date, place or link: calendars follow, and we ask."""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from programmes import reschedule as programme
from programmes.models import Deskundige, Locatie, Reeks, Sessie
from programmes.rules import Move
from registrations import mails
from registrations.ledger import ANSWERS
from registrations.locks import lock
from registrations.models import Aanmelding, Deelname, Sessiedatum
from registrations.offers import open_offers
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import deelnames_of, lock_aanmelding, own_sessie, sessies_of
from registrations.waiting_list import settle

ASKS = {Move.MOVED, Move.ELSEWHERE}
"""After these somebody may not be able to come any more."""
FOR_WHO_COMES = {Move.LINK}
"""Of no use to who waits for a place."""


@dataclass(frozen=True)
class Told:
    """How many people get a mail about one sessie, and what it says."""

    sessie: Sessie
    move: Move
    people: int


def reschedule(
    *,
    sessie: Sessie,
    now: datetime,
    deskundigen: Collection[Deskundige] | None = None,
    changed: Collection[str] | None = None,
    toelichting: str = "",
) -> tuple[programme.Change, Told | None]:
    """Save a new or changed sessie and tell everybody concerned, in one transaction.

    The first four arguments are as `programmes.reschedule.save_sessie` takes them; `toelichting` is what the organiser
    adds to the mail. Returns what saving did and who is told; None when there is nothing to tell, as with a change of
    text. Who is concerned has confirmed, and has a place or waits for one: one mail each. For who was invited it is
    the new invitation; when the date is withdrawn, it takes the sessie out of the calendar. Who takes part is asked
    whether they still can.
    """
    with transaction.atomic():
        change = programme.save_sessie(sessie=sessie, now=now, deskundigen=deskundigen, changed=changed)
        move = change.move_to(sessie)
        if change.before is None or move is None:
            return change, None
        if move is Move.WITHDRAWN:
            # A date that comes back later is a new one, also when it is the same.
            Sessiedatum.objects.filter(sessie=sessie).delete()
        return change, tell_move(sessie=sessie, move=move, before=change.before, toelichting=toelichting, now=now)


def move_locatie(*, locatie: Locatie, now: datetime, toelichting: str = "") -> list[Told]:
    """Save a locatie; who comes to a sessie there is told the new address as if the sessie moved."""
    with transaction.atomic():
        before = Locatie.objects.filter(pk=locatie.pk).first()
        change = programme.save_locatie(locatie=locatie, now=now)
        told = []
        for sessie in change.moved:
            # As it was: the same sessie at the address of before.
            old = Sessie.objects.get(pk=sessie.pk)
            old.locatie = before
            told.append(tell_move(sessie=sessie, move=Move.ELSEWHERE, before=old, toelichting=toelichting, now=now))
        return told


def tell_move(*, sessie: Sessie, move: Move, before: Sessie, toelichting: str, now: datetime) -> Told:
    """Tell everybody concerned what changed about a sessie, from what to what. `before` is the sessie as it was."""
    with transaction.atomic():
        reeks = lock(sessie.reeks)
        sessies = sessies_of(reeks)
        sessie = own_sessie(sessies, sessie)
        if not sessie.is_ahead(now) and not before.is_ahead(now):
            return Told(sessie, move, 0)
        # The date may bring the end of open offers nearer, and the mail names it.
        open_offers(reeks, sessies, now=now)
        rows = concerned(reeks, sessie, move)
        for deelname in rows:
            tell_one(deelname, move, before=before, toelichting=toelichting, now=now)
        Deelname.objects.bulk_update(rows, ["uitgenodigd_op", *ANSWERS])
        settle(reeks, sessies, now=now)
        return Told(sessie, move, len(rows))


def can_still_come(*, aanmelding: Aanmelding, sessie: Sessie) -> None:
    """Note that somebody can come on the new date too. A second time changes nothing.

    Raises:
        SignupRefused: they do not take part in that sessie.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        sessie = own_sessie(sessies_of(aanmelding.reeks), sessie)
        deelname = deelnames_of(aanmelding, [sessie]).get(sessie.pk)
        if deelname is None or deelname.status != Deelname.Status.AANGEMELD:
            raise SignupRefused(Obstacle.SIGNED_OFF)
        Deelname.objects.filter(pk=deelname.pk).update(**ANSWERS)


# --- Steps ------------------------------------------------------------------------------------------------------


def concerned(reeks: Reeks, sessie: Sessie, move: Move) -> Sequence[Deelname]:
    """Return the deelnames at a sessie of who is to be told, with all that a mail shows. One query."""
    statuses = [Deelname.Status.AANGEMELD] if move in FOR_WHO_COMES else Deelname.STANDING
    rows = sessie.deelnames.filter(status__in=statuses, aanmelding__bevestigd_op__isnull=False).order_by("pk")
    found = list(rows.select_related("aanmelding__gemeente"))
    for deelname in found:
        deelname.sessie, deelname.aanmelding.reeks = sessie, reeks
    return found


def tell_one(deelname: Deelname, move: Move, *, before: Sessie, toelichting: str, now: datetime) -> None:
    """Send one person the mail about a move, with what their calendar needs."""
    context = {"eerst": before, "toelichting": toelichting}
    takes_part = deelname.status == Deelname.Status.AANGEMELD and deelname.aanmelding.status == Aanmelding.Status.ACTIEF
    if move is Move.WITHDRAWN and deelname.uitgenodigd_op is not None:
        # The calendar must recognise what it has: the old date under the new sequence.
        deelname.sessie = as_it_was(before, deelname.sessie)
        mails.send_calendar(deelname, name=move.value, methode="CANCEL", now=now, **context)
        deelname.uitgenodigd_op = None
    elif takes_part and deelname.sessie.has_date:
        mails.send_calendar(deelname, name=move.value, methode="REQUEST", now=now, **context)
        deelname.uitgenodigd_op = now
    else:
        mails.about_sessie(move.value, deelname, **context)
    if move in ASKS | {Move.WITHDRAWN}:
        # What somebody answered was about the date of before.
        for name, nothing in ANSWERS.items():
            setattr(deelname, name, nothing)
    if move in ASKS and takes_part:
        deelname.gevraagd_op = now


def as_it_was(before: Sessie, sessie: Sessie) -> Sessie:
    """Return a copy of a sessie with the date and place of before; never saved."""
    old = copy(sessie)
    old.begin, old.einde, old.locatie, old.online_link = before.begin, before.einde, before.locatie, before.online_link
    return old
