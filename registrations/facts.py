"""Takes from loaded models what the rules need."""

from collections.abc import Iterable
from datetime import datetime

from programmes.models import Reeks, Sessie
from registrations.rules import SessieFacts, Stand, stand


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
