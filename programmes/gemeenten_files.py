"""Reads the files of `programmes/data` (see BRONNEN.md there) and finds what is wrong in them. No database.

A fault is one Dutch sentence that names file and line. A file with a fault in its form (missing, not UTF-8,
other columns) gives that fault and no rows.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
COLUMNS = {
    "provincies": ("code", "naam", "slug", "website"),
    "gemeenten": ("code", "naam", "weergavenaam", "provinciecode", "geldig_van", "geldig_tot", "opgegaan_in"),
    "maildomeinen": ("domein", "gemeente"),
}
PROVINCIE = re.compile(r"[0-9]{2}")
GEMEENTE = re.compile(r"GM[0-9]{4}")
SLUG = re.compile(r"(?=.{1,20}$)[a-z]+(-[a-z]+)*")
WEBSITE = re.compile(r"(?=.{1,200}$)https://[a-z0-9.-]+/\S*")
DOMEIN = re.compile(r"(?=.{4,100}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
DATUM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NAME_LENGTHS = {"provincies": 40, "gemeenten": 60}


@dataclass(frozen=True)
class Files:
    """Where to read from; each file is CSV in UTF-8 with the columns of `COLUMNS`."""

    provincies: Path = DATA / "provincies.csv"
    gemeenten: Path = DATA / "gemeenten.csv"
    maildomeinen: Path = DATA / "maildomeinen.csv"


@dataclass(frozen=True)
class Row:
    """One line of a file: its values by column, and where it stands."""

    file: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def day(self, column: str) -> date | None:
        """Return the date in a column, None when empty or not a date (a fault of its own)."""
        try:
            return date.fromisoformat(self[column]) if DATUM.fullmatch(self[column]) else None
        except ValueError:
            return None

    def fault(self, words: str) -> str:
        """Return a fault of this line as a sentence."""
        return f"{self.file}, regel {self.line}: {words}."


@dataclass
class Content:
    """The rows of all files, with the faults in their form."""

    provincies: list[Row] = field(default_factory=list)
    gemeenten: list[Row] = field(default_factory=list)
    maildomeinen: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read(files: Files) -> Content:
    """Read the files; the faults are those of form."""
    content = Content()
    for kind in COLUMNS:
        path: Path = getattr(files, kind)
        try:
            rows, faults = rows_of(path, kind)
            getattr(content, kind).extend(rows)
            content.faults.extend(faults)
        except OSError as error:
            content.faults.append(f"{path}: dit bestand is niet te lezen ({error.strerror}).")
        except ValueError as error:
            content.faults.append(f"{path.name}, {error}.")
    return content


def rows_of(path: Path, kind: str) -> tuple[list[Row], list[str]]:
    """Return the lines of one file, and the faults of lines with too many or too few columns.

    Raises:
        OSError: there is no such file, or it can not be read.
        ValueError: it is not a CSV in UTF-8 with these columns; the message says where.
    """
    raw = path.read_bytes()
    try:
        reader = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"regel {line}: dit teken is geen UTF-8. Bewaar het bestand als UTF-8") from error
    columns = COLUMNS[kind]
    rows, uneven = [], []
    try:
        if tuple(next(reader, ())) != columns:
            raise ValueError(f"regel 1: de kopregel moet zijn: {','.join(columns)}")
        for cells in reader:
            row = Row(path.name, reader.line_num, dict(zip(columns, map(str.strip, cells), strict=False)))
            if len(cells) == len(columns):
                rows.append(row)
            elif cells:
                uneven.append(row.fault(f"{len(cells)} kolommen in plaats van {len(columns)}"))
    except csv.Error as error:
        raise ValueError(f"regel {reader.line_num}: dit is geen geldige csv ({error})") from error
    if not rows and not uneven:
        raise ValueError("regel 2: er staat geen enkele regel in")
    return rows, uneven


def faults_of(content: Content, *, provincies: Mapping[str, str], gemeenten: Collection[str]) -> list[str]:
    """Return all faults of the files; those of form alone when there are any.

    Args:
        content: what the files say.
        provincies: code -> slug of the provincies that the database knows already.
        gemeenten: codes of the gemeenten that the database knows already.
    """
    if content.faults:
        return content.faults
    known_provincies = {row["code"] for row in content.provincies} | set(provincies)
    known_gemeenten = {row["code"] for row in content.gemeenten} | set(gemeenten)
    found: list[str] = []
    for row in content.provincies:
        found += map(row.fault, wrong_in_provincie(row, provincies))
    for row in content.gemeenten:
        found += map(row.fault, wrong_in_gemeente(row, known_provincies, known_gemeenten))
    for row in content.maildomeinen:
        found += map(row.fault, wrong_in_maildomein(row, known_gemeenten))
    for column in ("code", "naam", "slug"):
        found += twice(content.provincies, column)
    found += twice(content.gemeenten, "code")
    found += twice(content.maildomeinen, "domein", "gemeente")
    found += same_name_at_once(content.gemeenten)
    return [*found, *gone_successors(content.gemeenten)]


def wrong_in_provincie(row: Row, known: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong in one provincie."""
    yield from wrong_shape(row, "code", PROVINCIE, "23")
    yield from wrong_name(row, "naam", NAME_LENGTHS["provincies"])
    yield from wrong_shape(row, "slug", SLUG, "noord-holland")
    if row["website"]:
        yield from wrong_shape(row, "website", WEBSITE, "https://www.overijssel.nl/")
    if known.get(row["code"], row["slug"]) != row["slug"]:
        yield f"het adres van {row['naam']} ligt vast: '{known[row['code']]}'"


