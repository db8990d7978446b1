"""The page of a reeks in /beheer/ where one begins: what to do, where it stands, who signed up when and from where."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from programmes import kaart, rules
from programmes.admin import checklist
from programmes.admin.checklist import Line
from programmes.beheer import organiser
from programmes.kaart import Kaart
from programmes.models import Reeks, Sessie
from programmes.rules import Halte
from programmes.templatetags.leerlab import STAP_LABELS
from programmes.todo import Klus, by_urgency, collect
from registrations.admin.life import state_of
from registrations.admin.overview import NO_GEMEENTE, count_of, sessies_with_counts
from registrations.admin.overview_chart import Chart, chart_of
from registrations.admin.questions import own_page
from registrations.models import Aanmelding, Herinnering

OF_CONCEPT = {
    "has_thema": Exists(Reeks.themas.through.objects.filter(reeks=OuterRef("pk"))),
    "has_reminder": Exists(Herinnering.objects.filter(reeks=OuterRef("pk"))),
}
"""What `own` has to annotate for the list of what a concept misses."""
OwnReeks = Callable[[HttpRequest, int], Reeks]
Status = Aanmelding.Status
WANTS = frozenset({Status.ONBEVESTIGD, Status.AANVRAAG, Status.WACHTLIJST})
"""Who stands without being sure of a place."""


@dataclass(frozen=True)
class Stop:
    """One sessie on the timeline: where it stands as a word for style sheets and as a label, and its figures."""

    sessie: Sessie
    naam: str
    label: str
    aangemeld: int
    wachtlijst: int
    aanwezig: int
    is_held: bool


@dataclass
class Gemeente:
    """One gemeente, or all who have none: with a place, and without one yet."""

    naam: str
    met_plaats: int = 0
    zonder_plaats: int = 0


@dataclass(frozen=True)
class Person:
    """What the chart and the map ask of one aanmelding."""

    status: str
    holds: bool
    code: str
    gemeente: str
    since: date
    is_confirmed: bool


@dataclass(frozen=True)
class Home:
    """What the page shows; `personen`, `gemeenten`, `wachtlijst` and `aanvragen` as on "Deelnemers en plaatsen".

    `regels` is what a concept still misses, as far as that is not among `klussen`.
    """

    klussen: list[tuple[str, list[Klus]]]
    regels: list[Line]
    stops: list[Stop]
    chart: Chart | None
    kaart: Kaart | None
    per_gemeente: list[Gemeente]
    personen: int
    gemeenten: int
    wachtlijst: int
    aanvragen: int


def pages(own: OwnReeks) -> dict[str, tuple[str, Callable[..., HttpResponse]]]:
    """Return the page by its name: where it is, and what answers. `own` annotates OF_CONCEPT."""
    return {"overzicht": ("<int:object_id>/overzicht/", partial(home_view, own))}


def home_view(own: OwnReeks, request: HttpRequest, object_id: int) -> HttpResponse:
    """Show the page."""
    reeks, now = own(request, object_id), timezone.now()
    klussen = collect(user=organiser(request), now=now, reeks=reeks)
    return own_page(
        request, "admin/registrations/reeks/overzicht.html", reeks, title=str(reeks), tab="overzicht",
        home=home_of(reeks, klussen=klussen, now=now), staat=state_of(reeks), is_concept=is_concept(reeks),
    )  # fmt: skip


def home_of(reeks: Reeks, *, klussen: Sequence[Klus], now: datetime) -> Home:
    """Return the page of a reeks. Two queries."""
    people = people_of(reeks)
    rows, sessies = per_gemeente(people), sessies_with_counts(reeks)
    placed = Counter(row.code for row in people if row.holds)
    return Home(
        klussen=by_urgency(klussen),
        regels=missing(reeks, sessies, beside=klussen, now=now) if is_concept(reeks) else [],
        stops=stops_of(sessies, now=now),
        chart=chart_of([row.since for row in people if row.is_confirmed]),
        kaart=kaart.provincie(reeks.provincie.code, hosts=placed, participants=set(placed)) if placed else None,
        per_gemeente=rows,
        personen=placed.total(),
        gemeenten=len(set(placed) - {""}),
        wachtlijst=sum(row.status == Status.WACHTLIJST and not row.holds for row in people),
        aanvragen=sum(row.status == Status.AANVRAAG for row in people),
    )


def is_concept(reeks: Reeks) -> bool:
    """Tell whether publishing is what comes next."""
    return not reeks.is_published and reeks.gearchiveerd_op is None


def missing(reeks: Reeks, sessies: Sequence[Sessie], *, beside: Sequence[Klus], now: datetime) -> list[Line]:
    """Return what a concept misses and what no `beside` asks for already."""
    asked = {klus.url for klus in beside}
    facts = vars(reeks)
    found = checklist.list_of(reeks, sessies, has_thema=facts["has_thema"], has_reminder=facts["has_reminder"], now=now)
    return [line for line in found if line.url not in asked]


def people_of(reeks: Reeks) -> list[Person]:
    """Return everybody who ever signed up. One query."""
    names = ["status", "houdt_plaats", "gemeente__code", "gemeente__weergavenaam", "aangemeld_op", "bevestigd_op"]
    return [
        Person(status, holds, code or "", gemeente or NO_GEMEENTE, timezone.localdate(since), confirmed is not None)
        for status, holds, code, gemeente, since, confirmed in reeks.aanmeldingen.order_by().values_list(*names)
    ]


def per_gemeente(people: Sequence[Person]) -> list[Gemeente]:
    """Return the gemeenten of who has a place or wants one, by name; who has none comes last."""
    rows: dict[str, Gemeente] = {}
    for person in people:
        row = rows.setdefault(person.code, Gemeente(person.gemeente))
        row.met_plaats += person.holds
        row.zonder_plaats += not person.holds and person.status in WANTS
    standing = [(code, row) for code, row in rows.items() if row.met_plaats or row.zonder_plaats]
    return [row for _, row in sorted(standing, key=lambda item: (item[0] == "", item[1].naam))]


def stops_of(sessies: Sequence[Sessie], *, now: datetime) -> list[Stop]:
    """Return the timeline, of sessies with their counts."""
    haltes = [Halte(row.begin, row.einde, is_cancelled=row.is_vervallen) for row in sessies]
    staten = rules.stappen(haltes, now=timezone.localtime(now))
    return [
        Stop(
            sessie=row,
            naam=stap.value,
            label=STAP_LABELS[stap],
            aangemeld=count_of(row, "aangemeld"),
            wachtlijst=count_of(row, "wachtlijst"),
            aanwezig=count_of(row, "aanwezig"),
            is_held=stap is rules.Stap.GEWEEST,
        )
        for row, stap in zip(sessies, staten, strict=True)
    ]
