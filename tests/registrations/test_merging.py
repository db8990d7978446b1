"""Two aanmeldingen of one person become one: no place is lost, none is doubled."""

from datetime import timedelta
from uuid import uuid4

import pytest

from outbox.models import Bericht
from programmes.models import Logregel, Reeks, Sessie
from registrations.admission import place_anyway
from registrations.attendance import Tap, mark
from registrations.joining import leave, sign_off
from registrations.merging import look_alikes, merge
from registrations.models import Aanbod, Aanmelding, Deelname, Notitie, Overgang, Tik
from registrations.needs import need_of, note_need
from registrations.rules import Obstacle, SignupRefused
from tests import factories
from tests.registrations.story import HOUR, Story, mails_to, queries
from tests.registrations.test_signup_race import check
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + HOUR


def join_up(story: Story, keep: str, gone: str) -> None:
    assert merge(keep=story.of(keep), gone=story.of(gone), user=story.user, now=LATER) is None


def test_two_places_become_one_and_the_other_goes_to_who_waits() -> None:
    story = Story(2, max_personen=2)
    for index, naam in enumerate(["Anna", "An", "Cor"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    join_up(story, "Anna", "An")
    assert story.stand() == {"Anna": "actief", "An": "afgemeld", "Cor": "aangeboden"}
    assert story.at() == {"Anna": "aangemeld", "An": "afgemeld", "Cor": "aangeboden"}
    assert story.log("Anna")[-1] == ("actief", "actief", "organisator", "samengevoegd met an@leerlab.example")
    assert story.log("An")[-1] == ("actief", "afgemeld", "organisator", "samengevoegd met anna@leerlab.example")
    assert story.of("Anna").neemt_over == story.of("An")
    assert mails_to("Anna")[2:] == ["samengevoegd"]
    assert mails_to("An")[2:] == ["samengevoegd"]


def test_a_place_goes_over_to_who_waited_with_its_gemeente() -> None:
    story = Story(1, max_gemeenten=1)
    story.comes("Anna", "Almelo")
    story.comes("An", "Borne")
    story.comes("Cor", "Almelo")
    join_up(story, "An", "Anna")
    assert story.stand() == {"Anna": "afgemeld", "An": "actief", "Cor": "actief"}
    assert story.at() == {"Anna": "afgemeld", "An": "aangemeld", "Cor": "wachtlijst"}
    assert story.of("An").gemeente == story.gemeente("Almelo")
    assert mails_to("An")[-2:] == ["uitnodiging", "samengevoegd"]
    check(story, 1)


def test_per_sessie_the_best_state_wins_and_only_what_is_new_is_invited_for() -> None:
    story = Story(None, 1, None)
    story.comes("Cor", "Almelo", "sessie-2")
    story.comes("Anna", "Almelo", "sessie-1", "sessie-2")
    story.comes("An", "Almelo", "sessie-1", "sessie-3")
    Bericht.objects.all().delete()
    join_up(story, "Anna", "An")
    assert [story.at(f"sessie-{number}").get("Anna") for number in (1, 2, 3)] == [
        "aangemeld",
        "wachtlijst",
        "aangemeld",
    ]
    assert set(story.at("sessie-1")) == {"Anna", "An"}
    sent = Bericht.objects.exclude(kalender="").order_by("pk").values_list("aan", "methode", "onderwerp")
    assert [(aan.partition("@")[0], methode, "Sessie 3" in subject) for aan, methode, subject in sent] == [
        ("an", "CANCEL", False), ("an", "CANCEL", True), ("anna", "REQUEST", True),
    ]  # fmt: skip
    check(story, 1)


def test_the_earliest_place_in_a_queue_stays() -> None:
    story = Story(1)
    for index, naam in enumerate(["Cor", "An", "Bert", "Anna"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    join_up(story, "Anna", "An")
    leave(aanmelding=story.of("Cor"), sessie=story.sessie("sessie-1"), now=LATER)
    assert story.at() == {"Cor": "afgemeld", "An": "afgemeld", "Bert": "wachtlijst", "Anna": "aangeboden"}


def test_the_earliest_place_in_the_queue_of_the_reeks_stays() -> None:
    story = Story(None, max_personen=1)
    for index, naam in enumerate(["Cor", "An", "Bert", "Anna"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    join_up(story, "Anna", "An")
    sign_off(aanmelding=story.of("Cor"), now=LATER)
    assert story.stand() == {"Cor": "afgemeld", "An": "afgemeld", "Bert": "wachtlijst", "Anna": "aangeboden"}


@pytest.mark.parametrize("limits", [{}, {"max_personen": 1}])
def test_an_open_offer_goes_along_with_its_deadline(limits: dict[str, int]) -> None:
    story = Story(None if limits else 1, **limits)
    for index, naam in enumerate(["Cor", "An", "Anna"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    sign_off(aanmelding=story.of("Cor"), now=NOW)
    before = story.offers()
    join_up(story, "Anna", "An")
    assert story.offers() == {"Anna": before["An"]}
    if not limits:
        check(story, 1)


def test_a_second_offer_ends_and_its_place_goes_on() -> None:
    story = Story(2)
    for index, naam in enumerate(["Cor", "Dirk", "An", "Anna", "Eva"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    for naam in ("Cor", "Dirk"):
        sign_off(aanmelding=story.of(naam), now=NOW)
    join_up(story, "Anna", "An")
    assert set(story.offers()) == {"Anna", "Eva"}
    assert story.ended() == [("An", "ingetrokken")]
    check(story, 2)


def test_who_never_confirmed_hears_nothing_and_an_unconfirmed_address_that_stays_is_in() -> None:
    story = Story(2)
    story.asks("Anna")
    story.comes("An")
    join_up(story, "Anna", "An")
    assert story.stand() == {"Anna": "actief", "An": "afgemeld"}
    assert mails_to("Anna") == ["bevestig", "uitnodiging", "samengevoegd"]
    other = Story(2, titel="Het andere")
    other.asks("Bert")
    other.comes("Bertus")
    join_up(other, "Bertus", "Bert")
    assert mails_to("Bert") == ["bevestig"]


def test_what_ended_brings_its_past_along_and_no_wish() -> None:
    story = Story(None, None)
    story.comes("An")
    sign_off(aanmelding=story.of("An"), now=NOW)
    story.comes("Anna", "Almelo", "sessie-1")
    note_need(aanmelding=story.of("Anna"), tekst="vegan")
    note_need(aanmelding=story.of("An"), tekst="rolstoel")
    Notitie.objects.create(aanmelding=story.of("An"), tekst="Belde.", user=story.user, op=NOW)
    join_up(story, "Anna", "An")
    anna = story.of("Anna")
    assert (anna.omvang, story.at("sessie-2")) == ("sessies", {"An": "afgemeld"})
    assert (need_of(anna), need_of(story.of("An"))) == ("vegan", "")
    assert [note.aanmelding for note in Notitie.objects.all()] == [anna]


def test_attendance_goes_along_and_counts_once() -> None:
    story = Story(None)
    held = story.add(-1)
    people = {naam: story.comes(naam) for naam in ("Anna", "An")}
    for naam, waarde in (("An", "aanwezig"), ("Anna", "niet_verschenen")):
        row = Deelname.objects.create(aanmelding=people[naam], sessie=held, email=people[naam].email)
        tap = Tap(uuid4(), row.pk, waarde, NOW)
        mark(sessie=held, taps=[tap], user=story.user, is_host=False, now=NOW)
    join_up(story, "Anna", "An")
    rows = dict(held.deelnames.values_list("aanmelding__naam", "aanwezigheid"))
    assert rows == {"Anna": "aanwezig", "An": ""}
    assert dict(held.deelnames.values_list("aanmelding__naam", "status")) == {"Anna": "aangemeld", "An": "afgemeld"}
    assert set(Tik.objects.values_list("deelname__aanmelding__naam", flat=True)) == {"Anna"}
    assert set(Tik.objects.values_list("waarde", flat=True)) == {"niet_verschenen", "aanwezig"}


def test_who_was_there_with_the_other_address_only() -> None:
    story = Story(None)
    held = story.add(-1)
    story.comes("Anna")
    an = story.comes("An")
    row = Deelname.objects.create(aanmelding=an, sessie=held, email=an.email, aanwezigheid="deels")
    join_up(story, "Anna", "An")
    assert list(held.deelnames.order_by("aanmelding__naam").values_list("status", "aanwezigheid")) == [
        ("afgemeld", ""), ("aangemeld", "deels"),
    ]  # fmt: skip
    assert row.tikken.count() == 0


def test_colleagues_and_the_whole_reeks_go_along() -> None:
    story = Story(None, None)
    story.comes("An")
    story.comes("Anna", "Almelo", "sessie-1")
    story.comes("Bert")
    Aanmelding.objects.filter(naam="Bert").update(aangemeld_door=story.of("An"))
    join_up(story, "Anna", "An")
    assert (story.of("Anna").omvang, story.at("sessie-2")["Anna"]) == ("reeks", "aangemeld")
    assert story.of("Bert").aangemeld_door == story.of("Anna")


def test_what_can_not_be_merged() -> None:
    story, other = Story(None), Story(None, titel="Het andere")
    anna, elsewhere = story.comes("Anna"), other.comes("Bert")
    left = story.comes("An")
    sign_off(aanmelding=left, now=NOW)
    for keep, gone in ((anna, anna), (anna, elsewhere), (story.of("An"), anna)):
        with pytest.raises(SignupRefused) as refused:
            merge(keep=keep, gone=gone, user=story.user, now=LATER)
        assert refused.value.obstacle is Obstacle.NOT_MERGEABLE


def test_what_changed_since_it_was_on_screen_is_shown_again() -> None:
    story = Story(1)
    story.comes("Anna")
    story.comes("An")
    before = list(Overgang.objects.values_list("pk", flat=True))
    plan = merge(keep=story.of("Anna"), gone=story.of("An"), user=story.user, now=LATER, seen="iets anders")
    assert plan is not None
    assert list(Overgang.objects.values_list("pk", flat=True)) == before
    assert merge(keep=story.of("Anna"), gone=story.of("An"), user=story.user, now=LATER, seen=plan.digest) is None


def test_it_stands_in_the_log_without_a_name() -> None:
    story = Story(None)
    story.comes("Anna")
    story.comes("An")
    Logregel.objects.all().delete()
    join_up(story, "Anna", "An")
    line = Logregel.objects.get()
    assert (line.soort, line.tekst, line.user) == ("programmes.reeks", "Twee aanmeldingen samengevoegd.", story.user)


def test_neither_mail_tells_the_other_address() -> None:
    story = Story(None)
    story.comes("Anna")
    story.comes("An")
    join_up(story, "Anna", "An")
    for mail in Bericht.objects.filter(soort="samengevoegd"):
        other = {"anna@leerlab.example": "an@", "an@leerlab.example": "anna@"}[mail.aan]
        assert other not in mail.tekst + mail.html


def test_the_same_name_of_the_same_gemeente_comes_first() -> None:
    story = Story(None)
    anna = factories.make_aanmelding(reeks=story.reeks, naam="Anna de Vries", gemeente=story.gemeente("Almelo"))
    far = factories.make_aanmelding(reeks=story.reeks, naam="ANNA  de Vriés", gemeente=story.gemeente("Borne"))
    near = factories.make_aanmelding(reeks=story.reeks, naam="Anna-de-Vries", gemeente=story.gemeente("Almelo"))
    factories.make_aanmelding(reeks=story.reeks, naam="Anna de Vos", gemeente=story.gemeente("Almelo"))
    factories.make_aanmelding(naam="Anna de Vries")
    assert look_alikes(anna) == [near, far]


def test_over_the_limit_nothing_is_lost_either() -> None:
    story = Story(1, max_personen=1)
    story.comes("Anna")
    story.comes("An")
    place_anyway(aanmelding=story.of("An"), sessie=None, reden="Omdat.", user=story.user, now=NOW)
    story.comes("Cor")
    join_up(story, "Anna", "An")
    assert story.stand() == {"Anna": "actief", "An": "afgemeld", "Cor": "wachtlijst"}
    assert Aanbod.objects.open().count() == 0


def test_it_costs_as_much_whoever_else_takes_part() -> None:
    costs = []
    for count in (1, 3):
        story = Story(None, titel=f"Reeks van {count}")
        for index in range(count):
            story.comes(f"Persoon{index}")
        story.comes("Anna")
        story.comes("An")
        costs.append(queries(lambda story=story: join_up(story, "Anna", "An")))  # type: ignore[misc]
    assert costs[0] == costs[1]


def test_a_sessie_that_was_cancelled_is_left_alone() -> None:
    story = Story(None, None)
    story.comes("Anna")
    story.comes("An")
    Sessie.objects.filter(slug="sessie-2").update(vervallen_op=NOW - timedelta(days=1))
    before = story.at("sessie-2")
    join_up(story, "Anna", "An")
    assert story.at("sessie-2") == before
    assert Reeks.objects.get(pk=story.reeks.pk).aanmeldingen.filter(status="actief").count() == 1
