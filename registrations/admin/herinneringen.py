"""The reminders of a reeks, on its page in /beheer/."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone

from programmes.beheer import ScopedInline
from programmes.models import Reeks
from registrations import reminders
from registrations.models import Herinnering


class HerinneringForm(forms.ModelForm[Herinnering]):
    """One reminder. A new row that was made empty is left out; the time alone says nothing."""

    class Meta:
        model = Herinnering
        fields = ["dagen_ervoor", "tijd"]

    def has_changed(self) -> bool:
        """Tell whether the row says something; an empty new one has a time, as it was shown or taken away."""
        is_emptied = not self.instance.pk and self.changed_data == ["tijd"] and not self["tijd"].data
        return super().has_changed() and not is_emptied


class HerinneringFormSet(BaseInlineFormSet[Herinnering, Reeks, HerinneringForm]):
    """All reminders of a reeks; a new reeks starts with those that suit most, to keep, change or empty.

    A page without these rows, as one that was open since before there were any, leaves them as they are.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        data = kwargs.get("data")
        # Not on the way back: what was made empty stays empty.
        kwargs["initial"] = None
        if data is None and getattr(kwargs.get("instance"), "pk", None) is None:
            kwargs["initial"] = [{"dagen_ervoor": days, "tijd": tijd} for days, tijd in Herinnering.DEFAULTS]
        prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
            kwargs["data"] = {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give every field a name to be read aloud: a row of a table shows its labels in the head only."""
        super().add_fields(form, index)
        row = "nieuwe herinnering" if index is None else f"herinnering {index + 1}"
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", f"{field.label or ''}, {row}".capitalize())

    def save_existing(self, form: Any, obj: Herinnering, commit: bool = True) -> Herinnering:  # noqa: FBT001, FBT002
        """Save a changed reminder as one that is set now."""
        if commit:
            data = form.cleaned_data
            reminders.change(herinnering=obj, dagen_ervoor=data["dagen_ervoor"], tijd=data["tijd"], now=timezone.now())
        return obj


class HerinneringInline(ScopedInline, admin.TabularInline[Herinnering, Reeks]):
    """How many days before each sessie people get a mail, and at what time."""

    field_help = {
        "tijd": "Op die tijd gaat de mail weg.",
    }
    model = Herinnering
    form = HerinneringForm
    formset = HerinneringFormSet  # type: ignore[assignment]  # a form set of a form of our own
    fields = ["dagen_ervoor", "tijd"]
    max_num = 10
    verbose_name = "herinnering"
    verbose_name_plural = "herinneringen: wie een plaats heeft, krijgt ze vóór elke bijeenkomst per mail"

    def get_extra(self, request: HttpRequest, obj: Reeks | None = None, **kwargs: Any) -> int:  # noqa: ARG002
        """Give a new reeks a row for each reminder it starts with, a known one an empty row."""
        return 1 if obj else len(Herinnering.DEFAULTS)
