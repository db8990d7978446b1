"""Signing up where places are limited, and counting them."""

from typing import Any

import pytest

from programmes.models import Reeks
from registrations.capacity import Limits, Waits, excess
from registrations.joining import leave, sign_off
from registrations.places import limits_of, places_of
from registrations.signup import Door, confirm
from registrations.steps import sessies_of
from registrations.waiting_list import accept, settle_overdue
from tests.registrations.story import DAY, HOUR, THURSDAY, Story, mails_to, queries
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SECOND = DAY / 86400


# --- Who comes in


def test_colleagues_of_a_gemeente_that_is_in_need_no_slot() -> None:
    story = Story(max_gemeenten=1)
    for naam, gemeente in (("Anna", "Almelo"), ("Bart", "Borne"), ("Ad", "Almelo"), ("Wim", "")):
        story.comes(naam, gemeente)
    assert story.stand() == {"Anna": "actief", "Bart": "wachtlijst", "Ad": "actief", "Wim": "actief"}


def test_a_reserved_slot_stays_free_for_its_gemeente() -> None:
    story = Story(max_gemeenten=2, reserved=["Hellendoorn"])
    for naam, gemeente in (("Anna", "Almelo"), ("Bart", "Borne"), ("Hans", "Hellendoorn")):
        story.comes(naam, gemeente)
    assert story.stand() == {"Anna": "actief", "Bart": "wachtlijst", "Hans": "actief"}


def test_one_gemeente_takes_no_more_than_its_share() -> None:
    story = Story(max_per_gemeente=1)
    for naam, gemeente in (("Anna", "Almelo"), ("Ad", "Almelo"), ("Bart", "Borne"), ("Wim", ""), ("Willie", "")):
        story.comes(naam, gemeente)
    assert story.stand() == {
        "Anna": "actief", "Ad": "wachtlijst", "Bart": "actief", "Wim": "actief", "Willie": "actief",
    }  # fmt: skip


def test_the_whole_reeks_with_one_full_sessie_is_a_place_where_there_is_room() -> None:
    story = Story(1, None, None)
    story.comes("Anna", "Almelo", "sessie-1")
    story.comes("Bart")
    assert [story.at(slug)["Bart"] for slug in ("sessie-1", "sessie-2", "sessie-3")] == [
        "wachtlijst", "aangemeld", "aangemeld",
    ]  # fmt: skip
    assert (story.stand()["Bart"], mails_to("Bart")) == (
        "actief",
        ["bevestig", "bevestigd", "uitnodiging", "uitnodiging"],
    )


def test_who_waits_for_the_reeks_waits_at_every_sessie_and_takes_no_place() -> None:
    story = Story(5, 5, max_personen=1)
    story.comes("Anna")
    story.comes("Bart")
    assert [story.at(slug)["Bart"] for slug in ("sessie-1", "sessie-2")] == ["wachtlijst", "wachtlijst"]
    places = places_of(story.reeks, sessies_of(story.reeks), now=NOW)
    assert (places.occupancy.personen, dict(places.rooms.taken)) == (
        1,
        {story.sessie("sessie-1").pk: 1, story.sessie("sessie-2").pk: 1},
    )


# --- Held for 24 hours


@pytest.mark.parametrize(("waited", "expected"), [(DAY - SECOND, "actief"), (DAY + SECOND, "actief")])
def test_confirmed_just_before_and_just_after_24_hours_while_there_is_room(waited: Any, expected: str) -> None:
    story = Story(1, max_personen=1)
    story.asks("Anna")
    confirm(aanmelding=story.of("Anna"), now=NOW + waited)
    assert (story.stand(), story.at()) == ({"Anna": expected}, {"Anna": "aangemeld"})


@pytest.mark.parametrize(
    ("waited", "anna", "bart"), [(DAY - SECOND, "actief", "wachtlijst"), (DAY + SECOND, "wachtlijst", "aangeboden")]
)
def test_a_held_place_goes_to_who_waits_after_24_hours(waited: Any, anna: str, bart: str) -> None:
    story = Story(1, max_personen=1)
    story.asks("Anna")
    story.comes("Bart", now=NOW + HOUR)
    assert story.stand() == {"Anna": "onbevestigd", "Bart": "wachtlijst"}
    confirm(aanmelding=story.of("Anna"), now=NOW + waited)
    assert story.stand() == {"Anna": anna, "Bart": bart}


def test_a_late_confirmation_is_a_fresh_place_in_the_queue_and_says_so() -> None:
    story = Story(None, max_personen=1)
    story.asks("Anna")
    story.comes("Bart", now=NOW + HOUR)
    story.comes("Cor", now=NOW + 2 * HOUR)
    settle_overdue(now=NOW + DAY)
    assert story.stand() == {"Anna": "verlopen", "Bart": "aangeboden", "Cor": "wachtlijst"}
    assert mails_to("Anna") == ["bevestig"], "nobody is mailed, since nobody answered"
    confirm(aanmelding=story.of("Anna"), now=NOW + 2 * DAY)
    assert mails_to("Anna") == ["bevestig", "wachtlijst"]
    assert [row.naam for row in story.reeks.aanmeldingen.waiting()] == ["Cor", "Anna"]
    assert story.log("Anna") == [
        ("", "onbevestigd", "deelnemer", ""),
        ("onbevestigd", "verlopen", "portaal", "niet binnen 24 uur bevestigd"),
        ("verlopen", "wachtlijst", "deelnemer", ""),
    ]


