"""`/<provincie>/<reeks>/aanmelden/`: what the form, its POST and the page after it ask of the database."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from programmes.models import Gemeente
from registrations.models import Aanmelding
from tests import factories
from tests.registrations.world import ADDRESS, NOW

URL = "/overijssel/bewoners-bereiken/aanmelden/"
RIGHT: dict[str, Any] = {"naam": "Anna", "email": ADDRESS, "gemeente": "GM0177", "functie": "", "omvang": "reeks"}


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db
def test_the_page_takes_the_same_queries_for_one_and_for_ten_sessies(
    client: Client, django_assert_num_queries: Any
) -> None:
    for sessies in (1, 10):
        reeks = factories.make_reeks(sessies=sessies)
        client.get(f"/overijssel/{reeks.slug}/aanmelden/")
        with django_assert_num_queries(1):
            client.get(f"/overijssel/{reeks.slug}/aanmelden/")


@pytest.mark.django_db
def test_the_form_costs_one_query_more_with_limits(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for sessies in (1, 10):
        reeks = factories.make_reeks(sessies=sessies, max_gemeenten=2, max_personen=3)
        reeks.sessies.update(plaatsen=3)
        client.get(f"/overijssel/{reeks.slug}/aanmelden/")
        with django_assert_num_queries(1 + 1):
            client.get(f"/overijssel/{reeks.slug}/aanmelden/")


@pytest.mark.django_db
@pytest.mark.parametrize(("rate_limits", "form", "post"), [(False, 1, 10), (True, 1, 12)])
@pytest.mark.parametrize("places", [None, 40])
@pytest.mark.parametrize("sessies", [1, 3])
def test_the_whole_sign_up_takes_few_queries(
    client: Client, settings: Any, *, rate_limits: bool, form: int, post: int, places: int | None, sessies: int
) -> None:
    """Once this process knows the gemeenten of now. Counted as script/bench does: the first of a transaction as well.

    With limits the places are counted twice: for the form, and once more under the lock.
    """
    settings.RATE_LIMITS = rate_limits
    reeks = factories.make_reeks(sessies=sessies, max_gemeenten=places, max_personen=places)
    reeks.sessies.update(plaatsen=places)
    factories.make_gemeente(code="GM0177")
    url = f"/overijssel/{reeks.slug}/aanmelden/"
    client.post(url, RIGHT | {"email": "eerst@raalte.example"})

    def taken(act: Callable[[], Any], status: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert act().status_code == status
        savepoint_too = ("SAVEPOINT", "RELEASE")
        inside = [row["sql"] for row in queries if row["sql"].startswith(savepoint_too)]
        # In a test the transaction is a savepoint and its release; alone it is BEGIN, and COMMIT goes uncounted.
        return len(queries) - len(inside) // 2

    client.get(url)
    counts = [
        taken(lambda: client.get(url), 200),
        taken(lambda: client.post(url, RIGHT), 303),
        taken(lambda: client.get(f"{url}verstuurd/"), 200),
    ]
    more = 0 if places is None else 1
    assert counts == [form + more, post + more, 1]


@pytest.mark.usefixtures("leerlab")
def test_a_change_of_gemeenten_is_seen_at_once(client: Client) -> None:
    def offered() -> list[str]:
        return re.findall(r'<option value="(GM\d+)"', client.get(URL).content.decode())

    before = offered()
    new = factories.make_gemeente(code="GM1999", naam="Nieuw")
    assert set(offered()) - set(before) == {"GM1999"}
    Gemeente.objects.filter(pk=new.pk).update(geldig_tot=timezone.localdate())
    assert offered() == before
    response = client.post(URL, RIGHT | {"gemeente": "GM1999"})
    assert "Deze gemeente kennen we niet." in response.content.decode()
    Gemeente.objects.filter(pk=new.pk).update(geldig_tot=None, weergavenaam="Anders")
    assert client.post(URL, RIGHT | {"gemeente": "GM1999"}).status_code == 303
    assert [row.namens for row in Aanmelding.objects.all()] == ["Anders"]
