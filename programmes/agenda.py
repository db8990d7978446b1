"""What the agenda shows of loaded reeksen: narrowed by what was asked for, in order, per month and per provincie."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from programmes.models import Provincie, Reeks, Sessie, Thema
from programmes.month import Entry


@dataclass(frozen=True)
class Filters:
    """What a visitor asks for; a value that we do not know asks for nothing."""

    provincie: Provincie | None = None
    thema: Thema | None = None
    has_unknown: bool = False

    @property
    def is_set(self) -> bool:
        """Whether anything is left out of the agenda."""
        return bool(self.provincie or self.thema)

    @property
    def query(self) -> str:
        """The filters as the begin of a query string: empty, or ending in an ampersand."""
        chosen = {"provincie": self.provincie, "thema": self.thema}
        pairs = {name: row.slug for name, row in chosen.items() if row}
        return f"{urlencode(pairs)}&" if pairs else ""

    def fits_thema(self, reeks: Reeks) -> bool:
        """Tell whether a reeks with its themas prefetched is about what was asked for."""
        return self.thema is None or self.thema in reeks.themas.all()

    def fits(self, reeks: Reeks) -> bool:
        """Tell whether a reeks with its themas prefetched is what was asked for."""
        return self.fits_thema(reeks) and self.provincie in {None, reeks.provincie}


def filters_of(query: Mapping[str, str], *, provincies: Collection[Provincie], themas: Collection[Thema]) -> Filters:
    """Return the filters that `?provincie=` and `?thema=` (slugs) ask for."""
    asked_provincie, asked_thema = query.get("provincie", ""), query.get("thema", "")
    provincie = next((row for row in provincies if row.slug == asked_provincie), None)
    thema = next((row for row in themas if row.slug == asked_thema), None)
    has_unknown = bool(asked_provincie and not provincie) or bool(asked_thema and not thema)
    return Filters(provincie=provincie, thema=thema, has_unknown=has_unknown)


# --- Per reeks --------------------------------------------------------------------------------------------------


def next_sessie(reeks: Reeks, now: datetime) -> Sessie | None:
    """Return the first dated sessie still to be held, from the prefetched sessies; none that was cancelled."""
    planned = [sessie for sessie in reeks.sessies.all() if not sessie.is_vervallen]
    ahead = [sessie for sessie in planned if sessie.begin and not sessie.is_over(now)]
    return min(ahead, key=lambda sessie: sessie.begin or now, default=None)


def by_first_date(reeksen: Iterable[Reeks], now: datetime) -> list[Reeks]:
    """Return reeksen by their first sessie still to come; those without a date last, by title."""

    def first_date(reeks: Reeks) -> tuple[bool, float, str]:
        sessie = next_sessie(reeks, now)
        return (sessie is None, sessie.begin.timestamp() if sessie and sessie.begin else 0, reeks.titel)

    return sorted(reeksen, key=first_date)


def by_last_date(reeksen: Iterable[Reeks]) -> list[Reeks]:
    """Return reeksen that have been held, the latest first."""

    def last_date(reeks: Reeks) -> float:
        return max((sessie.einde.timestamp() for sessie in reeks.sessies.all() if sessie.einde), default=0)

    return sorted(reeksen, key=last_date, reverse=True)


def is_past(reeks: Reeks, now: datetime) -> bool:
    """Tell whether every sessie of a reeks has been held; one without sessies is still to come.

    A sessie that was cancelled is over when its date is, so that people still find that it does not go on; without a
    date there is nothing to wait for.
    """
    over = [row.is_over(now) or (row.is_vervallen and not row.has_date) for row in reeks.sessies.all()]
    return bool(over) and all(over)


# --- Per month and per provincie --------------------------------------------------------------------------------


def entries_of(reeksen: Iterable[Reeks], now: datetime) -> list[Entry]:
    """Return all dated sessies of reeksen, held or not, cancelled or not."""
    return [
        Entry(
            begin=sessie.begin,
            einde=sessie.einde,
            titel=sessie.volledige_titel,
            reeks=reeks.titel,
            plaats=sessie.locatie.plaats if sessie.locatie else "",
            is_online=sessie.is_online,
            url=sessie.get_absolute_url(),
            is_over=sessie.is_over(now),
            is_cancelled=sessie.is_vervallen,
        )
        for reeks in reeksen
        for sessie in reeks.sessies.all()
        if sessie.begin and sessie.einde
    ]


@dataclass(frozen=True)
class ProvincieRow:
    """What one provincie has coming: how many reeksen, and the first dated sessie still to be held."""

    provincie: Provincie
    count: int
    first: datetime | None


def per_provincie(provincies: Iterable[Provincie], reeksen: Collection[Reeks], now: datetime) -> list[ProvincieRow]:
    """Return a row for every provincie, in the order given, from reeksen that are still to come."""
    rows = []
    for provincie in provincies:
        own = [reeks for reeks in reeksen if reeks.provincie_id == provincie.pk]
        dates = [sessie.begin for reeks in own if (sessie := next_sessie(reeks, now)) and sessie.begin]
        rows.append(ProvincieRow(provincie, count=len(own), first=min(dates, default=None)))
    return rows
