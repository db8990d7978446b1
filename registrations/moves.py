"""Carries out what happens to people when a sessie gets another date, place or link: calendars follow, and we ask."""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.timezone import localtime

from programmes import reschedule as programme
from programmes.models import Deskundige, Locatie, Reeks, Sessie
from programmes.rules import Move, Shift, shift_of
from registrations import mails
from registrations.ledger import ANSWERS
from registrations.locks import lock
from registrations.models import Aanmelding, Deelname, Sessiedatum
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import deelnames_of, lock_aanmelding, own_sessie, sessies_of
from registrations.waiting_list import settle

FOR_WHO_COMES = {Move.LINK}
"""Of no use to who waits for a place."""


@dataclass(frozen=True)
class Told:
    """How many people get a mail about one sessie, and what it says.

    `shift` tells which part of the moment changed, where it did. `is_over` tells that the sessie was still to be held
    and by its new moment no longer is, while people stand for it. `is_first` tells that its place was not known before.
    """

    sessie: Sessie
    move: Move
    people: int
    shift: Shift = Shift.DATE
    is_over: bool = False
    is_first: bool = False


class Moved(NamedTuple):
    """A sessie that was saved, what that means for people, and the sessie as it was."""

    sessie: Sessie
    move: Move
    before: Sessie

    @property
    def is_first(self) -> bool:
        """Whether it is the place, where none was known: whoever could come still can."""
        was_known = self.before.locatie_id is not None or self.before.is_online
        return self.move is Move.ELSEWHERE and not was_known

    @property
    def asks(self) -> bool:
        """Whether somebody may not be able to come any more."""
        return self.move in {Move.MOVED, Move.ELSEWHERE} and not self.is_first


def reschedule(
    *,
    sessie: Sessie,
    now: datetime,
    deskundigen: Collection[Deskundige] | None = None,
    changed: Collection[str] | None = None,
    toelichting: str = "",
) -> tuple[programme.Change, Told | None]:
    """Save a new or changed sessie and tell everybody concerned, in one transaction.

    The first four arguments are as `programmes.reschedule.save_sessie` takes them. Returns what saving did and who is
    told; None when there is nothing to tell, as with a change of text. Otherwise as `tell_changes`.
    """
    with transaction.atomic():
        change = programme.save_sessie(sessie=sessie, now=now, deskundigen=deskundigen, changed=changed)
        told = tell_changes(reeks=sessie.reeks, changes=[(sessie, change)], toelichting=toelichting, now=now)
        return change, told[0] if told else None


def tell_changes(
    *, reeks: Reeks, changes: Iterable[tuple[Sessie, programme.Change]], toelichting: str, now: datetime
) -> list[Told]:
    """Tell everybody concerned what saving these sessies of a reeks did; nothing about those with nothing to tell.

    `toelichting` is what the organiser adds to the mails. Who is concerned has confirmed, and has a place or waits for
    one: one mail for each sessie. For who was invited it is the new invitation; when the date is withdrawn, it takes
    the sessie out of the calendar. Who takes part is asked whether they still can, but not about a moment that is over.
    """
    moved = [
        Moved(sessie, move, change.before)
        for sessie, change in changes
        if change.before and (move := change.move_to(sessie))
    ]
    return tell_moves(reeks, moved, toelichting=toelichting, now=now) if moved else []


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
            moved = [Moved(sessie, Move.ELSEWHERE, old)]
            told += tell_moves(sessie.reeks, moved, toelichting=toelichting, now=now)
        return told


def tell_moves(reeks: Reeks, moved: Sequence[Moved], *, toelichting: str, now: datetime) -> list[Told]:
    """Tell everybody concerned what changed about sessies of one reeks, from what to what."""
    with transaction.atomic():
        reeks = lock(reeks)
        sessies = sessies_of(reeks)
        # A date that comes back later is a new one, also when it is the same.
        withdrawn = [one.sessie.pk for one in moved if one.move is Move.WITHDRAWN]
        Sessiedatum.objects.filter(sessie__in=withdrawn).delete()
        # First: each mail says whether there is a place, and until when, by all that was saved.
        settle(reeks, sessies, now=now)
        return [
            tell_move(Moved(own_sessie(sessies, sessie), move, before), toelichting=toelichting, now=now)
            for sessie, move, before in moved
        ]


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


