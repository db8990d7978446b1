"""The organiser decides: admit, refuse, or place somebody in spite of a limit."""

import pytest

from outbox.models import Bericht
from registrations.admission import admit, admit_gemeente, place_anyway, reject, reject_gemeente
from registrations.joining import leave, sign_off
from registrations.models import Overgang
from registrations.rules import Obstacle, SignupRefused
from registrations.signup import Door, Outcome
from tests.registrations.story import DAY, HOUR, THURSDAY, Story, mails_to, queries
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def asking(*naam: str, toelating: str = "persoon", **limits: int) -> Story:
    """Tell of a reeks where the organiser decides, and of people of Almelo who ask to come."""
    story = Story(None, toelating=toelating, **limits)
    for index, name in enumerate(naam):
        story.comes(name, now=NOW - (9 - index) * HOUR)
    return story


# --- Asking


def test_who_confirms_asks_and_holds_nothing() -> None:
    story = asking("Anna")
    assert (story.stand(), story.at()) == ({"Anna": "aanvraag"}, {"Anna": "wachtlijst"})
    assert not story.of("Anna").houdt_plaats
    assert mails_to("Anna") == ["bevestig", "aanvraag"]


def test_where_gemeenten_are_chosen_colleagues_of_one_that_is_in_or_reserved_need_not_ask() -> None:
    story = Story(None, toelating="gemeente", reserved=["Borne"])
    for naam, gemeente in (("Anna", "Almelo"), ("Bart", "Borne"), ("Wim", "")):
        story.comes(naam, gemeente)
    assert story.stand() == {"Anna": "aanvraag", "Bart": "actief", "Wim": "aanvraag"}
    admit(aanmelding=story.of("Anna"), user=story.user, now=NOW)
    story.comes("Ad", "Almelo")
    assert story.stand()["Ad"] == "actief"


def test_who_asked_without_confirming_comes_in_once_the_gemeente_was_chosen() -> None:
    story = asking("Anna", toelating="gemeente")
    story.asks("Ad")
    admit(aanmelding=story.of("Anna"), user=story.user, now=NOW)
    assert story.comes("Ad").status == "actief"


# --- Admitting


def test_admitted_to_a_place() -> None:
    story = asking("Anna")
    admit(aanmelding=story.of("Anna"), user=story.user, now=NOW)
    assert (story.stand(), story.at()) == ({"Anna": "actief"}, {"Anna": "aangemeld"})
    assert mails_to("Anna")[-2:] == ["aanvraag", "bevestigd"]
    assert story.log("Anna")[-1] == ("aanvraag", "actief", "organisator", "")


def test_admitted_to_the_waiting_list_when_the_reeks_is_full_by_then() -> None:
    story = asking("Anna", "Bart", max_personen=1)
    for naam in ("Anna", "Bart"):
        admit(aanmelding=story.of(naam), user=story.user, now=NOW)
    assert (story.stand(), story.at()) == (
        {"Anna": "actief", "Bart": "wachtlijst"},
        {"Anna": "aangemeld", "Bart": "wachtlijst"},
    )
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    assert story.offers() == {"Bart": THURSDAY}


def test_a_gemeente_is_admitted_in_the_order_of_asking() -> None:
    story = asking("Anna", "Bart", "Cor", toelating="gemeente", max_personen=2)
    story.comes("Dirk", "Borne")
    assert admit_gemeente(reeks=story.reeks, gemeente=story.gemeente("Almelo"), user=story.user, now=NOW) == 3
    assert story.stand() == {"Anna": "actief", "Bart": "actief", "Cor": "wachtlijst", "Dirk": "aanvraag"}


def test_there_is_nothing_to_decide_about_who_takes_part() -> None:
    story = asking("Anna")
    admit(aanmelding=story.of("Anna"), user=story.user, now=NOW)
    for verb, more in ((admit, {}), (reject, {"reden": "Vol."})):
        with pytest.raises(SignupRefused) as refused:
            verb(aanmelding=story.of("Anna"), user=story.user, now=NOW, **more)
        assert refused.value.obstacle is Obstacle.NOT_WAITING


