"""What the start page of /beheer/ shows: what there is to do, one's own reeksen, and what was done last."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Window
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from accounts.models import User
from programmes.models import Logregel, Reeks
from programmes.todo import Figures, Klus, by_urgency, collect

MOST = 50
"""Reeksen that are shown; the list of reeksen has them all."""
LAST = 10
"""Lines of what was done."""
OPEN = 12
"""Things to do that are shown at once, for each urgency; the others fold out."""


@dataclass(frozen=True)
class Group:
    """What has to be done equally soon: the first of it, and what folds out."""

    label: str
    first: list[Klus]
    others: list[Klus]


@dataclass(frozen=True)
class Row:
    """One reeks in the table; `next_date` as the function of that name says."""

    reeks: Reeks
    next_date: str
    figures: Figures


@dataclass(frozen=True)
class Start:
    """The page: `more` is how many reeksen are not shown."""

    groups: list[Group]
    rows: list[Row]
    more: int
    done: list[Logregel]

    @property
    def count(self) -> int:
        """How many things there are to do."""
        return sum(len(group.first) + len(group.others) for group in self.groups)


def start_page(user: User, *, now: datetime) -> Start:
    """Return the page of a user who sees all of a provincie or an organisatie. Three queries besides the sources."""
    reeksen = own_reeksen(user, now=now)
    figures = figures_of([reeks.pk for reeks in reeksen])
    total: int = vars(reeksen[0])["total"] if reeksen else 0
    return Start(
        groups=groups_of(collect(user=user, now=now)),
        rows=[Row(reeks, next_date(reeks, now=now), figures.get(reeks.pk, Figures())) for reeks in reeksen],
        more=total - len(reeksen),
        done=list(Logregel.objects.visible_to(user).exclude(daad=Logregel.Daad.INGELOGD).order_by("-pk")[:LAST]),
    )


def groups_of(klussen: list[Klus]) -> list[Group]:
    """Return what there is to do, by how soon."""
    return [Group(label, found[:OPEN], found[OPEN:]) for label, found in by_urgency(klussen)]


def own_reeksen(user: User, *, now: datetime) -> list[Reeks]:
    """Return the reeksen that were not archived, what comes first on top. One query."""
    rows = Reeks.objects.visible_to(user).not_archived().select_related("provincie").with_dates(now)
    found = rows.annotate(total=Window(Count("pk")))
    return list(found.order_by(F("next_begin").asc(nulls_last=True), "titel", "pk")[:MOST])


def next_date(reeks: Reeks, *, now: datetime) -> str:
    """Return when the next sessie of a reeks `with_dates` is, or why there is none; empty when it has no sessies."""
    known: dict[str, Any] = vars(reeks)
    begin, last = known["next_begin"], known["last_einde"]
    if begin:
        return day_of(begin)
    if last and last > now:
        return "Nu bezig"
    if known["has_undated"]:
        return "Datum volgt"
    return f"Voorbij sinds {day_of(last)}" if last else ""


def day_of(moment: datetime) -> str:
    """Return `3 december 2026` in Dutch time."""
    return date_format(timezone.localtime(moment), "j F Y")


def figures_of(keys: Collection[int]) -> Mapping[int, Figures]:
    """Return who takes part in each reeks, as the app that knows it says."""
    source: Any = import_string(settings.START_FIGURES)
    found: Mapping[int, Figures] = source(keys)
    return found
