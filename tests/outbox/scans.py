"""Scans for the tests of the worker; they write down in `ran` when they ran."""

from datetime import datetime

from django.db import connection

ran: list[tuple[str, datetime]] = []


def good(*, now: datetime) -> None:
    """Do nothing but run."""
    ran.append(("good", now))


def fails(*, now: datetime) -> None:
    """Fail by a mistake of its own."""
    ran.append(("fails", now))
    raise ValueError("een fout in de scan")


def fails_in_database(*, now: datetime) -> None:
    """Fail in a query."""
    ran.append(("fails_in_database", now))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bestaat_niet")
