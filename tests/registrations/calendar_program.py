"""A calendar as its owner sees it: takes invitations and withdrawals in the order of the mail, and nothing older."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import icalendar

from outbox.models import Bericht


@dataclass(frozen=True)
class Entry:
    """What stands in the calendar about one meeting."""

    titel: str
    begin: datetime
    einde: datetime
    waar: str


@dataclass
class CalendarProgram:
    """The calendar of one address. As strict as Outlook: what does not come with a higher sequence is ignored."""

    email: str
    entries: dict[str, Entry] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    methods: list[str] = field(default_factory=list)
    read_to: int = 0

    def read_mail(self) -> list[str]:
        """Take in the mail that came since the last time; returns the kinds of those about one meeting, in order."""
        mails = Bericht.objects.filter(aan=self.email, pk__gt=self.read_to).order_by("pk")
        kinds = []
        for mail in mails:
            self.read_to = mail.pk
            if mail.kalender:
                kinds.append(mail.soort)
                self._take(mail)
        return kinds

    def _take(self, mail: Bericht) -> None:
        calendar: Any = icalendar.Calendar.from_ical(mail.kalender)
        [event] = calendar.events
        uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
        assert str(calendar["METHOD"]) == mail.methode
        assert [str(person) for person in event.attendees] == [f"mailto:{self.email}"]
        self.methods.append(mail.methode)
        if mail.methode == "CANCEL":
            assert sequence > self.sequences[uid], "a withdrawal that the calendar would ignore"
            del self.entries[uid]
        else:
            assert sequence > self.sequences.get(uid, -1), "an invitation that the calendar would ignore"
            self.entries[uid] = Entry(
                titel=str(event["SUMMARY"]),
                begin=event.start.astimezone(UTC),
                einde=event.end.astimezone(UTC),
                waar=str(event.get("LOCATION", "")),
            )
        self.sequences[uid] = sequence
