"""What an identity provider says of somebody, and what the OIDC_ settings make of it. No query, no request."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

Claims = Mapping[str, Any]

TRUE: tuple[object, ...] = (True, "true", "1", 1)
"""How providers write yes; a claim that says anything else says no."""


def oidc() -> Mapping[str, Any]:
    """Return the setting; empty when nobody signs in at a provider."""
    return settings.OIDC or {}


def values(claims: Claims, name: str) -> list[str]:
    """Return what a claim holds as a list of texts: providers write one value without a list around it."""
    found = claims.get(name)
    return [str(part) for part in (found if isinstance(found, list) else [found]) if isinstance(part, str | int)]


def roles_of(claims: Claims) -> set[tuple[str, str]]:
    """Return the roles that OIDC_ROLES gives for these claims, as (slug of a provincie, role)."""
    name = oidc().get("claim")
    return {role for value in values(claims, name) for role in oidc()["roles"].get(value, [])} if name else set()


def is_address_proven(claims: Claims) -> bool:
    """Tell whether the provider says that the e-mail address is really this person's."""
    return claims.get(oidc().get("email_verified", "")) in TRUE


def vouches_for_second_factor(claims: Claims) -> bool:
    """Tell whether signing in at the provider counts as two factors: OIDC_MFA, or `mfa` in the claim `amr`."""
    how = oidc().get("mfa")
    return how == "altijd" or (how == "amr" and "mfa" in values(claims, "amr"))


def worth_keeping(claims: Claims) -> dict[str, Any]:
    """Return what is stored of the claims: who it is, how they signed in and what gives roles; no name, no address."""
    names = ["iss", "sub", "amr", "acr", "auth_time"]
    return {name: claims[name] for name in [*names, str(oidc().get("claim"))] if name in claims}
