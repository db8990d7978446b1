"""The form field for an e-mail address, the same wherever somebody fills one in; and what one on a page may hold."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from accounts.addresses import is_plain, normalise

LONGEST_ADDRESS = 254
EMAIL_ERRORS = {
    "required": "Vul je e-mailadres in, bijvoorbeeld naam@gemeente.nl.",
    "invalid": "Dit is geen volledig e-mailadres. Vul een adres in zoals naam@gemeente.nl.",
    "max_length": "Dit e-mailadres is te lang. Vul een adres in van hoogstens 254 tekens.",
}

ON_A_PAGE = RegexValidator(
    r"\A[A-Za-z0-9.@_+'-]*\Z",
    "In dit e-mailadres staat een teken dat niet kan. Gebruik letters, cijfers, punten en streepjes.",
)
"""For an address that pages and mails link to: `?`, `&`, `=` and `%` would add a reader to the mail somebody writes."""


class AddressField(forms.EmailField):
    """An address in lower case, without the odd forms that no mailbox of a gemeente has and mail headers trip over."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=254, error_messages=EMAIL_ERRORS, **options)

    def clean(self, value: Any) -> str:
        email = normalise(super().clean(value))
        if not is_plain(email):
            raise forms.ValidationError(EMAIL_ERRORS["invalid"], code="invalid")
        # Some capitals are longer in lower case.
        if len(email) > LONGEST_ADDRESS:
            raise forms.ValidationError(EMAIL_ERRORS["max_length"], code="max_length")
        return email
