"""Takes in the picture of a logo: whatever somebody uploads becomes one small, clean PNG, or is refused."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from programmes.pictures import Limits, PictureObstacle, PictureRefused, pixels_of

MOST_BYTES = 500_000
MOST_PIXELS = 4_000
"""Of one side of what is uploaded: a small file can unfold to gigabytes."""
MOST_AREA = 4_000_000
"""Width times height of what is uploaded, in pixels."""
LEAST_PIXELS = 16
"""Of one side of what is kept."""
BOX = (480, 160)
"""Width and height within which a logo is kept: twice what the header of a page shows."""
LIMITS = Limits(MOST_BYTES, MOST_PIXELS, MOST_AREA, wanted=(2 * BOX[0], 2 * BOX[1]))


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
        PictureRefused: too heavy, no picture of these kinds, broken, moving, with too many or too few pixels, or with
            too many scans.
    """
    picture = pixels_of(upload, LIMITS)
    picture.thumbnail(BOX)
    if min(picture.size) < LEAST_PIXELS:
        raise PictureRefused(PictureObstacle.TOO_SMALL)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return Picture(png=file.getvalue(), width=picture.width, height=picture.height)
