"""Putting a message in the outbox: within the transaction that causes it, and once for each key."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from outbox.models import Bericht
from outbox.queue import one_line, queue

pytestmark = pytest.mark.both_databases

WORDS: dict[str, Any] = {
    "soort": "proef",
    "aan": "deelnemer@raalte.example",
    "onderwerp": "Onderwerp",
    "tekst": "Tekst.",
}


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tick=False)
def test_queue_writes_one_waiting_row_that_is_due_at_once() -> None:
    assert queue(**WORDS, over="aanmelding:1", links={"[[link]]": ("proef", "7")}) is True
    row = Bericht.objects.get()
    assert (row.soort, row.aan, row.onderwerp, row.tekst) == tuple(WORDS.values())
    assert (row.over, row.links, row.sleutel) == ("aanmelding:1", {"[[link]]": ["proef", "7"]}, None)
    assert (row.staat, row.pogingen, row.lease_tot, row.laatste_fout) == ("wacht", 0, None, "")
    assert list(Bericht.objects.due(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))) == [row]
    assert list(Bericht.objects.about("aanmelding:1")) == [row]
    assert str(row) == "Onderwerp aan deelnemer@raalte.example"


@pytest.mark.django_db
def test_the_address_is_stored_in_one_way_of_writing() -> None:
    queue(**WORDS | {"aan": "  Deelnemer@Raalte.EXAMPLE "})
    assert Bericht.objects.get().aan == "deelnemer@raalte.example"


@pytest.mark.django_db
def test_a_second_message_with_the_same_key_is_not_written() -> None:
    assert queue(**WORDS, sleutel="bevestigd:1") is True
    assert queue(**WORDS | {"onderwerp": "Anders"}, sleutel="bevestigd:1") is False
    assert list(Bericht.objects.values_list("onderwerp", flat=True)) == ["Onderwerp"]


@pytest.mark.django_db
def test_without_a_key_each_call_is_a_message() -> None:
    assert [queue(**WORDS), queue(**WORDS)] == [True, True]
    assert Bericht.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_key_in_eight_threads_at_once_is_one_message_and_one_yes() -> None:
    barrier = Barrier(8)

    def once(_: int) -> bool:
        try:
            barrier.wait(timeout=10)
            with transaction.atomic():
                return queue(**WORDS, sleutel="bevestigd:1")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(once, range(8)))
    assert (sorted(answers), Bericht.objects.count()) == ([False] * 7 + [True], 1)


@pytest.mark.django_db
def test_a_transaction_that_is_rolled_back_leaves_no_message() -> None:
    class Regret(Exception):
        """Ends the transaction."""

    def act_and_regret() -> None:
        with transaction.atomic():
            queue(**WORDS)
            queue(**WORDS, sleutel="met sleutel")
            assert Bericht.objects.count() == 2
            raise Regret

    with pytest.raises(Regret):
        act_and_regret()
    assert Bericht.objects.count() == 0


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Kick-off", "Kick-off"),
        ("  twee   spaties ", "twee spaties"),
        ("regel\r\nBcc: boef@elders.example", "regel Bcc: boef@elders.example"),
        ("los\ren\nstaand", "los en staand"),
        ("tab\tnul\x00bel\x07", "tab nul bel"),
        ("unicode\u2028regel\u2029einde\x85", "unicode regel einde"),
        ("Fryslân € 🙂 – “zo”", "Fryslân € 🙂 – “zo”"),
        ("", ""),
    ],
)
def test_one_line_keeps_words_and_drops_what_ends_a_line(raw: str, clean: str) -> None:
    assert one_line(raw) == clean


@pytest.mark.django_db
@pytest.mark.parametrize("shape", [str, lambda text: text.replace("x", "\n")], ids=["long", "long and broken"])
def test_a_subject_never_outgrows_its_column(shape: Callable[[str], str]) -> None:
    queue(**WORDS | {"onderwerp": shape("ab" * 400 + "x")})
    assert Bericht.objects.get().onderwerp == "ab" * 125
