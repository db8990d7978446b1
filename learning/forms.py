"""The form with which an organiser places a file: it judges the file, and asks what there is to say of it."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.files.uploadedfile import UploadedFile

from learning.models import Materiaal
from learning.upload_kinds import TYPES, Obstacle, UploadRefused
from learning.uploads import Upload, read_upload
from programmes.upload_fields import AsksForUploadAgain

KINDS = "pdf, pptx, odp, docx, odt, xlsx, ods, jpg en png"
REFUSALS: dict[Obstacle, str] = {
    Obstacle.EMPTY: "Dit bestand is leeg. Kies een ander bestand.",
    Obstacle.TOO_HEAVY: "Dit bestand is groter dan 25 MB. Maak het kleiner, bijvoorbeeld door er een pdf van te maken.",
    Obstacle.NO_KIND: f"Dit soort bestand kan niet. Wat wel kan: {KINDS}.",
    Obstacle.ODD_NAME: "De naam van dit bestand kan niet. Geef het een korte naam en probeer het opnieuw.",
    Obstacle.NOT_THAT: "In dit bestand zit iets anders dan de naam zegt. Sla het opnieuw op en probeer het opnieuw.",
    Obstacle.BROKEN: "Dit bestand is beschadigd. Sla het opnieuw op en probeer het opnieuw.",
    Obstacle.LOCKED: "Dit bestand heeft een wachtwoord, of is heel oud. Maak er een pdf zonder wachtwoord van.",
    Obstacle.MACROS: "In dit bestand zit een programma, zoals een macro. Maak er een pdf van.",
    Obstacle.TWO_IN_ONE: "Dit bestand zit ongewoon in elkaar. Sla het opnieuw op of maak er een pdf van.",
    Obstacle.TOO_LARGE_INSIDE: "Dit bestand is te groot als het uitgepakt is. Maak er een pdf van.",
    Obstacle.PICTURE_TOO_LARGE: "Deze afbeelding heeft te veel pixels. Maak haar kleiner.",
}


class BestandField(forms.FileField):
    """A file that becomes an `Upload`."""

    widget = forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in TYPES)})

    def __init__(self, **options: Any) -> None:
        # What is empty is refused in our own words.
        super().__init__(allow_empty_file=True, error_messages={"required": "Kies een bestand."}, **options)

    def clean(self, data: Any, initial: Any = None) -> Upload:
        """Judge the file by what is in it."""
        file: UploadedFile[bytes] = super().clean(data, initial)
        try:
            return read_upload(file, naam=str(file.name or ""))
        except UploadRefused as refusal:
            raise forms.ValidationError(REFUSALS[refusal.obstacle]) from refusal


class MateriaalForm(AsksForUploadAgain, forms.ModelForm[Materiaal]):
    """Asks for a file and what it is. Saving is the work of `materiaal.place` and `materiaal.replace`."""

    use_required_attribute = False
    upload, choose_again = "bestand", "Kies het bestand opnieuw."

    bestand = BestandField(label="Bestand", help_text=f"Hooguit 25 MB. Dit kan: {KINDS}.")

    class Meta:
        model = Materiaal
        fields = ["titel", "soort", "zichtbaar"]
        widgets = {"titel": AdminTextInputWidget(attrs={"class": "vLargeTextField"})}
        error_messages = {"titel": {"required": "Geef het bestand een titel."}}

    field_order = ["bestand", "titel", "soort", "zichtbaar"]
