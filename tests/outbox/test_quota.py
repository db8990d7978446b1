"""The quota of a mailbox: at most 3 mails in 15 minutes and 10 in a day of all kinds a stranger can trigger."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.mail import get_connection
from django.test import override_settings

from outbox.deliver import claim, deliver_due
from outbox.deliver import send as send_claimed
from outbox.models import Bericht
from outbox.queue import queue
from outbox.quota import earliest, may_mail
from registrations.own_calendar import new_link
from tests import factories
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

ADDRESS = "deelnemer@raalte.example"
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        yield


def send(minutes: float, *, soort: str = "bevestig", aan: str = ADDRESS) -> None:
    """Queue one mail so many minutes after the beginning."""
    with time_machine.travel(BEGIN + minutes * MINUTE, tick=False):
        queue(soort=soort, aan=aan, onderwerp="Onderwerp", tekst="Tekst.")


def may(minutes: float, *, aan: str = ADDRESS) -> bool:
    """Ask whether one more mail may go, so many minutes after the beginning."""
    return may_mail(aan, now=BEGIN + minutes * MINUTE)


def test_what_strangers_trigger_is_known() -> None:
    together = {"account", "al_aangemeld", "belangstelling", "bevestig", "link_kwijt", "overname"}
    assert set(settings.ANONYMOUS_MAIL_KINDS) == together | {"agendalink"}


def test_the_third_mail_within_a_quarter_is_the_last() -> None:
    answers = []
    for minute in range(4):
        answers.append(may(minute))
        send(minute)
    assert answers == [True, True, True, False]


@pytest.mark.parametrize(("minutes", "answer"), [(14, False), (14.99, False), (15, True), (60, True)])
def test_the_window_of_a_quarter_slides(minutes: float, answer: bool) -> None:  # noqa: FBT001 - a table
    for minute in (0, 1, 2):
        send(minute)
    assert may(minutes) is answer


@pytest.mark.parametrize(("minutes", "answer"), [(23 * 60, False), (24 * 60 - 1, False), (24 * 60, True)])
def test_the_tenth_mail_of_a_day_is_the_last(minutes: int, answer: bool) -> None:  # noqa: FBT001 - a table
    for number in range(10):
        send(20 * number)
    assert may(minutes) is answer


def test_all_anonymous_kinds_count_together_and_no_other() -> None:
    for minute, soort in enumerate(["bevestig", "account", "uitnodiging", "bevestigd"]):
        send(minute, soort=soort)
    before = may(4)
    send(5, soort="link_kwijt")
    assert (before, may(6), may(6, aan="ander@raalte.example")) == (True, False, True)


def test_who_makes_calendar_links_can_still_sign_up() -> None:
    """Only who holds a personal link makes these, and they have a quota of their own."""
    aanmelding = factories.make_aanmelding(email=ADDRESS)
    for minutes in range(0, 10 * 61, 61):
        now = BEGIN + minutes * MINUTE
        with time_machine.travel(now, tick=False):
            new_link(aanmeldingen=[aanmelding], email=ADDRESS, now=now)
            deliver_due()
    after = 10 * 61
    assert Bericht.objects.filter(soort="agendalink", staat="verzonden").count() == 10
    assert (may(after), may_mail(ADDRESS, now=BEGIN + after * MINUTE, soort="agendalink")) == (True, False)
    send(after, soort="bevestig")
    with time_machine.travel(BEGIN + after * MINUTE, tick=False):
        assert deliver_due() == 1


def test_calendar_links_keep_to_their_own_quota() -> None:
    for minute in range(3):
        send(minute)
    for _ in range(4):
        send(3, soort="agendalink")
    taken = []
    for minutes in (4, 18):
        with time_machine.travel(BEGIN + minutes * MINUTE, tick=False):
            deliver_due()
            taken.append(len(ScriptedBackend.taken))
    assert taken == [6, 6]


@pytest.mark.parametrize(
    ("written", "asked", "same"),
    [
        ("Deelnemer@RAALTE.example", " DEELNEMER@raalte.example ", True),
        ("deelnemer+a@raalte.example", ADDRESS, True),
        (ADDRESS, "Deelnemer+B+c@raalte.example", True),
        ("deelnemer+a@raalte.example", "deelnemer+b@raalte.example", True),
        ("deelnemer@zwolle.example", ADDRESS, False),
        ("deelnemer2@raalte.example", ADDRESS, False),
        ("deelnemer2+a@raalte.example", ADDRESS, False),
        ("deelnemerx@raalte.example", "deelneme_x@raalte.example", False),
        ("+a@raalte.example", "+b@raalte.example", False),
    ],
)
def test_ways_to_write_one_mailbox(written: str, asked: str, same: bool) -> None:  # noqa: FBT001 - a table
    for minute in range(3):
        send(minute, aan=written)
    assert may(3, aan=asked) is not same
    assert set(Bericht.objects.values_list("aan", flat=True)) == {written.lower()}


def test_what_is_planned_over_the_quota_keeps_to_it_too() -> None:
    """And nothing is planned further ahead than a day: who needs it then can ask again."""
    minutes = []
    for _ in range(14):
        moment = earliest(ADDRESS, now=BEGIN)
        minutes.append(moment and (moment - BEGIN) / MINUTE)
        if moment:
            queue(soort="bevestig", aan=ADDRESS, onderwerp="O", tekst="T", niet_voor=moment)
    day = 24 * 60
    assert minutes == [0, 0, 0, 15, 15, 15, 30, 30, 30, 45, day, day, day, None]


def test_who_was_left_out_can_ask_again_the_next_day() -> None:
    for _ in range(10):
        send(0)
    for _ in range(3):
        send(24 * 60)
    assert earliest(ADDRESS, now=BEGIN) is None
    later = BEGIN + timedelta(days=1, minutes=15)
    assert earliest(ADDRESS, now=later) == later


def test_the_worker_keeps_to_it_when_all_is_due_together() -> None:
    """Forms at the same moment can not see each other's mail, and a mail server can be down for a day."""
    for number in range(12):
        send(0, aan=f"deelnemer+{number}@raalte.example")
    send(0, soort="uitnodiging")
    taken = []
    for minutes in (1, 2, 16, 31, 46, 24 * 60, 24 * 60 + 1, 24 * 60 + 16):
        with time_machine.travel(BEGIN + minutes * MINUTE, tick=False):
            deliver_due()
            taken.append(len(ScriptedBackend.taken))
    assert taken == [4, 4, 7, 10, 11, 11, 13, 13]
    assert set(Bericht.objects.values_list("staat", "pogingen", "lease_tot")) == {("verzonden", 1, None)}


def test_what_another_worker_has_in_hand_counts_as_sent() -> None:
    for _ in range(4):
        send(0)
    with time_machine.travel(BEGIN + MINUTE, tick=False) as clock:
        first, second = claim(now=BEGIN + MINUTE), claim(now=BEGIN + MINUTE)
        assert first is not None
        assert second is not None
        assert (deliver_due(), len(ScriptedBackend.taken)) == (2, 1)
        for taken in (first, second):
            send_claimed(taken, get_connection())
        assert len(ScriptedBackend.taken) == 3
        clock.shift(14 * MINUTE)
        assert deliver_due() == 0
        clock.shift(MINUTE)
        assert (deliver_due(), len(ScriptedBackend.taken)) == (1, 4)


@override_settings(RATE_LIMITS=False)
def test_with_rate_limits_off_everything_may_go() -> None:
    for minute in range(11):
        send(minute)
    assert may(11) is True
    with time_machine.travel(BEGIN + 12 * MINUTE, tick=False):
        deliver_due()
    assert len(ScriptedBackend.taken) == 11


def test_one_query_decides(django_assert_num_queries: Any) -> None:
    send(0)
    with django_assert_num_queries(1):
        may(1)
