"""B1 Dutch, as far as a machine can tell: no sentence over twenty words, no word of the office, and never u."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.architecture.dutch import (
    complaints,
    sentences,
    texts_of_code,
    texts_of_html,
    texts_of_template,
    texts_of_translations,
    words,
)

ROOT = Path(__file__).resolve().parents[2]
APPS = ["accounts", "leerlab", "learning", "outbox", "programmes", "registrations"]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
CODE = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts) + sorted(
    path for app in APPS for path in (ROOT / app / "migrations").glob("*.py")
)
CONTENT = sorted(path for app in APPS for path in (ROOT / app).rglob("*.toml"))
HANDBOOK = sorted((ROOT / "docs" / "handleiding").glob("*.md"))
TRANSLATIONS = sorted((ROOT / "leerlab" / "locale").rglob("*.po"))


def wrong(texts: Iterable[str]) -> list[str]:
    """Return every complaint once, in order."""
    return list(dict.fromkeys(complaint for text in texts for complaint in complaints(text)))


def name_of(path: Path) -> str:
    """Return the path as a reader of a failure knows it."""
    return str(path.relative_to(ROOT))


# --- What people read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates(path: Path) -> None:
    assert wrong(texts_of_template(path)) == []


@pytest.mark.parametrize("path", HANDBOOK, ids=name_of)
def test_the_handbook(path: Path) -> None:
    assert wrong(texts_of_html(MarkdownIt().render(path.read_text()))) == []


@pytest.mark.parametrize("path", TRANSLATIONS, ids=name_of)
def test_translations(path: Path) -> None:
    assert wrong(texts_of_translations(path)) == []


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_texts_in_code(path: Path) -> None:
    """Refusals, labels, help and errors of forms and models."""
    assert wrong(texts_of_code(path)) == []


def test_scripts() -> None:
    """What a script says stands in quotes."""
    assert wrong(texts_of_scripts()) == []


def texts_of_scripts() -> Iterator[str]:
    for path in sorted((ROOT / "static/js").glob("*.js")):
        for line in path.read_text().splitlines():
            yield from (part for part in line.replace("`", '"').split('"')[1::2] if " " in part)


# --- The reader itself ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Je bent aangemeld. Tot dan!", ["Je bent aangemeld.", "Tot dan!"]),
        ("Van 13.30 tot 16.00 uur. Kom je?", ["Van 13.30 tot 16.00 uur.", "Kom je?"]),
        ("Neem iets mee, bijv. Een pen. Klaar.", ["Neem iets mee, bijv. Een pen.", "Klaar."]),
        ("Mail naam@gemeente.nl. Of bel.", ["Mail naam@gemeente.nl.", "Of bel."]),
        ("Hij zei “Kom.” Zij kwam.", ["Hij zei “Kom.”", "Zij kwam."]),
        ("Gelukt: je doet mee.", ["Gelukt: je doet mee."]),
        ("Je koos:\n\n- de kick-off\n- sessie 1", ["Je koos:", "de kick-off", "sessie 1"]),
        ("Waar: Raalte\nWanneer: in mei\nen ook in juni", ["Waar: Raalte", "Wanneer: in mei en ook in juni"]),
        ("Vraag iets. iets weet het.", ["Vraag iets.", "iets weet het."]),
        ("  ", []),
    ],
)
def test_a_text_falls_apart_into_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(("sentence", "expected"), [("Van 13.30 - 16.00 uur", 4), ("Kick-off: o.a. dit!", 3), ("→", 0)])
def test_words_are_counted(sentence: str, expected: int) -> None:
    assert words(sentence) == expected


def test_html_falls_apart_at_its_blocks() -> None:
    page = """<title>De titel</title><p>Een <a href="x" title="Wat dit is">link</a> in
        een zin</p><ul><li>een</li><li>twee</li></ul><script>var u = "uw"</script>"""
    text, *apart = texts_of_html(page)
    assert sentences(text) == ["De titel", "Een link in een zin", "een", "twee"]
    assert apart == ["Wat dit is"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% load x %}Dag {{ naam }}, {# niets #}kom je?", {"Dag iets, kom je?"}),
        ("Kom {% if a %}nu{% elif b %}dan{% else %}ooit{% endif %}.", {"Kom nu.", "Kom dan.", "Kom ooit."}),
        ("Kom{% if a %} nu{% endif %}.", {"Kom nu.", "Kom."}),
        ("{% for x in y %}Met {{ x }}.{% empty %}Alleen.{% endfor %}", {"Met iets.", "Alleen."}),
        ("{% if a %}Een.{% if b %} Twee.{% else %} Drie.{% endif %}{% endif %}", {"Een.", "Twee.", "Drie."}),
        ("{% block a %}Een{% endblock %}Twee", {"Een", "Twee"}),
        ('{% include "a.html" with tekst="Druk op de knop" %}', {"Druk op de knop"}),
        ('{{ naam|default:"Nog geen naam" }}', {"Nog geen naam", "iets"}),
    ],
)  # fmt: skip
def test_each_branch_of_a_template_is_read(source: str, expected: set[str], tmp_path: Path) -> None:
    for suffix in ("txt", "html"):
        path = tmp_path / f"template.{suffix}"
        path.write_text(source)
        assert {sentence for text in texts_of_template(path) for sentence in sentences(text)} == expected


def test_the_longest_way_through_a_template_is_read(tmp_path: Path) -> None:
    """Two choices in one sentence: its longest form takes the first branch here and the second there."""
    path = tmp_path / "template.txt"
    path.write_text(
        "Een {% if a %}" + "a " * 10 + "{% else %}b{% endif %}{% if c %}c{% else %}" + " d" * 10 + "{% endif %}."
    )
    assert [line[:8] for line in wrong(texts_of_template(path))] == ["21 words"]


def test_code_tells_its_texts_but_not_its_remarks(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text('"""Indien u dit leest."""\nnaam = "u"\nA = f"Dag {naam}, kom " "je?"\nlogger.info("u of uw")\n')
    assert list(texts_of_code(path)) == ["Dag iets, kom je?"]


def test_translations_are_read_and_not_what_they_translate(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid "Your name"\nmsgstr ""\n"Je naam, "\n"%(naam)s"\n')
    assert list(texts_of_translations(path)) == ["Je naam, iets"]


@pytest.mark.parametrize(
    "text",
    [
        "Indien je komt.",
        "Je dient te komen.",
        "Uw naam.",
        "Kunt u komen?",
        "Dat is reeds bekend.",
        "Wij faciliteren dit.",
    ],
)
def test_words_of_the_office_are_found(text: str) -> None:
    assert len(complaints(text)) == 1


def test_words_that_only_look_like_them_are_not() -> None:
    assert complaints("Van 13.30 uur tot 14.00 uur kijken we naar de reeks en de uitvoering.") == []
