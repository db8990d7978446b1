"""The lists of /beheer/ at a desk show all of their columns; where there is less room, one sees that there is more."""

import pytest
from playwright.sync_api import Page

from tests.browser.every_page import Scene, signed_in
from tests.browser.looks import too_wide
from tests.browser.steps import sign_in_as_organiser

pytestmark = pytest.mark.browser

LISTS = [
    "/beheer/registrations/aanmelding/",
    "/beheer/registrations/belangstelling/",
    "/beheer/programmes/logregel/",
    "/beheer/learning/handvatten/",
    "/beheer/programmes/reeks/",
    "/beheer/programmes/lidmaatschap/",
]
LONG = """() => {
    const cell = document.querySelector("#result_list tbody th a")
    if (!cell) return false
    const below = cell.querySelector(".eronder")
    cell.firstChild.textContent = "Jacqueline van den Oudenhoven-Bruggenkamp tot Schimmelpenninck"
    if (below) below.textContent = "j.vandenoudenhoven-bruggenkamp@gemeente-hardinxveld-giessendam.example"
    return true
}"""
"""Puts the longest person of a provincie in the first row."""
ROOM = "() => { const all = document.querySelector('.results'); return [all.scrollWidth, all.clientWidth] }"
MASK = "() => getComputedStyle(document.querySelector('.results')).maskImage"
TO_THE_END = "() => { const all = document.querySelector('.results'); all.scrollLeft = all.scrollWidth }"


@pytest.mark.usefixtures("scene")
def test_lists_fit_beside_menu_and_filters(page: Page) -> None:
    sign_in_as_organiser(page)  # Which writes a line in the log.
    cut_off, empty = {}, []
    for path in LISTS:
        page.goto(path)
        if not page.evaluate(LONG):
            empty.append(path)
            continue
        for width in (1440, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            needed, there = page.evaluate(ROOM)
            if needed > there:
                cut_off[path, width] = (needed, there)
    assert (cut_off, empty) == ({}, [])


def test_on_a_phone_one_sees_that_there_is_more(page: Page, scene: Scene) -> None:
    signed_in("organiser", LISTS[0])(page, scene)
    assert page.evaluate(MASK) == "none"
    page.set_viewport_size({"width": 320, "height": 900})
    assert too_wide(page) == []
    assert page.evaluate(MASK).startswith("linear-gradient")
    page.evaluate(TO_THE_END)
    page.wait_for_function(f"() => ({MASK})() === 'none'")
