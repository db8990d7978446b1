"""The calendar of one address: what is in it, and its secret link."""

import hashlib
from datetime import timedelta

import icalendar
import pytest
import time_machine

from outbox.models import Bericht
from programmes.models import Sessie
from registrations.joining import join, leave
from registrations.models import Agendalink
from registrations.own_calendar import calendar_of, find_link, link_of, new_link, revoke_link
from registrations.running_reeks import cancel_sessie
from tests import factories
from tests.registrations.world import ADDRESS, NOW, Leerlab

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def titles(email: str = ADDRESS, *, days: int = 0) -> list[str]:
    """Return what stands in a calendar, so many days from now."""
    calendar = icalendar.Calendar.from_ical(calendar_of(email, now=NOW + days * DAY))
    return [str(event["SUMMARY"]) for event in calendar.events]


def test_every_dated_sessie_with_a_place_of_every_reeks(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    other = factories.make_reeks(provincie=leerlab.reeks.provincie, titel="Andere", sessies=1)
    factories.make_aanmelding(reeks=other, email=ADDRESS, status="actief", houdt_plaats=True)
    leerlab.confirmed("sessie-1", naam="Bram", email="bram@raalte.example")
    # Its own date is later than those of the first two.
    in_other = f"Andere: {other.sessies.get().volledige_titel}"
    expected = {
        "Bewoners bereiken: Sessie 1", "Bewoners bereiken: Sessie 2", "Bewoners bereiken: Terugkombijeenkomst",
        in_other,
    }  # fmt: skip
    assert set(titles()) == expected
    assert set(titles("bram@raalte.example")) == {
        "Bewoners bereiken: Sessie 1", "Bewoners bereiken: Terugkombijeenkomst",
    }  # fmt: skip


def test_no_places_no_people_and_no_secrets_of_others(leerlab: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-1").update(plaatsen=1, online_link="https://vergaderen.example/1")
    leerlab.confirmed(naam="Bram", email="bram@raalte.example")
    leerlab.confirmed()
    leerlab.sign_up(naam="Cor", email="cor@raalte.example")
    assert "Bewoners bereiken: Sessie 1" not in titles()
    assert titles("cor@raalte.example") == []
    text = calendar_of("bram@raalte.example", now=NOW).decode()
    assert "https://vergaderen.example/1" in text
    for word in ("ATTENDEE", "ORGANIZER", "METHOD", "@raalte", "VALARM", "/aanmelding/"):
        assert word not in text
    assert "vergaderen.example" not in calendar_of(ADDRESS, now=NOW).decode()


def test_what_was_left_goes_at_once_and_what_was_cancelled_stays_until_its_date(leerlab: Leerlab) -> None:
    anna = leerlab.confirmed()
    leave(aanmelding=anna, sessie=leerlab.sessies["sessie-2"], now=NOW)
    cancel_sessie(sessie=leerlab.sessies["sessie-1"], reden="ziek", user=factories.make_organisator(), now=NOW)
    terugkom = "Bewoners bereiken: Terugkombijeenkomst"
    assert titles() == ["Geannuleerd: Bewoners bereiken: Sessie 1", terugkom]
    assert titles(days=8) == [terugkom]


def test_who_only_waited_has_nothing_that_was_cancelled(leerlab: Leerlab) -> None:
    """Leaving the queue and joining it again raises the own number too, and was in no calendar."""
    sessie = leerlab.sessies["sessie-1"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    leerlab.confirmed(naam="Bram", email="bram@raalte.example")
    anna = leerlab.confirmed()
    leave(aanmelding=anna, sessie=sessie, now=NOW)
    join(aanmelding=anna, sessie=sessie, now=NOW)
    row = anna.deelnames.get(sessie=sessie)
    assert (row.status, row.bump) == ("wachtlijst", 1)
    cancel_sessie(sessie=sessie, reden="ziek", user=factories.make_organisator(), now=NOW)
    cancelled = "Geannuleerd: Bewoners bereiken: Sessie 1"
    assert (cancelled in titles(), cancelled in titles("bram@raalte.example")) == (False, True)


def test_who_came_left_and_waited_has_nothing_that_was_cancelled(leerlab: Leerlab) -> None:
    """It went from the calendar when they left."""
    sessie = leerlab.sessies["sessie-1"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    anna = leerlab.confirmed()
    leave(aanmelding=anna, sessie=sessie, now=NOW)
    leerlab.confirmed(naam="Bram", email="bram@raalte.example")
    join(aanmelding=anna, sessie=sessie, now=NOW)
    cancel_sessie(sessie=sessie, reden="ziek", user=factories.make_organisator(), now=NOW)
    assert "Geannuleerd: Bewoners bereiken: Sessie 1" not in titles()


def test_an_empty_calendar_is_a_calendar(leerlab: Leerlab) -> None:
    assert leerlab.reeks.aanmeldingen.count() == 0
    assert titles() == []


def test_the_same_bytes_on_another_day(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    assert calendar_of(ADDRESS, now=NOW) == calendar_of(ADDRESS, now=NOW + DAY)


def test_one_query_for_one_and_for_many(leerlab: Leerlab, django_assert_num_queries: object) -> None:
    leerlab.confirmed("sessie-1")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(titles()) == 2
    other = factories.make_reeks(provincie=leerlab.reeks.provincie, titel="Andere", slug="andere", sessies=3)
    factories.make_aanmelding(reeks=other, email=ADDRESS, status="actief", houdt_plaats=True)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(titles()) == 5


# --- The link


def test_only_the_hash_of_a_key_is_kept(leerlab: Leerlab) -> None:
    key = new_link(aanmeldingen=[leerlab.confirmed()], email=ADDRESS.upper(), now=NOW)
    assert len(key) >= 43
    kept = Agendalink.objects.values_list("email", "sleutel_hash", "gemaakt_op").get()
    assert kept == (ADDRESS, hashlib.sha256(key.encode()).hexdigest(), NOW)
    found = find_link(key)
    assert found is not None
    assert found.email == ADDRESS
    assert not Bericht.objects.filter(tekst__contains=key).exists()


def test_a_new_link_ends_the_old_one(leerlab: Leerlab) -> None:
    anna = leerlab.confirmed()
    old, new = (new_link(aanmeldingen=[anna], email=ADDRESS, now=NOW + day * DAY) for day in range(2))
    assert find_link(old) is None
    assert find_link(new) == link_of(ADDRESS)
    revoke_link(email=ADDRESS)
    assert (find_link(new), link_of(ADDRESS)) == (None, None)
    revoke_link(email=ADDRESS)


@pytest.mark.parametrize("key", ["", "x", "x" * 10_000, "é\x00", "' OR 1=1 --"])
def test_no_key_at_all(key: str) -> None:
    assert find_link(key) is None


def test_who_has_the_address_is_told(leerlab: Leerlab) -> None:
    new_link(aanmeldingen=[leerlab.confirmed()], email=ADDRESS, now=NOW)
    mail = Bericht.objects.get(soort="agendalink")
    assert (mail.aan, mail.onderwerp) == (ADDRESS, "Je hebt een link naar je agenda gemaakt")
    assert "Trek de link dan in." in mail.tekst


def test_many_new_links_in_an_hour_are_one_mail(leerlab: Leerlab) -> None:
    anna = leerlab.confirmed()
    with time_machine.travel(NOW, tick=False):
        for _ in range(3):
            new_link(aanmeldingen=[anna], email=ADDRESS, now=NOW)
    new_link(aanmeldingen=[anna], email=ADDRESS, now=NOW + 2 * timedelta(hours=1))
    assert Bericht.objects.filter(soort="agendalink").count() == 2
