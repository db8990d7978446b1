"""Measures what a request costs, in units of a bare Django view under the same server in the same run.

CPU time of the web processes is read from the kernel before and after a run of requests, so what else the machine
does matters little. Traffic goes to loopback only and is bounded. `script/bench` starts this.
"""

import http.client
import itertools
import os
import re
import statistics
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path

from tests.browser.portal import Portal

ROUNDS = 3
REQUESTS = 60
WARM_UP = 6
UNIT = "bare view of 20 kB (the unit)"
UNIT_REQUESTS = 900
"""The kernel counts CPU in hundredths of a second: so cheap a view needs many requests to be measured well."""
REEKS = "/overijssel/niet-juist-benaderd/"
PAGES = {
    UNIT: "/kaal/",
    "agenda": "/",
    "reeks": REEKS,
    "sessie": f"{REEKS}kick-off/",
    "form": f"{REEKS}aanmelden/",
    "reeks .ics": f"{REEKS}agenda.ics",
    "provincie .ics": "/overijssel/agenda.ics",
    "handvatten": "/overijssel/niet-juist-benaderd-2024/sessie-1/handvatten/",
    "handvatten pdf": "/overijssel/niet-juist-benaderd-2024/sessie-1/handvatten.pdf",
}
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class BenchPortal(Portal):
    """The portal of the browser tests with the bare view added."""

    @property
    def environment(self) -> dict[str, str]:
        # A worker that is replaced half-way takes its CPU time along.
        own = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "GUNICORN_CMD_ARGS": "--max-requests=0"}
        return super().environment | own

    def web_processes(self) -> list[int]:
        """Return the process ids of gunicorn's workers."""
        master = self.children[0].pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


@dataclass
class Cost:
    """What one request cost: CPU and median time in milliseconds."""

    cpu: float
    p50: float


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU time these processes have used, user and system (proc(5), fields 14 and 15)."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / CLOCK_TICKS


def measure(portal: BenchPortal, act: Callable[[], None], times: int) -> Cost:
    """Return the cost of one act out of so many in a row."""
    pids, durations = portal.web_processes(), []
    before = cpu_seconds(pids)
    for _ in range(times):
        start = time.perf_counter()
        act()
        durations.append(time.perf_counter() - start)
    return Cost(
        cpu=(cpu_seconds(pids) - before) / times * 1000,
        p50=statistics.median(durations) * 1000,
    )


class Visitor:
    """A browser without a screen: one connection a request, as gunicorn's sync workers close it anyhow."""

    def __init__(self, portal: Portal) -> None:
        self.host = urllib.parse.urlsplit(portal.url).netloc

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Send one request and return the answer with its body."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def get(self, path: str) -> None:
        """Ask a page that must be there."""
        response, _ = self.ask("GET", path)
        if response.status != HTTPStatus.OK:
            sys.exit(f"{path} answered {response.status}")

    def sign_up(self, address: str) -> None:
        """Walk the whole sign-up: form, POST, and the page that says what happens next."""
        response, content = self.ask("GET", f"{REEKS}aanmelden/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', content)
        cookie = response.getheader("Set-Cookie", "").partition(";")[0]
        fields = {
            "csrfmiddlewaretoken": token[1].decode() if token else "", "naam": "Proef Persoon", "email": address,
            "gemeente": "GM0193", "functie": "adviseur", "omvang": "reeks",
        }  # fmt: skip
        response, _ = self.ask("POST", f"{REEKS}aanmelden/", urllib.parse.urlencode(fields), Cookie=cookie)
        if response.status != HTTPStatus.SEE_OTHER:
            sys.exit(f"signing up answered {response.status}")
        self.get(response.getheader("Location", ""))


@contextmanager
def running() -> Iterator[BenchPortal]:
    """Run a portal with the demo in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        portal = BenchPortal(Path(folder))
        portal.start()
        try:
            yield portal
        finally:
            portal.stop()


def main() -> None:
    """Measure each page in turn, several rounds, and print medians."""
    with running() as portal:
        visitor = Visitor(portal)
        portal.wait_until(lambda: visitor.ask("GET", PAGES["handvatten pdf"])[0].status == HTTPStatus.OK, "the PDFs")
        addresses = (f"persoon{number}@zwolle.nl" for number in itertools.count())
        acts: dict[str, Callable[[], None]] = {name: partial(visitor.get, path) for name, path in PAGES.items()}
        acts["whole sign-up (3 requests)"] = lambda: visitor.sign_up(next(addresses))
        for act in acts.values():
            measure(portal, act, WARM_UP)
        costs: dict[str, list[Cost]] = {name: [] for name in acts}
        for _ in range(ROUNDS):
            for name, act in acts.items():
                costs[name].append(measure(portal, act, UNIT_REQUESTS if name == UNIT else REQUESTS))
        report(costs)
        pss = [proportional_memory(pid) for pid in portal.web_processes()]
        print(f"\nmemory of each web process (PSS): {', '.join(f'{size:.0f} MB' for size in pss)}")  # noqa: T201


def report(costs: dict[str, list[Cost]]) -> None:
    """Print a table of medians, with CPU in units of the first row."""
    unit = statistics.median(cost.cpu for cost in costs[UNIT])
    print(f"{'':32}{'CPU ms':>8}{'units':>8}{'p50 ms':>8}")  # noqa: T201
    for name, rounds in costs.items():
        cpu = statistics.median(cost.cpu for cost in rounds)
        p50 = statistics.median(cost.p50 for cost in rounds)
        print(f"{name:32}{cpu:8.2f}{cpu / unit:8.1f}{p50:8.1f}")  # noqa: T201


def proportional_memory(pid: int) -> float:
    """Return the proportional set size of a process in MB (proc(5), smaps_rollup)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
