"""Sending what is due: pauses between tries, what is given up, leases, and never the same message twice."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import override_settings

from outbox.answers import is_permanent
from outbox.deliver import deliver_due, fail
from outbox.models import Bericht
from outbox.queue import queue
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

pytestmark = pytest.mark.both_databases

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
    assert (row.pogingen, row.verzonden_op, row.laatste_fout) == (8, None, "450 try again later")
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
    words = {
        "SMTPRecipientsRefused": ["550 no such user", "450 try again later", "550 no; 451 later"],
        "SMTPDataError": ["554 looks like spam", "552 mailbox full", "451 later", "499 later", "500 what?"],
        "SMTPSenderRefused": ["550 not your domain"],
        "SMTPAuthenticationError": ["535 wrong password"],
        "SMTPConnectError": ["554 no SMTP service here"],
        "SMTPHeloError": ["550 go away"],
    }
    assert row.laatste_fout in words.get(type(error).__name__, [str(error), repr(error)])


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


def appointment(sequence: int, **fields: Any) -> Bericht:
    text = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1@localhost\r\nSEQUENCE:{sequence}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return queued(kalender=text, onderwerp=f"Afspraak {sequence}", **fields)


@pytest.mark.django_db
def test_an_invitation_that_was_turned_away_comes_before_a_later_one(clock: time_machine.Traveller) -> None:
    old = appointment(0, methode="REQUEST")
    ScriptedBackend.reset(GREYLISTED)
    deliver_due()
    new = appointment(1, methode="CANCEL")
    for _ in range(2):
        clock.shift(timedelta(minutes=5))
        deliver_due()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.staat, new.staat) == ("verzonden", "verzonden")
    assert [message_from_bytes(raw)["Subject"] for raw in ScriptedBackend.taken] == ["Afspraak 0", "Afspraak 1"]
