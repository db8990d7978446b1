"""The default mail back-end: every message becomes one .eml file that a mail program can open."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFileBackend(BaseEmailBackend):
    """Writes to the folder EMAIL_FILE_PATH, named after the Message-ID: sent twice is still one file."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - Django's signature
        super().__init__(fail_silently=fail_silently, **kwargs)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each message under a temporary name first, so that a reader never sees half a mail."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for email_message in email_messages:
            message = email_message.message()
            name = str(message["Message-ID"]).strip("<>").partition("@")[0].replace("/", "-")
            draft = self.folder / f".{name}.{os.getpid()}"
            draft.write_bytes(message.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's messages take it
            draft.rename(self.folder / f"{name}.eml")
        return len(email_messages)
