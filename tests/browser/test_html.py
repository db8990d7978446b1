"""Every page and every mail is valid HTML, as html-validate reads the standard."""

import email
import email.policy
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import NewPage, Watch
from tests.browser.every_page import PAGES, Scene, visit
from tests.browser.portal import ROOT, Portal
from tests.browser.steps import new_address, take_part

pytestmark = pytest.mark.browser

CONFIG = Path(__file__).parent / "html_validate.mjs"
MAIL_CONFIG = Path(__file__).parent / "html_validate_mail.mjs"


def validate(folder: Path, config: Path) -> list[str]:
    """Run html-validate over all files in a folder; return a line for each finding."""
    environment = os.environ | {"PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
    # Into a file: what Node says into a pipe is cut off when it ends.
    report = folder / "report.json"
    command = [
        f"{ROOT}/node_modules/.bin/html-validate",
        "--config",
        str(config),
        "--formatter",
        f"json={report}",
        str(folder),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    results: list[dict[str, Any]] = json.loads(report.read_text())
    return [
        f"{Path(result['filePath']).stem}:{found['line']}: {found['ruleId']}: {found['message']}"
        for result in results
        for found in result["messages"]
    ]


def test_every_page_is_valid(new_page: NewPage, watch: Watch, scene: Scene, tmp_path: Path) -> None:
    watch.allowed |= {kind.status for kind in PAGES}
    page = new_page(javascript=False)
    for kind in PAGES:
        page.context.clear_cookies()
        (tmp_path / f"{kind.name}.html").write_text(visit(kind, page, scene).html)
    found = validate(tmp_path, CONFIG)
    assert not found, "\n" + "\n".join(found)


def test_every_mail_is_valid(new_page: NewPage, portal: Portal, tmp_path: Path) -> None:
    """Those of taking part and of signing in; mail programs ask for attributes that the standard has left behind."""
    known, unknown = new_address(), new_address()
    page = new_page()
    take_part(page, portal, email=known)
    for address in (known, unknown):
        for form in ("/account/login/code/", "/account/password/reset/"):
            page.context.clear_cookies()
            page.goto(form)
            page.get_by_label("E-mailadres").fill(address)
            page.get_by_label("E-mailadres").press("Enter")
            page.wait_for_url(re.compile("/(confirm|done)/$"))
    subjects = set()
    for address in (known, unknown):
        [(count,)] = portal.rows("SELECT count(*) FROM outbox_bericht WHERE aan = ?", address)
        subjects |= {mail.subject for mail in portal.mails_to(address, count=count)}
    assert subjects >= {"Je code om in te loggen", "Kies een nieuw wachtwoord", "Inloggen lukt niet met dit adres"}
    for path in (portal.folder / "mail").glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(("html",))
        if body is not None:
            (tmp_path / f"{path.stem}.html").write_text(body.get_content())
    assert list(tmp_path.iterdir()) != []
    found = validate(tmp_path, MAIL_CONFIG)
    assert not found, "\n" + "\n".join(found)
