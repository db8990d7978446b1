"""Makes files as people upload them, and as somebody does who means harm."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import Image

from learning.upload_kinds import TYPES

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00" + b"\x00" * 200
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def zip_of(parts: dict[str, bytes], *, comment: bytes = b"", packing: int = ZIP_DEFLATED) -> bytes:
    """Make a zip with these parts."""
    file = BytesIO()
    with ZipFile(file, "w", packing) as packed:
        for name, content in parts.items():
            # Not of now: made twice it is the same file.
            packed.writestr(ZipInfo(name, (2026, 3, 2, 9, 0, 0)), content, packing)
        packed.comment = comment
    return file.getvalue()


def parts_of(extension: str) -> dict[str, bytes]:
    """Return the parts of the smallest document of a kind."""
    content_type = TYPES[extension]
    if "opendocument" in content_type:
        return {"mimetype": content_type.encode(), "content.xml": b"<office/>", "META-INF/manifest.xml": b"<manifest/>"}
    kinds = f'<Types><Override PartName="/main.xml" ContentType="{content_type}.main+xml"/></Types>'
    return {"[Content_Types].xml": kinds.encode(), "main.xml": b"<main>" + b"tekst " * 50 + b"</main>"}


def document(extension: str, **more: bytes) -> bytes:
    """Make the smallest document of a kind, with parts added to it by name (`__` stands for `/`, `_dot_` for `.`)."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return zip_of(parts_of(extension) | named)


def photo(form: str = "JPEG", size: tuple[int, int] = (400, 300)) -> bytes:
    """Make a picture that says where it was taken, by whom and that it stands on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Geheime fotograaf"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 23.0, 11.0)
    file = BytesIO()
    Image.new("RGB", size, "#2e7d4f").save(file, form, exif=exif)
    return file.getvalue()


def bomb() -> bytes:
    """Make a presentation that is small and unfolds to 100 MB."""
    return zip_of(parts_of("pptx") | {"ppt/media/leeg.bin": b"\0" * 100_000_000})


def lying_about_size() -> bytes:
    """Make a presentation whose list of contents says that a part is small."""
    whole = bytearray(zip_of({"[Content_Types].xml": parts_of("pptx")["[Content_Types].xml"], "a.xml": b"a" * 9000}))
    at = whole.index(b"PK\x01\x02", whole.index(b"PK\x01\x02") + 4)
    whole[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(whole)


def encrypted_flag() -> bytes:
    """Make a presentation of which the list of contents says that it has a password."""
    whole = bytearray(document("pptx"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.index(mark)
        whole[at + offset] |= 1
    return bytes(whole)


def overlapping() -> bytes:
    """Make a presentation of which two entries are the same bytes."""
    whole = bytearray(zip_of(parts_of("pptx"), packing=ZIP_STORED))
    first = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x01\x02", first + 4)
    whole[second + 42 : second + 46] = (4).to_bytes(4, "little")
    return bytes(whole)
