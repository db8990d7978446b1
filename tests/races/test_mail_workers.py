"""Four workers at one outbox: each message goes out once, and none stays behind."""

import signal
from email import message_from_bytes

import pytest

from tests.races.portal import RacePortal

pytestmark = pytest.mark.races


@pytest.mark.parametrize("count", [120, pytest.param(2_000, marks=pytest.mark.long)])
def test_four_workers_send_each_message_once(count: int, portal: RacePortal) -> None:
    portal.clerk.ask("forget_mails")
    portal.drain()
    before = {path.name for path in portal.mail_files()}
    portal.clerk.ask("forget_mails")
    others = [portal.start_worker() for _ in range(3)]
    pids = {str(child.pid) for child in others}
    try:
        portal.wait_until(
            lambda: pids <= {name.rpartition(":")[2] for name in portal.clerk.ask("beats")}, "all workers are at work"
        )
        portal.clerk.ask("queue_mails", count=count)
        portal.drain()
    finally:
        ended = [portal.end(child, signal.SIGTERM) for child in others]
    assert ended == [0, 0, 0]
    mails = [message_from_bytes(path.read_bytes()) for path in portal.mail_files() if path.name not in before]
    assert sorted(str(mail["To"]) for mail in mails) == sorted(f"a{number}@raalte.example" for number in range(count))
    assert len({mail["Message-ID"] for mail in mails}) == count
    assert {name: number for name, number in portal.clerk.ask("outbox").items() if number} == {"verzonden": count}
