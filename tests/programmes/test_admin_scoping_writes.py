"""No POST in /beheer/ reaches what is another provincie's; what can be seen is in test_admin_scoping."""

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from learning.models import Handvatten
from programmes.admin.versions import version_of
from programmes.models import Deskundige, Lidmaatschap, Locatie, Organisatie, Provincie, Reeks, Sessie
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import MARK, NO_LIMITS, World, formset, name, snapshot, url


def posts(own: World, foreign: World) -> dict[str, tuple[type[Model], dict[str, Any]]]:
    """Forms of an organisator in which one key is somebody else's."""
    reeks = {
        "soort": "leerlab", "titel": "Nieuw", "slug": "nieuw", "samenvatting": "S", "voor_wie": "V", "kosten": "K",
        "provincie": own.provincie.pk, "organisatie": own.rows[Organisatie].pk, **NO_LIMITS,
        **formset("sessies"),
    }  # fmt: skip
    sessie = {"titel": "Kick-off", "soort": "kick-off", "volgorde": 1}
    locatie = {"naam": "L", "plaats": "P"}
    persoon = {"email": "nieuw@p.example", "naam": "Nieuw"}
    lists: dict[str, object] = {}
    for soort in ["tip", "actie", "checklist", "hulpmiddel"]:
        lists |= formset(soort)
    return {
        "reeks in their provincie": (Reeks, {**reeks, "provincie": foreign.provincie.pk}),
        "reeks of their organisatie": (Reeks, {**reeks, "organisatie": foreign.rows[Organisatie].pk}),
        "sessie at their locatie": (
            Reeks, {**reeks, **formset("sessies", {**sessie, "locatie": foreign.rows[Locatie].pk})},
        ),
        "sessie with their deskundige": (
            Reeks, {**reeks, **formset("sessies", {**sessie, "deskundigen": foreign.rows[Deskundige].pk})},
        ),
        "locatie": (Locatie, {**locatie, "provincie": foreign.provincie.pk}),
        "deskundige": (Deskundige, {"naam": "D", "provincie": foreign.provincie.pk}),
        "organisatie": (Organisatie, {"naam": "O", "email": "o@p.example", "provincie": foreign.provincie.pk}),
        "organisatie of nowhere": (Organisatie, {"naam": "O", "email": "o@p.example", "provincie": ""}),
        "invitation for their provincie": (Lidmaatschap, {**persoon, "provincie": foreign.provincie.pk}),
        "invitation for their organisatie": (
            Lidmaatschap, {**persoon, "organisatie": foreign.rows[Organisatie].pk},
        ),
        "handvatten of their sessie": (Handvatten, {"sessie": foreign.sessies[1].pk, "inleiding": "I", **lists}),
    }  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        "reeks in their provincie", "reeks of their organisatie", "sessie at their locatie",
        "sessie with their deskundige", "locatie", "deskundige", "organisatie", "organisatie of nowhere",
        "invitation for their provincie", "invitation for their organisatie", "handvatten of their sessie",
    ],
)  # fmt: skip
def test_a_key_of_another_provincie_is_an_invalid_choice(
    client_overijssel: Client, own: World, foreign: World, case: str
) -> None:
    model, data = posts(own, foreign)[case]
    before = snapshot()
    response = client_overijssel.post(url(model, "add"), data)
    assert response.status_code == 200
    assert response.context["errors"]
    assert MARK not in response.content.decode()
    assert snapshot() == before


