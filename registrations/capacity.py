"""Counts places: who can have one of the reeks or of a sessie, and what the others wait for. No query, no clock."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

Group = int | None
"""The key of a gemeente; None stands for everybody who has none, whom no limit on gemeenten holds back."""


class Waits(Enum):
    """What somebody waits for. The words for people stand in registrations/texts.py."""

    GEMEENTEN = "een plaats voor hun gemeente"
    PER_GEMEENTE = "een plaats binnen hun gemeente"
    PERSONEN = "een plaats in de reeks"
    BESLUIT = "het besluit van de organisator"


@dataclass(frozen=True)
class Limits:
    """What a reeks has room for; None is no limit. `reserved` are gemeenten whose slot stays free for them."""

    gemeenten: int | None = None
    personen: int | None = None
    per_gemeente: int | None = None
    reserved: frozenset[int] = frozenset()

    @property
    def is_set(self) -> bool:
        """Whether anything has to be counted at all."""
        return any(limit is not None for limit in (self.gemeenten, self.personen, self.per_gemeente))


@dataclass
class Occupancy:
    """Who holds the places of a reeks: persons per gemeente."""

    persons: Counter[Group] = field(default_factory=Counter)

    @property
    def gemeenten(self) -> set[int]:
        """The gemeenten that hold a slot: those with at least one person who holds a place."""
        return {group for group, count in self.persons.items() if group is not None and count > 0}

    @property
    def personen(self) -> int:
        """How many persons hold a place."""
        return self.persons.total()

    def waits_for(self, limits: Limits, group: Group) -> Waits | None:
        """Return what one person more of this gemeente has to wait for; None when there is a place."""
        if group is not None and group not in self.gemeenten and not self.has_slot(limits, group):
            return Waits.GEMEENTEN
        if group is not None and limits.per_gemeente is not None and self.persons[group] >= limits.per_gemeente:
            return Waits.PER_GEMEENTE
        if limits.personen is not None and self.personen >= limits.personen:
            return Waits.PERSONEN
        return None

    def has_slot(self, limits: Limits, group: Group) -> bool:
        """Tell whether a gemeente that is not in yet can come in; `None` asks for one without a reserved slot."""
        if limits.gemeenten is None:
            return True
        if group in limits.reserved:
            return len(self.gemeenten) < limits.gemeenten
        return len(self.gemeenten | limits.reserved) < limits.gemeenten

    def free_slots(self, limits: Limits) -> int | None:
        """Return how many gemeenten without a reserved slot can still come in; None when there is no limit."""
        if limits.gemeenten is None:
            return None
        return max(0, limits.gemeenten - len(self.gemeenten | limits.reserved))

    def free_persons(self, limits: Limits) -> int | None:
        """Return how many persons can still come in; None when there is no limit."""
        return None if limits.personen is None else max(0, limits.personen - self.personen)

    def take(self, group: Group) -> None:
        """Count one person more."""
        self.persons[group] += 1


@dataclass
class Rooms:
    """The places of the sessies of a reeks, by key: how many there are (None: no limit), and how many are taken."""

    sizes: Mapping[int, int | None]
    taken: Counter[int] = field(default_factory=Counter)

    def free(self, sessie: int) -> int | None:
        """Return how many places are left; None when there is no limit."""
        size = self.sizes[sessie]
        return None if size is None else max(0, size - self.taken[sessie])

    def has_room(self, sessie: int) -> bool:
        """Tell whether one person more fits in."""
        return self.free(sessie) != 0

    def take(self, sessie: int) -> None:
        """Count one person more."""
        self.taken[sessie] += 1


def excess(limits: Limits, occupancy: Occupancy, rooms: Rooms) -> dict[str, int]:
    """Return by how much each limit is exceeded, only those that are: after lowering a limit, or by an exception.

    Keys are "gemeenten", "personen" and "sessie:<key>".
    """
    found = {
        "gemeenten": len(occupancy.gemeenten) - limits.gemeenten if limits.gemeenten is not None else 0,
        "personen": occupancy.personen - limits.personen if limits.personen is not None else 0,
    }
    found |= {
        f"sessie:{sessie}": rooms.taken[sessie] - size for sessie, size in rooms.sizes.items() if size is not None
    }
    return {name: count for name, count in found.items() if count > 0}


def over_per_gemeente(limits: Limits, occupancy: Occupancy) -> Collection[int]:
    """Return the gemeenten with more persons than one gemeente may have."""
    if limits.per_gemeente is None:
        return []
    return [group for group, count in occupancy.persons.items() if group is not None and count > limits.per_gemeente]
