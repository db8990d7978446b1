"""Measures what a request costs, in units of a bare Django view under the same server in the same run.

CPU time of the web processes is read from the kernel before and after a run of requests, so what else the machine
does matters little. Traffic goes to loopback only and is bounded. `script/bench` starts this.

A page "made anew" is asked each time just after a change of what all pages share, so that it is made, and kept, again.
For who has a personal cookie, a page is made each time and never kept.
"""

import http.client
import itertools
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path

from tests.browser.portal import Portal

ROUNDS = 3
REQUESTS = 60
WARM_UP = 6
UNIT = "bare view of 20 kB (the unit)"
MANY_REQUESTS = 900
"""The kernel counts CPU in hundredths of a second: what is cheap needs many requests to be measured well."""
REEKS = "/overijssel/niet-juist-benaderd/"
PAGES = {
    UNIT: "/kaal/",
    "agenda": "/",
    "provincie": "/overijssel/",
    "reeks": REEKS,
    "sessie": f"{REEKS}kick-off/",
    "reeks .ics": f"{REEKS}agenda.ics",
    "provincie .ics": "/overijssel/agenda.ics",
    "form": f"{REEKS}aanmelden/",
    "handvatten": "/overijssel/niet-juist-benaderd-2024/sessie-1/handvatten/",
    "handvatten pdf": "/overijssel/niet-juist-benaderd-2024/sessie-1/handvatten.pdf",
}
KEPT = ("agenda", "provincie", "reeks", "sessie", "reeks .ics", "provincie .ics")
"""Those that are kept for visitors (programmes/page_cache.py)."""
SIGN_UP = "whole sign-up (3 requests)"
NEVER_KEPT = "reeks, with a personal cookie"
GOALS = {"reeks": 5, "reeks, made anew": 15, NEVER_KEPT: 15, "reeks .ics": 6, "provincie .ics": 6, SIGN_UP: 100}
"""In units, as issue 4 has them; those of the whole sign-up and of memory follow."""
GOAL_QUERIES, GOAL_P95, GOAL_MEMORY = 12, 250, 80
CLIENTS, SIGN_UPS_EACH = 8, 12
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class BenchPortal(Portal):
    """The portal of the browser tests with the bare view added."""

    @property
    def environment(self) -> dict[str, str]:
        # A worker that is replaced half-way takes its CPU time along.
        own = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "GUNICORN_CMD_ARGS": "--max-requests=0"}
        return super().environment | own

    def change(self) -> None:
        """Change what all pages share: none that is kept is right any more."""
        with closing(sqlite3.connect(self.folder / "leerlab.sqlite3", timeout=10)) as database, database:
            database.execute("UPDATE programmes_thema SET naam = naam")

    def web_processes(self) -> list[int]:
        """Return the process ids of gunicorn's workers."""
        master = self.children[0].pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


@dataclass
class Cost:
    """What one act cost: CPU and times in milliseconds."""

    cpu: float
    p50: float
    p95: float


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU time these processes have used, user and system (proc(5), fields 14 and 15)."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / CLOCK_TICKS


def nothing() -> None:
    """Do nothing first."""


def measure(portal: BenchPortal, act: Callable[[], None], times: int, first: Callable[[], None]) -> Cost:
    """Return the cost of one act out of so many in a row; what is done first each time is not timed."""
    pids, durations = portal.web_processes(), []
    before = cpu_seconds(pids)
    for _ in range(times):
        first()
        start = time.perf_counter()
        act()
        durations.append(time.perf_counter() - start)
    return Cost(
        cpu=(cpu_seconds(pids) - before) / times * 1000,
        p50=statistics.median(durations) * 1000,
        p95=percentile_95(durations) * 1000,
    )


def percentile_95(durations: list[float]) -> float:
    """Return what 95 of 100 stay below."""
    return statistics.quantiles(durations, n=20)[-1]


class Visitor:
    """A browser without a screen: one connection a request, as gunicorn's sync workers close it anyhow."""

    def __init__(self, portal: Portal) -> None:
        self.host = urllib.parse.urlsplit(portal.url).netloc
        self.counting = False
        self.queries = 0

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Send one request and return the answer with its body."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        if self.counting:
            headers["X-Count"] = "1"
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        self.queries += int(response.getheader("X-Queries") or 0)
        return response, content

    def get(self, path: str, **headers: str) -> None:
        """Ask a page that must be there."""
        response, _ = self.ask("GET", path, **headers)
        if response.status != HTTPStatus.OK:
            sys.exit(f"{path} answered {response.status}")

    def queries_of(self, act: Callable[[], None]) -> int:
        """Return how many queries an act takes, in a run of its own: counting takes time too."""
        self.counting, self.queries = True, 0
        act()
        self.counting = False
        return self.queries

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


