"""What the personal page shows: one object, made from the rules that guard its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from programmes.models import Sessie
from registrations.models import Aanmelding, Deelname
from registrations.rules import Stand, join_obstacle, leave_obstacle


@dataclass(frozen=True)
class Row:
    """One sessie on the personal page."""

    sessie: Sessie
    staat: str
    label: str
    can_join: bool
    can_leave: bool
    has_calendar: bool
    online_link: str


@dataclass(frozen=True)
class PersonalPage:
    """One aanmelding as its owner sees it."""

    staat: str
    rows: list[Row]
    can_sign_up_again: bool
    has_calendar: bool


LABELS = {
    "gekozen": "Gekozen, nog niet bevestigd",
    "aangemeld": "Je doet mee",
    "afgemeld": "Afgemeld",
    "niet": "Niet gekozen",
    "geweest": "Geweest",
}


def page_of(aanmelding: Aanmelding, *, sessies: Sequence[Sessie], stand: Stand, now: datetime) -> PersonalPage:
    """Return the page of an aanmelding with prefetched deelnames."""
    deelnames = {deelname.sessie_id: deelname for deelname in aanmelding.deelnames.all()}
    rows = [row_of(aanmelding, sessie, deelnames.get(sessie.pk), stand=stand, now=now) for sessie in sessies]
    return PersonalPage(
        staat=aanmelding.status,
        rows=rows,
        can_sign_up_again=aanmelding.status == Aanmelding.Status.AFGEMELD and stand is Stand.OPEN,
        has_calendar=any(row.has_calendar for row in rows),
    )


def row_of(aanmelding: Aanmelding, sessie: Sessie, deelname: Deelname | None, *, stand: Stand, now: datetime) -> Row:
    """Return what the page shows of one sessie."""
    takes_part = deelname is not None and deelname.status == Deelname.Status.AANGEMELD
    is_over = sessie.is_over(now)
    is_active = aanmelding.status == Aanmelding.Status.ACTIEF
    staat = "geweest" if is_over else deelname.status if deelname else "niet"
    if staat == "aangemeld" and not is_active:
        staat = "gekozen"
    return Row(
        sessie=sessie,
        staat=staat,
        label="Je was aangemeld" if is_over and takes_part and is_active else LABELS[staat],
        can_join=not takes_part and not join_obstacle(status=aanmelding.status, stand=stand, is_over=is_over),
        can_leave=takes_part and is_active and not leave_obstacle(status=aanmelding.status, is_over=is_over),
        has_calendar=takes_part and is_active and sessie.has_date,
        online_link=sessie.online_link if takes_part and is_active and not is_over else "",
    )
