"""A disk that is full: a page that says so in Dutch, nothing half written, and all well once there is room again."""

import pytest

from tests.races.conftest import MakeWorld
from tests.races.portal import RacePortal

pytestmark = [pytest.mark.races, pytest.mark.kills]
ROOM = 12
"""Pages of 4 kB that are left: a few sign-ups, with their mails."""
AT_MOST = 24


def test_a_full_disk_is_told_and_leaves_nothing_half_done(
    is_sqlite: bool,  # noqa: FBT001 - a fixture
    make_world: MakeWorld,
    portal: RacePortal,
) -> None:
    if is_sqlite:
        is_full(make_world, portal)
    else:
        pytest.skip("PostgreSQL has no limit of its own")


def is_full(make_world: MakeWorld, portal: RacePortal) -> None:
    world = make_world(None, None)
    gemeente = portal.gemeenten[0]
    portal.clerk.ask("forget_mails")
    portal.restart(RACES_MOST_PAGES=str(portal.clerk.ask("pages") + ROOM))
    try:
        portal.wait_until(portal.is_healthy, "the portal says that it is well")
        (visitor,) = portal.visitors(1, world.form)
        answers = [visitor.post(world.form, world.person(number, gemeente)) for number in range(AT_MOST)]
        refused = [number for number, answer in enumerate(answers) if not answer.says_signed_up]
        assert refused
        assert {answers[number].status for number in refused} == {503}
        for number in refused:
            assert answers[number].retry_after == "10"
            assert "<h1>Even niet bereikbaar</h1>" in answers[number].body
            assert "Er is niets opgeslagen." in answers[number].body
        assert [visitor.get(path).status for path in ("/", world.form, f"/{world.path}/")] == [200, 200, 200]
    finally:
        portal.restart()
    rows = world.truth()
    kept = [world.email(number) for number in range(AT_MOST) if number not in refused]
    assert [row["email"] for row in rows["aanmeldingen"]] == kept
    assert len(rows["deelnames"]) == 2 * len(kept)
    assert [mail["aan"] for mail in rows["mails"]] == kept
    assert portal.clerk.ask("file_faults") == []

    portal.wait_until(portal.is_healthy, "the portal says that it is well")
    again = [visitor.post(world.form, world.person(number, gemeente)) for number in refused]
    assert [answer.says_signed_up for answer in again] == [True] * len(refused)
    assert len(world.truth()["aanmeldingen"]) == AT_MOST
    portal.drain()
