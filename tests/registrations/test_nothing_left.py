"""Nobody holds a place in the reeks who comes to nothing any more, and nobody comes back to what they dropped."""

from datetime import timedelta

import pytest

from registrations.admission import admit, admit_gemeente, place_anyway, reject
from registrations.joining import leave, sign_off
from registrations.page import page_of
from registrations.page_facts import facts_for_page
from registrations.rules import Obstacle, SignupRefused
from registrations.running_reeks import cancel_sessie
from registrations.signup import confirm
from registrations.waiting_list import claim, decline, settle_overdue, settle_waiting
from tests.registrations.story import DAY, HOUR, MONDAY, THURSDAY, Story, mails_to
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def offered_to_bart() -> Story:
    """Tell of two slots: Anna's and Bart's, who waits for his only sessie and is offered it; Cor waits for a slot."""
    story = Story(1, None, max_gemeenten=2)
    story.comes("Anna", "Almelo")
    story.comes("Bart", "Borne", "sessie-1")
    story.comes("Cor", "Cuijk")
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW)
    assert (story.stand(), story.at()["Bart"]) == (
        {"Anna": "actief", "Bart": "actief", "Cor": "wachtlijst"}, "aangeboden",
    )  # fmt: skip
    return story


def test_declining_the_last_sessie_signs_off_and_frees_the_slot() -> None:
    story = offered_to_bart()
    decline(aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), now=NOW + HOUR)
    assert story.stand() == {"Anna": "actief", "Bart": "afgemeld", "Cor": "aangeboden"}
    assert mails_to("Bart")[-1] == "afgemeld"


def test_missing_the_last_offer_ends_the_aanmelding_and_one_can_ask_again() -> None:
    story = offered_to_bart()
    settle_overdue(now=THURSDAY)
    assert story.stand() == {"Anna": "actief", "Bart": "verlopen", "Cor": "aangeboden"}
    confirm(aanmelding=story.of("Bart"), now=THURSDAY + HOUR)
    assert (story.stand()["Bart"], story.at()["Bart"]) == ("wachtlijst", "wachtlijst")


def test_cancelling_ones_only_sessie_frees_the_slot() -> None:
    story = Story(None, None, max_gemeenten=1)
    story.comes("Bart", "Borne", "sessie-1")
    story.comes("Cor", "Cuijk")
    cancel_sessie(sessie=story.sessie("sessie-1"), reden="Ziek.", user=story.user, now=NOW)
    assert story.stand() == {"Bart": "afgemeld", "Cor": "aangeboden"}
    assert mails_to("Bart")[-1] == "sessie_vervallen"


def test_who_is_to_confirm_a_cancelled_sessie_can_not() -> None:
    story = Story(None, max_personen=1)
    story.asks("Bart", "Borne", "sessie-1")
    cancel_sessie(sessie=story.sessie("sessie-1"), reden="Ziek.", user=story.user, now=NOW)
    story.add(9)
    with pytest.raises(SignupRefused) as refused:
        confirm(aanmelding=story.of("Bart"), now=NOW + HOUR)
    assert refused.value.obstacle is Obstacle.NOTHING_LEFT
    assert story.stand() == {"Bart": "onbevestigd"}


def test_the_queue_of_the_reeks_passes_over_who_has_nothing_left() -> None:
    story = Story(None, None, max_personen=1)
    story.comes("Anna")
    bart = story.comes("Bart", "Borne", "sessie-1")
    story.comes("Cor")
    after_sessie_1 = NOW + timedelta(weeks=3, hours=3)
    sign_off(aanmelding=story.of("Anna"), now=after_sessie_1)
    assert story.stand() == {"Anna": "afgemeld", "Bart": "wachtlijst", "Cor": "aangeboden"}
    sign_off(aanmelding=story.of("Cor"), now=after_sessie_1)
    with pytest.raises(SignupRefused) as refused:
        claim(aanmelding=bart, now=after_sessie_1)
    assert refused.value.obstacle is Obstacle.NOTHING_LEFT
    with pytest.raises(SignupRefused):
        place_anyway(aanmelding=bart, sessie=None, reden="Toch.", user=story.user, now=after_sessie_1)


