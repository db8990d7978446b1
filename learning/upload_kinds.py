"""Which kinds of files may be kept, why others are refused, and what is kept of a name."""

import re
import unicodedata
from enum import Enum

LONGEST_NAME = 120
"""Signs of a name that is kept; longer names lose their middle."""
LONGEST_UPLOADED_NAME = 200
"""Longer names are no names that people give. Django cuts what a browser sends to 255 signs."""


class Obstacle(Enum):
    """Why a file is refused."""

    EMPTY = "leeg"
    TOO_HEAVY = "te veel bytes"
    NO_KIND = "geen soort die mag"
    ODD_NAME = "naam is geen naam"
    NOT_THAT = "inhoud is niet wat de naam zegt"
    BROKEN = "beschadigd"
    LOCKED = "wachtwoord"
    MACROS = "macro's"
    TWO_IN_ONE = "twee soorten in één bestand"
    TOO_LARGE_INSIDE = "te groot als het uitgepakt is"
    PICTURE_TOO_LARGE = "te veel pixels"


class UploadRefused(Exception):
    """The file is not kept; `obstacle` says why."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
TYPES = {
    "pdf": "application/pdf",
    "pptx": f"{OOXML}.presentationml.presentation",
    "docx": f"{OOXML}.wordprocessingml.document",
    "xlsx": f"{OOXML}.spreadsheetml.sheet",
    "odp": f"{ODF}.presentation",
    "odt": f"{ODF}.text",
    "ods": f"{ODF}.spreadsheet",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
"""What may be kept: extension -> content type."""


UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of signs that show nothing, or turn the text around: `fdp.exe` can be made to read `exe.pdf`."""
NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*]')
DANGEROUS = frozenset({
    "exe", "bat", "cmd", "scr", "msi", "js", "vbs", "ps1", "sh", "jar", "hta", "lnk", "svg", "html", "pptm", "docm",
    "xlsm",
})  # fmt: skip
"""Before the last extension these make a name look like something else: `x.exe.pdf`."""


def clean_name(naam: str) -> tuple[str, str]:
    """Return a name to show and its extension: without a folder, one line, seen as it is, of at most 120 signs.

    Raises:
        UploadRefused: it has no extension that may be kept, or is no name of a file.
    """
    if "\x00" in naam or len(naam) > LONGEST_UPLOADED_NAME:
        raise UploadRefused(Obstacle.ODD_NAME)
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", naam))[-1]
    plain = (" " if sign.isspace() else sign for sign in last)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) not in UNSEEN)
    stem, _, extension = " ".join(NOT_IN_A_NAME.sub(" ", seen).split()).rpartition(".")
    stem, extension = stem.strip(" ."), extension.strip().lower()
    if extension not in TYPES or stem.rpartition(".")[2].strip().lower() in DANGEROUS:
        raise UploadRefused(Obstacle.NO_KIND)
    if not stem:
        raise UploadRefused(Obstacle.ODD_NAME)
    room = LONGEST_NAME - len(extension) - 1
    return f"{stem[:room].strip()}.{extension}", extension
