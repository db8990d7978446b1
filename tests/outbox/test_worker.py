"""The background process: its rounds, its heartbeat, its end, and what a scan that fails may not do."""

import logging
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.utils.module_loading import import_string

from outbox import worker as worker_module
from outbox.models import Bericht, Hartslag
from outbox.queue import queue
from outbox.worker import Worker
from tests.outbox import scans
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

pytestmark = pytest.mark.both_databases

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GOOD, FAILS, FAILS_IN_DATABASE = (f"tests.outbox.scans.{name}" for name in ("good", "fails", "fails_in_database"))


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    scans.ran.clear()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


def queue_one() -> None:
    """Queue a mail."""
    queue(soort="proef", aan="a@raalte.example", onderwerp="Onderwerp", tekst="Tekst.")


# --- A round -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_round_beats_sends_and_scans(clock: time_machine.Traveller) -> None:  # noqa: ARG001 - stops the clock
    for _ in range(25):
        queue_one()
    worker = Worker({GOOD: 60})
    worker.run_once()
    assert (len(ScriptedBackend.taken), scans.ran) == (25, [("good", BEGIN)])
    assert list(Hartslag.objects.values_list("naam", "gezien_op")) == [(worker.name, BEGIN)]
    assert str(Hartslag.objects.get()) == worker.name


@pytest.mark.django_db
def test_each_scan_keeps_its_own_pause(clock: time_machine.Traveller) -> None:
    worker = Worker({GOOD: 2, FAILS: 5})
    for _ in range(7):
        worker.run_once()
        clock.shift(SECOND)
    assert [(name, (at - BEGIN).seconds) for name, at in scans.ran] == [
        ("good", 0), ("fails", 0), ("good", 2), ("good", 4), ("fails", 5), ("good", 6),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", [FAILS, FAILS_IN_DATABASE])
def test_a_scan_that_fails_stops_neither_mail_nor_the_next_scan(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker({broken: 0, GOOD: 0})
    for _ in range(3):
        queue_one()
        with caplog.at_level(logging.ERROR, logger="outbox"):
            worker.run_once()
    name = broken.rpartition(".")[2]
    assert (len(ScriptedBackend.taken), [ran for ran, _ in scans.ran]) == (3, [name, "good"] * 3)
    assert [record.getMessage() for record in caplog.records if record.name == "outbox"] == [
        f"Scan {broken} failed"
    ] * 3


@pytest.mark.parametrize("path", sorted(settings.WORKER_SCANS))
def test_the_scans_of_the_settings_exist(path: str) -> None:
    assert callable(import_string(path))
    assert settings.WORKER_SCANS[path] > 0


@pytest.mark.django_db
def test_the_scans_come_from_the_settings() -> None:
    with override_settings(WORKER_SCANS={GOOD: 7}):
        assert {path: pause for path, (_, pause) in Worker().scans.items()} == {GOOD: 7 * SECOND}


@pytest.mark.django_db
def test_a_scan_that_does_not_exist_stops_the_start() -> None:
    with pytest.raises(ImportError):
        Worker({"outbox.bestaat_niet.scan": 1})


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1)])
def test_a_clock_that_is_put_right_keeps_nothing_waiting_and_does_nothing_twice(
    jump: timedelta, clock: time_machine.Traveller
) -> None:
    worker = Worker({GOOD: 60})
    worker.run_once()
    clock.shift(jump)
    queue_one()
    for _ in range(3):
        worker.run_once()
        clock.shift(SECOND)
    assert [at - BEGIN for _, at in scans.ran] == [timedelta(0), jump]
    assert (Hartslag.objects.get().gezien_op - BEGIN, len(ScriptedBackend.taken)) == (jump, 1)


# --- The heartbeat -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_heart_beats_every_fifteen_seconds(clock: time_machine.Traveller) -> None:
    worker, seen = Worker({}), []
    for _ in range(32):
        worker.run_once()
        seen.append((Hartslag.objects.get().gezien_op - BEGIN).seconds)
        clock.shift(SECOND)
    assert seen == [0] * 15 + [15] * 15 + [30] * 2


class SlowBackend(ScriptedBackend):
    """A mail server that takes 20 seconds for each message."""

    clock: time_machine.Traveller

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.clock.shift(20 * SECOND)
        return super().send_messages(email_messages)


