"""Decides what about the people of a reeks an organiser has to look at now; no query, no clock, no request."""

from datetime import datetime, timedelta

ENDS_SOON = timedelta(hours=24)
"""Before its end an open offer is told of."""
LOOKS_BACK = timedelta(days=60)
"""How long after a sessie is asked for its attendance."""
MAIL_LOOKS_BACK = timedelta(days=30)
"""How long a mail that failed is told of."""
KEPT_FOR = timedelta(days=365)
"""How long after the last sessie the people of a reeks are kept without a question."""
TERUGKOM_SOON = timedelta(days=30)
FEWEST = 3
FULL_FROM = 0.9
LAST_PLACES = 2


def is_nearly_full(*, taken: int, places: int | None) -> bool:
    """Tell whether hardly a place is left: nine of ten are taken, or two are left of which at least half are taken."""
    if places is None:
        return False
    return taken >= places * FULL_FROM or (places - taken <= LAST_PLACES and taken * 2 >= places)


def is_terugkom_empty(*, coming: int, participants: int, begin: datetime | None, now: datetime) -> bool:
    """Tell whether too few come to a terugkom that is near: fewer than three, or less than a third of who takes part.

    Where nobody takes part there is nobody to ask.
    """
    is_near = begin is not None and now < begin <= now + TERUGKOM_SOON
    return is_near and participants > 0 and (coming < min(FEWEST, participants) or coming * 3 < participants)


def misses_attendance(*, einde: datetime | None, expected: int, known: int, now: datetime) -> bool:
    """Tell whether a sessie was held of late, people were expected, and of none of them is known whether they came."""
    return einde is not None and now - LOOKS_BACK <= einde < now and expected > 0 and known == 0


def is_today(*, begin: datetime, einde: datetime | None, now: datetime) -> bool:
    """Tell whether a sessie is on or still to begin on the day of `now`, which is in local time."""
    return einde is not None and now < einde and begin.astimezone(now.tzinfo).date() <= now.date()


def is_kept_long(*, last: datetime | None, people: int, now: datetime) -> bool:
    """Tell whether it is time to ask whether the people of a reeks, which was over on `last`, are still needed."""
    return people > 0 and last is not None and last < now - KEPT_FOR
