"""Sessions in a database that is away when they are saved."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import OperationalError


class SessionStore(DatabaseSessions):
    """Can not be saved."""

    def save(self, *_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("database is locked")
