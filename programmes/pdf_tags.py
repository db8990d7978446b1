"""Repairs of the tags of a WeasyPrint PDF, run by its `finisher` hook just before the file is written.

Import this module only while rendering (see `programmes.pdf`). It leans on the object model of WeasyPrint
70.0 and pydyf 0.13, some private names included, which is why both are pinned and the results are validated
in the tests. Each repair names the rule it serves; the numbers are issues of Kozea/WeasyPrint.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import pydyf

_UA_IDENTIFICATION = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_RDF_END = b"</rdf:RDF>"

_LIST_NUMBERING = {
    "circle": "/Circle",
    "decimal": "/Decimal",
    "disc": "/Disc",
    "lower-alpha": "/LowerAlpha",
    "lower-roman": "/LowerRoman",
    "none": "/None",
    "square": "/Square",
    "upper-alpha": "/UpperAlpha",
    "upper-roman": "/UpperRoman",
}
_PRINT_FLAG = 4


class PdfDictionary(dict[str, Any]):
    """What is used of `pydyf.Dictionary`."""

    reference: bytes


class Metadata(Protocol):
    """What is used of `weasyprint.document.DocumentMetadata`."""

    generate_rdf_metadata: Callable[[str, int, str], bytes]


class Document(Protocol):
    """What is used of `weasyprint.Document`."""

    pages: Sequence[Any]


class Pdf(Protocol):
    """What is used of `pydyf.PDF`; an object's place in `objects` is its number."""

    objects: list[Any]
    catalog: PdfDictionary

    def add_object(self, value: object) -> None:
        """Append an object and give it a number."""


def add_ua_identification(metadata: Metadata) -> None:
    """Say in the XMP packet that the file is PDF/UA-1 as well as what WeasyPrint writes (PDF/A).

    WeasyPrint knows one variant per file (2783). PDF/A-2 allows a foreign property only with a description
    of its schema, hence the second block. Source: ISO 14289-1, 5 and ISO 19005-2, 6.6.2.3.

    Raises:
        ValueError: while writing, when the packet has no RDF to add to.
    """
    original = metadata.generate_rdf_metadata

    def generate(variant: str, version: int, conformance: str) -> bytes:
        head, end, tail = original(variant, version, conformance).rpartition(_RDF_END)
        if not end:
            raise ValueError("The XMP packet of WeasyPrint has no rdf:RDF")
        return head + _UA_IDENTIFICATION + end + tail

    metadata.generate_rdf_metadata = generate


