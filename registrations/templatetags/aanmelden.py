"""What a page of programmes shows of signing up: one state object, made by the rule that guards the POST."""

from dataclasses import dataclass
from datetime import datetime

from django import template

from programmes.models import Reeks
from registrations.facts import stand_of
from registrations.rules import Stand

register = template.Library()

LABELS = {
    Stand.OPEN: "Aanmelden kan",
    Stand.NOG_NIET_OPEN: "Aanmelden kan nog niet",
    Stand.NOG_LEEG: "Aanmelden kan nog niet",
    Stand.GESLOTEN: "Aanmelding gesloten",
    Stand.GEWEEST: "Geweest",
    Stand.CONCEPT: "Nog niet gepubliceerd",
}


@dataclass(frozen=True)
class AanmeldStand:
    """What a template needs to show: a word for its `if`, and a label for people."""

    naam: str
    label: str

    @property
    def is_open(self) -> bool:
        """Whether the button to sign up is shown."""
        return self.naam == Stand.OPEN.value

    @property
    def takes_interest(self) -> bool:
        """Whether somebody can leave their interest: always, until everything has been held."""
        return self.naam not in {Stand.GEWEEST.value, Stand.CONCEPT.value}


@register.simple_tag
def aanmeldstand(reeks: Reeks, now: datetime) -> AanmeldStand:
    """`{% aanmeldstand reeks now as stand %}`: where signing up stands. No query when sessies are prefetched."""
    stand = stand_of(reeks, sessies=reeks.sessies.all(), now=now)
    return AanmeldStand(naam=stand.value, label=LABELS[stand])
