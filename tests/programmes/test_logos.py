"""What an upload becomes: a small clean PNG or a refusal, judged by what is in it."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from programmes.logos import BOX, MOST_BYTES, Picture, read_logo
from programmes.pictures import MOST_SCANS, SCAN, PictureObstacle, PictureRefused
from tests.factories import png_file

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def file_of(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of some bytes that says it unfolds to this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    return file_of(frames[0], kind, save_all=True, append_images=frames[1:])


def with_scans(number: int) -> bytes:
    """A progressive JPEG whose last scan is repeated until there are so many of them."""
    whole = file_of(Image.new("RGB", (64, 64), "#2e7d4f"), "JPEG", progressive=True)
    start = whole.rfind(SCAN)
    return whole[:-2] + whole[start:-2] * (number - whole.count(SCAN)) + whole[-2:]


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.png), formats=["PNG"])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_each_kind_becomes_a_png(kind: str) -> None:
    picture = read_logo(file_of(Image.new("RGB", (120, 40), "#2e7d4f"), kind))
    assert (picture.width, picture.height) == opened(picture).size == (120, 40)
    assert (opened(picture).format, opened(picture).mode, len(picture.key)) == ("PNG", "RGB", 64)


@pytest.mark.parametrize(
    ("size", "kept"), [((960, 320), BOX), ((4000, 400), (480, 48)), ((300, 900), (53, 160)), ((16, 16), (16, 16))]
)
def test_it_fits_in_the_box_and_keeps_its_shape(size: tuple[int, int], kept: tuple[int, int]) -> None:
    picture = read_logo(png_file(*size))
    assert (picture.width, picture.height) == kept


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_way_to_store_pixels_works(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = read_logo(file_of(Image.new(mode, (60, 30)), kind))
    assert opened(picture).mode == ("RGBA" if mode in {"LA", "RGBA"} else "RGB")


def test_grey_of_16_bits_keeps_its_shades() -> None:
    grey = Image.frombytes("I;16", (60, 30), struct.pack("<60H", *[0x1234] * 30, *[0x80FF] * 30) * 30)
    picture = opened(read_logo(file_of(grey, "PNG")))
    assert (picture.mode, picture.getpixel((5, 5)), picture.getpixel((50, 5))) == ("RGB", (18,) * 3, (128,) * 3)
    picture = opened(read_logo(file_of(grey, "PNG", transparency=0x1234)))
    assert (picture.getpixel((5, 5)), picture.getpixel((50, 5))) == ((18, 18, 18, 0), (128, 128, 128, 255))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("size", [(64, 64), (2000, 2000)])
def test_an_ordinary_progressive_jpeg_is_taken(mode: str, size: tuple[int, int]) -> None:
    upload = file_of(Image.linear_gradient("L").convert(mode).resize(size), "JPEG", progressive=True, quality=90)
    assert 1 < upload.count(SCAN) <= MOST_SCANS
    side = min(size[0], BOX[1])
    assert opened(read_logo(upload)).size == (side, side)


def test_the_count_of_scans_decides() -> None:
    assert read_logo(with_scans(20)).width == 64
    # Two bytes that look like a scan are nothing special in another kind of file.
    assert read_logo(png_file(60, 30) + SCAN * (MOST_SCANS + 1)).width == 60


def test_of_the_pictures_of_a_phone_the_first_is_taken() -> None:
    frames = [Image.new("RGB", (60, 30), colour) for colour in ("#ff0000", "#0000ff")]
    upload = file_of(frames[0], "MPO", save_all=True, append_images=frames[1:])
    assert getattr(Image.open(BytesIO(upload)), "n_frames", 1) == 2
    assert opened(read_logo(upload)).getpixel((5, 5)) == (254, 0, 0)


def test_see_through_stays_see_through() -> None:
    picture = read_logo(file_of(Image.new("RGBA", (60, 30), (200, 0, 0, 0)), "PNG"))
    assert opened(picture).getpixel((5, 5)) == (200, 0, 0, 0)


def test_what_was_written_beside_the_picture_is_gone() -> None:
    exif, notes = Image.Exif(), PngInfo()
    exif[0x010E] = "gemaakt door Geheim"
    notes.add_text("Author", "Geheim")
    picture = Image.new("RGB", (60, 30))
    for upload in (
        file_of(picture, "JPEG", exif=exif, comment=b"Geheim"),
        file_of(picture, "PNG", pnginfo=notes, exif=exif, icc_profile=b"Geheim" * 20),
    ):
        assert b"Geheim" in upload
        assert opened(read_logo(upload)).info == {}
        assert b"Geheim" not in read_logo(upload).png


def test_a_photo_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_logo(file_of(Image.new("RGB", (60, 30)), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (30, 60)
    # So large that only a part of its pixels is unfolded.
    picture = read_logo(file_of(Image.new("RGB", (2000, 1000)), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (80, 160)


def test_same_upload_same_bytes() -> None:
    assert read_logo(png_file(90, 30)) == read_logo(png_file(90, 30))
    assert read_logo(png_file(90, 30)).key != read_logo(png_file(91, 30)).key


@pytest.mark.parametrize(
    ("upload", "obstacle"),
    [
        (lambda: b"", PictureObstacle.NOT_A_PICTURE),
        (lambda: b"dit is tekst", PictureObstacle.NOT_A_PICTURE),
        (lambda: SVG, PictureObstacle.NOT_A_PICTURE),
        (lambda: b"%PDF-1.7 ", PictureObstacle.NOT_A_PICTURE),
        (lambda: moving("GIF"), PictureObstacle.NOT_A_PICTURE),
        (lambda: file_of(Image.new("RGB", (60, 30)), "BMP"), PictureObstacle.NOT_A_PICTURE),
        (lambda: moving("PNG"), PictureObstacle.MOVING),
        (lambda: moving("WEBP"), PictureObstacle.MOVING),
        (lambda: claiming(60, 30), PictureObstacle.BROKEN),
        (lambda: claiming(4001, 30), PictureObstacle.TOO_LARGE),
        (lambda: claiming(2001, 2000), PictureObstacle.TOO_LARGE),
        (lambda: claiming(2000, 2000), PictureObstacle.BROKEN),
        (lambda: with_scans(21), PictureObstacle.TOO_MANY_SCANS),
        (lambda: claiming(12_000, 12_000), PictureObstacle.TOO_LARGE),
        (lambda: claiming(60_000, 60_000), PictureObstacle.TOO_LARGE),
        (lambda: png_file(15, 200), PictureObstacle.TOO_SMALL),
        (lambda: png_file(4000, 100), PictureObstacle.TOO_SMALL),
        (lambda: png_file(60, 30) + b"\0" * MOST_BYTES, PictureObstacle.TOO_HEAVY),
    ],
    ids=[
        "nothing", "text", "svg", "pdf", "gif", "bmp", "moving png", "moving webp", "too few pixels inside",
        "one pixel too wide", "one row too many", "as many as may be", "scans", "bomb", "larger bomb",
        "narrow", "long", "heavy",
    ],
)  # fmt: skip
def test_refused(upload: Callable[[], bytes], obstacle: PictureObstacle) -> None:
    with pytest.raises(PictureRefused) as refused:
        read_logo(upload())
    assert refused.value.obstacle == obstacle


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_file_that_was_cut_off_is_refused_wherever_it_ends(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # As WeasyPrint leaves it in a process that has made a PDF.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    noise = Image.effect_noise((64, 64), 90).convert("RGB")
    whole = file_of(noise, kind)
    for part in range(1, 20):
        with pytest.raises(PictureRefused) as refused:
            read_logo(whole[: len(whole) * part // 25])
        assert refused.value.obstacle in {PictureObstacle.NOT_A_PICTURE, PictureObstacle.BROKEN}
