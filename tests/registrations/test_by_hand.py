"""Somebody is signed up by the organiser: by the steps of the form, and as was shown before."""

from dataclasses import replace

import pytest

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations.by_hand import Expected, Wish, sign_up_by_hand, try_out, written
from registrations.capacity import Waits
from registrations.facts import Gegevens
from registrations.joining import sign_off
from registrations.ledger import organisator
from registrations.models import Aanmelding, Overgang
from registrations.rules import Obstacle, SignupRefused, Stand
from tests import factories
from tests.registrations.story import HOUR, Story, mails_to, queries
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + HOUR


def wish(story: Story, naam: str = "Anna", *slugs: str, vouched: bool = True, anyway: str = "") -> Wish:
    gegevens = Gegevens(naam=naam, email=f"{naam.lower()}@leerlab.example", gemeente=story.gemeente("Almelo"))
    omvang = "sessies" if slugs else "reeks"
    return Wish(gegevens, omvang, slugs, vouched=vouched, actor=organisator(story.user), anyway=anyway)


def signs_up(story: Story, chosen: Wish) -> Aanmelding:
    seen = try_out(reeks=story.reeks, wish=replace(chosen, anyway=""), now=LATER)
    assert sign_up_by_hand(reeks=story.reeks, wish=chosen, seen=seen.digest, now=LATER) is None
    return written(reeks=story.reeks, email=chosen.gegevens.email)


def test_who_said_yes_is_in_at_once() -> None:
    story = Story(2)
    expected = try_out(reeks=story.reeks, wish=wish(story), now=LATER)
    assert expected == Expected(Stand.OPEN, status="actief", holds=True, places=["Sessie 1"], queues=[])
    row = signs_up(story, wish(story))
    assert (row.status, row.bevestigd_op, story.at()) == ("actief", LATER, {"Anna": "aangemeld"})
    assert mails_to("Anna") == ["bevestigd"]
    assert User.objects.filter(email=row.email).count() == 1
    assert set(Overgang.objects.values_list("wie", "user")) == {("organisator", story.user.pk)}


def test_who_did_not_confirms_by_mail_and_a_place_is_held() -> None:
    story = Story(2)
    row = signs_up(story, wish(story, vouched=False))
    assert (row.status, row.houdt_plaats, row.bevestigd_op) == ("onbevestigd", True, None)
    assert mails_to("Anna") == ["bevestig"]
    assert not User.objects.filter(email=row.email).exists()


@pytest.mark.parametrize("vouched", [True, False])
def test_trying_out_says_what_signing_up_does_and_writes_nothing(vouched: bool) -> None:  # noqa: FBT001
    for limits in ({}, {"max_personen": 1}, {"toelating": "persoon"}, {"max_per_gemeente": 1}):
        story = Story(1, titel=f"Reeks {limits}", **limits)
        story.comes("Cor")
        chosen = wish(story, vouched=vouched)
        before = (Aanmelding.objects.count(), Bericht.objects.count(), Overgang.objects.count())
        expected = try_out(reeks=story.reeks, wish=chosen, now=LATER)
        assert (Aanmelding.objects.count(), Bericht.objects.count(), Overgang.objects.count()) == before
        row = signs_up(story, chosen)
        assert (expected.status, expected.holds) == (row.status, row.houdt_plaats)
        at = dict(row.deelnames.values_list("sessie__titel", "status"))
        assert at == dict.fromkeys(expected.places, "aangemeld") | dict.fromkeys(expected.queues, "wachtlijst")


def test_where_it_is_full_they_wait_or_are_placed_with_a_reason() -> None:
    story = Story(None, max_personen=1)
    story.comes("Cor")
    expected = try_out(reeks=story.reeks, wish=wish(story), now=LATER)
    assert (expected.status, expected.waits, expected.holds) == ("wachtlijst", Waits.PERSONEN, False)
    assert signs_up(story, wish(story)).status == "wachtlijst"
    placed = signs_up(story, wish(story, "Bea", anyway="Is gastheer"))
    assert (placed.status, placed.houdt_plaats) == ("actief", True)
    exception = Overgang.objects.get(is_uitzondering=True)
    assert (exception.aanmelding, exception.reden) == (placed, "Is gastheer")
    assert mails_to("Bea") == ["bevestigd"]


