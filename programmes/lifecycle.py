"""Closes and reopens the sign-up of a reeks by hand, and puts a reeks away and gets it back."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from programmes.models import Reeks


class ArchiveRefused(Exception):
    """A sessie is still to be held; nothing was changed."""


def close(*, reeks: Reeks, now: datetime) -> None:
    """Let nobody new in. Who is in stays so; a reeks that is closed already keeps its date."""
    _set(reeks, "gesloten_op", lambda stored: stored.gesloten_op or now)


def reopen(*, reeks: Reeks) -> None:
    """Undo `close`; the dates of the sign-up decide again."""
    _set(reeks, "gesloten_op", lambda _: None)


def archive(*, reeks: Reeks, now: datetime) -> None:
    """Take a reeks out of every list. Its own pages stay; one that is archived already keeps its date.

    Raises:
        ArchiveRefused: a sessie is still to be held, which people look for in those lists.
    """

    def moment(stored: Reeks) -> datetime:
        if is_ahead(stored, now=now):
            raise ArchiveRefused
        return stored.gearchiveerd_op or now

    _set(reeks, "gearchiveerd_op", moment)


def restore(*, reeks: Reeks) -> None:
    """Undo `archive`."""
    _set(reeks, "gearchiveerd_op", lambda _: None)


def is_ahead(reeks: Reeks, *, now: datetime) -> bool:
    """Tell whether a sessie is still to be held, dated or not. One query when the sessies are not loaded."""
    return any(sessie.is_ahead(now) for sessie in reeks.sessies.all())


def _set(reeks: Reeks, name: str, moment: Callable[[Reeks], datetime | None]) -> None:
    with transaction.atomic():
        # Who signs up holds the same lock: nobody comes in by a question that was asked before.
        stored = Reeks.objects.select_for_update(no_key=True).get(pk=reeks.pk)
        setattr(stored, name, moment(stored))
        stored.save(update_fields=[name])
    setattr(reeks, name, getattr(stored, name))
