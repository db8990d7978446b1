"""Reads a calendar file of ours from its bytes, without any library, and fails on whatever a calendar could stumble on.

Knows only what such a file may hold: another property, component or zone is a fault. Source: RFC 5545, 5546 and 6868.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

ZONE = [
    "TZID:Europe/Amsterdam",
    "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
    "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
]  # fmt: skip
HEAD = ["VERSION", "PRODID", "CALSCALE"]
RE_READ = ["REFRESH-INTERVAL", "X-PUBLISHED-TTL"]
OF_FEED = ["NAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "X-WR-CALNAME", "X-WR-TIMEZONE"]
ALWAYS = ["CLASS", "CREATED", "DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "TRANSP", "UID"]
SOMETIMES = ["ATTENDEE", "CONFERENCE", "DESCRIPTION", "LOCATION", "ORGANIZER", "STATUS", "URL"]
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME", "X-WR-CALNAME"}

BAD_SIGN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
ESCAPE = re.compile(r"\\(.?)")
PARAMETER = re.compile(r';([A-Z-]+)=("[^"]*"|[^";:,]*)')
NAME = re.compile("[A-Z-]+")
LONGEST = 75
"""Octets of a line, its line break aside."""


class BadFile(ValueError):
    """A calendar could misread the file; the message says where."""


class Line(NamedTuple):
    """One unfolded line."""

    name: str
    parameters: dict[str, str]
    value: str


def read_bytes(body: bytes) -> list[dict[str, Any]]:
    """Return what is in each VEVENT, as the fields of `parsers.Entry`.

    Raises:
        BadFile: the form is wrong.
    """
    lines = unfolded(body)
    demand(lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR", "not one VCALENDAR")
    head, components = split(lines[1:-1])
    zones = [inner for name, inner in components if name == "VTIMEZONE"]
    demand(zones == [ZONE] and components[0][0] == "VTIMEZONE", "not the time zone of two rules, first")
    inner_of_events = [line for name, inner in components if name == "VEVENT" for line in inner]
    demand(not any(line.startswith("BEGIN:") for line in inner_of_events), "a component in an event")
    events = [[parsed(line) for line in inner] for name, inner in components if name == "VEVENT"]
    demand(len(events) + 1 == len(components), "a component that is not ours")
    method = head_of([parsed(line) for line in head])
    demand(not method or len(events) == 1, "a mail is about one meeting")
    return [entry(lines, method) for lines in events]


def demand(condition: object, fault: str) -> None:
    """Fail unless the condition holds."""
    if not condition:
        raise BadFile(fault)


def unfolded(body: bytes) -> list[str]:
    """Return the lines of a file after looking at each as it is sent."""
    demand(body.endswith(b"\r\n"), "no line break at the end")
    lines: list[str] = []
    for raw in body[:-2].split(b"\r\n"):
        demand(raw, "an empty line")
        demand(len(raw) <= LONGEST, f"a line of {len(raw)} octets")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise BadFile("a fold inside a character, or no UTF-8") from error
        demand(not BAD_SIGN.search(text), f"a control character in {text!r}")
        if text.startswith(" ") and lines:
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def split(lines: list[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Return the lines of a component itself, and the components in it; all that begins must end."""
    own: list[str] = []
    found: list[tuple[str, list[str]]] = []
    is_open: list[str] = []
    for line in lines:
        begin, end = line.removeprefix("BEGIN:"), line.removeprefix("END:")
        if begin != line:
            is_open.append(begin)
            if len(is_open) == 1:
                found.append((begin, []))
                continue
        if end != line:
            demand(is_open and is_open.pop() == end, f"END:{end} without its BEGIN")
            if not is_open:
                continue
        demand(is_open or not found, "a property after a component")
        (found[-1][1] if is_open else own).append(line)
    demand(not is_open, f"no END for {is_open}")
    return own, found


def parsed(line: str) -> Line:
    """Return the name, the parameters and the value of a line."""
    match = NAME.match(line)
    demand(match, f"no name: {line}")
    name, at, parameters = match[0], match.end(), {}  # type: ignore[index, union-attr] # demanded above
    while found := PARAMETER.match(line, at):
        demand(found[1] not in parameters, f"twice {found[1]}")
        parameters[found[1]] = caret(found[2].strip('"'))
        at = found.end()
    demand(line[at : at + 1] == ":", f"no value: {line}")
    value = line[at + 1 :]
    return Line(name, parameters, plain(value) if name in TEXTS else value)


def caret(text: str) -> str:
    """Return a parameter with its quotes, line breaks and carets back (RFC 6868)."""
    return re.sub(r"\^([n'^])", lambda match: {"n": "\n", "'": '"', "^": "^"}[match[1]], text)


