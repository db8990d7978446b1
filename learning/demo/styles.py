"""The invented house styles of the demo: colours and marks of nobody, since those of real provincies are theirs."""

from dataclasses import dataclass
from io import BytesIO

from programmes.huisstijl import change_huisstijl
from programmes.logos import Picture, read_logo
from programmes.models import Huisstijl, Provincie


@dataclass(frozen=True)
class Style:
    """One house style by the slug of its provincie; `letters` stand in the mark."""

    provincie: str
    naam: str
    hoofdkleur: str
    kopkleur: str
    steunkleur: str
    email: str
    telefoon: str
    letters: str


STYLES = (
    Style(
        "overijssel", "Provincie Overijssel", "#0b6157", "#0a4b44", "#b4561f",
        "leerlabs@overijssel.example", "038 000 00 00", "Ov",
    ),
    Style(
        "noord-holland", "Provincie Noord-Holland", "#5a3d8a", "#3f2a63", "#a3476b",
        "leerlabs@noord-holland.example", "023 000 00 00", "NH",
    ),
)  # fmt: skip


def make_style(style: Style) -> bool:
    """Give a provincie its style. Returns False when it had one already, which stays as it is."""
    provincie = Provincie.objects.get(slug=style.provincie)
    if Huisstijl.objects.filter(provincie=provincie).exists():
        return False
    huisstijl = Huisstijl(
        provincie=provincie,
        naam=style.naam,
        hoofdkleur=style.hoofdkleur,
        kopkleur=style.kopkleur,
        steunkleur=style.steunkleur,
        email=style.email,
        telefoon=style.telefoon,
        logo_tekst=f"Teken van {style.naam}",
    )
    huisstijl.full_clean()
    change_huisstijl(huisstijl=huisstijl, logo=mark(style.letters, kleur=style.kopkleur))
    return True


def mark(letters: str, *, kleur: str) -> Picture:
    """Return letters on a white card with an edge: it can be seen on white and on a coloured band."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 - only who makes the demo needs it

    picture = Image.new("RGBA", (160, 160))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, 159, 159), radius=24, fill="#ffffff", outline=kleur, width=8)
    draw.text((80, 78), letters, fill=kleur, font=ImageFont.load_default(84), anchor="mm")
    file = BytesIO()
    picture.save(file, "PNG")
    return read_logo(file.getvalue())
