"""Starts the portal as production does, on the database that the run is for, with parts that can be killed."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.browser.portal import PATIENCE, Portal
from tests.races.clerk import Clerk
from tests.races.visitors import Visitor


class RacePortal(Portal):
    """A running portal without the demo, behind a proxy that vouches for where its visitors come from.

    The socket stays open here, as a supervisor would hold it: who comes while no server listens waits, and what a
    test sees cut off is a request that a server had taken on.
    """

    def __init__(self, folder: Path, database_url: str) -> None:
        super().__init__(folder)
        self.database_url = database_url
        self.extra: dict[str, str] = {}
        self.clerks: list[Clerk] = []
        self.gemeenten: list[str] = []
        self.networks = 0

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "DJANGO_SETTINGS_MODULE": "tests.races.settings",
            "DATABASE_URL": self.database_url,
            "PROXY_COUNT": "1",
        }
        return super().environment | own | self.extra

    def start(self) -> None:
        """Start all processes; the web server loads while the tables are made."""
        self.clerk, self.web = self.new_clerk(), self.start_web()
        self.clerk.ask("make_tables")
        self.worker = self.start_worker()
        self.gemeenten = self.clerk.ask("make_gemeenten", count=40)
        self.wait_until(self.is_healthy, "the portal says that it is well")

    def stop(self) -> None:
        """Stop all processes, at one moment."""
        for clerk in self.clerks:
            clerk.hang_up()
        super().stop()
        for clerk in self.clerks:
            clerk.process.wait(30)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", int(self.url.rpartition(":")[2])

    def new_clerk(self) -> Clerk:
        """Return one clerk more, in a process of its own."""
        clerk = Clerk(self.environment)
        self.clerks.append(clerk)
        return clerk

    def visitors(self, count: int, form: str) -> list[Visitor]:
        """Return visitors who have a form before them; where they come from nobody came before."""
        self.networks += 1
        crowd = [Visitor(self.address, ip=f"198.18.{self.networks}.{number + 1}") for number in range(count)]
        for visitor in crowd:
            visitor.open_form(form)
        return crowd

    def drain(self) -> None:
        """Wait until all messages are sent; gives up when half a minute goes by without one."""
        left, deadline = -1, 0.0
        while (now_left := self.clerk.ask("outbox")["wacht"]) > 0:
            if now_left != left:
                left, deadline = now_left, time.monotonic() + PATIENCE
            assert time.monotonic() < deadline, f"{left} messages wait:\n{self.log[-5000:]}"
            time.sleep(0.2)

    def mail_files(self) -> list[Path]:
        """Return the mails that were sent, a file each."""
        return list((self.folder / "mail").glob("*.eml"))

    # --- End processes ------------------------------------------------------------------------------------------

    def web_processes(self) -> list[int]:
        """Return the process ids of gunicorn's workers."""
        master = self.web.pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def kill_web_process(self, dice: random.Random) -> None:
        """Kill one of gunicorn's workers; gunicorn starts another."""
        with contextlib.suppress(ProcessLookupError, IndexError):
            os.kill(dice.choice(self.web_processes()), signal.SIGKILL)

    def kill_worker(self) -> None:
        """Kill the mail worker and start another, as script/server does. From a thread that lives on only."""
        self.end(self.worker, signal.SIGKILL)
        self.worker = self.start_worker()

    def end(self, child: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> int:
        """Send a process a signal and wait for its end; returns how it ended."""
        self.children.remove(child)
        child.send_signal(number)
        try:
            return child.wait(40)
        finally:
            child.kill()

    def restart(self, **extra: str) -> None:
        """Stop web server and mail worker and start them with other variables."""
        self.worker.terminate()
        self.end(self.web)
        self.end(self.worker)
        self.extra = extra
        self.web, self.worker = self.start_web(), self.start_worker()


@contextlib.contextmanager
def database_for(folder: Path, run: str) -> Iterator[str]:
    """Give the address of an empty database of the kind that the run is on, and take it away afterwards.

    Args:
        folder: for the file of SQLite.
        run: the DATABASE_URL of the run; empty is SQLite.
    """
    if not run.startswith("postgres"):
        yield f"sqlite:///{folder / 'leerlab.sqlite3'}"
        return
    name = f"races_{os.getpid()}"
    with psycopg.connect(run, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{run.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
