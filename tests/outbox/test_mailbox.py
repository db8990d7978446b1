"""The mailbox, read from a real IMAP server: what is handled, what is left to people, and what a bad day does to it."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection, transaction

from leerlab.environment import mailbox_settings
from outbox import mailbox
from outbox.incoming import Deed, Post
from outbox.mailbox import LARGEST, MOST, claim, name_of, read_mailbox, unproven, warnings
from outbox.models import Hartslag, Ontvangst, Postbus
from tests.outbox.dovecot import Box, Dovecot

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture
def box(server: Dovecot, settings: Any) -> Box:
    """A mailbox that the portal reads; what has a subject that begins with Tel is for the reader of these tests."""
    box = server.box()
    settings.MAILBOX = mailbox_settings(box.url())
    settings.MAILBOX_READERS = [f"{__name__}.reader"]
    return box


def reader(post: Post) -> Deed | None:
    """Count messages by writing a heartbeat for each, so that a second time shows."""
    subject = str(post.message["Subject"])
    if "Stuk" in subject:
        raise ValueError(subject)
    return counted(post.message) if subject.startswith("Tel") else None


def counted(message: Message) -> Deed:
    """Return what counts a message."""

    def deed(*, message_id: str, now: datetime) -> None:
        Hartslag.objects.create(naam=f"{message['Subject']} {Hartslag.objects.count()}", gezien_op=now)
        assert "Breek" not in str(message["Subject"]), message_id

    return deed


def dying_reader(post: Post) -> Deed | None:
    """Let the process be killed when the message is handled, before it is marked as read."""
    deed = reader(post)

    def last_deed(*, message_id: str, now: datetime) -> None:
        assert deed
        deed(message_id=message_id, now=now)
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))

    return last_deed


def mail(subject: str = "Tel 1", *, body: str = "Hoi.", **headers: str) -> bytes:
    """Return a message."""
    lines = {"From": "anna@raalte.example", "Subject": subject, "Message-ID": f"<{subject.replace(' ', '-')}@x>"}
    return "".join(f"{name}: {value}\n" for name, value in (lines | headers).items()).encode() + f"\n{body}\n".encode()


def handled() -> list[str]:
    """Return what was handled, each with its number."""
    return list(Hartslag.objects.order_by("pk").values_list("naam", flat=True))


def in_use() -> dict[str, Any]:
    """Return the mailbox that is read now."""
    assert django_settings.MAILBOX is not None
    return django_settings.MAILBOX


pytestmark = pytest.mark.django_db

# --- What is read -----------------------------------------------------------------------------------------------


def test_without_a_mailbox_nothing_happens(settings: Any) -> None:
    settings.MAILBOX = None
    assert (read_mailbox(now=NOW), warnings(), Postbus.objects.count()) == (0, [], 0)


@pytest.mark.parametrize("scheme", ["imap", "imaps", "imap+starttls"])
def test_what_is_handled_is_marked_and_the_rest_is_left_to_people(
    scheme: str, box: Box, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(box.certificate))
    settings.MAILBOX = mailbox_settings(box.url(scheme))
    box.deliver(mail("Vraag"), mail("Tel 1"), mail("Nog een vraag"), mail("Tel 2"))
    assert read_mailbox(now=NOW) == 2
    assert (handled(), box.unread(), box.all()) == (["Tel 1 0", "Tel 2 1"], [1, 3], [1, 2, 3, 4])
    postbus = Postbus.objects.get()
    assert (postbus.gelezen_tot, postbus.gelezen_op, postbus.lease_tot, postbus.laatste_fout) == (4, NOW, None, "")


def test_nothing_is_handled_twice(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="outbox")
    box.deliver(mail("Tel 1"), mail("Vraag"))
    assert [read_mailbox(now=NOW + timedelta(minutes=minute)) for minute in range(3)] == [1, 0, 0]
    assert caplog.messages == []
    box.deliver(mail("Tel 2"), mail("Tel 1"))
    # The second is the first once more, as when somebody copies it: marked and logged, not carried out.
    assert read_mailbox(now=NOW + timedelta(minutes=3)) == 2
    assert (handled(), box.unread()) == (["Tel 1 0", "Tel 2 1"], [2])
    assert caplog.messages == ["Message 4 in the mailbox changes nothing: <Tel-1@x> came before"]


def test_what_was_read_before_we_came_is_history_and_later_on_it_counts(box: Box) -> None:
    box.deliver(mail("Tel 1"), is_read=True)
    box.deliver(mail("Tel 2"))
    assert read_mailbox(now=NOW) == 1
    box.deliver(mail("Tel 3"), is_read=True)
    assert read_mailbox(now=NOW) == 1
    assert handled() == ["Tel 2 0", "Tel 3 1"]


def test_a_round_has_an_end(box: Box) -> None:
    box.deliver(mail("Tel oud"), is_read=True)
    box.deliver(*(mail(f"Tel {number}") for number in range(MOST + 2)))
    assert [read_mailbox(now=NOW), read_mailbox(now=NOW), read_mailbox(now=NOW)] == [MOST, 2, 0]
    assert (len(handled()), box.unread()) == (MOST + 2, [])


def test_when_the_numbers_start_afresh_only_what_is_unread_is_read_again(box: Box) -> None:
    box.deliver(mail("Tel 1"), mail("Vraag"))
    read_mailbox(now=NOW)
    Postbus.objects.update(uidvalidity=1)
    box.deliver(mail("Tel 2"))
    assert read_mailbox(now=NOW) == 1
    assert (handled(), box.unread()) == (["Tel 1 0", "Tel 2 1"], [2])


@pytest.mark.usefixtures("box")
def test_another_mailbox_starts_afresh(server: Dovecot, settings: Any) -> None:
    read_mailbox(now=NOW)
    settings.MAILBOX = mailbox_settings(server.box().url())
    read_mailbox(now=NOW)
    assert Postbus.objects.count() == 2


def test_messages_are_remembered_for_90_days(box: Box) -> None:
    box.deliver(mail("Tel 1"))
    read_mailbox(now=NOW)
    read_mailbox(now=NOW + timedelta(days=90))
    assert Ontvangst.objects.count() == 1
    read_mailbox(now=NOW + timedelta(days=90, minutes=1))
    assert Ontvangst.objects.count() == 0


# --- What strangers send ----------------------------------------------------------------------------------------

BROKEN = {
    "nothing": b"\n",
    "no header": b"\n\nhallo",
    "nul": b"\0" * 2000,
    "bytes": bytes(range(256)) * 20,
    "charset": mail("Vraag", **{"Content-Type": "text/plain; charset=punycode"}),
    "no boundary": mail("Vraag", **{"Content-Type": "multipart/mixed"}),
    "nested": b"Subject: x\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 5000,
    "messages in messages": b"Subject: x\n" + b"Content-Type: message/rfc822\n\n" * 5000,
    "parameters": b"Content-Type: multipart/mixed" + b"; a=b" * 20000 + b"\n\nx",
    "reader fails": mail("Stuk"),
    "deed fails": mail("Tel Breek"),
    "too large": mail("Tel groot", body="x" * 70 + "\n" + ("y" * 70 + "\n") * (LARGEST // 71)),
    "too many lines": mail("Tel lang", body="\n" * 60_000),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_message_stops_nobody(broken: bytes, box: Box) -> None:
    box.deliver(broken, mail("Tel 1"))
    assert read_mailbox(now=NOW) == 1
    assert (handled(), box.unread(), Ontvangst.objects.count()) == (["Tel 1 0"], [1], 1)
    assert Postbus.objects.get().gelezen_tot == 2


@pytest.mark.parametrize(
    "headers",
    [{"Message-ID": ""}, {"Message-ID": "<" + "x" * 2000 + ">"}, {"Message-ID": "<a b@x>"}, {"Message-ID": "<é@x>"}],
)
def test_a_message_without_a_good_id_is_known_by_its_content(headers: dict[str, str], box: Box) -> None:
    box.deliver(mail("Tel 1", **headers), mail("Tel 1", **headers), mail("Tel 2", **headers))
    read_mailbox(now=NOW)
    assert handled() == ["Tel 1 0", "Tel 2 1"]


# --- Bad days ---------------------------------------------------------------------------------------------------


def failing(settings: Any, url: str) -> str:
    """Read a mailbox that can not be read, and return the fault that is kept."""
    settings.MAILBOX = mailbox_settings(url)
    assert read_mailbox(now=NOW) == 0
    postbus = Postbus.objects.get()
    assert (postbus.pogingen, postbus.niet_voor, postbus.lease_tot) == (1, NOW + timedelta(minutes=1), None)
    return postbus.laatste_fout


@pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])
def test_a_server_that_nobody_vouches_for_gets_no_password(scheme: str, box: Box, settings: Any) -> None:
    box.deliver(mail("Tel 1"))
    assert "CERTIFICATE_VERIFY_FAILED" in failing(settings, box.url(scheme))
    assert (handled(), box.unread()) == ([], [1])


def test_a_wrong_password(box: Box, settings: Any) -> None:
    fault = failing(settings, box.url().replace("geh%C3%A9im", "fout"))
    assert ("AUTHENTICATIONFAILED" in fault, "fout" in fault) == (True, False)


def test_a_folder_that_is_not_there(box: Box, settings: Any) -> None:
    assert "Mailbox doesn't exist" in failing(settings, box.url().replace("INBOX", "a%22b%5Cc%20d"))


def test_nobody_listens(box: Box, settings: Any) -> None:
    assert "refused" in failing(settings, box.url().replace(str(box.port), "1"))


def test_a_silent_server(box: Box, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "timed out" in failing(settings, box.url().replace(str(box.port), str(port)))


def test_pauses_grow_and_the_first_success_ends_them(box: Box, settings: Any) -> None:
    good = settings.MAILBOX
    bad = good | {"password": "fout"}
    now, waited = NOW, []
    for _ in range(5):
        settings.MAILBOX = bad
        read_mailbox(now=now)
        postbus = Postbus.objects.get()
        waited.append((postbus.niet_voor - now) // timedelta(minutes=1))
        settings.MAILBOX = good
        box.deliver(mail("Tel 1"))
        assert read_mailbox(now=postbus.niet_voor - timedelta(seconds=1)) == 0
        now = postbus.niet_voor
    assert waited == [1, 5, 15, 60, 60]
    assert read_mailbox(now=now) == 5
    assert (Postbus.objects.get().pogingen, handled()) == (0, ["Tel 1 0"])


@pytest.mark.usefixtures("box")
def test_a_mailbox_that_stays_silent_is_a_warning(settings: Any) -> None:
    words = ["de postbus met antwoorden kan niet worden gelezen"]
    with time_machine.travel(NOW, tick=False):
        assert warnings() == []
        read_mailbox(now=NOW)
        settings.MAILBOX = settings.MAILBOX | {"password": "fout"}
        read_mailbox(now=NOW + timedelta(minutes=1))
        assert warnings() == []
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        assert warnings() == words
        Postbus.objects.update(gelezen_op=None)
        assert warnings() == words


# --- More than one worker, and a kill ---------------------------------------------------------------------------


@pytest.mark.usefixtures("box")
def test_one_worker_reads_and_the_lease_of_a_dead_one_ends() -> None:
    naam = name_of(in_use())
    first = claim(naam, now=NOW)
    assert first
    assert claim(naam, now=NOW + timedelta(minutes=4)) is None
    assert claim(naam, now=NOW + timedelta(minutes=6)) is not None
    host = first.lease_van.rpartition(":")[0]
    Postbus.objects.update(lease_van=f"{host}:4194400")
    assert claim(naam, now=NOW) is not None


@pytest.mark.django_db(transaction=True)
def test_workers_at_once(box: Box) -> None:
    box.deliver(*(mail(f"Tel {number}") for number in range(20)))
    # Without the lease, as when a worker takes longer than that: what was handled is still not handled again.
    counts: list[int] = []

    def work() -> None:
        try:
            Postbus.objects.update(lease_tot=None)
            counts.append(read_mailbox(now=NOW))
        finally:
            connection.close()

    Postbus.objects.get_or_create(naam=name_of(in_use()), defaults={"niet_voor": NOW})
    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(naam.split()[1] for naam in handled()) == sorted(str(number) for number in range(20))
    assert (len(counts), box.unread()) == (3, [])


KILLED = """
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from outbox.mailbox import read_mailbox
settings.MAILBOX_READERS = ["tests.outbox.test_mailbox.dying_reader"]
read_mailbox(now=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_handling_and_marking(box: Box) -> None:
    box.deliver(mail("Tel 1"), mail("Tel 2"))
    database = connection.settings_dict
    url = f"sqlite:///{database['NAME']}"
    if connection.vendor != "sqlite":
        url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    variables = {"DATABASE_URL": url, "MAILBOX_URL": box.url(), "DJANGO_SETTINGS_MODULE": "leerlab.settings"}
    killed = subprocess.run([sys.executable, "-c", KILLED], env=os.environ | variables, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (handled(), box.unread()) == (["Tel 1 0"], [1, 2])
    assert read_mailbox(now=datetime.now(UTC) + timedelta(seconds=1)) == 2
    assert (handled(), box.unread()) == (["Tel 1 0", "Tel 2 1"], [])


def test_a_mailbox_whose_senders_nobody_vouches_for_is_warned_of(settings: Any) -> None:
    assert unproven() == []
    settings.MAILBOX = mailbox_settings("imaps://naam:geheim@mail.example/INBOX")
    assert unproven() == ["MAILBOX_AUTHSERV is leeg: iedereen kan in naam van een ander afmelden"]
    settings.MAILBOX_AUTHSERV = "mx.example"
    assert unproven() == []
