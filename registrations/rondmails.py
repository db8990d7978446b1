"""Mails of an organiser to the people of a reeks: who gets one, what they read, and sending it.

Nobody's row is written before it goes. docs/decisions/0028-mail-to-participants.md.
"""

import logging
import uuid as uuids
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import cast

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from outbox.models import Bericht
from outbox.queue import queue, subject_line
from outbox.words import MailWords, mail_words
from programmes.models import Reeks, Sessie
from programmes.templatetags.leerlab import wanneer
from registrations.interest_mails import send_to_interested
from registrations.locks import lock
from registrations.mails import LINK, send_words
from registrations.models import Aanmelding, Belangstelling, Deelname, Rondmail
from registrations.rondmail_words import merged, paragraphs, plain

logger = logging.getLogger("registrations")
KIND = "rondmail"
AT_A_TIME = 50
"""Mails in one transaction: as long as the reeks is locked."""
MOST = 500
"""Mails of one rondmail in one round; the rest have their turn in the next."""
LATE = timedelta(hours=1)
"""When one goes so long after its time, the database may be a backup from before it was sent."""
NO_GEMEENTE = 0
LINK_NOTICE = "(hier staat de persoonlijke link van de deelnemer)"
Status, Staat = Aanmelding.Status, Rondmail.Staat
WAITING = [Deelname.Status.WACHTLIJST, Deelname.Status.AANGEBODEN]
WHY = {
    Status.ACTIEF: "Je krijgt deze mail omdat je bent aangemeld voor {}.",
    Status.WACHTLIJST: "Je krijgt deze mail omdat je op de wachtlijst staat voor {}.",
    Status.AANVRAAG: "Je krijgt deze mail omdat je een plaats vroeg bij {}.",
    Status.AFGEMELD: "Je krijgt deze mail omdat je was aangemeld voor {}.",
}
"""The last lines of each mail."""
WHY_INTERESTED = "Je krijgt deze mail omdat je interesse liet weten in {}."
Person = Aanmelding | Belangstelling
Rows = QuerySet[Aanmelding] | QuerySet[Belangstelling]


@dataclass(frozen=True)
class Choice:
    """Who gets it; see `Rondmail.filters`. No sessie, gemeente or attendance chosen is all of them."""

    staten: tuple[str, ...]
    sessies: tuple[int, ...] = ()
    gemeenten: tuple[int, ...] = ()
    aanwezigheid: tuple[str, ...] = ()

    @property
    def is_of_interested(self) -> bool:
        """Whether it is about who has belangstelling, not about who signed up."""
        return Staat.BELANGSTELLING in self.staten

    @classmethod
    def of(cls, rondmail: Rondmail) -> "Choice":
        """Return the choice that a rondmail keeps."""
        return cls(**{name: tuple(values) for name, values in rondmail.filters.items()})


@dataclass(frozen=True)
class Words:
    """What the organiser wrote, with fields between braces."""

    onderwerp: str
    tekst: str


@dataclass(frozen=True)
class Letter:
    """What one person reads: `tekst` and `alineas` say the same, in plain text and in the HTML of paragraphs."""

    onderwerp: str
    tekst: str
    alineas: list[SafeString]
    waarom: str
    slot: str = "Je aanmelding zie en verander je op je persoonlijke pagina"
    knop: str = "Naar mijn aanmelding"


# --- Who ----------------------------------------------------------------------------------------------------------


def receivers(reeks: Reeks, choice: Choice, *, now: datetime) -> Rows:
    """Return who gets it, in the order in which they signed up: each person once, and nobody who never confirmed."""
    if choice.is_of_interested:
        people = reeks.belangstelling.still_outside().order_by("aangemaakt_op", "pk")
        return people.filter(gemeente__in=choice.gemeenten) if choice.gemeenten else people
    chosen = Q(pk__in=[])
    for staat in choice.staten:
        chosen |= in_state(staat, choice, now=now)
    rows = reeks.aanmeldingen.filter(chosen, bevestigd_op__isnull=False)
    if choice.gemeenten:
        has_none = Q(gemeente__isnull=True) if NO_GEMEENTE in choice.gemeenten else Q(pk__in=[])
        rows = rows.filter(Q(gemeente__in=choice.gemeenten) | has_none)
    # Who left and came back with another aanmelding, or left twice, is one person: the one of now, else the last.
    same = Aanmelding.objects.filter(reeks=reeks, email=OuterRef("email"))
    rows = rows.exclude(Q(status=Status.AFGEMELD) & Exists(same.active().exclude(pk=OuterRef("pk"))))
    rows = rows.exclude(Q(status=Status.AFGEMELD) & Exists(same.filter(status=Status.AFGEMELD, pk__gt=OuterRef("pk"))))
    return rows.order_by("aangemeld_op", "pk")


