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
    VOL = "vol"
    NOG_NIET_OPEN = "nog_niet_open"
    NOG_LEEG = "nog_leeg"
    GESLOTEN = "gesloten"
    GEWEEST = "geweest"
    CONCEPT = "concept"

    @property
    def takes_signups(self) -> bool:
        """Whether the form can be sent; who signs up for a full reeks comes on its waiting list."""
        return self in {Stand.OPEN, Stand.VOL}


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
    SESSIE_CANCELLED = "bijeenkomst gaat niet door"
    SIGNED_OFF = "aanmelding is afgemeld"
    REFUSED = "organisator heeft de aanmelding afgewezen"
    EXPIRED = "aanmelding is verlopen"
    NOT_CONFIRMED = "aanmelding is nog niet bevestigd"
    OTHER_PROVINCIE = "alleen gemeenten van de provincie"
    NO_GEMEENTE = "alleen voor gemeenten"
    OFFER_OVER = "aanbod is verlopen of ingetrokken"
    GEMEENTE_FULL = "geen plaats voor deze gemeente"
    NOT_WAITING = "aanmelding wacht niet"
    NOTHING_LEFT = "geen gekozen bijeenkomst komt nog"
    NO_ROOM = "geen plaats vrij"
    NO_REASON = "geen reden gegeven"
    NOT_TRANSFERABLE = "plaats kan niet worden overgedragen"
    SAME_PERSON = "eigen adres"
    KNOWN_ADDRESS = "adres staat al op de lijst"
    SAME_SESSIE = "staat daar al op de lijst"
    NOT_MERGEABLE = "aanmeldingen kunnen niet worden samengevoegd"
    TOO_SOON = "te kort dag voor een aanbod"
    NO_HOST = "alleen wie meedoet voor een gemeente kan een plek aanbieden"
    HAS_PLACE = "bijeenkomst zoekt geen plek"
    TOO_MANY_ROOMS = "te vaak een plek aangeboden"
    ROOM_ANSWERED = "gastaanbod is al beantwoord of ingetrokken"
    NOT_INVITED = "uitnodiging is voor een ander adres"


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
    is_cancelled: bool = False

    def is_ahead(self, now: datetime) -> bool:
        """Tell whether it is still to be held: not over, and not cancelled."""
        return not self.is_cancelled and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        """Tell whether it has been held; one without a date is still to come."""
        return is_over(einde=self.einde, now=now)


@dataclass(frozen=True)
class Access:
    """Who may sign up: the gemeenten of one provincie (by key) or of all, and whether one needs a gemeente at all."""

    only_provincie: int | None
    takes_organisaties: bool


def access_obstacle(access: Access, *, provincie: int | None) -> Obstacle | None:
    """Return why somebody may not sign up; `provincie` is that of their gemeente, None for who has no gemeente."""
    if provincie is None:
        return None if access.takes_organisaties else Obstacle.NO_GEMEENTE
    if access.only_provincie not in {None, provincie}:
        return Obstacle.OTHER_PROVINCIE
    return None


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
    is_full: bool = False,
    is_closed: bool = False,
    is_archived: bool = False,
) -> Stand:
    """Return where the sign-up of a reeks stands.

    Args:
        is_published: whether visitors can see the reeks.
        van: when signing up opens; None: at publication.
        tot: when it closes; None: when the last sessie is over.
        sessies: all sessies of the reeks.
        now: the moment of asking, taken once per request.
        is_full: whether a newcomer can have no place, and comes on the waiting list.
        is_closed: whether the organiser closed it by hand, whatever `van` and `tot` say.
        is_archived: whether the reeks was put away, and nothing of it is to come.
    """
    if not is_published:
        return Stand.CONCEPT
    ahead = [sessie.is_ahead(now) for sessie in sessies]
    if is_archived or (ahead and not any(ahead)):
        return Stand.GEWEEST
    if is_closed or (tot is not None and tot <= now and ahead):
        return Stand.GESLOTEN
    if not ahead:
        return Stand.NOG_LEEG
    if van is not None and van > now:
        return Stand.NOG_NIET_OPEN
    return Stand.VOL if is_full else Stand.OPEN


