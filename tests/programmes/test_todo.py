"""What reeksen and their sessies miss, with the one place where it is mended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from programmes.attention import Urgency
from programmes.models import Provincie, Reeks, Sessie
from programmes.todo import Klus, by_urgency, collect, tasks
from tests import factories
from tests.registrations.world import NOW

DAY = timedelta(days=1)
SOON = datetime.fromisoformat("2026-09-08T12:00+02:00")


def change(reeks: Reeks, anchor: str) -> str:
    return f"{reverse('admin:programmes_reeks_change', args=[reeks.pk])}#{anchor}"


def bare(**fields: Any) -> Sessie:
    """Make a sessie in a week that misses everything, as the second row of its page."""
    reeks = factories.make_reeks(titel="Wonen", **fields)
    factories.make_sessie(reeks=reeks, soort="kick-off", begin=NOW - 7 * DAY)
    return factories.make_sessie(reeks=reeks, begin=SOON, doelgroep_werknaam="Doelgroep X")


def test_each_thing_that_is_missing_leads_to_its_field(organisator_overijssel: User) -> None:
    sessie = bare()
    undated = factories.make_sessie(reeks=sessie.reeks, begin=None)
    online = factories.make_sessie(reeks=sessie.reeks, soort="online", begin=NOW + 2 * DAY)
    online.deskundigen.add(factories.make_deskundige())
    reeks = sessie.reeks
    assert tasks(user=organisator_overijssel, now=NOW) == [
        Klus(urgency, text, change(reeks, anchor), reeks.pk, "Wonen", op)
        for urgency, text, anchor, op in [
            (Urgency.THIS_WEEK, "Kies een locatie voor “Sessie 1: Doelgroep X”, op 8 september",
             "id_sessies-1-locatie", SOON),
            (Urgency.THIS_WEEK, "Kies een deskundige voor “Sessie 1: Doelgroep X”, op 8 september",
             "id_sessies-1-deskundigen", SOON),
            (Urgency.THIS_WEEK, "Kies de doelgroep van “Sessie 1: Doelgroep X”, op 8 september",
             "id_sessies-1-doelgroep", SOON),
            (Urgency.THIS_WEEK, f"Prik een datum voor “{undated}”", "id_sessies-2-begin_0", None),
            (Urgency.NOW, f"Vul de online link in van “{online}”, op 3 september", "id_sessies-3-online_link",
             NOW + 2 * DAY),
        ]
    ]  # fmt: skip


def test_what_is_complete_cancelled_archived_or_far_asks_nothing(organisator_overijssel: User) -> None:
    reeks = factories.make_reeks()
    fields = {"locatie": factories.make_locatie(), "deskundigen": [factories.make_deskundige()]}
    factories.make_sessie(reeks=reeks, begin=SOON, **fields)
    factories.make_sessie(reeks=reeks, begin=SOON, vervallen_op=NOW)
    factories.make_sessie(reeks=reeks, begin=NOW + 60 * DAY)
    factories.make_sessie(reeks=reeks, begin=NOW - 3 * DAY)
    bare(gearchiveerd_op=NOW)
    assert tasks(user=organisator_overijssel, now=NOW) == []


def test_a_concept_that_starts_soon_has_to_be_published(organisator_overijssel: User) -> None:
    reeks = factories.make_reeks(published=False, titel="Concept")
    begin = NOW + 20 * DAY
    factories.make_sessie(reeks=reeks, soort="kick-off", begin=begin)
    text = "Publiceer de reeks: de eerste bijeenkomst is op 21 september"
    assert tasks(user=organisator_overijssel, now=NOW) == [
        Klus(Urgency.SOON, text, change(reeks, "levensloop"), reeks.pk, "Concept", begin)
    ]


def test_who_sees_a_reeks_gets_its_tasks_and_nobody_else(
    organisator_overijssel: User, organisator_noord_holland: User, overijssel: Provincie, beheerder: User
) -> None:
    sessie = bare()
    everything = tasks(user=organisator_overijssel, now=NOW)
    assert len(everything) == 3
    medewerker = factories.make_medewerker(overijssel)
    for user, found in [
        (medewerker, everything), (beheerder, everything), (organisator_noord_holland, []),
        (factories.make_organisator(organisatie=factories.make_organisatie()), []),
        (factories.make_gastheer(sessie), []),
    ]:  # fmt: skip
        assert tasks(user=user, now=NOW) == found


def test_one_reeks_can_be_asked_for(organisator_overijssel: User, organisator_noord_holland: User) -> None:
    mine = bare().reeks
    bare(slug="nog-een")
    found = collect(user=organisator_overijssel, now=NOW, reeks=mine)
    assert {klus.reeks for klus in found} == {mine.pk}
    assert collect(user=organisator_noord_holland, now=NOW, reeks=mine) == []


def test_the_most_urgent_comes_first(organisator_overijssel: User) -> None:
    sessie = bare()
    factories.make_sessie(reeks=sessie.reeks, soort="online", begin=NOW + DAY)
    groups = by_urgency(collect(user=organisator_overijssel, now=NOW))
    assert [(label, len(found)) for label, found in groups] == [("Nu", 2), ("Deze week", 3)]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_many_reeksen_take_one_query(organisator_overijssel: User, count: int) -> None:
    for number in range(count):
        bare(slug=f"reeks-{number}")
    with CaptureQueriesContext(connection) as captured:
        assert len(tasks(user=organisator_overijssel, now=NOW)) == 3 * count
    assert len(captured) == 1
