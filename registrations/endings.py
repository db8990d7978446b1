"""The steps with which something ends: a deelname, an aanmelding or an offer; and the mails that say so.

One act is told once: where something goes out of a calendar, that mail also says what ended. Calendars take one sessie
in a mail, so who had more of them there gets a mail for each (docs/decisions/0023-moves-and-feed.md).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from registrations import mails
from registrations.ledger import Actor, Ledger
from registrations.models import Aanbod, Aanmelding, Deelname, Overgang
from registrations.querysets import AanbodQuerySet


def end(
    ledger: Ledger,
    deelname: Deelname,
    *,
    reden: str = "",
    name: str = "afzegging",
    why: mails.Why | None = None,
    **context: Any,
) -> bool:
    """End one deelname; whoever was invited gets the mail `name` with the CANCEL that empties their calendar.

    `why` tells what that mail says, and is by default who ended it; `context` is what its words show besides. Returns
    whether it was sent.
    """
    ledger.move_deelname(deelname, Deelname.Status.AFGEMELD, reden=reden)
    if deelname.uitgenodigd_op is None:
        return False
    deelname.bump += 1
    why = why or why_of(ledger.actor)
    mails.withdraw_invitation(deelname, now=ledger.now, name=name, waarom=why, **context)
    deelname.uitgenodigd_op = None
    return deelname.sessie.has_date


def end_each(
    ledger: Ledger,
    deelnames: Iterable[Deelname],
    *,
    reden: str = "",
    name: str,
    why: mails.Why | None = None,
    **context: Any,
) -> bool:
    """End these. The first CANCEL goes in the mail `name`, which says it all: one act is not told twice.

    Returns whether there was one to go in.
    """
    ending = sorted(deelnames, key=lambda row: (row.sessie.volgorde, row.sessie_id))
    invited = [row for row in ending if row.uitgenodigd_op is not None and row.sessie.has_date]
    for deelname in ending:
        if invited and deelname is invited[0]:
            end(ledger, deelname, reden=reden, name=name, why=why, meer=len(invited) > 1, **context)
        else:
            end(ledger, deelname, reden=reden, why=why)
    return bool(invited)


def end_all(ledger: Ledger, deelnames: Iterable[Deelname], *, reden: str = "") -> bool:
    """End all deelnames that stand at sessies still to be held, and the offers about them.

    What was only offered ends afterwards too: nobody was there. Returns whether a mail said that all of it ended.
    """
    standing = [
        row
        for row in deelnames
        if row.status == Deelname.Status.AANGEBODEN
        or (row.status in Deelname.STANDING and not row.sessie.is_over(ledger.now))
    ]
    is_told = end_each(ledger, standing, reden=reden, name="afgemeld")
    close_offers(Aanbod.objects.filter(deelname__in=[row.pk for row in standing]), Aanbod.Staat.GEWEIGERD, ledger.now)
    return is_told


def why_of(actor: Actor) -> mails.Why:
    """Return why somebody leaves who was signed off by this actor."""
    return mails.Why.ORGANISER if actor.wie == Overgang.Wie.ORGANISATOR else mails.Why.SELF


def close_offers(offers: AanbodQuerySet, staat: str, now: datetime) -> None:
    """End those of these offers that are still open."""
    offers.open().update(staat=staat, beantwoord_op=now)


def sign_out(ledger: Ledger, aanmelding: Aanmelding, *, reden: str = "", is_told: bool) -> None:
    """Close the aanmelding and the offer about it. Who never confirmed gets no mail, nor who `is_told` by another."""
    close_offers(Aanbod.objects.filter(aanmelding=aanmelding), Aanbod.Staat.GEWEIGERD, ledger.now)
    was_confirmed = aanmelding.status != Aanmelding.Status.ONBEVESTIGD
    ledger.move(aanmelding, Aanmelding.Status.AFGEMELD, holds=False, reden=reden)
    # The key of the mail is that of the line about it.
    ledger.write()
    if was_confirmed and not is_told:
        mails.signed_off(aanmelding, why=why_of(ledger.actor))
