"""The roles that come from the organisation of somebody, at each sign-in: those, and no others."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from programmes.models import Lidmaatschap, Logregel, Provincie
from programmes.sso_roles import apply_claims
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mapping(settings: Any) -> None:
    roles = {
        "a": [("overijssel", "organisator")],
        "b": [("overijssel", "medewerker"), ("noord-holland", "medewerker")],
        "weg": [("bestaat-niet", "organisator")],
    }
    settings.OIDC = {"claim": "groepen", "roles": roles}


def apply(user: User, *groups: str) -> list[tuple[str, str, bool]]:
    apply_claims(user=user, methode="sso", claims={"groepen": list(groups)}, now=NOW)
    rows = Lidmaatschap.objects.filter(user=user).order_by("provincie__slug")
    return [(row.gebied, row.rol, row.via_sso) for row in rows]


@pytest.mark.usefixtures("overijssel", "noord_holland")
def test_roles_are_given_and_taken(plain_user: User) -> None:
    overijssel, medewerker = ("Overijssel", "organisator", True), ("Overijssel", "medewerker", True)
    noord_holland = ("Noord-Holland", "medewerker", True)
    seen = [apply(plain_user, *groups) for groups in (["a"], ["a", "b"], ["b"], ["weg"], [])]
    assert seen == [[overijssel], [noord_holland, overijssel], [noord_holland, medewerker], [], []]


def test_a_role_that_a_person_gave_is_left_alone(organisator_overijssel: User, noord_holland: Provincie) -> None:
    kept = ("Overijssel", "organisator", False)
    assert apply(organisator_overijssel, "b") == [(str(noord_holland), "medewerker", True), kept]
    assert apply(organisator_overijssel) == [kept]


def test_roles_at_a_sessie_or_for_an_organisatie_are_left_alone(plain_user: User) -> None:
    Lidmaatschap.objects.create(user=plain_user, organisatie=factories.make_organisatie())
    apply(plain_user)
    assert Lidmaatschap.objects.filter(user=plain_user).count() == 1


@pytest.mark.usefixtures("overijssel")
def test_each_change_is_written_down(plain_user: User) -> None:
    apply(plain_user, "a")
    apply(plain_user)
    lines = Logregel.objects.filter(daad=Logregel.Daad.ROL).order_by("pk")
    assert [(line.wie, line.tekst) for line in lines] == [
        ("portaal", "Gegeven bij inloggen: Organisator: ziet en wijzigt alles, Overijssel."),
        ("portaal", "Weggehaald bij inloggen: Organisator: ziet en wijzigt alles, Overijssel."),
    ]


def test_without_a_provider_it_costs_two_queries_and_a_savepoint(plain_user: User, settings: Any) -> None:
    settings.OIDC = None
    with CaptureQueriesContext(connection) as queries:
        apply_claims(user=plain_user, methode="code", claims={}, now=NOW)
    assert sum(query["sql"].startswith("SELECT") for query in queries) == 2
