"""Empties the words of old messages; that they were sent, to whom and about what is kept."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from outbox.models import WIPED, Bericht

AT_ONCE = 500
"""Rows in one statement: on SQLite a write keeps the others waiting."""


def forget_words(*, now: datetime) -> int:
    """Wipe what came to its end MAIL_BODY_DAYS ago (a scan of the worker). Returns how many messages.

    What was held for as long is cancelled first: nobody will let it go any more.
    """
    limit = now - timedelta(days=settings.MAIL_BODY_DAYS)
    Bericht.objects.held().filter(aangemaakt_op__lt=limit, niet_voor__lt=limit).update(staat=Bericht.Staat.GEANNULEERD)
    ended = (
        Q(staat=Bericht.Staat.VERZONDEN, verzonden_op__lt=limit)
        # The last try of what failed, and when it should have gone of what was cancelled.
        | Q(staat__in=[Bericht.Staat.MISLUKT, Bericht.Staat.GEANNULEERD], niet_voor__lt=limit)
    )
    old = Bericht.objects.filter(ended).exclude(**WIPED).order_by("pk")
    count = 0
    while keys := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        count += Bericht.objects.filter(pk__in=keys).filter(ended).update(**WIPED)
    return count
