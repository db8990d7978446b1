"""People who come and go, two organisers at work in /beheer/ and the worker, all at once: the end is always legal."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from tests.races.checks import Change, held, overfull, oversold
from tests.races.clerk import Clerk
from tests.races.conftest import MakeWorld, World
from tests.races.organisers import Organiser, is_told_kindly
from tests.races.portal import RacePortal
from tests.races.visitors import Answer, Visitor, together

pytestmark = pytest.mark.races
PLACES = 16
WAITING = 8
COUNT = 16
"""So many sign off, and so many sign up."""
SIZES = [[20, 24], [12, 20], [10, 14, 20]]
"""What an organiser makes of the places, in turn."""
Saved = tuple[list[Change], list[Answer]]


@pytest.fixture(scope="session")
def worker(portal: RacePortal) -> Clerk:
    """One who does what the worker does each minute, beside the worker itself."""
    return portal.new_clerk()


@pytest.fixture(scope="session")
def organisers(portal: RacePortal) -> list[Organiser]:
    """Two organisers who have signed in."""
    sessions = portal.clerk.ask("sign_in_organisers", count=2)
    return [Organiser(portal.address, ip="198.19.0.1", session=session, clerk=portal.clerk) for session in sessions]


def put_in(world: World, count: int, gemeente: str) -> list[str]:
    """Have the organiser put people down; returns the tokens of their personal links, in the order of the queue."""
    emails = [f"al{number}@{gemeente.lower()}.example" for number in range(count)]
    world.portal.clerk.ask("put_in", reeks=world.pk, emails=emails, gemeente=gemeente)
    tokens = world.portal.clerk.ask("tokens", reeks=world.pk)
    return [tokens[email] for email in emails]


def race(
    changing: Sequence[Callable[[], Saved]], posting: Sequence[Callable[[], Answer]], worker: Callable[[], object]
) -> tuple[list[Change], list[Answer], list[int]]:
    """Have all of them act at one moment.

    Returns:
        What was saved of a reeks, what was refused because a colleague was first, and the statuses of other answers.
    """
    acts: list[Callable[[], object]] = [*changing, *posting, worker]
    results = together(acts)
    saved = [result for result in results if isinstance(result, tuple)]
    statuses = [result.status for result in results if isinstance(result, Answer)]
    changes = [change for changes, _ in saved for change in changes]
    return changes, [answer for _, refused in saved for answer in refused], statuses


@pytest.mark.parametrize("rounds", [1, pytest.param(30, marks=pytest.mark.long)])
def test_signing_off_and_on_while_places_come_and_go(
    rounds: int, make_world: MakeWorld, crowd: list[Visitor], organisers: list[Organiser], worker: Clerk
) -> None:
    for number in range(rounds):
        world = make_world(PLACES)
        gemeente = world.portal.gemeenten[0]
        tokens = put_in(world, PLACES + WAITING, gemeente)
        sizes = SIZES[number % len(SIZES)]
        leave = zip(crowd[:COUNT], tokens[:COUNT], strict=True)
        changes, refused, statuses = race(
            [partial(organisers[0].change, world, [{"sessie-1": size} for size in sizes])],
            [
                *(partial(visitor.post, f"/aanmelding/{token}/afmelden/") for visitor, token in leave),
                *(partial(crowd[at].post, world.form, world.person(at, gemeente)) for at in range(COUNT, 2 * COUNT)),
            ],
            partial(worker.ask, "settle_waiting", times=3),
        )
        assert (statuses, refused) == ([303] * (2 * COUNT), [])
        rows = world.truth()
        assert emails_of(world, range(COUNT, 2 * COUNT)) <= {row["email"] for row in rows["aanmeldingen"]}
        assert oversold(rows, "sessie-1", PLACES, changes) == []
        assert held(rows)["sessie-1"] <= sizes[-1]
        # As many places came free as people waited: each was offered one, once, and told so once.
        assert list(Counter(row["deelname"] for row in rows["aanbod"]).values()) == [1] * WAITING
        assert sum(mail["soort"] == "aanbod" for mail in rows["mails"]) == WAITING


@pytest.mark.parametrize("rounds", [1, pytest.param(15, marks=pytest.mark.long)])
def test_two_organisers_and_the_worker_at_once(
    rounds: int, make_world: MakeWorld, crowd: list[Visitor], organisers: list[Organiser], worker: Clerk
) -> None:
    first, second = organisers
    for _ in range(rounds):
        world = make_world(10, 6, max_personen=10, max_gemeenten=3)
        gemeenten = world.portal.gemeenten
        tokens = [token for gemeente in gemeenten[:5] for token in put_in(world, 4, gemeente)]
        keys = world.portal.clerk.ask("keys", reeks=world.pk)
        leave = zip(crowd[:8], tokens[::2], strict=False)
        drop = zip(crowd[8:12], tokens[1::2], strict=False)
        come = range(12, 20)
        # Who signs off by the link is signed off by an organiser at the same moment, and two others by both of them.
        signed_off = [f"al0@{gemeente.lower()}.example" for gemeente in gemeenten[:2]]
        signed_off += [f"al3@{gemeente.lower()}.example" for gemeente in gemeenten[:2]]
        pages = [organiser.open_reeks(world) for organiser in organisers]
        other_tabs = [organiser.other_tab() for organiser in organisers]
        changes, refused, statuses = race(
            [
                partial(first.change, world, limits_in_turn((8, 2), (12, 4)), pages[0]),
                partial(second.change, world, limits_in_turn((6, 3), (14, 5)), pages[1]),
            ],
            [
                *(partial(decide, tab, "afmelden", [keys[email] for email in signed_off]) for tab in other_tabs),
                *(partial(visitor.post, f"/aanmelding/{token}/afmelden/") for visitor, token in leave),
                *(partial(visitor.post, f"/aanmelding/{token}/sessie-2/afmelden/") for visitor, token in drop),
                *(partial(crowd[at].post, world.form, world.person(at, gemeenten[at % 6])) for at in come),
            ],
            partial(worker.ask, "settle_waiting", times=4),
        )
        assert statuses == [302] * 2 + [303] * 20
        # Both had opened the page before either saved it: the later one was told, and saved on a fresh page.
        assert refused
        assert [answer.status for answer in refused if not is_told_kindly(answer)] == []
        changes += first.change(world, limits_in_turn((14, 5)))[0]
        figures, rows = world.stand(), world.truth()
        assert emails_of(world, come) <= {row["email"] for row in rows["aanmeldingen"]}
        assert rows["limits"] == {"max_gemeenten": 5, "max_personen": 14, "max_per_gemeente": None}
        assert (oversold(rows, "sessie-1", 10, changes), oversold(rows, "sessie-2", 6)) == ([], [])
        assert (figures["gemeenten"] <= 5, figures["personen"] <= 14) == (True, True)
        gone = {row["email"] for row in rows["aanmeldingen"] if row["status"] == "afgemeld"}
        assert gone >= set(signed_off)
        assert set(Counter((row["aanmelding"], row["deelname"]) for row in rows["aanbod"]).values()) <= {1}
        # Nobody waits for a place in the reeks that is free.
        is_full = figures["gemeenten"] == 5 or figures["personen"] == 14
        waiting = [row for row in rows["aanmeldingen"] if row["status"] == "wachtlijst" and not row["houdt_plaats"]]
        assert is_full or waiting == []


@pytest.mark.parametrize("rounds", [1, pytest.param(15, marks=pytest.mark.long)])
def test_two_organisers_who_decide_about_the_same_people(
    rounds: int, make_world: MakeWorld, crowd: list[Visitor], organisers: list[Organiser], worker: Clerk
) -> None:
    first, second = organisers
    start = {"max_personen": 6, "max_gemeenten": 3}
    for _ in range(rounds):
        world = make_world(8, None, toelating="persoon", **start)
        a, b, c, d = world.portal.gemeenten[:4]
        put_in(world, 4, a)
        asked = [f"vraagt{number}@{gemeente.lower()}.example" for gemeente in (a, b, c, d) for number in range(2)]
        for at, gemeente in enumerate((a, b, c, d)):
            world.portal.clerk.ask("ask_for_a_place", reeks=world.pk, emails=asked[2 * at :][:2], gemeente=gemeente)
        keys = world.portal.clerk.ask("keys", reeks=world.pk)
        people = [keys[email] for email in asked]
        come = range(8)
        pages = [organiser.open_reeks(world) for organiser in organisers]
        other_tabs = [organiser.other_tab() for organiser in organisers]
        changes, refused, statuses = race(
            [
                partial(first.change, world, limits_in_turn((5, 2), (8, 3)), pages[0]),
                partial(second.change, world, limits_in_turn((7, 4)), pages[1]),
            ],
            [
                partial(decide, other_tabs[0], "toelaten", people),
                partial(decide, other_tabs[1], "afwijzen", people[::-1]),
                *(partial(crowd[at].post, world.form, world.person(at, (a, b, c, d)[at % 4])) for at in come),
            ],
            partial(worker.ask, "settle_waiting", times=2),
        )
        assert statuses == [302] * 2 + [303] * len(come)
        assert refused
        assert [answer.status for answer in refused if not is_told_kindly(answer)] == []
        rows = world.truth()
        assert emails_of(world, come) <= {row["email"] for row in rows["aanmeldingen"]}
        latest = max(changes, key=lambda change: change.moment).limits
        assert {name: rows["limits"][name] for name in start} == {name: latest[name] for name in start}
        assert overfull(rows, start, changes) == []
        assert oversold(rows, "sessie-1", 8, changes) == []
        # Everybody got one answer; who was refused first and then admitted got both, in that order.
        steps = {
            email: [line["naar"] for line in rows["overgangen"] if line["aanmelding"] == pk and not line["deelname"]][
                2:
            ]
            for email, pk in keys.items()
            if email in asked
        }
        assert {tuple(step) for step in steps.values()} <= {
            ("actief",), ("wachtlijst",), ("afgewezen",), ("afgewezen", "actief"), ("afgewezen", "wachtlijst"),
        }  # fmt: skip
        refusals = Counter(email for email, step in steps.items() if "afgewezen" in step)
        assert Counter(mail["aan"] for mail in rows["mails"] if mail["soort"] == "afgewezen") == refusals


def emails_of(world: World, people: Sequence[int]) -> set[str]:
    """Return the addresses of people who signed up."""
    return {world.email(number) for number in people}


def limits_in_turn(*sizes: tuple[int, int]) -> list[dict[str, int]]:
    """Return steps: so many persons in the reeks and at its first sessie, and so many gemeenten."""
    return [
        {"max_personen": personen, "max_gemeenten": gemeenten, "sessie-1": personen} for personen, gemeenten in sizes
    ]


def decide(organiser: Organiser, name: str, people: Sequence[int]) -> Answer:
    """Press the button of a decision about one after the other; returns the last answer, or the first that is wrong."""
    for pk in people:
        answer = organiser.post(f"/beheer/registrations/aanmelding/{pk}/{name}/", {"reden": "Zo besloten"})
        if answer.status != 302:
            break
    return answer
