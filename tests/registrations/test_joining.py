"""Changes of mind where places are limited: join, leave, from single sessies to the reeks, another gemeente."""

from datetime import timedelta

import pytest

from outbox.models import Bericht
from registrations.admission import reject
from registrations.joining import change_omvang, correct, join, leave, sign_off
from registrations.ledger import organisator
from registrations.rules import Obstacle, SignupRefused
from registrations.waiting_list import accept
from tests import factories
from tests.registrations.story import DAY, HOUR, THURSDAY, Story, mails_to, queries
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def methods(story: Story, naam: str, slug: str) -> list[tuple[str, int]]:
    """Return method and sequence of each calendar mail about one sessie, in order."""
    uid = str(story.sessie(slug).uid)
    sent = Bericht.objects.filter(aan=story.of(naam).email, kalender__contains=uid).order_by("pk")
    return [(row.methode, int(row.kalender.partition("SEQUENCE:")[2].split()[0])) for row in sent]


def test_who_joins_a_full_sessie_waits_there() -> None:
    story = Story(1, None)
    story.comes("Anna")
    story.comes("Bart", "Almelo", "sessie-2")
    join(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=NOW)
    assert story.at() == {"Anna": "aangemeld", "Bart": "wachtlijst"}
    assert mails_to("Bart") == ["bevestig", "bevestigd"]


def test_joining_lets_go_of_what_was_held_too_long_and_passes_nobody_who_waits() -> None:
    story = Story(1, None)
    story.asks("Anna", now=NOW - 25 * HOUR)
    story.comes("Bart", "Almelo", "sessie-2")
    join(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=NOW)
    assert (story.stand(), story.at()) == (
        {"Anna": "verlopen", "Bart": "actief"},
        {"Anna": "afgemeld", "Bart": "aangemeld"},
    )
    story = Story(1, None, titel="Nog een")
    story.asks("Cor", now=NOW - 25 * HOUR)
    story.comes("Dirk", now=NOW - 24.5 * HOUR)
    story.comes("Eva", "Almelo", "sessie-2")
    join(aanmelding=story.of("Eva"), sessie=story.sessie("sessie-1"), now=NOW)
    assert story.at() == {"Cor": "afgemeld", "Dirk": "aangeboden", "Eva": "wachtlijst"}


def test_joining_what_is_offered_already_changes_nothing() -> None:
    story = Story(1, None)
    story.comes("Anna")
    story.comes("Bart")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    join(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=NOW)
    assert (story.at()["Bart"], story.offers()) == ("aangeboden", {"Bart": THURSDAY})


