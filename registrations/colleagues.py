"""Signs up colleagues in the name of somebody who stands; each of them confirms for themselves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.addresses import normalise
from accounts.limits import Limit, allow
from registrations.facts import Gegevens
from registrations.models import Aanmelding, Deelname
from registrations.rules import OBSTACLE_OF_STATUS, Obstacle, SignupRefused
from registrations.signup import Door, sign_up
from registrations.steps import lock_aanmelding

PER_AANMELDING = Limit("collega", 10, timedelta(days=1))
"""Colleagues that one aanmelding may have mailed: enough for a team, too few to send mail to strangers."""


@dataclass(frozen=True)
class Collega:
    """Who is signed up by a colleague, as filled in; the gemeente is that of the colleague."""

    naam: str
    email: str
    functie: str = ""


class TooManyColleagues(Exception):
    """One aanmelding had as many colleagues mailed as it may in a day; nothing was changed."""


@contextmanager
def counted(aanmelding: Aanmelding, *, people: int) -> Iterator[None]:
    """Count so many colleagues for what is carried out inside; what is refused there counts for nothing.

    Who stands on the list already counts like anybody: from what is left nobody may learn who that is.

    Raises:
        TooManyColleagues: that is more than may be mailed today.
    """
    # Counted and carried out in one transaction, so that a refusal takes the count back.
    with transaction.atomic():
        if not all(allow(PER_AANMELDING, str(aanmelding.uuid)) for _ in range(people)):
            raise TooManyColleagues
        yield


def sign_up_colleagues(*, aanmelding: Aanmelding, people: Sequence[Collega], now: datetime) -> None:
    """Sign up colleagues of the same gemeente or organisatie for what one chose oneself; all of them or none.

    Each gets a mail to confirm with. Who stands on the list already gets their own link, as with any second sign-up;
    the answer is the same, so that nobody learns who else takes part.

    Raises:
        SignupRefused: one has not confirmed or does not stand oneself, the window is closed, nothing that one chose
            is still to come, or an address is one's own.
    """
    with transaction.atomic():
        aanmelding = lock_aanmelding(aanmelding)
        obstacle = colleagues_obstacle(aanmelding)
        if any(normalise(person.email) == aanmelding.email for person in people):
            obstacle = obstacle or Obstacle.SAME_PERSON
        if obstacle:
            raise SignupRefused(obstacle)
        slugs = slugs_ahead(aanmelding, now=now)
        for person in people:
            gegevens = Gegevens(
                naam=person.naam, email=person.email, functie=person.functie,
                gemeente=aanmelding.gemeente, organisatie=aanmelding.organisatie,
            )  # fmt: skip
            sign_up(
                reeks=aanmelding.reeks, gegevens=gegevens, omvang=aanmelding.omvang, slugs=slugs, now=now,
                door=Door(colleague=aanmelding),
            )  # fmt: skip


def colleagues_obstacle(aanmelding: Aanmelding) -> Obstacle | None:
    """Return why somebody can not sign up colleagues; None when they are confirmed and stand."""
    if aanmelding.status == Aanmelding.Status.ONBEVESTIGD:
        return Obstacle.NOT_CONFIRMED
    return OBSTACLE_OF_STATUS.get(aanmelding.status)


def slugs_ahead(aanmelding: Aanmelding, *, now: datetime) -> list[str]:
    """Return the slugs of the sessies still to be held for which somebody stands. One query."""
    rows = aanmelding.deelnames.filter(status__in=Deelname.STANDING).select_related("sessie")
    return [row.sessie.slug for row in rows if row.sessie.is_ahead(now)]
