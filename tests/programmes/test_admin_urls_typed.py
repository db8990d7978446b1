"""No link that an organisator types can run anything: `javascript:` is refused by every form with a link in it."""

from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import URLField
from django.test import RequestFactory

from accounts.models import User
from tests import factories
from tests.poison import LINK, OURS


def fields_of_forms(user: User) -> Iterator[tuple[str, forms.Field]]:
    """Walk the fields of every form of /beheer/ and of the rows in it, each with the name of its column."""
    request = RequestFactory().get("/beheer/")
    request.user = user
    for model, page in admin.site._registry.items():  # noqa: SLF001 - Django offers no other list of them
        # Some ask for a link in one row only, as the page about accessibility does.
        rows = [None, *model._default_manager.all()]
        found = [(model, page.get_form(request, row, change=True)) for row in rows]
        found += [(row.model, row.get_formset(request).form) for row in page.get_inline_instances(request)]
        for of, form in found:
            for name, field in form.base_fields.items():
                yield f"{of._meta.label}.{name}", field


def test_every_link_is_checked(beheerder: User) -> None:
    columns = {
        f"{model._meta.label}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, URLField)
    }
    factories.make_pagina("toegankelijkheid")
    links = {name: field for name, field in fields_of_forms(beheerder) if name in columns}
    assert set(links) == columns
    for field in links.values():
        # With markup in it a link is a link; the pages of test_hostile_text show it as one.
        assert field.clean(LINK) == LINK
        for bad in ("javascript:alert(1)", " JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x"):
            with pytest.raises(ValidationError):
                field.clean(bad)
