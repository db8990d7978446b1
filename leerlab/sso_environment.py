"""Reads the OIDC_* variables: at whom people may sign in, and what a claim of theirs gives them here."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PROVIDER_ID = "oidc"
"""Part of the address that an identity provider sends people back to: /account/sso/oidc/terug/."""

ROL = re.compile(r"(?P<waarde>[^=,]+)=(?P<groep>[a-z][a-z0-9-]*):(?P<rol>organisator|medewerker)")


def roles_from(text: str) -> dict[str, list[tuple[str, str]]]:
    """Return OIDC_ROLES as value of the claim -> (slug of a provincie, role).

    Args:
        text: `groep-a=overijssel:organisator,groep-b=overijssel:medewerker`; one value may stand there more than once.

    Raises:
        ImproperlyConfigured: a part is written otherwise; the message says which.
    """
    roles: dict[str, list[tuple[str, str]]] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        found = ROL.fullmatch(part)
        if found is None:
            raise ImproperlyConfigured(
                f"OIDC_ROLES: '{part}' is geen rol. Schrijf groep=overijssel:organisator of groep=overijssel:medewerker"
            )
        roles.setdefault(found["waarde"].strip(), []).append((found["groep"], found["rol"]))
    return roles


def oidc_settings(values: dict[str, str]) -> dict[str, Any] | None:
    """Return how people sign in at an identity provider; None when OIDC_SERVER_URL is empty.

    Args:
        values: the variables by name without `OIDC_`: SERVER_URL, CLIENT_ID, CLIENT_SECRET, NAME, CLAIM, ROLES, MFA,
            EMAIL_VERIFIED, FORM_HOSTS.

    Returns:
        `issuer`, `client_id`, `secret`, `name`, `claim`, `roles`, `mfa` (`amr`, `altijd` or `nooit`), `email_verified`
        (name of the claim that says whether the address is proven) and `form_hosts` (origins).

    Raises:
        ImproperlyConfigured: something is missing or can not be read. The message holds no secret.
    """
    issuer = values["SERVER_URL"].removesuffix("/.well-known/openid-configuration").rstrip("/")
    if not issuer:
        if any(values[name] for name in ("CLIENT_ID", "CLIENT_SECRET", "CLAIM", "ROLES", "FORM_HOSTS")):
            raise ImproperlyConfigured("OIDC_SERVER_URL ontbreekt: zonder dat adres doen de andere OIDC_ niets")
        return None
    parts = urlsplit(issuer)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured("OIDC_SERVER_URL is een adres met https://, zoals https://inloggen.voorbeeld.nl")
    if not (values["CLIENT_ID"] and values["CLIENT_SECRET"]):
        raise ImproperlyConfigured("OIDC_CLIENT_ID en OIDC_CLIENT_SECRET horen bij OIDC_SERVER_URL")
    roles = roles_from(values["ROLES"])
    if bool(values["CLAIM"]) != bool(roles):
        raise ImproperlyConfigured("OIDC_CLAIM en OIDC_ROLES horen bij elkaar: zet ze allebei of geen van beide")
    if values["MFA"] not in {"amr", "altijd", "nooit"}:
        raise ImproperlyConfigured("OIDC_MFA is amr, altijd of nooit")
    return {
        "issuer": issuer,
        "client_id": values["CLIENT_ID"],
        "secret": values["CLIENT_SECRET"],
        "name": values["NAME"],
        "claim": values["CLAIM"],
        "roles": roles,
        "mfa": values["MFA"],
        "email_verified": values["EMAIL_VERIFIED"],
        "form_hosts": [f"{parts.scheme}://{parts.netloc}", *_hosts(values["FORM_HOSTS"])],
    }


def _hosts(text: str) -> list[str]:
    hosts = list(filter(None, map(str.strip, text.split(","))))
    if not all(re.fullmatch(r"https://[a-z0-9.-]+(:[0-9]+)?", host) for host in hosts):
        raise ImproperlyConfigured("OIDC_FORM_HOSTS zijn adressen zonder pad, zoals https://inloggen.voorbeeld.nl")
    return hosts


def providers(oidc: dict[str, Any] | None) -> dict[str, Any]:
    """Return allauth's SOCIALACCOUNT_PROVIDERS: our stricter provider, with the one identity provider there is."""
    apps = []
    if oidc:
        apps = [
            {
                "provider_id": PROVIDER_ID,
                "name": oidc["name"],
                "client_id": oidc["client_id"],
                "secret": oidc["secret"],
                "settings": {"server_url": oidc["issuer"], "oauth_pkce_enabled": True},
            }
        ]
    return {"openid_connect": {"provider_class": "accounts.oidc.StrictProvider", "APPS": apps}}
