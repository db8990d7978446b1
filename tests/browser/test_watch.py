"""The guard of the browser tests itself: without it a broken page could pass unseen."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser


def test_the_watch_sees_what_the_policy_forbids(page: Page, watch: Watch) -> None:
    page.goto("/")
    page.evaluate(
        """() => {
            const style = document.createElement("style");
            style.textContent = "h1 { color: red }";
            document.head.append(style);
            const image = new Image();
            image.src = "https://elders.example/pixel.png";
            document.body.append(image);
        }"""
    )
    page.wait_for_timeout(300)
    assert ["style" in watch.found[0], "elders.example" in watch.found[1]] == [True, True]
    watch.found.clear()


def test_the_watch_sees_a_missing_file(page: Page, watch: Watch) -> None:
    page.goto("/overijssel/bestaat-niet/")
    assert ["404" in line for line in watch.found] == [True]
    watch.found.clear()
