"""A PostgreSQL of our own whose server can be killed."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.browser.portal import ROOT

PATIENCE = 60.0


class Cluster:
    """A throw-away cluster in a folder, made by script/postgres."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: list[subprocess.Popen[bytes]] = []
        done = self.script("start")
        self.url = done.stdout.strip()
        with psycopg.connect(self.url, autocommit=True) as connection:
            # As in production: what was answered is on disk. The script switches it off.
            connection.execute("ALTER DATABASE leerlab SET synchronous_commit = on")

    def script(self, command: str) -> subprocess.CompletedProcess[str]:
        """Call script/postgres."""
        return subprocess.run(
            ["script/postgres", command, str(self.folder)], cwd=ROOT, capture_output=True, text=True, check=True
        )

    def kill(self) -> None:
        """Kill the server that all others of PostgreSQL hang on, by the number in its own file."""
        pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def start_again(self) -> float:
        """Start it as it was started; returns the moment (monotonic) at which it answers."""
        command = shlex.split((self.folder / "data/postmaster.opts").read_text())
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            # It refuses for as long as a process of the one that was killed lives.
            child = subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            self.children.append(child)
            while child.poll() is None and time.monotonic() < deadline:
                if self.answers():
                    return time.monotonic()
                time.sleep(0.05)
        raise AssertionError(f"PostgreSQL did not come back:\n{(self.folder / 'log').read_text()[-2000:]}")

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Stop it and remove its folder."""
        self.script("stop")
        for child in self.children:
            child.wait(PATIENCE)


@contextmanager
def cluster_in(folder: Path) -> Iterator[Cluster]:
    """Give a running cluster in a folder that does not exist yet."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.stop()
