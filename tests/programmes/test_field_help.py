"""Every field that an organisator fills in explains itself: by a label that says it all, or by a sentence of help."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory

from learning.models import Handvatten, Materiaal
from programmes.admin.new_reeks import NewReeksForm
from programmes.models import (
    Deskundige,
    Doelgroep,
    Huisstijl,
    Lidmaatschap,
    Locatie,
    Organisatie,
    Pagina,
    Provincie,
    Reeks,
    Thema,
)
from registrations.admin.invite_pages import InviteForm
from registrations.admin.rondmail_form import RondmailForm
from tests import factories

pytestmark = pytest.mark.django_db
MAIN: list[type[Model]] = [
    Reeks, Lidmaatschap, Locatie, Deskundige, Organisatie, Provincie, Huisstijl, Pagina, Thema, Doelgroep, Handvatten,
    Materiaal,
]  # fmt: skip
PLAIN = {
    "Reeks.provincie", "Deskundige.naam", "Deskundige.foto_weg", "Huisstijl.logo_weg",
    "Locatie.adres", "Locatie.postcode", "Locatie.plaats",
    "NewReeksForm.provincie", "NewReeksForm.einde",
}  # fmt: skip
"""These labels say it all."""
MOST = 200
"""Signs in the help of a field; more than that nobody reads."""
OF_THE_FORM = {"versie"}
"""What a form keeps for itself and nobody sees."""


def fields_of(request: Any) -> Iterator[tuple[str, forms.Field]]:
    """Give every field of the main forms of the admin and their inlines, and of our own pages, with its name."""
    for model in MAIN:
        page = admin.site.get_model_admin(model)
        forms_here = [(model, page.get_form(request, None))]
        forms_here += [(row.model, row.get_formset(request, None).form) for row in page.get_inline_instances(request)]
        for its_model, form in forms_here:
            yield from ((f"{its_model.__name__}.{name}", field) for name, field in form.base_fields.items())
    for own in (NewReeksForm, InviteForm, RondmailForm):
        yield from ((f"{own.__name__}.{name}", field) for name, field in own.base_fields.items())


def test_every_field_explains_itself() -> None:
    request = RequestFactory().get("/")
    request.user = factories.make_beheerder()
    fields = {name: field for name, field in fields_of(request) if name.partition(".")[2] not in OF_THE_FORM}
    bare = {name for name, field in fields.items() if not field.help_text}
    assert bare - PLAIN == set()
    assert PLAIN & set(fields) - bare == set()
    assert {name for name, field in fields.items() if len(str(field.help_text)) > MOST} == set()
