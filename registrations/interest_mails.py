"""Builds the mails to people with belangstelling, within the transaction that causes them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from outbox.queue import queue
from outbox.quota import earliest
from outbox.words import MailWords, mail_words
from registrations.mails import LINK
from registrations.models import Belangstelling, Uitnodiging

INTEREST_LINK = "[[belangstelling-link]]"
"""Stands beside another link where the one comes with which somebody takes their interest back."""


def interest_noted(belangstelling: Belangstelling, *, now: datetime) -> None:
    """Say that the interest is noted and how to take it back; as `mails.ask_to_confirm`, so perhaps not at all."""
    room = earliest(belangstelling.email, now=now)
    if room is None:
        return
    words = mail_words(
        "belangstelling", {"belangstelling": belangstelling, "reeks": belangstelling.reeks, "link": LINK}
    )
    queue(
        soort="belangstelling", aan=belangstelling.email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        antwoord_aan=belangstelling.reeks.organisatie.email, over=about_interest(belangstelling.uuid),
        links={LINK: ("belangstelling", str(belangstelling.uuid))}, niet_voor=room,
        sleutel=f"belangstelling:{belangstelling.uuid}",
    )  # fmt: skip


def send_to_interested(name: str, belangstelling: Belangstelling, *, sleutel: str, **context: Any) -> None:
    """Queue the mail `emails/<name>` to somebody with interest, with the link to take it back."""
    words = mail_words(name, {"reeks": belangstelling.reeks, "link": LINK} | context)
    queue(
        soort=name, aan=belangstelling.email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        antwoord_aan=belangstelling.reeks.organisatie.email, over=about_interest(belangstelling.uuid),
        links={LINK: ("belangstelling", str(belangstelling.uuid))}, sleutel=sleutel,
    )  # fmt: skip


def about_interest(uuid: UUID) -> str:
    """Return what messages about a belangstelling say they are about."""
    return f"belangstelling:{uuid}"


def asked_to_sign_up(uitnodiging: Uitnodiging, belangstelling: Belangstelling, *, toelichting: str) -> None:
    """Ask somebody with interest to sign up, with a sentence of the organiser and the link to the form."""
    words = invitation_words(uitnodiging, belangstelling, toelichting=toelichting)
    queue(
        soort="uitgenodigd", aan=uitnodiging.email, onderwerp=words.onderwerp, tekst=words.tekst, html=words.html,
        antwoord_aan=uitnodiging.reeks.organisatie.email, over=about_interest(belangstelling.uuid),
        links={
            LINK: ("uitnodiging", str(uitnodiging.uuid)), INTEREST_LINK: ("belangstelling", str(belangstelling.uuid))
        },
        sleutel=f"uitgenodigd:{uitnodiging.pk}",
    )  # fmt: skip


def invitation_words(uitnodiging: Uitnodiging, belangstelling: Belangstelling, *, toelichting: str) -> MailWords:
    """Return what somebody reads who is asked to sign up."""
    shown = {
        "uitnodiging": uitnodiging, "belangstelling": belangstelling, "reeks": uitnodiging.reeks,
        "toelichting": toelichting, "link": LINK, "intreklink": INTEREST_LINK,
    }  # fmt: skip
    return mail_words("uitgenodigd", shown)
