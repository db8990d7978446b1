"""Puts a reeks on the website and takes it off again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from programmes.models import Reeks
from programmes.rules import PublishObstacle, publish_obstacles


class PublishRefused(Exception):
    """The reeks still lacks something; `obstacles` says what."""

    def __init__(self, obstacles: Sequence[PublishObstacle]) -> None:
        super().__init__(", ".join(obstacle.value for obstacle in obstacles))
        self.obstacles = obstacles


def publish(*, reeks: Reeks, now: datetime) -> None:
    """Show a reeks to visitors. One that is published already stays as it is, date included.

    Raises:
        PublishRefused: visitors could not make sense of it yet.
    """
    with transaction.atomic():
        stored = Reeks.objects.select_for_update(no_key=True).get(pk=reeks.pk)
        if not stored.is_published:
            obstacles = obstacles_of(stored, sessies=stored.sessies.count(), now=now)
            if obstacles:
                raise PublishRefused(obstacles)
            stored.status = Reeks.Status.GEPUBLICEERD
            stored.gepubliceerd_op = now
            stored.save(update_fields=["status", "gepubliceerd_op"])
    reeks.status, reeks.gepubliceerd_op = stored.status, stored.gepubliceerd_op


def withdraw(*, reeks: Reeks) -> None:
    """Hide a reeks from visitors. Aanmeldingen and the date of publication stay."""
    Reeks.objects.filter(pk=reeks.pk).update(status=Reeks.Status.CONCEPT)
    reeks.status = Reeks.Status.CONCEPT


def obstacles_of(reeks: Reeks, *, sessies: int, now: datetime) -> list[PublishObstacle]:
    """Return what a reeks with so many sessies lacks for visitors."""
    return publish_obstacles(
        sessies=sessies,
        samenvatting=reeks.samenvatting,
        voor_wie=reeks.voor_wie,
        aanmelden_tot=reeks.aanmelden_tot,
        now=now,
    )
