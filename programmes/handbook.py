"""The handbook for organisatoren: the chapters of docs/handleiding as /beheer/ shows them. No query.

The same files are read in the repository, so links between them are those of markdown: `[tekst](05-mailen.md)` and
`![uitleg](beelden/reeks.png)`. Here they become addresses, and what is not in the folder is no link and no picture.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from PIL import Image

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "handleiding"
PICTURES = FOLDER / "beelden"
FILE = re.compile(r"\d\d-(?P<slug>[a-z-]+)\.md")
PICTURE = re.compile(r"beelden/(?P<naam>[a-z0-9-]+)\.png")
AT_THE_DOOR = frozenset({"op-de-dag-zelf"})
"""Chapters for a gastheer, who sees the attendance of one sessie and nothing else."""

ChapterAddress = Callable[[str], str]


@dataclass(frozen=True)
class Chapter:
    """One chapter: its place in the address, its title, the first sentence, and its text as markdown without title."""

    slug: str
    titel: str
    intro: str
    tekst: str


@cache
def chapters() -> Sequence[Chapter]:
    """Return all chapters in order. Read once: a chapter changes with the code."""
    found = ((FILE.fullmatch(path.name), path) for path in sorted(FOLDER.glob("*.md")))
    return tuple(_read(match["slug"], path) for match, path in found if match)


def for_role(chapters: Sequence[Chapter], *, looks: bool) -> Sequence[Chapter]:
    """Return the chapters for who `looks` at all of a provincie or an organisatie, or else for a gastheer."""
    return chapters if looks else tuple(chapter for chapter in chapters if chapter.slug in AT_THE_DOOR)


@cache
def pictures() -> frozenset[str]:
    """Return the names of the pictures there are, without folder and `.png`: no other file is ever opened."""
    return frozenset(path.stem for path in PICTURES.glob("*.png"))


@cache
def picture(naam: str) -> bytes:
    """Return a picture, by one of the names of `pictures()`.

    Raises:
        KeyError: there is none of that name.
    """
    if naam not in pictures():
        raise KeyError(naam)
    return (PICTURES / f"{naam}.png").read_bytes()


def html(text: str, *, chapter_address: ChapterAddress, picture_address: ChapterAddress) -> SafeString:
    """Return the HTML of a chapter; HTML in it is shown as text."""
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=_Renderer)
    parser.disable(["html_block", "html_inline"])
    env = {"chapter": chapter_address, "picture": picture_address}
    return mark_safe(str(parser.render(text, env)))  # noqa: S308 - made with HTML off: every < in the text is escaped


# --- Steps ------------------------------------------------------------------------------------------------------


class _Renderer(RendererHTML):
    """Writes links to chapters and pictures with the addresses that they have here."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a link to another chapter as its address."""
        token = tokens[idx]
        match = FILE.fullmatch(str(token.attrs.get("href", "")))
        if match:
            token.attrs["href"] = env["chapter"](match["slug"])
        return self.renderToken(tokens, idx, options, env)

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a picture of the folder with its size, so that the text does not jump; of another, its words only."""
        token = tokens[idx]
        words = self.renderInlineAsText(token.children or [], options, env)
        match = PICTURE.fullmatch(str(token.attrs.get("src", "")))
        if match is None or match["naam"] not in pictures():
            return format_html("{}", words)
        width, height = _size(match["naam"])
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            env["picture"](match["naam"]), words, width, height,
        )  # fmt: skip


@cache
def _size(naam: str) -> tuple[int, int]:
    with Image.open(PICTURES / f"{naam}.png") as opened:
        return opened.size


def _read(slug: str, path: Path) -> Chapter:
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    intro = next(part for part in text.split("\n\n") if part.strip())
    return Chapter(slug, title.removeprefix("# ").strip(), " ".join(intro.split()), text.strip())
