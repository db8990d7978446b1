"""Dates in /beheer/: fields of which each half has a name (Django labels one), and short ones for lists."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import DateTimeField, Field, Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

M = TypeVar("M", bound=Model)
HALVES = ("datum", "tijd")
SHORT = "j\xa0b\xa0Y, H.i"
"""A moment where there is little room: `22 nov 2026, 21.43`. Breaks between day and time only."""


def short(moment: Any) -> str:
    """Return a moment in Dutch time as a cell of a list shows it."""
    return date_format(timezone.localtime(moment), SHORT)


def short_date(field: str, description: str) -> Callable[[Any], str]:
    """Return a column for `list_display` that shows a moment in few signs, and sorts by its field."""

    @admin.display(description=description, ordering=field)
    def column(obj: Any) -> str:
        moment = getattr(obj, field)
        return short(moment) if moment else "-"

    column.__name__ = field
    return column


class NamedDateTime(AdminSplitDateTime):
    """A date and a time, called "Begin, datum" and "Begin, tijd"."""

    def __init__(self, name: str, attrs: dict[str, Any] | None = None) -> None:
        """Take the name of the field as people read it."""
        super().__init__(attrs)
        self.name = name

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the names to what is drawn."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for half, subwidget in zip(HALVES, context["widget"]["subwidgets"], strict=True):
            subwidget["attrs"]["aria-label"] = f"{self.name}, {half}"
        return context


class NamesDates(BaseModelAdmin[M]):
    """Gives every field of date and time of a page or an inline its two names."""

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Draw dates and times with names, unless the form says how to."""
        if isinstance(db_field, DateTimeField):
            kwargs.setdefault("widget", NamedDateTime(capfirst(str(db_field.verbose_name))))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
