"""Plain values between the layers: who fills in a form, and what the rules need of loaded models."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from programmes.models import Gemeente, Reeks, Sessie
from registrations.rules import Access, SessieFacts, Stand, stand


@dataclass(frozen=True)
class Gegevens:
    """Who signs up, as filled in."""

    naam: str
    email: str
    gemeente: Gemeente | None = None
    functie: str = ""
    organisatie: str = ""
    nodig: str = ""


def facts_of(sessie: Sessie) -> SessieFacts:
    """Return what the rules need of one sessie."""
    return SessieFacts(
        slug=sessie.slug,
        is_terugkom=sessie.soort == Sessie.Soort.TERUGKOM,
        einde=sessie.einde,
        is_cancelled=sessie.is_vervallen,
    )


def access_of(reeks: Reeks) -> Access:
    """Return who may sign up for a reeks."""
    return Access(
        only_provincie=reeks.provincie_id if reeks.toegang == Reeks.Toegang.PROVINCIE else None,
        takes_organisaties=reeks.takes_organisaties,
    )


def stand_of(
    reeks: Reeks, *, sessies: Iterable[Sessie], now: datetime, is_full: bool = False, is_invited: bool = False
) -> Stand:
    """Return where the sign-up of a reeks stands, given its loaded sessies.

    `is_invited`: for whoever may still come in though it was closed. All else counts for them too.
    """
    return stand(
        is_published=reeks.is_published,
        van=reeks.aanmelden_van,
        tot=None if is_invited else reeks.aanmelden_tot,
        sessies=[facts_of(sessie) for sessie in sessies],
        now=now,
        is_full=is_full,
        is_closed=reeks.gesloten_op is not None and not is_invited,
        is_archived=reeks.gearchiveerd_op is not None,
    )
