"""What becomes of the photo of a deskundige, and which are refused."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from programmes.pictures import PictureObstacle, PictureRefused
from programmes.portraits import MOST_BYTES, read_portrait
from tests.factories import png_file
from tests.learning.upload_files import HTML, PDF, SVG, photo


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_any_picture_becomes_a_square_without_where_it_was_taken(form: str) -> None:
    upload = photo(form, (900, 500))
    assert b"Geheime fotograaf" in upload
    kept = read_portrait(upload)
    picture = Image.open(BytesIO(kept.webp))
    assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (480, 480), {})
    assert (b"Geheime" in kept.webp, b"EXIF" in kept.webp) == (False, False)
    assert read_portrait(upload) == kept


def test_what_is_transparent_becomes_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(file, "PNG")
    picture = Image.open(BytesIO(read_portrait(file.getvalue()).webp))
    assert (picture.mode, picture.getpixel((240, 240))) == ("RGB", (255, 255, 255))


@pytest.mark.parametrize(
    ("upload", "obstacle"),
    [
        (lambda: SVG, PictureObstacle.NOT_A_PICTURE),
        (lambda: HTML, PictureObstacle.NOT_A_PICTURE),
        (lambda: PDF, PictureObstacle.NOT_A_PICTURE),
        (lambda: photo("JPEG", (500, 500))[:1500], PictureObstacle.BROKEN),
        (lambda: png_file(119, 400), PictureObstacle.TOO_SMALL),
        (lambda: png_file(4001, 4000), PictureObstacle.TOO_LARGE),
        (lambda: png_file(12_001, 200), PictureObstacle.TOO_LARGE),
        (lambda: png_file(200, 200) + b"\0" * MOST_BYTES, PictureObstacle.TOO_HEAVY),
    ],
)
def test_refused(upload: Callable[[], bytes], obstacle: PictureObstacle) -> None:
    with pytest.raises(PictureRefused) as refusal:
        read_portrait(upload())
    assert refusal.value.obstacle is obstacle
