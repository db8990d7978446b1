"""What an organiser is told of who comes and who leaves: at once or once a day, once each, and nobody else."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from outbox.models import Bericht
from programmes.models import Reeks
from registrations.admission import admit
from registrations.joining import join, leave, sign_off
from registrations.ledger import organisator
from registrations.models import Aanmelding, Nieuwsstand
from registrations.organiser_news import tell_organisers, tell_safely
from registrations.reminder_times import moment_on
from registrations.running_reeks import add_sessie, cancel_sessie
from registrations.signup import Door, confirm, sign_up
from registrations.takeover import ask_to_take_over
from registrations.waiting_list import settle_overdue
from tests import factories
from tests.registrations.test_mails import Reader
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.django_db

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
TEAM = "team@overijssel.example"
FOUR = moment_on(NOW.date(), time(16))
"""Today at four; NOW is noon."""
BRAM = {"naam": "Bram Bos", "email": "bram@raalte.example"}


@pytest.fixture
def told(leerlab: Leerlab) -> Iterator[Leerlab]:
    """Give the leerlab an organiser who is told at once; it is NOW."""
    type(leerlab.reeks.organisatie).objects.filter(pk=leerlab.reeks.organisatie_id).update(
        email=TEAM, naam="Team Overijssel"
    )
    leerlab.reeks.organisatie.refresh_from_db()
    ask_for(leerlab, "direct")
    with time_machine.travel(NOW, tick=False):
        yield leerlab


def ask_for(leerlab: Leerlab, meldingen: str) -> None:
    Reeks.objects.filter(pk=leerlab.reeks.pk).update(meldingen=meldingen)


def scan(at: datetime) -> list[str]:
    """Let the worker look, and return the subjects of what it sent to the organiser."""
    before = set(Bericht.objects.values_list("pk", flat=True))
    with time_machine.travel(at, tick=False):
        count = tell_organisers(now=at)
    new = Bericht.objects.exclude(pk__in=before).order_by("pk")
    assert {bericht.aan for bericht in new} <= {TEAM}
    assert len(new) == count
    return [bericht.onderwerp for bericht in new]


def vouched(leerlab: Leerlab, count: int, *, now: datetime = NOW) -> None:
    """Let the organiser sign up so many people, as an import does."""
    door = Door(actor=organisator(factories.make_organisator()), vouched=True)
    for number in range(count):
        gegevens = leerlab.gegevens(naam=f"Persoon {number}", email=f"p{number}-{now:%d%H}@raalte.example")
        sign_up(reeks=leerlab.reeks, gegevens=gegevens, omvang="reeks", slugs=[], now=now, door=door)


# --- At once ----------------------------------------------------------------------------------------------------


def test_a_sign_up_is_news_when_it_is_confirmed(told: Leerlab) -> None:
    aanmelding = told.sign_up()
    assert scan(NOW + MINUTE) == []
    confirm(aanmelding=aanmelding, now=NOW + 2 * MINUTE)
    assert scan(NOW + 3 * MINUTE) == ["Aangemeld: Anna de Vries voor Bewoners bereiken"]
    assert scan(NOW + 4 * MINUTE) == []


def test_a_sign_off_is_news(told: Leerlab) -> None:
    aanmelding = told.confirmed()
    scan(NOW + MINUTE)
    sign_off(aanmelding=aanmelding, now=NOW + HOUR)
    assert scan(NOW + HOUR) == ["Afgemeld: Anna de Vries voor Bewoners bereiken"]
    assert scan(NOW + DAY) == []


def test_whom_the_organiser_signs_off_is_no_news(told: Leerlab) -> None:
    aanmelding = told.confirmed()
    scan(NOW + MINUTE)
    sign_off(aanmelding=aanmelding, now=NOW + HOUR, actor=organisator(factories.make_organisator()))
    assert scan(NOW + HOUR) == []


def test_who_never_confirmed_is_no_news(told: Leerlab) -> None:
    told.sign_up()
    settle_overdue(now=NOW + 2 * DAY)
    assert scan(NOW + 2 * DAY) == []


def test_dropping_or_adding_a_sessie_is_news(told: Leerlab) -> None:
    aanmelding = told.confirmed()
    scan(NOW)
    leave(aanmelding=aanmelding, sessie=told.sessies["sessie-2"], now=NOW + HOUR)
    join(aanmelding=aanmelding, sessie=told.sessies["sessie-2"], now=NOW + 2 * HOUR)
    assert scan(NOW + 3 * HOUR) == [
        "Afgemeld: Anna de Vries voor Sessie 2 van Bewoners bereiken",
        "Aangemeld: Anna de Vries voor Sessie 2 van Bewoners bereiken",
    ]


def test_what_the_organiser_does_to_a_sessie_is_no_news(told: Leerlab) -> None:
    told.confirmed()
    scan(NOW)
    user = factories.make_organisator()
    added = factories.make_sessie(reeks=told.reeks, slug="extra")
    add_sessie(sessie=added, user=user, now=NOW + HOUR)
    cancel_sessie(sessie=told.sessies["sessie-1"], reden="Ziek.", user=user, now=NOW + 2 * HOUR)
    assert scan(NOW + 3 * HOUR) == []


def test_who_asks_is_news_and_whom_the_organiser_admits_is_not(told: Leerlab) -> None:
    Reeks.objects.update(toelating="persoon")
    told.reeks.refresh_from_db()
    aanmelding = told.confirmed()
    assert scan(NOW + MINUTE) == ["Aangemeld: Anna de Vries voor Bewoners bereiken"]
    admit(aanmelding=aanmelding, user=factories.make_organisator(), now=NOW + HOUR)
    assert scan(NOW + HOUR) == []


def test_a_take_over_is_one_who_leaves_and_one_who_comes(told: Leerlab) -> None:
    anna = told.confirmed()
    scan(NOW)
    ask_to_take_over(aanmelding=anna, naam=BRAM["naam"], email=BRAM["email"], functie="", now=NOW + HOUR)
    confirm(aanmelding=Aanmelding.objects.get(email=BRAM["email"]), now=NOW + 2 * HOUR)
    assert scan(NOW + 2 * HOUR) == [
        "Afgemeld: Anna de Vries voor Bewoners bereiken",
        "Aangemeld: Bram Bos voor Bewoners bereiken",
    ]


def test_five_at_once_are_five_mails_and_six_are_one(told: Leerlab) -> None:
    vouched(told, 5)
    assert len(scan(NOW + MINUTE)) == 5
    vouched(told, 6, now=NOW + HOUR)
    assert scan(NOW + HOUR) == ["Bewoners bereiken: 6 aangemeld, 0 afgemeld"]
    assert scan(NOW + HOUR + MINUTE) == []


# --- Once a day -------------------------------------------------------------------------------------------------


def test_a_daily_mail_comes_at_four(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    told.confirmed()
    sign_off(aanmelding=told.confirmed(**BRAM, now=NOW), now=NOW + HOUR)
    assert [scan(at) for at in (NOW + HOUR, FOUR - MINUTE, FOUR, FOUR + MINUTE)] == [
        [], [], ["Bewoners bereiken: 2 aangemeld, 1 afgemeld"], [],
    ]  # fmt: skip


def test_what_came_after_four_is_for_the_next_day(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    scan(NOW)
    told.confirmed(now=FOUR + MINUTE)
    assert [scan(at) for at in (FOUR + 2 * MINUTE, FOUR + DAY - MINUTE, FOUR + DAY)] == [
        [], [], ["Bewoners bereiken: 1 aangemeld, 0 afgemeld"],
    ]  # fmt: skip


def test_without_news_there_is_no_daily_mail(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    told.sign_up()
    assert [scan(FOUR + days * DAY) for days in range(3)] == [[], [], []]


def test_a_worker_that_was_away_sends_one_daily_mail(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    scan(NOW)
    told.confirmed(now=NOW + MINUTE)
    told.confirmed(**BRAM, now=NOW + DAY)
    assert scan(FOUR + 2 * DAY + 5 * HOUR) == ["Bewoners bereiken: 2 aangemeld, 0 afgemeld"]
    assert scan(FOUR + 3 * DAY) == []


def test_four_is_four_on_the_clock_after_summer_too(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    sunday = datetime(2026, 10, 25, 12, tzinfo=NOW.tzinfo)
    scan(NOW)
    told.confirmed("terugkom", now=sunday)
    four = moment_on(sunday.date(), time(16))
    assert [scan(at) for at in (four - MINUTE, four)] == [[], ["Bewoners bereiken: 1 aangemeld, 0 afgemeld"]]


# --- Who wants it, and from when --------------------------------------------------------------------------------


def test_who_wants_no_mail_gets_none(told: Leerlab) -> None:
    ask_for(told, "niet")
    told.confirmed()
    assert [scan(at) for at in (NOW + MINUTE, FOUR)] == [[], []]
    assert Reeks().meldingen == "niet"


def test_who_starts_is_told_of_the_last_day_only(told: Leerlab) -> None:
    ask_for(told, "niet")
    told.confirmed(now=NOW - 2 * DAY)
    told.confirmed(**BRAM, now=NOW - HOUR)
    ask_for(told, "direct")
    assert scan(NOW) == ["Aangemeld: Bram Bos voor Bewoners bereiken"]


def test_who_starts_a_daily_mail_in_the_morning_waits_for_four(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    told.confirmed(now=NOW - 22 * HOUR)
    told.confirmed(**BRAM, now=NOW - HOUR)
    assert [scan(at) for at in (NOW, FOUR)] == [[], ["Bewoners bereiken: 1 aangemeld, 0 afgemeld"]]


def test_who_stops_and_starts_again_is_not_told_of_the_time_between(told: Leerlab) -> None:
    told.confirmed()
    scan(NOW)
    ask_for(told, "niet")
    scan(NOW + MINUTE)
    assert Nieuwsstand.objects.count() == 0
    told.confirmed(**BRAM, now=NOW + HOUR)
    ask_for(told, "direct")
    assert scan(NOW + 3 * DAY) == []


def test_from_at_once_to_daily_nothing_is_told_twice(told: Leerlab) -> None:
    told.confirmed()
    scan(NOW + MINUTE)
    ask_for(told, "dagelijks")
    told.confirmed(**BRAM, now=NOW + HOUR)
    assert scan(FOUR) == ["Bewoners bereiken: 1 aangemeld, 0 afgemeld"]


def test_each_organiser_hears_of_their_own_reeks_only(told: Leerlab) -> None:
    other = factories.make_reeks(sessies=1, meldingen="direct", organisatie=factories.make_organisatie(email=TEAM))
    told.confirmed()
    sign_off(aanmelding=factories.make_aanmelding(reeks=other, naam="Zoë"), now=NOW)
    subjects = scan(NOW + MINUTE)
    assert subjects == ["Aangemeld: Anna de Vries voor Bewoners bereiken", f"Afgemeld: Zoë voor {other.titel}"]
    page = f"{settings.SITE_URL}/beheer/programmes/reeks"
    texts = Bericht.objects.filter(soort="nieuws_organisator").order_by("pk").values_list("tekst", flat=True)
    assert [f"{page}/{reeks.pk}/deelnemers/" in text for reeks, text in zip([told.reeks, other], texts, strict=True)]


# --- Workers and cost -------------------------------------------------------------------------------------------


def test_two_workers_tell_it_once(told: Leerlab) -> None:
    told.confirmed()
    assert [scan(at) for at in (NOW + 5 * MINUTE, NOW, NOW + MINUTE)] == [
        ["Aangemeld: Anna de Vries voor Bewoners bereiken"], [], [],
    ]  # fmt: skip


def test_a_daily_mail_is_one_whatever_the_clock_does(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    told.confirmed()
    assert [len(scan(at)) for at in (FOUR + 5 * MINUTE, FOUR, FOUR - HOUR, FOUR + DAY, FOUR)] == [1, 0, 0, 0, 0]


def test_a_reeks_that_is_gone_meanwhile_keeps_no_other_waiting(caplog: pytest.LogCaptureFixture) -> None:
    assert tell_safely(Reeks(pk=0), now=NOW) == 0
    assert caplog.messages == ["The organiser of reeks 0 could not be told"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("meldingen", ["direct", "dagelijks"])
def test_without_news_a_scan_is_two_queries(
    told: Leerlab, count: int, meldingen: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask_for(told, meldingen)
    vouched(told, count)
    for _ in range(count - 1):
        factories.make_aanmelding(reeks=factories.make_reeks(sessies=1, meldingen=meldingen))
    scan(FOUR)
    with django_assert_num_queries(2):
        tell_organisers(now=FOUR + MINUTE)


@pytest.mark.parametrize("count", [6, 9])
def test_a_list_costs_the_same_for_few_and_many(
    told: Leerlab, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scan(NOW)
    vouched(told, count)
    # None to forget, the reeks, its lock, how far, the lines, the mail and whose row it became, and how far now;
    # a savepoint around them.
    with django_assert_num_queries(10):
        assert tell_organisers(now=NOW + MINUTE) == 1


# --- The words --------------------------------------------------------------------------------------------------

SESSIES = """\
Sessie 1
Wanneer: dinsdag 8 september 2026, 12.00 tot 14.00 uur
Waar: locatie volgt

