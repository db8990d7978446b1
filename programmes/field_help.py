"""A sentence of help under the fields of a page in /beheer/ of which the label does not say it all."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Field, Model
from django.http import HttpRequest

M = TypeVar("M", bound=Model)


class HelpsFields(BaseModelAdmin[M]):
    """Shows `field_help`, by the name of the field; what a model or a form says of itself goes first."""

    field_help: Mapping[str, str] = {}

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Add the help where there is none."""
        if db_field.name in self.field_help and not db_field.help_text:
            kwargs.setdefault("help_text", self.field_help[db_field.name])
        return super().formfield_for_dbfield(db_field, request, **kwargs)
