"""Addresses in the environment become settings; what can not be read stops the start."""

import stat
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from leerlab.environment import (
    SMTP_TIMEOUT,
    authserv_from,
    cache_settings,
    email_settings,
    free_days_from,
    local_secret_key,
    mailbox_settings,
    sender,
)

BASE = Path("/srv/portaal")
SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "outbox.eml_files.EmlFileBackend"


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:var/mail", "/srv/portaal/var/mail"),
        ("file:", "/srv/portaal/var/mail"),
        ("file:/srv/post", "/srv/post"),
        ("file:///srv/post", "/srv/post"),
        ("file:var/mijn%20mail", "/srv/portaal/var/mijn mail"),
    ],
)
def test_mail_into_files(url: str, folder: str) -> None:
    assert email_settings(url, base_dir=BASE) == {"EMAIL_BACKEND": FILES, "EMAIL_FILE_PATH": Path(folder)}


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "starttls", "tls"),
    [
        ("smtp://mail.example", "mail.example", 25, "", "", False, False),
        ("smtp://mail.example:2525", "mail.example", 2525, "", "", False, False),
        ("smtp+tls://jan:geheim@mail.example", "mail.example", 587, "jan", "geheim", True, False),
        ("smtps://jan:geheim@mail.example", "mail.example", 465, "jan", "geheim", False, True),
        (
            "smtps://jan%40x.example:p%3A%2F%23%3F@mail.example",
            "mail.example",
            465,
            "jan@x.example",
            "p:/#?",
            False,
            True,
        ),
        ("smtp://[::1]:1025", "::1", 1025, "", "", False, False),
    ],
)
def test_mail_to_a_server(url: str, host: str, port: int, user: str, password: str, starttls: bool, tls: bool) -> None:  # noqa: FBT001
    assert email_settings(url, base_dir=BASE) == {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": starttls,
        "EMAIL_USE_SSL": tls,
        "EMAIL_TIMEOUT": SMTP_TIMEOUT,
    }


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "begint met"),
        ("mail.example", "begint met"),
        ("smpt://mail.example", "begint met"),
        ("http://mail.example", "begint met"),
        ("smtp://", "noemt geen mailserver"),
        ("smtp:mail.example", "noemt geen mailserver"),
        ("smtp://jan:geheim@", "noemt geen mailserver"),
        ("smtp://mail.example:vijf", "poortnummer"),
        ("smtp://mail.example:99999", "poortnummer"),
        ("smtp://jan:ge#heim@mail.example", "%23"),
        ("smtp://mail.example?tls=1", "kent geen opties"),
        ("file://var/mail", "noemt een map"),
    ],
)
def test_a_mail_address_that_can_not_be_meant_is_refused(url: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason):
        email_settings(url, base_dir=BASE)


LOCMEM = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 1000}}


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("locmem://", LOCMEM | {"LOCATION": ""}),
        ("locmem://eigen", LOCMEM | {"LOCATION": "eigen"}),
        ("db://", {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}),
        ("db://paginas", {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "paginas"}),
        (
            "redis://cache.example:6379/1",
            {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://cache.example:6379/1",
                "KEY_PREFIX": "leerlab",
            },
        ),
        (
            "rediss://u:p@cache.example/0?prefix=proef",
            {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "rediss://u:p@cache.example/0",
                "KEY_PREFIX": "proef",
            },
        ),
    ],
)
def test_caches(url: str, entry: dict[str, Any]) -> None:
    assert cache_settings(url) == entry


@pytest.mark.parametrize("url", ["", "locmem", "memcached://x", "file:///tmp", "http://x"])
def test_a_cache_that_is_not_known_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="begint met locmem://"):
        cache_settings(url)


# --- The secret key ----------------------------------------------------------------------------------------


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    first = local_secret_key(path)
    assert (local_secret_key(path), len(first) >= 50) == (first, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]
    assert local_secret_key(tmp_path / "elders" / "secret_key") != first


def test_a_key_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text("al gekozen\n")
    assert local_secret_key(path) == "al gekozen"


