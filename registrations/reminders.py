"""Reminds everybody with a place of each sessie, at the moments that the organiser set.

The moments are reckoned from the date of now at each scan, so nothing has to be planned anew when a sessie moves. What
was sent is known by the keys in the outbox, which hold the person, the begin and what the reminder says: it goes out
once, by however many workers, and once more when the sessie has another date. docs/decisions/0026-reminders.md.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import groupby, islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from outbox.models import Bericht, Onbestelbaar
from programmes.models import Reeks
from registrations.locks import lock
from registrations.mails import send_words
from registrations.models import Aanmelding, Deelname, Herinnering, Overgang, Sessiedatum
from registrations.reminder_times import Reminder, due, was_reminded

logger = logging.getLogger("registrations")
T = TypeVar("T")

AFTER_INVITATION = timedelta(hours=1)
"""Within this time of their invitation, which says the same, nobody is reminded."""
MOST = 500
"""Mails in one round; who is left has their turn in the next."""
AT_A_TIME = 50
"""Mails in one transaction: as long as the reeks is locked."""
PEOPLE_AT_A_TIME = 10_000


@dataclass
class Remindable:
    """A dated sessie still to begin, in a reeks with reminders; `since` when it has its date."""

    pk: int
    reeks: int
    begin: datetime
    since: datetime
    reminders: list[Reminder] = field(default_factory=list)

    def due(self, now: datetime) -> Reminder | None:
        """Return the last reminder whose moment has come."""
        return due(self.reminders, begin=self.begin, since=self.since, now=now)

    def key(self, deelname: int, reminder: Reminder) -> str:
        """Return the key of one person's mail: another one for another date."""
        return f"{self.keys_of(deelname)}{reminder.name}"

    def keys_of(self, deelname: int) -> str:
        """Return how the keys of all mails to one person about this date begin."""
        return f"herinnering:{deelname}:{int(self.begin.timestamp())}:"


def give_defaults(*, reeks: Reeks, now: datetime) -> None:
    """Give a new reeks the reminders with which each starts; one that has any keeps them."""
    if not reeks.herinneringen.exists():
        rows = [
            Herinnering(reeks=reeks, dagen_ervoor=days, tijd=tijd, ingesteld_op=now)
            for days, tijd in Herinnering.DEFAULTS
        ]
        Herinnering.objects.bulk_create(rows)


def copy(*, source: Reeks, reeks: Reeks, now: datetime) -> None:
    """Give a new reeks the reminders of another one, set now."""
    moments = source.herinneringen.values_list("dagen_ervoor", "tijd")
    rows = [Herinnering(reeks=reeks, dagen_ervoor=days, tijd=tijd, ingesteld_op=now) for days, tijd in moments]
    Herinnering.objects.bulk_create(rows)


def change(*, herinnering: Herinnering, dagen_ervoor: int, tijd: time, now: datetime) -> None:
    """Set a reminder to another moment; it goes out to nobody for whom that has passed."""
    herinnering.dagen_ervoor, herinnering.tijd, herinnering.ingesteld_op = dagen_ervoor, tijd, now
    herinnering.save(update_fields=["dagen_ervoor", "tijd", "ingesteld_op"])


def remind_due(*, now: datetime) -> int:
    """Queue the reminders that are due: a scan of the worker. Returns how many mails were queued.

    One mail to who has a place at a sessie that is dated, not cancelled and has not begun: the last reminder whose
    moment has come, also after a worker was away, and also to who got the place after that moment. Not a moment from
    before the sessie had this date or the organiser set the reminder. Not within an hour of the invitation.
    """
    sessies = {sessie.pk: sessie for sessie in remindable(now) if sessie.due(now)}
    if not sessies:
        return 0
    found = islice(to_remind(sessies, now), MOST)
    count = 0
    for reeks, rows in groupby(found, key=lambda row: sessies[row[1]].reeks):
        for batch in parts([pk for pk, _ in rows], AT_A_TIME):
            count += remind_safely(Reeks(pk=reeks), batch, sessies, now=now)
    return count


# --- What is due ------------------------------------------------------------------------------------------------


def remindable(now: datetime) -> Collection[Remindable]:
    """Return the sessies still to begin with the reminders of their reeks. One query, and one for each new date."""
    found: dict[int, Remindable] = {}
    rows = Herinnering.objects.filter(
        reeks__sessies__begin__gt=now, reeks__sessies__vervallen_op__isnull=True
    ).annotate(
        sessie=F("reeks__sessies__pk"), begin=F("reeks__sessies__begin"), changed=F("reeks__sessies__gewijzigd_op"),
        known=F("reeks__sessies__sessiedatum__begin"), since=F("reeks__sessies__sessiedatum__sinds"),
    )  # fmt: skip
    fields = ["sessie", "begin", "changed", "known", "since", "reeks", "pk", "dagen_ervoor", "tijd", "ingesteld_op"]
    for sessie, begin, changed, known, since, reeks, *reminder in rows.values_list(*fields):
        if sessie not in found:
            if known != begin:
                since = note_date(sessie, begin=begin, since=min(changed, now))  # noqa: PLW2901 - what it is now
            found[sessie] = Remindable(sessie, reeks, begin, since)
        found[sessie].reminders.append(Reminder(*reminder))
    return found.values()


