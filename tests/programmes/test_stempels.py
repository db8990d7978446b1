"""The stamps that tell whether a page is still right: the database renews them, whoever writes."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import CharField
from django.utils import timezone

from programmes.models import Reeks, Sessie, Stempel, Verplaatsing
from programmes.stempel_triggers import BRONNEN, GEDEELD, around, trigger_names
from programmes.stempels import stempel_of_agenda, stempel_of_provincie, stempel_of_reeks
from registrations.models import Aanbod, Aanmelding, Deelname
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def reeks() -> Reeks:
    """Make a reeks with a row in every table that is watched, all of them in Overijssel."""
    found = factories.make_reeks(titel="Een", slug="een")
    found.themas.add(factories.make_thema())
    found.gereserveerde_gemeenten.add(factories.make_gemeente(maildomein="raalte.nl"))
    sessie = factories.make_sessie(
        reeks=found, locatie=factories.make_locatie(), doelgroep=factories.make_doelgroep(),
        deskundigen=[factories.make_deskundige()],
    )  # fmt: skip
    factories.make_huisstijl()
    factories.make_handvatten(sessie=sessie)
    factories.make_materiaal(sessie=sessie)
    deelname = factories.make_aanmelding(reeks=found).deelnames.get()
    now = timezone.now()
    Aanbod.objects.create(deelname=deelname, gemaakt_op=now, verloopt_op=now + timedelta(days=2))
    Verplaatsing.objects.create(sessie=sessie, begin=now, einde=now + timedelta(hours=2), op=now)
    return found


def triggers() -> set[str]:
    """Return the names of all triggers of ours in the database."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall() if name.startswith("stempel_")}


def expected_triggers() -> set[str]:
    return {name for bron in BRONNEN.values() for name in trigger_names(bron.table, connection.vendor)}


def stamps() -> dict[str, int]:
    return dict(Stempel.objects.values_list("naam", "waarde"))


def renewed(write: Callable[[], object]) -> set[str]:
    """Return which stamps a write makes, renews or takes away."""
    before = stamps()
    write()
    return {naam for naam, _ in before.items() ^ stamps().items()}


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


# --- The triggers -----------------------------------------------------------------------------------------------


def test_every_watched_table_has_its_triggers() -> None:
    """SQLite drops the triggers of a table that a migration changes: see `around` in stempel_triggers.py."""
    assert triggers() == expected_triggers()


def test_any_write_to_a_watched_table_renews_its_stamp(reeks: Reeks) -> None:
    sessie = reeks.sessies.get()
    own = {"reeks": f"reeks {reeks.pk}", "sessie": f"sessie {sessie.pk}", GEDEELD: GEDEELD}
    for table, bron in BRONNEN.items():
        statement = f"UPDATE {table} SET id = id"  # noqa: S608 - a name of ours
        assert renewed(partial(sql, statement)) == {own[bron.naam]}, table


def test_a_stamp_belongs_to_one_reeks_or_one_sessie(reeks: Reeks) -> None:
    other = factories.make_reeks(sessies=2)
    first, second = other.sessies.all()
    assert renewed(lambda: Reeks.objects.filter(pk=other.pk).update(titel="Anders")) == {f"reeks {other.pk}"}
    assert renewed(first.save) == {f"sessie {first.pk}"}
    gone = f"sessie {second.pk}"
    assert renewed(second.delete) == {gone}
    assert gone not in stamps()
    assert renewed(lambda: factories.make_belangstelling(reeks=reeks, gemeente=factories.make_gemeente())) == {GEDEELD}


def test_what_moves_renews_where_it_was_and_where_it_is(reeks: Reeks) -> None:
    other = factories.make_reeks(titel="Twee", slug="twee", sessies=1)
    deelname, to = Deelname.objects.get(), other.sessies.get()
    move = Deelname.objects.filter(pk=deelname.pk)
    assert renewed(lambda: move.update(sessie=to)) == {f"sessie {deelname.sessie_id}", f"sessie {to.pk}"}
    move_aanmelding = Aanmelding.objects.filter(reeks=reeks)
    assert renewed(lambda: move_aanmelding.update(reeks=other)) == {f"reeks {reeks.pk}", f"reeks {other.pk}"}


def test_many_rows_at_once(reeks: Reeks) -> None:
    sessies = [factories.make_sessie(reeks=reeks) for _ in range(6)]
    aanmelding = Aanmelding.objects.get()
    rows = [Deelname(aanmelding=aanmelding, sessie=row, email=aanmelding.email) for row in sessies]
    keys = {f"sessie {row.pk}" for row in sessies}
    assert renewed(lambda: Deelname.objects.bulk_create(rows)) == keys
    for row in rows:
        row.bump = 1
    assert renewed(lambda: Deelname.objects.bulk_update(rows, ["bump"])) == keys
    assert renewed(lambda: Deelname.objects.filter(sessie__in=sessies).delete()) == keys


def test_a_relation_that_is_there_already_disturbs_nothing(reeks: Reeks) -> None:
    """Django adds relations with "insert or ignore", which has its way in the triggers of SQLite."""
    thema = factories.make_thema()
    assert renewed(lambda: reeks.themas.add(thema)) == {f"reeks {reeks.pk}"}
    through = Reeks.themas.through
    row = through(reeks_id=reeks.pk, thema_id=thema.pk)
    other = through(reeks_id=reeks.pk, thema_id=factories.make_thema().pk)
    assert renewed(lambda: through.objects.bulk_create([row, other], ignore_conflicts=True)) == {f"reeks {reeks.pk}"}
    assert renewed(reeks.themas.clear) == {f"reeks {reeks.pk}"}


# --- Reading ----------------------------------------------------------------------------------------------------


