"""Who comes when, in /beheer/: everybody of a reeks beside each of its sessies, fifty on a page."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from outbox.models import Onbestelbaar
from programmes.beheer import organiser
from programmes.models import Reeks, Sessie
from registrations import exports
from registrations.admin.exports import ALL_OF_IT, KINDS, download
from registrations.admin.overview import NO_GEMEENTE
from registrations.admin.questions import own_page
from registrations.models import Aanmelding, Deelname
from registrations.querysets import AanmeldingQuerySet
from registrations.states import EXPECTING_MAIL
from registrations.written_sheets import Table

PER_PAGE = 50
LONGEST_SEARCH = 200
WITHOUT = "geen"
"""Asks for who has no gemeente."""
BOUNCES = "nee"
"""Asks for whom mail does not arrive at."""
OwnReeks = Callable[[HttpRequest, int], Reeks]
Status, Aanwezigheid = Deelname.Status, Deelname.Aanwezigheid


@dataclass(frozen=True)
class Cell:
    """How somebody stands at a sessie: a sign, and the word for it."""

    teken: str
    tekst: str


NOT_CHOSEN = Cell("", "Niet gekozen")
UNCONFIRMED = Cell("?", "Niet bevestigd")
ASKS = Cell("?", "Aanvraag")
CELLS = {
    Status.AANGEMELD: Cell("●", "Aangemeld"),
    Status.WACHTLIJST: Cell("…", "Wachtlijst"),
    Status.AANGEBODEN: Cell("◇", "Aangeboden"),
    Status.AFGEMELD: Cell("○", "Afgemeld"),
    Status.VERVALLEN: Cell("–", "Gaat niet door"),
}
CAME = {
    Aanwezigheid.AANWEZIG: Cell("✓", "Aanwezig"),
    Aanwezigheid.DEELS: Cell("◐", "Deels aanwezig"),
    Aanwezigheid.MET_BERICHT: Cell("✉", "Afwezig met bericht"),
    Aanwezigheid.NIET_VERSCHENEN: Cell("✗", "Niet verschenen"),
}


@dataclass(frozen=True)
class Asked:
    """What the matrix is narrowed to; empty is everybody."""

    zoek: str
    gemeente: str
    bounces: bool


@dataclass(frozen=True)
class Row:
    """Somebody, and how they stand at each sessie, in the order of the sessies."""

    aanmelding: Aanmelding
    bounces: bool
    cells: list[Cell]


def pages(own: OwnReeks, seen: OwnReeks) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
    """Return the pages by name: where they are, and what answers.

    Args:
        own: returns a reeks that a user may look at, and by POST one to change.
        seen: returns a reeks that a user may look at.
    """
    return {
        "wie_komt": ("<int:object_id>/wie-komt/", partial(matrix_view, own)),
        "wie_komt_exporteren": (
            "<int:object_id>/wie-komt/exporteren/",
            require_http_methods(["GET", "HEAD", "POST"])(partial(export_view, seen)),
        ),
    }


def matrix_view(own: OwnReeks, request: HttpRequest, object_id: int) -> HttpResponse:
    """Show one page of the matrix."""
    reeks = own(request, object_id)
    gemeenten = gemeenten_of(reeks)
    asked = asked_in(request, gemeenten)
    page = Paginator(narrowed(reeks, asked), PER_PAGE).get_page(request.GET.get("pagina", ""))
    sessies = list(reeks.sessies.select_related("doelgroep").in_order())
    kept = request.GET.copy()
    kept.pop("pagina", None)
    return own_page(
        request, "admin/registrations/reeks/wie_komt.html", reeks, title="Wie komt wanneer", tab="wie_komt",
        sessies=sessies, page=page, rijen=rows_of(page, sessies), gemeenten=gemeenten, asked=asked,
        kept=kept.urlencode(),
    )  # fmt: skip


def export_view(seen: OwnReeks, request: HttpRequest, object_id: int) -> HttpResponse:
    """Give everybody whom the page shows with its filters; opening the address leads to the page."""
    reeks, kind = seen(request, object_id), KINDS.get(request.POST.get("soort", ""))
    if request.method != "POST" or kind is None:
        return redirect("admin:programmes_reeks_wie_komt", object_id)
    gemeenten = gemeenten_of(reeks)
    asked = asked_in(request, gemeenten)
    table = table_of(reeks, asked)
    with transaction.atomic():
        exports.note_export(
            user=organiser(request), what="Wie komt wanneer", kind=kind, reeksen=[reeks] * len(table.rows),
            chosen=chosen(asked, dict(gemeenten)), now=timezone.now(),
        )  # fmt: skip
    return download(table, kind, f"wie-komt-{reeks.slug}")


def table_of(reeks: Reeks, asked: Asked) -> Table:
    """Return who is asked for, with a column for each sessie. Three queries."""
    sessies = list(reeks.sessies.select_related("doelgroep").in_order())
    header = [*exports.PERSON, *exports.SIGN_UP, *exports.names_of(sessies), "Mail"]
    lines = [
        [
            *exports.person(row.aanmelding), *exports.sign_up(row.aanmelding), *(cell.tekst for cell in row.cells),
            "Mail komt niet aan" if row.bounces else "",
        ]
        for row in rows_of(narrowed(reeks, asked), sessies)
    ]  # fmt: skip
    return Table("Wie komt wanneer", header, lines)


def chosen(asked: Asked, gemeenten: Mapping[str, str]) -> str:
    """Return the filters as words; what was searched for may be somebody's name, so not that."""
    words = [f"gemeente {gemeenten[asked.gemeente]}"] if asked.gemeente else []
    words += ["alleen wie geen mail ontvangt"] if asked.bounces else []
    words += ["een zoekwoord"] if asked.zoek else []
    return f"filter {', '.join(words)}" if words else ALL_OF_IT


