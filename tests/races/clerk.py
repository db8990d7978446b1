"""A process with Django on the portal's own database, for who sets the scene, works in /beheer/ or reads the truth.

`python -m tests.races.clerk` reads lines of JSON, `["name", {arguments}]`, calls that function of `desk.py` and
answers each with a line of JSON: `{"result": ...}` or `{"error": "..."}`.
"""

import json
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[2]


class Clerk:
    """Our end of the line. One question at a time, whoever asks; several clerks can be at work at once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.races.clerk"], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.asking = threading.Lock()

    def ask(self, name: str, **arguments: Any) -> Any:
        """Have a function of `desk.py` called and return what it returned.

        Raises:
            AssertionError: it raised something; the message holds its traceback.
        """
        assert self.process.stdin
        assert self.process.stdout
        with self.asking:
            self.process.stdin.write(json.dumps([name, arguments]) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline() or '{"error": "the clerk is gone"}')
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def hang_up(self) -> None:
        """Close the line, which ends the process."""
        for end in (self.process.stdin, self.process.stdout):
            if end:
                end.close()


def serve() -> None:
    """Answer questions until the line is closed."""
    django.setup()
    from tests.races import desk  # noqa: PLC0415 - loads models, which need the line above

    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"result": getattr(desk, name)(**arguments)}
        except Exception:  # noqa: BLE001 - told to who asked
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
