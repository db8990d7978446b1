"""The quota of an address: at most 5 mails in 15 minutes and 15 in a day of the kinds a stranger can trigger."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import override_settings

from outbox.queue import queue
from outbox.quota import may_mail

KINDS = frozenset({"bevestig", "link_kwijt"})
ADDRESS = "deelnemer@raalte.example"
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def send(minutes: int, *, soort: str = "bevestig", aan: str = ADDRESS) -> None:
    """Queue one mail so many minutes after the beginning."""
    with time_machine.travel(BEGIN + timedelta(minutes=minutes), tick=False):
        queue(soort=soort, aan=aan, onderwerp="Onderwerp", tekst="Tekst.")


def may(minutes: float, *, aan: str = ADDRESS) -> bool:
    """Ask whether one more mail may go, so many minutes after the beginning."""
    return may_mail(aan, kinds=KINDS, now=BEGIN + timedelta(minutes=minutes))


def test_the_fifth_mail_within_a_quarter_is_the_last() -> None:
    answers = []
    for minute in range(6):
        answers.append(may(minute))
        send(minute)
    assert answers == [True, True, True, True, True, False]


@pytest.mark.parametrize(("minutes", "answer"), [(14, False), (14.99, False), (15, True), (60, True)])
def test_the_window_of_a_quarter_slides(minutes: float, answer: bool) -> None:  # noqa: FBT001 - a table
    for minute in (0, 1, 2, 2, 2):
        send(minute)
    assert may(minutes) is answer


@pytest.mark.parametrize(("minutes", "answer"), [(23 * 60, False), (24 * 60 - 1, False), (24 * 60, True)])
def test_the_fifteenth_mail_of_a_day_is_the_last(minutes: int, answer: bool) -> None:  # noqa: FBT001 - a table
    for number in range(15):
        send(20 * number)
    assert may(minutes) is answer


def test_only_anonymous_kinds_to_this_address_count() -> None:
    for minute in range(5):
        send(minute, soort="uitnodiging")
        send(minute, aan="ander@raalte.example")
    assert (may(5), may(5, aan="ander@raalte.example")) == (True, False)


def test_another_way_of_writing_is_the_same_address() -> None:
    for minute in range(5):
        send(minute, aan="Deelnemer@RAALTE.example")
    assert may(5, aan=" DEELNEMER@raalte.example ") is False


@override_settings(RATE_LIMITS=False)
def test_with_rate_limits_off_everything_may_go() -> None:
    for minute in range(16):
        send(minute)
    assert may(16) is True
