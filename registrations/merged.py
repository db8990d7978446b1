"""Who somebody became when two aanmeldingen were made one. The log tells it: docs/decisions/0034-people-and-exports.md.

`neemt_over` does not: it also leads from a substitute to who they replace, and those are two people.
"""

from collections.abc import Collection, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from registrations.models import Aanmelding, Overgang
from registrations.querysets import DeelnameQuerySet
from registrations.states import STANDING_AANMELDING

WORDS = "samengevoegd met "
"""What the reason in both lines of a merge begins with; the other address follows."""
LONGEST_CHAIN = 10


def without_merged(rows: DeelnameQuerySet) -> DeelnameQuerySet:
    """Leave out who was merged into somebody else, but for where they were ticked and that could not go along."""
    gone = Exists(lines_of_gone().filter(aanmelding=OuterRef("aanmelding")))
    return rows.exclude(~Q(aanmelding__status__in=STANDING_AANMELDING) & Q(aanwezigheid="") & gone)


def remaining(aanmeldingen: Collection[Aanmelding]) -> dict[int, int]:
    """Return who stays of each that was merged away: key of the one that goes -> key of the one that stays.

    No query when all of them stand, else two for each link in a chain of merges, and one to see that it ended.
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


def lines_of_merges() -> QuerySet[Overgang]:
    """Return the lines that merges wrote: two each, at one moment."""
    return Overgang.objects.filter(
        deelname__isnull=True, wie=Overgang.Wie.ORGANISATOR, is_uitzondering=False, reden__startswith=WORDS
    )


def lines_of_gone() -> QuerySet[Overgang]:
    """Return those of who went, and did not sign up again with that address and sign off since."""
    is_last = Q(aanmelding__afgemeld_op__isnull=True) | Q(op__gte=F("aanmelding__afgemeld_op"))
    return lines_of_merges().filter(is_last).exclude(naar__in=STANDING_AANMELDING)


def one_step(keys: Collection[int]) -> dict[int, int]:
    """Return into whom each of these was merged last, of those that do not stand. Two queries."""
    gone = lines_of_gone().filter(aanmelding__in=keys).exclude(aanmelding__status__in=STANDING_AANMELDING)
    last = {line.aanmelding_id: line for line in gone.select_related("aanmelding").order_by("op", "pk")}
    moments = {line.op for line in last.values()}
    stays = lines_of_merges().filter(naar__in=STANDING_AANMELDING, op__in=moments).select_related("aanmelding")
    found = {key: who_stays(line, list(stays)) for key, line in last.items()}
    return {key: stayed for key, stayed in found.items() if stayed is not None}


def who_stays(gone: Overgang, stays: Sequence[Overgang]) -> int | None:
    """Return the key of who stays, of the merge in which this line was written."""
    same = [
        line for line in stays
        if (line.op, line.user_id, line.aanmelding.reeks_id) == (gone.op, gone.user_id, gone.aanmelding.reeks_id)
    ]  # fmt: skip
    # An address may have been corrected since, so it is asked only where more were merged at one moment.
    named = [line for line in same if line.reden == f"{WORDS}{gone.aanmelding.email}"]
    found = {line.aanmelding_id for line in (named or same)}
    return found.pop() if len(found) == 1 else None
