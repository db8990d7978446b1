"""The forms behind a personal link: they check the shape of what is filled in and ask the rules for the rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms

from accounts.fields import AddressField
from programmes.models import Sessie
from programmes.templatetags.leerlab import waar, wanneer
from registrations.colleagues import Collega
from registrations.facts import facts_of
from registrations.fields import (
    GemeenteField,
    OneLineField,
    functie_field,
    naam_field,
    nodig_field,
    organisatie_field,
    without_web_address,
)
from registrations.forms import page_helper
from registrations.forms_for_signup import SessiesField, option
from registrations.models import Aanmelding
from registrations.rules import Obstacle, SignupRefused, selection
from registrations.texts import REFUSALS

ROWS = 5
"""How many colleagues one form has room for."""


class GegevensForm(forms.Form):
    """Correct one's own name, functie, gemeente or organisatie; the address is the person and stays.

    Who is to take over a place comes in for the gemeente of that place, and is not asked for another. `asks_needs`:
    whether there is still a meeting to need something at.
    """

    use_required_attribute = False

    naam = naam_field()
    functie = functie_field()

    def __init__(self, *args: Any, aanmelding: Aanmelding, asks_needs: bool, nodig: str = "", **kwargs: Any) -> None:
        self.aanmelding = aanmelding
        gemeente = aanmelding.gemeente
        kwargs["initial"] = {
            "naam": aanmelding.naam,
            "functie": aanmelding.functie,
            "gemeente": gemeente.code if gemeente else "",
            "organisatie": aanmelding.organisatie,
            "nodig": nodig,
        }
        super().__init__(*args, **kwargs)
        takes_over = aanmelding.neemt_over_id is not None and aanmelding.status == Aanmelding.Status.ONBEVESTIGD
        if gemeente and not takes_over:
            self.fields["gemeente"] = GemeenteField(first=aanmelding.reeks.provincie)
        elif not takes_over:
            self.fields["organisatie"] = own_organisatie_field()
        if asks_needs:
            self.fields["nodig"] = nodig_field()
        self.order_fields(["naam", "gemeente", "organisatie", "functie", "nodig"])
        self.helper = page_helper()

    def corrected(self) -> dict[str, Any]:
        """Return the details as the verb takes them; what was not asked stays as it was."""
        own = self.aanmelding
        kept = {"naam": own.naam, "functie": own.functie, "gemeente": own.gemeente, "organisatie": own.organisatie}
        return {name: self.cleaned_data.get(name, value) for name, value in kept.items()}

    def refuse(self, obstacle: Obstacle) -> None:
        """Say at the gemeente or organisatie why it can not be."""
        self.add_error("gemeente" if "gemeente" in self.fields else "organisatie", REFUSALS[obstacle])


def own_organisatie_field() -> OneLineField:
    """Return the field for where somebody works who has no gemeente; here it can not be left out."""
    field = organisatie_field()
    field.required, field.help_text = True, ""
    field.error_messages["required"] = "Vul je organisatie in."
    return field


class OmvangForm(forms.Form):
    """Choose again between the whole reeks and single sessies."""

    use_required_attribute = False

    omvang = forms.ChoiceField(
        label="Waar wil je bij zijn?",
        choices=Aanmelding.Omvang.choices,
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

    def __init__(self, *args: Any, sessies: Sequence[Sessie], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.now = sessies, now
        ahead = [sessie for sessie in sessies if sessie.is_ahead(now)]
        terugkom = [sessie for sessie in ahead if sessie.soort == Sessie.Soort.TERUGKOM]
        choosable = [sessie for sessie in ahead if sessie not in terugkom] or terugkom
        omvang, field = self.fields["omvang"], self.fields["sessies"]
        assert isinstance(omvang, forms.ChoiceField)  # noqa: S101 - declared above; tells the type checker
        assert isinstance(field, SessiesField)  # noqa: S101 - declared above; tells the type checker
        omvang.choices = [
            ("reeks", option("De hele reeks", "Ook bijeenkomsten die er later bij komen.")),
            ("sessies", option("Losse bijeenkomsten", "Je kiest zelf bij welke bijeenkomsten je wilt zijn.")),
        ]
        field.choices = [
            (sessie.slug, option(sessie.volledige_titel, wanneer(sessie), waar(sessie))) for sessie in choosable
        ]
        if terugkom and choosable != terugkom:
            # The field template shows this under the choices.
            field.after = f"De terugkombijeenkomst hoort er altijd bij: {wanneer(terugkom[0])}."  # type: ignore[attr-defined]
        self.helper = page_helper()
        self.helper.layout = Layout(
            Field("omvang", wrapper_class="veldgroep"), Field("sessies", wrapper_class="vervolgvraag")
        )

    def clean(self) -> dict[str, Any]:
        """Ask the rule whether the choice holds."""
        cleaned = super().clean() or {}
        if cleaned.get("omvang") and "sessies" in cleaned:
            try:
                selection(
                    whole_reeks=cleaned["omvang"] == Aanmelding.Omvang.REEKS,
                    slugs=cleaned["sessies"],
                    sessies=[facts_of(sessie) for sessie in self.offered],
                    now=self.now,
                )
            except SignupRefused as refused:
                self.add_error("sessies", REFUSALS[refused.obstacle])
        return cleaned


class CollegaAddressField(AddressField):
    """The address of a colleague, which may be left out in a row that is not used."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["required"] = "Vul het e-mailadres van je collega in, bijvoorbeeld naam@gemeente.nl."

    def clean(self, value: Any) -> str:
        is_empty = not str(value or "").strip()
        return "" if is_empty and not self.required else super().clean(value)