def test_one_query(reeks: Reeks, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert stempel_of_reeks(provincie="overijssel", reeks=reeks.slug, sessie="sessie-1")
    with django_assert_num_queries(1):
        assert stempel_of_provincie(provincie="overijssel")
    with django_assert_num_queries(1):
        assert stempel_of_agenda()


def test_what_visitors_can_not_see_has_no_stamp(reeks: Reeks) -> None:
    factories.make_provincie("Zeeland")
    assert stempel_of_reeks(provincie="zeeland", reeks="een") == ""
    assert stempel_of_reeks(provincie="overijssel", reeks="twee") == ""
    before = stempel_of_agenda(), stempel_of_provincie(provincie="overijssel")
    Reeks.objects.filter(pk=reeks.pk).update(status=Reeks.Status.CONCEPT)
    assert stempel_of_reeks(provincie="overijssel", reeks="een") == ""
    after = stempel_of_agenda(), stempel_of_provincie(provincie="overijssel")
    assert set(before).isdisjoint(after)
    Sessie.objects.filter(reeks=reeks).update(titel="Anders")
    assert (stempel_of_agenda(), stempel_of_provincie(provincie="overijssel")) == after


def test_a_reeks_without_sessies_has_a_stamp() -> None:
    factories.make_reeks(slug="leeg")
    before = stempel_of_reeks(provincie="overijssel", reeks="leeg")
    factories.make_sessie(reeks=Reeks.objects.get())
    assert before != stempel_of_reeks(provincie="overijssel", reeks="leeg") != ""


def test_wiped_out_stamps_keep_nothing(reeks: Reeks) -> None:
    def now() -> str:
        return stempel_of_reeks(provincie="overijssel", reeks="een")

    before = now()
    Stempel.objects.all().delete()
    assert (now(), stempel_of_agenda()) == ("", "")
    factories.make_thema()
    reeks.save()
    assert now() == ""
    reeks.sessies.get().save()
    assert now() not in {"", before}


def test_a_write_that_is_undone_leaves_the_stamp(reeks: Reeks) -> None:
    before = stempel_of_reeks(provincie="overijssel", reeks="een")
    with transaction.atomic():
        reeks.save()
        meanwhile = stempel_of_reeks(provincie="overijssel", reeks="een")
        transaction.set_rollback(True)
    assert stempel_of_reeks(provincie="overijssel", reeks="een") == before != meanwhile


def test_no_stamp_ever_comes_back(reeks: Reeks) -> None:
    seen = {stempel_of_reeks(provincie="overijssel", reeks="een")}
    for number in range(20):
        Sessie.objects.filter(reeks=reeks).update(volgorde=number % 2)
        seen.add(stempel_of_reeks(provincie="overijssel", reeks="een"))
    assert len(seen) == 21


def test_the_numbers_fit(reeks: Reeks) -> None:
    """SQLite refuses a sum above 2 ** 63: there is room for 32,000 stamps."""
    many = [factories.make_sessie(reeks=reeks, begin=factories.next_month() + timedelta(days=day)) for day in range(3)]
    Stempel.objects.filter(naam__startswith="sessie ").update(waarde=2**48 - 1)
    assert stempel_of_agenda().split("-")[0] == str(1 + len(many) + 1)
    assert all(0 <= waarde < 2**48 for waarde in stamps().values())


# --- Migrations -------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_there_and_back() -> None:
    try:
        call_command("migrate", "programmes", "0004_limits", verbosity=0)
        assert triggers() == set()
        call_command("migrate", "programmes", "0005_stempels", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    assert triggers() == expected_triggers()


@pytest.mark.django_db(transaction=True)
def test_rows_from_before_get_a_stamp() -> None:
    reeks = factories.make_reeks(slug="oud", sessies=2)
    try:
        call_command("migrate", "programmes", "0004_limits", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)
    keys = {f"reeks {reeks.pk}", *(f"sessie {row.pk}" for row in reeks.sessies.all())}
    assert keys | {GEDEELD} == stamps().keys()
    assert stempel_of_reeks(provincie="overijssel", reeks="oud") != ""


@pytest.mark.django_db(transaction=True)
def test_offers_are_not_watched_any_more() -> None:
    """Their one stamp made everybody wait who made an offer in any reeks."""
    make = {
        "sqlite": "CREATE TRIGGER {} AFTER DELETE ON registrations_aanbod BEGIN DELETE FROM programmes_stempel; END",
        "postgresql": "CREATE TRIGGER {} AFTER DELETE ON registrations_aanbod "
        "FOR EACH STATEMENT EXECUTE FUNCTION programmes_stempel_zetten('aanbod', '')",
    }
    try:
        call_command("migrate", "registrations", "0003_stempels", verbosity=0)
        sql(make[connection.vendor].format("stempel_registrations_aanbod_delete"))
        Stempel.objects.create(naam="aanbod", waarde=1)
    finally:
        call_command("migrate", verbosity=0)
    assert triggers() == expected_triggers()
    assert "aanbod" not in stamps()


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_changes_a_table_keeps_its_triggers() -> None:
    """SQLite makes the table anew, and would not if a trigger of another one named it."""
    first, last = around("programmes_sessie", operations=[])
    old, new = Sessie._meta.get_field("titel"), CharField(max_length=119)
    new.set_attributes_from_name("titel")
    new.model = Sessie
    for change, put_back in (((old, new), last.code), ((new, old), first.reverse_code)):  # type: ignore[attr-defined]
        with connection.schema_editor() as editor:
            editor.alter_field(Sessie, *change, strict=True)
        own = trigger_names("programmes_sessie", connection.vendor) if connection.vendor == "sqlite" else []
        assert expected_triggers() - triggers() == set(own)
        with connection.schema_editor() as editor:
            put_back(None, editor)
        assert triggers() == expected_triggers()