def wrong_in_gemeente(row: Row, provincies: Collection[str], gemeenten: Collection[str]) -> Iterator[str]:
    """Yield what is wrong in one gemeente, seen on its own."""
    yield from wrong_shape(row, "code", GEMEENTE, "GM0193")
    for column in ("naam", "weergavenaam"):
        yield from wrong_name(row, column, NAME_LENGTHS["gemeenten"])
    if row["provinciecode"] not in provincies:
        yield f"provinciecode '{row['provinciecode']}' is onbekend"
    for column in ("geldig_van", "geldig_tot"):
        if row[column] and row.day(column) is None:
            yield f"{column} '{row[column]}' is geen datum zoals 2027-01-01"
    begin, end = row.day("geldig_van"), row.day("geldig_tot")
    if begin and end and end <= begin:
        yield "geldig_tot moet later zijn dan geldig_van"
    if successor := row["opgegaan_in"]:
        if successor == row["code"]:
            yield "een gemeente kan niet in zichzelf opgaan"
        elif successor not in gemeenten:
            yield f"opgegaan_in '{successor}' is een onbekende gemeente"
        if not row["geldig_tot"]:
            yield "opgegaan_in is ingevuld, maar geldig_tot niet"


def wrong_in_maildomein(row: Row, gemeenten: Collection[str]) -> Iterator[str]:
    """Yield what is wrong in one mail domain."""
    yield from wrong_shape(row, "domein", DOMEIN, "zwolle.nl")
    if row["gemeente"] not in gemeenten:
        yield f"gemeente '{row['gemeente']}' is onbekend"


def wrong_shape(row: Row, column: str, shape: re.Pattern[str], example: str) -> Iterator[str]:
    """Yield a fault when a value does not look like the example."""
    if not shape.fullmatch(row[column]):
        yield f"{column} '{row[column]}' moet eruitzien als {example}"


def wrong_name(row: Row, column: str, longest: int) -> Iterator[str]:
    """Yield a fault when a name is empty, too long for its column or has characters that do not print."""
    if not row[column]:
        yield f"{column} is leeg"
    elif len(row[column]) > longest:
        yield f"{column} is langer dan {longest} tekens"
    elif not row[column].isprintable():
        yield f"{column} heeft een teken dat je niet kunt zien"


def twice(rows: list[Row], *columns: str) -> Iterator[str]:
    """Yield a fault for each row whose values in these columns occurred before."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        if key in first:
            yield row.fault(f"{' en '.join(columns)} '{' '.join(key)}' staat ook op regel {first[key]}")
        first.setdefault(key, row.line)


def same_name_at_once(rows: list[Row]) -> Iterator[str]:
    """Yield a fault for each two gemeenten that have one name on the screen on the same day."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(row["weergavenaam"].casefold(), []).append(row)
    for namesakes in by_name.values():
        for one, other in combinations(namesakes, 2):
            begins = max(one.day("geldig_van") or date.min, other.day("geldig_van") or date.min)
            ends = min(one.day("geldig_tot") or date.max, other.day("geldig_tot") or date.max)
            if begins < ends:
                yield other.fault(f"weergavenaam '{other['weergavenaam']}' staat ook op regel {one.line}")


def gone_successors(rows: list[Row]) -> Iterator[str]:
    """Yield a fault for each gemeente whose successor does not exist on the day that it ends."""
    by_code = {row["code"]: row for row in rows}
    for row in rows:
        day, successor = row.day("geldig_tot"), by_code.get(row["opgegaan_in"])
        if day is None or successor is None or successor is row:
            continue
        if (successor.day("geldig_van") or date.min) > day or (successor.day("geldig_tot") or date.max) <= day:
            yield row.fault(f"{successor['weergavenaam']} bestaat niet op {day}, dus opgegaan_in klopt niet")
