"""allauth's forms that ask for a password, with our words for it."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordKeyForm, SetPasswordForm

HINT = "Minstens 12 tekens. Kies iets dat je nergens anders gebruikt, zoals vier losse woorden."
"""Stands for the list that AUTH_PASSWORD_VALIDATORS would give; those still judge."""


class PasswordLoginForm(LoginForm):  # type: ignore[misc]  # allauth publishes no types
    """For organisatoren; where to go without a password stands under the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


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