def plain(value: str) -> str:
    """Return a text without its escapes."""
    demand(not re.search("[;,]", ESCAPE.sub("", value)), f"a separator that is not escaped: {value}")
    demand(set(ESCAPE.findall(value)) <= set("\\;,n"), f"an unknown escape: {value}")
    return ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], value)


def head_of(lines: list[Line]) -> str:
    """Return the METHOD of a calendar, empty when it has none; a name is for a feed only, which has no METHOD."""
    by_name = {line.name: line.value for line in lines}
    demand(len(by_name) == len(lines), "a property twice")
    method = by_name.pop("METHOD", "")
    demand(method in {"", "REQUEST", "CANCEL"}, f"METHOD:{method}")
    demand([line.name for line in lines[:3]] == HEAD, "not the head")
    demand(by_name["VERSION"] == "2.0" and by_name["CALSCALE"] == "GREGORIAN", "another version")
    more = sorted(set(by_name) - set(HEAD))
    demand(more in (([],) if method else ([], RE_READ, OF_FEED)), f"not in a head: {more}")
    return method


def entry(lines: list[Line], method: str) -> dict[str, Any]:
    """Return what is in a VEVENT."""
    by_name = {line.name: line for line in lines}
    demand(len(by_name) == len(lines), "a property twice")
    demand(set(ALWAYS) <= set(by_name) <= {*ALWAYS, *SOMETIMES}, f"not an event of ours: {sorted(by_name)}")
    people = {name: person(by_name.get(name)) for name in ("ORGANIZER", "ATTENDEE")}
    demand(all(bool(found) == bool(method) for found in people.values()), "people in a mail, and nowhere else")
    text = {name: by_name[name].value if name in by_name else "" for name in (*ALWAYS, *SOMETIMES)}
    demand(re.fullmatch("[0-9]+", text["SEQUENCE"]), "no number")
    demand(text["TRANSP"] == ("OPAQUE" if is_on(method, text["STATUS"]) else "TRANSPARENT"), "cancelled and busy")
    for name in ("CREATED", "DTSTAMP", "LAST-MODIFIED"):
        demand(re.fullmatch("[0-9]{8}T[0-9]{6}Z", text[name]), f"{name} is not in UTC")
    return {
        "uid": text["UID"], "sequence": int(text["SEQUENCE"]), "method": method, "status": text["STATUS"],
        "begin": instant(by_name["DTSTART"]), "einde": instant(by_name["DTEND"]), "summary": text["SUMMARY"],
        "description": text["DESCRIPTION"], "location": text["LOCATION"], "url": text["URL"],
        "organizer": people["ORGANIZER"], "attendees": people["ATTENDEE"],
    }  # fmt: skip


def is_on(method: str, status: str) -> bool:
    """Tell whether a meeting takes the time of who reads it; one that somebody left has no STATUS."""
    demand(status in ({"", "CANCELLED"} if method == "CANCEL" else {"CONFIRMED", "CANCELLED"}), f"STATUS:{status}")
    demand(not (method == "REQUEST" and status == "CANCELLED"), "a cancellation that asks to come")
    return status == "CONFIRMED"


def person(line: Line | None) -> tuple[tuple[str, str], ...]:
    """Return whom a line names, none or one."""
    if line is None:
        return ()
    demand(re.fullmatch(r"mailto:[^\s@<>,;:\"]+@[^\s@<>,;:\"]+", line.value), f"not a bare address: {line.value}")
    return ((line.value, line.parameters.get("CN", "")),)


def instant(line: Line) -> datetime:
    """Return the instant of a wall clock time, by the two rules of the zone; of one in UTC where that tells nothing."""
    if line.value.endswith("Z") and not line.parameters:
        return in_utc(line.value)
    demand(line.parameters == {"TZID": "Europe/Amsterdam"}, f"not in the zone: {line}")
    wall = datetime.strptime(line.value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - made aware below
    summer, winter = last_sunday(wall.year, 3, hour=2), last_sunday(wall.year, 10, hour=3)
    hour = timedelta(hours=1)
    demand(not summer <= wall < summer + hour, f"a time that does not exist: {wall}")
    demand(not winter - hour <= wall < winter, f"a time that comes twice: {wall}")
    return (wall - (2 if summer <= wall < winter else 1) * hour).replace(tzinfo=UTC)


def in_utc(value: str) -> datetime:
    """Return an instant in the hour that comes twice, which only UTC can tell."""
    moment = datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    turn = last_sunday(moment.year, 10, hour=1).replace(tzinfo=UTC)
    demand(abs(moment - turn) <= timedelta(hours=1), f"UTC for a time that comes once: {value}")
    return moment


def last_sunday(year: int, month: int, *, hour: int) -> datetime:
    """Return an hour of the last Sunday of a month of 31 days, by the clock on the wall."""
    day = datetime(year, month, 31, hour)  # noqa: DTZ001 - wall clock time, as the rules have it
    return day - timedelta(days=day.isoweekday() % 7)