def collega_fields() -> dict[str, forms.CharField]:
    """Return the fields for a colleague, whose details the browser does not know."""
    off = {"autocomplete": "off"}
    return {
        "naam": OneLineField(
            label="Naam van je collega",
            max_length=120,
            error_messages={
                "required": "Vul de naam van je collega in.",
                "max_length": "Deze naam is te lang. Gebruik hoogstens 120 tekens.",
            },
            validators=[without_web_address],
            widget=forms.TextInput(attrs=off),
        ),
        "email": CollegaAddressField(label="E-mailadres van je collega", widget=forms.EmailInput(attrs=off)),
        "functie": OneLineField(
            label="Functie van je collega",
            max_length=120,
            required=False,
            error_messages={"max_length": "Deze functie is te lang. Gebruik hoogstens 120 tekens."},
            validators=[without_web_address],
            widget=forms.TextInput(attrs=off),
        ),
    }


class OverdrachtForm(forms.Form):
    """Ask one colleague to take over one's place."""

    use_required_attribute = False

    def __init__(self, *args: Any, aanmelding: Aanmelding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_address = aanmelding.email
        self.fields.update(collega_fields())
        self.helper = page_helper()

    def clean_email(self) -> str:
        """Refuse one's own address."""
        email: str = self.cleaned_data["email"]
        return not_own(email, self.own_address)


class CollegasForm(forms.Form):
    """Sign up colleagues: five rows, of which the first is filled in and the others may stay empty.

    One form and not a set of forms, so that one summary above it says all that is wrong.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, aanmelding: Aanmelding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_address = aanmelding.email
        self.helper = page_helper()
        fieldsets = []
        for number in range(1, ROWS + 1):
            for name, field in collega_fields().items():
                # In a further row the one answer asks for the other; the first says itself what it needs.
                field.is_conditional = number > 1 and name != "functie"  # type: ignore[attr-defined]
                field.required = number == 1 and name != "functie"
                self.fields[f"{name}_{number}"] = field
            legend = f"Collega {number}" if number == 1 else f"Collega {number} (als je die hebt)"
            names = [f"{name}_{number}" for name in collega_fields()]
            fieldsets.append(Fieldset(legend, *names, css_class="veldgroep collega"))
        self.helper.layout = Layout(*fieldsets)

    def clean(self) -> dict[str, Any]:
        """Check each row as a whole, and that no address stands there twice or is one's own."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for number in range(1, ROWS + 1):
            name, email = f"naam_{number}", f"email_{number}"
            if any(cleaned.get(f"{field}_{number}") for field in ("naam", "email", "functie")):
                self.ask_for(name)
                self.ask_for(email)
            address = cleaned.get(email)
            if address and address in seen:
                self.add_error(email, "Dit adres staat er al. Vul voor elke collega een eigen adres in.")
            elif address == self.own_address:
                self.add_error(email, REFUSALS[Obstacle.SAME_PERSON])
            seen.add(address or "")
        return cleaned

    def ask_for(self, name: str) -> None:
        """Say that a field of a row that is filled in is empty, unless there is something to say about it already."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, self.fields[name].error_messages["required"])

    def people(self) -> list[Collega]:
        """Return the colleagues of a valid form, in order."""
        data = self.cleaned_data
        rows = [
            Collega(naam=data[f"naam_{number}"], email=data[f"email_{number}"], functie=data[f"functie_{number}"])
            for number in range(1, ROWS + 1)
        ]
        return [row for row in rows if row.email]


def not_own(email: str, own: str) -> str:
    """Return an address of a colleague.

    Raises:
        ValidationError: it is one's own.
    """
    if email == own:
        raise forms.ValidationError(REFUSALS[Obstacle.SAME_PERSON])
    return email
