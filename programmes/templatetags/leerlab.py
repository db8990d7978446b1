"""How dates, places and periods read on a page and in a mail."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from programmes import rules
from programmes.agenda import next_sessie
from programmes.models import Reeks, Sessie
from programmes.rules import Halte, Stap

register = template.Library()

STAP_LABELS = {
    Stap.GEWEEST: "Geweest",
    Stap.VANDAAG: "Vandaag",
    Stap.VOLGENDE: "Eerstvolgende",
    Stap.GEPLAND: "",
    Stap.DATUM_VOLGT: "Datum volgt",
    Stap.VERVALLEN: "Gaat niet door",
}


@dataclass(frozen=True)
class SessieStap:
    """One stop of the timeline: the sessie, a word for style sheets and a label for people, empty when planned."""

    sessie: Sessie
    naam: str
    label: str


@register.simple_tag
def stappen(reeks: Reeks, now: datetime) -> list[SessieStap]:
    """`{% stappen reeks now as tijdlijn %}`: the sessies in order, each with its state. No query when prefetched."""
    sessies = list(reeks.sessies.all())
    haltes = [Halte(row.begin, row.einde, is_cancelled=row.is_vervallen) for row in sessies]
    staten = rules.stappen(haltes, now=timezone.localtime(now))
    return [SessieStap(row, stap.value, STAP_LABELS[stap]) for row, stap in zip(sessies, staten, strict=True)]


@register.filter
def wanneer(sessie: Sessie) -> str:
    """Return `dinsdag 2 juli 2024, 11.00 tot 12.00 uur`, or that the date follows."""
    if sessie.begin is None or sessie.einde is None:
        return f"datum volgt ({sessie.datum_indicatie})" if sessie.datum_indicatie else "datum volgt"
    begin, einde = timezone.localtime(sessie.begin), timezone.localtime(sessie.einde)
    if begin.date() == einde.date():
        return f"{date_format(begin)}, {begin:%H.%M} tot {einde:%H.%M} uur"
    return f"{dag_en_tijd(begin)} tot {dag_en_tijd(einde)}"


@register.filter
def dag(moment: datetime) -> str:
    """Return `dinsdag 2 juli 2024` in Dutch time."""
    return date_format(timezone.localtime(moment))


@register.filter
def dag_en_tijd(moment: datetime) -> str:
    """Return `dinsdag 2 juli 2024, 11.00 uur` in Dutch time."""
    return f"{date_format(timezone.localtime(moment), 'l j F Y, H.i')} uur"


@register.filter
def waar(sessie: Sessie) -> str:
    """Return where a sessie is held; never the online link, which is for deelnemers only."""
    if sessie.locatie:
        return sessie.locatie.volledig
    return "online" if sessie.is_online else "locatie volgt"


@register.filter
def is_over(sessie: Sessie, now: datetime) -> bool:
    """Tell whether a sessie has been held."""
    return sessie.is_over(now)


@register.filter
def duur(reeks: Reeks) -> str:
    """Return how long a reeks lasts: `5 bijeenkomsten, van 2 juli 2024 tot en met 2 december 2024`.

    What was cancelled does not count.
    """
    planned = list(reeks.sessies.all())
    sessies = [sessie for sessie in planned if not sessie.is_vervallen]
    if not sessies:
        return "Alle bijeenkomsten gaan niet door" if planned else "De bijeenkomsten volgen"
    count = f"{len(sessies)} bijeenkomst{'' if len(sessies) == 1 else 'en'}"
    dated = sorted(sessie.begin for sessie in sessies if sessie.begin)
    if not dated:
        return f"{count}; de datums volgen"
    first, last = (date_format(timezone.localtime(moment), "j F Y") for moment in (dated[0], dated[-1]))
    if len(dated) < len(sessies):
        return f"{count}, vanaf {first}; nog niet alle datums zijn bekend"
    return f"{count}, op {first}" if first == last else f"{count}, van {first} tot en met {last}"


@register.filter
def telefoon(nummer: str) -> str:
    """Return a telephone number that is not broken over two lines."""
    return nummer.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def kilobytes(size: int) -> str:
    """Return the size of a file as `37 kB`, rounded up, of 1,000 bytes each."""
    return f"{-(-size // 1000)} kB"


@register.filter
def eerstvolgende(reeks: Reeks, now: datetime) -> Sessie | None:
    """Return the first dated sessie still to be held, from the prefetched sessies."""
    return next_sessie(reeks, now)
