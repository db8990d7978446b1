"""Who comes to tell, where there is more to say of them than a name."""

from collections.abc import Iterable

from django import template

from programmes.models import Deskundige
from programmes.templatetags.leerlab import SessieStap

register = template.Library()


@register.filter
def met_verhaal(deskundigen: Iterable[Deskundige]) -> list[Deskundige]:
    """Return those with a photo or a few words of themselves."""
    return [deskundige for deskundige in deskundigen if deskundige.has_story]


@register.filter
def verhalen_van(tijdlijn: Iterable[SessieStap]) -> list[Deskundige]:
    """Return those of a whole reeks once each, in the order in which they come."""
    return met_verhaal({row.pk: row for stap in tijdlijn for row in stap.deskundigen}.values())
