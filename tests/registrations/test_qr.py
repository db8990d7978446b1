"""The QR code as a path: square for square what the library makes, and light around it."""

import re

import pytest
import qrcode

from registrations.qr import QUIET_ZONE, Qr, qr_of

ADDRESS = f"https://leerlabs.overijssel.example/inchecken/{'0123456789abcdef' * 2}.1.{'Ab-_' * 10}abc/"


def squares(code: Qr) -> list[list[bool]]:
    """Return which squares the path makes dark."""
    rows = [[False] * code.size for _ in range(code.size)]
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", code.path):
        assert width == back
        rows[int(y)][int(x) : int(x) + int(width)] = [True] * int(width)
    return rows


@pytest.mark.parametrize("text", [ADDRESS, "x", "http://localhost:8000/é"])
def test_it_is_what_the_library_makes(text: str) -> None:
    expected = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET_ZONE)
    expected.add_data(text, optimize=0)
    code = qr_of(text)
    assert squares(code) == expected.get_matrix()
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", code.path)


def test_there_is_light_around_it() -> None:
    rows = squares(qr_of(ADDRESS))
    edges = [*rows[:QUIET_ZONE], *rows[-QUIET_ZONE:], *(row[:QUIET_ZONE] + row[-QUIET_ZONE:] for row in rows)]
    assert not any(any(row) for row in edges)
