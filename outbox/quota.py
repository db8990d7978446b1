"""How many mails a stranger can make us send to one address."""

from datetime import datetime, timedelta

from django.conf import settings

from outbox.models import Bericht

PER_ADDRESS = ((timedelta(minutes=15), 5), (timedelta(days=1), 15))
"""At most so many mails of an anonymous kind in a sliding window."""


def may_mail(address: str, *, kinds: frozenset[str], now: datetime) -> bool:
    """Tell whether one more mail of these kinds may go to an address now; always true with RATE_LIMITS off."""
    return earliest(address, kinds=kinds, now=now) <= now


def earliest(address: str, *, kinds: frozenset[str], now: datetime) -> datetime:
    """Return when one more mail of these kinds may go to an address: now, or when its quota has room again.

    A mail that must come in the end is planned for that moment; a form that was refused instead would tell strangers
    which addresses we know. Counts the rows of the outbox itself, so it holds over all processes. One query.
    """
    if not settings.RATE_LIMITS:
        return now
    planned = Bericht.objects.filter(
        aan=address.strip().lower(), soort__in=kinds, niet_voor__gt=now - timedelta(days=1)
    )
    moments = sorted(planned.values_list("niet_voor", flat=True), reverse=True)
    moment = now
    for window, times in PER_ADDRESS:
        if len(moments) >= times:
            moment = max(moment, moments[times - 1] + window)
    return moment
