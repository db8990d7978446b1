"""People who sign off and on, organisers who change limits and the worker, all at once: the end is always legal."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from tests.races.checks import held, oversold
from tests.races.clerk import Clerk
from tests.races.conftest import MakeWorld, World
from tests.races.portal import RacePortal
from tests.races.visitors import Answer, Visitor, together

pytestmark = pytest.mark.races
PLACES = 16
WAITING = 8
COUNT = 16
"""So many sign off, and so many sign up."""
CHANGES = [[20, 24], [12, 20], [10, 14, 20]]
"""What an organiser makes of the places, in turn."""


@pytest.fixture(scope="session")
def colleagues(portal: RacePortal) -> list[Clerk]:
    """Two organisers and one who does what the worker does, in processes of their own."""
    return [portal.new_clerk() for _ in range(3)]


def answers_among(results: list[object]) -> list[int]:
    """Return the statuses of the answers of the server."""
    return [result.status for result in results if isinstance(result, Answer)]


def put_in(world: World, count: int, gemeente: str) -> list[str]:
    """Have the organiser put people down; returns the tokens of their personal links, in the order of the queue."""
    emails = [f"al{number}@{gemeente.lower()}.example" for number in range(count)]
    world.portal.clerk.ask("put_in", reeks=world.pk, emails=emails, gemeente=gemeente)
    tokens = world.portal.clerk.ask("tokens", reeks=world.pk)
    return [tokens[email] for email in emails]


def change_places(clerk: Clerk, sessie: int, sizes: list[int]) -> list[tuple[int, int]]:
    """Set the places of a sessie to each size in turn; returns from which line of the log on each holds."""
    return [(clerk.ask("set_plaatsen", sessie=sessie, plaatsen=size), size) for size in sizes]


@pytest.mark.parametrize("rounds", [1, pytest.param(30, marks=pytest.mark.long)])
def test_signing_off_and_on_while_places_come_and_go(
    rounds: int, make_world: MakeWorld, crowd: list[Visitor], colleagues: list[Clerk]
) -> None:
    organiser, _, worker = colleagues
    for number in range(rounds):
        world = make_world(PLACES)
        (sessie,) = world.sessies.values()
        gemeente = world.portal.gemeenten[0]
        tokens = put_in(world, PLACES + WAITING, gemeente)
        sizes = CHANGES[number % len(CHANGES)]
        leave = zip(crowd[:COUNT], tokens[:COUNT], strict=True)
        acts: list[Callable[[], object]] = [
            partial(change_places, organiser, sessie, sizes),
            partial(worker.ask, "settle_waiting", times=3),
            *(partial(visitor.post, f"/aanmelding/{token}/afmelden/") for visitor, token in leave),
            *(partial(crowd[at].post, world.form, world.person(at, gemeente)) for at in range(COUNT, 2 * COUNT)),
        ]
        changes, *others = together(acts)
        assert answers_among(others) == [303] * (2 * COUNT)
        rows = world.truth()
        assert isinstance(changes, list)
        assert oversold(rows, "sessie-1", [(0, PLACES), *changes]) == []
        assert held(rows)["sessie-1"] <= sizes[-1]
        # As many places came free as people waited: each was offered one, once, and told so once.
        assert list(Counter(row["deelname"] for row in rows["aanbod"]).values()) == [1] * WAITING
        assert sum(mail["soort"] == "aanbod" for mail in rows["mails"]) == WAITING


@pytest.mark.parametrize("rounds", [1, pytest.param(15, marks=pytest.mark.long)])
def test_two_organisers_and_the_worker_at_once(
    rounds: int, make_world: MakeWorld, crowd: list[Visitor], colleagues: list[Clerk]
) -> None:
    first, second, worker = colleagues
    for _ in range(rounds):
        world = make_world(10, 6, max_personen=10, max_gemeenten=3)
        gemeenten = world.portal.gemeenten
        tokens = [token for gemeente in gemeenten[:5] for token in put_in(world, 4, gemeente)]
        leave = zip(crowd[:8], tokens[::2], strict=False)
        drop = zip(crowd[8:12], tokens[1::2], strict=False)
        come = range(12, 20)
        results = together([
            partial(change_limits, first, world, [(8, 2), (12, 4)]),
            partial(change_limits, second, world, [(6, 3), (14, 5)]),
            partial(worker.ask, "settle_waiting", times=4),
            *(partial(visitor.post, f"/aanmelding/{token}/afmelden/") for visitor, token in leave),
            *(partial(visitor.post, f"/aanmelding/{token}/sessie-2/afmelden/") for visitor, token in drop),
            *(partial(crowd[at].post, world.form, world.person(at, gemeenten[at % 6])) for at in come),
        ])  # fmt: skip
        assert answers_among(results) == [303] * 20
        second.ask("set_limits", reeks=world.pk, max_personen=14, max_gemeenten=5)
        first.ask("set_plaatsen", sessie=world.sessies["sessie-1"], plaatsen=14)
        figures, rows = world.stand(), world.truth()
        assert (figures["gemeenten"] <= 5, figures["personen"] <= 14) == (True, True)
        assert {
            slug: count for slug, count in held(rows).items() if count > {"sessie-1": 14, "sessie-2": 6}[slug]
        } == {}
        assert set(Counter((row["aanmelding"], row["deelname"]) for row in rows["aanbod"]).values()) <= {1}
        # Nobody waits for a place in the reeks that is free.
        is_full = figures["gemeenten"] == 5 or figures["personen"] == 14
        waiting = [row for row in rows["aanmeldingen"] if row["status"] == "wachtlijst" and not row["houdt_plaats"]]
        assert is_full or waiting == []


def change_limits(clerk: Clerk, world: World, steps: list[tuple[int, int]]) -> None:
    """Change the limits of a reeks and the places of its first sessie a few times."""
    for personen, gemeenten in steps:
        clerk.ask("set_limits", reeks=world.pk, max_personen=personen, max_gemeenten=gemeenten)
        clerk.ask("set_plaatsen", sessie=world.sessies["sessie-1"], plaatsen=personen)
