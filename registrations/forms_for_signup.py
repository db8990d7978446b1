"""The form to sign up for a reeks. It asks what the reeks asks, and says of each choice what places there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from programmes.models import Gemeente, Reeks, Sessie
from programmes.templatetags.leerlab import waar, wanneer
from registrations.facts import access_of, facts_of
from registrations.fields import CBS_CODE, GemeenteField, functie_field, nodig_field, organisatie_field
from registrations.forms import PersonForm
from registrations.models import Aanmelding
from registrations.openings import Opening
from registrations.rules import Obstacle, SignupRefused, access_obstacle, selection
from registrations.texts import REFUSALS, places_left

SENT_ON = "collega"
"""The value of `via` that counts: somebody came by the link of a colleague."""
ABOUT_FORM = {
    Obstacle.OTHER_PROVINCIE: "gemeente",
    Obstacle.NO_GEMEENTE: "gemeente",
    Obstacle.NOT_INVITED: "email",
}
"""With the question each is about. These are about what was filled in, so the form comes back with them."""
NO_NAMENS = "Kies je gemeente. Werk je niet bij een gemeente? Vul dan je organisatie in."
TWO_NAMENS = "Kies je gemeente of vul je organisatie in, niet allebei."


class SessiesField(forms.MultipleChoiceField):
    """Slugs of sessies; whether they hold is for the rules to say, and only when they are asked for."""

    is_conditional = True

    def valid_value(self, value: str) -> bool:  # noqa: ARG002 - Django's signature
        return True


class AanmeldForm(PersonForm):
    """Sign up for a reeks. The names of its fields are a contract; a caller need not know the later ones.

    Those are `organisatie` (where the reeks takes people without a gemeente), `nodig` (while it has a sessie in one
    place ahead) and `via`.
    """

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
    # Whatever is in it, it makes no form wrong.
    via = forms.Field(required=False, widget=forms.HiddenInput)

    field_order = [
        "naam",
        "email",
        "gemeente",
        "organisatie",
        "functie",
        "omvang",
        "sessies",
        "nodig",
        "via",
        "website",
    ]

    def __init__(self, *args: Any, reeks: Reeks, sessies: list[Sessie], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, provincie=reeks.provincie, **kwargs)
        self.offered, self.now, self.access = sessies, now, access_of(reeks)
        self.ahead = [sessie for sessie in sessies if sessie.is_ahead(now)]
        self.only = self.ahead[0] if len(self.ahead) == 1 else None
        self.terugkom = [sessie for sessie in self.ahead if sessie.soort == Sessie.Soort.TERUGKOM]
        self.choosable = [sessie for sessie in self.ahead if sessie not in self.terugkom] or self.terugkom
        self.ask_namens(reeks)
        if any(not sessie.is_online for sessie in self.ahead):
            self.fields["nodig"] = nodig_field()
        self.order_fields(self.field_order)
        self.lay_out()
        self.show_places(Opening())

    def ask_namens(self, reeks: Reeks) -> None:
        """Ask for a gemeente, or for one of both where somebody may come without."""
        takes_both = self.access.takes_organisaties
        is_only = self.access.only_provincie is not None
        gemeente = GemeenteField(first=reeks.provincie, is_only=is_only, stempel=self.stempel, required=not takes_both)
        self.fields["gemeente"] = gemeente
        if takes_both:
            self.fields["organisatie"] = organisatie_field()
            # One of both is asked for: "not required" beside each would be wrong.
            for name in ("gemeente", "organisatie"):
                self.fields[name].is_conditional = True  # type: ignore[attr-defined]

    def lay_out(self) -> None:
        """Lay the questions out in groups; a reeks with one sessie ahead has nothing to choose."""
        who = [name for name in ("naam", "email", "gemeente", "organisatie", "functie") if name in self.fields]
        self.helper.layout = Layout(
            Fieldset("Wie ben je?", *who, css_class="veldgroep"),
            Field("omvang", wrapper_class="veldgroep"),
            Field("sessies", wrapper_class="vervolgvraag"),
            *([Field("nodig")] if "nodig" in self.fields else []),
            "via",
            "website",
        )
        if self.only:
            # The form asks nothing, and a caller may still name the one there is.
            self.fields["omvang"].initial = Aanmelding.Omvang.REEKS
            self.fields["omvang"].widget = forms.HiddenInput()
            self.fields["sessies"].widget = forms.MultipleHiddenInput()

    def show_places(self, opening: Opening) -> None:
        """Say of each choice how many places there are; what was filled in is checked without it."""
        omvang, sessies = self.fields["omvang"], self.fields["sessies"]
        assert isinstance(omvang, forms.ChoiceField)  # noqa: S101 - declared above; tells the type checker
        assert isinstance(sessies, SessiesField)  # noqa: S101 - the same
        omvang.choices = [
            ("reeks", option("De hele reeks", *whole_reeks(self.ahead, opening))),
            ("sessies", option("Losse bijeenkomsten", "Je kiest zelf bij welke bijeenkomsten je wilt zijn.")),
        ]
        sessies.choices = [
            (row.slug, option(row.volledige_titel, wanneer(row), waar(row), places=places_at(row, opening)))
            for row in self.choosable
        ]
        if self.terugkom and self.choosable != self.terugkom and not self.only:
            is_full = any(row.pk in opening.sessies and opening.sessies[row.pk].is_full for row in self.terugkom)
            # The field template shows this under the choices.
            sessies.after = (  # type: ignore[attr-defined]
                f"De terugkombijeenkomst hoort er altijd bij: {wanneer(self.terugkom[0])}. "
                "Daar vertel je wat je anders bent gaan doen en wat dat opleverde."
                + (" Die is nu vol: je komt daarvoor op de wachtlijst." if is_full else "")
            )

    def check_namens(self, cleaned: dict[str, Any]) -> None:
        """Check that somebody comes for one gemeente that may take part, or for one organisatie."""
        if {"gemeente", "organisatie"} & self.errors.keys():
            return
        gemeente: Gemeente | None = cleaned.get("gemeente")
        organisatie = cleaned.get("organisatie")
        if gemeente and organisatie:
            self.add_error("organisatie", TWO_NAMENS)
        elif not gemeente and not organisatie:
            self.add_error("gemeente", NO_NAMENS)
        elif gemeente and (obstacle := self.obstacle_for(gemeente)):
            self.refuse(obstacle)

    def obstacle_for(self, gemeente: Gemeente) -> Obstacle | None:
        """Return why a gemeente may not take part; None when it may."""
        return access_obstacle(self.access, provincie=gemeente.provincie_id)

    def refuse(self, obstacle: Obstacle) -> None:
        """Say why somebody may not take part, beside the question that it is about."""
        self.add_error(ABOUT_FORM[obstacle], REFUSALS[obstacle])

    def suggest(self, gemeente: Gemeente) -> None:
        """Suggest a gemeente, unless it may not take part."""
        if not self.obstacle_for(gemeente):
            super().suggest(gemeente)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        omvang = cleaned.get("omvang")
        is_whole = omvang == Aanmelding.Omvang.REEKS
        if self.only and not is_whole and (not omvang or {*cleaned.get("sessies", [])} - {self.only.slug}):
            self.offer_what_is_left(self.only)
        elif omvang and "sessies" in cleaned:
            try:
                selection(
                    whole_reeks=is_whole,
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

    @property
    def is_sent_on(self) -> bool:
        """Whether somebody came by the link of a colleague."""
        return bool(self.cleaned_data.get("via") == SENT_ON)


def from_colleague(query: Mapping[str, str]) -> dict[str, str]:
    """Return what the link of a colleague fills in: `?gemeente=GM0193&via=collega`. What we do not know is ignored."""
    code, via = query.get("gemeente", ""), query.get("via", "")
    found = {"gemeente": code} if CBS_CODE.fullmatch(code) else {}
    return found | ({"via": via} if via == SENT_ON else {})


# --- How a choice reads -----------------------------------------------------------------------------------------


def option(title: str, *lines: str, places: str = "") -> SafeString:
    """Return how a choice reads: what it is, under it what there is to know about it, and what places there are."""
    return format_html(
        '<span class="optie-titel">{}</span>{}{}',
        title,
        format_html_join("", ' <span class="optie-uitleg">{}</span>', ((line,) for line in lines)),
        format_html(' <span class="optie-plek">{}</span>', places) if places else "",
    )


def places_at(sessie: Sessie, opening: Opening) -> str:
    """Return what there is to say of the places at one sessie; empty when there are enough."""
    room = opening.sessies.get(sessie.pk)
    if room and room.is_full:
        return "Vol: je komt op de wachtlijst"
    return "" if opening.is_full else places_left(gemeenten=None, personen=opening.left.get(sessie.pk))


def whole_reeks(ahead: list[Sessie], opening: Opening) -> list[str]:
    """Return what the whole reeks comes to, and for which sessies one would wait while others have room."""
    lines = [f"Je doet mee met alle {len(ahead)} bijeenkomsten die nog komen."]
    full = [row.volledige_titel for row in ahead if row.pk in opening.sessies and opening.sessies[row.pk].is_full]
    if full and not opening.is_full:
        lines.append(f"Je komt op de wachtlijst voor: {', '.join(full)}.")
    return lines
