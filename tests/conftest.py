"""Who the tests are about: an organisator of Overijssel, one of Noord-Holland, and a beheerder."""

import gc

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import User
from programmes.models import Provincie
from tests import factories

DATABASE_FIXTURES = {"db", "transactional_db"}
TOUCHING = {"browser", "races", "long", "strict_database"}
CONTRARY = {"both_databases", "strict_database"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, the second of the two, run only what touches a database: the rest can not tell them apart."""
    confused = [item.nodeid for item in items if {mark.name for mark in item.iter_markers()} >= CONTRARY]
    if confused:
        raise pytest.UsageError(f"marked for both databases and for PostgreSQL only: {', '.join(confused)}")
    if connection.vendor != "postgresql":
        return
    touching: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        fixtures = set(getattr(item, "fixturenames", ()))
        touches = "django_db" in marks or marks & TOUCHING or fixtures & DATABASE_FIXTURES
        (touching if touches else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = touching


def pytest_collection_finish() -> None:
    """Leave what stays to the end, such as the tests themselves, out of every search for garbage.

    Python would search among a million objects again and again, which is an eighth of the time of a run.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start with no page made before: what a test pins is then what it says."""
    cache.clear()


@pytest.fixture
def overijssel(db: None) -> Provincie:  # noqa: ARG001 - asks for the database
    return factories.make_provincie("Overijssel")


@pytest.fixture
def noord_holland(db: None) -> Provincie:  # noqa: ARG001 - asks for the database
    return factories.make_provincie("Noord-Holland")


@pytest.fixture
def organisator_overijssel(overijssel: Provincie) -> User:
    return factories.make_organisator(overijssel, email="organisator@overijssel.example", naam="Oda Overijssel")


@pytest.fixture
def organisator_noord_holland(noord_holland: Provincie) -> User:
    return factories.make_organisator(
        noord_holland, email="organisator@noord-holland.example", naam="Nico Noord-Holland"
    )


@pytest.fixture
def beheerder(db: None) -> User:  # noqa: ARG001 - asks for the database
    return factories.make_beheerder(email="beheerder@leerlab.example", naam="Bea Beheerder")


@pytest.fixture
def plain_user(db: None) -> User:  # noqa: ARG001 - asks for the database
    return factories.make_user(email="deelnemer@raalte.example", naam="Dirk Deelnemer")


@pytest.fixture
def client_overijssel(organisator_overijssel: User) -> Client:
    return signed_in(organisator_overijssel)


@pytest.fixture
def client_noord_holland(organisator_noord_holland: User) -> Client:
    return signed_in(organisator_noord_holland)


@pytest.fixture
def client_beheerder(beheerder: User) -> Client:
    return signed_in(beheerder)


@pytest.fixture
def client_plain_user(plain_user: User) -> Client:
    return signed_in(plain_user)


def signed_in(user: User) -> Client:
    """Return a browser in which this user has signed in."""
    client = Client()
    client.force_login(user)
    return client