def tell_move(moved: Moved, *, toelichting: str, now: datetime) -> Told:
    """Tell everybody concerned what changed about one sessie of a locked reeks.

    Nobody of what was over and still is: that is about the past. Nor of a first date that is over: no calendar has it.
    """
    sessie, move, before = moved
    is_over = sessie.is_over(now)
    shift = _shift(before, sessie) if move is Move.MOVED else Shift.DATE
    if not sessie.is_ahead(now) and not before.is_ahead(now):
        return Told(sessie, move, 0, shift)
    rows = concerned(sessie, move)
    told = [] if is_over and move is Move.FIRST_DATE else rows
    context = {"eerst": before, "toelichting": toelichting, "veranderd": shift.value, "is_voorbij": is_over}
    for deelname in told:
        tell_one(deelname, moved, context=context, now=now)
    Deelname.objects.bulk_update(told, ["uitgenodigd_op", *ANSWERS])
    return Told(sessie, move, len(told), shift, is_over=is_over and bool(rows), is_first=moved.is_first)


def _shift(before: Sessie, after: Sessie) -> Shift:
    """Return which part of the moment changed, by the day in the Netherlands."""
    assert before.begin is not None  # noqa: S101 - what moved has a date, before and after
    assert after.begin is not None  # noqa: S101
    return shift_of(old=localtime(before.begin), new=localtime(after.begin))


def concerned(sessie: Sessie, move: Move) -> Sequence[Deelname]:
    """Return the deelnames at a sessie of who is to be told, with all that a mail shows. One query."""
    statuses = [Deelname.Status.AANGEMELD] if move in FOR_WHO_COMES else Deelname.STANDING
    rows = sessie.deelnames.filter(status__in=statuses, aanmelding__bevestigd_op__isnull=False).order_by("pk")
    found = list(rows.select_related("aanmelding__gemeente"))
    for deelname in found:
        deelname.sessie, deelname.aanmelding.reeks = sessie, sessie.reeks
    return found


def tell_one(deelname: Deelname, moved: Moved, *, context: dict[str, Any], now: datetime) -> None:
    """Send one person the mail about a move, with what their calendar needs; `context` is what its words show."""
    takes_part = deelname.status == Deelname.Status.AANGEMELD and deelname.aanmelding.status == Aanmelding.Status.ACTIEF
    move = moved.move
    # What was asked before, and not answered, is still asked when only the place is new.
    context = context | {"vraagt": moved.asks or deelname.gevraagd_op is not None}
    if move is Move.WITHDRAWN and deelname.uitgenodigd_op is not None:
        # The calendar must recognise what it has: the old date under the new sequence.
        deelname.sessie = as_it_was(context["eerst"], deelname.sessie)
        mails.send_calendar(deelname, name=move.value, methode="CANCEL", now=now, **context)
        deelname.uitgenodigd_op = None
    elif takes_part and deelname.sessie.has_date:
        mails.send_calendar(deelname, name=move.value, methode="REQUEST", now=now, **context)
        deelname.uitgenodigd_op = now
    else:
        mails.about_sessie(move.value, deelname, **context)
    if moved.asks or move is Move.WITHDRAWN:
        # What somebody answered was about the date of before.
        for name, nothing in ANSWERS.items():
            setattr(deelname, name, nothing)
    if moved.asks and takes_part and not context["is_voorbij"]:
        deelname.gevraagd_op = now


def as_it_was(before: Sessie, sessie: Sessie) -> Sessie:
    """Return a copy of a sessie with the date and place of before; never saved."""
    old = copy(sessie)
    old.begin, old.einde = before.begin, before.einde
    old.soort, old.locatie, old.online_link = before.soort, before.locatie, before.online_link
    return old
