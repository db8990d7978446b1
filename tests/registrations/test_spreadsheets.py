"""A table in a file, of any kind and as people send it: read alike, or refused with a reason."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registrations.spreadsheets import Reason, Row, Sheet, UnreadableSheet, read
from tests.registrations.books import ods, packed, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CSV = "Naam;E-mail;Gemeente\r\nZoë de Vries;zoe@zwolle.example;Zwolle\r\n;;\r\nJan;jan@raalte.example;\r\n"
TABLE = Sheet(
    header=["Naam", "E-mail", "Gemeente"],
    rows=[
        Row(2, {"Naam": "Zoë de Vries", "E-mail": "zoe@zwolle.example", "Gemeente": "Zwolle"}),
        Row(4, {"Naam": "Jan", "E-mail": "jan@raalte.example", "Gemeente": ""}),
    ],
)
CELLS: list[list[object]] = [
    ["Naam", "E-mail", "Gemeente"],
    ["Zoë de Vries", "zoe@zwolle.example", "Zwolle"],
    [None, None, None],
    ["Jan", "jan@raalte.example", None],
]


def refusal(content: bytes, filename: str = "lijst.csv") -> tuple[Reason, dict[str, str | int]]:
    """Return why a file can not be read."""
    with pytest.raises(UnreadableSheet) as caught:
        read(content, filename=filename)
    return caught.value.reason, caught.value.details


def names(text: str | bytes) -> list[str]:
    """Return the first values of all rows of a CSV, below the first line."""
    sheet = read(text if isinstance(text, bytes) else text.encode(), filename="lijst.csv")
    return [row.values[sheet.header[0]] for row in sheet.rows]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CSV.encode(), id="utf-8"),
        pytest.param(CSV.encode("utf-8-sig"), id="utf-8 with a mark"),
        pytest.param(CSV.encode("utf-16"), id="utf-16"),
        pytest.param(b"\xfe\xff" + CSV.encode("utf-16-be"), id="utf-16 big-endian"),
        pytest.param(CSV.encode("cp1252"), id="windows-1252"),
        pytest.param(CSV.replace(";", ",").encode(), id="commas"),
        pytest.param(CSV.replace(";", "\t").encode(), id="tabs"),
        pytest.param(CSV.replace(";", "\t").encode("utf-16"), id="unicode text of Excel"),
        pytest.param(CSV.replace("\r\n", "\n").encode(), id="lf"),
        pytest.param(CSV.replace("\r\n", "\r").encode(), id="cr"),
        pytest.param(CSV.rstrip().encode(), id="no line break at the end"),
        pytest.param(f"sep=;\r\n{CSV}".encode("utf-8-sig"), id="the line of Excel"),
        pytest.param(CSV.replace("Zoë de Vries", '"Zoë\r\nde Vries"').encode(), id="a line break in a value"),
        pytest.param(CSV.replace("Zoë", "Zoe\u0308").encode(), id="letters and accents apart"),
        pytest.param(CSV.replace("Naam", '"Naam"').replace("Jan", '" Jan "').encode(), id="quotes"),
        pytest.param(CSV.replace("\r\n", ";;\r\n").encode(), id="empty columns"),
        pytest.param(CSV.replace("Jan", "\x00Jan\x0b").encode(), id="control characters"),
        pytest.param(xlsx(CELLS), id="xlsx"),
        pytest.param(ods(CELLS), id="ods"),
    ],
)
def test_one_table_reads_alike_from_every_kind_of_file(content: bytes) -> None:
    assert read(content, filename="lijst") == TABLE


def test_numbers_and_days_read_alike() -> None:
    cells: list[list[object]] = [["aantal", "dag"], [12.0, date(2027, 3, 1)], [1.5, None]]
    text = b"aantal,dag\n12,2027-03-01\n1.5,\n"
    sheets = [read(content, filename="x") for content in (xlsx(cells), ods(cells), text)]
    rows = [Row(2, {"aantal": "12", "dag": "2027-03-01"}), Row(3, {"aantal": "1.5", "dag": ""})]
    assert sheets == [Sheet(["aantal", "dag"], rows)] * 3


def test_the_name_of_a_file_is_not_believed() -> None:
    assert [read(xlsx(CELLS), filename="x.csv"), read(CSV.encode(), filename="x.xlsx")] == [TABLE, TABLE]


def test_rows_are_numbered_as_the_spreadsheet_program_does() -> None:
    sheet = read(b'\n\nnaam;x\n"a\nb\nc";1\n\nd;2\n', filename="x")
    assert [(row.number, row.values["naam"]) for row in sheet.rows] == [(4, "a b c"), (6, "d")]


def test_values_with_delimiters_and_quotes() -> None:
    assert names('naam;x\n"Vries; de";1\n"Jan ""Jo"" Smit";2\nJan "Jo" Smit;3\n') == [
        "Vries; de",
        'Jan "Jo" Smit',
        'Jan "Jo" Smit',
    ]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("naam;a,b;c", ["naam", "a,b", "c"]),
        ("naam,a;b,c", ["naam", "a;b", "c"]),
        ('"a;b;c;d",e', ["a;b;c;d", "e"]),
        ("naam", ["naam"]),
        ("naam\te-mail, werk", ["naam", "e-mail, werk"]),
    ],
)
def test_the_sign_between_columns_is_that_of_the_first_line(header: str, found: list[str]) -> None:
    assert read(f"{header}\nx;;\n".replace(";;", "").encode(), filename="x").header == found


def test_columns_without_a_name_and_values_are_left_out() -> None:
    sheet = read(b"naam;;email;\nJan;;j@x.example;\n", filename="x")
    assert sheet == Sheet(["naam", "email"], [Row(2, {"naam": "Jan", "email": "j@x.example"})])


@pytest.mark.parametrize(
    ("content", "reason", "details"),
    [
        (b"", Reason.EMPTY, {}),
        (b"\xef\xbb\xbf", Reason.EMPTY, {}),
        (b"\n;;\n \n", Reason.EMPTY, {}),
        (b"naam;email\n;\n", Reason.NO_ROWS, {}),
        (b"\nJan;jan@x.example\nPiet;piet@x.example\n", Reason.NO_HEADER, {"row": 2}),
        (b"Deelnemers kick-off;;\nnaam;email;gemeente\nJan;j@x.example;Raalte\n", Reason.NO_HEADER, {"row": 1}),
        (b"naam;email\nJan;j@x.example;Raalte\n", Reason.UNNAMED_COLUMN, {"cell": "C2"}),
        (b"naam;;email\nJan;;j@x.example\nPiet;x;p@x.example\n", Reason.UNNAMED_COLUMN, {"cell": "B3"}),
        (b"naam;email;Naam\nJan;j@x.example;Jan\n", Reason.DOUBLE_COLUMN, {"column": "naam"}),
        (b'naam;email\nJan;"j@x.example\nPiet;p@x.example\n', Reason.QUOTES, {"row": 2}),
        (b'naam;email\n"Jan" Smit;j@x.example\n', Reason.QUOTES, {"row": 2}),
        (b"naam\xef\xeb\x81\nJan\n", Reason.ENCODING, {}),
        (b"\xff\xfea\x00\x00", Reason.ENCODING, {}),
        (b"%PDF-1.7\nnaam;email\n", Reason.UNKNOWN_TYPE, {"filename": "lijst.csv"}),
        (b"<html><table><tr><td>naam</td></tr></table></html>", Reason.UNKNOWN_TYPE, {"filename": "lijst.csv"}),
        ("naam;email\nJan;j@x.example\n".encode("utf-16-le"), Reason.UNKNOWN_TYPE, {"filename": "lijst.csv"}),
        (b"naam\xeb\x00\x01\x02;\nJan;\n", Reason.UNKNOWN_TYPE, {"filename": "lijst.csv"}),
        (packed({"a.txt": "naam"}), Reason.UNKNOWN_TYPE, {"filename": "lijst.csv"}),
        (b"PK\x05\x06" + bytes(18), Reason.UNKNOWN_TYPE, {"filename": "lijst.csv"}),
        (b"PK\x03\x04 and no more", Reason.BROKEN, {}),
        (OLE + bytes(600) + b"W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00", Reason.OLD_EXCEL, {}),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), Reason.PASSWORD, {}),
        (b"naam\n" + b"x" * 2_000_000, Reason.TOO_LARGE, {"limit": 2_000_000}),
        (b"naam\n" + b"Jan\n" * 501, Reason.TOO_MANY_ROWS, {"limit": 500}),
        (b"naam\n" + b";" * 50 + b"x", Reason.TOO_MANY_COLUMNS, {"row": 2, "limit": 50}),
        (b"naam;x\nJan;" + b"x" * 1001, Reason.TOO_LONG, {"cell": "B2", "limit": 1000}),
    ],
)
def test_what_can_not_be_read_says_why(content: bytes, reason: Reason, details: dict[str, str | int]) -> None:
    assert refusal(content) == (reason, details)


def test_the_largest_file_reads() -> None:
    line = ";".join(["x" * 35] * 50) + "\n"
    sheet = read((";".join(f"kolom {number}" for number in range(50)) + "\n" + line * 500).encode(), filename="x")
    assert (len(sheet.header), len(sheet.rows), len(read(b"naam\n" + b"Jan\n" * 500, filename="x").rows)) == (
        50,
        500,
        500,
    )


@pytest.mark.parametrize(
    "content",
    [
        b'naam\n"' + b"x" * 1_990_000,
        b"naam\n" + b'"' * 1_990_000,
        b'"' * 1_999_999,
        b'""' * 999_999,
        b'"a",' * 499_999,
        b";" * 1_999_999,
        b"\n" * 1_999_999,
        b"a" * 1_999_999,
        b" " * 1_999_999,
        b"\x00" * 1_999_999,
        b"@." * 999_999,
        ("e" + "\u0301\u0316" * 490_000).encode(),
        ("\n".join(["naam"] + ["e" + "\u0301\u0316" * 499] * 490)).encode(),
    ],
)
def test_a_hostile_text_takes_no_time(content: bytes) -> None:
    begin = time.process_time()
    try:
        read(content, filename="x")
    except UnreadableSheet as fault:
        assert fault.reason in Reason  # noqa: PT017 - a table is a good answer too
    assert time.process_time() - begin < 2


def sane(content: bytes) -> bool:
    """Tell whether reading gives a proper table or a reason."""
    try:
        sheet = read(content, filename="x")
    except UnreadableSheet as fault:
        return isinstance(fault.reason, Reason)
    texts = [text for row in sheet.rows for text in row.values.values()]
    assert all(list(row.values) == sheet.header for row in sheet.rows)
    assert [text for text in [*sheet.header, *texts] if text != " ".join(text.split())] == []
    return len(sheet.rows) > 0


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from([b'"', b";", b",", b"\n", b"\r", b"a", b"\xeb", b"\x00"])).map(b"".join)
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_table_or_a_reason(content: bytes) -> None:
    assert sane(content)


@given(
    st.lists(st.lists(st.text(st.characters(codec=None), max_size=12), max_size=4), max_size=6),
    st.sampled_from(["utf-8", "utf-16"]),
)
@settings(max_examples=200, deadline=None)
def test_any_text_gives_a_table_or_a_reason(rows: list[list[str]], encoding: str) -> None:
    text = "\n".join(";".join(row) for row in rows)
    assert sane(text.encode(encoding, "surrogatepass"))
