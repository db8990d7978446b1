"""Reads a spreadsheet of aanmeldingen (CSV, XLSX or ODS) into rows of text, and finds our columns in it.

Knows no models: whether a text is an address or a gemeente is for who asked. What a file is, its content says; its name
is not believed.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from registrations.cells import Reason, UnreadableSheet, cell_name, within_limits
from registrations.cells import Row as Cells
from registrations.office_files import cells_of

__all__ = ["Columns", "Reason", "Row", "Sheet", "UnreadableSheet", "columns_for", "read"]

LARGEST_UPLOAD = 2_000_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
NO_TEXT = (b"%PDF-", b"{\\rtf", b"<", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
"""How files begin that are sent by mistake; some would pass for text. A web page saved as .xls begins with <."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
DELIMITERS = ";\t,"
"""In order of preference: Excel in Dutch writes ;."""
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Row:
    """One row below the names of the columns."""

    number: int
    """As the spreadsheet program shows it."""
    values: dict[str, str]
    """Name of the column -> text on one line, at most 1000 characters, perhaps empty. Every column is there."""


@dataclass(frozen=True)
class Sheet:
    """A table: the names of its columns, all different, and at least one row."""

    header: list[str]
    rows: list[Row]


def read(content: bytes, *, filename: str) -> Sheet:
    """Return the table in a file: its first visible sheet, from the first row that holds something.

    Empty rows and columns are left out; formulas give their last outcome.

    Args:
        content: the file as it was sent.
        filename: its name, to mention when the file is of another kind.

    Raises:
        UnreadableSheet: with the reason, and where in the file to look.
    """
    if len(content) > LARGEST_UPLOAD:
        raise UnreadableSheet(Reason.TOO_LARGE, limit=LARGEST_UPLOAD)
    if content.startswith(OLE):
        raise UnreadableSheet(Reason.PASSWORD if LOCKED in content else Reason.OLD_EXCEL)
    try:
        rows = cells_of(content) if content.startswith(ZIP) else within_limits(csv_rows(content))
    except UnreadableSheet as fault:
        if fault.reason is Reason.UNKNOWN_TYPE:
            raise UnreadableSheet(Reason.UNKNOWN_TYPE, filename=filename) from None
        raise
    return table(rows)


def table(rows: list[Cells]) -> Sheet:
    """Return the table that rows of cells make.

    Raises:
        UnreadableSheet: the first row does not name the columns, each by a name of its own, or nothing is below it.
    """
    if not rows:
        raise UnreadableSheet(Reason.EMPTY)
    (number, names), *below = rows
    used = max(len(texts) for _, texts in rows)
    if any(map(ADDRESS.fullmatch, names)) or (sum(map(bool, names)) == 1 and used > 1):
        # People at once, or a title above the table.
        raise UnreadableSheet(Reason.NO_HEADER, row=number)
    if not below:
        raise UnreadableSheet(Reason.NO_ROWS)
    names += [""] * (used - len(names))
    for row, texts in below:
        for column, text in enumerate(texts):
            if text and not names[column]:
                raise UnreadableSheet(Reason.UNNAMED_COLUMN, cell=cell_name(row, column))
    times = Counter(name.casefold() for name in names if name)
    for name in names:
        if times[name.casefold()] > 1:
            raise UnreadableSheet(Reason.DOUBLE_COLUMN, column=name)
    return Sheet(
        header=list(filter(None, names)),
        rows=[
            Row(row, {name: text for name, text in zip(names, texts + [""] * (used - len(texts)), strict=True) if name})
            for row, texts in below
        ],
    )


def csv_rows(content: bytes) -> Iterator[Cells]:
    """Yield the rows of a CSV file; a line break between quotes does not begin a row, as in Excel.

    Raises:
        UnreadableSheet: it is no text, or its quotes do not match.
    """
    text = text_in(content)
    first, _, rest = text.partition("\n")
    if declared := re.fullmatch(r"sep=([;,\t])\r?", first):
        # A line that Excel writes and hides.
        text, delimiter = rest, declared[1]
    else:
        delimiter = delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, texts in enumerate(reader, 1):
            if texts:
                yield number, texts
    except csv.Error:
        raise UnreadableSheet(Reason.QUOTES, row=number + 1) from None


