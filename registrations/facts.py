"""Plain values between the layers: who fills in a form, and what the rules need of loaded models."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from programmes.models import Gemeente, Reeks, Sessie
from registrations.rules import SessieFacts, Stand, stand


@dataclass(frozen=True)
class Gegevens:
    """Who signs up, as filled in."""

    naam: str
    email: str
    gemeente: Gemeente
    functie: str = ""


def facts_of(sessie: Sessie) -> SessieFacts:
    """Return what the rules need of one sessie."""
    return SessieFacts(slug=sessie.slug, is_terugkom=sessie.soort == Sessie.Soort.TERUGKOM, einde=sessie.einde)


def stand_of(reeks: Reeks, *, sessies: Iterable[Sessie], now: datetime) -> Stand:
    """Return where the sign-up of a reeks stands, given its loaded sessies."""
    return stand(
        is_published=reeks.is_published,
        van=reeks.aanmelden_van,
        tot=reeks.aanmelden_tot,
        sessies=[facts_of(sessie) for sessie in sessies],
        now=now,
    )
