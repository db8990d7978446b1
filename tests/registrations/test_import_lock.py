"""The import beside the form: it writes the same, keeps others waiting for a moment only, and lets people sign in."""

import re
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations import import_lines
from registrations.import_aanmeldingen import import_rows
from registrations.import_lines import Result
from registrations.ledger import organisator
from registrations.models import Aanmelding, Behoefte, Deelname, Overgang
from registrations.rules import SignupRefused
from registrations.signup import Door, sign_up
from tests import factories
from tests.registrations.sheets import done, results, row, tried
from tests.registrations.world import NOW, Leerlab, make_leerlab

pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def _at_now(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def user(leerlab: Leerlab) -> User:
    return factories.make_organisator(leerlab.reeks.provincie)


DIFFERENT = {"id", "uuid", "aanmelding", "deelname", "over", "links", "sleutel", "kalender"}
"""Columns that hold keys, or are made of them."""


def written() -> list[list[Any]]:
    """Return all that signing up writes, but for the keys that differ each time."""
    written_by_it: list[type[Model]] = [Aanmelding, Deelname, Overgang, Behoefte, Bericht]
    found = []
    for model in written_by_it:
        columns = [field.name for field in model._meta.concrete_fields if field.name not in DIFFERENT]
        found.append([row[1:] for row in model._default_manager.order_by("pk").values_list("pk", *columns)])
    return found


@pytest.mark.parametrize("vouched", [False, True])
@pytest.mark.parametrize("toelating", ["direct", "persoon", "gemeente"])
@pytest.mark.parametrize("limits", [{}, {"max_personen": 3}, {"max_gemeenten": 1, "max_per_gemeente": 2}])
def test_it_writes_what_the_form_writes(
    leerlab: Leerlab,
    user: User,
    toelating: str,
    limits: dict[str, int],
    vouched: bool,  # noqa: FBT001 - a table
) -> None:
    Reeks.objects.update(toelating=toelating, **limits)
    Sessie.objects.filter(slug="sessie-2").update(plaatsen=2)
    olst = factories.make_gemeente(provincie=leerlab.reeks.provincie, naam="Olst")
    off = factories.make_aanmelding(reeks=leerlab.reeks, email="p4@raalte.example", status="afgemeld")
    off.deelnames.update(status="afgemeld")
    rows = [row(2, nodig="trap"), row(3, gemeente="Olst"), row(4), row(5, sessies="Sessie 2"), row(6, gemeente="Olst")]
    door = Door(actor=organisator(user), vouched=vouched)
    with transaction.atomic():
        for _, values in rows:
            gegevens = leerlab.gegevens(naam=values["naam"], email=values["email"], functie="", nodig=values["nodig"])
            if values["gemeente"] == "Olst":
                gegevens = replace(gegevens, gemeente=olst)
            slugs = ["sessie-2"] if values["sessies"] else []
            omvang = "sessies" if slugs else "reeks"
            sign_up(reeks=leerlab.reeks, gegevens=gegevens, omvang=omvang, slugs=slugs, now=NOW, door=door)
        expected = written()
        transaction.set_rollback(True)
    report = done(leerlab, user, *rows, vouched=vouched, again=True)
    assert report.is_done
    assert written() == expected
    assert report.mails == Bericht.objects.count()


def test_trying_out_only_reads(leerlab: Leerlab, user: User) -> None:
    """So that it holds no lock: on SQLite the first write would keep everybody waiting."""
    Reeks.objects.update(max_personen=1)
    rows = [row(2), row(3, naam=""), row(4)]
    with CaptureQueriesContext(connection) as queries:
        tried(leerlab, user, *rows, vouched=True)
    assert [query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "(SELECT"))] == []
    assert [query["sql"] for query in queries if "FOR UPDATE" in query["sql"] or "FOR NO KEY" in query["sql"]] == []


def test_what_was_held_too_long_is_let_go_first(leerlab: Leerlab, user: User) -> None:
    Reeks.objects.update(max_personen=1)
    late = leerlab.sign_up(now=NOW - timedelta(hours=25))
    assert results(tried(leerlab, user, row(2))) == [Result.HELD]
    late.refresh_from_db()
    assert (late.status, Aanmelding.objects.count()) == ("verlopen", 1)


