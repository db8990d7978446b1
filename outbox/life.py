"""What a person may do with a message: try it again, send it once more, cancel it."""

import re
from datetime import datetime

from django.db import transaction

from outbox.models import WIPED, Bericht, BerichtQuerySet

COPIED = (
    "soort", "over", "aan", "antwoord_aan", "onderwerp", "tekst", "html", "kalender", "methode", "links", "afmeldlink",
)  # fmt: skip
UID = re.compile(r"^UID:.*$", re.MULTILINE)


def try_again(berichten: BerichtQuerySet, *, now: datetime) -> int:
    """Let failed messages wait once more, due now, with a fresh set of pauses. Returns how many.

    Not what held a code, nor what is too old to have its words, nor an invitation that a later one took the place of.
    """
    failed = berichten.filter(staat=Bericht.Staat.MISLUKT, is_vluchtig=False).exclude(tekst="")
    keys = [bericht.pk for bericht in failed.order_by("pk") if not is_overtaken(bericht)]
    rows = Bericht.objects.filter(pk__in=keys, staat=Bericht.Staat.MISLUKT)
    return rows.update(staat=Bericht.Staat.WACHT, niet_voor=now, pogingen=0)


def send_once_more(berichten: BerichtQuerySet, *, now: datetime) -> int:
    """Queue a copy of sent messages: the same words in a row, and with a Message-ID, of its own. Returns how many.

    Refuses the same as `try_again`, and while the copy before still waits: a double click is one mail.
    """
    sent = berichten.filter(staat=Bericht.Staat.VERZONDEN, is_vluchtig=False).exclude(tekst="")
    return sum(_copied(bericht, now=now) for bericht in sent.order_by("pk") if not is_overtaken(bericht))


def cancel(berichten: BerichtQuerySet) -> int:
    """Cancel what waits or is held. Returns how many; what a worker has in hand goes out."""
    waiting = berichten.filter(staat__in=[Bericht.Staat.WACHT, Bericht.Staat.VASTGEHOUDEN]).free()
    ended = {"staat": Bericht.Staat.GEANNULEERD, "lease_tot": None, "lease_sleutel": None}
    with transaction.atomic():
        plain = waiting.filter(is_vluchtig=False).update(**ended)
        return plain + waiting.filter(is_vluchtig=True).update(**ended, **WIPED)


OVERTAKEN = "er is al een latere mail over deze bijeenkomst"


def is_overtaken(bericht: Bericht) -> bool:
    """Tell whether a later message to this receiver is about the same appointment: the old one would undo it."""
    return _others(bericht).filter(pk__gt=bericht.pk).exclude(staat=Bericht.Staat.GEANNULEERD).exists()


def is_passed(bericht: Bericht) -> bool:
    """Tell whether such a later message was sent already; one that only waits will follow, and wins by its sequence."""
    return _others(bericht).filter(pk__gt=bericht.pk, staat=Bericht.Staat.VERZONDEN).exists()


def waits_for_earlier(bericht: Bericht, *, until: datetime) -> bool:
    """Tell whether an earlier message about the same appointment is in a pause, and end that pause by then at last.

    It may hold words that no later one says, as that somebody takes part. The pause of an old message can be a day.
    """
    earlier = _others(bericht).waiting().filter(over=bericht.over, pogingen__gt=0, pk__lt=bericht.pk)
    earlier.free().filter(niet_voor__gt=until).update(niet_voor=until)
    return earlier.exists()


def _others(bericht: Bericht) -> BerichtQuerySet:
    """Return the other messages to this receiver about the same appointment; none about what is in no calendar."""
    uid = UID.search(bericht.kalender)
    if uid is None:
        return Bericht.objects.none()
    # The first line of a folded UID is 75 bytes: enough to tell it from others.
    found = Bericht.objects.filter(aan=bericht.aan, kalender__contains=uid[0].strip())
    return found.exclude(kalender=bericht.kalender)


def _copied(bericht: Bericht, *, now: datetime) -> bool:
    prefix = f"nog eens:{bericht.uuid}:"
    before = Bericht.objects.filter(sleutel__startswith=prefix)
    if before.filter(staat__in=[Bericht.Staat.WACHT, Bericht.Staat.VASTGEHOUDEN]).exists():
        return False
    copy = Bericht(
        sleutel=f"{prefix}{before.count() + 1}", niet_voor=now, aangemaakt_op=now,
        **{name: getattr(bericht, name) for name in COPIED},
    )  # fmt: skip
    # The key is unique: of two clicks at once, one finds it taken.
    Bericht.objects.bulk_create([copy], ignore_conflicts=True)
    return Bericht.objects.filter(uuid=copy.uuid).exists()
