"""Sending what is due: pauses between tries, what is given up, leases, and never the same message twice."""

import smtplib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.test import override_settings

from outbox.deliver import LEASE, claim, deliver_due, fail, is_permanent, send
from outbox.models import Bericht
from outbox.queue import queue
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GREYLISTED = smtplib.SMTPRecipientsRefused({"a@raalte.example": (450, b"try again later")})


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


def queued(**fields: Any) -> Bericht:
    """Queue a mail and return its row."""
    queue(**{"soort": "proef", "aan": "a@raalte.example", "onderwerp": "Onderwerp", "tekst": "Tekst."} | fields)
    return Bericht.objects.latest("pk")


def receivers() -> list[str]:
    """Return to whom mail went, in order."""
    return [message_from_bytes(raw)["To"] for raw in ScriptedBackend.taken]


# --- Outcomes ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_message_that_is_due_is_sent_and_noted(clock: time_machine.Traveller) -> None:
    row = queued()
    clock.shift(timedelta(seconds=3))
    assert (deliver_due(), deliver_due()) == (1, 0)
    row.refresh_from_db()
    assert receivers() == ["a@raalte.example"]
    assert (row.staat, row.verzonden_op, row.pogingen) == ("verzonden", BEGIN + timedelta(seconds=3), 1)
    assert (row.lease_tot, row.lease_sleutel, row.laatste_fout, row.tekst) == (None, None, "", "Tekst.")


@pytest.mark.django_db
def test_the_longest_waiting_goes_first_and_at_most_so_many(clock: time_machine.Traveller) -> None:
    for name in ("c", "a", "b"):
        queued(aan=f"{name}@raalte.example")
        clock.shift(timedelta(seconds=1))
    assert deliver_due(at_most=2) == 2
    assert receivers() == ["c@raalte.example", "a@raalte.example"]
    assert deliver_due() == 1


@pytest.mark.django_db
def test_what_is_not_due_waits(clock: time_machine.Traveller) -> None:
    row = queued()
    Bericht.objects.filter(pk=row.pk).update(niet_voor=BEGIN + MINUTE)
    assert deliver_due() == 0
    clock.move_to(BEGIN + MINUTE)
    assert deliver_due() == 1


@pytest.mark.django_db
def test_pauses_grow_and_the_eighth_no_is_the_last(clock: time_machine.Traveller) -> None:
    row = queued()
    ScriptedBackend.reset(*[GREYLISTED] * 20)
    pauses = []
    while True:
        assert deliver_due() == 1
        row.refresh_from_db()
        assert (row.lease_tot, row.lease_sleutel) == (None, None)
        if row.staat == "mislukt":
            break
        pause = row.niet_voor - datetime.now(UTC)
        pauses.append(pause / MINUTE)
        clock.shift(pause - timedelta(microseconds=1))
        assert deliver_due() == 0
        clock.shift(timedelta(microseconds=1))
    assert pauses == [1, 5, 15, 60, 240, 720, 1440]
    assert (row.pogingen, row.verzonden_op, row.laatste_fout) == (8, None, str(GREYLISTED))
    clock.shift(timedelta(days=30))
    assert deliver_due() == 0


@pytest.mark.django_db
def test_a_yes_after_a_no_leaves_no_error_behind(clock: time_machine.Traveller) -> None:
    row = queued()
    ScriptedBackend.reset(GREYLISTED)
    deliver_due()
    clock.shift(MINUTE)
    deliver_due()
    row.refresh_from_db()
    assert (row.staat, row.pogingen, row.laatste_fout) == ("verzonden", 2, "")


REFUSED_FOR_GOOD = smtplib.SMTPRecipientsRefused({"a@raalte.example": (550, b"no such user")})
ANSWERS: list[tuple[Exception, bool]] = [
    (REFUSED_FOR_GOOD, True),
    (GREYLISTED, False),
    (smtplib.SMTPRecipientsRefused({"a@x.example": (550, b"no"), "b@x.example": (451, b"later")}), False),
    (smtplib.SMTPDataError(554, b"looks like spam"), True),
    (smtplib.SMTPDataError(552, b"mailbox full"), True),
    (smtplib.SMTPDataError(451, b"later"), False),
    (smtplib.SMTPDataError(499, b"later"), False),
    (smtplib.SMTPDataError(500, b"what?"), True),
    # What is wrong with the server, or with our account there, is not wrong with the message.
    (smtplib.SMTPSenderRefused(550, b"not your domain", "leerlabs@localhost"), False),
    (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
    (smtplib.SMTPConnectError(554, b"no SMTP service here"), False),
    (smtplib.SMTPHeloError(550, b"go away"), False),
    (smtplib.SMTPServerDisconnected("bye"), False),
    (smtplib.SMTPNotSupportedError("no STARTTLS"), False),
    (ConnectionRefusedError(111, "refused"), False),
    (TimeoutError("timed out"), False),
    (ValueError("a row that can not be built"), False),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "is_final"), ANSWERS, ids=[f"{type(error).__name__}-{n}" for n, (error, _) in enumerate(ANSWERS)]
)
def test_what_the_mail_server_says_decides_between_later_and_never(error: Exception, is_final: bool) -> None:  # noqa: FBT001
    row = queued()
    ScriptedBackend.reset(error)
    deliver_due()
    row.refresh_from_db()
    assert (is_permanent(error), row.staat) == (is_final, "mislukt" if is_final else "wacht")
    assert (row.pogingen, row.verzonden_op) == (1, None)
    assert row.laatste_fout in {str(error), repr(error)}


