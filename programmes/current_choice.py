"""The form under every page of /beheer/ that refers to something in scope."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db.models import ManyToManyField, Q
from django.forms.models import BaseInlineFormSet, ModelChoiceField, ModelChoiceIterator
from django.utils.choices import BaseChoiceIterator


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

    def current(self, name: str) -> set[Any]:
        """Return the keys of what the row refers to now. No query for a row that was prefetched."""
        if not isinstance(self.instance._meta.get_field(name), ManyToManyField):
            return {self.instance.serializable_value(name)} - {None}
        return {row.pk for row in getattr(self.instance, name).all()} if self.instance.pk else set()


class Offered:
    """What a field of all rows of a form set offers: asked when it is shown, and once."""

    def __init__(self, field: ModelChoiceField[Any]) -> None:
        self.field = field
        self._known: list[tuple[Any, Any]] | None = None

    def choices(self) -> list[tuple[Any, Any]]:
        """Return the choices, with the empty one. One query the first time."""
        if self._known is None:
            self._known = list(ModelChoiceIterator(self.field))
        return self._known


class OwnChoices(BaseChoiceIterator):
    """What one row offers: the same as the others, unless it keeps what could not be chosen anew."""

    def __init__(self, offered: Offered, form: KeepsCurrentChoice, name: str) -> None:
        self.offered, self.form, self.name = offered, form, name

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield the choices; for a row that keeps something else with a query of its own."""
        shared = self.offered.choices()
        field = self.form.fields[self.name]
        is_shared = self.form.current(self.name) <= {value for value, _ in shared}
        yield from shared if is_shared else ModelChoiceIterator(cast("ModelChoiceField[Any]", field))


class OffersOnce(BaseInlineFormSet[Any, Any, Any]):
    """A form set of `KeepsCurrentChoice` that asks what a field offers once, not for each of its rows."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Let the rows share what they show; what a row accepts is its own question."""
        super().add_fields(form, index)
        known: dict[str, Offered] = self.__dict__.setdefault("_offered", {})
        for name, field in self.form.base_fields.items():
            if isinstance(field, ModelChoiceField) and name in form.fields:
                known.setdefault(name, Offered(field))
                form.fields[name].widget.choices = OwnChoices(known[name], form, name)
