"""Leases of killed workers: taken over at once on the same host, after their end elsewhere."""

import os
import socket
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.deliver import claim, release_dead_leases
from outbox.models import Bericht
from outbox.processes import is_gone, process_name
from outbox.queue import queue
from outbox.worker import Worker

HOST = socket.gethostname()


def dead_process() -> str:
    """Return the name of a process of this host that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return f"{HOST}:{child.pid}"


def leased_by(name: str) -> Bericht:
    """Make a message that a process has in hand."""
    queue(soort="proef", aan="anna@raalte.example", onderwerp="Proef", tekst="Tekst")
    bericht = Bericht.objects.latest("pk")
    Bericht.objects.filter(pk=bericht.pk).update(lease_van=name, lease_tot=timezone.now() + timedelta(minutes=5))
    return bericht


def test_who_is_gone() -> None:
    assert is_gone(dead_process())
    assert not is_gone(process_name())
    assert not is_gone(f"{HOST}:1")
    for name in ("elders:1", f"{HOST}:", f"{HOST}:x", f"{HOST}:{2**80}", "", ":"):
        assert not is_gone(name), name


@pytest.mark.django_db
def test_only_what_the_dead_of_this_host_held_is_free_again() -> None:
    dead = leased_by(dead_process())
    leased_by(process_name())
    leased_by("elders:1")
    assert release_dead_leases() == 1
    assert list(Bericht.objects.due(timezone.now())) == [dead]
    claimed = claim(now=timezone.now())
    assert claimed is not None
    assert (claimed.pk, claimed.lease_van) == (dead.pk, f"{HOST}:{os.getpid()}")


@pytest.mark.django_db
def test_a_starting_worker_takes_over_from_one_with_its_own_name() -> None:
    leased_by(process_name())
    assert (release_dead_leases(), release_dead_leases(is_starting=True)) == (0, 1)


@pytest.mark.django_db
def test_a_new_worker_sends_at_once_what_a_killed_one_had_in_hand() -> None:
    bericht = leased_by(dead_process())
    Worker({}).run_once()
    bericht.refresh_from_db()
    assert bericht.staat == "verzonden"
