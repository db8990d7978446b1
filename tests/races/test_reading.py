"""A minute of people who read: every answer is a page, and the processes do not grow."""

import random
import statistics
import time
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.races.conftest import MakeWorld
from tests.races.portal import RacePortal
from tests.races.visitors import Answer, Visitor, together

pytestmark = [pytest.mark.races, pytest.mark.long]
CLIENTS = 16
SECONDS = 60


def memory(portal: RacePortal) -> float:
    """Return the mean resident memory of the web processes in MB (proc(5), statm)."""
    pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in portal.web_processes()]
    return statistics.mean(pages) * 4096 / 1_000_000


def test_a_minute_of_reading(make_world: MakeWorld, portal: RacePortal, figures: list[str]) -> None:
    worlds = [make_world(20, None, max_personen=30) for _ in range(8)]
    for world in worlds:
        emails = [world.email(number) for number in range(20)]
        portal.clerk.ask("put_in", reeks=world.pk, emails=emails, gemeente=portal.gemeenten[0])
    own = list(portal.clerk.ask("tokens", reeks=worlds[0].pk).values())
    pages = ["/"] * 60 + [f"/{world.path}/sessie-1/" for world in worlds[:5]] * 5
    pages += [f"/aanmelding/{token}/" for token in own[:10]] + [f"/{world.path}/agenda.ics" for world in worlds[:5]]
    end = time.monotonic() + SECONDS
    halfway: list[float] = []

    def read(number: int) -> list[Answer]:
        visitor, dice = Visitor(portal.address, ip="192.0.2.1"), random.Random(number)  # noqa: S311 - which page
        found = []
        while time.monotonic() < end:
            found.append(visitor.get(dice.choice(pages)))
            if number == 0 and not halfway and time.monotonic() > end - SECONDS / 2:
                halfway.append(memory(portal))
        return found

    answers = [answer for found in together(partial(read, number) for number in range(CLIENTS)) for answer in found]
    assert Counter(answer.status for answer in answers) == {200: len(answers)}
    seconds = sorted(answer.seconds for answer in answers)
    after = memory(portal)
    figures.append(
        f"L1: {len(answers) / SECONDS:.0f} requests/s with {CLIENTS} clients for {SECONDS} s, "
        f"p50 {seconds[len(seconds) // 2] * 1000:.0f} ms, p95 {seconds[len(seconds) * 95 // 100] * 1000:.0f} ms, "
        f"memory per process {halfway[0]:.0f} MB half-way, {after:.0f} MB after"
    )
