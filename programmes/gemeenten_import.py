"""Keeps provincies, gemeenten and mail domains as the files of `programmes/data` say.

Everything is read and checked before anything is written: a file with a fault changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from programmes.gemeenten_files import Files, Row, faults_of, read
from programmes.models import Gemeente, Maildomein, Provincie

TOLD = {
    "naam": "heet bij het CBS nu",
    "weergavenaam": "heet op het scherm nu",
    "provincie": "hoort nu bij",
    "geldig_van": "bestaat sinds",
    "geldig_tot": "opgeheven per",
    "opgegaan_in": "opgegaan in",
}
"""Fields of a gemeente that the file decides -> how a change is told, before the new value."""


class BrokenFilesError(Exception):
    """The files hold faults; `faults` lists them in Dutch, each with its file and line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass
class Changes:
    """What an import did to one kind of row, in words for people."""

    nieuw: int = 0
    gewijzigd: list[str] = field(default_factory=list)
    verdwenen: list[str] = field(default_factory=list)


@dataclass
class Report:
    """What an import did."""

    provincies: Changes = field(default_factory=Changes)
    gemeenten: Changes = field(default_factory=Changes)
    maildomeinen: Changes = field(default_factory=Changes)

    @property
    def is_unchanged(self) -> bool:
        """Whether no row was written."""
        return not any(part.nieuw or part.gewijzigd for part in vars(self).values())


@transaction.atomic
def import_gemeenten(*, files: Files) -> Report:
    """Bring provincies, gemeenten and mail domains in line with the files; a second time changes nothing.

    No row is ever deleted: a gemeente that is missing from the file is reported, and mail domains are only
    added, since a beheerder adds those of shared services by hand.

    Raises:
        BrokenFilesError: a file can not be read or says what can not be; nothing is changed.
    """
    provincies = {row.code: row for row in Provincie.objects.all()}
    gemeenten = {row.code: row for row in Gemeente.objects.select_related("provincie", "opgegaan_in")}
    content = read(files)
    slugs = {code: row.slug for code, row in provincies.items()}
    if faults := faults_of(content, provincies=slugs, gemeenten=gemeenten):
        raise BrokenFilesError(faults)
    return Report(
        provincies=write_provincies(content.provincies, provincies),
        gemeenten=write_gemeenten(content.gemeenten, gemeenten, provincies),
        maildomeinen=write_maildomeinen(content.maildomeinen, gemeenten),
    )


def write_provincies(rows: Iterable[Row], known: dict[str, Provincie]) -> Changes:
    """Add and update provincies; `known` gains the new ones."""
    changes = Changes(verdwenen=vanished(known, rows))
    new, changed = [], []
    for row in rows:
        provincie = known.get(row["code"])
        if provincie is None:
            known[row["code"]] = Provincie(code=row["code"], naam=row["naam"], slug=row["slug"], website=row["website"])
            new.append(known[row["code"]])
        elif (provincie.naam, provincie.website) != (row["naam"], row["website"]):
            provincie.naam, provincie.website = row["naam"], row["website"]
            changes.gewijzigd.append(provincie.naam)
            changed.append(provincie)
    Provincie.objects.bulk_create(new)
    if changed:
        Provincie.objects.bulk_update(changed, ["naam", "website"])
    changes.nieuw = len(new)
    return changes


def write_gemeenten(rows: Iterable[Row], known: dict[str, Gemeente], provincies: Mapping[str, Provincie]) -> Changes:
    """Add and update gemeenten; `known` gains the new ones."""
    changes = Changes(verdwenen=vanished(known, rows))
    new = {
        row["code"]: Gemeente(
            code=row["code"],
            naam=row["naam"],
            weergavenaam=row["weergavenaam"],
            provincie=provincies[row["provinciecode"]],
            geldig_van=row.day("geldig_van"),
            geldig_tot=row.day("geldig_tot"),
        )
        for row in rows
        if row["code"] not in known
    }
    Gemeente.objects.bulk_create(new.values())
    known |= new
    changed = []
    for row in rows:
        gemeente = known[row["code"]]
        # Who a gemeente went into may be new itself: only now does each have a primary key.
        told = take_over(gemeente, row, provincies[row["provinciecode"]], known.get(row["opgegaan_in"]))
        if told:
            changed.append(gemeente)
        if told and gemeente.code not in new:
            changes.gewijzigd.append(f"{gemeente}: {', '.join(told)}")
    if changed:
        Gemeente.objects.bulk_update(changed, list(TOLD), batch_size=100)
    changes.nieuw = len(new)
    return changes


def take_over(gemeente: Gemeente, row: Row, provincie: Provincie, successor: Gemeente | None) -> list[str]:
    """Give a gemeente the values of its row. Returns what changed, in words."""
    wanted = {
        "naam": row["naam"],
        "weergavenaam": row["weergavenaam"],
        "provincie": provincie,
        "geldig_van": row.day("geldig_van"),
        "geldig_tot": row.day("geldig_tot"),
        "opgegaan_in": successor,
    }
    told = []
    for name, value in wanted.items():
        was = getattr(gemeente, name)
        if was != value:
            setattr(gemeente, name, value)
            told.append(f"{TOLD[name]} {value}" if value else f"niet meer {TOLD[name]} {was}")
    return told


def write_maildomeinen(rows: Iterable[Row], gemeenten: Mapping[str, Gemeente]) -> Changes:
    """Add the mail domains that are not there yet."""
    there = set(Maildomein.objects.values_list("domein", "gemeente__code"))
    new = [
        Maildomein(domein=row["domein"], gemeente=gemeenten[row["gemeente"]])
        for row in rows
        if (row["domein"], row["gemeente"]) not in there
    ]
    Maildomein.objects.bulk_create(new)
    return Changes(nieuw=len(new))


def vanished(known: Mapping[str, Provincie | Gemeente], rows: Iterable[Row]) -> list[str]:
    """Return the name and code of each known row that the file does not have."""
    there = {row["code"] for row in rows}
    return [f"{row} ({code})" for code, row in known.items() if code not in there]
