"""How dates, places and periods read on a page and in a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst

from programmes import rules
from programmes.addresses import address
from programmes.agenda import next_sessie
from programmes.models import Deskundige, Reeks, Sessie, Verplaatsing
from programmes.rules import Halte, Stap

register = template.Library()

MANY = 2000
"""Moments to keep in words: those of every reeks that is asked often."""

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
    """One stop of the timeline: the sessie, a word for style sheets, a label, who comes to tell, and earlier dates.

    The label is empty when the sessie is planned.
    """

    sessie: Sessie
    naam: str
    label: str
    deskundigen: Sequence[Deskundige] = ()
    eerder: Sequence[Verplaatsing] = ()


@register.simple_tag
def stappen(
    reeks: Reeks,
    now: datetime,
    deskundigen: Mapping[int, Sequence[Deskundige]] | None = None,
    eerder: Mapping[int, Sequence[Verplaatsing]] | None = None,
) -> list[SessieStap]:
    """`{% stappen reeks now deskundigen eerder as tijdlijn %}`: the sessies in order, each with its state.

    `deskundigen` and `eerder`, the dates of before, are those of `by_sessie`. No query when the sessies are prefetched.
    """
    sessies = list(reeks.sessies.all())
    haltes = [Halte(row.begin, row.einde, is_cancelled=row.is_vervallen) for row in sessies]
    staten = rules.stappen(haltes, now=timezone.localtime(now))
    known, old = deskundigen or {}, eerder or {}
    return [
        SessieStap(row, stap.value, STAP_LABELS[stap], known.get(row.pk, ()), old.get(row.pk, ()))
        for row, stap in zip(sessies, staten, strict=True)
    ]


@register.filter
def wanneer(sessie: Sessie | Verplaatsing) -> str:
    """Return `dinsdag 2 juli 2024, 11.00 tot 12.00 uur`, or that the date follows."""
    begin, einde = sessie.begin, sessie.einde
    if begin is None or einde is None:
        about = sessie.datum_indicatie if isinstance(sessie, Sessie) else ""
        return f"datum volgt ({about})" if about else "datum volgt"
    return _period(begin, einde)


@register.simple_tag
def tijdstip(sessie: Sessie) -> str:
    """`{% tijdstip sessie %}`: when it is, as a sentence begins, and for machines too once it has a date."""
    words = capfirst(wanneer(sessie))
    if sessie.begin is None:
        return words
    return format_html('<time datetime="{}">{}</time>', timezone.localtime(sessie.begin).isoformat(), words)


@register.filter
def dag(moment: datetime) -> str:
    """Return `dinsdag 2 juli 2024` in Dutch time."""
    return _in_words(moment, "DATE_FORMAT")


@register.filter
def dag_en_tijd(moment: datetime) -> str:
    """Return `dinsdag 2 juli 2024, 11.00 uur` in Dutch time."""
    return f"{_in_words(moment, 'l j F Y, H.i')} uur"


@register.filter
def waar(sessie: Sessie) -> str:
    """Return where a sessie is held; never the online link, which is for deelnemers only."""
    if sessie.locatie:
        return sessie.locatie.volledig
    return "online" if sessie.is_online else "locatie volgt"


@register.filter
def is_verplaatst(sessie: Sessie, eerder: Sequence[Verplaatsing]) -> bool:
    """Tell whether a sessie began at another moment before; if not, only its end changed."""
    return any(row.begin != sessie.begin for row in eerder)


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
    first, last = (_in_words(moment, "j F Y") for moment in (dated[0], dated[-1]))
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


@register.simple_tag
def adres(name: str, *slugs: str) -> str:
    """`{% adres 'sessie' provincie.slug reeks.slug sessie.slug %}`: as Django's `url`, and worked out once."""
    return address(name, *slugs)


# --- Steps ------------------------------------------------------------------------------------------------------


@lru_cache(MANY)
def _in_words(moment: datetime, form: str) -> str:
    """Return a moment in Dutch time. In words once: there is one language, and one time zone for everybody."""
    return date_format(timezone.localtime(moment), form)


@lru_cache(MANY)
def _period(begin: datetime, einde: datetime) -> str:
    """Return from when to when, of which the date once when it is the same."""
    first, last = timezone.localtime(begin), timezone.localtime(einde)
    if first.date() == last.date():
        return f"{dag(begin)}, {first:%H.%M} tot {last:%H.%M} uur"
    return f"{dag_en_tijd(begin)} tot {dag_en_tijd(einde)}"
