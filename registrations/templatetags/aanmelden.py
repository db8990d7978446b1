"""What a page of programmes shows of signing up: one state object, made by the rule that guards the POST."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings

from programmes.addresses import address
from programmes.models import Gemeente, Reeks, Sessie
from registrations.facts import stand_of
from registrations.forms_for_signup import SENT_ON
from registrations.openings import Opening, opening_of, openings_of
from registrations.rules import Stand
from registrations.texts import places_left

register = template.Library()

LABELS = {
    Stand.OPEN: "Aanmelden kan",
    Stand.VOL: "Vol, je komt op de wachtlijst",
    Stand.NOG_NIET_OPEN: "Aanmelden kan nog niet",
    Stand.NOG_LEEG: "Aanmelden kan nog niet",
    Stand.GESLOTEN: "Aanmelding gesloten",
    Stand.GEWEEST: "Geweest",
    Stand.CONCEPT: "Nog niet gepubliceerd",
}
FULL_FOR_NEW = "Vol voor nieuwe gemeenten"
CANCELLED = "vervallen"
"""The word for a reeks of which every sessie was cancelled."""


@dataclass(frozen=True)
class SessiePlek:
    """What the timeline says of the places at one sessie: a word for style sheets and a label for people."""

    naam: str
    label: str


@dataclass(frozen=True)
class AanmeldStand:
    """What a template needs to show: a word for its `if`, a label for people, and the places there are."""

    naam: str
    label: str
    opening: Opening = field(default_factory=Opening)
    organiser_decides: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the form to sign up can be sent, be it for the waiting list."""
        return self.naam in {Stand.OPEN.value, Stand.VOL.value}

    @property
    def is_full(self) -> bool:
        """Whether somebody new comes on the waiting list."""
        return self.naam == Stand.VOL.value

    @property
    def has_ended(self) -> bool:
        """Whether there is nothing left to take part in."""
        return self.naam in {Stand.GEWEEST.value, CANCELLED}

    @property
    def is_full_for_new_gemeenten(self) -> bool:
        """Whether only the slots of gemeenten are gone, and others can still get a place."""
        return self.is_open and not self.organiser_decides and self.opening.is_full_for_new_gemeenten

    @property
    def takes_interest(self) -> bool:
        """Whether somebody can leave their interest: always, until nothing is to come any more."""
        return not self.has_ended and self.naam != Stand.CONCEPT.value

    @property
    def knop(self) -> str:
        """What the button to sign up says."""
        if not self.is_full:
            return "Aanmelden"
        return "Aanmelden of op de wachtlijst" if self.is_full_for_new_gemeenten else "Op de wachtlijst"

    @property
    def plekken(self) -> str:
        """How many places are left, in words: only when that is few, and nothing when they are gone."""
        if not self.is_open or self.is_full or self.organiser_decides:
            return ""
        left = list(self.opening.left.values())
        gemeenten, personen = self.opening.gemeenten_free, self.opening.personen_free
        if len(self.opening.sessies) == 1 and left:
            personen = left[0]
        return places_left(gemeenten=gemeenten, personen=personen)

    @property
    def left(self) -> Mapping[int, int]:
        """How many persons more can come, by the key of the sessie, as far as that is limited and known."""
        return self.opening.left

    def plek(self, sessie: Sessie) -> SessiePlek | None:
        """Return what there is to say of the places at one sessie; None when there are enough, or none to be had."""
        room = self.opening.sessies.get(sessie.pk)
        if not self.is_open or room is None:
            return None
        if room.is_full:
            return SessiePlek("vol", "Vol, wachtlijst")
        words = "" if self.is_full else places_left(gemeenten=None, personen=self.left.get(sessie.pk))
        return SessiePlek("weinig", words) if words else None


@register.simple_tag
def openings(reeksen: Iterable[Reeks], now: datetime) -> Mapping[int, Opening]:
    """`{% openings reeksen now as open %}`: what is open at each of the reeksen of a page, for their cards.

    One query at most, for any number of reeksen with prefetched sessies; none where nothing is limited.
    """
    return openings_of([reeks for reeks in reeksen if _stand(reeks, now) is Stand.OPEN], now=now)


@register.simple_tag
def aanmeldstand(
    reeks: Reeks,
    now: datetime,
    loaded: Mapping[int, Opening] | None = None,
    is_invited: object = False,  # noqa: FBT002 - how a tag takes it
) -> AanmeldStand:
    """`{% aanmeldstand reeks now as stand %}`: where signing up stands, and what places there are.

    One query at most when sessies are prefetched, and none for a reeks without limits. In a list of reeksen
    `{% openings reeksen now as open %}` comes first, and `{% aanmeldstand reeks now open as stand %}` asks nothing.
    `is_invited`: as of who may still come in though it was closed.
    """
    stand, opening = _stand(reeks, now, is_invited=bool(is_invited)), Opening()
    if stand is Stand.OPEN:
        opening = (loaded or {}).get(reeks.pk) or opening_of(reeks, now=now)
        stand = _stand(reeks, now, is_full=opening.is_full, is_invited=bool(is_invited))
    sessies = reeks.sessies.all()
    if stand is Stand.GEWEEST and sessies and all(sessie.is_vervallen for sessie in sessies):
        return AanmeldStand(naam=CANCELLED, label="Gaat niet door")
    full_for_new = stand is Stand.VOL and opening.is_full_for_new_gemeenten
    return AanmeldStand(
        naam=stand.value,
        label=FULL_FOR_NEW if full_for_new else LABELS[stand],
        opening=opening,
        organiser_decides=reeks.toelating != Reeks.Toelating.DIRECT,
    )


@register.filter
def plek(stand: AanmeldStand, sessie: Sessie) -> SessiePlek | None:
    """`{% with plek=stand|plek:sessie %}`: what there is to say of the places at one sessie. No query."""
    return stand.plek(sessie)


@dataclass(frozen=True)
class Uitnodiging:
    """A link to send on to a colleague, and the link that opens a mail with it."""

    link: str
    mailto: str


@register.simple_tag
def uitnodiging(reeks: Reeks, gemeente: Gemeente | None = None) -> Uitnodiging:
    """`{% uitnodiging reeks gemeente as uitnodiging %}`: the link to sign up, with the gemeente filled in if known."""
    known = {"gemeente": gemeente.code} if gemeente else {}
    path = address("aanmelden", reeks.provincie.slug, reeks.slug)
    link = f"{settings.SITE_URL}{path}?{urlencode(known | {'via': SENT_ON})}"
    words = f"Misschien past dit ook bij jou: {reeks.titel}.\r\n\r\n{reeks.samenvatting}\r\n\r\nAanmelden kan hier:"
    return Uitnodiging(link, f"mailto:?subject={quote(reeks.titel, safe='')}&body={quote(f'{words} {link}', safe='')}")


def _stand(reeks: Reeks, now: datetime, *, is_full: bool = False, is_invited: bool = False) -> Stand:
    return stand_of(reeks, sessies=reeks.sessies.all(), now=now, is_full=is_full, is_invited=is_invited)
