"""What an organisator sends about another provincie is refused, whatever form it is sent in (A2 of the test matrix).

Read from the forms themselves: every choice of rows in every form of /beheer/ and of the rows in it gets a key of the
other provincie, and every column that a form leaves out is sent along. The whole database stays as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
import time_machine
from django.db.models import BooleanField, DateTimeField, Model
from django.forms.models import InlineForeignKeyField, ModelChoiceField
from django.test import Client
from django.utils import timezone

from accounts.models import User
from programmes.scope import ScopedQuerySet
from tests.leerlab.test_urls_safe import dump
from tests.programmes.beheer_world import BEHEERDER_ONLY, GLOBAL, MARK, SCOPED, SHARED, World, name, url
from tests.programmes.html_forms import sent_of

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _time_stands_still() -> Iterator[None]:
    with time_machine.travel(timezone.now(), tick=False):
        yield


POPUP = "?_popup=1&_to_field=id"
RIGHTS = {"is_staff": "on", "is_superuser": "on", "is_active": "on", "rol": "organisator"}
"""Sent along with every form, next to its own columns."""


@dataclass(frozen=True)
class Choice:
    """A choice of rows in a form: the name it is sent by, the key of somebody else's row, and whether people choose."""

    name: str
    key: object
    is_offered: bool


def choices(page: Any, user: User, foreign: World) -> Iterator[Choice]:
    """Walk the choices of rows on a page, those in rows and in the row that can be added to them included."""
    found = [page.context["adminform"].form]
    for rows in page.context["inline_admin_formsets"]:
        # Those of one list are alike.
        found += rows.formset.forms[:1]
    for form in found:
        for field_name, field in form.fields.items():
            if isinstance(field, (ModelChoiceField, InlineForeignKeyField)):
                key = key_of_another(field, user, foreign)
                if key is not None:
                    yield Choice(form.add_prefix(field_name), key, not form[field_name].is_hidden)


def key_of_another(field: Any, user: User, foreign: World) -> object:
    """Return the key of a row of the other provincie that the field could be about, or None when it is of everybody."""
    if isinstance(field, InlineForeignKeyField):
        return foreign.rows[type(field.parent_instance)].pk
    return another(field.queryset.model, user, foreign)


def another(model: type[Model], user: User, foreign: World) -> object:
    """Return the key of a row of this model of the other provincie, or None when all its rows are of everybody."""
    if model in GLOBAL:
        return None
    rows = model._default_manager.all()
    if isinstance(rows, ScopedQuerySet):
        rows = rows.exclude(pk__in=model._default_manager.all().visible_to(user))  # type: ignore[attr-defined]
    row = foreign.rows.get(model) or rows.order_by("pk").last()
    return row.pk if row else None


def page_of(client: Client, model: type[Model], row: Model | None, query: str = "") -> Any:
    """Return the form to make or to change a row, or None when there is none for this organisator."""
    answer: Any = client.get(url(model, "change" if row else "add", row) + query)
    if answer.status_code != 200 or "adminform" not in answer.context:
        return None
    may = answer.context["has_change_permission"] if row else answer.context["has_add_permission"]
    return answer if may else None


def saved_once(client: Client, model: type[Model], row: Model | None, query: str = "") -> Any:
    """Return the page after it was saved as it was, so that what saving writes by itself is there already."""
    page = page_of(client, model, row, query)
    if page and row:
        assert client.post(url(model, "change", row) + query, data_of(page, model)).status_code in {200, 302}
        page = page_of(client, model, row, query)
    return page


def data_of(page: Any, model: type[Model]) -> dict[str, Any]:
    """Return what the browser would send of it."""
    return sent_of(page.content.decode(), f"{model._meta.model_name}_form")


