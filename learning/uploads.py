"""Judges a file that an organiser uploads by what is in it: one of a short list of kinds, and nothing else as well.

The name says only which kind somebody meant; what is in the file must agree. A picture is drawn anew, so that nothing
is left of what a camera wrote beside it. The other kinds are kept as they came, byte for byte: nobody here opens them,
and who downloads them gets them as a file and never as a page.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo, is_zipfile

from learning.upload_kinds import OOXML, TYPES, Obstacle, UploadRefused, clean_name
from programmes.pictures import Limits, PictureObstacle, PictureRefused, pixels_of
from registrations.cells import UnreadableSheet
from registrations.office_files import ODS_LIST, ODS_PART, XLSX_PART, refuse_odd_zip, unpacked

LARGEST = 25_000_000
"""Bytes. The address that takes a file takes a little more (leerlab/middleware.py): it has a form around it."""
CHUNK = 262_144


@dataclass(frozen=True)
class Upload:
    """A file that can be kept: its cleaned name, what it is, and its bytes from the start of `file`."""

    naam: str
    content_type: str
    grootte: int
    sha256: str
    file: IO[bytes]

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in parts of at most `CHUNK`."""
        return chunks_of(self.file)


def read_upload(file: IO[bytes], *, naam: str) -> Upload:
    """Return a file as it can be kept. `file` can be read again from any place.

    Raises:
        UploadRefused: it is none of `TYPES`, not what its name says, too large, broken, locked, with macros, or
            something else as well.
    """
    naam, extension = clean_name(naam)
    size = file.seek(0, 2)
    if size == 0:
        raise UploadRefused(Obstacle.EMPTY)
    if size > LARGEST:
        raise UploadRefused(Obstacle.TOO_HEAVY)
    content_type = TYPES[extension]
    if extension == "pdf":
        check_pdf(file, size)
    elif content_type.startswith("image/"):
        file = drawn_anew(file, content_type)
        size = file.seek(0, 2)
    else:
        check_zip(file, size, content_type)
    digest = sha256()
    for chunk in chunks_of(file):
        digest.update(chunk)
    return Upload(naam, content_type, size, digest.hexdigest(), file)


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a file from its start."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


# --- PDF --------------------------------------------------------------------------------------------------------

PDF = re.compile(rb"%PDF-[12]\.[0-9]")
PDF_END = b"%%EOF"
TAIL = 1024
"""Where readers look for the end of a PDF."""


def check_pdf(file: IO[bytes], size: int) -> None:
    """Refuse what does not begin and end as a PDF does, and a PDF that is a zip as well."""
    file.seek(0)
    if not PDF.match(file.read(16)):
        raise UploadRefused(Obstacle.NOT_THAT)
    file.seek(max(0, size - TAIL))
    if PDF_END not in file.read():
        raise UploadRefused(Obstacle.BROKEN)
    if is_zipfile(file):
        raise UploadRefused(Obstacle.TWO_IN_ONE)


# --- Office -----------------------------------------------------------------------------------------------------

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of before 2007 begin, and those of today with a password."""
END_RECORD = 22
"""Bytes of the end of a zip without a comment; it starts with the four of `END_MARK`."""
END_MARK = b"PK\x05\x06"
LOCAL_HEADER = 30
LARGEST_UNPACKED = 150_000_000
LARGEST_RATIO = 100
"""Times that everything together may grow; text shrinks to a tenth or a twentieth, a bomb to a thousandth."""
LARGEST_LIST = 1_000_000
"""Bytes of a part that says what a document is: it is read whole."""
SMALL = 5_000_000
"""Bytes unpacked below which the ratio says nothing: a nearly empty sheet shrinks a lot."""
MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|basic/|scripts/|macrosheets/|activex/)", re.IGNORECASE)
PROGRAMS = re.compile(r"\.(exe|com|bat|cmd|scr|msi|js|jse|vbs|vbe|wsf|ps1|jar|hta|lnk|dll)$", re.IGNORECASE)
BROKEN = (BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error)


def check_zip(file: IO[bytes], size: int, content_type: str) -> None:
    """Refuse what is no zip from its first byte to its last, and not the office document that it says it is."""
    file.seek(0)
    head = file.read(TAIL)
    if head.startswith(OLD_OFFICE):
        raise UploadRefused(Obstacle.LOCKED)
    if not head.startswith(ZIP):
        raise UploadRefused(Obstacle.NOT_THAT)
    file.seek(max(0, size - END_RECORD))
    tail = file.read()
    try:
        with ZipFile(file) as packed:
            check_edges(packed, head=head, tail=tail)
            check_parts(packed)
            check_kind(packed, content_type)
    except UploadRefused:
        raise
    except UnreadableSheet as odd:
        raise UploadRefused(ODD_ZIP.get(odd.reason.name, Obstacle.BROKEN)) from odd
    except BROKEN as error:
        raise UploadRefused(Obstacle.BROKEN) from error


ODD_ZIP = {"PASSWORD": Obstacle.LOCKED, "TOO_LARGE_INSIDE": Obstacle.TOO_LARGE_INSIDE}


def check_edges(packed: ZipFile, *, head: bytes, tail: bytes) -> None:
    """Refuse a byte before the first part, after the end or in a comment: another format could hide there."""
    if not tail.startswith(END_MARK) or packed.comment or b"%PDF-" in head:
        raise UploadRefused(Obstacle.TWO_IN_ONE)


def check_parts(packed: ZipFile) -> None:
    """Refuse a bomb, a lie, a password or a program among the parts; each is unpacked to see that it is true."""
    parts = packed.infolist()
    # The same as for a spreadsheet that is read: passwords, too many parts, names outside, a name twice.
    refuse_odd_zip(parts, [])
    if any(MACROS.search(part.filename) or PROGRAMS.search(part.filename) for part in parts):
        raise UploadRefused(Obstacle.MACROS)
    whole = sum(part.file_size for part in parts)
    packed_size = sum(part.compress_size for part in parts)
    if whole > LARGEST_UNPACKED or (whole > SMALL and whole > LARGEST_RATIO * packed_size):
        raise UploadRefused(Obstacle.TOO_LARGE_INSIDE)
    check_layout(parts)
    for part in parts:
        if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise UploadRefused(Obstacle.BROKEN)
        with packed.open(part) as unfolding:
            # Never more than the list of contents says: where that is a lie, the checksum at the end is wrong.
            while unfolding.read(CHUNK):
                pass


def check_layout(parts: list[ZipInfo]) -> None:
    """Refuse parts that lie over each other, which makes a bomb out of few bytes, or that do not begin at the start."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end or (end == 0 and part.header_offset != 0):
            raise UploadRefused(Obstacle.TWO_IN_ONE)
        end = part.header_offset + LOCAL_HEADER + part.compress_size