def selection(*, whole_reeks: bool, slugs: Collection[str], sessies: Sequence[SessieFacts], now: datetime) -> list[str]:
    """Return the slugs of the sessies somebody is put down for, in the order of the reeks.

    The whole reeks is every sessie still to come, but for those that were cancelled; `slugs` is then ignored. Single
    sessies bring the terugkom along, because everyone who takes part in a reeks is expected there.

    Raises:
        SignupRefused: none was chosen, one does not exist, or one has been held.
    """
    ahead = [sessie for sessie in sessies if sessie.is_ahead(now)]
    if whole_reeks:
        return [sessie.slug for sessie in ahead]
    if not slugs:
        raise SignupRefused(Obstacle.NO_SESSIE)
    if not set(slugs) <= {sessie.slug for sessie in sessies}:
        raise SignupRefused(Obstacle.UNKNOWN_SESSIE)
    if set(slugs) & {sessie.slug for sessie in sessies if sessie.is_cancelled}:
        raise SignupRefused(Obstacle.SESSIE_CANCELLED)
    if not set(slugs) <= {sessie.slug for sessie in ahead}:
        raise SignupRefused(Obstacle.SESSIE_OVER)
    return [sessie.slug for sessie in ahead if sessie.slug in slugs or sessie.is_terugkom]


OBSTACLE_OF_STATUS = {
    "afgemeld": Obstacle.SIGNED_OFF,
    "afgewezen": Obstacle.REFUSED,
    "verlopen": Obstacle.EXPIRED,
}


def join_obstacle(*, status: str, stand: Stand, is_over: bool, is_cancelled: bool = False) -> Obstacle | None:
    """Return why somebody with an aanmelding can not add a sessie; None when they can."""
    if status in OBSTACLE_OF_STATUS:
        return OBSTACLE_OF_STATUS[status]
    if status == "onbevestigd":
        return Obstacle.NOT_CONFIRMED
    if is_cancelled:
        return Obstacle.SESSIE_CANCELLED
    if is_over:
        return Obstacle.SESSIE_OVER
    return OBSTACLE_OF_STAND.get(stand)


def leave_obstacle(*, status: str, is_over: bool) -> Obstacle | None:
    """Return why somebody can not drop a sessie; a closed window is no reason to keep anyone in."""
    if status in OBSTACLE_OF_STATUS:
        return OBSTACLE_OF_STATUS[status]
    return Obstacle.SESSIE_OVER if is_over else None


def confirm_obstacle(*, status: str) -> Obstacle | None:
    """Return why an aanmelding can not be confirmed.

    Confirming twice is fine and changes nothing; after the 24 hours it still works, in a fresh place in the queue.
    """
    return {"afgemeld": Obstacle.SIGNED_OFF, "afgewezen": Obstacle.REFUSED}.get(status)


def transfer_obstacle(*, status: str, has_sessie_ahead: bool, is_same_person: bool) -> Obstacle | None:
    """Return why a colleague can not take over the place of an aanmelding."""
    if status not in {"actief", "wachtlijst"} or not has_sessie_ahead:
        return Obstacle.NOT_TRANSFERABLE
    return Obstacle.SAME_PERSON if is_same_person else None


MOST_ROOMS = 5
"""Times that one person may offer a room for one sessie: each time the organiser gets a mail."""


@dataclass(frozen=True)
class Venue:
    """What the rules need to know of a sessie that may look for a room."""

    needs_place: bool
    is_over: bool
    is_cancelled: bool


def room_obstacle(*, status: str, has_gemeente: bool, venue: Venue, offered: int) -> Obstacle | None:
    """Return why somebody can not offer a room for a sessie; `offered` is how often they did. None when they can."""
    if status in OBSTACLE_OF_STATUS:
        return OBSTACLE_OF_STATUS[status]
    if status == "onbevestigd":
        return Obstacle.NOT_CONFIRMED
    if status != "actief" or not has_gemeente:
        return Obstacle.NO_HOST
    return venue_obstacle(venue) or (Obstacle.TOO_MANY_ROOMS if offered >= MOST_ROOMS else None)


def venue_obstacle(venue: Venue) -> Obstacle | None:
    """Return why a sessie can get no room now, from whomever; None when it can."""
    if venue.is_cancelled:
        return Obstacle.SESSIE_CANCELLED
    if venue.is_over:
        return Obstacle.SESSIE_OVER
    return None if venue.needs_place else Obstacle.HAS_PLACE


class Invitation(Enum):
    """What an invitation to sign up is worth."""

    OPEN = "open"
    USED = "gebruikt"
    OVER = "voorbij"
    """It ran out, or the organiser took it back: whoever holds it is told the same."""


def invitation_state(*, verloopt_op: datetime, gebruikt_op: datetime | None, now: datetime) -> Invitation:
    """Return what an invitation is worth now; one that runs out at this moment is over."""
    if gebruikt_op is not None:
        return Invitation.USED
    return Invitation.OPEN if now < verloopt_op else Invitation.OVER


def invite_obstacle(*, stand: Stand, na_sluiting: bool) -> Obstacle | None:
    """Return why nobody can be invited for a reeks: the link would lead to a form that can not be sent.

    `na_sluiting`: whether the invitation lets them pass a window that is closed. Nothing else gives way to it.
    """
    if stand is Stand.GESLOTEN and na_sluiting:
        return None
    return OBSTACLE_OF_STAND.get(stand)
