"""Where somebody stands in a queue, and what was offered to them last."""

from datetime import timedelta
from typing import Any

import pytest

from registrations.models import Aanbod, Aanmelding
from registrations.queues import last_offers, reeks_positions, sessie_positions
from tests import factories
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.both_databases


def waiting(leerlab: Leerlab, minutes: int, **fields: Any) -> Aanmelding:
    """Make somebody who waits for the reeks since so many minutes after the start."""
    moment = NOW + timedelta(minutes=minutes)
    return factories.make_aanmelding(reeks=leerlab.reeks, status="wachtlijst", aangemeld_op=moment, **fields)


def test_the_number_for_the_reeks_is_by_the_time_of_sign_up_and_then_by_key(leerlab: Leerlab) -> None:
    third, first, second, fourth = (waiting(leerlab, minutes) for minutes in (2, 0, 1, 2))
    rows = [first, second, third, fourth]
    assert reeks_positions(rows) == dict(zip([row.pk for row in rows], [1, 2, 3, 4], strict=True))


def test_who_has_an_offer_or_stands_in_another_reeks_is_not_counted(leerlab: Leerlab) -> None:
    offered = waiting(leerlab, 0, houdt_plaats=True)
    factories.make_aanmelding(status="wachtlijst", aangemeld_op=NOW)
    factories.make_aanmelding(reeks=leerlab.reeks, aangemeld_op=NOW)
    last = waiting(leerlab, 5)
    assert reeks_positions([offered, last]) == {last.pk: 1}


def test_the_number_at_a_sessie_counts_who_has_a_place_in_the_reeks(leerlab: Leerlab) -> None:
    sessie, other = leerlab.sessies["sessie-1"], leerlab.sessies["sessie-2"]
    rows = []
    for minutes, at in ((3, sessie), (1, sessie), (0, other), (2, sessie)):
        [row] = factories.make_aanmelding(sessies=[at]).deelnames.all()
        row.status, row.in_rij_sinds = "wachtlijst", NOW + timedelta(minutes=minutes)
        row.save()
        rows.append(row)
    of_reeks = factories.make_aanmelding(sessies=[sessie], status="wachtlijst", aangemeld_op=NOW).deelnames.get()
    type(of_reeks).objects.filter(pk=of_reeks.pk).update(in_rij_sinds=NOW)
    numbers = sessie_positions([*rows, of_reeks])
    assert numbers == dict(zip([row.pk for row in rows], [3, 1, 1, 2], strict=True))


def test_nobody_who_waits_is_no_query(leerlab: Leerlab, django_assert_num_queries: Any) -> None:
    aanmelding = factories.make_aanmelding(reeks=leerlab.reeks)
    deelnames = list(aanmelding.deelnames.all())
    with django_assert_num_queries(0):
        assert (reeks_positions([aanmelding]), sessie_positions(deelnames)) == ({}, {})


def test_the_last_offer_of_each_kind(leerlab: Leerlab) -> None:
    mine, other = waiting(leerlab, 0), waiting(leerlab, 1)
    deelname = mine.deelnames.first()
    assert deelname is not None
    ended = {"staat": "verlopen", "beantwoord_op": NOW, "gemaakt_op": NOW, "verloopt_op": NOW}
    Aanbod.objects.create(aanmelding=mine, **ended)
    last = Aanbod.objects.create(aanmelding=mine, gemaakt_op=NOW, verloopt_op=NOW)
    at_sessie = Aanbod.objects.create(deelname=deelname, **ended)
    Aanbod.objects.create(aanmelding=other, gemaakt_op=NOW, verloopt_op=NOW)
    offers = last_offers([mine])
    assert (offers.reeks, offers.sessie) == ({mine.pk: last}, {deelname.pk: at_sessie})
