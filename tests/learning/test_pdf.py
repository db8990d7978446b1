"""The handvatten as PDF: what it says, that it stays valid whatever people write, and its key."""

import shutil
import socket
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from learning.pdf import HandvattenDocument, Onderdeel, handvatten_key, render_handvatten
from tests.programmes.pdf_checks import findings, font_names, missing_glyphs, opened, tags

MINIMAL = HandvattenDocument(
    titel="Op huisbezoek",
    reeks="",
    provincie="",
    wanneer="",
    waar="",
    inleiding="",
    tips=(),
    acties=(),
    checklist=(),
    hulpmiddelen=(),
    adres="https://leerlab.example/drenthe/dichtbij/sessie-1/handvatten/",
    gepubliceerd_op=date(2026, 3, 10),
)
FULL = replace(
    MINIMAL,
    reeks="Leerlab Dichtbij",
    provincie="Drenthe",
    wanneer="dinsdag 3 maart 2026, 9.30 tot 12.00 uur",
    waar="Provinciehuis, Westerbrink 1, Assen",
    inleiding="Zo ga je op bezoek.\n\nKies één tip en begin.",
    tips=(
        Onderdeel(
            "Bel eerst",
            "Vraag of het uitkomt.\nNoem je naam.\n\nWees op tijd.",
            "https://a.example/bel?a=1&b=2",
        ),
        Onderdeel("Luister", ""),
    ),
    acties=(Onderdeel("Plan een bezoek", "Doe het deze maand."), Onderdeel("Vraag een collega mee", "")),
    checklist=(Onderdeel("Ik heb gebeld", ""), Onderdeel("Ik ben geweest", "Met een collega.")),
    hulpmiddelen=(Onderdeel("Gesprekskaart", "Print hem op A5.", "https://b.example/kaart"),),
)
CHECKLIST_ONLY = replace(MINIMAL, checklist=FULL.checklist)
LONG = replace(
    FULL,
    tips=tuple(Onderdeel(f"Onderwerp {n}", "Een zin die je ook hardop kunt zeggen. " * 12) for n in range(60)),
    acties=tuple(Onderdeel(f"Stap {n}", "Regel\n" * (n % 9)) for n in range(40)),
    checklist=tuple(Onderdeel(f"Punt {n} " + "woord " * (n % 30), "Uitleg. " * (n % 40)) for n in range(60)),
)
NASTY = (
    "<script>alert(1)</script><b>x</b> \U0001f600\U0001f468\u200d\U0001f469 漢字 שלום \u202eom "
    + "".join(map(chr, range(0x20)))
    + "\ud800 {{ titel }} {% now 'Y' %} &amp; &#128512; \"'"
)


def hostile(port: int) -> HandvattenDocument:
    markup = f"<img src=http://127.0.0.1:{port}/><link rel=attachment href=file:///etc/passwd>"
    text = markup + NASTY
    item = Onderdeel(text, f"{text}\n{'w' * 5000}\n\n{text}", f"http://127.0.0.1:{port}/{'u' * 500}")
    return HandvattenDocument(
        titel=text,
        reeks=text,
        provincie=text,
        wanneer=text,
        waar="p" * 5000,
        inleiding=text,
        tips=(item,),
        acties=(item,),
        checklist=(item,),
        hulpmiddelen=(item, Onderdeel("漢" * 5000, "")),
        adres=f"http://127.0.0.1:{port}/",
        gepubliceerd_op=date(2026, 3, 10),
    )


@pytest.mark.parametrize(
    "document", [FULL, MINIMAL, CHECKLIST_ONLY, LONG], ids=["full", "minimal", "checklist only", "long"]
)
def test_valid_complete_and_in_one_font(document: HandvattenDocument) -> None:
    data = render_handvatten(document)
    assert findings(data) == []
    assert missing_glyphs(data) == 0
    assert font_names(data) <= {"Open-Sans-PDF", "Open-Sans-PDF-Bold", "Open-Sans-PDF-Semi-Bold"}


def test_hostile_text_is_text_and_calls_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        data = render_handvatten(hostile(server.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            server.accept()
    assert findings(data) == []
    assert missing_glyphs(data) == 0
    assert font_names(data) == {"Open-Sans-PDF", "Open-Sans-PDF-Bold", "Open-Sans-PDF-Semi-Bold"}
    with opened(data) as pdf:
        assert list(pdf.attachments) == []
        assert str(pdf.docinfo["/Title"]).endswith("{{ titel }} {% now 'Y' %} &amp; &#128512; \"'")


def test_sections_without_content_are_left_out() -> None:
    assert tags(render_handvatten(MINIMAL)) == ["Document", "Div", "H1", "Div", "P", "Link", "P"]
    emoji_only = replace(MINIMAL, inleiding="\U0001f600", tips=(Onderdeel("\U0001f600", "\x00", "javascript:x"),))
    assert render_handvatten(emoji_only) == render_handvatten(MINIMAL)


def test_text_or_address_takes_the_place_of_a_missing_title() -> None:
    items = (Onderdeel("", "Neem de tijd"), Onderdeel(" ", "", "https://a.example/"))
    titled = (Onderdeel("Neem de tijd", ""), Onderdeel("https://a.example/", "", "https://a.example/"))
    assert render_handvatten(replace(MINIMAL, tips=items)) == render_handvatten(replace(MINIMAL, tips=titled))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "/intern/", "mailto:a@b.example", "http://[", "https:// x"],
)
def test_only_web_addresses_become_links(url: str) -> None:
    item = Onderdeel("Kaart", "Print hem.")
    plain = replace(MINIMAL, tips=(item,), hulpmiddelen=(item,))
    linked = replace(MINIMAL, tips=(replace(item, url=url),), hulpmiddelen=(replace(item, url=url),))
    assert render_handvatten(linked) == render_handvatten(plain)


