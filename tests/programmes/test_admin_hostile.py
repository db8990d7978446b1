"""What an organisator types or makes up in /beheer/ never breaks a page and never tells about others."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from learning.models import Handvatten
from programmes.models import (
    Doelgroep,
    Gemeente,
    Lidmaatschap,
    Provincie,
    Reeks,
    Thema,
)
from registrations.models import Aanmelding, Belangstelling
from tests import factories
from tests.programmes.beheer_world import NO_LIMITS, SHARED, formset, name, url

pytestmark = pytest.mark.strict_database

OUT_OF_RANGE = ["Kies een datum tussen 1 januari 2000 en 1 januari 2100. Kijk of het jaar klopt."]


def reeks_data(provincie: Provincie, *sessies: dict[str, object], **fields: object) -> dict[str, object]:
    organisatie = factories.make_organisatie(provincie=provincie)
    data = {
        "soort": "leerlab", "titel": "Nieuw", "slug": "nieuw", "samenvatting": "S", "voor_wie": "V", "kosten": "K",
        "provincie": provincie.pk, "organisatie": organisatie.pk, **NO_LIMITS, **formset("sessies", *sessies),
    }  # fmt: skip
    return data | fields


@pytest.mark.parametrize("year", ["0001", "1999", "2101", "9999"])
def test_a_date_in_a_wrong_year_is_refused(client_overijssel: Client, overijssel: Provincie, year: str) -> None:
    moments = {
        f"{name}_{part}": value
        for name in ("begin", "einde", "aanmelden_van", "aanmelden_tot")
        for part, value in enumerate([f"31-12-{year}" if year != "0001" else "01-01-0001", "10:00"])
    }
    moments |= {"einde_1": "11:00", "aanmelden_tot_1": "11:00"}
    sessie: dict[str, object] = {"titel": "Kick-off", "soort": "kick-off", "volgorde": 1, **moments}
    response = client_overijssel.post(url(Reeks, "add"), reeks_data(overijssel, sessie, **moments))
    form = response.context["adminform"].form
    row = response.context["inline_admin_formsets"][0].formset.forms[0]
    assert form.errors == {"aanmelden_van": OUT_OF_RANGE, "aanmelden_tot": OUT_OF_RANGE}
    assert row.errors == {"begin": OUT_OF_RANGE, "einde": OUT_OF_RANGE}
    assert not Reeks.objects.exists()


def test_a_place_in_the_order_has_an_end(client_overijssel: Client, overijssel: Provincie) -> None:
    rows: list[dict[str, object]] = [{"titel": "Kick-off", "soort": "kick-off", "volgorde": 1001}]
    response = client_overijssel.post(url(Reeks, "add"), reeks_data(overijssel, *rows))
    assert list(response.context["inline_admin_formsets"][0].formset.forms[0].errors) == ["volgorde"]
    sessie = factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel))
    data: dict[str, Any] = {"sessie": sessie.pk, "inleiding": ""}
    for soort in ("actie", "checklist", "hulpmiddel"):
        data |= formset(soort)
    data |= formset("tip", {"titel": "Tip", "tekst": "", "url": "", "volgorde": 1001})
    response = client_overijssel.post(url(Handvatten, "add"), data)
    assert list(response.context["inline_admin_formsets"][0].formset.forms[0].errors) == ["volgorde"]


BY_HAND = [
    (Gemeente, "aanmeldingen__isnull=False"),
    (Gemeente, "locaties__isnull=False"),
    (Gemeente, "provincie__lidmaatschappen=1"),
    (Gemeente, "provincie__naam=Utrecht"),
    (Thema, "reeksen=1"),
    (Doelgroep, "sessies__isnull=False"),
    (Doelgroep, "naam__regex=%5E%28a%2B%29%2B%24"),
    (Reeks, "titel__regex=%5E%28a%2B%29%2B%24"),
    (Reeks, "status__regex=a"),
    (Reeks, "aanmelden_van__year=0"),
    (Lidmaatschap, "user__password__startswith=a"),
    (Aanmelding, "user=1"),
    (Aanmelding, "aangemeld_op__year=9999"),
    (Aanmelding, "bevestigd_op__year=0"),
    (Belangstelling, "aangemaakt_op__year=0"),
]


@pytest.mark.usefixtures("own", "foreign")
@pytest.mark.parametrize("who", ["client_overijssel", "client_beheerder"])
@pytest.mark.parametrize(("model", "query"), BY_HAND, ids=name)
def test_a_list_answers_only_what_its_filters_ask(request: Any, who: str, model: type[Model], query: str) -> None:
    client: Client = request.getfixturevalue(who)
    assert client.get(f"{url(model, 'changelist')}?{query}").status_code == 400


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("model", SHARED, ids=name)
def test_each_link_of_a_filter_works(client_beheerder: Client, model: type[Model]) -> None:
    changelist = client_beheerder.get(url(model, "changelist")).context["cl"]
    links = [choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)]
    answers = {link: client_beheerder.get(url(model, "changelist") + link).status_code for link in links}
    assert answers == dict.fromkeys(links, 200)
    # None of the words a list knows by itself is in the way.
    assert client_beheerder.get(url(model, "changelist"), {"q": "a", "o": "1", "p": "1"}).status_code == 200


@pytest.mark.usefixtures("own", "foreign")
@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("organisatie", "lidmaatschappen"), ("organisatie", "reeksen"), ("reeks", "aanmeldingen"), ("reeks", "titel"),
        ("thema", "reeksen"), ("sessie", "handvatten"), ("reeks", "pk"), ("reeks", "nergens"), ("nergens", "x"),
        ("", ""),
    ],
)  # fmt: skip
def test_autocomplete_refuses_what_is_no_choice_of_a_form(client_overijssel: Client, model: str, field: str) -> None:
    query = {"app_label": "programmes", "model_name": model, "field_name": field}
    assert client_overijssel.get("/beheer/autocomplete/", query).status_code == 403
    assert client_overijssel.get("/beheer/autocomplete/").status_code == 403
    query = {"app_label": "programmes", "model_name": "reeks", "field_name": "organisatie"}
    assert client_overijssel.get("/beheer/autocomplete/", query).status_code == 200
