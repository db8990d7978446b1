"""Makes one of two aanmeldingen of the same person in one reeks: two addresses, one place.

What stays is the best of both, place by place (registrations/merge_rules.py); what that frees goes to who waits.
docs/decisions/0034-people-and-exports.md.
"""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.people import make_unproven
from programmes.logboek import Daad, record
from programmes.models import Reeks, Sessie
from registrations import mails
from registrations.attendance import move_taps, said_of
from registrations.endings import close_offers, end_each
from registrations.ledger import Ledger, organisator
from registrations.merge_rules import At, Joined, Side, as_joined, best_at, best_past, joined, what_holds
from registrations.models import Aanbod, Aanmelding, Deelname, Gastaanbod, Notitie, Tik
from registrations.needs import note_need
from registrations.rules import Obstacle, SignupRefused
from registrations.steps import (
    deelnames_of,
    is_request,
    is_standing,
    lock_aanmelding,
    revived,
    send_invitations,
    sessies_of,
)
from registrations.waiting_list import settle

Status = Deelname.Status
MOST_SUGGESTED = 20
WORDS = "samengevoegd met "
"""What the reason in both lines of a merge begins with, for people; the other address follows."""


@dataclass(frozen=True)
class AtSessie:
    """How both stand at one sessie, and what stays."""

    sessie: Sessie
    keep: At
    gone: At
    after: At
    is_ahead: bool


@dataclass(frozen=True)
class Plan:
    """What will stay of two aanmeldingen. Who looks at it sees what `merge` does while nothing changes."""

    keep: Aanmelding
    gone: Aanmelding
    reeks: Joined
    sessies: Sequence[AtSessie]
    gone_stood: bool
    """Whether the one that goes still stood: what ended brings no wish and no place in a queue along."""

    @property
    def digest(self) -> str:
        """What tells one outcome from another, for a form: an organiser agrees with what was on screen."""
        facts = [(self.keep.pk, self.gone.pk, self.keep.email, self.gone.email, self.reeks)]
        rows = [(row.sessie.pk, row.keep, row.gone, row.after) for row in self.sessies]
        return hashlib.sha256(repr([facts, rows]).encode()).hexdigest()

    @property
    def namens(self) -> Aanmelding:
        """Whose gemeente or organisatie stays: of the one whose place stays, since a place is counted there."""
        return self.gone if self.reeks.by_other else self.keep


def plan_of(keep: Aanmelding, gone: Aanmelding, sessies: Sequence[Sessie], *, now: datetime) -> Plan:
    """Work out what will stay, without writing. Two queries.

    Raises:
        SignupRefused: it is one aanmelding, they are of two reeksen, or the one that stays does not stand.
    """
    if keep.pk == gone.pk or keep.reeks_id != gone.reeks_id or not keep.stands:
        raise SignupRefused(Obstacle.NOT_MERGEABLE)
    sides = Side(keep.status, keep.houdt_plaats), Side(gone.status if gone.stands else "", gone.houdt_plaats)
    reeks = joined(*sides)
    rows = deelnames_of(keep, sessies), deelnames_of(gone, sessies)
    found = []
    for sessie in sessies:
        if sessie.is_vervallen or not any(sessie.pk in known for known in rows):
            continue
        mine, other = (at_of(known.get(sessie.pk)) for known in rows)
        is_ahead = sessie.is_ahead(now)
        if is_ahead:
            after = best_at(as_joined(mine, sides[0], reeks), as_joined(other, sides[1], reeks))
        else:
            after = best_past(mine, other)
        found.append(AtSessie(sessie, mine, other, after, is_ahead))
    return Plan(keep, gone, reeks, found, gone_stood=gone.stands)


def merge(*, keep: Aanmelding, gone: Aanmelding, user: User, now: datetime, seen: str = "") -> Plan | None:
    """Make one of two aanmeldingen; `keep` stays, with its address, and `gone` is signed off. None when it is done.

    Both addresses get one mail, but for one that nobody ever confirmed. The calendar of the address that goes is
    emptied; the one that stays gets invitations for what it did not have.

    Args:
        keep: which stays; it must stand.
        gone: which goes; it may have ended.
        user: the organiser.
        now: the moment of asking.
        seen: the digest of the plan on screen; empty asks for no comparison.

    Returns:
        What would stay now, when that is not what was on screen; nothing changed.

    Raises:
        SignupRefused: as `plan_of` says.
    """
    with transaction.atomic():
        keep = lock_aanmelding(keep)
        reeks, sessies = keep.reeks, sessies_of(keep.reeks)
        settle(reeks, sessies, now=now)
        keep, gone = lock_aanmelding(keep), lock_aanmelding(gone)
        plan = plan_of(keep, gone, sessies, now=now)
        if seen and plan.digest != seen:
            return plan
        carry_out(plan, sessies, Ledger(actor=organisator(user), now=now), user=user)
        settle(reeks, sessies, now=now)
        record(user=user, daad=Daad.GEDAAN, over=reeks, tekst="Twee aanmeldingen samengevoegd.", now=now)
    return None


