"""OpenID Connect, stricter than allauth: it skips nonce, signature, issuer and the two answers being about one person.

Source: OpenID Connect Core 1.0, 3.1.3.7 (ID token), 5.3.2 (userinfo); RFC 7636 (PKCE); RFC 9207 (issuer in the answer).
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from requests import RequestException

from accounts.addresses import normalise
from accounts.claims import oidc, worth_keeping

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures with a key pair. Never `none`, nor HMAC: with our own secret as key."""

NEEDED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 60
"""Seconds that the clocks of two servers may differ."""

KEPT = 600
"""Seconds that the addresses and keys of a provider are kept, so that a stranger can not make us ask for them often."""

ENDPOINTS = ["authorization_endpoint", "token_endpoint", "jwks_uri"]
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LONGEST_SUB = 255


def nonce_for(verifier: str) -> str:
    """Return the nonce of a sign-in: made from its PKCE secret, which only the session of the visitor holds."""
    return hashlib.sha256(f"nonce {verifier}".encode()).hexdigest()


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth publishes no types
    """Talks with the identity provider, and believes only what it signed for this sign-in."""

    verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return where the provider's pages are, as it says itself.

        Raises:
            OAuth2Error: it can not be reached, is another provider than was set up, or names an address without TLS.
        """
        issuer = oidc()["issuer"]
        config = fetch(f"{issuer}/.well-known/openid-configuration")
        if str(config.get("issuer", "")).rstrip("/") != issuer:
            raise OAuth2Error("the provider says that it is another one")
        for name in [*ENDPOINTS, "userinfo_endpoint"]:
            if name in ENDPOINTS or name in config:
                check_address(str(config.get(name, "")))
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:  # noqa: ARG002 - allauth's signature
        """Return the address that was told to the provider, whatever host this request came in by."""
        return settings.SITE_URL + reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Change the code for tokens; the PKCE secret of this sign-in is needed once more for the nonce."""
        self.verifier = pkce_code_verifier or ""
        data: dict[str, Any] = super().get_access_token_data(request, app, client, self.verifier)
        return data

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return a SocialLogin of who the ID token is about; what userinfo adds never replaces what was signed.

        Raises:
            OAuth2Error: something is missing, wrong, too old or not for us.
        """
        signed = self.read_id_token(app, kwargs["response"].get("id_token"))
        told: Mapping[str, Any] = {}
        if "userinfo_endpoint" in self.openid_config:
            told = fetch(self.profile_url, headers={"Authorization": f"Bearer {token.token}"}, keep=0)
            if told.get("sub") != signed["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
        login = self.get_provider().sociallogin_from_response(request, {**told, **signed})
        login.claims = {**told, **signed}
        return login

    def read_id_token(self, app: Any, token: object) -> dict[str, Any]:
        """Return the claims of an ID token after all checks; OAuth2Error says which failed."""
        if not isinstance(token, str):
            raise OAuth2Error("the answer holds no ID token")
        try:
            claims: dict[str, Any] = jwt.decode(
                token, key=self.key_of(token), algorithms=ALGORITHMS, audience=app.client_id,
                issuer=self.openid_config["issuer"], leeway=LEEWAY, options={"require": NEEDED},
            )  # fmt: skip
        except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
            raise OAuth2Error(f"the ID token is refused: {type(error).__name__}") from error
        if not self.verifier or not hmac.compare_digest(str(claims.get("nonce", "")), nonce_for(self.verifier)):
            raise OAuth2Error("the ID token belongs to another sign-in")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the ID token was made for another application")
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUB:
            raise OAuth2Error("the ID token is about nobody")
        return claims

    def key_of(self, token: str) -> jwt.PyJWK:
        """Return the key with which a token says it was signed; a new one is asked for once."""
        header = jwt.get_unverified_header(token)
        url = self.openid_config["jwks_uri"]
        for keep in (KEPT, 0):
            keys = [key for key in fetch(url, keep=keep).get("keys", []) if key.get("use", "sig") == "sig"]
            # A provider with one key need not name it.
            is_only = "kid" not in header and len(keys) == 1
            found = [key for key in keys if is_only or key.get("kid") == header.get("kid")]
            if found and found[0].get("kty") != "oct":
                return jwt.PyJWK.from_dict(found[0], algorithm=header.get("alg") if "alg" not in found[0] else None)
        raise jwt.InvalidKeyError("no such key")


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth publishes no types
    """The one named in SOCIALACCOUNT_PROVIDERS."""

    oauth2_adapter_class = StrictAdapter

    def get_pkce_params(self) -> dict[str, str]:
        """Return the challenge, and a nonce with it."""
        params: dict[str, str] = super().get_pkce_params()
        return params | {"nonce": nonce_for(params["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:  # noqa: ARG002
        """Let nobody add to what we ask."""
        params: dict[str, Any] = self.get_auth_params()
        return params

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:  # noqa: ARG002 - allauth's signature
        """Let nobody add to what we ask."""
        scope: list[str] = self.get_scope()
        return scope

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        """Return one name for issuer and subject together: another provider may use the same subject."""
        return hashlib.sha256(f"{data['iss']}\n{data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is stored: no name, no address."""
        return worth_keeping(data)

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return an address; allauth makes no user of it, our adapter does."""
        email = data.get("email")
        return {"email": normalise(email)} if isinstance(email, str) else {}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[Any]:  # noqa: ARG002 - allauth's signature
        """Return none: whether an address is believed is decided in accounts/sso_adapter.py."""
        return []


def fetch(url: str, *, headers: dict[str, str] | None = None, keep: int = KEPT) -> dict[str, Any]:
    """Return a JSON object of the provider, kept for `keep` seconds.

    Raises:
        OAuth2Error: it can not be reached within five seconds, sends us elsewhere or answers something else.
    """
    check_address(url)
    name = f"oidc:{hashlib.sha256(url.encode()).hexdigest()}"
    found = cache.get(name) if keep else None
    if found is None:
        try:
            with get_adapter().get_requests_session() as session:
                response = session.get(url, headers=headers, allow_redirects=False)
            found = response.json() if response.status_code == 200 else None  # noqa: PLR2004 - OK
        except (RequestException, ValueError) as error:
            raise OAuth2Error(f"the provider does not answer: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise OAuth2Error("the provider answers something else than was asked")
        if headers is None:
            cache.set(name, found, KEPT)
    return dict(found)


def check_address(url: str) -> None:
    """Raise OAuth2Error for an address without TLS; only a provider on this very machine may do without, for tests."""
    parts = urlsplit(url)
    is_local = urlsplit(oidc()["issuer"]).hostname in LOOPBACK
    if parts.scheme != "https" and not (is_local and parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise OAuth2Error("the provider names an address without TLS")
