"""Reading in provincies, gemeenten and mail domains: repeatable, and all or nothing."""

from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from programmes.models import Gemeente, Maildomein, Provincie

pytestmark = pytest.mark.django_db

PROVINCIES = """\
code,naam,slug,website
23,Overijssel,overijssel,https://www.overijssel.nl/
27,Noord-Holland,noord-holland,
"""
GEMEENTEN = """\
code,naam,weergavenaam,provinciecode,geldig_van,geldig_tot,opgegaan_in
GM0193,Zwolle,Zwolle,23,,,
GM0402,Hilversum,Hilversum,27,,,
GM1696,Wijdemeren,Wijdemeren,27,2002-01-01,,
"""
MAILDOMEINEN = """\
domein,gemeente
zwolle.nl,GM0193
wijdemeren.nl,GM1696
"""
ENDED = "27,2002-01-01,2027-01-01,GM0402"
NO_CHANGES = """\
Provincies: 0 nieuw, 0 gewijzigd.
Gemeenten: 0 nieuw, 0 gewijzigd.
Maildomeinen: 0 nieuw, 0 gewijzigd.
Alles klopte al: 0 wijzigingen.
"""


class Folder:
    """The three files, small, in a folder of their own; a test changes what it is about."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for kind, text in (
            ("provincies", PROVINCIES), ("gemeenten", GEMEENTEN), ("maildomeinen", MAILDOMEINEN),
        ):  # fmt: skip
            self.write(kind, text)

    def write(self, kind: str, text: str | bytes) -> None:
        raw = text if isinstance(text, bytes) else text.encode("utf-8")
        (self.path / f"{kind}.csv").write_bytes(raw)

    def edit(self, kind: str, old: str, new: str) -> None:
        text = (self.path / f"{kind}.csv").read_text("utf-8")
        assert old in text
        self.write(kind, text.replace(old, new))

    def load(self) -> str:
        out = StringIO()
        files = {f"bestand_{kind}": self.path / f"{kind}.csv" for kind in ("provincies", "gemeenten")}
        files["bestand_maildomeinen"] = self.path / "maildomeinen.csv"
        call_command("import_gemeenten", stdout=out, **files)
        return out.getvalue()

    def faults(self) -> list[str]:
        """Load what can not be loaded; return what it says is wrong, and check that nothing changed."""
        before = rows()
        with pytest.raises(CommandError) as refusal:
            self.load()
        assert refusal.value.returncode == 1
        assert rows() == before
        first, *faults = str(refusal.value).split("\n- ")
        assert first == "Er is niets veranderd. Verbeter eerst deze fouten:"
        return faults


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row of the app."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("programmes").get_models()
    }


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


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("gemeenten", GEMEENTEN.encode("utf-8-sig")),
        ("provincies", PROVINCIES.replace("\n", "\r\n").encode()),
        ("maildomeinen", MAILDOMEINEN.replace(",GM", " , GM").encode()),
    ],
    ids=["byte order mark", "Windows line ends", "spaces around values"],
)
def test_file_as_a_spreadsheet_saves_it_is_read(folder: Folder, kind: str, text: bytes) -> None:
    folder.write(kind, text)
    assert "Gemeenten: 3 nieuw" in folder.load()
    assert set(Maildomein.objects.values_list("domein", flat=True)) == {"wijdemeren.nl", "zwolle.nl"}


@pytest.mark.parametrize(
    ("kind", "old", "new", "fault"),
    [
        ("gemeenten", "GM0402", "GM402", "3: code 'GM402' moet eruitzien als GM0193."),
        ("gemeenten", "GM0402", "GM04٠2", "3: code 'GM04٠2' moet eruitzien als GM0193."),
        ("gemeenten", "GM0402", "GM0193", "3: code 'GM0193' staat ook op regel 2."),
        (
            "gemeenten", "Hilversum,Hilversum", "Hilversum,zwolle",
            "3: weergavenaam 'zwolle' staat ook op regel 2.",
        ),
        ("gemeenten", "Zwolle,Zwolle", ",Zwolle", "2: naam is leeg."),
        (
            "gemeenten", "Zwolle,Zwolle", f"Zwolle,{'Z' * 61}",
            "2: weergavenaam is langer dan 60 tekens.",
        ),
        (
            "gemeenten", "Zwolle,Zwolle", "Zwolle,Zwo\u202elle",
            "2: weergavenaam heeft een teken dat je niet kunt zien.",
        ),
        ("gemeenten", "Zwolle,23", "Zwolle,99", "2: provinciecode '99' is onbekend."),
        (
            "gemeenten", "27,,,", "27,1-1-2027,,",
            "3: geldig_van '1-1-2027' is geen datum zoals 2027-01-01.",
        ),
        (
            "gemeenten", "27,,,", "27,,2027-02-30,",
            "3: geldig_tot '2027-02-30' is geen datum zoals 2027-01-01.",
        ),
        (
            "gemeenten", "2002-01-01,,", "2002-01-01,2002-01-01,GM0402",
            "4: geldig_tot moet later zijn dan geldig_van.",
        ),
        (
            "gemeenten", "2002-01-01,,", "2002-01-01,2027-01-01,GM1696",
            "4: een gemeente kan niet in zichzelf opgaan.",
        ),
        (
            "gemeenten", "2002-01-01,,", "2002-01-01,2027-01-01,GM0001",
            "4: opgegaan_in 'GM0001' is een onbekende gemeente.",
        ),
        (
            "gemeenten", "2002-01-01,,", "2002-01-01,,GM0402",
            "4: opgegaan_in is ingevuld, maar geldig_tot niet.",
        ),
        (
            "gemeenten", "GM0402,Hilversum,Hilversum,27,,,", "GM0402,Hilversum,Hilversum,27,,2001-01-01,GM1696",
            "3: Wijdemeren bestaat niet op 2001-01-01, dus opgegaan_in klopt niet.",
        ),
        (
            "gemeenten", "provinciecode", "provincie",
            "1: de kopregel moet zijn: code,naam,weergavenaam,provinciecode,geldig_van,geldig_tot,opgegaan_in.",
        ),
        ("gemeenten", "Zwolle,23,", "Zwolle,23", "2: 6 kolommen in plaats van 7."),
        ("maildomeinen", "zwolle.nl", "Zwolle.nl", "2: domein 'Zwolle.nl' moet eruitzien als zwolle.nl."),
        ("maildomeinen", "zwolle.nl", "info@zwolle.nl", "2: domein 'info@zwolle.nl' moet eruitzien als zwolle.nl."),
        ("maildomeinen", "GM0193", "GM0194", "2: gemeente 'GM0194' is onbekend."),
        (
            "maildomeinen", "wijdemeren.nl,GM1696", "zwolle.nl,GM0193",
            "3: domein en gemeente 'zwolle.nl GM0193' staat ook op regel 2.",
        ),
        ("provincies", "overijssel,", "Overijssel,", "2: slug 'Overijssel' moet eruitzien als noord-holland."),
        (
            "provincies", "https://www.overijssel.nl/", "javascript:1",
            "2: website 'javascript:1' moet eruitzien als https://www.overijssel.nl/.",
        ),
        ("provincies", "27,Noord-Holland", "27,Overijssel", "3: naam 'Overijssel' staat ook op regel 2."),
    ],
)  # fmt: skip
def test_file_with_a_fault_changes_nothing(folder: Folder, kind: str, old: str, new: str, fault: str) -> None:
    folder.edit(kind, old, new)
    assert f"{kind}.csv, regel {fault}" in folder.faults()


def test_files_that_can_not_be_read_change_nothing(folder: Folder) -> None:
    folder.load()
    folder.write("provincies", PROVINCIES.replace("Overijssel", "Fryslân").encode("latin-1"))
    folder.write("gemeenten", GEMEENTEN.split("\n", maxsplit=1)[0])
    (folder.path / "maildomeinen.csv").unlink()
    assert folder.faults() == [
        "provincies.csv, regel 2: dit teken is geen UTF-8. Bewaar het bestand als UTF-8.",
        "gemeenten.csv, regel 2: er staat geen enkele regel in.",
        f"{folder.path / 'maildomeinen.csv'}: dit bestand is niet te lezen (No such file or directory).",
    ]


@pytest.mark.parametrize("content", [b"", b"\x00", b'code,naam,slug,website\n23,"Over'])
def test_file_that_is_no_csv_changes_nothing(folder: Folder, content: bytes) -> None:
    folder.load()
    folder.write("provincies", content)
    assert [fault.split(",")[0] for fault in folder.faults()] == ["provincies.csv"]


def test_all_faults_are_told_at_once(folder: Folder) -> None:
    folder.edit("gemeenten", "GM0193,Zwolle,Zwolle,23", "GM0193,,Zwolle,24")
    folder.edit("maildomeinen", "wijdemeren.nl", "wijdemeren")
    assert folder.faults() == [
        "gemeenten.csv, regel 2: naam is leeg.",
        "gemeenten.csv, regel 2: provinciecode '24' is onbekend.",
        "maildomeinen.csv, regel 3: domein 'wijdemeren' moet eruitzien als zwolle.nl.",
    ]


def test_address_of_a_provincie_never_changes(folder: Folder) -> None:
    folder.load()
    folder.edit("provincies", "Noord-Holland,noord-holland", "Noord-Holland,holland")
    assert folder.faults() == ["provincies.csv, regel 3: het adres van Noord-Holland ligt vast: 'noord-holland'."]


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
