"""Takes in the photo of a deskundige: whatever somebody uploads becomes one small square WebP, or is refused."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from programmes.pictures import Limits, PictureObstacle, PictureRefused, pixels_of

MOST_BYTES = 4_900_000
"""With the rest of the form it stays under what the portal takes in one request (LARGEST_REQUEST)."""
MOST_PIXELS = 12_000
MOST_AREA = 50_000_000
"""A telephone takes photos of 50 million pixels. A JPEG is unfolded no further than is needed."""
MOST_AREA_WHOLE = 16_000_000
"""Of a PNG or WebP, which is unfolded as a whole."""
SIDE = 480
"""Width and height of what is kept, in pixels."""
LEAST_PIXELS = 120
"""Of the shortest side of what is uploaded: less is a blur when it is drawn larger."""
QUALITY = 82
JPEG = Limits(MOST_BYTES, MOST_PIXELS, MOST_AREA, wanted=(2 * SIDE, 2 * SIDE))
WHOLE = Limits(MOST_BYTES, MOST_PIXELS, MOST_AREA_WHOLE, wanted=(2 * SIDE, 2 * SIDE))
JPEG_STARTS_WITH = b"\xff\xd8\xff"


@dataclass(frozen=True)
class Portrait:
    """A photo as it is kept: a WebP of `SIDE` by `SIDE` pixels without metadata."""

    webp: bytes

    @property
    def key(self) -> str:
        """SHA-256 of the bytes, 64 hex digits."""
        return sha256(self.webp).hexdigest()


def read_portrait(upload: bytes) -> Portrait:
    """Return the middle square of an uploaded PNG, JPEG or WebP; equal bytes give equal bytes.

    What a camera wrote beside the picture, such as where it was taken, is gone. What was transparent is white.

    Raises:
        PictureRefused: too heavy, no picture of these kinds, broken, moving, with too many or too few pixels, or with
            too many scans.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - only uploads need it

    picture = pixels_of(upload, JPEG if upload.startswith(JPEG_STARTS_WITH) else WHOLE)
    if min(picture.size) < LEAST_PIXELS:
        raise PictureRefused(PictureObstacle.TOO_SMALL)
    square = ImageOps.fit(picture, (SIDE, SIDE))
    if square.mode == "RGBA":
        white = Image.new("RGBA", square.size, "white")
        square = Image.alpha_composite(white, square).convert("RGB")
    file = BytesIO()
    square.save(file, "WEBP", quality=QUALITY, method=4)
    return Portrait(webp=file.getvalue())
