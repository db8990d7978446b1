"""Signs up everybody in a spreadsheet: through the same door as the form, all or nothing.

Trying it out first is the very same work in a transaction that is rolled back, so what it shows is what will happen.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from hashlib import sha256

from django import forms
from django.db import transaction
from django.utils import timezone

from accounts.fields import AddressField
from accounts.models import User
from programmes.gemeente_names import GemeenteNames, key
from programmes.models import Gemeente, Reeks, Sessie
from registrations.facts import Gegevens
from registrations.ledger import organisator
from registrations.locks import lock
from registrations.models import Aanmelding, Behoefte, Deelname
from registrations.places import Places, places_of
from registrations.rules import Obstacle, SignupRefused
from registrations.signup import Door, Outcome, sign_up
from registrations.steps import sessies_of

EXAMPLE_ADDRESS = "voorbeeld@voorbeeld.example"
"""Stands in the sheet that people can start from; nobody is signed up by it."""
LONGEST = {
    "naam": Aanmelding._meta.get_field("naam").max_length,
    "functie": Aanmelding._meta.get_field("functie").max_length,
    "organisatie": Aanmelding._meta.get_field("organisatie").max_length,
    "nodig": Behoefte._meta.get_field("tekst").max_length,
}
WHOLE_REEKS = frozenset({"", "reeks", "dereeks", "helereeks", "dehelereeks", "alle", "alles", "allebijeenkomsten"})

Values = Mapping[str, str]
"""The texts of one row by the names in `spreadsheets.FIELDS`."""


class Fault(Enum):
    """What is wrong with a row; `Line.detail` says more where the words in brackets are."""

    EXAMPLE = "voorbeeldrij"
    NO_NAME = "geen naam"
    BAD_ADDRESS = "geen goed adres"
    DOUBLE = "adres staat al op rij (nummer)"
    TOO_LONG = "tekst te lang (kolom)"
    NO_GEMEENTE = "geen gemeente en geen organisatie"
    UNKNOWN_GEMEENTE = "gemeente onbekend (namen die lijken)"
    UNKNOWN_SESSIE = "bijeenkomst onbekend (naam)"


class Result(Enum):
    """What becomes of a row."""

    IN = "aangemeld"
    HELD = "plaats vastgehouden tot het bevestigen"
    ASKS = "vraagt aan"
    WAITS = "wachtlijst van de reeks"
    KNOWN = "staat er al"
    WRONG = "fout"


@dataclass(frozen=True)
class Line:
    """What becomes of one row, or what is wrong with it: `fault`, or `obstacle` when the reeks does not take it."""

    number: int
    naam: str
    email: str
    result: Result
    waits_at: tuple[str, ...] = ()
    """Titles of the sessies where there is no place."""
    fault: Fault | None = None
    obstacle: Obstacle | None = None
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """What became of all rows, or would."""

    lines: list[Line]
    is_done: bool = False

    @property
    def faults(self) -> list[Line]:
        """The rows that stand in the way of all."""
        return [line for line in self.lines if line.result is Result.WRONG]

    @property
    def digest(self) -> str:
        """What tells whether another report says the same."""
        return sha256(repr(self.lines).encode()).hexdigest()

    def count(self, result: Result) -> int:
        """Return how many rows ended so."""
        return sum(line.result is result for line in self.lines)


@dataclass
class Book:
    """What the words in a sheet can stand for."""

    gemeenten: GemeenteNames
    sessies: Sequence[Sessie]
    rows: dict[str, int] = field(default_factory=dict)
    """Address -> the row where it stood first."""


class _Wrong(Exception):
    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.detail = fault, detail


def import_rows(
    *, reeks: Reeks, rows: Sequence[tuple[int, Values]], vouched: bool, user: User, now: datetime, expected: str = ""
) -> Report:
    """Sign everybody in these rows up, in their order, or nobody.

    Args:
        reeks: for which.
        rows: number of each row in the sheet, and its texts.
        vouched: these people said yes already; else each confirms by mail.
        user: the organiser who does it.
        now: the moment of asking.
        expected: the digest of the report that the organiser agreed with; empty only tries it out.

    Returns:
        What became of each row. Nothing was written unless `is_done`: not when a row is wrong, nor when it comes out
        otherwise than the organiser saw.

    Raises:
        SignupRefused: the reeks was deleted meanwhile.
    """
    with transaction.atomic():
        reeks = lock(reeks)
        book = Book(GemeenteNames(Gemeente.objects.existing(timezone.localdate())), sessies_of(reeks))
        door = Door(actor=organisator(user), vouched=vouched)
        standing = set(reeks.aanmeldingen.active().values_list("email", flat=True))
        lines = [carry_out(reeks, number, values, book, standing, door, now=now) for number, values in rows]
        report = Report(with_outcomes(reeks, lines, book.sessies, now=now))
        if report.faults or report.digest != expected:
            transaction.set_rollback(True)
            return report
    return Report(report.lines, is_done=True)


# --- Steps ------------------------------------------------------------------------------------------------------


def carry_out(
    reeks: Reeks, number: int, values: Values, book: Book, standing: Collection[str], door: Door, *, now: datetime
) -> Line:
    """Sign up the person in one row. The result of who is new is filled in afterwards, for all at once."""
    naam, email = values["naam"], values["email"]
    try:
        gegevens = gegevens_of(number, values, book)
        naam, email = gegevens.naam, gegevens.email
        if email in standing:
            # Not through the door: it would mail the link again to each of them.
            return Line(number, naam, email, Result.KNOWN)
        omvang, slugs = choice_of(values["sessies"], book.sessies)
        outcome = sign_up(reeks=reeks, gegevens=gegevens, omvang=omvang, slugs=slugs, now=now, door=door)
    except _Wrong as wrong:
        return Line(number, naam, email, Result.WRONG, fault=wrong.fault, detail=wrong.detail)
    except SignupRefused as refusal:
        return Line(number, naam, email, Result.WRONG, obstacle=refusal.obstacle)
    return Line(number, naam, email, Result.HELD if outcome is Outcome.NEW else Result.KNOWN)


def with_outcomes(reeks: Reeks, lines: list[Line], sessies: Sequence[Sessie], *, now: datetime) -> list[Line]:
    """Fill in what became of who is new. Five queries at most."""
    new = {line.email for line in lines if line.result is Result.HELD}
    standing = {row.email: row for row in reeks.aanmeldingen.active().filter(email__in=new)}
    titles = {sessie.pk: sessie.volledige_titel for sessie in sessies}
    waits: dict[str, list[str]] = defaultdict(list)
    waiting = Deelname.objects.filter(aanmelding__reeks=reeks, status="wachtlijst", email__in=new)
    for email, sessie in waiting.order_by("sessie__volgorde", "sessie").values_list("email", "sessie"):
        waits[email].append(titles[sessie])
    places = places_of(reeks, sessies, now=now)
    return [
        outcome_of(line, standing[line.email], places, waits_at=waits[line.email])
        if line.result is Result.HELD
        else line
        for line in lines
    ]


def outcome_of(line: Line, aanmelding: Aanmelding, places: Places, *, waits_at: Sequence[str]) -> Line:
    """Return the line of somebody new with what they have now."""
    is_confirmed = aanmelding.status != Aanmelding.Status.ONBEVESTIGD
    if aanmelding.houdt_plaats:
        return replace(line, result=Result.IN if is_confirmed else Result.HELD, waits_at=tuple(waits_at))
    asks = not is_confirmed and places.asks_first(aanmelding)
    return replace(line, result=Result.ASKS if asks else Result.WAITS)


def gegevens_of(number: int, values: Values, book: Book) -> Gegevens:
    """Return who a row is about."""
    if values["email"].strip().lower() == EXAMPLE_ADDRESS:
        raise _Wrong(Fault.EXAMPLE)
    if not values["naam"]:
        raise _Wrong(Fault.NO_NAME)
    try:
        email = AddressField().clean(values["email"])
    except forms.ValidationError:
        raise _Wrong(Fault.BAD_ADDRESS) from None
    first = book.rows.setdefault(email, number)
    if first != number:
        raise _Wrong(Fault.DOUBLE, str(first))
    for name, length in LONGEST.items():
        if length and len(values[name]) > length:
            raise _Wrong(Fault.TOO_LONG, name)
    gemeente = gemeente_of(values["gemeente"], book.gemeenten) if values["gemeente"] else None
    if gemeente is None and not values["organisatie"]:
        raise _Wrong(Fault.NO_GEMEENTE)
    return Gegevens(
        naam=values["naam"],
        email=email,
        gemeente=gemeente,
        functie=values["functie"],
        # Who has a gemeente takes part for that one.
        organisatie="" if gemeente else values["organisatie"],
        nodig=values["nodig"],
    )


def choice_of(text: str, sessies: Sequence[Sessie]) -> tuple[str, list[str]]:
    """Return omvang and slugs for the words in a row: nothing, "reeks", or sessies by title or address."""
    if key(text) in WHOLE_REEKS:
        return Aanmelding.Omvang.REEKS, []
    names: dict[str, str] = {}
    for sessie in sessies:
        for name in (sessie.volledige_titel, sessie.titel, sessie.slug):
            names.setdefault(key(name), sessie.slug)
    # A title may hold a comma.
    if key(text) in names:
        return Aanmelding.Omvang.SESSIES, [names[key(text)]]
    slugs = []
    for name in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        if key(name) not in names:
            raise _Wrong(Fault.UNKNOWN_SESSIE, name)
        slugs.append(names[key(name)])
    return Aanmelding.Omvang.SESSIES, slugs


def gemeente_of(text: str, names: GemeenteNames) -> Gemeente:
    """Return the gemeente that a text names, by CBS code or by name."""
    found = names.find(text)
    if found is None:
        raise _Wrong(Fault.UNKNOWN_GEMEENTE, ", ".join(names.near(text)))
    return found
