"""Mails as calendar programs write them when somebody answers an invitation, in our own words; and broken ones."""

from base64 import encodebytes
from datetime import UTC, datetime

from registrations.models import Deelname

ORGANIZER = "leerlabs@localhost"
"""The address of DEFAULT_FROM_EMAIL in tests."""


def calendar(
    deelname: Deelname,
    partstat: str = "DECLINED",
    *,
    gegeven_op: datetime,
    sequence: int | None = None,
    **lines: str,
) -> str:
    """Return the answer of somebody to their invitation; `lines` replaces a property by its name, or empties it."""
    properties = {
        "UID": f"UID:{deelname.sessie.uid}",
        "DTSTAMP": f"DTSTAMP:{gegeven_op.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "SEQUENCE": f"SEQUENCE:{deelname.sequence if sequence is None else sequence}",
        "ORGANIZER": f"ORGANIZER;CN=Leerlabs:mailto:{ORGANIZER}",
        "ATTENDEE": f"ATTENDEE;PARTSTAT={partstat}:mailto:{deelname.email}",
        "MORE": "",
    } | lines
    method = properties.pop("METHOD", "METHOD:REPLY")
    inside = [line for line in properties.values() if line]
    lines_in_order = [
        "BEGIN:VCALENDAR", "PRODID:-//Test//NL", "VERSION:2.0", method, "BEGIN:VEVENT", *inside, "END:VEVENT",
        "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines_in_order)


def message(van: str, *parts: str, message_id: str = "<1@raalte.example>", **headers: str) -> bytes:
    """Return a mail of these parts, each with its own headers; one part is the mail itself."""
    lines = {
        "From": van, "To": ORGANIZER, "Subject": "Geweigerd: Sessie 1", "Message-ID": message_id, "MIME-Version": "1.0",
    } | headers  # fmt: skip
    head = "".join(f"{name}: {value}\n" for name, value in lines.items())
    if len(parts) == 1:
        return (head + parts[0]).encode()
    body = "".join(f"--grens\n{part}\n" for part in parts)
    return f'{head}Content-Type: multipart/mixed; boundary="grens"\n\n{body}--grens--\n'.encode()


def in_base64(text: str, kind: str) -> str:
    """Return a part in base64."""
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{encodebytes(text.encode()).decode()}"


def plain(text: str = "Ik kan niet.") -> str:
    """Return a part with words."""
    return f"Content-Type: text/plain; charset=utf-8\n\n{text}\n"


def outlook(deelname: Deelname, partstat: str = "DECLINED", *, gegeven_op: datetime, **fields: str) -> bytes:
    """Return an answer as Outlook writes it: text and calendar side by side in base64, UID in capitals."""
    text = calendar(
        deelname, partstat, gegeven_op=gegeven_op,
        UID=f"UID:{str(deelname.sessie.uid).upper()}",
        ATTENDEE=f'ATTENDEE;PARTSTAT={partstat};CN="Vries, Anna de":mailto:{deelname.email}',
        MORE="COMMENT;LANGUAGE=nl-NL:\r\nSUMMARY;LANGUAGE=nl-NL:Geweigerd: Sessie 1\r\nCLASS:PUBLIC\r\n"
        "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
    )  # fmt: skip
    kind = 'text/calendar; charset="utf-8"; method=REPLY'
    return message(f'"Vries, Anna de" <{deelname.email}>', plain(), in_base64(text, kind), **fields)


def google(deelname: Deelname, partstat: str = "DECLINED", *, gegeven_op: datetime, **fields: str) -> bytes:
    """Return an answer as Google writes it: readable, twice, with the robot as Sender."""
    text = calendar(
        deelname, partstat, gegeven_op=gegeven_op,
        ATTENDEE=f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN={deelname.email};\r\n"
        f" X-NUM-GUESTS=0:mailto:{deelname.email}",
        MORE="CREATED:19000101T120000Z\r\nSTATUS:CONFIRMED\r\nTRANSP:OPAQUE",
    )  # fmt: skip
    return message(
        f"Anna de Vries <{deelname.email}>",
        plain(),
        f'Content-Type: text/calendar; charset="UTF-8"; method=REPLY\nContent-Transfer-Encoding: 7bit\n\n{text}',
        in_base64(text, 'application/ics; name="invite.ics"\nContent-Disposition: attachment; filename="invite.ics"'),
        Sender="Agenda <calendar-notification@google.example>",
        **fields,
    )


def apple(deelname: Deelname, partstat: str = "DECLINED", *, gegeven_op: datetime, **fields: str) -> bytes:
    """Return an answer as Apple writes it: with a zone, MAILTO in capitals, and only a file that is attached."""
    text = calendar(
        deelname, partstat, gegeven_op=gegeven_op,
        ATTENDEE=f'ATTENDEE;CN="Anna de Vries";PARTSTAT={partstat};EMAIL="{deelname.email}":MAILTO:'
        f"{deelname.email.capitalize()}",
        ORGANIZER=f'ORGANIZER;CN="Leerlabs";EMAIL="{ORGANIZER}":MAILTO:{ORGANIZER.upper()}',
        MORE="X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC",
    )  # fmt: skip
    zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\nBEGIN:STANDARD\r\nDTSTART:19961027T030000\r\n"
    zone += "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    text = text.replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT")
    kind = "application/octet-stream; name=iCal-20260901.ics\nContent-Disposition: attachment; filename=iCal.ics"
    return message(f"{deelname.email.capitalize()} (Anna)", plain(), in_base64(text, kind), **fields)


def simple(deelname: Deelname, partstat: str = "DECLINED", *, gegeven_op: datetime, **fields: str) -> bytes:
    """Return an answer that is nothing but the calendar."""
    text = calendar(deelname, partstat, gegeven_op=gegeven_op)
    return message(deelname.email, f"Content-Type: text/calendar; method=REPLY\n\n{text}", **fields)


PROGRAMS = {"Outlook": outlook, "Google": google, "Apple": apple, "simple": simple}
