"""Two write while others read: nobody who asks after a change was stored is shown what was before."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from programmes.models import Reeks, Sessie
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
SECONDS = 1.5
READERS = 3


def test_readers_never_see_what_was_before() -> None:
    """The writer raises a number in the title; whoever asks after it was stored reads that number or a later one."""
    reeks = factories.make_reeks(titel="Nummer 0", slug="een")
    factories.make_sessie(reeks=reeks)
    stored, problems, reads = [0], [], [0]
    until = time.monotonic() + SECONDS

    def write() -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            Reeks.objects.filter(pk=reeks.pk).update(titel=f"Nummer {number}")
            stored[0] = number
            time.sleep(0.003)
        connection.close()

    def disturb() -> None:
        while time.monotonic() < until:
            begin = factories.next_month() + timedelta(days=1)
            Sessie.objects.filter(reeks=reeks).update(begin=begin, einde=begin + timedelta(hours=1))
            time.sleep(0.007)
        connection.close()

    def read() -> None:
        client = Client()
        while time.monotonic() < until:
            known = stored[0]
            text = client.get("/overijssel/een/").content.decode()
            shown = int(text.split("<h1>Nummer ")[1].split("<")[0])
            reads[0] += 1
            if shown < known:
                problems.append((known, shown))
        connection.close()

    threads = [threading.Thread(target=work) for work in (write, disturb, *[read] * READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert (stored[0] > 20, reads[0] > 20) == (True, True)
    assert f"<h1>Nummer {stored[0]}</h1>" in Client().get("/overijssel/een/").content.decode()
