"""Signing up everybody in a spreadsheet: each outcome, all or nothing, and exactly what was tried out."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Gemeente, Provincie, Reeks, Sessie
from registrations.import_aanmeldingen import import_rows
from registrations.import_lines import EXAMPLE_ADDRESS, Fault, Line, Result
from registrations.joining import sign_off
from registrations.models import Aanmelding, Behoefte, Overgang
from registrations.rules import Obstacle
from tests import factories
from tests.programmes.beheer_world import snapshot
from tests.registrations.sheets import done, results, row, tried
from tests.registrations.world import NOW, Leerlab, states

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _at_now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def user(leerlab: Leerlab) -> User:
    return factories.make_organisator(leerlab.reeks.provincie)


def test_trying_out_leaves_nothing_behind(leerlab: Leerlab, user: User) -> None:
    before = snapshot()
    report = tried(leerlab, user, row(2, nodig="vegetarisch"), row(3))
    assert (results(report), report.is_done) == ([Result.HELD, Result.HELD], False)
    assert snapshot() == before
    assert not Behoefte.objects.exists()


def test_everybody_confirms_by_mail_like_any_other(leerlab: Leerlab, user: User) -> None:
    report = done(leerlab, user, row(2), row(3, sessies="Sessie 1, sessie-2", functie="adviseur"))
    assert report.is_done
    assert list(Bericht.objects.order_by("aan").values_list("soort", "aan")) == [
        ("bevestig", "p2@raalte.example"), ("bevestig", "p3@raalte.example"),
    ]  # fmt: skip
    first, second = Aanmelding.objects.order_by("email")
    assert (first.status, first.houdt_plaats, first.omvang, first.naam) == ("onbevestigd", True, "reeks", "Persoon 2")
    assert (second.omvang, second.functie, second.gemeente) == ("sessies", "adviseur", leerlab.gemeente)
    assert states(second) == {"sessie-1": "aangemeld", "sessie-2": "aangemeld", "terugkom": "aangemeld"}
    assert set(Overgang.objects.values_list("wie", "user")) == {("organisator", user.pk)}


def test_who_said_yes_already_is_in_at_once(leerlab: Leerlab, user: User) -> None:
    report = done(leerlab, user, row(2), vouched=True)
    assert results(report) == [Result.IN]
    aanmelding = Aanmelding.objects.get()
    assert (aanmelding.status, aanmelding.bevestigd_op) == ("actief", NOW)
    assert sorted(Bericht.objects.values_list("soort", flat=True)) == ["bevestigd", *["uitnodiging"] * 3]


def test_for_who_said_yes_windows_do_not_matter_and_limits_do(leerlab: Leerlab, user: User) -> None:
    Reeks.objects.update(status="concept", aanmelden_tot=NOW - timedelta(days=1), max_personen=2, toelating="persoon")
    Sessie.objects.filter(slug="sessie-1").update(plaatsen=1)
    rows = [row(2), row(3), row(4)]
    report = done(leerlab, user, *rows, vouched=True)
    waits = "Sessie 1"
    assert [(line.result, line.waits_at) for line in report.lines] == [
        (Result.IN, ()), (Result.IN, (waits,)), (Result.WAITS, ()),
    ]  # fmt: skip
    refused = tried(leerlab, user, row(5))
    assert [(line.result, line.obstacle) for line in refused.lines] == [(Result.WRONG, Obstacle.NOT_PUBLISHED)]


def test_where_the_organiser_decides_people_ask_once_they_confirm(leerlab: Leerlab, user: User) -> None:
    Reeks.objects.update(toelating="gemeente", max_gemeenten=1)
    olst = factories.make_gemeente(provincie=leerlab.reeks.provincie, naam="Olst")
    factories.make_aanmelding(reeks=leerlab.reeks, gemeente=leerlab.gemeente)
    report = done(leerlab, user, row(2), row(3, gemeente="Olst"))
    assert results(report) == [Result.HELD, Result.ASKS]
    assert Aanmelding.objects.get(gemeente=olst).houdt_plaats is False


def test_a_full_reeks_gives_a_place_on_the_list(leerlab: Leerlab, user: User) -> None:
    Reeks.objects.update(max_personen=1)
    report = done(leerlab, user, row(2), row(3))
    assert results(report) == [Result.HELD, Result.WAITS]


def test_who_is_there_already_gets_no_mail_and_changes_nothing(leerlab: Leerlab, user: User) -> None:
    known = factories.make_aanmelding(reeks=leerlab.reeks, email="p2@raalte.example", naam="Al bekend")
    report = done(leerlab, user, row(2, email="P2@Raalte.example "), row(3))
    assert results(report) == [Result.KNOWN, Result.HELD]
    assert list(Bericht.objects.values_list("aan", flat=True)) == ["p3@raalte.example"]
    known.refresh_from_db()
    assert known.naam == "Al bekend"


@pytest.mark.parametrize("vouched", [False, True])
@pytest.mark.parametrize("status", ["afgemeld", "afgewezen"])
def test_who_said_no_or_was_refused_is_skipped_and_named(
    leerlab: Leerlab,
    user: User,
    status: str,
    vouched: bool,  # noqa: FBT001 - a table
) -> None:
    old = factories.make_aanmelding(reeks=leerlab.reeks, email="p2@raalte.example", status=status, naam="Van toen")
    report = done(leerlab, user, row(2), row(3), vouched=vouched)
    assert report.is_done
    assert report.lines[0] == Line(2, "Persoon 2", "p2@raalte.example", Result.SKIPPED, earlier=status)
    assert (report.new, report.lines[1].earlier) == (1, "")
    old.refresh_from_db()
    assert (old.status, old.naam) == (status, "Van toen")
    assert set(Bericht.objects.values_list("aan", flat=True)) == {"p3@raalte.example"}


@pytest.mark.parametrize("status", ["afgemeld", "afgewezen"])
def test_who_said_no_or_was_refused_is_signed_up_when_the_organiser_says_so(
    leerlab: Leerlab, user: User, status: str
) -> None:
    old = factories.make_aanmelding(reeks=leerlab.reeks, email="p2@raalte.example", status=status)
    report = done(leerlab, user, row(2), again=True)
    assert report.lines == [Line(2, "Persoon 2", "p2@raalte.example", Result.HELD, earlier=status)]
    assert (Aanmelding.objects.get().pk, Aanmelding.objects.get().status) == (old.pk, "onbevestigd")


def test_a_plan_without_that_choice_is_no_plan_with_it(leerlab: Leerlab, user: User) -> None:
    factories.make_aanmelding(reeks=leerlab.reeks, email="p2@raalte.example", status="afgemeld")
    seen = tried(leerlab, user, row(2)).digest
    report = import_rows(
        reeks=leerlab.reeks, rows=[row(2)], vouched=False, again=True, user=user, now=NOW, expected=seen
    )
    assert (report.is_done, results(report)) == (False, [Result.HELD])


def test_who_only_did_not_answer_is_asked_anew(leerlab: Leerlab, user: User) -> None:
    old = factories.make_aanmelding(reeks=leerlab.reeks, email="p2@raalte.example", status="verlopen")
    assert results(done(leerlab, user, row(2))) == [Result.HELD]
    assert Aanmelding.objects.get().pk == old.pk


def test_of_more_than_one_end_being_refused_counts_first(leerlab: Leerlab, user: User) -> None:
    for status in ("afgewezen", "afgemeld", "verlopen"):
        factories.make_aanmelding(reeks=leerlab.reeks, email="p2@raalte.example", status=status)
    assert [(line.result, line.earlier) for line in tried(leerlab, user, row(2)).lines] == [
        (Result.SKIPPED, "afgewezen")
    ]


@pytest.mark.parametrize(
    "text",
    ["Raalte", "raalte", " RAALTE ", "gemeente Raalte", "Gemeente raalte", "Raalte (gemeente)", "GM0177", "gm0177"],
)
def test_a_gemeente_may_be_written_in_many_ways(leerlab: Leerlab, user: User, text: str) -> None:
    assert results(tried(leerlab, user, row(gemeente=text))) == [Result.HELD]


@pytest.mark.parametrize(
    ("written", "naam"),
    [("Sudwest-Fryslan", "Súdwest-Fryslân"), ("s Hertogenbosch", "'s-Hertogenbosch"), ("Den Bosch", "'s-Hertogenbosch"),
     ("Den Haag", "'s-Gravenhage"), ("Bergen (NH)", "Bergen (NH.)")],
)  # fmt: skip
def test_accents_and_names_in_daily_use_do_not_matter(leerlab: Leerlab, user: User, written: str, naam: str) -> None:
    factories.make_gemeente(naam=naam)
    assert results(tried(leerlab, user, row(gemeente=written))) == [Result.HELD]


def test_an_unknown_gemeente_gets_the_names_that_look_like_it(leerlab: Leerlab, user: User) -> None:
    for naam in ("Bergen (NH.)", "Bergen (L.)", "Zwolle", "Zwartewaterland"):
        factories.make_gemeente(naam=naam)
    factories.make_gemeente(naam="Opgeheven", geldig_tot=NOW.date() - timedelta(days=1))
    asked = ["Bergen", "Zwole", "Ratlte", "Opgeheven", "x", "GM9", "gemeente"]
    report = tried(leerlab, user, *(row(n, gemeente=text) for n, text in enumerate(asked, start=2)))
    assert [(line.fault, line.detail) for line in report.lines] == [
        (Fault.UNKNOWN_GEMEENTE, "Bergen (L.), Bergen (NH.)"),
        (Fault.UNKNOWN_GEMEENTE, "Zwolle"),
        (Fault.UNKNOWN_GEMEENTE, "Raalte"),
        *[(Fault.UNKNOWN_GEMEENTE, "")] * 4,
    ]


def test_each_fault_is_said_with_its_row_and_stops_all(leerlab: Leerlab, user: User, noord_holland: Provincie) -> None:
    Reeks.objects.update(toegang="provincie")
    factories.make_gemeente(provincie=noord_holland, naam="Edam")
    before = snapshot()
    report = done(
        leerlab, user,
        row(2), row(3, naam=""), row(4, email="geen adres"), row(5, email="P2@raalte.example"), row(6, naam="x" * 121),
        row(7, gemeente=""), row(8, sessies="Sessie 9"), row(9, gemeente="Edam"), row(10, email=EXAMPLE_ADDRESS),
        row(11, nodig="x" * 501), row(12, gemeente="", organisatie="Huisarts"), row(13, sessies="kick-off"),
    )  # fmt: skip
    assert [(line.number, line.fault, line.obstacle, line.detail) for line in report.faults] == [
        (3, Fault.NO_NAME, None, ""),
        (4, Fault.BAD_ADDRESS, None, ""),
        (5, Fault.DOUBLE, None, "2"),
        (6, Fault.TOO_LONG, None, "naam"),
        (7, Fault.NO_GEMEENTE, None, ""),
        (8, Fault.UNKNOWN_SESSIE, None, "Sessie 9"),
        (9, None, Obstacle.OTHER_PROVINCIE, ""),
        (10, Fault.EXAMPLE, None, ""),
        (11, Fault.TOO_LONG, None, "nodig"),
        (12, None, Obstacle.NO_GEMEENTE, ""),
        (13, None, Obstacle.SESSIE_OVER, ""),
    ]
    assert not report.is_done
    assert snapshot() == before


def test_who_has_no_gemeente_comes_for_an_organisatie(leerlab: Leerlab, user: User) -> None:
    Reeks.objects.update(andere_organisaties=True)
    report = done(leerlab, user, row(2, gemeente="", organisatie="Huisarts"), row(3, organisatie="Team wonen"))
    assert report.is_done
    rows = Aanmelding.objects.order_by("email").values_list("gemeente__naam", "organisatie")
    assert list(rows) == [(None, "Huisarts"), ("Raalte", "")]


@pytest.mark.parametrize("text", ["", "reeks", "De hele reeks", "ALLES"])
def test_no_choice_is_the_whole_reeks(leerlab: Leerlab, user: User, text: str) -> None:
    assert done(leerlab, user, row(sessies=text)).is_done
    assert Aanmelding.objects.get().omvang == "reeks"


def test_a_title_may_hold_a_comma(leerlab: Leerlab, user: User) -> None:
    Sessie.objects.filter(slug="sessie-1").update(titel="Jong, oud en alles ertussen")
    assert done(leerlab, user, row(sessies="jong, oud en alles ertussen")).is_done
    assert set(states(Aanmelding.objects.get())) == {"sessie-1", "terugkom"}


def test_what_somebody_needs_is_kept(leerlab: Leerlab, user: User) -> None:
    assert done(leerlab, user, row(nodig="=1+1 vegetarisch")).is_done
    assert Behoefte.objects.get().tekst == "=1+1 vegetarisch"


@pytest.mark.parametrize("change", ["limit", "sign_up", "sessie"])
def test_what_comes_out_otherwise_than_was_seen_is_not_done(leerlab: Leerlab, user: User, change: str) -> None:
    rows = [row(2), row(3)]
    seen = tried(leerlab, user, *rows).digest
    if change == "limit":
        Reeks.objects.update(max_personen=1)
    elif change == "sign_up":
        factories.make_aanmelding(reeks=leerlab.reeks, email="p3@raalte.example")
    else:
        Sessie.objects.filter(slug="sessie-2").update(plaatsen=1)
    before = snapshot()
    report = import_rows(reeks=leerlab.reeks, rows=rows, vouched=False, user=user, now=NOW, expected=seen)
    assert not report.is_done
    assert snapshot() == before
    again = import_rows(reeks=leerlab.reeks, rows=rows, vouched=False, user=user, now=NOW, expected=report.digest)
    assert (again.is_done, again.lines) == (True, report.lines)


def test_the_same_import_twice_signs_nobody_up_twice(leerlab: Leerlab, user: User) -> None:
    rows = [row(2), row(3)]
    assert done(leerlab, user, *rows).is_done
    assert results(tried(leerlab, user, *rows)) == [Result.KNOWN, Result.KNOWN]
    assert Aanmelding.objects.count() == 2


def test_a_line_says_who_it_is_about(leerlab: Leerlab, user: User) -> None:
    report = tried(leerlab, user, row(7, naam="Anna", email="Anna@Raalte.example"))
    assert report.lines == [Line(7, "Anna", "anna@raalte.example", Result.HELD)]
    assert Gemeente.objects.count() == 1


@pytest.mark.parametrize(("nodig", "kept"), [("", []), ("vegetarisch", ["vegetarisch"])])
def test_who_comes_back_says_anew_what_they_need(leerlab: Leerlab, user: User, nodig: str, kept: list[str]) -> None:
    done(leerlab, user, row(2, nodig="halal"), vouched=True)
    sign_off(aanmelding=Aanmelding.objects.get(), now=NOW)
    done(leerlab, user, row(2, nodig=nodig), vouched=True, again=True)
    assert list(Behoefte.objects.values_list("tekst", flat=True)) == kept