def in_state(staat: str, choice: Choice, *, now: datetime) -> Q:
    """Return who is in one of the states, at a sessie of the choice where it names any or asks for attendance.

    Raises:
        ValueError: there is no such state.
    """
    rows = Deelname.objects.filter(aanmelding=OuterRef("pk"))
    if choice.sessies:
        rows = rows.filter(sessie__in=choice.sessies)
    if choice.aanwezigheid:
        rows = rows.filter(aanwezigheid__in=choice.aanwezigheid)
    is_narrowed = bool(choice.sessies or choice.aanwezigheid)

    def at(*states: str) -> Q:
        return Q(Exists(rows.filter(status__in=states) if states else rows)) if is_narrowed else Q()

    if staat == Staat.AANGEMELD:
        # Who would have come to what was cancelled is told of it too.
        return Q(status=Status.ACTIEF) & at(Deelname.Status.AANGEMELD, Deelname.Status.VERVALLEN)
    if staat == Staat.AANVRAAG:
        return Q(status=Status.AANVRAAG) & at(*Deelname.STANDING)
    if staat == Staat.WACHTLIJST:
        is_ahead = Q(sessie__einde__isnull=True) | Q(sessie__einde__gt=now)
        queued = rows.filter(is_ahead, status__in=WAITING, sessie__vervallen_op__isnull=True)
        return Q(status=Status.WACHTLIJST) & at(*WAITING) | Q(status=Status.ACTIEF) & Q(Exists(queued))
    if staat != Staat.AFGEMELD:
        raise ValueError(staat)
    left = Q(status=Status.AFGEMELD) & at()
    if choice.sessies:
        # Of somebody who comes to other sessies, it is about those that were chosen.
        left |= Q(status__in=[Status.ACTIEF, Status.WACHTLIJST]) & at(Deelname.Status.AFGEMELD)
    return left


def loaded(rows: Rows) -> Rows:
    """Load what a letter shows of each. Two queries at most."""
    if rows.model is Belangstelling:
        return rows.select_related("gemeente")
    return with_sessies(cast("QuerySet[Aanmelding]", rows))


def with_sessies(rows: QuerySet[Aanmelding]) -> QuerySet[Aanmelding]:
    """Load what a letter shows of each. Two queries."""
    deelnames = Deelname.objects.select_related("sessie__doelgroep").order_by("sessie__volgorde", "sessie_id")
    return rows.select_related("gemeente").prefetch_related(Prefetch("deelnames", queryset=deelnames))


# --- What -----------------------------------------------------------------------------------------------------------


def letter(words: Words, person: Person, choice: Choice, *, link: str = LINK, now: datetime) -> Letter:
    """Return what somebody reads. `link` is what stands for their personal link."""
    reeks = person.reeks.titel
    values = {"naam": person.naam, "reeks": reeks, "link": link}
    if isinstance(person, Belangstelling):
        values["gemeente"], why = str(person.gemeente), WHY_INTERESTED
    else:
        sessie = sessie_for(person, choice, now=now)
        values["gemeente"], why = person.namens, WHY[Status(person.status)]
        values["bijeenkomst"] = sessie.volledige_titel if sessie else "de bijeenkomst"
        values["datum"] = wanneer(sessie) if sessie else "datum volgt"
    anchor = format_html('<a href="{}">{}</a>', link, link) if link == LINK else link
    text = plain(words.tekst)
    shown = Letter(
        onderwerp=subject_line(merged(words.onderwerp, values)),
        tekst=merged(text, values),
        alineas=paragraphs(text, values | {"link": anchor}),
        waarom=why.format(reeks),
    )
    if isinstance(person, Aanmelding):
        return shown
    how = "Wil je dat niet meer? Trek dan je belangstelling in"
    return replace(shown, slot=how, knop="Trek mijn belangstelling in")


def sessie_for(aanmelding: Aanmelding, choice: Choice, *, now: datetime) -> Sessie | None:
    """Return which sessie the mail is about to this person: the first to come of those chosen, else the last held.

    One where they stand goes before one that they left, and one that was cancelled comes last.
    """
    rows = [row for row in aanmelding.deelnames.all() if not choice.sessies or row.sessie_id in choice.sessies]
    standing = [row.sessie for row in rows if row.status in Deelname.STANDING]
    sessies = standing or [row.sessie for row in rows]
    dated = sorted((sessie for sessie in sessies if sessie.begin), key=lambda sessie: (sessie.begin, sessie.pk))
    undated = [sessie for sessie in sessies if not sessie.begin]
    to_come = [sessie for sessie in [*dated, *undated] if sessie.is_ahead(now)]
    held = [sessie for sessie in reversed(dated) if not sessie.is_vervallen]
    return next(iter([*to_come, *held, *sessies]), None)


