"""What the cells of a spreadsheet may hold, whatever kind of file they came from, and why a file can not be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum

Row = tuple[int, list[str]]
"""The number of a row as the spreadsheet program shows it, and its texts from column A on."""
MOST_ROWS = 501
"""The row with the names of the columns included."""
MOST_COLUMNS = 50
LONGEST_VALUE = 1000
MOST_CHARACTERS = 1_000_000
"""Of a whole file: 2000 for each of 500 people."""
SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


class Reason(Enum):
    """Why a spreadsheet can not be read; in brackets the details that come along."""

    UNKNOWN_TYPE = "geen csv, xlsx of ods"
    OLD_EXCEL = "xls van Excel 97-2003"
    PASSWORD = "met wachtwoord"  # noqa: S105 - not one
    BROKEN = "beschadigd"
    ENCODING = "tekens niet te lezen"
    QUOTES = "aanhalingstekens kloppen niet (row)"
    TOO_LARGE = "te veel bytes (limit)"
    TOO_LARGE_INSIDE = "uitgepakt of in gebruik te groot"
    TOO_MANY_ROWS = "te veel rijen (limit)"
    TOO_MANY_COLUMNS = "te veel kolommen (row, limit)"
    TOO_LONG = "te lange waarde (cell, limit)"
    NOT_CALCULATED = "formule zonder uitkomst (cell)"
    EMPTY = "leeg"
    NO_HEADER = "geen rij met kolomnamen (row)"
    NO_ROWS = "alleen een rij met kolomnamen"
    UNNAMED_COLUMN = "kolom zonder naam (cell)"
    DOUBLE_COLUMN = "kolomnaam komt vaker voor (column)"


class UnreadableSheet(Exception):
    """The file can not be read as a table; `details` holds what `Reason` says, as `cell` "B7" or `limit` 500."""

    def __init__(self, reason: Reason, **details: str | int) -> None:
        super().__init__(reason.value, details)
        self.reason = reason
        self.details = details


def within_limits(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that hold something, tidied and without the empty cells at their end.

    Raises:
        UnreadableSheet: there are too many, one is too wide or a value is too long. A long value is not cut: it mostly
            is half the file, behind a quote that nobody closed.
    """
    kept: list[Row] = []
    characters = 0
    for number, texts in rows:
        width = max((at for at, text in enumerate(texts, 1) if not text.isspace() and text), default=0)
        if width > MOST_COLUMNS:
            raise UnreadableSheet(Reason.TOO_MANY_COLUMNS, row=number, limit=MOST_COLUMNS)
        for column, text in enumerate(texts[:width]):
            if len(text.strip()) > LONGEST_VALUE:
                raise UnreadableSheet(Reason.TOO_LONG, cell=cell_name(number, column), limit=LONGEST_VALUE)
        tidied = [tidy(text) for text in texts[:width]]
        if not any(tidied):
            continue
        if len(kept) == MOST_ROWS:
            raise UnreadableSheet(Reason.TOO_MANY_ROWS, limit=MOST_ROWS - 1)
        characters += sum(map(len, tidied))
        if characters > MOST_CHARACTERS:
            raise UnreadableSheet(Reason.TOO_LARGE_INSIDE)
        kept.append((number, tidied))
    return kept


def tidy(text: str) -> str:
    """Return a text on one line, without what can not be seen; accents as one character, as a keyboard makes them."""
    return unicodedata.normalize("NFC", " ".join(UNSEEN.sub("", SPACES.sub(" ", text)).split()))


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, as "B7" for row 7 and column 1 (from 0)."""
    letters, column = "", column + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def text_of(value: object) -> str:
    """Return the text of a value: 12 for 12.0, days and moments as in ISO 8601, the rest as Excel shows it in Dutch."""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        is_day = value.time() == datetime.min.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
