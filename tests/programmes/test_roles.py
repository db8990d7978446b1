"""What a medewerker and a gastheer see and may do in /beheer/, beside an organisator."""

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.test import Client

from programmes.models import Lidmaatschap, Locatie, Organisatie, Provincie, Reeks, Sessie, Thema
from programmes.scope import ScopedQuerySet
from tests import factories
from tests.programmes.beheer_world import MARK, SCOPED, SHARED, make_world, snapshot, url

pytestmark = pytest.mark.both_databases


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_every_scoped_model_has_one_rule() -> None:
    for model in SCOPED:
        assert isinstance(model._default_manager.all(), ScopedQuerySet), model


@pytest.mark.parametrize("model", SHARED, ids=lambda model: model.__name__)
def test_a_medewerker_looks_and_changes_nothing(model: type, overijssel: Provincie) -> None:
    world = make_world(overijssel, "Eigen")
    client = signed_in(factories.make_medewerker(overijssel))
    row = world.rows[model]
    before = snapshot()
    expected = {"changelist": 200, "change": 200, "history": 200, "add": 403, "delete": 403}
    found = {
        page: client.get(url(model, page, None if page in {"changelist", "add"} else row)).status_code
        for page in expected
    }
    assert found == expected
    # What only guards a change is of no use to who looks.
    assert "Versie" not in client.get(url(model, "change", row)).content.decode()
    for page in ("change", "delete", "add"):
        data = {"post": "yes", "_save": "1", "naam": "Anders", "titel": "Anders"}
        answer = client.post(url(model, page, None if page == "add" else row), data)
        assert answer.status_code == 403, page
    assert snapshot() == before


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_a_medewerker_sees_nothing_of_another_provincie(
    model: type, overijssel: Provincie, noord_holland: Provincie
) -> None:
    make_world(overijssel, "Eigen")
    foreign = make_world(noord_holland, MARK)
    client = signed_in(factories.make_medewerker(overijssel))
    assert MARK not in client.get(url(model, "changelist")).content.decode()
    for page in ("change", "history"):
        assert client.get(url(model, page, foreign.rows[model])).status_code == 404
    # The same for what does not exist: who deletes nothing learns nothing.
    address = url(model, "delete", foreign.rows[model])
    nowhere = address.replace(f"/{foreign.rows[model].pk}/", "/99999999/")
    assert {client.get(path).status_code for path in (address, nowhere)} == {403}


def test_a_medewerker_of_one_provincie_who_organises_another_changes_only_that(
    overijssel: Provincie, noord_holland: Provincie
) -> None:
    own, seen = make_world(overijssel, "Eigen"), make_world(noord_holland, "Anders")
    user = factories.make_organisator(overijssel)
    Lidmaatschap.objects.create(user=user, provincie=noord_holland, rol=Lidmaatschap.Rol.MEDEWERKER)
    client = signed_in(user)
    assert set(Reeks.objects.visible_to(user)) == {own.rows[Reeks], seen.rows[Reeks]}
    assert set(Reeks.objects.managed_by(user)) == {own.rows[Reeks]}
    assert client.get(url(Reeks, "change", seen.rows[Reeks])).status_code == 200
    assert client.post(url(Reeks, "change", seen.rows[Reeks]), {"titel": "Gekaapt"}).status_code == 403
    # Nor can anything be moved or made there.
    data = {"provincie": noord_holland.pk, "naam": "Nieuw huis", "plaats": "Haarlem", "_save": "1"}
    answer = client.post(url(Locatie, "add"), data)
    assert (answer.status_code, Locatie.objects.filter(naam="Nieuw huis").exists()) == (200, False)
    choices = client.get(url(Locatie, "add")).context["adminform"].form.fields["provincie"].queryset
    assert set(choices) == {overijssel}


def test_a_gastheer_sees_one_sessie_and_none_of_the_lists(overijssel: Provincie) -> None:
    world = make_world(overijssel, MARK)
    user = factories.make_gastheer(world.sessies[0])
    client = signed_in(user)
    assert list(Sessie.objects.at_the_door(user)) == [world.sessies[0]]
    assert not Reeks.objects.visible_to(user).exists()
    for model in [*admin.site._registry]:  # noqa: SLF001 - Django offers no other list of them
        answer = client.get(url(model, "changelist"))
        assert answer.status_code == 403, model
        assert MARK not in answer.content.decode()
    assert client.get(url(Reeks, "change", world.rows[Reeks])).status_code in {403, 404}


def test_an_organisator_of_the_provincie_is_at_every_door_and_nobody_else(
    overijssel: Provincie, noord_holland: Provincie
) -> None:
    own, foreign = make_world(overijssel, "Eigen"), make_world(noord_holland, MARK)
    for user in (factories.make_organisator(overijssel), factories.make_medewerker(overijssel)):
        assert set(Sessie.objects.at_the_door(user)) == set(own.sessies)
    assert set(Sessie.objects.at_the_door(factories.make_beheerder())) == {*own.sessies, *foreign.sessies}
    assert not Sessie.objects.at_the_door(factories.make_user()).exists()


@pytest.mark.django_db
def test_a_role_is_for_one_thing(overijssel: Provincie) -> None:
    sessie = factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel))
    user = factories.make_user()
    organisatie = factories.make_organisatie(provincie=overijssel)
    wrong: list[dict[str, object]] = [
        {"rol": "gastheer"},
        {"rol": "gastheer", "provincie": overijssel},
        {"rol": "organisator", "sessie": sessie},
        {"rol": "gastheer", "sessie": sessie, "provincie": overijssel},
        {"rol": "medewerker", "organisatie": organisatie, "provincie": overijssel},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Lidmaatschap.objects.create(user=user, **fields)
    Lidmaatschap.objects.create(user=user, rol="gastheer", sessie=sessie)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lidmaatschap.objects.create(user=user, rol="gastheer", sessie=sessie)


def test_what_all_share_is_read_by_a_medewerker(overijssel: Provincie) -> None:
    thema = factories.make_thema(naam="Wonen")
    client = signed_in(factories.make_medewerker(overijssel))
    assert "Wonen" in client.get(url(Thema, "changelist")).content.decode()
    assert client.get(url(Thema, "add")).status_code == 403
    assert client.post(url(Thema, "delete", thema), {"post": "yes"}).status_code == 403
    assert client.get(url(Organisatie, "add")).status_code == 403
