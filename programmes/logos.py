"""Takes in the picture of a logo: whatever somebody uploads becomes one small, clean PNG, or is refused.

Judged by content, never by name. SVG is out: it can carry a program.
"""

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 500_000
MOST_PIXELS = 4_000
"""Of one side of what is uploaded: a small file can unfold to gigabytes."""
MOST_AREA = 4_000_000
"""Width times height of what is uploaded, in pixels."""
MOST_SCANS = 20
"""Of a JPEG; a progressive one has about ten. Each walks over all pixels, and a repeated one has few bytes."""
SCAN = b"\xff\xda"
"""Starts a scan. Inside a scan it can not stand; in what a camera wrote beside the picture it is rare."""
LEAST_PIXELS = 16
"""Of one side of what is kept."""
BOX = (480, 160)
"""Width and height within which a logo is kept: twice what the header of a page shows."""


class LogoObstacle(Enum):
    """Why a picture can not be a logo."""

    TOO_HEAVY = "te veel bytes"
    NOT_A_PICTURE = "geen PNG, JPEG of WebP"
    BROKEN = "beschadigd"
    TOO_LARGE = "te veel pixels"
    TOO_SMALL = "te weinig pixels"
    MOVING = "beweegt"
    TOO_MANY_SCANS = "te veel lagen"


class LogoRefused(Exception):
    """The upload is not kept; `obstacle` says why."""

    def __init__(self, obstacle: LogoObstacle) -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@dataclass(frozen=True)
class Picture:
    """A logo as it is kept: a PNG without metadata and its size in pixels."""

    png: bytes
    width: int
    height: int

    @property
    def key(self) -> str:
        """SHA-256 of the bytes, 64 hex digits."""
        return sha256(self.png).hexdigest()


def read_logo(upload: bytes) -> Picture:
    """Return an uploaded PNG, JPEG or WebP as a PNG that fits in `BOX`; equal bytes give equal bytes.

    A smaller picture keeps its size. What a camera or a program wrote beside the picture is gone.

    Raises:
        LogoRefused: too heavy, no picture of these kinds, broken, moving, with too many or too few pixels, or with
            too many scans.
    """
    if len(upload) > MOST_BYTES:
        raise LogoRefused(LogoObstacle.TOO_HEAVY)
    picture = _decoded(upload)
    picture.thumbnail(BOX)
    if min(picture.size) < LEAST_PIXELS:
        raise LogoRefused(LogoObstacle.TOO_SMALL)
    picture.info.clear()
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return Picture(png=file.getvalue(), width=picture.width, height=picture.height)


def _decoded(upload: bytes) -> "Image":
    """The pixels, upright, as RGB or RGBA; of a large JPEG no more of them than a good logo needs."""
    from PIL import ImageFile, ImageOps  # noqa: PLC0415 - only uploads need it

    picture = _opened(upload)
    # WeasyPrint turns this on for the whole process: half a picture would then pass, the rest of it grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture.draft("RGB", (2 * BOX[0], 2 * BOX[1]))
        upright = ImageOps.exif_transpose(picture)
        if upright.mode == "I;16":
            upright = _of_8_bits(upright)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Exception as error:
        # A decoder stumbles over a hostile file in many ways; each means the same here.
        raise LogoRefused(LogoObstacle.BROKEN) from error


def _opened(upload: bytes) -> "Image":
    """Judge the picture by the first bytes of the file; nothing is unfolded yet."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - only uploads need it

    try:
        picture = Image.open(BytesIO(upload), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise LogoRefused(LogoObstacle.NOT_A_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoRefused(LogoObstacle.TOO_LARGE) from error
    except Exception as error:
        raise LogoRefused(LogoObstacle.BROKEN) from error
    if max(picture.size) > MOST_PIXELS or picture.width * picture.height > MOST_AREA:
        raise LogoRefused(LogoObstacle.TOO_LARGE)
    if picture.format in {"JPEG", "MPO"}:
        if upload.count(SCAN) > MOST_SCANS:
            raise LogoRefused(LogoObstacle.TOO_MANY_SCANS)
        # A phone keeps more pictures in one MPO, such as a preview; none of them moves and the first is the picture.
        return picture
    if getattr(picture, "n_frames", 1) > 1:
        raise LogoRefused(LogoObstacle.MOVING)
    return picture


def _of_8_bits(picture: "Image") -> "Image":
    """Keep the high byte of each pixel of a grey picture of 16 bits; `convert` would make all above 255 white."""
    from PIL import Image  # noqa: PLC0415 - only uploads need it

    # Little-endian, whatever the machine.
    grey = Image.frombytes("L", picture.size, picture.tobytes()[1::2])
    if "transparency" in picture.info:
        grey.info["transparency"] = picture.info["transparency"] >> 8
    return grey
