"""The handvatten as PDF in the house style of a provincie: name, logo and colours; valid whatever they are."""

from dataclasses import replace
from io import BytesIO

import pytest
from pikepdf import Dictionary, parse_content_stream
from PIL import Image

from learning.pdf import Afzender, handvatten_key, render_handvatten
from programmes.contrast import NEUTRAL, palette_of
from tests.learning.test_pdf import FULL
from tests.programmes.pdf_checks import findings, opened, tags

STYLED = replace(
    FULL,
    afzender=Afzender(
        naam="Provincie Drenthe",
        kleuren=palette_of(hoofdkleur="#8a1f4b", kopkleur="#f2c230", steunkleur="#39870c"),
        logo_sleutel="a" * 64,
        logo_tekst="Logo van <b>Drenthe</b>",
    ),
)


def logo(mode: str) -> bytes:
    file = BytesIO()
    Image.new(mode, (90, 30), (200, 60, 20, 128)[: len(mode)]).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_logo_has_its_words_and_the_file_stays_valid(mode: str) -> None:
    data = render_handvatten(STYLED, logo=logo(mode))
    assert findings(data) == []
    assert tags(data)[:6] == ["Document", "Div", "Figure", "P", "Div", "H1"]
    with opened(data) as pdf:
        figures = [item for item in pdf.objects if isinstance(item, Dictionary) and item.get("/S") == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == ["Logo van <b>Drenthe</b>"]
        images = [image for page in pdf.pages for image in page.get_images().values()]
        assert {image.get("/Interpolate", False) for image in images} == {False}


def test_a_style_without_a_logo_has_a_name() -> None:
    data = render_handvatten(STYLED)
    assert findings(data) == []
    assert tags(data)[:5] == ["Document", "Div", "P", "Div", "H1"]


def test_words_of_a_logo_that_can_not_be_shown_are_made_up() -> None:
    for afzender in (replace(STYLED.afzender, logo_tekst="\U0001f600"), Afzender(logo_sleutel="a" * 64)):
        assert findings(render_handvatten(replace(STYLED, afzender=afzender), logo=logo("RGB"))) == []


def test_the_colours_are_those_of_the_style() -> None:
    def drawn(data: bytes) -> set[tuple[float, ...]]:
        with opened(data) as pdf:
            operations = [step for page in pdf.pages for step in parse_content_stream(page)]
        return {
            tuple(round(float(value) * 255) for value in step.operands)
            for step in operations
            if str(step.operator) == "rg"
        }

    house, band, neutral = (0x8A, 0x1F, 0x4B), (0xF2, 0xC2, 0x30), (0x00, 0x56, 0x8B)
    assert {house, band} <= drawn(render_handvatten(STYLED))
    assert neutral not in drawn(render_handvatten(STYLED))
    assert neutral in drawn(render_handvatten(FULL))


@pytest.mark.parametrize(
    "afzender",
    [
        replace(STYLED.afzender, naam="Drenthe"),
        replace(STYLED.afzender, logo_sleutel="b" * 64),
        replace(STYLED.afzender, logo_tekst="Logo"),
        replace(STYLED.afzender, kleuren=NEUTRAL),
    ],
)
def test_any_change_of_the_style_changes_the_key(afzender: Afzender) -> None:
    assert handvatten_key(replace(STYLED, afzender=afzender)) != handvatten_key(STYLED)
