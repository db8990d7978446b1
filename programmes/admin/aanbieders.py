"""Organisaties, locaties and deskundigen in /beheer/."""

from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import ForeignKey
from django.forms.models import ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone

from accounts.fields import ON_A_PAGE
from accounts.models import User
from programmes import reschedule
from programmes.beheer import ScopedAdmin, organiser
from programmes.current_choice import KeepsCurrentChoice
from programmes.models import Deskundige, Gemeente, Lidmaatschap, Locatie, Organisatie, Reeks

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
            own = Lidmaatschap.objects.of(user).filter(provincie__isnull=False)
            user.__dict__["_organises_a_provincie"] = user.is_superuser or own.exists()
        return bool(user.__dict__["_organises_a_provincie"])

    def may_delete(self, user: User, obj: Organisatie | None) -> bool:
        """Beheerders, and organisatoren of the whole provincie of this organisatie."""
        if user.is_superuser or obj is None:
            return self.may_add(user)
        return obj.provincie_id is not None and (
            Lidmaatschap.objects.of(user).filter(provincie=obj.provincie_id).exists()
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
            organises_all = Lidmaatschap.objects.of(user).filter(provincie=obj.provincie_id).exists()
            known[key] = organises_all or not obj.sessies.exclude(reeks__in=Reeks.objects.visible_to(user)).exists()
        return known[key]


@admin.register(Locatie)
class LocatieAdmin(SharedAdmin[Locatie]):
    """Places; a new address is a change for the calendars of who comes there."""

    list_display = ["naam", "plaats", "provincie", "gemeente"]
    list_filter = [("provincie", RelatedOnlyFieldListFilter)]
    list_select_related = ["provincie", "gemeente"]
    search_fields = ["naam", "plaats", "adres"]
    delete_refusal = "Er zijn bijeenkomsten op deze locatie. Kies daar eerst een andere locatie."
    fieldsets = [
        (None, {"fields": ["provincie", "naam", "adres", ("postcode", "plaats"), "gemeente"]}),
        ("Voor bezoekers", {"fields": ["toegankelijkheid"]}),
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

    def save_model(self, request: HttpRequest, obj: Locatie, form: Any, change: Any) -> None:  # noqa: ARG002
        """Save through the verb that knows about calendars."""
        reschedule.save_locatie(locatie=obj, now=timezone.now())


@admin.register(Deskundige)
class DeskundigeAdmin(SharedAdmin[Deskundige]):
    """People with experience who come to tell about it."""

    list_display = ["naam", "functie", "provincie"]
    list_filter = [("provincie", RelatedOnlyFieldListFilter)]
    list_select_related = ["provincie"]
    search_fields = ["naam", "functie"]
