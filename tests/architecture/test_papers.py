"""The papers around the code agree with it, and no file tells on which machine it was made."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]

# Taken apart, so that this file does not find itself.
REGISTRIES = ["py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js"]
MACHINE = re.compile("|".join([r"(?<![\w.~-])/(?:work|root|home/\w+)/", *REGISTRIES]))


def project_files() -> Iterator[Path]:
    """Every text file that git would keep; works in an unpacked archive too, where git knows nothing."""
    ignored = [*(line.strip("/") for line in (ROOT / ".gitignore").read_text().split()), ".git"]
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir():
                folders.append(path)
            elif b"\0" not in path.read_bytes():
                yield path


@pytest.fixture(scope="module")
def publiccode() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    return read


@pytest.fixture(scope="module")
def licence() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project["license"])


def test_publiccode_has_every_mandatory_key(publiccode: dict[str, Any]) -> None:
    mandatory = {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert mandatory - publiccode.keys() == set()
    assert publiccode["publiccodeYmlVersion"] == "0.4"
    assert publiccode["maintenance"]["type"] == "internal"
    assert [sorted(contact) for contact in publiccode["maintenance"]["contacts"]] == [["email", "name"]]
    assert publiccode["localisation"] == {"localisationReady": False, "availableLanguages": ["nl"]}


def test_publiccode_describes_within_the_limits_of_the_standard(publiccode: dict[str, Any]) -> None:
    description = publiccode["description"]["nl"]
    assert len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert len(description["features"]) >= 1


def test_one_licence_is_named_everywhere(publiccode: dict[str, Any], licence: str) -> None:
    assert publiccode["legal"]["license"] == licence
    assert (ROOT / "LICENSE").read_text().startswith(f"SPDX-License-Identifier: {licence}\n")
    assert licence in (ROOT / "CONTRIBUTING.md").read_text()


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in project_files()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert found == []
