"""Puts markup that would run in every text field there is, past all validation; a field of a new model by itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CharField, EmailField, Field, JSONField, Model, SlugField, TextField, URLField

OURS = ("accounts", "outbox", "programmes", "registrations", "learning")
MARKERS = [
    'javascript:alert(1)//"><svg onload=alert(1)> [k](javascript:alert(1))',
    '"><svg onload=alert(1)>',
    "<svg onload=a>",
]
"""What is put behind the text that was there; the first that fits."""
LINK = 'https://p.example/"><svg/onload=alert(1)>javascript:alert(1)'
"""Every form takes this; that none takes `javascript:` itself is in tests/programmes/test_admin_links.py."""
LOCAL = '"\\"><svg/onload=alert(1)>'
"""A local part between quotes may hold all of this, and Django's own check lets it pass."""
KEPT: dict[str, str] = {
    name: why
    for why, names in {
        "made by the portal out of random bits or a sum": (
            "accounts.User.password accounts.Teller.sleutel outbox.Bericht.sleutel programmes.Deskundige.foto_sleutel"
            " programmes.Huisstijl.logo_sleutel registrations.Agendalink.sleutel_hash learning.Handvatten.pdf_sleutel"
            " learning.PdfBestand.sleutel learning.Materiaal.sha256"
        ),
        "a word of the code": (
            "outbox.Bericht.soort outbox.Bericht.over outbox.Bericht.methode programmes.Logregel.soort"
            " programmes.Logregel.sleutel programmes.Stempel.naam programmes.Pagina.slug registrations.Overgang.van"
            " registrations.Overgang.naar registrations.Rondmail.filters learning.Materiaal.content_type"
        ),
        "written by a template out of what is poisoned here; its own tests read it back": (
            "outbox.Bericht.html outbox.Bericht.kalender outbox.Bericht.links outbox.Bericht.afmeldlink"
        ),
        "too short: 2 to 12 signs": (
            "programmes.Provincie.code programmes.Gemeente.code programmes.Locatie.postcode outbox.Onbestelbaar.code"
            " registrations.Gastaanbod.postcode"
        ),
        "a colour, and the database checks that": (
            "programmes.Huisstijl.hoofdkleur programmes.Huisstijl.kopkleur programmes.Huisstijl.steunkleur"
        ),
    }.items()
    for name in names.split()
}
"""Fields that can not hold it, and why."""


def text_fields() -> Iterator[tuple[type[Model], Field[Any, Any]]]:
    """Walk the fields of all our models that hold a text of somebody."""
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, (CharField, TextField, JSONField)) and not isinstance(field, SlugField)
                if is_text and not field.choices and f"{model._meta.label}.{field.name}" not in KEPT:
                    yield model, field


def poison(field: Field[Any, Any], value: Any) -> Any:
    """Return what a field holds from now on."""
    if isinstance(field, JSONField):
        return [{key: f"{text}{MARKERS[1]}" for key, text in line.items()} for line in value]
    if isinstance(field, URLField):
        return LINK
    if isinstance(field, EmailField):
        local, _, domain = (value or "x@p.example").partition("@")
        return f'{LOCAL}{local}"@{domain}'
    room = field.max_length or 10_000
    marker = next(text for text in MARKERS if len(text) <= room)
    return f"{value}"[: room - len(marker)] + marker


def poison_all(but: Mapping[tuple[str, str], Mapping[str, str]]) -> list[str]:
    """Fill every text field of every row that may have it; return the fields of which no row took it.

    `but` names rows that keep theirs: by the label of the model and the name of the field, what they are found by.
    """
    clean = []
    for model, field in text_fields():
        rows = list(model._default_manager.exclude(**but.get((model._meta.label, field.name), {})))
        if poisoned(model, field, rows) == 0:
            clean.append(f"{model._meta.label}.{field.name}")
    return clean


def poisoned(model: type[Model], field: Field[Any, Any], rows: Sequence[Model]) -> int:
    """Fill a field of rows, past all validation but that of the database; return how many took it."""
    for row in rows:
        setattr(row, field.name, poison(field, getattr(row, field.name)))
    try:
        with transaction.atomic():
            return model._default_manager.bulk_update(rows, [field.name], batch_size=500)
    except IntegrityError:
        # A text that only some rows may have, such as the address of a statement about accessibility.
        return 0 if len(rows) == 1 else sum(poisoned(model, field, [fresh(row)]) for row in rows)


def fresh(row: Model) -> Model:
    """Return a row as it is in the database."""
    return type(row)._default_manager.get(pk=row.pk)
