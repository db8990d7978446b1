"""Locks a reeks, so that two wishes about it are carried out one after the other."""

from programmes.models import Reeks
from registrations.rules import Obstacle, SignupRefused


def lock(reeks: Reeks) -> Reeks:
    """Return the reeks as it is now, locked until the transaction ends.

    Raises:
        SignupRefused: it was deleted meanwhile.
    """
    # Without the key, so that whoever inserts a row about the reeks, and checks that it exists, is not in our way.
    rows = Reeks.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("organisatie", "provincie__huisstijl")
    found = locked.filter(pk=reeks.pk).first()
    if found is None:
        raise SignupRefused(Obstacle.NOT_PUBLISHED)
    return found
