"""Draws a QR code: text in, the shape of its dark squares out. No query, no request."""

from dataclasses import dataclass
from functools import lru_cache

QUIET_ZONE = 4
"""Light squares around the code, which cameras find it by. Source: ISO/IEC 18004, 5.3.8."""
KEPT = 200


@dataclass(frozen=True)
class Qr:
    """A QR code as SVG draws it: a square of `size` units, and the path of what is dark in it."""

    size: int
    path: str


@lru_cache(KEPT)
def qr_of(text: str) -> Qr:
    """Return the QR code of a text of at most some hundreds of characters; 15 % of it may be unreadable.

    Raises:
        qrcode.exceptions.DataOverflowError: it does not fit in any QR code.
    """
    import qrcode  # noqa: PLC0415 - only who comes to a sessie tomorrow needs it
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text, optimize=0)
    rows = code.get_matrix()
    return Qr(len(rows), "".join(run for y, row in enumerate(rows) for run in runs(row, y)))


def runs(row: list[bool], y: int) -> list[str]:
    """Return the dark stretches of one row, each as a rectangle of a path."""
    found, x = [], 0
    while x < len(row):
        width = next((at for at, is_dark in enumerate(row[x:]) if not is_dark), len(row) - x)
        if width:
            found.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width + 1
    return found
