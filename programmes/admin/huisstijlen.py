"""The house style of each provincie in /beheer/: beheerders change it, organisatoren look at it."""

from decimal import Decimal
from typing import Any
from unicodedata import category

from django import forms
from django.contrib import admin
from django.core.validators import RegexValidator
from django.db.models import ForeignKey
from django.forms.models import ModelChoiceField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from programmes.admin.texts import STALE
from programmes.admin.versions import VersionedForm
from programmes.beheer import ScopedAdmin
from programmes.contrast import KLEUR, WHITE, contrast, text_on, too_faint
from programmes.huisstijl import change_huisstijl
from programmes.logos import MOST_BYTES, read_logo
from programmes.models import Huisstijl, Provincie
from programmes.pictures import PictureObstacle
from programmes.upload_fields import AsksForUploadAgain, PictureField

NO_COLOUR = "Dit is geen kleur. Schrijf een # en dan zes cijfers of letters van a tot en met f: #00568b."
TOO_FAINT = {
    "hoofdkleur": "Deze kleur heeft een contrast van {} op wit. Nodig is {}. Kies een donkerder tint.",
    "kopkleur": "Tekst op deze kleur heeft een contrast van {}. Nodig is {}. Kies een donkerder of lichter tint.",
    "steunkleur": "Deze kleur heeft een contrast van {} op wit. Nodig is {}. Kies een donkerder tint.",
}
LOGO = {
    PictureObstacle.TOO_HEAVY: "Dit bestand is groter dan 500 kB. Maak het kleiner.",
    PictureObstacle.NOT_A_PICTURE: "Dit is geen PNG, JPEG of WebP. Sla het logo op als een van die soorten.",
    PictureObstacle.BROKEN: "Dit plaatje is beschadigd. Sla het logo opnieuw op en probeer het opnieuw.",
    PictureObstacle.TOO_LARGE: "Dit plaatje heeft te veel pixels. Maak het hooguit 2000 pixels breed en 2000 hoog.",
    PictureObstacle.TOO_SMALL: "Dit plaatje is te klein of te smal. Kies een logo met meer pixels.",
    PictureObstacle.MOVING: "Dit plaatje beweegt. Kies een logo dat stilstaat.",
    PictureObstacle.TOO_MANY_SCANS: "Deze JPEG zit ongewoon in elkaar. Sla het logo op als PNG en probeer het opnieuw.",
}
NO_LOGO_TEXT = "Schrijf wat er op het logo staat. Wie het niet ziet, hoort deze tekst."
HAS_ONE = "Deze provincie heeft al een huisstijl."
UNSEEN = {"Cc", "Cf"}
FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"
"""Characters that show nothing though Unicode does not count them as controls."""


def in_dutch(ratio: Decimal) -> str:
    """Return a contrast as people write it: 2.90 is "2,9"."""
    return f"{ratio.normalize():f}".replace(".", ",")


