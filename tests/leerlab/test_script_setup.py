"""`script/setup` in a copy of the portal that is not fit for it."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arguments", [[], ["--dev"]])
def test_a_linked_venv_is_refused_and_what_it_leads_to_is_kept(tmp_path: Path, arguments: list[str]) -> None:
    """With `python3 -m venv --clear` it would empty the folder that another copy of the portal runs on."""
    theirs, copy = tmp_path / "theirs", tmp_path / "copy"
    theirs.mkdir()
    (theirs / "kept").write_text("theirs", encoding="utf-8")
    shutil.copytree(ROOT / "script", copy / "script")
    (copy / ".venv").symlink_to(theirs)
    # Where the guard is missing, nothing may be installed: no python3, apt or sudo is found.
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "env", "readlink"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    done = subprocess.run(
        [copy / "script" / "setup", *arguments],
        env={"PATH": str(tools)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = (
        f"De map .venv is een symbolische link naar {theirs}. "
        "Verwijder de link (rm .venv) en start script/setup opnieuw: dan krijgt deze kopie een eigen .venv.\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)
    assert [path.name for path in theirs.iterdir()] == ["kept"]
    assert not (copy / "var").exists()
