"""Starting with settings that can not be meant: refused at once, with one line that says what to do."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

KEY = "a-long-secret-key-for-tests-a-long-secret-key-for-tests-a-long"
NAMES = {
    "ALLOWED_HOSTS", "CACHE_URL", "DATABASE_URL", "DEBUG", "DEFAULT_FROM_EMAIL", "DEMO_PASSWORD", "EMAIL_URL",
    "FREE_DAYS", "MAILBOX_AUTHSERV", "MAILBOX_URL", "PROXY_COUNT", "RATE_LIMITS", "REQUIRE_MFA", "SECRET_KEY",
    "SECURITY_CONTACT", "SITE_URL",
    "DJANGO_SETTINGS_MODULE",
}  # fmt: skip


def start(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process with these variables and no others of ours."""
    environment = {name: value for name, value in os.environ.items() if name not in NAMES} | variables
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        (
            {"SITE_URL": "http://leerlabs.example", "SECRET_KEY": KEY},
            "SITE_URL begint met https://, behalve op localhost",
        ),
        ({"SITE_URL": "https://leerlabs.example"}, "Zet SECRET_KEY"),
        ({"SITE_URL": "https://leerlabs.example", "SECRET_KEY": ""}, "Zet SECRET_KEY"),
        ({"SITE_URL": "leerlabs.example", "SECRET_KEY": KEY}, "SITE_URL is een adres zonder pad"),
        ({"SITE_URL": "ftp://localhost", "SECRET_KEY": KEY}, "SITE_URL is een adres zonder pad"),
        ({"SITE_URL": "https://leerlabs.example/portaal", "SECRET_KEY": KEY}, "SITE_URL is een adres zonder pad"),
        ({"SITE_URL": "https://leerlabs.example?x", "SECRET_KEY": KEY}, "SITE_URL is een adres zonder pad"),
        ({"EMAIL_URL": "smpt://mail.example", "SECRET_KEY": KEY}, "EMAIL_URL begint met"),
        ({"CACHE_URL": "memcached://x", "SECRET_KEY": KEY}, "CACHE_URL begint met"),
        ({"MAILBOX_URL": "pop3://a:b@mail.example", "SECRET_KEY": KEY}, "MAILBOX_URL begint met"),
        ({"MAILBOX_AUTHSERV": "mx.example", "SECRET_KEY": KEY}, "MAILBOX_AUTHSERV is één naam"),
        ({"DATABASE_URL": "bogus://x", "SECRET_KEY": KEY}, "Scheme 'bogus://' is unknown"),
        (
            {"DATABASE_URL": "mysql://u:p@localhost/x", "SECRET_KEY": KEY},
            "DATABASE_URL begint met sqlite:// of postgres://",
        ),
        ({"FREE_DAYS": "2026-12-24,kerst", "SECRET_KEY": KEY}, "ValueError: FREE_DAYS: 'kerst' is geen datum."),
        ({"DEBUG": "misschien", "SECRET_KEY": KEY}, '"DEBUG" invalid'),
        ({"RATE_LIMITS": "beetje", "SECRET_KEY": KEY}, '"RATE_LIMITS" invalid'),
        ({"PROXY_COUNT": "veel", "SECRET_KEY": KEY}, '"PROXY_COUNT" invalid'),
        ({"PROXY_COUNT": "-1", "SECRET_KEY": KEY}, "PROXY_COUNT is 0 of meer"),
        ({"SECURITY_CONTACT": "a@leerlabs.example", "SECRET_KEY": KEY}, "SECURITY_CONTACT is mailto:"),
        ({"SECURITY_CONTACT": "http://leerlabs.example", "SECRET_KEY": KEY}, "SECURITY_CONTACT is mailto:"),
        (
            {"SECURITY_CONTACT": "https://leerlabs.example\nExpires: x", "SECRET_KEY": KEY},
            "SECURITY_CONTACT is mailto:",
        ),
        ({"SECURITY_CONTACT": "mailto:é@leerlabs.example", "SECRET_KEY": KEY}, "SECURITY_CONTACT is mailto:"),
    ],
)
def test_a_bad_variable_stops_the_start(variables: dict[str, str], reason: str) -> None:
    answer = start("import leerlab.settings", **variables)
    last = answer.stderr.strip().splitlines()[-1]
    assert (answer.returncode, answer.stdout, reason in last) == (1, "", True), last
    assert KEY not in answer.stderr


SHOW = """
import json, leerlab.settings as s
print(json.dumps([s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE,
    s.CSRF_COOKIE_SECURE, s.DEBUG, s.DATABASES["default"]["ENGINE"].rpartition(".")[2]]))
"""


@pytest.mark.parametrize(
    ("variables", "shown"),
    [
        ({}, '[["localhost", "127.0.0.1", "[::1]"], false, 0, false, false, false, "sqlite3"]'),
        ({"DEBUG": "1"}, '[["localhost", "127.0.0.1", "[::1]"], false, 0, false, false, true, "sqlite3"]'),
        (
            {"SITE_URL": "https://leerlabs.example/", "DATABASE_URL": "postgres://u@db.example/x"},
            '[["leerlabs.example"], true, 63072000, true, true, false, "postgresql"]',
        ),
        (
            {"SITE_URL": "https://leerlabs.example", "DEBUG": "1", "ALLOWED_HOSTS": "a.example,b.example"},
            '[["a.example", "b.example"], true, 0, true, true, true, "sqlite3"]',
        ),
        (
            {"SITE_URL": "https://localhost:8443"},
            '[["localhost", "127.0.0.1", "[::1]"], true, 63072000, true, true, false, "sqlite3"]',
        ),
    ],
)
def test_what_https_adds_is_left_out_on_localhost(variables: dict[str, str], shown: str) -> None:
    answer = start(SHOW, SECRET_KEY=KEY, **variables)
    assert (answer.stdout.strip(), answer.returncode) == (shown, 0), answer.stderr


def test_check_deploy_is_clean_with_production_settings() -> None:
    code = (
        "from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )
    answer = start(
        code, SECRET_KEY=KEY, SITE_URL="https://leerlabs.example", SECURITY_CONTACT="mailto:veilig@leerlabs.example",
        DJANGO_SETTINGS_MODULE="leerlab.settings",
    )  # fmt: skip
    assert (answer.returncode, "0 silenced" in answer.stdout) == (0, True), answer.stderr


def test_the_wsgi_application_starts() -> None:
    answer = start("from leerlab.wsgi import application; print(callable(application))", SECRET_KEY=KEY)
    assert answer.stdout.strip() == "True", answer.stderr
