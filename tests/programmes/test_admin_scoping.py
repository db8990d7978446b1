"""Nobody sees or touches what is another provincie's: every page of every model in /beheer/, for everybody."""

from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from learning.models import Handvatten, Materiaal
from programmes.models import (
    Deskundige,
    Doelgroep,
    Lidmaatschap,
    Locatie,
    Logregel,
    Organisatie,
    Provincie,
    Reeks,
    Thema,
)
from registrations.models import Aanmelding, Belangstelling
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import (
    BEHEERDER_ONLY,
    GLOBAL,
    MARK,
    SCOPED,
    SHARED,
    World,
    make_world,
    name,
    snapshot,
    url,
)

ADDED_BY_ORGANISERS: set[type[Model]] = {
    Reeks, Organisatie, Locatie, Deskundige, Lidmaatschap, Handvatten, Thema, Doelgroep, Materiaal,
}  # fmt: skip
CHANGED_BY_ORGANISERS: set[type[Model]] = {Reeks, Organisatie, Locatie, Deskundige, Handvatten, Materiaal}
DELETED_BY_ORGANISERS = CHANGED_BY_ORGANISERS | {Lidmaatschap}
ROW_PAGES = ["change", "delete", "history"]


def everything(model: type[Model], row: Model | None) -> list[str]:
    pages = [url(model, "changelist"), url(model, "add")]
    return pages + [url(model, page, row) for page in ROW_PAGES] if row else pages


def test_each_model_in_beheer_is_known_to_these_tests() -> None:
    assert {name(model) for model in BEHEERDER_ONLY} == {"User", "Bericht"}
    assert set(admin.site._registry) >= set(SHARED)  # noqa: SLF001


@pytest.mark.parametrize("model", admin.site._registry, ids=name)  # noqa: SLF001
def test_a_visitor_is_sent_to_sign_in(client: Client, own: World, model: type[Model]) -> None:
    for address in everything(model, own.rows.get(model)):
        response: Any = client.get(address)
        assert (response.status_code, response.url) == (302, f"/beheer/login/?next={address}")


@pytest.mark.parametrize("model", admin.site._registry, ids=name)  # noqa: SLF001
def test_who_has_no_lidmaatschap_is_refused(client_plain_user: Client, own: World, model: type[Model]) -> None:
    for address in everything(model, own.rows.get(model)):
        response = client_plain_user.get(address, follow=True)
        assert response.status_code == 403
        assert b"Eigen" not in response.content


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("model", BEHEERDER_ONLY, ids=name)
def test_users_and_messages_are_for_beheerders(
    client_overijssel: Client, client_beheerder: Client, model: type[Model]
) -> None:
    row = model._default_manager.first()
    assert row is not None
    for page in ["changelist", "add"]:
        assert client_overijssel.get(url(model, page)).status_code == 403
    for page in ROW_PAGES:
        assert client_overijssel.get(url(model, page, row)).status_code == 403
    assert client_beheerder.get(url(model, "changelist")).status_code == 200
    menu = client_overijssel.get("/beheer/").content.decode()
    assert url(model, "changelist") not in menu


@pytest.mark.parametrize("model", SHARED, ids=name)
def test_an_organisator_opens_the_pages_of_their_own_rows(
    client_overijssel: Client, own: World, model: type[Model]
) -> None:
    row = own.rows[model]
    statuses = {page: client_overijssel.get(url(model, page)).status_code for page in ["changelist", "add"]}
    statuses |= {page: client_overijssel.get(url(model, page, row)).status_code for page in ROW_PAGES}
    # What hangs on a row makes that its deletion is refused with a message, which is a redirect.
    may_delete = {Deskundige: 200, Lidmaatschap: 200, Handvatten: 200, Materiaal: 200}.get(model, 302)
    assert statuses == {
        "changelist": 200,
        "add": 200 if model in ADDED_BY_ORGANISERS else 403,
        "change": 200,
        "delete": may_delete if model in DELETED_BY_ORGANISERS else 403,
        "history": 200,
    }


