"""Decides about handvatten and materiaal over loaded values; no query, no clock, no request."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum


class PublishObstacle(Enum):
    """Why handvatten can not be published yet."""

    NO_ONDERDEEL = "geen onderdeel"
    REEKS_NOT_PUBLISHED = "reeks is niet gepubliceerd"


def publish_obstacles(*, onderdelen: int, is_reeks_published: bool) -> list[PublishObstacle]:
    """Return what keeps handvatten from visitors; empty when they can be published."""
    found = []
    if onderdelen == 0:
        found.append(PublishObstacle.NO_ONDERDEEL)
    if not is_reeks_published:
        found.append(PublishObstacle.REEKS_NOT_PUBLISHED)
    return found


def may_have_all(status: str, deelnames: Iterable[str]) -> bool:
    """Tell whether somebody may have what is for deelnemers only.

    They take part in the reeks and have, or had, a place at a sessie of it: who only waits, asks or has signed off does
    not.
    """
    return status == "actief" and "aangemeld" in deelnames


MOST_MATERIAAL = 30
"""Files of one sessie: more than anybody shows, and at most 750 MB."""


def has_room_for_materiaal(count: int) -> bool:
    """Tell whether a sessie with so many files can have one more."""
    return count < MOST_MATERIAAL


HANDVATTEN_WITHIN = timedelta(days=7)
"""How long after a sessie its handvatten may take."""
LATEST_HANDVATTEN = timedelta(days=180)
"""How long after a sessie is asked for them: what is older, nobody will write any more."""
WITHOUT_HANDVATTEN = frozenset({"kick-off", "terugkom"})
"""Where deelnemers meet, and nothing is taken home."""


def handvatten_wanted_since(now: datetime) -> datetime:
    """Return the moment before which a sessie ended that must have its handvatten by now."""
    return now - HANDVATTEN_WITHIN


def wants_handvatten(soort: str) -> bool:
    """Tell whether something is taken home from a soort of sessie."""
    return soort not in WITHOUT_HANDVATTEN
