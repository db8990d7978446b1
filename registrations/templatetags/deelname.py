"""What everybody may see of who takes part: gemeenten by name, never persons and never how many."""

from collections.abc import Iterable

from django import template

from programmes.models import Gemeente, Reeks
from registrations.models import Aanmelding

register = template.Library()


@register.simple_tag
def deelnemende_gemeenten(reeksen: Iterable[Reeks]) -> list[Gemeente]:
    """`{% deelnemende_gemeenten coming as gemeenten %}`: by name. One query.

    Those with a confirmed aanmelding from an address of the gemeente; see `taking_part()`.
    """
    standing = Aanmelding.objects.taking_part(reeksen)
    return list(Gemeente.objects.filter(pk__in=standing.order_by().values("gemeente")))
