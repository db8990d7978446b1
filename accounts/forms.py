"""allauth's forms, with our words where its catalog has one text for all fields."""

from typing import Any

from allauth.account.forms import (
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)

from accounts.fields import EMAIL_ERRORS

HINT = "Minstens 12 tekens. Kies iets dat je nergens anders gebruikt, zoals vier losse woorden."
"""Stands for the list that AUTH_PASSWORD_VALIDATORS would give; those still judge."""


class PasswordLoginForm(LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """For organisatoren; the way out without a password stands after its field, where Tab meets it last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = EMAIL_ERRORS["required"]
        password = self.fields["password"]
        password.after, password.help_text = password.help_text, ""
        password.error_messages["required"] = "Vul je wachtwoord in."


class RequestCodeForm(RequestLoginCodeForm):  # type: ignore[misc]  # allauth publishes no types
    """Says which field is empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = EMAIL_ERRORS["required"]


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth publishes no types
    """Says which field is empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = "Vul de code in die in je mail staat."


class LostPasswordForm(ResetPasswordForm):  # type: ignore[misc]  # allauth publishes no types
    """Says which field is empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = EMAIL_ERRORS["required"]


class ChoosePasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]  # allauth publishes no types
    """Behind the link in a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = HINT


class FirstPasswordForm(SetPasswordForm):  # type: ignore[misc]  # allauth publishes no types
    """For who is signed in with a code and has no password yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = HINT


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """For who is signed in and wants to change how."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Vul je wachtwoord in."
