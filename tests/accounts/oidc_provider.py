"""A real identity provider for tests: OpenID Connect over HTTP on this machine, in a thread of its own.

It checks what a provider checks (client, redirect, PKCE, a code once), signs with RSA, and can be told to lie.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "portaal", "geheim-van-het-portaal"
KID = "sleutel-1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What it says about whoever comes, and how it lies."""

    port: int = 0
    person: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token besides the usual ones."""
    userinfo: dict[str, Any] | None = None
    """What userinfo says; None: the same subject and nothing more."""
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    """Changes the claims of the ID token before it is signed."""
    sign: Callable[[dict[str, Any]], str] | None = None
    """Signs in another way than it should."""
    discovery: dict[str, Any] = field(default_factory=dict)
    """Replaces parts of what it says about itself."""
    redirects_to: str = ""
    """Answers every question by sending the portal elsewhere."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    def authorize(self, url: str) -> str:
        """Sign in whoever a browser brings from the portal; return where it goes back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (query["client_id"], query["response_type"]) == (CLIENT_ID, "code")
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], 'iss': self.issuer})}"

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Change a code for tokens."""
        asked = self.codes.pop(form.get("code", ""), None)
        is_client = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or not is_client or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": "persoon-1", "aud": CLIENT_ID, "exp": now + 300, "iat": now,
            "nonce": asked.get("nonce", ""), **self.person,
        }  # fmt: skip
        self.subject = claims["sub"]
        claims = self.change(claims)
        signed = (self.sign or sign)(claims)
        return 200, {"access_token": "toegang", "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def document(self) -> dict[str, Any]:
        """Return the discovery document."""
        pages = {name: f"{self.issuer}/{name}" for name in ("authorize", "token", "jwks", "userinfo")}
        return {
            "issuer": self.issuer,
            "authorization_endpoint": pages["authorize"],
            "token_endpoint": pages["token"],
            "jwks_uri": pages["jwks"],
            "userinfo_endpoint": pages["userinfo"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } | self.discovery


def sign(claims: dict[str, Any], *, key: Any = KEY, algorithm: str = "RS256", kid: str = KID) -> str:
    """Return a signed token."""
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid})


def public_keys() -> dict[str, Any]:
    """Return the keys that it signs with."""
    key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
    return {"keys": [key | {"kid": KID, "use": "sig", "alg": "RS256"}]}


@contextmanager
def running() -> Iterator[Provider]:
    """Run one until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def answer(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(302 if provider.redirects_to else status)
            if provider.redirects_to:
                self.send_header("Location", provider.redirects_to)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            provider.asked.append(self.path)
            told = {"sub": getattr(provider, "subject", "")} if provider.userinfo is None else provider.userinfo
            pages = {
                "/.well-known/openid-configuration": provider.document(),
                "/jwks": public_keys(),
                "/userinfo": told,
            }
            page = pages.get(self.path.removeprefix("/realm"))
            if page is told and self.headers.get("Authorization") != "Bearer toegang":
                page = None
            self.answer(200 if page is not None else 404, page or {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(*provider.token({name: values[0] for name, values in form.items()}))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
