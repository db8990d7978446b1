"""One person who sends the same form many times at once: one aanmelding, one mail, and nobody sees an error."""

from collections import Counter
from functools import partial

import pytest

from tests.races.conftest import MakeWorld
from tests.races.portal import RacePortal
from tests.races.visitors import together

pytestmark = pytest.mark.races
TIMES = 10


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_the_same_form_at_once_from_two_tabs(rounds: int, make_world: MakeWorld, portal: RacePortal) -> None:
    for number in range(rounds):
        world = make_world(5)
        (visitor,) = portal.visitors(1, world.form)
        tabs = [visitor.token, visitor.open_form(world.form)]
        assert tabs[0] != tabs[1]
        fields = world.person(number, portal.gemeenten[0])
        answers = together(partial(visitor.post, world.form, fields, token=tabs[index % 2]) for index in range(TIMES))
        assert [answer.says_signed_up for answer in answers] == [True] * TIMES
        rows = world.truth()
        assert [(row["email"], row["status"]) for row in rows["aanmeldingen"]] == [(fields["email"], "onbevestigd")]
        assert [row["status"] for row in rows["deelnames"]] == ["aangemeld"]
        assert Counter(mail["soort"] for mail in rows["mails"]) == {"bevestig": 1}


@pytest.mark.parametrize("rounds", [1, pytest.param(10, marks=pytest.mark.long)])
def test_confirming_from_ten_tabs_at_once(rounds: int, make_world: MakeWorld, portal: RacePortal) -> None:
    for number in range(rounds):
        world = make_world(5, 5)
        (visitor,) = portal.visitors(1, world.form)
        assert visitor.post(world.form, world.person(number, portal.gemeenten[0])).says_signed_up
        (token,) = portal.clerk.ask("tokens", reeks=world.pk).values()
        answers = together([partial(visitor.post, f"/aanmelding/{token}/bevestigen/")] * TIMES)
        assert [answer.status for answer in answers] == [303] * TIMES
        rows = world.truth()
        assert [row["status"] for row in rows["aanmeldingen"]] == ["actief"]
        assert Counter(mail["soort"] for mail in rows["mails"]) == {"bevestig": 1, "bevestigd": 1, "uitnodiging": 2}