class KleurField(forms.CharField):
    """A colour as `#rrggbb`; capitals become small letters."""

    default_validators = [RegexValidator(KLEUR, NO_COLOUR)]

    def __init__(self, **kwargs: Any) -> None:
        # No max_length: one message says what a colour looks like, whatever is wrong with this one.
        super().__init__(widget=forms.TextInput(attrs={"size": 9, "spellcheck": "false"}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return it in small letters."""
        return (super().to_python(value) or "").lower()


class LineField(forms.CharField):
    """One line of text that can be seen: spaces for line ends, and without characters that show nothing."""

    def to_python(self, value: Any) -> str:
        """Return it so; what only seems to be text becomes empty."""
        text = super().to_python(value) or ""
        seen = (sign for sign in text if sign.isspace() or (category(sign) not in UNSEEN and sign not in FILLERS))
        return " ".join("".join(seen).split())


class HuisstijlForm(AsksForUploadAgain, VersionedForm):
    """Asks for the style. Saving is the work of `huisstijl.change_huisstijl`."""

    stale = STALE.format("huisstijl")
    counts = ["logo_sleutel"]
    upload, choose_again = "nieuw_logo", "Kies het logo opnieuw."

    hoofdkleur = KleurField(
        label="Hoofdkleur", help_text="Voor knoppen, links en koppen. Bijvoorbeeld #00568b. Contrast met wit: 4,5."
    )
    kopkleur = KleurField(
        label="Kleur van de kop", help_text="De balk boven aan pagina's en mails. De tekst erop is wit of bijna zwart."
    )
    steunkleur = KleurField(label="Steunkleur", help_text="Voor de tijdlijn en de kaart. Contrast met wit: 3.")
    nieuw_logo = PictureField(
        read=read_logo,
        most_bytes=MOST_BYTES,
        refusals=LOGO,
        label="Nieuw logo",
        help_text=(
            "Een PNG, JPEG of WebP van hooguit 500 kB. Het logo wordt hooguit 480 bij 160 pixels."
            " Een svg kan niet: daar kan een programma in zitten."
        ),
    )
    logo_weg = forms.BooleanField(label="Haal het logo weg", required=False)

    class Meta:
        model = Huisstijl
        fields = ["provincie", "naam", "hoofdkleur", "kopkleur", "steunkleur", "email", "telefoon", "logo_tekst"]
        field_classes = {"naam": LineField, "logo_tekst": LineField}
        error_messages = {"provincie": {"unique": HAS_ONE, "invalid_choice": HAS_ONE}}

    def clean(self) -> dict[str, Any]:
        """Refuse what people can not read, with what was measured."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk is None and data.get("provincie"):
            # Until the end of the transaction: two who add one wait for each other here, before Django looks whether
            # there is one already.
            Provincie.objects.select_for_update(no_key=True).order_by("pk").filter(pk=data["provincie"].pk).first()
        for faint in too_faint(**{field: data.get(field) or "" for field in TOO_FAINT}):
            self.add_error(faint.field, TOO_FAINT[faint.field].format(in_dutch(faint.measured), in_dutch(faint.needed)))
        keeps_logo = self.instance.has_logo and not data.get("logo_weg")
        if (data.get("nieuw_logo") or keeps_logo) and not data.get("logo_tekst") and "logo_tekst" not in self.errors:
            self.add_error("logo_tekst", NO_LOGO_TEXT)
        return data


@admin.register(Huisstijl)
class HuisstijlAdmin(ScopedAdmin[Huisstijl]):
    """Organisatoren see that of their own provincie; beheerders make, change and delete it."""

    field_help = {
        "provincie": "Voor alle pagina’s en mails van deze provincie.",
        "email": "Staat onder elke pagina en mail van deze provincie.",
        "telefoon": "Dit mag leeg blijven.",
    }
    form = HuisstijlForm
    list_display = ["naam", "provincie", "email"]
    list_select_related = ["provincie"]
    search_fields = ["naam"]

    def may_add(self, user: User) -> bool:
        """Only beheerders."""
        return user.is_superuser

    def may_change(self, user: User, obj: Huisstijl | None) -> bool:  # noqa: ARG002
        """Only beheerders: it is on every page of the provincie."""
        return user.is_superuser

    def get_fieldsets(self, request: HttpRequest, obj: Huisstijl | None = None) -> Any:
        """Ask for an upload only whom may change; show what is there."""
        may_change = self.has_change_permission(request, obj)
        logo = ["huidig_logo", *(["nieuw_logo", "logo_weg"] if may_change else []), "logo_tekst"]
        if obj is None:
            logo = ["nieuw_logo", "logo_tekst"]
        return [
            (None, {"fields": ["provincie", "naam", *(["versie"] if may_change else [])]}),
            ("Kleuren", {"fields": ["hoofdkleur", "kopkleur", "steunkleur", *(["gemeten"] if obj else [])]}),
            ("Logo", {"fields": logo}),
            ("Contact", {"fields": ["email", "telefoon"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Huisstijl | None = None) -> list[str]:  # noqa: ARG002
        """Fix the provincie once made."""
        return ["provincie", "gemeten", "huidig_logo"] if obj else []

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelChoiceField[Any] | None:
        """Offer the provincies that have no house style yet."""
        if db_field.name == "provincie":
            kwargs["queryset"] = Provincie.objects.filter(huisstijl__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="contrast")
    def gemeten(self, obj: Huisstijl) -> str:
        """Return what was measured."""
        return (
            f"Hoofdkleur op wit: {in_dutch(contrast(obj.hoofdkleur, WHITE))}."
            f" Tekst op de kop: {in_dutch(contrast(text_on(obj.kopkleur), obj.kopkleur))}."
            f" Steunkleur op wit: {in_dutch(contrast(obj.steunkleur, WHITE))}."
        )

    @admin.display(description="logo", empty_value="Er is geen logo.")
    def huidig_logo(self, obj: Huisstijl) -> SafeString | None:
        """Return the picture."""
        if not obj.has_logo:
            return None
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}">',
            obj.logo_address, obj.logo_tekst, obj.logo_breedte, obj.logo_hoogte,
        )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Huisstijl, form: Any, change: Any) -> None:  # noqa: ARG002
        """Save through the verb, with the picture."""
        data = form.cleaned_data
        change_huisstijl(huisstijl=obj, logo=data.get("nieuw_logo"), without_logo=bool(data.get("logo_weg")))
