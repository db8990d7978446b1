"""Sends what is due: claim one row, send it outside the transaction, write down how it went."""

import logging
import smtplib
import uuid
from datetime import datetime, timedelta
from email.errors import MessageError
from typing import Any

from django.core.mail import BadHeaderError, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from outbox.answers import is_permanent, server_words
from outbox.life import OVERTAKEN, is_passed, waits_for_earlier
from outbox.messages import BadAddress, LinkGone, build
from outbox.models import WIPED, Bericht
from outbox.processes import is_gone, process_name
from outbox.quota import room_to_send

logger = logging.getLogger("outbox")

LEASE = timedelta(minutes=5)
"""Longer than any send can take (the SMTP timeout is 30 s); after it a dead worker's message is taken over."""
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]
"""How long to wait after each failed try; after the last one the message has failed."""


def deliver_due(*, at_most: int = 100) -> int:
    """Send up to `at_most` messages that are due. Returns how many were tried.

    Safe to run in several processes at once. A crash between the mail server's yes and our note of it is the one
    moment in which a message can go out twice; it then has the same Message-ID.
    """
    tried = 0
    backend: BaseEmailBackend | None = None
    while tried < at_most:
        bericht = claim(now=timezone.now())
        if bericht is None:
            break
        backend = backend or get_connection()
        send(bericht, backend)
        tried += 1
    if backend is not None:
        backend.close()
    return tried


def claim(*, now: datetime) -> Bericht | None:
    """Take the message that waits longest, for as long as the lease lasts; None when nothing is due and in turn.

    The database's clock says when a lease ends: that of a worker may be minutes off, and be put right at any moment.
    """
    due = Bericht.objects.in_turn(now).order_by("niet_voor", "pk")
    # A plain look first: on SQLite a transaction would take the write lock every second for nothing.
    if not due.exists():
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        bericht = due.first()
        if bericht is not None:
            bericht.lease_van, bericht.lease_sleutel = process_name(), uuid.uuid4()
            bericht.pogingen += 1
            mine = {name: getattr(bericht, name) for name in ("lease_van", "lease_sleutel", "pogingen")}
            Bericht.objects.filter(pk=bericht.pk).update(lease_tot=Now() + LEASE, **mine)
    return bericht


def release_dead_leases(*, is_starting: bool = False) -> int:
    """Give back what workers of this host had in hand when they were killed, without waiting for the lease to end.

    A process that is only starting holds nothing yet: what stands in its name was held by one with the same number
    before it, as happens in a container that restarts. Returns how many messages are free again.
    """
    leased = Bericht.objects.waiting().filter(lease_tot__isnull=False)
    owners = set(leased.values_list("lease_van", flat=True))
    gone = {name for name in owners if is_gone(name) or (is_starting and name == process_name())}
    return leased.filter(lease_van__in=gone).update(lease_tot=None, lease_sleutel=None) if gone else 0


def send(bericht: Bericht, backend: BaseEmailBackend) -> None:
    """Send a claimed message and write down the outcome; never raises for what a mail server may answer."""
    if bericht.pogingen > 1 and is_passed(bericht):
        # Sent now, an old invitation would undo what the calendar was told since.
        note(bericht, staat=Bericht.Staat.GEANNULEERD, laatste_fout=OVERTAKEN)
        return
    # As often as it may be tried, and no longer: what never arrives may not keep it here for good.
    turn = timezone.now() + PAUSES[bericht.pogingen - 1] if bericht.pogingen <= len(PAUSES) else None
    if turn and waits_for_earlier(bericht, until=turn):
        note(bericht, niet_voor=turn)
        return
    room = room_to_send(bericht, now=timezone.now())
    if room is not None:
        note(bericht, niet_voor=room, pogingen=bericht.pogingen - 1)
        return
    try:
        email = build(bericht)
        email.connection = backend
        email.send()
    except LinkGone as gone:
        fail(bericht, f"de link in dit bericht bestaat niet meer: {gone}", is_final=True)
    except (smtplib.SMTPException, OSError) as error:
        backend.close()
        fail(bericht, server_words(error), is_final=is_permanent(error))
    except BadAddress as bad:
        fail(bericht, f"dit is geen adres waar een mail naartoe kan: {bad}", is_final=True)
    except (MessageError, BadHeaderError) as error:
        fail(bericht, f"dit bericht is geen geldige mail: {error!r}", is_final=True)
    except Exception as error:  # one bad row may not keep the others waiting
        logger.exception("Message %s could not be built or sent", bericht.pk)
        fail(bericht, repr(error), is_final=False)
    else:
        note(bericht, staat=Bericht.Staat.VERZONDEN, verzonden_op=timezone.now(), laatste_fout="", **wiped(bericht))


def fail(bericht: Bericht, reason: str, *, is_final: bool) -> None:
    """Plan the next try, or give up."""
    logger.warning("Message %s not sent (try %s): %s", bericht.pk, bericht.pogingen, reason)
    if is_final or bericht.pogingen > len(PAUSES):
        note(bericht, staat=Bericht.Staat.MISLUKT, laatste_fout=reason, **wiped(bericht))
    else:
        pause = PAUSES[bericht.pogingen - 1]
        note(bericht, niet_voor=timezone.now() + pause, laatste_fout=reason)


def wiped(bericht: Bericht) -> dict[str, Any]:
    """Return the fields to empty once a message has come to its end: what holds a code must not lie about."""
    return WIPED if bericht.is_vluchtig else {}


def note(bericht: Bericht, **fields: object) -> None:
    """Write the outcome and give the lease back, unless another worker has taken the message over meanwhile."""
    mine = Bericht.objects.filter(pk=bericht.pk, lease_sleutel=bericht.lease_sleutel)
    mine.update(lease_tot=None, lease_sleutel=None, **fields)
