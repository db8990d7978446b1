"""`/gezond/`: 503 when pages can not be served, 200 with a warning when the work behind them stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache.backends.locmem import LocMemCache
from django.db import OperationalError, connection
from django.test import Client, override_settings

from leerlab import health
from outbox.models import Bericht, Hartslag
from outbox.queue import queue
from tests import factories

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WELL = {"database": "goed", "migraties": "goed", "cache": "goed"}
SILENT = "de worker heeft zich niet gemeld: mail en pdf's blijven liggen"


@pytest.fixture(autouse=True)
def _asks_for_migrations_anew() -> Iterator[None]:
    health._migrations_applied.cache_clear()  # noqa: SLF001 - remembered for the life of a process
    yield
    health._migrations_applied.cache_clear()  # noqa: SLF001


@pytest.fixture
def worker(db: None) -> Hartslag:  # noqa: ARG001 - asks for the database
    return Hartslag.objects.create(naam="server:1", gezien_op=NOW)


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    """Return status and body."""
    with time_machine.travel(NOW, tick=False):
        response = client.get("/gezond/")
    assert response["Content-Type"] == "application/json"
    assert "no-store" in response["Cache-Control"]
    return response.status_code, response.json()


def well(**fields: Any) -> dict[str, Any]:
    """Return the body when pages can be served."""
    return {"status": "goed", "onderdelen": WELL, "waarschuwingen": []} | fields


@pytest.mark.usefixtures("worker")
def test_all_is_well(client: Client) -> None:
    assert ask(client) == (200, well(oudste_mail_seconden=None, worker_gezien_seconden=0))
    assert set(client.cookies) == set()


@pytest.mark.usefixtures("worker")
def test_it_takes_four_queries_once_migrations_are_known(client: Client, django_assert_num_queries: Any) -> None:
    ask(client)
    with django_assert_num_queries(4):
        ask(client)


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_503(client: Client) -> None:
    def no_answer(*_args: Any) -> None:
        raise OperationalError("the connection is closed")

    with connection.execute_wrapper(no_answer):
        status, body = ask(client)
    assert (status, body["status"], body["waarschuwingen"]) == (503, "stuk", [])
    assert body["onderdelen"] == {
        "database": "database antwoordt niet",
        "migraties": "onbekend: database antwoordt niet",
        "cache": "goed",
    }


@pytest.mark.django_db
def test_a_database_older_than_the_code_is_503(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'outbox'")
    status, body = ask(client)
    assert (status, body["status"]) == (503, "stuk")
    assert body["onderdelen"] == WELL | {"migraties": "migraties zijn nog niet uitgevoerd"}


class BrokenCache(LocMemCache):
    """A cache whose server is away."""

    def set(self, *_args: Any, **_kwargs: Any) -> None:
        raise ConnectionError("cache.example is away")


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        ("tests.leerlab.test_health.BrokenCache", "cache antwoordt niet"),
        ("django.core.cache.backends.dummy.DummyCache", "cache onthoudt niets"),
        ("django.core.cache.backends.bestaat_niet.Cache", "cache antwoordt niet"),
    ],
)
@pytest.mark.usefixtures("worker")
def test_a_cache_that_fails_is_503(backend: str, reason: str, client: Client) -> None:
    with override_settings(CACHES={"default": {"BACKEND": backend}}):
        status, body = ask(client)
    assert (status, body) == (503, {"status": "stuk", "onderdelen": WELL | {"cache": reason}, "waarschuwingen": []})


@pytest.mark.parametrize(("seconds", "warnings"), [(0, []), (119, []), (120, []), (121, [SILENT]), (86_400, [SILENT])])
def test_a_worker_that_is_silent_is_a_warning(
    seconds: int, warnings: list[str], worker: Hartslag, client: Client
) -> None:
    Hartslag.objects.filter(pk=worker.pk).update(gezien_op=NOW - timedelta(seconds=seconds))
    expected = well(waarschuwingen=warnings, oudste_mail_seconden=None, worker_gezien_seconden=seconds)
    assert ask(client) == (200, expected)


@pytest.mark.django_db
def test_a_worker_that_never_was_is_a_warning(client: Client) -> None:
    assert ask(client)[1]["waarschuwingen"] == [SILENT]


def test_one_living_worker_is_enough(worker: Hartslag, client: Client) -> None:
    Hartslag.objects.create(naam="server:2", gezien_op=NOW - timedelta(days=1))
    assert (worker.naam, ask(client)[1]["waarschuwingen"]) == ("server:1", [])


@pytest.mark.parametrize(
    ("minutes", "staat", "warnings"),
    [
        (10, "wacht", []),
        (11, "wacht", ["oudste onverzonden mail wacht 11 minuten"]),
        (600, "wacht", ["oudste onverzonden mail wacht 600 minuten"]),
        (600, "verzonden", []),
        (600, "mislukt", []),
        (-600, "wacht", []),
    ],
)
@pytest.mark.usefixtures("worker")
def test_old_unsent_mail_is_a_warning(minutes: int, staat: str, warnings: list[str], client: Client) -> None:
    queue(soort="proef", aan="a@raalte.example", onderwerp="Onderwerp", tekst="Tekst.")
    Bericht.objects.update(niet_voor=NOW - timedelta(minutes=minutes), staat=staat)
    age = max(minutes, 0) * 60 if staat == "wacht" else None
    assert ask(client) == (200, well(waarschuwingen=warnings, oudste_mail_seconden=age, worker_gezien_seconden=0))


@pytest.mark.usefixtures("worker")
def test_a_page_that_is_not_finished_is_a_warning(client: Client, django_assert_num_queries: Any) -> None:
    factories.make_pagina("privacy", tekst="Van [naam].")
    for slug in ("cookies", "toegankelijkheid", "voorwaarden", "kwetsbaarheid-melden"):
        factories.make_pagina(slug)
    ask(client)
    with override_settings(IS_LOCAL=False), django_assert_num_queries(5):
        status, body = ask(client)
    warning = "Bezoekers zien plekken die nog niet zijn ingevuld: /privacy/"
    assert (status, body) == (200, well(waarschuwingen=[warning], oudste_mail_seconden=None, worker_gezien_seconden=0))


@pytest.mark.django_db
def test_while_migrations_wait_no_page_is_asked_for(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'outbox'")
    with override_settings(IS_LOCAL=False, HEALTH_WARNINGS=["bestaat.niet"]):
        assert ask(client)[1]["waarschuwingen"] == []


@pytest.mark.usefixtures("worker")
def test_it_names_nobody(client: Client) -> None:
    queue(soort="proef", aan="anna@raalte.example", onderwerp="Geheim", tekst="Tekst.")
    Bericht.objects.update(niet_voor=NOW - timedelta(days=1))
    assert [word in str(ask(client)) for word in ("anna", "raalte", "Geheim", "server:1")] == [False] * 4


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_looked_at(method: str, client: Client) -> None:
    assert getattr(client, method)("/gezond/").status_code == 405