@pytest.mark.parametrize("model", SHARED, ids=name)
def test_only_who_may_change_can_post(client_overijssel: Client, own: World, model: type[Model]) -> None:
    if model in CHANGED_BY_ORGANISERS:
        return
    before = snapshot()
    assert client_overijssel.post(url(model, "change", own.rows[model]), {"naam": "x"}).status_code == 403
    assert snapshot() == before


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("model", SCOPED, ids=name)
def test_a_row_of_another_provincie_does_not_exist(
    client_overijssel: Client, foreign: World, model: type[Model]
) -> None:
    before = snapshot()
    nowhere = model(pk=987_654_321)
    for page in ROW_PAGES:
        status = client_overijssel.get(url(model, page, foreign.rows[model])).status_code
        assert status == client_overijssel.get(url(model, page, nowhere)).status_code
        assert status == (403 if page == "delete" and model not in DELETED_BY_ORGANISERS else 404)
    for page in ["change", "delete"]:
        data = {"post": "yes", "_save": "x", "_publish": "x"}
        status = client_overijssel.post(url(model, page, foreign.rows[model]), data).status_code
        assert status == client_overijssel.post(url(model, page, nowhere), data).status_code
        assert status in {403, 404}
    assert snapshot() == before


@pytest.mark.parametrize("model", admin.site._registry, ids=name)  # noqa: SLF001
def test_no_page_names_what_is_of_another_provincie(
    client_overijssel: Client, own: World, foreign: World, model: type[Model]
) -> None:
    row = foreign.rows.get(model)
    addresses = [*everything(model, own.rows.get(model)), *everything(model, row), "/beheer/"]
    addresses += [f"{url(model, 'changelist')}?{query}" for query in ["q=eheim", "all=", "_facets=True", "o=1"]]
    for address in addresses:
        text = client_overijssel.get(address).content.decode()
        assert (address, MARK in text) == (address, False)


@pytest.mark.usefixtures("own", "foreign")
@pytest.mark.parametrize("model", SHARED, ids=name)
def test_a_list_counts_only_own_rows(client_overijssel: Client, client_beheerder: Client, model: type[Model]) -> None:
    seen = client_overijssel.get(url(model, "changelist")).context["cl"]
    everywhere = client_beheerder.get(url(model, "changelist")).context["cl"]
    assert everywhere.result_count == model._default_manager.count()
    if model in GLOBAL:
        assert seen.result_count == everywhere.result_count
    else:
        # The organisator and a colleague; what the colleague did, and the file they placed.
        expected = 2 if model in {Lidmaatschap, Logregel} else 1
        assert (seen.result_count, seen.full_result_count) == (expected, expected)


FIELDS = [
    (model, field.name)
    for model in admin.site._registry  # noqa: SLF001
    for field in [*model._meta.fields, *model._meta.many_to_many]
    if field.remote_field
]


@pytest.mark.usefixtures("own", "foreign")
@pytest.mark.parametrize(("model", "field"), FIELDS, ids=name)
@pytest.mark.parametrize("term", ["", "eheim"])
def test_autocomplete_gives_only_own_rows(client_overijssel: Client, model: type[Model], field: str, term: str) -> None:
    app, model_name = model._meta.label_lower.split(".")
    query = {"app_label": app, "model_name": model_name, "field_name": field, "term": term}
    response = client_overijssel.get(reverse("admin:autocomplete"), query)
    assert response.status_code in {200, 403, 404}
    assert MARK not in response.content.decode()
    if response.status_code == 200 and term:
        assert response.json()["results"] == []


