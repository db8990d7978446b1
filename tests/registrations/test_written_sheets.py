"""Tables as files, read back with what reads them: no text may become a formula, and no text may change."""

import csv
import io
from typing import Any

import pytest
from odfdo import Document
from openpyxl import load_workbook

from registrations.written_sheets import Kind, Table, harmless, written

HOSTILE = [
    "=1+1", "+31 6 1234", "-x", "@SUM(A1)", "\tx", "\nx", '=HYPERLINK("http://kwaad.example";"klik")', "＝cmd", "  =x",
    "|calc", "%0A", "=cmd|' /C calc'!A0",
]  # fmt: skip
PLAIN = [
    "Anna", 'a"b;c', "l1\nl2", " lead", "two  spaces", "trail ", "", "0123", "1e5", "2026-01-01", "<b>&amp;</b>",
    "http://kwaad.example", "TRUE", "a\tb", "é ü ß 漢 👩‍💻", "'s-Hertogenbosch", "x" * 2000, "     ",
]  # fmt: skip
TEXTS = HOSTILE + PLAIN
TABLE = Table("Reeks: [a]/b*?", [f"k{number}" for number in range(len(TEXTS))], [TEXTS, list(reversed(TEXTS))])
LINES = [list(TABLE.header), TEXTS, list(reversed(TEXTS))]


def test_a_csv_for_excel_in_dutch() -> None:
    content = written(TABLE, Kind.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [[harmless(text) for text in line] for line in LINES]
    assert [text.removeprefix("'") if text not in PLAIN else text for text in rows[1]] == TEXTS
    assert [text for text in rows[1] if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))] == []


def test_only_what_may_become_a_formula_gets_an_apostrophe() -> None:
    assert [text for text in HOSTILE if harmless(text) != f"'{text}"] == []
    assert [text for text in PLAIN if harmless(text) != text] == []


def test_every_cell_of_an_xlsx_is_a_text() -> None:
    sheet = load_workbook(io.BytesIO(written(TABLE, Kind.XLSX))).active
    assert sheet is not None
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == LINES
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink] == []


def test_every_cell_of_an_ods_is_a_text() -> None:
    table: Any = Document(io.BytesIO(written(TABLE, Kind.ODS))).body.get_table(0)
    rows = [[cell.value or "" for cell in row.cells] for row in table.rows]
    assert rows == LINES
    assert {cell.type for row in table.rows for cell in row.cells if cell.value} == {"string"}
    assert {cell.formula for row in table.rows for cell in row.cells} == {None}


@pytest.mark.parametrize("kind", Kind)
def test_what_nobody_sees_is_left_out_and_line_ends_are_one(kind: Kind) -> None:
    table = Table("Blad", ["kop"], [["a\x00b\x07\ud800\uffff"], ["een\r\ntwee\rdrie"]])
    content = written(table, kind)
    found: list[Any]
    if kind is Kind.CSV:
        found = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")]
    elif kind is Kind.XLSX:
        sheet: Any = load_workbook(io.BytesIO(content)).active
        found = [row[0].value for row in sheet.iter_rows()]
    else:
        read: Any = Document(io.BytesIO(content)).body.get_table(0)
        found = [row.cells[0].value for row in read.rows]
    assert found == ["kop", "ab", "een\ntwee\ndrie"]


@pytest.mark.parametrize("name", ["", "'", "x" * 50, "[]:*?/\\", "Geschiedenis van de reeks /  van  "])
@pytest.mark.parametrize("kind", Kind)
def test_any_name_gives_a_sheet(kind: Kind, name: str) -> None:
    assert written(Table(name, ["kop"], [["a"]]), kind)
