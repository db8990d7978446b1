"""What mail servers say about mail that did not arrive marks an address, unless it may still pass or is made up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from leerlab.environment import mailbox_settings
from outbox import bounces
from outbox.incoming import read_post
from outbox.mailbox import read_mailbox
from outbox.models import Bericht, Onbestelbaar
from outbox.queue import queue
from tests.outbox.dovecot import Dovecot

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)
ANNA = "anna@raalte.example"
WORDS = "550 5.1.1 Deze mailbox bestaat niet"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bericht() -> Bericht:
    """A message to Anna that went out."""
    return sent(ANNA)


def sent(aan: str, **fields: Any) -> Bericht:
    """Return a message that went out."""
    queue(soort="bevestigd", aan=aan, onderwerp="Je doet mee", tekst="Tekst.")
    row = Bericht.objects.latest("pk")
    fields = {"staat": "verzonden", "verzonden_op": NOW, "pogingen": 1} | fields
    Bericht.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row


def report(
    message_id: str = "",
    *,
    recipient: str = ANNA,
    action: str = "failed",
    status: str = "5.1.1",
    words: str = WORDS,
    third: str = "message/rfc822",
    more: str = "",
    kind: str = "delivery-status",
    van: str = "MAILER-DAEMON@mx.raalte.example",
) -> bytes:
    """Return a report about a message, as mail servers write it (RFC 3464)."""
    returned = f"Message-ID: {message_id}\nTo: {ANNA}\nSubject: Je doet mee\n" if message_id else "To: x@y\n"
    body = "\nTekst.\n" if third == "message/rfc822" else ""
    return (
        f"From: {van}\nTo: leerlabs@localhost\nSubject: Undelivered\nMIME-Version: 1.0\n"
        f"Message-ID: <dsn-{action}-{status}@mx.raalte.example>\nAuto-Submitted: auto-replied\n{more}"
        f'Content-Type: multipart/report; report-type={kind}; boundary="g"\n\n'
        "--g\nContent-Type: text/plain\n\nIt did not arrive.\n\n"
        "--g\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.raalte.example\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {words}\n\n"
        f"--g\nContent-Type: {third}\n\n{returned}{body}\n--g--\n"
    ).encode()


def receive(raw: bytes, *, now: datetime = NOW) -> bool:
    """Handle a message as the mailbox does. Tell whether it was a report that counts."""
    deed = bounces.read(read_post(raw))
    if deed is not None:
        deed(message_id="<x@y>", now=now)
    return deed is not None


def marked() -> list[tuple[str, str, str, int | None]]:
    """Return the addresses that are marked."""
    return list(Onbestelbaar.objects.order_by("pk").values_list("adres", "code", "melding", "bericht"))


def test_a_report_in_the_mailbox_marks_the_address(server: Dovecot, settings: Any, bericht: Bericht) -> None:
    box = server.box()
    settings.MAILBOX = mailbox_settings(box.url())
    raw = report(bericht.message_id)
    box.deliver(raw, report(bericht.message_id, action="delayed", status="4.4.1"), raw)
    assert read_mailbox(now=NOW) == 2
    assert (marked(), box.unread()) == ([(ANNA, "5.1.1", WORDS, bericht.pk)], [2])
    assert Onbestelbaar.objects.get().sinds == NOW


@pytest.mark.parametrize(
    "third",
    ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"],
)
def test_the_message_that_came_back_may_be_whole_or_only_its_head(third: str, bericht: Bericht) -> None:
    assert receive(report(bericht.message_id, third=third))
    assert marked() == [(ANNA, "5.1.1", WORDS, bericht.pk)]


@pytest.mark.parametrize("name", ["In-Reply-To", "References"])
def test_the_message_may_be_named_in_the_head_of_the_report(name: str, bericht: Bericht) -> None:
    assert receive(report(more=f"{name}: {bericht.message_id}\n"))
    assert marked() == [(ANNA, "5.1.1", WORDS, bericht.pk)]


REAL = "Authentication-Results: mx.example; dmarc=pass\n"
NOBODY_VOUCHES = (
    "Report dsn-failed-5.1.1 changes nothing: it names no message of ours, and is not surely of that address's"
    " mail server"
)


def test_without_a_name_the_receiver_of_a_late_message_counts(bericht: Bericht, settings: Any) -> None:
    settings.MAILBOX_AUTHSERV = "mx.example"
    assert receive(report(recipient="Anna@Raalte.example", more=REAL))
    assert marked() == [(ANNA, "5.1.1", WORDS, bericht.pk)]


@pytest.mark.parametrize(
    ("results", "van", "counts"),
    [
        ("mx.example; dmarc=pass", "MAILER-DAEMON@mx.raalte.example", True),
        ("mx.example; dmarc=pass", "Mail <postmaster@raalte.example>", True),
        # A report has no sender of its own, so SPF is about who says hello.
        ("mx.example; spf=pass smtp.mailfrom=<> smtp.helo=mx.raalte.example", "MAILER-DAEMON@mx.raalte.example", True),
        ("mx.example; spf=pass smtp.mailfrom=postmaster@mx.raalte.example", "MAILER-DAEMON@mx.raalte.example", True),
        ("mx.example; spf=fail; dkim=pass header.d=raalte.example", "MAILER-DAEMON@mx.raalte.example", True),
        # Nobody says that it is theirs.
        ("", "MAILER-DAEMON@mx.raalte.example", False),
        ("elders.example; dmarc=pass", "MAILER-DAEMON@mx.raalte.example", False),
        ("mx.example; none", "MAILER-DAEMON@mx.raalte.example", False),
        ("mx.example; spf=none; dkim=none; dmarc=none", "MAILER-DAEMON@mx.raalte.example", False),
        ("mx.example; dmarc=fail; spf=pass smtp.helo=raalte.example", "MAILER-DAEMON@raalte.example", False),
        ("mx.example; spf=pass", "MAILER-DAEMON@mx.raalte.example", False),
        ("mx.example; spf=pass smtp.helo=evil.example", "MAILER-DAEMON@mx.raalte.example", False),
        (
            "mx.example; spf=pass smtp.mailfrom=x@evil.example smtp.helo=raalte.example",
            "postmaster@raalte.example",
            False,
        ),
        ("mx.example; dkim=pass header.d=evil.example", "MAILER-DAEMON@mx.raalte.example", False),
        # They are who they say, and have nothing to do with the address; or they only have an address there as well.
        ("mx.example; dmarc=pass", "MAILER-DAEMON@evil.example", False),
        ("mx.example; dmarc=pass", "MAILER-DAEMON@evilraalte.example", False),
        ("mx.example; dmarc=pass", "MAILER-DAEMON@example", False),
        ("mx.example; dmarc=pass", "boef@raalte.example", False),
        ("mx.example; dmarc=pass", "MAILER-DAEMON@raalte.example, x@evil.example", False),
    ],
)
def test_without_a_name_a_report_must_surely_be_from_the_mail_server_of_the_address(
    results: str,
    van: str,
    counts: bool,  # noqa: FBT001 - a table
    bericht: Bericht,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.MAILBOX_AUTHSERV = "mx.example"
    more = f"Authentication-Results: {results}\n" if results else ""
    assert receive(report(van=van, more=more)) is counts
    assert marked() == ([(ANNA, "5.1.1", WORDS, bericht.pk)] if counts else [])
    assert caplog.messages == ([] if counts else [NOBODY_VOUCHES])


@pytest.mark.usefixtures("bericht")
def test_without_a_name_nothing_counts_when_no_mail_server_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    assert not receive(report(more=REAL))
    assert (marked(), caplog.messages) == ([], [NOBODY_VOUCHES])


def test_a_name_of_ours_proves_itself_whoever_sends_it(bericht: Bericht, settings: Any) -> None:
    """Exchange and others send reports from elsewhere, and not all sign them."""
    settings.MAILBOX_AUTHSERV = "mx.example"
    more = "Authentication-Results: mx.example; dmarc=fail; spf=none\n"
    other = sent("bart@olst.example")
    assert receive(report(bericht.message_id, van="postmaster@outlook.example", more=more, recipient=other.aan))
    # It speaks for the one who had that message, and for nobody else.
    assert marked() == [(ANNA, "5.1.1", WORDS, bericht.pk)]


def test_somebody_who_forwards_their_mail_is_marked_by_their_own_address(bericht: Bericht) -> None:
    assert receive(report(bericht.message_id, recipient="oud@elders.example", status="5.2.2"))
    assert marked() == [(ANNA, "5.2.2", WORDS, bericht.pk)]


def test_a_second_report_brings_the_words_up_to_date_and_keeps_the_day(bericht: Bericht) -> None:
    receive(report(bericht.message_id))
    later = sent(ANNA)
    receive(report(later.message_id, status="5.7.1", words="554 Geen spam hier"), now=NOW + timedelta(days=1))
    assert marked() == [(ANNA, "5.7.1", "554 Geen spam hier", later.pk)]
    assert Onbestelbaar.objects.get().sinds == NOW


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "failed", "status": "4.4.7"},
        {"action": "delivered", "status": "2.0.0"},
        {"action": "relayed"},
        {"action": "failed", "status": "5"},
        {"action": "failed", "status": "5.x.x"},
        {"kind": "disposition-notification"},
    ],
)
def test_what_may_still_arrive_changes_nothing(fields: dict[str, str], bericht: Bericht) -> None:
    assert not receive(report(bericht.message_id, **fields))
    assert marked() == []


def test_a_report_about_mail_of_somebody_else_changes_nothing(bericht: Bericht, settings: Any) -> None:
    settings.MAILBOX_AUTHSERV = "mx.example"
    forged = bericht.message_id.replace(str(bericht.uuid), "00000000-0000-4000-8000-000000000000")
    assert not receive(report("<spam@elders.example>"))
    assert not receive(report(forged))
    assert not receive(report(recipient="nooit@raalte.example", more=REAL))
    assert not receive(report(recipient=f"{ANNA}, x@y", more=REAL))
    assert marked() == []


@pytest.mark.parametrize(
    "fields", [{"staat": "wacht", "pogingen": 0}, {"verzonden_op": NOW - timedelta(days=7)}, {"verzonden_op": None}]
)
def test_without_a_name_it_must_be_about_mail_that_went_out_lately(fields: dict[str, Any], settings: Any) -> None:
    settings.MAILBOX_AUTHSERV = "mx.example"
    row = sent(ANNA, **fields)
    assert not receive(report(more=REAL))
    assert receive(report(row.message_id)) is (row.pogingen > 0)


HOSTILE = [
    b"Content-Type: multipart/report; report-type=delivery-status\n\nno boundary",
    b'Content-Type: multipart/report; report-type=delivery-status; boundary="g"\n\n--g\n'
    b"Content-Type: message/delivery-status\n\n" + b"Action: failed\nStatus: 5.1.1\n\n" * 9000,
    b"Content-Type: multipart/report; report-type*=x''%00; boundary=g\n\n--g\n\n--g--",
    report("<" + "x" * 900 + ">"),
    report(recipient="x" * 3000, more=REAL),
    report(recipient="\x00@\r\n", more=REAL),
]


@pytest.mark.usefixtures("bericht")
@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_report_changes_nothing(raw: bytes, settings: Any) -> None:
    settings.MAILBOX_AUTHSERV = "mx.example"
    assert not receive(raw)
    assert marked() == []


def test_the_words_of_the_server_are_bounded_and_on_one_line(bericht: Bericht) -> None:
    receive(report(bericht.message_id, words="\x1b[31mweg\x00\n\t" + "x" * 900))
    assert marked() == [(ANNA, "5.1.1", ("[31mweg " + "x" * 900)[:500], bericht.pk)]


def test_it_is_forgotten_when_the_address_works_again(bericht: Bericht) -> None:
    receive(report(bericht.message_id))
    assert bounces.undeliverable(["x@y.example", " Anna@raalte.example"]) == {ANNA}
    assert [bounces.works_again(" Anna@raalte.example"), bounces.works_again(ANNA)] == [True, False]
    assert bounces.undeliverable([ANNA]) == set()


def test_all_addresses_in_one_query(django_assert_num_queries: Any) -> None:
    for addresses in ([ANNA], [ANNA, "b@x", "c@x"]):
        with django_assert_num_queries(1):
            bounces.undeliverable(addresses)
