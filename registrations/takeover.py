"""Lets a colleague take over somebody's place: asked for by the one, carried out when the other confirms."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.addresses import normalise
from programmes.models import Sessie
from registrations import mails
from registrations.endings import close_offers, end_each
from registrations.facts import Gegevens
from registrations.ledger import DEELNEMER, Actor, Ledger
from registrations.models import Aanbod, Aanmelding, Behoefte, Deelname
from registrations.places import HOLD
from registrations.rules import SignupRefused, transfer_obstacle
from registrations.states import STANDING_AANMELDING
from registrations.steps import (
    ahead,
    deelnames_of,
    filled_in,
    is_request,
    lock_aanmelding,
    remind,
    revived,
    sessies_of,
    welcome,
)


def ask_to_take_over(
    *, aanmelding: Aanmelding, naam: str, email: str, functie: str, now: datetime, actor: Actor = DEELNEMER
) -> None:
    """Ask a colleague of the same gemeente to take over a place; until they confirm nothing changes.

    A colleague who stands on the list already, or was refused, gets their own link instead; the answer is the same,
    so that nobody learns who else takes part.

    Raises:
        SignupRefused: there is no place to hand over, or the address is one's own.
    """
    with transaction.atomic():
        old = lock_aanmelding(aanmelding)
        sessies = sessies_of(old.reeks)
        email = normalise(email)
        obstacle = transfer_obstacle(
            status=old.status, has_sessie_ahead=bool(ahead(sessies, now)), is_same_person=email == old.email
        )
        if obstacle:
            raise SignupRefused(obstacle)
        earlier = list(old.reeks.aanmeldingen.of_address(email).order_by("pk"))
        # Who was refused does not come in by way of a colleague.
        answered = next((row for row in earlier if row.stands or row.status == Aanmelding.Status.AFGEWEZEN), None)
        if answered:
            remind(answered, reeks=old.reeks, now=now)
            return
        new = put_down_request(Ledger(actor=actor, now=now), old, earlier, naam=naam, email=email, functie=functie)
        mails.ask_to_take_over(new, now=now)


def put_down_request(
    ledger: Ledger, old: Aanmelding, earlier: Sequence[Aanmelding], *, naam: str, email: str, functie: str
) -> Aanmelding:
    """Write down who is to take over a place; `earlier` are the aanmeldingen of that address, none of which stands."""
    gegevens = Gegevens(naam, email, gemeente=old.gemeente, functie=functie, organisatie=old.organisatie)
    new = filled_in(old.reeks, earlier[-1] if earlier else None, gegevens, omvang=old.omvang, now=ledger.now)
    new.neemt_over = old
    ledger.move(new, Aanmelding.Status.ONBEVESTIGD, holds=False, reden="gevraagd om een plaats over te nemen")
    ledger.write()
    if earlier:
        # What they needed the time before counts no more.
        Behoefte.objects.filter(aanmelding=new).delete()
    return new


def take_over(
    ledger: Ledger, new: Aanmelding, sessies: list[Sessie], *, cause: mails.Cause = mails.Cause.CONFIRMED
) -> bool:
    """Give who confirms the place they were asked to take over, and its history; False when there is none any more.

    The old aanmelding ends, what it had at each sessie still to come goes over as it is: also a place in a queue.
    """
    now = ledger.now
    if not is_request(new):
        return False
    old = Aanmelding.objects.select_related("gemeente").get(overgenomen_door=new)
    if not can_take_over(new, old, now=now):
        return False
    old.reeks = new.reeks
    holds = old.houdt_plaats
    # An offer that was open is accepted by handing it on.
    status = Aanmelding.Status.ACTIEF if holds else Aanmelding.Status.WACHTLIJST
    leaving = deelnames_of(old, ahead(sessies, now))
    handed = [(row, row.status) for row in leaving.values() if row.status in Deelname.STANDING]
    is_told = end_each(
        ledger, [row for row, _ in handed], reden="overgenomen door een collega", name="overgenomen",
        why=mails.Why.TAKEN_OVER, door=new, oorzaak=cause,
    )  # fmt: skip
    ledger.move(old, Aanmelding.Status.AFGEMELD, holds=False, reden="overgenomen door een collega")
    # First: one person may not stand twice, nor may a place be held by two.
    ledger.write()
    if not is_told:
        mails.taken_over(old, new, cause=cause)
    new.aangemeld_op, new.bevestigd_op, new.omvang = old.aangemeld_op, now, old.omvang
    ledger.move(new, status, holds=holds, reden=f"neemt de plaats over van {old.naam}")
    known = deelnames_of(new, ahead(sessies, now))
    deelnames = [inherit(ledger, new, known.get(row.sessie_id), row, before) for row, before in handed]
    ledger.write()
    own = Q(deelname__in=[row.pk for row, _ in handed]) | Q(aanmelding=old)
    close_offers(Aanbod.objects.filter(own), Aanbod.Staat.AANGENOMEN, now)
    welcome(new, deelnames, now=now, cause=cause)
    return True


def can_take_over(new: Aanmelding, old: Aanmelding, *, now: datetime) -> bool:
    """Tell whether the place that somebody was asked to take over is still there for them. At most one query.

    Not when its owner left, also when they came back since: that is another place. Nor when one of both was corrected
    to another gemeente, which may have no place.
    """
    has_place = old.status in {Aanmelding.Status.ACTIEF, Aanmelding.Status.WACHTLIJST}
    if not has_place or old.gemeente_id != new.gemeente_id or new.aangemeld_op <= now - HOLD:
        return False
    since = old.overgangen.filter(deelname__isnull=True, op__gt=new.aangemeld_op)
    return not since.exclude(naar__in=STANDING_AANMELDING).exists()


def inherit(ledger: Ledger, new: Aanmelding, known: Deelname | None, left: Deelname, before: str) -> Deelname:
    """Give somebody the deelname that a colleague left, as it stood `before`: the place, or the one in the queue."""
    deelname = revived(known or Deelname(aanmelding=new, sessie=left.sessie))
    is_in = before != Deelname.Status.WACHTLIJST
    ledger.move_deelname(deelname, Deelname.Status.AANGEMELD if is_in else Deelname.Status.WACHTLIJST)
    deelname.in_rij_sinds = left.in_rij_sinds
    return deelname
