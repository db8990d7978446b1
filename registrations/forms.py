"""The public forms: they check the shape of what is filled in and ask the rules for the rest."""

import re
from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.fields import AddressField
from programmes.models import Gemeente, Provincie, Reeks, Sessie
from programmes.templatetags.leerlab import waar, wanneer
from registrations.facts import Gegevens, facts_of
from registrations.fields import GemeenteField, OneLineField, TrapField, gemeenten_of_domain
from registrations.models import Aanmelding
from registrations.rules import SignupRefused, selection
from registrations.texts import REFUSALS

WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)


def without_web_address(value: str) -> None:
    """Refuse a web address in a name: it would travel in our mail to whatever address is filled in."""
    if WEB_ADDRESS.search(value):
        raise forms.ValidationError("Vul hier geen webadres in.")


def naam_field() -> OneLineField:
    """Return the field for somebody's name."""
    return OneLineField(
        label="Je naam",
        max_length=120,
        error_messages={
            "required": "Vul je naam in.",
            "max_length": "Deze naam is te lang. Gebruik hoogstens 120 tekens.",
        },
        validators=[without_web_address],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def email_field() -> AddressField:
    """Return the field for somebody's address."""
    return AddressField(
        label="Je e-mailadres",
        help_text="Gebruik het adres van je werk. Daar sturen we de bevestiging en de uitnodigingen naartoe.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "data-gemeente-voorstel": "id_gemeente"}),
    )


def functie_field() -> OneLineField:
    """Return the field for what somebody does."""
    return OneLineField(
        label="Je functie",
        max_length=120,
        required=False,
        error_messages={"max_length": "Deze functie is te lang. Gebruik hoogstens 120 tekens."},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
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

    def __init__(self, *args: Any, provincie: Provincie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gemeente"] = GemeenteField(first=provincie)
        # Without a layout crispy follows the order of the fields; so does the summary of errors, with a layout too.
        self.helper = page_helper()

    @property
    def is_trapped(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        """Without a gemeente: suggest the one of the mail domain, to be looked at and sent again."""
        cleaned = super().clean() or {}
        if "gemeente" in self.errors and not self.data.get("gemeente") and cleaned.get("email"):
            codes = gemeenten_of_domain(cleaned["email"])
            if len(codes) == 1:
                self.suggest(Gemeente.objects.get(code=codes[0]))
        return cleaned

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
            naam=data["naam"], email=data["email"], gemeente=data["gemeente"], functie=data.get("functie", "")
        )


class SessiesField(forms.MultipleChoiceField):
    """Slugs of sessies; whether they hold is for the rules to say, and only when they are asked for."""

    is_conditional = True

    def valid_value(self, value: str) -> bool:  # noqa: ARG002 - Django's signature
        return True


class AanmeldForm(PersonForm):
    """Sign up for a reeks. The names of its fields are a contract."""

    functie = functie_field()
    omvang = forms.ChoiceField(
        label="Waar wil je bij zijn?",
        choices=[
            ("reeks", "De hele reeks"),
            ("sessies", "Losse bijeenkomsten"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies of je de hele reeks volgt of losse bijeenkomsten.",
            "invalid_choice": "Kies of je de hele reeks volgt of losse bijeenkomsten.",
        },
    )
    sessies = SessiesField(
        label="Welke bijeenkomsten?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies hieronder alleen als je losse bijeenkomsten wilt volgen.",
    )

    field_order = ["naam", "email", "gemeente", "functie", "omvang", "sessies", "website"]

    def __init__(self, *args: Any, reeks: Reeks, sessies: list[Sessie], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, provincie=reeks.provincie, **kwargs)
        self.offered, self.now = sessies, now
        self.order_fields(self.field_order)
        ahead = [sessie for sessie in sessies if not sessie.is_over(now)]
        terugkom = [sessie for sessie in ahead if sessie.soort == Sessie.Soort.TERUGKOM]
        choosable = [sessie for sessie in ahead if sessie not in terugkom] or terugkom
        field = self.fields["sessies"]
        assert isinstance(field, SessiesField)  # noqa: S101 - declared above; tells the type checker
        field.choices = [
            (sessie.slug, option(sessie.volledige_titel, wanneer(sessie), waar(sessie))) for sessie in choosable
        ]
        omvang = self.fields["omvang"]
        assert isinstance(omvang, forms.ChoiceField)  # noqa: S101 - declared above; tells the type checker
        omvang.choices = [
            ("reeks", option("De hele reeks", f"Je doet mee met alle {len(ahead)} bijeenkomsten die nog komen.")),
            ("sessies", option("Losse bijeenkomsten", "Je kiest zelf bij welke bijeenkomsten je wilt zijn.")),
        ]
        self.helper.layout = Layout(
            Fieldset("Wie ben je?", "naam", "email", "gemeente", "functie", css_class="veldgroep"),
            Field("omvang", wrapper_class="veldgroep"),
            Field("sessies", wrapper_class="vervolgvraag"),
            "website",
        )
        self.only = ahead[0] if len(ahead) == 1 else None
        if self.only:
            # Nothing to choose: the form asks nothing, and a caller may still name the one there is.
            omvang.initial = Aanmelding.Omvang.REEKS
            omvang.widget = forms.HiddenInput()
            field.widget = forms.MultipleHiddenInput()
        elif terugkom and choosable != terugkom:
            # The field template shows this under the choices.
            field.after = (  # type: ignore[attr-defined]
                f"De terugkombijeenkomst hoort er altijd bij: {wanneer(terugkom[0])}. "
                "Daar vertel je wat je anders bent gaan doen en wat dat opleverde."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        omvang = cleaned.get("omvang")
        if self.only and (not omvang or {*cleaned.get("sessies", [])} - {self.only.slug}):
            self.offer_what_is_left(self.only)
        elif omvang and "sessies" in cleaned:
            try:
                selection(
                    whole_reeks=omvang == Aanmelding.Omvang.REEKS,
                    slugs=cleaned["sessies"],
                    sessies=[facts_of(sessie) for sessie in self.offered],
                    now=self.now,
                )
            except SignupRefused as refused:
                self.add_error("sessies", REFUSALS[refused.obstacle])
        return cleaned

    def offer_what_is_left(self, sessie: Sessie) -> None:
        """Say that there is nothing to choose any more; sending the form again takes the one that is left."""
        self.fill_in(omvang=[Aanmelding.Omvang.REEKS], sessies=[])
        for name in ("omvang", "sessies"):
            self.errors.pop(name, None)
        self.add_error(
            None,
            f"Alleen {sessie.volledige_titel} is er nog: {wanneer(sessie)}. "
            "Wil je daarbij zijn? Verstuur het formulier dan.",
        )


def option(title: str, *lines: str) -> SafeString:
    """Return how a choice reads: what it is, and under it what there is to know about it."""
    return format_html(
        '<span class="optie-titel">{}</span>{}',
        title,
        format_html_join("", ' <span class="optie-uitleg">{}</span>', ((line,) for line in lines)),
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


class GegevensForm(forms.Form):
    """Correct one's own name, functie or gemeente; the address is the person and stays."""

    use_required_attribute = False

    naam = naam_field()
    functie = functie_field()

    def __init__(self, *args: Any, provincie: Provincie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gemeente"] = GemeenteField(first=provincie)
        self.order_fields(["naam", "gemeente", "functie"])
        self.helper = page_helper()


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
