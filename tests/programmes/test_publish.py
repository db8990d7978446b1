from datetime import UTC, datetime, timedelta

import pytest

from programmes.models import Reeks
from programmes.publish import PublishRefused, publish, withdraw
from programmes.rules import PublishObstacle
from tests import factories

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_complete_reeks_is_published() -> None:
    reeks = factories.make_reeks(published=False, sessies=1)
    publish(reeks=reeks, now=NOW)
    stored = Reeks.objects.get()
    assert (stored.status, stored.gepubliceerd_op) == (Reeks.Status.GEPUBLICEERD, NOW)
    assert (reeks.status, reeks.gepubliceerd_op) == (Reeks.Status.GEPUBLICEERD, NOW)


def test_all_that_is_missing_is_said_at_once() -> None:
    reeks = factories.make_reeks(published=False, samenvatting=" ", voor_wie="", aanmelden_tot=NOW)
    with pytest.raises(PublishRefused) as refused:
        publish(reeks=reeks, now=NOW)
    assert list(refused.value.obstacles) == list(PublishObstacle)
    assert Reeks.objects.get().status == Reeks.Status.CONCEPT


def test_publishing_again_keeps_the_date() -> None:
    reeks = factories.make_reeks(published=False, sessies=1)
    publish(reeks=reeks, now=NOW)
    publish(reeks=reeks, now=NOW + timedelta(days=1))
    assert Reeks.objects.get().gepubliceerd_op == NOW


def test_a_withdrawn_reeks_is_a_concept_and_can_come_back() -> None:
    reeks = factories.make_reeks(sessies=1)
    withdraw(reeks=reeks)
    assert (Reeks.objects.get().status, reeks.is_published) == (Reeks.Status.CONCEPT, False)
    publish(reeks=reeks, now=NOW)
    assert Reeks.objects.get().gepubliceerd_op == NOW