# --- Refusing


def test_refused_with_the_reason_in_the_mail_and_the_log() -> None:
    story = asking("Anna")
    reject(aanmelding=story.of("Anna"), reden="De groep is al breed.", user=story.user, now=NOW)
    assert (story.stand(), story.at()) == ({"Anna": "afgewezen"}, {"Anna": "afgemeld"})
    assert mails_to("Anna")[-1] == "afgewezen"
    assert "De groep is al breed." in Bericht.objects.get(soort="afgewezen").tekst
    assert story.log("Anna")[-1] == ("aanvraag", "afgewezen", "organisator", "De groep is al breed.")


@pytest.mark.parametrize("reden", ["", "  "])
def test_no_refusal_and_no_exception_without_a_reason(reden: str) -> None:
    story = asking("Anna")
    for verb, more in ((reject, {}), (place_anyway, {"sessie": None})):
        with pytest.raises(SignupRefused) as refused:
            verb(aanmelding=story.of("Anna"), reden=reden, user=story.user, now=NOW, **more)
        assert refused.value.obstacle is Obstacle.NO_REASON
    assert story.stand() == {"Anna": "aanvraag"}


def test_a_gemeente_is_refused_for_one_reason() -> None:
    story = asking("Anna", "Bart", toelating="gemeente")
    story.comes("Cor", "Borne")
    refused = reject_gemeente(
        reeks=story.reeks, gemeente=story.gemeente("Almelo"), reden="Vol.", user=story.user, now=NOW
    )
    assert (refused, story.stand()) == (2, {"Anna": "afgewezen", "Bart": "afgewezen", "Cor": "aanvraag"})


def test_admitted_after_all_to_all_that_was_asked_for_and_came_since() -> None:
    story = asking("Anna")
    reject(aanmelding=story.of("Anna"), reden="Vol.", user=story.user, now=NOW)
    story.add(8)
    admit(aanmelding=story.of("Anna"), user=story.user, now=NOW + DAY)
    assert (story.stand()["Anna"], story.at("sessie-1"), story.at("sessie-2")) == (
        "actief",
        {"Anna": "aangemeld"},
        {"Anna": "aangemeld"},
    )


def test_who_was_refused_may_ask_again() -> None:
    story = asking("Anna")
    reject(aanmelding=story.of("Anna"), reden="Vol.", user=story.user, now=NOW)
    assert story.asks("Anna", now=NOW + DAY) is Outcome.NEW
    assert story.stand() == {"Anna": "onbevestigd"}


# --- In spite of a limit


def test_placed_in_the_reeks_above_its_limit() -> None:
    story = Story(None, max_personen=1)
    story.comes("Anna")
    story.comes("Bart")
    place_anyway(aanmelding=story.of("Bart"), sessie=None, reden="Geeft een lezing.", user=story.user, now=NOW)
    assert (story.stand(), story.at()) == (
        {"Anna": "actief", "Bart": "actief"},
        {"Anna": "aangemeld", "Bart": "aangemeld"},
    )
    line = Overgang.objects.get(is_uitzondering=True)
    assert (line.naar, line.wie, line.user, line.reden) == ("actief", "organisator", story.user, "Geeft een lezing.")
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    story.comes("Cor")
    assert story.stand()["Cor"] == "wachtlijst", "the exception takes the place of the reeks like anybody"


def test_placed_at_one_sessie_above_its_limit() -> None:
    story = Story(1, None)
    story.comes("Anna")
    story.comes("Bart")
    place_anyway(
        aanmelding=story.of("Bart"), sessie=story.sessie("sessie-1"), reden="Gastheer.", user=story.user, now=NOW
    )
    assert story.at() == {"Anna": "aangemeld", "Bart": "aangemeld"}
    assert mails_to("Bart")[-1] == "plaats_gekregen"
    line = Overgang.objects.get(is_uitzondering=True)
    assert (line.deelname, line.reden) == (story.of("Bart").deelnames.first(), "Gastheer.")


