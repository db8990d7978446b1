"""Lets a ModelAdmin write in the log what its forms changed, and shows that log as the history of a row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format, localize

from accounts.models import User
from programmes.logboek import LONGEST_VALUE, Daad, Wijziging, record
from programmes.models import Logregel

M = TypeVar("M", bound=Model)
SECRET = "password"  # noqa: S105 - what the names of such fields hold
ADDED, REMOVED = "toegevoegd", "verwijderd"
MOST = 100
"""Lines of the history of one row that the page shows; rows of one action that are written down."""


class RecordsDeeds(admin.ModelAdmin[M]):
    """Writes what was made, changed and deleted to the log of the portal instead of to Django's own.

    Django's knows which fields changed, not what they were, and goes when the user goes.
    """

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: Any = False) -> Any:  # noqa: FBT002 - Django's
        """Keep what changed for `log_change`, which Django hands the fields only."""
        request.__dict__["_wijzigingen"] = [] if add else list(changes_of(form, formsets or []))
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request: HttpRequest, obj: M, message: Any) -> Any:  # noqa: ARG002
        """Write that a row was made."""
        return record(user=cast("User", request.user), daad=Daad.GEMAAKT, over=obj)

    def log_change(self, request: HttpRequest, obj: M, message: Any) -> Any:
        """Write what changed; a text is what a page of our own did."""
        user = cast("User", request.user)
        if isinstance(message, str):
            return record(user=user, daad=Daad.GEDAAN, over=obj, tekst=message)
        changes: list[Wijziging] = request.__dict__.pop("_wijzigingen", [])
        return record(user=user, daad=Daad.GEWIJZIGD, over=obj, wijzigingen=changes) if changes else None

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[M]) -> Any:
        """Write that rows were deleted."""
        for obj in queryset:
            record(user=cast("User", request.user), daad=Daad.VERWIJDERD, over=obj)

    def response_action(self, request: HttpRequest, queryset: QuerySet[M], *args: Any, **kwargs: Any) -> Any:
        """Carry out an action on chosen rows, and write it down for each; deleting writes for itself."""
        name = request.POST.get("action", "")
        known = self.get_actions(request)
        chosen = queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME)[:MOST])
        rows = list(chosen) if name in known and name != "delete_selected" else []
        response = super().response_action(request, queryset, *args, **kwargs)
        for row in rows if response is not None else ():
            label = known[name][2]  # type: ignore[index]  # what is known here is an action
            record(user=cast("User", request.user), daad=Daad.GEDAAN, over=row, tekst=f"{label}.")
        return response

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what was done with a row, the latest first."""
        obj = self.get_object(request, object_id)
        # In this order: who may see none of these is not told either whether there is one.
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"Geschiedenis: {obj}",
            # Scoped by itself: what all provincies share may have been made by somebody of another.
            "regels": Logregel.objects.visible_to(cast("User", request.user)).about(obj)[:MOST],
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/programmes/geschiedenis.html", context)


def changes_of(form: forms.BaseForm, formsets: Iterable[Any]) -> Iterator[Wijziging]:
    """Yield what the form of a row changed, then its inlines, each with the name of its row before it."""
    yield from _changes_of_form(form, prefix="")
    for formset in formsets:
        for row in formset.forms:
            if row in getattr(formset, "deleted_forms", []):
                yield Wijziging(veld=str(row.instance), oud=str(row.instance), nieuw=REMOVED)
            elif row.has_changed() and not row.initial.get("id") and row.instance.pk and row in formset.extra_forms:
                yield Wijziging(veld=str(row.instance), oud="", nieuw=ADDED)
            elif row.has_changed() and row.instance.pk:
                yield from _changes_of_form(row, prefix=f"{row.instance}: ")


def _changes_of_form(form: forms.BaseForm, *, prefix: str) -> Iterator[Wijziging]:
    for name in form.changed_data:
        if SECRET in name:
            yield Wijziging(veld="wachtwoord", oud="", nieuw="een ander wachtwoord")
            continue
        field = form.fields[name]
        old, new = readable(form.initial.get(name), field), readable(form.cleaned_data.get(name), field)
        if old != new:
            yield Wijziging(veld=f"{prefix}{str(field.label or name).lower()}", oud=old, nieuw=new)


def readable(value: object, field: forms.Field) -> str:
    """Return a value as people read it: dates in words, rows by name, yes and no. Queries a row given by its key."""
    if isinstance(field, forms.ModelChoiceField) and not isinstance(value, Model):
        return ", ".join(sorted(_names(field, value)))
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "j F Y H:i")
    if isinstance(value, (list, tuple, set, frozenset, QuerySet)):
        return ", ".join(sorted(str(item) for item in value))
    choices = getattr(field, "choices", None)
    labels = {str(key): str(label) for key, label in choices} if isinstance(choices, Sequence) else {}
    text = labels.get(str(value)) or str(localize(value) if isinstance(value, float) else value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _names(field: forms.ModelChoiceField[Any], value: object) -> Iterator[str]:
    keys = list(value) if isinstance(value, (list, tuple, set, QuerySet)) else [value] if value else []
    yield from (str(key) for key in keys if isinstance(key, Model))
    unknown = [key for key in keys if not isinstance(key, Model)]
    if unknown and field.queryset is not None:
        yield from (str(row) for row in field.queryset.model._default_manager.filter(pk__in=unknown))
