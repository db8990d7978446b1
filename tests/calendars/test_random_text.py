"""Any text comes out of a calendar as it went in, whoever reads it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from programmes.ics import Afspraak, download, invitation
from tests.calendars.hostile import MOMENTS, at
from tests.calendars.parsers import Entry, Readers

AFSPRAAK = Afspraak(
    uid="1", sequence=0, titel="x", begin=at(2026, 10, 24, 11), einde=at(2026, 10, 24, 13), locatie="x",
    omschrijving="x", url="https://leerlabs.example/x/", aangemaakt_op=at(2026, 1, 1), gewijzigd_op=at(2026, 1, 1),
)  # fmt: skip
# What `programmes.ics` takes out is left out, and so is what icalendar makes a line break of: see test_every_calendar.
SIGNS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n")
PIECES = st.sampled_from(["\\", "\\n", ";", ",", '"', "\n", "\n ", "é", "🙂", "e\u0301", "END:VEVENT", ":", "="])
TEXT = st.lists(st.text(SIGNS, min_size=1) | PIECES, min_size=1, max_size=12).map("".join)
# RFC 5545 has no escapes in a name; yet icalendar and ical.js see some behind a backslash.
NAME = st.text(SIGNS, min_size=1).map(lambda text: " ".join(text.replace("\\", "").split())).filter(bool)
MOMENT = st.sampled_from(list(MOMENTS.values()))


@settings(deadline=None, max_examples=60)
@given(titel=TEXT, locatie=TEXT, omschrijving=TEXT, moment=MOMENT)
@example(titel="\\", locatie="\\\\n", omschrijving="\n", moment=next(iter(MOMENTS.values())))
def test_any_text_with_all(
    readers: Readers, titel: str, locatie: str, omschrijving: str, moment: tuple[datetime, datetime]
) -> None:
    begin, einde = moment
    texts: dict[str, Any] = {"titel": titel, "locatie": locatie, "omschrijving": omschrijving}
    body = download([replace(AFSPRAAK, begin=begin, einde=einde, **texts)])
    assert readers.agree_on_one(body) == Entry(
        uid="1", sequence=0, status="CONFIRMED", begin=begin, einde=einde, summary=titel, location=locatie,
        description=omschrijving, url=AFSPRAAK.url,
    )  # fmt: skip


@settings(deadline=None, max_examples=30)
@given(organizer=NAME, attendee=NAME)
@example(organizer='"', attendee="^")
@example(organizer="^^n^'", attendee='";:,=')
def test_any_name_with_all(readers: Readers, organizer: str, attendee: str) -> None:
    body = invitation(
        AFSPRAAK, organizer_email="o@a.example", organizer_name=organizer, attendee_email="a@a.example",
        attendee_name=attendee,
    )  # fmt: skip
    found = readers.agree_on_one(body)
    assert (found.organizer, found.attendees) == (
        (("mailto:o@a.example", organizer),), (("mailto:a@a.example", attendee),),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["Anna\\", r"DOMEIN\naam", r"Anna\, Bo"])
def test_a_backslash_in_a_name(readers: Readers, name: str) -> None:
    people: dict[str, Any] = {"organizer_email": "o@a.example", "organizer_name": "O", "attendee_email": "a@a.example"}
    found = readers.agree_on_one(invitation(AFSPRAAK, attendee_name=name, **people))
    assert [address for address, _name in found.attendees] == ["mailto:a@a.example"]
