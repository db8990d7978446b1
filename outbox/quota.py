"""How many mails a stranger can make us send to one mailbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from outbox.models import Bericht, BerichtQuerySet

PER_MAILBOX = ((timedelta(minutes=15), 3), (timedelta(days=1), 10))
"""At most so many mails of all anonymous kinds together in a sliding window."""
APART = frozenset({"agendalink"})
"""Kinds that only the holder of a personal link triggers: each has a quota of its own, and takes no room of others."""
LONGEST = max(window for window, _ in PER_MAILBOX)
OLDEST_ON_ITS_WAY = timedelta(days=7)
"""What was planned longer ago is not sent today, except after a mail server was down for as long."""


def may_mail(address: str, *, now: datetime, soort: str = "") -> bool:
    """Tell whether one more anonymous mail may go to an address now; always true with RATE_LIMITS off."""
    return earliest(address, now=now, soort=soort) == now


def earliest(address: str, *, now: datetime, soort: str = "") -> datetime | None:
    """Return when one more anonymous mail may go to an address: now, or when the quota of its mailbox has room again.

    A mail that must come in the end is planned for that moment; a form that was refused instead would tell strangers
    which addresses we know. None when that is more than a day ahead: so many mails are nobody's wish, and who did want
    one can ask again. Counts the rows of the outbox itself, so it holds over all processes. One query.

    `soort` is the kind of mail, needed only for one that has a quota of its own.
    """
    if not settings.RATE_LIMITS:
        return now
    planned = counted(address, soort).filter(niet_voor__gt=now - LONGEST)
    moment = room(list(planned.values_list("niet_voor", flat=True)), now=now)
    return moment if moment <= now + LONGEST else None


def room_to_send(bericht: Bericht, *, now: datetime) -> datetime | None:
    """Return when a message may go whose mailbox had its quota just now; None when it may go at once.

    Asked again at sending: two forms at the same moment can not see each other's mail, and after a mail server was
    down everything that was planned is due together. What another worker has in hand counts as sent. One query, for
    anonymous kinds only.
    """
    if not settings.RATE_LIMITS or bericht.soort not in settings.ANONYMOUS_MAIL_KINDS:
        return None
    in_hand = Q(staat=Bericht.Staat.WACHT, lease_tot__gt=Now())
    sent = counted(bericht.aan, bericht.soort).filter(
        Q(verzonden_op__gt=now - LONGEST) | in_hand, niet_voor__gt=now - OLDEST_ON_ITS_WAY
    )
    others = sent.exclude(pk=bericht.pk).values_list("verzonden_op", flat=True)
    moment = room([sent_at or now for sent_at in others], now=now)
    return moment if moment > now else None


def room(moments: Sequence[datetime], *, now: datetime) -> datetime:
    """Return the first moment from now on at which one more fits among these in every window."""
    last_first = sorted(moments, reverse=True)
    found = now
    for window, times in PER_MAILBOX:
        if len(last_first) >= times:
            found = max(found, last_first[times - 1] + window)
    return found


def counted(address: str, soort: str) -> BerichtQuerySet:
    """Return the mails to a mailbox that count with one of this kind.

    `Anna+proef@x.example` is read by whoever reads `anna@x.example`.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    name = local.partition("+")[0] or local
    same = Q(aan=f"{name}@{domain}") | Q(aan__startswith=f"{name}+", aan__endswith=f"@{domain}")
    kinds = {soort} if soort in APART else set(settings.ANONYMOUS_MAIL_KINDS) - APART
    return Bericht.objects.filter(same, soort__in=kinds)