def test_who_was_only_offered_a_place_in_the_reeks_takes_none_at_a_sessie_before_accepting() -> None:
    story = Story(None, None, max_personen=1)
    story.comes("Anna")
    story.comes("Bart", "Almelo", "sessie-1")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    join(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-2"), now=NOW)
    assert story.at("sessie-2")["Bart"] == "wachtlijst"
    accept(aanmelding=story.of("Bart"), sessie=None, now=NOW)
    assert (story.at("sessie-1")["Bart"], story.at("sessie-2")["Bart"]) == ("aangemeld", "aangemeld")


def test_leaving_one_sessie_offers_its_place_and_joining_again_is_the_end_of_the_queue() -> None:
    story = Story(1, None)
    for index, naam in enumerate(["Anna", "Bart", "Cor"]):
        story.comes(naam, now=NOW - (5 - index) * HOUR)
    first = story.sessie("sessie-1")
    leave(aanmelding=story.of("Anna"), sessie=first, now=NOW)
    assert (story.stand()["Anna"], story.offers()) == ("actief", {"Bart": THURSDAY})
    join(aanmelding=story.of("Anna"), sessie=first, now=NOW)
    assert story.at() == {"Anna": "wachtlijst", "Bart": "aangeboden", "Cor": "wachtlijst"}
    leave(aanmelding=story.of("Bart"), sessie=first, now=NOW)
    assert story.offers() == {"Cor": THURSDAY}
    leave(aanmelding=story.of("Cor"), sessie=first, now=NOW)
    accept(aanmelding=story.of("Anna"), sessie=first, now=NOW)
    assert methods(story, "Anna", "sessie-1") == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_leaving_the_last_sessie_in_the_queue_takes_back_the_offer_too() -> None:
    story = Story(None, max_personen=1)
    for naam in ("Anna", "Bart", "Cor"):
        story.comes(naam)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    leave(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=NOW)
    assert story.stand() == {"Anna": "afgemeld", "Bart": "afgemeld", "Cor": "aangeboden"}
    assert story.ended() == [("Bart", "geweigerd")]


def test_signing_off_frees_the_slot_only_with_the_last_colleague() -> None:
    story = Story(max_gemeenten=1)
    for naam, gemeente in (("Anna", "Almelo"), ("Ad", "Almelo"), ("Bart", "Borne")):
        story.comes(naam, gemeente)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    assert story.offers() == {}
    sign_off(aanmelding=story.of("Ad"), now=NOW)
    assert story.offers() == {"Bart": THURSDAY}


def test_from_single_sessies_to_the_reeks_and_back() -> None:
    story = Story(None, 1, None)
    story.comes("Anna", "Almelo", "sessie-2")
    story.comes("Bart", "Almelo", "sessie-1")
    change_omvang(aanmelding=story.of("Bart"), omvang="reeks", slugs=[], now=NOW + HOUR)
    assert story.of("Bart").omvang == "reeks"
    here = [story.at(slug)["Bart"] for slug in ("sessie-1", "sessie-2", "sessie-3")]
    assert here == ["aangemeld", "wachtlijst", "aangemeld"]
    change_omvang(aanmelding=story.of("Anna"), omvang="sessies", slugs=["sessie-3"], now=NOW + 2 * HOUR)
    assert story.at("sessie-2") == {"Anna": "afgemeld", "Bart": "aangeboden"}
    assert (story.of("Anna").omvang, story.at("sessie-3")["Anna"]) == ("sessies", "aangemeld")
    assert mails_to("Anna")[-2:] == ["afzegging", "uitnodiging"]


@pytest.mark.parametrize(
    ("naam", "slugs", "obstacle"),
    [
        ("Ona", ["sessie-1"], Obstacle.NOT_CONFIRMED),
        ("Off", ["sessie-1"], Obstacle.SIGNED_OFF),
        ("Anna", [], Obstacle.NO_SESSIE),
        ("Anna", ["sessie-9"], Obstacle.UNKNOWN_SESSIE),
    ],
)
def test_a_change_that_does_not_hold_is_refused(naam: str, slugs: list[str], obstacle: Obstacle) -> None:
    story = Story(None, None)
    story.comes("Anna")
    story.asks("Ona")
    sign_off(aanmelding=story.comes("Off"), now=NOW)
    before = story.at()
    with pytest.raises(SignupRefused) as refused:
        change_omvang(aanmelding=story.of(naam), omvang="sessies", slugs=slugs, now=NOW)
    assert (refused.value.obstacle, story.at()) == (obstacle, before)


def moves(story: Story, naam: str, gemeente: str) -> None:
    correct(
        aanmelding=story.of(naam), naam=naam, functie="", gemeente=story.gemeente(gemeente) if gemeente else None,
        organisatie="" if gemeente else "Waterschap", now=NOW,
    )  # fmt: skip


def test_a_corrected_gemeente_that_frees_a_slot_lets_the_next_in() -> None:
    story = Story(max_gemeenten=2)
    for naam, gemeente in (("Anna", "Almelo"), ("Bart", "Borne"), ("Cor", "Deventer")):
        story.comes(naam, gemeente)
    moves(story, "Anna", "Borne")
    assert (story.of("Anna").gemeente, story.offers()) == (story.gemeente("Borne"), {"Cor": THURSDAY})


def test_who_waits_for_a_slot_and_turns_out_to_be_a_colleague_gets_an_offer() -> None:
    story = Story(max_gemeenten=1)
    story.comes("Anna", "Almelo")
    story.comes("Bart", "Borne")
    moves(story, "Bart", "Almelo")
    assert story.offers() == {"Bart": THURSDAY}


@pytest.mark.parametrize("limits", [{"max_gemeenten": 2}, {"max_per_gemeente": 1}])
def test_nobody_moves_past_a_limit(limits: dict[str, int]) -> None:
    story = Story(**limits)
    story.comes("Anna", "Almelo")
    story.comes("Bart", "Borne")
    target = "Borne" if "max_per_gemeente" in limits else "Deventer"
    if "max_gemeenten" in limits:
        story.comes("Ad", "Almelo")
    with pytest.raises(SignupRefused) as refused:
        moves(story, "Anna", target)
    assert refused.value.obstacle is Obstacle.GEMEENTE_FULL
    assert story.of("Anna").gemeente == story.gemeente("Almelo")


def test_nobody_moves_into_a_gemeente_that_was_not_chosen_or_may_not_take_part() -> None:
    story = Story(toelating="gemeente", reserved=["Almelo"])
    story.comes("Anna", "Almelo")
    with pytest.raises(SignupRefused) as refused:
        moves(story, "Anna", "Borne")
    assert refused.value.obstacle is Obstacle.GEMEENTE_FULL
    story.limit(toegang="provincie", toelating="direct")
    stranger = factories.make_gemeente(provincie=factories.make_provincie("Drenthe"), naam="Emmen")
    with pytest.raises(SignupRefused) as refused:
        moves(story, "Anna", stranger.naam)
    assert refused.value.obstacle is Obstacle.OTHER_PROVINCIE


def test_who_waits_does_not_move_into_a_gemeente_that_was_not_chosen() -> None:
    story = Story(max_personen=1, toelating="gemeente", reserved=["Almelo", "Deventer"])
    for naam, gemeente in (("Anna", "Almelo"), ("Ad", "Almelo"), ("Bart", "Borne")):
        story.comes(naam, gemeente)
    assert story.stand() == {"Anna": "actief", "Ad": "wachtlijst", "Bart": "aanvraag"}
    for elsewhere in ("Borne", ""):
        with pytest.raises(SignupRefused) as refused:
            moves(story, "Ad", elsewhere)
        assert refused.value.obstacle is Obstacle.GEMEENTE_FULL
    # To one that was chosen, though it is full; and who asks still has to be admitted.
    moves(story, "Ad", "Deventer")
    moves(story, "Bart", "Cuijk")
    assert [story.of(naam).namens for naam in ("Ad", "Bart")] == ["Deventer", "Cuijk"]


def test_another_gemeente_or_organisatie_stands_in_the_log() -> None:
    story = Story()
    story.comes("Anna", "Almelo")
    for namens in ("Borne", "Borne", ""):
        moves(story, "Anna", namens)
    correct(
        aanmelding=story.of("Anna"), naam="Anna", functie="wijkmanager", gemeente=None, organisatie="De Woonbond",
        now=NOW, actor=organisator(story.user),
    )  # fmt: skip
    assert story.log("Anna")[2:] == [
        ("actief", "actief", "deelnemer", "gemeente of organisatie gewijzigd van Almelo in Borne"),
        ("actief", "actief", "deelnemer", "gemeente of organisatie gewijzigd van Borne in Waterschap"),
        ("actief", "actief", "organisator", "gemeente of organisatie gewijzigd van Waterschap in De Woonbond"),
    ]


def test_who_signed_off_or_was_refused_corrects_nothing() -> None:
    story = Story(toelating="persoon")
    sign_off(aanmelding=story.comes("Anna"), now=NOW)
    reject(aanmelding=story.comes("Bart"), reden="Vol.", user=story.user, now=NOW)
    for naam, obstacle in (("Anna", Obstacle.SIGNED_OFF), ("Bart", Obstacle.REFUSED)):
        with pytest.raises(SignupRefused) as refused:
            moves(story, naam, "Borne")
        assert (refused.value.obstacle, story.of(naam).namens) == (obstacle, "Almelo")


def test_joining_a_running_reeks_is_for_what_is_still_to_come() -> None:
    story = Story(None, None, None)
    story.comes("Anna", now=NOW + timedelta(weeks=4, days=1))
    assert [story.at(slug) for slug in ("sessie-1", "sessie-2", "sessie-3")] == [{}, {}, {"Anna": "aangemeld"}]


@pytest.mark.parametrize("sessies", [1, 3])
def test_queries(sessies: int) -> None:
    """What grows with the sessies is one mail with its calendar for each."""
    story = Story(*[5] * sessies, max_personen=5)
    last = story.add(9, plaatsen=5)
    anna = story.comes("Anna")
    assert {
        "leave": queries(lambda: leave(aanmelding=anna, sessie=last, now=NOW + DAY)),
        "join": queries(lambda: join(aanmelding=anna, sessie=last, now=NOW + DAY)),
        "fewer": queries(
            lambda: change_omvang(aanmelding=anna, omvang="sessies", slugs=[last.slug], now=NOW + 2 * DAY)
        ),
        "correct": queries(lambda: moves(story, "Anna", "Borne")),
        "sign off": queries(lambda: sign_off(aanmelding=anna, now=NOW + 3 * DAY)),
    } == {"leave": 14, "join": 12, "fewer": 14 + 2 * sessies, "correct": 15, "sign off": 17}
