"""Who gets a place that comes free: the next in the queue, for as long as an offer stands."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from registrations.joining import join, leave, sign_off
from registrations.models import Aanbod
from registrations.rules import Obstacle, SignupRefused
from registrations.signup import confirm
from registrations.waiting_list import accept, claim, decline, settle_overdue, settle_waiting
from tests.registrations.story import DAY, HOUR, MONDAY, THURSDAY, Story, mails_to
from tests.registrations.world import AMSTERDAM, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def full_reeks(*waiting: str, **limits: int) -> Story:
    """Tell of a reeks that Anna filled, with others who wait in this order."""
    story = Story(**(limits or {"max_personen": 1}))
    for index, naam in enumerate(["Anna", *waiting]):
        story.comes(naam, now=NOW - (10 - index) * HOUR)
    return story


def full_sessie(*waiting: str) -> Story:
    """Tell of one full sessie of a reeks without limits, with others who wait there."""
    story = Story(1, None)
    for index, naam in enumerate(["Anna", *waiting]):
        story.comes(naam, now=NOW - (10 - index) * HOUR)
    return story


# --- An offer


def test_a_freed_place_in_the_reeks_is_offered_to_the_first_who_waits() -> None:
    story = full_reeks("Bart", "Cor")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    assert story.stand() == {"Anna": "afgemeld", "Bart": "aangeboden", "Cor": "wachtlijst"}
    assert story.at() == {"Anna": "afgemeld", "Bart": "aangeboden", "Cor": "wachtlijst"}
    assert story.offers() == {"Bart": THURSDAY}
    assert mails_to("Bart") == ["bevestig", "wachtlijst", "aanbod"]


def test_a_freed_place_at_a_sessie_is_offered_to_the_first_who_waits_there() -> None:
    story = full_sessie("Bart", "Cor")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    assert story.at() == {"Anna": "afgemeld", "Bart": "aangeboden", "Cor": "wachtlijst"}
    assert story.stand() == {"Anna": "actief", "Bart": "actief", "Cor": "actief"}
    assert story.offers() == {"Bart": THURSDAY}


def test_accepting_a_place_in_the_reeks_brings_the_invitations() -> None:
    story = full_reeks("Bart")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    accept(aanmelding=story.of("Bart"), sessie=None, now=NOW)
    assert (story.stand()["Bart"], story.at()["Bart"]) == ("actief", "aangemeld")
    assert (story.offers(), story.ended()) == ({}, [("Bart", "aangenomen")])
    assert mails_to("Bart")[-2:] == ["aanbod", "bevestigd"]
    assert story.log("Bart")[1:] == [
        ("onbevestigd", "wachtlijst", "deelnemer", ""),
        ("wachtlijst", "actief", "deelnemer", ""),
    ]


def test_accepting_a_place_at_a_sessie_brings_its_invitation() -> None:
    story = full_sessie("Bart")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    accept(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=NOW)
    assert story.at() == {"Anna": "afgemeld", "Bart": "aangemeld"}
    assert mails_to("Bart") == ["bevestig", "bevestigd", "uitnodiging", "aanbod", "plaats_gekregen"]


@pytest.mark.parametrize("is_reeks", [True, False])
def test_a_declined_place_goes_to_the_next(is_reeks: bool) -> None:  # noqa: FBT001
    story = full_reeks("Bart", "Cor") if is_reeks else full_sessie("Bart", "Cor")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    decline(aanmelding=story.of("Bart"), sessie=None if is_reeks else story.sessie("sessie-1"), now=NOW)
    assert story.stand()["Bart"] == ("afgemeld" if is_reeks else "actief")
    assert story.at() == {"Anna": "afgemeld", "Bart": "afgemeld", "Cor": "aangeboden"}
    assert (story.offers(), story.ended()) == ({"Cor": THURSDAY}, [("Bart", "geweigerd")])


@pytest.mark.parametrize("is_reeks", [True, False])
def test_an_offer_that_runs_out_goes_to_the_next(is_reeks: bool) -> None:  # noqa: FBT001
    story = full_reeks("Bart", "Cor") if is_reeks else full_sessie("Bart", "Cor")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    settle_overdue(now=THURSDAY - timedelta(seconds=1))
    assert story.offers() == {"Bart": THURSDAY}
    settle_overdue(now=THURSDAY)
    assert story.stand()["Bart"] == ("verlopen" if is_reeks else "actief")
    assert story.at() == {"Anna": "afgemeld", "Bart": "afgemeld", "Cor": "aangeboden"}
    assert (story.offers(), story.ended()) == ({"Cor": MONDAY}, [("Bart", "verlopen")])
    assert mails_to("Bart")[-1] == "aanbod_verlopen"


def test_at_its_deadline_an_offer_is_over_though_the_worker_is_still_to_come() -> None:
    story = full_reeks("Bart")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    for answer in (accept, decline):
        with pytest.raises(SignupRefused) as refused:
            answer(aanmelding=story.of("Bart"), sessie=None, now=THURSDAY)
        assert refused.value.obstacle is Obstacle.OFFER_OVER
    accept(aanmelding=story.of("Bart"), sessie=None, now=THURSDAY - timedelta(seconds=1))
    assert story.stand()["Bart"] == "actief"


def test_an_offer_is_answered_once_and_only_by_whom_it_is_for() -> None:
    story = full_sessie("Bart", "Cor")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    first = story.sessie("sessie-1")
    accept(aanmelding=story.of("Bart"), sessie=first, now=NOW)
    for naam, sessie in (("Bart", first), ("Cor", first), ("Cor", None), ("Bart", story.sessie("sessie-2"))):
        with pytest.raises(SignupRefused) as refused:
            accept(aanmelding=story.of(naam), sessie=sessie, now=NOW)
        assert refused.value.obstacle is Obstacle.OFFER_OVER


def test_an_offer_for_a_sessie_that_was_moved_forward_is_over_with_it() -> None:
    story = full_sessie("Bart")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    story.reeks.sessies.filter(slug="sessie-1").update(begin=NOW + HOUR, einde=NOW + 2 * HOUR)
    with pytest.raises(SignupRefused) as refused:
        accept(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=NOW + 3 * HOUR)
    assert refused.value.obstacle is Obstacle.OFFER_OVER


def test_who_missed_an_offer_gets_back_at_the_end_of_the_queue() -> None:
    story = full_reeks("Bart", "Cor", "Dirk")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    settle_overdue(now=THURSDAY)
    confirm(aanmelding=story.of("Bart"), now=THURSDAY + HOUR)
    assert story.stand() == {"Anna": "afgemeld", "Bart": "wachtlijst", "Cor": "aangeboden", "Dirk": "wachtlijst"}
    assert [row.naam for row in story.reeks.aanmeldingen.waiting()] == ["Dirk", "Bart"]


# --- The queue


def test_a_newcomer_comes_behind_who_waits_and_behind_who_has_an_offer() -> None:
    story = full_reeks("Bart")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    story.comes("Cor")
    assert story.stand() == {"Anna": "afgemeld", "Bart": "aangeboden", "Cor": "wachtlijst"}


def test_who_has_not_confirmed_is_offered_nothing() -> None:
    story = full_reeks()
    story.asks("Bart", now=NOW - 2 * HOUR)
    story.comes("Cor", now=NOW - HOUR)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    assert story.stand() == {"Anna": "afgemeld", "Bart": "onbevestigd", "Cor": "aangeboden"}


def test_who_can_not_use_the_place_is_passed_over() -> None:
    """A slot is not free; a place for a person is."""
    story = Story(max_gemeenten=1, max_personen=2)
    for index, (naam, gemeente) in enumerate([("Anna", "Almelo"), ("Bart", "Almelo"), ("Cor", "Borne"), ("Dirk", "")]):
        story.comes(naam, gemeente, now=NOW + index * HOUR)
    assert story.stand() == {"Anna": "actief", "Bart": "actief", "Cor": "wachtlijst", "Dirk": "wachtlijst"}
    sign_off(aanmelding=story.of("Bart"), now=NOW + DAY)
    assert story.stand() == {"Anna": "actief", "Bart": "afgemeld", "Cor": "wachtlijst", "Dirk": "aangeboden"}


def test_signing_on_again_is_the_end_of_the_queue_with_the_same_row() -> None:
    story = full_reeks("Bart", "Cor")
    row = story.of("Bart").pk
    sign_off(aanmelding=story.of("Bart"), now=NOW)
    assert story.comes("Bart", now=NOW + HOUR).pk == row
    assert [row.naam for row in story.reeks.aanmeldingen.waiting()] == ["Cor", "Bart"]
    sign_off(aanmelding=story.of("Anna"), now=NOW + 2 * HOUR)
    assert story.offers() == {"Cor": THURSDAY}


# --- A group


def test_a_freed_slot_is_offered_to_the_colleagues_of_one_gemeente_with_one_deadline() -> None:
    story = Story(max_gemeenten=1)
    story.comes("Anna", "Almelo", now=NOW - 9 * HOUR)
    for index, (naam, gemeente) in enumerate([("Bart", "Borne"), ("Cor", "Deventer"), ("Bea", "Borne")]):
        story.comes(naam, gemeente, now=NOW - (8 - index) * HOUR)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    assert story.offers() == {"Bart": THURSDAY, "Bea": THURSDAY}
    assert Aanbod.objects.values("groep").distinct().count() == 1
    decline(aanmelding=story.of("Bart"), sessie=None, now=NOW)
    assert story.offers() == {"Bea": THURSDAY}, "the first to accept keeps the slot, the first to decline frees none"
    accept(aanmelding=story.of("Bea"), sessie=None, now=NOW)
    assert story.stand() == {"Anna": "afgemeld", "Bart": "afgemeld", "Cor": "wachtlijst", "Bea": "actief"}


def test_once_all_colleagues_declined_the_slot_goes_to_the_next_gemeente() -> None:
    story = Story(max_gemeenten=1)
    for index, (naam, gemeente) in enumerate(
        [("Anna", "Almelo"), ("Bart", "Borne"), ("Cor", "Deventer"), ("Bea", "Borne")]
    ):
        story.comes(naam, gemeente, now=NOW - (9 - index) * HOUR)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    for naam in ("Bea", "Bart"):
        assert "Cor" not in story.offers()
        decline(aanmelding=story.of(naam), sessie=None, now=NOW)
    assert story.offers() == {"Cor": THURSDAY}


def test_a_colleague_who_comes_while_the_group_has_its_offer_comes_in_with_it() -> None:
    story = Story(max_gemeenten=1)
    story.comes("Anna", "Almelo", now=NOW - 2 * HOUR)
    story.comes("Bart", "Borne", now=NOW - HOUR)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    story.comes("Bea", "Borne")
    assert story.stand() == {"Anna": "afgemeld", "Bart": "aangeboden", "Bea": "actief"}


# --- The cut-off: 17.00 a werkdag before the sessie, which is on Tuesday 22 September at 12.00

CUTOFF = datetime(2026, 9, 21, 17, tzinfo=AMSTERDAM)


def test_an_offer_stands_no_longer_than_the_cutoff() -> None:
    story = full_sessie("Bart")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=CUTOFF - DAY)
    assert story.offers() == {"Bart": CUTOFF}


def test_after_the_cutoff_nothing_is_offered_and_the_first_to_come_has_the_place() -> None:
    story = full_sessie("Bart", "Cor")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=CUTOFF)
    settle_waiting(now=CUTOFF)
    assert (story.offers(), story.at()["Bart"]) == ({}, "wachtlijst")
    join(aanmelding=story.of("Cor"), sessie=story.sessie("sessie-1"), now=CUTOFF + HOUR)
    join(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=CUTOFF + 2 * HOUR)
    assert story.at() == {"Anna": "afgemeld", "Bart": "wachtlijst", "Cor": "aangemeld"}


def test_after_the_last_cutoff_a_place_in_the_reeks_is_claimed() -> None:
    story = full_reeks("Bart", "Cor")
    with pytest.raises(SignupRefused) as refused:
        claim(aanmelding=story.of("Cor"), now=CUTOFF)
    assert refused.value.obstacle is Obstacle.NO_ROOM
    sign_off(aanmelding=story.of("Anna"), now=CUTOFF)
    assert story.offers() == {}
    claim(aanmelding=story.of("Cor"), now=CUTOFF)
    assert story.stand() == {"Anna": "afgemeld", "Bart": "wachtlijst", "Cor": "actief"}
    with pytest.raises(SignupRefused) as refused:
        claim(aanmelding=story.of("Cor"), now=CUTOFF)
    assert refused.value.obstacle is Obstacle.NOT_WAITING


# --- Limits that change


def test_raising_a_limit_starts_offers_at_once_and_removing_it_offers_all() -> None:
    story = full_reeks("Bart", "Cor", "Dirk")
    story.limit(max_personen=2)
    assert story.offers() == {"Bart": THURSDAY}
    story.limit(max_personen=None)
    assert story.offers() == {"Bart": THURSDAY, "Cor": THURSDAY, "Dirk": THURSDAY}


def test_raising_the_places_of_a_sessie_starts_offers_at_once() -> None:
    story = full_sessie("Bart", "Cor")
    story.limit_sessie("sessie-1", 2)
    assert story.offers() == {"Bart": THURSDAY}
    story.limit_sessie("sessie-1", None)
    assert story.offers() == {"Bart": THURSDAY, "Cor": THURSDAY}


# --- Queries


@pytest.mark.parametrize("waiting", [1, 50])
def test_settling_a_full_reeks_asks_as_much_whoever_waits(waiting: int, django_assert_num_queries: Any) -> None:
    story = full_reeks()
    for number in range(waiting):
        story.comes(f"Persoon{number}")
    with django_assert_num_queries(9):
        story.settle(NOW)


def test_settling_a_reeks_where_nobody_waits_stops_early(django_assert_num_queries: Any) -> None:
    story = full_reeks()
    with django_assert_num_queries(8):
        story.settle(NOW)
