"""Sheets of people for the tests of the import, and what comes of them."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from registrations.import_aanmeldingen import import_rows
from registrations.import_lines import Report, Result
from tests.registrations.world import NOW, Leerlab

FIELDS = ("naam", "email", "gemeente", "functie", "organisatie", "sessies", "nodig")


def row(number: int = 2, **fields: str) -> tuple[int, Mapping[str, str]]:
    """Return one row of a sheet: somebody of Raalte, unless said otherwise."""
    known = {"naam": f"Persoon {number}", "email": f"p{number}@raalte.example", "gemeente": "Raalte"}
    return number, {name: {**known, **fields}.get(name, "") for name in FIELDS}


def tried(
    leerlab: Leerlab, user: User, *rows: tuple[int, Mapping[str, str]], vouched: bool = False, again: bool = False
) -> Report:
    """Return what would become of these rows."""
    return import_rows(reeks=leerlab.reeks, rows=rows, vouched=vouched, again=again, user=user, now=NOW)


def done(
    leerlab: Leerlab,
    user: User,
    *rows: tuple[int, Mapping[str, str]],
    vouched: bool = False,
    again: bool = False,
    now: datetime = NOW,
) -> Report:
    """Try these rows out and then carry them out."""
    expected = tried(leerlab, user, *rows, vouched=vouched, again=again).digest
    return import_rows(
        reeks=leerlab.reeks, rows=rows, vouched=vouched, again=again, user=user, now=now, expected=expected
    )


def results(report: Report) -> list[Result]:
    """Return what became of each row."""
    return [line.result for line in report.lines]
