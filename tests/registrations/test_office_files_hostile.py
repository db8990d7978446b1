"""XLSX and ODS files made to break, fill or rob the machine: refused in time, within a set memory, with a reason."""

import resource
import struct
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registrations import office_files
from registrations.cells import Reason, Row, UnreadableSheet
from registrations.office_files import cells_of, read_book
from tests.registrations.books import (
    MAIN,
    ODS_PARTS,
    ODS_ROWS,
    XLSX_PARTS,
    ods_cell,
    ods_content,
    ods_row,
    ods_with,
    packed,
    xlsx_with,
)

SHEET1 = "xl/worksheets/sheet1.xml"


def refusal(content: bytes) -> tuple[Reason, dict[str, str | int]]:
    """Return why a file can not be read, in a process of its own."""
    with pytest.raises(UnreadableSheet) as caught:
        cells_of(content)
    return caught.value.reason, caught.value.details


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.xml", "/etc/x.xml", "xl/../../x.xml", "..\\x.xml"])
def test_names_that_leave_the_file(name: str) -> None:
    assert refusal(packed(XLSX_PARTS | {name: "<x/>"})) == (Reason.BROKEN, {})


def test_packing_that_no_spreadsheet_program_uses() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_BZIP2) as archive:
        for name, text in XLSX_PARTS.items():
            archive.writestr(name, text)
    assert refusal(file.getvalue()) == (Reason.BROKEN, {})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice() -> None:
    file = BytesIO(packed(XLSX_PARTS))
    with ZipFile(file, "a") as archive:
        archive.writestr(SHEET1, "<x/>")
    assert refusal(file.getvalue()) == (Reason.BROKEN, {})


LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)  # fmt: skip
EXTERNAL = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">'
REMOTE = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;'