def test_who_loses_the_race_takes_the_key_of_the_winner(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"

    class JustTooLate(type(path)):  # type: ignore[misc]  # the class of this platform's paths
        """Is made by another process right after it was asked whether it exists."""

        def exists(self, **_kwargs: Any) -> bool:
            if not Path(self).is_file():
                Path(self).write_text("van de ander")
                return False
            return True

    assert local_secret_key(JustTooLate(path)) == "van de ander"
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    code = (
        "import sys, pathlib; from leerlab.environment import local_secret_key as key;"
        "print(key(pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(path)]
    started = [subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    keys = {process.communicate(timeout=30)[0].strip() for process in started}
    assert keys == {path.read_text()}


@pytest.mark.parametrize(
    "address",
    ["leerlabs@overijssel.nl", "Leerlabs <leerlabs@localhost>", '"Provincie Overijssel, team" <a@b.nl>'],
)
def test_a_sender_is_one_address(address: str) -> None:
    assert sender(address) == address


@pytest.mark.parametrize(
    "address",
    ["", "foo", "Leerlabs", "Provincie Overijssel, team <a@b.nl>", "a@b.nl, c@d.nl", "a@b@c.nl", "<>", "a b@c.nl"],
)
def test_a_sender_that_calendars_would_trip_over_is_refused(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEFAULT_FROM_EMAIL is één adres"):
        sender(address)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", []),
        (" , ", []),
        ("2026-12-24", [date(2026, 12, 24)]),
        (" 2026-12-31,2026-12-24 ,2026-12-24,", [date(2026, 12, 24), date(2026, 12, 31)]),
    ],
)
def test_free_days(text: str, days: list[date]) -> None:
    assert free_days_from(text) == frozenset(days)


@pytest.mark.parametrize(
    "wrong", ["24-12-2026", "20261224", "2026-W52-4", "2026-13-01", "2026-02-29", "kerst", "٢٠٢٦-12-24"]
)
def test_what_is_no_free_day_is_named(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"^FREE_DAYS") as caught:
        free_days_from(f"2026-12-24,{wrong}")
    assert str(caught.value) == (
        f"FREE_DAYS: '{wrong}' is geen datum. Schrijf dagen als 2026-12-24, met komma's ertussen"
    )


# --- The mailbox ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "port", "security", "folder"),
    [
        ("imaps://u:p@mail.example", 993, "tls", "INBOX"),
        ("imaps://u:p@mail.example/", 993, "tls", "INBOX"),
        ("imaps://u:p@mail.example:9993/Leerlabs%2FAntwoorden", 9993, "tls", "Leerlabs/Antwoorden"),
        ("imap+starttls://u:p@mail.example/INBOX", 143, "starttls", "INBOX"),
        ("imap://u:p@localhost:1143/INBOX", 1143, "plain", "INBOX"),
        ("imap://u:p@[::1]", 143, "plain", "INBOX"),
    ],
)
def test_a_mailbox(url: str, port: int, security: str, folder: str) -> None:
    found = mailbox_settings(url)
    assert found
    assert (found["port"], found["security"], found["folder"]) == (port, security, folder)


def test_the_name_and_password_of_a_mailbox_may_hold_anything() -> None:
    found = mailbox_settings("imaps://leerlabs%40voorbeeld.nl:p%C3%A9%3A%2F%3F%23%25@mail.example")
    assert found
    assert (found["user"], found["password"], found["host"]) == ("leerlabs@voorbeeld.nl", "pé:/?#%", "mail.example")


def test_no_mailbox() -> None:
    assert (mailbox_settings(""), authserv_from(" ", has_mailbox=False)) == (None, "")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("imapss://u:geheim@mail.example", "MAILBOX_URL begint met imaps:// of imap+starttls://"),
        ("mail.example", "MAILBOX_URL begint met imaps:// of imap+starttls://"),
        ("imap://u:geheim@mail.example", "MAILBOX_URL: imap:// mag alleen op deze machine"),
        ("imaps://u:geheim@mail.example?ssl=no", "MAILBOX_URL kent geen opties"),
        ("imaps://u:ge#heim@mail.example", "MAILBOX_URL kent geen opties"),
        ("imaps://u:geheim@mail.example:x", "MAILBOX_URL: achter de mailserver hoort een poortnummer"),
        ("imaps://mail.example/INBOX", "MAILBOX_URL noemt een naam, een wachtwoord en een mailserver"),
        ("imaps://u@mail.example", "MAILBOX_URL noemt een naam, een wachtwoord en een mailserver"),
        ("imaps://u:geheim@", "MAILBOX_URL noemt een naam, een wachtwoord en een mailserver"),
        ("imaps://u:geheim%0D%0AA1%20DELETE@mail.example", "MAILBOX_URL: er staat een teken in dat niet kan"),
        ("imaps://u:geheim@mail.example/INBOX%0A", "MAILBOX_URL: er staat een teken in dat niet kan"),
        ("imaps://u:geheim@mail.example/Ém", "MAILBOX_URL: er staat een teken in dat niet kan"),
    ],
)
def test_a_mailbox_that_can_not_be_meant(url: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        mailbox_settings(url)
    assert (str(caught.value).startswith(reason), "geheim" in str(caught.value)) == (True, False)


def test_whose_word_on_senders_counts() -> None:
    assert authserv_from(" MX.voorbeeld.nl ", has_mailbox=True) == "mx.voorbeeld.nl"
    for name, has_mailbox in [("mx.example", False), ("mx example", True), ("mx;x", True), ("mé.example", True)]:
        with pytest.raises(ImproperlyConfigured, match="MAILBOX_AUTHSERV is één naam"):
            authserv_from(name, has_mailbox=has_mailbox)
