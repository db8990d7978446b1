"""An organiser changes people while others come and go: real threads and transactions, on either database."""

from functools import partial

import pytest

from outbox.models import Bericht
from registrations.by_hand import Wish, sign_up_by_hand, try_out
from registrations.facts import Gegevens
from registrations.joining import leave, sign_off
from registrations.ledger import organisator
from registrations.merging import merge
from registrations.models import Aanmelding
from registrations.switching import offer_out_of_order, substitute, switch
from registrations.waiting_list import settle_reeks
from tests.registrations.story import HOUR, Story
from tests.registrations.test_signup_race import THREADS, all_at_once, check, outcome, together
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_the_last_place_goes_to_one_of_a_visitor_and_whom_the_organiser_signs_up() -> None:
    story = Story(None, max_personen=1)
    almelo = story.gemeente("Almelo")

    def by_hand(index: int) -> object:
        gegevens = Gegevens(f"Hand{index}", f"hand{index}@leerlab.example", gemeente=almelo)
        wish = Wish(gegevens, "reeks", [], vouched=True, actor=organisator(story.user))
        seen = try_out(reeks=story.reeks, wish=wish, now=NOW)
        return sign_up_by_hand(reeks=story.reeks, wish=wish, seen=seen.digest, now=NOW)

    together(lambda index: by_hand(index) if index % 2 else story.asks(f"Bezoeker{index}"))
    assert Aanmelding.objects.filter(houdt_plaats=True).count() == 1
    # Whom another came before was not signed up unseen: the page asks again.
    assert Aanmelding.objects.count() >= THREADS // 2


def test_two_organisers_merge_the_same_two_each_their_own_way() -> None:
    story = Story(2)
    for index, naam in enumerate(["Anna", "An", "Cor"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    anna, other = story.of("Anna"), story.of("An")
    results = all_at_once(
        partial(merge, keep=anna, gone=other, user=story.user, now=NOW),
        partial(merge, keep=other, gone=anna, user=story.user, now=NOW),
    )
    assert "None" in results
    assert sorted([story.of("Anna").status, story.of("An").status]) == ["actief", "afgemeld"]
    assert story.at()["Cor"] == "aangeboden"
    assert Bericht.objects.filter(methode="CANCEL").count() == 1
    check(story, 2)


def test_merging_while_people_leave_and_the_worker_comes_by() -> None:
    story = Story(2)
    for index, naam in enumerate(["Anna", "An", "Cor", "Dirk", "Eva"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    anna, other = story.of("Anna"), story.of("An")
    results = all_at_once(
        partial(merge, keep=anna, gone=other, user=story.user, now=NOW),
        partial(leave, aanmelding=other, sessie=story.sessie("sessie-1"), now=NOW),
        partial(settle_reeks, reeks=story.reeks, now=NOW),
        partial(story.asks, "Nieuw"),
    )
    assert [text for text in results if text not in {"None", "Outcome.NEW", "Outcome.KNOWN"} and "Error" in text] == []
    at = story.at()
    assert (at["Anna"], at["An"], at["Cor"]) == ("aangemeld", "afgemeld", "aangeboden")
    check(story, 2)


def test_many_want_the_last_place_of_another_sessie() -> None:
    story = Story(None, 3)
    people = [story.comes(f"Persoon{index}", "Almelo", "sessie-1") for index in range(THREADS)]
    one, two = story.sessie("sessie-1"), story.sessie("sessie-2")
    results = together(lambda index: switch(aanmelding=people[index], eerst=one, daarna=two, user=story.user, now=NOW))
    assert sorted(result.status for result in results) == ["aangemeld"] * 3 + ["wachtlijst"] * (THREADS - 3)  # type: ignore[attr-defined]
    assert sorted(story.at("sessie-2").values()) == ["aangemeld"] * 3 + ["wachtlijst"] * (THREADS - 3)
    assert set(story.at().values()) == {"afgemeld"}
    check(story, THREADS)


def test_a_place_is_handed_over_once_or_given_up() -> None:
    story = Story(1)
    story.comes("Anna", now=NOW - HOUR)
    story.comes("Cor")
    anna = story.of("Anna")

    def replace(index: int) -> object:
        if index == 0:
            sign_off(aanmelding=anna, now=NOW)
            return None
        who = {"naam": f"Bea{index}", "email": f"bea{index}@leerlab.example", "functie": ""}
        return substitute(aanmelding=anna, user=story.user, now=NOW, **who)

    results = together(replace)
    new = [result for result in results if isinstance(result, Aanmelding)]
    assert len(new) <= 1
    assert {outcome(result) for result in results if result not in new} <= {
        "None",
        "plaats kan niet worden overgedragen",
    }
    assert story.at()["Cor"] == ("wachtlijst" if new else "aangeboden")
    check(story, 1)


def test_one_person_gets_one_offer() -> None:
    story = Story(1)
    for index, naam in enumerate(["Anna", "Bert", "Cor"]):
        story.comes(naam, now=NOW - (9 - index) * HOUR)
    give = partial(
        offer_out_of_order, aanmelding=story.of("Cor"), sessie=story.sessie("sessie-1"), reden="Omdat.",
        user=story.user, now=NOW,
    )  # fmt: skip
    results = together(lambda _: give())
    assert sum("wacht niet" in outcome(result) for result in results) == THREADS - 1
    assert set(story.offers()) == {"Cor"}
    assert Bericht.objects.filter(soort="aanbod").count() == 1
