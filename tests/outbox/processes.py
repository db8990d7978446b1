"""Processes of the tests: workers on the database of a test, and a wait for what they bring about."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection

PATIENCE = 60
"""Seconds that a process may take before the test gives up."""


def database_url(name: str = "") -> str:
    """Return the DATABASE_URL of the database of this test, or of another beside it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name or database['NAME']}"
    return f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{name or database['NAME']}"


def environment(email_url: str, *, database: str = "", **more: str) -> dict[str, str]:
    """Return the variables with which a process works on a database and sends its mail somewhere."""
    return os.environ | {
        "DATABASE_URL": database or database_url(),
        "EMAIL_URL": email_url,
        "DJANGO_SETTINGS_MODULE": "leerlab.settings",
    } | more  # fmt: skip


def start(variables: dict[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    """Start Python in a process of its own."""
    return subprocess.Popen([sys.executable, *arguments], env=variables, cwd=settings.BASE_DIR)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)
