"""What an organiser fills in to sign somebody up by hand: the questions of the public form, asked about another."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

from programmes.models import Gemeente, Reeks, Sessie
from registrations.admin.import_pages import INVITE, VOUCHED
from registrations.admin.words import OBSTACLES
from registrations.forms_for_signup import NO_NAMENS, TWO_NAMENS, AanmeldForm
from registrations.models import Aanmelding
from registrations.openings import Opening, opening_of
from registrations.rules import Obstacle
from registrations.texts import REFUSALS

LABELS = {
    "naam": "Naam",
    "email": "E-mailadres",
    "gemeente": "Gemeente",
    "organisatie": "Organisatie",
    "functie": "Functie",
    "omvang": "Waar is deze persoon bij?",
    "nodig": "Wat deze persoon nodig heeft",
}
HELP = {
    "email": "Daar gaan de mails naartoe.",
    "organisatie": "Alleen voor wie niet bij een gemeente werkt.",
    "sessies": "Alleen bij losse bijeenkomsten. De terugkombijeenkomst hoort er vanzelf bij.",
    "nodig": "Bijvoorbeeld een dieet. Alleen organisatoren zien dit.",
}
ERRORS = {
    "naam": "Vul de naam in.",
    "email": "Vul het e-mailadres in.",
    "gemeente": "Kies de gemeente.",
    "omvang": "Kies de hele reeks of losse bijeenkomsten.",
}
VISITORS_ONLY = ("website", "via")
NOT_BOTH = "Kies de gemeente of vul de organisatie in, niet allebei."
ONE_OF_BOTH = "Kies de gemeente. Werkt iemand niet bij een gemeente? Vul dan de organisatie in."


class ByHandForm(AanmeldForm):
    """Signs up somebody else. Its checks are those of the public form; its words are for the organiser."""

    deur = forms.ChoiceField(
        label="Wat weet deze persoon?",
        choices=[(INVITE, "Bevestigt zelf per mail"), (VOUCHED, "Heeft al ja gezegd")],
        initial=INVITE,
        widget=forms.RadioSelect,
        help_text="Heeft iemand al ja gezegd? Dan is diegene meteen aangemeld. Een maximum geldt ook dan.",
        error_messages={"required": "Kies wat deze persoon weet.", "invalid_choice": "Kies wat deze persoon weet."},
    )

    def __init__(self, *args: Any, reeks: Reeks, sessies: list[Sessie], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, reeks=reeks, sessies=sessies, now=now, **kwargs)
        for name in VISITORS_ONLY:
            del self.fields[name]
        for name, field in self.fields.items():
            field.label, field.help_text = LABELS.get(name, field.label), HELP.get(name, "")
            if name == "deur":
                field.help_text = self.declared_fields["deur"].help_text
            if name in ERRORS:
                field.error_messages["required"] = ERRORS[name]
            # What is known of another has no place in the memory of this browser.
            field.widget.attrs.pop("data-gemeente-voorstel", None)
            if isinstance(field, forms.CharField) and "autocomplete" in field.widget.attrs:
                field.widget.attrs["autocomplete"] = "off"
        if "nodig" in self.fields:
            self.fields["nodig"].widget = AdminTextareaWidget(attrs={"rows": 3})
        self.show_places(opening_of(reeks, now=now))

    @property
    def is_vouched(self) -> bool:
        """Whether nothing has to be confirmed."""
        return bool(self.cleaned_data["deur"] == VOUCHED)

    def show_places(self, opening: Opening) -> None:
        """Say which sessies are full."""
        omvang, sessies = self.fields["omvang"], self.fields["sessies"]
        assert isinstance(omvang, forms.ChoiceField)  # noqa: S101 - tells the type checker
        assert isinstance(sessies, forms.MultipleChoiceField)  # noqa: S101 - the same
        omvang.choices = Aanmelding.Omvang.choices
        sessies.choices = [(row.slug, label_of(row, opening)) for row in self.choosable]

    def check_namens(self, cleaned: dict[str, Any]) -> None:
        """Check it as the public form does, in words for the organiser."""
        super().check_namens(cleaned)
        for name, theirs, ours in (("gemeente", NO_NAMENS, ONE_OF_BOTH), ("organisatie", TWO_NAMENS, NOT_BOTH)):
            if self.errors.get(name) == [theirs]:
                self.errors[name] = self.error_class([ours])

    def refuse(self, obstacle: Obstacle) -> None:
        """Say why somebody may not take part."""
        self.add_error("gemeente", OBSTACLES.get(obstacle, REFUSALS[obstacle]))

    def suggest(self, gemeente: Gemeente) -> None:
        """Fill in the gemeente of the mail domain and say so."""
        if not self.obstacle_for(gemeente):
            self.fill_in(gemeente=[gemeente.code])
            self.errors["gemeente"] = self.error_class(
                [f"Bij dit e-mailadres hoort de gemeente {gemeente}. Die staat nu ingevuld. Klopt dat? Ga dan verder."]
            )


def label_of(sessie: Sessie, opening: Opening) -> str:
    """Return how a sessie reads as a choice."""
    room = opening.sessies.get(sessie.pk)
    return f"{sessie.volledige_titel} (vol: wachtlijst)" if room and room.is_full else sessie.volledige_titel
