"""No list, filter, choice, search, count, export or page of one's own shows a row of another provincie, to any role.

The matrix asks for what is of others by its address. Here everybody looks at their own, while another provincie has as
much, all of whose names carry a mark.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from programmes.models import Lidmaatschap, Organisatie, Provincie, Reeks
from programmes.scope import ScopedQuerySet
from registrations.models import Behoefte
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import GLOBAL, MARK, SCOPED, World, make_world, own_pages, url

pytestmark = pytest.mark.long

TERMS = ["", MARK[1:]]
QUERIES = ["", f"q={MARK[1:]}", "_facets=True"]
EXPORTS = ["registrations_aanmelding_exporteren", "registrations_belangstelling_exporteren"]
FIELDS = [
    (model, field.name)
    for model in admin.site._registry  # noqa: SLF001 - Django offers no other list of them
    for field in [*model._meta.fields, *model._meta.many_to_many]
    if field.remote_field
]


def of_organisatie(world: World, rol: Lidmaatschap.Rol) -> User:
    user, organisatie = factories.make_user(), Organisatie.objects.get(pk=world.rows[Organisatie].pk)
    Lidmaatschap.objects.create(user=user, organisatie=organisatie, rol=rol)
    return user


MAKERS: dict[str, Callable[[World], User]] = {
    "organisator": lambda world: factories.make_organisator(world.provincie),
    "medewerker": lambda world: factories.make_medewerker(world.provincie),
    "organisator van een organisatie": lambda world: of_organisatie(world, Lidmaatschap.Rol.ORGANISATOR),
    "medewerker van een organisatie": lambda world: of_organisatie(world, Lidmaatschap.Rol.MEDEWERKER),
    "gastheer": lambda world: factories.make_gastheer(world.sessies[0]),
}


@pytest.fixture
def worlds(overijssel: Provincie, noord_holland: Provincie) -> tuple[World, World]:
    """What is of who looks, and what is of others."""
    own, foreign = make_world(overijssel, "Eigen"), make_world(noord_holland, MARK)
    for aanmelding in Reeks.objects.get(pk=foreign.rows[Reeks].pk).aanmeldingen.all():
        Behoefte.objects.create(aanmelding=aanmelding, tekst=f"{MARK} dieet")
    return own, foreign


@pytest.mark.parametrize("role", MAKERS)
def test_no_page_of_ones_own_names_others(role: str, worlds: tuple[World, World]) -> None:
    own, foreign = worlds
    user = MAKERS[role](own)
    client = signed_in(user)
    assert [place for place, text in everything(client, own, foreign) if MARK.lower() in text.lower()] == []
    for model in [*SCOPED, *GLOBAL]:
        answer = client.get(url(model, "changelist"))
        if answer.status_code == 403:
            assert role == "gastheer"
            continue
        rows = model._default_manager.all()
        if isinstance(rows, ScopedQuerySet):
            rows = rows.visible_to(user)
            assert not rows.filter(pk=foreign.rows[model].pk).exists()
        found = answer.context["cl"]
        assert (found.result_count, found.full_result_count) == (rows.count(), rows.count()), model


def test_a_beheerder_meets_the_mark_everywhere(worlds: tuple[World, World]) -> None:
    """Otherwise the test above would find nothing anyhow."""
    own, foreign = worlds
    client = signed_in(factories.make_beheerder())
    marked = {place for place, text in everything(client, own, foreign) if MARK.lower() in text.lower()}
    lists = {url(model, "changelist") for model in SCOPED if model is not Provincie}
    assert marked >= lists | {reverse(f"admin:{name}") for name in EXPORTS} | {"/beheer/"}
    assert {place.partition("?")[0] for place in marked} >= {reverse("admin:autocomplete")}


def everything(client: Client, own: World, foreign: World) -> Iterator[tuple[str, str]]:
    """Yield each place where rows can be seen, and the text of what it answers."""
    other = foreign.rows[Reeks].pk
    for model in admin.site._registry:  # noqa: SLF001
        for query in [*QUERIES, f"reeks__id__exact={other}", f"provincie__id__exact={foreign.provincie.pk}"]:
            place = f"{url(model, 'changelist')}?{query}".rstrip("?")
            yield place, read(client.get(place))
        pages = ["change", "delete", "history"] if model in own.rows else []
        for page in pages:
            yield url(model, page, own.rows[model]), read(client.get(url(model, page, own.rows[model])))
        yield url(model, "add"), read(client.get(url(model, "add")))
    yield from searches(client)
    for name in EXPORTS:
        for query in ("", f"?reeks__id__exact={other}", f"?q={MARK}"):
            place = reverse(f"admin:{name}") + query
            yield place, read(client.post(place, {"soort": "csv"}))
    of_reeks = [
        reverse(f"admin:programmes_reeks_{name}", args=[own.rows[Reeks].pk])
        for name in ("exporteren", "behoeften", "wie_komt_exporteren")
    ]
    for place in of_reeks:
        yield f"POST {place}", read(client.post(place, {"soort": "csv"}))
    doors = [reverse("admin:programmes_reeks_aan_de_deur"), reverse("admin:programmes_reeks_nieuw")]
    for place in ["/beheer/", "/mijn/", *doors, *own_pages(own).values()]:
        yield place, read(client.get(place, follow=True))


def searches(client: Client) -> Iterator[tuple[str, str]]:
    """Yield what the search for each choice of a form gives."""
    for model, field in FIELDS:
        app, name = model._meta.label_lower.split(".")
        for term in TERMS:
            query = {"app_label": app, "model_name": name, "field_name": field, "term": term}
            yield f"{reverse('admin:autocomplete')}?{field}", read(client.get(reverse("admin:autocomplete"), query))


def read(answer: Any) -> str:
    """Return an answer as text, with what is escaped in it."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode("utf-8", errors="replace")
