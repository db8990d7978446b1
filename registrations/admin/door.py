"""What the list at the door of a sessie shows: everybody by name, those who are not expected apart, and the counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from programmes.models import Sessie
from registrations.attendance import PRESENT, by_name, comes, host_of, people_at, times_of
from registrations.door_times import DoorObstacle, door_obstacle
from registrations.merged import without_merged
from registrations.models import Aanmelding, Deelname
from registrations.texts import DOOR_REFUSALS

BUTTONS = [
    (Deelname.Aanwezigheid.AANWEZIG, "Aanwezig"),
    (Deelname.Aanwezigheid.DEELS, "Deels"),
    (Deelname.Aanwezigheid.MET_BERICHT, "Met bericht"),
    (Deelname.Aanwezigheid.NIET_VERSCHENEN, "Niet verschenen"),
]
WHY_NOT_EXPECTED = {
    Aanmelding.Status.ONBEVESTIGD: "Nog niet bevestigd",
    Aanmelding.Status.VERLOPEN: "Niet bevestigd",
    Aanmelding.Status.AANVRAAG: "Wacht op de organisator",
}
"""By the status of an aanmelding; of the others the deelname tells why."""


@dataclass(frozen=True)
class DoorRow:
    """One person on the list; `reden` says why somebody is not expected, empty for who is."""

    deelname: Deelname
    reden: str

    @property
    def is_present(self) -> bool:
        """Whether they were there, if only for a part."""
        return self.deelname.aanwezigheid in PRESENT


@dataclass(frozen=True)
class Counts:
    """How many of those who are expected are there, and what was tapped of everybody."""

    verwacht: int
    aanwezig: int
    onverwacht: int
    """Of those who were not expected, how many are there."""
    waarden: list[tuple[str, str, int]]
    """Value, words and number, of what is not simply present; "" is nothing tapped yet, of who is expected."""


@dataclass(frozen=True)
class DoorPage:
    """The list, and whether one can tap on it: `obstacle` says why not."""

    verwacht: list[DoorRow]
    overig: list[DoorRow]
    counts: Counts
    obstacle: str
    is_host: bool
    is_over: bool
    buttons = BUTTONS


def door_page(sessie: Sessie, *, user: User, now: datetime) -> DoorPage:
    """Return the list of a sessie for who may take its attendance. Two queries."""
    rows = [DoorRow(row, reason(row)) for row in by_name(sessie)]
    expected = [row for row in rows if not row.reden]
    others = [row for row in rows if row.reden]
    is_host, now = host_of(sessie, user), timezone.localtime(now)
    times = times_of(sessie, now)
    obstacle = door_obstacle(times, is_cancelled=sessie.is_vervallen, is_host=is_host, tapped_at=now, now=now)
    return DoorPage(
        expected, others, counts_of(expected, others), words_of(obstacle), is_host,
        is_over=times is not None and now >= times.ends,
    )  # fmt: skip


def reason(deelname: Deelname) -> str:
    """Return why somebody is not expected; empty for who is."""
    if comes(deelname):
        return ""
    status = Aanmelding.Status(deelname.aanmelding.status)
    return WHY_NOT_EXPECTED.get(status, deelname.get_status_display())


def counts_of(expected: Iterable[DoorRow], others: Iterable[DoorRow]) -> Counts:
    """Return what the counters say."""
    found = Counter(row.deelname.aanwezigheid for row in expected)
    present = sum(found[value] for value in PRESENT)
    words = [(str(value), label.lower(), found[value]) for value, label in BUTTONS[1:]]
    return Counts(
        verwacht=found.total(),
        aanwezig=present,
        onverwacht=sum(row.is_present for row in others),
        waarden=[*words, ("", "nog niet aangetikt", found[""])],
    )


def words_of(obstacle: DoorObstacle | None) -> str:
    """Return what the page says of it."""
    return DOOR_REFUSALS[obstacle] if obstacle else ""


def states_of(sessie: Sessie) -> dict[str, str]:
    """Return what was tapped last of everybody on the list, by the key of the deelname. One query."""
    rows = without_merged(people_at(sessie)).select_related(None).order_by("pk")
    return {str(pk): waarde for pk, waarde in rows.values_list("pk", "aanwezigheid")}