@pytest.mark.usefixtures("own", "foreign")
def test_a_filter_offers_only_what_own_rows_have(organisator_overijssel: User, overijssel: Provincie) -> None:
    utrecht = factories.make_provincie("Utrecht")
    make_world(utrecht, "Tweede")
    Lidmaatschap.objects.create(user=organisator_overijssel, provincie=utrecht)
    client = signed_in(organisator_overijssel)
    for model in [Reeks, Locatie, Deskundige, Organisatie]:
        specs = client.get(url(model, "changelist")).context["cl"].filter_specs
        offered = [spec.lookup_choices for spec in specs if getattr(spec, "field_path", "") == "provincie"]
        assert offered == [[(overijssel.pk, "Overijssel"), (utrecht.pk, "Utrecht")]]
    for model in [Aanmelding, Belangstelling]:
        specs = client.get(url(model, "changelist")).context["cl"].filter_specs
        offered = [spec.lookup_choices for spec in specs if getattr(spec, "field_path", "") == "reeks"]
        assert [[label for _, label in choices] for choices in offered] == [["Eigen reeks", "Tweede reeks"]]


def test_a_filter_on_a_foreign_key_gives_nothing(client_overijssel: Client, own: World, foreign: World) -> None:
    address = url(Aanmelding, "changelist")
    response = client_overijssel.get(address, {"reeks__id__exact": foreign.rows[Reeks].pk})
    assert MARK not in response.content.decode()
    assert set(response.context["cl"].result_list) <= {own.rows[Aanmelding]}
    assert client_overijssel.get(address, {"reeks__sessies__titel": f"{MARK} sessie 1"}).status_code == 400


def test_two_organisatoren_see_each_their_own(
    client_overijssel: Client, client_noord_holland: Client, own: World, foreign: World
) -> None:
    for model in SCOPED:
        lists = [
            {row.pk for row in client.get(url(model, "changelist")).context["cl"].result_list}
            for client in (client_overijssel, client_noord_holland)
        ]
        assert own.rows[model].pk in lists[0]
        assert foreign.rows[model].pk in lists[1]
        assert lists[0] & lists[1] == set()


@pytest.mark.usefixtures("foreign")
def test_who_organises_for_one_organisatie_sees_only_that(own: World) -> None:
    other = factories.make_organisatie(provincie=own.provincie, naam="Buren")
    user = factories.make_organisator(organisatie=other)
    mine = factories.make_reeks(provincie=own.provincie, organisatie=other, titel="Reeks van de buren")
    client = signed_in(user)
    reeksen = client.get(url(Reeks, "changelist")).context["cl"].result_list
    assert list(reeksen) == [mine]
    assert client.get(url(Reeks, "change", own.rows[Reeks])).status_code == 404
    assert client.get(url(Aanmelding, "change", own.rows[Aanmelding])).status_code == 404
    assert client.get(url(Organisatie, "add")).status_code == 403
    assert client.get(url(Organisatie, "delete", other)).status_code == 403
    invite = client.get(url(Lidmaatschap, "add")).context["adminform"].form
    assert list(invite.fields["provincie"].queryset) == []
    assert list(invite.fields["organisatie"].queryset) == [other]


@pytest.mark.usefixtures("own")
def test_who_is_removed_is_out_at_the_next_request(organisator_overijssel: User, client_overijssel: Client) -> None:
    assert client_overijssel.get(url(Reeks, "changelist")).status_code == 200
    Lidmaatschap.objects.filter(user=organisator_overijssel).delete()
    assert client_overijssel.get(url(Reeks, "changelist"), follow=True).status_code == 403


def test_the_shortcut_by_content_type_is_gone(client_beheerder: Client, own: World) -> None:
    assert client_beheerder.get(f"/beheer/r/1/{own.rows[Reeks].pk}/").status_code == 404


def test_signing_in_and_out_is_that_of_the_website(client: Client, client_overijssel: Client) -> None:
    sign_in: Any = client.get("/beheer/login/", {"next": "/beheer/programmes/reeks/"})
    assert (sign_in.status_code, sign_in.url) == (302, "/account/login/?next=/beheer/programmes/reeks/")
    again: Any = client_overijssel.get("/beheer/login/")
    assert (again.status_code, again.url) == (302, "/beheer/")
    out: Any = client_overijssel.post("/beheer/logout/")
    assert (out.status_code, out.url) == (302, "/account/logout/")