def check_kind(packed: ZipFile, content_type: str) -> None:
    """Refuse a document of another kind than its name says, with macros, or that only opens with a password."""
    names = set(packed.namelist())
    if content_type.startswith(OOXML):
        if XLSX_PART not in names:
            raise UploadRefused(Obstacle.NOT_THAT)
        kinds = small_part(packed, XLSX_PART)
        if b"macroEnabled" in kinds:
            raise UploadRefused(Obstacle.MACROS)
        if f"{content_type}.main+xml".encode() not in kinds:
            raise UploadRefused(Obstacle.NOT_THAT)
        return
    if ODS_PART not in names or small_part(packed, ODS_PART).strip() != content_type.encode():
        raise UploadRefused(Obstacle.NOT_THAT)
    if ODS_LIST in names and b"encryption-data" in small_part(packed, ODS_LIST):
        raise UploadRefused(Obstacle.LOCKED)


def small_part(packed: ZipFile, name: str) -> bytes:
    """Return a part that says what a document is; refuse one that no program makes so large, before it is in memory."""
    if packed.getinfo(name).file_size > LARGEST_LIST:
        raise UploadRefused(Obstacle.TOO_LARGE_INSIDE)
    return unpacked(packed, name)


# --- Pictures ---------------------------------------------------------------------------------------------------

BOX = (3000, 3000)
"""Within which a picture is kept: enough to print on A4."""
UNFOLDED = (1600, 1600)
"""A JPEG is unfolded to less than twice this on its shortest side, and so in 50 MB."""
QUALITY = 85
PICTURES = {
    "image/jpeg": ("JPEG", Limits(LARGEST, 12_000, 50_000_000, wanted=UNFOLDED, formats=("JPEG",))),
    "image/png": ("PNG", Limits(LARGEST, 12_000, 16_000_000, wanted=UNFOLDED, formats=("PNG",))),
}
"""A PNG is unfolded as a whole, a JPEG no further than is needed."""
OF_PICTURE = {
    PictureObstacle.NOT_A_PICTURE: Obstacle.NOT_THAT,
    PictureObstacle.TOO_LARGE: Obstacle.PICTURE_TOO_LARGE,
}


def drawn_anew(file: IO[bytes], content_type: str) -> IO[bytes]:
    """Return a picture with its pixels only: upright, without place or moment, within `BOX`."""
    form, limits = PICTURES[content_type]
    file.seek(0)
    try:
        picture = pixels_of(file.read(LARGEST + 1), limits)
    except PictureRefused as refusal:
        raise UploadRefused(OF_PICTURE.get(refusal.obstacle, Obstacle.BROKEN)) from refusal
    picture.thumbnail(BOX)
    clean = BytesIO()
    if form == "JPEG":
        picture.convert("RGB").save(clean, form, quality=QUALITY)
    else:
        picture.save(clean, form)
    if clean.tell() > LARGEST:
        raise UploadRefused(Obstacle.PICTURE_TOO_LARGE)
    return clean
