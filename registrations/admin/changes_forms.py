"""What an organiser fills in to change something for one person: another sessie, another choice, a substitute."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.validators import MaxLengthValidator
from django.http import QueryDict

from programmes.models import Sessie
from registrations.admin.import_pages import INVITE, VOUCHED
from registrations.fields import email_field, functie_field, naam_field
from registrations.models import Aanmelding, Deelname, Notitie, Overgang
from registrations.places import Places

LONGEST_REASON = Overgang._meta.get_field("reden").max_length or 0
LONGEST_NOTE = 2000


class SwitchForm(forms.Form):
    """From which sessie to which, and why there is a place all the same when it is full."""

    eerst = forms.TypedChoiceField(
        label="Weg bij", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Kies de bijeenkomst waar deze persoon weggaat."},
    )  # fmt: skip
    daarna = forms.TypedChoiceField(
        label="Naar", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Kies de bijeenkomst waar deze persoon naartoe gaat."},
    )  # fmt: skip
    toch = forms.BooleanField(label="Geef ook een plaats als die bijeenkomst vol is", required=False)
    reden = forms.CharField(
        label="Waarom", required=False, max_length=LONGEST_REASON, widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Alleen nodig als je een plaats geeft waar het vol is. Dit komt in het logboek.",
    )  # fmt: skip

    def __init__(
        self, leave: list[Sessie], come: list[Sessie], places: Places, data: QueryDict | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.leave, self.come = ({sessie.pk: sessie for sessie in sessies} for sessies in (leave, come))
        set_choices(self.fields["eerst"], [(sessie.pk, str(sessie)) for sessie in leave])
        set_choices(self.fields["daarna"], [(sessie.pk, with_room(sessie, places)) for sessie in come])

    def clean(self) -> dict[str, Any]:
        """Ask why, where there is no place."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("toch") and not (cleaned.get("reden") or "").strip() and "reden" not in self.errors:
            self.add_error("reden", "Schrijf op waarom.")
        return cleaned

    @property
    def anyway(self) -> str:
        """Why there is a place all the same; empty lets the person wait."""
        return str(self.cleaned_data["reden"]).strip() if self.cleaned_data["toch"] else ""


class ChoiceForm(forms.Form):
    """The whole reeks, or which sessies."""

    omvang = forms.ChoiceField(
        label="Waar is deze persoon bij?", choices=Aanmelding.Omvang, widget=forms.RadioSelect,
        error_messages={"required": "Kies de hele reeks of losse bijeenkomsten."},
    )  # fmt: skip
    sessies = forms.MultipleChoiceField(
        label="Welke bijeenkomsten?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Alleen bij losse bijeenkomsten. De terugkombijeenkomst hoort er vanzelf bij.",
    )  # fmt: skip

    def __init__(self, coming: list[Sessie], places: Places, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choosable = [row for row in coming if row.soort != Sessie.Soort.TERUGKOM] or coming
        set_choices(self.fields["sessies"], [(row.slug, with_room(row, places)) for row in choosable])

    def clean(self) -> dict[str, Any]:
        """Ask for at least one."""
        cleaned = super().clean() or self.cleaned_data
        is_single = cleaned.get("omvang") == Aanmelding.Omvang.SESSIES
        if is_single and not cleaned.get("sessies") and "sessies" not in self.errors:
            self.add_error("sessies", "Kies minstens één bijeenkomst, of kies voor de hele reeks.")
        return cleaned


class SubstituteForm(forms.Form):
    """Who comes in the place of somebody."""

    naam = naam_field()
    email = email_field()
    functie = functie_field()
    deur = forms.ChoiceField(
        label="Wat weet de collega?",
        choices=[(INVITE, "Nog niets: vraag het per mail"), (VOUCHED, "Heeft al ja gezegd")], initial=INVITE,
        widget=forms.RadioSelect,
        help_text="Bij een vraag per mail houdt iedereen zijn plaats tot de collega ja zegt.",
        error_messages={"required": "Kies wat de collega weet."},
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        labels = {"naam": "Naam van de collega", "email": "E-mailadres van de collega", "functie": "Functie"}
        for name, label in labels.items():
            field = self.fields[name]
            field.label, field.help_text, field.widget.attrs = label, "", {"autocomplete": "off"}
        self.fields["naam"].error_messages["required"] = "Vul de naam in."
        self.fields["email"].error_messages["required"] = "Vul het e-mailadres in."


class NoteForm(forms.Form):
    """A note."""

    tekst = forms.CharField(
        label="Notitie",
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        validators=[MaxLengthValidator(LONGEST_NOTE, f"Gebruik hoogstens {LONGEST_NOTE} tekens.")],
        help_text="De deelnemer mag dit opvragen. Schrijf dus alleen op wat nodig is.",
        error_messages={"required": "Schrijf eerst iets op."},
    )  # fmt: skip


assert Notitie._meta.get_field("tekst").max_length == LONGEST_NOTE  # noqa: S101 - the column has no limit of its own


def with_room(sessie: Sessie, places: Places) -> str:
    """Return how a sessie reads as a choice."""
    return str(sessie) if places.rooms.has_room(sessie.pk) else f"{sessie} (vol: wachtlijst)"


def set_choices(field: forms.Field, choices: list[tuple[Any, str]]) -> None:
    """Give a field its choices."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
    field.choices = choices


def standing_at(aanmelding: Aanmelding) -> set[int]:
    """Return the keys of the sessies at which somebody has a place or waits. One query."""
    return set(aanmelding.deelnames.filter(status__in=Deelname.STANDING).values_list("sessie", flat=True))
