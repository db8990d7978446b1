"""Signing up colleagues: each of them confirms for themselves, and all of them are sent a mail or none."""

import pytest

from outbox.models import Bericht
from registrations.colleagues import Collega, sign_up_colleagues
from registrations.models import Aanmelding
from registrations.rules import Obstacle, SignupRefused
from tests.registrations.page_states import make
from tests.registrations.world import ADDRESS, NOW, Leerlab, states

pytestmark = pytest.mark.both_databases

EVA = Collega(naam="Eva Smit", email="Eva@Raalte.example", functie="jurist")
FRED = Collega(naam="Fred Kok", email="fred@raalte.example")


def sent() -> list[tuple[str, str]]:
    """Return what kind of mail went to colleagues, in order."""
    rows = Bericht.objects.filter(soort__in=("bevestig", "al_aangemeld")).exclude(aan=ADDRESS)
    return list(rows.order_by("pk").values_list("soort", "aan"))


def test_each_gets_a_mail_and_the_same_choice(leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1", "sessie-2")
    sign_up_colleagues(aanmelding=mine, people=[EVA, FRED], now=NOW)
    assert sent() == [("bevestig", "eva@raalte.example"), ("bevestig", "fred@raalte.example")]
    for person in (EVA, FRED):
        theirs = Aanmelding.objects.get(email=person.email.lower())
        assert (theirs.status, theirs.omvang, theirs.aangemeld_door) == ("onbevestigd", "sessies", mine)
        assert (theirs.naam, theirs.functie, theirs.gemeente) == (person.naam, person.functie, leerlab.gemeente)
        assert states(theirs) == dict.fromkeys(("sessie-1", "sessie-2", "terugkom"), "aangemeld")


def test_for_the_whole_reeks(leerlab: Leerlab) -> None:
    sign_up_colleagues(aanmelding=leerlab.confirmed(), people=[EVA], now=NOW)
    theirs = Aanmelding.objects.get(email="eva@raalte.example")
    assert (theirs.omvang, len(states(theirs))) == ("reeks", 4)


def test_a_sessie_that_one_dropped_is_not_chosen_for_them(leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1", "sessie-2")
    mine.deelnames.filter(sessie__slug="sessie-1").update(status="afgemeld")
    sign_up_colleagues(aanmelding=mine, people=[EVA], now=NOW)
    assert set(states(Aanmelding.objects.get(email="eva@raalte.example"))) == {"sessie-2", "terugkom"}


def test_who_stands_already_gets_their_own_link(leerlab: Leerlab) -> None:
    leerlab.confirmed(email="fred@raalte.example")
    Bericht.objects.all().delete()
    sign_up_colleagues(aanmelding=leerlab.confirmed("sessie-1"), people=[EVA, FRED], now=NOW)
    assert sent() == [("bevestig", "eva@raalte.example"), ("al_aangemeld", "fred@raalte.example")]
    assert Aanmelding.objects.filter(aangemeld_door__isnull=False).count() == 1


@pytest.mark.parametrize("name", ["active", "waits", "asks"])
def test_who_is_confirmed_and_stands_can(leerlab: Leerlab, name: str) -> None:
    mine = make(name, leerlab)
    sign_up_colleagues(aanmelding=mine, people=[EVA], now=NOW)
    assert mine.aangemelde_collegas.count() == 1


@pytest.mark.parametrize(
    ("name", "obstacle"),
    [
        ("held", Obstacle.NOT_CONFIRMED),
        ("rejected", Obstacle.REFUSED),
        ("signed_off", Obstacle.SIGNED_OFF),
        ("expired", Obstacle.EXPIRED),
        ("closed", Obstacle.CLOSED),
        ("over", Obstacle.OVER),
    ],
)
def test_others_are_refused(leerlab: Leerlab, name: str, obstacle: Obstacle) -> None:
    mine = make(name, leerlab)
    with pytest.raises(SignupRefused) as refused:
        sign_up_colleagues(aanmelding=mine, people=[EVA], now=NOW)
    assert refused.value.obstacle is obstacle
    assert mine.aangemelde_collegas.count() == 0


def test_all_or_nothing(leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    with pytest.raises(SignupRefused) as refused:
        sign_up_colleagues(aanmelding=mine, people=[EVA, Collega(naam="Ikzelf", email=ADDRESS)], now=NOW)
    assert refused.value.obstacle is Obstacle.SAME_PERSON
    assert (Aanmelding.objects.count(), sent()) == (1, [])


def test_in_the_name_of_the_same_organisatie(leerlab: Leerlab) -> None:
    leerlab.reeks.andere_organisaties = True
    leerlab.reeks.save()
    mine = leerlab.confirmed("sessie-1")
    Aanmelding.objects.update(gemeente=None, organisatie="Woonstichting Salland")
    sign_up_colleagues(aanmelding=mine, people=[EVA], now=NOW)
    assert Aanmelding.objects.get(email="eva@raalte.example").namens == "Woonstichting Salland"
