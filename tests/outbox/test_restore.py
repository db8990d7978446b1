"""K11: a backup is made while mail goes out, and put back later; what was sent meanwhile is not sent again."""

import os
import re
import sqlite3
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from outbox.models import Bericht
from outbox.queue import queue
from tests.outbox.processes import PATIENCE, database_url, environment, start, wait_for
from tests.outbox.smtp_server import SmtpServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kills]
PROGRAM = ("-m", "tests.outbox.dying_worker")
THREE_HOURS = str(3 * 60 * 60)
COPY = "leerlab_teruggezet"


class Copy:
    """A database that was put back from a backup."""

    def __init__(self, folder: Path) -> None:
        self.is_sqlite = connection.vendor == "sqlite"
        self.name = str(folder / "copy.sqlite3") if self.is_sqlite else f"{COPY}_{os.getpid()}"
        self.url = database_url(self.name)
        self.dump = folder / "dump"

    def make(self) -> None:
        """Make the backup, while others write."""
        if self.is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [self.name])
        else:
            subprocess.run(["pg_dump", "--format=custom", f"--file={self.dump}", database_url()], check=True)

    def put_back(self) -> None:
        """Make a database of the backup, beside the one that it is of."""
        if not self.is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {self.name}")
            subprocess.run(["pg_restore", "--no-owner", f"--dbname={self.url}", self.dump], check=True)

    def remove(self) -> None:
        """Take it away."""
        if not self.is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {self.name}")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the answer to a question."""
        if self.is_sqlite:
            with closing(sqlite3.connect(self.name)) as database:
                # Django's own, which the constraints of our tables ask for.
                database.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, str(text))))
                return database.execute(query).fetchall()
        with psycopg.connect(self.url) as database:
            return database.execute(query.encode()).fetchall()

    def states(self) -> dict[str, str]:
        """Return the state of each message, by its receiver."""
        return {aan.partition("@")[0]: staat for aan, staat in self.ask("SELECT aan, staat FROM outbox_bericht")}


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    found = Copy(tmp_path)
    yield found
    found.remove()


def one(name: str, **fields: Any) -> None:
    """Queue a mail."""
    queue(soort="proef", aan=f"{name}@raalte.example", onderwerp="Onderwerp", tekst="Tekst.", **fields)


def keep_writing(stop: threading.Event) -> None:
    """Queue mails until told to stop."""
    try:
        number = 0
        while not stop.wait(0.005):
            one(f"druk{number:03}")
            number += 1
    finally:
        connection.close()


def worker(variables: dict[str, str], **more: str) -> None:
    """Let a worker do one round."""
    assert start(variables | more, *PROGRAM, "never", "0").wait(PATIENCE) == 0


def manage(variables: dict[str, str], *arguments: str) -> None:
    """Run a command on a database."""
    assert start(variables, "manage.py", *arguments).wait(PATIENCE) == 0


def back_up_under_load(copy: Copy, smtp: SmtpServer) -> None:
    """Make a backup in which mail waits that goes out a moment later."""
    original = environment(f"smtp://127.0.0.1:{smtp.port}")
    one("eerder")
    smtp.behave(answers={"pauze@raalte.example": "451 4.3.0 Later"})
    one("pauze")
    worker(original)
    assert smtp.taken() == ["eerder@raalte.example"]
    stop = threading.Event()
    load = threading.Thread(target=keep_writing, args=[stop])
    load.start()
    try:
        wait_for(lambda: Bericht.objects.count() > 5)
        copy.make()
    finally:
        stop.set()
        load.join()
    smtp.behave()
    worker(original, SECONDS_LATER="120")
    assert Bericht.objects.waiting().count() == 0


# A dump of PostgreSQL takes long enough to stand with the long proofs.
SLOW = [] if connection.vendor == "sqlite" else [pytest.mark.long]


@pytest.mark.parametrize(
    "how", [pytest.param("hours old", marks=SLOW), pytest.param("held by hand", marks=pytest.mark.long)]
)
def test_a_restored_outbox_sends_nothing_again_until_it_is_released(how: str, copy: Copy, smtp: SmtpServer) -> None:
    by_hand = how == "held by hand"
    back_up_under_load(copy, smtp)
    sent = smtp.taken()
    assert Counter(sent) == dict.fromkeys(sent, 1)
    copy.put_back()
    if copy.is_sqlite:
        assert copy.ask("PRAGMA integrity_check") == [("ok",)]
    waited = sorted(name for name, staat in copy.states().items() if staat == "wacht")
    assert (len(waited) > 1, "pauze" in waited) == (True, True)

    restored = environment(f"smtp://127.0.0.1:{smtp.port}", database=copy.url)
    later = "60" if by_hand else THREE_HOURS
    if by_hand:
        manage(restored, "outbox", "hold")
    worker(restored, SECONDS_LATER=later)
    assert smtp.taken() == sent
    assert sorted(name for name, staat in copy.states().items() if staat == "vastgehouden") == waited

    manage(restored, "outbox", "release")
    worker(restored, SECONDS_LATER=later)
    assert sorted(smtp.taken()) == sorted(sent + [f"{name}@raalte.example" for name in waited])
    assert set(copy.states().values()) == {"verzonden"}
    assert {len(ids) for ids in smtp.message_ids().values()} == {1}
