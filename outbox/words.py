"""Reads the words of a mail from its two templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.template.loader import get_template, render_to_string


@dataclass(frozen=True)
class MailWords:
    """Subject, plain text and HTML of one mail."""

    onderwerp: str
    tekst: str
    html: str


def mail_words(name: str, context: Mapping[str, Any]) -> MailWords:
    """Render `emails/<name>.txt` and `emails/<name>.html`.

    The first line of the text template is the subject; the plain text is not HTML-escaped.
    """
    template = get_template(f"emails/{name}.txt").template  # type: ignore[attr-defined]  # Django's own back-end
    rendered = template.render(Context(dict(context), autoescape=False))
    subject, _, text = rendered.partition("\n")
    html = render_to_string(f"emails/{name}.html", dict(context))
    return MailWords(onderwerp=subject.strip(), tekst=text.strip() + "\n", html=html)