@pytest.mark.django_db
def test_a_failed_message_does_not_keep_the_next_one_waiting() -> None:
    queued(aan="eerste@raalte.example")
    queued(aan="tweede@raalte.example")
    ScriptedBackend.reset(REFUSED_FOR_GOOD)
    assert deliver_due() == 2
    assert (receivers(), ScriptedBackend.closed) == (["tweede@raalte.example"], 2)


@pytest.mark.django_db
@pytest.mark.parametrize("is_vluchtig", [True, False])
def test_what_is_vluchtig_is_wiped_once_sent_and_not_before(is_vluchtig: bool, clock: time_machine.Traveller) -> None:  # noqa: FBT001
    words = {"tekst": "code ABCD-EFGH", "html": "<p>ABCD-EFGH</p>", "kalender": "BEGIN:VCALENDAR", "methode": "REQUEST"}
    row = queued(**words, is_vluchtig=is_vluchtig)
    ScriptedBackend.reset(GREYLISTED)
    deliver_due()
    row.refresh_from_db()
    assert (row.tekst, row.html, row.kalender) == ("code ABCD-EFGH", "<p>ABCD-EFGH</p>", "BEGIN:VCALENDAR")
    clock.shift(MINUTE)
    deliver_due()
    row.refresh_from_db()
    left = ("", "", "") if is_vluchtig else ("code ABCD-EFGH", "<p>ABCD-EFGH</p>", "BEGIN:VCALENDAR")
    assert (row.staat, (row.tekst, row.html, row.kalender)) == ("verzonden", left)
    plain = next(part for part in message_from_bytes(ScriptedBackend.taken[0]).walk() if not part.is_multipart())
    assert plain.get_payload(decode=True) == b"code ABCD-EFGH"


# --- Leases ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_claimed_message_is_taken_over_when_its_lease_is_over(clock: time_machine.Traveller) -> None:
    row = queued()
    first = claim(now=BEGIN)
    assert first is not None
    assert (first.pk, first.lease_tot, first.pogingen) == (row.pk, BEGIN + LEASE, 1)
    for seconds in (0, 299, 300):
        assert claim(now=BEGIN + timedelta(seconds=seconds)) is None
    clock.move_to(BEGIN + timedelta(seconds=301))
    assert deliver_due() == 1
    row.refresh_from_db()
    assert (row.staat, row.pogingen, len(receivers())) == ("verzonden", 2, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("late_answer", [None, REFUSED_FOR_GOOD], ids=["a late yes", "a late no"])
def test_a_worker_that_lost_its_lease_does_not_write_over_the_next_one(late_answer: Exception | None) -> None:
    row = queued()
    now = datetime.now(UTC)
    slow = claim(now=now)
    quick = claim(now=now + LEASE + MINUTE)
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


# --- A mail server on a socket ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_unreachable_mail_server_means_later() -> None:
    row = queued()
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 9}
    with override_settings(**smtp, EMAIL_TIMEOUT=2):
        assert deliver_due() == 1
    row.refresh_from_db()
    assert (row.staat, row.pogingen, "refused" in row.laatste_fout) == ("wacht", 1, True)


@pytest.mark.django_db
def test_the_back_end_is_asked_with_one_receiver_and_no_hidden_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []

    def keep(_self: object, messages: list[EmailMessage]) -> int:
        seen.extend(message.recipients() for message in messages)
        return len(messages)

    monkeypatch.setattr(ScriptedBackend, "send_messages", keep)
    queued(antwoord_aan="vragen@provincie.example")
    deliver_due()
    assert seen == [["a@raalte.example"]]


@pytest.mark.django_db
def test_what_holds_a_code_is_wiped_when_it_failed_for_good(clock: time_machine.Traveller) -> None:  # noqa: ARG001
    row = queued(tekst="code ABCD-EFGH", is_vluchtig=True)
    fail(row, "550 no such user", is_final=True)
    row.refresh_from_db()
    assert (row.staat, row.tekst) == ("mislukt", "")
