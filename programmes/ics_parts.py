"""The parts of a calendar file: its head and time zone, plain text, and the people of a mail.

What is in an entry is made by programmes/ics.py. icalendar is imported where it is needed and never before: it costs
140 ms, and most pages have no use for it.
"""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Calendar, Event, vCalAddress, vText

PRODID: Final = "-//Leerlabs//leerlab-portaal//NL"
ZONE: Final = ZoneInfo("Europe/Amsterdam")

# Two rules, because Outlook and ical.js misread the list of dates that the library would write. They equal
# the IANA zone for every date since 1996.
_VTIMEZONE: Final = (
    "BEGIN:VTIMEZONE\nTZID:Europe/Amsterdam\n"
    "BEGIN:DAYLIGHT\nDTSTART:19700329T020000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\n"
    "TZNAME:CEST\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:DAYLIGHT\n"
    "BEGIN:STANDARD\nDTSTART:19701025T030000\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\n"
    "TZNAME:CET\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n"
)

# Line and paragraph separators are line breaks to some calendars and not to others: make them plain ones.
_LINE_BREAKS: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FORBIDDEN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BARE_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


def clean(text: str) -> str:
    """Leave no control character but the line feed: the library would write them all."""
    return _FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text).replace("\t", " "))


def in_zone(moment: datetime) -> datetime:
    """Return an aware moment in the zone; in UTC in the hour that comes twice: readers differ on which is meant."""
    local = moment.astimezone(ZONE)
    is_twofold = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return moment.astimezone(UTC) if is_twofold else local


def as_text(value: str) -> "vText":
    r"""Return a text that is escaped as RFC 5545 has it: the library itself makes a line break of a `\N` in it."""
    from icalendar import vText  # noqa: PLC0415 - costs 140 ms, see the module docstring

    class Text(vText):
        def to_ical(self) -> bytes:
            return re.sub(r"([\\;,])", r"\\\1", self).replace("\n", "\\n").encode()

    return Text(clean(value))


def new_calendar(**properties: str) -> "Calendar":
    """Return an empty calendar with its time zone; `properties` are texts of its own, such as METHOD."""
    from icalendar import Calendar, Component  # noqa: PLC0415 - costs 140 ms, see the module docstring

    calendar = Calendar()  # not `Calendar.new`: it makes up another UID at each call
    for name, value in {"VERSION": "2.0", "PRODID": PRODID, "CALSCALE": "GREGORIAN", **properties}.items():
        # The library escapes no comma in NAME unless it is told that this is text.
        calendar.add(name, as_text(value))
    calendar.add_component(Component.from_ical(_VTIMEZONE))
    return calendar


def add_people(
    event: "Event", organizer: tuple[str, str], attendee: tuple[str, str], *, asks_reply: bool = False
) -> None:
    """Name the one who invites and the one receiver, each as address and name; the receiver may be asked to reply.

    Raises:
        ValueError: the organizer is not a bare address.
    """
    if not _BARE_ADDRESS.fullmatch(organizer[0]):
        raise ValueError(f"not a bare address: {organizer[0]}")
    event.organizer = _person(*organizer)
    event.attendees = [_person(*attendee)]
    role = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION"}
    event.attendees[0].params.update(role | {"RSVP": "TRUE" if asks_reply else "FALSE"})


def _person(email: str, name: str) -> "vCalAddress":
    from icalendar import vCalAddress  # noqa: PLC0415 - costs 140 ms, see the module docstring

    # RFC 6068: quotes and spaces, legal in an address, may not stand in its link.
    return vCalAddress.new(quote(email, safe="!$&'*+/=@"), cn=" ".join(clean(name).replace("\\", " ").split()) or None)


def to_bytes(calendar: "Calendar", events: "Iterable[Event]") -> bytes:
    """Return a calendar with these events as it is sent: UTF-8, folded lines, CRLF."""
    for event in events:
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data
