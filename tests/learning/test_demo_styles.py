"""The house styles of the demo: whole, readable, and left alone once they are there."""

from io import BytesIO

import pytest
from PIL import Image

from learning.demo.styles import STYLES, make_style, mark
from programmes.contrast import too_faint
from programmes.models import Huisstijl, Logo
from tests import factories


def test_each_can_be_read() -> None:
    for style in STYLES:
        colours = {name: getattr(style, name) for name in ("hoofdkleur", "kopkleur", "steunkleur")}
        assert too_faint(**colours) == []
        assert style.email.endswith(".example")


@pytest.mark.django_db
def test_each_is_made_once_and_then_left_alone() -> None:
    for style in STYLES:
        factories.make_provincie(style.naam.removeprefix("Provincie "), slug=style.provincie)
    assert [make_style(style) for style in STYLES] == [True, True]
    assert list(Huisstijl.objects.values_list("naam", "logo_tekst")) == [
        ("Provincie Noord-Holland", "Teken van Provincie Noord-Holland"),
        ("Provincie Overijssel", "Teken van Provincie Overijssel"),
    ]
    Huisstijl.objects.filter(naam="Provincie Overijssel").update(hoofdkleur="#7a1f5c")
    before = list(Huisstijl.objects.values())
    assert [make_style(style) for style in STYLES] == [False, False]
    assert list(Huisstijl.objects.values()) == before
    assert Logo.objects.count() == 2


def test_the_mark_is_small_and_always_the_same() -> None:
    picture = mark("NH", kleur="#3f2a63")
    assert picture == mark("NH", kleur="#3f2a63")
    assert Image.open(BytesIO(picture.png)).size == (160, 160)
    assert len(picture.png) < 5_000
