"""The state of a reeks in figures, for scripts and monitoring."""

from collections.abc import Mapping
from typing import Any, TypedDict

from django.db.models import Count, Q

from programmes.models import Reeks, Sessie
from registrations.models import Aanmelding

COUNTED = ("aangemeld", "wachtlijst", "aangeboden", "afgemeld")


class SessieFigures(TypedDict):
    """Counts at one sessie; no limit is None."""

    aangemeld: int
    wachtlijst: int
    aangeboden: int
    afgemeld: int
    plaatsen: int | None


class ReeksFigures(TypedDict):
    """Counts of a reeks; no limit is None."""

    gemeenten: int
    max_gemeenten: int | None
    personen: int
    max_personen: int | None
    onbevestigd: int
    wachtlijst: int
    sessies: dict[str, SessieFigures]


def figures(reeks: Reeks) -> ReeksFigures:
    """Return the figures of a reeks. Two queries.

    Who holds a place counts, also while it is to be confirmed or was offered; who waits for one counts as waiting,
    confirmed or not. No limit is None.
    """
    waits = Q(status="wachtlijst")
    if reeks.toelating == Reeks.Toelating.DIRECT:
        # Where the organiser decides, who is to confirm asks and does not wait yet.
        waits |= Q(status="onbevestigd", neemt_over__isnull=True)
    totals = Aanmelding.objects.filter(reeks=reeks).aggregate(
        personen=Count("pk", filter=Q(houdt_plaats=True)),
        gemeenten=Count("gemeente", filter=Q(houdt_plaats=True), distinct=True),
        onbevestigd=Count("pk", filter=Q(status="onbevestigd")),
        wachtlijst=Count("pk", filter=waits & Q(houdt_plaats=False)),
    )
    counts = {state: Count("deelnames", filter=Q(deelnames__status=state)) for state in COUNTED}
    rows = Sessie.objects.filter(reeks=reeks).in_order().annotate(**counts)
    return {
        "gemeenten": totals["gemeenten"],
        "max_gemeenten": reeks.max_gemeenten,
        "personen": totals["personen"],
        "max_personen": reeks.max_personen,
        "onbevestigd": totals["onbevestigd"],
        "wachtlijst": totals["wachtlijst"],
        "sessies": {row["slug"]: sessie_figures(row) for row in rows.values("slug", "plaatsen", *COUNTED)},
    }


def sessie_figures(row: Mapping[str, Any]) -> SessieFigures:
    """Return the figures of one sessie out of its row."""
    return {
        "aangemeld": row["aangemeld"],
        "wachtlijst": row["wachtlijst"],
        "aangeboden": row["aangeboden"],
        "afgemeld": row["afgemeld"],
        "plaatsen": row["plaatsen"],
    }
