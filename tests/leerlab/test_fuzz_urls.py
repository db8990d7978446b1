"""A walk over every address with hostile parameters, as a stranger and as a beheerder: nothing answers 500 or more."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client, override_settings

from tests import factories
from tests.leerlab.addresses import Address, addresses

EVERY = sorted(set(addresses()), key=lambda address: address.pattern)
BY_PATTERN = {address.pattern: address for address in EVERY}
HOSTILE = [
    "%00", "a%00b", "%ff", "%ed%a0%80", "a" * 5000, "9" * 30, "-1", "0", "1e400", "..", "%2e%2e%2f",
    "%0d%0aX-Eigen:1", "%E2%80%AE", "%F0%9F%99%82", "[]", "%27%20OR%201=1--", "{0.__class__}", "%25s", "None", "_00",
    "1_", "a.b.c", "a:b:c",
]  # fmt: skip
NUMBERS = ["9" * 30, "-" + "9" * 30, "2147483648", "1e999", "NaN", "", "x", "1,2", "0x10"]
TIMES = ["99999999999999999999", "9999-12-31 23:59:59-12:00", "0001-01-01 00:00:00+14:00", "0", "-1", "x"]
YEARS = ["99999999999999999999", "x", "", "2026.5"]
"""Not 0, -1 or 9999: on those Django's own admin fails, for who is signed in and types them into the address."""


@pytest.fixture(autouse=True)
def _rows() -> Iterator[None]:
    with override_settings(RATE_LIMITS=False):
        yield


@pytest.fixture
def rows(db: None) -> None:  # noqa: ARG001 - asks for the database
    """One row of most kinds, so that lists have something to say."""
    sessie = factories.make_sessie(soort="kick-off")
    factories.make_aanmelding(reeks=sessie.reeks)
    factories.make_belangstelling(reeks=sessie.reeks)
    factories.make_handvatten(sessie=sessie)


def strange(client: Client, method: str, path: str, body: bytes = b"") -> str | None:
    """Return what was asked and answered when the answer is a failure of ours."""
    client.raise_request_exception = False
    response = client.generic(method, path, body, content_type="application/x-www-form-urlencoded")
    failed = response.status_code >= 500 or response.has_header("X-Eigen")
    return f"{method} {path[:200]} {body[:80]!r}: {response.status_code}" if failed else None


def test_the_walk_sees_every_corner() -> None:
    patterns = set(BY_PATTERN)
    assert {
        "",
        "gezond/",
        "<provincie>/<reeks>/",
        "aanmelding/<token>/",
        "beheer/outbox/bericht/<object_id>/change/",
    } <= patterns
    assert {
        "account/password/reset/key/<uidb36>-<key>/",
        "account/confirm-email/<key>/",
        "beheer/<app_label>/",
    } <= patterns
    assert len(patterns) > 100


@pytest.mark.parametrize("pattern", [address.pattern for address in EVERY if address.parameters])
@pytest.mark.strict_database
@pytest.mark.usefixtures("rows")
def test_hostile_parameters(pattern: str, client: Client, client_beheerder: Client) -> None:
    address: Address = BY_PATTERN[pattern]
    client = client_beheerder if pattern.startswith("beheer/") else client
    assert [found for value in HOSTILE if (found := strange(client, "GET", address.fill(value)))] == []


QUERIES = [
    f"{name}={value}"
    for name in (
        "provincie",
        "thema",
        "q",
        "p",
        "o",
        "e",
        "all",
        "next",
        "_popup",
        "_to_field",
        "_changelist_filters",
        "_facets",
    )
    for value in ("%E2%80%AE", "9" * 30, "-1", "[]", "https://boef.example", "%F0%9F%99%82", "x" * 5000, "a=1%26b")
]


@pytest.mark.parametrize("pattern", [address.pattern for address in EVERY if not address.parameters])
@pytest.mark.long
@pytest.mark.strict_database
@pytest.mark.usefixtures("rows")
def test_hostile_queries(pattern: str, client: Client, client_beheerder: Client) -> None:
    client = client_beheerder if pattern.startswith("beheer/") else client
    some = QUERIES if not pattern.startswith("beheer/") else QUERIES[::7]
    assert [found for query in some if (found := strange(client, "GET", f"/{pattern}?{query}"))] == []


@pytest.mark.parametrize("pattern", [address.pattern for address in EVERY])
@pytest.mark.long
@pytest.mark.strict_database
@pytest.mark.usefixtures("rows")
def test_hostile_forms(pattern: str, client: Client, client_beheerder: Client) -> None:
    client = client_beheerder if pattern.startswith("beheer/") else client
    path = BY_PATTERN[pattern].fill("1")
    forms = [
        b"",
        b"action=delete_selected&_selected_action=99999999999999999999999999&index=9999999999999999999999&select_across=1",
        b"sessies-TOTAL_FORMS=9999999999&sessies-INITIAL_FORMS=-1&onderdelen-TOTAL_FORMS=x&form-TOTAL_FORMS=1001&form-INITIAL_FORMS=0",
        b"email=a%40raalte.example%0ABcc:x&naam=%E2%80%AE&gemeente=GM9999&omvang=x&sessies=..&login=x&password=y&code=z",
        b"email=a&email=b&gemeente=" + b"9" * 300 + b"&naam=" + b"a" * 100_000,
    ]
    assert [found for form in forms if (found := strange(client, "POST", path, form))] == []
    assert [method for method in ("PUT", "DELETE", "OPTIONS", "HEAD") if strange(client, method, path)] == []


LISTS = [address.pattern for address in EVERY if address.view.endswith("changelist_view")]


@pytest.mark.parametrize("pattern", LISTS)
@pytest.mark.strict_database
@pytest.mark.usefixtures("rows")
def test_huge_numbers_in_the_filters_of_the_admin(pattern: str, client_beheerder: Client) -> None:
    _, app, name, _ = pattern.split("/")
    model = apps.get_model(app, name)
    queries = []
    for field in model._meta.concrete_fields:
        if field.get_internal_type() in {"DateField", "DateTimeField"}:
            queries += [f"{field.name}__gte={quote(value)}" for value in TIMES]
            queries += [f"{field.name}__year={value}" for value in YEARS]
        else:
            lookup = "__id__exact" if field.is_relation else "__exact"
            queries += [f"{field.name}{lookup}={value}" for value in NUMBERS]
    queries += [f"id__exact={value}" for value in NUMBERS] + [f"{model._meta.pk.name}__in={value}" for value in NUMBERS]
    assert [found for query in queries if (found := strange(client_beheerder, "GET", f"/{pattern}?{query}"))] == []