def test_each_check_is_a_box_with_its_own_name_and_label() -> None:
    with opened(render_handvatten(FULL)) as pdf:
        fields = [(str(field.T), str(field.TU), str(field.FT)) for field in pdf.Root.AcroForm.Fields]
    assert fields == [("vink-1", "Ik heb gebeld", "/Btn"), ("vink-2", "Ik ben geweest", "/Btn")]


def test_says_what_it_is_and_where_the_web_page_is() -> None:
    with opened(render_handvatten(FULL)) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert str(pdf.docinfo["/Title"]) == "Op huisbezoek"
        assert str(pdf.docinfo["/Author"]) == "Drenthe"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260310"
        links = [(str(link.Contents), str(link.A.URI)) for link in pdf.pages[-1].Annots if link.Subtype == "/Link"]
    assert links[-1] == ("De webversie van dit document", MINIMAL.adres)


def test_same_document_same_bytes_and_key() -> None:
    again = replace(FULL, tips=tuple(replace(tip) for tip in FULL.tips))
    assert render_handvatten(again) == render_handvatten(FULL)
    assert handvatten_key(again) == handvatten_key(FULL)


@pytest.mark.parametrize(
    "changed",
    [
        replace(FULL, titel="Op huisbezoeK"),
        replace(FULL, waar="Provinciehuis, Westerbrink 2, Assen"),
        replace(FULL, tips=(replace(FULL.tips[0], tekst="Vraag of het uitkomt?"), FULL.tips[1])),
        replace(FULL, checklist=FULL.checklist[::-1]),
        replace(FULL, acties=FULL.checklist, checklist=FULL.acties),
        replace(FULL, gepubliceerd_op=date(2026, 3, 11)),
    ],
)
def test_any_change_changes_bytes_and_key(changed: HandvattenDocument) -> None:
    assert handvatten_key(changed) != handvatten_key(FULL)
    assert render_handvatten(changed) != render_handvatten(FULL)


def test_key_is_made_of_any_text() -> None:
    assert len(handvatten_key(hostile(9))) == 64


STRUCTURE = """\
Document
  Div
    H1
      "Op huisbezoek"
  Table
    TBody
      TR
        TH
          "Reeks"
        TD
          "Leerlab Dichtbij"
  Sect
    H2
      "Tips"
    Sect
      H3
        "Tip 1. Luister"
      P
        "Naar wat je niet verwacht."
  Sect
    H2
      "Acties"
    P
      "Dit kun je gaan doen."
    L
      LI
        Lbl
          "1. "
        LBody
          "Plan een bezoek"
          "Doe het deze maand."
  Sect
    H2
      "Checklist"
    P
      "Vink aan wat je hebt gedaan. Dat kan op je scherm en op papier."
    L
      LI
        LBody
          Form
          "Ik heb gebeld"
  Sect
    H2
      "Hulpmiddelen"
    P
      "Hiermee kun je verder."
    L
      LI
        Lbl
          "• "
        LBody
          "Gesprekskaart"
          Link
            "https://b.example/kaart"
  Div
    P
      "De webversie van dit document: "
      Link
        "https://a.example/h/"
    P
      "Gepubliceerd op 10 maart 2026."
"""


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="pdfinfo is in the Debian package poppler-utils")
def test_reads_aloud_in_this_order(tmp_path: Path) -> None:
    document = replace(
        MINIMAL,
        reeks="Leerlab Dichtbij",
        tips=(Onderdeel("Luister", "Naar wat je niet verwacht."),),
        acties=FULL.acties[:1],
        checklist=FULL.checklist[:1],
        hulpmiddelen=(Onderdeel("Gesprekskaart", "", "https://b.example/kaart"),),
        adres="https://a.example/h/",
    )
    file = tmp_path / "handvatten.pdf"
    file.write_bytes(render_handvatten(document))
    answer = subprocess.run(["pdfinfo", "-struct-text", str(file)], capture_output=True, check=True, encoding="utf-8")
    assert without_wrappers(answer.stdout) == STRUCTURE


def without_wrappers(structure: str) -> str:
    """The output of pdfinfo without attributes, object numbers and the elements that only wrap others."""
    kept: list[str] = []
    wrappers: list[int] = []
    for line in structure.splitlines():
        depth = len(line) - len(line.lstrip())
        name = line.split()[0].rstrip(":")
        wrappers = [wrapper for wrapper in wrappers if wrapper < depth]
        if name in {"Span", "NonStruct"}:
            wrappers.append(depth)
        elif name != "Object" and not name.startswith("/"):
            text = line.strip() if name.startswith('"') else name
            kept.append(" " * (depth - 2 * len(wrappers)) + text)
    return "\n".join(kept) + "\n"