Sessie 2
Wanneer: dinsdag 6 oktober 2026, 12.00 tot 14.00 uur
Waar: locatie volgt

Sessie 3
Wanneer: datum volgt
Waar: locatie volgt

Terugkombijeenkomst
Wanneer: maandag 30 november 2026, 12.00 tot 14.00 uur
Waar: locatie volgt"""
WHY = (
    "Je krijgt deze mail, omdat dat bij deze reeks is gekozen."
    " Op de pagina van de reeks in het beheer kun je dat wijzigen."
)
ASK = "Wil je Anna de Vries iets vragen? Beantwoord dan deze mail."


def check(told: Leerlab, soort: str, subject: str, *parts: str) -> Bericht:
    """Compare the whole last mail of a kind with what it should say, and return it."""
    page = f"{settings.SITE_URL}/beheer/programmes/reeks/{told.reeks.pk}/deelnemers/"
    mail = Bericht.objects.filter(soort=soort).latest("pk")
    assert mail.onderwerp == subject
    assert mail.tekst == "\n\n".join(part.format(page=page) for part in (*parts, WHY)) + "\n"
    return mail


def test_it_says_who_comes_to_what(told: Leerlab) -> None:
    told.confirmed()
    scan(NOW + MINUTE)
    mail = check(
        told, "nieuws_organisator", "Aangemeld: Anna de Vries voor Bewoners bereiken",
        "Anna de Vries (Raalte) is aangemeld voor Bewoners bereiken.",
        "Functie: adviseur\nE-mail: anna@raalte.example\nStand: heeft een plaats",
        SESSIES, "Bekijk wie er meedoen:", "{page}", ASK,
    )  # fmt: skip
    assert (mail.aan, mail.antwoord_aan, mail.over) == (TEAM, "anna@raalte.example", f"reeks:{told.reeks.pk}")


def test_it_says_who_waits(told: Leerlab) -> None:
    told.reeks.sessies.filter(slug="sessie-1").update(plaatsen=1)
    factories.make_aanmelding(sessies=[told.sessies["sessie-1"]])
    told.confirmed("sessie-1", functie="")
    scan(NOW + MINUTE)
    waits, _, _, terugkom = SESSIES.split("\n\n")
    check(
        told, "nieuws_organisator", "Aangemeld: Anna de Vries voor Bewoners bereiken",
        "Anna de Vries (Raalte) is aangemeld voor Bewoners bereiken.",
        "E-mail: anna@raalte.example\nStand: heeft een plaats",
        f"{waits}\nOp de wachtlijst", terugkom, "Bekijk wie er meedoen:", "{page}", ASK,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "stand", "next_step"),
    [
        ({"toelating": "persoon"}, "wacht op een besluit van de organisator", "Beslis of deze persoon mee kan doen:"),
        ({"max_personen": 1}, "staat op de wachtlijst", "Bekijk wie er meedoen:"),
    ],
)
def test_it_says_who_asks_or_waits_for_the_reeks(
    told: Leerlab, fields: dict[str, object], stand: str, next_step: str
) -> None:
    factories.make_aanmelding(reeks=told.reeks)
    Reeks.objects.update(**fields)
    told.confirmed("terugkom")
    scan(NOW + MINUTE)
    check(
        told, "nieuws_organisator", "Aangemeld: Anna de Vries voor Bewoners bereiken",
        "Anna de Vries (Raalte) is aangemeld voor Bewoners bereiken.",
        f"Functie: adviseur\nE-mail: anna@raalte.example\nStand: {stand}",
        f"{SESSIES.rsplit(chr(10) * 2, maxsplit=1)[-1]}\nOp de wachtlijst", next_step, "{page}", ASK,
    )  # fmt: skip


def test_it_says_who_leaves_and_why(told: Leerlab) -> None:
    aanmelding = told.confirmed()
    scan(NOW)
    sign_off(aanmelding=aanmelding, now=NOW + HOUR, reden="verhuisd")
    scan(NOW + HOUR)
    check(
        told, "nieuws_organisator", "Afgemeld: Anna de Vries voor Bewoners bereiken",
        "Anna de Vries (Raalte) is afgemeld voor Bewoners bereiken.\nReden: verhuisd",
        "Functie: adviseur\nE-mail: anna@raalte.example",
        "Bekijk wie er meedoen:", "{page}", ASK,
    )  # fmt: skip


def test_it_says_which_sessie_somebody_dropped(told: Leerlab) -> None:
    aanmelding = told.confirmed()
    scan(NOW)
    leave(aanmelding=aanmelding, sessie=told.sessies["sessie-2"], now=NOW + HOUR)
    scan(NOW + HOUR)
    meeting = SESSIES.split("\n\n")[1].replace("Sessie 2", "Sessie 2 van Bewoners bereiken")
    check(
        told, "nieuws_organisator", "Afgemeld: Anna de Vries voor Sessie 2 van Bewoners bereiken",
        "Anna de Vries (Raalte) is afgemeld voor deze bijeenkomst.",
        "Functie: adviseur\nE-mail: anna@raalte.example",
        meeting, "Bekijk wie er meedoen:", "{page}", ASK,
    )  # fmt: skip


@pytest.mark.parametrize("people", [1, 6])
def test_the_html_says_the_same_in_the_style_of_the_provincie(told: Leerlab, people: int) -> None:
    huisstijl = factories.make_huisstijl(provincie=told.reeks.provincie)
    vouched(told, people)
    (subject,) = scan(NOW + MINUTE)
    mail = Bericht.objects.get(onderwerp=subject, aan=TEAM)
    read = Reader(mail.html)
    assert (re.findall(r"<title>(.*)</title>", mail.html), read.tags.count("h1")) == ([subject], 1)
    assert {huisstijl.kopkleur, huisstijl.hoofdkleur} <= read.colours
    page = f"{settings.SITE_URL}/beheer/programmes/reeks/{told.reeks.pk}/deelnemers/"
    own = {f"mailto:{mail.antwoord_aan}"} if people == 1 else set()
    assert set(read.addresses) == {page, f"mailto:{huisstijl.email}"} | own
    assert WHY in mail.html


def test_the_daily_mail_counts_and_names(told: Leerlab) -> None:
    ask_for(told, "dagelijks")
    anna = told.confirmed()
    told.confirmed(naam="Bram <b>Bos</b>", email=BRAM["email"])
    leave(aanmelding=anna, sessie=told.sessies["sessie-2"], now=NOW + MINUTE)
    sign_off(aanmelding=anna, now=NOW + HOUR, reden="verhuisd")
    scan(FOUR)
    mail = check(
        told, "nieuws_organisator_lijst", "Bewoners bereiken: 2 aangemeld, 2 afgemeld",
        "Dit is het nieuws over Bewoners bereiken.",
        "Aangemeld: 2\n- Anna de Vries (Raalte): heeft een plaats\n- Bram <b>Bos</b> (Raalte): heeft een plaats",
        "Afgemeld: 2\n- Anna de Vries (Raalte) voor Sessie 2 (dinsdag 6 oktober 2026, 12.00 tot 14.00 uur)"
        "\n- Anna de Vries (Raalte): verhuisd",
        "Bekijk wie er meedoen:", "{page}",
    )  # fmt: skip
    assert (mail.aan, mail.antwoord_aan) == (TEAM, TEAM)
    assert "<b>Bos" not in mail.html
    assert "Bram &lt;b&gt;Bos&lt;/b&gt; (Raalte)" in mail.html
