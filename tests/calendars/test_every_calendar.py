"""Every calendar file of the portal, read alike by all readers and equal to what is in the database."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from programmes.models import Sessie
from registrations.joining import leave
from registrations.own_calendar import calendar_of, new_link
from registrations.running_reeks import cancel_sessie
from registrations.tokens import token_for
from tests import factories
from tests.calendars.hostile import MOMENTS, NAME, TEXTS, dated, expected, make_hostile, sequence_of
from tests.calendars.parsers import Entry, Readers
from tests.registrations.world import ADDRESS, NOW, Leerlab

pytestmark = pytest.mark.django_db


@pytest.fixture
def hostile(db: None) -> Iterator[Leerlab]:  # noqa: ARG001 - asks for the database
    with time_machine.travel(NOW, tick=False):
        yield make_hostile()


def get(name: str, *args: str) -> bytes:
    """Return the body of a calendar as a program fetches it."""
    response = Client().get(reverse(name, args=args))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return bytes(response.content)


def personal(sessie: Sessie) -> Entry:
    """Return what somebody with a place reads of a sessie."""
    return expected(sessie, with_link=True, sequence=sequence_of(sessie))


def test_of_one_sessie(readers: Readers, hostile: Leerlab) -> None:
    for sessie in dated(hostile):
        body = get("sessie-agenda", "overijssel", "bewoners", sessie.slug)
        assert readers.agree_on_one(body) == expected(sessie)


@pytest.mark.parametrize("args", [("reeks-agenda", "overijssel", "bewoners"), ("provincie-agenda", "overijssel")])
def test_of_a_reeks_and_of_a_provincie(readers: Readers, hostile: Leerlab, args: tuple[str, ...]) -> None:
    assert readers.agree_on(get(*args)) == [expected(sessie) for sessie in dated(hostile)]


def test_of_who_takes_part(readers: Readers, hostile: Leerlab) -> None:
    anna = hostile.confirmed(naam=NAME)
    all_of_them = [personal(sessie) for sessie in dated(hostile)]
    assert readers.agree_on(get("aanmelding-agenda", token_for(anna))) == all_of_them
    assert readers.agree_on(calendar_of(ADDRESS, now=NOW)) == all_of_them
    subscribed = new_link(aanmeldingen=[anna], email=ADDRESS, now=NOW)
    assert readers.agree_on(get("eigen-agenda", subscribed)) == all_of_them
    for sessie in dated(hostile)[:4]:
        body = get("deelname-agenda", token_for(anna), sessie.slug)
        assert readers.agree_on_one(body) == personal(sessie)


def test_what_was_cancelled_and_what_was_left(readers: Readers, hostile: Leerlab) -> None:
    anna, user = hostile.confirmed(naam=NAME), factories.make_organisator()
    cancelled, left, *rest = dated(hostile)
    leave(aanmelding=anna, sessie=left, now=NOW)
    cancel_sessie(sessie=cancelled, reden="ziek", user=user, now=NOW)
    cancelled.refresh_from_db()
    gone: dict[str, Any] = {"status": "CANCELLED", "summary": f"Geannuleerd: {expected(cancelled).summary}"}
    note = "Deze bijeenkomst gaat niet door."
    own = expected(cancelled, note=note, sequence=sequence_of(cancelled), **gone)
    assert readers.agree_on(calendar_of(ADDRESS, now=NOW)) == [own, *map(personal, rest)]
    public = expected(cancelled, note=note, **gone)
    assert readers.agree_on(get("reeks-agenda", "overijssel", "bewoners")) == [public, *map(expected, [left, *rest])]


def test_nothing_at_all(readers: Readers, hostile: Leerlab) -> None:
    hostile.reeks.sessies.filter(begin__isnull=False).delete()
    assert hostile.reeks.sessies.count() == 1, "the one without a date"
    addresses = [("reeks-agenda", "overijssel", "bewoners"), ("provincie-agenda", "overijssel")]
    bodies = [*(get(*args) for args in addresses), calendar_of("niemand@raalte.example", now=NOW)]
    assert [readers.agree_on(body) for body in bodies] == [[], [], []]


@pytest.mark.parametrize("name", MOMENTS)
def test_moments_around_the_changes_of_the_clock(readers: Readers, hostile: Leerlab, name: str) -> None:
    begin, einde = MOMENTS[name]
    sessie = factories.make_sessie(reeks=hostile.reeks, begin=begin, einde=einde)
    entry = readers.agree_on_one(get("sessie-agenda", "overijssel", "bewoners", sessie.slug))
    assert (entry.begin, entry.einde) == Sessie.objects.values_list("begin", "einde").get(pk=sessie.pk)
    assert (entry.begin, entry.einde) == (begin, einde)


HALF_HOUR = timedelta(minutes=30)
FIRST = datetime.fromisoformat("2026-10-25T00:30+00:00")
SECOND = FIRST + 2 * HALF_HOUR


@pytest.mark.parametrize(
    ("begin", "einde"),
    [(FIRST, FIRST + 3 * HALF_HOUR), (SECOND, SECOND + HALF_HOUR), (FIRST, SECOND), (FIRST - HALF_HOUR, SECOND)],
    ids=["begins in the first", "begins in the second", "from the one to the other", "ends in the second"],
)
def test_the_hour_that_comes_twice(readers: Readers, hostile: Leerlab, begin: datetime, einde: datetime) -> None:
    sessie = factories.make_sessie(reeks=hostile.reeks, begin=begin, einde=einde)
    entry = readers.agree_on_one(get("sessie-agenda", "overijssel", "bewoners", sessie.slug))
    assert (entry.begin, entry.einde) == (begin, einde)


def test_a_backslash_with_a_capital_n(readers: Readers, hostile: Leerlab) -> None:
    sessie = factories.make_sessie(reeks=hostile.reeks, titel=r"Op C:\Nieuw")
    entry = readers.agree_on_one(get("sessie-agenda", "overijssel", "bewoners", sessie.slug))
    assert entry == expected(Sessie.objects.get(pk=sessie.pk))


def test_no_moment_is_forgotten() -> None:
    """Every text and every moment stands at some sessie of the leerlab."""
    assert len(TEXTS) >= len(MOMENTS) >= 10
    assert max(map(len, TEXTS.values())) <= 120
