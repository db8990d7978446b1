"""What every page must be, besides what axe and html-validate look at: each check returns what it found wrong."""

import json
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.portal import ROOT

NARROW = 320
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LANDMARKS = ["landmark-one-main", "landmark-unique", "region", "heading-order", "page-has-heading-one", "empty-heading"]
"""Good practice that WCAG does not ask for by rule, but who listens to a page lives by."""

STRUCTURE = """() => {
    const count = selector => document.querySelectorAll(selector).length
    const say = (is_wrong, words) => is_wrong ? [words] : []
    const handlers = [...document.querySelectorAll("*")]
        .filter(element => [...element.attributes].some(attribute => attribute.name.startsWith("on")))
    return [
        ...say(document.documentElement.lang !== "nl", "lang is not nl"),
        ...say(count("h1") !== 1, `${count("h1")} times h1`),
        ...say(count("main") !== 1, `${count("main")} times main`),
        ...say(count("body > header") !== 1, "no header of the page"),
        ...say(count("body > footer") !== 1, "no footer of the page"),
        ...say(count("nav") === 0, "no nav"),
        ...say(!document.title.trim(), "no title"),
        ...say(count("style, [style]") > 0, "inline style"),
        ...say(count("script:not([src]):not([type='application/ld+json'],[type='application/json'])") > 0, "script"),
        ...say(handlers.length > 0, "inline handler"),
    ]
}"""

SMALL_TARGETS = """() => {
    const box = element => {
        const boxes = [element, ...(element.labels || [])].map(each => each.getBoundingClientRect())
        return {
            width: Math.max(...boxes.map(each => each.right)) - Math.min(...boxes.map(each => each.left)),
            height: Math.max(...boxes.map(each => each.bottom)) - Math.min(...boxes.map(each => each.top)),
        }
    }
    // Of links that run in text, axe judges the room around them.
    const in_text = element => element.matches("a") && getComputedStyle(element).display === "inline"
    return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
        .filter(element => element.checkVisibility() && element.type !== "hidden" && !element.closest("[inert]"))
        .filter(element => !element.closest(".skip-link, .utrecht-skip-link, .nl-skip-link"))
        .filter(element => element.tabIndex >= 0 && !in_text(element))
        .filter(element => box(element).width < 23.5 || box(element).height < 23.5)
        .map(element => `${element.outerHTML.slice(0, 90)} is ${JSON.stringify(box(element))}`)
}"""

LABELS = """() => [...document.querySelectorAll("main input, main select, main textarea")]
    .filter(element => element.checkVisibility() && !["hidden", "checkbox", "radio"].includes(element.type))
    .filter(element => ![...element.labels].some(
        label => label.getBoundingClientRect().bottom <= element.getBoundingClientRect().top + 1))
    .map(element => element.outerHTML.slice(0, 90))"""

TOO_WIDE = """width => document.scrollingElement.scrollWidth <= width ? [] : [
    `the page is ${document.scrollingElement.scrollWidth} px wide`,
    ...[...document.querySelectorAll("body *")]
        .filter(element => element.getBoundingClientRect().right > width)
        .map(element => element.outerHTML.slice(0, 120)).slice(0, 3),
]"""

FORCED = """() => [...document.querySelectorAll("body *")]
    .filter(element => element.checkVisibility())
    .filter(element => {
        const style = getComputedStyle(element)
        const is_control = element.matches("button, select, textarea, input:not([type=hidden])")
        const has_edge = style.borderStyle !== "none" || style.appearance !== "none" || style.outlineStyle !== "none"
        return style.forcedColorAdjust === "none" || (is_control && !has_edge)
    })
    .map(element => element.outerHTML.slice(0, 110))"""

BACK_TO_TOP = """() => {
    // Tab goes on from where the focus was last, also when nothing has it any more.
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute("tabindex")
    scrollTo(0, 0)
}"""

FOCUS = """() => {
    const element = document.activeElement
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    const has_outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    const point = document.elementFromPoint(
        Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), box.top + Math.min(box.height / 2, 20))
    return {
        what: element.outerHTML.slice(0, 90),
        where: element === document.body ? "body" : element.tagName,
        is_marked: has_outline || style.boxShadow !== "none",
        is_in_view: box.bottom > 0 && box.top < innerHeight,
        // The middle of a province may lie in another one.
        is_covered: point !== null && !element.closest("svg") && !element.contains(point) && !point.contains(element)
            && ![...(element.labels || [])].some(label => label.contains(point)),
    }
}"""


