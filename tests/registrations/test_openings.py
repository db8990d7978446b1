"""What is open for somebody new, at many reeksen in one query."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from programmes.models import Gemeente, Reeks, Sessie
from registrations.models import Deelname
from registrations.openings import Opening, Room, opening_of, openings_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def made(*, gemeenten: Iterable[Gemeente | None] = (), sessies: int = 1, **fields: Any) -> Reeks:
    """Make a reeks with one person who takes part for each of these gemeenten; None comes for an organisatie."""
    reeks = factories.make_reeks(sessies=sessies, **fields)
    for gemeente in gemeenten:
        sent = {"gemeente": gemeente} if gemeente else {"organisatie": "Huisartsenpost"}
        factories.make_aanmelding(reeks=reeks, **sent)
    return reeks


def opening(reeks: Reeks) -> Opening:
    """Return what is open at a reeks as the page loads it."""
    return opening_of(Reeks.objects.for_page().get(pk=reeks.pk), now=NOW)


def figures(reeks: Reeks) -> tuple[bool, bool, int | None, int | None]:
    """Return whether it is full, or only for new gemeenten, and how many gemeenten and persons can come in."""
    found = opening(reeks)
    return found.is_full, found.is_full_for_new_gemeenten, found.gemeenten_free, found.personen_free


def test_without_limits_all_is_open() -> None:
    reeks = made(gemeenten=[factories.make_gemeente()], sessies=2)
    keys = list(reeks.sessies.values_list("pk", flat=True))
    assert opening(reeks) == Opening(sessies=dict.fromkeys(keys, Room()))
    assert opening(reeks).left == {}


def test_gemeenten_count_once() -> None:
    a, b = factories.make_gemeente(), factories.make_gemeente()
    assert figures(made(gemeenten=[], max_gemeenten=2)) == (False, False, 2, None)
    assert figures(made(gemeenten=[a, a, a], max_gemeenten=2)) == (False, False, 1, None)
    assert figures(made(gemeenten=[a, a, b], max_gemeenten=2)) == (True, True, 0, None)
    assert figures(made(gemeenten=[a, b], max_gemeenten=1)) == (True, True, 0, None)


def test_a_reserved_slot_is_not_for_somebody_new() -> None:
    a, host = factories.make_gemeente(), factories.make_gemeente()
    reeks = made(gemeenten=[a], max_gemeenten=2)
    reeks.gereserveerde_gemeenten.add(host, a)
    assert figures(reeks) == (True, True, 0, None)
    Reeks.objects.filter(pk=reeks.pk).update(max_gemeenten=3)
    assert figures(reeks) == (False, False, 1, None)


def test_who_has_no_gemeente_takes_no_slot_but_a_place() -> None:
    a = factories.make_gemeente()
    assert figures(made(gemeenten=[a, None, None], max_gemeenten=2, max_personen=4)) == (False, False, 1, 1)
    assert figures(made(gemeenten=[a, None, None], max_gemeenten=2, max_personen=3)) == (True, False, 1, 0)


def test_where_others_are_welcome_it_is_not_full_while_they_can_come() -> None:
    a = factories.make_gemeente()
    fields: dict[str, Any] = {"gemeenten": [a], "max_gemeenten": 1, "max_personen": 2}
    assert figures(made(**fields)) == (True, True, 0, 1)
    assert figures(made(**fields, andere_organisaties=True)) == (False, True, 0, 1)
    assert figures(made(**fields, toegang="iedereen")) == (False, True, 0, 1)


def test_persons_of_any_gemeente_count() -> None:
    a, b = factories.make_gemeente(), factories.make_gemeente()
    assert figures(made(gemeenten=[a, b], max_personen=3, max_gemeenten=2)) == (True, True, 0, 1)
    assert figures(made(gemeenten=[a, b], max_personen=2, max_gemeenten=2)) == (True, False, 0, 0)
    # Ejects nobody, and is not below nought.
    assert figures(made(gemeenten=[a, b], max_personen=1)) == (True, False, None, 0)


def test_a_limit_within_a_gemeente_keeps_nobody_new_out() -> None:
    assert figures(made(gemeenten=[factories.make_gemeente()], max_per_gemeente=1)) == (False, False, None, None)


@pytest.mark.parametrize(
    ("status", "holds", "free"),
    [
        ("actief", True, 0), ("onbevestigd", True, 0), ("wachtlijst", True, 0), ("onbevestigd", False, 1),
        ("wachtlijst", False, 1), ("aanvraag", False, 1), ("afgemeld", False, 1), ("verlopen", False, 1),
    ],
)  # fmt: skip
def test_who_holds_a_place_counts_by_what_the_database_says(status: str, *, holds: bool, free: int) -> None:
    """However long ago somebody signed up: the worker lets go of what was held too long."""
    reeks = made(max_personen=1)
    long_ago = NOW - timedelta(days=3)
    factories.make_aanmelding(reeks=reeks, status=status, houdt_plaats=holds, aangemeld_op=long_ago)
    assert opening(reeks).personen_free == free


def test_rooms_of_what_is_still_to_be_held() -> None:
    reeks = factories.make_reeks()
    held = factories.make_sessie(reeks=reeks, begin=NOW - timedelta(days=2), plaatsen=1)
    cancelled = factories.make_sessie(reeks=reeks, plaatsen=1, vervallen_op=NOW)
    limited, free = factories.make_sessie(reeks=reeks, plaatsen=2, begin=None), factories.make_sessie(reeks=reeks)
    for sessies in ([held, cancelled, limited, free], [limited]):
        factories.make_aanmelding(reeks=reeks, sessies=sessies)
    waiting = factories.make_aanmelding(reeks=reeks, sessies=[limited])
    waiting.deelnames.update(status=Deelname.Status.WACHTLIJST)
    # Waits for a place in the reeks, and is not in this queue yet.
    factories.make_aanmelding(reeks=reeks, sessies=[limited], status="wachtlijst")
    factories.make_aanmelding(reeks=reeks, sessies=[limited], status="afgemeld")
    assert opening(reeks) == Opening(sessies={limited.pk: Room(free=0, waiting=1), free.pk: Room()})


def test_an_offered_place_is_taken() -> None:
    sessie = factories.make_sessie(plaatsen=2)
    factories.make_aanmelding(sessies=[sessie]).deelnames.update(status=Deelname.Status.AANGEBODEN)
    assert opening(sessie.reeks).sessies == {sessie.pk: Room(free=1)}


def test_it_is_full_when_every_sessie_ahead_is() -> None:
    reeks = made(gemeenten=[factories.make_gemeente()], sessies=2)
    first, second = reeks.sessies.all()
    Sessie.objects.filter(pk=first.pk).update(plaatsen=1)
    assert opening(reeks).is_full is False
    Sessie.objects.filter(pk=second.pk).update(plaatsen=1)
    assert opening(reeks).is_full is True
    Sessie.objects.filter(pk=second.pk).update(vervallen_op=NOW)
    assert opening(reeks).is_full is True
    Sessie.objects.filter(pk=first.pk).update(plaatsen=2)
    assert opening(reeks).is_full is False


def test_what_is_left_at_a_sessie_is_the_least_of_both() -> None:
    reeks = made(gemeenten=[factories.make_gemeente()], sessies=3, max_personen=3)
    for sessie, plaatsen in zip(reeks.sessies.all(), (2, 10, None), strict=True):
        Sessie.objects.filter(pk=sessie.pk).update(plaatsen=plaatsen)
    assert list(opening(reeks).left.values()) == [1, 2, 2]


@pytest.mark.parametrize("toelating", ["gemeente", "persoon"])
def test_where_the_organiser_decides_it_is_never_full(toelating: str) -> None:
    reeks = made(gemeenten=[factories.make_gemeente()], max_gemeenten=1, max_personen=1, toelating=toelating)
    assert figures(reeks) == (False, False, 0, 0)


def test_a_reeks_without_sessies_is_not_full() -> None:
    assert opening(made(sessies=0, max_personen=1)) == Opening(personen_free=1)


@pytest.mark.parametrize("reeksen", [1, 10])
def test_one_query_for_any_number_of_reeksen(reeksen: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(reeksen):
        reeks = made(gemeenten=[factories.make_gemeente()], max_gemeenten=2, max_personen=2)
        reeks.sessies.update(plaatsen=2)
        reeks.gereserveerde_gemeenten.add(factories.make_gemeente())
    loaded = list(Reeks.objects.for_page())
    with django_assert_num_queries(1):
        found = openings_of(loaded, now=NOW)
    assert [(row.is_full, row.gemeenten_free, row.personen_free) for row in found.values()] == [(True, 0, 1)] * reeksen


def test_no_query_for_what_has_no_limit_or_has_been_held(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made(gemeenten=[factories.make_gemeente()], max_per_gemeente=1)
    over = factories.make_reeks(max_gemeenten=1, max_personen=1)
    factories.make_sessie(reeks=over, begin=NOW - timedelta(days=2), plaatsen=1)
    loaded = list(Reeks.objects.for_page())
    with django_assert_num_queries(0):
        openings_of(loaded, now=NOW)
