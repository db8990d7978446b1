"""The list to sign and the name badges: what they say, and that they stay valid whatever names people have."""

from datetime import UTC, datetime

import pikepdf
import pytest

from programmes.pdf import displayable
from registrations.pdf import UNSHOWABLE, DoorDocument, Person, render_badges, render_list
from tests.programmes.pdf_checks import findings, missing_glyphs, opened, tags

HOSTILE = (
    "<script>alert(1)</script>", "=cmd|'/c calc'!A1", "שלום עולם", "\u202egnp.exe", "😀😀", "Wiebke " * 17, "w" * 120,
    "{{ 7|add:1 }}{% now 'Y' %}", "&amp; &#128512;", "<img src=file:///etc/passwd>", "\x00\x01\ud800",
)  # fmt: skip


def document(*people: Person) -> DoorDocument:
    return DoorDocument(
        reeks="Bewoners bereiken",
        sessie="Sessie 1: ouderen",
        wanneer="dinsdag 8 september 2026, 14.00 tot 16.00 uur",
        waar="Gemeentehuis, Kerkstraat 1, Raalte",
        mensen=people,
        gemaakt_op=datetime(2026, 9, 7, 12, tzinfo=UTC),
    )


def persons(count: int) -> list[Person]:
    return [Person(f"Deelnemer {number}", f"Gemeente {number}", "Adviseur") for number in range(count)]


def text_of(data: bytes) -> str:
    """Return what is written in a PDF, by the map of each font from glyphs to characters."""
    found = []
    with opened(data) as pdf:
        for sheet in pdf.pages:
            fonts = {str(name): glyphs(font) for name, font in sheet.Resources.Font.items()}
            known: dict[str, str] = {}
            for instruction in pikepdf.parse_content_stream(sheet):
                if str(instruction.operator) == "Tf":
                    known = fonts[str(instruction.operands[0])]
                elif str(instruction.operator) == "TJ":
                    parts = [bytes(part).hex() for part in instruction.operands[0] if isinstance(part, pikepdf.String)]
                    found.append(
                        "".join(known.get(part[at : at + 4], "?") for part in parts for at in range(0, len(part), 4))
                    )
    return "\n".join(found)


def glyphs(font: pikepdf.Object) -> dict[str, str]:
    lines = font.ToUnicode.read_bytes().decode().splitlines()
    pairs = [line.replace("<", "").replace(">", "").split() for line in lines if line.startswith("<")]
    return {
        pair[0]: bytes.fromhex(pair[-1]).decode("utf-16-be") for pair in pairs if len(pair) == 2 and len(pair[0]) == 4
    }


@pytest.mark.parametrize("count", [0, 1, 45])
@pytest.mark.parametrize("render", [render_list, render_badges])
def test_valid_for_the_archive_and_for_a_screen_reader(render: object, count: int) -> None:
    assert callable(render)
    data = render(document(*persons(count)))
    assert (findings(data), missing_glyphs(data)) == ([], 0)


@pytest.mark.parametrize("render", [render_list, render_badges])
def test_a_hostile_name_is_text(render: object) -> None:
    assert callable(render)
    data = render(document(*[Person(text, text, text) for text in HOSTILE]))
    assert (findings(data), missing_glyphs(data)) == ([], 0)
    with opened(data) as pdf:
        kinds = {str(item.get("/S")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary)}
        assert kinds.isdisjoint({"/JavaScript", "/URI", "/Launch"})
    text = text_of(data)
    for shown in ("<script>alert(1)</script>", "=cmd|'/c calc'!A1", "gnp.exe", UNSHOWABLE, "{{ 7|add:1 }}"):
        assert shown.split()[0] in text
    assert "\u202e" not in displayable(HOSTILE[3])


def test_the_list_has_a_table_with_heads_on_each_page_and_a_cell_to_sign_in() -> None:
    data = render_list(document(*persons(45)))
    kinds = tags(data)
    with opened(data) as pdf:
        sheets = len(pdf.pages)
        assert str(pdf.docinfo["/Title"]) == "Presentielijst Sessie 1: ouderen"
        assert str(pdf.Root.Lang) == "nl"
    assert kinds.count("H1") == 1
    # Four facts above; three cells for each person, of which the name is the head of the row.
    assert (kinds.count("TR") - 4 - 45, kinds.count("TH")) == (sheets, 4 + 45 + 3 * sheets)
    assert kinds.count("TD") == 4 + 2 * 45
    text = text_of(data)
    assert [text.count(f"Pagina {number} van {sheets}") for number in range(1, sheets + 1)] == [1] * sheets
    assert text.count("Handtekening") == sheets
    for words in (
        "Bewoners bereiken",
        "dinsdag 8 september 2026",
        "Kerkstraat 1, Raalte",
        "Deelnemer 44",
        "Gemeente 44",
    ):
        assert words in text


@pytest.mark.parametrize(("people", "sheets"), [(1, 1), (10, 1), (11, 2), (45, 5)])
def test_ten_badges_go_on_a_sheet(people: int, sheets: int) -> None:
    data = render_badges(document(*persons(people)))
    with opened(data) as pdf:
        assert [[float(value) for value in page.MediaBox] for page in pdf.pages] == [
            [0, 0, pytest.approx(595.28, abs=0.1), pytest.approx(841.89, abs=0.1)]
        ] * sheets
    text = text_of(data)
    assert [text.count(words) for words in ("Deelnemer", "Gemeente", "Adviseur")] == [people] * 3


def test_the_longest_names_do_not_push_badges_off_the_sheet() -> None:
    data = render_badges(document(*[Person("w" * 120, "w" * 120, "w" * 120)] * 10))
    with opened(data) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(
    ("naam", "maat"),
    [
        ("Anna de Vries", "groot"), ("Jan-Willem de Groot", "ruim"), ("Burgemeesterszoon", "ruim"),
        ("Johanna Wilhelmina van der Berg-Oosterhuis", "klein"), ("Wiebke " * 17, "kleinst"), ("w" * 120, "kleinst"),
    ],
)  # fmt: skip
def test_a_long_name_is_printed_smaller(naam: str, maat: str) -> None:
    assert Person(naam, "", "").maat == maat
