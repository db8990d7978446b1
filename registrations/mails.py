"""Builds the mails about taking part and puts them in the outbox, within the transaction that causes them."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Max

from outbox.queue import queue
from outbox.quota import earliest
from outbox.words import mail_words
from programmes import ics
from programmes.models import Sessie
from registrations.models import Aanbod, Aanmelding, Deelname, Overgang

LINK = "[[persoonlijke-link]]"
"""Stands in the stored text where the personal link comes when the mail is sent."""


class Cause(StrEnum):
    """Why somebody has a place now, or one in the queue. The words stand in emails/_oorzaak.txt."""

    CONFIRMED = "bevestigd"
    VOUCHED = "aangemeld"
    """The organiser signed them up."""
    ADMITTED = "toegelaten"
    PLACED = "geplaatst"
    """By the organiser, in spite of a limit or of the queue."""
    TAKEN = "genomen"
    """They took what was offered, or free."""
    CHANGED = "gewijzigd"
    """The organiser changed what they come to."""


class Why(StrEnum):
    """Why somebody leaves what stood in their calendar. The words stand in emails/_afzegging_*.txt."""

    SELF = "zelf"
    ORGANISER = "organisator"
    SWITCHED = "overgezet"
    """To another sessie; a mail about that one comes too."""
    TAKEN_OVER = "overgenomen"
    MERGED = "samengevoegd"


WITHDRAWALS = {"datum_vervalt": ics.withdrawn}
"""Mails that take something out of a calendar for another reason than that it was cancelled or left."""


def send_words(
    name: str,
    aanmelding: Aanmelding,
    *,
    niet_voor: datetime | None = None,
    kalender: str = "",
    methode: str = "",
    sleutel: str | None = None,
    **context: Any,
) -> None:
    """Queue the mail `emails/<name>` to the person of an aanmelding, with their personal link.

    `context` is what its templates show besides aanmelding, reeks, link and methode, which tells whether the mail
    carries an invitation (REQUEST) or takes one back (CANCEL); the rest is as `queue` takes it.
    """
    shown = {"aanmelding": aanmelding, "reeks": aanmelding.reeks, "link": LINK, "methode": methode}
    shown["antwoord_telt"] = settings.MAILBOX is not None
    words = mail_words(name, shown | context)
    queue(
        soort=name, aan=aanmelding.email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        antwoord_aan=aanmelding.reeks.organisatie.email, over=aanmelding.reference,
        links={LINK: ("aanmelding", str(aanmelding.uuid))}, niet_voor=niet_voor,
        kalender=kalender, methode=methode, sleutel=sleutel,
    )  # fmt: skip


def act_key(name: str, aanmelding: Aanmelding, *about: object) -> str:
    """Return the key of the mail `name` about what happened last to an aanmelding, by the line about that. One query.

    So a job that runs once more mails nobody twice, while whatever happens later has a line, and a mail, of its own;
    `about` tells apart what leaves none. To be called after the ledger has written. Starts with a word of its own, as
    some kinds of mail have a calendar, and then the key of `send_calendar`, which is made of other numbers.
    """
    last = Overgang.objects.filter(aanmelding=aanmelding).aggregate(last=Max("pk"))["last"]
    return ":".join(map(str, ("daad", name, aanmelding.pk, last or 0, *about)))


def ask_to_confirm(aanmelding: Aanmelding, deelnames: Sequence[Deelname], *, now: datetime) -> None:
    """Ask whoever holds the address whether they really signed up; later when the address has its quota for now.

    Not at all when that would be more than a day later: who signs up again, or asks for the link, then gets it.
    """
    room = earliest(aanmelding.email, now=now)
    if room:
        # Whoever comes back gets a link with a version of its own: it tells one sign-up from the next.
        sleutel = f"bevestig:{aanmelding.pk}:{aanmelding.token_versie}"
        send_words("bevestig", aanmelding, niet_voor=room, sleutel=sleutel, deelnames=deelnames)


def already_known(aanmelding: Aanmelding) -> None:
    """Send the personal link to who signs up a second time; no key, as nothing happened: `steps.remind` bounds it."""
    send_words("al_aangemeld", aanmelding)


def confirmed(aanmelding: Aanmelding, deelnames: Sequence[Deelname], *, cause: Cause = Cause.CONFIRMED) -> None:
    """Confirm with a list of all sessies, those with a place first; the invitations follow in mails of their own."""
    waiting = [row for row in deelnames if row.status == Deelname.Status.WACHTLIJST]
    placed = [row for row in deelnames if row.status != Deelname.Status.WACHTLIJST]
    sleutel = act_key("bevestigd", aanmelding)
    send_words("bevestigd", aanmelding, sleutel=sleutel, deelnames=placed, wachtend=waiting, oorzaak=cause)


def asked(aanmelding: Aanmelding, deelnames: Sequence[Deelname]) -> None:
    """Say that the organiser decides, and that nothing is certain until then."""
    send_words("aanvraag", aanmelding, sleutel=act_key("aanvraag", aanmelding), deelnames=deelnames)


def on_waiting_list(aanmelding: Aanmelding, deelnames: Sequence[Deelname], *, cause: Cause = Cause.CONFIRMED) -> None:
    """Say that the person waits for a place in the reeks, and how that goes on."""
    sleutel = act_key("wachtlijst", aanmelding)
    send_words("wachtlijst", aanmelding, sleutel=sleutel, deelnames=deelnames, oorzaak=cause)


def rejected(aanmelding: Aanmelding, *, reden: str) -> None:
    """Say that the organiser could not admit the person, and why."""
    sleutel = act_key("afgewezen", aanmelding)
    send_words("afgewezen", aanmelding, sleutel=sleutel, reden=reden, site_url=settings.SITE_URL)


def offer(aanbod: Aanbod) -> None:
    """Offer a place, with its deadline and where to answer. For a place in the reeks: with the sessies it is about."""
    aanmelding = holder(aanbod)
    colleagues = Aanbod.objects.filter(groep=aanbod.groep).exclude(pk=aanbod.pk)
    send_words(
        "aanbod", aanmelding, sleutel=f"aanbod:{aanbod.pk}", aanbod=aanbod, deelname=aanbod.deelname,
        deelnames=() if aanbod.deelname else sessies_ahead(aanmelding, now=aanbod.gemaakt_op),
        met_collegas=aanbod.groep is not None and colleagues.exists(),
    )  # fmt: skip


def offer_expired(aanbod: Aanbod) -> None:
    """Say that the offer ran out and how to get back in the queue."""
    aanmelding = holder(aanbod)
    send_words(
        "aanbod_verlopen", aanmelding, sleutel=f"aanbod_verlopen:{aanbod.pk}", aanbod=aanbod, deelname=aanbod.deelname
    )


def holder(aanbod: Aanbod) -> Aanmelding:
    """Return whose offer it is."""
    aanmelding = aanbod.deelname.aanmelding if aanbod.deelname else aanbod.aanmelding
    assert aanmelding is not None  # noqa: S101 - the database demands one of both; tells the type checker
    return aanmelding


def sessies_ahead(aanmelding: Aanmelding, *, now: datetime) -> list[Deelname]:
    """Return the deelnames that stand at sessies still to be held, in order. One query."""
    rows = aanmelding.deelnames.filter(status__in=Deelname.STANDING, sessie__vervallen_op__isnull=True)
    return [row for row in rows.select_related("sessie__locatie", "sessie__doelgroep") if not row.sessie.is_over(now)]


def about_sessie(name: str, deelname: Deelname, **context: Any) -> None:
    """Send the mail `name` about one sessie, without a calendar file; with the open offer that it is part of.

    A move leaves no line about a person, but raises the sequence of the sessie.
    """
    sleutel = act_key(name, deelname.aanmelding, deelname.pk, deelname.sequence)
    offer = open_offer_of(deelname)
    send_words(name, deelname.aanmelding, sleutel=sleutel, deelname=deelname, aanbod=offer, **context)


def open_offer_of(deelname: Deelname) -> Aanbod | None:
    """Return the open offer of a place at a sessie, or in the reeks it is of. One query for who can have one."""
    aanmelding = deelname.aanmelding
    in_reeks = aanmelding.status == Aanmelding.Status.WACHTLIJST and aanmelding.houdt_plaats
    if not in_reeks and deelname.status != Deelname.Status.AANGEBODEN:
        return None
    offers = Aanbod.objects.open()
    return (offers.filter(aanmelding=aanmelding) if in_reeks else offers.filter(deelname=deelname)).first()


def ask_to_take_over(aanmelding: Aanmelding, *, now: datetime) -> None:
    """Ask a colleague whether they want to take over a place, with the sessies it is about; as `ask_to_confirm`."""
    room, collega = earliest(aanmelding.email, now=now), aanmelding.neemt_over
    if room:
        deelnames = sessies_ahead(collega, now=now) if collega else []
        sleutel = f"overname:{aanmelding.pk}:{aanmelding.token_versie}"
        send_words("overname", aanmelding, niet_voor=room, sleutel=sleutel, collega=collega, deelnames=deelnames)


def taken_over(old: Aanmelding, new: Aanmelding, *, cause: Cause = Cause.CONFIRMED) -> None:
    """Tell who gave up their place that the colleague has it now: they confirmed, or the organiser vouched for them."""
    send_words("overgenomen", old, sleutel=act_key("overgenomen", old), door=new, oorzaak=cause)


def switched(deelname: Deelname, *, eerst: Sessie, now: datetime) -> None:
    """Say that the organiser moved somebody here from the sessie `eerst`; where there is a place it is the invitation.

    Who holds the invitation is to be noted by who calls this.
    """
    comes = deelname.status == Deelname.Status.AANGEMELD and deelname.aanmelding.status == Aanmelding.Status.ACTIEF
    if comes and deelname.sessie.has_date:
        send_calendar(deelname, name="overgezet", methode="REQUEST", now=now, eerst=eerst)
    else:
        about_sessie("overgezet", deelname, eerst=eerst)


def merged(aanmelding: Aanmelding, *, blijft: bool, now: datetime) -> None:
    """Say that two aanmeldingen of one person became one: to the address that stays, or to the one that goes.

    Neither learns the other address: an organiser can take two people for one.
    """
    deelnames = sessies_ahead(aanmelding, now=now) if blijft else []
    waiting = [row for row in deelnames if row.status != Deelname.Status.AANGEMELD]
    placed = [row for row in deelnames if row.status == Deelname.Status.AANGEMELD]
    sleutel = act_key("samengevoegd", aanmelding)
    send_words("samengevoegd", aanmelding, sleutel=sleutel, blijft=blijft, deelnames=placed, wachtend=waiting)


def calendar_link_made(aanmelding: Aanmelding, *, now: datetime) -> None:
    """Tell somebody that their calendar link was made, so that they can revoke what was not their doing.

    Without a key: `own_calendar.new_link` tells once an hour, however often it is made.
    """
    room = earliest(aanmelding.email, now=now, soort="agendalink")
    if room:
        send_words("agendalink", aanmelding, niet_voor=room)


def signed_off(aanmelding: Aanmelding, *, why: Why) -> None:
    """Say that the person is signed off for everything, when no mail that takes something out of a calendar does."""
    send_words("afgemeld", aanmelding, sleutel=act_key("afgemeld", aanmelding), waarom=why)


def invite(deelname: Deelname, *, now: datetime, name: str = "uitnodiging", **context: Any) -> None:
    """Invite somebody for one dated sessie with a METHOD:REQUEST; does nothing for one without a date.

    `name` is the mail that carries it, which says why it comes.
    """
    if not deelname.sessie.has_date:
        return
    send_calendar(deelname, name=name, methode="REQUEST", now=now, **context)


def withdraw_invitation(deelname: Deelname, *, now: datetime, name: str = "afzegging", **context: Any) -> None:
    """Take one sessie out of somebody's calendar again with a METHOD:CANCEL."""
    if not deelname.sessie.has_date:
        return
    send_calendar(deelname, name=name, methode="CANCEL", now=now, **context)


