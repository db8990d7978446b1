"""What an organiser has to do now, each with the page where it is done: the start page of /beheer/ lists it.

The setting TODO_SOURCES names functions as `tasks` here. They are called with keywords `user`, `now` and `reeks`, and
return what this user can see: all of it, or of one reeks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from accounts.models import User
from programmes.attention import Lack, SessieFacts, Urgency, first_soon, is_running, lacks, urgency_of
from programmes.models import Reeks, Sessie
from programmes.querysets import ReeksQuerySet

LABELS = {Urgency.NOW: "Nu", Urgency.THIS_WEEK: "Deze week", Urgency.SOON: "Binnenkort"}
LACKS = {
    Lack.DATE: "Prik een datum voor “{}”",
    Lack.PLACE: "Kies een locatie voor “{}”",
    Lack.LINK: "Vul de online link in van “{}”",
    Lack.EXPERT: "Kies een deskundige voor “{}”",
    Lack.DOELGROEP: "Kies de doelgroep van “{}”",
}
NO_EXPERT = frozenset({Sessie.Soort.KICK_OFF, Sessie.Soort.TERUGKOM})
"""Where deelnemers meet each other, and nobody comes to tell."""


@dataclass(frozen=True)
class Klus:
    """One thing to do.

    Attributes:
        urgency: how soon.
        text: what, in a few Dutch words that also say about which sessie.
        url: the one place where it is done.
        reeks: the key of the reeks it is about.
        titel: of that reeks.
        op: before when, or since when; None when that does not matter.
    """

    urgency: Urgency
    text: str
    url: str
    reeks: int
    titel: str
    op: datetime | None = None


@dataclass(frozen=True)
class Figures:
    """Who takes part in a reeks: persons and gemeenten with a place, and who waits for one."""

    personen: int = 0
    gemeenten: int = 0
    wachtlijst: int = 0


def collect(*, user: User, now: datetime, reeks: Reeks | None = None) -> list[Klus]:
    """Return what this user has to do, of all reeksen or of one: the most urgent first, then by date and title."""
    found = [
        klus for source in settings.TODO_SOURCES for klus in import_string(source)(user=user, now=now, reeks=reeks)
    ]
    return sorted(found, key=lambda klus: (klus.urgency, klus.op is None, klus.op or now, klus.titel, klus.text))


def by_urgency(klussen: Iterable[Klus]) -> list[tuple[str, list[Klus]]]:
    """Return these, which are in order, by how soon they have to be done, in words."""
    return [(LABELS[urgency], list(group)) for urgency, group in groupby(klussen, key=lambda klus: klus.urgency)]


def in_view(user: User, reeks: Reeks | None) -> ReeksQuerySet:
    """Return the reeksen that a source looks at: what the user can see, or of that only one."""
    seen = Reeks.objects.visible_to(user)
    return seen.filter(pk=reeks.pk) if reeks else seen


def page_of(name: str, *args: object) -> str:
    """Return the address of a page about a reeks."""
    return reverse(f"admin:programmes_reeks_{name}", args=args)


def day_of(moment: datetime) -> str:
    """Return `3 december` in Dutch time."""
    return date_format(timezone.localtime(moment), "j F")


# --- About a reeks and its sessies --------------------------------------------------------------------------------


def tasks(*, user: User, now: datetime, reeks: Reeks | None = None) -> list[Klus]:
    """Return what reeksen and their sessies miss. One query."""
    has_expert = Exists(Sessie.deskundigen.through.objects.filter(sessie=OuterRef("pk")))
    rows = Sessie.objects.filter(reeks__in=in_view(user, reeks).not_archived()).select_related("reeks", "doelgroep")
    found = rows.annotate(has_expert=has_expert).order_by("reeks_id", "volgorde", "pk")
    return [
        klus for _, group in groupby(found, key=lambda row: row.reeks_id) for klus in tasks_of(list(group), now=now)
    ]


def tasks_of(sessies: Sequence[Sessie], *, now: datetime) -> Iterator[Klus]:
    """Yield what one reeks misses, all of whose sessies these are, in the order of its page."""
    reeks = sessies[0].reeks
    begins = [row.begin for row in sessies if not row.is_vervallen]
    change = page_of("change", reeks.pk)
    first = None if reeks.is_published else first_soon(begins, now=now)
    if first:
        text = f"Publiceer de reeks: de eerste bijeenkomst is op {day_of(first)}"
        yield Klus(urgency_of(first, now=now), text, f"{change}#levensloop", reeks.pk, reeks.titel, first)
    running = is_running(begins, now=now)
    for number, sessie in enumerate(sessies):
        for lack in lacks(facts_of(sessie, now=now), is_running=running, now=now):
            when = f", op {day_of(sessie.begin)}" if sessie.begin else ""
            text = f"{LACKS[lack].format(sessie)}{when}"
            url = f"{change}#id_sessies-{number}-{lack.value}"
            yield Klus(urgency_of(sessie.begin, now=now), text, url, reeks.pk, reeks.titel, sessie.begin)


def facts_of(sessie: Sessie, *, now: datetime) -> SessieFacts:
    """Return what is asked of one sessie."""
    return SessieFacts(
        begin=sessie.begin,
        is_ahead=sessie.is_ahead(now),
        is_online=sessie.is_online,
        has_link=bool(sessie.online_link),
        has_locatie=sessie.locatie_id is not None,
        wants_expert=sessie.soort not in NO_EXPERT,
        has_expert=sessie.has_expert,  # type: ignore[attr-defined]  # annotated by `tasks`
        waits_for_doelgroep=sessie.doelgroep_id is None and bool(sessie.doelgroep_werknaam),
    )
