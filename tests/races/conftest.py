"""One running portal for all races, on the database that the run is for."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.races.checks import faults_in
from tests.races.portal import RacePortal, database_for
from tests.races.visitors import Visitor

FIGURES = pytest.StashKey[list[str]]()
CROWD = 32


def pytest_configure(config: pytest.Config) -> None:
    """Make a place for what is measured."""
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show what was measured."""
    if config.stash[FIGURES]:
        terminalreporter.section("races: figures")
        for line in config.stash[FIGURES]:
            terminalreporter.line(line)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> list[str]:
    """Lines to show at the end of the run."""
    return request.config.stash[FIGURES]


@pytest.fixture(scope="session")
def is_sqlite() -> bool:
    """Whether the run is on SQLite."""
    return not os.environ.get("DATABASE_URL", "").startswith("postgres")


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RacePortal]:
    """The portal. Every test makes a reeks of its own in it."""
    folder = tmp_path_factory.mktemp("races")
    with database_for(folder, os.environ.get("DATABASE_URL", "")) as url:
        running = RacePortal(folder, url)
        try:
            running.start()
            yield running
        finally:
            running.stop()


@dataclass(frozen=True)
class World:
    """A reeks in the portal, and what a test asks about it."""

    portal: RacePortal
    pk: int
    path: str
    sessies: dict[str, int]

    @property
    def form(self) -> str:
        """The address of its form."""
        return f"/{self.path}/aanmelden/"

    @property
    def change_page(self) -> str:
        """The address of its page in /beheer/."""
        return f"/beheer/programmes/reeks/{self.pk}/change/"

    @property
    def slugs(self) -> list[str]:
        """The slugs of its sessies."""
        return list(self.sessies)

    def email(self, number: int) -> str:
        """Return the address of a person, who takes part in no other reeks: an address has a quota of mails."""
        return f"deelnemer{number}@reeks{self.pk}.example"

    def person(self, number: int, gemeente: str, *, slugs: Sequence[str] = ()) -> dict[str, str | Sequence[str]]:
        """Return a filled in form, for the whole reeks or for the sessies named."""
        return {
            "naam": f"Deelnemer {number}", "email": self.email(number), "gemeente": gemeente, "functie": "adviseur",
            "omvang": "sessies" if slugs else "reeks", "sessies": slugs,
        }  # fmt: skip

    def stand(self) -> dict[str, Any]:
        """Return what `manage.py stand` says."""
        figures: dict[str, Any] = self.portal.clerk.ask("stand", path=self.path)
        return figures

    def truth(self) -> dict[str, Any]:
        """Return all rows about it, which must be legal."""
        rows: dict[str, Any] = self.portal.clerk.ask("truth", reeks=self.pk)
        assert faults_in(rows) == []
        return rows


class MakeWorld:
    """Makes a reeks with a sessie for each number of places."""

    def __init__(self, portal: RacePortal) -> None:
        self.portal = portal

    def __call__(self, *plaatsen: int | None, **fields: int | str) -> World:
        return World(self.portal, **self.portal.clerk.ask("make_reeks", plaatsen=plaatsen, **fields))


@pytest.fixture
def make_world(portal: RacePortal) -> MakeWorld:
    """Make a reeks for this test: `make_world(10, None, max_personen=20)`."""
    return MakeWorld(portal)


@pytest.fixture(scope="session")
def crowd(portal: RacePortal) -> list[Visitor]:
    """Visitors who have all opened a form, so that they can send one."""
    return portal.visitors(CROWD, MakeWorld(portal)(None).form)


@pytest.fixture(autouse=True)
def _no_traceback(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which a process wrote a traceback, unless it is about what makes them."""
    may = "kills" in request.keywords or "portal" not in request.fixturenames
    before = 0 if may else len(request.getfixturevalue("portal").log)
    yield
    if not may:
        assert "Traceback" not in request.getfixturevalue("portal").log[before:]