def test_a_reason_is_no_exception_where_there_is_room_and_none_for_who_did_not_say_yes() -> None:
    story = Story(None)
    signs_up(story, wish(story, anyway="Voor de zekerheid"))
    assert not Overgang.objects.filter(is_uitzondering=True).exists()
    other = Story(None, titel="Het andere", max_personen=1)
    other.comes("Cor")
    row = signs_up(other, wish(other, vouched=False, anyway="Moet"))
    assert (row.status, row.houdt_plaats) == ("onbevestigd", False)


@pytest.mark.parametrize("vouched", [True, False])
@pytest.mark.parametrize("fields", [{"aanmelden_tot": NOW}, {"aanmelden_van": LATER + HOUR}, {"gesloten_op": NOW}])
def test_the_window_does_not_stop_the_organiser(fields: dict[str, object], vouched: bool) -> None:  # noqa: FBT001
    story = Story(None)
    Reeks.objects.update(**fields)
    assert signs_up(story, wish(story, vouched=vouched)).status == ("actief" if vouched else "onbevestigd")


def refused(story: Story, chosen: Wish) -> Obstacle:
    with pytest.raises(SignupRefused) as refusal:
        try_out(reeks=story.reeks, wish=chosen, now=LATER)
    return refusal.value.obstacle


def test_what_is_refused_is_as_for_a_visitor() -> None:
    story = Story(None, None, toegang="provincie")
    abroad = factories.make_gemeente(provincie=factories.make_provincie("Gelderland"))
    foreign = wish(story)
    foreign = replace(foreign, gegevens=replace(foreign.gegevens, gemeente=abroad))
    assert refused(story, foreign) is Obstacle.OTHER_PROVINCIE
    assert refused(story, wish(story, "Anna", "bestaat-niet")) is Obstacle.UNKNOWN_SESSIE
    Sessie.objects.filter(slug="sessie-1").update(vervallen_op=NOW)
    assert refused(story, wish(story, "Anna", "sessie-1")) is Obstacle.SESSIE_CANCELLED
    Reeks.objects.update(status=Reeks.Status.CONCEPT, gepubliceerd_op=None)
    assert refused(story, wish(story, vouched=False)) is Obstacle.NOT_PUBLISHED
    assert signs_up(story, wish(story)).status == "actief"


def test_who_is_on_the_list_stays_as_they_are_and_gets_no_mail() -> None:
    story = Story(None)
    anna = story.comes("Anna")
    Bericht.objects.all().delete()
    expected = try_out(reeks=story.reeks, wish=wish(story), now=LATER)
    assert expected.known == anna.pk
    again = sign_up_by_hand(reeks=story.reeks, wish=wish(story), seen=expected.digest, now=LATER)
    assert again is not None
    assert (again.known, Bericht.objects.count()) == (anna.pk, 0)


def test_who_signed_off_before_is_shown_as_such_and_comes_back() -> None:
    story = Story(None)
    anna = story.comes("Anna")
    sign_off(aanmelding=anna, now=NOW)
    assert try_out(reeks=story.reeks, wish=wish(story), now=LATER).earlier == "afgemeld"
    assert signs_up(story, wish(story)) == anna


def test_what_changed_since_it_was_on_screen_is_shown_again() -> None:
    story = Story(None, max_personen=1)
    seen = try_out(reeks=story.reeks, wish=wish(story), now=LATER)
    story.comes("Cor")
    now = sign_up_by_hand(reeks=story.reeks, wish=wish(story), seen=seen.digest, now=LATER)
    assert now is not None
    assert (now.status, Aanmelding.objects.filter(naam="Anna").exists()) == ("wachtlijst", False)


def test_it_costs_as_much_whoever_else_takes_part() -> None:
    costs = []
    for count in (1, 3):
        story = Story(5, titel=f"Reeks van {count}")
        for index in range(count):
            story.comes(f"Persoon{index}")
        costs.append(queries(lambda story=story: signs_up(story, wish(story, f"Anna{story.reeks.pk}"))))  # type: ignore[misc]
    assert costs[0] == costs[1]
