"""A gemeente offers a room for a sessie, and the organiser chooses."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Locatie, Logregel, Sessie
from registrations.hosting import Room, accept, offer, refuse, told_when_accepted, withdraw
from registrations.joining import sign_off
from registrations.models import Aanmelding, Deelname, Gastaanbod
from registrations.rules import MOST_ROOMS, Obstacle, SignupRefused
from registrations.states import GASTAANBOD_STEPS
from tests import factories
from tests.registrations.world import ADDRESS, NOW, Leerlab

pytestmark = pytest.mark.both_databases

ROOM = Room(
    naam="Gemeentehuis", adres="Zwolsestraat 16", postcode="8101 AC", plaats="Raalte", zaalgrootte=40,
    toegankelijkheid="Ingang zonder trap.", openbaar_vervoer="8 minuten lopen.", parkeren="Gratis.",
    toelichting="Er is koffie.",
)  # fmt: skip
LATER = NOW + timedelta(hours=1)
SLUG = "sessie-1"


@pytest.fixture
def anna(leerlab: Leerlab) -> Aanmelding:
    return leerlab.confirmed()


@pytest.fixture
def bram(leerlab: Leerlab) -> Aanmelding:
    return leerlab.confirmed(naam="Bram Bos", email="bram@raalte.example")


def offered(
    leerlab: Leerlab, aanmelding: Aanmelding, *, slug: str = SLUG, now: datetime = NOW, **said: Any
) -> Gastaanbod:
    return offer(aanmelding=aanmelding, sessie=leerlab.sessies[slug], room=replace(ROOM, **said), now=now)


def sent(*soorten: str) -> list[tuple[str, str]]:
    rows = Bericht.objects.filter(soort__in=soorten).order_by("pk")
    return list(rows.values_list("soort", "aan"))


def why_not(leerlab: Leerlab, aanmelding: Aanmelding, *, slug: str = SLUG, now: datetime = NOW) -> Obstacle:
    with pytest.raises(SignupRefused) as refusal:
        offered(leerlab, aanmelding, slug=slug, now=now)
    return refusal.value.obstacle


# --- Offering ---------------------------------------------------------------------------------------------------


def test_an_offer_is_told_to_both(leerlab: Leerlab, anna: Aanmelding) -> None:
    aanbod = offered(leerlab, anna)
    organiser = leerlab.reeks.organisatie.email
    assert (aanbod.staat, aanbod.gemeente, aanbod.zaalgrootte) == ("open", leerlab.gemeente, 40)
    assert sent("gastheer_aangeboden", "gastheer_organisator") == [
        ("gastheer_aangeboden", ADDRESS), ("gastheer_organisator", organiser),
    ]  # fmt: skip
    mail = Bericht.objects.get(soort="gastheer_organisator")
    assert mail.onderwerp == "Gemeente Raalte biedt een plek aan: Sessie 1 van Bewoners bereiken"
    assert (mail.antwoord_aan, "Er is koffie." in mail.tekst) == (ADDRESS, True)
    assert f"/beheer/programmes/reeks/{leerlab.reeks.pk}/gastheren/{aanbod.pk}/" in mail.tekst


def test_offering_twice_is_once(leerlab: Leerlab, anna: Aanmelding) -> None:
    first, second = offered(leerlab, anna), offered(leerlab, anna, naam="Ander huis")
    assert (second, second.naam, Gastaanbod.objects.count()) == (first, "Gemeentehuis", 1)
    assert len(sent("gastheer_organisator")) == 1


@pytest.mark.parametrize(
    ("fields", "obstacle"),
    [
        ({"status": "afgemeld", "houdt_plaats": False}, Obstacle.SIGNED_OFF),
        ({"status": "onbevestigd"}, Obstacle.NOT_CONFIRMED),
        ({"status": "wachtlijst", "houdt_plaats": False}, Obstacle.NO_HOST),
        ({"gemeente": None, "organisatie": "GGD"}, Obstacle.NO_HOST),
    ],
)
def test_who_can_not_offer(leerlab: Leerlab, anna: Aanmelding, fields: dict[str, object], obstacle: Obstacle) -> None:
    Aanmelding.objects.filter(pk=anna.pk).update(**fields)
    assert why_not(leerlab, anna) is obstacle
    assert Gastaanbod.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "obstacle"),
    [
        ({"soort": "online"}, Obstacle.HAS_PLACE),
        ({"online_link": "https://voorbeeld.example/"}, Obstacle.HAS_PLACE),
        ({"vervallen_op": NOW}, Obstacle.SESSIE_CANCELLED),
        ({"begin": NOW - timedelta(hours=3), "einde": NOW - timedelta(hours=2)}, Obstacle.SESSIE_OVER),
    ],
)
def test_a_sessie_that_needs_no_room(
    leerlab: Leerlab, anna: Aanmelding, fields: dict[str, object], obstacle: Obstacle
) -> None:
    Sessie.objects.filter(pk=leerlab.sessies[SLUG].pk).update(**fields)
    assert why_not(leerlab, anna) is obstacle


def test_a_sessie_with_a_locatie_needs_no_room(leerlab: Leerlab, anna: Aanmelding) -> None:
    Sessie.objects.filter(pk=leerlab.sessies[SLUG].pk).update(locatie=factories.make_locatie())
    assert why_not(leerlab, anna) is Obstacle.HAS_PLACE


def test_a_sessie_of_another_reeks(anna: Aanmelding) -> None:
    with pytest.raises(SignupRefused) as refusal:
        offer(aanmelding=anna, sessie=factories.make_sessie(), room=ROOM, now=NOW)
    assert refusal.value.obstacle is Obstacle.UNKNOWN_SESSIE


def test_nobody_floods_the_organiser(leerlab: Leerlab, anna: Aanmelding) -> None:
    for _ in range(MOST_ROOMS):
        offered(leerlab, anna)
        withdraw(aanmelding=anna, sessie=leerlab.sessies[SLUG], now=NOW)
    assert why_not(leerlab, anna) is Obstacle.TOO_MANY_ROOMS
    assert len(sent("gastheer_organisator")) == MOST_ROOMS


def test_withdrawing_twice_changes_nothing_more(leerlab: Leerlab, anna: Aanmelding) -> None:
    aanbod = offered(leerlab, anna)
    withdraw(aanmelding=anna, sessie=leerlab.sessies[SLUG], now=NOW)
    withdraw(aanmelding=anna, sessie=leerlab.sessies[SLUG], now=LATER)
    aanbod.refresh_from_db()
    assert (aanbod.staat, aanbod.beslist_op) == ("ingetrokken", NOW)


# --- Choosing ---------------------------------------------------------------------------------------------------


def test_accepting_holds_the_sessie_there_and_tells_everybody(
    leerlab: Leerlab, anna: Aanmelding, bram: Aanmelding, organisator_overijssel: User
) -> None:
    aanbod, other = offered(leerlab, anna), offered(leerlab, bram, naam="Kulturhus")
    elsewhere = offered(leerlab, bram, slug="sessie-2")
    sequence = leerlab.sessies[SLUG].sequence
    assert told_when_accepted(aanbod, now=LATER).people == 2
    told = accept(aanbod=aanbod, user=organisator_overijssel, now=LATER, toelichting="Neem de zij-ingang.")
    sessie = Sessie.objects.select_related("locatie__gemeente").get(pk=leerlab.sessies[SLUG].pk)
    locatie = sessie.locatie
    assert locatie
    assert (told.people if told else None, sessie.sequence) == (2, sequence + 1)
    assert (locatie.volledig, locatie.gemeente, locatie.zaalgrootte, locatie.provincie) == (
        "Gemeentehuis, Zwolsestraat 16, 8101 AC Raalte", leerlab.gemeente, 40, leerlab.reeks.provincie,
    )  # fmt: skip
    assert (locatie.openbaar_vervoer, locatie.contact_naam, locatie.contact_email) == (
        "8 minuten lopen.", "Anna de Vries", ADDRESS,
    )  # fmt: skip
    rows = {row.pk: (row.staat, row.reden, row.locatie_id) for row in Gastaanbod.objects.all()}
    assert rows == {
        aanbod.pk: ("aangenomen", "", locatie.pk),
        other.pk: ("afgewezen", "Er is een andere plek gekozen.", None),
        elsewhere.pk: ("open", "", None),
    }
    assert sorted(sent("andere_plek", "gastheer_aangenomen", "gastheer_niet_nodig")) == [
        ("andere_plek", ADDRESS), ("andere_plek", "bram@raalte.example"), ("gastheer_aangenomen", ADDRESS),
        ("gastheer_niet_nodig", "bram@raalte.example"),
    ]  # fmt: skip
    mail = Bericht.objects.get(soort="andere_plek", aan=ADDRESS)
    assert mail.onderwerp == "De plaats is bekend: Sessie 1 van Bewoners bereiken"
    assert ("Neem de zij-ingang." in mail.tekst, "Gemeentehuis" in mail.tekst) == (True, True)
    line = Logregel.objects.get()
    assert (line.tekst, line.provincie, line.user) == (
        "Aangenomen voor “Sessie 1”.", leerlab.reeks.provincie, organisator_overijssel,
    )  # fmt: skip
    assert Deelname.objects.filter(sessie=sessie, gevraagd_op=None).count() == 2


def test_a_sessie_without_a_date_gets_a_place_and_no_mail(
    leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User
) -> None:
    aanbod = offered(leerlab, anna, slug="sessie-3")
    assert told_when_accepted(aanbod, now=LATER).people == 0
    assert accept(aanbod=aanbod, user=organisator_overijssel, now=LATER) is None
    assert sent("andere_plek", "gastheer_aangenomen") == [("gastheer_aangenomen", ADDRESS)]


def test_a_known_locatie_is_used_and_only_filled_up(
    leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User
) -> None:
    known = factories.make_locatie(
        naam="gemeentehuis", adres="Zwolsestraat 16", plaats="Raalte", postcode="8101 AC", parkeren="Achter het huis."
    )
    accept(aanbod=offered(leerlab, anna), user=organisator_overijssel, now=LATER)
    known.refresh_from_db()
    assert Locatie.objects.count() == 1
    assert (known.naam, known.parkeren, known.openbaar_vervoer, known.gemeente) == (
        "gemeentehuis", "Achter het huis.", "8 minuten lopen.", leerlab.gemeente,
    )  # fmt: skip


def test_the_locatie_of_another_provincie_is_left_alone(
    leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User
) -> None:
    theirs = factories.make_locatie(
        provincie=factories.make_provincie("Drenthe"), naam="Gemeentehuis", adres="Zwolsestraat 16", plaats="Raalte"
    )
    accept(aanbod=offered(leerlab, anna), user=organisator_overijssel, now=LATER)
    theirs.refresh_from_db()
    assert (theirs.openbaar_vervoer, Locatie.objects.count()) == ("", 2)


def test_an_answer_is_given_once(leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User) -> None:
    aanbod, user = offered(leerlab, anna), organisator_overijssel
    accept(aanbod=aanbod, user=user, now=LATER)
    count = Bericht.objects.count()
    with pytest.raises(SignupRefused) as again:
        accept(aanbod=aanbod, user=user, now=LATER)
    with pytest.raises(SignupRefused) as after_all:
        refuse(aanbod=aanbod, reden="Toch niet.", user=user, now=LATER)
    assert {again.value.obstacle, after_all.value.obstacle} == {Obstacle.ROOM_ANSWERED}
    withdraw(aanmelding=anna, sessie=leerlab.sessies[SLUG], now=LATER)
    aanbod.refresh_from_db()
    assert (aanbod.staat, Bericht.objects.count()) == ("aangenomen", count)


def test_what_was_withdrawn_can_not_be_accepted(
    leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User
) -> None:
    aanbod = offered(leerlab, anna)
    withdraw(aanmelding=anna, sessie=leerlab.sessies[SLUG], now=NOW)
    with pytest.raises(SignupRefused) as refusal:
        accept(aanbod=aanbod, user=organisator_overijssel, now=LATER)
    assert (refusal.value.obstacle, Locatie.objects.count()) == (Obstacle.ROOM_ANSWERED, 0)


def test_a_sessie_that_got_a_place_meanwhile(leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User) -> None:
    aanbod = offered(leerlab, anna)
    Sessie.objects.filter(pk=leerlab.sessies[SLUG].pk).update(locatie=factories.make_locatie())
    with pytest.raises(SignupRefused) as refusal:
        accept(aanbod=aanbod, user=organisator_overijssel, now=LATER)
    assert refusal.value.obstacle is Obstacle.HAS_PLACE


def test_a_room_that_fell_through_makes_way_for_another(
    leerlab: Leerlab, anna: Aanmelding, bram: Aanmelding, organisator_overijssel: User
) -> None:
    first = offered(leerlab, anna)
    accept(aanbod=first, user=organisator_overijssel, now=LATER)
    Sessie.objects.filter(pk=leerlab.sessies[SLUG].pk).update(locatie=None)
    accept(aanbod=offered(leerlab, bram, naam="Kulturhus"), user=organisator_overijssel, now=LATER)
    first.refresh_from_db()
    assert (first.staat, sent("gastheer_niet_nodig")) == ("afgewezen", [("gastheer_niet_nodig", ADDRESS)])


def test_a_refusal_has_a_reason_and_thanks(leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User) -> None:
    aanbod = offered(leerlab, anna)
    with pytest.raises(SignupRefused) as refusal:
        refuse(aanbod=aanbod, reden=" ", user=organisator_overijssel, now=LATER)
    assert refusal.value.obstacle is Obstacle.NO_REASON
    refuse(aanbod=aanbod, reden="De zaal is te klein.", user=organisator_overijssel, now=LATER)
    aanbod.refresh_from_db()
    mail = Bericht.objects.get(soort="gastheer_niet_nodig")
    assert (aanbod.staat, aanbod.reden, aanbod.user) == ("afgewezen", "De zaal is te klein.", organisator_overijssel)
    assert ("De zaal is te klein." in mail.tekst, "bedankt" in mail.tekst) == (True, True)


def test_who_signed_off_still_hears_what_became_of_the_offer(
    leerlab: Leerlab, anna: Aanmelding, organisator_overijssel: User
) -> None:
    aanbod = offered(leerlab, anna)
    sign_off(aanmelding=anna, now=NOW)
    accept(aanbod=aanbod, user=organisator_overijssel, now=LATER)
    assert sent("gastheer_aangenomen") == [("gastheer_aangenomen", ADDRESS)]


def test_every_state_has_its_steps() -> None:
    assert set(GASTAANBOD_STEPS) == {"", *Gastaanbod.Staat.values}
