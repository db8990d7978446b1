"""The handbook: what it says stands on the screens, its links lead somewhere, and nothing in it is HTML of its own."""

import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from PIL import Image

from programmes import handbook

ROOT = Path(__file__).resolve().parents[2]
APPS = ["accounts", "learning", "outbox", "programmes", "registrations"]
TERM = re.compile(r"\*\*([^*]+)\*\*")
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)]+)\)")
LARGEST = 60_000
"""Bytes of a picture."""
WIDEST = 800


def files() -> list[Path]:
    return sorted(handbook.FOLDER.glob("*.md"))


def screens() -> Iterator[str]:
    """Give every text that can come on a screen of /beheer/: templates, code, our translations and Django's."""
    for path in (ROOT / "templates").rglob("*.html"):
        yield path.read_text()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            yield path.read_text()
    for folder in (ROOT / "leerlab" / "locale", Path(django.__file__).parent / "contrib" / "admin" / "locale" / "nl"):
        for path in folder.rglob("django.po"):
            yield path.read_text()


def test_each_button_and_field_that_it_names_is_on_a_screen() -> None:
    """Written in bold is how it is called on the screen, capitals apart: the admin writes those itself."""
    known = "\n".join(screens()).lower()
    named = {(path.name, term) for path in files() for term in TERM.findall(path.read_text())}
    assert named
    assert sorted((name, term) for name, term in named if term.lower() not in known) == []


def test_each_link_leads_to_a_chapter_and_each_picture_is_there_with_words() -> None:
    chapters, pictures = {path.name for path in files()}, {f"beelden/{naam}.png" for naam in handbook.pictures()}
    used = set()
    for path in files():
        for is_picture, words, target in LINK.findall(path.read_text()):
            assert words, (path.name, target)
            if is_picture:
                used.add(target)
            else:
                assert target in chapters, (path.name, target)
    assert used == pictures


def test_pictures_are_small() -> None:
    for path in handbook.PICTURES.glob("*.png"):
        with Image.open(path) as picture:
            assert (path.name, path.stat().st_size <= LARGEST, picture.width) == (path.name, True, WIDEST)


def test_every_file_is_a_chapter_with_a_title_and_a_first_sentence() -> None:
    chapters = handbook.chapters()
    assert len(chapters) == len(files()) == len({chapter.slug for chapter in chapters})
    assert all(chapter.titel and chapter.intro[0].isalpha() for chapter in chapters)
    assert chapters[0].slug == "beginnen"


def test_a_gastheer_has_the_chapter_about_the_door_only() -> None:
    everything = handbook.chapters()
    assert list(handbook.for_role(everything, looks=True)) == list(everything)
    assert [chapter.slug for chapter in handbook.for_role(everything, looks=False)] == ["op-de-dag-zelf"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lees [Mailen](05-mailen.md).", '<p>Lees <a href="/h/mailen/">Mailen</a>.</p>'),
        ("![Een <b> lijst](beelden/onbekend.png)", "<p>Een &lt;b&gt; lijst</p>"),
        ("![x](https://elders.example/x.png)", "<p>x</p>"),
        ("![x](beelden/../../geheim.png)", "<p>x</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("1. Klik op **Opslaan**.", "<ol>\n<li>Klik op <strong>Opslaan</strong>.</li>\n</ol>"),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    found = handbook.html(text, chapter_address=lambda slug: f"/h/{slug}/", picture_address=lambda naam: f"/p/{naam}")
    assert found.strip() == expected


def test_a_name_that_is_no_picture_opens_no_file() -> None:
    for naam in ("", "..", "../01-beginnen", "onbekend"):
        with pytest.raises(KeyError):
            handbook.picture(naam)
