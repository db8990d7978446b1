"""Reads the answer of a calendar out of a mail (METHOD:REPLY, RFC 5546 section 3.2.3). No query, no clock.

Whoever wrote it may be hostile: it is bounded before it is read, and what is odd is a fault with a reason, no error.
icalendar is imported where it is needed and never before: it costs 140 ms.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from typing import Any
from urllib.parse import unquote

from outbox.incoming import Post, bare, clean, parts_of, text_of
from outbox.senders import verdicts_of

LARGEST = 200_000
"""Characters of a calendar part; an answer takes some two thousand."""
CALENDAR_TYPES = ("text/calendar", "application/ics")
ANSWERS = frozenset({"ACCEPTED", "TENTATIVE", "DECLINED"})
LARGEST_SEQUENCE = 2**31 - 1


@dataclass(frozen=True)
class CalendarReply:
    """What somebody's calendar answered, as they say.

    Attributes:
        van: the address in From, in lower case; empty when it is not exactly one.
        uid: of the invitation, in lower case.
        partstat: ACCEPTED, TENTATIVE or DECLINED.
        attendee: who answers, as a lower-case address.
        organizer: to whom, as a lower-case address.
        sequence: of the invitation that is answered.
        gegeven_op: DTSTAMP, when it was answered; aware.
        fout: why it can not be read, for people; then what could not be read is empty.
        vervalst: why the mail server does not believe the sender, for people.
    """

    van: str
    uid: str = ""
    partstat: str = ""
    attendee: str = ""
    organizer: str = ""
    sequence: int = 0
    gegeven_op: datetime | None = None
    fout: str = ""
    vervalst: str = ""


class Unreadable(Exception):
    """It says that it is an answer, but it is none that we know; the text says why, for people."""


def reply_in(post: Post, *, authserv: str) -> CalendarReply | None:
    """Return the answer in a message; None when there is none in it, as in ordinary mail or an out-of-office.

    Args:
        post: the message.
        authserv: the mail server whose word on senders counts; empty: nobody's does.
    """
    part = None if post.is_automatic else calendar_part(post.message)
    if part is None:
        return None
    text = text_of(part)
    said = str(part.get_param("method", "")).upper()
    if said != "REPLY" and not re.search(r"^METHOD:REPLY\s*$", text[:LARGEST], re.MULTILINE | re.IGNORECASE):
        return None
    empty = CalendarReply(van=post.van, vervalst=why_not_believed(post, authserv))
    try:
        return read_reply(text, empty)
    except Unreadable as error:
        return replace(empty, fout=str(error))
    except Exception as error:  # noqa: BLE001 - the library has many kinds of error for what strangers send
        return replace(empty, fout=clean(f"De kalender is niet te lezen: {error}", most=200))


def calendar_part(message: Message) -> Message | None:
    """Return the part that holds the calendar: the first as text, or else the first that is attached."""
    found = [part for part in parts_of(message) if kind_of(part)]
    return min(found, key=lambda part: CALENDAR_TYPES.index(kind_of(part)), default=None)


def kind_of(part: Message) -> str:
    """Return how a part holds a calendar; empty when it holds none."""
    kind = part.get_content_type()
    if kind in CALENDAR_TYPES:
        return kind
    name = str(part.get_filename() or "")
    return "application/ics" if kind == "application/octet-stream" and name.lower().endswith(".ics") else ""


def read_reply(text: str, reply: CalendarReply) -> CalendarReply:
    """Fill in what the calendar says.

    Raises:
        Unreadable: it holds not exactly one answer of one person to one invitation.
    """
    from icalendar import Calendar  # noqa: PLC0415 - see the module docstring

    if len(text) > LARGEST:
        raise Unreadable("De kalender is te groot.")
    calendar = Calendar.from_ical(text.replace("\0", ""))
    if str(calendar.get("METHOD", "")).strip().upper() != "REPLY":
        raise Unreadable("De kalender is geen antwoord (METHOD).")
    events = calendar.walk("VEVENT")
    if len(events) != 1 or events[0].get("RECURRENCE-ID"):
        raise Unreadable("Er staat niet precies één bijeenkomst in.")
    event = events[0]
    attendee = only(event, "ATTENDEE")
    partstat = getattr(attendee, "params", {}).get("PARTSTAT", "")
    if not isinstance(partstat, str) or partstat.upper() not in ANSWERS:
        raise Unreadable("Het antwoord is niet ja, misschien of nee (PARTSTAT).")
    return replace(
        reply,
        uid=clean(str(only(event, "UID"))).lower(),
        partstat=partstat.upper(),
        attendee=address_of(attendee),
        organizer=address_of(only(event, "ORGANIZER")),
        sequence=sequence_of(event),
        gegeven_op=moment_of(only(event, "DTSTAMP")),
    )


def only(event: Any, name: str) -> Any:
    """Return the value of a property that stands in an event exactly once.

    Raises:
        Unreadable: it does not.
    """
    value = event.get(name)
    if value is None or isinstance(value, list):
        raise Unreadable(f"Er staat niet precies één {name} in.")
    return value


def address_of(value: Any) -> str:
    """Return the address in `mailto:...`, whatever its case; the name beside it does not count.

    Raises:
        Unreadable: it is none.
    """
    found = re.fullmatch(r"mailto:(.+)", str(value).strip(), re.IGNORECASE)
    address = bare(unquote(found[1])) if found else ""
    if not address:
        raise Unreadable("Er staat iets anders dan een e-mailadres bij een naam.")
    return address


def sequence_of(event: Any) -> int:
    """Return the SEQUENCE; 0 when there is none (RFC 5545 section 3.8.7.4).

    Raises:
        Unreadable: it is no such number.
    """
    value = str(only(event, "SEQUENCE")) if "SEQUENCE" in event else "0"
    if not re.fullmatch(r"[0-9]{1,10}", value) or int(value) > LARGEST_SEQUENCE:
        raise Unreadable("Het volgnummer klopt niet (SEQUENCE).")
    return int(value)


def moment_of(value: Any) -> datetime:
    """Return a DTSTAMP as an aware moment; without a zone it is UTC, the only one that is allowed.

    Raises:
        Unreadable: it is no moment.
    """
    from icalendar import vDDDTypes  # noqa: PLC0415 - see the module docstring

    moment = value.dt if isinstance(value, vDDDTypes) else None
    if not isinstance(moment, datetime):
        raise Unreadable("Het moment van antwoorden klopt niet (DTSTAMP).")
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


# --- Whether the sender is real ---------------------------------------------------------------------------------


def why_not_believed(post: Post, authserv: str) -> str:
    """Return why the mail server does not believe the sender; empty when it does, or when we ask none.

    DMARC decides where it says yes or no. Else one of SPF and DKIM that failed counts, unless the other is good; that
    another domain than the sender's is real says nothing good. A domain that states nothing is believed; a message on
    which our server is silent is not. Of several results the uppermost counts: that is the server's own, what stands
    below may have come along.

    Source: RFC 8601, and RFC 7489 section 3.1 on whose domain counts.
    """
    if not authserv:
        return ""
    verdicts = verdicts_of(post, authserv, unnamed_counts=True)
    if verdicts is None:
        return "De mailserver zegt niets over de afzender."
    if verdicts.get("dmarc") == "pass":
        return ""
    if verdicts.get("dmarc") == "fail":
        return "De afzender is niet echt, zegt de mailserver (dmarc)."
    others = {name: verdicts.get(name, "none") for name in ("spf", "dkim")}
    failed = [name for name, verdict in others.items() if verdict in {"fail", "softfail", "permerror", "policy"}]
    if failed and "pass" not in others.values():
        return f"De afzender is niet echt, zegt de mailserver ({', '.join(failed)})."
    return ""
