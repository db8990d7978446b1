"""Starts the portal as `script/server` does, with a database, mails and static files of its own."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from tests.browser.mailbox import Mail, read_mails

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "een-lang-wachtwoord-voor-tests"
PATIENCE = 30.0
"""Seconds to wait for something that takes one or two: a busy machine is no reason to fail."""
OURS = (
    "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL",
    "DEMO_PASSWORD", "RATE_LIMITS", "PROXY_COUNT", "DJANGO_SETTINGS_MODULE", "REQUIRE_MFA",
)  # fmt: skip
"""What the terminal of whoever runs the tests may hold and the portal under test must not."""

T = TypeVar("T")


class PortalFailed(Exception):
    """The portal did not do what it should; the message holds the log of its processes."""


class Portal:
    """A running portal: web server, mail worker, and what can be asked of them from outside."""

    def __init__(self, folder: Path) -> None:
        """Take a folder for everything the portal writes; `start()` does the work."""
        self.folder = folder
        self.children: list[subprocess.Popen[bytes]] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    # --- Start and stop -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Fill the database, collect the static files, start both processes and wait until pages are served."""
        self.fill()
        self.start_web()
        self.start_worker()
        self.socket.close()
        self.wait_until(self.is_healthy, "the portal says that it is well")

    def fill(self) -> None:
        """Make what stands on disk before a process starts."""
        for command in (
            ["migrate", "--noinput", "--verbosity=0"],
            ["import_gemeenten"],
            ["load_demo"],
            ["collectstatic", "--noinput", "--verbosity=0"],
        ):
            self.manage(*command)

    def start_web(self) -> subprocess.Popen[bytes]:
        """Start the web server."""
        # The listening socket is handed over: no port can be taken between choosing it and using it.
        number = self.socket.fileno()
        settings = ["--config", "script/gunicorn.conf.py", "--workers", "2", "--bind", f"fd://{number}"]
        return self.launch(["-m", "gunicorn", *settings], pass_fds=(number,))

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker that sends the mails."""
        return self.launch(["manage.py", "worker"])

    def launch(self, arguments: list[str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        """Start a process that the kernel stops when this one dies, however that happens."""
        with (self.folder / "log").open("ab") as log:
            command = ["setpriv", "--pdeathsig", "TERM", sys.executable, *arguments]
            child = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, pass_fds=pass_fds,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.children.append(child)
        return child

    def stop(self) -> None:
        """Stop both processes, kindly first."""
        self.socket.close()
        for child in self.children:
            child.terminate()
        for child in self.children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this portal."""
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return inherited | {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "BROWSER_TESTS_FOLDER": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder / 'leerlab.sqlite3'}",
            "EMAIL_URL": f"file:{self.folder / 'mail'}",
            "SITE_URL": self.url,
            "SECRET_KEY": "only-for-browser-tests-only-for-browser-tests-only-for-tests",
            "DEMO_PASSWORD": PASSWORD,
            "DEFAULT_FROM_EMAIL": "Leerlabs <leerlabs@portaal.example>",
        }

    def is_healthy(self) -> bool:
        """Tell whether /gezond/ answers 200, and fail at once when a process has ended."""
        if any(child.poll() is not None for child in self.children):
            raise PortalFailed(f"a process of the portal stopped:\n{self.log}")
        try:
            with urllib.request.urlopen(f"{self.url}/gezond/", timeout=5) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False

    @property
    def log(self) -> str:
        """What both processes said."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    # --- Questions ----------------------------------------------------------------------------------------------

    def manage(self, *arguments: str) -> str:
        """Run a management command against the portal's database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise PortalFailed(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def stand(self, reeks: str) -> Mapping[str, Any]:
        """Return what `manage.py stand` says of a reeks such as `overijssel/niet-juist-benaderd`."""
        figures: dict[str, Any] = json.loads(self.manage("stand", reeks))
        return figures

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Ask the database itself; reading only."""
        with closing(sqlite3.connect(f"file:{self.folder / 'leerlab.sqlite3'}?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def mails_to(self, address: str, *, count: int) -> list[Mail]:
        """Return the mails to an address once all are sent; fails unless there are exactly `count`."""

        def all_sent() -> bool:
            waiting = "SELECT count(*) FROM outbox_bericht WHERE aan = ? AND staat <> 'verzonden'"
            return self.rows(waiting, address) == [(0,)]

        self.wait_until(all_sent, f"all mails to {address} are sent")
        mails = read_mails(self.folder / "mail", address)
        assert [mail.subject for mail in mails][count:] == [], "more mails than expected"
        assert len(mails) == count, [mail.subject for mail in mails]
        return mails

    def wait_until(self, condition: Callable[[], T], what: str) -> T:
        """Wait until a condition gives something true and return that; fails with the log of the portal."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = condition()
            if answer:
                return answer
            time.sleep(0.1)
        raise PortalFailed(f"waited {PATIENCE} s in vain until {what}:\n{self.log}")
