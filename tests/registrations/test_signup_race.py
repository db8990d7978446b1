"""Several at once, with real threads and real transactions, on whichever database the suite runs."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from outbox.models import Bericht
from registrations.models import Aanmelding, Deelname
from registrations.signup import Outcome, confirm, join, leave, sign_up
from tests.registrations.world import NOW, make_leerlab

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def together(act: Callable[[int], object]) -> list[object]:
    """Run `act` in threads that start at one moment; return what each returned or raised."""
    barrier = threading.Barrier(THREADS)
    results: list[object] = [None] * THREADS

    def run(index: int) -> None:
        try:
            barrier.wait()
            results[index] = act(index)
        except Exception as error:  # noqa: BLE001 - an error in a thread is a result to be looked at
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_person_many_times_is_one_aanmelding_and_one_mail() -> None:
    leerlab = make_leerlab()
    results = together(
        lambda _: sign_up(reeks=leerlab.reeks, gegevens=leerlab.gegevens(), omvang="reeks", slugs=[], now=NOW)
    )
    assert sorted(str(result) for result in results) == sorted(
        [str(Outcome.NEW)] + [str(Outcome.KNOWN)] * (THREADS - 1)
    )
    assert (Aanmelding.objects.count(), Deelname.objects.count(), Bericht.objects.count()) == (1, 4, 1)


def test_many_persons_at_once_all_get_in() -> None:
    leerlab = make_leerlab()
    results = together(
        lambda index: sign_up(
            reeks=leerlab.reeks,
            gegevens=leerlab.gegevens(email=f"persoon{index}@raalte.example"),
            omvang="reeks",
            slugs=[],
            now=NOW,
        )
    )
    assert results == [Outcome.NEW] * THREADS
    assert Deelname.objects.count() == 4 * THREADS


def test_confirming_from_two_devices_sends_each_mail_once() -> None:
    leerlab = make_leerlab()
    aanmelding = leerlab.sign_up()
    assert together(lambda _: confirm(aanmelding=aanmelding, now=NOW)) == [None] * THREADS
    assert Bericht.objects.filter(soort="bevestigd").count() == 1
    assert Bericht.objects.filter(soort="uitnodiging").count() == 3


def test_leaving_and_joining_at_once_ends_in_one_of_both_with_a_rising_sequence() -> None:
    leerlab = make_leerlab()
    aanmelding = leerlab.confirmed()
    sessie = leerlab.sessies["sessie-1"]
    verbs = [leave, join]
    results = together(lambda index: verbs[index % 2](aanmelding=aanmelding, sessie=sessie, now=NOW))
    assert results == [None] * THREADS
    deelname = Deelname.objects.get(aanmelding=aanmelding, sessie=sessie)
    sent = Bericht.objects.filter(kalender__contains=str(sessie.uid)).order_by("pk")
    methods = list(sent.values_list("methode", flat=True))
    # Invited and uninvited in turn, never the same twice in a row; the row agrees with the last mail.
    assert methods == ["REQUEST" if index % 2 == 0 else "CANCEL" for index in range(len(methods))]
    assert deelname.bump == len(methods) - 1
    assert deelname.status == ("aangemeld" if methods[-1] == "REQUEST" else "afgemeld")
