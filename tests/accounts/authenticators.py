"""What tests use as a telephone with an app, and as a list of recovery codes."""

import re
import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from accounts.models import User
from outbox.models import Bericht
from tests import factories

PERIOD = 30
MAILED = "/account/beveiliging/mailcode/"


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return what the app shows now, or `steps` of 30 seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + steps)))


def give_app(user: User) -> str:
    """Set up an app for a user; return its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def give_recovery_codes(user: User) -> list[str]:
    """Give a user recovery codes and return them."""
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def with_password(user: User, *, following: str = "/beheer/", client: Client | None = None) -> tuple[Client, Any]:
    """Sign in with a password; return the browser and the first answer."""
    client = client or Client()
    response = client.post("/account/login/", {"login": user.email, "password": factories.PASSWORD, "next": following})
    return client, response


def secret_on(html: str) -> str:
    """Return the secret that the page to set up an app shows."""
    found = re.search(r'<code class="sleutel">([A-Z2-7]+)</code>', html)
    assert found is not None
    return found[1]


def prove_mailbox(client: Client) -> None:
    """Ask for the mailed code that comes before a first second factor, and give it."""
    client.post(MAILED, {"stuur": "1"})
    assert client.post(MAILED, {"code": mailed_code()}).status_code == 302


def mailed_code() -> str:
    """Return the code in the last mail."""
    found = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", Bericht.objects.latest("pk").tekst, re.MULTILINE)
    assert found is not None
    return found[1]
