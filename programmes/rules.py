"""Decides about programmes over loaded values; no query, no clock, no request."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import chain, count
from typing import NamedTuple

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between these lies every date of a programme: a typing error as 1-1-0001 breaks the pages that read it."""


def is_over(*, einde: datetime | None, now: datetime) -> bool:
    """Tell whether a sessie has been held; one without a date is still to come."""
    return einde is not None and einde < now


class Stap(Enum):
    """Where one sessie of a reeks stands on the way from kick-off to terugkom."""

    GEWEEST = "geweest"
    VANDAAG = "vandaag"
    VOLGENDE = "volgende"
    GEPLAND = "gepland"
    DATUM_VOLGT = "datum_volgt"
    VERVALLEN = "vervallen"


class Halte(NamedTuple):
    """What decides where a sessie stands: when it is held, if that is known, and whether it was cancelled."""

    begin: datetime | None
    einde: datetime | None
    is_cancelled: bool = False


def stappen(haltes: Sequence[Halte], *, now: datetime) -> list[Stap]:
    """Return where each sessie stands; "today" is a day in the zone of `now`.

    The next one is the first that is still to begin, unless there is one today. One that was cancelled is neither.
    """
    steps = [_stap(halte, now=now) for halte in haltes]
    planned = [(halte.begin, at) for at, halte in enumerate(haltes) if steps[at] is Stap.GEPLAND and halte.begin]
    if planned and Stap.VANDAAG not in steps:
        steps[min(planned)[1]] = Stap.VOLGENDE
    return steps


def _stap(halte: Halte, *, now: datetime) -> Stap:
    if halte.is_cancelled:
        return Stap.VERVALLEN
    if halte.begin is None or halte.einde is None:
        return Stap.DATUM_VOLGT
    if is_over(einde=halte.einde, now=now):
        return Stap.GEWEEST
    if halte.begin <= now or halte.begin.astimezone(now.tzinfo).date() == now.date():
        return Stap.VANDAAG
    return Stap.GEPLAND


class PublishObstacle(Enum):
    """Why a reeks can not be published yet."""

    NO_SESSIE = "geen sessie"
    NO_SUMMARY = "geen samenvatting"
    NO_AUDIENCE = "geen doelgroep van deelnemers"
    CLOSED_BEFORE_START = "aanmelding sluit in het verleden"


def publish_obstacles(
    *, sessies: int, samenvatting: str, voor_wie: str, aanmelden_tot: datetime | None, now: datetime
) -> list[PublishObstacle]:
    """Return what a reeks still lacks before visitors can make sense of it; empty when it can be published."""
    found = []
    if sessies == 0:
        found.append(PublishObstacle.NO_SESSIE)
    if not samenvatting.strip():
        found.append(PublishObstacle.NO_SUMMARY)
    if not voor_wie.strip():
        found.append(PublishObstacle.NO_AUDIENCE)
    if aanmelden_tot is not None and aanmelden_tot <= now:
        found.append(PublishObstacle.CLOSED_BEFORE_START)
    return found


CALENDAR_FIELDS = frozenset({"begin", "einde", "locatie_id", "online_link", "doelgroep_id"})
"""Fields of a sessie whose change matters to a calendar; text edits do not. The one list, for `in_calendars`."""


class Venue(NamedTuple):
    """What decides what a calendar says about where a sessie is held."""

    has_locatie: bool = False
    is_online: bool = False


def in_calendars(changed: Collection[str], *, before: Venue, after: Venue) -> frozenset[str]:
    """Return which of the fields that changed a calendar shows.

    The soort is one where a sessie becomes online, or no longer is, while no locatie says where it is held.
    """
    shown = CALENDAR_FIELDS.intersection(changed)
    is_elsewhere = before.is_online != after.is_online and not (before.has_locatie and after.has_locatie)
    return shown | {"soort"} if is_elsewhere and "soort" in changed else shown


class Move(Enum):
    """What a change of a sessie means for who has it in a calendar; the value is the name of the mail about it."""

    FIRST_DATE = "datum_bekend"
    MOVED = "verplaatst"
    ELSEWHERE = "andere_plek"
    LINK = "online_link"
    WITHDRAWN = "datum_vervalt"


def move_of(*, shown: Collection[str], had_date: bool, has_date: bool) -> Move | None:
    """Return what people must be told of a change of what calendars show; None when nothing, as of another doelgroep.

    Of more than one the weightiest: a mail about a new date names the place as well. What has no date, before or
    after, stands in no calendar.
    """
    if not had_date:
        return Move.FIRST_DATE if has_date else None
    if not has_date:
        return Move.WITHDRAWN
    by_field = {
        "begin": Move.MOVED, "einde": Move.MOVED,
        "locatie_id": Move.ELSEWHERE, "soort": Move.ELSEWHERE, "online_link": Move.LINK,
    }  # fmt: skip
    return next((move for field, move in by_field.items() if field in shown), None)


