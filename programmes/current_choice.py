"""The form under every page of /beheer/ that refers to something in scope."""

from typing import Any

from django import forms
from django.db.models import ManyToManyField, Q
from django.forms.models import ModelChoiceField


class KeepsCurrentChoice(forms.ModelForm[Any]):
    """Lets a row keep what it refers to, also when the organisator could not choose that anew.

    For example a reeks of a national organisatie: its organisator in the provincie may change the title.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        for name, field in self.fields.items():
            if isinstance(field, ModelChoiceField) and field.queryset is not None:
                scope = field.queryset
                field.queryset = scope.model._default_manager.filter(
                    Q(pk__in=scope.order_by().values("pk")) | Q(pk__in=self._current(name))
                ).order_by(*scope.query.order_by)

    def _current(self, name: str) -> Any:
        if isinstance(self.instance._meta.get_field(name), ManyToManyField):
            return getattr(self.instance, name).order_by().values("pk")
        return [self.instance.serializable_value(name)]
