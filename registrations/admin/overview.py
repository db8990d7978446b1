"""Everything about who takes part in one reeks, on one page: in a fixed number of queries, however many they are."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from programmes.models import Gemeente, Reeks, Sessie
from registrations.admin.overview_lists import MOST, Shown, cut, first_of
from registrations.admin.words import SESSIE_FULL, WAITS, over_texts
from registrations.attendance import PRESENT
from registrations.capacity import Limits, Occupancy, Rooms
from registrations.models import Aanbod, Aanmelding, Behoefte, Deelname, Doorverwijzing, Overgang
from registrations.places import Places
from registrations.states import HOLDING_DEELNAME
from registrations.steps import ahead

NO_GEMEENTE = "Zonder gemeente"


@dataclass
class GemeenteRow:
    """The people of one gemeente; of those without one when `pk` is None."""

    pk: int | None
    naam: str
    met_plaats: int = 0
    onbevestigd: int = 0
    wachtlijst: int = 0
    aanvragen: int = 0
    is_reserved: bool = False
    sent_on: int = 0
    """How many signed up by the link of a colleague, ever."""
    asked: list[Aanmelding] = field(default_factory=list)

    @property
    def caption(self) -> str:
        """What stands above those who ask."""
        return f"{self.naam}: {self.aanvragen} {'aanvraag' if self.aanvragen == 1 else 'aanvragen'}"


@dataclass(frozen=True)
class Waiting:
    """Somebody in a queue: how many stand before and including them, and what they wait for."""

    position: int
    aanmelding: Aanmelding
    sinds: datetime
    reden: str


@dataclass(frozen=True)
class SessieRow:
    """The figures of one sessie and its queue."""

    sessie: Sessie
    aangemeld: int
    aangeboden: int
    wachtlijst: int
    agenda: str
    gevraagd: int
    """How many did not say yet whether they still can, after it was moved."""
    over: int
    is_ahead: bool
    aanwezig: int
    queue: list[Waiting]

    @property
    def titel(self) -> str:
        """The title of the sessie."""
        return self.sessie.volledige_titel

    @property
    def more(self) -> int:
        """How many wait behind those that are shown."""
        return max(0, self.wachtlijst - len(self.queue))


@dataclass(frozen=True)
class Total:
    """One figure of the reeks, and its limit: None where there is none."""

    wat: str
    aantal: int | None
    maximum: int | None = None
    is_limited: bool = True


@dataclass(frozen=True)
class Overview:
    """What the page shows. Lists hold at most `MOST` rows, and so does the queue of each sessie."""

    reeks: Reeks
    personen: int
    gemeenten: int
    onbevestigd: int
    wachtlijst: int
    aanvragen: int
    over: list[str]
    sessies: list[SessieRow]
    per_gemeente: Shown[GemeenteRow]
    asking: list[GemeenteRow]
    queue: list[Waiting]
    offers: Shown[Aanbod]
    exceptions: Shown[Overgang]
    needs: Shown[Behoefte]
    most: int = MOST

    @property
    def is_ahead(self) -> bool:
        """Whether something is still to be held, so that people can still be let in and things called off."""
        return any(row.is_ahead for row in self.sessies)

    @property
    def totals(self) -> list[Total]:
        """The figures of the reeks beside their limits."""
        return [
            Total("Gemeenten", self.gemeenten, self.reeks.max_gemeenten),
            Total("Personen", self.personen, self.reeks.max_personen),
            Total("Personen per gemeente", None, self.reeks.max_per_gemeente),
            Total("Nog niet bevestigd", self.onbevestigd, is_limited=False),
            Total("Op de wachtlijst van de reeks", self.wachtlijst, is_limited=False),
            Total("Aanvragen zonder besluit", self.aanvragen, is_limited=False),
        ]

    @property
    def more(self) -> int:
        """How many wait for the reeks behind those that are shown."""
        return max(0, self.wachtlijst - len(self.queue))


def overview_of(reeks: Reeks, *, user: User, now: datetime, all_needs: bool = False) -> Overview:
    """Return the page of a reeks that this user manages. Eight queries.

    `all_needs` cuts nothing off what people need: nobody may be forgotten.
    """
    rows = gemeente_rows(reeks)
    sessies = sessies_with_counts(reeks)
    places = places_from(reeks, rows, sessies)
    asked, queue = asked_and_waiting(reeks)
    titles = {sessie.pk: str(sessie) for sessie in sessies}
    queues = sessie_queues(reeks)
    return Overview(
        reeks=reeks,
        personen=places.occupancy.personen,
        gemeenten=len(places.occupancy.gemeenten),
        onbevestigd=sum(row.onbevestigd for row in rows),
        wachtlijst=sum(row.wachtlijst for row in rows),
        aanvragen=sum(row.aanvragen for row in rows),
        over=over_texts(places, titles, {row.pk: row.naam for row in rows if row.pk}),
        sessies=[sessie_row(sessie, places, queues.get(sessie.pk, []), now=now) for sessie in sessies],
        per_gemeente=first_of(rows),
        asking=asking(rows, asked),
        queue=queue_of(queue, places),
        offers=open_offers(reeks),
        exceptions=exceptions_of(reeks),
        needs=needs_of(reeks, user, all_needs=all_needs),
    )


def gemeente_rows(reeks: Reeks) -> list[GemeenteRow]:
    """Return the gemeenten with somebody who stands, a reserved place or links sent on, by name. Two queries."""
    holds, waits = Q(houdt_plaats=True), Q(status="wachtlijst", houdt_plaats=False)
    counts = {
        "met_plaats": Count("pk", filter=holds),
        "onbevestigd": Count("pk", filter=Q(status="onbevestigd")),
        "wachtlijst": Count("pk", filter=waits),
        "aanvragen": Count("pk", filter=Q(status="aanvraag")),
    }
    found = reeks.aanmeldingen.active().order_by().values_list("gemeente", "gemeente__weergavenaam").annotate(**counts)
    rows = {
        pk: GemeenteRow(pk, naam or NO_GEMEENTE, **dict(zip(counts, numbers, strict=True)))
        for pk, naam, *numbers in found
    }
    is_reserved = Exists(Reeks.gereserveerde_gemeenten.through.objects.filter(reeks=reeks, gemeente=OuterRef("pk")))
    sent_on = Doorverwijzing.objects.filter(reeks=reeks, gemeente=OuterRef("pk"))
    special = Gemeente.objects.annotate(reserved=is_reserved, sent_on=Subquery(sent_on.values("aantal")))
    wanted = special.filter(Q(reserved=True) | Q(sent_on__gt=0)).order_by()
    for pk, naam, reserved, count in wanted.values_list("pk", "weergavenaam", "reserved", "sent_on"):
        row = rows.setdefault(pk, GemeenteRow(pk, naam))
        row.is_reserved, row.sent_on = reserved, count or 0
    return sorted(rows.values(), key=lambda row: (row.pk is None, row.naam))


def sessies_with_counts(reeks: Reeks) -> list[Sessie]:
    """Return the sessies with how many have a place or wait, what they answered, and how many came. One query."""
    counts = {f"count_{state}": Count("deelnames", filter=Q(deelnames__status=state)) for state in HOLDING_DEELNAME}
    # Who waits for the reeks, or asks, waits at each of its sessies; the queue of a sessie is of who has a place.
    in_queue = Q(deelnames__status="wachtlijst", deelnames__aanmelding__status="actief")
    counts["count_wachtlijst"] = Count("deelnames", filter=in_queue)
    comes = Q(deelnames__status="aangemeld")
    for answer in Deelname.Antwoord.values:
        counts[f"count_{answer}"] = Count("deelnames", filter=comes & Q(deelnames__agenda_antwoord=answer))
    counts["count_aanwezig"] = Count("deelnames", filter=Q(deelnames__aanwezigheid__in=PRESENT))
    counts["count_gevraagd"] = Count("deelnames", filter=comes & Q(deelnames__gevraagd_op__isnull=False))
    return list(reeks.sessies.select_related("doelgroep", "locatie").in_order().annotate(**counts))


def count_of(sessie: Sessie, state: str) -> int:
    """Return one of these counts."""
    count: int = getattr(sessie, f"count_{state}")
    return count


def places_from(reeks: Reeks, rows: list[GemeenteRow], sessies: list[Sessie]) -> Places:
    """Return the places as the counts tell: to show, not to decide by."""
    limits = Limits(
        gemeenten=reeks.max_gemeenten,
        personen=reeks.max_personen,
        per_gemeente=reeks.max_per_gemeente,
        reserved=frozenset(row.pk for row in rows if row.is_reserved and row.pk),
    )
    occupancy = Occupancy(Counter({row.pk: row.met_plaats for row in rows}))
    taken = Counter({sessie.pk: sum(count_of(sessie, state) for state in HOLDING_DEELNAME) for sessie in sessies})
    return Places(reeks, limits, occupancy, Rooms({sessie.pk: sessie.plaatsen for sessie in sessies}, taken))


def asking(rows: list[GemeenteRow], asked: list[Aanmelding]) -> list[GemeenteRow]:
    """Return the gemeenten with aanvragen, each with the people who ask, in the order in which they came."""
    by_key = {row.pk: row for row in rows}
    for aanmelding in asked:
        if aanmelding.gemeente_id in by_key:
            by_key[aanmelding.gemeente_id].asked.append(aanmelding)
    return [row for row in rows if row.aanvragen]


def asked_and_waiting(reeks: Reeks) -> tuple[list[Aanmelding], list[Aanmelding]]:
    """Return who asks for a place, and who waits for one, each in the order in which they came. One query."""
    number = Window(RowNumber(), partition_by=F("status"), order_by=["aangemeld_op", "pk"])
    rows = reeks.aanmeldingen.filter(Q(status="aanvraag") | Q(status="wachtlijst", houdt_plaats=False))
    found = rows.annotate(number=number).filter(number__lte=MOST).select_related("gemeente").order_by("number")
    groups: dict[str, list[Aanmelding]] = {"aanvraag": [], "wachtlijst": []}
    for row in found:
        groups[row.status].append(row)
    return groups["aanvraag"], groups["wachtlijst"]


def queue_of(rows: list[Aanmelding], places: Places) -> list[Waiting]:
    """Return the places in the queue and what each waits for."""
    return [
        Waiting(number, row, row.aangemeld_op, WAITS[places.waits_for(row)]) for number, row in enumerate(rows, start=1)
    ]


def sessie_queues(reeks: Reeks) -> dict[int, list[Waiting]]:
    """Return who is first in the queue of each sessie, by its key: a long one hides no other. One query."""
    number = Window(RowNumber(), partition_by=F("sessie"), order_by=["in_rij_sinds", "pk"])
    rows = Deelname.objects.filter(aanmelding__reeks=reeks).waiting().annotate(number=number)
    found = rows.filter(number__lte=MOST).select_related("aanmelding__gemeente").order_by("sessie_id", "number")
    return {
        key: [
            Waiting(number, row.aanmelding, row.in_rij_sinds, SESSIE_FULL) for number, row in enumerate(group, start=1)
        ]
        for key, group in groupby(found, key=lambda row: row.sessie_id)
    }


def sessie_row(sessie: Sessie, places: Places, queue: list[Waiting], *, now: datetime) -> SessieRow:
    """Return the figures of one sessie."""
    return SessieRow(
        sessie=sessie,
        aangemeld=count_of(sessie, "aangemeld"),
        aangeboden=count_of(sessie, "aangeboden"),
        wachtlijst=count_of(sessie, "wachtlijst"),
        agenda=" / ".join(str(count_of(sessie, answer)) for answer in Deelname.Antwoord.values),
        gevraagd=count_of(sessie, "gevraagd"),
        over=max(0, places.rooms.taken[sessie.pk] - sessie.plaatsen) if sessie.plaatsen else 0,
        is_ahead=bool(ahead([sessie], now)),
        aanwezig=count_of(sessie, "aanwezig"),
        queue=queue,
    )


def open_offers(reeks: Reeks) -> Shown[Aanbod]:
    """Return the offers that wait for an answer, the first to end first. One query."""
    rows = Aanbod.objects.of_reeks(reeks).open()
    related = ["aanmelding__gemeente", "deelname__aanmelding__gemeente", "deelname__sessie__doelgroep"]
    return cut(rows.select_related(*related).order_by("verloopt_op", "pk"))


def exceptions_of(reeks: Reeks) -> Shown[Overgang]:
    """Return who got a place in spite of a limit or of the queue, the latest first. One query."""
    rows = Overgang.objects.filter(aanmelding__reeks=reeks, is_uitzondering=True)
    return cut(rows.select_related("aanmelding", "deelname__sessie__doelgroep", "user").order_by("-pk"))


def needs_of(reeks: Reeks, user: User, *, all_needs: bool = False) -> Shown[Behoefte]:
    """Return what people need, of who is confirmed and stands: nobody else comes. One query."""
    confirmed = Aanmelding.objects.active().filter(reeks=reeks, bevestigd_op__isnull=False)
    rows = Behoefte.objects.managed_by(user).filter(aanmelding__in=confirmed)
    found = rows.select_related("aanmelding__gemeente").order_by("aanmelding__naam", "pk")
    return Shown(found) if all_needs else cut(found)
