"""What a file of provincies, gemeenten or mail domains may look like; one with a fault changes nothing."""

from pathlib import Path

import pytest

from programmes.models import Maildomein
from tests.programmes.gemeenten_folder import GEMEENTEN, MAILDOMEINEN, PROVINCIES, Folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


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
