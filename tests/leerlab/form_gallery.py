"""A form with every kind of control, for the tests of the template pack."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

COLOURS = [("rood", "Rood"), ("blauw", "Blauw")]
KINDS: list[tuple[str, type[forms.Field], type[forms.Widget]]] = [
    ("tekst", forms.CharField, forms.TextInput),
    ("mail", forms.CharField, forms.EmailInput),
    ("wachtwoord", forms.CharField, forms.PasswordInput),
    ("datum", forms.DateField, forms.DateInput),
    ("lang", forms.CharField, forms.Textarea),
    ("keuze", forms.ChoiceField, forms.Select),
    ("bestand", forms.FileField, forms.FileInput),
    ("vinkje", forms.BooleanField, forms.CheckboxInput),
    ("een", forms.ChoiceField, forms.RadioSelect),
    ("meer", forms.MultipleChoiceField, forms.CheckboxSelectMultiple),
]
LABEL, HELP, ERROR = "Naam", "Uitleg.", "Vul dit veld in."


def make_field(kind: type[forms.Field], widget: type[forms.Widget], **options: Any) -> forms.Field:
    """Return a field of a kind, which is wrong when it is sent empty."""
    if issubclass(kind, forms.ChoiceField):
        options["choices"] = COLOURS
    return kind(**{"label": LABEL, "widget": widget, "error_messages": {"required": ERROR}, **options})


class Gallery(forms.Form):
    """All of them under each other: with an explanation, without, and not required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        states: dict[str, dict[str, Any]] = {"kort": {}, "uitleg": {"help_text": HELP}, "vrij": {"required": False}}
        for name, kind, widget in KINDS:
            for state, options in states.items():
                self.fields[f"{name}_{state}"] = make_field(kind, widget, label=f"{name} {state}", **options)
        self.fields["geheim"] = forms.CharField(widget=forms.HiddenInput, required=False, initial="x")