def gemeenten_of(reeks: Reeks) -> list[tuple[str, str]]:
    """Return the gemeenten of everybody in the matrix, by name, each with its code. One query."""
    rows = everybody(reeks).order_by().values_list("gemeente__code", "gemeente__weergavenaam").distinct()
    found = sorted(((code or WITHOUT, naam or NO_GEMEENTE) for code, naam in rows), key=lambda row: row[1])
    return sorted(found, key=lambda row: row[0] == WITHOUT)


def asked_in(request: HttpRequest, gemeenten: Sequence[tuple[str, str]]) -> Asked:
    """Return what the address asks; what can not be asked counts as nothing."""
    gemeente = request.GET.get("gemeente", "")
    return Asked(
        zoek=request.GET.get("zoek", "").strip()[:LONGEST_SEARCH],
        gemeente=gemeente if gemeente in dict(gemeenten) else "",
        bounces=request.GET.get("mail") == BOUNCES,
    )


def everybody(reeks: Reeks) -> AanmeldingQuerySet:
    """Return who is in the matrix: all but who never confirmed in time, and who was never let in."""
    rows = Aanmelding.objects.filter(reeks=reeks)
    return rows.exclude(status__in=[Aanmelding.Status.VERLOPEN, Aanmelding.Status.AFGEWEZEN])


def narrowed(reeks: Reeks, asked: Asked) -> AanmeldingQuerySet:
    """Return who is asked for, by name."""
    bounces = Exists(Onbestelbaar.objects.filter(adres=OuterRef("email")))
    rows = everybody(reeks).annotate(bounces=bounces).select_related("gemeente")
    if asked.zoek:
        rows = rows.filter(Q(naam__icontains=asked.zoek) | Q(email__icontains=asked.zoek))
    if asked.gemeente:
        rows = rows.filter(gemeente=None) if asked.gemeente == WITHOUT else rows.filter(gemeente__code=asked.gemeente)
    if asked.bounces:
        rows = rows.filter(bounces=True, status__in=EXPECTING_MAIL)
    return rows.order_by(Lower("naam"), "pk")


def rows_of(page: Iterable[Aanmelding], sessies: Sequence[Sessie]) -> list[Row]:
    """Return the rows of one page, or of all. One query, besides that of the people themselves."""
    people = list(page)
    known: defaultdict[int, dict[int, Deelname]] = defaultdict(dict)
    for deelname in Deelname.objects.filter(aanmelding__in=people):
        known[deelname.aanmelding_id][deelname.sessie_id] = deelname
    return [Row(row, vars(row)["bounces"], cells_of(row, known[row.pk], sessies)) for row in people]


def cells_of(aanmelding: Aanmelding, known: Mapping[int, Deelname], sessies: Sequence[Sessie]) -> list[Cell]:
    """Return how somebody stands at each sessie."""
    return [cell_of(aanmelding, known.get(sessie.pk)) for sessie in sessies]


def cell_of(aanmelding: Aanmelding, deelname: Deelname | None) -> Cell:
    """Return how somebody stands at a sessie: whether they came, as soon as that is known."""
    if deelname is None:
        return NOT_CHOSEN
    if deelname.aanwezigheid:
        return CAME[Aanwezigheid(deelname.aanwezigheid)]
    if deelname.status in Deelname.STANDING:
        if aanmelding.status == Aanmelding.Status.ONBEVESTIGD:
            return UNCONFIRMED
        if aanmelding.status == Aanmelding.Status.AANVRAAG:
            return ASKS
    return CELLS[Status(deelname.status)]
