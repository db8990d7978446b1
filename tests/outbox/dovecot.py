"""A real IMAP server for tests: Dovecot, as a process of its own on free ports, with its own settings and mail."""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Self

PASSWORD = "gehéim wachtwoord/?"
QUOTED = "geh%C3%A9im%20wachtwoord%2F%3F"
PATIENCE = 20
BOXES = 200

SETTINGS = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
mail_fsync = never
service imap {{
  service_count = 100
  process_limit = 50
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Box:
    """A mailbox of its own on the server."""

    naam: str
    port: int
    tls_port: int
    certificate: Path

    def url(self, scheme: str = "imap") -> str:
        """Return what MAILBOX_URL is for this box."""
        port = self.tls_port if scheme == "imaps" else self.port
        return f"{scheme}://{self.naam}:{QUOTED}@localhost:{port}/INBOX"

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """Sign in as the people who look in the same box."""
        imap = imaplib.IMAP4("localhost", self.port, timeout=PATIENCE)
        imap.authenticate("PLAIN", lambda _: f"\0{self.naam}\0{PASSWORD}".encode())
        imap.select("INBOX")
        try:
            yield imap
        finally:
            imap.logout()

    def deliver(self, *messages: bytes, is_read: bool = False) -> None:
        """Put messages in the box."""
        with self.opened() as imap:
            for message in messages:
                answer = imap.append("INBOX", "(\\Seen)" if is_read else "", "", message.replace(b"\n", b"\r\n"))
                assert answer[0] == "OK", answer

    def unread(self) -> list[int]:
        """Return the numbers (UID) of the messages that nobody has read."""
        return self.search("UNSEEN")

    def all(self) -> list[int]:
        """Return the numbers of all messages."""
        return self.search("ALL")

    def search(self, what: str) -> list[int]:
        """Return the numbers of the messages that are so."""
        with self.opened() as imap:
            return [int(uid) for uid in imap.uid("SEARCH", what)[1][0].split()]

    def mark_read(self, uid: int) -> None:
        """Do as a person who opens a message."""
        with self.opened() as imap:
            imap.uid("STORE", str(uid), "+FLAGS", "(\\Seen)")


class Dovecot:
    """The server; `with Dovecot() as server:` starts and stops it."""

    def __init__(self) -> None:
        # Not below pytest's own folder: as root, mail is kept by another user who may not enter there.
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        self.port, self.tls_port = free_port(), free_port()
        self.numbers = count(1)

    def __enter__(self) -> Self:
        user = "mail" if os.getuid() == 0 else getpass.getuser()
        entry = pwd.getpwnam(user)
        self.folder.chmod(0o755)
        (self.folder / "mail").mkdir()
        os.chown(self.folder / "mail", entry.pw_uid, entry.pw_gid)
        users = "".join(f"box{number}:{{PLAIN}}{PASSWORD}::::::\n" for number in range(1, BOXES))
        (self.folder / "users").write_text(users)
        make_certificate(self.folder)
        settings = self.folder / "dovecot.conf"
        group = grp.getgrgid(entry.pw_gid).gr_name
        settings.write_text(
            SETTINGS.format(folder=self.folder, user=user, group=group, port=self.port, tls_port=self.tls_port)
        )
        self.process = subprocess.Popen(["dovecot", "-F", "-c", str(settings)], env=os.environ | {"PATH": PATH})
        deadline = time.monotonic() + PATIENCE
        while not answers(self.port):
            log = self.folder / "log"
            assert self.process.poll() is None, log.read_text() if log.exists() else "no log"
            assert time.monotonic() < deadline, log.read_text() if log.exists() else "no log"
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def box(self) -> Box:
        """Return a mailbox that nobody used yet."""
        return Box(f"box{next(self.numbers)}", self.port, self.tls_port, self.folder / "cert.pem")


PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
"""Debian keeps servers where who is not root does not look."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Tell whether the server greets."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.settimeout(PATIENCE)
            return line.recv(4) == b"* OK"
    except OSError:
        return False


def make_certificate(folder: Path) -> None:
    """Make a certificate for localhost that nobody else vouches for."""
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
            "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
        ],
        check=True, capture_output=True,
    )  # fmt: skip
