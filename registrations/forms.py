"""The public forms: they check the shape of what is filled in and ask the rules for the rest."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict

from accounts.fields import AddressField
from programmes.models import Gemeente, Provincie
from registrations.facts import Gegevens
from registrations.fields import (
    GemeenteField,
    TrapField,
    email_field,
    gemeenten_of_domain,
    naam_field,
)


def page_helper() -> FormHelper:
    """Return what crispy needs to know: the page writes the form tag, with the summary of errors above it."""
    helper = FormHelper()
    helper.form_tag = False
    return helper


class PersonForm(forms.Form):
    """What every public form asks: who are you? With a trap that people do not see and robots fill in."""

    use_required_attribute = False

    naam = naam_field()
    email = email_field()
    website = TrapField()

    def __init__(self, *args: Any, provincie: Provincie, stempel: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stempel = stempel
        self.fields["gemeente"] = GemeenteField(first=provincie, stempel=stempel)
        # Without a layout crispy follows the order of the fields; so does the summary of errors, with a layout too.
        self.helper = page_helper()

    @property
    def is_trapped(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Without a gemeente: suggest the one of the mail domain, to be looked at and sent again."""
        cleaned = super().clean() or {}
        self.check_namens(cleaned)
        if "gemeente" in self.errors and not self.data.get("gemeente") and cleaned.get("email"):
            codes = gemeenten_of_domain(cleaned["email"])
            if len(codes) == 1:
                self.suggest(Gemeente.objects.get(code=codes[0]))
        return cleaned

    def check_namens(self, cleaned: dict[str, Any]) -> None:
        """Check on whose behalf somebody comes, where a form asks more than a gemeente."""

    def suggest(self, gemeente: Gemeente) -> None:
        """Fill in a gemeente and say so in its message, so that the form can be sent again as it is."""
        self.fill_in(gemeente=[gemeente.code])
        self.errors["gemeente"] = self.error_class(
            [f"Bij je e-mailadres hoort de gemeente {gemeente}. Die staat nu ingevuld. Klopt dat? Verstuur het dan."],
            field_id="id_gemeente",
        )

    def fill_in(self, **values: list[str]) -> None:
        """Change what was sent, so that the form comes back with it."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        for name, chosen in values.items():
            data.setlist(name, chosen)
        self.data = data

    def gegevens(self) -> Gegevens:
        """Return who filled in a valid form."""
        data = self.cleaned_data
        return Gegevens(
            naam=data["naam"],
            email=data["email"],
            gemeente=data["gemeente"],
            functie=data.get("functie", ""),
            organisatie=data.get("organisatie", ""),
            nodig=data.get("nodig", ""),
        )


class BelangstellingForm(PersonForm):
    """Leave interest without signing up."""

    toelichting = forms.CharField(
        label="Wil je er iets bij zeggen?",
        required=False,
        max_length=500,
        help_text="Bijvoorbeeld: ik kan niet op maandag, maar een volgende keer wel.",
        error_messages={"max_length": "Deze tekst is te lang. Gebruik hoogstens 500 tekens."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["naam", "email", "gemeente", "toelichting", "website"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class KwijtForm(forms.Form):
    """Ask for lost links."""

    use_required_attribute = False

    email = AddressField(
        label="Je e-mailadres",
        help_text="Het adres waarmee je je hebt aangemeld.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
