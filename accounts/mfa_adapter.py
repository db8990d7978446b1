"""How allauth's second factor behaves here: its secrets are not readable in a copy of the database."""

import base64
import hashlib
import secrets
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _

SALT = b"accounts.mfa_adapter"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth publishes no types
    """The adapter named in MFA_ADAPTER."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Deze code klopt niet. Kijk of je de nieuwste code hebt en typ hem opnieuw."),
        "incorrect_passkey": _("Deze passkey werkt hier niet. Probeer het opnieuw of kies een andere manier."),
        "too_many_codes": _("Te veel pogingen. Wacht een kwartier en probeer het dan opnieuw."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret with a key made from SECRET_KEY."""
        return str(_box().encrypt(text.encode()), "ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; when SECRET_KEY is another one, a text that fits no code ever."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - large, and few processes need it

        try:
            return str(_box().decrypt(encrypted_text.encode()), "ascii")
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 - allauth's signature
        """Return the name that a new passkey gets when its owner gives none."""
        return "Passkey"

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as an SVG element to put in a page: our policy lets in no data: address."""
        import qrcode  # noqa: PLC0415 - for this page only
        from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415

        image = qrcode.make(url, image_factory=SvgPathFillImage, box_size=10, border=4)
        return str(image.to_string(encoding="unicode"))


def _box() -> Any:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - large, and few processes need it

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    hashed = [hashlib.sha256(SALT + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in hashed])