def test_a_row_of_another_parent_can_not_be_slipped_into_an_inline(
    client_overijssel: Client, own: World, foreign: World
) -> None:
    reeks: Any = own.rows[Reeks]
    theirs = {"id": foreign.sessies[0].pk, "reeks": reeks.pk, "titel": "Gekaapt", "soort": "fysiek", "volgorde": 1}
    data = {
        "soort": reeks.soort, "titel": reeks.titel, "samenvatting": reeks.samenvatting, "voor_wie": reeks.voor_wie,
        "kosten": reeks.kosten, "organisatie": reeks.organisatie_id, **NO_LIMITS,
        **formset("sessies", theirs, initial=1),
        "versie": version_of(Reeks.objects.get(pk=reeks.pk), lists=["sessies"]),
    }  # fmt: skip
    before = snapshot()
    response = client_overijssel.post(url(Reeks, "change", reeks), data)
    assert response.status_code == 302
    assert MARK not in response.content.decode()
    assert snapshot() == before


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("model", [Organisatie, Locatie, Deskundige, Lidmaatschap, Handvatten], ids=name)
def test_an_action_reaches_only_own_rows(client_overijssel: Client, foreign: World, model: type[Model]) -> None:
    before = snapshot()
    data = {"action": "delete_selected", "_selected_action": foreign.rows[model].pk, "post": "yes"}
    response = client_overijssel.post(url(model, "changelist"), data, follow=True)
    assert MARK not in response.content.decode()
    assert snapshot() == before


def test_an_own_locatie_used_elsewhere_can_not_be_deleted_and_tells_nothing(
    client_overijssel: Client, own: World, foreign: World
) -> None:
    locatie = factories.make_locatie(provincie=own.provincie)
    Sessie.objects.filter(pk=foreign.sessies[0].pk).update(locatie=locatie)
    before = snapshot()
    for address, data in [
        (url(Locatie, "delete", locatie), {"post": "yes"}),
        (url(Locatie, "changelist"), {"action": "delete_selected", "_selected_action": locatie.pk, "post": "yes"}),
    ]:
        response = client_overijssel.post(address, data, follow=True)
        assert MARK not in response.content.decode()
        assert "bijeenkomsten op deze locatie" in response.content.decode()
    assert snapshot() == before


def test_a_row_that_ends_out_of_scope_is_not_saved(overijssel: Provincie, noord_holland: Provincie) -> None:
    # Organises all of Overijssel, and one organisatie in Noord-Holland: no reason to file others' work there.
    theirs = factories.make_organisatie(provincie=noord_holland)
    user = factories.make_organisator(overijssel)
    Lidmaatschap.objects.create(user=user, organisatie=theirs)
    client = signed_in(user)
    data = {"naam": "O", "email": "o@p.example", "provincie": noord_holland.pk}
    before = snapshot()
    assert client.post(url(Organisatie, "add"), data).status_code == 403
    assert snapshot() == before


def test_who_organises_for_one_organisatie_changes_no_page_of_another_team(own: World) -> None:
    other = factories.make_organisatie(provincie=own.provincie, naam="Buren")
    client = signed_in(factories.make_organisator(organisatie=other))
    before = snapshot()
    for model in (Locatie, Deskundige):
        row = own.rows[model]
        assert client.get(url(model, "change", row)).status_code == 200
        assert client.post(url(model, "change", row), {"naam": "Gekaapt"}).status_code == 403
        assert client.post(url(model, "delete", row), {"post": "yes"}).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        client.post(url(model, "changelist"), chosen)
        assert client.get(url(model, "add")).status_code == 200
    assert snapshot() == before
    form = client.get(url(Reeks, "add")).context["inline_admin_formsets"][0].formset.forms[0]
    assert own.rows[Locatie] in form.fields["locatie"].queryset
    assert own.rows[Deskundige] in form.fields["deskundigen"].queryset


def test_and_changes_and_deletes_what_only_its_own_sessies_use(own: World) -> None:
    other = factories.make_organisatie(provincie=own.provincie, naam="Buren")
    client = signed_in(factories.make_organisator(organisatie=other))
    deskundige = factories.make_deskundige(provincie=own.provincie)
    locatie = factories.make_locatie(provincie=own.provincie)
    reeks = factories.make_reeks(provincie=own.provincie, organisatie=other)
    factories.make_sessie(reeks=reeks, locatie=locatie, deskundigen=[deskundige])
    data = {"naam": "Nieuw", "plaats": "Raalte", "provincie": own.provincie.pk}
    for model, row in ((Locatie, locatie), (Deskundige, deskundige)):
        assert client.post(url(model, "change", row), data).status_code == 302
        row.refresh_from_db()
        assert row.naam == "Nieuw"
    assert client.post(url(Deskundige, "delete", deskundige), {"post": "yes"}).status_code == 302
    assert not Deskundige.objects.filter(pk=deskundige.pk).exists()
