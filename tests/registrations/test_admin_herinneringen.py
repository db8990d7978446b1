"""The rows with reminders on the page of a reeks in /beheer/, and the reminders that came with the migration."""

from datetime import UTC, datetime, time
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory

from accounts.models import User
from programmes.models import Reeks
from registrations.admin.herinneringen import HerinneringInline
from registrations.models import Herinnering
from registrations.reminders import give_defaults
from tests import factories
from tests.programmes.beheer_world import formset

pytestmark = pytest.mark.django_db

MADE, LATER = datetime(2026, 9, 1, 10, tzinfo=UTC), datetime(2026, 9, 2, 10, tzinfo=UTC)


def rows_of(user: User, reeks: Reeks, data: dict[str, object] | None = None) -> Any:
    """Return the rows on the page of a reeks, as shown or as they came back."""
    request = RequestFactory().get("/")
    request.user = user
    inline = HerinneringInline(Reeks, admin.site)
    made = inline.get_formset(request, reeks if reeks.pk else None)
    return made(instance=reeks, prefix="herinneringen", **({"data": data} if data is not None else {}))


def set_of(reeks: Reeks) -> list[tuple[int, time, datetime]]:
    return [(row.dagen_ervoor, row.tijd, row.ingesteld_op) for row in reeks.herinneringen.all()]


def row(dagen: object, tijd: str = "09:00", **fields: object) -> dict[str, object]:
    return {"dagen_ervoor": dagen, "tijd": tijd} | fields


def test_a_new_reeks_is_shown_the_reminders_it_starts_with(beheerder: User) -> None:
    shown = rows_of(beheerder, Reeks())
    assert [form.initial for form in shown] == [
        {"dagen_ervoor": 7, "tijd": time(9)},
        {"dagen_ervoor": 1, "tijd": time(9)},
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(7), row(1)], [(7, time(9)), (1, time(9))]),
        ([row(7), row("")], [(7, time(9))]),
        ([row(""), row("", "")], []),
        ([row(14, "08:30"), row(0, "07:00")], [(14, time(8, 30)), (0, time(7))]),
    ],
)
def test_what_comes_back_of_them_is_kept(
    beheerder: User, rows: list[dict[str, object]], expected: list[tuple[int, time]]
) -> None:
    reeks = factories.make_reeks()
    with time_machine.travel(MADE, tick=False):
        shown = rows_of(beheerder, reeks, formset("herinneringen", *rows))
        assert shown.is_valid()
        shown.save()
    assert set_of(reeks) == [(dagen, tijd, MADE) for dagen, tijd in expected]


def test_a_changed_one_counts_from_now_and_one_taken_away_is_gone(beheerder: User) -> None:
    reeks = factories.make_reeks()
    give_defaults(reeks=reeks, now=MADE)
    week, day = (known.pk for known in reeks.herinneringen.all())
    rows = [row(7, "10:00", id=week), row(1, id=day, DELETE="on"), row("")]
    with time_machine.travel(LATER, tick=False):
        shown = rows_of(beheerder, reeks, formset("herinneringen", *rows, initial=2))
        assert shown.is_valid()
        shown.save()
    assert set_of(reeks) == [(7, time(10), LATER)]


def test_one_that_stays_as_it_was_keeps_its_moment(beheerder: User) -> None:
    reeks = factories.make_reeks()
    give_defaults(reeks=reeks, now=MADE)
    rows = [row(known.dagen_ervoor, id=known.pk) for known in reeks.herinneringen.all()]
    shown = rows_of(beheerder, reeks, formset("herinneringen", *rows, initial=2))
    assert shown.is_valid()
    shown.save()
    assert set_of(reeks) == [(7, time(9), MADE), (1, time(9), MADE)]


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([row(61)], [{"dagen_ervoor": ["Kies 0 tot en met 60 dagen."]}]),
        ([row("", "10:00")], [{"dagen_ervoor": ["Vul dit in."]}]),
        ([row(7, "")], [{"tijd": ["Vul dit in."]}]),
    ],
)
def test_what_can_not_be_is_refused(
    beheerder: User, rows: list[dict[str, object]], errors: list[dict[str, list[str]]]
) -> None:
    shown = rows_of(beheerder, factories.make_reeks(), formset("herinneringen", *rows))
    assert not shown.is_valid()
    assert shown.errors == errors


def test_the_same_twice_is_refused(beheerder: User) -> None:
    shown = rows_of(beheerder, factories.make_reeks(), formset("herinneringen", row(7), row(7)))
    assert not shown.is_valid()


def test_a_page_without_these_rows_leaves_them_as_they_are(beheerder: User) -> None:
    reeks = factories.make_reeks()
    give_defaults(reeks=reeks, now=MADE)
    shown = rows_of(beheerder, reeks, {"titel": "Een reeks"})
    assert shown.is_valid()
    shown.save()
    assert set_of(reeks) == [(7, time(9), MADE), (1, time(9), MADE)]


def test_a_row_of_another_reeks_is_not_changed(beheerder: User) -> None:
    other = factories.make_reeks()
    give_defaults(reeks=other, now=MADE)
    stolen = other.herinneringen.get(dagen_ervoor=7)
    data = formset("herinneringen", row(30, id=stolen.pk), initial=1)
    own = factories.make_reeks()
    shown = rows_of(beheerder, own, data)
    assert shown.is_valid()
    shown.save()
    assert set_of(own) == []
    assert set_of(other) == [(7, time(9), MADE), (1, time(9), MADE)]


def test_every_reeks_there_was_got_the_reminders_of_a_new_one() -> None:
    reeks = factories.make_reeks()
    migration = import_module("registrations.migrations.0009_herinneringen")
    with time_machine.travel(MADE, tick=False):
        migration.give_defaults(apps, None)
    assert set_of(reeks) == [(days, tijd, MADE) for days, tijd in Herinnering.DEFAULTS]
