"""Reads the mails that the portal wrote as .eml files, as a mail program would."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Mail:
    """One mail to one receiver; `calendar` is the METHOD part that Outlook acts on, None in an ordinary mail."""

    subject: str
    text: str
    calendar: Calendar | None
    method: str

    @property
    def link(self) -> str:
        """The first personal link in the text; fails when there is none."""
        found = re.search(r"https?://\S+/(?:aanmelding|belangstelling|uitnodiging|account)/\S+", self.text)
        assert found, f"no personal link in:\n{self.text}"
        return found[0]

    @property
    def event(self) -> Event:
        """The one event in the calendar part."""
        assert self.calendar is not None
        (event,) = self.calendar.events
        return event

    @property
    def uid(self) -> str:
        """The UID of the one event in the calendar part."""
        return str(self.event["UID"])


def read_mails(folder: Path, address: str) -> list[Mail]:
    """Return the mails to an address, oldest first."""
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    ]
    return [mail_of(message) for message in messages if address in str(message["To"])]


def mail_of(message: EmailMessage) -> Mail:
    """Return what a test asks of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    calendar, method = None, ""
    for part in message.walk():
        if part.get_content_type() == "text/calendar" and not part.is_attachment():
            content = part.get_content()
            calendar = Calendar.from_ical(content)
            method = str(calendar["METHOD"])
            assert part.get_param("method") == method
    return Mail(
        subject=str(message["Subject"]), text=body.get_content().replace("\r\n", "\n"), calendar=calendar, method=method
    )
