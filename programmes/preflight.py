"""Decides what a reeks still misses before it goes on the website, over loaded values; no query, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from programmes.rules import PublishObstacle, more_than_fit


class Wish(Enum):
    """What a reeks can do without, and had better have. The words for people stand in admin/texts.py."""

    EMAIL = "geen e-mailadres van de organisatie"
    THEMA = "geen thema"
    DEADLINE = "geen datum tot wanneer aanmelden kan"
    LATE_DEADLINE = "aanmelden kan nog na de eerste sessie"
    REMINDER = "geen herinnering"
    MANY_GEMEENTEN = "meer plaatsen voor gemeenten dan voor personen"
    FEW_PER_GEMEENTE = "met dit aantal per gemeente raakt de reeks nooit vol"
    DATE = "geen datum"
    OVER = "datum is voorbij"
    FREE_DAY = "op een vrije dag"
    PLACE = "geen locatie"
    LINK = "geen online link"
    DOELGROEP = "doelgroep niet gekozen"
    ROOM = "zaal te klein"
    TIGHT = "minder plaatsen dan de reeks"


class Gap(NamedTuple):
    """One thing that is missing: what, the anchor of the field that mends it, which sessie, and what more to say."""

    what: PublishObstacle | Wish
    anchor: str
    sessie: str = ""
    detail: str = ""

    @property
    def is_must(self) -> bool:
        """Whether the reeks can not be published without."""
        return isinstance(self.what, PublishObstacle)


@dataclass(frozen=True)
class SessieFacts:
    """What is asked of one sessie that was not cancelled.

    Attributes:
        row: its place on the page, from 0.
        titel: in full.
        is_online: whether one takes part from behind a screen.
        has_link: whether the link for that is known.
        has_locatie: whether it is known where it is held.
        room: how many people fit in there; None when that is not known.
        plaatsen: how many may come; None: no limit.
        waits_for_doelgroep: whether it has a working name for a doelgroep and no doelgroep.
        begin: aware, or None without a date.
        einde: likewise.
        free_day: what makes its day a free one; empty when it is none.
    """

    row: int
    titel: str
    is_online: bool = False
    has_link: bool = False
    has_locatie: bool = False
    room: int | None = None
    plaatsen: int | None = None
    waits_for_doelgroep: bool = False
    begin: datetime | None = None
    einde: datetime | None = None
    free_day: str = ""


@dataclass(frozen=True)
class ReeksFacts:
    """What is asked of a reeks as a whole; the limits are None where there is none."""

    obstacles: Sequence[PublishObstacle] = ()
    has_email: bool = True
    has_thema: bool = True
    has_reminder: bool = True
    aanmelden_tot: datetime | None = None
    max_gemeenten: int | None = None
    max_personen: int | None = None
    max_per_gemeente: int | None = None


ANCHORS = {
    PublishObstacle.NO_SESSIE: "sessies-group",
    PublishObstacle.NO_SUMMARY: "id_samenvatting",
    PublishObstacle.NO_AUDIENCE: "id_voor_wie",
    PublishObstacle.CLOSED_BEFORE_START: "id_aanmelden_tot_0",
    Wish.EMAIL: "id_organisatie",
    Wish.THEMA: "id_themas",
    Wish.DEADLINE: "id_aanmelden_tot_0",
    Wish.LATE_DEADLINE: "id_aanmelden_tot_0",
    Wish.REMINDER: "herinneringen-group",
    Wish.MANY_GEMEENTEN: "id_max_gemeenten",
    Wish.FEW_PER_GEMEENTE: "id_max_per_gemeente",
}
"""Where on the page of a reeks each is mended."""
FIELDS = {
    Wish.DATE: "begin_0",
    Wish.OVER: "begin_0",
    Wish.FREE_DAY: "begin_0",
    Wish.PLACE: "locatie",
    Wish.LINK: "online_link",
    Wish.DOELGROEP: "doelgroep",
    Wish.ROOM: "plaatsen",
    Wish.TIGHT: "plaatsen",
}
"""Likewise, in the row of a sessie."""


def gaps(reeks: ReeksFacts, sessies: Sequence[SessieFacts], *, now: datetime) -> list[Gap]:
    """Return what a reeks misses: first what it can not be published without, then what it had better have."""
    musts = [Gap(obstacle, ANCHORS[obstacle]) for obstacle in reeks.obstacles]
    wishes = [Gap(wish, ANCHORS[wish]) for wish in _of_reeks(reeks, sessies, now)]
    return [*musts, *wishes, *(gap for sessie in sessies for gap in _gaps_of(reeks, sessie, now))]


def _of_reeks(reeks: ReeksFacts, sessies: Sequence[SessieFacts], now: datetime) -> Iterator[Wish]:
    first = min((sessie.begin for sessie in sessies if sessie.begin), default=None)
    if not reeks.has_email:
        yield Wish.EMAIL
    if not reeks.has_thema:
        yield Wish.THEMA
    if reeks.aanmelden_tot is None:
        yield Wish.DEADLINE
    elif first and reeks.aanmelden_tot > max(first, now):
        yield Wish.LATE_DEADLINE
    if not reeks.has_reminder:
        yield Wish.REMINDER
    gemeenten, personen, each = reeks.max_gemeenten, reeks.max_personen, reeks.max_per_gemeente
    if gemeenten and personen and gemeenten > personen:
        yield Wish.MANY_GEMEENTEN
    if gemeenten and personen and each and gemeenten * each < personen:
        yield Wish.FEW_PER_GEMEENTE


def _gaps_of(reeks: ReeksFacts, sessie: SessieFacts, now: datetime) -> Iterator[Gap]:
    for wish, detail in _of_sessie(reeks, sessie, now):
        yield Gap(wish, f"id_sessies-{sessie.row}-{FIELDS[wish]}", sessie.titel, detail)


def _of_sessie(reeks: ReeksFacts, sessie: SessieFacts, now: datetime) -> Iterator[tuple[Wish, str]]:
    if sessie.begin is None:
        yield Wish.DATE, ""
    elif sessie.einde and sessie.einde < now:
        yield Wish.OVER, ""
    elif sessie.free_day:
        yield Wish.FREE_DAY, sessie.free_day
    if sessie.is_online and not sessie.has_link:
        yield Wish.LINK, ""
    if not sessie.is_online and not sessie.has_locatie:
        yield Wish.PLACE, ""
    if sessie.waits_for_doelgroep:
        yield Wish.DOELGROEP, ""
    limits = {"plaatsen": sessie.plaatsen, "max_personen": reeks.max_personen}
    is_open_ended = sessie.room is not None and not any(limits.values())
    if is_open_ended or more_than_fit(**limits, zaalgrootte=sessie.room):
        yield Wish.ROOM, str(sessie.room)
    if sessie.plaatsen and reeks.max_personen and sessie.plaatsen < reeks.max_personen:
        yield Wish.TIGHT, str(reeks.max_personen)
