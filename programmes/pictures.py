"""Takes in a picture that somebody uploads: its pixels, upright, or a refusal. What stood beside the pixels is gone.

Judged by content, never by name. SVG is out: it can carry a program.
"""

from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_SCANS = 20
"""Of a JPEG; a progressive one has about ten. Each walks over all pixels, and a repeated one has few bytes."""
SCAN = b"\xff\xda"
"""Starts a scan. Inside a scan it can not stand; in what a camera wrote beside the picture it is rare."""


class PictureObstacle(Enum):
    """Why a picture is not taken in."""

    TOO_HEAVY = "te veel bytes"
    NOT_A_PICTURE = "geen PNG, JPEG of WebP"
    BROKEN = "beschadigd"
    TOO_LARGE = "te veel pixels"
    TOO_SMALL = "te weinig pixels"
    MOVING = "beweegt"
    TOO_MANY_SCANS = "te veel lagen"


class PictureRefused(Exception):
    """The upload is not kept; `obstacle` says why."""

    def __init__(self, obstacle: PictureObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@dataclass(frozen=True)
class Limits:
    """What an upload may be, since a small file can unfold to gigabytes.

    Attributes:
        most_bytes: of the file.
        most_pixels: of one side.
        most_area: width times height, in pixels.
        wanted: of a larger JPEG no more pixels are unfolded than make a picture of this width and height.
        formats: names of Pillow.
    """

    most_bytes: int
    most_pixels: int
    most_area: int
    wanted: tuple[int, int]
    formats: tuple[str, ...] = FORMATS


def pixels_of(upload: bytes, limits: Limits) -> "Image":
    """Return the pixels of an upload, upright, as RGB or RGBA, with nothing that a camera wrote beside them.

    Raises:
        PictureRefused: too heavy, no picture of these kinds, broken, moving, with too many pixels or too many scans.
    """
    from PIL import ImageFile, ImageOps  # noqa: PLC0415 - only uploads need it

    if len(upload) > limits.most_bytes:
        raise PictureRefused(PictureObstacle.TOO_HEAVY)
    picture = _opened(upload, limits)
    # WeasyPrint turns this on for the whole process: half a picture would then pass, the rest of it grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture.draft("RGB", limits.wanted)
        upright = ImageOps.exif_transpose(picture)
        if upright.mode == "I;16":
            upright = _of_8_bits(upright)
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Exception as error:
        # A decoder stumbles over a hostile file in many ways; each means the same here.
        raise PictureRefused(PictureObstacle.BROKEN) from error
    plain.info.clear()
    return plain


def _opened(upload: bytes, limits: Limits) -> "Image":
    """Judge the picture by the first bytes of the file; nothing is unfolded yet."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only uploads need it

    try:
        picture = Image.open(BytesIO(upload), formats=limits.formats)
    except UnidentifiedImageError as error:
        raise PictureRefused(PictureObstacle.NOT_A_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(PictureObstacle.TOO_LARGE) from error
    except Exception as error:
        raise PictureRefused(PictureObstacle.BROKEN) from error
    if max(picture.size) > limits.most_pixels or picture.width * picture.height > limits.most_area:
        raise PictureRefused(PictureObstacle.TOO_LARGE)
    if picture.format in {"JPEG", "MPO"}:
        if upload.count(SCAN) > MOST_SCANS:
            raise PictureRefused(PictureObstacle.TOO_MANY_SCANS)
        # A phone keeps more pictures in one MPO, such as a preview; none of them moves and the first is the picture.
        return picture
    if getattr(picture, "n_frames", 1) > 1:
        raise PictureRefused(PictureObstacle.MOVING)
    return picture


def _of_8_bits(picture: "Image") -> "Image":
    """Keep the high byte of each pixel of a grey picture of 16 bits; `convert` would make all above 255 white."""
    from PIL import Image  # noqa: PLC0415 - only uploads need it

    # Little-endian, whatever the machine.
    grey = Image.frombytes("L", picture.size, picture.tobytes()[1::2])
    if "transparency" in picture.info:
        grey.info["transparency"] = picture.info["transparency"] >> 8
    return grey
