"""A field of /beheer/ for a few gemeenten out of 342, by name.

Neither of Django's own widgets will do: the box of an autocomplete has no name for who listens to a page, and the two
lists side by side are partly in English and need a script.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from programmes.gemeente_names import GemeenteNames
from programmes.models import Gemeente

LONGEST = 2000


class GemeentenField(forms.CharField):
    """Names of gemeenten with a comma between them; cleans to the gemeenten themselves, each once.

    Those that exist today can be chosen, and those in `current`, which a row has already.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, widget=AdminTextInputWidget, **options)
        self.current: Sequence[Gemeente] = []

    def prepare_value(self, value: Any) -> Any:
        """Show gemeenten by name, and what somebody typed as it is."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the gemeenten that are named. One query when there are any."""
        wanted = [name.strip() for name in str(super().clean(value)).split(",") if name.strip()]
        if not wanted:
            return []
        existing = {gemeente.pk: gemeente for gemeente in Gemeente.objects.existing(timezone.localdate())}
        names = GemeenteNames((existing | {gemeente.pk: gemeente for gemeente in self.current}).values())
        found = {name: names.find(name) for name in wanted}
        errors = [unknown(name, names.near(name)) for name, gemeente in found.items() if gemeente is None]
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(gemeente for gemeente in found.values() if gemeente))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether other names are there than before."""
        before = self.prepare_value(initial) or ""
        return sorted(map(str.strip, before.split(","))) != sorted(map(str.strip, str(data or "").split(",")))


def unknown(name: str, near: Sequence[str]) -> str:
    """Return what is wrong with a name, and how to mend it."""
    hint = f"Bedoel je: {' of '.join(near)}?" if near else "Gebruik de naam of de CBS-code."
    return f"De gemeente “{name}” kennen we niet. {hint}"
