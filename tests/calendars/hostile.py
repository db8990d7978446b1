"""A leerlab of which every word and every date is one that calendars trip over, and what they should read of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from programmes.models import Sessie
from registrations.models import Deelname
from tests import factories
from tests.calendars.parsers import Entry
from tests.registrations.world import ADDRESS, Leerlab

SITE = "http://localhost:8000"
NAME = 'Anna "An" de Wit; van: Raalte, ^n é🙂'
SENDER, SENDER_NAME = "leerlabs@portaal.example", "Leerlabs, Oost; Fryslân 🙂"
FROM = f'"{SENDER_NAME}" <{SENDER}>'

# Each at most 120 signs, as long as a title may be.
TEXTS = {
    "accents": "é" * 60,
    "emoji": "🙂" * 100,  # 400 octets
    "joined emoji": "👩‍👩‍👧‍👦🧑🏽‍🦽🇳🇱" * 8,
    "chinese": "会议在市政厅举行" * 14,
    "greek": "Ωμέγα καὶ ἄλφα " * 7 + "τέλος",
    "combining marks": "e\u0301a\u0308n\u0303" * 20,
    "right to left": "اجتماع البلدية שלום \u202eomgekeerd\u202c\u200f" * 3,
    "separators": r'a, b; c: d\ e "g" \; \, \\ =x',
    "literal escapes": r"een\ntwee\\ndrie \r\n \t \u0041 %0A &#10;",
    "lines": "een\ntwee\n\n  drie\nEND:VEVENT",
    "end of the event": "x\nEND:VEVENT\nBEGIN:VALARM\nTRIGGER:-PT1H\nEND:VALARM",
    "another person": "x\nATTENDEE;CN=x:mailto:ander@raalte.example\nMETHOD:CANCEL",
    "parameters": "Titel;ENCODING=QUOTED-PRINTABLE:=0D=0A ^n ^' ^^",
    "spaces": "  begint, en eindigt  met spaties ",
    "markup": '<b>Q&A</b> &amp; <a href="javascript:1">meer</a>',
    "long line": "woord " * 19 + "eind",
}
NASTIEST = {name: TEXTS[name] for name in ("emoji", "separators", "literal escapes", "end of the event", "spaces")}


def at(*moment: int) -> datetime:
    """Return an instant."""
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type, misc]


# Around the changes of 2026 and 2027: none lies in the hour that comes twice.
MOMENTS = {
    "the day before winter time": (at(2026, 10, 24, 11), at(2026, 10, 24, 13, 30)),
    "over midnight before it": (at(2026, 10, 24, 21, 30), at(2026, 10, 24, 22, 30)),
    "the last minute before the hour that comes twice": (at(2026, 10, 24, 23), at(2026, 10, 24, 23, 59)),
    "all night long into winter time": (at(2026, 10, 24, 20), at(2026, 10, 25, 6)),
    "the first minute after the hour that comes twice": (at(2026, 10, 25, 2), at(2026, 10, 25, 3)),
    "the day of winter time": (at(2026, 10, 25, 12), at(2026, 10, 25, 14)),
    "the day after": (at(2026, 10, 26, 8, 15), at(2026, 10, 26, 16, 45)),
    "the day before summer time": (at(2027, 3, 27, 12), at(2027, 3, 27, 14)),
    "over the hour that is not there": (at(2027, 3, 28, 0, 59), at(2027, 3, 28, 1)),
    "the first hour of summer time": (at(2027, 3, 28, 1), at(2027, 3, 28, 2)),
    "the day of summer time": (at(2027, 3, 28, 11), at(2027, 3, 28, 13)),
    "days later": (at(2027, 3, 29, 6), at(2027, 3, 31, 20)),
}


def make_hostile(texts: Mapping[str, str] = TEXTS) -> Leerlab:
    """Make a leerlab with a sessie for each text: in its title, its doelgroep, its place; every third is online.

    The title of the reeks and its summary are hostile as well. One more has no date.
    """
    provincie = factories.make_provincie("Overijssel")
    reeks = factories.make_reeks(
        provincie=provincie, slug="bewoners", titel='Bewoners, "bereiken"; é\\n 🙂',
        samenvatting="\n".join(list(TEXTS.values())[7:14])[:300],
    )  # fmt: skip
    sessies, moments = {}, list(MOMENTS.values())
    for number, text in enumerate(texts.values()):
        begin, einde = moments[number % len(moments)]
        place: dict[str, Any] = {
            "locatie": factories.make_locatie(provincie=provincie, naam=text, adres=text, plaats=text[:80])
        }
        if number % 3 == 2:
            place = {"soort": "online", "online_link": f"https://meet.example/j/{number}?a=1,2;b=%22é%22"}
        fields = {"titel": text, "doelgroep_werknaam": text[:40], "sequence": number, **place}
        sessie = factories.make_sessie(reeks=reeks, begin=begin, einde=einde, **fields)
        sessies[sessie.slug] = sessie
    undated = factories.make_sessie(reeks=reeks, begin=None)
    gemeente = factories.make_gemeente(provincie=provincie, naam="Raalte", maildomein="raalte.example")
    return Leerlab(reeks=reeks, sessies=sessies | {undated.slug: undated}, gemeente=gemeente)


def dated(leerlab: Leerlab) -> list[Sessie]:
    """Return the sessies with a date as they stand in the database, in order of time."""
    return list(leerlab.reeks.sessies.filter(begin__isnull=False).order_by("begin", "uid"))


def sequence_of(sessie: Sessie, email: str = ADDRESS) -> int:
    """Return the sequence of somebody at a sessie."""
    return sessie.sequence + Deelname.objects.get(sessie=sessie, email=email).bump


def expected(sessie: Sessie, *, with_link: bool = False, note: str = "", **fields: Any) -> Entry:
    """Return what all should read of a sessie, by what is in the database; `note` comes before the description."""
    assert sessie.begin is not None
    assert sessie.einde is not None
    url = f"{SITE}/overijssel/bewoners/{sessie.slug}/"
    link = sessie.online_link if with_link else ""
    place = sessie.locatie.volledig if sessie.locatie else (link or "Online" if sessie.is_online else "")
    words = [note, sessie.reeks.samenvatting]
    if link:
        words.append(f"Doe online mee via deze link:\n{link}")
    elif sessie.is_online:
        words.append("Deze bijeenkomst is online. Doe je mee? Dan krijg je de link per mail.")
    words.append(f"Lees meer over deze bijeenkomst:\n{url}")
    facts: dict[str, Any] = {
        "uid": str(sessie.uid), "sequence": sessie.sequence, "status": "CONFIRMED",
        "begin": sessie.begin, "einde": sessie.einde,
        "summary": f"{sessie.reeks.titel}: {sessie.volledige_titel}",
        "description": "\n\n".join(filter(None, words)),
        "location": place, "url": url,
    }  # fmt: skip
    return Entry(**(facts | fields))


def moved_by(days: int, sessie: Sessie) -> tuple[datetime, datetime]:
    """Return the moments of a sessie, so many days on."""
    assert sessie.begin is not None
    assert sessie.einde is not None
    return sessie.begin + timedelta(days), sessie.einde + timedelta(days)
