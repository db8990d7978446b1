"""Mail servers for tests: one that keeps what it gets, one that gives the answers it was told to give."""

from collections.abc import Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class ScriptedBackend(BaseEmailBackend):
    """Takes an answer from `answers` for each message: an error to raise, or None for yes.

    When the answers are used up it says yes. What it took is in `taken`, as the bytes that go over the line.
    """

    answers: ClassVar[list[Exception | None]] = []
    taken: ClassVar[list[bytes]] = []
    closed: ClassVar[int] = 0

    @classmethod
    def reset(cls, *answers: Exception | None) -> None:
        """Forget what was taken and lay out the answers to come."""
        cls.answers[:] = answers
        cls.taken.clear()
        cls.closed = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            answer = self.answers.pop(0) if self.answers else None
            if answer is not None:
                raise answer
            self.taken.append(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own
        return len(email_messages)

    def close(self) -> None:
        type(self).closed += 1


SCRIPTED = "tests.outbox.mail_servers.ScriptedBackend"
