"""What pages of /beheer/ keep to: no more queries for three rows than for one, nothing inline."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.models import Handvatten
from programmes.models import Deskundige, Doelgroep, Lidmaatschap, Locatie, Organisatie, Provincie, Reeks, Sessie, Thema
from registrations.models import Aanmelding, Belangstelling
from tests import factories
from tests.programmes.beheer_world import name, url


def queries_of(client: Client, model: type[Model]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url(model, "changelist")).status_code == 200
    return len(captured)


MORE: dict[type[Model], Any] = {
    Organisatie: lambda provincie: factories.make_organisatie(provincie=provincie),
    Locatie: lambda provincie: factories.make_locatie(provincie=provincie),
    Deskundige: lambda provincie: factories.make_deskundige(provincie=provincie),
    Lidmaatschap: factories.make_organisator,
    Reeks: lambda provincie: factories.make_reeks(provincie=provincie, sessies=2),
    Aanmelding: lambda provincie: factories.make_aanmelding(reeks=Reeks.objects.get(provincie=provincie)),
    Belangstelling: lambda provincie: factories.make_belangstelling(reeks=Reeks.objects.get(provincie=provincie)),
    Handvatten: lambda provincie: factories.make_handvatten(
        sessie=factories.make_sessie(reeks=Reeks.objects.get(provincie=provincie))
    ),
    Thema: lambda _: factories.make_thema(),
    Doelgroep: lambda _: factories.make_doelgroep(),
}


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("model", MORE, ids=name)
def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(
    client_overijssel: Client, overijssel: Provincie, model: type[Model]
) -> None:
    for_one = queries_of(client_overijssel, model)
    for _ in range(2):
        MORE[model](overijssel)
    assert queries_of(client_overijssel, model) == for_one
    assert for_one <= 15


def test_the_form_of_a_reeks_takes_as_many_queries_for_ten_sessies_as_for_one(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    client_overijssel.get("/beheer/")
    counts = []
    for number in (1, 5, 10):
        reeks = factories.make_reeks(provincie=overijssel, sessies=number)
        for sessie in reeks.sessies.all():
            sessie.deskundigen.add(factories.make_deskundige(provincie=overijssel))
            Sessie.objects.filter(pk=sessie.pk).update(locatie=factories.make_locatie(provincie=overijssel))
        with CaptureQueriesContext(connection) as captured:
            assert client_overijssel.get(url(Reeks, "change", reeks)).status_code == 200
        counts.append(len(captured))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 32


def test_a_sessie_that_keeps_the_locatie_of_another_provincie_offers_it_alone(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    own = factories.make_locatie(provincie=overijssel)
    other = factories.make_locatie(provincie=factories.make_provincie("Drenthe"))
    reeks = factories.make_reeks(provincie=overijssel, sessies=3)
    for sessie, locatie in zip(reeks.sessies.all(), [own, other, None], strict=True):
        Sessie.objects.filter(pk=sessie.pk).update(locatie=locatie)
    page = client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    offered = [
        re.findall(r'<option value="(\d*)"( selected)?', select)
        for select in re.findall(r'<select name="sessies-\d+-locatie".*?</select>', page, re.DOTALL)
    ]
    assert [sorted(key for key, _ in row) for row in offered] == [
        sorted(["", str(own.pk)]), sorted(["", str(own.pk), str(other.pk)]), sorted(["", str(own.pk)]),
    ]  # fmt: skip
    assert [key for row in offered for key, chosen in row if chosen] == [str(own.pk), str(other.pk), ""]


@pytest.mark.usefixtures("own")
def test_the_menu_asks_once_who_may_enter(client_overijssel: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client_overijssel.get("/beheer/programmes/")
    assert sum("lidmaatschap" in query["sql"] for query in captured) == 2


def test_no_page_has_a_script_or_style_of_its_own(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=1)
    for address in ["/beheer/", url(Reeks, "changelist"), url(Reeks, "add"), url(Reeks, "change", reeks)]:
        page = client_overijssel.get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert " onclick=" not in page
