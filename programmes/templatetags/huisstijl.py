"""The house style of what a mail is about."""

from typing import Any, NamedTuple

from django import template

from programmes.contrast import NEUTRAL, Palette
from programmes.models import Provincie

register = template.Library()


class Stijl(NamedTuple):
    """What a mail shows of a house style; `email` and `telefoon` are empty in the neutral one."""

    naam: str
    kleuren: Palette
    email: str = ""
    telefoon: str = ""


@register.simple_tag(takes_context=True)
def huisstijl(context: template.Context) -> Stijl:
    """Return the style of the provincie that a mail is about, else the neutral one: `{% huisstijl as stijl %}`.

    That is `provincie`, or the provincie of `reeks`, or `gebied` (a provincie or an organisatie). No query when it
    was loaded with `provincie__huisstijl`.
    """
    found = getattr(_provincie(context), "huisstijl", None)
    if found is None:
        return Stijl("Leerlabs voor gemeenten", NEUTRAL)
    return Stijl(found.naam, found.palette, found.email, found.telefoon)


def _provincie(context: template.Context) -> Provincie | None:
    about: Any = context.get("provincie") or context.get("reeks") or context.get("gebied")
    if isinstance(about, Provincie):
        return about
    provincie: Provincie | None = about.provincie if about is not None else None
    return provincie
