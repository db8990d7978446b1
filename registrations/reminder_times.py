"""Says when a reminder of a sessie is due: clock time in the Netherlands, on both sides of summer time. No query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Reminder:
    """One reminder of a reeks: so many days before each sessie, at this time.

    Attributes:
        pk: its key.
        dagen_ervoor: calendar days, 0 for the day itself.
        tijd: what the clock says here.
        ingesteld_op: since when it is asked for; nobody is reminded of a moment from before.
    """

    pk: int
    dagen_ervoor: int
    tijd: time
    ingesteld_op: datetime

    @property
    def name(self) -> str:
        """What it says, for the key of a mail: one that is deleted and set again is the same."""
        return f"{self.dagen_ervoor}d{self.tijd:%H%M%S}"

    @property
    def names(self) -> tuple[str, str]:
        """Its name and the one that keys had before, which knew it by its number and did not tell its time."""
        return self.name, f"{self.pk}:{self.dagen_ervoor}"

    def is_day_of(self, name: str) -> bool:
        """Tell whether a name, of either form, is of a reminder as many days before."""
        return name.startswith(f"{self.dagen_ervoor}d") or name.endswith(f":{self.dagen_ervoor}")

    def moment(self, begin: datetime) -> datetime:
        """Return when it is due for a sessie that begins at an aware moment; in UTC."""
        return moment_on(begin.astimezone(ZONE).date() - timedelta(days=self.dagen_ervoor), self.tijd)


def moment_on(day: date, tijd: time) -> datetime:
    """Return the moment at which a clock here says `tijd` on a day, in UTC.

    A time that comes twice (02.30 in October) is the first of both. One that never comes (02.30 in March) is as late
    as if the clock had not been put forward yet, so 03.30.
    """
    # In UTC, since two moments of one zone are compared by what the clock says.
    return datetime.combine(day, tijd, tzinfo=ZONE).astimezone(UTC)


def last_passed(tijd: time, *, now: datetime) -> datetime:
    """Return the last moment, no later than `now`, at which the clock said `tijd`."""
    today = now.astimezone(ZONE).date()
    moment = moment_on(today, tijd)
    return moment if moment <= now else moment_on(today - timedelta(days=1), tijd)


def due(reminders: Iterable[Reminder], *, begin: datetime, since: datetime, now: datetime) -> Reminder | None:
    """Return the last reminder whose moment has come; None when there is none, or the sessie has begun.

    Args:
        reminders: those of the reeks.
        begin: of the sessie.
        since: when the sessie got this date; what was due before then is never made up for.
        now: an aware moment.
    """
    if now >= begin:
        return None
    passed = [
        (moment, reminder.pk, reminder)
        for reminder in reminders
        if max(since, reminder.ingesteld_op) <= (moment := reminder.moment(begin)) <= now
    ]
    return max(passed)[2] if passed else None


def not_before(reminder: Reminder, reminders: Iterable[Reminder], *, begin: datetime) -> list[Reminder]:
    """Return the reminders that are due together with this one or later, itself among them."""
    moment = reminder.moment(begin)
    return [other for other in reminders if other.moment(begin) >= moment]


def was_reminded(
    reminder: Reminder, reminders: Collection[Reminder], sent: Mapping[str, datetime], *, begin: datetime
) -> bool:
    """Tell whether what somebody was sent about a date makes a reminder too late.

    That is the reminder itself and one that comes after it, which went first when the clock was put back. And one of
    the same day that went before this one was set, and is no more: it was changed to later that day.

    Args:
        reminder: the one that is due.
        reminders: those of the reeks.
        sent: the names of what went out about this date, and when.
        begin: of the sessie.
    """
    names = {name for other in not_before(reminder, reminders, begin=begin) for name in other.names}
    if not names.isdisjoint(sent):
        return True
    known = {name for other in reminders for name in other.names}
    gone = {name: sent_at for name, sent_at in sent.items() if name not in known}
    return any(reminder.is_day_of(name) and sent_at < reminder.ingesteld_op for name, sent_at in gone.items())
