"""Fields of /beheer/ can be told from the page in every theme: their edge has 3:1 (WCAG 1.4.11, which axe leaves)."""

import pytest
from playwright.sync_api import Page

from tests.browser.every_page import Scene, signed_in

pytestmark = pytest.mark.browser

PAGES = [
    "/beheer/programmes/reeks/1/change/",
    "/beheer/programmes/lidmaatschap/add/",
    "/beheer/registrations/belangstelling/",
    "/beheer/programmes/reeks/1/berichten/",
    "/beheer/programmes/reeks/1/wie-komt/",
]
ENOUGH = 3.0
FIELDS = """() => {
    const parts = color => (color.match(/[\\d.]+/g) || []).map(Number)
    const is_clear = color => parts(color)[3] === 0
    const light = color => {
        const [red, green, blue] = parts(color).slice(0, 3)
            .map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const behind = element => {
        const color = getComputedStyle(element).backgroundColor
        return is_clear(color) && element.parentElement ? behind(element.parentElement) : color
    }
    const contrast = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((a, b) => a - b)
        return (high + 0.05) / (low + 0.05)
    }
    // The browser draws boxes to tick by itself, in colours that follow the theme.
    const drawn_by_browser = ["hidden", "checkbox", "radio", "file", "submit", "button"]
    return [...document.querySelectorAll("input, select, textarea")]
        .filter(field => field.checkVisibility() && !drawn_by_browser.includes(field.type))
        .map(field => [
            field.name || field.id,
            contrast(getComputedStyle(field).borderTopColor, behind(field.parentElement)),
        ])
}"""


@pytest.mark.parametrize(
    ("prefers", "chosen"),
    [("light", "auto"), ("dark", "auto"), ("light", "dark"), ("dark", "light")],
)
def test_the_edge_of_a_field_is_seen(page: Page, scene: Scene, prefers: str, chosen: str) -> None:
    page.emulate_media(color_scheme="dark" if prefers == "dark" else "light")
    faint = []
    for path in PAGES:
        signed_in("organiser", path)(page, scene)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", chosen)
        fields = page.evaluate(FIELDS)
        assert fields, path
        faint += [(path, name, round(ratio, 2)) for name, ratio in fields if ratio < ENOUGH]
    assert faint == []


def test_a_legend_is_a_heading_and_no_button(page: Page, scene: Scene) -> None:
    looks = "legend => [getComputedStyle(legend).backgroundColor, getComputedStyle(legend).fontWeight]"
    for path in ("/beheer/programmes/reeks/1/mails/nieuw/", "/beheer/programmes/reeks/1/berichten/"):
        signed_in("organiser", path)(page, scene)
        assert page.locator("legend.fieldset-heading").first.evaluate(looks) == ["rgba(0, 0, 0, 0)", "700"]
