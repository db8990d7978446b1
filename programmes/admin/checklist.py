"""What a reeks in /beheer/ still misses, in words, each with a link to the field that mends it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from programmes.admin.texts import MUSTS, WISHES
from programmes.free_days import why_free
from programmes.models import Reeks, Sessie
from programmes.preflight import Gap, ReeksFacts, SessieFacts, Wish, gaps
from programmes.publish import obstacles_of


@dataclass(frozen=True)
class Line:
    """One line of the list: what to do, where, and whether publishing has to wait for it."""

    text: str
    url: str
    is_must: bool


def list_of(
    reeks: Reeks, sessies: Sequence[Sessie], *, has_thema: bool, has_reminder: bool, now: datetime
) -> list[Line]:
    """Return what a concept still misses, of sessies as `sessies_of` loads them."""
    facts, of_sessies = facts_of(reeks, sessies, has_thema=has_thema, has_reminder=has_reminder, now=now)
    return lines(reeks, gaps(facts, of_sessies, now=now))


def lines(reeks: Reeks, found: Iterable[Gap]) -> list[Line]:
    """Return the list for people."""
    page = reverse("admin:programmes_reeks_change", args=[reeks.pk])
    return [Line(text_of(gap), f"{page}#{gap.anchor}", gap.is_must) for gap in found]


def text_of(gap: Gap) -> str:
    """Return one gap in words."""
    words = WISHES[gap.what] if isinstance(gap.what, Wish) else MUSTS[gap.what]
    return words.format(sessie=gap.sessie, detail=gap.detail)


def sessies_of(reeks: Reeks) -> list[Sessie]:
    """Return the sessies as `facts_of` needs them. One query."""
    return list(reeks.sessies.select_related("locatie", "doelgroep").in_order())


def facts_of(
    reeks: Reeks, sessies: Sequence[Sessie], *, has_thema: bool, has_reminder: bool, now: datetime
) -> tuple[ReeksFacts, list[SessieFacts]]:
    """Return what the list is made from, of all sessies in the order of the page."""
    facts = ReeksFacts(
        obstacles=obstacles_of(reeks, sessies=len(sessies), now=now),
        has_email=bool(reeks.organisatie.email),
        has_thema=has_thema,
        has_reminder=has_reminder,
        aanmelden_tot=reeks.aanmelden_tot,
        max_gemeenten=reeks.max_gemeenten,
        max_personen=reeks.max_personen,
        max_per_gemeente=reeks.max_per_gemeente,
    )
    return facts, [_facts_of(row, sessie) for row, sessie in enumerate(sessies) if not sessie.is_vervallen]


def _facts_of(row: int, sessie: Sessie) -> SessieFacts:
    return SessieFacts(
        row=row,
        titel=str(sessie),
        is_online=sessie.is_online,
        has_link=bool(sessie.online_link),
        has_locatie=sessie.locatie_id is not None,
        room=sessie.locatie.zaalgrootte if sessie.locatie else None,
        plaatsen=sessie.plaatsen,
        waits_for_doelgroep=sessie.doelgroep_id is None and bool(sessie.doelgroep_werknaam),
        begin=sessie.begin,
        einde=sessie.einde,
        free_day=free_day_of(sessie),
    )


def free_day_of(sessie: Sessie) -> str:
    """Return what makes the day of a sessie a free one; empty for a werkdag, and without a date."""
    return why_free(timezone.localdate(sessie.begin), extra=settings.FREE_DAYS) if sessie.begin else ""


def on_free_days(sessies: Iterable[Sessie]) -> Iterator[str]:
    """Yield a sentence for each sessie that falls on a free day."""
    for sessie in sessies:
        free_day = free_day_of(sessie)
        if free_day and sessie.begin:
            day = timezone.localtime(sessie.begin)
            yield f"“{sessie}” valt op {day.day}-{day.month}-{day.year}, {free_day}. Kies misschien een andere dag."
