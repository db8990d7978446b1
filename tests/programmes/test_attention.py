"""What of a reeks an organiser has to look at now, decided over plain values."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from programmes.attention import Lack, SessieFacts, Urgency, first_soon, is_running, lacks, urgency_of
from tests.registrations.world import NOW

DAY = timedelta(days=1)


def missing(*, is_running: bool = True, **fields: Any) -> list[Lack]:
    facts: dict[str, Any] = {"begin": NOW + 5 * DAY, "has_expert": True, "has_locatie": True} | fields
    return list(lacks(SessieFacts(**facts), is_running=is_running, now=NOW))


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"has_locatie": False}, [Lack.PLACE]),
        ({"has_expert": False}, [Lack.EXPERT]),
        ({"has_expert": False, "wants_expert": False}, []),
        ({"is_online": True, "has_locatie": False}, [Lack.LINK]),
        ({"is_online": True, "has_locatie": False, "has_link": True}, []),
        ({"has_locatie": False, "has_expert": False, "waits_for_doelgroep": True},
         [Lack.PLACE, Lack.EXPERT, Lack.DOELGROEP]),
        ({"has_locatie": False, "begin": NOW + 14 * DAY}, [Lack.PLACE]),
        ({"has_locatie": False, "begin": NOW + 15 * DAY}, []),
        ({"waits_for_doelgroep": True, "begin": NOW + 30 * DAY}, [Lack.DOELGROEP]),
        ({"waits_for_doelgroep": True, "begin": NOW + 31 * DAY}, []),
        ({"has_locatie": False, "is_ahead": False}, []),
        ({"begin": None, "has_locatie": False}, [Lack.DATE]),
        ({"begin": None, "is_running": False}, []),
    ],
)  # fmt: skip
def test_a_sessie_that_is_near_has_to_be_complete(fields: dict[str, Any], found: list[Lack]) -> None:
    assert missing(**fields) == found


def test_a_reeks_runs_from_its_first_sessie_on() -> None:
    assert is_running([None, NOW - DAY], now=NOW)
    assert not is_running([None, NOW + DAY], now=NOW)
    assert not is_running([], now=NOW)


@pytest.mark.parametrize(
    ("begins", "first"),
    [
        ([], None),
        ([None], None),
        ([NOW + 30 * DAY, None, NOW + 40 * DAY], NOW + 30 * DAY),
        ([NOW + 31 * DAY], None),
        ([NOW - DAY, NOW + DAY], None),
    ],
)
def test_a_concept_is_asked_for_when_it_starts_soon(begins: list[datetime | None], first: datetime | None) -> None:
    assert first_soon(begins, now=NOW) == first


def test_urgency_grows_as_the_day_comes_near() -> None:
    days = [-1, 3, 4, 7, 8]
    assert [urgency_of(NOW + day * DAY, now=NOW) for day in days] == [
        Urgency.NOW, Urgency.NOW, Urgency.THIS_WEEK, Urgency.THIS_WEEK, Urgency.SOON,
    ]  # fmt: skip
    assert urgency_of(None, now=NOW) == Urgency.THIS_WEEK