def test_a_newcomer_finds_a_place_that_was_held_too_long_unless_somebody_waits() -> None:
    story = Story(1)
    story.asks("Anna")
    story.asks("Bart", now=NOW + DAY)
    assert (story.stand(), story.at()) == (
        {"Anna": "verlopen", "Bart": "onbevestigd"},
        {"Anna": "afgemeld", "Bart": "aangemeld"},
    )
    story = Story(1, titel="Nog een")
    story.asks("Anna")
    story.comes("Bart", now=NOW + HOUR)
    story.asks("Cor", now=NOW + DAY)
    assert story.at() == {"Anna": "afgemeld", "Bart": "aangeboden", "Cor": "wachtlijst"}


def test_who_waits_at_a_sessie_unconfirmed_finds_it_free_on_confirming() -> None:
    story = Story(1, None)
    story.comes("Anna")
    story.asks("Bart")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    assert story.at()["Bart"] == "wachtlijst"
    confirm(aanmelding=story.of("Bart"), now=NOW)
    assert story.at()["Bart"] == "aangemeld"


# --- Limits that change


def test_lowering_puts_nobody_out_and_says_by_how_much_it_is_exceeded() -> None:
    story = Story(None)
    for naam, gemeente in (("Anna", "Almelo"), ("Bart", "Borne"), ("Cor", "Deventer")):
        story.comes(naam, gemeente)
    story.limit(max_personen=1, max_gemeenten=2)
    story.limit_sessie("sessie-1", 1)
    story.comes("Dirk", "Almelo")
    assert story.stand() == {"Anna": "actief", "Bart": "actief", "Cor": "actief", "Dirk": "wachtlijst"}
    reeks = Reeks.objects.get()
    places = places_of(reeks, sessies_of(reeks), now=NOW)
    key = f"sessie:{story.sessie('sessie-1').pk}"
    assert excess(places.limits, places.occupancy, places.rooms) == {"personen": 2, "gemeenten": 1, key: 2}
    assert places.waits_for(story.of("Dirk")) is Waits.PERSONEN
    for naam in ("Anna", "Bart"):
        leave(aanmelding=story.of(naam), sessie=story.sessie("sessie-1"), now=NOW)
        assert story.offers() == {}, "no offer until below the limit"
    story.limit(max_personen=4)
    assert story.offers() == {"Dirk": THURSDAY}
    accept(aanmelding=story.of("Dirk"), sessie=None, now=NOW)
    assert story.stand()["Dirk"] == "actief"


def test_limits_of_a_reeks() -> None:
    story = Story(max_gemeenten=3, max_personen=9, max_per_gemeente=2, reserved=["Almelo"])
    almelo = story.gemeente("Almelo").pk
    assert limits_of(story.reeks) == Limits(gemeenten=3, personen=9, per_gemeente=2, reserved=frozenset({almelo}))
    assert limits_of(Reeks(max_personen=2)) == Limits(personen=2)


# --- What an offer in the reeks holds


def test_no_place_is_held_at_a_sessie_of_which_the_cutoff_comes_before_the_offer_ends() -> None:
    """The offer of Saturday stands until Tuesday; from Monday on what is free at sessie-1 is for who comes first."""
    story = Story(1, 1, max_personen=1)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    saturday = NOW + 18 * DAY
    sign_off(aanmelding=story.of("Anna"), now=saturday)
    assert (story.at("sessie-1")["Bart"], story.at("sessie-2")["Bart"]) == ("wachtlijst", "aangeboden")
    accept(aanmelding=story.of("Bart"), sessie=None, now=saturday + DAY)
    assert (story.at("sessie-1")["Bart"], story.at("sessie-2")["Bart"]) == ("aangemeld", "aangemeld")


def test_a_worker_that_comes_late_leaves_nothing_offered_at_what_has_been_held() -> None:
    story = Story(1, 1, max_personen=1)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    assert story.at("sessie-1")["Bart"] == "aangeboden"
    settle_overdue(now=NOW + 23 * DAY)
    assert (story.stand()["Bart"], story.at("sessie-1")["Bart"]) == ("verlopen", "afgemeld")


# --- Queries


@pytest.mark.parametrize("sessies", [1, 3])
def test_queries(sessies: int) -> None:
    """What grows with the sessies is an invitation for each, on confirming; that of one sessie is all the mail."""
    story = Story(*[5] * sessies, max_gemeenten=3, max_personen=5, max_per_gemeente=4, reserved=["Hellendoorn"])
    story.gemeente("Almelo")
    asking = queries(lambda: story.asks("Anna"))
    anna = story.of("Anna")
    assert {
        "sign up": asking - 1,  # the story itself asks for the gemeente
        "confirm": queries(lambda: confirm(aanmelding=anna, now=NOW)),
        "a second time": queries(lambda: confirm(aanmelding=anna, now=NOW)),
        "known": queries(lambda: story.asks("Anna")) - 1,
        "vouched": queries(lambda: story.asks("Bart", door=Door(vouched=True))) - 1,
        "count": queries(lambda: places_of(story.reeks, sessies_of(story.reeks), now=NOW)) - 1,
    } == {
        "sign up": 12,
        "confirm": {1: 31, 3: 38}[sessies],
        "a second time": 4,
        "known": 7,
        "vouched": {1: 12, 3: 19}[sessies],
        "count": 1,
    }  # fmt: skip


def test_a_reeks_without_limits_counts_nothing() -> None:
    story = Story(None, None)
    sessies = sessies_of(story.reeks)
    assert queries(lambda: places_of(story.reeks, sessies, now=NOW)) == 0
