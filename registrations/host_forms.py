"""The form with which a gemeente offers a room for a sessie."""

import re
from typing import Any

from django import forms

from registrations.fields import OneLineField, without_web_address
from registrations.forms import page_helper
from registrations.hosting import Room

POSTCODE = re.compile(r"([1-9][0-9]{3})\s?([A-Z]{2})")
LARGEST_ROOM = 10_000


def line(label: str, needed: str, *, longest: int, **options: Any) -> OneLineField:
    """Return a field for one line that must be filled in."""
    messages = {"required": needed, "max_length": f"Deze tekst is te lang. Gebruik hoogstens {longest} tekens."}
    return OneLineField(
        label=label, max_length=longest, error_messages=messages, validators=[without_web_address], **options
    )


def text(label: str, help_text: str, *, longest: int) -> forms.CharField:
    """Return a field for a few lines that may be left out."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=longest,
        error_messages={"max_length": f"Deze tekst is te lang. Gebruik hoogstens {longest} tekens."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GastaanbodForm(forms.Form):
    """Ask what the organiser must know of a room, and visitors of the way there."""

    use_required_attribute = False

    naam = line(
        "Naam van de locatie", "Vul de naam van de locatie in.", longest=120, help_text="Bijvoorbeeld: Gemeentehuis"
    )
    adres = line("Straat en huisnummer", "Vul de straat en het huisnummer in.", longest=120)
    postcode = line("Postcode", "Vul de postcode in, bijvoorbeeld 8102 EZ.", longest=7)
    plaats = line("Plaats", "Vul de plaats in.", longest=80)
    zaalgrootte = forms.IntegerField(
        label="Hoeveel mensen passen erin?",
        min_value=1,
        max_value=LARGEST_ROOM,
        error_messages={
            "required": "Vul in hoeveel mensen erin passen.",
            "invalid": "Vul een getal in, bijvoorbeeld 40.",
            "min_value": "Vul een getal van 1 of hoger in.",
            "max_value": "Vul een getal van hoogstens 10000 in.",
        },
    )
    toegankelijkheid = text(
        "Hoe kom je binnen?", "Bijvoorbeeld: ingang zonder trap, lift, ringleiding, rolstoeltoilet.", longest=2000
    )
    openbaar_vervoer = text(
        "Met het openbaar vervoer", "Bijvoorbeeld: 8 minuten lopen vanaf het station.", longest=1000
    )
    parkeren = text("Parkeren", "Bijvoorbeeld: gratis achter het gebouw.", longest=1000)
    toelichting = text(
        "Wat moet de organisator nog weten?", "Bijvoorbeeld: er is koffie. Alleen de organisator leest dit.",
        longest=500,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean_postcode(self) -> str:
        """Write it as people do: `8102 EZ`."""
        found = POSTCODE.fullmatch(self.cleaned_data["postcode"].upper())
        if found is None:
            raise forms.ValidationError("Dit is geen postcode. Schrijf vier cijfers en twee letters, zoals 8102 EZ.")
        return f"{found[1]} {found[2]}"

    def room(self) -> Room:
        """Return what a valid form says."""
        return Room(**self.cleaned_data)
