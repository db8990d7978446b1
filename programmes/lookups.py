"""Which question an address may ask of a list in /beheer/, and of the autocomplete."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.http import HttpRequest


def lookups_of_filters(model_admin: admin.ModelAdmin[Any], request: HttpRequest) -> frozenset[str]:
    """Return the parameters that the filters beside a list make; everything else is a question by hand.

    Django allows any lookup on any field one step away. That tells whether another provincie has rows on what all
    share, and lets a regular expression hold up the database. Filters by date have no place here: none is in use,
    and a year such as 0 is an error in the database.
    """
    found: set[str] = set()
    for item in model_admin.get_list_filter(request):
        if isinstance(item, type) and issubclass(item, SimpleListFilter):
            found.add(str(item.parameter_name))
        else:
            found.update(_lookups_of(model_admin.model, str(item[0] if isinstance(item, list | tuple) else item)))
    return frozenset(found)


def is_forward_relation(app_label: str, model_name: str, field_name: str) -> bool:
    """Tell whether these name a foreign key or a many-to-many field, the only ones a form asks choices for."""
    try:
        field = apps.get_model(app_label, model_name)._meta.get_field(field_name)
    except (LookupError, FieldDoesNotExist):
        return False
    return isinstance(field, Field) and field.remote_field is not None


def _lookups_of(model: type[Model], path: str) -> Iterator[str]:
    field: Any = get_fields_from_path(model, path)[-1]
    yield f"{path}__isnull"
    if field.is_relation:
        yield f"{path}__{field.target_field.name}__exact"
    else:
        yield f"{path}__exact"
