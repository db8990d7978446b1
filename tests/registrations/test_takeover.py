"""A colleague takes over somebody's place, wherever that place stands."""

from datetime import timedelta
from typing import Any

import pytest

from outbox.models import Bericht
from registrations.admission import admit, reject
from registrations.joining import leave, sign_off
from registrations.models import Aanmelding
from registrations.needs import need_of, note_need
from registrations.rules import Obstacle, SignupRefused
from registrations.running_reeks import add_sessie
from registrations.signup import confirm
from registrations.takeover import ask_to_take_over
from tests.registrations.story import DAY, HOUR, Story, mails_to, queries
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + HOUR


def hand_over(story: Story, old: str, new: str) -> None:
    """Ask, and have the colleague confirm."""
    ask(story, old, new)
    confirm(aanmelding=story.of(new), now=LATER)


def ask(story: Story, old: str, new: str) -> None:
    ask_to_take_over(aanmelding=story.of(old), naam=new, email=f"{new}@Leerlab.example", functie="adviseur", now=NOW)


def test_asking_changes_nothing_yet() -> None:
    story = Story(1, max_personen=1)
    story.comes("Anna")
    ask(story, "Anna", "Bea")
    assert (story.stand(), story.at()) == ({"Anna": "actief", "Bea": "onbevestigd"}, {"Anna": "aangemeld"})
    assert mails_to("Bea") == ["overname"]


def test_the_place_goes_over_with_its_history() -> None:
    story = Story(1, max_personen=1)
    story.comes("Anna")
    story.comes("Cor")
    hand_over(story, "Anna", "Bea")
    assert story.stand() == {"Anna": "afgemeld", "Cor": "wachtlijst", "Bea": "actief"}
    assert story.at() == {"Anna": "afgemeld", "Cor": "wachtlijst", "Bea": "aangemeld"}
    bea = story.of("Bea")
    assert (bea.neemt_over, bea.aangemeld_op, bea.gemeente) == (story.of("Anna"), NOW, story.gemeente("Almelo"))
    assert mails_to("Anna") == ["bevestig", "bevestigd", "overgenomen"]
    assert mails_to("Bea") == ["overname", "bevestigd"]
    assert story.log("Bea")[-1] == ("onbevestigd", "actief", "deelnemer", "neemt de plaats over van Anna")


