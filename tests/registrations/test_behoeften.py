"""What people needed is forgotten two weeks after it was needed."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from programmes.models import Reeks
from registrations.behoeften import forget
from registrations.models import Aanmelding, Behoefte
from registrations.signup import confirm
from registrations.waiting_list import settle_overdue
from tests import factories
from tests.registrations.world import Leerlab

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
TWO_HOURS = timedelta(hours=2)
LATELY = NOW - timedelta(days=14) - TWO_HOURS + timedelta(seconds=1)
LONG_AGO = NOW - timedelta(days=14) - TWO_HOURS


def need(reeks: Reeks, status: str = "actief") -> Behoefte:
    """Make somebody who needs something."""
    aanmelding = factories.make_aanmelding(reeks=reeks, status=status, sessies=[])
    return Behoefte.objects.create(aanmelding=aanmelding, tekst="Glutenvrij")


@pytest.mark.parametrize(
    ("sessies", "is_kept"),
    [
        ([{"begin": NOW + timedelta(days=9)}], True),
        ([{"begin": None}], True),
        ([{"begin": LATELY}], True),
        ([{"begin": LONG_AGO}], False),
        ([{"begin": LONG_AGO}, {"begin": LATELY}], True),
        # What comes after it from behind a screen needs none of it.
        ([{"begin": LONG_AGO}, {"begin": NOW, "soort": "online"}], False),
        ([{"begin": LONG_AGO}, {"begin": NOW, "online_link": "https://overleg.example/7"}], False),
        # A link beside a place: some come there.
        ([{"begin": NOW, "online_link": "https://overleg.example/7", "locatie": True}], True),
        ([{"begin": LONG_AGO}, {"begin": NOW, "vervallen_op": NOW}], False),
        ([{"begin": NOW, "vervallen_op": NOW}], False),
        # No place at all, perhaps for now only: kept until the programme is over.
        ([{"begin": NOW, "soort": "online"}], True),
        ([{"begin": LONG_AGO, "soort": "online"}], False),
        ([], False),
    ],
)
def test_two_weeks_after_the_last_sessie_in_one_place(sessies: list[dict[str, Any]], *, is_kept: bool) -> None:
    reeks = factories.make_reeks()
    for fields in sessies:
        locatie = factories.make_locatie() if fields.pop("locatie", False) else None
        factories.make_sessie(reeks=reeks, locatie=locatie, **fields)
    need(reeks)
    assert (forget(now=NOW), Behoefte.objects.exists()) == (0 if is_kept else 1, is_kept)


@pytest.mark.parametrize("status", Aanmelding.Status.values)
def test_at_once_for_who_does_not_take_part(status: str) -> None:
    need(factories.make_reeks(sessies=1), status)
    forget(now=NOW)
    assert Behoefte.objects.exists() is (status not in {"afgemeld", "afgewezen"})


def test_who_confirms_late_is_still_known_to_need_it(leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up(nodig="Glutenvrij")
    late = NOW + timedelta(days=9)
    settle_overdue(now=late)
    forget(now=late)
    confirm(aanmelding=aanmelding, now=late)
    assert Behoefte.objects.get(aanmelding__status="actief").tekst == "Glutenvrij"


def test_what_ran_out_for_good_is_forgotten_with_the_rest() -> None:
    reeks = factories.make_reeks()
    factories.make_sessie(reeks=reeks, begin=LONG_AGO)
    need(reeks, "verlopen")
    assert forget(now=NOW) == 1


def test_only_what_is_due_goes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    over = factories.make_reeks()
    factories.make_sessie(reeks=over, begin=LONG_AGO)
    for _ in range(3):
        need(over)
    kept = [need(factories.make_reeks(sessies=1)) for _ in range(3)]
    with django_assert_num_queries(1):
        assert forget(now=NOW) == 3
    assert list(Behoefte.objects.order_by("pk")) == kept
    assert Aanmelding.objects.count() == 6


@pytest.mark.parametrize("again", ["", "Een ringleiding"])
def test_who_signs_up_anew_says_anew_what_they_need(leerlab: Leerlab, again: str) -> None:
    leerlab.sign_up(nodig="Glutenvrij")
    late = NOW + timedelta(days=2)
    settle_overdue(now=late)
    leerlab.sign_up(nodig=again, now=late)
    assert list(Behoefte.objects.values_list("tekst", flat=True)) == [again] * bool(again)
