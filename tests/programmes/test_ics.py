"""Calendar files as three readers see them: icalendar, vobject and a plain reading of the bytes.

Over 300 lines, because the plain reading and the lines that it is held against belong side by side.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import icalendar
import pytest
import time_machine
import vobject
from django.http import HttpRequest, HttpResponse
from django.urls import path
from hypothesis import example, given, settings
from hypothesis import strategies as st

from programmes.ics import Afspraak, afspraak_of, download, etag, feed, filename, invitation, signed_off
from programmes.models import Doelgroep, Locatie, Provincie, Reeks, Sessie


def page(_request: HttpRequest, **_parts: str) -> HttpResponse:
    return HttpResponse()


# The address of a sessie is a contract, so it may stand here, apart from the pages behind it.
urlpatterns = [path("<slug:provincie>/<slug:reeks>/<slug:sessie>/", page, name="sessie")]
pytestmark = pytest.mark.urls(__name__)

SITE = "https://leerlabs.example"
LINK = "https://meet.example/j/8421?pwd=geheim"
PEOPLE: dict[str, Any] = {
    "organizer_email": "leerlab@overijssel.example",
    "organizer_name": "Leerlab Overijssel",
    "attendee_email": "anne@raalte.example",
    "attendee_name": "Anne de Wit",
}
AFSPRAAK = Afspraak(
    uid="6f0f3f0e-4c9b-4d3e-9d8e-3f1d4f3f0001",
    sequence=2,
    titel="Sessie 1",
    begin=datetime(2026, 10, 24, 11, 0, tzinfo=UTC),
    einde=datetime(2026, 10, 24, 13, 30, tzinfo=UTC),
    locatie="Gemeentehuis",
    omschrijving="Je leert van elkaar.",
    url=f"{SITE}/overijssel/leerlab/sessie-1/",
    aangemaakt_op=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    gewijzigd_op=datetime(2026, 4, 2, 10, 30, 15, tzinfo=UTC),
)
WRITERS: dict[str, Callable[[Afspraak], bytes]] = {
    "download": lambda afspraak: download([afspraak]),
    "feed": lambda afspraak: feed([afspraak], naam="Mijn, leerlabs"),
    "invitation": lambda afspraak: invitation(afspraak, **PEOPLE),
    "signed off": lambda afspraak: signed_off(afspraak, **PEOPLE),
}
every_writer = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())


def unfolded(body: bytes) -> list[str]:
    """Read the lines after checking their form: CRLF and nothing else, 75 octets, no character cut in two."""
    assert body.endswith(b"\r\n")
    raw = body[:-2].split(b"\r\n")
    assert [line for line in raw if b"\r" in line or b"\n" in line or len(line) > 75 or not line] == []
    lines: list[str] = []
    for line in raw:
        text = line.decode()
        if text.startswith(" "):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def event_lines(body: bytes) -> list[str]:
    lines = unfolded(body)
    assert lines.count("BEGIN:VEVENT") == 1
    return lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]


def raw_value(body: bytes, name: str) -> str:
    (line,) = (line for line in event_lines(body) if re.match(rf"{name}[:;]", line))
    return line.partition(":")[2]


def text_read(body: bytes, name: str) -> list[str]:
    """Read a text as each of the three readers does."""
    by_hand = re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], raw_value(body, name))
    (event,) = icalendar.Calendar.from_ical(body).events
    return [by_hand, str(event[name]), vobject.readOne(body.decode()).vevent.contents[name.lower()][0].value]


def last_sunday(year: int, month: int, hour: int) -> datetime:
    day = datetime(year, month, 31, hour)  # noqa: DTZ001 - wall clock time, as the rules have it
    return day - timedelta(days=day.isoweekday() % 7)


def instants_read(body: bytes, name: str) -> list[datetime]:
    """Read an instant as each of the three readers does; ours applies the two rules of the file."""
    (line,) = (line for line in event_lines(body) if line.startswith(f"{name};"))
    assert line.startswith(f"{name};TZID=Europe/Amsterdam:")
    wall = datetime.strptime(line.partition(":")[2], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - made aware below
    is_summer = last_sunday(wall.year, 3, 2) <= wall < last_sunday(wall.year, 10, 3)
    by_hand = (wall - timedelta(hours=2 if is_summer else 1)).replace(tzinfo=UTC)
    (event,) = icalendar.Calendar.from_ical(body).events
    others = [event.decoded(name), vobject.readOne(body.decode()).vevent.contents[name.lower()][0].value]
    return [by_hand, *(other.astimezone(UTC) for other in others)]


def sessie(**changes: object) -> Sessie:
    provincie = Provincie(pk=1, naam="Overijssel", slug="overijssel")
    reeks = Reeks(pk=1, provincie=provincie, titel="Niet juist benaderd", slug="leerlab", samenvatting="Q&A, <3 uur.")
    values = {
        "reeks": reeks, "slug": "sessie-1", "titel": "Sessie 1", "doelgroep": Doelgroep(pk=1, naam="ouderen"),
        "uid": UUID(AFSPRAAK.uid), "sequence": 2, "begin": AFSPRAAK.begin, "einde": AFSPRAAK.einde,
        "aangemaakt_op": AFSPRAAK.aangemaakt_op, "gewijzigd_op": AFSPRAAK.gewijzigd_op,
    }  # fmt: skip
    return Sessie(**(values | changes))


def locatie() -> Locatie:
    return Locatie(pk=1, naam="Gemeentehuis", adres="Zwolsestraat 16", postcode="8101 AC", plaats="Raalte")


MOMENTS = {
    "day before winter time": ((2026, 10, 24, 11), "20261024T130000"),
    "after winter time came": ((2026, 10, 28, 12), "20261028T130000"),
    "last hour of summer time that comes once": ((2026, 10, 24, 23), "20261025T010000"),
    "day of winter time": ((2026, 10, 25, 2), "20261025T030000"),
    "day before summer time": ((2027, 3, 27, 12), "20270327T130000"),
    "last hour of winter time": ((2027, 3, 28, 0), "20270328T010000"),
    "first hour of summer time": ((2027, 3, 28, 1), "20270328T030000"),
    "day of summer time": ((2027, 3, 28, 11), "20270328T130000"),
    "day after summer time": ((2027, 3, 29, 11), "20270329T130000"),
}


@every_writer
@pytest.mark.parametrize(("utc", "wall"), MOMENTS.values(), ids=MOMENTS.keys())
def test_everybody_reads_the_same_instant(
    write: Callable[[Afspraak], bytes], utc: tuple[int, int, int, int], wall: str
) -> None:
    begin = datetime(*utc, tzinfo=UTC)
    body = write(replace(AFSPRAAK, begin=begin, einde=begin + timedelta(days=7)))
    assert raw_value(body, "DTSTART") == wall
    assert instants_read(body, "DTSTART") == [begin] * 3
    assert instants_read(body, "DTEND") == [begin + timedelta(days=7)] * 3


ZONE_LINES = [
    "BEGIN:VTIMEZONE", "TZID:Europe/Amsterdam",
    "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
    "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
    "END:VTIMEZONE",
]  # fmt: skip
HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Leerlabs//leerlab-portaal//NL", "CALSCALE:GREGORIAN"]
FEED_HEAD = [
    *HEAD, r"NAME:Mijn\, leerlabs", r"X-WR-CALNAME:Mijn\, leerlabs",
    "REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H", "X-WR-TIMEZONE:Europe/Amsterdam",
]  # fmt: skip
EVENT = {
    "DTSTART;TZID=Europe/Amsterdam:20261024T130000", "DTEND;TZID=Europe/Amsterdam:20261024T153000",
    "DTSTAMP:20260402T103015Z", "LAST-MODIFIED:20260402T103015Z", "CREATED:20260301T090000Z",
    f"UID:{AFSPRAAK.uid}", "SEQUENCE:2", "CLASS:PUBLIC",
    "SUMMARY:Sessie 1", "LOCATION:Gemeentehuis", f"URL:{AFSPRAAK.url}",
}  # fmt: skip
PUBLIC = EVENT | {"DESCRIPTION:Je leert van elkaar.", "STATUS:CONFIRMED", "TRANSP:OPAQUE"}
ROLE = "CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE"
TO_ONE = EVENT | {
    'ORGANIZER;CN="Leerlab Overijssel":mailto:leerlab@overijssel.example',
    f'ATTENDEE;CN="Anne de Wit";{ROLE}:mailto:anne@raalte.example',
}
NOTE = (
    "DESCRIPTION:Let op: accepteren of weigeren in je agenda telt niet als aanmelden of afmelden. "
    r"Aan- en afmelden doe je in het portaal.\n\nJe leert van elkaar."
)
GONE = r"DESCRIPTION:Je bent afgemeld voor deze bijeenkomst.\n\nJe leert van elkaar."


FILES = {
    "download": (HEAD, PUBLIC),
    "feed": (FEED_HEAD, PUBLIC),
    "invitation": ([*HEAD, "METHOD:REQUEST"], TO_ONE | {NOTE, "STATUS:CONFIRMED", "TRANSP:OPAQUE"}),
    "signed off": ([*HEAD, "METHOD:CANCEL"], TO_ONE | {GONE, "TRANSP:TRANSPARENT"}),
}


CANCELLED = EVENT - {"SUMMARY:Sessie 1"} | {
    "SUMMARY:Geannuleerd: Sessie 1", r"DESCRIPTION:Deze bijeenkomst gaat niet door.\n\nJe leert van elkaar.",
    "STATUS:CANCELLED", "TRANSP:TRANSPARENT",
}  # fmt: skip
GONE_FOR_ALL = r"DESCRIPTION:Deze bijeenkomst gaat niet door.\n\nJe leert van elkaar."
CANCELLED_FILES = {
    "download": (HEAD, CANCELLED),
    "feed": (FEED_HEAD, CANCELLED),
    "signed off": ([*HEAD, "METHOD:CANCEL"], TO_ONE | {GONE_FOR_ALL, "STATUS:CANCELLED", "TRANSP:TRANSPARENT"}),
}


@pytest.mark.parametrize("kind", CANCELLED_FILES)
def test_one_that_was_cancelled_stays_and_says_so(kind: str) -> None:
    """Without people the title says it too; in the mail the title stays, since the calendar takes the entry out."""
    head, event = CANCELLED_FILES[kind]
    body = WRITERS[kind](replace(AFSPRAAK, is_cancelled=True))
    lines = unfolded(body)
    assert lines == [*head, *ZONE_LINES, "BEGIN:VEVENT", *event_lines(body), "END:VEVENT", "END:VCALENDAR"]
    assert sorted(event_lines(body)) == sorted(event)


def test_a_sessie_that_was_cancelled() -> None:
    cancelled = afspraak_of(sessie(vervallen_op=AFSPRAAK.gewijzigd_op), site_url=SITE)
    assert cancelled == replace(afspraak_of(sessie(), site_url=SITE), is_cancelled=True)


@pytest.mark.parametrize("kind", FILES)
def test_holds_these_lines_and_no_others(kind: str) -> None:
    head, event = FILES[kind]
    body = WRITERS[kind](AFSPRAAK)
    lines = unfolded(body)
    assert lines == [*head, *ZONE_LINES, "BEGIN:VEVENT", *event_lines(body), "END:VEVENT", "END:VCALENDAR"]
    assert sorted(event_lines(body)) == sorted(event)


def test_an_empty_feed_or_download_is_a_calendar_without_events() -> None:
    assert unfolded(feed([], naam="Mijn, leerlabs")) == [*FEED_HEAD, *ZONE_LINES, "END:VCALENDAR"]
    asked = ["REFRESH-INTERVAL;VALUE=DURATION:PT4H", "X-PUBLISHED-TTL:PT4H"]
    assert unfolded(feed([])) == [*HEAD, *asked, *ZONE_LINES, "END:VCALENDAR"]
    assert unfolded(download([])) == [*HEAD, *ZONE_LINES, "END:VCALENDAR"]
    assert icalendar.Calendar.from_ical(feed([], naam="x")).events == []


def test_a_series_has_one_event_per_sessie_in_order_of_time_whatever_the_order_given() -> None:
    later = replace(AFSPRAAK, uid="later", begin=AFSPRAAK.begin + timedelta(1), einde=AFSPRAAK.einde + timedelta(1))
    both = replace(later, uid="also later")
    body = download([later, AFSPRAAK, both])
    uids = [line for line in unfolded(body) if line.startswith("UID:")]
    assert uids == [f"UID:{AFSPRAAK.uid}", "UID:also later", "UID:later"]
    assert body == download(iter([both, later, AFSPRAAK]))
    assert unfolded(body).count("BEGIN:VTIMEZONE") == 1


@every_writer
def test_equal_input_gives_equal_bytes_on_another_day(write: Callable[[Afspraak], bytes]) -> None:
    with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC)):
        before = write(AFSPRAAK)
    with time_machine.travel(datetime(2026, 11, 2, tzinfo=UTC)):
        assert write(replace(AFSPRAAK)) == before


TEXTS = {
    "separators": r'a, b; c: d\ e \n f \\, "g" \;',
    "lines": "een\ntwee\n\ndrie",
    "accents": "é" * 60,
    "emoji": "👩‍👩‍👧‍👦🇳🇱" * 20,
    "other scripts": "会议 Ωμέγα " * 15 + "eind",
    "markup": "<b>Q&A</b> &amp; meer",
    "long": "woord " * 200 + "eind",
    "property": "x\nATTENDEE:mailto:ander@raalte.example\nEND:VEVENT",
}


@every_writer
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_everybody_reads_the_same_text(write: Callable[[Afspraak], bytes], text: str) -> None:
    body = write(replace(AFSPRAAK, titel=text, locatie=text, omschrijving=text))
    assert text_read(body, "SUMMARY") == [text] * 3
    assert text_read(body, "LOCATION") == [text] * 3
    assert [read.removeprefix(heading(write)) for read in text_read(body, "DESCRIPTION")] == [text] * 3


def heading(write: Callable[[Afspraak], bytes]) -> str:
    """Return what a mail puts before the description of a sessie."""
    return text_read(write(AFSPRAAK), "DESCRIPTION")[0].removesuffix(AFSPRAAK.omschrijving)


# Controls and line separators are taken out or replaced, and icalendar reads an empty text as none.
plain_text = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n"), min_size=1)


@settings(deadline=None)
@given(titel=plain_text, locatie=plain_text, omschrijving=plain_text)
@example(titel=" ", locatie=" \n ", omschrijving="\\n")
def test_any_text_comes_back_as_it_went_in(titel: str, locatie: str, omschrijving: str) -> None:
    body = download([replace(AFSPRAAK, titel=titel, locatie=locatie, omschrijving=omschrijving)])
    assert text_read(body, "SUMMARY") == [titel] * 3
    assert text_read(body, "LOCATION") == [locatie] * 3
    assert text_read(body, "DESCRIPTION") == [omschrijving] * 3


@every_writer
def test_controls_are_left_out_and_line_breaks_made_equal(write: Callable[[Afspraak], bytes]) -> None:
    dirty = "a\x00b\x0bc\x1b\x7f\x9fd\ud800e\tf\r\ng\rh\u2028i\u2029j\x85k"
    body = write(replace(AFSPRAAK, titel=dirty, uid="a\r\nb"))
    assert text_read(body, "SUMMARY") == ["abcde f\ng\nh\ni\nj\nk"] * 3
    assert re.search(b"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", body) is None


@every_writer
def test_unknown_place_is_no_place(write: Callable[[Afspraak], bytes]) -> None:
    lines = event_lines(write(replace(AFSPRAAK, locatie="")))
    assert [line for line in lines if line.startswith(("LOCATION", "CONFERENCE"))] == []


def addresses(body: bytes) -> list[str]:
    return re.findall(r"[\w.+%-]+@[\w.-]+", "\n".join(unfolded(body)))


@every_writer
def test_names_the_receiver_and_the_sender_and_nobody_else(write: Callable[[Afspraak], bytes]) -> None:
    found = addresses(write(AFSPRAAK))
    is_mail = write in (WRITERS["invitation"], WRITERS["signed off"])
    assert sorted(found) == (["anne@raalte.example", "leerlab@overijssel.example"] if is_mail else [])


@pytest.mark.parametrize("mail", [invitation, signed_off])
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("", None),
        ("Zoë", "Zoë"),
        ("Wit, Anne de; van: Raalte", "Wit, Anne de; van: Raalte"),
        ('Anne "An" de Wit', 'Anne "An" de Wit'),
        (
            'A":mailto:ander@raalte.example\r\nATTENDEE:mailto:ander@x',
            'A":mailto:ander@raalte.example ATTENDEE:mailto:ander@x',
        ),
        ("Anne\x00\x0b  de\tWit\n", "Anne de Wit"),
    ],
    ids=["none", "accent", "separators", "quotes", "another attendee", "controls"],
)
def test_a_name_stays_a_name(mail: Callable[..., bytes], name: str, read: str | None) -> None:
    body = mail(AFSPRAAK, **(PEOPLE | {"attendee_name": name, "organizer_name": name}))
    (event,) = icalendar.Calendar.from_ical(body).events
    people = [event.organizer, *event.attendees]
    assert people == ["mailto:leerlab@overijssel.example", "mailto:anne@raalte.example"]
    assert [person.params.get("CN") for person in people] == [read, read]
    assert len([line for line in event_lines(body) if line.startswith(("ATTENDEE", "ORGANIZER"))]) == 2
    seen = vobject.readOne(body.decode()).vevent.contents
    assert [person.value for person in (*seen["organizer"], *seen["attendee"])] == people


@pytest.mark.parametrize("mail", [invitation, signed_off])
@pytest.mark.parametrize(
    "sender",
    [
        "",
        "leerlab",
        "Leerlab <leerlab@x.example>",
        "mailto:leerlab@x.example",
        "a@x.example, b@x.example",
        "a@x.example\n",
    ],
)
def test_the_sender_is_one_bare_address(mail: Callable[..., bytes], sender: str) -> None:
    with pytest.raises(ValueError, match="not a bare address"):
        mail(AFSPRAAK, **(PEOPLE | {"organizer_email": sender}))


@pytest.mark.parametrize(
    ("email", "value"),
    [
        ("o'brien+leerlab@raalte.example", "mailto:o'brien+leerlab@raalte.example"),
        ('"a b"@raalte.example', "mailto:%22a%20b%22@raalte.example"),
        ("a\r\nX-B:c@raalte.example", "mailto:a%0D%0AX-B%3Ac@raalte.example"),
    ],
    ids=["common", "quoted", "line break"],
)
def test_any_address_of_a_receiver_is_one_link(email: str, value: str) -> None:
    (line,) = (
        line
        for line in event_lines(invitation(AFSPRAAK, **(PEOPLE | {"attendee_email": email, "attendee_name": ""})))
        if line.startswith("ATTENDEE")
    )
    assert line == f"ATTENDEE;{ROLE}:{value}"


READ_ON = f"Lees meer over deze bijeenkomst:\n{SITE}/overijssel/leerlab/sessie-1/"
JOIN = f"Doe online mee via deze link:\n{LINK}"
LATER = "Deze bijeenkomst is online. Doe je mee? Dan krijg je de link per mail."
ONLINE = Sessie.Soort.ONLINE
PLACE = "Gemeentehuis, Zwolsestraat 16, 8101 AC Raalte"


@pytest.mark.parametrize(
    ("changes", "with_link", "place", "words", "link"),
    [
        ({}, True, "", [], ""),
        ({"locatie": locatie()}, True, PLACE, [], ""),
        ({"soort": ONLINE}, False, "Online", [LATER], ""),
        ({"soort": ONLINE}, True, "Online", [LATER], ""),
        ({"soort": ONLINE, "online_link": LINK}, False, "Online", [LATER], ""),
        ({"soort": ONLINE, "online_link": LINK}, True, LINK, [JOIN], LINK),
        ({"online_link": LINK}, False, "Online", [LATER], ""),
        ({"locatie": locatie(), "online_link": LINK}, False, PLACE, [], ""),
        ({"locatie": locatie(), "online_link": LINK}, True, PLACE, [JOIN], LINK),
    ],
)
def test_place_words_and_link_of_a_sessie(
    changes: dict[str, object], *, with_link: bool, place: str, words: list[str], link: str
) -> None:
    assert afspraak_of(sessie(**changes), site_url=SITE, with_link=with_link) == replace(
        AFSPRAAK,
        titel="Niet juist benaderd: Sessie 1: ouderen",
        locatie=place,
        omschrijving="\n\n".join(["Q&A, <3 uur.", *words, READ_ON]),
        url=f"{SITE}/overijssel/leerlab/sessie-1/",
        online_link=link,
    )


@every_writer
def test_the_link_stands_in_no_file_made_without_it(write: Callable[[Afspraak], bytes]) -> None:
    online = sessie(soort=ONLINE, online_link=LINK)
    lines = event_lines(write(afspraak_of(online, site_url=SITE)))
    assert [line for line in lines if "meet.example" in line or "geheim" in line or "CONFERENCE" in line] == []


@every_writer
def test_the_link_is_place_words_and_conference_of_a_file_made_with_it(
    write: Callable[[Afspraak], bytes],
) -> None:
    online = afspraak_of(sessie(soort=ONLINE, online_link=LINK), site_url=SITE, with_link=True)
    body = write(online)
    assert text_read(body, "LOCATION") == [LINK] * 3
    assert [read.removeprefix(heading(write)) for read in text_read(body, "DESCRIPTION")] == [online.omschrijving] * 3
    conference = f"CONFERENCE;FEATURE=VIDEO;LABEL=Online meedoen;VALUE=URI:{LINK}"
    assert [line for line in event_lines(body) if line.startswith("CONFERENCE")] == [conference]


def test_links_are_written_in_ascii() -> None:
    body = download([replace(AFSPRAAK, online_link="https://meet.example/één\n", url="https://x.example/\r\nX:é")])
    assert raw_value(body, "CONFERENCE") == "https://meet.example/%C3%A9%C3%A9n%0A"
    assert raw_value(body, "URL") == "https://x.example/%0D%0AX:%C3%A9"


def test_sequence_and_time_of_change_count_those_of_the_reader() -> None:
    later, earlier = AFSPRAAK.gewijzigd_op + timedelta(hours=1), AFSPRAAK.gewijzigd_op - timedelta(hours=1)
    own = afspraak_of(sessie(), site_url=SITE, bump=3, changed=later)
    assert (own.sequence, own.gewijzigd_op) == (5, later)
    own = afspraak_of(sessie(), site_url=SITE, changed=earlier)
    assert (own.sequence, own.gewijzigd_op) == (2, AFSPRAAK.gewijzigd_op)


def test_a_sessie_without_date_is_in_no_calendar() -> None:
    with pytest.raises(ValueError, match="has no date"):
        afspraak_of(sessie(begin=None, einde=None), site_url=SITE)


@pytest.mark.parametrize("field", ["begin", "einde", "aangemaakt_op", "gewijzigd_op"])
def test_a_time_without_zone_is_refused(field: str) -> None:
    naive = {field: datetime(2026, 10, 24, 13)}  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="naive datetime"):
        Afspraak(**(asdict(AFSPRAAK) | naive))


def test_etag_is_strong_and_changes_with_the_bytes() -> None:
    assert etag(b"") == '"e3b0c44298fc1c149afbf4c8996fb924"'
    changed = replace(AFSPRAAK, sequence=3)
    assert etag(download([AFSPRAAK])) == etag(download([replace(AFSPRAAK)])) != etag(download([changed]))


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("kick-off", "kick-off.ics"),
        ('Één "leerlab"; x=../\r\n', "een-leerlab-x.ics"),
        ("会议", "agenda.ics"),
        ("", "agenda.ics"),
    ],
)
def test_filename_is_plain_ascii(slug: str, name: str) -> None:
    assert filename(slug) == name


def test_the_library_is_loaded_only_when_a_file_is_made() -> None:
    code = "import sys, programmes.ics; print('icalendar' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
