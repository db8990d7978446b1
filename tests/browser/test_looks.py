"""The checks themselves: on a page made bad on purpose, each of them finds what is wrong."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looks import (
    axe,
    hidden_focus,
    labels_aside,
    lost_in_forced_colors,
    skip_link,
    small_targets,
    structure,
    too_wide,
    unannounced_errors,
)
from tests.browser.test_html import CONFIG, validate

pytestmark = pytest.mark.browser

BAD = """<!doctype html><html lang="en"><head><title>Fout</title><style>
  a, button { outline: none !important; border: 0; appearance: none }
  .wide { width: 700px } .faint { color: #999; background: #fff } .small { width: 9px; height: 9px; padding: 0 }
</style></head><body>
  <h1>Een</h1><h1>Twee</h1><img src="data:,"><p class="faint">Nauwelijks te lezen</p><p class="wide">Breed</p>
  <button class="small" onclick="stop()">x</button><a href="#x">Ergens heen</a>
</body></html>"""


@pytest.fixture
def bad(page: Page) -> Page:
    page.set_content(BAD)
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def test_axe_finds_what_it_should(bad: Page) -> None:
    found = {line.split(":")[0] for line in axe(bad)}
    assert found >= {"image-alt", "color-contrast", "landmark-one-main", "region"}
    assert {line.split(":")[0] for line in axe(bad, only=["color-contrast"])} == {"color-contrast"}


def test_the_checks_find_what_they_should(bad: Page) -> None:
    assert structure(bad) == [
        "lang is not nl", "2 times h1", "0 times main", "no header of the page", "no footer of the page", "no nav",
        "inline style", "inline handler",
    ]  # fmt: skip
    assert [line.split(" is ")[1] for line in small_targets(bad)] == ['{"width":9,"height":9}']
    assert too_wide(bad)[1:] == ['<p class="wide">Breed</p>']
    assert [line[:7] for line in lost_in_forced_colors(bad)] == ["<button"]
    assert unannounced_errors(bad) == ["the title is Fout", "the focus is not on the summary of the errors"]
    assert skip_link(bad) == ['the first stop is <button class="small" onclick="stop()">x</button>']
    assert hidden_focus(bad) == ['no visible focus: <a href="#x">Ergens heen</a>']


def test_html_validate_finds_what_it_should(tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(BAD.replace("</p>", "</div>", 1))
    found = {line.split(": ")[1] for line in validate(tmp_path, CONFIG)}
    assert found >= {"close-order", "wcag/h37", "no-implicit-button-type"}


def test_a_label_beside_its_field_is_found(page: Page) -> None:
    above = "<label for=a>Boven</label><br><input id=a>"
    page.set_content(f"<main>{above}<p><label for=b>Naast</label> <select id=b></select></p></main>")
    assert labels_aside(page) == ['<select id="b"></select>']
