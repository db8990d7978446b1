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
        LogoRefused: too heavy, no picture of these kinds, broken, moving, or with too many or too few pixels.
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
    """The pixels, upright, as RGB or RGBA."""
    from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - only uploads need it

    try:
        picture = Image.open(BytesIO(upload), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise LogoRefused(LogoObstacle.NOT_A_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoRefused(LogoObstacle.TOO_LARGE) from error
    except Exception as error:
        raise LogoRefused(LogoObstacle.BROKEN) from error
    # Known from the first bytes of the file; nothing has been unfolded yet.
    if max(picture.size) > MOST_PIXELS:
        raise LogoRefused(LogoObstacle.TOO_LARGE)
    if getattr(picture, "n_frames", 1) > 1:
        raise LogoRefused(LogoObstacle.MOVING)
    # WeasyPrint turns this on for the whole process: half a picture would then pass, the rest of it grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        upright = ImageOps.exif_transpose(picture)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Exception as error:
        # A decoder stumbles over a hostile file in many ways; each means the same here.
        raise LogoRefused(LogoObstacle.BROKEN) from error
