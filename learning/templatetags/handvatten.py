"""What a page of programmes shows of what was learned."""

from django import template

from learning.models import Handvatten
from programmes.models import Reeks

register = template.Library()


@register.simple_tag
def handvatten_van(reeks: Reeks) -> set[str]:
    """`{% handvatten_van reeks as handvatten %}`: slugs of the sessies with published handvatten. One query."""
    own = Handvatten.objects.published().filter(sessie__reeks=reeks).order_by()
    return set(own.values_list("sessie__slug", flat=True))
