"""Many clients who want what there is too little of: it goes exactly once, and nobody is sent away with an error."""

import random
from collections import Counter
from functools import partial
from typing import Any

import pytest

from tests.races.checks import held
from tests.races.conftest import CROWD, MakeWorld, World
from tests.races.portal import RacePortal
from tests.races.visitors import Answer, Visitor, shared_out, together

pytestmark = pytest.mark.races
ROUNDS = [1, pytest.param(40, marks=pytest.mark.long)]


def sign_up_together(world: World, crowd: list[Visitor], people: list[dict[str, Any]]) -> list[Answer]:
    """Have everybody send their form at one moment."""
    return together(partial(visitor.post, world.form, fields) for visitor, fields in zip(crowd, people, strict=True))


def outcomes(answers: list[Answer]) -> Counter[int]:
    """Count the answers that say "aangemeld" by their status, and the others with a minus sign."""
    return Counter(answer.status if answer.says_signed_up else -answer.status for answer in answers)


def assert_one_of_all(world: World, answers: list[Answer]) -> None:
    """One holds what all wanted, the others wait, and everybody got the same answer and one mail."""
    assert outcomes(answers) == {303: CROWD}
    rows = world.truth()
    states = Counter(
        (row["status"], row["houdt_plaats"]) for row in rows["aanmeldingen"] if "deelnemer" in row["email"]
    )
    in_reeks = CROWD if rows["limits"] == {"max_gemeenten": None, "max_personen": None, "max_per_gemeente": None} else 1
    assert states == Counter({("onbevestigd", True): in_reeks, ("onbevestigd", False): CROWD - in_reeks})
    assert Counter(mail["soort"] for mail in rows["mails"]) == {"bevestig": CROWD}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_last_place_of_a_sessie(rounds: int, make_world: MakeWorld, crowd: list[Visitor]) -> None:
    for _ in range(rounds):
        world = make_world(3)
        gemeente = world.portal.gemeenten[0]
        world.portal.clerk.ask(
            "put_in", reeks=world.pk, emails=["a@raalte.example", "b@raalte.example"], gemeente=gemeente
        )
        answers = sign_up_together(world, crowd, [world.person(number, gemeente) for number in range(CROWD)])
        assert_one_of_all(world, answers)
        figures = world.stand()["sessies"]["sessie-1"]
        assert (figures["aangemeld"], figures["wachtlijst"]) == (3, CROWD - 1)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_last_slot_for_a_gemeente(rounds: int, make_world: MakeWorld, crowd: list[Visitor]) -> None:
    for _ in range(rounds):
        world = make_world(None, None, max_gemeenten=2)
        first, *others = world.portal.gemeenten
        world.portal.clerk.ask("put_in", reeks=world.pk, emails=["a@raalte.example"], gemeente=first)
        answers = sign_up_together(world, crowd, [world.person(number, others[number]) for number in range(CROWD)])
        assert_one_of_all(world, answers)
        figures = world.stand()
        assert (figures["gemeenten"], figures["personen"], figures["wachtlijst"]) == (2, 2, CROWD - 1)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_last_place_for_a_person(rounds: int, make_world: MakeWorld, crowd: list[Visitor]) -> None:
    for _ in range(rounds):
        world = make_world(None, None, max_personen=2)
        gemeenten = world.portal.gemeenten
        world.portal.clerk.ask("put_in", reeks=world.pk, emails=["a@raalte.example"], gemeente=gemeenten[0])
        people = [world.person(number, gemeenten[number % 4]) for number in range(CROWD)]
        assert_one_of_all(world, sign_up_together(world, crowd, people))
        figures = world.stand()
        assert (figures["personen"], figures["wachtlijst"]) == (2, CROWD - 1)


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.long)])
def test_fifty_places_over_several_sessies_in_one_sign_up(
    rounds: int, make_world: MakeWorld, crowd: list[Visitor]
) -> None:
    sizes = [4, 7, 10, 13, 16]
    for _ in range(rounds):
        world = make_world(*sizes)
        chosen = [[world.slugs[(number + step) % 5] for step in range(3)] for number in range(CROWD)]
        people = [world.person(number, world.portal.gemeenten[0], slugs=slugs) for number, slugs in enumerate(chosen)]
        assert outcomes(sign_up_together(world, crowd, people)) == {303: CROWD}
        asked = Counter(slug for slugs in chosen for slug in slugs)
        assert {slug: (row["aangemeld"], row["wachtlijst"]) for slug, row in world.stand()["sessies"].items()} == {
            slug: (size, asked[slug] - size) for slug, size in zip(world.slugs, sizes, strict=True)
        }
        assert sum(held(world.truth()).values()) == 50


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.long)])
def test_a_whole_reeks_in_any_order_locks_nobody_out(rounds: int, make_world: MakeWorld, crowd: list[Visitor]) -> None:
    dice = random.Random(4)  # noqa: S311 - an order, not a secret
    for _ in range(rounds):
        world = make_world(*[12] * 8)
        people = [
            world.person(number, world.portal.gemeenten[number % 3], slugs=dice.sample(world.slugs, 8))
            for number in range(16)
        ]
        assert outcomes(sign_up_together(world, crowd[:16], people)) == {303: 16}
        assert world.stand()["sessies"] == {
            slug: {"aangemeld": 12, "wachtlijst": 4, "aangeboden": 0, "afgemeld": 0, "plaatsen": 12}
            for slug in world.slugs
        }
        in_each = Counter(row["aanmelding"] for row in world.truth()["deelnames"] if row["status"] == "aangemeld")
        # Whoever got in got in everywhere: no two halves of different sign-ups.
        assert set(in_each.values()) == {8}


@pytest.mark.parametrize(("count", "plaatsen"), [(60, 24), pytest.param(300, 120, marks=pytest.mark.long)])
def test_a_rush_fills_a_sessie_in_the_order_of_arrival(
    count: int, plaatsen: int, make_world: MakeWorld, portal: RacePortal, figures: list[str]
) -> None:
    world = make_world(plaatsen)
    visitors = portal.visitors(16, world.form)

    def sign_up(number: int, visitor: Visitor) -> tuple[float, Answer]:
        visitor.open_form(world.form)
        answer = visitor.post(world.form, world.person(number, portal.gemeenten[number % 40]))
        return answer.seconds, answer

    results = shared_out([partial(sign_up, number) for number in range(count)], visitors)
    assert outcomes([answer for _, answer in results]) == {303: count}
    rows = world.truth()
    in_order = sorted(rows["deelnames"], key=lambda row: (row["in_rij_sinds"], row["pk"]))
    assert [row["status"] for row in in_order] == ["aangemeld"] * plaatsen + ["wachtlijst"] * (count - plaatsen)
    seconds = sorted(seconds for seconds, _ in results)
    figures.append(
        f"L2: {count} sign-ups for {plaatsen} places, 16 clients: p50 {seconds[count // 2]:.3f} s, "
        f"p95 {seconds[count * 95 // 100]:.3f} s"
    )
