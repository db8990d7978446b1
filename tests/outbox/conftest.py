"""Real mail servers for the tests of the outbox."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outbox.smtp_server import SmtpServer


@pytest.fixture(scope="session")
def _smtp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmtpServer]:
    server = SmtpServer(tmp_path_factory.mktemp("smtp"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp(_smtp: SmtpServer) -> SmtpServer:
    """Return a mail server without TLS that is up and behaves well."""
    if _smtp.process is None:
        _smtp.start()
    _smtp.reset()
    return _smtp


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return two files with key and certificate that sign themselves: one for 127.0.0.1, one for another host."""
    folder = tmp_path_factory.mktemp("certificates")
    found = {}
    for name, host in {"right": "IP:127.0.0.1", "other host": "DNS:elders.example"}.items():
        found[name] = file = folder / f"{name.replace(' ', '-')}.pem"
        key, certificate = folder / "key", folder / "certificate"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=proef", "-addext", f"subjectAltName={host}", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        file.write_text(key.read_text() + certificate.read_text())
    return found
