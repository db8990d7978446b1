"""Builds the mails about taking part and puts them in the outbox, within the transaction that causes them."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from outbox.queue import queue
from outbox.quota import earliest
from outbox.words import mail_words
from programmes import ics
from registrations.models import Aanmelding, Belangstelling, Deelname

LINK = "[[persoonlijke-link]]"
"""Stands in the stored text where the personal link comes when the mail is sent."""

ANONYMOUS_KINDS = frozenset({"bevestig", "al_aangemeld", "link_kwijt", "belangstelling"})
"""Mails that anybody can trigger for any address by filling in a form; they count for its quota."""


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

    `context` is what its templates show besides aanmelding, reeks and link; the rest is as `queue` takes it.
    """
    words = mail_words(name, {"aanmelding": aanmelding, "reeks": aanmelding.reeks, "link": LINK, **context})
    queue(
        soort=name, aan=aanmelding.email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        antwoord_aan=aanmelding.reeks.organisatie.email, over=aanmelding.reference,
        links={LINK: ("aanmelding", str(aanmelding.uuid))}, niet_voor=niet_voor,
        kalender=kalender, methode=methode, sleutel=sleutel,
    )  # fmt: skip


def ask_to_confirm(aanmelding: Aanmelding, deelnames: Sequence[Deelname], *, now: datetime) -> None:
    """Ask whoever holds the address whether they really signed up; later when the address has its quota for now."""
    send_words("bevestig", aanmelding, niet_voor=room_for(aanmelding.email, now=now), deelnames=deelnames)


def room_for(email: str, *, now: datetime) -> datetime:
    """Return when the quota of an address has room for one more mail that strangers can trigger."""
    return earliest(email, kinds=ANONYMOUS_KINDS, now=now)


def already_known(aanmelding: Aanmelding) -> None:
    """Send the personal link to somebody who signs up a second time."""
    send_words("al_aangemeld", aanmelding)


def confirmed(aanmelding: Aanmelding, deelnames: Sequence[Deelname]) -> None:
    """Confirm with a list of all sessies; the invitations follow in mails of their own."""
    send_words("bevestigd", aanmelding, deelnames=deelnames)


def signed_off(aanmelding: Aanmelding) -> None:
    """Say that the person is signed off for everything."""
    send_words("afgemeld", aanmelding)


def invite(deelname: Deelname, *, now: datetime) -> None:
    """Invite somebody for one dated sessie with a METHOD:REQUEST; does nothing for one without a date."""
    if not deelname.sessie.has_date:
        return
    send_calendar(deelname, name="uitnodiging", methode="REQUEST", now=now)


def withdraw_invitation(deelname: Deelname, *, now: datetime) -> None:
    """Take one sessie out of somebody's calendar again with a METHOD:CANCEL."""
    if not deelname.sessie.has_date:
        return
    send_calendar(deelname, name="afzegging", methode="CANCEL", now=now)


def send_calendar(deelname: Deelname, *, name: str, methode: str, now: datetime) -> None:
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
    build = ics.signed_off if methode == "CANCEL" else ics.invitation
    body = build(
        afspraak,
        organizer_email=organizer_email,
        organizer_name=organizer_name,
        attendee_email=aanmelding.email,
        attendee_name=aanmelding.naam,
    )
    sleutel = f"{name}:{deelname.pk}:{deelname.sequence}"
    send_words(name, aanmelding, kalender=body.decode(), methode=methode, sleutel=sleutel, deelname=deelname)


def lost_links(email: str, aanmeldingen: Sequence[Aanmelding]) -> None:
    """Send the personal links of all aanmeldingen of an address in one mail."""
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


def interest_noted(belangstelling: Belangstelling, *, now: datetime) -> None:
    """Say that the interest is noted and how to take it back."""
    words = mail_words(
        "belangstelling", {"belangstelling": belangstelling, "reeks": belangstelling.reeks, "link": LINK}
    )
    queue(
        soort="belangstelling", aan=belangstelling.email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        antwoord_aan=belangstelling.reeks.organisatie.email, over=f"belangstelling:{belangstelling.uuid}",
        links={LINK: ("belangstelling", str(belangstelling.uuid))}, niet_voor=room_for(belangstelling.email, now=now),
    )  # fmt: skip
