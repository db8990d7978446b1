"""Who may sign up, change and sign off. No database: a rule that queries fails by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from registrations.rules import (
    OBSTACLE_OF_STAND,
    Obstacle,
    SessieFacts,
    SignupRefused,
    Stand,
    confirm_obstacle,
    join_obstacle,
    leave_obstacle,
    selection,
    stand,
)
from registrations.texts import REFUSALS

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def sessie(slug: str, einde: datetime | None, *, is_terugkom: bool = False) -> SessieFacts:
    return SessieFacts(slug=slug, is_terugkom=is_terugkom, einde=einde)


PAST = sessie("kick-off", NOW - DAY)
FIRST = sessie("sessie-1", NOW + DAY)
UNDATED = sessie("sessie-2", None)
TERUGKOM = sessie("terugkom", NOW + 30 * DAY, is_terugkom=True)
REEKS = [PAST, FIRST, UNDATED, TERUGKOM]


@pytest.mark.parametrize(
    ("van", "tot", "sessies", "expected"),
    [
        (None, None, REEKS, Stand.OPEN),
        (NOW, NOW + HOUR, REEKS, Stand.OPEN),
        (NOW + HOUR, None, REEKS, Stand.NOG_NIET_OPEN),
        (None, NOW, REEKS, Stand.GESLOTEN),
        (NOW - 2 * HOUR, NOW - HOUR, REEKS, Stand.GESLOTEN),
        (None, None, [PAST], Stand.GEWEEST),
        (None, None, [], Stand.NOG_LEEG),
        (None, NOW - HOUR, [PAST], Stand.GEWEEST),
        (NOW + HOUR, None, [PAST], Stand.GEWEEST),
        (None, None, [PAST, UNDATED], Stand.OPEN),
    ],
)
def test_stand(van: datetime | None, tot: datetime | None, sessies: list[SessieFacts], expected: Stand) -> None:
    assert stand(is_published=True, van=van, tot=tot, sessies=sessies, now=NOW) is expected


@pytest.mark.parametrize(
    ("tot", "sessies", "expected"),
    [
        (None, REEKS, Stand.GESLOTEN),
        (NOW + DAY, REEKS, Stand.GESLOTEN),
        (None, [], Stand.GESLOTEN),
        (None, [PAST], Stand.GEWEEST),
    ],
)
def test_what_was_closed_by_hand(tot: datetime | None, sessies: list[SessieFacts], expected: Stand) -> None:
    van = NOW - DAY
    assert stand(is_published=True, van=van, tot=tot, sessies=sessies, now=NOW, is_closed=True) is expected


@pytest.mark.parametrize("sessies", [[PAST], [], REEKS])
def test_what_was_archived_is_over(sessies: list[SessieFacts]) -> None:
    found = stand(is_published=True, van=None, tot=None, sessies=sessies, now=NOW, is_closed=True, is_archived=True)
    assert found is Stand.GEWEEST


def test_a_concept_is_never_open() -> None:
    assert stand(is_published=False, van=None, tot=None, sessies=REEKS, now=NOW) is Stand.CONCEPT


def test_a_sessie_is_over_only_after_its_end() -> None:
    assert not sessie("s", NOW).is_over(NOW)
    assert sessie("s", NOW).is_over(NOW + timedelta(microseconds=1))
    assert not UNDATED.is_over(NOW)


def chosen(*slugs: str, whole_reeks: bool = False) -> list[str]:
    return selection(whole_reeks=whole_reeks, slugs=slugs, sessies=REEKS, now=NOW)


def test_the_whole_reeks_is_all_that_is_still_to_come_whatever_slugs_say() -> None:
    everything = ["sessie-1", "sessie-2", "terugkom"]
    assert chosen(whole_reeks=True) == everything
    assert chosen("kick-off", "onzin", whole_reeks=True) == everything


def test_single_sessies_bring_the_terugkom_along_in_the_order_of_the_reeks() -> None:
    assert chosen("sessie-2") == ["sessie-2", "terugkom"]
    assert chosen("terugkom", "sessie-1") == ["sessie-1", "terugkom"]
    assert chosen("sessie-1", "sessie-1") == ["sessie-1", "terugkom"]
    assert chosen("terugkom") == ["terugkom"]


@pytest.mark.parametrize(
    ("slugs", "obstacle"),
    [
        ((), Obstacle.NO_SESSIE),
        (("sessie-9",), Obstacle.UNKNOWN_SESSIE),
        (("sessie-1", "sessie-9"), Obstacle.UNKNOWN_SESSIE),
        (("kick-off",), Obstacle.SESSIE_OVER),
        (("sessie-1", "kick-off"), Obstacle.SESSIE_OVER),
    ],
)
def test_a_choice_that_does_not_hold_is_refused(slugs: tuple[str, ...], obstacle: Obstacle) -> None:
    with pytest.raises(SignupRefused) as refused:
        chosen(*slugs)
    assert refused.value.obstacle is obstacle


@pytest.mark.parametrize(
    ("status", "standing", "is_over", "expected"),
    [
        ("actief", Stand.OPEN, False, None),
        ("actief", Stand.GESLOTEN, False, Obstacle.CLOSED),
        ("actief", Stand.NOG_NIET_OPEN, False, Obstacle.NOT_OPEN_YET),
        ("actief", Stand.OPEN, True, Obstacle.SESSIE_OVER),
        ("onbevestigd", Stand.OPEN, False, Obstacle.NOT_CONFIRMED),
        ("afgemeld", Stand.OPEN, False, Obstacle.SIGNED_OFF),
    ],
)
def test_join_obstacle(status: str, standing: Stand, *, is_over: bool, expected: Obstacle | None) -> None:
    assert join_obstacle(status=status, stand=standing, is_over=is_over) is expected


@pytest.mark.parametrize(
    ("status", "is_over", "expected"),
    [
        ("actief", False, None),
        ("onbevestigd", False, None),
        ("actief", True, Obstacle.SESSIE_OVER),
        ("afgemeld", False, Obstacle.SIGNED_OFF),
    ],
)
def test_leave_obstacle(status: str, *, is_over: bool, expected: Obstacle | None) -> None:
    assert leave_obstacle(status=status, is_over=is_over) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [("onbevestigd", None), ("actief", None), ("afgemeld", Obstacle.SIGNED_OFF)],
)
def test_confirm_obstacle(status: str, expected: Obstacle | None) -> None:
    assert confirm_obstacle(status=status) is expected


def test_every_refusal_has_words() -> None:
    assert set(REFUSALS) == set(Obstacle)


def test_every_stand_that_takes_no_sign_up_is_an_obstacle() -> None:
    assert set(OBSTACLE_OF_STAND) == {stand for stand in Stand if not stand.takes_signups}
