"""The three accounts of the demo and their password."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password

from accounts.models import User
from accounts.people import user_for_verified_address
from programmes.models import Lidmaatschap, Provincie


@dataclass(frozen=True)
class Account:
    """One account: the slug of the provincie in which it organises, or None for the beheerder."""

    email: str
    naam: str
    provincie: str | None


ACCOUNTS = (
    Account("organisator@overijssel.example", "Olga Overijssel", "overijssel"),
    Account("organisator@noord-holland.example", "Noah Noord-Holland", "noord-holland"),
    Account("beheerder@leerlab.example", "Bea Beheerder", None),
)


def make_account(account: Account) -> bool:
    """Make the user with its rights and the password of the demo. Returns False when there was one already.

    An existing user keeps its password and its rights, whatever they are.
    """
    if User.objects.filter(email=account.email).exists():
        return False
    # These addresses end in .example and reach nobody: there is nothing to prove.
    user = user_for_verified_address(account.email, naam=account.naam)
    user.set_password(find_password() or make_password())
    user.is_superuser = account.provincie is None
    user.save()
    if account.provincie:
        Lidmaatschap.objects.create(user=user, provincie=Provincie.objects.get(slug=account.provincie))
    return True


def shown_password(account: Account) -> str:
    """Return the password of the demo if the account has it, else words that say it has another."""
    user, password = User.objects.get(email=account.email), find_password()
    if password and check_password(password, user.password):
        return password
    return "(een eigen wachtwoord)"


def password_file() -> Path:
    """Return where a password that was made up is kept."""
    return settings.VAR_DIR / "demo_password"


def find_password() -> str:
    """Return the password of the demo: the setting, or the one that was made up before, or an empty text."""
    if settings.DEMO_PASSWORD:
        return settings.DEMO_PASSWORD
    try:
        return password_file().read_text("utf-8").strip()
    except FileNotFoundError:
        return ""


def make_password() -> str:
    """Make up a password and keep it where only the owner of the portal reads it."""
    password = secrets.token_urlsafe(12)
    path = password_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(f"{password}\n")
    return password
