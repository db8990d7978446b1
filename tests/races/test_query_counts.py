"""What a list costs does not depend on how long it is: as many queries at fifty rows as at five."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Provincie, Reeks, Sessie
from registrations.models import Aanbod, Aanmelding, Agendareactie, Behoefte, Belangstelling, Doorverwijzing, Overgang
from tests import factories

pytestmark = pytest.mark.both_databases

FEW, MANY = 5, 50
Fill = Callable[[Provincie, int], object]


def aanmeldingen(provincie: Provincie, count: int) -> list[Aanmelding]:
    """Make aanmeldingen for one reeks of two sessies, of every status in turn."""
    reeks = Reeks.objects.filter(provincie=provincie, slug="lang").first()
    if reeks is None:
        reeks = factories.make_reeks(provincie=provincie, titel="Lang", sessies=2, max_personen=500)
    statuses = Aanmelding.Status.values
    return [factories.make_aanmelding(reeks=reeks, status=statuses[at % len(statuses)]) for at in range(count)]


def offers(provincie: Provincie, count: int) -> None:
    """Make offers: of a place in the reeks and at a sessie in turn, open and ended."""
    ended = {"staat": Aanbod.Staat.VERLOPEN, "beantwoord_op": timezone.now()}
    for number, row in enumerate(aanmeldingen(provincie, count)):
        about = {"aanmelding": row} if number % 2 else {"deelname": row.deelnames.get(sessie__slug="sessie-1")}
        moment = {"gemaakt_op": timezone.now(), "verloopt_op": timezone.now()}
        Aanbod.objects.create(**about, **moment, **(ended if number % 3 else {}))


def lines(provincie: Provincie, count: int) -> None:
    """Make lines in the log."""
    for row in aanmeldingen(provincie, count):
        Overgang.objects.create(aanmelding=row, naar=row.status, op=timezone.now(), wie="portaal")


def answers(provincie: Provincie, count: int) -> None:
    """Make answers from calendars."""
    for row in aanmeldingen(provincie, count):
        Agendareactie.objects.create(
            van=row.email, ontvangen_op=timezone.now(), uitkomst=Agendareactie.Uitkomst.values[0],
            deelname=row.deelnames.first(), message_id=f"<{row.uuid}@raalte.example>",
        )  # fmt: skip


def needs(provincie: Provincie, count: int) -> None:
    """Make needs."""
    for row in aanmeldingen(provincie, count):
        Behoefte.objects.create(aanmelding=row, tekst="Zonder noten")


def interest(provincie: Provincie, count: int) -> None:
    """Make belangstelling for reeksen of different organisaties."""
    for _ in range(count):
        factories.make_belangstelling(reeks=factories.make_reeks(provincie=provincie))


def sent_on(provincie: Provincie, count: int) -> None:
    """Make links that were sent on."""
    reeks = factories.make_reeks(provincie=provincie)
    for _ in range(count):
        Doorverwijzing.objects.create(reeks=reeks, gemeente=factories.make_gemeente(provincie=provincie), aantal=1)


def reeksen(provincie: Provincie, count: int) -> None:
    """Make reeksen with limits, two sessies and people in them."""
    for _ in range(count):
        factories.make_reeks(provincie=provincie, sessies=2, max_personen=10, max_gemeenten=4)


def sessies(provincie: Provincie, count: int) -> None:
    """Make sessies with places."""
    for _ in range(count):
        factories.make_sessie(reeks=factories.make_reeks(provincie=provincie), plaatsen=12)


FILLED: dict[type[models.Model], Fill] = {
    Reeks: reeksen, Sessie: sessies, Aanmelding: aanmeldingen, Aanbod: offers, Overgang: lines, Behoefte: needs,
    Belangstelling: interest, Doorverwijzing: sent_on, Agendareactie: answers,
}  # fmt: skip
LISTED = [
    model
    for model in admin.site._registry  # noqa: SLF001 - Django offers no other list of them
    if model in FILLED or model.__module__.startswith("registrations")
]


def cost(client: Client, path: str) -> int:
    """Return how many queries a page takes, once it was asked before."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("model", LISTED, ids=lambda model: model.__name__)
def test_a_list_of_the_admin(
    model: type[models.Model], overijssel: Provincie, organisator_overijssel: User, client_overijssel: Client
) -> None:
    # A model of registrations that comes to the admin later is told here how to be filled.
    fill, meta = FILLED[model], model._meta
    path = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    assert organisator_overijssel.pk
    fill(overijssel, FEW)
    few = cost(client_overijssel, path)
    fill(overijssel, MANY - FEW)
    assert cost(client_overijssel, path) == few


def test_the_agenda_and_a_provincie(overijssel: Provincie, client: Client) -> None:
    reeksen(overijssel, FEW)
    few = [cost(client, path) for path in ("/", "/overijssel/")]
    reeksen(overijssel, MANY - FEW)
    assert [cost(client, path) for path in ("/", "/overijssel/")] == few


def test_a_reeks_by_how_many_take_part_and_wait(overijssel: Provincie, client: Client) -> None:
    aanmeldingen(overijssel, FEW)
    pages = ["/overijssel/lang/", "/overijssel/lang/sessie-1/", "/overijssel/lang/aanmelden/"]
    few = [cost(client, path) for path in pages]
    aanmeldingen(overijssel, MANY - FEW)
    assert [cost(client, path) for path in pages] == few


def test_my_leerlabs(overijssel: Provincie, plain_user: User) -> None:
    client = Client()
    client.force_login(plain_user)

    def take_part(count: int) -> None:
        for _ in range(count):
            reeks = factories.make_reeks(provincie=overijssel, sessies=2)
            factories.make_aanmelding(reeks=reeks, user=plain_user)

    take_part(FEW)
    few = cost(client, "/mijn/")
    take_part(MANY - FEW)
    assert cost(client, "/mijn/") == few
