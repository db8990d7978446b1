"""No list costs more queries for fifty rows than for five (L4 of the test matrix).

The lists are those of the site itself: every changelist, every page of our own, every export, and what visitors see.
Each is measured with nothing kept from before, after it was asked for once.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from learning.models import Handvatten
from learning.rules import MOST_MATERIAAL
from outbox.queue import queue
from programmes.logboek import Daad, record
from programmes.models import Organisatie, Provincie, Reeks
from registrations.models import Aanbod, Aanmelding, Behoefte, Notitie, Overgang, Rondmail
from tests import factories
from tests.programmes.beheer_world import World, make_world, own_pages, url

FEW, MANY = 5, 50
SHEETS = ("csv", "xlsx", "ods")
Costs = dict[str, int]


def cost(ask: Callable[[], Any]) -> int:
    """Return how many queries a page takes that was asked for before, and of which nothing was kept."""
    ask()
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    assert answer.status_code in {200, 302, 405}, answer.status_code
    return len(captured)


def gets(client: Client, pages: dict[str, str]) -> Costs:
    """Return what each page costs, by name."""
    return {name: cost(partial(client.get, path)) for name, path in pages.items()}


def exports(client: Client, pages: dict[str, str]) -> Costs:
    """Return what each list costs as each kind of spreadsheet."""
    return {
        f"{name} {soort}": cost(partial(client.post, path, {"soort": soort}))
        for name, path in pages.items()
        for soort in SHEETS
    }


# --- As many worlds as there are rows ---------------------------------------------------------------------------


def worlds(start: int, end: int) -> None:
    """Make a row of each model in a provincie of its own, with everything that hangs on it."""
    for number in range(start, end):
        world = make_world(factories.make_provincie(f"Gebied {number}"), f"Wereld{number}")
        row: Any = world.rows[Aanmelding]
        Behoefte.objects.create(aanmelding=row, tekst="Zonder noten")


def test_every_list_of_the_admin_and_of_the_site(client_beheerder: Client, client: Client) -> None:
    lists = {model.__name__: url(model, "changelist") for model in admin.site._registry}  # noqa: SLF001
    lists |= {"start": "/beheer/", "aan de deur": reverse("admin:programmes_reeks_aan_de_deur")}
    sheets = {model: reverse(f"admin:registrations_{model}_exporteren") for model in ("aanmelding", "belangstelling")}
    public = {"agenda": "/", "kaart": "/sitemap.xml"}

    def measured() -> Costs:
        return gets(client_beheerder, lists) | exports(client_beheerder, sheets) | gets(client, public)

    worlds(0, FEW)
    few = measured()
    worlds(FEW, MANY)
    many = measured()
    assert {name: (few[name], number) for name, number in many.items() if number != few[name]} == {}


# --- As many rows as there are in one reeks ---------------------------------------------------------------------


def fill(world: World, start: int, end: int) -> None:
    """Let people take part, wait, ask and leave; and add one more of all that a reeks and its provincie have."""
    reeks: Any = world.rows[Reeks]
    first: Any = world.rows[Aanmelding]
    handvatten: Any = world.rows[Handvatten]
    sessie, now = world.sessies[0], timezone.now()
    statuses = Aanmelding.Status.values
    for number in range(start, end):
        gemeente = factories.make_gemeente(provincie=world.provincie)
        row = factories.make_aanmelding(reeks=reeks, gemeente=gemeente, status=statuses[number % len(statuses)])
        Behoefte.objects.create(aanmelding=row, tekst=f"Zonder {number}")
        Overgang.objects.create(aanmelding=row, naar=row.status, op=now, wie="portaal")
        Aanbod.objects.create(aanmelding=row, gemaakt_op=now, verloopt_op=now, staat="verlopen", beantwoord_op=now)
        Notitie.objects.create(aanmelding=first, tekst="Belt", op=now, user=factories.make_user())
        queue(soort="bevestigd", aan=row.email, onderwerp="O", tekst="T", over=row.reference)
        factories.make_gastaanbod(aanmelding=row, sessie=sessie, naam=f"Zaal {number}")
        factories.make_uitnodiging(belangstelling=factories.make_belangstelling(reeks=reeks, gemeente=gemeente))
        if number < MOST_MATERIAAL - 1:
            factories.make_materiaal(
                sessie=sessie, naam=f"{number}.pdf", content=f"%PDF-1.7 {number}\n%%EOF\n".encode()
            )
        factories.make_onderdeel(handvatten=handvatten)
        record(user=None, daad=Daad.GEDAAN, over=reeks, tekst="Zo.")
        Rondmail.objects.create(
            reeks=reeks, onderwerp="O", tekst="T", filters={"staten": ["aangemeld"]}, verzend_op=now + timedelta(days=1)
        )
        other = factories.make_reeks(provincie=world.provincie, organisatie=world.rows[Organisatie], sessies=2)
        factories.make_aanmelding(reeks=other, gemeente=gemeente)


def test_every_page_of_a_reeks_and_of_a_person(
    client_overijssel: Client, client: Client, overijssel: Provincie
) -> None:
    world = make_world(overijssel, "Eigen")
    reeks: Any = world.rows[Reeks]
    own = own_pages(world)
    own |= {f"geschiedenis {model.__name__}": url(model, "history", row) for model, row in world.rows.items()}
    own |= {f"wijzigen {model.__name__}": url(model, "change", row) for model, row in world.rows.items()}
    sheets = {name: own[f"programmes_reeks_{name}"] for name in ("exporteren", "behoeften", "wie_komt_exporteren")}
    here, sessie = reeks.get_absolute_url(), world.sessies[0].get_absolute_url()
    public = {
        path: path
        for path in ("/", "/overijssel/", "/overijssel/agenda.ics", here, f"{here}agenda.ics", f"{here}aanmelden/",
                     sessie, f"{sessie}handvatten/")
    }  # fmt: skip

    def measured() -> Costs:
        return gets(client_overijssel, own) | exports(client_overijssel, sheets) | gets(client, public)

    fill(world, 0, FEW)
    few = measured()
    fill(world, FEW, MANY)
    many = measured()
    assert {name: (few[name], number) for name, number in many.items() if number != few[name]} == {}
