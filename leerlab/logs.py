"""Keeps personal links out of the log."""

import logging
import re
from typing import Any

SECRET_PATH = re.compile(
    r"(/(?:aanmelding|belangstelling|agenda|account/password/reset/key|account/confirm-email)/)(?!kwijt/)[^/\s'\"]+"
)
# It starts where a word starts, so that a long line without an address is read once.
EMAIL = re.compile(r"(?<![\w.!#$%&*+=?^~-])[\w.!#$%&*+=?^~-]+(?:@|%40)[\w-]+\.[\w.-]+")
# The token itself, wherever a slightly wrong link puts it: UUID, version, signature.
TOKEN = re.compile(r"\b[0-9a-f]{32}\.(?:\d+\.)?[\w-]{43}")
_formatter = logging.Formatter()


def mask(text: str) -> str:
    """Return the text without the tokens of personal links and without e-mail addresses."""
    return EMAIL.sub("***@***", TOKEN.sub("***", SECRET_PATH.sub(r"\1***", text)))


def logging_settings(*, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to stderr, from this level on, masked."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"secrets": {"()": "leerlab.logs.MaskSecrets"}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django": {"handlers": [], "propagate": True}, "outbox": {"level": "INFO"}},
    }


class MaskSecrets(logging.Filter):
    """Replaces the token of a personal link and every e-mail address in a log line and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; always lets it through."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # the line's own mistake; an error here would end the request that logs it
            message = f"{record.msg} {record.args}"
        record.msg, record.args = mask(message), None
        if record.exc_info and not record.exc_text:
            # PostgreSQL quotes the row in its errors; a formatter takes this text as it stands.
            record.exc_text = _formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        return True
