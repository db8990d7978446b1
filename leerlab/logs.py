"""Keeps personal links out of the log."""

import logging
import re

SECRET_PATH = re.compile(
    r"(/(?:aanmelding|belangstelling|agenda)/)(?!kwijt/)[^/\s]+|(/account/password/reset/key/)[^/\s]+"
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


class MaskSecrets(logging.Filter):
    """Replaces the token of a personal link and every e-mail address in a log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line in place; always lets it through."""
        message = record.getMessage()
        message = SECRET_PATH.sub(lambda match: f"{match[1] or match[2]}***", message)
        record.msg, record.args = EMAIL.sub("***@***", message), None
        return True
