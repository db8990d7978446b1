"""Who somebody became when two aanmeldingen were made one. The log tells it: docs/decisions/0034-people-and-exports.md.

`neemt_over` does not: it also leads from a substitute to who they replace, and those are two people.
"""

from collections.abc import Collection

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from registrations.models import Aanmelding, Overgang
from registrations.querysets import DeelnameQuerySet
from registrations.states import STANDING_AANMELDING

LONGEST_CHAIN = 10


def without_merged(rows: DeelnameQuerySet) -> DeelnameQuerySet:
    """Leave out who was merged into somebody else, but for where they were ticked and that could not go along."""
    gone = Exists(lines_of_gone().filter(aanmelding=OuterRef("aanmelding")))
    return rows.exclude(~Q(aanmelding__status__in=STANDING_AANMELDING) & Q(aanwezigheid="") & gone)


def remaining(aanmeldingen: Collection[Aanmelding]) -> dict[int, int]:
    """Return who stays of each that was merged away: key of the one that goes -> key of the one that stays.

    No query when all of them stand, else one for each link in a chain of merges, and one to see that it ended.
    """
    found: dict[int, int] = {}
    asked = {row.pk for row in aanmeldingen if not row.stands}
    for _ in range(LONGEST_CHAIN):
        step = one_step(asked) if asked else {}
        if not step:
            break
        found = step | {first: step.get(last, last) for first, last in found.items()}
        asked = set(step.values())
    return found


# --- Steps --------------------------------------------------------------------------------------------------------


def lines_of_gone() -> QuerySet[Overgang]:
    """Return the lines of merges, of who went and did not sign up again with that address and sign off since."""
    is_last = Q(aanmelding__afgemeld_op__isnull=True) | Q(op__gte=F("aanmelding__afgemeld_op"))
    return Overgang.objects.filter(is_last, opgegaan_in__isnull=False)


def one_step(keys: Collection[int]) -> dict[int, int]:
    """Return into whom each of these was merged last, of those that do not stand. One query."""
    gone = lines_of_gone().filter(aanmelding__in=keys).exclude(aanmelding__status__in=STANDING_AANMELDING)
    return {key: into for key, into in gone.order_by("op", "pk").values_list("aanmelding", "opgegaan_in") if into}
