"""Processes that are killed while people sign up: what was answered is kept, once, and the rest can be sent again."""

import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Self

import pytest

from tests.races.cluster import Cluster, cluster_in
from tests.races.conftest import MakeWorld, World
from tests.races.portal import RacePortal
from tests.races.visitors import Answer, Visitor, shared_out

pytestmark = [pytest.mark.races, pytest.mark.kills]
CLIENTS = 16
LONG = pytest.mark.long


class Load:
    """People who sign up one after the other by a number of clients, in the background, until all are in."""

    def __init__(self, world: World, visitors: Sequence[Visitor], count: int) -> None:
        self.world, self.count = world, count
        self.refusals: list[int] = []
        self.answered: list[float] = []
        self.stopping = False
        acts = [partial(self.sign_up, number) for number in range(count)]
        self.pool = ThreadPoolExecutor(1)
        self.future: Future[list[Answer]] = self.pool.submit(shared_out, acts, visitors)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let the clients end, whatever became of the test."""
        self.stopping = True
        self.pool.shutdown()

    def sign_up(self, number: int, visitor: Visitor) -> Answer:
        """Sign one person up, however often it takes."""
        assert not self.stopping
        fields = self.world.person(number, self.world.portal.gemeenten[number % 40])
        answer = visitor.post_until_answered(self.world.form, fields, refusals=self.refusals)
        self.answered.append(time.monotonic())
        return answer

    def interrupt(self, act: Callable[[], Any], *, step: int, pause: float) -> int:
        """Do something to the portal for as long as people sign up; returns how often.

        Between two times at least `step` people get an answer and `pause` seconds go by.
        """
        done = 0
        while not self.future.done():
            act()
            done += 1
            resume, enough = time.monotonic() + pause, len(self.answered) + step
            while not self.future.done() and (time.monotonic() < resume or len(self.answered) < enough):
                time.sleep(0.02)
        return done

    def answers(self) -> list[Answer]:
        """Wait for the end; returns the last answer of each, all good."""
        return self.future.result(timeout=280)


def assert_nothing_lost_or_doubled(load: Load) -> None:
    """Everybody who was told "aangemeld" is in the database, once, with one mail; half rows there are none."""
    answers = load.answers()
    assert [answer.says_signed_up for answer in answers] == [True] * load.count
    rows = load.world.truth()
    assert Counter(row["email"] for row in rows["aanmeldingen"]) == Counter(
        load.world.email(number) for number in range(load.count)
    )
    assert Counter(row["aanmelding"] for row in rows["deelnames"]) == Counter(
        {row["pk"]: 2 for row in rows["aanmeldingen"]}
    )
    asked = Counter(mail["aan"] for mail in rows["mails"] if mail["soort"] == "bevestig")
    assert asked == Counter(row["email"] for row in rows["aanmeldingen"])
    # Whoever sends the form again, not knowing that it had arrived, may get their link once more.
    others = Counter(mail["soort"] for mail in rows["mails"] if mail["soort"] != "bevestig")
    assert set(others) <= {"al_aangemeld"}
    assert others.total() <= len(load.refusals)


def assert_all_mails_go_out(load: Load, figures: list[str], what: str) -> None:
    """Each message is a file in the end, whoever was killed with it in hand."""
    portal = load.world.portal
    portal.drain()
    assert portal.clerk.ask("outbox")["mislukt"] == 0
    figures.append(
        f"{what}: {load.count} sign-ups answered and kept; cut off or refused meanwhile: {dict(Counter(load.refusals))}"
    )


@pytest.mark.parametrize(("count", "step", "pause"), [(60, 20, 0.2), pytest.param(1_500, 100, 1.5, marks=LONG)])
def test_web_and_mail_processes_that_are_killed(
    count: int, step: int, pause: float, make_world: MakeWorld, portal: RacePortal, figures: list[str]
) -> None:
    world = make_world(count // 2, None)
    dice = random.Random(1)  # noqa: S311 - which process dies is no secret

    def kill_both() -> None:
        portal.kill_web_process(dice)
        portal.kill_worker()

    portal.clerk.ask("forget_mails")
    with Load(world, portal.visitors(CLIENTS, world.form), count) as load:
        kills = load.interrupt(kill_both, step=step, pause=pause)
        assert_nothing_lost_or_doubled(load)
    assert kills >= 3
    assert set(load.refusals) <= {0}, "a killed process cuts off; it never makes the other answer an error"
    assert portal.clerk.ask("file_faults") == []
    assert_all_mails_go_out(load, figures, f"K1, {kills} x kill -9 of a web and a mail process")


@LONG
def test_a_killed_postgresql(
    is_sqlite: bool,  # noqa: FBT001 - a fixture
    tmp_path: Path,
    figures: list[str],
) -> None:
    if is_sqlite:
        pytest.skip("SQLite has no server")
    # Outside the folders of pytest, which the user that PostgreSQL runs as can not enter.
    with tempfile.TemporaryDirectory() as outside:
        Path(outside).chmod(0o755)
        with cluster_in(Path(outside) / "postgres") as cluster:
            portal = RacePortal(tmp_path, cluster.url)
            try:
                portal.start()
                kill_postgresql(cluster, portal, figures)
            finally:
                portal.stop()


def kill_postgresql(cluster: Cluster, portal: RacePortal, figures: list[str]) -> None:
    """Kill it three times while people sign up."""
    world = MakeWorld(portal)(200, None)
    backs: list[float] = []

    def kill() -> None:
        if len(backs) < 3:
            cluster.kill()
            backs.append(cluster.start_again())

    with Load(world, portal.visitors(CLIENTS, world.form), 400) as load:
        load.interrupt(kill, step=50, pause=1.0)
        # The line of the first one was cut off as well.
        portal.clerk = portal.new_clerk()
        assert_nothing_lost_or_doubled(load)
    assert len(backs) == 3
    assert set(load.refusals) <= {0, 503}
    waits = [min(moment for moment in load.answered if moment > back) - back for back in backs]
    # A worker that lost the database with a message in hand could not write down how it went: its lease has to end.
    portal.clerk.ask("end_leases")
    assert_all_mails_go_out(load, figures, "K2, 3 x kill -9 of PostgreSQL")
    figures.append(f"K2: first good answer {', '.join(f'{wait:.1f}' for wait in waits)} s after it was back")
    assert max(waits) <= 5


@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=LONG)])
def test_a_web_server_that_is_asked_to_stop_finishes_what_it_took_on(
    rounds: int, make_world: MakeWorld, portal: RacePortal, figures: list[str]
) -> None:
    world = make_world(None, None)
    with Load(world, portal.visitors(CLIENTS, world.form), 60 * rounds) as load:
        for number in range(rounds):
            while not load.future.done() and len(load.answered) < (number + 0.3) * 60:
                time.sleep(0.01)
            start = time.monotonic()
            assert portal.end(portal.web, signal.SIGTERM) == 0
            figures.append(f"K10: stopped in {time.monotonic() - start:.1f} s under load")
            # Who came meanwhile waits at the socket, as behind a proxy or systemd, and is served by the next.
            portal.web = portal.start_web()
        assert_nothing_lost_or_doubled(load)
    assert load.refusals == []
