"""Lighthouse gives 100 on the pages that matter most, as it sees them on a slow telephone."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.portal import ROOT, Portal
from tests.browser.steps import REEKS

pytestmark = [pytest.mark.browser, pytest.mark.long]

CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = 5
"""At most. What else the machine does makes a run slower, never faster, so the best of them says what the page can."""


class CouldNotMeasure(Exception):
    """No verdict on the page."""


def lighthouse(url: str, report: Path) -> dict[str, Any]:
    """Run Lighthouse once and return its report.

    Raises:
        CouldNotMeasure: Lighthouse says of itself that it failed, and asks to be run again.
    """
    environment = os.environ | {"PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}", "CHROME_PATH": chromium_path()}
    command = [
        f"{ROOT}/node_modules/.bin/lighthouse", url, "--quiet", "--no-enable-error-reporting",
        "--output=json", f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=report.parent, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CouldNotMeasure(done.stderr)
    found: dict[str, Any] = json.loads(report.read_text())
    if "runtimeError" in found:
        raise CouldNotMeasure(found["runtimeError"])
    return found


def losses(found: dict[str, Any], category: str) -> list[str]:
    """Say which audits cost points in a category."""
    audits = {
        ref["id"]: found["audits"][ref["id"]] for ref in found["categories"][category]["auditRefs"] if ref["weight"]
    }
    return [
        f"{name}: {audit['title']} {audit.get('displayValue', '')}"
        for name, audit in audits.items()
        if audit["score"] is not None and audit["score"] < 1
    ]


@pytest.mark.parametrize("path", ["/", f"/{REEKS}/", f"/{REEKS}/aanmelden/"], ids=["agenda", "reeks", "aanmelden"])
def test_lighthouse_gives_a_hundred(path: str, portal: Portal, tmp_path: Path) -> None:
    best = dict.fromkeys(CATEGORIES, 0)
    why: list[str] = []
    for number in range(RUNS):
        try:
            report = lighthouse(f"{portal.url}{path}", tmp_path / f"{number}.json")
        except CouldNotMeasure as failure:
            why.append(str(failure))
            continue
        scores = {category: round(100 * report["categories"][category]["score"]) for category in CATEGORIES}
        why += [loss for category in CATEGORIES if scores[category] < 100 for loss in losses(report, category)]
        best = {category: max(best[category], scores[category]) for category in CATEGORIES}
        if min(best.values()) == 100:
            break
    assert best == dict.fromkeys(CATEGORIES, 100), "\n".join(why)
