"""Decides about handvatten over loaded values; no query, no clock, no request."""

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
