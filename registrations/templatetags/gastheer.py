"""What the personal page shows of rooms that were offered, and where one can be."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import template

from programmes.models import Sessie
from registrations.models import Aanmelding, Gastaanbod
from registrations.page import PersonalPage
from registrations.rules import Venue, room_obstacle

register = template.Library()


@dataclass(frozen=True)
class Gastheer:
    """One sessie: the last room that this person offered, and whether they can offer one now."""

    aanbod: Gastaanbod | None
    can_offer: bool


@register.simple_tag
def gastheer_van(aanmelding: Aanmelding, page: PersonalPage) -> Mapping[int, Gastheer]:
    """`{% gastheer_van aanmelding page as gastheren %}`: what there is to say of rooms, by the key of the sessie.

    One query; none for who comes for no gemeente, or has never taken part.
    """
    if aanmelding.gemeente is None or aanmelding.status not in {"actief", "afgemeld"}:
        return {}
    offers: dict[int, list[Gastaanbod]] = {}
    for row in Gastaanbod.objects.filter(aanmelding=aanmelding):
        offers.setdefault(row.sessie_id, []).append(row)
    return {row.sessie.pk: _of(aanmelding, row.sessie, row.staat, offers.get(row.sessie.pk, [])) for row in page.rows}


@register.filter
def bij_sessie(gastheren: Mapping[int, Gastheer], sessie: Sessie) -> Gastheer | None:
    """Return what there is to say of rooms at one sessie."""
    return gastheren.get(sessie.pk)


def _of(aanmelding: Aanmelding, sessie: Sessie, staat: str, offers: list[Gastaanbod]) -> Gastheer:
    venue = Venue(
        needs_place=sessie.locatie_id is None and not sessie.is_online,
        is_over=staat == "geweest",
        is_cancelled=staat == "vervallen",
    )
    obstacle = room_obstacle(status=aanmelding.status, has_gemeente=True, venue=venue, offered=len(offers))
    last = offers[-1] if offers else None
    waits = last is not None and last.staat == Gastaanbod.Staat.OPEN
    return Gastheer(last, can_offer=obstacle is None and not waits)
