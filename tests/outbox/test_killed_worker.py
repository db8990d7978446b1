"""Real worker processes that are killed while they send: nothing is lost and nothing is a file twice."""

import signal
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from outbox.deliver import deliver_due
from outbox.models import Bericht, Hartslag
from outbox.queue import queue
from tests.outbox import processes
from tests.outbox.dying_backend import POINTS
from tests.outbox.processes import PATIENCE, start, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
MESSAGES = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mail"


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    """The variables with which a process works on the database of this test."""
    return processes.environment(f"file:{folder}")


def fill() -> None:
    """Queue mails to different people."""
    for number in range(MESSAGES):
        queue(soort="proef", aan=f"a{number}@raalte.example", onderwerp=f"Bericht {number}", tekst="Tekst.")


def sent(folder: Path) -> list[str]:
    """Return to whom the files in the folder are, whole files only."""
    return sorted(str(message_from_bytes(file.read_bytes())["To"]) for file in folder.glob("*.eml"))


def send_the_rest(folder: Path) -> None:
    """Send what is due, as the next worker does."""
    with override_settings(EMAIL_BACKEND="outbox.eml_files.EmlFileBackend", EMAIL_FILE_PATH=folder):
        deliver_due()


def let_leases_end() -> None:
    """Do as if the five minutes of a lease are over."""
    Bericht.objects.filter(lease_tot__isnull=False).update(lease_tot=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_worker_loses_nothing_and_the_next_one_ends_the_work(
    point: str, folder: Path, environment: dict[str, str]
) -> None:
    fill()
    killed = start(environment, "-m", "tests.outbox.dying_backend", point, "3")
    assert killed.wait(PATIENCE) == -signal.SIGKILL
    in_hand = Bericht.objects.get(lease_tot__isnull=False)
    assert (in_hand.staat, in_hand.aan) == ("wacht", "a2@raalte.example")
    assert len(sent(folder)) == (3 if point == "after" else 2)

    # Meanwhile another worker sends the rest, and leaves what the dead one has in hand.
    send_the_rest(folder)
    assert list(Bericht.objects.waiting().values_list("pk", flat=True)) == [in_hand.pk]

    let_leases_end()
    send_the_rest(folder)
    assert sent(folder) == [f"a{number}@raalte.example" for number in range(MESSAGES)]
    assert set(Bericht.objects.values_list("staat", "lease_tot")) == {("verzonden", None)}
    assert Bericht.objects.get(pk=in_hand.pk).pogingen == 2


def test_workers_that_are_killed_at_any_moment(folder: Path, environment: dict[str, str]) -> None:
    fill()
    for number in (1, 3, 5):
        running = start(environment, "manage.py", "worker")
        wait_for(lambda number=number: len(sent(folder)) >= number)  # type: ignore[misc]
        running.kill()
        assert running.wait(PATIENCE) == -signal.SIGKILL
        let_leases_end()
    send_the_rest(folder)
    assert sent(folder) == [f"a{number}@raalte.example" for number in range(MESSAGES)]
    assert set(Bericht.objects.values_list("staat", flat=True)) == {"verzonden"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_stops_neatly_when_it_is_asked(number: int, folder: Path, environment: dict[str, str]) -> None:
    fill()
    running = start(environment, "manage.py", "worker")
    wait_for(lambda: Bericht.objects.waiting().count() == 0)
    running.send_signal(number)
    assert running.wait(PATIENCE) == 0
    assert (len(sent(folder)), Hartslag.objects.count()) == (MESSAGES, 1)
    assert Bericht.objects.filter(lease_tot__isnull=False).count() == 0
