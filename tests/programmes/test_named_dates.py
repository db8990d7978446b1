"""Dates and times in /beheer/: each half of each field has a name that a screen reader says."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from programmes.models import Reeks
from programmes.named_dates import short_date
from tests import factories

pytestmark = pytest.mark.django_db
HALF = re.compile(r'<input[^>]*name="([^"]+_[01])"[^>]*>')
LABEL = re.compile(r'aria-label="([^"]*)"')


def halves(client: Client, address: str) -> dict[str, list[str]]:
    """Return the labels of each visible half of a date and time by the name of its input."""
    html = client.get(address).content.decode()
    return {found[1]: LABEL.findall(found[0]) for found in HALF.finditer(html) if "hidden" not in found[0]}


@pytest.fixture
def reeks(overijssel: object) -> Reeks:
    return factories.make_reeks(provincie=overijssel, sessies=1)


def test_each_half_is_named_on_the_page_of_a_reeks(client_overijssel: Client, reeks: Reeks) -> None:
    found = halves(client_overijssel, f"/beheer/programmes/reeks/{reeks.pk}/change/")
    named = {"begin": "Begin", "einde": "Einde"}
    expected = {
        f"sessies-{row}-{field}_{number}": [f"{name}, {half}"]
        for row in ("0", "__prefix__")
        for field, name in named.items()
        for number, half in enumerate(["datum", "tijd"])
    }
    expected |= {
        f"aanmelden_{field}_{number}": [f"Aanmelden {name}, {half}"]
        for field, name in {"van": "vanaf", "tot": "tot"}.items()
        for number, half in enumerate(["datum", "tijd"])
    }
    assert found == expected


def test_a_new_reeks_has_them_too(client_overijssel: Client) -> None:
    found = halves(client_overijssel, "/beheer/programmes/reeks/add/")
    assert (len(found), [name for name, labels in found.items() if len(labels) != 1]) == (28, [])


def test_the_admin_has_a_style_of_its_own(client_overijssel: Client) -> None:
    assert '<link rel="stylesheet" href="/static/css/beheer.css">' in client_overijssel.get("/beheer/").content.decode()


@pytest.mark.parametrize(
    ("moment", "words"),
    [(datetime(2026, 11, 22, 20, 43, tzinfo=UTC), "22\xa0nov\xa02026, 21.43"), (None, "-")],
)
def test_a_moment_in_a_list_is_short_and_in_dutch_time(moment: datetime | None, words: str) -> None:
    column: Any = short_date("op", "wanneer")
    assert (column(SimpleNamespace(op=moment)), column.short_description, column.admin_order_field) == (
        words,
        "wanneer",
        "op",
    )
