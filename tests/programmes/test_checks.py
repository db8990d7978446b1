"""`manage.py check`: what must be filled in before visitors come."""

from typing import Any

import pytest
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.checks import unfinished_pages
from programmes.models import Pagina
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _online(settings: Any) -> None:
    """As on a real server, with two pages that still lack something."""
    settings.IS_LOCAL, settings.DEBUG = False, False
    settings.SECURITY_CONTACT = "mailto:veilig@leerlabs.example"
    for slug in Pagina.Slug.values:
        factories.make_pagina(slug)
    factories.make_pagina("privacy", tekst="Van [naam], mail [e-mailadres] of lees [dit](/cookies/).")
    factories.make_pagina("cookies", tekst="Van [naam].")


def found(*, deploy: bool = False, databases: list[str] | None = None) -> list[tuple[str, int, str]]:
    """Return what our own checks say: id, level, text."""
    messages = checks.run_checks(include_deployment_checks=deploy, databases=databases)
    return [(str(row.id), row.level, row.msg) for row in messages if str(row.id).startswith("programmes.")]


WARNINGS = [
    ("programmes.W001", checks.WARNING, "Op /cookies/ moet je nog invullen: naam."),
    ("programmes.W001", checks.WARNING, "Op /privacy/ moet je nog invullen: naam, e-mailadres."),
]
ERROR = (
    "programmes.E001",
    checks.ERROR,
    "Bezoekers zien plekken die nog niet zijn ingevuld: /cookies/ /privacy/",
)


def test_each_page_with_something_to_fill_in_is_named() -> None:
    assert found(databases=["default"]) == WARNINGS


def test_going_live_is_refused() -> None:
    assert found(deploy=True, databases=["default"]) == [*WARNINGS, ERROR]
    with pytest.raises(SystemCheckError, match=r"programmes\.E001"):
        call_command("check", deploy=True, databases=["default"])


def test_going_live_is_fine_once_all_is_filled_in() -> None:
    factories.make_pagina("privacy")
    factories.make_pagina("cookies")
    assert found(deploy=True, databases=["default"]) == []


def test_a_laptop_is_left_in_peace(settings: Any) -> None:
    settings.IS_LOCAL = True
    assert found(deploy=True, databases=["default"]) == []


def test_who_works_on_the_code_is_only_warned(settings: Any) -> None:
    settings.DEBUG = True
    assert found(deploy=True, databases=["default"]) == WARNINGS


# --- /gezond/ ----------------------------------------------------------------------------------------------


def test_who_watches_over_the_server_is_warned_in_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert unfinished_pages() == [ERROR[2]]


def test_there_is_no_warning_once_all_is_filled_in() -> None:
    factories.make_pagina("privacy")
    factories.make_pagina("cookies")
    assert unfinished_pages() == []


def test_on_a_laptop_nothing_is_asked(settings: Any, django_assert_num_queries: Any) -> None:
    settings.IS_LOCAL = True
    with django_assert_num_queries(0):
        assert unfinished_pages() == []


# --- Around it ---------------------------------------------------------------------------------------------


def test_without_a_database_none_is_asked() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert found(deploy=True) == []
    assert len(captured) == 0


def test_before_the_first_migrate_there_is_nothing_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pagina._meta, "db_table", "programmes_nog_niet_gemaakt")
    assert found(databases=["default"]) == []


def test_without_a_contact_who_goes_live_is_warned(settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    assert found() == []
    assert found(deploy=True) == [
        (
            "programmes.W002",
            checks.WARNING,
            "/.well-known/security.txt ontbreekt. Overheden moeten dat bestand hebben.",
        )
    ]