def carry_out(plan: Plan, sessies: Sequence[Sessie], ledger: Ledger, *, user: User) -> None:
    """Write what a plan says, and mail both. The one that goes first: no place may be held by two."""
    keep, gone = plan.keep, plan.gone
    mine, other = deelnames_of(keep, sessies), deelnames_of(gone, sessies)
    is_told = let_go(ledger, plan, other)
    come_to_stay(ledger, plan, mine)
    move_offers(plan, mine, other, now=ledger.now)
    move_presence(plan, mine, other, user=user, now=ledger.now)
    move_what_hangs_on_it(keep, gone)
    if keep.status == Aanmelding.Status.ACTIEF:
        ahead = [mine[row.sessie.pk] for row in plan.sessies if row.is_ahead and row.sessie.pk in mine]
        send_invitations([row for row in ahead if row.uitgenodigd_op is None], now=ledger.now)
    if keep.bevestigd_op is not None:
        make_unproven({keep.email: keep.naam})
        mails.merged(keep, blijft=True, now=ledger.now)
    if gone.bevestigd_op is not None and not is_told:
        mails.merged(gone, blijft=False, now=ledger.now)


# --- Steps ------------------------------------------------------------------------------------------------------


def at_of(deelname: Deelname | None) -> At:
    """Return how somebody stands at a sessie."""
    if deelname is None:
        return At()
    return At(deelname.status, deelname.in_rij_sinds, deelname.aanwezigheid)


def let_go(ledger: Ledger, plan: Plan, other: Mapping[int, Deelname]) -> bool:
    """End the one that goes, with what empties a calendar; returns whether that says too what happened."""
    gone, why = plan.gone, f"{WORDS}{plan.keep.email}"
    standing = [(row, other[row.sessie.pk]) for row in plan.sessies if is_standing(other.get(row.sessie.pk))]
    ahead = [deelname for row, deelname in standing if row.is_ahead]
    is_told = end_each(ledger, ahead, reden=why, name="samengevoegd", why=mails.Why.MERGED, blijft=False)
    for row, deelname in standing:
        if not row.is_ahead:
            ledger.move_deelname(deelname, Status.AFGEMELD, reden=why)
    if gone.stands:
        ledger.move(gone, Aanmelding.Status.AFGEMELD, holds=False, reden=why)
    else:
        ledger.remark(gone, why)
    ledger.note_merge(plan.keep)
    ledger.write()
    return is_told


def come_to_stay(ledger: Ledger, plan: Plan, mine: dict[int, Deelname]) -> None:
    """Give the one that stays what the plan says, in the reeks and at each sessie; adds new deelnames to `mine`."""
    keep, gone, why = plan.keep, plan.gone, f"{WORDS}{plan.gone.email}"
    if keep.neemt_over_id is None or is_request(keep):
        # So that each leads to the other. What a colleague asked them comes after their own wish.
        keep.neemt_over = gone if plan.reeks.status != Aanmelding.Status.ONBEVESTIGD else None
    if plan.gone_stood and gone.omvang == Aanmelding.Omvang.REEKS:
        keep.omvang = Aanmelding.Omvang.REEKS
    if plan.reeks.status != Aanmelding.Status.ONBEVESTIGD:
        keep.bevestigd_op = min((at for at in (keep.bevestigd_op, gone.bevestigd_op) if at), default=ledger.now)
        if plan.gone_stood:
            keep.aangemeld_op = min(keep.aangemeld_op, gone.aangemeld_op)
    keep.gemeente, keep.organisatie = plan.namens.gemeente, plan.namens.organisatie
    if keep.status == plan.reeks.status:
        ledger.remark(keep, why)
    ledger.move(keep, plan.reeks.status, holds=plan.reeks.holds, reden=why)
    for row in plan.sessies:
        stay_at(ledger, plan, row, mine, why)
    ledger.write()


def stay_at(ledger: Ledger, plan: Plan, row: AtSessie, mine: dict[int, Deelname], why: str) -> None:
    """Give the one that stays what the plan says at one sessie."""
    if row.after.status not in Deelname.STANDING:
        return
    is_new = row.sessie.pk not in mine
    deelname = mine.setdefault(row.sessie.pk, Deelname(aanmelding=plan.keep, sessie=row.sessie))
    if is_new or deelname.status != row.after.status:
        revived(deelname)
        if row.after.status == Status.AANGEBODEN and deelname.status != Status.WACHTLIJST:
            # An offer is only made to who waits; so that the log says what happened.
            ledger.move_deelname(deelname, Status.WACHTLIJST, reden=why)
            deelname.in_rij_sinds = row.after.since or ledger.now
            ledger.write()
        ledger.move_deelname(deelname, row.after.status, reden=why)
    elif row.after.since and deelname.in_rij_sinds != row.after.since:
        ledger.deelnames[id(deelname)] = deelname
    deelname.in_rij_sinds = row.after.since or deelname.in_rij_sinds


