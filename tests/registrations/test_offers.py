"""Offers end no later than the dates of the sessies allow, also when those change after the offer was made."""

from datetime import datetime, timedelta

import pytest

from outbox.models import Bericht
from registrations.joining import leave, sign_off
from tests.registrations.story import DAY, HOUR, THURSDAY, Story, give_date, mails_to, queries
from tests.registrations.world import AMSTERDAM, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TUESDAY, WEDNESDAY = (datetime(2026, 9, day, 17, tzinfo=AMSTERDAM) for day in (1, 2))
"""NOW is that Tuesday at noon."""


def offered(*, weeks: int | None) -> Story:
    """Tell of Bart, who is offered Anna's place at sessie 2 until Thursday."""
    story = Story(None)
    second = story.add(weeks, plaatsen=1)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    leave(aanmelding=story.of("Anna"), sessie=second, now=NOW)
    assert story.offers() == {"Bart": THURSDAY}
    return story


def dates(story: Story, slug: str, begin: datetime, *, now: datetime = NOW) -> None:
    """Give a sessie another date, as the organiser does."""
    story.reeks.sessies.filter(slug=slug).update(begin=begin, einde=begin + 2 * HOUR)
    story.settle(now)


def test_a_first_date_brings_the_end_of_an_offer_nearer_and_the_mail_says_so() -> None:
    story = offered(weeks=None)
    begin = NOW + 2 * DAY
    give_date(story.sessie("sessie-2"), begin, now=NOW)
    assert story.offers() == {"Bart": WEDNESDAY}
    mail = Bericht.objects.get(soort="datum_bekend", aan="bart@leerlab.example")
    words = "Antwoord tot woensdag 2 september 17.00 uur."
    assert (words in mail.tekst, words in mail.html) == (True, True)
    story.settle(WEDNESDAY)
    assert (story.ended(), story.at("sessie-2")["Bart"]) == ([("Bart", "verlopen")], "afgemeld")
    assert "Je kon antwoorden tot woensdag 2 september 17.00 uur." in Bericht.objects.get(soort="aanbod_verlopen").tekst


@pytest.mark.parametrize(
    ("begin", "now", "until"),
    [
        (NOW + 2 * DAY, NOW, WEDNESDAY),
        (NOW + 1 * DAY, NOW, TUESDAY),
        # Past the cut-off, what was promised is not taken back at once: they can answer until it begins.
        (NOW + 1 * DAY, TUESDAY + HOUR, NOW + 1 * DAY),
        # Later again, or far away: a deadline is never put off.
        (NOW + 30 * DAY, NOW, THURSDAY),
        (None, NOW, THURSDAY),
    ],
)
def test_a_sessie_that_is_moved_forward_takes_the_end_of_offers_along(
    begin: datetime | None, now: datetime, until: datetime
) -> None:
    story = offered(weeks=4)
    einde = begin + 2 * HOUR if begin else None
    story.reeks.sessies.filter(slug="sessie-2").update(begin=begin, einde=einde)
    story.settle(now)
    assert story.offers() == {"Bart": until}
    dates(story, "sessie-2", NOW + 40 * DAY, now=now)
    assert story.offers() == {"Bart": until}


def test_an_offer_for_what_has_begun_by_now_ends_now() -> None:
    story = offered(weeks=4)
    dates(story, "sessie-2", NOW, now=NOW + HOUR)
    assert (story.offers(), story.ended()) == ({}, [("Bart", "verlopen")])
    assert mails_to("Bart")[-1] == "aanbod_verlopen"


def test_an_offer_in_the_reeks_ends_by_each_sessie_where_it_holds_a_place() -> None:
    story = Story(1, None, max_personen=2)
    story.comes("Anna")
    story.comes("Cor", "Almelo", "sessie-2")
    story.comes("Bart")
    sign_off(aanmelding=story.of("Cor"), now=NOW)
    assert (story.offers(), story.at()["Bart"]) == ({"Bart": THURSDAY}, "wachtlijst")
    dates(story, "sessie-1", NOW + 1 * DAY)
    assert story.offers() == {"Bart": THURSDAY}, "it holds none there"
    dates(story, "sessie-2", NOW + 2 * DAY)
    assert story.offers() == {"Bart": WEDNESDAY}


def test_the_offers_of_a_group_end_together() -> None:
    story = Story(None, None, max_gemeenten=1)
    story.comes("Anna", "Almelo")
    story.comes("Bart", "Borne", "sessie-1")
    story.comes("Bea", "Borne", "sessie-2")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    assert story.offers() == {"Bart": THURSDAY, "Bea": THURSDAY}
    dates(story, "sessie-2", NOW + 2 * DAY)
    assert story.offers() == {"Bart": WEDNESDAY, "Bea": WEDNESDAY}


@pytest.mark.parametrize("people", [1, 3])
def test_queries(people: int) -> None:
    story = Story(None, None, max_personen=people)
    for number in range(people):
        story.comes(f"Binnen{number}")
    for number in range(people):
        story.comes(f"Wacht{number}")
    for number in range(people):
        sign_off(aanmelding=story.of(f"Binnen{number}"), now=NOW)
    assert len(story.offers()) == people
    begin = NOW + timedelta(days=2)
    story.reeks.sessies.update(begin=begin, einde=begin + 2 * HOUR)
    assert [queries(lambda: story.settle(NOW)) for _ in range(2)] == [10, 9]
    assert set(story.offers().values()) == {WEDNESDAY}
