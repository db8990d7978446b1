"""The readers themselves: what each finds in a file that is known, and that the one of our own sees every fault."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from programmes.ics import Afspraak, download, feed, invitation, signed_off
from tests.calendars.parsers import Entry, Readers, by_hand
from tests.calendars.plain_reader import BadFile

ELSEWHERE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//proef//NL
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Eigen tijd
BEGIN:STANDARD
DTSTART:19700101T000000
TZNAME:EIGEN
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:1@proef
DTSTAMP:20260101T000000Z
SEQUENCE:3
STATUS:TENTATIVE
DTSTART;TZID=Eigen tijd:20261024T130000
DTEND;TZID="Eigen tijd":20261024T140000
SUMMARY;LANGUAGE=nl:Een\\, twee\\; drie \\\\ vier\\nvijf\\Nzes
 zeven
ORGANIZER;CN="Van ^'Dam^', O.":mailto:o@proef.example
ATTENDEE;CN=Anna;RSVP=TRUE:mailto:a@proef.example
ATTENDEE:mailto:b@proef.example
URL:https://proef.example/?a=1,2;b
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()
AT_HALF_PAST = datetime(2026, 10, 24, 7, 30, tzinfo=UTC)
KNOWN = Entry(
    uid="1@proef", sequence=3, method="REQUEST", status="TENTATIVE",
    begin=AT_HALF_PAST, einde=AT_HALF_PAST + timedelta(hours=1),
    summary="Een, twee; drie \\ vier\nvijf\nzeszeven", description="", url="https://proef.example/?a=1,2;b",
    organizer=(("mailto:o@proef.example", 'Van "Dam", O.'),),
    attendees=(("mailto:a@proef.example", "Anna"), ("mailto:b@proef.example", "")),
)  # fmt: skip

AFSPRAAK = Afspraak(
    uid="1", sequence=2, titel="é" * 60, begin=AT_HALF_PAST, einde=AT_HALF_PAST + timedelta(days=3),
    locatie="Zaal 1, Raalte", omschrijving="Een\ntwee", url="https://leerlabs.example/x/",
    aangemaakt_op=AT_HALF_PAST, gewijzigd_op=AT_HALF_PAST,
)  # fmt: skip
PEOPLE: dict[str, Any] = {
    "organizer_email": "o@proef.example", "organizer_name": "O", "attendee_email": "a@proef.example",
    "attendee_name": "A",
}  # fmt: skip
DOWNLOAD, MAIL = download([AFSPRAAK]), invitation(AFSPRAAK, **PEOPLE)
CANCEL, GONE = signed_off(AFSPRAAK, **PEOPLE), signed_off(replace(AFSPRAAK, is_cancelled=True), **PEOPLE)
EVENT = DOWNLOAD[DOWNLOAD.index(b"BEGIN:VEVENT") : DOWNLOAD.index(b"END:VCALENDAR")]
PERSON = MAIL[MAIL.index(b"ATTENDEE") : MAIL.index(b"END:VEVENT")]
ZONE = DOWNLOAD[DOWNLOAD.index(b"BEGIN:VTIMEZONE") : DOWNLOAD.index(b"BEGIN:VEVENT")]
SCALE, END = b"CALSCALE:GREGORIAN\r\n", b"END:VCALENDAR"
START = b"DTSTART;TZID=Europe/Amsterdam:20261024T093000"


@pytest.mark.parametrize("name", ["icalendar", "vobject", "ical.js"])
def test_what_stands_in_a_file_with_a_zone_of_its_own(readers: Readers, name: str) -> None:
    assert readers.named()[name](ELSEWHERE) == [KNOWN]


def test_ical_js_goes_on_after_a_file_that_it_can_not_read(readers: Readers) -> None:
    with pytest.raises(ValueError, match="invalid line"):
        readers.ical_js(b"BEGIN:VCALENDAR\r\nwat is dit\r\nEND:VCALENDAR\r\n")
    assert readers.ical_js(ELSEWHERE) == [KNOWN]


@pytest.mark.parametrize("body", [DOWNLOAD, feed([AFSPRAAK], naam="x, y"), MAIL, CANCEL, GONE])
def test_a_good_file_is_good(body: bytes) -> None:
    assert [entry.uid for entry in by_hand(body)] == ["1"]


def test_readers_that_differ_are_found_out(readers: Readers) -> None:
    def an_hour_off(body: bytes) -> list[Entry]:
        return [replace(entry, begin=entry.begin + timedelta(hours=1)) for entry in readers.ical_js(body)]

    with pytest.raises(AssertionError):
        Readers(an_hour_off).agree_on(DOWNLOAD)


FAULTS = {
    "LF only": (DOWNLOAD, b"\r\n", b"\n", "no line break at the end"),
    "one LF": (DOWNLOAD, b"\r\nUID", b"\nUID", "control"),
    "no end": (DOWNLOAD, b"END:VCALENDAR\r\n", b"END:VCALENDAR", "no line break at the end"),
    "empty line": (DOWNLOAD, b"UID:", b"\r\nUID:", "empty line"),
    "long line": (DOWNLOAD, b"UID:1", b"UID:" + b"1" * 75, "a line of 79"),
    "fold in a character": (DOWNLOAD, "SUMMARY:é".encode(), b"SUMMARY:\xc3\r\n \xa9", "a fold"),
    "control character": (DOWNLOAD, b"Zaal 1", b"Zaal\x0b1", "control"),
    "line separator": (DOWNLOAD, b"Zaal 1", "Zaal\u20281".encode(), "control"),
    "two calendars": (DOWNLOAD, END + b"\r\n", END + b"\r\n" + DOWNLOAD, "END:VCALENDAR without"),
    "no end of the event": (DOWNLOAD, b"END:VEVENT\r\n", b"", "no END"),
    "alarm": (MAIL, b"END:VEVENT", b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT", "a component in an event"),
    "PUBLISH": (MAIL, b"METHOD:REQUEST", b"METHOD:PUBLISH", "METHOD:PUBLISH"),
    "no METHOD in a mail": (MAIL, b"METHOD:REQUEST\r\n", b"", "people in a mail"),
    "METHOD in a download": (DOWNLOAD, SCALE, SCALE + b"METHOD:REQUEST\r\n", "people in a mail"),
    "name in a download": (DOWNLOAD, SCALE, SCALE + b"X-WR-CALNAME:x\r\n", "not in a head"),
    "two meetings in a mail": (MAIL, END, EVENT + END, "one meeting"),
    "two receivers": (MAIL, b"END:VEVENT", PERSON + b"END:VEVENT", "twice"),
    "no bare address": (MAIL, b"mailto:o@proef.example", b"mailto:O <o@proef.example>", "bare"),
    "no mailto": (MAIL, b"mailto:o@", b"o@", "bare"),
    "list of dates": (DOWNLOAD, b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", b"RDATE:20260329T020000", "two rules"),
    "no zone": (DOWNLOAD, ZONE, b"", "two rules"),
    "floating": (DOWNLOAD, START, b"DTSTART:20261024T093000", "not in the zone"),
    "fixed offset": (DOWNLOAD, START, b"DTSTART;TZID=UTC+02:20261024T093000", "not in the zone"),
    "UTC": (DOWNLOAD, START, b"DTSTART:20261024T073000Z", "comes once"),
    "twice": (DOWNLOAD, START, START[:-15] + b"20261025T023000", "comes twice"),
    "never": (DOWNLOAD, START, START[:-15] + b"20260329T023000", "does not exist"),
    "stamp": (DOWNLOAD, b"DTSTAMP:20261024T073000Z", b"DTSTAMP:20261024T073000", "not in UTC"),
    "CANCEL that goes on": (CANCEL, b"TRANSP:", b"STATUS:CONFIRMED\r\nTRANSP:", "STATUS:CONFIRMED"),
    "cancelled by REQUEST": (MAIL, b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "asks to come"),
    "cancelled and busy": (GONE, b"TRANSPARENT", b"OPAQUE", "busy"),
    "separator": (DOWNLOAD, rb"Zaal 1\,", b"Zaal 1,", "not escaped"),
    "escape": (DOWNLOAD, rb"Zaal 1\,", rb"Zaal 1\x", "unknown escape"),
    "text twice": (DOWNLOAD, b"UID:1", b"UID:1\r\nUID:2", "twice"),
    "of another": (DOWNLOAD, b"UID:1", b"UID:1\r\nRRULE:FREQ=DAILY", "not an event of ours"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_sees_a_fault(name: str) -> None:
    body, good, bad, fault = FAULTS[name]
    assert good in body
    with pytest.raises(BadFile, match=fault):
        by_hand(body.replace(good, bad))
