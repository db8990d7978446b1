"""`script/server` as somebody at a terminal sees it: it serves, survives a dead worker, and stops cleanly."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0
pytestmark = pytest.mark.long


def wait_until(condition: Callable[[], Any]) -> Any:
    """Wait until a condition gives something true and return that."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError("waited in vain")


def health(port: int) -> dict[str, Any] | None:
    """Return what /gezond/ says, or None while nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/gezond/", timeout=5) as answer:
            body: dict[str, Any] = json.load(answer)
            return body
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def workers(folder: Path) -> list[int]:
    """Return the process ids of mail workers that use the database in this folder."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            line = (process / "cmdline").read_bytes()
            is_ours = process.name.isdigit() and str(folder).encode() in (process / "environ").read_bytes()
        except OSError:
            continue
        if is_ours and line.endswith(b"manage.py\0worker\0"):
            found.append(int(process.name))
    return found


def test_it_serves_survives_a_dead_worker_and_stops(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    own = {"SITE_URL", "SECRET_KEY", "DEBUG", "DJANGO_SETTINGS_MODULE", "ALLOWED_HOSTS", "CACHE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in own} | {
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'leerlab.sqlite3'}",
        "EMAIL_URL": f"file:{tmp_path / 'mail'}",
        "DEMO_PASSWORD": "een-lang-wachtwoord-voor-tests",
    }
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([ROOT / "script/server"], env=environment, stdout=log, stderr=log)
    try:
        body = wait_until(lambda: health(port))
        assert body["status"] == "goed"
        [first] = wait_until(lambda: workers(tmp_path))
        os.kill(first, signal.SIGKILL)
        [second] = wait_until(lambda: [pid for pid in workers(tmp_path) if pid != first])
        wait_until(lambda: (health(port) or {}).get("worker_gezien_seconden") is not None)
        assert second != first
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=35) == 0
        assert (health(port), workers(tmp_path)) == (None, [])
        said = (tmp_path / "log").read_text()
        assert f"Het portaal draait op http://localhost:{port}" in said
        assert "De mailwerker is gestopt en start opnieuw." in said
    finally:
        server.kill()
