"""What is printed for at the door, as accessible PDF: a list to sign and name badges. Plain data in, bytes out."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.template.loader import get_template, render_to_string

from programmes.contrast import NEUTRAL, Palette
from programmes.pdf import displayable, render_pdf

if TYPE_CHECKING:
    from django.template.backends.django import Template

FOOTER_LENGTH = 70
"""Characters of the title that fit beside the page number."""
UNSHOWABLE = "(naam niet te tonen)"
"""Stands for a name of emoji only: the font has none."""
PER_ROW = 2
SIZES = [(16, "groot"), (28, "ruim"), (56, "klein")]
"""From how few characters on a name is printed in which size; longer ones in the smallest."""
SMALLEST = "kleinst"
LONGEST_WORD = 12
"""Letters of one word that fit beside each other in the largest size."""


@dataclass(frozen=True)
class Person:
    """Somebody who is expected: name, gemeente or organisatie, and function, as they wrote them."""

    naam: str
    namens: str
    functie: str

    @property
    def maat(self) -> str:
        """The size in which the name fits on a badge."""
        longest = max((len(word) for word in self.naam.split()), default=0)
        length = max(len(self.naam), longest * SIZES[0][0] // LONGEST_WORD)
        return next((name for most, name in SIZES if length <= most), SMALLEST)


@dataclass(frozen=True)
class DoorDocument:
    """What both PDFs say, all of it plain text; `wanneer` and `waar` are ready to read."""

    reeks: str
    sessie: str
    wanneer: str
    waar: str
    mensen: tuple[Person, ...]
    gemaakt_op: datetime
    kleuren: Palette = NEUTRAL


def render_list(document: DoorDocument) -> bytes:
    """Render the list with a place to sign as PDF/A-2a and PDF/UA-1: work for a worker.

    Raises:
        programmes.pdf.FontMissing: when Open Sans is not installed.
    """
    shown = displayable_document(document)
    context = {"document": shown, "kop": shortened(f"Presentielijst {shown.sessie}")}
    return rendered("presentielijst", document.kleuren, context)


def render_badges(document: DoorDocument) -> bytes:
    """Render the name badges, ten on a sheet of A4, as PDF/A-2a and PDF/UA-1: work for a worker.

    Raises:
        programmes.pdf.FontMissing: when Open Sans is not installed.
    """
    shown = displayable_document(document)
    people = shown.mensen
    rows = [people[at : at + PER_ROW] for at in range(0, len(people), PER_ROW)]
    return rendered("naamkaartjes", document.kleuren, {"document": shown, "rijen": rows})


def rendered(name: str, colours: Palette, context: dict[str, object]) -> bytes:
    """Render one of the templates with its style sheet."""
    css = [colours.stylesheet(), source("pdf/base.css"), source(f"pdf/{name}.css")]
    return render_pdf(render_to_string(f"pdf/{name}.html", context), css="\n".join(css))


def displayable_document(document: DoorDocument) -> DoorDocument:
    """Return the document as it will be shown, so that nobody's name vanishes with its emoji."""
    people = [Person(line(row.naam) or UNSHOWABLE, line(row.namens), line(row.functie)) for row in document.mensen]
    return replace(
        document, reeks=line(document.reeks), sessie=line(document.sessie) or "Bijeenkomst",
        wanneer=line(document.wanneer), waar=line(document.waar), mensen=tuple(people),
    )  # fmt: skip


def line(text: str) -> str:
    """Return a text on one line, in characters that the font has."""
    return " ".join(displayable(text).split())


def shortened(text: str) -> str:
    """Return a text that fits in the footer."""
    return text if len(text) <= FOOTER_LENGTH else f"{text[: FOOTER_LENGTH - 1].rstrip()}…"


def source(template_name: str) -> str:
    """Return a style sheet, which lies beside the templates."""
    template = cast("Template", get_template(template_name)).template
    return template.source
