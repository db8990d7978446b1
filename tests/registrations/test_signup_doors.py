"""Signing up by the doors that bring something along: a link sent on, a colleague, what somebody needs."""

from typing import Any

import pytest

from programmes.models import Reeks
from registrations.facts import Gegevens
from registrations.models import Aanmelding, Behoefte, Doorverwijzing
from registrations.rules import Obstacle, SignupRefused
from registrations.signup import Door, Outcome, confirm, sign_up
from registrations.waiting_list import settle_overdue
from tests import factories
from tests.registrations.story import DAY, Story, mails_to
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_link_that_was_sent_on_is_counted_and_nothing_else_is_kept() -> None:
    story = Story(None)
    for naam, gemeente in (("Anna", "Almelo"), ("Ad", "Almelo"), ("Bart", "Borne")):
        story.asks(naam, gemeente, door=Door(sent_on=True))
    story.asks("Wim", "", door=Door(sent_on=True))
    story.asks("Cor", "Almelo")
    assert Doorverwijzing.objects.count() == 0
    for naam in ("Anna", "Ad", "Bart", "Wim", "Cor", "Anna"):
        confirm(aanmelding=story.of(naam), now=NOW)
    counted = Doorverwijzing.objects.values_list("gemeente__naam", "aantal")
    assert list(counted) == [("Almelo", 2), ("Borne", 1)]
    assert Aanmelding.objects.filter(is_doorgestuurd=True).count() == 0


def test_a_link_that_was_sent_on_counts_for_the_last_time_somebody_asked() -> None:
    story = Story(None)
    for naam, doors in (("Anna", (True, False)), ("Bart", (False, True))):
        for days, sent_on in enumerate(doors):
            settle_overdue(now=NOW + 2 * days * DAY)
            story.asks(naam, now=NOW + 2 * days * DAY, door=Door(sent_on=sent_on))
        confirm(aanmelding=story.of(naam), now=NOW + 2 * DAY)
    assert list(Doorverwijzing.objects.values_list("aantal", flat=True)) == [1]


def test_a_colleague_signs_up_others_who_each_confirm_for_themselves() -> None:
    story = Story(None)
    anna = story.comes("Anna")
    story.asks("Ad", door=Door(colleague=anna))
    assert (story.stand(), mails_to("Ad")) == ({"Anna": "actief", "Ad": "onbevestigd"}, ["bevestig"])
    assert list(anna.aangemelde_collegas.all()) == [story.of("Ad")]


@pytest.mark.parametrize(("soort", "kept"), [("fysiek", ["vegetarisch"]), ("online", [])])
def test_what_somebody_needs_is_kept_for_meetings_in_one_place_only(soort: str, kept: list[str]) -> None:
    reeks = factories.make_reeks()
    factories.make_sessie(reeks=reeks, soort=soort, begin=NOW + DAY)
    gegevens = Gegevens("Anna", "anna@x.example", gemeente=factories.make_gemeente(), nodig="vegetarisch")
    assert sign_up(reeks=reeks, gegevens=gegevens, omvang="reeks", slugs=[], now=NOW) is Outcome.NEW
    assert list(Behoefte.objects.values_list("tekst", flat=True)) == kept


@pytest.mark.parametrize(
    ("access", "provincie", "obstacle"),
    [
        ({"toegang": "provincie"}, "Drenthe", Obstacle.OTHER_PROVINCIE),
        ({"toegang": "provincie"}, "Overijssel", None),
        ({"toegang": "gemeenten"}, "Drenthe", None),
        ({"toegang": "gemeenten"}, "", Obstacle.NO_GEMEENTE),
        ({"toegang": "gemeenten", "andere_organisaties": True}, "", None),
        ({"toegang": "provincie", "andere_organisaties": True}, "", None),
        ({"toegang": "iedereen"}, "", None),
    ],
)
def test_who_may_sign_up(access: dict[str, Any], provincie: str, obstacle: Obstacle | None) -> None:
    reeks = factories.make_reeks(**access)
    factories.make_sessie(reeks=reeks, begin=NOW + DAY)
    gemeente = factories.make_gemeente(provincie=factories.make_provincie(provincie)) if provincie else None
    gegevens = Gegevens("Anna", "anna@x.example", gemeente=gemeente, organisatie="" if gemeente else "Waterschap")
    found = None
    try:
        sign_up(reeks=reeks, gegevens=gegevens, omvang="reeks", slugs=[], now=NOW)
    except SignupRefused as refused:
        found = refused.obstacle
    assert (found, Aanmelding.objects.count()) == (obstacle, 0 if obstacle else 1)


def test_the_worker_puts_every_reeks_in_order() -> None:
    stories = [Story(1, titel=titel) for titel in ("Een", "Twee")]
    for story in stories:
        story.asks("Anna")
    settle_overdue(now=NOW + DAY)
    assert [story.stand() for story in stories] == [{"Anna": "verlopen"}] * 2
    assert Reeks.objects.count() == 2
