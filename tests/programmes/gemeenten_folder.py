"""A folder with small files of provincies, gemeenten and mail domains, and the command that reads them."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

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


def rows() -> dict[str, list[dict[str, object]]]:
    """Return every row of the app."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("programmes").get_models()
    }
