"""Puts a message in the outbox; the worker sends it after the transaction has ended well."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from outbox.models import Bericht

SUBJECT_LENGTH = Bericht._meta.get_field("onderwerp").max_length or 250


def queue(  # noqa: PLR0913 - a mail has this many parts, and each is named by its caller
    *,
    soort: str,
    aan: str,
    onderwerp: str,
    tekst: str,
    html: str = "",
    kalender: str = "",
    methode: str = "",
    antwoord_aan: str = "",
    over: str = "",
    links: Mapping[str, tuple[str, str]] | None = None,
    niet_voor: datetime | None = None,
    sleutel: str | None = None,
    afmeldlink: str = "",
    is_vluchtig: bool = False,
) -> bool:
    """Write one message. Call it inside the transaction that causes the message.

    Args:
        soort: what kind of mail, for people who look at the list.
        aan: the one receiver.
        onderwerp: the subject; see `subject_line`.
        tekst: the plain text part.
        html: the same as HTML, or empty.
        kalender: the iCalendar text of an invitation, or empty.
        methode: its METHOD, REQUEST or CANCEL.
        antwoord_aan: the Reply-To address, or empty.
        over: what it is about, such as `aanmelding:<uuid>`.
        links: placeholder in the text -> (kind of link in OUTBOX_LINKS, reference).
        niet_voor: when to send it; None is at once.
        sleutel: occasion and receiver; a second message with the same key is not written.
        afmeldlink: for news only: the https address where one POST without a cookie ends it (RFC 8058), or its
            placeholder in `links`.
        is_vluchtig: wipe text and calendar once sent, for what holds a code.

    Returns:
        True when a row was written, False when the key was there already.
    """
    bericht = Bericht(
        soort=soort, aan=aan.strip().lower(), onderwerp=subject_line(onderwerp), tekst=tekst, html=html,
        kalender=kalender, methode=methode, antwoord_aan=antwoord_aan, over=over,
        links={name: list(target) for name, target in (links or {}).items()},
        sleutel=sleutel, afmeldlink=afmeldlink, is_vluchtig=is_vluchtig,
    )  # fmt: skip
    if niet_voor is not None:
        bericht.niet_voor = niet_voor
    if sleutel is None:
        bericht.save()
        return True
    # With a key: one statement, so that two processes can not both find it absent; whose row it became is asked after.
    Bericht.objects.bulk_create([bericht], ignore_conflicts=True)
    return Bericht.objects.filter(uuid=bericht.uuid).exists()


def subject_line(text: str) -> str:
    """Return the text as a subject: one line, not too long, and nothing that a mail program would decode."""
    return one_line(text).replace("=?", "= ?")[:SUBJECT_LENGTH]


def one_line(text: str) -> str:
    """Return the text with every control or line-separating character replaced by a space."""
    clean = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return " ".join(clean.split())
