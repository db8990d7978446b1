"""Carries out what happens to people when a running reeks changes: a sessie comes, or is cancelled."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from programmes.models import Reeks, Sessie
from registrations import mails
from registrations.endings import close_offers
from registrations.ledger import Ledger, organisator
from registrations.locks import lock
from registrations.models import Aanbod, Aanmelding, Deelname
from registrations.places import places_of
from registrations.steps import ahead, own_sessie, place, sessies_of, tell
from registrations.waiting_list import settle


def add_sessie(*, sessie: Sessie, user: User, now: datetime) -> int:
    """Put everybody of the whole reeks down for a sessie that came later, in the order of their sign-up.

    Where there is no room they wait. A terugkom is for everybody who stands, since all are expected there; so is a
    sessie that became the terugkom, and then it concerns who was not down for it yet. Who is confirmed gets a mail.
    Returns how many were put down.
    """
    with transaction.atomic():
        reeks = lock(sessie.reeks)
        sessies = sessies_of(reeks)
        sessie = own_sessie(sessies, sessie)
        if not sessie.is_ahead(now):
            return 0
        standing = reeks.aanmeldingen.active().exclude(deelnames__sessie=sessie).select_related("gemeente")
        # Who is asked to take a place over gets what that place has.
        standing = standing.exclude(status="onbevestigd", neemt_over__isnull=False)
        if sessie.soort != Sessie.Soort.TERUGKOM:
            standing = standing.filter(omvang=Aanmelding.Omvang.REEKS)
        # Who has a place in the reeks comes before who waits for one.
        ordered = standing.order_by("-houdt_plaats", "aangemeld_op", "pk")
        places, ledger, deelnames = places_of(reeks, sessies, now=now), Ledger(actor=organisator(user), now=now), []
        for aanmelding in ordered:
            aanmelding.reeks = reeks
            deelnames += place(ledger, places, aanmelding, [sessie], {})
        ledger.write()
        tell("sessie_erbij", deelnames, now=now)
        return len(deelnames)


def cancel_sessie(*, sessie: Sessie, reden: str, user: User, now: datetime) -> int:
    """Cancel a sessie: it stays on the page as cancelled, and leaves the calendar of everybody who was invited.

    People are not signed off: their deelname is vervallen. But who has nothing else to come to gives up the place in
    the reeks, while others can still come to something. Open offers are withdrawn. A second time changes nothing.
    Returns how many people were told.
    """
    with transaction.atomic():
        reeks = lock(sessie.reeks)
        sessies = sessies_of(reeks)
        sessie = own_sessie(sessies, sessie)
        if not sessie.is_ahead(now):
            return 0
        return len(call_off(reeks, sessies, [sessie], name="sessie_vervallen", reden=reden, user=user, now=now))


def cancel_reeks(*, reeks: Reeks, reden: str, user: User, now: datetime) -> int:
    """Cancel every sessie that is still to come: one mail for each that somebody has in the calendar, else one in all.

    Otherwise as `cancel_sessie`. Returns how many people were told.
    """
    with transaction.atomic():
        reeks = lock(reeks)
        sessies = sessies_of(reeks)
        coming = ahead(sessies, now)
        told = call_off(reeks, sessies, coming, name="reeks_vervallen", reden=reden, user=user, now=now)
        return len({deelname.aanmelding_id for deelname in told})


# --- Steps ------------------------------------------------------------------------------------------------------


def call_off(
    reeks: Reeks,
    sessies: list[Sessie],
    ending: list[Sessie],
    *,
    name: str,
    reden: str,
    user: User,
    now: datetime,
) -> list[Deelname]:
    """Cancel some of the sessies of a locked reeks with the mail `name`; returns what deelnames a mail was sent about.

    Of more than one sessie, who has none of them in a calendar gets one mail.
    """
    ledger = Ledger(actor=organisator(user), now=now)
    by_key = {sessie.pk: sessie for sessie in ending}
    standing = Deelname.objects.filter(sessie__in=ending, status__in=Deelname.STANDING)
    rows = list(standing.select_related("aanmelding__gemeente").order_by("sessie__volgorde", "sessie_id", "pk"))
    close_offers(Aanbod.objects.filter(deelname__in=rows), Aanbod.Staat.INGETROKKEN, now)
    # The calendar mails say that it is cancelled, not that somebody signed off.
    for sessie in ending:
        sessie.vervallen_op = now
    for deelname in rows:
        deelname.sessie, deelname.aanmelding.reeks = by_key[deelname.sessie_id], reeks
        ledger.move_deelname(deelname, Deelname.Status.VERVALLEN, reden=reden)
    coming = ahead(sessies, now)
    told = [row for row in rows if row.aanmelding.bevestigd_op is not None]
    told = one_for_each_calendar(told)
    staying = staying_at(coming)
    for deelname in told:
        is_let_go = bool(coming) and deelname.aanmelding_id not in staying
        tell_cancelled(deelname, name=name, reden=reden, goes_on=bool(coming), is_let_go=is_let_go, now=now)
    let_go(ledger, rows if coming else [], staying)
    ledger.write()
    changed = {"vervallen_op": now, "gewijzigd_op": now, "sequence": F("sequence") + 1}
    Sessie.objects.filter(pk__in=by_key).update(**changed)
    settle(reeks, sessies_of(reeks), now=now)
    return told


def one_for_each_calendar(deelnames: list[Deelname]) -> list[Deelname]:
    """Return those that stand in a calendar, and one of each person who has none there."""
    invited = [row for row in deelnames if is_in_calendar(row)]
    reached = {row.aanmelding_id for row in invited}
    others = {row.aanmelding_id: row for row in reversed(deelnames) if row.aanmelding_id not in reached}
    return invited + list(others.values())


def is_in_calendar(deelname: Deelname) -> bool:
    """Tell whether somebody was invited, so that a mail must take it out of the calendar."""
    return deelname.uitgenodigd_op is not None and deelname.sessie.has_date


def staying_at(sessies: list[Sessie]) -> set[int]:
    """Return the keys of the aanmeldingen that stand at any of these sessies. One query."""
    rows = Deelname.objects.filter(sessie__in=sessies, status__in=Deelname.STANDING)
    return set(rows.values_list("aanmelding", flat=True))


def let_go(ledger: Ledger, deelnames: list[Deelname], staying: set[int]) -> None:
    """End the aanmelding of who stands at no other sessie that is still to be held; they were told why."""
    for deelname in deelnames:
        if deelname.aanmelding_id not in staying:
            close_offers(Aanbod.objects.filter(aanmelding=deelname.aanmelding), Aanbod.Staat.INGETROKKEN, ledger.now)
            reden = "de enige bijeenkomst gaat niet door"
            ledger.move(deelname.aanmelding, Aanmelding.Status.AFGEMELD, holds=False, reden=reden)


def tell_cancelled(deelname: Deelname, *, name: str, reden: str, goes_on: bool, is_let_go: bool, now: datetime) -> None:
    """Tell somebody; who was invited has it taken out of the calendar.

    `goes_on` tells whether another sessie of the reeks is still to be held, `is_let_go` that they chose none of those.
    """
    context = {"reden": reden, "gaat_door": goes_on, "is_klaar": is_let_go}
    if is_in_calendar(deelname):
        deelname.bump += 1
        mails.withdraw_invitation(deelname, now=now, name=name, **context)
        deelname.uitgenodigd_op = None
    else:
        mails.about_sessie(name, deelname, **context)
