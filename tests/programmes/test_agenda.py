"""What the agenda makes of loaded reeksen: filters, order, and the rows beside the map."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from programmes.agenda import (
    Filters,
    ProvincieRow,
    by_first_date,
    by_last_date,
    entries_of,
    filters_of,
    is_past,
    next_sessie,
    per_provincie,
)
from programmes.models import Provincie, Reeks, Thema
from programmes.month import Entry
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 9, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))


def loaded() -> list[Reeks]:
    """Return all reeksen as a page loads them."""
    return list(Reeks.objects.for_page())


@pytest.mark.parametrize(
    ("query", "expected", "as_query"),
    [
        ("", (None, None, False), ""),
        ("provincie=&thema=", (None, None, False), ""),
        ("provincie=zeeland", ("zeeland", None, False), "provincie=zeeland&"),
        ("thema=wonen&provincie=zeeland", ("zeeland", "wonen", False), "provincie=zeeland&thema=wonen&"),
        ("provincie=atlantis&thema=wonen", (None, "wonen", True), "thema=wonen&"),
        ("thema=%22%3E", (None, None, True), ""),
    ],
)
def test_filters_of(query: str, expected: tuple[str | None, str | None, bool], as_query: str) -> None:
    factories.make_provincie("Zeeland")
    factories.make_thema(naam="Wonen")
    found = filters_of(QueryDict(query), provincies=Provincie.objects.all(), themas=Thema.objects.all())
    slugs = (found.provincie and found.provincie.slug, found.thema and found.thema.slug)
    assert (*slugs, found.has_unknown) == expected
    assert found.query == as_query
    assert found.is_set is bool(as_query)


def test_what_fits() -> None:
    wonen = factories.make_thema(naam="Wonen")
    reeks = factories.make_reeks()
    reeks.themas.add(wonen)
    zeeland = factories.make_provincie("Zeeland")
    assert Filters().fits(reeks)
    assert Filters(provincie=reeks.provincie, thema=wonen).fits(reeks)
    assert not Filters(thema=factories.make_thema()).fits(reeks)
    elsewhere = Filters(provincie=zeeland, thema=wonen)
    assert (elsewhere.fits(reeks), elsewhere.fits_thema(reeks)) == (False, True)


def test_order() -> None:
    for titel, begin in {
        "Later": NOW + timedelta(days=9),
        "Eerst": NOW + timedelta(days=2),
        "Zonder datum": None,
        "Ook zonder": None,
    }.items():
        factories.make_sessie(reeks=factories.make_reeks(titel=titel), begin=begin)
    # One that is under way stands where its next sessie is.
    under_way = factories.make_reeks(titel="Bezig")
    factories.make_sessie(reeks=under_way, begin=NOW - timedelta(days=9))
    factories.make_sessie(reeks=under_way, begin=NOW + timedelta(days=5))
    in_order = [reeks.titel for reeks in by_first_date(loaded(), NOW)]
    assert in_order == ["Eerst", "Bezig", "Later", "Ook zonder", "Zonder datum"]
    assert [reeks.titel for reeks in loaded() if is_past(reeks, NOW)] == []


def test_the_latest_held_comes_first() -> None:
    for titel, days in {"Lang geleden": 900, "Pas geleden": 9}.items():
        factories.make_sessie(reeks=factories.make_reeks(titel=titel), begin=NOW - timedelta(days=days))
    factories.make_reeks(titel="Leeg")
    assert [reeks.titel for reeks in by_last_date(loaded())] == ["Pas geleden", "Lang geleden", "Leeg"]
    assert {reeks.titel: is_past(reeks, NOW) for reeks in loaded()} == {
        "Lang geleden": True, "Pas geleden": True, "Leeg": False,
    }  # fmt: skip


def test_what_was_cancelled_is_never_the_next_one() -> None:
    reeks = factories.make_reeks()
    factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=2), vervallen_op=NOW)
    following = factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=9))
    assert next_sessie(reeks, NOW) == following


@pytest.mark.parametrize(
    ("days", "expected"), [(-2, True), (None, True), (2, False)], ids=["date passed", "no date", "still to come"]
)
def test_a_reeks_is_past_when_the_date_of_what_was_cancelled_is(*, days: int | None, expected: bool) -> None:
    """Until then people still find that it does not go on."""
    reeks = factories.make_reeks()
    factories.make_sessie(reeks=reeks, begin=NOW - timedelta(days=9))
    factories.make_sessie(reeks=reeks, begin=None if days is None else NOW + timedelta(days=days), vervallen_op=NOW)
    assert is_past(reeks, NOW) is expected


def test_entries_of() -> None:
    reeks = factories.make_reeks(titel="Bewoners bereiken")
    held, coming = NOW - timedelta(days=9), NOW + timedelta(days=9)
    factories.make_sessie(reeks=reeks, soort="online", begin=held, online_link="https://overleg.example/kamer-7")
    factories.make_sessie(reeks=reeks, begin=coming, locatie=factories.make_locatie(plaats="Raalte"))
    factories.make_sessie(reeks=reeks, begin=None)
    factories.make_sessie(reeks=reeks, begin=coming, vervallen_op=NOW)
    address = "/overijssel/bewoners-bereiken"
    assert entries_of(loaded(), NOW) == [
        Entry(
            begin=held, einde=held + timedelta(hours=2), titel="Sessie 1", reeks="Bewoners bereiken",
            url=f"{address}/sessie-1/", is_online=True, is_over=True,
        ),
        Entry(
            begin=coming, einde=coming + timedelta(hours=2), titel="Sessie 2", reeks="Bewoners bereiken",
            url=f"{address}/sessie-2/", plaats="Raalte",
        ),
        Entry(
            begin=coming, einde=coming + timedelta(hours=2), titel="Sessie 4", reeks="Bewoners bereiken",
            url=f"{address}/sessie-4/", is_cancelled=True,
        ),
    ]  # fmt: skip


def test_per_provincie() -> None:
    drenthe, overijssel = factories.make_provincie("Drenthe"), factories.make_provincie("Overijssel")
    first = NOW + timedelta(days=2)
    for begin in (None, NOW + timedelta(days=9), first):
        factories.make_sessie(reeks=factories.make_reeks(), begin=begin)
    assert per_provincie([drenthe, overijssel], loaded(), NOW) == [
        ProvincieRow(drenthe, count=0, first=None),
        ProvincieRow(overijssel, count=3, first=first),
    ]
