"""Takes attendance at a sessie: who came, as it was tapped at the door, and who is on the list there.

Taps come from tablets with a shaky connection: late, twice, and in any order. docs/decisions/0030-attendance.md.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from programmes.logboek import Daad, record
from programmes.models import Reeks, Sessie
from registrations.door_times import DoorObstacle, DoorTimes, bounded_tap, door_obstacle, door_times, is_expected
from registrations.locks import lock
from registrations.merge_rules import Said, overruled, what_holds
from registrations.merged import remaining, without_merged
from registrations.models import Aanmelding, Deelname, Tik
from registrations.querysets import DeelnameQuerySet
from registrations.rules import Obstacle, SignupRefused

MOST_TAPS = 200
"""Taps that one request may bring."""
PRESENT = frozenset({Deelname.Aanwezigheid.AANWEZIG, Deelname.Aanwezigheid.DEELS})
"""What counts as having been there."""


@dataclass(frozen=True)
class Tap:
    """One tap as a device sends it: its own uuid, the key of the deelname, what it says, and when it was tapped."""

    uuid: UUID
    deelname: int
    waarde: str
    getikt_op: datetime


Outcomes = dict[UUID, DoorObstacle | None]
"""For each tap, by its uuid, why it does not count; None when it does, or did already."""


# --- The verb -----------------------------------------------------------------------------------------------------


def mark(
    *,
    sessie: Sessie,
    taps: Sequence[Tap],
    user: User,
    is_host: bool,
    now: datetime,
    bron: Tik.Bron = Tik.Bron.LIJST,
) -> Outcomes:
    """Keep the taps, and let of each person hold what was tapped last, whatever came in first.

    A tap that is known by its uuid changes nothing, whatever it says this time. A refused one is not kept; the rest is.
    Nobody's place changes: who waits or signed off can be there all the same. A tap for who was merged into somebody
    else, while it was on its way, is of who stays.

    Args:
        sessie: at which; the caller saw to it that the user may take its attendance.
        taps: in the order in which they were tapped.
        user: who tapped.
        is_host: whether as gastheer, who can do so on the day only.
        now: when they came in.
        bron: how; what the organisation says after the day becomes a correction by itself.

    Raises:
        SignupRefused: the sessie was deleted meanwhile.
    """
    now = timezone.localtime(now)
    with transaction.atomic():
        sessie = locked(sessie)
        wanted = {tap.uuid: tap for tap in reversed(taps)}
        known = set(Tik.objects.filter(uuid__in=wanted).values_list("uuid", flat=True))
        deelnames = tapped(sessie, [tap.deelname for tap in wanted.values()])
        outcomes: Outcomes = dict.fromkeys(known)
        new: list[Tik] = []
        times = times_of(sessie, now)
        for tap in reversed(wanted.values()):
            if tap.uuid in known:
                continue
            at = bounded_tap(tap.getikt_op, now=now)
            outcomes[tap.uuid] = obstacle = door_obstacle(
                times, is_cancelled=sessie.is_vervallen, is_host=is_host, tapped_at=at, now=now
            ) or (None if tap.deelname in deelnames else DoorObstacle.NOT_ON_LIST)
            if obstacle is None and times:
                how = Tik.Bron.CORRECTIE if at >= times.ends else bron
                new.append(
                    Tik(uuid=tap.uuid, deelname=deelnames[tap.deelname], waarde=tap.waarde, getikt_op=at,
                        ontvangen_op=now, bron=how, user=user, **for_whom(tap, deelnames, now))
                )  # fmt: skip
        # Another request with the same uuid for another reeks does not wait for our lock.
        Tik.objects.bulk_create(new, ignore_conflicts=True)
        let_them_hold(new)
        note_corrections(sessie, new, user=user, now=now)
    return outcomes


def locked(sessie: Sessie) -> Sessie:
    """Lock the reeks of a sessie, then return the sessie as it is now.

    Raises:
        SignupRefused: one of both was deleted meanwhile.
    """
    reeks = lock(Reeks(pk=sessie.reeks_id))
    fresh = Sessie.objects.select_related("doelgroep").filter(pk=sessie.pk, reeks=reeks).first()
    if fresh is None:
        raise SignupRefused(Obstacle.UNKNOWN_SESSIE)
    fresh.reeks = reeks
    return fresh


def tapped(sessie: Sessie, keys: Collection[int]) -> dict[int, Deelname]:
    """Return whose each of these keys is, of who is on the list: of who was merged away, that is who stays.

    One query; three more when somebody was merged. Where who stays was never on the list of this sessie, it stays with
    who went, who is on it then.
    """
    found = people_at(sessie).in_bulk(keys)
    stays = remaining([row.aanmelding for row in found.values()])
    if not stays:
        return found
    # One object for each row, also of who was tapped by both.
    by_aanmelding = {row.aanmelding_id: row for row in people_at(sessie).filter(aanmelding__in=stays.values())}
    by_aanmelding = {row.aanmelding_id: row for row in found.values()} | by_aanmelding
    return {
        key: by_aanmelding.get(stays.get(row.aanmelding_id, 0)) or by_aanmelding[row.aanmelding_id]
        for key, row in found.items()
    }


def for_whom(tap: Tap, deelnames: Mapping[int, Deelname], now: datetime) -> dict[str, Any]:
    """Return what a tap remembers of who was merged away: for whom it was tapped."""
    return {} if deelnames[tap.deelname].pk == tap.deelname else {"van_id": tap.deelname, "van_op": now}


def let_them_hold(new: Iterable[Tik]) -> None:
    """Repeat on each deelname what its taps say; of two at one moment the one that came in last."""
    touched = {tik.deelname_id: tik.deelname for tik in new}
    for key, said in said_of(touched).items():
        touched[key].aanwezigheid = what_holds(said)
    Deelname.objects.bulk_update(touched.values(), ["aanwezigheid"])


def said_of(keys: Iterable[int]) -> dict[int, list[Said]]:
    """Return what was tapped of each deelname, in that order. One query."""
    found: dict[int, list[Said]] = {}
    for tik in Tik.objects.filter(deelname__in=keys).order_by("getikt_op", "pk"):
        found.setdefault(tik.deelname_id, []).append(Said(tik.waarde, tik.getikt_op, tik.van_id, tik.van_op))
    return found


def move_taps(own: Deelname, theirs: Deelname, *, now: datetime) -> int:
    """Let the taps of one deelname be of another, each with for whom it was; returns how many."""
    taps = Tik.objects.filter(deelname=theirs)
    # What they were corrected from since an earlier merge is past; the correction comes after it.
    taps.filter(van__in=overruled(said_of([theirs.pk]).get(theirs.pk, []))).update(van=theirs)
    taps.filter(van_op__isnull=True).update(van=theirs)
    moved = taps.update(deelname=own, van_op=now)
    # Who went before, signed up again and stays now.
    Tik.objects.filter(deelname=own, van=own).update(van=None, van_op=None)
    return moved


def note_corrections(sessie: Sessie, new: Sequence[Tik], *, user: User, now: datetime) -> None:
    """Write in the log that the list was changed after the day."""
    people = len({tik.deelname_id for tik in new if tik.bron == Tik.Bron.CORRECTIE})
    if people:
        count = "1 persoon" if people == 1 else f"{people} personen"
        record(user=user, daad=Daad.GEWIJZIGD, over=sessie, tekst=f"Aanwezigheid verbeterd van {count}.", now=now)


# --- The list -----------------------------------------------------------------------------------------------------


def people_at(sessie: Sessie) -> DeelnameQuerySet:
    """Return who is on the list of a sessie, also who is not expected, but for whom the organiser refused."""
    rows = Deelname.objects.filter(sessie=sessie).exclude(aanmelding__status=Aanmelding.Status.AFGEWEZEN)
    return rows.select_related("aanmelding__gemeente")


def by_name(sessie: Sessie) -> list[Deelname]:
    """Return who is on the list, by name as people look for it: whatever the capitals and accents. One query.

    Not who was merged into somebody else: a person is on the list once.
    """
    return sorted(without_merged(people_at(sessie)), key=lambda row: (sort_key(row.aanmelding.naam), row.pk))


def expected_at(sessie: Sessie) -> list[Deelname]:
    """Return who is expected, by name. One query."""
    return [row for row in by_name(sessie) if comes(row)]


def comes(deelname: Deelname) -> bool:
    """Tell whether somebody is expected."""
    return is_expected(aanmelding=deelname.aanmelding.status, deelname=deelname.status)


def sort_key(naam: str) -> str:
    """Return a name without its capitals and accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", naam.casefold()) if not unicodedata.combining(sign))


def times_of(sessie: Sessie, now: datetime) -> DoorTimes | None:
    """Return when a sessie is held; None without a date."""
    return door_times(begin=sessie.begin, einde=sessie.einde, now=timezone.localtime(now))


def host_of(sessie: Sessie, user: User) -> bool:
    """Tell whether a user, who may take the attendance of a sessie, is its gastheer and no more. One query."""
    return not Sessie.objects.visible_to(user).filter(pk=sessie.pk).exists()
