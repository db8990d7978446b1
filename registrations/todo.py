"""What an organiser has to do now about the people of a reeks; see programmes/todo.py."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from outbox.models import Bericht, Onbestelbaar
from programmes.attention import Urgency, urgency_of
from programmes.models import Reeks, Sessie
from programmes.querysets import ReeksQuerySet
from programmes.todo import Figures, Klus, day_of, in_view, page_of
from registrations.attention import (
    ENDS_SOON,
    MAIL_LOOKS_BACK,
    is_kept_long,
    is_nearly_full,
    is_terugkom_empty,
    is_today,
    misses_attendance,
)
from registrations.models import Aanbod, Aanmelding, Belangstelling, Gastaanbod
from registrations.states import EXPECTING_MAIL, HOLDING_DEELNAME

MOST_MAILS = 5000
"""Failed mails that are looked at, the newest: more of them have one cause."""
HOLDS, WAITS = Q(houdt_plaats=True), Q(status="wachtlijst", houdt_plaats=False)
COMES = Q(deelnames__status="aangemeld", deelnames__aanmelding__status="actief")
FIGURES = {
    "personen": Count("pk", filter=HOLDS),
    "gemeenten": Count("gemeente", filter=HOLDS, distinct=True),
    "wachtlijst": Count("pk", filter=WAITS),
}


@dataclass(frozen=True)
class Failed:
    """Whom the mails are about that failed, once for each mail; and of the mails to organisers: how many, by reeks.

    `people` have an aanmelding, `interested` have belangstelling, which is a row of another kind.
    """

    people: Collection[UUID]
    interested: Counter[UUID]
    reeksen: Counter[int]


@dataclass(frozen=True)
class People:
    """The people of one reeks, in figures; `last` is the end of its last sessie."""

    reeks: int
    titel: str
    archived: datetime | None
    max_personen: int | None
    max_gemeenten: int | None
    last: datetime | None
    everybody: int
    actief: int
    personen: int
    gemeenten: int
    wachtlijst: int
    aanvragen: int
    bounced: int
    failed: int


def tasks(*, user: User, now: datetime, reeks: Reeks | None = None) -> list[Klus]:
    """Return what there is to do about people. Four queries; five when a mail to who has belangstelling failed."""
    reeksen = in_view(user, reeks)
    failed = failed_since(now - MAIL_LOOKS_BACK)
    people = people_of(reeksen, failed=failed.people)
    sessies = list(sessies_of(reeksen, user))
    coming = {row.reeks_id for row in sessies if row.is_ahead(now)}
    found = [*offers_ending(reeksen, now=now), *not_sent_to_interested(reeksen, failed.interested)]
    for row in people.values():
        found += mails(row, to_organiser=failed.reeksen[row.reeks]) if row.archived is None else []
        found += places(row) if row.reeks in coming else []
        found += retention(row, now=now) if row.reeks not in coming else []
    for sessie in sessies:
        found += at_sessie(sessie, people.get(sessie.reeks_id), now=now)
    return found


def figures(keys: Collection[int]) -> dict[int, Figures]:
    """Return who takes part in these reeksen, by key; none where nobody ever signed up. One query."""
    found: Any = Aanmelding.objects.filter(reeks__in=keys).order_by().values("reeks").annotate(**FIGURES)
    return {row["reeks"]: Figures(row["personen"], row["gemeenten"], row["wachtlijst"]) for row in found}


# --- What is asked ------------------------------------------------------------------------------------------------


def failed_since(since: datetime) -> Failed:
    """Return what failed since then. One query."""
    kinds = ("aanmelding", "belangstelling", "reeks")
    about = Q(*(Q(over__startswith=f"{kind}:") for kind in kinds), _connector=Q.OR)
    rows = Bericht.objects.filter(about, staat=Bericht.Staat.MISLUKT, aangemaakt_op__gte=since).order_by("-pk")
    found = [over.split(":", 1) for over in rows.values_list("over", flat=True)[:MOST_MAILS]]
    people, interested, reeksen = ([reference for of, reference in found if of == kind] for kind in kinds)
    return Failed([*map(UUID, people)], Counter(map(UUID, interested)), Counter(map(int, reeksen)))


def people_of(reeksen: ReeksQuerySet, *, failed: Collection[UUID]) -> dict[int, People]:
    """Return the figures of reeksen that anybody signed up for, by key. One query."""
    of_reeks = Sessie.objects.filter(reeks=OuterRef("reeks")).order_by().values("reeks")
    undecided = of_reeks.filter(einde__isnull=True, vervallen_op__isnull=True)
    bounces = Q(Exists(Onbestelbaar.objects.filter(adres=OuterRef("email"))))
    rows = (
        Aanmelding.objects.filter(reeks__in=reeksen)
        .order_by()
        .values(
            "reeks",
            titel=F("reeks__titel"),
            archived=F("reeks__gearchiveerd_op"),
            max_personen=F("reeks__max_personen"),
            max_gemeenten=F("reeks__max_gemeenten"),
            # While a sessie is to get a date, nothing is over.
            last=Subquery(of_reeks.filter(~Exists(undecided)).annotate(last=Max("einde")).values("last")),
        )
    )
    counted: Iterable[Mapping[str, Any]] = rows.annotate(
        everybody=Count("pk"),
        actief=Count("pk", filter=Q(status="actief")),
        aanvragen=Count("pk", filter=Q(status="aanvraag")),
        bounced=Count("pk", filter=Q(status__in=EXPECTING_MAIL) & bounces),
        failed=Count("pk", filter=Q(uuid__in=failed)),
        **FIGURES,
    )
    return {row["reeks"]: People(**row) for row in counted}


def sessies_of(reeksen: ReeksQuerySet, user: User) -> QuerySet[Sessie]:
    """Return the sessies with their figures, and whether this user may change their reeks. One query."""
    rooms = Gastaanbod.objects.open().filter(sessie=OuterRef("pk")).order_by().values("sessie")
    managed = Reeks.objects.managed_by(user).filter(pk=OuterRef("reeks"))
    queue = Q(deelnames__status="wachtlijst", deelnames__aanmelding__status="actief")
    rows = Sessie.objects.filter(reeks__in=reeksen.not_archived(), vervallen_op__isnull=True)
    return (
        rows.select_related("reeks", "doelgroep")
        .annotate(
            taken=Count("deelnames", filter=Q(deelnames__status__in=HOLDING_DEELNAME)),
            queue=Count("deelnames", filter=queue),
            coming=Count("deelnames", filter=COMES),
            known=Count("deelnames", filter=~Q(deelnames__aanwezigheid="")),
            rooms=Coalesce(Subquery(rooms.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField()),
            is_managed=Exists(managed),
        )
        .order_by("pk")
    )


def not_sent_to_interested(reeksen: ReeksQuerySet, failed: Counter[UUID]) -> Iterator[Klus]:
    """Yield the reeksen with mail that failed to who has belangstelling. One query, none when nothing failed."""
    if not failed:
        return
    rows = Belangstelling.objects.filter(reeks__in=reeksen.not_archived().values("pk"), uuid__in=failed)
    mails_of: Counter[tuple[int, str]] = Counter()
    for uuid, pk, titel in rows.order_by("pk").values_list("uuid", "reeks", "reeks__titel"):
        mails_of[pk, titel] += failed[uuid]
    for (pk, titel), count in mails_of.items():
        yield not_sent(count, " aan wie belangstelling heeft", pk, titel)


def offers_ending(reeksen: ReeksQuerySet, *, now: datetime) -> Iterator[Klus]:
    """Yield the reeksen with offers that end within a day. One query."""
    own = reeksen.not_archived().values("pk")
    rows = Aanbod.objects.open().filter(Q(aanmelding__reeks__in=own) | Q(deelname__aanmelding__reeks__in=own))
    found = (
        rows.filter(verloopt_op__lte=now + ENDS_SOON)
        .order_by()
        .values(
            pk_of_reeks=Coalesce("aanmelding__reeks", "deelname__aanmelding__reeks"),
            titel=Coalesce("aanmelding__reeks__titel", "deelname__aanmelding__reeks__titel"),
        )
    )
    for row in found.annotate(aantal=Count("pk"), eerst=Min("verloopt_op")):
        until = date_format(timezone.localtime(row["eerst"]), "l H.i")
        what = "1 aanbod loopt" if row["aantal"] == 1 else f"{row['aantal']} keer een aanbod loopt"
        text = f"{what} bijna af: de eerste {until} uur" if row["aantal"] > 1 else f"{what} af: {until} uur"
        url = f"{page_of('deelnemers', row['pk_of_reeks'])}#aanbod"
        yield Klus(Urgency.NOW, text, url, row["pk_of_reeks"], row["titel"], row["eerst"])


# --- In words -----------------------------------------------------------------------------------------------------


def mails(row: People, *, to_organiser: int) -> Iterator[Klus]:
    """Yield what went wrong with mail."""
    for count, whom in ((row.failed, ""), (to_organiser, " aan de organisatie")):
        if count:
            yield not_sent(count, whom, row.reeks, row.titel)
    if row.bounced:
        text = f"Bij {counted(row.bounced, 'persoon', 'personen')} komt mail niet aan: vraag een ander adres"
        url = f"{page_of('wie_komt', row.reeks)}?mail=nee"
        yield Klus(Urgency.THIS_WEEK, text, url, row.reeks, row.titel)


def not_sent(count: int, whom: str, reeks: int, titel: str) -> Klus:
    """Return that mails of a reeks failed; `whom` to, with a space before, or empty."""
    text = f"{counted(count, 'mail', 'mails')}{whom} niet verstuurd: bekijk waarom"
    url = f"{page_of('berichten', reeks)}?staat={Bericht.Staat.MISLUKT}"
    return Klus(Urgency.NOW, text, url, reeks, titel)


def places(row: People) -> Iterator[Klus]:
    """Yield who waits for the organiser or for a place, and that hardly a place is left."""
    page = page_of("deelnemers", row.reeks)
    if row.aanvragen:
        text = f"Beslis over {counted(row.aanvragen, 'aanvraag', 'aanvragen')}"
        yield Klus(Urgency.NOW, text, f"{page}#aanvragen", row.reeks, row.titel)
    if row.wachtlijst:
        text = f"{waiting(row.wachtlijst)} op een plaats in de reeks"
        yield Klus(Urgency.SOON, text, f"{page}#wachtlijst", row.reeks, row.titel)
        return
    limits = {"personen": (row.personen, row.max_personen), "gemeenten": (row.gemeenten, row.max_gemeenten)}
    for what, (taken, most) in limits.items():
        if is_nearly_full(taken=taken, places=most):
            text = f"{left(taken, most or 0)} voor {what}"
            yield Klus(Urgency.SOON, text, f"{page}#plaatsen", row.reeks, row.titel)


def retention(row: People, *, now: datetime) -> Iterator[Klus]:
    """Yield that people are kept for long."""
    if row.last and is_kept_long(last=row.last, people=row.everybody, now=now):
        since = date_format(timezone.localtime(row.last), "j F Y")
        who = counted(row.everybody, "persoon", "personen")
        text = f"Zijn de gegevens van {who} nog nodig? Alles is geweest sinds {since}"
        url = f"{reverse('admin:registrations_aanmelding_changelist')}?reeks__id__exact={row.reeks}"
        yield Klus(Urgency.SOON, text, url, row.reeks, row.titel, row.last)


def at_sessie(sessie: Sessie, people: People | None, *, now: datetime) -> Iterator[Klus]:
    """Yield what there is to do about one sessie of `sessies_of`."""
    row: Mapping[str, int] = vars(sessie)
    pk, titel, page = sessie.reeks_id, sessie.reeks.titel, page_of("deelnemers", sessie.reeks_id)
    if sessie.begin and is_today(begin=sessie.begin, einde=sessie.einde, now=timezone.localtime(now)):
        begin = date_format(timezone.localtime(sessie.begin), "H.i")
        text = f"Vandaag om {begin} uur: “{sessie}”. Open de lijst om mensen aan te tikken"
        yield Klus(Urgency.NOW, text, page_of("aanwezigheid", pk, sessie.pk), pk, titel, sessie.begin)
    if misses_attendance(einde=sessie.einde, expected=row["coming"], known=row["known"], now=now):
        url = page_of("aanwezigheid", pk, sessie.pk)
        yield Klus(Urgency.THIS_WEEK, f"Wie was er bij “{sessie}”? Vul de lijst in", url, pk, titel, sessie.begin)
    if not sessie.is_ahead(now):
        return
    if row["rooms"]:
        text = f"Kies een plek voor “{sessie}”: {counted(row['rooms'], 'aanbod', 'keer aangeboden')}"
        yield Klus(urgency_of(sessie.begin, now=now), text, page_of("gastheren", pk), pk, titel, sessie.begin)
    if row["queue"]:
        text = f"{waiting(row['queue'])} op een plaats bij “{sessie}”"
        yield Klus(Urgency.SOON, text, f"{page}#wachtlijst-{sessie.pk}", pk, titel, sessie.begin)
    elif is_nearly_full(taken=row["taken"], places=sessie.plaatsen):
        text = f"{left(row['taken'], sessie.plaatsen or 0)} bij “{sessie}”"
        yield Klus(Urgency.SOON, text, f"{page}#plaatsen", pk, titel, sessie.begin)
    if sessie.soort == Sessie.Soort.TERUGKOM and people:
        yield from terugkom(sessie, coming=row["coming"], people=people, now=now)


def terugkom(sessie: Sessie, *, coming: int, people: People, now: datetime) -> Iterator[Klus]:
    """Yield that too few come back."""
    if sessie.begin and is_terugkom_empty(coming=coming, participants=people.actief, begin=sessie.begin, now=now):
        is_managed: bool = vars(sessie)["is_managed"]
        text = f"Pas {coming} van de {people.actief} komen op “{sessie}”, {day_of(sessie.begin)}: mail de deelnemers"
        url = page_of("rondmail_nieuw" if is_managed else "overzicht", people.reeks)
        yield Klus(urgency_of(sessie.begin, now=now), text, url, people.reeks, people.titel, sessie.begin)


def counted(count: int, one: str, many: str) -> str:
    """Return `1 mail` or `3 mails`."""
    return f"1 {one}" if count == 1 else f"{count} {many}"


def waiting(count: int) -> str:
    """Return who waits."""
    return "1 persoon wacht" if count == 1 else f"{count} personen wachten"


def left(taken: int, most: int) -> str:
    """Return how few places are left."""
    free = most - taken
    if free <= 0:
        return f"Vol: alle {most} plaatsen"
    return f"Bijna vol: nog {counted(free, 'plaats', 'plaatsen')} van de {most}"
