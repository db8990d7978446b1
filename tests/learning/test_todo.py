"""Handvatten that ought to be there by now."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from learning.todo import tasks
from programmes.attention import Urgency
from programmes.models import Provincie, Reeks, Sessie
from programmes.todo import Klus
from tests import factories
from tests.registrations.world import NOW

DAY = timedelta(days=1)


def named(days: int, fields: dict[str, Any]) -> Reeks:
    return factories.make_reeks() if fields else factories.make_reeks(titel=f"Reeks van {days}")


def held(days: int = 8, **fields: Any) -> Sessie:
    """Make a sessie that was held so many days ago."""
    reeks = fields.pop("reeks", None) or named(days, fields)
    return factories.make_sessie(reeks=reeks, begin=NOW - days * DAY, **fields)


def test_a_week_after_a_sessie_its_handvatten_are_asked_for(organisator_overijssel: User) -> None:
    one, two = held(8), held(9)
    concept = factories.make_handvatten(sessie=two, published=False)
    assert tasks(user=organisator_overijssel, now=NOW) == [
        Klus(
            Urgency.THIS_WEEK, "Publiceer de handvatten van “Sessie 1”, van 23 augustus",
            reverse("admin:learning_handvatten_change", args=[concept.pk]), two.reeks.pk, "Reeks van 9", two.einde,
        ),
        Klus(
            Urgency.THIS_WEEK, "Schrijf de handvatten van “Sessie 1”, van 24 augustus",
            f"{reverse('admin:learning_handvatten_add')}?sessie={one.pk}", one.reeks.pk, "Reeks van 8", one.einde,
        ),
    ]  # fmt: skip


def test_what_is_published_too_soon_or_has_none_is_not(organisator_overijssel: User) -> None:
    factories.make_handvatten(sessie=held())
    held(6)
    held(200)
    held(soort="kick-off")
    held(soort="terugkom")
    held(vervallen_op=NOW)
    held(reeks=factories.make_reeks(published=False))
    held(reeks=factories.make_reeks(gearchiveerd_op=NOW))
    assert tasks(user=organisator_overijssel, now=NOW) == []


def test_who_may_only_look_is_not_sent_to_a_form(overijssel: Provincie) -> None:
    sessie = held()
    [klus] = tasks(user=factories.make_medewerker(overijssel), now=NOW)
    assert klus.url == reverse("admin:programmes_reeks_overzicht", args=[sessie.reeks_id])


def test_another_provincie_is_not_told(organisator_noord_holland: User) -> None:
    sessie = held()
    assert tasks(user=organisator_noord_holland, now=NOW) == []
    assert tasks(user=organisator_noord_holland, now=NOW, reeks=sessie.reeks) == []


@pytest.mark.parametrize("count", [1, 3, 20])
def test_many_reeksen_take_one_query(organisator_overijssel: User, count: int) -> None:
    for number in range(count):
        held(10 + number)
    with CaptureQueriesContext(connection) as captured:
        assert len(tasks(user=organisator_overijssel, now=NOW)) == count
    assert len(captured) == 1
