"""Writes a table of texts as CSV, XLSX or ODS, so that no program takes a text for a formula.

Knows no models. ODS is written by hand: odfdo takes six seconds for 500 rows, and reads it back in our tests.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

Line = Sequence[str]
WIDEST = 60
"""Signs of the widest column."""
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no XML can hold; nobody can see it either."""
LINE_END = re.compile("\r\n?")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
"""With which a cell of a CSV is, or may become, more than a text."""
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
LONGEST_NAME = 31


class Kind(Enum):
    """A kind of file: its value is the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"

    @property
    def content_type(self) -> str:
        """What HTTP calls it."""
        return {
            Kind.CSV: "text/csv; charset=utf-8",
            Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind.ODS: ODS_TYPE,
        }[self]


@dataclass(frozen=True)
class Table:
    """A table: what its sheet is called, the names of its columns, and its rows, each as long as the first."""

    name: str
    header: Line
    rows: Sequence[Line] = field(default_factory=tuple)

    @property
    def lines(self) -> list[list[str]]:
        """Every line, the names first, without signs that no file can hold and with one kind of line end."""
        return [[LINE_END.sub("\n", NO_XML.sub("", text)) for text in line] for line in (self.header, *self.rows)]


def written(table: Table, kind: Kind) -> bytes:
    """Return a table as a file."""
    return {Kind.CSV: as_csv, Kind.XLSX: as_xlsx, Kind.ODS: as_ods}[kind](table)


def as_csv(table: Table) -> bytes:
    """Return a CSV as Excel in Dutch opens it: UTF-8 with a mark, semicolons, every cell a text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in line] for line in table.lines)
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return a text with an apostrophe before it where a program would take it for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(STARTS_FORMULA) or text.startswith(STARTS_FORMULA) else text


def as_xlsx(table: Table) -> bytes:
    """Return an XLSX of which every cell is a text, with the names of the columns in sight."""
    import xlsxwriter  # noqa: PLC0415 - only a process that exports needs it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False,
        },
    )  # fmt: skip
    sheet = book.add_worksheet(sheet_name(table.name))
    bold = book.add_format({"bold": True})
    for row, line in enumerate(table.lines):
        for column, text in enumerate(line):
            # An empty text is no cell; `write` would have its own opinion of what a text is.
            sheet.write_string(row, column, text, *([bold] if row == 0 else []))
    for column, width in enumerate(widths(table.lines)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def as_ods(table: Table) -> bytes:
    """Return an ODS of which every cell is a text."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as parts:
        # The first part, and not packed: so a file is known for what it is (OpenDocument 1.3, part 2, 3.3).
        parts.writestr("mimetype", ODS_TYPE, compress_type=ZIP_STORED)
        parts.writestr("content.xml", content_of(table))
        parts.writestr("META-INF/manifest.xml", MANIFEST)
    return file.getvalue()


def content_of(table: Table) -> str:
    """Return the part of an ODS that holds the table."""
    rows = "".join(f"<table:table-row>{''.join(map(ods_cell, line))}</table:table-row>" for line in table.lines)
    name = escape(sheet_name(table.name), {'"': "&quot;"})
    columns = f'<table:table-column table:number-columns-repeated="{len(table.header)}"/>'
    return (
        f'{XML}<office:document-content {NAMES} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{columns}{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def ods_cell(text: str) -> str:
    """Return one cell; a line of its text is a paragraph, and spaces that XML would swallow are named."""
    if not text:
        return "<table:table-cell/>"
    paragraphs = "".join(f"<text:p>{spaced(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def spaced(line: str) -> str:
    """Return a line for XML; runs of spaces, spaces at its ends, and tabs as OpenDocument writes them."""
    text = re.sub("^ | $|(?<= ) ", "<text:s/>", escape(line).replace("\t", "<text:tab/>"))
    return re.sub("  +", lambda found: " " + "<text:s/>" * (len(found[0]) - 1), text)


def sheet_name(name: str) -> str:
    """Return a name that a sheet can have in every program."""
    return re.sub(r"[\[\]:*?/\\']", " ", NO_XML.sub("", name)).strip()[:LONGEST_NAME].strip() or "Blad 1"


def widths(lines: Iterable[Line]) -> list[int]:
    """Return how wide each column is, in signs."""
    found: list[int] = []
    for line in lines:
        found += [0] * (len(line) - len(found))
        found = [max(width, min(len(text) + 2, WIDEST)) for width, text in zip(found, line, strict=True)]
    return found


XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(f'xmlns:{name}="{SPACE}:{name}:1.0"' for name in ("office", "table", "text"))
MANIFEST = (
    f'{XML}<manifest:manifest xmlns:manifest="{SPACE}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
