"""Looks up, for somebody's own pages, where they stand in a queue and what was offered to them. Nothing is locked."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from registrations.models import Aanbod, Aanmelding, Deelname


@dataclass(frozen=True)
class Offers:
    """The last offer about each aanmelding and about each deelname, by their keys; those without one are left out."""

    reeks: dict[int, Aanbod] = field(default_factory=dict)
    sessie: dict[int, Aanbod] = field(default_factory=dict)


def last_offers(aanmeldingen: Iterable[Aanmelding]) -> Offers:
    """Return the last offer of each kind to these people, open or ended. One query."""
    own = list(aanmeldingen)
    offers = Offers()
    for offer in Aanbod.objects.filter(Q(aanmelding__in=own) | Q(deelname__aanmelding__in=own)).order_by("pk"):
        if offer.deelname_id is not None:
            offers.sessie[offer.deelname_id] = offer
        elif offer.aanmelding_id is not None:
            offers.reeks[offer.aanmelding_id] = offer
    return offers


def reeks_positions(aanmeldingen: Iterable[Aanmelding]) -> dict[int, int]:
    """Return the number in the queue for the reeks, from 1, of those who wait there. One query when anybody does."""
    own = [row.pk for row in aanmeldingen if row.status == Aanmelding.Status.WACHTLIJST and not row.houdt_plaats]
    if not own:
        return {}
    queue = Aanmelding.objects.waiting().filter(reeks=OuterRef("reeks"))
    rows = Aanmelding.objects.waiting().filter(pk__in=own)
    return numbered(rows.alias(before=count_before(queue, "aangemeld_op", "reeks")))


def sessie_positions(deelnames: Iterable[Deelname]) -> dict[int, int]:
    """Return the number in the queue of their sessie, from 1, of those who wait there. One query when anybody does.

    Who waits for a place in the reeks stands in no queue of a sessie.
    """
    own = [row.pk for row in deelnames if row.status == Deelname.Status.WACHTLIJST]
    if not own:
        return {}
    queue = Deelname.objects.waiting().filter(sessie=OuterRef("sessie"))
    rows = Deelname.objects.waiting().filter(pk__in=own)
    return numbered(rows.alias(before=count_before(queue, "in_rij_sinds", "sessie")))


# --- Steps ------------------------------------------------------------------------------------------------------


def count_before(queue: QuerySet[Aanmelding] | QuerySet[Deelname], moment: str, group: str) -> Coalesce:
    """Return an expression that counts who stands earlier in the queue of the row it is asked about."""
    earlier = Q(**{f"{moment}__lt": OuterRef(moment)}) | Q(**{moment: OuterRef(moment)}, pk__lt=OuterRef("pk"))
    counted = queue.filter(earlier).order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def numbered(rows: QuerySet[Aanmelding] | QuerySet[Deelname]) -> dict[int, int]:
    """Return the number in its queue of each row, by its key."""
    return dict(rows.order_by().values_list("pk", F("before") + 1))
