"""Turns a row of the outbox into an e-mail in the form that calendars understand."""

import re
from email.charset import BASE64, Charset
from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from outbox.models import Bericht

ONE_ADDRESS = re.compile(r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^@\s,;:<>()\[\]\\\"\x00-\x1f\x7f-\xa0]+")
"""One address and nothing else: a comma would make two, and some servers decode an encoded word (`=?`) in it."""


class BadAddress(Exception):
    """An address can not stand in a mail header."""


class LinkGone(Exception):
    """What the link in a message should lead to does not exist any more."""


def build(bericht: Bericht) -> EmailMultiAlternatives:
    """Return the e-mail of a row: plain text, HTML, and for an invitation the calendar part and its attachment.

    The order and the two calendar parts are those that Outlook and Gmail show as an invitation (RFC 6047).

    Raises:
        LinkGone: a secret link could not be made.
        BadAddress: the receiver, or whom answers go to, is not one plain address.
    """
    for address in filter(None, [bericht.aan, bericht.antwoord_aan]):
        if not ONE_ADDRESS.fullmatch(address):
            raise BadAddress(address)
    links = {name: secret_link(*target) for name, target in bericht.links.items()}
    email = EmailMultiAlternatives(
        subject=bericht.onderwerp,
        body=fill(bericht.tekst, links),
        to=[bericht.aan],
        reply_to=[bericht.antwoord_aan] if bericht.antwoord_aan else None,
        headers={
            "Message-ID": bericht.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        }
        | unsubscribe_headers(fill(bericht.afmeldlink, links)),
    )
    if bericht.html:
        email.attach_alternative(fill(bericht.html, links), "text/html")
    if bericht.kalender:
        # RFC 6047 2.5: not every mail server on the way passes 8 bit text on unharmed.
        charset = Charset("utf-8")
        charset.body_encoding = BASE64
        email.encoding = charset
        email.attach_alternative(bericht.kalender, f"text/calendar; method={bericht.methode}")
        name = "afmelding.ics" if bericht.methode == "CANCEL" else "uitnodiging.ics"
        email.attach(calendar_file(name, bericht.kalender))
    return email


def unsubscribe_headers(link: str) -> dict[str, str]:
    """Return the headers with which a mail program shows its own button to end news (RFC 2369, RFC 8058)."""
    if not link:
        return {}
    one_click = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if link.startswith("https://") else {}
    return {"List-Unsubscribe": f"<{link}>"} | one_click


def calendar_file(name: str, text: str) -> MIMEBase:
    """Return the calendar as an attachment, its name also on the type: some clients read it only there."""
    part = MIMEBase("application", "ics", name=name)
    part.set_payload(text.encode())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def secret_link(kind: str, reference: str) -> str:
    """Return the absolute address of a secret link, made by the function that OUTBOX_LINKS names for its kind."""
    path = import_string(settings.OUTBOX_LINKS[kind])(reference)
    if path is None:
        raise LinkGone(f"{kind} {reference}")
    return f"{settings.SITE_URL}{path}"


def fill(text: str, links: dict[str, str]) -> str:
    """Put the links where their placeholders stand."""
    for name, link in links.items():
        text = text.replace(name, link)
    return text
