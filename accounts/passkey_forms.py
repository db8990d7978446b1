"""allauth's forms for passkeys: what a browser sends is read with care. Apart, since they load all of WebAuthn."""

import binascii
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms

LONGEST_NAME = 60
NO_PASSKEY = "De passkey is niet gelezen. Probeer het opnieuw."
BROKEN = (
    AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError, binascii.Error, InvalidSignature,
    UnsupportedAlgorithm,
)  # fmt: skip
"""What the libraries raise on something that no browser sends."""


def _or_refuse(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except forms.ValidationError as error:
        raise get_adapter().validation_error("incorrect_passkey") from error
    except BROKEN as error:
        raise get_adapter().validation_error("incorrect_passkey") from error


class _Read(forms.Form):
    """Refuses what can not be read, whatever it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages |= {"required": NO_PASSKEY, "invalid": NO_PASSKEY}

    def clean_credential(self) -> Any:
        return _or_refuse(super().clean_credential)  # type: ignore[misc]  # of allauth's form beside this one


class PasskeyForm(_Read, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    """Between the password and being signed in."""


class PasskeyAgainForm(_Read, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    """For who is signed in already."""


class PasskeySignInForm(_Read, LoginWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    """Instead of address and password."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    """A new passkey; it can stand for the password too, unless its owner says no."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.help_text, name.max_length = "Naam", "Zodat je hem herkent, zoals: mijn laptop.", LONGEST_NAME
        name.widget.attrs["maxlength"] = str(LONGEST_NAME)
        passwordless = self.fields["passwordless"]
        passwordless.initial, passwordless.label = True, "Ook inloggen zonder wachtwoord"
        passwordless.help_text = "Je apparaat vraagt dan altijd om je vinger, je gezicht of een pincode."
        self.fields["credential"].error_messages |= {"required": NO_PASSKEY, "invalid": NO_PASSKEY}

    def clean_name(self) -> str:
        return str(super().clean_name())[:LONGEST_NAME]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = _or_refuse(super().clean)
        return cleaned


class NamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth publishes no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.max_length = "Naam", LONGEST_NAME
        name.error_messages["required"] = "Geef de passkey een naam, zoals: mijn laptop."
        name.widget.attrs["maxlength"] = str(LONGEST_NAME)

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"])[:LONGEST_NAME]