@pytest.mark.parametrize(("vouched", "once", "each"), [(False, 7, 6), (True, 12, 13)])
def test_the_queries(
    leerlab: Leerlab, user: User, django_assert_num_queries: Any,
    vouched: bool, once: int, each: int,  # noqa: FBT001 - a table
) -> None:  # fmt: skip
    """Trying out asks the same few questions for any number of rows; carrying out writes for each person."""
    Reeks.objects.update(max_personen=10)
    for people in (1, 3):
        rows = [row(10 * people + number) for number in range(people)]
        with django_assert_num_queries(5):
            expected = tried(leerlab, user, *rows, vouched=vouched).digest
        with django_assert_num_queries(once + each * people):
            import_rows(reeks=leerlab.reeks, rows=rows, vouched=vouched, user=user, now=NOW, expected=expected)


def test_a_list_with_too_many_mails_is_not_carried_out(
    leerlab: Leerlab, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_lines, "MOST_MAILS", 4)
    one, two = (done(leerlab, user, *rows, vouched=True) for rows in ([row(2)], [row(3), row(4)]))
    assert [(report.mails, report.parts, report.is_done) for report in (one, two)] == [(4, 1, True), (8, 2, False)]
    assert Aanmelding.objects.get().email == "p2@raalte.example"


def test_one_sessie_is_one_mail(leerlab: Leerlab, user: User) -> None:
    leerlab.reeks.sessies.exclude(slug__in=["kick-off", "sessie-1"]).delete()
    report = done(leerlab, user, row(2), vouched=True)
    assert (report.mails, Bericht.objects.count(), report.is_done) == (1, 1, True)


def test_a_reeks_that_is_gone_takes_nobody(leerlab: Leerlab, user: User) -> None:
    leerlab.reeks.sessies.all().delete()
    Reeks.objects.all().delete()
    with pytest.raises(SignupRefused):
        tried(leerlab, user, row(2))


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_writes_past_the_lock_is_shown_first() -> None:
    """By hand, or by code that forgets the lock: nobody is doubled, and the organiser sees who is there by now."""
    leerlab = make_leerlab()
    user = factories.make_organisator(leerlab.reeks.provincie)
    rows = [row(2), row(3)]
    seen = tried(leerlab, user, *rows).digest
    is_written, reports = threading.Event(), []

    def past_the_lock() -> None:
        with transaction.atomic():
            factories.make_aanmelding(reeks=leerlab.reeks, gemeente=leerlab.gemeente, email="p3@raalte.example")
            is_written.set()
            # PostgreSQL lets the import go on until it meets this row; SQLite lets it wait from the start.
            threading.Event().wait(0.5)
        connection.close()

    def imports() -> None:
        is_written.wait(5)
        reports.append(import_rows(reeks=leerlab.reeks, rows=rows, vouched=False, user=user, now=NOW, expected=seen))
        connection.close()

    threads = [threading.Thread(target=target) for target in (past_the_lock, imports)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [report] = reports
    assert (results(report), report.is_done) == ([Result.HELD, Result.KNOWN], False)
    assert Aanmelding.objects.get().email == "p3@raalte.example"


# --- Signing in ------------------------------------------------------------------------------------------------


def test_who_said_yes_already_signs_in_with_a_code_that_proves_the_address(leerlab: Leerlab, user: User) -> None:
    done(leerlab, user, row(2), vouched=True)
    made = User.objects.get(email="p2@raalte.example")
    assert (made.naam, made.has_usable_password()) == ("Persoon 2", False)
    assert EmailAddress.objects.get(user=made).verified is False
    client = Client()
    assert client.post("/account/login/code/", {"email": "P2@raalte.example"}).status_code == 302
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", Bericht.objects.latest("pk").tekst, re.MULTILINE)
    assert code is not None
    page = client.post("/account/login/code/confirm/", {"code": code[1]}, follow=True)
    assert (page.redirect_chain, leerlab.reeks.titel in page.content.decode()) == ([("/mijn/", 302)], True)
    assert EmailAddress.objects.get(user=made).verified is True


def test_who_is_to_confirm_has_no_user_until_then(leerlab: Leerlab, user: User) -> None:
    done(leerlab, user, row(2))
    assert not User.objects.filter(email="p2@raalte.example").exists()
