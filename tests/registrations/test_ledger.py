"""The only writer of a status: it checks each step, notes it and writes all together."""

import pytest
from django.db import IntegrityError

from registrations.ledger import BEHIND, DEELNEMER, PORTAAL, Ledger, organisator
from registrations.models import Aanmelding, Deelname, Overgang
from registrations.states import IllegalStep
from tests import factories
from tests.registrations.story import HOUR, queries
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def lines() -> list[tuple[str, str, str, str]]:
    return [(row.van, row.naar, row.wie, row.reden) for row in Overgang.objects.all()]


def test_nothing_is_written_before_it_is_asked_for() -> None:
    aanmelding = factories.make_aanmelding(status="wachtlijst")
    ledger = Ledger(actor=PORTAAL, now=NOW)
    ledger.move(aanmelding, "actief", holds=True)
    assert (Aanmelding.objects.get().status, lines()) == ("wachtlijst", [])
    ledger.write()
    assert (Aanmelding.objects.get().status, lines()) == ("actief", [("wachtlijst", "actief", "portaal", "")])
    ledger.write()
    assert len(lines()) == 1, "what was written is not written again"


def test_a_new_aanmelding_and_its_deelnames_in_one_go() -> None:
    reeks = factories.make_reeks(sessies=3)
    gemeente = factories.make_gemeente()
    aanmelding = Aanmelding(reeks=reeks, gemeente=gemeente, email="anna@x.example", naam="Anna", omvang="reeks")
    ledger = Ledger(actor=DEELNEMER, now=NOW)
    ledger.move(aanmelding, "onbevestigd", holds=True)
    for sessie in reeks.sessies.all():
        ledger.move_deelname(Deelname(aanmelding=aanmelding, sessie=sessie), "aangemeld")
    assert queries(ledger.write) == 3
    assert lines() == [("", "onbevestigd", "deelnemer", ""), *[("", "aangemeld", "deelnemer", "")] * 3]
    rows = Deelname.objects.values_list("email", "status", "in_rij_sinds", "gewijzigd_op")
    assert list(rows) == [("anna@x.example", "aangemeld", NOW, NOW)] * 3


def test_staying_where_it_is_notes_nothing_but_may_let_go_of_a_place() -> None:
    aanmelding = factories.make_aanmelding(status="wachtlijst", houdt_plaats=True)
    ledger = Ledger(actor=PORTAAL, now=NOW)
    ledger.move(aanmelding, "wachtlijst", holds=False)
    ledger.move_deelname(aanmelding.deelnames.get(), "wachtlijst")
    ledger.write()
    assert (Aanmelding.objects.get().houdt_plaats, lines()) == (False, [])


def test_a_place_in_the_queue_is_fresh_only_after_signing_off() -> None:
    aanmelding = factories.make_aanmelding(status="wachtlijst", aangemeld_op=NOW)
    aanmelding.deelnames.update(in_rij_sinds=NOW)
    deelname = aanmelding.deelnames.get()
    seen = []
    for hours, naar in enumerate(["aangeboden", "aangemeld", "afgemeld", "wachtlijst"], start=1):
        ledger = Ledger(actor=PORTAAL, now=NOW + hours * HOUR)
        ledger.move_deelname(deelname, naar)
        ledger.write()
        seen.append(Deelname.objects.get().in_rij_sinds)
    assert seen == [NOW, NOW, NOW, NOW + 4 * HOUR]


def test_who_had_the_clock_first_and_the_lock_last_stands_behind_who_waits_already() -> None:
    reeks = factories.make_reeks(sessies=1)
    factories.make_aanmelding(reeks=reeks, status="wachtlijst", aangemeld_op=NOW + HOUR)
    Deelname.objects.update(in_rij_sinds=NOW + 2 * HOUR)
    late = Aanmelding(
        reeks=reeks, email="laat@raalte.example", naam="Laat", organisatie="Wijkteam", omvang="reeks", aangemeld_op=NOW
    )
    ledger = Ledger(actor=PORTAAL, now=NOW)
    ledger.move(late, "wachtlijst", holds=False)
    ledger.move_deelname(Deelname(aanmelding=late, sessie=reeks.sessies.get()), "wachtlijst")
    ledger.write()
    behind = NOW + 2 * HOUR + BEHIND
    late.refresh_from_db()
    assert (late.aangemeld_op, late.deelnames.get().in_rij_sinds) == (behind, behind)


def test_an_illegal_step_is_refused_and_leaves_no_trace() -> None:
    aanmelding = factories.make_aanmelding(status="actief")
    ledger = Ledger(actor=PORTAAL, now=NOW)
    with pytest.raises(IllegalStep, match="actief -> wachtlijst"):
        ledger.move(aanmelding, "wachtlijst", holds=False)
    with pytest.raises(IllegalStep, match="aangemeld -> aangeboden"):
        ledger.move_deelname(aanmelding.deelnames.get(), "aangeboden")
    ledger.write()
    assert (aanmelding.status, lines()) == ("actief", [])


def test_the_moment_of_signing_off_and_who_it_was() -> None:
    user = factories.make_user()
    aanmelding = factories.make_aanmelding(status="actief")
    ledger = Ledger(actor=organisator(user), now=NOW)
    ledger.move(aanmelding, "afgemeld", holds=False, reden="Belde af.")
    ledger.write()
    line = Overgang.objects.get()
    assert (Aanmelding.objects.get().afgemeld_op, line.op, line.wie, line.user, line.reden) == (
        NOW, NOW, "organisator", user, "Belde af.",
    )  # fmt: skip


@pytest.mark.parametrize("reden", ["", "Gastheer."])
def test_the_database_takes_an_exception_from_the_organiser_with_a_reason_only(reden: str) -> None:
    aanmelding = factories.make_aanmelding(status="wachtlijst")
    actor = PORTAAL if reden else organisator(factories.make_user())
    ledger = Ledger(actor=actor, now=NOW)
    ledger.move(aanmelding, "actief", holds=True, reden=reden, is_uitzondering=True)
    with pytest.raises(IntegrityError):
        ledger.write()
