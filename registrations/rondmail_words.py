"""The merge fields of a mail to deelnemers, and how its plain text becomes HTML. No query, no clock."""

import re
from collections.abc import Mapping

from django.utils.html import conditional_escape, urlize
from django.utils.safestring import SafeString, mark_safe

FIELDS = {
    "naam": "de naam van de deelnemer",
    "gemeente": "de gemeente of organisatie van de deelnemer",
    "reeks": "de titel van de reeks",
    "bijeenkomst": "de titel van de bijeenkomst",
    "datum": "de datum en tijd van die bijeenkomst",
    "link": "de persoonlijke link van de deelnemer",
}
"""What may stand between braces, and what comes there."""
IN_SUBJECT = frozenset(FIELDS) - {"link"}
FIELD = re.compile(r"\{([^{}\n]{0,60})\}")
PARAGRAPHS = re.compile(r"\n(?:[^\S\n]*\n)+")


def unknown_fields(text: str, known: frozenset[str] = frozenset(FIELDS)) -> list[str]:
    """Return what stands between braces and is no field, as it was typed, each once."""
    return list(dict.fromkeys(found[0] for found in FIELD.finditer(text) if name_of(found[1]) not in known))


def merged(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the fields filled in. What is filled in is text: a field in a name stays as it is."""
    return FIELD.sub(lambda found: values.get(name_of(found[1]), found[0]), text)


def paragraphs(text: str, values: Mapping[str, str]) -> list[SafeString]:
    """Return the text as the HTML of its paragraphs, with the fields filled in and addresses made links.

    Everything is escaped but a value that is safe already. Only what the organiser typed becomes a link.
    """
    return [_paragraph(part, values) for part in PARAGRAPHS.split(plain(text)) if part.strip()]


def plain(text: str) -> str:
    """Return a text as it came from a form with one kind of line end, and without empty lines around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def name_of(typed: str) -> str:
    """Return the name of a field as it stands in `FIELDS`."""
    return typed.strip().lower()


def _paragraph(text: str, values: Mapping[str, str]) -> SafeString:
    # What a regular expression with one group splits: text, name, text, name, text.
    pieces = FIELD.split(text)
    html = "".join(
        conditional_escape(values.get(name_of(piece), f"{{{piece}}}")) if number % 2 else urlize(piece, autoescape=True)
        for number, piece in enumerate(pieces)
    )
    return mark_safe(html.replace("\n", "<br>"))  # noqa: S308 - each piece is escaped above