def finish(document: Document, pdf: Pdf) -> None:
    """Repair the tags and streams of a PDF in place; the signature is that of the `finisher` hook."""
    pages = [item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Page"]
    root = _resolve(pdf, pdf.catalog["StructTreeRoot"])
    elements = _elements(pdf, root["K"])
    _wrap_list_items(pdf, elements)
    _scope_headers(pdf, elements)
    _number_lists(document, pdf, elements, pages)
    _mark_pagination(pdf, root, elements, pages)
    _describe_links(document)
    _drop_need_appearances(pdf)
    _adjust_streams(pdf)


def _resolve(pdf: Pdf, value: object) -> Any:
    if isinstance(value, bytes) and value.endswith(b" R"):
        return pdf.objects[int(value.split()[0])]
    return value


def _elements(pdf: Pdf, kids: Iterable[object]) -> list[PdfDictionary]:
    """The structure elements of the tree in reading order (marked content and annotations left out)."""
    found: list[PdfDictionary] = []
    waiting = list(kids)[::-1]
    while waiting:
        node = _resolve(pdf, waiting.pop())
        if isinstance(node, pydyf.Dictionary) and "S" in node:
            found.append(node)
            waiting.extend(node["K"][::-1])
    return found


def _wrap_list_items(pdf: Pdf, elements: Iterable[PdfDictionary]) -> None:
    """Put what stands loose in a list item (a paragraph, a span) in its LBody (ISO 32000-1, table 336)."""
    for item in elements:
        if item["S"] != "/LI":
            continue
        kids = [_resolve(pdf, kid) for kid in item["K"]]
        loose = [kid for kid in kids if kid["S"] not in {"/Lbl", "/LBody"}]
        if not loose:
            continue
        body = next((kid for kid in kids if kid["S"] == "/LBody"), None)
        if body is None:
            body = pydyf.Dictionary(
                {
                    "Type": "/StructElem",
                    "S": "/LBody",
                    "K": pydyf.Array(),
                    "Pg": item["Pg"],
                    "P": item.reference,
                }
            )
            pdf.add_object(body)
            item["K"].append(body.reference)
        for kid in loose:
            item["K"].remove(kid.reference)
            body["K"].append(kid.reference)
            kid["P"] = body.reference


def _scope_headers(pdf: Pdf, elements: Iterable[PdfDictionary]) -> None:
    """Say of a header cell whether it heads a column or a row (2508; ISO 14289-1, 7.5)."""
    for cell in elements:
        if cell["S"] == "/TH" and isinstance(cell.get("A"), dict):
            row_group = _resolve(pdf, _resolve(pdf, cell["P"])["P"])
            cell["A"].setdefault("Scope", "/Column" if row_group["S"] == "/THead" else "/Row")


def _number_lists(
    document: Document, pdf: Pdf, elements: Iterable[PdfDictionary], pages: Sequence[PdfDictionary]
) -> None:
    """Say how a list is numbered (ISO 14289-1, 7.6), from the style of its box.

    Tags and boxes are matched by their order on the page; where the numbers differ the page is left as is.
    """
    tagged = defaultdict(list)
    for element in elements:
        if element["S"] == "/L":
            tagged[id(_resolve(pdf, element["Pg"]))].append(element)
    for page, laid_out in zip(pages, document.pages, strict=True):
        boxes = [
            box
            for box in laid_out._page_box.descendants()  # noqa: SLF001 - the only way to the style of a list
            if box.element is not None and box.element_tag in {"dl", "ol", "ul"}
        ]
        lists = tagged[id(page)]
        if len(boxes) != len(lists):
            continue
        for element, box in zip(lists, boxes, strict=True):
            style = "none" if box.element_tag == "dl" else box.style["list_style_type"]
            numbering = _LIST_NUMBERING.get(style, "/Disc")
            element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def _mark_pagination(
    pdf: Pdf, root: PdfDictionary, elements: Iterable[PdfDictionary], pages: Sequence[PdfDictionary]
) -> None:
    """Make artifacts of running headers and footers, which WeasyPrint tags but keeps out of the tree (1836).

    Source: ISO 14289-1, 7.8, and ISO 32000-1, 14.8.2.2.
    """
    in_tree: dict[int | None, set[int]] = defaultdict(set)
    for element in elements:
        in_tree[id(_resolve(pdf, element["Pg"]) if "Pg" in element else None)].update(
            kid for kid in element["K"] if isinstance(kid, int)
        )
    numbers = _resolve(pdf, root["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in pages:
        # Marked content starts with three items: its tag, its properties with the MCID, and the operator.
        stream = _resolve(pdf, page["Contents"]).stream
        for place, item in enumerate(stream):
            properties = stream[place - 1] if item == b"BDC" else None
            if not isinstance(properties, dict) or properties.get("MCID", -1) in in_tree[id(page)]:
                continue
            if "MCID" in properties:
                parents[page["StructParents"]][properties["MCID"]] = b"null"
                stream[place - 2] = b"/Artifact"
                stream[place - 1] = pydyf.Dictionary({"Type": "/Pagination"})


def _describe_links(document: Document) -> None:
    """Describe a link by its title or text instead of its bare address (ISO 14289-1, 7.18.5)."""
    for page in document.pages:
        for _kind, _target, _rectangle, box in page.links:
            if box.link_annotation is None or box.element is None:
                continue
            text = box.element.get("title") or " ".join("".join(box.element.itertext()).split())
            if text:
                box.link_annotation["Contents"] = pydyf.String(text)
            box.link_annotation["F"] = _PRINT_FLAG


def _drop_need_appearances(pdf: Pdf) -> None:
    """Check boxes bring their own appearance; PDF/A forbids to ask for one (ISO 19005-2, 6.4.1)."""
    form = pdf.catalog.get("AcroForm")
    if form and all(_resolve(pdf, field).get("FT") == "/Btn" for field in form["Fields"]):
        form.pop("NeedAppearances", None)


def _adjust_streams(pdf: Pdf) -> None:
    """No interpolated images (ISO 19005-2, 6.2.8) and metadata that any tool can read uncompressed."""
    for item in pdf.objects:
        extra = getattr(item, "extra", None) or {}
        if extra.get("Subtype") == "/Image":
            extra["Interpolate"] = "false"
        if extra.get("Type") == "/Metadata":
            item.compress = False