def send_test(*, words: Words, person: Person, choice: Choice, user: User, sleutel: str, now: datetime) -> None:
    """Mail the organiser what this person would get, with a notice where their personal link would stand."""
    mail = as_test(letter(words, person, choice, link=LINK_NOTICE, now=now), person.reeks)
    queue(
        soort="rondmail_proef", aan=user.email, onderwerp=f"[Proef] {mail.onderwerp}", tekst=mail.tekst,
        html=mail.html, antwoord_aan=person.reeks.organisatie.email, sleutel=f"rondmail_proef:{sleutel}",
    )  # fmt: skip


def as_test(shown: Letter, reeks: Reeks) -> MailWords:
    """Return the whole mail with a notice where the personal link would stand."""
    return mail_words(KIND, {"brief": shown, "reeks": reeks, "link": LINK_NOTICE, "is_proef": True})


# --- Planning and sending ---------------------------------------------------------------------------------------


def plan(
    *, reeks: Reeks, uuid: uuids.UUID, words: Words, choice: Choice, verzend_op: datetime, user: User, now: datetime
) -> bool:
    """Plan a mail; the worker sends it when its time has come. False when this uuid was planned before."""
    fields = {
        "reeks": reeks, "onderwerp": words.onderwerp, "tekst": plain(words.tekst), "filters": asdict(choice),
        "verzend_op": verzend_op, "gemaakt_door": user, "gemaakt_op": now,
    }  # fmt: skip
    return Rondmail.objects.get_or_create(uuid=uuid, defaults=fields)[1]


def withdraw(*, rondmail: Rondmail, now: datetime) -> bool:
    """Let a mail go to nobody any more. False when it has gone to everybody, or was withdrawn before."""
    return bool(Rondmail.objects.open().filter(pk=rondmail.pk).update(ingetrokken_op=now))


def send_due(*, now: datetime) -> int:
    """Queue the mails whose time has come: a scan of the worker. Returns how many were queued.

    A crash loses nothing: who has a row in the outbox gets no second one, and the others follow in the next round.
    """
    return sum(send_safely(rondmail, now=now) for rondmail in Rondmail.objects.due(now).order_by("verzend_op", "pk"))


def send_safely(rondmail: Rondmail, *, now: datetime) -> int:
    """Send one; what is wrong with it keeps no other waiting."""
    count = 0
    try:
        for _ in range(MOST // AT_A_TIME):
            sent = send_batch(rondmail, now=now)
            count += sent
            if sent < AT_A_TIME:
                break
    except Exception:
        logger.exception("Rondmail %s could not be sent", rondmail.pk)
    return count


def send_batch(rondmail: Rondmail, *, now: datetime) -> int:
    """Queue the mails of the next few people, as they are under the lock. Returns how many."""
    with transaction.atomic():
        reeks = lock(Reeks(pk=rondmail.reeks_id))
        # Of two workers the second waits here, and finds what the first has done.
        current = Rondmail.objects.due(now).select_for_update().filter(pk=rondmail.pk).first()
        if current is None:
            return 0
        choice, words = Choice.of(current), Words(current.onderwerp, current.tekst)
        rows = receivers(reeks, choice, now=now)
        people = still_to_get_it(current, rows)
        keys = []
        for person in loaded(rows.filter(pk__in=people)):
            person.reeks = reeks
            keys.append(key(current, person.pk))
            brief = letter(words, person, choice, now=now)
            if isinstance(person, Belangstelling):
                send_to_interested(KIND, person, sleutel=keys[-1], brief=brief)
            else:
                send_words(KIND, person, sleutel=keys[-1], brief=brief)
        if now - current.verzend_op > LATE:
            Bericht.objects.filter(sleutel__in=keys).update(staat=Bericht.Staat.VASTGEHOUDEN)
        is_last = len(people) < AT_A_TIME
        Rondmail.objects.filter(pk=current.pk).update(
            aantal=F("aantal") + len(keys), **({"verzonden_op": now} if is_last else {})
        )
        return len(keys)


def still_to_get_it(rondmail: Rondmail, rows: Rows) -> list[int]:
    """Return the keys of the next few who have no row in the outbox yet: not their own, nor by their address."""
    written = Bericht.objects.filter(soort=KIND, sleutel__startswith=f"{KIND}:{rondmail.pk}:")
    had = set(chain.from_iterable(written.values_list("sleutel", "aan")))
    left = (pk for pk, email in rows.values_list("pk", "email") if had.isdisjoint({key(rondmail, pk), email}))
    return list(islice(left, AT_A_TIME))


def key(rondmail: Rondmail, person: int) -> str:
    """Return the key of one person's mail in the outbox; a rondmail goes to people of one kind only."""
    return f"{KIND}:{rondmail.pk}:{person}"