def test_placed_before_an_offer_was_answered() -> None:
    story = Story(1, max_personen=1)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    place_anyway(aanmelding=story.of("Bart"), sessie=None, reden="Belde.", user=story.user, now=NOW)
    assert (story.stand()["Bart"], story.at()["Bart"]) == ("actief", "aangemeld")
    assert (story.offers(), story.ended()) == ({}, [("Bart", "ingetrokken")])


def test_only_who_waits_or_asks_can_be_placed() -> None:
    story = Story(1, max_personen=1)
    story.comes("Anna")
    story.comes("Bart")
    story.asks("Cor")
    tries = [("Anna", None), ("Cor", None), ("Anna", "sessie-1"), ("Bart", "sessie-1")]
    for naam, slug in tries:
        with pytest.raises(SignupRefused) as refused:
            place_anyway(
                aanmelding=story.of(naam), sessie=story.sessie(slug) if slug else None, reden="Zomaar.",
                user=story.user, now=NOW,
            )  # fmt: skip
        assert refused.value.obstacle is Obstacle.NOT_WAITING


def test_who_asks_is_placed_past_the_decision_and_the_limit() -> None:
    story = asking("Anna", "Bart", max_personen=1)
    admit(aanmelding=story.of("Anna"), user=story.user, now=NOW)
    place_anyway(aanmelding=story.of("Bart"), sessie=None, reden="Gastheer.", user=story.user, now=NOW)
    assert story.stand() == {"Anna": "actief", "Bart": "actief"}


# --- Vouched for


def test_vouched_for_asks_nothing_and_passes_the_window_and_the_decision_but_no_limit() -> None:
    story = Story(None, toelating="persoon", max_personen=1)
    story.limit(aanmelden_tot=NOW)
    for naam in ("Anna", "Bart"):
        assert story.asks(naam, door=Door(vouched=True)) is Outcome.NEW
    assert story.stand() == {"Anna": "actief", "Bart": "wachtlijst"}
    assert (mails_to("Anna"), mails_to("Bart")) == (["bevestigd"], ["wachtlijst"])
    assert story.asks("Anna", door=Door(vouched=True)) is Outcome.KNOWN
    assert mails_to("Anna") == ["bevestigd"]


def test_vouched_for_after_signing_off() -> None:
    story = Story(None)
    sign_off(aanmelding=story.comes("Anna"), now=NOW)
    assert story.asks("Anna", now=NOW + DAY, door=Door(vouched=True)) is Outcome.NEW
    assert (story.stand(), story.at()) == ({"Anna": "actief"}, {"Anna": "aangemeld"})
    leave(aanmelding=story.of("Anna"), sessie=story.sessie("sessie-1"), now=NOW + DAY)
    assert story.stand() == {"Anna": "afgemeld"}


@pytest.mark.parametrize("sessies", [1, 3])
def test_queries(sessies: int) -> None:
    story = Story(*[1] * sessies, toelating="persoon", max_personen=2)
    for naam in ("Anna", "Bart", "Cor", "Dirk"):
        story.comes(naam)
    first, last = story.sessie("sessie-1"), NOW + DAY
    anna, bart, cor, dirk = (story.of(naam) for naam in ("Anna", "Bart", "Cor", "Dirk"))
    assert {
        "admit": queries(lambda: admit(aanmelding=anna, user=story.user, now=last)),
        "admit full": queries(lambda: admit(aanmelding=bart, user=story.user, now=last)),
        "reject": queries(lambda: reject(aanmelding=cor, reden="Vol.", user=story.user, now=last)),
        "in reeks": queries(
            lambda: place_anyway(aanmelding=dirk, sessie=None, reden="Toch.", user=story.user, now=last)
        ),
        "at sessie": queries(
            lambda: place_anyway(aanmelding=dirk, sessie=first, reden="Toch.", user=story.user, now=last)
        ),
    } == {"admit": {1: 17, 3: 24}[sessies], "admit full": 17, "reject": 13, "in reeks": 18, "at sessie": 17}
