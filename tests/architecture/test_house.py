"""The house rules that no linter checks: relations point down, the glossary is whole, files stay readable."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["outbox", "accounts", "programmes", "registrations", "learning"]
OURS = [model for model in apps.get_models() if model._meta.app_label in ORDER]
SOURCES = sorted(
    path for app in [*ORDER, "leerlab"] for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
LONGEST_FILE = 300
LONGEST_FUNCTION = 40


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_relations_point_down(model: type[models.Model]) -> None:
    """A row may know what it stands on, never what stands on it."""
    targets = {
        field.related_model._meta.app_label
        for field in chain(model._meta.fields, model._meta.many_to_many)
        if isinstance(field.related_model, type)
    }
    level = ORDER.index(model._meta.app_label)
    assert {label for label in targets if label in ORDER and ORDER.index(label) > level} == set()


def test_the_glossary_names_every_model() -> None:
    text = (ROOT / "docs/glossary.md").read_text()
    named = set(re.findall(r"`(\w+\.\w+)`", text))
    assert {model._meta.label for model in OURS} == {
        label
        for label in named
        if label.split(".")[0] in ORDER and label.count(".") == 1 and label.split(".")[1][0].isupper()
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_readable(path: Path) -> None:
    """Split by topic, or say why not in the first lines: `Long because ...`."""
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_FILE or "Long because" in text[:2000]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_stay_readable(path: Path) -> None:
    """Docstrings do not count: a promise may be long."""
    tree = ast.parse(path.read_text())
    too_long = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = (node.end_lineno or node.lineno) - body[0].lineno + 1
            if lines > LONGEST_FUNCTION:
                too_long.append(f"{node.name}: {lines} lines")
    assert too_long == []


def test_no_signal_receivers_of_our_own() -> None:
    """A call is a call."""
    users = [
        path for path in SOURCES if re.search(r"^from django\S*signals|@receiver\(", path.read_text(), re.MULTILINE)
    ]
    assert users == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS)|\bgetenv\b|from environs", path.read_text())
    ]
    assert readers == ["leerlab/settings.py"]


def test_every_setting_of_the_environment_is_in_the_readme() -> None:
    settings = (ROOT / "leerlab/settings.py").read_text()
    names = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings))
    readme = (ROOT / "README.md").read_text()
    assert {name for name in names if f"`{name}`" not in readme} == set()


def test_templates_hold_no_inline_script_or_style() -> None:
    """The policy forbids both on pages; only mails, which have no policy, carry styles."""
    pages = [
        path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts and "pdf" not in path.parts
    ]
    inline = re.compile(r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\bsrc=)(?![^>]*application/)|javascript:""")
    assert [str(path.relative_to(ROOT)) for path in pages if inline.search(path.read_text())] == []


FORMS = [path for path in SOURCES if path.name.startswith("forms")]


def test_forms_carry_nothing_out() -> None:
    """Writing is for the verb modules: no form writes rows or sends mail."""
    names = {str(path.relative_to(ROOT)) for path in FORMS}
    assert names >= {"accounts/forms.py", "registrations/forms.py", "registrations/views/forms_for_visitors.py"}
    writes = re.compile(r"objects\.\w*create|\.delete\(|\bqueue\(|\.update\((?!self\.data)")
    assert [str(path) for path in FORMS if writes.search(path.read_text())] == []