@pytest.mark.parametrize("doctype", [LAUGHS, EXTERNAL, REMOTE, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" ['])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_something_is_refused(doctype: str, encoding: str) -> None:
    for name in XLSX_PARTS:
        if name != "[Content_Types].xml" or encoding == "utf-8":
            text = f"{doctype}]>{XLSX_PARTS[name].replace('Jan', '&j;')}"
            assert refusal(packed(XLSX_PARTS | {name: text.encode(encoding)})) == (Reason.BROKEN, {})
    content = ods_content(ODS_ROWS.replace("Jan", "&j;"), before=f"{doctype}]>")
    assert refusal(packed(ODS_PARTS | {"content.xml": content.encode(encoding)})) == (Reason.BROKEN, {})


def zeros(size: int) -> bytes:
    """Return a zip of an XLSX with one part of this many spaces."""
    file = BytesIO(packed(XLSX_PARTS))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive, archive.open("xl/bom.xml", "w") as part:
        part.write(b"<x>")
        for _ in range(size // 1_000_000):
            part.write(b" " * 1_000_000)
        part.write(b"</x>")
    return file.getvalue()


def lying(size: int) -> bytes:
    """Return a zip whose part says it is 10 bytes but unpacks to many more."""
    content = zeros(size)
    for where, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.rindex(where) + offset
        content = content[:at] + struct.pack("<I", 10) + content[at + 4 :]
    return content


BASE_DIR = Path(office_files.__file__).parents[1]
ROOM = 19_900_000
"""Bytes that fit in what may be unpacked."""


def full_of(text: str, room: int = ROOM) -> str:
    """Return as many times this text as fit."""
    return text * (room // len(text))


def with_names() -> bytes:
    names = full_of('<definedName name="a"/>')
    book = XLSX_PARTS["xl/workbook.xml"].replace("</workbook>", f"<definedNames>{names}</definedNames></workbook>")
    return packed(XLSX_PARTS | {"xl/workbook.xml": book})


def with_styles(kind: str) -> bytes:
    styles = f'<styleSheet xmlns="{MAIN}"><{kind}s>{full_of(f"<{kind}/>")}</{kind}s></styleSheet>'
    return packed(XLSX_PARTS | {"xl/styles.xml": styles})


def with_strings() -> bytes:
    return packed(XLSX_PARTS | {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{full_of("<si/>")}</sst>'})


ATTRIBUTES = " ".join(f"a{number}=''" for number in range(100_000))
TOO_MUCH = {Reason.TOO_LARGE_INSIDE, Reason.BROKEN}
"""What memory or time ran out in, decides which of the two."""
HOSTILE: dict[str, tuple[Callable[[], bytes], set[Reason]]] = {
    "one huge part": (lambda: zeros(200_000_000), {Reason.TOO_LARGE_INSIDE}),
    "many parts": (
        lambda: packed(XLSX_PARTS | {f"xl/{n}.xml": "<x/>" for n in range(2000)}), {Reason.TOO_LARGE_INSIDE},
    ),
    "many large parts": (
        lambda: packed(XLSX_PARTS | {f"xl/{n}.xml": " " * 1_000_000 for n in range(30)}), {Reason.TOO_LARGE_INSIDE},
    ),
    "a part that lies about its size": (lambda: lying(200_000_000), {Reason.BROKEN}),
    "a zip in a zip": (lambda: packed({"a.zip": packed({"b.zip": zeros(100_000_000)})}), {Reason.UNKNOWN_TYPE}),
    "rows far apart": (lambda: xlsx_with('<row r="1"/><row r="999999999999"/>'), {Reason.BROKEN}),
    "strings": (with_strings, TOO_MUCH),
    "names": (with_names, TOO_MUCH),
    "fonts": (lambda: with_styles("font"), TOO_MUCH),
    "formats": (lambda: with_styles("cellXf"), TOO_MUCH),
    "cells": (lambda: xlsx_with(full_of(f'<row>{"<c/>" * 40}</row>')), TOO_MUCH),
    "cells in one row": (lambda: xlsx_with(f'<row>{full_of("<c/>")}</row>'), TOO_MUCH),
    "formulas": (lambda: xlsx_with(f'<row>{full_of("<c><f>1+A1</f><v>1</v></c>")}</row>'), TOO_MUCH),
    "wide rows": (lambda: xlsx_with(full_of('<row><c r="XFD1"/></row>')), TOO_MUCH),
    "deep xlsx": (lambda: xlsx_with("<a>" * 1_000_000 + "</a>" * 1_000_000), TOO_MUCH),
    "deep ods": (lambda: ods_with("<table:x>" * 500_000 + "</table:x>" * 500_000), TOO_MUCH),
    "odf cells": (lambda: ods_with(ods_row(full_of("<table:table-cell/>"))), TOO_MUCH),
    "odf rows": (lambda: ods_with(full_of("<table:table-row/>")), TOO_MUCH),
    "one letter with a million accents": (
        lambda: ods_with(ods_row(ods_cell("e" + "\u0301\u0316" * 1_000_000))), {Reason.TOO_LONG},
    ),
}  # fmt: skip


SLOW = {"formulas", "deep xlsx", "cells in one row", "wide rows", "cells"}
"""Seconds each; "strings" takes the same way in the ordinary run."""


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.long if n in SLOW else ()) for n in HOSTILE])
def test_a_hostile_file_is_refused_in_time(name: str) -> None:
    make, reasons = HOSTILE[name]
    content = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    reason, _ = refusal(content)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert (len(content) < 2_000_000, reason in reasons, seconds < 2.5) == (True, True, True), (reason, seconds)


def test_what_only_looks_dangerous_is_read() -> None:
    number = ods_cell("1", 'office:value-type="float" office:value="1E999999999"')
    assert cells_of(ods_with(ods_row(number))) == [(1, ["inf"])]
    assert cells_of(ods_with(ods_row(ods_cell('a<text:s text:c="2000000000"/>b')))) == [(1, ["a b"])]
    assert cells_of(ods_with(ods_row(f"<table:table-cell {ATTRIBUTES}/>"))) == []


@pytest.mark.parametrize(
    "name",
    [pytest.param("strings", marks=pytest.mark.long), "fonts", "odf cells", "a part that lies about its size"],
)
def test_a_hostile_file_never_takes_much_memory(name: str, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(HOSTILE[name][0]())
    code = (
        "import pathlib, resource, sys\n"
        "from registrations.office_files import UnreadableSheet, cells_of\n"
        "try: cells_of(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "except UnreadableSheet: pass\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    answer = subprocess.run([sys.executable, "-c", code, str(file)], cwd=BASE_DIR, capture_output=True, check=True)
    # Kilobytes. The limit is on data; some 20 MB of program come on top.
    assert int(answer.stdout) < 130_000


def test_a_web_process_never_loads_the_libraries(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(packed(XLSX_PARTS))
    code = (
        "import pathlib, sys\n"
        "from registrations.spreadsheets import read\n"
        "read(pathlib.Path(sys.argv[1]).read_bytes(), filename='x.xlsx')\n"
        "print([name for name in ('openpyxl', 'odfdo', 'lxml', 'django') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code, str(file)], cwd=BASE_DIR, capture_output=True, check=True)
    assert answer.stdout == b"[]\n"


def test_a_reader_that_takes_too_long_by_the_clock_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_files, "PATIENCE", 0.01)
    assert refusal(packed(XLSX_PARTS)) == (Reason.TOO_LARGE_INSIDE, {})


def outcome(content: bytes) -> list[Row] | Reason:
    """Return what reading in this process comes to; anything but rows or a reason fails the test."""
    try:
        return read_book(content)
    except UnreadableSheet as fault:
        return fault.reason


SNIPPETS = st.sampled_from(
    ["", "<", ">", "&", "\0", "&#0;", "<row>", "</c>", "<c r='ZZZ9'>", "<v>-1</v>", "t='x'", "9" * 400, "1e400", "-5",
     "<table:table-row>", "nan", "<?x?>", "<![CDATA[", "text:p", "xmlns=''", "é"]
)  # fmt: skip


@given(
    kind=st.sampled_from(["xlsx", "ods"]),
    part=st.integers(0, 5),
    cuts=st.lists(st.tuples(st.integers(0, 700), st.integers(0, 12), SNIPPETS), min_size=1, max_size=3),
)
@settings(max_examples=60, deadline=None)
def test_any_damage_in_the_xml_is_refused_or_read(kind: str, part: int, cuts: list[tuple[int, int, str]]) -> None:
    parts = dict(XLSX_PARTS if kind == "xlsx" else ODS_PARTS)
    name = list(parts)[part % len(parts)]
    for start, length, snippet in cuts:
        parts[name] = parts[name][:start] + snippet + parts[name][start + length :]
    assert isinstance(outcome(packed(parts)), list | Reason)


@given(
    content=st.sampled_from([packed(XLSX_PARTS), packed(ODS_PARTS)]),
    cuts=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 8), st.binary(max_size=8)), min_size=1, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_any_damage_in_the_zip_is_refused_or_read(content: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    for start, length, snippet in cuts:
        content = content[:start] + snippet + content[start + length :]
    assert isinstance(outcome(content), list | Reason)
