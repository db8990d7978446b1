"""Tells the organiser of a reeks who came and who left: at once, or once a day.

It reads the log that every verb writes, so no verb knows of it. A `Nieuwsstand` per reeks says up to which line was
told; it is moved in the transaction that queues the mail, under the lock of the reeks.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from outbox.queue import queue
from outbox.words import mail_words
from programmes.models import Reeks, Sessie
from registrations.locks import lock
from registrations.mails import sessies_ahead
from registrations.models import Aanmelding, Deelname, Nieuwsstand, Overgang
from registrations.reminder_times import last_passed

logger = logging.getLogger("registrations")

DIGEST_AT = time(16)
MOST = 5
"""More news than this at once, as after an import, comes in one mail."""
LOOK_BACK = timedelta(days=1)
"""How far back the first mails go when an organiser starts to be told."""
LATE = timedelta(hours=1)
"""A first daily mail goes out up to so long after its time; later than that it waits for the next day."""
CAME_IN = frozenset({"aanvraag", "wachtlijst", "actief"})
"""Who is one of these has confirmed."""
LEFT = frozenset({"afgemeld", "verlopen"})


@dataclass(frozen=True)
class Nieuws:
    """That somebody came or left: as a whole, or for the sessies named.

    `staat` is the status it came to, `reden` what the log says of it, `pk` that of the first line about it.
    """

    pk: int
    aanmelding: Aanmelding
    is_erbij: bool
    staat: str
    reden: str = ""
    sessies: tuple[Sessie, ...] = ()


def tell_organisers(*, now: datetime) -> int:
    """Queue the mails to organisers who want them: a scan of the worker. Returns how many were queued."""
    # Whoever wants none now is not told of all that when they want some again.
    Nieuwsstand.objects.filter(reeks__meldingen=Reeks.Meldingen.NIET).delete()
    return sum(tell_safely(reeks, now=now) for reeks in with_lines(now))


# --- Which reeksen ----------------------------------------------------------------------------------------------


def with_lines(now: datetime) -> QuerySet[Reeks]:
    """Return the reeksen with lines of which the organiser was not told, those of a daily mail once it is due.

    And those of which it is not noted yet from where to begin.
    """
    untold = Overgang.objects.filter(
        aanmelding__reeks=OuterRef("pk"), pk__gt=Coalesce(OuterRef("nieuwsstand__overgang_tot"), Value(0))
    )
    at_once = Q(Exists(untold), meldingen=Reeks.Meldingen.DIRECT)
    daily = Q(Exists(untold.filter(op__lte=last_passed(DIGEST_AT, now=now))), meldingen=Reeks.Meldingen.DAGELIJKS)
    new = Q(nieuwsstand__isnull=True, meldingen__in=[Reeks.Meldingen.DIRECT, Reeks.Meldingen.DAGELIJKS])
    return Reeks.objects.filter(at_once | daily | new).order_by("pk")


def tell_safely(reeks: Reeks, *, now: datetime) -> int:
    """Tell the organiser of one reeks; what is wrong with it keeps no other waiting."""
    try:
        return tell(reeks, now=now)
    except Exception:
        logger.exception("The organiser of reeks %s could not be told", reeks.pk)
        return 0


def tell(reeks: Reeks, *, now: datetime) -> int:
    """Tell the organiser of one reeks what is new, and note that it was told."""
    with transaction.atomic():
        reeks = lock(reeks)
        is_daily = reeks.meldingen == Reeks.Meldingen.DAGELIJKS
        if not is_daily and reeks.meldingen != Reeks.Meldingen.DIRECT:
            return 0
        until = last_passed(DIGEST_AT, now=now) if is_daily else now
        stand = stand_of(reeks, until, now=now)
        lines = new_lines(reeks, stand, until if is_daily else None)
        if not lines:
            return 0
        news = list(news_of(lines))
        for piece in news:
            piece.aanmelding.reeks = reeks
        sent = tell_one_by_one(reeks, news, now=now) if not is_daily and len(news) <= MOST else tell_list(reeks, news)
        stand.overgang_tot = lines[-1].pk
        stand.save(update_fields=["overgang_tot"])
        return sent


def stand_of(reeks: Reeks, until: datetime, *, now: datetime) -> Nieuwsstand:
    """Return up to where an organiser was told. The first time that is a day ago, or the time of the last daily mail.

    Call it under the lock of the reeks.
    """
    known = Nieuwsstand.objects.filter(reeks=reeks).first()
    if known:
        return known
    since = until - LOOK_BACK if now - until <= LATE else until
    old = Overgang.objects.filter(aanmelding__reeks=reeks, op__lte=since).order_by("-pk").first()
    return Nieuwsstand.objects.create(reeks=reeks, overgang_tot=old.pk if old else 0)


def new_lines(reeks: Reeks, stand: Nieuwsstand, until: datetime | None) -> list[Overgang]:
    """Return the lines after the last one told, in order; up to a moment when given."""
    rows = Overgang.objects.filter(aanmelding__reeks=reeks, pk__gt=stand.overgang_tot).order_by("pk")
    lines = list(
        rows.select_related("aanmelding__gemeente", "deelname__sessie__locatie", "deelname__sessie__doelgroep")
    )
    for number, line in enumerate(lines):
        if until is not None and line.op > until:
            return lines[:number]
    return lines


# --- What is news -----------------------------------------------------------------------------------------------


def news_of(lines: Iterable[Overgang]) -> Iterable[Nieuws]:
    """Yield what is news in the lines of a log: those of one person at one moment are one act."""
    acts: dict[tuple[int, datetime], list[Overgang]] = {}
    for line in lines:
        acts.setdefault((line.aanmelding_id, line.op), []).append(line)
    for act in acts.values():
        steps = [line for line in act if line.deelname_id is None and line.van != line.naar]
        yield from news_of_aanmelding(steps) if steps else news_of_sessies(act)


def news_of_aanmelding(steps: list[Overgang]) -> Iterable[Nieuws]:
    """Yield that somebody came in, confirmed, or left after that; whom the organiser ended is no news."""
    first, last = steps[0], steps[-1]
    if first.van not in CAME_IN and last.naar in CAME_IN:
        yield Nieuws(first.pk, first.aanmelding, is_erbij=True, staat=last.naar)
    elif first.van in CAME_IN and last.naar in LEFT and last.wie != Overgang.Wie.ORGANISATOR:
        yield Nieuws(first.pk, first.aanmelding, is_erbij=False, staat=last.naar, reden=last.reden)


def news_of_sessies(act: list[Overgang]) -> Iterable[Nieuws]:
    """Yield that somebody who takes part added or dropped single sessies themselves."""
    own = [line for line in act if line.deelname and line.wie == Overgang.Wie.DEELNEMER]
    own = [line for line in own if line.aanmelding.bevestigd_op is not None]
    joined = [line for line in own if line.van in {"", "afgemeld"} and line.naar in Deelname.STANDING]
    for naar, lines in groupby(sorted(joined, key=lambda line: line.naar), key=lambda line: line.naar):
        yield of_sessies(list(lines), is_erbij=True, staat=naar)
    dropped = [line for line in own if line.van == Deelname.Status.AANGEMELD and line.naar == Deelname.Status.AFGEMELD]
    if dropped:
        yield of_sessies(dropped, is_erbij=False, staat="afgemeld")


def of_sessies(lines: list[Overgang], *, is_erbij: bool, staat: str) -> Nieuws:
    """Return the news of lines about single sessies of one person."""
    sessies = tuple(line.deelname.sessie for line in lines if line.deelname)
    return Nieuws(lines[0].pk, lines[0].aanmelding, is_erbij, staat, lines[0].reden, sessies)


# --- The mails --------------------------------------------------------------------------------------------------


def tell_one_by_one(reeks: Reeks, news: list[Nieuws], *, now: datetime) -> int:
    """Queue a mail for each; an answer to it goes to the person."""
    for nieuws in news:
        aanmelding = nieuws.aanmelding
        deelnames = sessies_ahead(aanmelding, now=now) if nieuws.is_erbij and not nieuws.sessies else ()
        context = {"nieuws": nieuws, "aanmelding": aanmelding, "deelnames": deelnames}
        kind = "aangemeld" if nieuws.is_erbij else "afgemeld"
        send("nieuws_organisator", reeks, context, sleutel=f"{kind}:{nieuws.pk}", antwoord_aan=aanmelding.email)
    return len(news)


def tell_list(reeks: Reeks, news: list[Nieuws]) -> int:
    """Queue one mail with all of it; none when there is no news."""
    if not news:
        return 0
    context = {"erbij": [item for item in news if item.is_erbij], "weg": [item for item in news if not item.is_erbij]}
    last = max(item.pk for item in news)
    email = reeks.organisatie.email
    send("nieuws_organisator_lijst", reeks, context, sleutel=f"tot:{last}", antwoord_aan=email)
    return 1


def send(name: str, reeks: Reeks, context: Mapping[str, object], *, sleutel: str, antwoord_aan: str) -> None:
    """Queue a mail to the address of the organisatie of a reeks, and to no other: it holds names."""
    page = settings.SITE_URL + reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk])
    words = mail_words(name, {**context, "reeks": reeks, "link": page})
    queue(
        soort=name, aan=reeks.organisatie.email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        antwoord_aan=antwoord_aan, over=f"reeks:{reeks.pk}", sleutel=f"nieuws:{reeks.pk}:{sleutel}",
    )  # fmt: skip
