"""How many mails a stranger can make us send to one address."""

from datetime import datetime, timedelta

from django.conf import settings

from outbox.models import Bericht

PER_ADDRESS = ((timedelta(minutes=15), 5), (timedelta(days=1), 15))
"""At most so many mails of an anonymous kind in a sliding window."""


def may_mail(address: str, *, kinds: frozenset[str], now: datetime) -> bool:
    """Tell whether one more mail of these kinds may go to an address; always true with RATE_LIMITS off.

    Counts the rows of the outbox itself, so it holds over all processes. Two queries.
    """
    if not settings.RATE_LIMITS:
        return True
    sent = Bericht.objects.filter(aan=address.strip().lower(), soort__in=kinds)
    return all(sent.filter(aangemaakt_op__gt=now - window).count() < times for window, times in PER_ADDRESS)
