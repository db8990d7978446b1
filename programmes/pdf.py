"""HTML to accessible PDF: PDF/A-2a (fit for the archive) and PDF/UA-1 (fit for a screen reader) in one file.

WeasyPrint does the layout; `programmes.pdf_tags` repairs what its tags still lack. Both are imported while
rendering and never before: together they cost most of a second, and a web process has no use for them.
Not every HTML gives valid tags: text only inside `<a>` and `<li>`, a heading level never skipped, check
boxes as the only kind of field, an `alt` on every image. The tests of each template hold it to that.
"""

import atexit
import hashlib
import re
import threading
import unicodedata
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from weasyprint.css import ColorProfile
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

FONT_PACKAGE: Final = "fonts-open-sans"
FONT_DIRECTORY: Path = Path("/usr/share/fonts/truetype/open-sans")
FONT_FAMILY: Final = "Open Sans PDF"  # not "Open Sans": no installed font may ever answer in its place


class FontFace(NamedTuple):
    """One file of the family and the CSS weight and style under which it is offered."""

    file: str
    weight: int
    style: str


class Asset(NamedTuple):
    """Something a document may ask for: its bytes and its media type."""

    data: bytes
    kind: str


FONT_FACES: Final = (
    FontFace("OpenSans-Regular.ttf", 400, "normal"),
    FontFace("OpenSans-Italic.ttf", 400, "italic"),
    FontFace("OpenSans-Semibold.ttf", 600, "normal"),
    FontFace("OpenSans-Bold.ttf", 700, "normal"),
)

_ENGINE_PACKAGES: Final = ("weasyprint", "pydyf", "fonttools")
_ENGINE_SOURCES: Final = ("pdf.py", "pdf_tags.py")

# Invalid in HTML or in the XMP packet, whatever the font: controls (but white space) and surrogates.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_IN_OUR_OWN_WORDS: Final = {"‐": "-", "‑": "-", "→": "->", "⇒": "=>", "←": "<-", "↔": "<->"}
# Emoji are So, their skin tones Sk and joiners Cf; private use (Co) has no meaning that a reader could hear.
_DROPPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Sk", "So"})
_ATTRIBUTES_NOT_SHOWN: Final = frozenset({"class", "for", "href", "id", "name", "src", "style", "type"})

_thread = threading.local()


class FontMissing(Exception):
    """The font of the documents is not installed: `apt-get install fonts-open-sans` solves it."""


def render_pdf(html: str, *, css: str, pictures: "Mapping[str, bytes] | None" = None) -> bytes:
    """Render a whole HTML document as a PDF that is both PDF/A-2a and PDF/UA-1.

    Equal input gives equal bytes: nothing is taken from the clock, so the dates of the document come from
    `<meta name="dcterms.created">`. The one font is Open Sans, under the name in `FONT_FAMILY` (also the
    default of `body`); characters that it lacks are replaced as `displayable` says. Nothing is read from
    disk or network on behalf of the document: a picture or style sheet behind any other URL is simply left out.

    Args:
        html: the document with `lang`, `<title>` and one `<h1>`; user text must have been escaped.
        css: the style sheet, for print; it wins over `<style>` in the document.
        pictures: PNGs by the name under which the document asks for them: `logo.png` is `<img src="app:logo.png">`.

    Returns:
        The bytes of the file, fonts embedded as subsets, about 25 KB for three pages.

    Raises:
        FontMissing: when Open Sans is not installed.

    Source: ISO 19005-2 level A, ISO 14289-1, and WeasyPrint 70 with its `finisher` hook.
    """
    from weasyprint import CSS, HTML  # noqa: PLC0415 - costs most of a second, see the module docstring

    from programmes.pdf_tags import add_ua_identification, finish  # noqa: PLC0415 - imports pydyf

    own = {f"app:{name}": Asset(data, "image/png") for name, data in (pictures or {}).items()}
    fetcher = _bundled_fetcher({**_fonts(FONT_DIRECTORY), **own})
    fonts = _font_configuration()
    tree = HTML(string=_FORBIDDEN.sub("", html), base_url="app:/", url_fetcher=fetcher)
    _make_displayable(tree.etree_element)
    style = CSS(string=_font_css() + css, base_url="app:/", url_fetcher=fetcher, font_config=fonts)
    options = {"pdf_variant": "pdf/a-2a", "pdf_forms": True, "stylesheets": [style]}
    document = tree.render(font_config=fonts, color_profiles=_color_profiles(), **options)
    add_ua_identification(document.metadata)
    # The output intent is set by now; asked again, WeasyPrint would load it again (see _color_profiles).
    data: bytes = document.write_pdf(finisher=finish, output_intent="", **options)
    return data


def document_key(*parts: str) -> str:
    """Content hash of a document: 64 hex digits that change with any part and with the engine.

    Rendering is deterministic, so the key also serves as ETag of the bytes. The engine is: the versions of
    the libraries, the source of this renderer and the font files. Order and division of the parts count:
    `("ab", "c")` and `("a", "bc")` differ.

    Args:
        parts: everything the document is made of (template, style sheet, content as canonical JSON).

    Source: SHA-256, FIPS 180-4.
    """
    digest = hashlib.sha256(_engine_version().encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def displayable(text: str) -> str:
    r"""The text in characters that the font has, so that no glyph is missing and no other font steps in.

    Line breaks of any kind become `\n`. What the font lacks is, in this order: said in our own words (an
    arrow becomes `->`), taken apart (`①` becomes `1`, a rare accent goes), dropped when it is emoji, a
    control, a direction mark or private use, and otherwise (Chinese, Hebrew, Arabic ...) shown as `?`.

    Raises:
        FontMissing: when Open Sans is not installed.

    Source: Unicode general categories and NFC/NFKC of the standard library.
    """
    known = _known_characters(FONT_DIRECTORY)
    composed = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text))
    return "".join(character if character in known else _substitute(character, known) for character in composed)