def move_offers(plan: Plan, mine: Mapping[int, Deelname], other: Mapping[int, Deelname], *, now: datetime) -> None:
    """Let an open offer go along with the place it holds; the rest ends, and what it held is free."""
    keep, gone = plan.keep, plan.gone
    is_offered = plan.reeks.status == Aanmelding.Status.WACHTLIJST and plan.reeks.holds
    if is_offered and plan.reeks.by_other:
        Aanbod.objects.open().filter(aanmelding=gone).update(aanmelding=keep)
    close_offers(Aanbod.objects.filter(aanmelding=gone), Aanbod.Staat.INGETROKKEN, now)
    if not is_offered:
        close_offers(Aanbod.objects.filter(aanmelding=keep), Aanbod.Staat.INGETROKKEN, now)
    for row in plan.sessies:
        own, theirs = mine.get(row.sessie.pk), other.get(row.sessie.pk)
        if own and theirs and own.status == Status.AANGEBODEN and row.keep.status != Status.AANGEBODEN:
            Aanbod.objects.open().filter(deelname=theirs).update(deelname=own)
        if own and own.status != Status.AANGEBODEN:
            close_offers(Aanbod.objects.filter(deelname=own), Aanbod.Staat.INGETROKKEN, now)
        if theirs:
            close_offers(Aanbod.objects.filter(deelname=theirs), Aanbod.Staat.INGETROKKEN, now)


def move_presence(
    plan: Plan, mine: Mapping[int, Deelname], other: Mapping[int, Deelname], *, user: User, now: datetime
) -> None:
    """Let what was ticked at the door go along, and what holds be the best; as a correction where no tap says so."""
    for row in plan.sessies:
        own, theirs = mine.get(row.sessie.pk), other.get(row.sessie.pk)
        if own is None or theirs is None:
            continue
        moved = move_taps(own, theirs, now=now)
        if not moved and not row.gone.presence:
            continue
        best = row.after.presence
        if best and what_holds(said_of([own.pk]).get(own.pk, [])) != best:
            Tik.objects.create(
                deelname=own, waarde=best, getikt_op=now, ontvangen_op=now, bron=Tik.Bron.CORRECTIE, user=user
            )
        Deelname.objects.filter(pk=own.pk).update(aanwezigheid=best)
        Deelname.objects.filter(pk=theirs.pk).update(aanwezigheid="")


def move_what_hangs_on_it(keep: Aanmelding, gone: Aanmelding) -> None:
    """Let notes, colleagues and rooms on offer go along. Mails and the log stay where they happened."""
    Notitie.objects.filter(aanmelding=gone).update(aanmelding=keep)
    Aanmelding.objects.filter(aangemeld_door=gone).exclude(pk=keep.pk).update(aangemeld_door=keep)
    # Not told to the other address: an organiser can take two people for one, and this is about somebody's health.
    note_need(aanmelding=gone, tekst="")
    # One person has one open offer for a sessie; a second one stays where it is, to be withdrawn by hand.
    open_now = Gastaanbod.objects.open().filter(aanmelding=keep).values("sessie")
    rooms = Gastaanbod.objects.filter(aanmelding=gone)
    rooms.exclude(staat=Gastaanbod.Staat.OPEN, sessie__in=open_now).update(aanmelding=keep)


# --- Who it may be ------------------------------------------------------------------------------------------------


def look_alikes(aanmelding: Aanmelding) -> list[Aanmelding]:
    """Return who may be the same person in this reeks: the same name of the same gemeente first. One query."""
    name = plain(aanmelding.naam)
    rows = Aanmelding.objects.filter(reeks=aanmelding.reeks_id).exclude(pk=aanmelding.pk).select_related("gemeente")
    alike = [row for row in rows if plain(row.naam) == name]
    alike.sort(key=lambda row: (row.gemeente_id != aanmelding.gemeente_id, not row.stands, row.pk))
    return alike[:MOST_SUGGESTED]


def plain(naam: str) -> str:
    """Return a name as people hear it: without capitals, accents, signs and spaces."""
    signs = unicodedata.normalize("NFKD", naam.casefold())
    return "".join(sign for sign in signs if sign.isalnum())


def of_reeks(reeks: Reeks, pk: int) -> Aanmelding | None:
    """Return an aanmelding of this reeks; another's does not exist. One query."""
    return Aanmelding.objects.filter(reeks=reeks, pk=pk).select_related("gemeente", "reeks").first()
