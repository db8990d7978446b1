"""Leases: a message is in one worker's hand at a time, whatever the clocks of the workers say."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.mail import get_connection
from django.db import connection
from django.db.models.functions import Now
from django.test import override_settings

from outbox.deliver import LEASE, claim, deliver_due, send
from outbox.models import Bericht
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend
from tests.outbox.test_deliver import BEGIN, REFUSED_FOR_GOOD, queued, receivers

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        yield


def database_now() -> datetime:
    """Return what time it is to the database, whatever a test does to the clock of Python."""
    return Bericht.objects.annotate(moment=Now()).values_list("moment", flat=True)[0]


def pass_in_the_database(seconds: float) -> None:
    """Do as if the database's clock went so far ahead since the leases were given."""
    for row in Bericht.objects.filter(lease_tot__isnull=False):
        assert row.lease_tot is not None
        row.lease_tot -= timedelta(seconds=seconds)
        row.save(update_fields=["lease_tot"])


@pytest.mark.django_db
def test_a_claimed_message_is_taken_over_when_its_lease_is_over() -> None:
    row = queued()
    before = database_now()
    first = claim(now=datetime.now(UTC))
    assert first is not None
    assert (first.pk, first.pogingen) == (row.pk, 1)
    row.refresh_from_db()
    assert row.lease_tot is not None
    assert before + LEASE <= row.lease_tot <= database_now() + LEASE
    assert claim(now=datetime.now(UTC)) is None
    pass_in_the_database(LEASE.total_seconds() - 10)
    assert claim(now=datetime.now(UTC)) is None
    pass_in_the_database(11)
    assert deliver_due() == 1
    row.refresh_from_db()
    assert (row.staat, row.pogingen, len(receivers())) == ("verzonden", 2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(minutes=5), timedelta(days=1)])
def test_a_worker_whose_clock_is_wrong_gets_no_lease_that_another_has(jump: timedelta) -> None:
    row = queued(niet_voor=datetime.now(UTC) - timedelta(days=2))
    assert claim(now=datetime.now(UTC)) is not None
    with time_machine.travel(datetime.now(UTC) + jump, tick=False):
        assert (claim(now=datetime.now(UTC)), deliver_due()) == (None, 0)
    row.refresh_from_db()
    assert (row.pogingen, receivers()) == (1, [])


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(minutes=5), timedelta(days=1)])
def test_a_lease_from_a_worker_whose_clock_is_wrong_lasts_as_long_as_any(jump: timedelta) -> None:
    queued(niet_voor=datetime.now(UTC) - timedelta(days=2))
    with time_machine.travel(datetime.now(UTC) + jump, tick=False):
        assert claim(now=datetime.now(UTC)) is not None
    assert claim(now=datetime.now(UTC)) is None
    pass_in_the_database(LEASE.total_seconds() + 1)
    assert claim(now=datetime.now(UTC)) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("late_answer", [None, REFUSED_FOR_GOOD], ids=["a late yes", "a late no"])
def test_a_worker_that_lost_its_lease_does_not_write_over_the_next_one(late_answer: Exception | None) -> None:
    row = queued()
    now = datetime.now(UTC)
    slow = claim(now=now)
    pass_in_the_database(LEASE.total_seconds() + 1)
    quick = claim(now=now)
    assert slow is not None
    assert quick is not None
    ScriptedBackend.reset(late_answer)
    send(slow, get_connection())
    row.refresh_from_db()
    assert (row.staat, row.lease_sleutel, row.laatste_fout) == ("wacht", quick.lease_sleutel, "")
    send(quick, get_connection())
    row.refresh_from_db()
    assert (row.staat, row.pogingen, row.lease_tot) == ("verzonden", 2, None)


@pytest.mark.django_db
def test_claim_looks_before_it_takes_the_write_lock(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert claim(now=BEGIN) is None


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once() -> None:
    rows = [queued(aan=f"deelnemer{number}@raalte.example") for number in range(24)]
    barrier = Barrier(4)

    def work(_: int) -> int:
        try:
            barrier.wait(timeout=10)
            return deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, range(4)))
    assert (sum(counts), Counter(receivers())) == (24, Counter(row.aan for row in rows))
    assert set(Bericht.objects.values_list("staat", "pogingen", "lease_tot")) == {("verzonden", 1, None)}


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_for_one_message_give_it_to_one() -> None:
    queued()
    barrier = Barrier(6)

    def take(_: int) -> bool:
        try:
            barrier.wait(timeout=10)
            return claim(now=datetime.now(UTC)) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, range(6))) == [False] * 5 + [True]
    assert Bericht.objects.get().pogingen == 1
