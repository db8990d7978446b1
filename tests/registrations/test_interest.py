"""Interest is noted once and mailed once, also when the mailbox had its quota the first time."""

from datetime import timedelta

import pytest
import time_machine

from outbox.models import Bericht
from outbox.queue import queue
from registrations.interest import note_interest
from registrations.models import Belangstelling
from tests.registrations.world import NOW, Leerlab

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)


def wish(leerlab: Leerlab, *, days: int = 0) -> int:
    """Leave interest so many days later, and return how many mails about it there are then."""
    with time_machine.travel(NOW + days * DAY, tick=False):
        note_interest(reeks=leerlab.reeks, gegevens=leerlab.gegevens(), toelichting="", now=NOW + days * DAY)
    return Bericht.objects.filter(soort="belangstelling").count()


def test_a_second_time_changes_nothing_and_mails_nobody(leerlab: Leerlab) -> None:
    assert [wish(leerlab), wish(leerlab, days=2)] == [1, 1]
    assert Belangstelling.objects.get().aangemaakt_op == NOW


def test_who_got_no_mail_the_first_time_can_ask_again(leerlab: Leerlab) -> None:
    """It holds the one link to take the interest back with."""
    for day in (0, 1):
        for _ in range(10):
            queue(soort="bevestig", aan=leerlab.gegevens().email, onderwerp="O", tekst="T", niet_voor=NOW + day * DAY)
    assert [wish(leerlab), wish(leerlab, days=2), wish(leerlab, days=4)] == [0, 1, 1]
    assert Belangstelling.objects.count() == 1
