"""Reads the cells of an XLSX or ODS file that somebody sent, in a process of its own.

Two reasons: the libraries would cost a web process 20 MB for good, and what a hostile file costs ends with its process.
That process imports no Django, no settings and no models.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
import zlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from registrations.cells import MOST_ROWS, Reason, Row, UnreadableSheet, cell_name, text_of, within_limits

if TYPE_CHECKING:
    from odfdo import Document, Element

LARGEST_UNPACKED = 20_000_000
MOST_PARTS = 1000
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""Both as in Excel; LibreOffice has the same."""
SECONDS = 2
MEMORY = 100_000_000
"""What the process may use: processor and bytes. 500 full rows of 50 columns take 0.8 s and 60 MB."""
PATIENCE = 20
"""Seconds on the clock, for when the machine is busy."""
START = "import sys; sys.path.append(sys.argv[1]); from registrations.office_files import main; main()"
PART_NAMES = (".xml", ".rels", "mimetype")
XLSX_PART = "[Content_Types].xml"
XLSX = re.compile(rb"(spreadsheetml\.(sheet|template)|ms-excel\.(sheet|template)\.macroEnabled)\.main\+xml")
ODS_PART = "mimetype"
ODS = re.compile(rb"application/vnd\.oasis\.opendocument\.spreadsheet(-template)?\s*")
ODS_LIST = "META-INF/manifest.xml"
ENCRYPTED = 0x1


