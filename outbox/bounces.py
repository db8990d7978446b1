"""Reads what mail servers say about mail that did not arrive (RFC 3464), and remembers the address.

It is a warning: what somebody takes part in is still mailed to them, since most of such trouble passes. Reminders and
news are left out (`undeliverable`), and the organiser sees the address until it works again.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from functools import partial
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from outbox.incoming import LONGEST_HEADER, Deed, Post, bare, clean, header, text_of
from outbox.models import Bericht, Onbestelbaar
from outbox.senders import are_related, is_vouched_for

logger = logging.getLogger("outbox")

OUR_ID = re.compile(r"<\d{8}T\d{6}\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
"""What `Bericht.message_id` makes. Nobody can guess it, so whoever knows it had the message in hand."""
ANY_ID = re.compile(r"<[^<>\s]+>")
RECENT = timedelta(days=7)
"""How long mail servers go on trying at most: only so long can one say that mail to an address did not arrive."""
MOST_RECIPIENTS = 50
RETURNED = frozenset({"message/rfc822", "message/rfc822-headers", "message/global", "message/global-headers"})
"""How the message that did not arrive is in a report, besides as text (RFC 3462, RFC 6533)."""
REPORTERS = frozenset({"mailer-daemon", "postmaster"})
"""Whom reports are from; elsewhere than at the mail server nobody can have such an address."""
UNPROVEN = "Report %s changes nothing: it names no message of ours, and is not surely of that address's mail server"


@dataclass(frozen=True)
class Failure:
    """One address that a mail server gave up on."""

    adres: str
    code: str
    melding: str


def read(post: Post) -> Deed | None:
    """Return how to mark an address, for a delivery status notification about a message of ours; None for others.

    Only a failure for good counts: Action failed and a status 5.x.x. What is delayed may still arrive.
    """
    failures = list(failures_in(post.message))
    bericht = message_meant(post, failures) if failures else None
    if bericht is None:
        return None
    # One message has one receiver; who forwards their mail is named here by the other address.
    failure = next((item for item in failures if item.adres == bericht.aan), failures[0])
    return partial(mark, bericht=bericht, failure=failure)


def mark(*, bericht: Bericht, failure: Failure, now: datetime, message_id: str = "") -> None:  # noqa: ARG001 - a Deed
    """Remember that mail to the receiver of a message does not arrive; since when stays as it was."""
    latest = {"code": failure.code, "melding": failure.melding, "bericht": bericht}
    Onbestelbaar.objects.update_or_create(adres=bericht.aan, defaults=latest, create_defaults=latest | {"sinds": now})


def undeliverable(addresses: Iterable[str]) -> set[str]:
    """Return those of these addresses, in lower case, that mail does not arrive at. One query."""
    wanted = {address.strip().lower() for address in addresses}
    return set(Onbestelbaar.objects.filter(adres__in=wanted).values_list("adres", flat=True))


def works_again(address: str) -> bool:
    """Forget that mail to an address did not arrive. Tell whether it stood there."""
    return Onbestelbaar.objects.filter(adres=address.strip().lower()).delete()[0] > 0


# --- What stands in the message ---------------------------------------------------------------------------------


def failures_in(message: Message) -> Iterator[Failure]:
    """Give the addresses that a report says mail will never arrive at."""
    is_report = message.get_content_type() == "multipart/report"
    if not is_report or str(message.get_param("report-type", "")).lower() != "delivery-status":
        return
    for part in sections(message):
        blocks = part.get_payload()
        if part.get_content_type() != "message/delivery-status" or not isinstance(blocks, list):
            continue
        for block in blocks[1 : MOST_RECIPIENTS + 1]:
            if isinstance(block, Message) and (failure := failure_in(block)):
                yield failure


def failure_in(block: Message) -> Failure | None:
    """Return what one recipient's part of a report says, when it is a failure for good."""
    status = re.match(r"5\.\d{1,3}\.\d{1,3}\b", header(block, "Status"))
    if header(block, "Action").lower() != "failed" or status is None:
        return None
    recipient = header(block, "Original-Recipient") or header(block, "Final-Recipient")
    words = header(block, "Diagnostic-Code")
    adres = bare(recipient.rpartition(";")[2].strip(" <>"))
    return Failure(adres, status[0], clean(words.partition(";")[2] or words, most=500))


def message_meant(post: Post, failures: list[Failure]) -> Bericht | None:
    """Return which message of ours a report is about.

    A report that names a message names one of ours, or it is about mail that somebody else sent in our name. Nobody
    can guess such a name, and one message has one receiver: so it speaks for that one only, whoever sends it. A report
    that names none is believed when it is surely of the mail server of an address that we mailed lately.
    """
    named = ids_in(post.message)
    if named:
        ours = [UUID(found[1]) for name in named if (found := OUR_ID.match(name))]
        return next(iter(Bericht.objects.filter(uuid__in=ours, pogingen__gt=0)), None)
    addresses = [failure.adres for failure in failures if may_report(post, failure.adres)]
    if not addresses:
        logger.warning(UNPROVEN, post.message_id.strip("<>").partition("@")[0])
        return None
    sent = Bericht.objects.filter(aan__in=addresses, staat=Bericht.Staat.VERZONDEN)
    latest = sent.order_by("-verzonden_op", "-pk").first()
    return latest if latest and is_recent(latest) else None


def may_report(post: Post, adres: str) -> bool:
    """Tell whether a message is surely of the mail server of an address, and not of somebody who has one there too."""
    name, _, domain = post.van.rpartition("@")
    is_server = name in REPORTERS and are_related(domain, adres.rpartition("@")[2])
    return is_server and is_vouched_for(post, settings.MAILBOX_AUTHSERV)


def is_recent(bericht: Bericht) -> bool:
    """Tell whether a message went out so lately that a mail server may still be trying."""
    return bericht.verzonden_op is not None and bericht.verzonden_op > timezone.now() - RECENT


def ids_in(message: Message) -> list[str]:
    """Return the Message-IDs that a report names: of the message that came back, or what it is an answer to."""
    texts = [header(message, "In-Reply-To"), header(message, "References")]
    for part in sections(message):
        inside = part.get_payload()
        # Python's parser makes a message of every part of these kinds, also where only its head came back.
        if part.get_content_type() in RETURNED and isinstance(inside, list) and inside:
            texts.append(header(inside[0], "Message-ID") if isinstance(inside[0], Message) else "")
        elif part.get_content_type() == "text/rfc822-headers":
            found = re.search(r"^Message-ID:\s*(<[^<>\s]+>)", text_of(part), re.MULTILINE | re.IGNORECASE)
            texts.append(found[1] if found else "")
    return [name for text in texts for name in ANY_ID.findall(text[:LONGEST_HEADER])]


def sections(message: Message) -> list[Message]:
    """Return the three sections of a report: in words, for machines, and the message that came back."""
    inside = message.get_payload()
    return [part for part in inside if isinstance(part, Message)] if isinstance(inside, list) else []
