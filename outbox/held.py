"""Mail that is kept back until somebody lets it go.

After a backup is put back, what waited in it may have been sent since: only a person can tell.
"""

from datetime import datetime, timedelta

from outbox.life import OVERTAKEN, is_overtaken
from outbox.models import Bericht, BerichtQuerySet, Hartslag

SILENT_FOR = timedelta(hours=1)
"""When no worker lived for so long, the database may be a backup."""
SLACK = timedelta(minutes=1)
"""A worker says every 15 seconds that it lives: what was made just after the last time is as old as that."""


def hold(*, made_before: datetime) -> int:
    """Keep back everything that waits and was made before a moment. Returns how many."""
    return _hold(Bericht.objects.filter(aangemaakt_op__lt=made_before))


def hold_after_restore(*, now: datetime) -> int:
    """Keep back what was due before now, when the last worker in this database lived long ago. Returns how many.

    That is a backup, or the worker was off for as long. What was made after it fell silent goes out either way, and so
    does what was planned for later than now: neither can have been sent from another copy of this database.
    """
    last = Hartslag.objects.order_by("-gezien_op").values_list("gezien_op", flat=True).first()
    if last is None or now - last < SILENT_FOR:
        return 0
    return _hold(Bericht.objects.filter(aangemaakt_op__lt=last + SLACK, niet_voor__lte=now))


def release(berichten: BerichtQuerySet) -> int:
    """Let those of these messages that are held wait for the worker again. Returns how many.

    An invitation that a later one took the place of does not go any more.
    """
    overtaken = [row.pk for row in berichten.held().exclude(kalender="") if is_overtaken(row)]
    Bericht.objects.filter(pk__in=overtaken).update(staat=Bericht.Staat.GEANNULEERD, laatste_fout=OVERTAKEN)
    return berichten.held().update(staat=Bericht.Staat.WACHT, pogingen=0)


def warnings() -> list[str]:
    """Say on /gezond/ how much is held: nobody else will send it."""
    count = Bericht.objects.held().count()
    if not count:
        return []
    what = "1 bericht wordt" if count == 1 else f"{count} berichten worden"
    return [f"{what} vastgehouden: bekijk ze in beheer, of geef ze vrij met manage.py outbox release"]


def _hold(berichten: BerichtQuerySet) -> int:
    # What a worker has in hand can not be called back.
    rows = berichten.waiting().free()
    return rows.update(staat=Bericht.Staat.VASTGEHOUDEN, lease_tot=None, lease_sleutel=None)