def test_an_offer_in_the_reeks_ends_by_what_the_person_waits_for() -> None:
    story = Story(None, None, max_personen=1)
    story.comes("Anna")
    story.comes("Bart", "Borne", "sessie-1")
    # Sessie 1 is on a Tuesday; the cut-off is the Monday before at 17.00.
    sunday = NOW + timedelta(weeks=3, days=-2)
    sign_off(aanmelding=story.of("Anna"), now=sunday)
    assert story.offers() == {"Bart": MONDAY + timedelta(weeks=2)}


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_late_confirmation_brings_back_only_what_ended_with_it(is_whole: bool) -> None:  # noqa: FBT001 - a case
    story = Story(None, None, None)
    story.comes("Bart", "Borne", "sessie-1")
    sign_off(aanmelding=story.of("Bart"), now=NOW + HOUR)
    story.asks("Bart", "Borne", *([] if is_whole else ["sessie-2"]), now=NOW + 2 * HOUR)
    settle_overdue(now=NOW + 2 * DAY)
    story.add(8)
    confirm(aanmelding=story.of("Bart"), now=NOW + 2 * DAY)
    here = {slug: story.at(slug).get("Bart") for slug in ("sessie-1", "sessie-2", "sessie-3", "sessie-4")}
    whole = dict.fromkeys(here, "aangemeld")
    single = {"sessie-1": "afgemeld", "sessie-2": "aangemeld", "sessie-3": None, "sessie-4": None}
    assert here == (whole if is_whole else single)


def test_who_comes_back_for_a_single_sessie_comes_to_a_terugkom_that_was_added_too() -> None:
    story = Story(None, None)
    story.asks("Bart", "Borne", "sessie-1")
    settle_overdue(now=NOW + 2 * DAY)
    story.add(8)
    story.add(9, soort="terugkom")
    confirm(aanmelding=story.of("Bart"), now=NOW + 2 * DAY)
    here = {slug: story.at(slug).get("Bart") for slug in ("sessie-1", "sessie-2", "sessie-3", "terugkom")}
    assert here == {"sessie-1": "aangemeld", "sessie-2": None, "sessie-3": None, "terugkom": "aangemeld"}


def test_who_is_admitted_after_all_stays_off_what_they_dropped() -> None:
    story = Story(None, None, toelating="persoon")
    bart = story.comes("Bart")
    leave(aanmelding=bart, sessie=story.sessie("sessie-1"), now=NOW + HOUR)
    reject(aanmelding=bart, reden="Vol.", user=story.user, now=NOW + 2 * HOUR)
    admit(aanmelding=bart, user=story.user, now=NOW + 3 * HOUR)
    assert (story.at("sessie-1"), story.at("sessie-2")) == ({"Bart": "afgemeld"}, {"Bart": "aangemeld"})


def test_admitting_a_gemeente_passes_over_who_has_nothing_left() -> None:
    story = Story(None, None, toelating="gemeente")
    story.comes("Anna", "Almelo", "sessie-1")
    story.comes("Bart", "Almelo", "sessie-2")
    later = NOW + timedelta(weeks=3, hours=3)
    gemeente = story.gemeente("Almelo")
    assert admit_gemeente(reeks=story.reeks, gemeente=gemeente, user=story.user, now=later) == 1
    assert story.stand() == {"Anna": "aanvraag", "Bart": "actief"}


def test_what_the_verb_refuses_the_page_does_not_offer() -> None:
    story = Story(None, None, max_personen=1)
    story.asks("Anna", "Almelo", "sessie-1")
    story.comes("Bart", "Borne", "sessie-1")
    later = NOW + timedelta(weeks=3, hours=3)
    settle_overdue(now=later)
    for naam in ("Anna", "Bart"):
        acts = page_of(facts_for_page(story.of(naam), now=later)).acts
        assert {"bevestigen", "vrije-plaats"}.isdisjoint(acts)
    before = NOW + timedelta(weeks=2)
    assert "bevestigen" in page_of(facts_for_page(story.of("Anna"), now=before)).acts


def test_one_reeks_that_fails_keeps_no_other_waiting(caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = (Story(1, titel=titel, slug=titel) for titel in ("stuk", "heel"))
    for story in (broken, sound):
        story.comes("Anna")
        story.comes("Bart")
        story.reeks.sessies.update(plaatsen=2)
    # No form lets this through: counting working days refuses it.
    type(broken.reeks).objects.filter(pk=broken.reeks.pk).update(aanbod_werkdagen=0)
    settle_waiting(now=NOW)
    assert (broken.at()["Bart"], sound.at()["Bart"]) == ("wachtlijst", "aangeboden")
    assert caplog.messages == [f"Reeks {broken.reeks.pk} could not be put in order"]
