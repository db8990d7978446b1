"""Contrast against published figures, and the shades of a house style: each can be read where it is used."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from programmes.contrast import (
    DARK,
    GRAPHIC,
    NEUTRAL,
    TEXT,
    WHITE,
    TooFaint,
    contrast,
    luminance,
    mix,
    palette_of,
    text_on,
    too_faint,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", "21"),
        ("#ffffff", "#ffffff", "1"),
        ("#767676", "#ffffff", "4.54"),
        ("#777777", "#ffffff", "4.47"),
        ("#949494", "#ffffff", "3.03"),
        ("#959595", "#ffffff", "2.99"),
        ("#ff0000", "#ffffff", "3.99"),
        ("#0000ff", "#ffffff", "8.59"),
        ("#00568b", "#ffffff", "7.76"),
    ],
)
def test_contrast_is_that_of_wcag_and_never_rounded_up(one: str, other: str, ratio: str) -> None:
    assert contrast(one, other) == contrast(other, one) == Decimal(ratio)


def test_luminance_runs_from_black_to_white() -> None:
    assert luminance("#000000") == 0
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#808080") == pytest.approx(0.2158605)


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("#000000", WHITE),
        ("#767676", WHITE),
        ("#f2c230", DARK),
        ("#ffffff", DARK),
        # Between the two nothing reads well: the better one, and the rule refuses it.
        ("#777777", WHITE),
        ("#848484", DARK),
    ],
)
def test_text_is_white_where_that_can_be_read(surface: str, text: str) -> None:
    assert text_on(surface) == text


def test_what_can_be_read_is_not_refused() -> None:
    assert too_faint(hoofdkleur="#767676", kopkleur="#f2c230", steunkleur="#949494") == []
    assert too_faint() == []


def test_what_is_just_too_faint_is_refused_with_what_was_measured() -> None:
    assert too_faint(hoofdkleur="#777777", kopkleur="#848484", steunkleur="#959595") == [
        TooFaint("hoofdkleur", Decimal("4.47"), TEXT),
        TooFaint("kopkleur", contrast("#848484", DARK), TEXT),
        TooFaint("steunkleur", Decimal("2.99"), GRAPHIC),
    ]
    assert too_faint(hoofdkleur="#007dbd") == [TooFaint("hoofdkleur", Decimal("4.49"), Decimal("4.5"))]


def test_the_theme_file_names_every_shade() -> None:
    palette = palette_of(hoofdkleur="#00568b", kopkleur="#f2c230", steunkleur="#2e7d4f")
    assert palette.stylesheet() == (
        ":root {\n"
        "  --huis-hoofd: #00568b;\n"
        "  --huis-hoofd-donker: #00456f;\n"
        "  --huis-hoofd-licht: #e6eef3;\n"
        "  --huis-hoofd-lijn: #669ab9;\n"
        "  --huis-op-hoofd: #ffffff;\n"
        "  --huis-kop: #f2c230;\n"
        "  --huis-op-kop: #1b1f24;\n"
        "  --huis-steun: #2e7d4f;\n"
        "}\n"
    )


def test_without_a_house_style_mails_and_pdfs_look_like_the_pages() -> None:
    """As static/css/parts/tokens.css has them: `voorbeeld-kleuren-blauw-500`, `-600` and `-400` of NL Design System.

    Source: @nl-design-system-unstable/voorbeeld-design-tokens, dist/theme.css.
    """
    assert (NEUTRAL.hoofd, NEUTRAL.kop, NEUTRAL.steun) == ("#00568b", "#003e65", "#006fb3")
    assert too_faint(hoofdkleur=NEUTRAL.hoofd, kopkleur=NEUTRAL.kop, steunkleur=NEUTRAL.steun) == []


def test_another_colour_gives_another_version() -> None:
    versions = {
        palette_of(hoofdkleur="#00568b", kopkleur="#00568b", steunkleur=steun).version
        for steun in ("#2e7d4f", "#2e7d50", "#2e7d4f")
    }
    assert [len(version) for version in versions] == [12, 12]


@example(hoofdkleur="#767676", kopkleur="#767676", steunkleur="#949494")
@given(hoofdkleur=COLOURS, kopkleur=COLOURS, steunkleur=COLOURS)
def test_every_shade_of_an_accepted_style_can_be_read(hoofdkleur: str, kopkleur: str, steunkleur: str) -> None:
    if too_faint(hoofdkleur=hoofdkleur, kopkleur=kopkleur, steunkleur=steunkleur):
        return
    palette = palette_of(hoofdkleur=hoofdkleur, kopkleur=kopkleur, steunkleur=steunkleur)
    text = [
        (palette.hoofd, WHITE),
        (palette.op_hoofd, palette.hoofd),
        (palette.op_hoofd, palette.hoofd_donker),
        (palette.hoofd, palette.hoofd_licht),
        (palette.op_kop, palette.kop),
        # The grey surface of a page takes from the contrast; the darker shade can be read there too.
        (palette.hoofd_donker, "#eff1f3"),
    ]
    assert [pair for pair in text if contrast(*pair) < TEXT] == []
    assert contrast(palette.hoofd_lijn, WHITE) >= GRAPHIC
    assert contrast(palette.steun, WHITE) >= GRAPHIC


def test_the_lightest_colour_that_passes_gets_no_tint() -> None:
    assert palette_of(hoofdkleur="#767676", kopkleur="#000000", steunkleur="#000000").hoofd_licht == WHITE


@pytest.mark.parametrize(("share", "mixed"), [(0, "#ffffff"), (100, "#00568b"), (50, "#80abc5"), (10, "#e6eef3")])
def test_mix(share: int, mixed: str) -> None:
    assert mix("#00568b", "#ffffff", share) == mixed
