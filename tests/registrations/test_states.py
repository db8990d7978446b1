"""The table of steps: each one happens in some story, and no other."""

import pytest

from registrations.admission import admit, place_anyway, reject
from registrations.joining import leave, sign_off
from registrations.models import Aanmelding, Deelname, Overgang
from registrations.running_reeks import cancel_sessie
from registrations.signup import Door, confirm
from registrations.states import (
    AANMELDING_STEPS,
    DEELNAME_STEPS,
    HOLDING_DEELNAME,
    STANDING_AANMELDING,
    STANDING_DEELNAME,
    IllegalStep,
    check_step,
)
from registrations.takeover import ask_to_take_over
from registrations.waiting_list import accept, decline, settle_overdue
from tests.registrations.story import DAY, HOUR, MONDAY, THURSDAY, Story
from tests.registrations.world import NOW

VOUCHED = Door(vouched=True)


def test_the_tables_name_every_status_and_no_other() -> None:
    for steps, statuses in ((AANMELDING_STEPS, Aanmelding.Status), (DEELNAME_STEPS, Deelname.Status)):
        assert set(steps) == {"", *statuses}
        assert set().union(*steps.values()) == set(statuses)
    assert set(HOLDING_DEELNAME) < set(STANDING_DEELNAME) < set(Deelname.Status)
    assert set(STANDING_AANMELDING) < set(Aanmelding.Status)


def test_a_step_that_is_not_in_the_table_is_a_mistake() -> None:
    check_step(DEELNAME_STEPS, van="", naar="aangemeld")
    with pytest.raises(IllegalStep, match="nieuw -> afgemeld"):
        check_step(DEELNAME_STEPS, van="", naar="afgemeld")


def steps_of(story: Story) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Return the steps that were made, of aanmeldingen and of deelnames."""
    lines = Overgang.objects.filter(aanmelding__reeks=story.reeks)
    aanmelding = set(lines.filter(deelname=None).values_list("van", "naar"))
    return aanmelding, set(lines.exclude(deelname=None).values_list("van", "naar"))


def full_reeks() -> Story:
    """Tell of one place, which goes from hand to hand."""
    story = Story(1, max_personen=1)
    story.asks("Anna", now=NOW - 2 * DAY)
    for naam in ("Bart", "Cor", "Dirk"):
        story.comes(naam, now=NOW - 2 * DAY + HOUR)
    settle_overdue(now=NOW)  # Anna never confirmed
    accept(aanmelding=story.of("Bart"), sessie=None, now=NOW)
    sign_off(aanmelding=story.of("Bart"), now=NOW)
    settle_overdue(now=THURSDAY)  # Cor never answered
    decline(aanmelding=story.of("Dirk"), sessie=None, now=THURSDAY)
    confirm(aanmelding=story.of("Anna"), now=THURSDAY)
    confirm(aanmelding=story.of("Cor"), now=THURSDAY)
    story.asks("Bart", now=THURSDAY + HOUR, door=VOUCHED)
    sign_off(aanmelding=story.of("Anna"), now=THURSDAY)
    decline(aanmelding=story.of("Cor"), sessie=None, now=THURSDAY)
    story.asks("Eva", now=THURSDAY, door=VOUCHED)
    decline(aanmelding=story.of("Bart"), sessie=None, now=THURSDAY)
    story.asks("Bart", now=THURSDAY)
    sign_off(aanmelding=story.of("Bart"), now=THURSDAY)
    story.asks("Fred", now=THURSDAY)
    settle_overdue(now=MONDAY)
    story.asks("Fred", now=MONDAY)
    place_anyway(aanmelding=story.comes("Gijs", now=MONDAY), sessie=None, reden="x", user=story.user, now=MONDAY)
    return story


def decided() -> Story:
    """Tell of a reeks where the organiser decides."""
    story = Story(None, toelating="persoon", max_personen=1)
    story.asks("Eva", now=NOW - 2 * DAY)
    for naam in ("Anna", "Bart", "Cor", "Dirk"):
        story.comes(naam)
    confirm(aanmelding=story.of("Eva"), now=NOW)
    for naam in ("Anna", "Bart"):
        admit(aanmelding=story.of(naam), user=story.user, now=NOW)
    for naam in ("Cor", "Dirk", "Eva"):
        reject(aanmelding=story.of(naam), reden="Vol.", user=story.user, now=NOW)
    admit(aanmelding=story.of("Cor"), user=story.user, now=NOW)
    story.limit(max_personen=9)
    admit(aanmelding=story.of("Dirk"), user=story.user, now=NOW)
    story.asks("Eva", now=NOW + HOUR)
    sign_off(aanmelding=story.comes("Fred"), now=NOW)
    story.asks("Fred", now=NOW, door=VOUCHED)
    story.asks("Gijs", now=NOW - 2 * DAY)
    settle_overdue(now=NOW)
    for naam in ("Gijs", "Hans"):
        story.asks(naam, now=NOW, door=VOUCHED)
    return story


def at_sessies() -> Story:
    """Tell of full sessies in a reeks without limits."""
    story = Story(1, 1)
    for naam in ("Anna", "Bart", "Cor"):
        story.comes(naam)
    first, second = story.sessie("sessie-1"), story.sessie("sessie-2")
    place_anyway(aanmelding=story.of("Cor"), sessie=second, reden="x", user=story.user, now=NOW)
    leave(aanmelding=story.of("Cor"), sessie=first, now=NOW)
    leave(aanmelding=story.of("Anna"), sessie=first, now=NOW)
    accept(aanmelding=story.of("Bart"), sessie=first, now=NOW)
    story.comes("Dirk")
    leave(aanmelding=story.of("Bart"), sessie=first, now=NOW)
    cancel_sessie(sessie=first, reden="x", user=story.user, now=NOW)
    for naam in ("Anna", "Cor"):
        leave(aanmelding=story.of(naam), sessie=second, now=NOW)
    decline(aanmelding=story.of("Bart"), sessie=second, now=NOW)
    accept(aanmelding=story.of("Dirk"), sessie=second, now=NOW)
    story.comes("Anna")
    sign_off(aanmelding=story.of("Dirk"), now=NOW)
    story.comes("Dirk", now=NOW)
    ask_to_take_over(aanmelding=story.of("Anna"), naam="Eva", email="eva@leerlab.example", functie="", now=NOW)
    confirm(aanmelding=story.of("Eva"), now=NOW)
    cancel_sessie(sessie=second, reden="x", user=story.user, now=NOW)
    third = story.add(9, plaatsen=1)
    story.comes("Fred", "Almelo", third.slug)
    story.comes("Gijs", "Almelo", third.slug)
    sign_off(aanmelding=story.of("Fred"), now=NOW)
    settle_overdue(now=THURSDAY)  # Gijs never answered, and has nothing else to come to
    return story


@pytest.mark.django_db
def test_every_step_of_the_tables_happens() -> None:
    aanmelding, deelname = set(), set()
    for tell in (full_reeks, decided, at_sessies):
        story = tell()
        aanmelding |= steps_of(story)[0]
        deelname |= steps_of(story)[1]
        # The next story has a reeks of the same name.
        type(story.reeks).objects.filter(pk=story.reeks.pk).update(slug=tell.__name__)
    assert aanmelding == {(van, naar) for van, reached in AANMELDING_STEPS.items() for naar in reached}
    assert deelname == {(van, naar) for van, reached in DEELNAME_STEPS.items() for naar in reached}
