"""Reminders: at the time on the clock here, once, and only to who comes to something that is still to come."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from outbox.life import send_once_more
from outbox.models import Bericht, Onbestelbaar
from programmes.models import Reeks, Sessie
from programmes.publish import withdraw
from registrations import moves
from registrations.joining import leave, sign_off
from registrations.models import Aanmelding, Deelname, Herinnering, Sessiedatum
from registrations.reminder_times import Reminder, due, last_passed, moment_on
from registrations.reminders import AT_A_TIME, change, give_defaults, remind_due, remind_safely
from registrations.replies import come_after_all
from registrations.running_reeks import add_sessie, cancel_sessie
from registrations.signup import confirm
from registrations.takeover import ask_to_take_over
from registrations.tokens import token_for
from registrations.waiting_list import accept
from tests import factories
from tests.registrations.letters import LINK, check
from tests.registrations.test_mails import Reader
from tests.registrations.world import AMSTERDAM, NOW, Leerlab

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
# NOW is Tuesday 1 September, 12.00; sessie 1 a week later, 12.00; sessie 2 on Tuesday 6 October, 12.00.
SEVEN = datetime(2026, 9, 29, 9, tzinfo=AMSTERDAM)
ONE = datetime(2026, 10, 5, 9, tzinfo=AMSTERDAM)
BEGIN = datetime(2026, 10, 6, 12, tzinfo=AMSTERDAM)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def reminding(leerlab: Leerlab) -> Iterator[Leerlab]:
    """Give the leerlab only sessie 2 still to come, with the reminders that a reeks starts with; it is NOW."""
    with time_machine.travel(NOW, tick=False):
        leerlab.reeks.sessies.exclude(slug="sessie-2").delete()
        give_defaults(reeks=leerlab.reeks, now=NOW)
        yield leerlab


def scan(at: datetime) -> list[str]:
    """Let the worker look for what is due, and return to whom it sent something."""
    before = set(Bericht.objects.values_list("pk", flat=True))
    with time_machine.travel(at, tick=False):
        remind_due(now=at)
    sent = Bericht.objects.filter(soort="herinnering").exclude(pk__in=before).order_by("pk")
    return [aan.partition("@")[0] for aan in sent.values_list("aan", flat=True)]


def scans(*moments: datetime) -> list[list[str]]:
    return [scan(at) for at in moments]


def move(leerlab: Leerlab, begin: datetime | None, *, now: datetime) -> None:
    """Give sessie 2 another date, as the organiser does."""
    sessie = leerlab.reeks.sessies.get(slug="sessie-2")
    sessie.begin, sessie.einde = begin, begin + 2 * HOUR if begin else None
    with time_machine.travel(now, tick=False):
        moves.reschedule(sessie=sessie, now=now)


def comes(leerlab: Leerlab, *, now: datetime, **fields: str) -> Aanmelding:
    """Let somebody sign up and confirm at a later moment."""
    with time_machine.travel(now, tick=False):
        return leerlab.confirmed(now=now, **fields)


# --- When -------------------------------------------------------------------------------------------------------


def reminder(dagen_ervoor: int = 1, tijd: time = time(9), pk: int = 1, ingesteld_op: datetime = LONG_AGO) -> Reminder:
    return Reminder(pk=pk, dagen_ervoor=dagen_ervoor, tijd=tijd, ingesteld_op=ingesteld_op)


@pytest.mark.parametrize(
    ("begin", "dagen", "tijd", "moment"),
    [
        # Summer time ends on 25 October 2026 and begins on 28 March 2027.
        ((2026, 10, 25, 14, 0), 1, time(9), (2026, 10, 24, 7, 0)),
        ((2026, 10, 25, 14, 0), 0, time(9), (2026, 10, 25, 8, 0)),
        ((2026, 10, 26, 14, 0), 1, time(9), (2026, 10, 25, 8, 0)),
        ((2026, 10, 31, 14, 0), 7, time(9), (2026, 10, 24, 7, 0)),
        ((2027, 3, 28, 14, 0), 1, time(9), (2027, 3, 27, 8, 0)),
        ((2027, 3, 28, 14, 0), 0, time(9), (2027, 3, 28, 7, 0)),
        ((2027, 3, 29, 14, 0), 1, time(9), (2027, 3, 28, 7, 0)),
        ((2027, 4, 3, 14, 0), 7, time(9), (2027, 3, 27, 8, 0)),
        # 02.30 comes twice, and never: then it is 03.30.
        ((2026, 10, 26, 14, 0), 1, time(2, 30), (2026, 10, 25, 0, 30)),
        ((2027, 3, 29, 14, 0), 1, time(2, 30), (2027, 3, 28, 1, 30)),
        # The date here counts: half past midnight is another one in UTC.
        ((2026, 7, 2, 0, 30), 1, time(9), (2026, 7, 1, 7, 0)),
    ],
)
def test_a_reminder_is_due_when_the_clock_here_says_so(
    begin: tuple[int, ...], dagen: int, tijd: time, moment: tuple[int, ...]
) -> None:
    local = datetime(*begin, tzinfo=AMSTERDAM)  # type: ignore[misc, arg-type]  # five numbers
    expected = datetime(*moment, tzinfo=UTC)  # type: ignore[misc, arg-type]
    assert reminder(dagen, tijd).moment(local) == expected
    assert reminder(dagen, tijd).moment(local.astimezone(UTC)) == expected
    assert reminder(dagen, tijd).moment(local).tzinfo is UTC


def test_the_last_time_a_clock_said_so() -> None:
    day = moment_on(NOW.date(), time(16))
    assert last_passed(time(16), now=day) == day
    assert last_passed(time(16), now=day - MINUTE) == day - DAY
    after_summer = datetime(2026, 10, 25, 12, tzinfo=AMSTERDAM)
    assert last_passed(time(16), now=after_summer) == datetime(2026, 10, 24, 14, tzinfo=UTC)


def test_the_last_that_came_is_due() -> None:
    both = [reminder(7, pk=1), reminder(1, pk=2)]

    def which(now: datetime, since: datetime = LONG_AGO) -> int | None:
        found = due(both, begin=BEGIN, since=since, now=now)
        return found.pk if found else None

    assert [which(SEVEN - MINUTE), which(SEVEN), which(ONE - MINUTE), which(ONE)] == [None, 1, 1, 2]
    assert [which(BEGIN - MINUTE), which(BEGIN), which(BEGIN + DAY)] == [2, None, None]
    assert [which(SEVEN + DAY, since=SEVEN), which(SEVEN + DAY, since=SEVEN + MINUTE)] == [1, None]
    assert due([reminder(0, time(13))], begin=BEGIN, since=LONG_AGO, now=BEGIN + HOUR) is None
    assert due([reminder(7, ingesteld_op=SEVEN + MINUTE)], begin=BEGIN, since=LONG_AGO, now=ONE) is None


@pytest.mark.parametrize(
    ("begin", "tijd", "moments", "expected"),
    [
        # The clock says 02.30 twice: at 00.30 and at 01.30 UTC.
        ((2026, 10, 26), time(2, 30), ["2026-10-25T00:29", "2026-10-25T00:30", "2026-10-25T01:30"], [0, 1, 0]),
        # It goes from 02.00 to 03.00, at 01.00 UTC.
        ((2027, 3, 29), time(2, 30), ["2027-03-28T01:29", "2027-03-28T01:30", "2027-03-28T02:30"], [0, 1, 0]),
        ((2026, 10, 25), time(9), ["2026-10-24T06:59", "2026-10-24T07:00", "2026-10-24T08:00"], [0, 1, 0]),
        ((2027, 3, 28), time(9), ["2027-03-27T07:59", "2027-03-27T08:00", "2027-03-28T07:00"], [0, 1, 0]),
    ],
)
def test_around_summer_time_one_reminder_comes_at_the_time_on_the_clock(
    reminding: Leerlab, begin: tuple[int, int, int], tijd: time, moments: list[str], expected: list[int]
) -> None:
    reminding.confirmed()
    reminding.reeks.herinneringen.all().delete()
    Herinnering.objects.create(reeks=reminding.reeks, dagen_ervoor=1, tijd=tijd, ingesteld_op=NOW)
    move(reminding, datetime(*begin, 14, tzinfo=AMSTERDAM), now=NOW + HOUR)
    assert [len(scan(datetime.fromisoformat(at).replace(tzinfo=UTC))) for at in moments] == expected


# --- To whom ----------------------------------------------------------------------------------------------------


def test_everybody_with_a_place_is_reminded_at_each_moment_once(reminding: Leerlab) -> None:
    reminding.confirmed()
    reminding.confirmed(naam="Bram Bos", email="bram@raalte.example")
    assert scans(SEVEN - MINUTE, SEVEN, SEVEN + MINUTE, ONE - MINUTE) == [[], ["anna", "bram"], [], []]
    assert scans(ONE + MINUTE, ONE + MINUTE, BEGIN - MINUTE, BEGIN, BEGIN + DAY) == [["anna", "bram"], [], [], [], []]


def test_who_has_no_place_is_not_reminded(reminding: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-2").update(plaatsen=1)
    reminding.confirmed()
    reminding.confirmed(naam="Bram Bos", email="bram@raalte.example")
    reminding.sign_up(naam="Cor Cox", email="cor@raalte.example")
    assert scan(SEVEN) == ["anna"]


def test_who_signed_off_is_not_reminded(reminding: Leerlab) -> None:
    sign_off(aanmelding=reminding.confirmed(), now=NOW + HOUR)
    assert scans(SEVEN, ONE) == [[], []]


@pytest.mark.parametrize("status", ["onbevestigd", "aanvraag", "wachtlijst", "afgewezen", "afgemeld", "verlopen"])
def test_only_an_aanmelding_that_stands_counts(reminding: Leerlab, status: str) -> None:
    aanmelding = reminding.confirmed()
    Aanmelding.objects.filter(pk=aanmelding.pk).update(status=status, houdt_plaats=False)
    assert scan(SEVEN) == []


def test_who_refused_in_their_calendar_is_reminded_only_when_they_take_it_back(reminding: Leerlab) -> None:
    aanmelding = reminding.confirmed()
    Deelname.objects.update(meldt_af_op=SEVEN + HOUR)
    assert scan(SEVEN) == []
    come_after_all(aanmelding=aanmelding, sessie=reminding.sessies["sessie-2"], now=SEVEN + MINUTE)
    assert scans(SEVEN + HOUR, SEVEN + HOUR + MINUTE) == [[], ["anna"]]


def test_an_address_that_mail_does_not_arrive_at_is_left_out(reminding: Leerlab) -> None:
    reminding.confirmed()
    reminding.confirmed(naam="Bram Bos", email="bram@raalte.example")
    Onbestelbaar.objects.create(adres="anna@raalte.example", sinds=NOW, code="5.1.1")
    assert scan(SEVEN) == ["bram"]


def test_a_cancelled_sessie_reminds_nobody(reminding: Leerlab) -> None:
    reminding.confirmed()
    user = factories.make_organisator()
    cancel_sessie(sessie=reminding.sessies["sessie-2"], reden="Ziek.", user=user, now=NOW + HOUR)
    assert scans(SEVEN, ONE) == [[], []]


def test_one_reeks_does_not_remind_for_another(reminding: Leerlab) -> None:
    reminding.confirmed()
    other = factories.make_aanmelding(sessies=[factories.make_sessie(begin=BEGIN)])
    assert scan(SEVEN) == ["anna"]
    assert not Bericht.objects.filter(aan=other.email).exists()


# --- When a sessie moves ----------------------------------------------------------------------------------------


def test_a_moved_sessie_reminds_again_for_its_new_date(reminding: Leerlab) -> None:
    reminding.confirmed()
    assert scan(SEVEN) == ["anna"]
    move(reminding, BEGIN + 14 * DAY, now=SEVEN + HOUR)
    assert scans(ONE, SEVEN + 14 * DAY - MINUTE, SEVEN + 14 * DAY, ONE + 14 * DAY) == [[], [], ["anna"], ["anna"]]


def test_what_is_past_for_the_new_date_is_not_made_up_for(reminding: Leerlab) -> None:
    """The mail about the move says it all."""
    reminding.confirmed()
    scan(NOW)
    moved = NOW + 2 * DAY
    move(reminding, NOW + 5 * DAY, now=moved)
    assert scans(moved + MINUTE, moved + 2 * HOUR) == [[], []]
    assert scan((NOW + 4 * DAY).replace(hour=9)) == ["anna"]


def test_also_not_for_who_comes_in_after_the_move(reminding: Leerlab) -> None:
    move(reminding, NOW + 5 * DAY, now=NOW + 2 * DAY)
    comes(reminding, now=NOW + 3 * DAY)
    assert scan(NOW + 3 * DAY + 2 * HOUR) == []


def test_a_text_that_changes_later_makes_no_new_date(reminding: Leerlab) -> None:
    reminding.confirmed()
    scan(NOW)
    Sessie.objects.update(gewijzigd_op=SEVEN + MINUTE)
    assert scan(SEVEN + 2 * MINUTE) == ["anna"]


def test_a_date_that_is_withdrawn_and_set_again(reminding: Leerlab) -> None:
    reminding.confirmed()
    scan(NOW)
    move(reminding, None, now=NOW + DAY)
    assert scans(SEVEN, ONE) == [[], []]
    move(reminding, BEGIN + 3 * DAY, now=ONE + HOUR)
    assert scans(ONE + 3 * HOUR, ONE + 3 * DAY) == [[], ["anna"]]


def test_a_sessie_that_is_added_late_reminds_of_nothing_past(reminding: Leerlab) -> None:
    reminding.confirmed()
    sessie = factories.make_sessie(reeks=reminding.reeks, begin=NOW + 3 * DAY, slug="extra")
    add_sessie(sessie=sessie, user=factories.make_organisator(), now=NOW)
    assert scans(NOW + 2 * HOUR, (NOW + 2 * DAY).replace(hour=9)) == [[], ["anna"]]


# --- Who comes in late ------------------------------------------------------------------------------------------


def test_who_comes_in_late_gets_the_last_they_missed_an_hour_later(reminding: Leerlab) -> None:
    late = SEVEN + DAY
    comes(reminding, now=late)
    assert scans(late, late + HOUR - MINUTE, late + HOUR, late + HOUR + MINUTE) == [[], [], ["anna"], []]
    assert scan(ONE) == ["anna"]


def test_of_two_that_were_missed_only_the_last_comes(reminding: Leerlab) -> None:
    late = ONE + 2 * HOUR
    comes(reminding, now=late)
    assert scans(late + HOUR, late + 2 * HOUR, BEGIN - MINUTE) == [["anna"], [], []]


def test_who_comes_in_within_the_hour_before_gets_nothing_but_the_invitation(reminding: Leerlab) -> None:
    comes(reminding, now=BEGIN - 50 * MINUTE)
    assert scans(BEGIN - 5 * MINUTE, BEGIN + 10 * MINUTE) == [[], []]


def test_a_reminder_waits_until_an_hour_after_the_invitation(reminding: Leerlab) -> None:
    comes(reminding, now=SEVEN - 20 * MINUTE)
    assert scans(SEVEN, SEVEN + 40 * MINUTE) == [[], ["anna"]]


def test_who_gets_a_place_from_the_queue_is_late_too(reminding: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-2").update(plaatsen=1)
    sessie = reminding.sessies["sessie-2"]
    anna = reminding.confirmed()
    bram = reminding.confirmed(naam="Bram Bos", email="bram@raalte.example")
    assert scan(SEVEN) == ["anna"]
    leave(aanmelding=anna, sessie=sessie, now=SEVEN + HOUR)
    accept(aanmelding=bram, sessie=sessie, now=SEVEN + 2 * HOUR)
    assert scans(SEVEN + 2 * HOUR, SEVEN + 3 * HOUR, ONE) == [[], ["bram"], ["bram"]]


def test_who_takes_over_is_late_too(reminding: Leerlab) -> None:
    anna = reminding.confirmed()
    assert scan(SEVEN) == ["anna"]
    now = SEVEN + HOUR
    ask_to_take_over(aanmelding=anna, naam="Bram Bos", email="bram@raalte.example", functie="", now=now)
    confirm(aanmelding=Aanmelding.objects.get(email="bram@raalte.example"), now=now)
    assert scans(now + MINUTE, now + HOUR, ONE) == [[], ["bram"], ["bram"]]


# --- Workers ----------------------------------------------------------------------------------------------------


def test_a_worker_that_was_away_sends_the_last_only(reminding: Leerlab) -> None:
    reminding.confirmed()
    assert scans(ONE + 2 * HOUR, ONE + 3 * HOUR) == [["anna"], []]


def test_two_workers_whose_clocks_differ_send_one(reminding: Leerlab) -> None:
    reminding.confirmed()
    ahead, behind = SEVEN + 5 * MINUTE, SEVEN
    assert scans(SEVEN - MINUTE, ahead, behind, SEVEN + MINUTE, ahead + MINUTE) == [[], ["anna"], [], [], []]


def test_a_clock_that_is_put_back_or_forward_sends_nothing_twice(reminding: Leerlab) -> None:
    reminding.confirmed()
    assert scans(SEVEN + DAY, SEVEN - HOUR, SEVEN, SEVEN + DAY) == [["anna"], [], [], []]
    assert scans(ONE + MINUTE, ONE - HOUR, ONE + DAY, ONE + MINUTE) == [["anna"], [], [], []]


def test_after_the_last_reminder_no_earlier_one_comes(reminding: Leerlab) -> None:
    """The first was never sent, the last was, and then the clock is put back to between them."""
    reminding.confirmed()
    assert scans(ONE, ONE - HOUR) == [["anna"], []]


def test_many_people_are_reminded_in_parts(reminding: Leerlab) -> None:
    people = AT_A_TIME + 3
    for _ in range(people):
        factories.make_aanmelding(reeks=reminding.reeks)
    assert [len(sent) for sent in scans(SEVEN, SEVEN + MINUTE)] == [people, 0]


def test_more_than_one_round_takes_goes_in_the_next(reminding: Leerlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registrations.reminders.MOST", 2)
    for _ in range(3):
        factories.make_aanmelding(reeks=reminding.reeks)
    assert [len(sent) for sent in scans(SEVEN, SEVEN + MINUTE, SEVEN + 2 * MINUTE)] == [2, 1, 0]


def test_a_reeks_that_is_gone_meanwhile_keeps_no_other_waiting(caplog: pytest.LogCaptureFixture) -> None:
    assert remind_safely(Reeks(pk=0), [1], {}, now=NOW) == 0
    assert caplog.messages == ["Reminders of reeks 0 could not be sent"]


# --- What it costs ----------------------------------------------------------------------------------------------


def fill(leerlab: Leerlab, count: int) -> None:
    """Give the reeks so many sessies and people, and let the worker have seen the dates."""
    for index in range(count - 1):
        factories.make_sessie(reeks=leerlab.reeks, begin=BEGIN + index * MINUTE, slug=f"extra-{index}")
    for _ in range(count):
        factories.make_aanmelding(reeks=leerlab.reeks)
    scan(NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_when_nothing_is_due_a_scan_is_one_query(
    reminding: Leerlab, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(reminding, count)
    with django_assert_num_queries(1):
        remind_due(now=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_when_all_was_sent_a_scan_is_three(
    reminding: Leerlab, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(reminding, count)
    scan(SEVEN)
    assert len(scan(SEVEN + MINUTE)) == 0
    with django_assert_num_queries(3):
        remind_due(now=SEVEN + MINUTE)


@pytest.mark.parametrize("count", [1, 3])
def test_sending_costs_two_queries_a_mail(
    reminding: Leerlab, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(reminding, count)
    mails_to_send = count * count
    # Three to find them; a transaction with the lock and the rows; the mail and whose row it became.
    with time_machine.travel(SEVEN + 5 * MINUTE, tick=False), django_assert_num_queries(7 + 2 * mails_to_send):
        assert remind_due(now=SEVEN + 5 * MINUTE) == mails_to_send


# --- What the organiser sets ------------------------------------------------------------------------------------


def test_a_reeks_starts_with_a_week_and_a_day_before(leerlab: Leerlab) -> None:
    give_defaults(reeks=leerlab.reeks, now=NOW)
    give_defaults(reeks=leerlab.reeks, now=NOW)
    assert [str(row) for row in leerlab.reeks.herinneringen.all()] == [
        "7 dagen ervoor om 09.00 uur",
        "1 dag ervoor om 09.00 uur",
    ]
    assert str(Herinnering(dagen_ervoor=0, tijd=time(8, 30))) == "de dag zelf om 08.30 uur"


def test_without_reminders_nobody_is_reminded(reminding: Leerlab) -> None:
    reminding.confirmed()
    reminding.reeks.herinneringen.all().delete()
    assert scans(SEVEN, ONE) == [[], []]


def test_a_reminder_on_the_day_itself(reminding: Leerlab) -> None:
    reminding.confirmed()
    reminding.reeks.herinneringen.all().delete()
    Herinnering.objects.create(reeks=reminding.reeks, dagen_ervoor=0, tijd=time(8), ingesteld_op=NOW)
    Herinnering.objects.create(reeks=reminding.reeks, dagen_ervoor=0, tijd=time(13), ingesteld_op=NOW)
    eight = BEGIN.replace(hour=8)
    assert scans(eight - MINUTE, eight, BEGIN + HOUR + MINUTE) == [[], ["anna"], []]


def test_a_reminder_that_is_set_too_late_reminds_nobody(reminding: Leerlab) -> None:
    reminding.confirmed()
    scan(SEVEN)
    Herinnering.objects.create(reeks=reminding.reeks, dagen_ervoor=5, tijd=time(9), ingesteld_op=ONE - DAY)
    assert scans(ONE - DAY, ONE) == [[], ["anna"]]


def test_a_reminder_that_was_changed_counts_from_then(reminding: Leerlab) -> None:
    reminding.confirmed()
    assert scan(SEVEN) == ["anna"]
    row = reminding.reeks.herinneringen.get(dagen_ervoor=7)
    change(herinnering=row, dagen_ervoor=7, tijd=time(10), now=SEVEN + MINUTE)
    assert scan(SEVEN + HOUR) == []
    change(herinnering=row, dagen_ervoor=3, tijd=time(9), now=SEVEN + 2 * HOUR)
    assert scans(SEVEN + 3 * HOUR, SEVEN + 4 * DAY) == [[], ["anna"]]


def set_anew(leerlab: Leerlab, *, tijd: time = time(9), now: datetime) -> None:
    """Delete the reminder of a week before, and set one of the same day again."""
    leerlab.reeks.herinneringen.get(dagen_ervoor=7).delete()
    Herinnering.objects.create(reeks=leerlab.reeks, dagen_ervoor=7, tijd=tijd, ingesteld_op=now)


def test_a_reminder_that_is_deleted_and_set_again_is_the_same(reminding: Leerlab) -> None:
    """The clock of the worker was ahead, so that its moment was still to come for who set it again."""
    reminding.confirmed()
    assert scan(SEVEN) == ["anna"]
    set_anew(reminding, now=SEVEN - 2 * MINUTE)
    assert scans(SEVEN, SEVEN + HOUR, ONE) == [[], [], ["anna"]]


def test_one_that_is_set_again_for_later_that_day_is_as_one_that_was_changed(reminding: Leerlab) -> None:
    reminding.confirmed()
    assert scan(SEVEN) == ["anna"]
    set_anew(reminding, tijd=time(11), now=SEVEN + MINUTE)
    assert scans(SEVEN + 2 * HOUR, SEVEN + DAY, ONE) == [[], [], ["anna"]]


def test_of_two_on_a_day_the_second_comes_also_when_the_first_is_deleted(reminding: Leerlab) -> None:
    reminding.confirmed()
    second = Herinnering.objects.create(reeks=reminding.reeks, dagen_ervoor=7, tijd=time(13), ingesteld_op=NOW)
    assert scan(SEVEN) == ["anna"]
    reminding.reeks.herinneringen.exclude(pk=second.pk).get(dagen_ervoor=7).delete()
    assert scans(SEVEN + 3 * HOUR, SEVEN + 4 * HOUR, SEVEN + 5 * HOUR) == [[], ["anna"], []]


def test_a_mail_that_a_beheerder_sends_once_more_is_no_other_reminder(reminding: Leerlab) -> None:
    reminding.confirmed()
    assert scan(SEVEN) == ["anna"]
    Bericht.objects.update(staat="verzonden")
    assert send_once_more(Bericht.objects.filter(soort="herinnering"), now=SEVEN) == 1
    assert scans(SEVEN + MINUTE, ONE) == [[], ["anna"]]


def test_a_date_that_moves_away_and_back_reminds_of_it_once(reminding: Leerlab) -> None:
    reminding.confirmed()
    assert scan(ONE) == ["anna"]
    move(reminding, BEGIN + DAY, now=ONE + MINUTE)
    move(reminding, BEGIN, now=ONE + 2 * MINUTE)
    assert scans(ONE + 3 * MINUTE, BEGIN - MINUTE) == [[], []]


def test_what_was_sent_under_a_key_of_before_is_not_sent_again(reminding: Leerlab) -> None:
    """Keys held the number of the reminder and its days, not its time."""
    reminding.confirmed()
    assert scan(SEVEN) == ["anna"]
    row, deelname = reminding.reeks.herinneringen.get(dagen_ervoor=7), Deelname.objects.get()
    old = f"herinnering:{deelname.pk}:{int(BEGIN.timestamp())}:{row.pk}:7"
    assert Bericht.objects.filter(soort="herinnering").update(sleutel=old) == 1
    assert scan(SEVEN + MINUTE) == []
    change(herinnering=row, dagen_ervoor=7, tijd=time(10), now=SEVEN + MINUTE)
    assert scan(SEVEN + HOUR) == []
    set_anew(reminding, tijd=time(11), now=SEVEN + HOUR)
    assert scans(SEVEN + 2 * HOUR, ONE) == [[], ["anna"]]


def test_a_reeks_that_is_put_back_to_concept_still_reminds_who_comes(reminding: Leerlab) -> None:
    """A concept hides its pages from who looks around; who takes part is expected, and their own page works."""
    anna = reminding.confirmed()
    withdraw(reeks=reminding.reeks)
    pages = [reverse("aanmelding", args=[token_for(anna)]), reminding.reeks.get_absolute_url()]
    assert [Client().get(page).status_code for page in pages] == [200, 404]
    assert scan(SEVEN) == ["anna"]
    mail = Bericht.objects.get(soort="herinnering")
    assert pages[1] not in mail.tekst + mail.html
    # As with the mails about a sessie that moves.
    move(reminding, BEGIN + DAY, now=SEVEN + MINUTE)
    assert Bericht.objects.filter(soort="verplaatst").count() == 1
    assert scan(ONE + DAY) == ["anna"]


@pytest.mark.parametrize("fields", [{"dagen_ervoor": 7, "tijd": time(9)}, {"dagen_ervoor": 61, "tijd": time(9)}])
def test_the_database_holds_one_of_each_within_sixty_days(reminding: Leerlab, fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Herinnering.objects.create(reeks=reminding.reeks, **fields)


def test_since_when_a_sessie_has_its_date_is_kept(reminding: Leerlab) -> None:
    scan(NOW + MINUTE)
    move(reminding, BEGIN + DAY, now=NOW + HOUR)
    scan(NOW + 2 * HOUR)
    row = Sessiedatum.objects.get()
    assert (row.begin, row.sinds, str(row)) == (BEGIN + DAY, NOW + HOUR, "Sessie 2 op 07-10-2026")


# --- The words --------------------------------------------------------------------------------------------------

SUBJECT = "Herinnering: Sessie 2 van Bewoners bereiken, dinsdag 6 oktober"
MEETING = "Sessie 2 van Bewoners bereiken\nWanneer: dinsdag 6 oktober 2026, 12.00 tot 14.00 uur\nWaar: "
COMING = "Deze bijeenkomst komt eraan. Je hebt een plaats."
WHAT_NEXT = (
    "Kom je? Dan hoef je niets te doen. Kun je niet? Meld je dan af op je persoonlijke pagina."
    " Afwijzen in je agenda is niet genoeg."
)


def test_it_says_where_and_when_and_what_to_do(reminding: Leerlab) -> None:
    locatie = factories.make_locatie(naam="Gemeentehuis", adres="Zwolseweg 1", postcode="8102 AA", plaats="Raalte")
    Sessie.objects.update(locatie=locatie)
    reminding.confirmed()
    scan(SEVEN)
    place = f"{MEETING}{locatie.volledig}"
    mail = check(reminding, "herinnering", SUBJECT, COMING, place, WHAT_NEXT, LINK)
    assert (mail.kalender, mail.methode) == ("", "")
    assert mail.antwoord_aan == reminding.reeks.organisatie.email


def test_it_holds_the_link_of_an_online_meeting(reminding: Leerlab) -> None:
    Sessie.objects.update(online_link="https://overleg.example/kamer?a=1&b=2")
    reminding.confirmed()
    scan(SEVEN)
    place = f"{MEETING}online\nLink: https://overleg.example/kamer?a=1&b=2"
    check(reminding, "herinnering", SUBJECT, COMING, place, WHAT_NEXT, LINK)


def test_it_says_to_who_came_in_late_why_it_comes_now(reminding: Leerlab) -> None:
    comes(reminding, now=SEVEN + DAY)
    scan(SEVEN + DAY + HOUR)
    why = f"{COMING} De anderen kregen deze herinnering eerder. Toen had jij nog geen plaats."
    check(reminding, "herinnering", SUBJECT, why, f"{MEETING}locatie volgt", WHAT_NEXT, LINK)


def test_it_asks_once_more_who_did_not_say_whether_the_new_date_will_do(reminding: Leerlab) -> None:
    reminding.confirmed()
    Deelname.objects.update(gevraagd_op=NOW)
    scan(SEVEN)
    asked = "Er is iets veranderd aan deze bijeenkomst. Laat op je persoonlijke pagina weten of je nog kunt."
    check(reminding, "herinnering", SUBJECT, COMING, f"{MEETING}locatie volgt", asked, WHAT_NEXT, LINK)


def test_its_html_says_the_same_in_the_style_of_the_provincie(reminding: Leerlab) -> None:
    huisstijl = factories.make_huisstijl(provincie=reminding.reeks.provincie)
    Sessie.objects.update(online_link="https://overleg.example/kamer")
    comes(reminding, now=SEVEN + DAY)
    scan(SEVEN + DAY + HOUR)
    mail = Bericht.objects.get(soort="herinnering")
    read = Reader(mail.html)
    assert (re.findall(r"<title>(.*)</title>", mail.html), read.tags.count("h1")) == ([SUBJECT], 1)
    assert {huisstijl.kopkleur, huisstijl.hoofdkleur} <= read.colours
    assert set(read.addresses) == {
        "https://overleg.example/kamer", LINK, f"mailto:{huisstijl.email}",
        f"mailto:{reminding.reeks.organisatie.email}",
    }  # fmt: skip
    assert "Toen had jij nog geen plaats." in mail.html


def test_it_is_no_mail_that_strangers_trigger(settings: Any) -> None:
    assert "herinnering" not in settings.ANONYMOUS_MAIL_KINDS


def test_a_date_that_comes_back_is_a_new_one(reminding: Leerlab) -> None:
    """No moment counts at which there was no date; the mail about the date said it all."""
    comes(reminding, now=NOW)
    scan(NOW + MINUTE)
    move(reminding, None, now=SEVEN - DAY)
    assert scans(SEVEN + MINUTE) == [[]]
    back = SEVEN + 2 * DAY
    move(reminding, BEGIN, now=back)
    assert scans(back + 2 * HOUR, ONE + MINUTE) == [[], ["anna"]]
