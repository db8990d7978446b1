"""The state of a reeks in figures, for scripts and monitoring."""

from typing import TypedDict

from django.db.models import Count, Q

from programmes.models import Reeks, Sessie
from registrations.models import Aanmelding
from registrations.querysets import STANDS


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

    Who is not confirmed yet counts as aangemeld, since their place is held. Limits and waiting lists do not exist
    yet: their figures are None and 0.
    """
    totals = Aanmelding.objects.filter(reeks=reeks).aggregate(
        personen=Count("pk", filter=STANDS),
        gemeenten=Count("gemeente", filter=STANDS, distinct=True),
        onbevestigd=Count("pk", filter=Q(status="onbevestigd")),
    )
    sessies = Sessie.objects.filter(reeks=reeks).in_order()
    rows = sessies.annotate(
        aangemeld=Count("deelnames", filter=Q(deelnames__status="aangemeld")),
        afgemeld=Count("deelnames", filter=Q(deelnames__status="afgemeld")),
    ).values_list("slug", "aangemeld", "afgemeld")
    return {
        "gemeenten": totals["gemeenten"],
        "max_gemeenten": None,
        "personen": totals["personen"],
        "max_personen": None,
        "onbevestigd": totals["onbevestigd"],
        "wachtlijst": 0,
        "sessies": {
            slug: {
                "aangemeld": aangemeld,
                "wachtlijst": 0,
                "aangeboden": 0,
                "afgemeld": afgemeld,
                "plaatsen": None,
            }
            for slug, aangemeld, afgemeld in rows
        },
    }
