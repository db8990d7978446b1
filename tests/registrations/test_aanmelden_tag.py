"""What a page shows of signing up: one state, its words, and what places there are."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from programmes.models import Reeks, Sessie
from registrations.templatetags.aanmelden import AanmeldStand, SessiePlek, aanmeldstand, openings, plek, uitnodiging
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def made(*, persons: int = 1, sessies: int = 1, plaatsen: int | None = None, **fields: Any) -> Reeks:
    """Make a reeks with so many persons of one gemeente, as a page loads it."""
    reeks, gemeente = factories.make_reeks(sessies=sessies, **fields), factories.make_gemeente()
    for _ in range(persons):
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    reeks.sessies.update(plaatsen=plaatsen)
    return Reeks.objects.for_page().get(pk=reeks.pk)


def stand(reeks: Reeks) -> AanmeldStand:
    """Return the state of a reeks."""
    return aanmeldstand(reeks, NOW)


FULL, FULL_FOR_NEW = "Vol, je komt op de wachtlijst", "Vol voor nieuwe gemeenten"
BOTH, QUEUE = "Aanmelden of op de wachtlijst", "Op de wachtlijst"
NO_GEMEENTE_LEFT = "Geen plaats meer voor nieuwe gemeenten"


@pytest.mark.parametrize(
    ("fields", "naam", "label", "knop", "plekken"),
    [
        ({}, "open", "Aanmelden kan", "Aanmelden", ""),
        ({"max_gemeenten": 9, "max_personen": 40}, "open", "Aanmelden kan", "Aanmelden", ""),
        ({"max_personen": 4}, "open", "Aanmelden kan", "Aanmelden", "Nog 3 plekken"),
        ({"max_gemeenten": 3}, "open", "Aanmelden kan", "Aanmelden", "Nog plaats voor 2 gemeenten"),
        ({"max_personen": 1}, "vol", FULL, QUEUE, ""),
        ({"max_gemeenten": 1}, "vol", FULL_FOR_NEW, BOTH, ""),
        ({"max_gemeenten": 1, "max_personen": 1}, "vol", FULL, QUEUE, ""),
        ({"max_gemeenten": 1, "andere_organisaties": True}, "open", "Aanmelden kan", "Aanmelden", NO_GEMEENTE_LEFT),
        # What there is room for at the one sessie there is, is what there is room for.
        ({"plaatsen": 1}, "vol", FULL, QUEUE, ""),
        ({"plaatsen": 3}, "open", "Aanmelden kan", "Aanmelden", "Nog 2 plekken"),
        ({"plaatsen": 3, "sessies": 2}, "open", "Aanmelden kan", "Aanmelden", ""),
        ({"plaatsen": 1, "sessies": 2, "max_gemeenten": 1}, "vol", FULL, QUEUE, ""),
        # Where the organiser decides one asks, also when all places are taken.
        ({"max_personen": 1, "toelating": "persoon"}, "open", "Aanmelden kan", "Aanmelden", ""),
        ({"max_gemeenten": 2, "toelating": "gemeente"}, "open", "Aanmelden kan", "Aanmelden", ""),
        ({"max_personen": 1, "aanmelden_tot": NOW}, "gesloten", "Aanmelding gesloten", "Aanmelden", ""),
        (
            {"max_personen": 2, "aanmelden_van": NOW + timedelta(1)}, "nog_niet_open", "Aanmelden kan nog niet",
            "Aanmelden", "",
        ),
    ],
)  # fmt: skip
def test_state_label_button_and_places(fields: dict[str, Any], naam: str, label: str, knop: str, plekken: str) -> None:
    found = stand(made(**fields))
    assert (found.naam, found.label, found.knop, found.plekken) == (naam, label, knop, plekken)


@pytest.mark.parametrize(
    ("naam", "is_open", "is_full", "has_ended", "takes_interest"),
    [
        ("open", True, False, False, True),
        ("vol", True, True, False, True),
        ("gesloten", False, False, False, True),
        ("nog_niet_open", False, False, False, True),
        ("nog_leeg", False, False, False, True),
        ("geweest", False, False, True, False),
        ("vervallen", False, False, True, False),
        ("concept", False, False, False, False),
    ],
)
def test_what_can_be_done_in_each_state(
    naam: str, *, is_open: bool, is_full: bool, has_ended: bool, takes_interest: bool
) -> None:
    found = AanmeldStand(naam=naam, label="")
    assert (found.is_open, found.is_full, found.has_ended, found.takes_interest) == (
        is_open, is_full, has_ended, takes_interest,
    )  # fmt: skip


def test_a_reeks_of_which_all_was_cancelled_does_not_go_on() -> None:
    reeks = made(sessies=2)
    Sessie.objects.update(vervallen_op=NOW)
    found = stand(Reeks.objects.for_page().get(pk=reeks.pk))
    assert (found.naam, found.label) == ("vervallen", "Gaat niet door")
    factories.make_sessie(reeks=reeks, begin=NOW - timedelta(days=2))
    assert stand(Reeks.objects.for_page().get(pk=reeks.pk)).naam == "geweest"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"plaatsen": None}, None),
        ({"plaatsen": 9}, None),
        ({"plaatsen": 4}, SessiePlek("weinig", "Nog 3 plekken")),
        ({"plaatsen": 2}, SessiePlek("weinig", "Nog 1 plek")),
        ({"plaatsen": 1}, SessiePlek("vol", "Vol, wachtlijst")),
        ({"plaatsen": 9, "max_personen": 4}, SessiePlek("weinig", "Nog 3 plekken")),
        # The whole reeks is full: places at one sessie are then for who is in already.
        ({"plaatsen": 4, "max_personen": 1}, None),
        ({"plaatsen": 1, "max_personen": 1}, SessiePlek("vol", "Vol, wachtlijst")),
        ({"plaatsen": 1, "aanmelden_tot": NOW}, None),
    ],
)
def test_the_places_at_one_sessie(fields: dict[str, Any], expected: SessiePlek | None) -> None:
    reeks = made(sessies=2, **fields)
    assert plek(stand(reeks), reeks.sessies.all()[0]) == expected


def test_nothing_is_said_of_places_at_what_was_held_or_cancelled() -> None:
    reeks = made(plaatsen=1, sessies=2)
    factories.make_sessie(reeks=reeks, begin=NOW - timedelta(days=2), plaatsen=1)
    factories.make_sessie(reeks=reeks, plaatsen=1, vervallen_op=NOW)
    reeks = Reeks.objects.for_page().get(pk=reeks.pk)
    found = stand(reeks)
    assert [plek(found, sessie) is None for sessie in reeks.sessies.all()] == [False, False, True, True]


def test_a_reeks_without_limits_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    reeks = made()
    with django_assert_num_queries(0):
        assert stand(reeks).naam == "open"


def test_one_reeks_with_limits_costs_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    reeks = made(max_gemeenten=1, plaatsen=1)
    with django_assert_num_queries(1):
        assert stand(reeks).naam == "vol"


@pytest.mark.parametrize("reeksen", [1, 10])
def test_the_cards_of_a_list_share_one_query(reeksen: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(reeksen):
        made(max_gemeenten=1, plaatsen=1)
        made(max_gemeenten=1, plaatsen=1, aanmelden_tot=NOW)
    loaded = list(Reeks.objects.for_page())
    with django_assert_num_queries(1):
        found = openings(loaded, NOW)
        states = sorted(aanmeldstand(reeks, NOW, found).naam for reeks in loaded)
    assert states == ["gesloten"] * reeksen + ["vol"] * reeksen


@override_settings(SITE_URL="https://leerlabs.example")
def test_the_link_to_send_on() -> None:
    gemeente = factories.make_gemeente(code="GM0193")
    reeks = factories.make_reeks(titel="Wonen & zorg: 50%", slug="wonen", samenvatting="Voor wie? Voor jou.")
    form = "https://leerlabs.example/overijssel/wonen/aanmelden/"
    assert uitnodiging(reeks).link == f"{form}?via=collega"
    found = uitnodiging(reeks, gemeente)
    assert found.link == f"{form}?gemeente=GM0193&via=collega"
    assert found.mailto == (
        "mailto:?subject=Wonen%20%26%20zorg%3A%2050%25&body=Misschien%20past%20dit%20ook%20bij%20jou%3A%20"
        "Wonen%20%26%20zorg%3A%2050%25.%0D%0A%0D%0AVoor%20wie%3F%20Voor%20jou.%0D%0A%0D%0AAanmelden%20kan%20hier%3A%20"
        "https%3A%2F%2Fleerlabs.example%2Foverijssel%2Fwonen%2Faanmelden%2F%3Fgemeente%3DGM0193%26via%3Dcollega"
    )
