"""What happens to people, and in their calendars, when a sessie gets another date, place or link."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox.models import Bericht
from programmes.models import Locatie, Sessie, Verplaatsing
from programmes.rules import Move
from registrations.joining import join, leave, sign_off
from registrations.models import Aanmelding, Deelname
from registrations.moves import Told, can_still_come, move_locatie, reschedule
from registrations.rules import SignupRefused
from registrations.running_reeks import cancel_sessie
from tests import factories
from tests.registrations.calendar_program import CalendarProgram
from tests.registrations.world import ADDRESS, AMSTERDAM, NOW, Leerlab

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def change(sessie: Sessie, *, now: datetime, toelichting: str = "", **fields: object) -> Told | None:
    """Let the organiser change a sessie, and return what people are told."""
    fresh = Sessie.objects.get(pk=sessie.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    return reschedule(sessie=fresh, now=now, changed=list(fields), toelichting=toelichting)[1]


def move(sessie: Sessie, begin: datetime | None, *, now: datetime) -> Told | None:
    """Let the organiser move a sessie of two hours."""
    return change(sessie, now=now, begin=begin, einde=begin + 2 * HOUR if begin else None)


def deelname_at(aanmelding: Aanmelding, slug: str) -> Deelname:
    return aanmelding.deelnames.get(sessie__slug=slug)


def test_the_whole_life_of_a_sessie_in_one_calendar(leerlab: Leerlab) -> None:
    anna = leerlab.confirmed("sessie-1")
    sessie, calendar = leerlab.sessies["sessie-1"], CalendarProgram(ADDRESS)
    uid, terugkom = str(sessie.uid), str(leerlab.sessies["terugkom"].uid)

    def happens(*kinds: str) -> datetime | None:
        """Return when the sessie stands in the calendar now, after mails of these kinds about it."""
        assert calendar.read_mail() == list(kinds)
        assert terugkom in calendar.entries
        return calendar.entries[uid].begin if uid in calendar.entries else None

    assert happens("uitnodiging", "uitnodiging") == sessie.begin
    new = NOW + 10 * DAY
    move(sessie, new, now=NOW + HOUR)
    assert happens("verplaatst") == new
    zaal = factories.make_locatie(provincie=leerlab.reeks.provincie, naam="Dorpshuis")
    change(sessie, now=NOW + 2 * HOUR, locatie=zaal)
    assert happens("andere_plek") == new
    assert calendar.entries[uid].waar == zaal.volledig
    leave(aanmelding=anna, sessie=sessie, now=NOW + 3 * HOUR)
    assert happens("afzegging") is None
    join(aanmelding=anna, sessie=sessie, now=NOW + 4 * HOUR)
    assert happens("uitnodiging") == new
    move(sessie, None, now=NOW + 5 * HOUR)
    assert happens("datum_vervalt") is None
    again = NOW + 20 * DAY
    move(sessie, again, now=NOW + 6 * HOUR)
    assert happens("datum_bekend") == again
    move(sessie, new, now=NOW + 7 * HOUR)
    move(sessie, again, now=NOW + 8 * HOUR)
    assert happens("verplaatst", "verplaatst") == again
    cancel_sessie(sessie=sessie, reden="ziek", user=factories.make_organisator(), now=NOW + 9 * HOUR)
    assert happens("sessie_vervallen") is None


def test_who_is_told_of_another_date(leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-1"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    leerlab.confirmed()
    leerlab.confirmed(naam="Bram", email="bram@raalte.example")
    leerlab.sign_up(naam="Cor", email="cor@raalte.example")
    leerlab.confirmed("sessie-2", naam="Dirk", email="dirk@raalte.example")
    sign_off(aanmelding=leerlab.confirmed(naam="Eva", email="eva@raalte.example"), now=NOW)
    told = move(sessie, NOW + 10 * DAY, now=NOW + HOUR)
    assert told == Told(sessie, Move.MOVED, 2)
    sent = Bericht.objects.filter(soort="verplaatst").order_by("aan").values_list("aan", "methode")
    assert list(sent) == [(ADDRESS, "REQUEST"), ("bram@raalte.example", "")]
    asked = Deelname.objects.filter(gevraagd_op__isnull=False).values_list("email", "gevraagd_op")
    assert list(asked) == [(ADDRESS, NOW + HOUR)]


def test_a_new_online_link_is_only_for_who_comes(leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-1"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    leerlab.confirmed()
    leerlab.confirmed(naam="Bram", email="bram@raalte.example")
    told = change(sessie, now=NOW + HOUR, online_link="https://vergaderen.example/1")
    assert told == Told(sessie, Move.LINK, 1)
    [mail] = Bericht.objects.filter(soort="online_link")
    assert (mail.aan, mail.methode) == (ADDRESS, "REQUEST")
    assert "https://vergaderen.example/1" in mail.tekst
    assert not Deelname.objects.filter(gevraagd_op__isnull=False).exists()


@pytest.mark.parametrize("fields", [{"titel": "Anders"}, {"omschrijving": "Anders"}, {"plaatsen": 30}, {}])
def test_text_tells_nobody(leerlab: Leerlab, fields: dict[str, Any]) -> None:
    leerlab.confirmed()
    before = Bericht.objects.count()
    assert change(leerlab.sessies["sessie-1"], now=NOW + HOUR, **fields) is None
    assert (Bericht.objects.count(), Verplaatsing.objects.count()) == (before, 0)


def test_the_place_of_a_sessie_without_a_date_tells_nobody(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    zaal = factories.make_locatie(provincie=leerlab.reeks.provincie, naam="Dorpshuis")
    assert change(leerlab.sessies["sessie-3"], now=NOW + HOUR, locatie=zaal) is None


def test_what_was_held_tells_nobody(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    told = move(leerlab.sessies["kick-off"], NOW - 8 * DAY, now=NOW + HOUR)
    assert told is not None
    assert told.people == 0


def test_old_dates_are_kept_in_order(leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-1"]
    first, second = sessie.begin, NOW + 10 * DAY
    for number, begin in enumerate([second, None, NOW + 12 * DAY], start=1):
        move(sessie, begin, now=NOW + number * HOUR)
    kept = Verplaatsing.objects.values_list("sessie__slug", "begin", "op")
    assert list(kept) == [("sessie-1", first, NOW + HOUR), ("sessie-1", second, NOW + 2 * HOUR)]


def test_a_concept_keeps_no_dates() -> None:
    sessie = factories.make_sessie(reeks=factories.make_reeks(published=False))
    move(sessie, NOW + 10 * DAY, now=NOW)
    assert not Verplaatsing.objects.exists()


def test_the_sentence_of_the_organiser_stands_in_the_mail_as_text(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    begin = NOW + 10 * DAY
    change(
        leerlab.sessies["sessie-1"], now=NOW + HOUR, begin=begin, einde=begin + HOUR, toelichting="Zaal <b>dicht</b>."
    )
    [mail] = Bericht.objects.filter(soort="verplaatst")
    assert "De organisator schrijft: “Zaal <b>dicht</b>.”" in mail.tekst
    assert "“Zaal &lt;b&gt;dicht&lt;/b&gt;.”" in mail.html


def test_the_mail_names_the_old_and_the_new(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    move(leerlab.sessies["sessie-1"], datetime(2026, 9, 15, 9, 30, tzinfo=AMSTERDAM), now=NOW + HOUR)
    [mail] = Bericht.objects.filter(soort="verplaatst")
    assert mail.onderwerp == "De datum is veranderd: Sessie 1 van Bewoners bereiken"
    assert mail.tekst.splitlines()[:13] == [
        "Beste Anna de Vries,",
        "",
        "Deze bijeenkomst is op een ander moment. Eerst was het: dinsdag 8 september 2026, 12.00 tot 14.00 uur.",
        "",
        "Sessie 1 van Bewoners bereiken",
        "Wanneer: dinsdag 15 september 2026, 09.30 tot 11.30 uur",
        "Waar: locatie volgt",
        "",
        "Je hebt een plaats. Deze mail past ook je agenda aan.",
        "",
        "Kun je nog? Kies ja of nee op je persoonlijke pagina.",
        "",
        "[[persoonlijke-link]]",
    ]


def test_a_withdrawn_date_keeps_the_old_one_in_the_file_and_says_why(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    old = leerlab.sessies["sessie-1"].begin
    assert old is not None
    move(leerlab.sessies["sessie-1"], None, now=NOW + HOUR)
    [mail] = Bericht.objects.filter(soort="datum_vervalt")
    assert mail.methode == "CANCEL"
    assert f"DTSTART;TZID=Europe/Amsterdam:{old.astimezone(AMSTERDAM):%Y%m%dT%H%M%S}" in mail.kalender.splitlines()
    assert "De datum van deze bijeenkomst vervalt" in mail.kalender.replace("\r\n ", "")
    assert "afgemeld" not in mail.kalender
    assert leerlab.reeks.sessies.get(slug="sessie-1").deelnames.get().status == "aangemeld"


def test_saying_that_one_still_can(leerlab: Leerlab) -> None:
    anna, sessie = leerlab.confirmed(), leerlab.sessies["sessie-1"]
    move(sessie, NOW + 10 * DAY, now=NOW + HOUR)
    before = Bericht.objects.count()
    for _ in range(2):
        can_still_come(aanmelding=anna, sessie=sessie)
        assert deelname_at(anna, "sessie-1").gevraagd_op is None
    assert Bericht.objects.count() == before


def test_who_left_is_not_asked_any_more_and_can_not_say_yes(leerlab: Leerlab) -> None:
    anna, sessie = leerlab.confirmed(), leerlab.sessies["sessie-1"]
    move(sessie, NOW + 10 * DAY, now=NOW + HOUR)
    leave(aanmelding=anna, sessie=sessie, now=NOW + 2 * HOUR)
    assert deelname_at(anna, "sessie-1").gevraagd_op is None
    with pytest.raises(SignupRefused):
        can_still_come(aanmelding=anna, sessie=sessie)


def test_another_address_of_a_locatie_moves_its_sessies(leerlab: Leerlab) -> None:
    zaal = factories.make_locatie(provincie=leerlab.reeks.provincie, naam="Dorpshuis")
    Sessie.objects.filter(slug__in=["kick-off", "sessie-1", "sessie-3"]).update(locatie=zaal)
    leerlab.confirmed()
    zaal = Locatie.objects.get(pk=zaal.pk)
    zaal.naam = "Nieuw dorpshuis"
    told = move_locatie(locatie=zaal, now=NOW + HOUR, toelichting="Zelfde straat.")
    assert told == [Told(leerlab.sessies["sessie-1"], Move.ELSEWHERE, 1)]
    [mail] = Bericht.objects.filter(soort="andere_plek")
    assert "Eerst was het: Dorpshuis" in mail.tekst
    assert "Waar: Nieuw dorpshuis" in mail.tekst
    assert "Zelfde straat." in mail.tekst
    assert "LOCATION:Nieuw dorpshuis" in mail.kalender
    assert move_locatie(locatie=Locatie.objects.get(pk=zaal.pk), now=NOW + 2 * HOUR) == []


def test_the_same_queries_for_each_person(leerlab: Leerlab) -> None:
    """Two for the mail of one more person: the row and whether it is the first of its key."""
    counts = []
    for number, people in enumerate([1, 3], start=1):
        while Aanmelding.objects.count() < people:
            name = f"p{Aanmelding.objects.count()}"
            leerlab.confirmed(naam=name, email=f"{name}@raalte.example")
        with CaptureQueriesContext(connection) as queries:
            move(leerlab.sessies["sessie-1"], NOW + (9 + number) * DAY, now=NOW + number * HOUR)
        counts.append(len(queries))
    assert counts[1] - counts[0] == 2 * 2, counts


def test_who_has_an_offer_is_told_that_it_still_runs(leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-2"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    anna = leerlab.confirmed()
    leerlab.confirmed(naam="Bram", email="bram@raalte.example")
    leave(aanmelding=anna, sessie=sessie, now=NOW + HOUR)
    move(sessie, None, now=NOW + 2 * HOUR)
    [mail] = Bericht.objects.filter(soort="datum_vervalt")
    until = "Er is nog steeds een plaats voor je vrij. Antwoord tot donderdag 3 september 17.00 uur"
    assert (mail.aan, until in mail.tekst, "Je hoeft nu niets te doen" in mail.tekst) == (
        "bram@raalte.example", True, False,
    )  # fmt: skip
