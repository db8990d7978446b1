"""Who works in /beheer/: invite a colleague with a role, see who may do what, take it away."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, ForeignKey, Q, QuerySet
from django.forms.models import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format

from accounts.fields import AddressField
from accounts.models import User
from programmes import memberships
from programmes.admin.texts import INVITE
from programmes.beheer import ScopedAdmin, organiser
from programmes.models import Lidmaatschap, Organisatie, Provincie, Sessie


class SessieField(ModelChoiceField[Sessie]):
    """Names the reeks and the day too: every leerlab has a Sessie 1, and returns each year."""

    def label_from_instance(self, obj: Sessie) -> str:
        day = date_format(timezone.localtime(obj.begin), "j F Y") if obj.begin else "datum volgt"
        return f"{obj.reeks}: {obj}, {day}"


class InviteForm(forms.ModelForm[Lidmaatschap]):
    """Asks for a person, a role and what for. Saving is the work of `memberships.invite`."""

    email = AddressField(label="E-mailadres", help_text="Hier gaat de uitnodiging heen.")
    naam = forms.CharField(
        label="Naam", max_length=150, help_text="Heeft deze collega al een account? Dan blijft de naam daarvan staan."
    )

    rol = forms.ChoiceField(
        label="Rol",
        choices=Lidmaatschap.Rol.choices,
        required=False,
        initial=Lidmaatschap.Rol.ORGANISATOR,
        help_text="Een gastheer kiest hieronder een bijeenkomst; de andere rollen een provincie of een organisatie.",
    )

    class Meta:
        model = Lidmaatschap
        fields = ["rol", "provincie", "organisatie", "sessie"]
        field_classes = {"sessie": SessieField}

    def clean_rol(self) -> str:
        """Take the usual one when nothing was said."""
        return self.cleaned_data["rol"] or Lidmaatschap.Rol.ORGANISATOR

    def clean(self) -> dict[str, Any]:
        """Say beforehand what `memberships.invite` would refuse."""
        data = super().clean() or self.cleaned_data
        chose_other = data.get("organisatie") or (data.get("rol") == Lidmaatschap.Rol.GASTHEER and data.get("sessie"))
        if chose_other and "provincie" not in self.changed_data:
            data["provincie"] = None  # The form had filled it in by itself.
        email = data.get("email", "")
        known = Lidmaatschap.objects.filter(
            user__email=email,
            provincie=data.get("provincie"),
            organisatie=data.get("organisatie"),
            sessie=data.get("sessie"),
        )
        if known.exists():
            raise ValidationError(INVITE[memberships.InviteObstacle.ALREADY_THERE].format(email))
        if User.objects.filter(email=email, is_active=False).exists():
            raise ValidationError(INVITE[memberships.InviteObstacle.ACCOUNT_OFF].format(email))
        return data


@admin.register(Lidmaatschap)
class LidmaatschapAdmin(ScopedAdmin[Lidmaatschap]):
    """Invites and removes who works here; a lidmaatschap itself never changes.

    It shows addresses only: who invites a stranger would else learn that they have an account, and its name.
    """

    form = InviteForm  # type: ignore[assignment]  # only for adding
    list_display = ["email", "rol", "provincie", "organisatie", "bijeenkomst"]
    list_filter = [
        "rol",
        ("provincie", RelatedOnlyFieldListFilter),
        ("organisatie", RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["user", "provincie", "organisatie", "sessie__reeks", "sessie__doelgroep"]
    search_fields = ["user__email"]

    @admin.display(description="e-mailadres", ordering="user__email")
    def email(self, obj: Lidmaatschap) -> str:
        """Return the person's address."""
        return obj.user.email

    @admin.display(description="bijeenkomst", empty_value="-")
    def bijeenkomst(self, obj: Lidmaatschap) -> str | None:
        """Return the sessie of a gastheer, with its reeks."""
        return f"{obj.sessie.reeks}: {obj.sessie}" if obj.sessie else None

    def may_change(self, user: User, obj: Lidmaatschap | None) -> bool:  # noqa: ARG002
        """Nobody: remove it and invite anew."""
        return False

    def may_delete(self, user: User, obj: Lidmaatschap | None) -> bool:  # noqa: ARG002
        """Whoever sees it."""
        return True

    def get_fields(self, request: HttpRequest, obj: Lidmaatschap | None = None) -> list[Any]:  # noqa: ARG002
        """Ask for person and area; show the address and the area afterwards."""
        area = ["rol", "provincie", "organisatie", "sessie"]
        return ["email", *area, "via_sso"] if obj else ["email", "naam", *area]

    def get_readonly_fields(self, request: HttpRequest, obj: Lidmaatschap | None = None) -> list[str]:  # noqa: ARG002
        """Show where a role came from."""
        return ["via_sso"] if obj else []

    def formfield_for_foreignkey(
        self,
        db_field: ForeignKey[Any, Any],
        request: HttpRequest,
        **kwargs: Any,
    ) -> ModelChoiceField[Any] | None:
        """Offer a whole provincie only to who organises all of it; explain the choice."""
        user = organiser(request)
        if db_field.name == "provincie":
            kwargs["help_text"] = "De rol geldt dan voor alle reeksen van de provincie."
            if not user.is_superuser:
                own = Lidmaatschap.objects.organising(user).filter(provincie__isnull=False)
                kwargs["queryset"] = Provincie.objects.filter(pk__in=own.values("provincie"))
        if db_field.name == "organisatie":
            kwargs["help_text"] = "In plaats van een provincie: alleen de reeksen van deze organisatie."
        if db_field.name == "sessie":
            kwargs["help_text"] = "Alleen voor een gastheer: die ziet wie er komt en vinkt de aanwezigen af."
            ahead = Q(einde__gte=timezone.now()) | Q(einde__isnull=True)
            rows = Sessie.objects.filter(ahead, vervallen_op__isnull=True).select_related("reeks", "doelgroep")
            kwargs["queryset"] = rows.order_by("reeks__titel", "reeks", F("begin").asc(nulls_last=True), "volgorde")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Lidmaatschap, form: Any, change: Any) -> None:  # noqa: ARG002
        """Invite. What the form could not know (somebody was faster) ends as a refusal."""
        try:
            made = memberships.invite(
                by=organiser(request),
                email=form.cleaned_data["email"],
                naam=form.cleaned_data["naam"],
                gebied=area_in(form.cleaned_data),
                rol=Lidmaatschap.Rol(form.cleaned_data["rol"]),
                now=timezone.now(),
            )
        except memberships.InviteRefused as refusal:
            raise PermissionDenied(refusal.obstacle.value) from refusal
        obj.pk, obj.user = made.pk, made.user

    def response_add(
        self,
        request: HttpRequest,
        obj: Lidmaatschap,
        post_url_continue: str | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Say what happens next."""
        self.message_user(
            request,
            f"De uitnodiging is verstuurd naar {obj.user.email}.",
            messages.SUCCESS,
        )
        return redirect("admin:programmes_lidmaatschap_changelist")

    def delete_model(self, request: HttpRequest, obj: Lidmaatschap) -> None:
        """Take it away through the verb that checks who may."""
        memberships.remove(by=organiser(request), lidmaatschap=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take each away through the verb that checks who may: all of them, or none."""
        user = organiser(request)
        # One's own last: without it one may take nothing away any more.
        rows = sorted(
            queryset.select_related("provincie", "organisatie", "sessie__reeks"), key=lambda row: row.user == user
        )
        with transaction.atomic():
            for lidmaatschap in rows:
                memberships.remove(by=user, lidmaatschap=lidmaatschap)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Lidmaatschap]) -> Any:
        """Leave it to the verb, which writes what role it was."""


def area_in(data: dict[str, Any]) -> Provincie | Organisatie | Sessie:
    """Return what a role is for; the form let through exactly one."""
    area: Provincie | Organisatie | Sessie = data["provincie"] or data["organisatie"] or data["sessie"]
    return area