def _substitute(character: str, known: frozenset[str]) -> str:
    if character in _IN_OUR_OWN_WORDS:
        return _IN_OUR_OWN_WORDS[character]
    category = unicodedata.category(character)
    if category.startswith("Z"):
        return " "
    apart = unicodedata.normalize("NFKD", character)
    bare = "".join(mark for mark in apart if not unicodedata.combining(mark))
    for candidate in (unicodedata.normalize("NFKC", character), bare):
        if candidate and known.issuperset(candidate):
            return candidate
    return "" if category in _DROPPED_CATEGORIES else "?"


def _make_displayable(root: "Element") -> None:
    """Replace in the parsed document, where `&#128512;` is a character like any other."""
    for element in _shown_elements(root):
        element.text = displayable(element.text) if element.text else element.text
        for name, value in element.attrib.items():
            if name not in _ATTRIBUTES_NOT_SHOWN:
                element.set(name, displayable(value))
    for title in root.iter("title"):
        # White space around the title is layout of the template, yet WeasyPrint would keep it.
        title.text = " ".join((title.text or "").split())
    for element in root.iter():
        element.tail = displayable(element.tail) if element.tail else element.tail


def _shown_elements(root: "Element") -> "Iterator[Element]":
    return (node for node in root.iter() if node.tag not in {"script", "style"})


@lru_cache(maxsize=2)
def _fonts(directory: Path) -> "Mapping[str, Asset]":
    """The font files by their `app:` address."""
    try:
        return {
            f"app:fonts/{face.file}": Asset((directory / face.file).read_bytes(), "font/ttf") for face in FONT_FACES
        }
    except FileNotFoundError as error:
        message = f"{error.filename} is missing: install the Debian package {FONT_PACKAGE}"
        raise FontMissing(message) from error


@lru_cache(maxsize=2)
def _known_characters(directory: Path) -> frozenset[str]:
    """The characters that every face has and that mean something when read aloud."""
    from fontTools.ttLib import (  # type: ignore[import-untyped]  # noqa: PLC0415 - only who renders needs it
        TTFont,
    )

    tables = [TTFont(BytesIO(font.data), lazy=True).getBestCmap() for font in _fonts(directory).values()]
    shared = {chr(point) for point in set.intersection(*(set(table) for table in tables))}
    # U+FFFC and U+FFFD stand for something that is not there.
    meaningless = {"\ufffc", "\ufffd"} | {c for c in shared if unicodedata.category(c)[0] == "C"}
    return frozenset(shared - meaningless | {"\t", "\n"})


def _font_css() -> str:
    faces = "".join(
        f'@font-face{{font-family:"{FONT_FAMILY}";src:url(app:fonts/{face.file});'
        f"font-weight:{face.weight};font-style:{face.style}}}"
        for face in FONT_FACES
    )
    # The margin boxes of a page inherit from nothing in the document.
    return f'{faces}html,input{{font-family:"{FONT_FAMILY}"}}@page{{font-family:"{FONT_FAMILY}"}}'


def _bundled_fetcher(assets: "Mapping[str, Asset]") -> "URLFetcher":
    """A fetcher that knows the given addresses and cannot reach disk or network for any other."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 - see the module docstring

    class BundledFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint publishes no types
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - its signature
            if url not in assets:
                message = f"not one of the bundled files: {url[:80]}"
                raise ValueError(message)
            return URLFetcherResponse(url, assets[url].data, {"Content-Type": assets[url].kind})

    # fetch() never asks the base class to open anything; these settings only close the door a second time.
    return BundledFetcher(allowed_protocols=("app",), allow_redirects=False)


def _color_profiles() -> "dict[str, ColorProfile]":
    """The sRGB output intent that PDF/A demands; WeasyPrint's own way of loading it leaves the file open."""
    from weasyprint.css import ColorProfile  # noqa: PLC0415 - see the module docstring

    profile = BytesIO((files("weasyprint.pdf") / "sRGB2014.icc").read_bytes())
    channels = (["r"], ["g"], ["b"])
    return {"srgb": ColorProfile(profile, "sRGB2014.icc", "relative-colorimetric", channels)}


def _font_configuration() -> "FontConfiguration":
    """One per thread: it is not known to be thread-safe, and a fresh one per document leaks memory."""
    if not hasattr(_thread, "fonts"):
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - see the module docstring

        _thread.fonts = FontConfiguration()
    fonts: FontConfiguration = _thread.fonts
    return fonts


# The configuration removes its temporary folder in __del__, which fails when the interpreter is half gone.
atexit.register(vars(_thread).clear)


@lru_cache(maxsize=1)
def _engine_version() -> str:
    versions = [f"{package} {version(package)}" for package in _ENGINE_PACKAGES]
    sources = [Path(__file__).with_name(name) for name in _ENGINE_SOURCES]
    # A machine without the fonts (a web server) must be able to compare keys, so a missing file is no error.
    sources += [path for face in FONT_FACES if (path := FONT_DIRECTORY / face.file).exists()]
    return " ".join(versions + [hashlib.sha256(path.read_bytes()).hexdigest() for path in sources])