def note_date(sessie: int, *, begin: datetime, since: datetime) -> datetime:
    """Note that a sessie has another date than we knew; `since` is when the sessie was last changed."""
    Sessiedatum.objects.update_or_create(sessie_id=sessie, defaults={"begin": begin, "sinds": since})
    return since


def to_remind(sessies: Mapping[int, Remindable], now: datetime) -> Iterator[tuple[int, int]]:
    """Yield the keys of each deelname to be reminded and its sessie, those of one reeks together. Two queries."""
    rows = with_place(now).filter(sessie__in=sessies).order_by("sessie__reeks", "pk")
    for batch in parts(list(rows.values_list("pk", "sessie", "aanmelding__uuid")), PEOPLE_AT_A_TIME):
        sent = sent_about({Aanmelding(uuid=uuid).reference for _, _, uuid in batch})
        for pk, sessie, _ in batch:
            found = sessies[sessie]
            reminder, had = found.due(now), sent[found.keys_of(pk)]
            if reminder and not was_reminded(reminder, found.reminders, had, begin=found.begin):
                yield pk, sessie


def sent_about(references: Collection[str]) -> Mapping[str, Mapping[str, datetime]]:
    """Return, by how its key begins, the names of the reminders that were sent, and when. One query."""
    found: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    rows = Bericht.objects.filter(over__in=references, sleutel__startswith="herinnering:")
    for sleutel, sent_at in rows.values_list("sleutel", "aangemaakt_op"):
        kind, deelname, begin, name = str(sleutel).split(":", 3)
        found[f"{kind}:{deelname}:{begin}:"][name] = sent_at
    return found


def parts(rows: list[T], size: int) -> Iterator[list[T]]:
    """Yield a list in parts of at most this size."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def with_place(now: datetime) -> QuerySet[Deelname]:
    """Return the deelnames of who comes, was not invited just now, and did not refuse in their calendar.

    Not of an address that mail does not arrive at.
    """
    invited = Q(uitgenodigd_op__isnull=True) | Q(uitgenodigd_op__lte=now - AFTER_INVITATION)
    coming = Deelname.objects.coming().filter(aanmelding__status=Aanmelding.Status.ACTIEF)
    bounced = Onbestelbaar.objects.filter(adres=OuterRef("email"))
    return coming.filter(invited, ~Exists(bounced), meldt_af_op__isnull=True)


# --- Sending ----------------------------------------------------------------------------------------------------


def remind_safely(reeks: Reeks, pks: list[int], sessies: Mapping[int, Remindable], *, now: datetime) -> int:
    """Remind some people of one reeks; what is wrong with it keeps no other waiting."""
    try:
        return remind(reeks, pks, sessies, now=now)
    except Exception:
        logger.exception("Reminders of reeks %s could not be sent", reeks.pk)
        return 0


def remind(reeks: Reeks, pks: list[int], sessies: Mapping[int, Remindable], *, now: datetime) -> int:
    """Queue the mails of these deelnames, as they are under the lock: who left meanwhile gets none."""
    with transaction.atomic():
        reeks = lock(reeks)
        rows = with_place(now).filter(pk__in=pks, sessie__vervallen_op__isnull=True).order_by("pk")
        rows = rows.annotate(geplaatst_op=placed_at(deelname=OuterRef("pk"), naar="aangemeld"))
        rows = rows.annotate(
            in_reeks_op=placed_at(aanmelding=OuterRef("aanmelding"), deelname__isnull=True, naar="actief")
        )
        count = 0
        for deelname in rows.select_related("aanmelding", "sessie__locatie", "sessie__doelgroep"):
            sessie = sessies[deelname.sessie_id]
            reminder = sessie.due(now)
            if reminder is None or deelname.sessie.begin != sessie.begin:
                continue
            deelname.aanmelding.reeks = deelname.sessie.reeks = reeks
            moments = [deelname.geplaatst_op, deelname.in_reeks_op]
            missed = any(moment and moment >= reminder.moment(sessie.begin) for moment in moments)
            send_words(
                "herinnering", deelname.aanmelding, sleutel=sessie.key(deelname.pk, reminder), deelname=deelname,
                gemist=missed,
            )  # fmt: skip
            count += 1
        return count


def placed_at(**lines: object) -> Subquery:
    """Return, as a column, when the last of these lines of the log was written."""
    return Subquery(Overgang.objects.filter(**lines).order_by("-op").values("op")[:1])
