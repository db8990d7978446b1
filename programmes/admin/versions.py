"""Keeps one organisator from saving over what another saved since the page was opened."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from programmes.current_choice import KeepsCurrentChoice


def version_of(row: Model, *, lists: Sequence[str], counts: Sequence[str] = ()) -> str:
    """Return a short hash of what a form shows of a row as it was loaded, and of its stored `lists`.

    `lists` are names of relations to the rows of the inlines. What is not editable does not count, since a status has
    buttons of its own, but for the columns in `counts`. Two queries for a list with a many-to-many field, one for any
    other.
    """
    return sha256(repr(list(_shown(row, lists, counts))).encode()).hexdigest()[:16]


def _shown(row: Model, lists: Sequence[str], counts: Sequence[str]) -> Iterator[object]:
    yield [
        field.value_from_object(row) for field in row._meta.concrete_fields if field.editable or field.name in counts
    ]
    yield from (sorted(getattr(row, field.name).values_list("pk", flat=True)) for field in row._meta.many_to_many)
    for name in lists:
        rows = getattr(row, name)
        columns = [field.attname for field in rows.model._meta.concrete_fields if field.editable]
        yield list(rows.order_by("pk").values_list("pk", *columns))
        for field in rows.model._meta.many_to_many:
            yield list(rows.order_by("pk", field.name).values_list("pk", field.name))


class _Unlabelled(forms.HiddenInput):
    """Nothing to see, so no label may point at it."""

    def id_for_label(self, id_: str) -> str:  # noqa: ARG002 - Django's signature
        return ""


class _VersionField(forms.CharField):
    widget = _Unlabelled

    def has_changed(self, initial: object, data: object) -> bool:  # noqa: ARG002 - Django's signature
        """It is no data of the row."""
        return False


class VersionedForm(KeepsCurrentChoice):
    """Carries the version of a known row, and refuses to save when the row is no longer that.

    Cleaning locks the row until the end of the transaction, so that what was checked is what is saved over. A POST
    without a version was not made by a page: it is taken as it is, but refused where `is_strict`. `counts` names
    columns that the form changes though they are not editable.
    """

    versie = _VersionField(required=False)
    lists: ClassVar[Sequence[str]] = []
    counts: ClassVar[Sequence[str]] = []
    stale: ClassVar[str]
    is_strict: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        # First: what the form reads after this can only be newer, and then saving is refused.
        version = self._version_of(row) if row is not None and row.pk else ""
        super().__init__(*args, **kwargs)
        self.initial["versie"] = version

    def clean(self) -> dict[str, Any]:
        """Lock a known row and compare."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk is not None:
            known = type(self.instance)._default_manager.filter(pk=self.instance.pk)
            # A model's own ordering may join another table, whose rows would be locked along.
            stored = known.select_for_update(no_key=True).order_by("pk").first()
            seen = data.get("versie")
            if stored is None or ((seen or self.is_strict) and seen != self._version_of(stored)):
                raise ValidationError(self.stale, code="stale")
        return data

    def _version_of(self, row: Model) -> str:
        return version_of(row, lists=self.lists, counts=self.counts)