def more_than_fit(*, plaatsen: int | None, max_personen: int | None, zaalgrootte: int | None) -> int | None:
    """Return how many people may come to a sessie when that is more than fit in the room; else None.

    Without a number of its own the sessie has that of its reeks; without any, or of an unknown room, nothing is known.
    """
    most = plaatsen if plaatsen is not None else max_personen
    return most if most is not None and zaalgrootte is not None and most > zaalgrootte else None


class Shift(Enum):
    """What of the moment of a sessie changed; the value is the word for it."""

    DATE = "datum"
    TIME = "tijd"
    END = "eindtijd"


def shift_of(*, old: datetime, new: datetime) -> Shift:
    """Return what people must be told that changed, by the begin of before and of now; both in the zone of the day."""
    if new == old:
        return Shift.END
    return Shift.TIME if new.date() == old.date() else Shift.DATE


def sessie_slug(*, soort: str, taken: Collection[str]) -> str:
    """Return the address of a new sessie: kick-off, terugkom, or the next sessie-n; never one that is taken."""
    if soort in {"kick-off", "terugkom"}:
        if soort not in taken:
            return soort
        return first_free(soort, start=2, taken=taken)
    return first_free("sessie", start=1, taken=taken)


def first_free(stem: str, *, start: int, taken: Collection[str]) -> str:
    """Return `stem-n` for the lowest n that is above all numbers taken, so that a number never comes back."""
    numbers = [int(slug.removeprefix(f"{stem}-")) for slug in taken if slug.removeprefix(f"{stem}-").isdigit()]
    return f"{stem}-{max([start - 1, *numbers]) + 1}"


def free_address(stem: str, *, year: int, taken: Collection[str], length: int) -> str:
    """Return the address of a new reeks: the stem, else with the year, else with the year and a number.

    Never one that is taken, and never longer than `length`; at least 12.
    """
    numbered = (f"{year}-{number}" for number in count(2))
    for tail in chain(["", str(year)], numbered):
        room = length - len(tail) - 1 if tail else length
        slug = "-".join(part for part in (stem[:room].strip("-"), tail) if part)
        if slug not in taken:
            return slug
    raise AssertionError


def days_on(moment: datetime, days: int) -> datetime:
    """Return a moment so many days on, at the same time on its own clock, in UTC.

    A time that the clock skips that day is an hour later; of one that comes twice it is the first.
    """
    return (moment.replace(fold=0) + timedelta(days=days)).astimezone(UTC)


def raises_sequence(*, shown: Collection[str], had_date: bool, sequence: int) -> bool:
    """Tell whether a change of what calendars show must raise the SEQUENCE of a sessie.

    A first date is sent with the sequence that is stored, so it raises nothing. A date that was withdrawn has
    raised the sequence, so one above zero tells that calendars have known the sessie before.
    """
    return bool(shown) and (had_date or sequence > 0)


def may_manage_lidmaatschap(
    *,
    is_superuser: bool,
    own_provincies: Collection[int],
    own_organisaties: Collection[int],
    provincie: int | None,
    organisatie: int | None,
    provincie_of_organisatie: int | None,
) -> bool:
    """Tell whether somebody may give or take a lidmaatschap of a provincie or an organisatie, all by key.

    A beheerder may everywhere; an organisator of the provincie may there and for the organisaties in it; an
    organisator of one organisatie may for that organisatie only.
    """
    if is_superuser:
        return True
    if provincie is not None:
        return provincie in own_provincies
    return organisatie in own_organisaties or provincie_of_organisatie in own_provincies


_DEFINITION = re.compile(
    r"^ {0,3}\[([^\[\]\n]+)\]:[ \t]*\S+(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?[ \t]*$", re.MULTILINE
)
_BRACKETS = re.compile(r"(?<!\\)\[((?:[^\[\]\n]|\n(?!\s*\n))+)\](?:\[([^\[\]\n]*)\]|(\())?")


def placeholders(text: str) -> list[str]:
    r"""Return what still has to be filled in: the words between `[` and `]` in a markdown text, each once, in order.

    Links are none: `[text](address)`, and `[text][label]`, `[label][]` and `[label]` where `[label]: address` stands
    on a line of its own. Nor are brackets around no letter at all (`[1]`, `[ ]`) or after a backslash (`\[sic\]`).
    """
    defined = {_label(label) for label in _DEFINITION.findall(text)}
    found: dict[str, None] = {}
    for words, label, address in _BRACKETS.findall(_DEFINITION.sub("", text)):
        if address or _label(label or words) in defined:
            continue
        found |= {" ".join(part.split()): None for part in (words, label) if any(map(str.isalpha, part))}
    return list(found)


def _label(text: str) -> str:
    """Return a label as markdown compares it."""
    return " ".join(text.split()).casefold()
