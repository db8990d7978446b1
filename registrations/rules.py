"""Decides who may sign up, change and sign off, over loaded values; no query, no clock, no request."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from programmes.rules import is_over


class Stand(Enum):
    """Where the sign-up of a reeks stands: the one answer that page, form and POST share."""

    OPEN = "open"
    NOG_NIET_OPEN = "nog_niet_open"
    NOG_LEEG = "nog_leeg"
    GESLOTEN = "gesloten"
    GEWEEST = "geweest"
    CONCEPT = "concept"


class Obstacle(Enum):
    """Why a wish can not be carried out. The words for people stand in registrations/texts.py."""

    NOT_PUBLISHED = "reeks is niet gepubliceerd"
    NOT_OPEN_YET = "aanmelding is nog niet open"
    NOTHING_YET = "er zijn nog geen bijeenkomsten"
    CLOSED = "aanmelding is gesloten"
    OVER = "alle bijeenkomsten zijn geweest"
    NO_SESSIE = "geen bijeenkomst gekozen"
    UNKNOWN_SESSIE = "bijeenkomst bestaat niet"
    SESSIE_OVER = "bijeenkomst is geweest"
    SIGNED_OFF = "aanmelding is afgemeld"
    NOT_CONFIRMED = "aanmelding is nog niet bevestigd"


class SignupRefused(Exception):
    """The wish was refused; nothing was changed."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@dataclass(frozen=True)
class SessieFacts:
    """What the rules need to know of a sessie."""

    slug: str
    is_terugkom: bool
    einde: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has been held; one without a date is still to come."""
        return is_over(einde=self.einde, now=now)


OBSTACLE_OF_STAND = {
    Stand.CONCEPT: Obstacle.NOT_PUBLISHED,
    Stand.NOG_NIET_OPEN: Obstacle.NOT_OPEN_YET,
    Stand.NOG_LEEG: Obstacle.NOTHING_YET,
    Stand.GESLOTEN: Obstacle.CLOSED,
    Stand.GEWEEST: Obstacle.OVER,
}


def stand(
    *,
    is_published: bool,
    van: datetime | None,
    tot: datetime | None,
    sessies: Iterable[SessieFacts],
    now: datetime,
) -> Stand:
    """Return where the sign-up of a reeks stands.

    Args:
        is_published: whether visitors can see the reeks.
        van: when signing up opens; None: at publication.
        tot: when it closes; None: when the last sessie is over.
        sessies: all sessies of the reeks.
        now: the moment of asking, taken once per request.
    """
    if not is_published:
        return Stand.CONCEPT
    held = [sessie.is_over(now) for sessie in sessies]
    if not held:
        return Stand.NOG_LEEG
    if all(held):
        return Stand.GEWEEST
    if tot is not None and tot <= now:
        return Stand.GESLOTEN
    if van is not None and van > now:
        return Stand.NOG_NIET_OPEN
    return Stand.OPEN


def selection(*, whole_reeks: bool, slugs: Collection[str], sessies: Sequence[SessieFacts], now: datetime) -> list[str]:
    """Return the slugs of the sessies somebody is put down for, in the order of the reeks.

    The whole reeks is every sessie still to come; `slugs` is then ignored. Single sessies bring the terugkom along,
    because everyone who takes part in a reeks is expected there.

    Raises:
        SignupRefused: none was chosen, one does not exist, or one has been held.
    """
    ahead = [sessie for sessie in sessies if not sessie.is_over(now)]
    if whole_reeks:
        return [sessie.slug for sessie in ahead]
    if not slugs:
        raise SignupRefused(Obstacle.NO_SESSIE)
    if not set(slugs) <= {sessie.slug for sessie in sessies}:
        raise SignupRefused(Obstacle.UNKNOWN_SESSIE)
    if not set(slugs) <= {sessie.slug for sessie in ahead}:
        raise SignupRefused(Obstacle.SESSIE_OVER)
    return [sessie.slug for sessie in ahead if sessie.slug in slugs or sessie.is_terugkom]


def join_obstacle(*, status: str, stand: Stand, is_over: bool) -> Obstacle | None:
    """Return why somebody with an aanmelding can not add a sessie; None when they can."""
    if status == "afgemeld":
        return Obstacle.SIGNED_OFF
    if status == "onbevestigd":
        return Obstacle.NOT_CONFIRMED
    if is_over:
        return Obstacle.SESSIE_OVER
    return OBSTACLE_OF_STAND.get(stand)


def leave_obstacle(*, status: str, is_over: bool) -> Obstacle | None:
    """Return why somebody can not drop a sessie; a closed window is no reason to keep anyone in."""
    if status == "afgemeld":
        return Obstacle.SIGNED_OFF
    return Obstacle.SESSIE_OVER if is_over else None


def confirm_obstacle(*, status: str) -> Obstacle | None:
    """Return why an aanmelding can not be confirmed; confirming twice is fine and changes nothing."""
    return Obstacle.SIGNED_OFF if status == "afgemeld" else None
