"""The one background process: sends mail and runs the scans for what is due. Several at once are safe."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from outbox.deliver import deliver_due, release_dead_leases
from outbox.held import hold_after_restore
from outbox.models import Hartslag
from outbox.processes import process_name

logger = logging.getLogger("outbox")

POLL_SECONDS = 1.0
MAIL_TURN = timedelta(seconds=30)
"""So long sends a round mail before it looks at the scans: a mail server that hangs takes that for each message."""
BEAT_EVERY = timedelta(seconds=15)
FORGET_BEATS_AFTER = timedelta(days=1)

Scan = Callable[..., object]


class Worker:
    """Runs rounds until told to stop."""

    def __init__(self, scans: Mapping[str, int] | None = None) -> None:
        """Take the scans from WORKER_SCANS: dotted path of a function with keyword `now` -> seconds between runs."""
        paths = settings.WORKER_SCANS if scans is None else scans
        self.scans: dict[str, tuple[Scan, timedelta]] = {
            path: (import_string(path), timedelta(seconds=seconds)) for path, seconds in paths.items()
        }
        self.next_run: dict[str, datetime] = {}
        self.next_beat: datetime | None = None
        self.knows_database = False
        self.stopping = threading.Event()
        self.name = process_name()

    def run(self) -> None:
        """Work until `stop` is called; a database that is away is waited for."""
        while not self.stopping.is_set():
            close_old_connections()
            try:
                self.run_once()
            except AnyDatabaseError:
                logger.exception("The database did not answer; trying again")
                # What answers next may be a backup that was put in its place.
                self.knows_database = False
                self.stopping.wait(5)
            self.stopping.wait(POLL_SECONDS)

    def stop(self) -> None:
        """Ask for an end after the message in hand."""
        self.stopping.set()

    def run_once(self) -> None:
        """One round: say that we live, send what is due, run each scan whose time has come."""
        self.beat(timezone.now())
        # One at a time: a slow mail server may not hold up the heartbeat, nor an end that was asked for. Nor the scans,
        # however much mail there is: what is left has its turn in the next round.
        begin = timezone.now()
        while not self.stopping.is_set() and deliver_due(at_most=1):
            now = timezone.now()
            self.beat(now)
            if not begin <= now < begin + MAIL_TURN:
                break
        for path, (scan, pause) in self.scans.items():
            now = timezone.now()
            if not is_ahead(self.next_run.get(path), now, pause) and not self.stopping.is_set():
                self.next_run[path] = now + pause
                self.run_scan(path, scan, now)

    def run_scan(self, path: str, scan: Scan, now: datetime) -> None:
        """Run one scan; its failure is logged and keeps neither mail nor the other scans waiting."""
        try:
            scan(now=now)
        except Exception:
            logger.exception("Scan %s failed", path)

    def beat(self, now: datetime) -> None:
        """Write down that this worker lives, for /gezond/, and take over from those that died."""
        if self.knows_database and is_ahead(self.next_beat, now, BEAT_EVERY):
            return
        if not self.knows_database:
            held = hold_after_restore(now=now)
            if held:
                logger.warning("No worker lived for an hour: %s messages held until `manage.py outbox release`", held)
            self.knows_database = True
        release_dead_leases(is_starting=self.next_beat is None)
        self.next_beat = now + BEAT_EVERY
        Hartslag.objects.update_or_create(naam=self.name, defaults={"gezien_op": now})
        Hartslag.objects.filter(gezien_op__lt=now - FORGET_BEATS_AFTER).delete()


def is_ahead(moment: datetime | None, now: datetime, pause: timedelta) -> bool:
    """Tell whether to wait for a moment; not for one further off than the pause, as then the clock was put back."""
    return moment is not None and now < moment <= now + pause
