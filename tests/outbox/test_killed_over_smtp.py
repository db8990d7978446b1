"""K3 and K4: workers that are killed while they talk to a real mail server, and several of them at once."""

import random
import signal
import time
from collections import Counter

import pytest
from django.db.models import F

from outbox.models import Bericht, Hartslag
from outbox.queue import queue
from tests.outbox.dying_worker import POINTS
from tests.outbox.processes import PATIENCE, environment, start, wait_for
from tests.outbox.smtp_server import SmtpServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kills]
PROGRAM = ("-m", "tests.outbox.dying_worker")


def fill(count: int) -> list[str]:
    """Queue mails to so many people, and return their addresses."""
    names = [f"a{number:03}@raalte.example" for number in range(count)]
    for name in names:
        queue(soort="proef", aan=name, onderwerp=f"Aan {name}", tekst="Tekst zoals Zoë.\n" * 20)
    return names


def send_the_rest(variables: dict[str, str]) -> None:
    """Let one more worker end the work."""
    assert start(variables, *PROGRAM, "never", "0").wait(PATIENCE) == 0


def assert_each_came(names: list[str], smtp: SmtpServer, *, at_most_double: int) -> None:
    """See that nobody got nothing, and that what came twice can be told to be the same."""
    came = Counter(smtp.taken())
    assert sorted(came) == names
    assert sum(came.values()) - len(names) <= at_most_double
    known = {row.aan: {row.message_id} for row in Bericht.objects.all()}
    assert smtp.message_ids() == known
    assert set(Bericht.objects.values_list("staat", "lease_tot")) == {("verzonden", None)}


@pytest.mark.parametrize(("point", "twice"), [(point, int(point == "after_250")) for point in POINTS])
def test_killed_at_each_point_of_sending(point: str, twice: int, smtp: SmtpServer) -> None:
    names = fill(4)
    variables = environment(f"smtp://127.0.0.1:{smtp.port}")
    assert start(variables, *PROGRAM, point, "2").wait(PATIENCE) == -signal.SIGKILL
    in_hand = list(Bericht.objects.filter(lease_tot__isnull=False).values_list("aan", "staat"))
    assert in_hand == ([] if point == "before_claim" else [(names[1], "wacht")])
    assert smtp.taken() == names[: 1 + twice]
    send_the_rest(variables)
    assert len(smtp.taken()) == 4 + twice
    assert_each_came(names, smtp, at_most_double=twice)


@pytest.mark.parametrize(("messages", "kills"), [(20, 2), pytest.param(500, 20, marks=pytest.mark.long)])
def test_killed_at_any_moment(messages: int, kills: int, smtp: SmtpServer) -> None:
    names = fill(messages)
    smtp.behave(slow=0.02)
    variables = environment(f"smtp://127.0.0.1:{smtp.port}")
    chance = random.Random(20)  # noqa: S311 - any moments will do, the same at each run
    for number in range(kills):
        goal = (number + 1) * messages // (kills + 1)
        worker = start(variables, *PROGRAM, "always", "0")
        wait_for(lambda goal=goal: len(smtp.taken()) >= goal)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.04))
        worker.kill()
        assert worker.wait(PATIENCE) == -signal.SIGKILL
    smtp.behave()
    # A line that broke under a killed worker means nothing to the next; one that was refused would wait a minute.
    assert not Bericht.objects.waiting().exclude(niet_voor=F("aangemaakt_op")).filter(laatste_fout__gt="").exists()
    send_the_rest(variables)
    assert_each_came(names, smtp, at_most_double=kills)


@pytest.mark.long
def test_three_workers_at_once_send_each_of_200_messages_once(smtp: SmtpServer) -> None:
    smtp.behave(slow=0.01)
    variables = environment(f"smtp://127.0.0.1:{smtp.port}")
    # Up before there is work, so that they all get some.
    workers = [start(variables, *PROGRAM, "always", "0") for _ in range(3)]
    try:
        wait_for(lambda: Hartslag.objects.count() == 3)
        names = fill(200)
        wait_for(lambda: not Bericht.objects.waiting().exists())
    finally:
        for worker in workers:
            worker.kill()
            worker.wait(PATIENCE)
    assert_each_came(names, smtp, at_most_double=0)
    assert set(Bericht.objects.values_list("pogingen", flat=True)) == {1}
    shares = Counter(Bericht.objects.values_list("lease_van", flat=True))
    assert (len(shares), min(shares.values()) > 1) == (3, True)
