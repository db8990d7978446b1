"""Calendar files as four readers see them: icalendar, vobject, ical.js and one of our own that looks at the bytes.

The first is also what writes them; the others share no code with it. It knows the zone by its name; the others take
it from the file.
"""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import vobject

from tests.calendars.plain_reader import caret, read_bytes

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a reader finds in one VEVENT; text that is not there is empty, and people are (address, name)."""

    uid: str
    sequence: int
    method: str = ""
    status: str = ""
    begin: datetime
    einde: datetime
    summary: str
    description: str
    location: str = ""
    url: str
    organizer: tuple[tuple[str, str], ...] = ()
    attendees: tuple[tuple[str, str], ...] = ()


Read = Callable[[bytes], list[Entry]]


# --- In this process --------------------------------------------------------------------------------------------


def with_icalendar(body: bytes) -> list[Entry]:
    """Read a file with icalendar."""
    calendar: Any = icalendar.Calendar.from_ical(body)
    return [
        Entry(
            uid=str(event["UID"]),
            sequence=int(event["SEQUENCE"]),
            method=str(calendar.get("METHOD", "")),
            status=str(event.get("STATUS", "")),
            begin=utc(event.start),
            einde=utc(event.end),
            summary=str(event["SUMMARY"]),
            description=str(event.get("DESCRIPTION", "")),
            location=str(event.get("LOCATION", "")),
            url=str(event.get("URL", "")),
            organizer=people((str(event.organizer), event.organizer.params.get("CN", "")) for _ in own(event)),
            attendees=people((str(row), row.params.get("CN", "")) for row in event.attendees),
        )
        for event in calendar.events
    ]


def own(event: Any) -> list[str]:
    """Return the name of the organizer as often as it is there."""
    return [name for name in event if name == "ORGANIZER"]


def with_vobject(body: bytes) -> list[Entry]:
    """Read a file with vobject, which leaves the signs of RFC 6868 in a name to its caller."""
    # It would take the zone from the first file that it read with one of this name.
    vars(vobject.icalendar)["__tzidMap"].pop("Europe/Amsterdam", None)
    calendar = vobject.readOne(body.decode())
    method = calendar.contents["method"][0].value if "method" in calendar.contents else ""
    found = []
    for event in calendar.contents.get("vevent", []):
        lines = event.contents
        text = {name: lines[name][0].value if name in lines else "" for name in ("location", "status", "url")}
        named = {
            name: people((row.value, caret(row.params.get("CN", [""])[0])) for row in lines.get(name, []))
            for name in ("organizer", "attendee")
        }
        found.append(
            Entry(
                uid=event.uid.value,
                sequence=int(event.sequence.value),
                method=method,
                begin=utc(event.dtstart.value),
                einde=utc(event.dtend.value),
                summary=event.summary.value,
                description=lines["description"][0].value if "description" in lines else "",
                organizer=named["organizer"],
                attendees=named["attendee"],
                **text,
            )
        )
    return found


def by_hand(body: bytes) -> list[Entry]:
    """Read a file with the reader of our own, which fails on a wrong form."""
    return [Entry(**fields) for fields in read_bytes(body)]


def utc(moment: datetime) -> datetime:
    """Return an instant; a time without a zone is none."""
    assert moment.utcoffset() is not None, moment
    return moment.astimezone(UTC)


def people(found: Iterator[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return people as (address, name)."""
    return tuple((address, name) for address, name in found)


# --- ical.js ----------------------------------------------------------------------------------------------------


@contextmanager
def ical_js() -> Iterator[Read]:
    """Start one Node that reads file after file with ical.js, and end it."""
    command = [str(ROOT / ".venv/bin/node"), str(Path(__file__).with_name("read_ics.mjs"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as node:
        assert node.stdin is not None
        assert node.stdout is not None
        lines_in, lines_out = node.stdin, node.stdout

        def read(body: bytes) -> list[Entry]:
            lines_in.write(json.dumps(body.decode()) + "\n")
            lines_in.flush()
            answer = json.loads(lines_out.readline())
            if "error" in answer:
                raise ValueError(answer["error"])
            return [from_json(fields) for fields in answer["entries"]]

        try:
            yield read
        finally:
            lines_in.close()


def from_json(fields: dict[str, Any]) -> Entry:
    """Return an entry as ical.js read it."""
    fields |= {name: datetime.fromtimestamp(fields[name], UTC) for name in ("begin", "einde")}
    fields |= {name: people((row[0], row[1]) for row in fields[name]) for name in ("organizer", "attendees")}
    return Entry(**fields)


# --- All of them ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readers:
    """All readers of one run of the tests."""

    ical_js: Read

    def named(self) -> dict[str, Read]:
        """Return the readers by name."""
        return {"icalendar": with_icalendar, "vobject": with_vobject, "ical.js": self.ical_js, "by hand": by_hand}

    def agree_on(self, body: bytes) -> list[Entry]:
        """Return what is in a file, in order of time, when all readers find the same."""
        found = {name: in_order(read(body)) for name, read in self.named().items()}
        first = found["by hand"]
        assert found == dict.fromkeys(found, first)
        return first

    def agree_on_one(self, body: bytes) -> Entry:
        """Return the one entry of a file."""
        [entry] = self.agree_on(body)
        return entry


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by time."""
    return sorted(entries, key=lambda entry: (entry.begin, entry.uid))
