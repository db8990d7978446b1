"""A worker that is killed at one point of sending over SMTP, by a signal it can not catch.

As a program: `python -m tests.outbox.dying_worker <point> <number>` dies at that point of the numbered message. Points:
`before_claim`, `after_claim`, `during_data` (half the message is over the line), `after_250` (the mail server said yes
and we did not write it down yet), and `never`, which does one round. `always` goes on until it is killed from outside.
With SECONDS_LATER its clock is so far ahead.
"""

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django
import time_machine

POINTS = ("before_claim", "after_claim", "during_data", "after_250")


def die() -> None:
    """End as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str, number: int) -> None:
    """Put the end in its place. The parts of smtplib and ours are replaced in this process only, which ends there."""
    from outbox import deliver  # noqa: PLC0415 - after django.setup()

    owner: Any = deliver if point.endswith("claim") else smtplib.SMTP
    name = "claim" if point.endswith("claim") else "data"
    real: Callable[..., Any] = getattr(owner, name)
    left = number

    def until_then(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and point == "before_claim":
            die()
        if left == 0 and point == "during_data":
            connection, message = args
            connection.putcmd("data")
            connection.getreply()
            connection.sock.sendall(message[: len(message) // 2])
            die()
        answer = real(*args, **kwargs)
        if left == 0:
            die()
        return answer

    setattr(owner, name, until_then)


def work(point: str, number: int) -> None:
    """Work until the end."""
    from outbox.worker import Worker  # noqa: PLC0415 - after django.setup()

    if point in POINTS:
        arm(point, number)
    worker = Worker({})
    if point == "always":
        worker.run()
    else:
        worker.run_once()


if __name__ == "__main__":
    django.setup()
    later = int(os.environ.get("SECONDS_LATER", "0"))
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=later)):
        work(sys.argv[1], int(sys.argv[2]))
