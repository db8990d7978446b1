"""What pages show of the files of a sessie."""

from collections.abc import Mapping

from django import template

from learning.models import Materiaal
from learning.rules import may_have_all
from programmes.models import Sessie
from registrations.models import Aanmelding

register = template.Library()

KILO = 1000


@register.simple_tag
def materiaal_voor_allen(sessie: Sessie) -> list[Materiaal]:
    """`{% materiaal_voor_allen sessie as materiaal %}`: the files of a sessie for every visitor. One query."""
    found = list(Materiaal.objects.public().of_sessie(sessie))
    for item in found:
        item.sessie = sessie
    return found


@register.simple_tag
def materiaal_voor(aanmelding: Aanmelding) -> Mapping[int, list[Materiaal]]:
    """`{% materiaal_voor aanmelding as materiaal %}`: what this person can download, by the key of the sessie.

    One query; none for who takes no part.
    """
    if not may_have_all(aanmelding.status, [row.status for row in aanmelding.deelnames.all()]):
        return {}
    found: dict[int, list[Materiaal]] = {}
    for item in Materiaal.objects.filter(sessie__reeks=aanmelding.reeks_id):
        found.setdefault(item.sessie_id, []).append(item)
    return found


@register.filter
def van_sessie(materiaal: Mapping[int, list[Materiaal]], sessie: Sessie) -> list[Materiaal]:
    """Return the files of one sessie out of those of a reeks."""
    return materiaal.get(sessie.pk, [])


@register.filter
def bestandsgrootte(size: int) -> str:
    """Return the size of a file as `37 kB` or `2,4 MB`, rounded up."""
    kilobytes = -(-size // KILO)
    if kilobytes < KILO:
        return f"{kilobytes} kB"
    return f"{-(-kilobytes // 100) / 10:.1f} MB".replace(".", ",")
