"""Makes a new reeks: from a template, or as a copy of an old one with all its dates moved along."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from programmes.models import Deskundige, Organisatie, Provincie, Reeks, Sessie
from programmes.rules import EARLIEST, LATEST, days_on, free_address, sessie_slug

TEXTS = [
    "samenvatting", "omschrijving", "voor_wie", "kosten", "toegang", "andere_organisaties", "toelating",
    "max_gemeenten", "max_personen", "max_per_gemeente", "aanbod_werkdagen", "aanbod_sluit_werkdagen", "meldingen",
]  # fmt: skip
"""What a copy takes over of a reeks. Not who is in it, nor whether it is published, closed or archived."""
OF_SESSIE = ["soort", "volgorde", "titel", "omschrijving", "doelgroep_id", "doelgroep_werknaam", "plaatsen"]
"""What a copy takes over of a sessie. Not the online link, which is of one meeting."""


class CopyRefused(Exception):
    """A date would come before 2000 or after 2100; nothing was made."""


def new_reeks(
    *,
    titel: str,
    soort: str,
    provincie: Provincie,
    organisatie: Organisatie,
    sessies: Iterable[Mapping[str, Any]],
    first: tuple[datetime, datetime] | None,
    now: datetime,
) -> Reeks:
    """Make a concept with these sessies, given by soort, titel and volgorde; `first` is when the first is held."""
    with transaction.atomic():
        reeks = Reeks(titel=titel, soort=soort, provincie=provincie, organisatie=organisatie)
        _save(reeks, first[0] if first else now)
        begin, einde = first or (None, None)
        taken: list[str] = []
        for number, fields in enumerate(sessies):
            row = Sessie(reeks=reeks, **fields, **({} if number else {"begin": begin, "einde": einde}))
            _add(row, taken, now=now)
    return reeks


def copy_reeks(
    *, source: Reeks, titel: str, provincie: Provincie, organisatie: Organisatie, first: date | None, now: datetime
) -> Reeks:
    """Make a concept out of a reeks, with its texts, limits, themas and sessies, and nobody in it.

    Every date moves as many days as it takes to put the first sessie on the day `first`, at the same time on the
    clock; without that day no sessie has a date. Sessies that were cancelled stay behind, and in another provincie
    so do the locaties and deskundigen of the first. One query for each sessie, and two more where deskundigen come.

    Raises:
        CopyRefused: a date would be out of range.
    """
    with transaction.atomic():
        sessies = list(source.sessies.filter(vervallen_op__isnull=True).prefetch_related("deskundigen"))
        days = days_to(first, sessies)
        reeks = Reeks(titel=titel, soort=source.soort, provincie=provincie, organisatie=organisatie)
        for name in TEXTS:
            setattr(reeks, name, getattr(source, name))
        reeks.aanmelden_van, reeks.aanmelden_tot = moved(source.aanmelden_van, source.aanmelden_tot, days=days)
        dates = [moved(sessie.begin, sessie.einde, days=days) for sessie in sessies]
        _save(reeks, datetime.combine(first, datetime.min.time()) if first else now)
        reeks.themas.set(source.themas.all())
        is_here = source.provincie_id == provincie.pk
        if is_here or reeks.toegang != Reeks.Toegang.PROVINCIE:
            reeks.gereserveerde_gemeenten.set(source.gereserveerde_gemeenten.all())
        taken: list[str] = []
        for old, (begin, einde) in zip(sessies, dates, strict=True):
            row = Sessie(reeks=reeks, begin=begin, einde=einde, **{name: getattr(old, name) for name in OF_SESSIE})
            row.locatie_id = old.locatie_id if is_here else None
            _add(row, taken, now=now, deskundigen=old.deskundigen.all() if is_here else ())
    return reeks


def days_to(first: date | None, sessies: Iterable[Sessie]) -> int | None:
    """Return how many days the first dated sessie lies before a day; None without that day or any date."""
    begins = [sessie.begin for sessie in sessies if sessie.begin]
    return (first - timezone.localdate(min(begins))).days if first and begins else None


def moved(start: datetime | None, end: datetime | None, *, days: int | None) -> tuple[datetime | None, datetime | None]:
    """Return a period so many days on, on the clock of the Netherlands; without dates when the days are not known.

    Raises:
        CopyRefused: it would be out of range.
    """
    if days is None:
        return None, None
    new_start, new_end = (days_on(timezone.localtime(moment), days) if moment else None for moment in (start, end))
    if start and end and new_start and new_end and new_end <= new_start:
        # The clock skips the start that day.
        new_end = new_start + (end - start)
    if any(moment and not EARLIEST <= moment <= LATEST for moment in (new_start, new_end)):
        raise CopyRefused
    return new_start, new_end


def _save(reeks: Reeks, moment: date) -> None:
    """Save a new reeks at an address that is free: the title, or the title with the year of this moment."""
    # Locked, so that two at once do not find the same address free.
    Provincie.objects.select_for_update(no_key=True).get(pk=reeks.provincie_id)
    length: Any = Reeks._meta.get_field("slug").max_length
    stem = slugify(reeks.titel) or str(reeks.soort)
    taken = set(Reeks.objects.filter(provincie=reeks.provincie_id).values_list("slug", flat=True))
    reeks.slug = free_address(stem, year=moment.year, taken=taken, length=length)
    reeks.save(force_insert=True)


def _add(sessie: Sessie, taken: list[str], *, now: datetime, deskundigen: Iterable[Deskundige] = ()) -> None:
    """Save a new sessie at the next address that is not `taken`, and take it."""
    sessie.slug = sessie_slug(soort=sessie.soort, taken=taken)
    taken.append(sessie.slug)
    sessie.aangemaakt_op = sessie.gewijzigd_op = now
    sessie.save(force_insert=True)
    who = list(deskundigen)
    if who:
        sessie.deskundigen.add(*who)
