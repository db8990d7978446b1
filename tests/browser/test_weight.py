"""How much a first visit brings over the wire: small enough for a train, and few enough requests."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.browser.every_page import BY_NAME, Scene, visit

pytestmark = pytest.mark.browser

KB = 1000


@dataclass
class Traffic:
    """What came in: bytes with headers, compressed as sent, per address."""

    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def listen(self, page: Page) -> None:
        """Count from here on; a clean profile has nothing in its cache."""
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self.on_response)
        session.on("Network.loadingFinished", self.on_finished)

    def on_response(self, event: dict[str, Any]) -> None:
        """Remember what a request was about."""
        self.addresses[event["requestId"]] = event["response"]["url"]

    def on_finished(self, event: dict[str, Any]) -> None:
        """Add what it weighed."""
        self.sizes[self.addresses[event["requestId"]]] = int(event["encodedDataLength"])

    def __str__(self) -> str:
        lines = sorted(self.sizes.items(), key=lambda item: -item[1])
        return f"{sum(self.sizes.values())} bytes\n" + "\n".join(f"{size:>7} {address}" for address, size in lines)


@pytest.mark.parametrize(
    ("name", "most", "most_requests"),
    [
        ("reeks", 60 * KB, 8),
        ("agenda", 100 * KB, 8),
        ("provincie-met-huisstijl", 100 * KB, 8),
        # Two scripts more, which who came by the page of the reeks fetches alone.
        ("aanmelden", 62 * KB, 10),  # no limit of the issue: the list of 342 gemeenten and three scripts
    ],
)
def test_a_first_visit_is_light(name: str, most: int, most_requests: int, new_page: NewPage, scene: Scene) -> None:
    page = new_page()
    traffic = Traffic()
    traffic.listen(page)
    visit(BY_NAME[name], page, scene)
    page.wait_for_load_state("networkidle")
    assert sum(traffic.sizes.values()) <= most, str(traffic)
    assert len(traffic.sizes) <= most_requests, str(traffic)