def cells_of(content: bytes) -> list[Row]:
    """Return the rows that hold something of the first visible sheet of an XLSX or ODS file.

    Raises:
        UnreadableSheet: it is neither, or the file is too large, broken, locked or hostile.
    """
    try:
        # Isolated and without our environment: the file gets to see no key, no database and no code but this.
        reader = subprocess.run(  # noqa: S603 - our own file; what was sent goes in as bytes
            [sys.executable, "-IB", "-c", START, str(Path(__file__).parents[1])],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={},
        )
        if reader.returncode and b"ModuleNotFoundError" in reader.stderr:
            raise RuntimeError("the libraries that read spreadsheets are not installed")
        answer = json.loads(reader.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        # Killed at one of the limits, with nothing said.
        raise UnreadableSheet(Reason.TOO_LARGE_INSIDE) from None
    if "reason" in answer:
        raise UnreadableSheet(Reason[answer["reason"]], **answer["details"])
    return [(number, texts) for number, texts in answer["rows"]]


def main() -> None:
    """Read a file from stdin and write its rows, or why there are none, to stdout; within the limits or not at all."""
    import resource  # noqa: PLC0415 - only on Unix, and only here

    for kind, most in {
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_DATA: MEMORY,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(kind, (most, most))
    try:
        answer: dict[str, Any] = {"rows": read_book(sys.stdin.buffer.read())}
    except UnreadableSheet as fault:
        answer = {"reason": fault.reason.name, "details": fault.details}
    sys.stdout.write(json.dumps(answer))


def read_book(content: bytes) -> list[Row]:
    """Return the rows of an XLSX or ODS file; without the limits on memory and time that `cells_of` adds.

    Raises:
        UnreadableSheet: see `cells_of`.
        MemoryError: the file wants more than there is.
    """
    try:
        is_xlsx, parts = safe_parts(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return within_limits(xlsx_rows(parts) if is_xlsx else ods_rows(parts))
    except (UnreadableSheet, MemoryError, ImportError):
        raise
    except Exception as error:
        # Whatever the libraries stumble over in a file that does not keep to its format.
        raise UnreadableSheet(Reason.BROKEN) from error


def safe_parts(content: bytes) -> tuple[bool, BytesIO]:
    """Return whether a zip is XLSX (or else ODS), and its XML as a plain zip in memory in which no trick is left.

    The libraries get to see nothing else: no pictures or macros, no name twice, no DOCTYPE (and so no entities).

    Raises:
        UnreadableSheet: it is not a spreadsheet, has a password, is too large unpacked or is broken.
    """
    clean = BytesIO()
    try:
        packed = ZipFile(BytesIO(content))
        parts = [part for part in packed.infolist() if part.filename.endswith(PART_NAMES)]
        refuse_odd_zip(packed.infolist(), parts)
        is_xlsx = kind_of(packed) is XLSX
        if not is_xlsx:
            # odfdo needs no more, and the list of parts of an older ODS has a DOCTYPE.
            parts = [part for part in parts if part.filename in {ODS_PART, "content.xml"}]
        with ZipFile(clean, "w", ZIP_STORED) as copy:
            for part in parts:
                text = unpacked(packed, part.filename)
                if part.filename == ODS_PART:
                    text = text.strip()
                else:
                    refuse_doctype(text)
                copy.writestr(part.filename, text)
    except (BadZipFile, expat.ExpatError, NotImplementedError, EOFError, OSError, ValueError, zlib.error):
        raise UnreadableSheet(Reason.BROKEN) from None
    return is_xlsx, clean


def refuse_odd_zip(everything: list[ZipInfo], parts: list[ZipInfo]) -> None:
    """Refuse what no spreadsheet program writes, by the list of contents alone: nothing has been unpacked yet."""
    if any(part.flag_bits & ENCRYPTED for part in everything):
        raise UnreadableSheet(Reason.PASSWORD)
    if len(everything) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableSheet(Reason.TOO_LARGE_INSIDE)
    names = [part.filename for part in everything]
    outside = any(name.startswith("/") or ".." in re.split(r"[/\\]", name) for name in names)
    odd_packing = any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts)
    if outside or odd_packing or len(set(names)) < len(names):
        raise UnreadableSheet(Reason.BROKEN)


def unpacked(packed: ZipFile, name: str) -> bytes:
    """Return a part, at most as large as the list of contents says; where that is a lie, the checksum is wrong."""
    with packed.open(name) as part:
        return part.read(packed.getinfo(name).file_size)


def kind_of(packed: ZipFile) -> re.Pattern[bytes]:
    """Return XLSX or ODS.

    Raises:
        UnreadableSheet: it is another kind of document, or an ODS with a password.
    """
    names = packed.namelist()
    if XLSX_PART in names and XLSX.search(unpacked(packed, XLSX_PART)):
        return XLSX
    if ODS_PART in names and ODS.fullmatch(unpacked(packed, ODS_PART)):
        if ODS_LIST in names and b"encryption-data" in unpacked(packed, ODS_LIST):
            raise UnreadableSheet(Reason.PASSWORD)
        return ODS
    raise UnreadableSheet(Reason.UNKNOWN_TYPE)


def refuse_doctype(text: bytes) -> None:
    """Refuse XML that declares anything: entities can fetch files and grow without end; no spreadsheet has them."""

    def refuse(*_: object) -> None:
        raise UnreadableSheet(Reason.BROKEN)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(text, True)  # noqa: FBT003 - its only spelling


def xlsx_rows(parts: BytesIO) -> Iterator[Row]:
    """Yield the rows of the first visible sheet.

    Opened twice: only the second workbook tells that a cell without a value holds a formula. A file that a program
    wrote and that Excel never opened has formulas without an outcome.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy

    sheets: list[Any] = []
    for data_only in (True, False):
        book = load_workbook(parts, read_only=True, data_only=data_only, keep_links=False)
        sheets.append(next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible"))
        # What the file says of its own size may be wrong.
        sheets[-1].reset_dimensions()
    for number, (cells, formulas) in enumerate(zip(*(sheet.iter_rows() for sheet in sheets), strict=True), 1):
        if number > LAST_ROW:
            raise UnreadableSheet(Reason.BROKEN)
        if not cells:
            continue
        for column, (cell, formula) in enumerate(zip(cells, formulas, strict=True)):
            # An outcome that is an empty text has its own type.
            if formula.data_type == "f" and cell.value is None and cell.data_type != "str":
                raise UnreadableSheet(Reason.NOT_CALCULATED, cell=cell_name(number, column))
        yield number, [text_of(cell.value) for cell in cells]


def ods_rows(parts: BytesIO) -> Iterator[Row]:
    """Yield the rows of the first visible sheet that hold something."""
    from odfdo import Document  # noqa: PLC0415 - heavy

    book = Document(parts)
    hidden = hidden_styles(book)
    sheet = next(
        table
        for table in book.body.get_elements("//table:table")
        if table.get_attribute_string("table:style-name") not in hidden
    )
    number = 0
    for row in sheet.get_elements("descendant::table:table-row"):
        texts: list[str] = []
        for cell in row.get_elements("table:table-cell|table:covered-table-cell"):
            times = min(repeated(cell, "columns"), LAST_COLUMN - len(texts))
            if cell.get_attribute_string("table:formula") and not cell.get_attribute_string("office:value-type"):
                raise UnreadableSheet(Reason.NOT_CALCULATED, cell=cell_name(number + 1, len(texts)))
            texts += [ods_text(cell)] * times
        times = repeated(row, "rows")
        if any(texts):
            yield from ((number + at, texts) for at in range(1, min(times, MOST_ROWS + 1) + 1))
        number += times


def hidden_styles(book: Document) -> set[str]:
    """Return the names of the styles that hide a sheet."""
    hiding = "//office:automatic-styles/style:style[style:table-properties/@table:display='false']"
    return {str(style.get_attribute_string("style:name")) for style in book.body.get_elements(hiding)}


def repeated(element: Element, kind: str) -> int:
    """Return how often a row or cell stands there: up to the edge of the sheet where all is empty."""
    return max(1, int(element.get_attribute_string(f"table:number-{kind}-repeated") or 1))


def ods_text(cell: Element) -> str:
    """Return the text of a cell, from its value where the program's own way of writing would get in between."""
    kind = cell.get_attribute_string("office:value-type")
    if kind in {"float", "percentage", "currency"}:
        return text_of(float(cell.get_attribute_string("office:value") or 0))
    if kind == "boolean":
        return text_of(cell.get_attribute_string("office:boolean-value") == "true")
    if kind == "date":
        return text_of(datetime.fromisoformat(cell.get_attribute_string("office:date-value") or ""))
    paragraphs = "\n".join(map(plain, cell.get_elements("text:p")))
    return paragraphs or cell.get_attribute_string("office:string-value") or ""


def plain(element: Element) -> str:
    """Return the text of a paragraph or of a piece of one; odfdo's own way puts links in Markdown."""
    if element.tag in {"text:s", "text:tab", "text:line-break"}:
        return " "
    if element.tag == "office:annotation":
        return ""
    return (element.text or "") + "".join(plain(child) + (child.tail or "") for child in element.children)
