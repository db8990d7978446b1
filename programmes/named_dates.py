"""Fields of date and time in /beheer/ of which each half has a name; Django labels only the first of the two."""

from typing import Any, TypeVar

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import DateTimeField, Field, Model
from django.http import HttpRequest
from django.utils.text import capfirst

M = TypeVar("M", bound=Model)
HALVES = ("datum", "tijd")


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
