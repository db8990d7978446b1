"""Saves sessies and locaties so that calendars can tell what changed.

The one writer of the sequence, but for a sessie that is cancelled (registrations/running_reeks.py).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q

from programmes.models import Deskundige, Locatie, Reeks, Sessie, Verplaatsing
from programmes.rules import Move, Venue, in_calendars, move_of, raises_sequence, sessie_slug

COMPARED = frozenset({
    "soort", "volgorde", "titel", "omschrijving", "doelgroep_id", "doelgroep_werknaam", "begin", "einde",
    "datum_indicatie", "locatie_id", "online_link", "plaatsen",
})  # fmt: skip
"""The columns of what an organiser can change and a page or a calendar shows."""


@dataclass(frozen=True)
class Change:
    """What saving did.

    `fields` are the columns that changed (all of them for a new row). `before` is the row as it was; None for a new
    one, and when none of its columns changed.
    """

    fields: frozenset[str]
    is_new: bool = False
    before: Sessie | None = None

    def move_to(self, sessie: Sessie) -> Move | None:
        """Return what people must be told of this change of a sessie; None when nothing."""
        if self.before is None:
            return None
        shown = _shown(self.fields, self.before, sessie)
        return move_of(shown=shown, had_date=self.before.has_date, has_date=sessie.has_date)


@dataclass(frozen=True)
class LocatieChange:
    """What saving a locatie did: the columns that changed, and the coming dated sessies whose address that changed."""

    fields: frozenset[str]
    moved: Sequence[Sessie] = ()


def save_sessie(
    *,
    sessie: Sessie,
    now: datetime,
    deskundigen: Collection[Deskundige] | None = None,
    changed: Collection[str] | None = None,
) -> Change:
    """Save a new or changed sessie; one that did not change is not written at all.

    A new one gets the next free address of its reeks, which stays for good, and the last place in the order
    when it has none. `sequence` rises by one at most, as `rules.raises_sequence` says. `deskundigen` replaces
    who comes to tell, when given. `changed` names the fields that the caller changed, so that what somebody else
    saved in the others meanwhile stays; None takes all of them from `sessie`.
    """
    with transaction.atomic():
        # The lock on the reeks makes two new sessies take different addresses.
        reeks = Reeks.objects.select_for_update(no_key=True).get(pk=sessie.reeks_id)
        stored = Sessie.objects.select_for_update().filter(pk=sessie.pk).first()
        if stored and changed is not None:
            _take_over(stored, sessie, except_for=changed)
        change = _update(stored, sessie, now) if stored else _add(sessie, now)
        if change.before and reeks.is_published:
            _keep_old_date(change.before, change, now)
        if deskundigen is not None and _replace_deskundigen(sessie, deskundigen) and not change.fields:
            sessie.gewijzigd_op = now
            sessie.save(update_fields=["gewijzigd_op"])
            change = Change(frozenset({"deskundigen"}))
    return change


def save_locatie(*, locatie: Locatie, now: datetime) -> LocatieChange:
    """Save a locatie; when its address line changed, the coming sessies held there go up one in sequence."""
    with transaction.atomic():
        # Its key stays: who puts a sessie there meanwhile, with its reeks locked, need not wait.
        before = Locatie.objects.select_for_update(no_key=True).filter(pk=locatie.pk).first()
        locatie.save()
        if before is None:
            return LocatieChange(_columns(locatie))
        changed = _changed(before, locatie, _columns(locatie))
        moved = _move_sessies_at(locatie, now) if before.volledig != locatie.volledig else []
    return LocatieChange(changed, moved=moved)


def _add(sessie: Sessie, now: datetime) -> Change:
    others = Sessie.objects.filter(reeks=sessie.reeks_id)
    sessie.slug = sessie_slug(soort=sessie.soort, taken=list(others.values_list("slug", flat=True)))
    if not sessie.volgorde:
        sessie.volgorde = _place_in_order(sessie, others)
    sessie.sequence = 0
    sessie.aangemaakt_op = sessie.gewijzigd_op = now
    sessie.save(force_insert=True)
    return Change(_columns(sessie), is_new=True)


def _place_in_order(sessie: Sessie, others: models.QuerySet[Sessie]) -> int:
    # The terugkom closes a reeks: what is added later comes before it and moves it up.
    terugkom = others.filter(soort=Sessie.Soort.TERUGKOM)
    first_terugkom: int | None = terugkom.aggregate(first=models.Min("volgorde"))["first"]
    if first_terugkom is not None and sessie.soort != Sessie.Soort.TERUGKOM:
        terugkom.update(volgorde=F("volgorde") + 1)
        return first_terugkom
    last: int | None = others.aggregate(last=models.Max("volgorde"))["last"]
    return (last or 0) + 1


def _take_over(stored: Sessie, sessie: Sessie, *, except_for: Collection[str]) -> None:
    for field in Sessie._meta.concrete_fields:
        if field.attname in COMPARED and field.name not in except_for:
            setattr(sessie, field.attname, getattr(stored, field.attname))


def _update(stored: Sessie, sessie: Sessie, now: datetime) -> Change:
    # Whatever the caller holds: these are ours, and another process may have raised the sequence meanwhile.
    sessie.slug, sessie.uid, sessie.sequence = stored.slug, stored.uid, stored.sequence
    sessie.gewijzigd_op = stored.gewijzigd_op
    changed = _changed(stored, sessie, COMPARED)
    if not changed:
        return Change(changed)
    shown = _shown(changed, stored, sessie)
    if raises_sequence(shown=shown, had_date=stored.has_date, sequence=stored.sequence):
        sessie.sequence += 1
    sessie.gewijzigd_op = now
    sessie.save(update_fields=[*changed, "sequence", "gewijzigd_op"])
    return Change(changed, before=stored)


def _shown(changed: Collection[str], before: Sessie, after: Sessie) -> frozenset[str]:
    """Return which of these columns a calendar shows."""
    venues = [Venue(has_locatie=row.locatie_id is not None, is_online=row.is_online) for row in (before, after)]
    return in_calendars(changed, before=venues[0], after=venues[1])


def _keep_old_date(before: Sessie, change: Change, now: datetime) -> None:
    """Keep a date that people may have seen, for the page of the reeks."""
    if before.begin and before.einde and change.fields & {"begin", "einde"}:
        Verplaatsing.objects.create(sessie_id=before.pk, begin=before.begin, einde=before.einde, op=now)


def _replace_deskundigen(sessie: Sessie, deskundigen: Collection[Deskundige]) -> bool:
    before = set(sessie.deskundigen.values_list("pk", flat=True))
    if before == {deskundige.pk for deskundige in deskundigen}:
        return False
    sessie.deskundigen.set(deskundigen)
    return True


def _move_sessies_at(locatie: Locatie, now: datetime) -> list[Sessie]:
    """Raise what calendars may know; returns those that have a date. Locks reeksen, then sessies."""
    coming = Sessie.objects.filter(Q(einde__gte=now) | Q(einde__isnull=True), locatie=locatie)
    list(Reeks.objects.filter(pk__in=coming.values("reeks")).order_by("pk").select_for_update(no_key=True))
    list(coming.order_by("pk").select_for_update())
    in_calendars = coming.filter(Q(begin__isnull=False) | Q(sequence__gt=0))
    in_calendars.update(sequence=F("sequence") + 1)
    coming.update(gewijzigd_op=now)
    return list(coming.filter(begin__isnull=False).order_by("pk"))


def _columns(row: models.Model) -> frozenset[str]:
    return frozenset(field.attname for field in row._meta.concrete_fields if not field.primary_key)


def _changed(before: models.Model, after: models.Model, columns: Collection[str]) -> frozenset[str]:
    return frozenset(name for name in columns if getattr(before, name) != getattr(after, name))
