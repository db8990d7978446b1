"""allauth's forms of the second factor, with tries counted in the database and words that say what to do."""

import re
from datetime import timedelta
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils import timezone

from accounts import lockout
from accounts.limits import first_time, visitor_ip

CODE_LABEL = "Code"
CODE_HINT = "De 6 cijfers uit je app. Of een van je herstelcodes, van 8 cijfers."
SHORT_HINT = "De 6 cijfers die de app nu laat zien."
WRONG_MAILED_CODE = (
    "Deze code klopt niet, of werkt niet meer. Kijk of je de nieuwste mail hebt, of vraag een nieuwe code."
)
TOO_OFTEN_MAILED_CODE = "Te vaak geprobeerd. Vraag een nieuwe code. Lukt dat niet? Wacht dan een kwartier."
NO_CODE = "Vul de code in, bijvoorbeeld 123456."
TOTP_LIFE = timedelta(minutes=5)


class _Counted(forms.Form):
    """Counts every try, and takes a code of the app once."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        now = timezone.now()
        if not lockout.may_try_code(self.user, visitor_ip(context.request), now=now):
            raise get_adapter().validation_error("too_many_codes")
        self.cleaned_data["code"] = re.sub(r"[\s-]", "", self.cleaned_data["code"])
        code: str = super().clean_code()  # type: ignore[misc]  # of allauth's form beside this one
        lockout.right_code(self.user, visitor_ip(context.request), now=now)
        if not first_time("totp", f"{self.user.pk} {code}", until=now + TOTP_LIFE):
            raise get_adapter().validation_error("incorrect_code")
        return code


def word_code_field(form: forms.Form, hint: str) -> None:
    """Say what belongs in the field; on a telephone it opens with digits."""
    field = form.fields["code"]
    field.label, field.help_text = CODE_LABEL, hint
    field.error_messages["required"] = NO_CODE
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """Between the password and being signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_code_field(self, CODE_HINT)


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]  # allauth publishes no types
    """For who is signed in already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_code_field(self, CODE_HINT)


class ActivateAppForm(_Counted, ActivateTOTPForm):  # type: ignore[misc]  # allauth publishes no types
    """Proves that the app on the telephone holds the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_code_field(self, SHORT_HINT)


class MailedCodeForm(forms.Form):
    """The code that was mailed to who sets up their first second factor."""

    code = forms.CharField(
        label=CODE_LABEL, max_length=20, help_text="De code uit je mail, bijvoorbeeld ABCD-2345.",
        error_messages={"required": "Vul de code in die in je mail staat."},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )  # fmt: skip
