"""Reads the mailbox that answers and bounces come back to; off as long as MAILBOX_URL is empty.

It moves and deletes nothing. What was handled is marked as read; everything else stays unread for the people who look
in the same mailbox. The number (UID) of the last message that was looked at is kept, so that nothing is read twice.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from outbox.incoming import Deed, Post, TooComplex, clean, read_post
from outbox.models import Ontvangst, Postbus
from outbox.processes import is_gone, process_name

logger = logging.getLogger("outbox")

TIMEOUT = 30
"""Seconds before a silent mail server counts as down."""
LARGEST = 1_000_000
"""Bytes; an answer takes some five thousand. What is larger is left alone."""
MOST = 100
"""Messages in one round: the mail that is to go out waits meanwhile."""
LEASE = timedelta(minutes=5)
LONGEST_ROUND = timedelta(minutes=2)
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
"""How long to wait after each failed try; the last one is for all that follow."""
REMEMBERED = timedelta(days=90)
SILENT_AFTER = timedelta(minutes=30)

MailboxError = (imaplib.IMAP4.error, OSError)


def read_mailbox(*, now: datetime) -> int:
    """Read what is new, at most `MOST` messages, and handle each once. Returns how many were handled.

    Safe to run in several processes at once: one of them reads, the others come back later. A mailbox that does not
    answer is tried again after growing pauses, and /gezond/ warns of it.
    """
    if settings.MAILBOX is None:
        return 0
    postbus = claim(name_of(settings.MAILBOX), now=now)
    if postbus is None:
        return 0
    fields: dict[str, Any] = {}
    try:
        with connected(settings.MAILBOX) as imap:
            handled = read_new(imap, postbus, now=now)
        fields = {"pogingen": 0, "laatste_fout": "", "gelezen_op": now, "niet_voor": now}
    except MailboxError as error:
        handled = 0
        pause = PAUSES[min(postbus.pogingen, len(PAUSES) - 1)]
        logger.warning("The mailbox could not be read: %s", error)
        fault = clean(str(error), most=500) or type(error).__name__
        fields = {"pogingen": postbus.pogingen + 1, "laatste_fout": fault, "niet_voor": now + pause}
    finally:
        held = Postbus.objects.filter(pk=postbus.pk, lease_tot=postbus.lease_tot, lease_van=postbus.lease_van)
        held.update(lease_tot=None, lease_van="", **fields)
    Ontvangst.objects.filter(op__lt=now - REMEMBERED).delete()
    return handled


def warnings() -> list[str]:
    """Return what /gezond/ says when the mailbox has been silent for too long."""
    if settings.MAILBOX is None:
        return []
    postbus = Postbus.objects.filter(naam=name_of(settings.MAILBOX), pogingen__gt=0).first()
    is_fresh = postbus and postbus.gelezen_op and postbus.gelezen_op > timezone.now() - SILENT_AFTER
    return ["de postbus met antwoorden kan niet worden gelezen"] if postbus and not is_fresh else []


def unproven() -> list[str]:
    """Return what /gezond/ says while nobody tells whether the sender of an answer is real."""
    is_open = settings.MAILBOX is not None and not settings.MAILBOX_AUTHSERV
    return ["MAILBOX_AUTHSERV is leeg: iedereen kan in naam van een ander afmelden"] if is_open else []


# --- Whose turn it is -------------------------------------------------------------------------------------------


def name_of(mailbox: dict[str, Any]) -> str:
    """Return what a mailbox is called in the database; another one starts afresh."""
    return clean(f"{mailbox['user']}@{mailbox['host']}:{mailbox['port']}/{mailbox['folder']}")


def claim(naam: str, *, now: datetime) -> Postbus | None:
    """Take the mailbox for this process; None while another one reads it, or while it is left alone."""
    postbus, _ = Postbus.objects.get_or_create(naam=naam, defaults={"niet_voor": now})
    is_free = Q(lease_tot__isnull=True) | Q(lease_tot__lt=now)
    if is_gone(postbus.lease_van):
        is_free |= Q(lease_van=postbus.lease_van)
    mine = {"lease_tot": now + LEASE, "lease_van": process_name()}
    if not Postbus.objects.filter(is_free, pk=postbus.pk, niet_voor__lte=now).update(**mine):
        return None
    postbus.refresh_from_db()
    return postbus


# --- The line to the mail server --------------------------------------------------------------------------------


@contextmanager
def connected(mailbox: dict[str, Any]) -> Iterator[imaplib.IMAP4]:
    """Give a connection that has signed in and opened the folder; it is closed whatever happens.

    Raises:
        imaplib.IMAP4.error: the mail server refuses.
        OSError: it does not answer, or its certificate is not good.
    """
    host, port, context = mailbox["host"], mailbox["port"], ssl.create_default_context()
    imap: imaplib.IMAP4
    if mailbox["security"] == "tls":
        imap = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT)
    else:
        imap = imaplib.IMAP4(host, port, timeout=TIMEOUT)
    try:
        if mailbox["security"] == "starttls":
            imap.starttls(context)
        sign_in(imap, mailbox["user"], mailbox["password"])
        expect(imap.select(quoted(mailbox["folder"])), "folder")
        yield imap
    finally:
        with suppress(*MailboxError):
            imap.logout()


def sign_in(imap: imaplib.IMAP4, user: str, password: str) -> None:
    """Sign in; with AUTHENTICATE where the server can, since LOGIN knows only plain letters."""
    if "AUTH=PLAIN" in imap.capabilities:
        imap.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())
    elif user.isascii() and password.isascii():
        imap.login(user, password)
    else:
        raise imaplib.IMAP4.error("this mail server takes no name or password with other letters than a-z")


def quoted(folder: str) -> str:
    """Return the name of a folder as IMAP writes it."""
    return '"{}"'.format(folder.replace("\\", "\\\\").replace('"', '\\"'))


def expect(answer: tuple[str, list[Any]], what: str) -> list[Any]:
    """Return the data of an answer that says OK.

    Raises:
        imaplib.IMAP4.error: it says something else.
    """
    if answer[0] != "OK":
        raise imaplib.IMAP4.error(f"{what}: {joined(answer[1]).decode(errors='replace')}")
    return answer[1]


# --- One round --------------------------------------------------------------------------------------------------


def read_new(imap: imaplib.IMAP4, postbus: Postbus, *, now: datetime) -> int:
    """Handle what came since the last round; of a mailbox that is new to us, only what nobody has read.

    Later on what somebody read before us counts too: people look in the same mailbox.
    """
    validity = number(imap, "UIDVALIDITY")
    if validity != postbus.uidvalidity:
        # A new mailbox, or its numbers start afresh and what they meant is lost.
        postbus.uidvalidity, postbus.gelezen_tot, postbus.begonnen_na = validity, 0, max(0, number(imap, "UIDNEXT") - 1)
        postbus.save(update_fields=["uidvalidity", "gelezen_tot", "begonnen_na"])
    which = f"UID {postbus.gelezen_tot + 1}:* OR UNSEEN UID {postbus.begonnen_na + 1}:*"
    found = b" ".join(part for part in expect(imap.uid("SEARCH", which), "search") if part).split()
    # "n:*" always names the last message, also when its number is below n.
    new = sorted(uid for uid in map(int, found) if uid > postbus.gelezen_tot)[:MOST]
    handled, started = 0, timezone.now()
    for uid in new:
        if timezone.now() - started > LONGEST_ROUND:
            break
        raw = fetch(imap, uid)
        if raw is not None and handle(raw, uid=uid, now=now):
            handled += 1
            expect(imap.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)"), "store")
        Postbus.objects.filter(pk=postbus.pk, uidvalidity=validity, gelezen_tot__lt=uid).update(gelezen_tot=uid)
    return handled


def number(imap: imaplib.IMAP4, name: str) -> int:
    """Return a number that the server gave when the folder was opened; 0 when it gave none."""
    return int((imap.response(name)[1] or [None])[-1] or 0)


def fetch(imap: imaplib.IMAP4, uid: int) -> bytes | None:
    """Return a message without marking it as read; None when it is too large, or gone meanwhile."""
    size = re.search(rb"RFC822\.SIZE (\d+)", joined(expect(imap.uid("FETCH", str(uid), "(RFC822.SIZE)"), "fetch")))
    if size is None:
        return None
    if int(size[1]) > LARGEST:
        logger.warning("Message %s in the mailbox is larger than %s bytes and is left alone", uid, LARGEST)
        return None
    data = expect(imap.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)"), "fetch")
    return next((item[1] for item in data if isinstance(item, tuple) and b"BODY[]" in item[0]), None)


def joined(data: list[Any]) -> bytes:
    """Return the lines of an answer as one."""
    return b" ".join(item for item in data if isinstance(item, bytes))


def handle(raw: bytes, *, uid: int, now: datetime) -> bool:
    """Let the readers look at a message, and carry out once what the first of them wants. Tell whether one did.

    What it does and the note that it is done are one transaction: after a crash it is either both or neither.

    Raises:
        DatabaseError: the database is away; the message is for another round.
    """
    try:
        post = read_post(raw)
        deed = deed_for(post)
    except TooComplex as error:
        logger.warning("Message %s in the mailbox is left alone: %s", uid, error)
        return False
    except DatabaseError:
        raise
    except Exception:  # whatever a stranger sends may not stop the others
        logger.exception("Message %s in the mailbox could not be read", uid)
        return False
    if deed is None:
        return False
    try:
        with transaction.atomic():
            if Ontvangst.objects.get_or_create(message_id=post.message_id, defaults={"op": now})[1]:
                deed(message_id=post.message_id, now=now)
            else:
                logger.info("Message %s in the mailbox changes nothing: %s came before", uid, post.message_id)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Message %s in the mailbox could not be handled", uid)
        return False
    return True


def deed_for(post: Post) -> Deed | None:
    """Return what the first reader that knows this kind of message wants to do; None for ordinary mail."""
    for path in settings.MAILBOX_READERS:
        deed: Deed | None = import_string(path)(post)
        if deed is not None:
            return deed
    return None