@cache
def axe_source() -> str:
    """Return axe-core; evaluated by the debugger, so that the policy of the page stays as it is."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


def axe(page: Page, *, only: list[str] | None = None, landmarks: bool = True) -> list[str]:
    """Run axe on the page as it now looks: WCAG 2.2 AA, and the landmarks unless told not to; or `only` some rules."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(axe_source())
    # Without preload: axe would fetch style sheets itself, which the policy would rightly note.
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False, "elementRef": False}
    options["runOnly"] = {"type": "rule", "values": only} if only else {"type": "tag", "values": WCAG}
    if landmarks and not only:
        options["rules"] = {rule: {"enabled": True} for rule in LANDMARKS}
    found = page.evaluate("options => axe.run(document, options).then(({violations}) => violations)", options)
    return [
        f"{violation['id']}: {node['html'][:110]} {reason_of(node)}"
        for violation in found
        for node in violation["nodes"]
    ]


def reason_of(node: dict[str, Any]) -> str:
    """Return the measured contrast and the like, which is what one needs to mend it."""
    data = [check.get("data") for kind in ("any", "all", "none") for check in node[kind]]
    known = [each for each in data if isinstance(each, dict) and "contrastRatio" in each]
    keys = ("fgColor", "bgColor", "contrastRatio", "expectedContrastRatio")
    return json.dumps({key: known[0].get(key) for key in keys}) if known else ""


def structure(page: Page) -> list[str]:
    """One h1, the landmarks, the language, a title; nothing inline."""
    found: list[str] = page.evaluate(STRUCTURE)
    return found


def unannounced_errors(page: Page) -> list[str]:
    """A form that comes back says so first in the title, and the focus is on the summary of what is wrong."""
    has_focus = page.evaluate("() => Boolean(document.activeElement.closest('.foutenoverzicht'))")
    return [
        *([] if page.title().startswith("Fout: ") else [f"the title is {page.title()}"]),
        *([] if has_focus else ["the focus is not on the summary of the errors"]),
    ]


def small_targets(page: Page) -> list[str]:
    """Buttons, controls and links that stand apart, under 24 by 24 px (WCAG 2.5.8 has exceptions: we use none)."""
    found: list[str] = page.evaluate(SMALL_TARGETS)
    return found


def labels_aside(page: Page) -> list[str]:
    """Fields whose label is not above them, where NL Design System wants it and a magnifier looks for it."""
    found: list[str] = page.evaluate(LABELS)
    return found


def too_wide(page: Page, width: int = NARROW) -> list[str]:
    """What sticks out to the right; empty when the page fits."""
    found: list[str] = page.evaluate(TOO_WIDE, width)
    return found


def lost_in_forced_colors(page: Page) -> list[str]:
    """What opts out of forced colours, and controls whose edge was only a background, which is gone there.

    The colours of text are the browser's own here; axe would compare them with backgrounds that nobody sees.
    """
    found: list[str] = page.evaluate(FORCED)
    return found


def skip_link(page: Page) -> list[str]:
    """The first stop of Tab shows itself and leads to the content. Leaves the focus there."""
    page.evaluate(BACK_TO_TOP)
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    text = page.evaluate("() => document.activeElement.textContent.trim()")
    if text != "Direct naar de inhoud":
        return [f"the first stop is {first['what']}"]
    page.keyboard.press("Enter")
    is_there = page.evaluate("() => document.activeElement === document.querySelector('main')")
    return [*unseen(first), *([] if is_there else ["the skip link does not lead to main"])]


def hidden_focus(page: Page, *, stops: int = 8) -> list[str]:
    """Stops of Tab, from where the focus is, that do not show that they have it (WCAG 2.4.7 and 2.4.11)."""
    found: list[str] = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["where"] == "body":
            break
        found += unseen(stop)
    return found


def unseen(stop: dict[str, Any]) -> list[str]:
    """Say what is wrong with a stop of Tab."""
    return [
        *([] if stop["is_marked"] else [f"no visible focus: {stop['what']}"]),
        *([] if stop["is_in_view"] else [f"focus out of view: {stop['what']}"]),
        *([f"focus covered: {stop['what']}"] if stop["is_covered"] else []),
    ]
