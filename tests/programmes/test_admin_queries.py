"""What pages of /beheer/ keep to: no more queries for three rows than for one, nothing inline."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from learning.models import Handvatten
from programmes.models import Deskundige, Doelgroep, Lidmaatschap, Locatie, Organisatie, Provincie, Reeks, Thema
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
