"""Reading in provincies, gemeenten and mail domains: repeatable, and all or nothing."""

from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from programmes.models import Gemeente, Maildomein, Provincie
from tests.programmes.gemeenten_folder import GEMEENTEN, Folder, rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ENDED = "27,2002-01-01,2027-01-01,GM0402"
NO_CHANGES = """\
Provincies: 0 nieuw, 0 gewijzigd.
Gemeenten: 0 nieuw, 0 gewijzigd.
Maildomeinen: 0 nieuw, 0 gewijzigd.
Alles klopte al: 0 wijzigingen.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_own_files_add_all_and_a_second_run_adds_nothing() -> None:
    first, second = StringIO(), StringIO()
    call_command("import_gemeenten", stdout=first)
    before = rows()
    call_command("import_gemeenten", stdout=second)
    assert first.getvalue() == (
        "Provincies: 12 nieuw, 0 gewijzigd.\n"
        "Gemeenten: 342 nieuw, 0 gewijzigd.\n"
        "Maildomeinen: 346 nieuw, 0 gewijzigd.\n"
    )
    assert second.getvalue() == NO_CHANGES
    assert rows() == before


def test_own_files_know_the_twelve_provincies_and_how_many_gemeenten_each_has() -> None:
    call_command("import_gemeenten", stdout=StringIO())
    assert Counter(Gemeente.objects.values_list("provincie__slug", flat=True)) == {
        "groningen": 10, "fryslan": 18, "drenthe": 12, "overijssel": 25, "flevoland": 6, "gelderland": 51,
        "utrecht": 26, "noord-holland": 44, "zuid-holland": 50, "zeeland": 13, "noord-brabant": 56, "limburg": 31,
    }  # fmt: skip


def test_own_files_name_gemeenten_as_people_do() -> None:
    call_command("import_gemeenten", stdout=StringIO())
    named = Gemeente.objects.exclude(naam__in=Gemeente.objects.values("weergavenaam"))
    assert dict(named.values_list("naam", "weergavenaam")) == {
        "'s-Gravenhage": "Den Haag", "Beek (L.)": "Beek", "Bergen (L.)": "Bergen (L)",
        "Bergen (NH.)": "Bergen (NH)", "Hengelo (O.)": "Hengelo", "Laren (NH.)": "Laren",
        "Middelburg (Z.)": "Middelburg", "Rijswijk (ZH.)": "Rijswijk", "Stein (L.)": "Stein",
    }  # fmt: skip
    assert Gemeente.objects.values("weergavenaam").distinct().count() == 342


def test_gemeente_that_ends_keeps_its_row(folder: Folder) -> None:
    folder.load()
    before = Gemeente.objects.get(code="GM1696")
    folder.edit("gemeenten", "27,2002-01-01,,", ENDED)
    assert folder.load() == (
        "Provincies: 0 nieuw, 0 gewijzigd.\n"
        "Gemeenten: 0 nieuw, 1 gewijzigd (Wijdemeren: opgeheven per 2027-01-01, opgegaan in Hilversum).\n"
        "Maildomeinen: 0 nieuw, 0 gewijzigd.\n"
    )
    after = Gemeente.objects.select_related("opgegaan_in").get(code="GM1696")
    assert (after.pk, after.geldig_tot, str(after.opgegaan_in)) == (before.pk, date(2027, 1, 1), "Hilversum")
    assert Maildomein.objects.filter(gemeente=after).count() == 1
    assert folder.load() == NO_CHANGES


def test_end_that_was_a_mistake_is_taken_back(folder: Folder) -> None:
    folder.edit("gemeenten", "27,2002-01-01,,", ENDED)
    folder.load()
    folder.write("gemeenten", GEMEENTEN)
    assert "(Wijdemeren: niet meer opgeheven per 2027-01-01, niet meer opgegaan in Hilversum)." in folder.load()


def test_first_run_knows_a_successor_that_stands_lower_in_the_file(folder: Folder) -> None:
    folder.edit("gemeenten", "GM0402,Hilversum,Hilversum,27,,,", "GM0402,Hilversum,Hilversum,27,,2027-01-01,GM1696")
    assert "Gemeenten: 3 nieuw, 0 gewijzigd.\n" in folder.load()
    assert Gemeente.objects.get(code="GM0402").opgegaan_in == Gemeente.objects.get(code="GM1696")


def test_gemeente_that_is_not_in_the_file_any_more_is_only_reported(folder: Folder) -> None:
    folder.load()
    before = rows()
    folder.edit("gemeenten", "GM1696,Wijdemeren,Wijdemeren,27,2002-01-01,,\n", "")
    said = folder.load()
    assert said == NO_CHANGES.replace(
        "Maildomeinen", "Wijdemeren (GM1696) staat niet meer in het bestand; niets gewijzigd.\nMaildomeinen"
    )
    assert rows() == before


def test_other_names_and_another_provincie_are_taken_over(folder: Folder) -> None:
    folder.load()
    folder.edit("provincies", "Noord-Holland,noord-holland,", "Holland,noord-holland,https://www.holland.example/")
    folder.edit("gemeenten", "Hilversum,Hilversum,27", "Hilversum (NH.),Hilversum e.o.,23")
    said = folder.load()
    assert "Provincies: 0 nieuw, 1 gewijzigd (Holland).\n" in said
    assert (
        "1 gewijzigd (Hilversum e.o.: heet bij het CBS nu Hilversum (NH.), "
        "heet op het scherm nu Hilversum e.o., hoort nu bij Overijssel).\n"
    ) in said
    assert str(Provincie.objects.get(slug="noord-holland")) == "Holland"


def test_mail_domain_added_by_hand_stays(folder: Folder) -> None:
    folder.load()
    Maildomein.objects.create(domein="samen.example", gemeente=Gemeente.objects.get(code="GM0193"))
    folder.edit("maildomeinen", "zwolle.nl,GM0193\n", "wijdemeren.nl,GM0402\n")
    assert "Maildomeinen: 1 nieuw, 0 gewijzigd.\n" in folder.load()
    assert set(Maildomein.objects.values_list("domein", "gemeente__code")) == {
        ("samen.example", "GM0193"), ("wijdemeren.nl", "GM0402"), ("wijdemeren.nl", "GM1696"),
        ("zwolle.nl", "GM0193"),
    }  # fmt: skip


def test_new_gemeente_may_take_the_name_of_one_that_ends_that_day(folder: Folder) -> None:
    folder.load()
    folder.edit("gemeenten", "27,2002-01-01,,", "27,2002-01-01,2027-01-01,GM1999")
    folder.write(
        "gemeenten",
        (folder.path / "gemeenten.csv").read_text("utf-8") + "GM1999,Wijdemeren,Wijdemeren,27,2027-01-01,,\n",
    )
    assert "1 nieuw, 1 gewijzigd (Wijdemeren: opgeheven per 2027-01-01, opgegaan in Wijdemeren)" in folder.load()


@pytest.mark.parametrize("codes", [["GM0193"], ["GM0193", "GM0402", "GM1696"]])
def test_queries_do_not_grow_with_the_changes(
    folder: Folder, codes: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    folder.load()
    Gemeente.objects.filter(code__in=codes).update(naam="Oude naam")
    # A savepoint and its release, three times what is there, one update.
    with django_assert_num_queries(6):
        folder.load()
    with django_assert_num_queries(5):
        assert folder.load() == NO_CHANGES