@dataclass
class Act:
    """Something a visitor does, what is done before it each time, and what it cost in each round."""

    do: Callable[[], None]
    first: Callable[[], None]
    times: int
    costs: list[Cost]
    queries: int = 0

    @property
    def median(self) -> Cost:
        """The median of the rounds."""
        cpu, p50, p95 = ([getattr(cost, name) for cost in self.costs] for name in ("cpu", "p50", "p95"))
        return Cost(statistics.median(cpu), statistics.median(p50), statistics.median(p95))


def acts_of(portal: BenchPortal, visitor: Visitor, addresses: Iterator[str]) -> dict[str, Act]:
    """Return all that is measured."""
    acts = {}
    for name, path in PAGES.items():
        visit = partial(visitor.get, path)
        acts[name] = Act(visit, nothing, MANY_REQUESTS if name in {UNIT, *KEPT} else REQUESTS, [])
        if name in KEPT:
            acts[f"{name}, made anew"] = Act(visit, portal.change, REQUESTS, [])
    acts[NEVER_KEPT] = Act(partial(visitor.get, REEKS, Cookie="messages=x"), nothing, REQUESTS, [])
    acts[SIGN_UP] = Act(lambda: visitor.sign_up(next(addresses)), nothing, REQUESTS, [])
    return acts


def main() -> None:
    """Measure each page in turn, several rounds, and print medians."""
    with running() as portal:
        visitor = Visitor(portal)
        portal.wait_until(lambda: visitor.ask("GET", PAGES["handvatten pdf"])[0].status == HTTPStatus.OK, "the PDFs")
        addresses = (f"persoon{number}@zwolle.nl" for number in itertools.count())
        acts = acts_of(portal, visitor, addresses)
        for act in acts.values():
            measure(portal, act.do, WARM_UP, act.first)
            act.first()
            act.queries = visitor.queries_of(act.do)
        for _ in range(ROUNDS):
            for act in acts.values():
                measure(portal, act.do, WARM_UP, act.first)
                act.costs.append(measure(portal, act.do, act.times, act.first))
        report(acts)
        report_crowd(crowd(portal, addresses))
        pss = [proportional_memory(pid) for pid in portal.web_processes()]
        sizes = ", ".join(f"{size:.0f} MB" for size in pss)
        print(f"memory of each web process (PSS): {sizes} (goal {GOAL_MEMORY} MB)")  # noqa: T201


def crowd(portal: BenchPortal, addresses: Iterator[str]) -> list[float]:
    """Let several people sign up at once, and return how long each whole sign-up took, in milliseconds."""
    names = [[next(addresses) for _ in range(SIGN_UPS_EACH)] for _ in range(CLIENTS)]

    def sign_up_all(own: list[str]) -> list[float]:
        visitor, durations = Visitor(portal), []
        for address in own:
            start = time.perf_counter()
            visitor.sign_up(address)
            durations.append((time.perf_counter() - start) * 1000)
        return durations

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [duration for durations in pool.map(sign_up_all, names) for duration in durations]


def report(acts: dict[str, Act]) -> None:
    """Print a table of medians, with CPU in units of the first row."""
    unit = acts[UNIT].median.cpu
    print(f"{'':32}{'CPU ms':>8}{'units':>8}{'goal':>6}{'queries':>9}{'p50 ms':>8}{'p95 ms':>8}")  # noqa: T201
    for name, act in acts.items():
        cost, goal = act.median, GOALS.get(name, "")
        figures = f"{cost.cpu:8.2f}{cost.cpu / unit:8.1f}{goal:>6}{act.queries:9}{cost.p50:8.1f}{cost.p95:8.1f}"
        print(f"{name:32}{figures}")  # noqa: T201
    print(f"\nqueries of the whole sign-up: {acts[SIGN_UP].queries} (goal {GOAL_QUERIES})")  # noqa: T201


def report_crowd(durations: list[float]) -> None:
    """Print what a whole sign-up takes when several people sign up at once."""
    p50, p95 = statistics.median(durations), percentile_95(durations)
    print(f"whole sign-up, {CLIENTS} at once: p50 {p50:.0f} ms, p95 {p95:.0f} ms (goal {GOAL_P95} ms)")  # noqa: T201


def proportional_memory(pid: int) -> float:
    """Return the proportional set size of a process in MB (proc(5), smaps_rollup)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