def kept() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table; but the stamps of the page cache, which go up whenever a row is written."""
    return {label: rows for label, rows in dump().items() if label != "programmes.Stempel"}


def refusals(page: Any) -> dict[str, str]:
    """Return the code of the first error of each field of the forms on a page that came back."""
    found = [
        page.context["adminform"].form,
        *(row for rows in page.context["inline_admin_formsets"] for row in rows.formset),
    ]
    return {
        form.add_prefix(field): errors[0].code or ""
        for form in found
        for field, errors in form.errors.as_data().items()
    }


@pytest.mark.parametrize("what", ["add", "change"])
@pytest.mark.parametrize("model", SHARED, ids=name)
def test_a_key_of_another_provincie_is_no_choice(
    client_overijssel: Client, organisator_overijssel: User, own: World, foreign: World, model: type[Model], what: str
) -> None:
    row = own.rows[model] if what == "change" else None
    for query in ("", POPUP):
        address = url(model, what, row) + query
        page = saved_once(client_overijssel, model, row, query)
        for choice in choices(page, organisator_overijssel, foreign) if page else ():
            before = kept()
            data = data_of(page, model) | {choice.name: str(choice.key)}
            answer: Any = client_overijssel.post(address, data)
            assert MARK not in answer.content.decode()
            # The hidden key of a row, or of the row it belongs to, is not read when nothing else in it changes.
            if choice.is_offered:
                assert (choice.name, answer.status_code) == (choice.name, 200)
                assert refusals(answer)[choice.name] in {"invalid_choice", "invalid_pk_value"}
            assert kept() == before


def left_out(model: type[Model], asked: set[str], user: User, foreign: World) -> dict[str, Any]:
    """Return a value of somebody else's, or just another, for each column that a form does not ask for."""
    found: dict[str, Any] = dict(RIGHTS)
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        if field.remote_field:
            found[field.name] = str(another(field.remote_field.model, user, foreign) or "")
        elif isinstance(field, DateTimeField):
            found |= {f"{field.name}_0": "31-12-2030", f"{field.name}_1": "10:00", field.name: "2030-12-31 10:00"}
        elif field.choices:
            found[field.name] = [value for value, _ in field.flatchoices][-1]
        else:
            found[field.name] = "on" if isinstance(field, BooleanField) else "7"
    return {name: value for name, value in found.items() if name.removesuffix("_0").removesuffix("_1") not in asked}


@pytest.mark.parametrize("model", [*SHARED, *BEHEERDER_ONLY], ids=name)
def test_columns_that_a_form_leaves_out_are_not_read(
    client_overijssel: Client, organisator_overijssel: User, own: World, foreign: World, model: type[Model]
) -> None:
    row: Model = own.rows.get(model) or model._default_manager.order_by("pk")[0]
    page = saved_once(client_overijssel, model, row)
    data, before = data_of(page, model) if page else {}, kept()
    asked = set(page.context["adminform"].form.fields) if page else set()
    more = left_out(model, asked, organisator_overijssel, foreign)
    answer: Any = client_overijssel.post(url(model, "change", row), data | more)
    assert answer.status_code == (302 if page else 403), refusals(answer)
    assert len(more) > len(RIGHTS)
    assert kept() == before


@pytest.mark.parametrize("model", [*SHARED, *BEHEERDER_ONLY], ids=name)
def test_no_action_reaches_a_row_of_another_provincie(
    client_overijssel: Client, client_beheerder: Client, own: World, foreign: World, model: type[Model]
) -> None:
    row: Model = foreign.rows.get(model) or model._default_manager.order_by("pk")[0]
    form = client_beheerder.get(url(model, "changelist")).context["action_form"]
    actions = [value for value, _ in form.fields["action"].choices if value] if form else []
    before = kept()
    for action in {*actions, "delete_selected"}:
        data = {"action": action, "_selected_action": str(row.pk), "index": "0", "post": "yes"}
        answer = client_overijssel.post(url(model, "changelist"), data, follow=True)
        assert MARK not in answer.content.decode()
    assert (own.rows, kept() == before) == (own.rows, True)


@pytest.mark.parametrize("model", SCOPED, ids=name)
def test_a_row_of_another_provincie_is_not_there_in_a_popup(
    client_overijssel: Client, own: World, foreign: World, model: type[Model]
) -> None:
    before = kept()
    queries = ["", POPUP, "?_to_field=naam", "?_to_field=provincie"]
    for page, query in product(("change", "delete"), queries):
        address = url(model, page, foreign.rows[model]) + query
        for answer in (client_overijssel.get(address), client_overijssel.post(address, {"post": "yes", "_popup": "1"})):
            # 400 is Django's answer to a `_to_field` that no form asks for.
            assert answer.status_code in {400, 403, 404}
            assert MARK not in answer.content.decode()
    for query in queries:
        assert MARK not in client_overijssel.get(url(model, "changelist") + query).content.decode()
    assert (own.provincie, kept() == before) == (own.provincie, True)


@pytest.mark.parametrize("model", SHARED, ids=name)
def test_no_filter_lists_a_row_of_another_provincie(
    client_overijssel: Client, organisator_overijssel: User, own: World, foreign: World, model: type[Model]
) -> None:
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        key = another(field.remote_field.model, organisator_overijssel, foreign) if field.remote_field else None
        for lookup in ("", "__exact", "__id__exact", "__in", "__isnull") if key else ():
            answer = client_overijssel.get(url(model, "changelist"), {f"{field.name}{lookup}": str(key)}, follow=True)
            assert MARK not in answer.content.decode()
            if answer.status_code == 200 and model not in GLOBAL:
                rows = {row.pk for row in answer.context["cl"].result_list}
                assert foreign.rows[model].pk not in rows
    # What belongs to no provincie is one row for all.
    assert (foreign.rows[model].pk == own.rows[model].pk) <= (model in GLOBAL)
