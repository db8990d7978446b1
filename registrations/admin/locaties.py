"""What a new address of a locatie in /beheer/ does for the people who come there; see reeksen.py."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from programmes.admin.aanbieders import LocatieAdmin
from programmes.admin.texts import STALE_LOCATIE
from programmes.admin.versions import VersionedForm
from programmes.models import Locatie
from registrations import moves
from registrations.admin.telling import AsksFirst, refuse_going_back, sentence_of


class LocatieForm(VersionedForm):
    """Lets the organiser come back from the question who gets a mail; saves over nobody's change meanwhile."""

    stale = STALE_LOCATIE

    def clean(self) -> dict[str, Any]:
        """Save nothing when they only come back."""
        data = super().clean() or self.cleaned_data
        refuse_going_back(self.data)
        return data


admin.site.unregister(Locatie)


@admin.register(Locatie)
class LocatieMetBezoekersAdmin(AsksFirst, LocatieAdmin):
    """Saves a locatie and tells who comes there its new address."""

    form = LocatieForm

    def get_fieldsets(self, request: HttpRequest, obj: Locatie | None = None) -> Any:
        """Carry the version of a known locatie along, unseen, for who may change it."""
        (title, options), *others = super().get_fieldsets(request, obj)
        carries = obj is not None and self.has_change_permission(request, obj)
        fields = [*options["fields"], "versie"] if carries else options["fields"]
        return [(title, {**options, "fields": fields}), *others]

    def save_model(self, request: HttpRequest, obj: Locatie, form: Any, change: Any) -> None:  # noqa: ARG002
        """Save, and mail whoever comes to a sessie here; ask first who has not seen who that is."""
        told = moves.move_locatie(locatie=obj, now=timezone.now(), toelichting=sentence_of(request))
        self.check_seen(request, [one for one in told if one.people])
