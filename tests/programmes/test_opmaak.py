"""Markdown of beheerders as HTML: what it makes, and what it never lets through."""

import pytest

from programmes.templatetags.opmaak import opgemaakt


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Eerste.\n\nTweede.", "<p>Eerste.</p>\n<p>Tweede.</p>\n"),
        ("één\ntwee", "<p>één\ntwee</p>\n"),
        ("- een\n- twee", "<ul>\n<li>een</li>\n<li>twee</li>\n</ul>\n"),
        ("1. een\n2. twee", "<ol>\n<li>een</li>\n<li>twee</li>\n</ol>\n"),
        ("**vet** en *schuin*", "<p><strong>vet</strong> en <em>schuin</em></p>\n"),
        ("regel  \nregel", "<p>regel<br>\nregel</p>\n"),
        ("[Privacy](/privacy/)", '<p><a href="/privacy/">Privacy</a></p>\n'),
        ("<https://a.example>", '<p><a href="https://a.example">https://a.example</a></p>\n'),
        ("[mail](mailto:a@b.example)", '<p><a href="mailto:a@b.example">mail</a></p>\n'),
        ("[bel](tel:+31381234567)", '<p><a href="tel:+31381234567">bel</a></p>\n'),
        ("[hier](#kop)", '<p><a href="#kop">hier</a></p>\n'),
        ("[naam van de provincie]", "<p>[naam van de provincie]</p>\n"),
    ],
)
def test_it_works(text: str, html: str) -> None:
    assert opgemaakt(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Een", "<h2>Een</h2>\n"),
        ("Een\n===", "<h2>Een</h2>\n"),
        ("## Twee", "<h2>Twee</h2>\n"),
        ("### Drie", "<h3>Drie</h3>\n"),
    ],
)
def test_headings_start_below_that_of_the_page(text: str, html: str) -> None:
    assert opgemaakt(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <b onclick='x'>b</b>", "<p>a &lt;b onclick='x'&gt;b&lt;/b&gt;</p>\n"),
        ("<!-- x -->", "<p>&lt;!-- x --&gt;</p>\n"),
        ("![foto](https://a.example/x.png)", '<p>!<a href="https://a.example/x.png">foto</a></p>\n'),
        ("|a|b|\n|-|-|\n|1|2|", "<p>|a|b|\n|-|-|\n|1|2|</p>\n"),
        ('[x](#a "\\"><script>")', '<p><a href="#a" title="&quot;&gt;&lt;script&gt;">x</a></p>\n'),
        ('[x](https://a.example/"onclick=y)', '<p><a href="https://a.example/%22onclick=y">x</a></p>\n'),
    ],
)  # fmt: skip
def test_html_tables_and_pictures_stay_text(text: str, html: str) -> None:
    assert opgemaakt(text) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript&colon;alert(1)", "&#106;avascript:alert(1)",
        "<java\tscript:alert(1)>", "vbscript:x", "data:text/html,x", "data:image/png;base64,x", "file:///etc/passwd",
        "//kwaad.example/", "kwaad.example", "\\\\kwaad.example", "ftp://a.example",
    ],
)  # fmt: skip
def test_no_link_to_anything_but_a_page_an_address_or_a_number(address: str) -> None:
    text = f"[x]({address})"
    assert "<a " not in opgemaakt(text)
    assert "<a " not in opgemaakt(f"[x][y]\n\n[y]: {address}")
    assert "<a " not in opgemaakt(f"<{address}>")


def test_deep_nesting_ends() -> None:
    assert len(opgemaakt(">" * 20_000)) < 20_000
