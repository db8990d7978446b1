"""Reading XLSX and ODS: the first visible sheet, with its values as people see them."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from registrations.cells import Reason, UnreadableSheet
from registrations.office_files import cells_of
from tests.registrations.books import (
    ODS_PARTS,
    ODS_ROWS,
    ODS_TYPE,
    SHEET,
    XLSX_PARTS,
    ods,
    ods_cell,
    ods_content,
    ods_row,
    ods_with,
    packed,
    xlsx,
    xlsx_with,
)

Write = Callable[[list[list[object]]], bytes]
JAN = [(1, ["naam"]), (2, ["Jan"])]
SHEET1 = "xl/worksheets/sheet1.xml"


def refusal(content: bytes) -> tuple[Reason, dict[str, str | int]]:
    """Return why a file can not be read, in a process of its own."""
    with pytest.raises(UnreadableSheet) as caught:
        cells_of(content)
    return caught.value.reason, caught.value.details


@pytest.mark.parametrize("write", [xlsx, ods])
def test_values_read_as_people_see_them(write: Write) -> None:
    rows: list[list[object]] = [["tekst", 12.0, 12, 0.5, -3, True, date(2027, 3, 1), datetime(2027, 3, 1, 14, 30)]]  # noqa: DTZ001
    seen = ["tekst", "12", "12", "0.5", "-3", "WAAR", "2027-03-01", "2027-03-01 14:30"]
    assert cells_of(write(rows)) == [(1, seen)]


@pytest.mark.parametrize("write", [xlsx, ods])
def test_empty_rows_are_left_out_and_keep_their_number(write: Write) -> None:
    rows: list[list[object]] = [[None], ["naam", None, " "], [None, None], ["Jan", None, None], [None]]
    assert cells_of(write(rows)) == [(2, ["naam"]), (4, ["Jan"])]


@pytest.mark.parametrize("parts", [XLSX_PARTS, ODS_PARTS])
def test_the_smallest_files(parts: dict[str, str]) -> None:
    assert cells_of(packed(parts)) == JAN


def book_of_three() -> tuple[bytes, bytes]:
    """Return an XLSX and an ODS with a hidden sheet, one with Jan, and one with Piet."""
    book = load_workbook(BytesIO(xlsx([["geheim"]])))
    for name in ("Jan", "Piet"):
        sheet = book.create_sheet(name)
        assert isinstance(sheet, Worksheet)
        sheet.append(["naam"])
        sheet.append([name])
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    file = BytesIO()
    book.save(file)
    shy = '<style:style style:name="ta9"><style:table-properties table:display="false"/></style:style>'
    others = (
        f'<table:table-row>{ods_cell("geheim")}</table:table-row></table:table><table:table table:name="Jan">{ODS_ROWS}'
        f'</table:table><table:table table:name="Piet"><table:table-row>{ods_cell("Piet")}</table:table-row>'
    )
    content = ods_content(others, styles=shy).replace('"Blad1"', '"Blad1" table:style-name="ta9"')
    return file.getvalue(), packed(ODS_PARTS | {"content.xml": content})


def test_the_first_visible_sheet_is_read() -> None:
    assert [cells_of(file) for file in book_of_three()] == [JAN, JAN]


def test_outcomes_of_formulas_are_read() -> None:
    cells = (
        '<c r="A1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="B1"><f>6*7</f><v>42</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="E1" t="inlineStr"><is><r><t>in </t></r><r><t>delen</t></r></is></c>'
    )
    assert cells_of(xlsx_with(f'<row r="1">{cells}</row>')) == [(1, ["ab", "42", "", "#DIV/0!", "in delen"])]
    formula = ods_cell("42", 'office:value-type="float" office:value="42" table:formula="of:=6*7"')
    assert cells_of(ods_with(ods_row(formula))) == [(1, ["42"])]


def test_a_formula_without_an_outcome_is_named() -> None:
    assert refusal(xlsx([["naam", "x"], ["Jan", 1], ["Piet", "=B2+1"]])) == (Reason.NOT_CALCULATED, {"cell": "B3"})
    formula = '<table:table-cell table:formula="of:=6*7"/>'
    rows = ods_row(ods_cell("naam"), times=2) + ods_row(ods_cell("Jan", 'table:number-columns-repeated="27"'), formula)
    assert refusal(ods_with(rows)) == (Reason.NOT_CALCULATED, {"cell": "AB3"})


def test_a_wrong_size_in_the_file_is_not_believed() -> None:
    sheet = XLSX_PARTS[SHEET1].replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>')
    assert cells_of(packed(XLSX_PARTS | {SHEET1: sheet})) == JAN


def test_what_odf_writes_for_spaces_links_notes_and_merged_cells() -> None:
    link = ods_cell('<text:a xlink:href="mailto:j@x.example" xmlns:xlink="x">j@x.example</text:a>')
    note = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>Let op</text:p></office:annotation>'
        "<text:p>een<text:s/>twee<text:tab/>drie</text:p><text:p>vier</text:p></table:table-cell>"
    )
    covered = "<table:covered-table-cell/>"
    rows = f"<table:table-header-rows>{ods_row(link, covered, note)}</table:table-header-rows>"
    assert cells_of(ods_with(rows)) == [(1, ["j@x.example", "", "een twee drie vier"])]


def test_repeats_to_the_edge_of_the_sheet_cost_nothing() -> None:
    edge = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = (
        ods_row(ods_cell("naam"), edge)
        + ods_row(edge, times=2_000_000_000)
        + ods_row(ods_cell("Jan"), edge, times=2)
        + ods_row(edge, times=1_048_576)
    )
    below = 2_000_000_001
    assert cells_of(ods_with(rows)) == [(1, ["naam"]), (below + 1, ["Jan"]), (below + 2, ["Jan"])]
    assert refusal(ods_with(ods_row(ods_cell("Jan"), times=2**40))) == (Reason.TOO_MANY_ROWS, {"limit": 500})
    wide = ods_cell("Jan", 'table:number-columns-repeated="1099511627776"')
    assert refusal(ods_with(ods_row(wide))) == (Reason.TOO_MANY_COLUMNS, {"row": 1, "limit": 50})


def sheet_of(rows: int, columns: int) -> list[list[object]]:
    """Return a full table of this size, names of the columns included."""
    return [[f"waarde {row} {column} met een plaatsnaam" for column in range(columns)] for row in range(rows)]


def quick_ods(rows: list[list[object]]) -> bytes:
    """Return an ODS by hand: odfdo takes long over a large one."""
    return ods_with("".join(ods_row(*(ods_cell(str(text)) for text in row)) for row in rows))


@pytest.mark.parametrize("write", [xlsx, quick_ods])
def test_the_largest_table_fits_and_a_larger_one_does_not(write: Write) -> None:
    rows = cells_of(write(sheet_of(501, 50)))
    assert rows == list(enumerate(sheet_of(501, 50), 1))
    assert refusal(write(sheet_of(502, 2))) == (Reason.TOO_MANY_ROWS, {"limit": 500})
    assert refusal(write([["naam"], *sheet_of(1, 51)])) == (Reason.TOO_MANY_COLUMNS, {"row": 2, "limit": 50})


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_long_value_is_named_not_cut(write: Write) -> None:
    assert cells_of(write([["x" * 1000]])) == [(1, ["x" * 1000])]
    assert refusal(write([["naam"], ["Jan", "x" * 1001]])) == (Reason.TOO_LONG, {"cell": "B2", "limit": 1000})


def test_other_documents_in_a_zip() -> None:
    docx = XLSX_PARTS["[Content_Types].xml"].replace("spreadsheetml.sheet.main", "wordprocessingml.document.main")
    xlsb = docx.replace("wordprocessingml.document.main", "ms-excel.sheet.binary.macroEnabled.main")
    for parts in (
        {},
        {"readme.txt": "dag"},
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""},
        XLSX_PARTS | {"[Content_Types].xml": docx},
        XLSX_PARTS | {"[Content_Types].xml": xlsb},
    ):
        assert refusal(packed(parts)) == (Reason.UNKNOWN_TYPE, {})


def test_templates_and_macros_read_like_any_other() -> None:
    types = XLSX_PARTS["[Content_Types].xml"]
    xlsm = types.replace(f"{SHEET}.sheet.main", "application/vnd.ms-excel.sheet.macroEnabled.main")
    for parts in (
        XLSX_PARTS | {"[Content_Types].xml": xlsm, "xl/vbaProject.bin": "virus"},
        XLSX_PARTS | {"[Content_Types].xml": types.replace("sheet.main", "template.main")},
        ODS_PARTS | {"mimetype": f"{ODS_TYPE}-template\n"},
    ):
        assert cells_of(packed(parts)) == JAN


def test_an_ods_with_a_password() -> None:
    locked = '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    assert refusal(packed(ODS_PARTS | {"META-INF/manifest.xml": locked})) == (Reason.PASSWORD, {})


def test_an_old_list_of_parts_with_a_doctype_is_no_trouble() -> None:
    old = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><x/>'
    assert cells_of(packed(ODS_PARTS | {"META-INF/manifest.xml": old})) == JAN


def test_a_zip_with_a_password() -> None:
    content = packed(XLSX_PARTS)
    at = content.index(b"PK\x01\x02") + 8
    assert refusal(content[:at] + b"\x01\x00" + content[at + 2 :]) == (Reason.PASSWORD, {})