def send_calendar(deelname: Deelname, *, name: str, methode: str, now: datetime, **context: Any) -> None:
    """Queue one calendar mail: one sessie, one receiver."""
    aanmelding = deelname.aanmelding
    organizer_name, organizer_email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    afspraak = ics.afspraak_of(
        deelname.sessie,
        site_url=settings.SITE_URL,
        with_link=methode == "REQUEST",
        bump=deelname.bump,
        changed=now,
    )
    # With a mailbox that we read, an answer in the calendar counts.
    invitation = partial(ics.invitation, asks_reply=settings.MAILBOX is not None)
    build = WITHDRAWALS.get(name, ics.signed_off) if methode == "CANCEL" else invitation
    body = build(
        afspraak,
        organizer_email=organizer_email,
        organizer_name=organizer_name,
        attendee_email=aanmelding.email,
        attendee_name=aanmelding.naam,
    )
    sleutel = f"{name}:{deelname.pk}:{deelname.sequence}"
    send_words(name, aanmelding, kalender=body.decode(), methode=methode, sleutel=sleutel, deelname=deelname, **context)


def decline_seen(deelname: Deelname, *, sleutel: str) -> None:
    """Say that a refusal in the calendar signs off, from when (`meldt_af_op`), and how to come after all."""
    send_words("weigering_gezien", deelname.aanmelding, deelname=deelname, sleutel=sleutel)


def lost_links(email: str, aanmeldingen: Sequence[Aanmelding]) -> None:
    """Send the personal links of all aanmeldingen of an address in one mail.

    Without a key: asking leaves no line, and who asks again wants it again. The quota of the address bounds it.
    """
    links = {f"[[link-{number}]]": aanmelding for number, aanmelding in enumerate(aanmeldingen, start=1)}
    provincies = {aanmelding.reeks.provincie for aanmelding in aanmeldingen}
    # In the style of the one provincie it is about; of more than one, in none.
    provincie = provincies.pop() if len(provincies) == 1 else None
    words = mail_words("link_kwijt", {"links": list(links.items()), "provincie": provincie})
    queue(
        soort="link_kwijt", aan=email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        over=aanmeldingen[0].reference,
        links={name: ("aanmelding", str(item.uuid)) for name, item in links.items()},
    )  # fmt: skip