@pytest.mark.django_db
@override_settings(EMAIL_BACKEND="tests.outbox.test_worker.SlowBackend")
def test_a_slow_mail_server_does_not_make_the_worker_look_dead(clock: time_machine.Traveller) -> None:
    SlowBackend.clock = clock
    for _ in range(10):
        queue_one()
    worker = Worker({})
    for _ in range(5):
        worker.run_once()
    assert Hartslag.objects.get().gezien_op == BEGIN + 200 * SECOND


@pytest.mark.django_db
@override_settings(EMAIL_BACKEND="tests.outbox.test_worker.SlowBackend")
def test_a_slow_mail_server_keeps_no_scan_waiting(clock: time_machine.Traveller) -> None:
    SlowBackend.clock = clock
    for _ in range(5):
        queue_one()
    worker, left, before = Worker({"tests.outbox.scans.good": 1}), [], len(scans.ran)
    for _ in range(3):
        worker.run_once()
        left.append((Bericht.objects.filter(staat="wacht").count(), len(scans.ran) - before))
    assert left == [(3, 1), (1, 2), (0, 3)]


@pytest.mark.django_db
def test_workers_that_are_long_gone_are_forgotten(clock: time_machine.Traveller) -> None:  # noqa: ARG001
    for hours in (1, 23, 25, 100):
        Hartslag.objects.create(naam=f"weg {hours}", gezien_op=BEGIN - timedelta(hours=hours))
    worker = Worker({})
    worker.run_once()
    assert set(Hartslag.objects.values_list("naam", flat=True)) == {"weg 1", "weg 23", worker.name}


# --- The end -----------------------------------------------------------------------------------------------


class StoppingBackend(ScriptedBackend):
    """A mail server that hears, during the second message, that the worker is asked to stop."""

    worker: Worker

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if len(self.taken) == 1:
            self.worker.stop()
        return super().send_messages(email_messages)


@pytest.mark.django_db(transaction=True)
@override_settings(EMAIL_BACKEND="tests.outbox.test_worker.StoppingBackend")
def test_stop_ends_after_the_message_in_hand() -> None:
    for _ in range(5):
        queue_one()
    StoppingBackend.worker = worker = Worker({GOOD: 1})
    worker.run()
    assert (len(ScriptedBackend.taken), Bericht.objects.waiting().count(), scans.ran) == (2, 3, [])


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "POLL_SECONDS", 0.01)
    worker = Worker({GOOD: 1})
    waits: list[float | None] = []
    table = Bericht._meta.db_table

    def wait(seconds: float | None = None) -> bool:
        # After the long pause the table is back; after the short one of a good round it is enough.
        waits.append(seconds)
        if seconds == 5:
            rename(f"{table}_weg", table)
        elif scans.ran:
            worker.stop()
        return worker.stopping.is_set()

    def rename(old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    monkeypatch.setattr(worker.stopping, "wait", wait)
    queue_one()
    rename(table, f"{table}_weg")
    worker.run()
    assert (waits, len(ScriptedBackend.taken), len(scans.ran)) == ([5, 0.01, 0.01], 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_made_anew() -> None:
    worker = Worker({GOOD: 0})
    worker.run_once()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        killer = threading.Thread(target=cut, args=[backend])
        killer.start()
        killer.join()
    else:
        connection.close()
    queue_one_when_it_works(worker)
    assert (len(ScriptedBackend.taken), [name for name, _ in scans.ran][-1]) == (1, "good")


def cut(backend: int) -> None:
    """Cut another connection of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    connection.close()


def queue_one_when_it_works(worker: Worker) -> None:
    """Let the worker meet the cut first; then queue a mail and let it run until it stops by itself."""

    def stop_soon() -> None:
        try:
            queue_one()
            for _ in range(1000):
                if Bericht.objects.waiting().count() == 0:
                    break
                threading.Event().wait(0.01)
            worker.stop()
        finally:
            connection.close()

    helper = threading.Thread(target=stop_soon)
    helper.start()
    worker.run()
    helper.join()


# --- The command -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_command_can_do_one_round() -> None:
    queue_one()
    with override_settings(WORKER_SCANS={GOOD: 1}):
        call_command("worker", "--eenmaal")
    assert (len(ScriptedBackend.taken), len(scans.ran)) == (1, 1)
