"""Organisaties, locaties and deskundigen in /beheer/."""

from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import ForeignKey
from django.forms.models import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.fields import ON_A_PAGE
from accounts.models import User
from programmes import reschedule
from programmes.admin.rooms import narrow_sessies
from programmes.beheer import ScopedAdmin, organiser
from programmes.current_choice import KeepsCurrentChoice
from programmes.deskundigen import change_deskundige
from programmes.models import Deskundige, Gemeente, Lidmaatschap, Locatie, Organisatie, Reeks
from programmes.pictures import PictureObstacle
from programmes.portraits import MOST_BYTES, read_portrait
from programmes.upload_fields import AsksForUploadAgain, PictureField

S = TypeVar("S", Locatie, Deskundige)


class OrganisatieForm(KeepsCurrentChoice):
    """Asks for an address that can stand in a link."""

    def clean_email(self) -> str:
        """Refuse what would be more than an address there."""
        email: str = self.cleaned_data["email"]
        ON_A_PAGE(email)
        return email


@admin.register(Organisatie)
class OrganisatieAdmin(ScopedAdmin[Organisatie]):
    """The teams behind reeksen. Who organises for one organisatie only, changes that one and makes no others."""

    field_help = {
        "naam": "Zo staat de organisatie op de website en onder mails.",
        "provincie": "De provincie van deze organisatie. Haar organisatoren kunnen dit wijzigen.",
        "email": "Iedereen kan dit adres zien. Antwoorden op mails komen hier binnen.",
        "website": "Het hele adres, met https:// ervoor.",
    }
    form = OrganisatieForm
    list_display = ["naam", "provincie", "email"]
    list_filter = [("provincie", RelatedOnlyFieldListFilter)]
    list_select_related = ["provincie"]
    search_fields = ["naam", "email"]
    delete_refusal = "Er zijn reeksen van deze organisatie. Kies daar eerst een andere organisatie."

    def may_add(self, user: User) -> bool:
        """Beheerders, and organisatoren of a whole provincie."""
        # Every menu asks this several times; the user object lives as long as the request.
        if "_organises_a_provincie" not in user.__dict__:
            own = Lidmaatschap.objects.organising(user).filter(provincie__isnull=False)
            user.__dict__["_organises_a_provincie"] = user.is_superuser or own.exists()
        return bool(user.__dict__["_organises_a_provincie"])

    def may_delete(self, user: User, obj: Organisatie | None) -> bool:
        """Beheerders, and organisatoren of the whole provincie of this organisatie."""
        if user.is_superuser or obj is None:
            return self.may_add(user)
        return obj.provincie_id is not None and (
            Lidmaatschap.objects.organising(user).filter(provincie=obj.provincie_id).exists()
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Organisatie | None = None) -> list[str]:
        """Fix the provincie once made: another one would put reeksen out of sight of their organisatoren."""
        return ["provincie"] if obj and not organiser(request).is_superuser else []

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelChoiceField[Any] | None:
        """Demand a provincie from organisatoren: only a beheerder makes an organisatie for the whole country."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "provincie" and not organiser(request).is_superuser:
            field.required = True
            field.help_text = ""
        return field


class SharedAdmin(ScopedAdmin[S]):
    """What the teams of one provincie share: all add, see and choose; nobody changes the page of another team.

    Who organises for one organisatie only, changes and deletes what no sessie of another organisatie uses.
    """

    def may_change(self, user: User, obj: S | None) -> bool:
        """Beheerders, organisatoren of the whole provincie, and others while only their own sessies use it."""
        if user.is_superuser or obj is None:
            return True
        # One page asks this many times; the user object lives as long as the request.
        known: dict[object, bool] = user.__dict__.setdefault("_may_change_shared", {})
        key = (self.opts.label, obj.pk)
        if key not in known:
            organises_all = Lidmaatschap.objects.organising(user).filter(provincie=obj.provincie_id).exists()
            known[key] = organises_all or not obj.sessies.exclude(reeks__in=Reeks.objects.managed_by(user)).exists()
        return known[key]


@admin.register(Locatie)
class LocatieAdmin(SharedAdmin[Locatie]):
    """Places; a new address is a change for the calendars of who comes there."""

    field_help = {
        "provincie": "Organisatoren van deze provincie kunnen de locatie kiezen.",
        "gemeente": "De gemeente waar je te gast bent. Dit mag leeg blijven.",
        "zaalgrootte": "We waarschuwen als er meer mensen kunnen komen dan hier passen.",
        "contact_naam": "Alleen organisatoren zien wie dit is.",
        "contact_email": "Alleen organisatoren zien dit adres.",
        "contact_telefoon": "Alleen organisatoren zien dit nummer.",
    }
    list_display = ["naam", "plaats", "provincie", "gemeente"]
    list_filter = [("provincie", RelatedOnlyFieldListFilter)]
    list_select_related = ["provincie", "gemeente"]
    search_fields = ["naam", "plaats", "adres"]
    delete_refusal = "Er zijn bijeenkomsten op deze locatie. Kies daar eerst een andere locatie."
    fieldsets = [
        (None, {"fields": ["provincie", "naam", "adres", ("postcode", "plaats"), "gemeente"]}),
        (
            "De zaal",
            {
                "description": "Past niet iedereen erin? Dan zeggen we dat als je een bijeenkomst opslaat.",
                "fields": ["zaal", "zaalgrootte"],
            },
        ),
        (
            "Voor bezoekers",
            {
                "description": "Dit staat op de website, op de persoonlijke pagina’s en in mails.",
                "fields": ["openbaar_vervoer", "parkeren", "toegankelijkheid"],
            },
        ),
        (
            "Wie bel je over deze locatie?",
            {
                "description": "Alleen voor wie in het beheer werkt. Het komt niet op de website en niet in mails.",
                "fields": ["contact_naam", ("contact_email", "contact_telefoon")],
            },
        ),
    ]

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelChoiceField[Any] | None:
        """Offer only gemeenten that exist today."""
        if db_field.name == "gemeente":
            kwargs["queryset"] = Gemeente.objects.existing(timezone.localdate())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Make room for two or three sentences: more nobody reads on the way."""
        if db_field.name in {"openbaar_vervoer", "parkeren", "toegankelijkheid"}:
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Locatie, form: Any, change: Any) -> None:  # noqa: ARG002
        """Save through the verb that knows about calendars."""
        reschedule.save_locatie(locatie=obj, now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save, and say which sessies to come have more places than fit."""
        super().save_related(request, form, formsets, change)
        if change and "zaalgrootte" in form.changed_data:
            own = form.instance.sessies.filter(reeks__in=Reeks.objects.managed_by(organiser(request)))
            for text in narrow_sessies(own.select_related("reeks", "locatie", "doelgroep"), now=timezone.now()):
                messages.warning(request, text)


FOTO = {
    PictureObstacle.TOO_HEAVY: "Deze foto is groter dan 4,9 MB. Maak hem kleiner.",
    PictureObstacle.NOT_A_PICTURE: "Dit is geen JPEG, PNG of WebP. Sla de foto op als een van die soorten.",
    PictureObstacle.BROKEN: "Deze foto is beschadigd. Sla hem opnieuw op en probeer het opnieuw.",
    PictureObstacle.TOO_LARGE: "Deze foto heeft te veel pixels. Maak hem kleiner.",
    PictureObstacle.TOO_SMALL: "Deze foto is te klein. Kies er een van minstens 120 bij 120 pixels.",
    PictureObstacle.MOVING: "Dit plaatje beweegt. Kies een foto die stilstaat.",
    PictureObstacle.TOO_MANY_SCANS: "Deze JPEG zit ongewoon in elkaar. Sla hem op als PNG en probeer het opnieuw.",
}


class DeskundigeForm(AsksForUploadAgain, KeepsCurrentChoice):
    """Asks for who somebody is, and for a photo. Saving is the work of `deskundigen.change_deskundige`."""

    upload, choose_again = "nieuwe_foto", "Kies de foto opnieuw."

    nieuwe_foto = PictureField(
        read=read_portrait,
        most_bytes=MOST_BYTES,
        refusals=FOTO,
        label="Nieuwe foto",
        help_text=(
            "Vraag toestemming: iedereen kan de foto zien. Een JPEG, PNG of WebP van hooguit 4,9 MB."
            " We bewaren het midden als vierkant. Waar de foto is gemaakt, halen we eruit."
        ),
    )
    foto_weg = forms.BooleanField(label="Haal de foto weg", required=False)

    class Meta:
        model = Deskundige
        fields = ["provincie", "naam", "functie", "bio"]
        widgets = {"bio": AdminTextareaWidget(attrs={"rows": 5})}


@admin.register(Deskundige)
class DeskundigeAdmin(SharedAdmin[Deskundige]):
    """People with experience who come to tell about it."""

    field_help = {
        "provincie": "Organisatoren van deze provincie kunnen de deskundige kiezen.",
        "functie": "Bijvoorbeeld: onderzoeker bij de hogeschool.",
    }
    form = DeskundigeForm
    list_display = ["naam", "functie", "provincie"]
    list_filter = [("provincie", RelatedOnlyFieldListFilter)]
    list_select_related = ["provincie"]
    search_fields = ["naam", "functie"]
    readonly_fields = ["huidige_foto"]

    def get_fieldsets(self, request: HttpRequest, obj: Deskundige | None = None) -> Any:
        """Ask for an upload only whom may change; show what is there."""
        may_change = self.has_change_permission(request, obj) if obj else True
        change = ["nieuwe_foto", *(["foto_weg"] if obj and obj.has_foto else [])] if may_change else []
        return [
            (None, {"fields": ["provincie", "naam", "functie", "bio"]}),
            ("Foto", {"fields": [*(["huidige_foto"] if obj else []), *change]}),
        ]

    @admin.display(description="foto")
    def huidige_foto(self, obj: Deskundige) -> SafeString | str:
        """Return the photo, or that there is none."""
        if not obj.has_foto:
            return "Er is geen foto."
        return format_html('<img src="{}" alt="{}" width="160" height="160">', obj.foto_address, f"Foto van {obj.naam}")

    def save_model(self, request: HttpRequest, obj: Deskundige, form: Any, change: Any) -> None:  # noqa: ARG002
        """Save through the verb, with the photo."""
        data = form.cleaned_data
        change_deskundige(deskundige=obj, foto=data.get("nieuwe_foto"), without_foto=bool(data.get("foto_weg")))
