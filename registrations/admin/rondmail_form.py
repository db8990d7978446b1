"""What an organiser fills in to mail deelnemers: the words and whom to, and on the next page when."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import from_current_timezone
from django.http import QueryDict

from programmes.models import Gemeente, Reeks, Sessie
from registrations.models import Deelname, Rondmail
from registrations.rondmail_words import FIELDS, IN_SUBJECT, unknown_fields
from registrations.rondmails import NO_GEMEENTE, Choice, Words
from registrations.steps import sessies_of

LONGEST = 10_000
FARTHEST = timedelta(days=366)
TYPED = ["onderwerp", "tekst", "staten", "sessies", "gemeenten", "aanwezigheid"]
"""What travels from page to page."""
EVERYBODY = "Kies je niets? Dan tellen ze allemaal mee."
ALONE = "Mail mensen met belangstelling apart. Kies dan geen andere groep, bijeenkomst of aanwezigheid."
FOR_INTERESTED = frozenset({"naam", "gemeente", "reeks"})
"""The fields that somebody who only has belangstelling has a value for."""
NOBODY = "Met deze keuze krijgt niemand de mail. Kies ruimer."


class RondmailForm(forms.Form):
    """Subject, text and receivers. Offers and accepts only sessies and gemeenten of this reeks. Two queries."""

    onderwerp = forms.CharField(
        label="Onderwerp", max_length=150, widget=AdminTextInputWidget(),
        help_text="Zeg waar het over gaat. Ook hier kun je iets laten invullen, zoals {naam}.",
        error_messages={"required": "Vul een onderwerp in."},
    )  # fmt: skip
    tekst = forms.CharField(
        label="Tekst", max_length=LONGEST, widget=AdminTextareaWidget(attrs={"rows": 14}),
        help_text="Een lege regel begint een nieuwe alinea. Een adres als https://www.voorbeeld.nl wordt een link.",
        error_messages={"required": "Schrijf een tekst.", "max_length": f"Gebruik hoogstens {LONGEST} tekens."},
    )  # fmt: skip
    staten = forms.MultipleChoiceField(
        label="Wie", choices=Rondmail.Staat, widget=forms.CheckboxSelectMultiple, initial=[Rondmail.Staat.AANGEMELD],
        help_text=(
            "Wie zijn e-mailadres nog niet heeft bevestigd, krijgt geen mail. "
            "Kies belangstelling los van de rest: dat is een andere mail."
        ),
        error_messages={"required": "Kies wie de mail krijgt."},
    )  # fmt: skip
    sessies = forms.TypedMultipleChoiceField(
        label="Bij welke bijeenkomst", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=f"Wie bij meer bijeenkomsten hoort, krijgt één mail. {EVERYBODY}",
    )  # fmt: skip
    gemeenten = forms.TypedMultipleChoiceField(
        label="Van welke gemeente", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=EVERYBODY,
    )  # fmt: skip
    aanwezigheid = forms.MultipleChoiceField(
        label="Wie was er", choices=Deelname.Aanwezigheid, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=f"Bij minstens één van de bijeenkomsten hierboven. {EVERYBODY}",
    )  # fmt: skip

    def __init__(self, reeks: Reeks, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={name: value for name, value in (initial or {}).items() if value})
        self.set_choices("sessies", [(sessie.pk, sessie_label(sessie)) for sessie in sessies_of(reeks)])
        of_reeks = Q(aanmeldingen__reeks=reeks) | Q(belangstelling__reeks=reeks)
        found = Gemeente.objects.filter(of_reeks).distinct().order_by("weergavenaam")
        gemeenten = [(gemeente.pk, str(gemeente)) for gemeente in found]
        self.set_choices("gemeenten", [*gemeenten, (NO_GEMEENTE, "Zonder gemeente")])

    def set_choices(self, name: str, choices: list[tuple[int, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = choices

    def clean_onderwerp(self) -> str:
        """Refuse a field that can not stand there."""
        return known_only(self.cleaned_data["onderwerp"], IN_SUBJECT)

    def clean_tekst(self) -> str:
        """Refuse an unknown field."""
        return known_only(self.cleaned_data["tekst"], frozenset(FIELDS))

    def clean(self) -> dict[str, Any]:
        """Keep who has belangstelling apart: they have no bijeenkomst, and no personal page."""
        data = super().clean() or self.cleaned_data
        if Rondmail.Staat.BELANGSTELLING not in data.get("staten", []):
            return data
        if len(data["staten"]) > 1 or data.get("sessies") or data.get("aanwezigheid"):
            self.add_error("staten", ALONE)
        for name in ("onderwerp", "tekst"):
            try:
                known_only(data.get(name, ""), FOR_INTERESTED)
            except ValidationError as error:
                self.add_error(name, error)
        return data

    @property
    def words(self) -> Words:
        """What was written, of a valid form."""
        return Words(self.cleaned_data["onderwerp"], self.cleaned_data["tekst"])

    @property
    def choice(self) -> Choice:
        """Who was chosen, of a valid form."""
        names = ["staten", "sessies", "gemeenten", "aanwezigheid"]
        return Choice(**{name: tuple(self.cleaned_data[name]) for name in names})


class MomentForm(forms.Form):
    """When to send it, in Dutch time."""

    datum = forms.DateField(
        label="Datum", input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Vul de datum in.", "invalid": "Vul een datum in, zoals 5-10-2026."},
    )  # fmt: skip
    tijd = forms.TimeField(
        label="Tijd", input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Vul de tijd in.", "invalid": "Vul een tijd in, zoals 09.00."},
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, now: datetime) -> None:
        super().__init__(data)
        self.now = now

    def clean(self) -> dict[str, Any]:
        """Make one moment of both, `moment`."""
        data = super().clean() or self.cleaned_data
        if "datum" in data and "tijd" in data:
            data["moment"] = moment_of(data["datum"], data["tijd"])
            if data["moment"] <= self.now:
                raise ValidationError("Dit moment is al geweest. Kies een later moment.")
            if data["moment"] > self.now + FARTHEST:
                raise ValidationError("Dit is meer dan een jaar vooruit. Kies een eerder moment.")
        return data


def moment_of(day: date, tijd: time) -> datetime:
    """Return the moment of this date and time here.

    Raises:
        ValidationError: there is no such moment, or two of them, as the clock is changed then.
    """
    try:
        moment: datetime = from_current_timezone(datetime.combine(day, tijd))
    except ValidationError as error:
        raise ValidationError("Dan wordt de klok verzet. Kies een andere tijd.") from error
    return moment


def known_only(text: str, known: frozenset[str]) -> str:
    """Return the text.

    Raises:
        ValidationError: something between braces is no field; it names each.
    """
    wrong = unknown_fields(text, known)
    if wrong:
        can_be = ", ".join(f"{{{name}}}" for name in FIELDS if name in known)
        raise ValidationError(f"Dit kunnen we hier niet invullen: {', '.join(wrong)}. Je kunt gebruiken: {can_be}.")
    return text


def sessie_label(sessie: Sessie) -> str:
    """Return how a sessie is called among the others."""
    return f"{sessie} (gaat niet door)" if sessie.is_vervallen else str(sessie)
