"""What people are told of a move: which part of the moment or the place, and what to do when that moment is over."""

from datetime import datetime, timedelta

import pytest

from outbox.models import Bericht
from programmes.models import Sessie
from programmes.reschedule import Change, save_sessie
from programmes.rules import Move, Shift
from registrations.admin.telling import line
from registrations.models import Aanbod, Deelname
from registrations.moves import Told, reschedule, tell_changes
from tests import factories
from tests.registrations.calendar_program import CalendarProgram
from tests.registrations.test_moves import change, move
from tests.registrations.world import ADDRESS, AMSTERDAM, NOW, Leerlab

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BRAM = "bram@raalte.example"
QUESTION = "Kun je nog?"
OVER = "Dit moment is al voorbij."


def only(soort: str, aan: str = ADDRESS) -> Bericht:
    return Bericht.objects.get(soort=soort, aan=aan)


# --- Online or not ----------------------------------------------------------------------------------------------


def test_what_becomes_online_is_another_place(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    sessie, calendar = leerlab.sessies["sessie-1"], CalendarProgram(ADDRESS)
    calendar.read_mail()
    told = change(sessie, now=NOW + HOUR, soort="online", online_link="https://vergaderen.example/1")
    assert told == Told(sessie, Move.ELSEWHERE, 1, is_first=True)
    assert calendar.read_mail() == ["andere_plek"]
    assert calendar.entries[str(sessie.uid)].waar == "https://vergaderen.example/1"
    mail = only("andere_plek")
    assert mail.onderwerp == "De plaats is bekend: Sessie 1 van Bewoners bereiken"
    assert mail.tekst.splitlines()[2:8] == [
        "De plaats van deze bijeenkomst is nu bekend.",
        "",
        "Sessie 1 van Bewoners bereiken",
        "Wanneer: dinsdag 8 september 2026, 12.00 tot 14.00 uur",
        "Waar: online",
        "Link: https://vergaderen.example/1",
    ]
    change(sessie, now=NOW + 2 * HOUR, soort="fysiek", online_link="")
    assert calendar.read_mail() == ["andere_plek"]
    assert calendar.entries[str(sessie.uid)].waar == ""
    assert Deelname.objects.get(sessie=sessie).gevraagd_op == NOW + 2 * HOUR


def test_a_first_place_is_no_change_and_asks_nothing(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    sessie, plek = leerlab.sessies["sessie-1"], factories.make_locatie(provincie=leerlab.reeks.provincie)
    told = change(sessie, now=NOW + HOUR, locatie=plek)
    assert told
    assert line(told).endswith("1 persoon krijgt een mail dat de plaats bekend is")
    mail = only("andere_plek")
    leaves = "Kun je toch niet? Meld je dan af op je persoonlijke pagina."
    assert (QUESTION in mail.tekst, QUESTION in mail.html, leaves in mail.tekst, leaves in mail.html) == (
        False, False, True, True,
    )  # fmt: skip
    assert Deelname.objects.get(sessie=sessie).gevraagd_op is None
    told = change(sessie, now=NOW + 2 * HOUR, locatie=factories.make_locatie(provincie=leerlab.reeks.provincie))
    assert told
    assert line(told).endswith("een mail dat de plaats is veranderd, met de vraag of het nog kan")
    assert QUESTION in Bericht.objects.latest("pk").tekst
    assert Deelname.objects.get(sessie=sessie).gevraagd_op == NOW + 2 * HOUR


def test_a_first_place_still_asks_what_was_asked_about_another_date(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    sessie = leerlab.sessies["sessie-1"]
    move(sessie, NOW + 10 * DAY, now=NOW + HOUR)
    change(sessie, now=NOW + 2 * HOUR, locatie=factories.make_locatie(provincie=leerlab.reeks.provincie))
    assert QUESTION in only("andere_plek").tekst
    assert Deelname.objects.get(sessie=sessie).gevraagd_op == NOW + HOUR


def test_a_sessie_that_becomes_the_terugkom_is_at_the_same_place(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    before = Bericht.objects.count()
    assert change(leerlab.sessies["sessie-1"], now=NOW + HOUR, soort="terugkom") is None
    assert (Bericht.objects.count(), Sessie.objects.get(slug="sessie-1").sequence) == (before, 0)


def test_a_withdrawn_date_keeps_the_old_place_in_the_file(leerlab: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-1").update(soort="online")
    leerlab.confirmed()
    change(leerlab.sessies["sessie-1"], now=NOW + HOUR, begin=None, einde=None, soort="fysiek")
    assert "LOCATION:Online" in only("datum_vervalt").kalender.splitlines()


# --- The date, the time or the end ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "einde", "shift", "words"),
    [
        (0 * HOUR, 3 * HOUR, Shift.END, "Deze bijeenkomst eindigt op een andere tijd."),
        (1 * HOUR, 3 * HOUR, Shift.TIME, "Deze bijeenkomst is op een andere tijd."),
        (1 * HOUR, 2 * HOUR, Shift.TIME, "Deze bijeenkomst is op een andere tijd."),
        (DAY, DAY + 2 * HOUR, Shift.DATE, "Deze bijeenkomst is op een ander moment."),
    ],
)
def test_the_mail_says_what_of_the_moment_changed(
    leerlab: Leerlab, begin: timedelta, einde: timedelta, shift: Shift, words: str
) -> None:
    leerlab.confirmed()
    sessie = leerlab.sessies["sessie-1"]
    assert sessie.begin is not None
    told = change(sessie, now=NOW + HOUR, begin=sessie.begin + begin, einde=sessie.begin + einde)
    assert told == Told(sessie, Move.MOVED, 1, shift=shift)
    mail = only("verplaatst")
    assert mail.onderwerp == f"De {shift.value} is veranderd: Sessie 1 van Bewoners bereiken"
    first = f"{words} Eerst was het: dinsdag 8 september 2026, 12.00 tot 14.00 uur."
    assert mail.tekst.splitlines()[2] == first
    assert (first in mail.html, f"De {shift.value} is veranderd</" in mail.html) == (True, True)
    assert QUESTION in mail.tekst


# --- A moment that is over --------------------------------------------------------------------------------------


def test_who_comes_is_not_asked_about_a_moment_that_is_over(leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-1"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    leerlab.confirmed()
    leerlab.confirmed(naam="Bram", email=BRAM)
    calendar = CalendarProgram(ADDRESS)
    past = datetime(2025, 9, 8, 12, tzinfo=AMSTERDAM)
    told = move(sessie, past, now=NOW + HOUR)
    assert told == Told(sessie, Move.MOVED, 2, is_over=True)
    # Calendars follow, or people would come on the date of before.
    assert calendar.read_mail()[-1] == "verplaatst"
    assert calendar.entries[str(sessie.uid)].begin == past
    assert only("verplaatst").tekst.splitlines()[2:9] == [
        "Deze bijeenkomst is op een ander moment. Eerst was het: dinsdag 8 september 2026, 12.00 tot 14.00 uur.",
        "",
        "Sessie 1 van Bewoners bereiken",
        "Wanneer: maandag 8 september 2025, 12.00 tot 14.00 uur",
        "Waar: locatie volgt",
        "",
        "Dit moment is al voorbij. Je hoeft niets te doen. Deze mail past ook je agenda aan.",
    ]
    waits = only("verplaatst", BRAM)
    for mail in (only("verplaatst"), waits):
        for text in (mail.tekst, mail.html):
            assert (OVER in text, QUESTION in text, "wachtlijst" in text) == (True, False, False)
    assert "past ook je agenda aan" not in waits.tekst
    assert not Deelname.objects.filter(gevraagd_op__isnull=False).exists()


def test_an_earlier_question_ends_when_the_moment_is_over(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    sessie = leerlab.sessies["sessie-1"]
    move(sessie, NOW + 9 * DAY, now=NOW + HOUR)
    move(sessie, NOW - 9 * DAY, now=NOW + 2 * HOUR)
    assert not Deelname.objects.filter(gevraagd_op__isnull=False).exists()
    told = move(sessie, NOW + 9 * DAY, now=NOW + 3 * HOUR)
    assert told == Told(sessie, Move.MOVED, 1)
    assert Deelname.objects.get(sessie=sessie).gevraagd_op == NOW + 3 * HOUR


def test_a_first_date_that_is_over_is_no_news(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    sessie, before = leerlab.sessies["sessie-3"], Bericht.objects.count()
    assert move(sessie, NOW - DAY, now=NOW + HOUR) == Told(sessie, Move.FIRST_DATE, 0, is_over=True)
    assert Bericht.objects.count() == before


def test_what_was_held_on_another_day_is_no_news(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    Deelname.objects.filter(sessie__slug="sessie-1").update(sessie=leerlab.sessies["kick-off"])
    before = Bericht.objects.count()
    told = move(leerlab.sessies["kick-off"], NOW - 8 * DAY, now=NOW + HOUR)
    assert (told, Bericht.objects.count()) == (Told(leerlab.sessies["kick-off"], Move.MOVED, 0), before)


# --- Places that come free in the same save ---------------------------------------------------------------------


def test_who_gets_a_place_by_the_same_save_is_told_so_in_both_mails(leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-1"]
    Sessie.objects.filter(pk=sessie.pk).update(plaatsen=1)
    leerlab.confirmed()
    leerlab.confirmed(naam="Bram", email=BRAM)
    begin = datetime(2026, 9, 4, 12, tzinfo=AMSTERDAM)
    change(sessie, now=NOW + HOUR, begin=begin, einde=begin + 2 * HOUR, plaatsen=2)
    # Friday at noon, less a werkdag: earlier than the two werkdagen that one has otherwise.
    [offer] = Aanbod.objects.open()
    until = f"{offer.verloopt_op.astimezone(AMSTERDAM):%H.%M}"
    mails = [only("aanbod", BRAM), only("verplaatst", BRAM)]
    for mail in mails:
        assert "vrijdag 4 september 2026, 12.00 tot 14.00 uur" in mail.tekst
        assert f"donderdag 3 september {until} uur" in mail.tekst
        assert "is vol" not in mail.tekst
    assert mails[0].pk < mails[1].pk


def test_sessies_that_are_saved_together_are_told_of_when_all_are_saved(leerlab: Leerlab) -> None:
    """The reeks has one place more, and its last sessie comes nearer: the offer ends by the dates of after."""
    reeks = leerlab.reeks
    type(reeks).objects.filter(pk=reeks.pk).update(max_personen=1)
    reeks.sessies.filter(slug__in=["sessie-2", "sessie-3", "terugkom"]).delete()
    later = factories.make_sessie(reeks=reeks, begin=NOW + 30 * DAY)
    leerlab.confirmed()
    leerlab.confirmed(naam="Bram", email=BRAM)
    type(reeks).objects.filter(pk=reeks.pk).update(max_personen=2)
    changes = []
    for sessie, begin in [(leerlab.sessies["sessie-1"], NOW + 2 * DAY), (later, NOW + 3 * DAY)]:
        fresh = Sessie.objects.get(pk=sessie.pk)
        fresh.begin, fresh.einde = begin, begin + 2 * HOUR
        changes.append((fresh, save(fresh)))
    told = tell_changes(reeks=reeks, changes=changes, toelichting="", now=NOW + HOUR)
    assert told == [Told(leerlab.sessies["sessie-1"], Move.MOVED, 2), Told(later, Move.MOVED, 2)]
    [offer] = Aanbod.objects.open()
    assert offer.verloopt_op < NOW + 3 * DAY
    until = "donderdag 3 september"
    mails = Bericht.objects.filter(aan=BRAM, soort__in=["aanbod", "verplaatst"])
    assert [until in mail.tekst for mail in mails] == [True, True, True]
    assert all(f"{offer.verloopt_op.astimezone(AMSTERDAM):%H.%M} uur" in mail.tekst for mail in mails)


def test_nothing_to_tell_asks_no_query(leerlab: Leerlab, django_assert_num_queries: object) -> None:
    fresh = Sessie.objects.get(slug="sessie-1")
    fresh.titel = "Anders"
    changes = [(fresh, save(fresh))]
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert tell_changes(reeks=leerlab.reeks, changes=changes, toelichting="", now=NOW) == []
    assert reschedule(sessie=fresh, now=NOW)[1] is None


def save(sessie: Sessie) -> Change:
    return save_sessie(sessie=sessie, now=NOW + HOUR)
