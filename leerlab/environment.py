"""Turns the addresses in the environment into Django's setting dictionaries.

Each reader refuses what it does not know, so that a typing error stops the start instead of losing mail.
"""

import os
import re
import secrets
from datetime import date
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SMTP_TIMEOUT = 30
"""Seconds before a silent mail server counts as down; a worker may not hang on it."""


def email_settings(url: str, *, base_dir: Path) -> dict[str, Any]:
    """Return the EMAIL_* settings for an EMAIL_URL.

    Args:
        url: `file:var/mail` (one .eml a message; a relative path counts from base_dir), `smtp://`, `smtp+tls://`
            (STARTTLS) or `smtps://`, with user, password, host and port as usual.
        base_dir: the folder that a relative path counts from.

    Raises:
        ImproperlyConfigured: the scheme is unknown, the host is missing or something in it can not be read.
    """
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        raise ImproperlyConfigured("EMAIL_URL kent geen opties: schrijf ? en # in een wachtwoord als %3F en %23")
    if parts.scheme == "file":
        if parts.netloc:
            raise ImproperlyConfigured("EMAIL_URL noemt een map als file:var/mail of file:/var/mail")
        return {
            "EMAIL_BACKEND": "outbox.eml_files.EmlFileBackend",
            "EMAIL_FILE_PATH": base_dir / (unquote(parts.path) or "var/mail"),
        }
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"}:
        raise ImproperlyConfigured("EMAIL_URL begint met file:, smtp://, smtp+tls:// of smtps://")
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ImproperlyConfigured("EMAIL_URL: achter de mailserver hoort een poortnummer") from error
    if not host:
        raise ImproperlyConfigured("EMAIL_URL noemt geen mailserver")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": SMTP_TIMEOUT,
    }


def mailbox_settings(url: str) -> dict[str, Any] | None:
    """Return the mailbox that answers come back to, for a MAILBOX_URL; None when that is empty.

    Args:
        url: `imaps://`, `imap+starttls://`, or on this machine only `imap://`, with user, password, host, port and
            folder as usual: `imaps://naam:wachtwoord@mail.voorbeeld.nl/INBOX`.

    Returns:
        `host`, `port`, `user`, `password`, `security` (`tls`, `starttls` or `plain`) and `folder`.

    Raises:
        ImproperlyConfigured: something is missing, unknown or can not be read. The message holds no password.
    """
    if not url:
        return None
    parts = urlsplit(url)
    security = {"imaps": "tls", "imap+starttls": "starttls", "imap": "plain"}.get(parts.scheme)
    if security is None:
        raise ImproperlyConfigured("MAILBOX_URL begint met imaps:// of imap+starttls://")
    if parts.query or parts.fragment:
        raise ImproperlyConfigured("MAILBOX_URL kent geen opties: schrijf ? en # in een wachtwoord als %3F en %23")
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ImproperlyConfigured("MAILBOX_URL: achter de mailserver hoort een poortnummer") from error
    user, password, folder = (unquote(part or "") for part in (parts.username, parts.password, parts.path[1:]))
    if not (host and user and password):
        raise ImproperlyConfigured("MAILBOX_URL noemt een naam, een wachtwoord en een mailserver")
    if security == "plain" and host not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured("MAILBOX_URL: imap:// mag alleen op deze machine; neem imaps:// of imap+starttls://")
    if not re.fullmatch(r"[ -~]*", folder) or not (user + password).isprintable():
        raise ImproperlyConfigured("MAILBOX_URL: er staat een teken in dat niet kan")
    return {
        "host": host,
        "port": port or (993 if security == "tls" else 143),
        "user": user,
        "password": password,
        "security": security,
        "folder": folder or "INBOX",
    }


def authserv_from(name: str, *, has_mailbox: bool) -> str:
    """Return the MAILBOX_AUTHSERV in lower case; empty: nobody says whether a sender is real.

    Raises:
        ImproperlyConfigured: it is no name, or there is no mailbox that it could be about.
    """
    name = name.strip().lower()
    if re.search(r"[^!-~]|[;\"]", name) or (name and not has_mailbox):
        raise ImproperlyConfigured("MAILBOX_AUTHSERV is één naam, zoals mx.voorbeeld.nl, en hoort bij een MAILBOX_URL")
    return name


def sender(address: str) -> str:
    """Return a DEFAULT_FROM_EMAIL that holds exactly one address, bare or as `Name <name@host>`.

    Raises:
        ImproperlyConfigured: it holds none or several; a comma in the name wants quotes around it.
    """
    parsed = getaddresses([address])
    if len(parsed) != 1 or not re.fullmatch(r"[^@\s<>,]+@[^@\s<>,]+", parsed[0][1]):
        raise ImproperlyConfigured(
            'DEFAULT_FROM_EMAIL is één adres, zoals "Provincie, team leerlabs" <leerlabs@voorbeeld.nl>'
        )
    return address


def free_days_from(text: str) -> frozenset[date]:
    """Return the dates in FREE_DAYS, written as 2026-12-24 with commas between them; empty: none.

    Raises:
        ValueError: one is not such a date; the message says which.
    """
    days = set()
    for part in filter(None, map(str.strip, text.split(","))):
        try:
            # In one form: Python reads 20261224 and 2026-W52-4 too.
            days.add(date.fromisoformat(part if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}", part) else ""))
        except ValueError:
            message = f"FREE_DAYS: '{part}' is geen datum. Schrijf dagen als 2026-12-24, met komma's ertussen"
            raise ValueError(message) from None
    return frozenset(days)


def cache_settings(url: str) -> dict[str, Any]:
    """Return one entry of CACHES for a CACHE_URL: `locmem://`, `db://<table>` or `redis://...`.

    Raises:
        ImproperlyConfigured: the scheme is unknown.
    """
    parts = urlsplit(url)
    if parts.scheme == "locmem":
        # Pages for visitors, some 5 kB each.
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": parts.netloc,
            "OPTIONS": {"MAX_ENTRIES": 1000},
        }
    if parts.scheme == "db":
        return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": parts.netloc or "cache"}
    if parts.scheme in {"redis", "rediss"}:
        options = parse_qs(parts.query)
        location = url.partition("?")[0]
        prefix = options.get("prefix", ["leerlab"])[0]
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": location,
            "KEY_PREFIX": prefix,
        }
    raise ImproperlyConfigured("CACHE_URL begint met locmem://, db:// of redis://")


def local_secret_key(path: Path) -> str:
    """Return the secret key kept in `path`; make it once, readable by its owner only.

    Several processes may start together: the first one to link its file in place wins.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
