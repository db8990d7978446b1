"""Finds the sentences that people read: in templates, translations and code; and what B1 Dutch asks of them.

A template is read as if each of its branches were written out; a variable counts as one word.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

LONGEST = 20
"""Words in a sentence."""
FORBIDDEN = re.compile(
    r"\b(middels|teneinde|dien(?:t|en) te|inzake|betreffende|conform|indien|reeds|derhalve|facilite(?:er|ert|ren)"
    r"|uw inschrijving is geregistreerd|u|uw|uzelf)\b",
    re.IGNORECASE,
)
VARIABLE = "iets"
"""What stands in the place of a variable."""
BREAK = "¶"
"""Stands where one text ends and the next begins."""

# --- Sentences --------------------------------------------------------------------------------------------------

ABBREVIATIONS = (
    "a.u.b.", "bijv.", "blz.", "bv.", "ca.", "d.w.z.", "dhr.", "dr.", "drs.", "enz.", "etc.", "evt.", "excl.", "incl.",
    "ir.", "jl.", "m.b.t.", "m.u.v.", "max.", "min.", "mr.", "mw.", "n.v.t.", "nr.", "o.a.", "p.p.", "prof.", "resp.",
    "t.a.v.", "t.b.v.", "tel.", "z.s.m.",
)  # fmt: skip
END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-ZÀ-Þ0-9]|" + VARIABLE + r"\b)")


def sentences(text: str) -> list[str]:
    """Split a text without markup into sentences; a blank line, a list mark and a new line with a capital end one."""
    blocks = re.split(r"¶|\n\s*\n|\n\s*[-*]\s|\n\s*(?=[A-Z0-9À-Þ]|" + VARIABLE + r"\b)|\n\s*(?=https?://)", text)
    found = []
    for block in blocks:
        flat = " ".join(block.split()).removeprefix("- ")
        begin = 0
        for end in END.finditer(flat):
            if not flat[: end.start()].lower().endswith(ABBREVIATIONS):
                found.append(flat[begin : end.end()].strip())
                begin = end.end()
        found.append(flat[begin:])
    return [sentence for sentence in found if sentence]


def words(sentence: str) -> int:
    """Count words; a dash or an arrow between spaces is none."""
    return sum(bool(re.search(r"\w", word)) for word in sentence.split())


def complaints(text: str) -> list[str]:
    """Say what is wrong with a text: sentences too long, and words that are not for everybody."""
    found = []
    for sentence in sentences(text):
        if words(sentence) > LONGEST:
            found.append(f"{words(sentence)} words: {sentence}")
        found += [f"“{match[0]}”: {sentence}" for match in FORBIDDEN.finditer(sentence)]
    return found


# --- Templates --------------------------------------------------------------------------------------------------

TAG = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#})", re.DOTALL)
QUOTED = re.compile(r"""(["'])(.*?)\1""")
OPENS = {"if", "ifchanged", "for"}
MIDDLE = {"elif", "else", "empty"}
ENDS_TEXT = {"block", "endblock", "include", "element", "endelement", "slot", "endslot", "extends"}

Part = str | list[list["Part"]]
"""Text, or alternatives of which a reader meets one."""


def name_of(tag: str) -> str:
    """Return the first word of a template tag."""
    inside = tag.strip("{}%# ").split()
    return inside[0] if tag.startswith("{%") and inside else ""


def parse(source: str) -> list[Part]:
    """Read a template as text and alternatives."""
    source = re.sub(r"{% comment.*?{% endcomment %}", "", source, flags=re.DOTALL)
    root: list[Part] = []
    open_now: list[list[list[Part]]] = []
    may_be_nothing: list[bool] = []
    for piece in TAG.split(source):
        here = open_now[-1][-1] if open_now else root
        name = name_of(piece)
        if name in OPENS:
            alternatives: list[list[Part]] = [[]]
            here.append(alternatives)
            open_now.append(alternatives)
            may_be_nothing.append(name != "for")
        elif name in MIDDLE:
            may_be_nothing[-1] = may_be_nothing[-1] and name == "elif"
            open_now[-1].append([])
        elif name in {f"end{opener}" for opener in OPENS}:
            if may_be_nothing.pop():
                open_now[-1].append([])
            open_now.pop()
        else:
            here += text_of(piece, name)
    return root


def strings_in(tag: str) -> Iterator[str]:
    """Give each string that a tag or filter is given."""
    return (match[2] for match in QUOTED.finditer(tag))


def text_of(piece: str, name: str) -> list[Part]:
    """Return what a reader sees of a piece of a template that chooses nothing."""
    if name in ENDS_TEXT:
        return [BREAK]
    if name in {"trans", "translate"}:
        return list(strings_in(piece))
    if piece.startswith("{{"):
        return [VARIABLE]
    return [] if piece.startswith(("{%", "{#")) else [piece]


def ways(parts: list[Part]) -> int:
    """Return how many readings of a template show each of its branches at least once."""
    return max((sum(ways(branch) for branch in part) for part in parts if isinstance(part, list)), default=1)


def written_out(parts: list[Part], reading: int) -> str:
    """Write out one reading of a template, a number below `ways()`."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
        else:
            options = [(branch, number) for branch in part for number in range(ways(branch))]
            text += written_out(*options[min(reading, len(options) - 1)])
    return text


def longest(parts: list[Part]) -> str:
    """Write out the longest branch of each choice, which is how a sentence gets longest."""
    return "".join(
        part if isinstance(part, str) else max((longest(branch) for branch in part), key=words) for part in parts
    )


def texts_of_template(path: Path) -> Iterator[str]:
    """Give every text of a template, each way it can come out."""
    source = path.read_text()
    is_html = path.suffix == ".html"
    for tag in TAG.findall(source):
        if tag.startswith("{{") or name_of(tag) in {"include", "element", "blocktranslate"}:
            yield from (text for text in strings_in(tag) if " " in text)
    parts = parse(source)
    for text in [longest(parts), *(written_out(parts, reading) for reading in range(ways(parts)))]:
        yield from texts_of_html(text) if is_html else [text]


# --- HTML -------------------------------------------------------------------------------------------------------

INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "code",
    "em",
    "i",
    "kbd",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "wbr",
}
READ_OUT = {"alt", "aria-label", "content", "label", "placeholder", "summary", "title"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.apart: list[str] = []
        self.skipped = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.apart += [value for name, value in attrs if name in READ_OUT and value and " " in value]
        if tag in {"script", "style"}:
            self.skipped = tag
        if tag not in INLINE:
            self.text.append(BREAK)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.skipped:
            self.skipped = ""
        if tag not in INLINE:
            self.text.append(BREAK)

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            # A line ends nothing in HTML.
            self.text.append(re.sub(r"\s+", " ", data))


def texts_of_html(source: str) -> list[str]:
    """Return the text of a page, its blocks apart, and each text in an attribute that is read out."""
    reader = _Text()
    reader.feed(source)
    reader.close()
    return ["".join(reader.text), *reader.apart]


# --- Translations and code --------------------------------------------------------------------------------------


def texts_of_translations(path: Path) -> Iterator[str]:
    """Give each translation in a .po file."""
    for entry in path.read_text().split("\n\n"):
        for found in re.finditer(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', entry, re.MULTILINE):
            text = "".join(re.findall(r'"(.*)"', found[1])).replace("\\n", "\n").replace('\\"', '"')
            if "Content-Type:" not in text:
                yield re.sub(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", VARIABLE, text)


def texts_of_code(path: Path) -> Iterator[str]:
    """Give each string in a module that may be a text: with a space in it, and no docstring."""
    tree = ast.parse(path.read_text())
    kept_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant | ast.JoinedStr):
            kept_out.add(id(node.value))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("logger.", "re.")):
            kept_out |= {id(argument) for argument in node.args}
        if isinstance(node, ast.JoinedStr):
            kept_out |= {id(part) for part in node.values}
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else VARIABLE for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if " " in text and id(node) not in kept_out:
            yield from texts_of_html(text) if "</" in text else [text]
