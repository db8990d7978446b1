"""Makes spreadsheet files for tests: honest ones with the libraries, the rest by hand."""

from collections.abc import Mapping
from io import BytesIO
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile

from odfdo import Cell, Document, Row, Table
from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XLSX_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
        <Default Extension="xml" ContentType="application/xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET}.worksheet+xml"/>
        <Override PartName="/xl/sharedStrings.xml" ContentType="{SHEET}.sharedStrings+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="{SHEET}.styles+xml"/></Types>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">
        <sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>naam</t></si><si><t>Jan</t></si></sst>',
    "xl/worksheets/sheet1.xml": f"""<worksheet xmlns="{MAIN}"><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>
        </sheetData></worksheet>""",
}
NS = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_content(rows: str, *, before: str = "", styles: str = "") -> str:
    """Return a content.xml whose first sheet has these rows."""
    return f"""{before}<office:document-content xmlns:office="{NS}:office:1.0" xmlns:table="{NS}:table:1.0"
        xmlns:text="{NS}:text:1.0" xmlns:style="{NS}:style:1.0" office:version="1.3">
        <office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>
        <table:table table:name="Blad1">{rows}</table:table>
        </office:spreadsheet></office:body></office:document-content>"""


def ods_cell(text: str, attributes: str = 'office:value-type="string"') -> str:
    """Return one cell."""
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


ODS_ROWS = f"<table:table-row>{ods_cell('naam')}</table:table-row><table:table-row>{ods_cell('Jan')}</table:table-row>"
ODS_PARTS = {"mimetype": ODS_TYPE, "content.xml": ods_content(ODS_ROWS)}


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip of these parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def xlsx(rows: list[list[object]]) -> bytes:
    """Return an XLSX file as openpyxl writes it."""
    book, file = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


def ods(rows: list[list[object]]) -> bytes:
    """Return an ODS file as odfdo writes it."""
    book, file = Document("spreadsheet"), BytesIO()
    book.body.clear()
    table = Table("Blad1")
    for values in rows:
        row = Row()
        for value in values:
            row.append_cell(Cell(cast("str | None", value)))
        table.append_row(row)
    book.body.append(table)
    book.save(file)
    return file.getvalue()


def xlsx_with(rows: str, **parts: str) -> bytes:
    """Return an XLSX whose sheet has these rows, spelled out."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return packed(XLSX_PARTS | {"xl/worksheets/sheet1.xml": sheet} | parts)


def ods_with(rows: str, *, before: str = "", styles: str = "") -> bytes:
    """Return an ODS whose first sheet has these rows, spelled out."""
    return packed(ODS_PARTS | {"content.xml": ods_content(rows, before=before, styles=styles)})


def ods_row(*cells: str, times: int = 1) -> str:
    """Return one row."""
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
