"""The log in /beheer/: to read and to search, and for a beheerder to take somebody's name out of."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin import UserAdmin
from accounts.fields import AddressField
from accounts.models import User
from outbox.admin import BerichtAdmin
from outbox.models import Bericht
from programmes.beheer import ScopedAdmin, organiser
from programmes.logboek import wipe_person
from programmes.models import Logregel
from programmes.named_dates import short_date
from programmes.recording import RecordsDeeds

PERIODS: Mapping[str, tuple[str, int]] = {
    "dag": ("Afgelopen dag", 1),
    "week": ("Afgelopen 7 dagen", 7),
    "maand": ("Afgelopen 31 dagen", 31),
}
WHEN = short_date("op", "wanneer")
SHORTEST_NAME = 3
"""Signs: wiping “Jo” would take a piece out of half the log."""


class WhenFilter(admin.SimpleListFilter):
    """By age."""

    title = "wanneer"
    parameter_name = "periode"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ARG002
        return [(key, label) for key, (label, _) in PERIODS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Logregel]) -> QuerySet[Logregel]:  # noqa: ARG002
        chosen = PERIODS.get(self.value() or "")
        return queryset.filter(op__gte=timezone.now() - timedelta(days=chosen[1])) if chosen else queryset


class WipeForm(forms.Form):
    """Asks whose name is to go."""

    email = AddressField(label="E-mailadres", help_text="Van wie uit het logboek moet.")
    namen = forms.CharField(
        label="Namen",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Hoe deze persoon in het logboek staat. Eén naam per regel, minstens 3 tekens.",
    )

    def clean_namen(self) -> list[str]:
        """Split in lines; refuse what is so short that it stands in other names."""
        names = [line.strip() for line in self.cleaned_data["namen"].splitlines() if line.strip()]
        if any(len(name) < SHORTEST_NAME for name in names):
            raise forms.ValidationError("Een naam heeft minstens 3 tekens. Schrijf de hele naam op.")
        return names


@admin.register(Logregel)
class LogregelAdmin(ScopedAdmin[Logregel]):
    """Who did what, when, with old and new. Nobody changes or deletes a line."""

    actions = None
    list_display = [WHEN, "wie", "daad", "naam", "kort"]
    list_display_links = [WHEN]
    list_filter = ["daad", WhenFilter, ("provincie", RelatedOnlyFieldListFilter)]
    search_fields = ["wie", "naam", "tekst"]
    search_help_text = "Zoek op wie het deed, waarmee, of in de toelichting."
    fields = readonly_fields = ("op", "wie", "daad", "naam", "tekst", "wat", "provincie", "organisatie", "gewist_op")
    change_list_template = "admin/programmes/logregel/change_list.html"

    @admin.display(description="toelichting")
    def kort(self, obj: Logregel) -> str:
        """Return the sentence, or which fields changed."""
        return obj.tekst or ", ".join(str(item.get("veld", "")) for item in obj.wijzigingen[:4])

    @admin.display(description="wijzigingen")
    def wat(self, obj: Logregel) -> SafeString:
        """Return old and new of each field."""
        return render_to_string("admin/programmes/_regel.html", {"regel": obj})

    def may_add(self, user: User) -> bool:  # noqa: ARG002
        return False

    def may_change(self, user: User, obj: Logregel | None) -> bool:  # noqa: ARG002
        return False

    def get_urls(self) -> list[Any]:
        """Add the page to take somebody out of the log."""
        wipe = path("wissen/", self.admin_site.admin_view(self.wipe_view), name="programmes_logregel_wissen")
        return [wipe, *super().get_urls()]

    def wipe_view(self, request: HttpRequest) -> HttpResponse:
        """Wipe a person, for a beheerder, who is asked by the person themselves."""
        if not organiser(request).is_superuser:
            raise PermissionDenied
        form = WipeForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            with transaction.atomic():
                data = form.cleaned_data
                count = wipe_person(
                    user=organiser(request), address=data["email"], names=data["namen"], now=timezone.now()
                )
            messages.success(request, f"Gewist uit {count} regels. Wat er gebeurde, staat er nog.")
            return redirect("admin:programmes_logregel_changelist")
        context = {**self.admin_site.each_context(request), "title": "Iemand uit het logboek wissen", "form": form}
        return TemplateResponse(request, "admin/programmes/logregel/wissen.html", context | {"opts": self.opts})


# What the apps below register knows no log; here it stands once more, with one.
admin.site.unregister([User, Bericht])


@admin.register(User)
class LoggedUserAdmin(RecordsDeeds[User], UserAdmin):
    """Users, with a log of who changed what."""


@admin.register(Bericht)
class LoggedBerichtAdmin(RecordsDeeds[Bericht], BerichtAdmin):
    """Messages, with a log of who sent or stopped them."""
