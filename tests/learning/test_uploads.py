"""Which files are kept and which are refused, by what is in them."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from learning.upload_kinds import TYPES, Obstacle, UploadRefused, clean_name
from learning.uploads import CHUNK, LARGEST, Upload, read_upload
from tests.learning import upload_files as files
from tests.learning.upload_files import EXE, HTML, OLD_OFFICE, PDF, SVG, document, parts_of, photo, zip_of


def kept(content: bytes, naam: str) -> Upload:
    return read_upload(BytesIO(content), naam=naam)


def refused(content: bytes, naam: str) -> Obstacle:
    with pytest.raises(UploadRefused) as refusal:
        kept(content, naam)
    return refusal.value.obstacle


OFFICE = ["pptx", "docx", "xlsx", "odp", "odt", "ods"]


@pytest.mark.parametrize("extension", OFFICE)
def test_an_office_document_is_kept_byte_for_byte(extension: str) -> None:
    content = document(extension)
    upload = kept(content, f"Verslag.{extension.upper()}")
    assert (upload.naam, upload.content_type) == (f"Verslag.{extension}", TYPES[extension])
    assert (upload.grootte, upload.sha256) == (len(content), sha256(content).hexdigest())
    assert b"".join(upload.chunks()) == content


def test_a_pdf_is_kept_byte_for_byte_in_parts() -> None:
    content = PDF.replace(b"%%EOF", b" " * CHUNK + b"\n%%EOF")
    upload = kept(content, "Wonen in de wijk.pdf")
    parts = list(upload.chunks())
    assert ([len(part) <= CHUNK for part in parts], b"".join(parts)) == ([True, True], content)


@pytest.mark.parametrize(("form", "naam"), [("JPEG", "foto.jpg"), ("JPEG", "foto.jpeg"), ("PNG", "foto.png")])
def test_a_picture_keeps_its_pixels_and_nothing_else(form: str, naam: str) -> None:
    content = photo(form)
    assert b"Geheime fotograaf" in content
    upload = kept(content, naam)
    stored = b"".join(upload.chunks())
    picture = Image.open(BytesIO(stored))
    # Upright, as the camera meant it.
    assert (picture.format, picture.size, dict(picture.getexif())) == (form, (300, 400), {})
    assert b"Geheime" not in stored
    assert b"Exif" not in stored
    assert (upload.grootte, upload.sha256) == (len(stored), sha256(stored).hexdigest())


def test_what_hides_behind_a_picture_is_gone() -> None:
    upload = kept(photo("JPEG") + HTML + zip_of({"a.txt": b"verstopt"}), "foto.jpg")
    stored = b"".join(upload.chunks())
    assert (b"script" in stored, b"PK\x03\x04" in stored) == (False, False)


@pytest.mark.parametrize(
    ("content", "naam", "obstacle"),
    [
        (SVG, "plaatje.svg", Obstacle.NO_KIND),
        (SVG, "plaatje.png", Obstacle.NOT_THAT),
        (HTML, "pagina.html", Obstacle.NO_KIND),
        (HTML, "pagina.pdf", Obstacle.NOT_THAT),
        (EXE, "x.pdf.exe", Obstacle.NO_KIND),
        (PDF, "x.exe.pdf", Obstacle.NO_KIND),
        (EXE, "x.pdf", Obstacle.NOT_THAT),
        (PDF, "x", Obstacle.NO_KIND),
        (PDF, ".pdf", Obstacle.ODD_NAME),
        (PDF, "x" * 300 + ".pdf", Obstacle.ODD_NAME),
        (PDF, "x\x00.pdf", Obstacle.ODD_NAME),
        (b"", "leeg.pdf", Obstacle.EMPTY),
        (b"\n" + PDF, "later.pdf", Obstacle.NOT_THAT),
        (HTML + PDF, "pagina.pdf", Obstacle.NOT_THAT),
        (PDF.replace(b"%%EOF", b""), "half.pdf", Obstacle.BROKEN),
        (PDF + zip_of({"a.exe": EXE}) + b"%%EOF", "twee.pdf", Obstacle.TWO_IN_ONE),
        (document("docx"), "verslag.pptx", Obstacle.NOT_THAT),
        (document("odt"), "verslag.docx", Obstacle.NOT_THAT),
        (document("docx"), "verslag.odt", Obstacle.NOT_THAT),
        (document("pptx"), "verslag.pdf", Obstacle.NOT_THAT),
        (PDF, "verslag.pptx", Obstacle.NOT_THAT),
        (zip_of({"a.txt": b"tekst"}), "verslag.pptx", Obstacle.NOT_THAT),
        (HTML + document("pptx"), "verslag.pptx", Obstacle.NOT_THAT),
        (document("pptx") + HTML, "verslag.pptx", Obstacle.TWO_IN_ONE),
        (zip_of(parts_of("pptx"), comment=HTML), "verslag.pptx", Obstacle.TWO_IN_ONE),
        (zip_of(parts_of("pptx") | {"a.pdf": PDF}, packing=0), "verslag.pptx", Obstacle.TWO_IN_ONE),
        (document("pptx", ppt__vbaProject_dot_bin=b"macro"), "verslag.pptx", Obstacle.MACROS),
        (document("odt", Basic__Standard__Module1_dot_xml=b"macro"), "verslag.odt", Obstacle.MACROS),
        (document("docx", word__embeddings__x_dot_exe=EXE), "verslag.docx", Obstacle.MACROS),
        (document("docx", __escape=b"x"), "verslag.docx", Obstacle.BROKEN),
        (OLD_OFFICE, "verslag.docx", Obstacle.LOCKED),
        (files.encrypted_flag(), "verslag.pptx", Obstacle.LOCKED),
        (files.overlapping(), "verslag.pptx", Obstacle.TWO_IN_ONE),
        (files.lying_about_size(), "verslag.pptx", Obstacle.BROKEN),
        (document("pptx")[:-40], "verslag.pptx", Obstacle.BROKEN),
        (photo("PNG"), "foto.jpg", Obstacle.NOT_THAT),
        (photo("JPEG")[:2000], "foto.jpg", Obstacle.BROKEN),
        (PDF, "foto.png", Obstacle.NOT_THAT),
    ],
)  # fmt: skip
def test_refused(content: bytes, naam: str, obstacle: Obstacle) -> None:
    assert refused(content, naam) is obstacle


def test_macros_by_the_kind_that_the_file_says_it_is() -> None:
    parts = parts_of("pptx")
    parts["[Content_Types].xml"] = b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    assert refused(zip_of(parts), "verslag.pptx") is Obstacle.MACROS


def test_an_open_document_with_a_password() -> None:
    parts = parts_of("odp") | {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}
    assert refused(zip_of(parts), "verslag.odp") is Obstacle.LOCKED


@pytest.mark.parametrize(
    ("make", "naam", "obstacle"),
    [
        (lambda: PDF + b" " * LARGEST, "groot.pdf", Obstacle.TOO_HEAVY),
        (files.bomb, "bom.pptx", Obstacle.TOO_LARGE_INSIDE),
        (
            lambda: zip_of(parts_of("pptx") | {f"a{number}": b"" for number in range(1001)}),
            "veel.pptx",
            Obstacle.TOO_LARGE_INSIDE,
        ),
        # It is read whole, and says in a few hundred signs what a document is.
        (
            lambda: zip_of({name: part + b" " * 1_000_001 for name, part in parts_of("docx").items()}),
            "lijst.docx",
            Obstacle.TOO_LARGE_INSIDE,
        ),
        (lambda: photo("PNG", (5000, 4000)), "groot.png", Obstacle.PICTURE_TOO_LARGE),
    ],
)
def test_too_large(make: Callable[[], bytes], naam: str, obstacle: Obstacle) -> None:
    assert refused(make(), naam) is obstacle


@pytest.mark.parametrize(
    ("naam", "clean"),
    [
        ("../../etc/Verslag.pdf", "Verslag.pdf"),
        ("C:\\Users\\Anna\\Verslag.PDF", "Verslag.pdf"),
        ("Wonen  in\tde\nwijk.pdf", "Wonen in de wijk.pdf"),
        ('"><svg onload=alert(1)>.pdf', "svg onload=alert(1).pdf"),
        ("ver\u202efdp.exe.slag.pdf", "verfdp.exe.slag.pdf"),
        ("a" * 190 + ".pdf", "a" * 116 + ".pdf"),
        ("Één café.pdf", "Één café.pdf"),
        ("regel\r\nSet-Cookie: a=b.pdf", "regel Set-Cookie a=b.pdf"),
    ],
)
def test_a_name_is_one_line_without_a_folder(naam: str, clean: str) -> None:
    assert clean_name(naam)[0] == clean
