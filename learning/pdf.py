"""The handvatten of a bijeenkomst as an accessible PDF: plain data in, bytes out.

The HTML page of the same handvatten is the better accessible version; the PDF is for the archive, the
printer and the check boxes, and says where that page is.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from django.template.loader import get_template, render_to_string

from programmes.contrast import NEUTRAL, Palette
from programmes.pdf import displayable, document_key, render_pdf

if TYPE_CHECKING:
    from django.template.backends.django import Template

_TEMPLATES = ("pdf/base.html", "pdf/handvatten.html", "pdf/handvatten_onderdeel.html")
_STYLE_SHEETS = ("pdf/base.css", "pdf/handvatten.css")
_FOOTER_LENGTH = 70  # characters of the title that fit beside the page number
_TITLE_WITHOUT_WORDS = "Handvatten"
LOGO = "logo.png"
"""How the document calls the picture that is given along."""


@dataclass(frozen=True)
class Onderdeel:
    """One tip, actie, check or hulpmiddel, in plain text; new lines in `tekst` are kept.

    A `url` that is not http or https is left out. Without a `titel` the `tekst` or the `url` takes its place.
    """

    titel: str
    tekst: str
    url: str = ""


@dataclass(frozen=True)
class Afzender:
    """Whose PDF it is: name and colours, and the logo, if there is one, by the hash of its PNG."""

    naam: str = ""
    kleuren: Palette = NEUTRAL
    logo_sleutel: str = ""
    logo_tekst: str = ""


@dataclass(frozen=True)
class HandvattenDocument:
    """What the PDF says, all of it plain text; an empty field or section is left out of the PDF.

    `wanneer` and `waar` are ready to read ("dinsdag 3 maart 2026, 9.30 tot 12.00 uur"), `adres` is the
    absolute URL of the same handvatten as a web page.
    """

    titel: str
    reeks: str
    provincie: str
    wanneer: str
    waar: str
    inleiding: str
    tips: tuple[Onderdeel, ...]
    acties: tuple[Onderdeel, ...]
    checklist: tuple[Onderdeel, ...]
    hulpmiddelen: tuple[Onderdeel, ...]
    adres: str
    gepubliceerd_op: date
    afzender: Afzender = Afzender()


def handvatten_key(document: HandvattenDocument) -> str:
    """Content hash of the PDF, also its ETag: 64 hex digits, made without rendering in well under 1 ms.

    It changes with any letter of the document, its house style, the templates, the style sheets and the engine.

    Source: `programmes.pdf.document_key`.
    """
    content = json.dumps(asdict(document), sort_keys=True, default=date.isoformat)
    return document_key(*(_source(name) for name in (*_TEMPLATES, *_STYLE_SHEETS)), content)


def render_handvatten(document: HandvattenDocument, *, logo: bytes = b"") -> bytes:
    """Render the handvatten as PDF/A-2a and PDF/UA-1; equal documents give equal bytes.

    Takes some tenths of a second, and seconds when there are hundreds of items: work for a worker.

    Args:
        document: what it says.
        logo: the PNG that `document.afzender.logo_sleutel` is the hash of; without it no logo is shown.

    Raises:
        programmes.pdf.FontMissing: when Open Sans is not installed.

    Source: `programmes.pdf.render_pdf`.
    """
    shown = _displayable_document(document)
    html = render_to_string(
        "pdf/handvatten.html",
        {
            "document": shown,
            "kop": _shortened(shown.titel),
            "kenmerken": _kenmerken(shown),
            "logo": LOGO if logo else "",
        },
    )
    css = "\n".join([shown.afzender.kleuren.stylesheet(), *map(_source, _STYLE_SHEETS)])
    return render_pdf(html, css=css, pictures={LOGO: logo} if logo else None)


def _kenmerken(document: HandvattenDocument) -> list[tuple[str, str]]:
    """The facts in the table below the title, without those that are unknown."""
    facts = [
        ("Reeks", document.reeks),
        ("Provincie", document.provincie),
        ("Wanneer", document.wanneer),
        ("Waar", document.waar),
    ]
    return [(name, value) for name, value in facts if value]


def _displayable_document(document: HandvattenDocument) -> HandvattenDocument:
    """The document as it will be shown, so that what disappears (an emoji) leaves no empty section behind."""
    return replace(
        document,
        titel=_line(document.titel) or _TITLE_WITHOUT_WORDS,
        reeks=_line(document.reeks),
        provincie=_line(document.provincie),
        wanneer=_line(document.wanneer),
        waar=_line(document.waar),
        inleiding=_text(document.inleiding),
        tips=_displayable_items(document.tips),
        acties=_displayable_items(document.acties),
        checklist=_displayable_items(document.checklist),
        hulpmiddelen=_displayable_items(document.hulpmiddelen),
        adres=_web_address(document.adres),
        afzender=_displayable_sender(document.afzender),
    )


def _displayable_sender(afzender: Afzender) -> Afzender:
    naam = _line(afzender.naam)
    # A picture without words would make the PDF invalid, and mute.
    return replace(afzender, naam=naam, logo_tekst=_line(afzender.logo_tekst) or f"Logo {naam}".strip())


def _displayable_items(items: tuple[Onderdeel, ...]) -> tuple[Onderdeel, ...]:
    shown = []
    for item in items:
        titel, tekst, url = _line(item.titel), _text(item.tekst), _web_address(item.url)
        if not titel:
            titel, tekst = _line(tekst) or url, ""
        if titel:
            shown.append(Onderdeel(titel=titel, tekst=tekst, url=url))
    return tuple(shown)


def _text(text: str) -> str:
    return displayable(text).strip()


def _line(text: str) -> str:
    return " ".join(displayable(text).split())


def _web_address(url: str) -> str:
    """The URL when it is one of the web, else nothing: no file:, javascript: or relative address in a PDF."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    clean = parts.scheme in {"http", "https"} and parts.netloc and url.isprintable() and " " not in url
    return url if clean else ""


def _shortened(text: str) -> str:
    return text if len(text) <= _FOOTER_LENGTH else f"{text[: _FOOTER_LENGTH - 1].rstrip()}…"


def _source(template_name: str) -> str:
    # Style sheets lie beside their templates and are found, read and cached in the same way.
    template = cast("Template", get_template(template_name)).template
    return template.source
