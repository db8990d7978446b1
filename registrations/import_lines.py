"""What each row of a spreadsheet says, and what becomes of it, for the import of aanmeldingen."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Any

from django import forms

from accounts.fields import AddressField
from programmes.gemeente_names import GemeenteNames, key
from programmes.models import Gemeente, Sessie
from registrations.facts import Gegevens
from registrations.models import Aanmelding, Behoefte
from registrations.rules import Obstacle

EXAMPLE_ADDRESS = "voorbeeld@voorbeeld.example"
"""Stands in the sheet that people can start from; nobody is signed up by it."""
MOST_MAILS = 400
"""What one import may give: writing so many takes under three seconds, in which nobody else can sign up."""
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
    SKIPPED = "overgeslagen: eerder afgemeld of afgewezen"
    WRONG = "fout"


NEW = (Result.IN, Result.HELD, Result.ASKS, Result.WAITS)
"""The results of who is signed up."""


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
    earlier: str = ""
    """How an earlier aanmelding of this person ended, when they signed off or were refused."""


@dataclass(frozen=True)
class Report:
    """What became of all rows, or would; `mails` is how many mails that gives."""

    lines: list[Line]
    mails: int = 0
    is_done: bool = False

    @property
    def faults(self) -> list[Line]:
        """The rows that stand in the way of all."""
        return [line for line in self.lines if line.result is Result.WRONG]

    @property
    def new(self) -> int:
        """How many people are signed up by it."""
        return sum(self.count(result) for result in NEW)

    @property
    def parts(self) -> int:
        """In how many parts the list has to come, so that no part gives too many mails."""
        return -(-self.mails // MOST_MAILS) or 1

    @property
    def digest(self) -> str:
        """What tells whether another report says the same."""
        return sha256(repr(self.lines).encode()).hexdigest()

    def count(self, result: Result) -> int:
        """Return how many rows ended so."""
        return sum(line.result is result for line in self.lines)


class WrongRow(Exception):
    """A row can not be read."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.detail = fault, detail


@dataclass(frozen=True)
class Row:
    """One row of the sheet as far as it can be read by itself; `wrong` when that fails."""

    number: int
    naam: str
    email: str
    sessies: str
    gegevens: Gegevens | None = None
    wrong: WrongRow | None = None

    def line(self, result: Result, **more: Any) -> Line:
        """Return what becomes of it."""
        return Line(self.number, self.naam, self.email, result, **more)


def read_row(number: int, values: Values, gemeenten: GemeenteNames, seen: dict[str, int]) -> Row:
    """Read who a row is about; `seen` are the addresses so far with their row, and grows."""
    try:
        gegevens = gegevens_of(number, values, gemeenten, seen)
    except WrongRow as wrong:
        return Row(number, values["naam"], values["email"], "", wrong=wrong)
    return Row(number, gegevens.naam, gegevens.email, values["sessies"], gegevens)


def gegevens_of(number: int, values: Values, gemeenten: GemeenteNames, seen: dict[str, int]) -> Gegevens:
    """Return who a row is about."""
    if values["email"].strip().lower() == EXAMPLE_ADDRESS:
        raise WrongRow(Fault.EXAMPLE)
    if not values["naam"]:
        raise WrongRow(Fault.NO_NAME)
    try:
        email = AddressField().clean(values["email"])
    except forms.ValidationError:
        raise WrongRow(Fault.BAD_ADDRESS) from None
    first = seen.setdefault(email, number)
    if first != number:
        raise WrongRow(Fault.DOUBLE, str(first))
    for name, length in LONGEST.items():
        if length and len(values[name]) > length:
            raise WrongRow(Fault.TOO_LONG, name)
    gemeente = gemeente_of(values["gemeente"], gemeenten) if values["gemeente"] else None
    if gemeente is None and not values["organisatie"]:
        raise WrongRow(Fault.NO_GEMEENTE)
    return Gegevens(
        naam=values["naam"],
        email=email,
        gemeente=gemeente,
        functie=values["functie"],
        # Who has a gemeente takes part for that one.
        organisatie="" if gemeente else values["organisatie"],
        nodig=values["nodig"],
    )


def names_of(sessies: Iterable[Sessie]) -> dict[str, str]:
    """Return the slugs of sessies by what people may call them, as `key` writes it; the first of a name counts."""
    names: dict[str, str] = {}
    for sessie in sessies:
        for name in (sessie.volledige_titel, sessie.titel, sessie.slug):
            names.setdefault(key(name), sessie.slug)
    return names


def choice_of(text: str, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return omvang and slugs for the words in a row: nothing, "reeks", or sessies by title or address."""
    if key(text) in WHOLE_REEKS:
        return Aanmelding.Omvang.REEKS, []
    # A title may hold a comma.
    if key(text) in names:
        return Aanmelding.Omvang.SESSIES, [names[key(text)]]
    slugs = []
    for name in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        if key(name) not in names:
            raise WrongRow(Fault.UNKNOWN_SESSIE, name)
        slugs.append(names[key(name)])
    return Aanmelding.Omvang.SESSIES, slugs


def gemeente_of(text: str, names: GemeenteNames) -> Gemeente:
    """Return the gemeente that a text names, by CBS code or by name."""
    found = names.find(text)
    if found is None:
        raise WrongRow(Fault.UNKNOWN_GEMEENTE, ", ".join(names.near(text)))
    return found