def test_a_place_in_the_queue_goes_over_as_it_is() -> None:
    story = Story(None, max_personen=1)
    for index, naam in enumerate(["Anna", "Bart", "Cor"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    hand_over(story, "Bart", "Bea")
    assert [row.naam for row in story.reeks.aanmeldingen.waiting()] == ["Bea", "Cor"]


def test_an_open_offer_is_accepted_by_handing_it_on() -> None:
    story = Story(None, max_personen=1)
    story.comes("Anna")
    story.comes("Bart")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    hand_over(story, "Bart", "Bea")
    assert story.stand() == {"Anna": "afgemeld", "Bart": "afgemeld", "Bea": "actief"}
    assert (story.offers(), story.ended()) == ({}, [("Bart", "aangenomen")])


def test_an_open_offer_for_one_sessie_as_well() -> None:
    story = Story(1, None)
    story.comes("Anna")
    story.comes("Bart")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    hand_over(story, "Bart", "Bea")
    assert story.at() == {"Anna": "afgemeld", "Bart": "afgemeld", "Bea": "aangemeld"}
    assert (story.offers(), story.ended()) == ({}, [("Bart", "aangenomen")])


def test_what_the_old_one_left_is_not_handed_on() -> None:
    story = Story(None, None)
    story.comes("Anna")
    ask(story, "Anna", "Bea")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    confirm(aanmelding=story.of("Bea"), now=LATER)
    assert (story.at("sessie-1"), story.at("sessie-2")["Bea"]) == ({"Anna": "afgemeld"}, "aangemeld")


@pytest.mark.parametrize("has_room", [True, False])
def test_when_the_old_one_left_meanwhile_one_comes_in_like_anybody(has_room: bool) -> None:  # noqa: FBT001
    story = Story(None, max_personen=1)
    story.comes("Anna")
    if not has_room:
        story.comes("Cor")
    ask(story, "Anna", "Bea")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    confirm(aanmelding=story.of("Bea"), now=LATER)
    expected = ("actief", "aangemeld") if has_room else ("wachtlijst", "wachtlijst")
    assert (story.stand()["Bea"], story.at()["Bea"]) == expected


def test_after_24_hours_the_question_is_over() -> None:
    story = Story(None, max_personen=1)
    story.comes("Anna")
    ask(story, "Anna", "Bea")
    confirm(aanmelding=story.of("Bea"), now=NOW + DAY)
    assert story.stand() == {"Anna": "actief", "Bea": "wachtlijst"}


def test_a_gemeente_corrected_meanwhile_gives_no_second_gemeente_the_place() -> None:
    story = Story(None, max_gemeenten=1)
    story.comes("Anna", "Almelo")
    ask(story, "Anna", "Bea")
    Aanmelding.objects.filter(naam="Bea").update(gemeente=story.gemeente("Borne"))
    confirm(aanmelding=story.of("Bea"), now=LATER)
    assert story.stand() == {"Anna": "actief", "Bea": "wachtlijst"}


def test_who_stood_before_gets_the_same_rows_and_a_rising_sequence() -> None:
    story = Story(None)
    story.comes("Anna")
    bea = story.comes("Bea")
    sign_off(aanmelding=bea, now=NOW)
    ask(story, "Anna", "Bea")
    again = story.of("Bea")
    assert (again.pk, again.token_versie) == (bea.pk, bea.token_versie + 1)
    confirm(aanmelding=again, now=LATER)
    assert story.at() == {"Anna": "afgemeld", "Bea": "aangemeld"}
    sent = Bericht.objects.filter(aan=bea.email).exclude(methode="").order_by("pk")
    sequences = [(row.methode, int(row.kalender.partition("SEQUENCE:")[2].split()[0])) for row in sent]
    assert sequences == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_who_takes_part_already_gets_their_own_link_once() -> None:
    story = Story(None)
    story.comes("Anna")
    story.comes("Bea")
    Bericht.objects.update(staat="verzonden", aangemaakt_op=NOW - DAY)
    for _ in range(3):
        ask(story, "Anna", "Bea")
    assert story.stand() == {"Anna": "actief", "Bea": "actief"}
    assert mails_to("Bea")[-1] == "al_aangemeld"
    assert mails_to("Bea").count("al_aangemeld") == 1


def test_a_sessie_that_comes_meanwhile_goes_over_too() -> None:
    story = Story(None)
    story.comes("Anna")
    ask(story, "Anna", "Bea")
    added = story.add(9)
    assert add_sessie(sessie=added, user=story.user, now=NOW) == 1
    confirm(aanmelding=story.of("Bea"), now=LATER)
    assert story.at("sessie-2") == {"Anna": "afgemeld", "Bea": "aangemeld"}


@pytest.mark.parametrize(
    ("naam", "to", "now", "obstacle"),
    [
        ("Anna", "Anna", NOW, Obstacle.SAME_PERSON),
        ("Ona", "Bea", NOW, Obstacle.NOT_TRANSFERABLE),
        ("Off", "Bea", NOW, Obstacle.NOT_TRANSFERABLE),
        ("Anna", "Bea", NOW + timedelta(weeks=9), Obstacle.NOT_TRANSFERABLE),
    ],
)
def test_refused(naam: str, to: str, now: Any, obstacle: Obstacle) -> None:
    story = Story(None)
    story.comes("Anna")
    story.asks("Ona")
    sign_off(aanmelding=story.comes("Off"), now=NOW)
    with pytest.raises(SignupRefused) as refused:
        ask_to_take_over(aanmelding=story.of(naam), naam=to, email=f"{to.lower()}@leerlab.example", functie="", now=now)
    assert refused.value.obstacle is obstacle


# --- A request of which the place is gone is no more than a sign-up of now ------------------------------------------


@pytest.mark.parametrize("now", [LATER + HOUR, NOW + 2 * DAY])
def test_after_the_closing_date_nobody_comes_in_by_a_colleague(now: Any) -> None:
    story = Story(None)
    story.comes("Anna")
    story.limit(aanmelden_tot=NOW + HOUR / 2)
    for naam in ("Bea", "Cor"):
        ask_to_take_over(aanmelding=story.of("Anna"), naam=naam, email=f"{naam}@leerlab.example", functie="", now=LATER)
    if now < NOW + DAY:
        confirm(aanmelding=story.of("Bea"), now=now)
    with pytest.raises(SignupRefused) as refused:
        confirm(aanmelding=story.of("Cor"), now=now)
    assert refused.value.obstacle is Obstacle.CLOSED
    assert [story.stand()[naam] for naam in ("Anna", "Bea")].count("actief") == 1


def test_it_gives_no_place_in_the_queue_before_who_signed_up_since() -> None:
    story = Story(None, max_personen=1)
    story.comes("Anna")
    for naam in ("Bea", "Cor"):
        ask(story, "Anna", naam)
    story.comes("Wim", now=NOW + HOUR)
    confirm(aanmelding=story.of("Bea"), now=NOW + 2 * HOUR)
    confirm(aanmelding=story.of("Cor"), now=NOW + 3 * HOUR)
    assert [row.naam for row in story.reeks.aanmeldingen.waiting()] == ["Wim", "Cor"]


def test_it_is_for_the_sessies_of_the_other_and_not_for_what_was_dropped_before() -> None:
    story = Story(None, None, None)
    story.comes("Anna", "Almelo", "sessie-1")
    sign_off(aanmelding=story.comes("Bea", "Almelo", "sessie-2"), now=NOW - DAY)
    ask(story, "Anna", "Bea")
    confirm(aanmelding=story.of("Bea"), now=NOW + 2 * DAY)
    assert [story.at(slug).get("Bea") for slug in ("sessie-1", "sessie-2", "sessie-3")] == [
        "aangemeld", "afgemeld", None,
    ]  # fmt: skip


def test_it_ends_with_the_aanmelding_it_was_about() -> None:
    story = Story(None)
    story.comes("Anna", now=NOW - DAY)
    ask(story, "Anna", "Bea")
    sign_off(aanmelding=story.of("Anna"), now=NOW + HOUR)
    story.comes("Anna", now=NOW + 2 * HOUR)
    confirm(aanmelding=story.of("Bea"), now=NOW + 3 * HOUR)
    assert story.stand() == {"Anna": "actief", "Bea": "actief"}


def test_an_own_wish_comes_in_its_place() -> None:
    story = Story(None, max_personen=2)
    story.comes("Anna", "Almelo")
    ask(story, "Anna", "Bea")
    story.asks("Bea", "Borne", now=LATER)
    bea = story.of("Bea")
    assert (bea.gemeente, bea.neemt_over, bea.houdt_plaats) == (story.gemeente("Borne"), None, True)
    story.comes("Cor", now=LATER)
    confirm(aanmelding=story.of("Bea"), now=LATER)
    assert story.stand() == {"Anna": "actief", "Bea": "actief", "Cor": "wachtlijst"}


def test_who_was_refused_does_not_come_in_by_a_colleague() -> None:
    story = Story(None, toelating="persoon")
    admit(aanmelding=story.comes("Anna"), user=story.user, now=NOW)
    reject(aanmelding=story.comes("Bea"), reden="Er is geen plaats.", user=story.user, now=NOW)
    ask(story, "Anna", "Bea")
    assert story.stand() == {"Anna": "actief", "Bea": "afgewezen"}


def test_what_somebody_needed_the_time_before_does_not_come_along() -> None:
    story = Story(None)
    story.comes("Anna")
    bea = story.comes("Bea")
    note_need(aanmelding=bea, tekst="Zonder noten")
    sign_off(aanmelding=bea, now=NOW)
    hand_over(story, "Anna", "Bea")
    assert need_of(story.of("Bea")) == ""


@pytest.mark.parametrize("sessies", [1, 3])
def test_queries(sessies: int) -> None:
    """What grows with the sessies is a CANCEL and an invitation for each; of one sessie that is all the mail."""
    story = Story(*[5] * sessies, max_personen=5)
    anna = story.comes("Anna")
    asking = queries(lambda: ask_to_take_over(aanmelding=anna, naam="Bea", email="bea@x.example", functie="", now=NOW))
    bea = story.reeks.aanmeldingen.get(naam="Bea")
    confirming = queries(lambda: confirm(aanmelding=bea, now=LATER))
    assert (asking, confirming) == (12, {1: 45, 3: 56}[sessies])


def test_signing_up_from_another_gemeente_than_was_asked_stands_in_the_log() -> None:
    story = Story(None)
    story.comes("Anna", "Almelo")
    ask(story, "Anna", "Bea")
    story.asks("Bea", "Raalte")
    assert story.of("Bea").gemeente == story.gemeente("Raalte")
    assert story.log("Bea")[-1] == (
        "onbevestigd", "onbevestigd", "deelnemer", "gemeente of organisatie gewijzigd van Almelo in Raalte",
    )  # fmt: skip
    story.asks("Cor", "Almelo")
    assert [line[:2] for line in story.log("Cor")] == [("", "onbevestigd")]