def text_in(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows-1252 as Excel writes in the Netherlands.

    Raises:
        UnreadableSheet: it is none of these, or no text at all.
    """
    if content.startswith(NO_TEXT):
        raise UnreadableSheet(Reason.UNKNOWN_TYPE)
    is_marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for code in ["utf-16"] if is_marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        # Stray ones become spaces later on; many of them, or any among doubtful letters, are no text.
        if len(CONTROL.findall(text)) > (0 if code == "cp1252" else len(text) // 20):
            raise UnreadableSheet(Reason.UNKNOWN_TYPE)
        return text
    raise UnreadableSheet(Reason.ENCODING)


def delimiter_of(text: str) -> str:
    """Return what stands between the columns: the sign that the first line has most of, outside quotes."""
    first = next((line for line in re.split(r"[\r\n]+", text[:20_000]) if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=bare.count)


FIELDS = ("naam", "email", "gemeente", "functie", "organisatie", "sessies", "nodig")
REQUIRED = (("naam",), ("email",), ("gemeente", "organisatie"))
"""Of each group one must be there."""
SYNONYMS = {
    "naam": "naam volledigenaam naamdeelnemer deelnemer naamvandedeelnemer voorenachternaam name",
    "voornaam": "voornaam roepnaam voorletters",
    "tussenvoegsel": "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels",
    "achternaam": "achternaam familienaam",
    "email": "email emailadres mail mailadres emailadresdeelnemer epost epostadres",
    "gemeente": "gemeente gemeentenaam naamgemeente naamvandegemeente",
    "functie": "functie functienaam functierol functieofrol rol beroep",
    "organisatie": "organisatie organisatienaam naamorganisatie werkgever instelling bedrijf",
    "sessies": "sessies sessie bijeenkomsten bijeenkomst omvang",
    "nodig": "nodig watisernodig wathebjenodig watnodig dieet dieetwensen dieeteisen allergieen toegankelijkheid",
}
MEANING = {word: field for field, words in SYNONYMS.items() for word in words.split()}


@dataclass(frozen=True)
class Columns:
    """Which columns of a table are ours. It can be used when `missing` and `double` are empty."""

    fields: dict[str, list[str]]
    """Field (see FIELDS) -> the columns that make it up, in the order in which their texts are joined."""
    missing: list[tuple[str, ...]]
    """Groups of REQUIRED of which no column is there."""
    double: dict[str, list[str]]
    """Field -> columns that could each be it."""
    ignored: list[str]
    """Columns that are none of ours."""

    def values(self, row: Row) -> dict[str, str]:
        """Return the text of every field for a row; empty where there is no column."""
        joints = {"nodig": "; "}
        return {
            field: joints.get(field, " ").join(filter(None, (row.values[name] for name in self.fields.get(field, ()))))
            for field in FIELDS
        }


def columns_for(header: list[str]) -> Columns:
    """Find our fields among the names of columns; case, accents, spaces, marks and what is in brackets do not count.

    A name may be in parts (voornaam, tussenvoegsel, achternaam), where naam may stand for achternaam. Several columns
    on what somebody needs are one field together.
    """
    found: dict[str, list[str]] = {}
    for name in header:
        if field := MEANING.get(key(name)):
            found.setdefault(field, []).append(name)
    double = {field: names for field, names in found.items() if len(names) > 1 and field != "nodig"}
    fields = {field: names for field, names in found.items() if field in FIELDS}
    surname = found.get("achternaam") or found.get("naam")
    if surname and ("achternaam" in found) is not ("naam" in found):
        fields["naam"] = [*found.get("voornaam", []), *found.get("tussenvoegsel", []), *surname]
    used = [name for names in [*fields.values(), *double.values()] for name in names]
    return Columns(
        fields=fields,
        missing=[group for group in REQUIRED if not any(field in fields for field in group)],
        double=double,
        ignored=[name for name in header if name not in used],
    )


def key(name: str) -> str:
    """Return what of the name of a column counts: small letters and figures, without what is in brackets."""
    letters = unicodedata.normalize("NFKD", re.sub(r"\([^()]*\)", "", name)).casefold()
    return "".join(letter for letter in letters if letter.isalnum()) or name
