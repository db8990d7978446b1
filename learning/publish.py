"""Puts handvatten on the website, takes them off, and keeps the key of their PDF right.

The PDF itself is rendered by the worker: what is published with a key that has no file yet is due.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from learning.documents import document_of
from learning.models import Handvatten
from learning.pdf import handvatten_key
from learning.rules import PublishObstacle, publish_obstacles


class PublishRefused(Exception):
    """The handvatten can not be shown yet; `obstacles` says why."""

    def __init__(self, obstacles: Sequence[PublishObstacle]) -> None:
        super().__init__(", ".join(obstacle.value for obstacle in obstacles))
        self.obstacles = obstacles


def publish(*, handvatten: Handvatten, now: datetime) -> None:
    """Show handvatten to visitors and ask for their PDF. The date is that of the first publication.

    Raises:
        PublishRefused: they are empty, or visitors can not see the reeks.
    """
    with transaction.atomic():
        stored = _locked(handvatten)
        obstacles = publish_obstacles(
            onderdelen=stored.onderdelen.count(), is_reeks_published=stored.sessie.reeks.is_published
        )
        if obstacles:
            raise PublishRefused(obstacles)
        stored.status = Handvatten.Status.GEPUBLICEERD
        stored.gepubliceerd_op = stored.gepubliceerd_op or now
        stored.pdf_sleutel = _key(stored)
        stored.save(update_fields=["status", "gepubliceerd_op", "pdf_sleutel"])
    _copy(stored, handvatten)


def withdraw(*, handvatten: Handvatten) -> None:
    """Hide handvatten from visitors; the key goes, so that no PDF is made of them."""
    with transaction.atomic():
        stored = _locked(handvatten)
        stored.status = Handvatten.Status.CONCEPT
        stored.pdf_sleutel = ""
        stored.save(update_fields=["status", "pdf_sleutel"])
    _copy(stored, handvatten)


def content_changed(*, handvatten: Handvatten) -> None:
    """Make the key fit what published handvatten now say; does nothing for a concept."""
    with transaction.atomic():
        stored = _locked(handvatten)
        if not stored.is_published:
            return
        stored.pdf_sleutel = _key(stored)
        stored.save(update_fields=["pdf_sleutel"])
    _copy(stored, handvatten)


def _locked(handvatten: Handvatten) -> Handvatten:
    Handvatten.objects.select_for_update().get(pk=handvatten.pk)
    return Handvatten.objects.for_page().get(pk=handvatten.pk)


def _key(handvatten: Handvatten) -> str:
    return handvatten_key(document_of(handvatten, site_url=settings.SITE_URL))


def _copy(stored: Handvatten, handvatten: Handvatten) -> None:
    handvatten.status = stored.status
    handvatten.gepubliceerd_op = stored.gepubliceerd_op
    handvatten.pdf_sleutel = stored.pdf_sleutel
