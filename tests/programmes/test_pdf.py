"""The renderer of PDFs: valid as PDF/A-2a and PDF/UA-1, the same bytes each time, deaf to the outside."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from string import ascii_letters, digits

import pikepdf
import pytest

from programmes import pdf as pdf_module
from programmes.pdf import FontMissing, displayable, document_key, render_pdf
from tests.programmes.pdf_checks import findings, font_names, missing_glyphs, opened, tags

CSS = """
@page { @bottom-right { content: "Pagina " counter(page) " van " counter(pages) } }
input { display: inline-block }
"""


def html(body: str, head: str = "") -> str:
    return (
        '<!doctype html><html lang="nl"><head><title>\n  Proef </title>'
        f'<meta name="dcterms.created" content="2026-03-10">{head}</head>'
        f"<body><h1>Proef</h1>{body}</body></html>"
    )


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def was_called(server: socket.socket) -> bool:
    try:
        connection, _address = server.accept()
    except BlockingIOError:
        return False
    connection.close()
    return True


BODIES = {
    "text": "<p>Tekst met <strong>nadruk</strong> en <em>meer</em>.<br>Nieuwe regel.</p>",
    "lists": "<ol><li>een</li><li>twee<ul><li>twee a</li></ul></li></ol>",
    "blocks in list items": "<ul><li><p>een</p></li><li><div>twee</div></li></ul>",
    "table": "<table><caption>Wie</caption><thead><tr><th scope=col>Naam</th><th scope=col>Rol</th></tr>"
    "</thead>"
    "<tbody><tr><th scope=row>Anne</th><td>gids</td></tr></tbody></table>",
    "links": '<p>Zie <a href="https://www.example.nl/" title="Het voorbeeld">www.example.nl</a>.</p>',
    "check boxes": '<form><ul style="list-style:none"><li><input type="checkbox" id="a" name="a">'
    '<label for="a">Klaar</label></li></ul></form>',
    "many pages": "<h2>Deel</h2>" + "<p>Een alinea van een lang verhaal.</p>" * 200,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_valid_as_pdf_a_2a_and_pdf_ua_1(body: str) -> None:
    assert findings(render_pdf(html(body), css=CSS)) == []


def test_says_what_it_is() -> None:
    with opened(render_pdf(html("<p>Tekst</p>"), css=CSS)) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert str(pdf.docinfo["/Title"]) == "Proef"
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert str(pdf.Root.StructTreeRoot.Type) == "/StructTreeRoot"
        assert "/Filter" not in pdf.Root.Metadata
        metadata = pdf.open_metadata()
        assert metadata["pdfaid:part"] == "2"
        assert metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Proef"


def test_same_input_gives_same_bytes_in_any_thread() -> None:
    body = BODIES["lists"] + BODIES["check boxes"]
    with ThreadPoolExecutor(max_workers=3) as pool:
        renders = list(pool.map(lambda _: render_pdf(html(body), css=CSS), range(6)))
    assert set(renders) == {render_pdf(html(body), css=CSS)}


def test_another_letter_or_another_style_gives_other_bytes() -> None:
    data = render_pdf(html("<p>Proef</p>"), css=CSS)
    assert render_pdf(html("<p>Proeg</p>"), css=CSS) != data
    assert render_pdf(html("<p>Proef</p>"), css=CSS + "p { color: #00568b }") != data


def test_blocks_in_a_list_item_stand_in_its_body() -> None:
    data = render_pdf(html(BODIES["blocks in list items"]), css=CSS)
    one_item = ["LI", "Lbl", "LBody"]
    assert tags(data) == ["Document", "H1", "L", *one_item, "P", *one_item, "Div"]


def test_lists_say_how_they_are_numbered() -> None:
    body = '<ol><li>een</li></ol><ul><li>twee</li></ul><ul style="list-style:none"><li>drie</li></ul>'
    with opened(render_pdf(html(body), css=CSS)) as pdf:
        numbering = [str(item.A.ListNumbering) for item in elements(pdf, "/L")]
    assert numbering == ["/Decimal", "/Disc", "/None"]


def test_header_cells_say_what_they_head() -> None:
    with opened(render_pdf(html(BODIES["table"]), css=CSS)) as pdf:
        scopes = [str(item.A.Scope) for item in elements(pdf, "/TH")]
    assert scopes == ["/Column", "/Column", "/Row"]


def test_page_numbers_are_artifacts_and_not_in_the_tree() -> None:
    with opened(render_pdf(html("<p>Tekst</p>"), css=CSS)) as pdf:
        instructions = list(pikepdf.parse_content_stream(pdf.pages[0]))
        marked = [item.operands for item in instructions if str(item.operator) == "BDC"]
        pagination = [str(tag) for tag, properties in marked if properties.get("/Type") == "/Pagination"]
        tagged = [int(properties.MCID) for _tag, properties in marked if "/MCID" in properties]
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
        in_tree = [place for place, parent in enumerate(parents) if isinstance(parent, pikepdf.Dictionary)]
    assert set(pagination) == {"/Artifact"}
    assert sorted(tagged) == in_tree


def test_links_are_described_and_printed() -> None:
    body = '<p><a href="https://a.example/" title="Uitleg">a</a> <a href="https://b.example/">Tweede</a></p>'
    with opened(render_pdf(html(body), css=CSS)) as pdf:
        links = [(str(link.Contents), str(link.A.URI), int(link.F)) for link in pdf.pages[0].Annots]
    assert links == [("Uitleg", "https://a.example/", 4), ("Tweede", "https://b.example/", 4)]


def test_check_boxes_can_be_ticked_and_carry_their_label() -> None:
    with opened(render_pdf(html(BODIES["check boxes"]), css=CSS)) as pdf:
        fields = [(str(field.FT), str(field.TU), str(field.V)) for field in pdf.Root.AcroForm.Fields]
        assert "/NeedAppearances" not in pdf.Root.AcroForm
    assert fields == [("/Btn", "Klaar", "/Off")]


def elements(pdf: pikepdf.Pdf, tag: str) -> list[pikepdf.Dictionary]:
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem" and tag == item.S
    ]


def test_reaches_neither_network_nor_disk(listener: socket.socket, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    site = f"http://127.0.0.1:{listener.getsockname()[1]}"
    picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"
    data = render_pdf(
        html(
            f'<p>Tekst</p><img alt="x" src="{site}/a.png"><img alt="x" src="{secret.as_uri()}">'
            f'<img alt="x" src="{picture}"><a rel="attachment" href="{secret.as_uri()}">bijlage</a>'
            f'<p style="background:url({site}/b.png)">Tekst</p><object data="{site}/c.svg"></object>'
            f'<svg><title>x</title><image href="{site}/d.png"/></svg>',
            head=f'<base href="{site}/"><link rel="stylesheet" href="{site}/e.css">'
            f'<link rel="attachment" href="{secret.as_uri()}"><link rel="attachment" href="{site}/f.txt">'
            f"<style>@import url({site}/g.css); @font-face{{font-family:z;src:url({site}/h.ttf)}}</style>",
        ),
        css=f"@import url({site}/i.css); body {{ background: url({secret.as_uri()}) }}",
    )
    assert not was_called(listener)
    with opened(data) as pdf:
        assert list(pdf.attachments) == []
        assert not [item for item in pdf.objects if "EmbeddedFile" in repr(item)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ascii_letters + digits, ascii_letters + digits),
        (
            "Één coöperatie, ‘s-Hertogenbosch – € 12,50 … ½ ≥ ĳ Ω Ж",
            "Één coöperatie, ‘s-Hertogenbosch – € 12,50 … ½ ≥ ĳ Ω Ж",
        ),
        ("e\u0301e\u0301n", "één"),
        ("een\r\ntwee\rdrie\u2028vier\vvijf\n\tzes", "een\ntwee\ndrie\nvier\nvijf\n\tzes"),
        ("goed \U0001f600\U0001f44d\U0001f3fd\u2714\ufe0f zo", "goed  zo"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", ""),
        ("3\ufe0f\u20e3", "3"),
        ("漢字", "??"),
        ("שלום العربية", "???? ???????"),
        ("a\u202eb\u200fc\u200b\u00add\ufeff", "abcd"),
        ("\x00\x01\x1b\x7f\x85", "\n"),
        ("\ud800\udfff\ufffe\uffff\ufffd\ufffc", ""),
        ("\uf0b7 punt", " punt"),
        ("e‑mail → ① ℃ Ⅳ ２", "e-mail -> 1 °C IV 2"),
        ("smal\u202fbreed\u3000eind", "smal breed eind"),
    ],
)
def test_characters_without_a_glyph_are_replaced(text: str, shown: str) -> None:
    assert displayable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f600 &#128512; &#x1f468;",
        "漢字 &#28450;",
        "שלום",
        "q\u0308 \u0301",
        "".join(map(chr, range(0x20))),
        "\ud800",
    ],
)
def test_no_missing_glyph_and_no_other_font(text: str) -> None:
    link = f'<a href="https://a.example/" title="x{text}">x{text}</a>'
    body = f"<p>Tekst {text}</p><p>{link}</p><ul><li>x{text}</ul>"
    data = render_pdf(html(body, head=f'<meta name="description" content="{text}">'), css=CSS)
    assert findings(data) == []
    assert missing_glyphs(data) == 0
    assert font_names(data) == {"Open-Sans-PDF", "Open-Sans-PDF-Bold"}


def test_nothing_heavy_is_imported_before_rendering() -> None:
    code = "import sys, programmes.pdf; print(sorted({'weasyprint', 'pydyf', 'fontTools'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def test_without_the_font_the_error_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "FONT_DIRECTORY", tmp_path)
    with pytest.raises(FontMissing, match="install the Debian package fonts-open-sans"):
        render_pdf(html("<p>Tekst</p>"), css=CSS)
    with pytest.raises(FontMissing, match=r"OpenSans-Regular\.ttf"):
        displayable("tekst")


def test_key_changes_with_every_letter_and_with_the_division_in_parts() -> None:
    keys = [
        document_key(),
        document_key(""),
        document_key("ab", "c"),
        document_key("a", "bc"),
        document_key("abc"),
        document_key("abd"),
        document_key("\ud800"),
    ]
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {64}
    assert document_key("ab", "c") == keys[2]
