"""Who loses a role, an account or a provincie while at work: the very next request is refused (A3)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from programmes.memberships import invite, remove
from programmes.models import Lidmaatschap, Locatie, Provincie, Reeks
from programmes.sso_roles import apply_claims
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import World, make_world, snapshot, url

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GROUPS = {"organisatoren": [("overijssel", "organisator")], "medewerkers": [("overijssel", "medewerker")]}
SIGN_IN = "/beheer/login/"


@pytest.fixture(autouse=True)
def _now_and_mapping(settings: Any) -> Any:
    settings.OIDC = {"claim": "groepen", "roles": GROUPS}
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(overijssel: Provincie) -> World:
    """What there is to see; the first sessie is held now."""
    made = make_world(overijssel, "Eigen")
    sessie = made.sessies[0]
    type(sessie).objects.filter(pk=sessie.pk).update(begin=NOW, einde=NOW.replace(hour=11))
    return made


def by_sso(group: str) -> User:
    user = factories.make_user()
    sign_in_by_sso(user, group)
    return user


def sign_in_by_sso(user: User, *groups: str) -> None:
    """Do what a sign-in at the organisation's own provider does, in another browser."""
    apply_claims(user=user, methode="sso", claims={"groepen": list(groups)}, now=NOW)


MAKERS: dict[str, Callable[[World], User]] = {
    "organisator": lambda world: factories.make_organisator(world.provincie),
    "medewerker": lambda world: factories.make_medewerker(world.provincie),
    "gastheer": lambda world: factories.make_gastheer(world.sessies[0]),
    "organisator by sso": lambda _world: by_sso("organisatoren"),
    "medewerker by sso": lambda _world: by_sso("medewerkers"),
    "beheerder": lambda _world: factories.make_beheerder(),
}
WITH_A_ROLE = [who for who in MAKERS if who != "beheerder"]
BY_SSO = [who for who in MAKERS if who.endswith("by sso")]


def own_pages_of(who: str, world: World) -> list[str]:
    """Return what somebody had open: at the door, and for who sees more the reeks and a list."""
    reeks, sessie = world.rows[Reeks], world.sessies[0]
    door = reverse("admin:programmes_reeks_aanwezigheid", args=[reeks.pk, sessie.pk])
    return [door] if who == "gastheer" else [door, url(Reeks, "change", reeks), url(Locatie, "changelist")]


def work(client: Client, who: str, world: World) -> list[Any]:
    """Return the answers to all that somebody still has open: pages, a form, a tap at the door and an export."""
    pages = own_pages_of(who, world)
    posts = {
        pages[0]: {"tik": "1:aanwezig"},
        f"{pages[0]}tikken/": {},
        url(Locatie, "add"): {"naam": "Nieuw", "_save": "1"},
        reverse("admin:registrations_aanmelding_exporteren"): {"soort": "csv"},
    }
    return [*map(client.get, pages), *(client.post(page, data) for page, data in posts.items())]


@pytest.mark.parametrize("who", WITH_A_ROLE)
def test_who_lost_the_role_is_out(who: str, world: World, beheerder: User) -> None:
    user = MAKERS[who](world)
    client = signed_in(user)
    assert {client.get(page).status_code for page in own_pages_of(who, world)} == {200}
    remove(by=beheerder, lidmaatschap=Lidmaatschap.objects.get(user=user))
    before = snapshot()
    for answer in work(client, who, world):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, SIGN_IN)
        assert client.get(answer["Location"]).status_code == 403
    assert snapshot() == before


@pytest.mark.parametrize("who", MAKERS)
def test_whose_account_is_off_is_out_and_stays_out(who: str, world: World, client_beheerder: Client) -> None:
    user = MAKERS[who](world)
    client = signed_in(user)
    key = client.cookies["sessionid"].value
    assert {client.get(page).status_code for page in own_pages_of(who, world)} == {200}
    form = {"email": user.email, "naam": user.naam}
    assert client_beheerder.post(reverse("admin:accounts_user_change", args=[user.pk]), form).status_code == 302
    before = snapshot()
    for answer in work(client, who, world):
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, SIGN_IN)
    assert client.get("/mijn/")["Location"].startswith("/account/login/")
    assert (Session.objects.filter(session_key=key).exists(), snapshot() == before) == (False, True)
    # On again, an old session is worth nothing.
    client_beheerder.post(reverse("admin:accounts_user_change", args=[user.pk]), form | {"is_active": "on"})
    client.cookies["sessionid"] = key
    assert User.objects.get(pk=user.pk).is_active
    assert {client.get(page).status_code for page in own_pages_of(who, world)} == {302}


def test_a_beheerder_who_is_one_no_more_is_out(world: World, client_beheerder: Client) -> None:
    user = factories.make_beheerder()
    client = signed_in(user)
    assert client.get(url(User, "changelist")).status_code == 200
    form = {"email": user.email, "naam": user.naam, "is_active": "on"}
    client_beheerder.post(reverse("admin:accounts_user_change", args=[user.pk]), form)
    for page in (*own_pages_of("beheerder", world), url(User, "changelist")):
        assert client.get(page, follow=True).status_code == 403


@pytest.mark.parametrize("who", BY_SSO)
@pytest.mark.parametrize("groups", [[], ["onbekend"]])
def test_who_left_the_group_is_out_in_every_browser(who: str, groups: list[str], world: World) -> None:
    user = MAKERS[who](world)
    client = signed_in(user)
    assert {client.get(page).status_code for page in own_pages_of(who, world)} == {200}
    sign_in_by_sso(user, *groups)
    assert {answer.status_code for answer in work(client, who, world)} == {302}
    assert client.get("/beheer/", follow=True).status_code == 403


def test_who_becomes_a_medewerker_by_sso_changes_nothing_any_more(world: World) -> None:
    user = by_sso("organisatoren")
    client = signed_in(user)
    page = url(Locatie, "change", world.rows[Locatie])
    assert "_save" in client.get(page).content.decode()
    sign_in_by_sso(user, "medewerkers")
    before = snapshot()
    assert client.post(page, {"naam": "Gekaapt", "_save": "1"}).status_code == 403
    assert "_save" not in client.get(page).content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("rol", [Lidmaatschap.Rol.ORGANISATOR, Lidmaatschap.Rol.MEDEWERKER, Lidmaatschap.Rol.GASTHEER])
def test_who_goes_to_another_provincie_leaves_the_old_one(
    rol: Lidmaatschap.Rol, world: World, noord_holland: Provincie, beheerder: User
) -> None:
    elsewhere = make_world(noord_holland, "Nieuw")
    who = str(rol)
    user = MAKERS[who](world)
    client = signed_in(user)
    gebied = elsewhere.sessies[0] if rol == Lidmaatschap.Rol.GASTHEER else noord_holland
    remove(by=beheerder, lidmaatschap=Lidmaatschap.objects.get(user=user))
    invite(by=beheerder, email=user.email, naam="", gebied=gebied, rol=rol, now=NOW)
    old, new = (own_pages_of(who, place) for place in (world, elsewhere))
    rows = [page for page in old if page != url(Locatie, "changelist")]
    assert {client.get(page).status_code for page in rows} == {404}
    assert {client.post(page, {"tik": "1:aanwezig"}).status_code for page in rows} <= {403, 404}
    assert {client.get(page).status_code for page in new} == {200}
    assert "Eigen" not in client.get("/beheer/", follow=True).content.decode()
