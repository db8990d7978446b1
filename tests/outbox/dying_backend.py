"""The .eml back-end of a worker that is killed at one point of its work, by a signal it can not catch.

Used as a program: `python -m tests.outbox.dying_backend <point> <number>` does one round of the worker and dies at
the given point of the numbered message: `before` anything is written, `halfway` with a half file, `after` the
whole file and before the note that it was sent.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import django
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command

from outbox.eml_files import EmlFileBackend

POINTS = ("before", "halfway", "after")


def die(*_: object) -> Path:
    """End as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)
    return Path()


class DyingBackend(EmlFileBackend):
    """Writes files until its time has come."""

    point: ClassVar[str] = ""
    left: ClassVar[int] = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).left -= 1
        if self.left == 0:
            if self.point == "before":
                die()
            if self.point == "halfway":
                Path.rename = die  # type: ignore[assignment, method-assign]  # this process ends here
            super().send_messages(email_messages)
            die()
        return super().send_messages(email_messages)


if __name__ == "__main__":
    django.setup()
    DyingBackend.point, DyingBackend.left = sys.argv[1], int(sys.argv[2])
    settings.EMAIL_BACKEND = "__main__.DyingBackend"
    settings.WORKER_SCANS = {}
    call_command("worker", "--eenmaal")
