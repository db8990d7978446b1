"""Decides which colours can be read on which, and makes the shades of a house style from its colours.

Pure figures over `#rrggbb`: no query, no clock, no request.
"""

from dataclasses import dataclass, fields
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from hashlib import sha256

KLEUR = r"\A#[0-9a-f]{6}\Z"
"""The only form in which a colour is stored: it ends up in a style sheet, so nothing else may get in."""

WHITE, DARK = "#ffffff", "#1b1f24"
"""The two colours of text on a coloured surface."""

TEXT, GRAPHIC = Decimal("4.5"), Decimal(3)
"""The least contrast of text and of parts with a meaning (WCAG 2.2, 1.4.3 and 1.4.11)."""


def luminance(kleur: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white).

    Source: WCAG 2.2, "relative luminance".
    """

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - of sRGB

    red, green, blue = map(linear, _channels(kleur))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> Decimal:
    """Return the contrast of two colours, 1 to 21, with two decimals and never rounded up: 4.499 is 4.49.

    Source: WCAG 2.2, "contrast ratio".
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return Decimal((lighter + 0.05) / (darker + 0.05)).quantize(Decimal("0.01"), ROUND_FLOOR)


def text_on(kleur: str) -> str:
    """Return the colour of text on a surface: white where that can be read, else the better of white and near-black."""
    if contrast(WHITE, kleur) >= TEXT:
        return WHITE
    return max(DARK, WHITE, key=lambda text: contrast(text, kleur))


@dataclass(frozen=True)
class TooFaint:
    """A colour that can not be read well enough: the field it is in, the contrast it has and what is needed."""

    field: str
    measured: Decimal
    needed: Decimal


def too_faint(*, hoofdkleur: str = "", kopkleur: str = "", steunkleur: str = "") -> list[TooFaint]:
    """Return which colours of a house style do not work; empty when all do. A colour that is left out passes.

    The hoofdkleur is text on white and carries white text, the kopkleur carries text, the steunkleur draws lines and
    shapes on white.
    """
    asked = [("hoofdkleur", hoofdkleur, WHITE, TEXT), ("steunkleur", steunkleur, WHITE, GRAPHIC)]
    if kopkleur:
        asked.insert(1, ("kopkleur", kopkleur, text_on(kopkleur), TEXT))
    measured = [(field, contrast(kleur, other), needed) for field, kleur, other, needed in asked if kleur]
    return [TooFaint(field, found, needed) for field, found, needed in measured if found < needed]


@dataclass(frozen=True)
class Palette:
    """The colours that pages, mails and PDFs of one house style are drawn in, each `#rrggbb`."""

    hoofd: str
    hoofd_donker: str
    """Under the mouse."""
    hoofd_licht: str
    """A surface on which the hoofdkleur is still text."""
    hoofd_lijn: str
    """A line on white that is seen, 3:1."""
    op_hoofd: str
    kop: str
    op_kop: str
    steun: str

    def stylesheet(self) -> str:
        """Return the theme file: one custom property for each colour, `hoofd_donker` as `--huis-hoofd-donker`."""
        lines = [f"  --huis-{field.name.replace('_', '-')}: {getattr(self, field.name)};\n" for field in fields(self)]
        return f":root {{\n{''.join(lines)}}}\n"

    @property
    def version(self) -> str:
        """A hash of the theme file, 12 hex digits: another colour or another rule gives another address."""
        return sha256(self.stylesheet().encode()).hexdigest()[:12]


@lru_cache(maxsize=64)
def palette_of(*, hoofdkleur: str, kopkleur: str, steunkleur: str) -> Palette:
    """Return all shades of a house style. Every page asks, so the answer is kept."""
    tints = [mix(hoofdkleur, WHITE, share) for share in (10, 8, 6, 4, 2, 0)]
    lines = [mix(hoofdkleur, WHITE, share) for share in (50, 60, 70, 80, 90, 100)]
    return Palette(
        hoofd=hoofdkleur,
        hoofd_donker=mix(hoofdkleur, "#000000", 80),
        hoofd_licht=next((tint for tint in tints if contrast(hoofdkleur, tint) >= TEXT), WHITE),
        hoofd_lijn=next((line for line in lines if contrast(line, WHITE) >= GRAPHIC), hoofdkleur),
        op_hoofd=text_on(hoofdkleur),
        kop=kopkleur,
        op_kop=text_on(kopkleur),
        steun=steunkleur,
    )


def mix(kleur: str, other: str, share: int) -> str:
    """Return `share` percent of a colour with the rest of another."""
    channels = zip(_channels(kleur), _channels(other), strict=True)
    return "#" + "".join(f"{(one * share + two * (100 - share) + 50) // 100:02x}" for one, two in channels)


def _channels(kleur: str) -> tuple[int, int, int]:
    return int(kleur[1:3], 16), int(kleur[3:5], 16), int(kleur[5:7], 16)


NEUTRAL = palette_of(hoofdkleur="#00568b", kopkleur="#003e65", steunkleur="#006fb3")
"""Of what belongs to no provincie, or to one without a house style; on pages static/css/parts/tokens.css says the same.

Source: "voorbeeld" tokens of NL Design System, `voorbeeld-kleuren-blauw-500`, `-600` and `-400`.
"""
