"""Counting places. No database: what counts with a query fails by itself."""

from collections import Counter

import pytest

from registrations.capacity import Limits, Occupancy, Rooms, Waits, excess, over_per_gemeente

ALMELO, BORNE, DEVENTER, HOST = 1, 2, 3, 9


def inside(*groups: int | None) -> Occupancy:
    """Return who holds a place: one person for each gemeente named, None for one without."""
    return Occupancy(Counter(groups))


@pytest.mark.parametrize(
    ("limits", "holding", "group", "expected"),
    [
        (Limits(), [ALMELO] * 99, BORNE, None),
        # Gemeenten: a colleague of one that is in needs no slot, nor does who has no gemeente.
        (Limits(gemeenten=1), [], ALMELO, None),
        (Limits(gemeenten=1), [ALMELO], BORNE, Waits.GEMEENTEN),
        (Limits(gemeenten=1), [ALMELO], ALMELO, None),
        (Limits(gemeenten=1), [ALMELO], None, None),
        (Limits(gemeenten=1), [None, None], ALMELO, None),
        # Reserved slots stay free for who they are for.
        (Limits(gemeenten=2, reserved=frozenset({HOST})), [ALMELO], BORNE, Waits.GEMEENTEN),
        (Limits(gemeenten=2, reserved=frozenset({HOST})), [ALMELO], HOST, None),
        (Limits(gemeenten=2, reserved=frozenset({HOST})), [HOST], BORNE, None),
        (Limits(gemeenten=2, reserved=frozenset({HOST})), [ALMELO, BORNE], HOST, Waits.GEMEENTEN),
        # Persons per gemeente, which says nothing of who has none.
        (Limits(per_gemeente=2), [ALMELO], ALMELO, None),
        (Limits(per_gemeente=2), [ALMELO, ALMELO], ALMELO, Waits.PER_GEMEENTE),
        (Limits(per_gemeente=2), [ALMELO, ALMELO], BORNE, None),
        (Limits(per_gemeente=1), [None, None], None, None),
        # Persons.
        (Limits(personen=2), [ALMELO], None, None),
        (Limits(personen=2), [ALMELO, None], ALMELO, Waits.PERSONEN),
        (Limits(personen=2), [ALMELO, None], None, Waits.PERSONEN),
        # Two at once: the slot is said first.
        (Limits(gemeenten=1, personen=1), [ALMELO], BORNE, Waits.GEMEENTEN),
        (Limits(per_gemeente=1, personen=1), [ALMELO], ALMELO, Waits.PER_GEMEENTE),
        # Lowered below what is in.
        (Limits(gemeenten=1, personen=1), [ALMELO, BORNE, DEVENTER], ALMELO, Waits.PERSONEN),
    ],
)
def test_what_one_person_more_waits_for(
    limits: Limits, holding: list[int | None], group: int | None, expected: Waits | None
) -> None:
    assert inside(*holding).waits_for(limits, group) is expected


def test_a_gemeente_without_persons_left_holds_no_slot() -> None:
    occupancy = inside(ALMELO, BORNE)
    occupancy.persons[ALMELO] -= 1
    assert (occupancy.gemeenten, occupancy.personen) == ({BORNE}, 1)


def test_what_is_free() -> None:
    limits = Limits(gemeenten=4, personen=5, reserved=frozenset({HOST, BORNE}))
    occupancy = inside(ALMELO, BORNE, None)
    assert (occupancy.free_slots(limits), occupancy.free_persons(limits)) == (1, 2)
    assert (occupancy.free_slots(Limits()), occupancy.free_persons(Limits())) == (None, None)
    full = Limits(gemeenten=1, personen=1)
    assert (occupancy.free_slots(full), occupancy.free_persons(full)) == (0, 0)
    assert (limits.is_set, Limits().is_set, Limits(reserved=frozenset({HOST})).is_set) == (True, False, False)


def test_the_rooms_of_a_reeks() -> None:
    rooms = Rooms({1: 2, 2: None, 3: 1}, Counter({1: 1, 2: 50, 3: 2}))
    assert [rooms.free(key) for key in (1, 2, 3)] == [1, None, 0]
    rooms.take(1)
    assert [rooms.has_room(key) for key in (1, 2, 3)] == [False, True, False]


def test_by_how_much_a_lowered_limit_is_exceeded() -> None:
    limits = Limits(gemeenten=1, personen=2, per_gemeente=1)
    occupancy = inside(ALMELO, ALMELO, BORNE, None)
    rooms = Rooms({1: 3, 2: 5, 3: None}, Counter({1: 4, 2: 5, 3: 9}))
    assert excess(limits, occupancy, rooms) == {"gemeenten": 1, "personen": 2, "sessie:1": 1}
    assert list(over_per_gemeente(limits, occupancy)) == [ALMELO]
    assert (excess(Limits(), occupancy, Rooms({})), list(over_per_gemeente(Limits(), occupancy))) == ({}, [])
