"""Says in /beheer/ where more people may come than fit in the room."""

from collections.abc import Iterable
from datetime import datetime

from programmes.models import Sessie
from programmes.rules import more_than_fit


def narrow_sessies(sessies: Iterable[Sessie], *, now: datetime) -> list[str]:
    """Return a warning for each of these sessies to come with more places than its locatie holds.

    No query when reeks, locatie and doelgroep are loaded.
    """
    found = []
    for sessie in (row for row in sessies if row.is_ahead(now)):
        locatie = sessie.locatie
        places = more_than_fit(
            plaatsen=sessie.plaatsen,
            max_personen=sessie.reeks.max_personen,
            zaalgrootte=locatie.zaalgrootte if locatie else None,
        )
        if places and locatie:
            found.append(
                f"“{sessie}” heeft {places} plaatsen. In {locatie.naam} passen {locatie.zaalgrootte} mensen."
                " Kies minder plaatsen of een grotere zaal."
            )
    return found
