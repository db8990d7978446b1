"""A real SMTP server in a process of its own, that behaves as badly as it is told to.

As a program: `python -m tests.outbox.smtp_server <folder> <port> [starttls|smtps <certificate>]`. It prints its port.
How it behaves stands in `rules.json` in the folder and may change at any moment; what it took comes in `taken.jsonl`.
"""

import asyncio
import json
import ssl
import subprocess
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

FOREVER = 120
"""Seconds that a server hangs: longer than any client should wait."""
Rules = dict[str, Any]


class Handler:
    """Follows the rules: `hang_at` and `drop_at` a command, `slow` for so many seconds, and `answers`.

    `answers` is by address for RCPT, else by command. `greylist` says 451 to the first RCPT of each address.
    """

    def __init__(self, folder: Path, *, is_secret: bool) -> None:
        self.folder = folder
        self.is_secret = is_secret
        self.seen: set[str] = set()

    def rules(self) -> Rules:
        """Return how to behave now."""
        found: Rules = json.loads((self.folder / "rules.json").read_text())
        return found

    def note(self, name: str, **fields: object) -> None:
        """Write down what came, a line each."""
        with (self.folder / f"{name}.jsonl").open("a") as file:
            file.write(json.dumps(fields) + "\n")

    async def answer(self, command: str, session: Session, *, address: str = "") -> str:
        """Hang when told to, and return what to say."""
        rules = self.rules()
        self.note("commands", command=command, is_secret=self.is_secret or session.ssl is not None)
        if rules.get("hang_at") == command:
            await asyncio.sleep(FOREVER)
        answers: dict[str, str] = rules.get("answers", {})
        return answers.get(address) or answers.get(command) or "250 OK"

    async def handle_EHLO(self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str) -> str:  # noqa: N802
        session.host_name = hostname
        return await self.answer("EHLO", session)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self.answer("MAIL", session)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.rules().get("greylist") and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 Greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return await self.answer("RCPT", session, address=address)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = await self.answer("DATA", session)
        await asyncio.sleep(self.rules().get("slow", 0))
        if self.rules().get("drop_at") == "END":
            cut(server)
        elif said.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            message_id = str(message_from_bytes(content)["Message-ID"])
            is_secret = self.is_secret or session.ssl is not None
            self.note("taken", to=envelope.rcpt_tos, message_id=message_id, is_secret=is_secret)
        return said

    async def handle_QUIT(self, _server: SMTP, session: Session, _envelope: Envelope) -> str:  # noqa: N802
        await self.answer("QUIT", session)
        return "221 Bye"


class Server(SMTP):
    """Can also be silent from the start, or go away in the middle of a message."""

    async def _handle_client(self) -> None:
        if self.event_handler.rules().get("hang_at") == "CONNECT":
            await asyncio.sleep(FOREVER)
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        if self.event_handler.rules().get("drop_at") == "DATA":
            await self.push("354 Go ahead")
            await self._reader.readuntil(b"\r\n")
            cut(self)
            return
        await super().smtp_DATA(arg)


def cut(server: SMTP) -> None:
    """Break the line off, without a word."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


async def serve(folder: Path, port: int, tls: str, certificate: str) -> None:
    """Serve until killed."""
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    handler = Handler(folder, is_secret=tls == "smtps")
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(handler, hostname="mail.proef.example", tls_context=context if tls == "starttls" else None),
        host="127.0.0.1", port=port, ssl=context if tls == "smtps" else None,
    )  # fmt: skip
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


class SmtpServer:
    """Such a server as tests handle it; started again it stands on the same port."""

    def __init__(self, folder: Path, tls: str = "", certificate: Path | None = None) -> None:
        self.folder, self.port = folder, 0
        self.tls = [tls, str(certificate)] if tls else []
        self.process: subprocess.Popen[str] | None = None
        self.reset()

    def reset(self, **rules: Any) -> None:
        """Forget what came and behave like this."""
        self.folder.mkdir(exist_ok=True)
        for file in self.folder.glob("*.jsonl"):
            file.unlink()
        self.behave(**rules)

    def behave(self, **rules: Any) -> None:
        """Behave like this from now on."""
        draft = self.folder / "rules.new"
        draft.write_text(json.dumps(rules))
        draft.rename(self.folder / "rules.json")

    def start(self) -> None:
        """Start, and wait until it listens."""
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.outbox.smtp_server", self.folder, str(self.port), *self.tls],
            stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def stop(self) -> None:
        """Go down, as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Return what was written down."""
        file = self.folder / f"{name}.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def taken(self) -> list[str]:
        """Return to whom mail was taken, in order; each mail has one receiver."""
        for line in self.lines("taken"):
            assert len(line["to"]) == 1
        return [line["to"][0] for line in self.lines("taken")]

    def message_ids(self) -> dict[str, set[str]]:
        """Return the Message-IDs of what each receiver got."""
        found: dict[str, set[str]] = {}
        for line in self.lines("taken"):
            found.setdefault(line["to"][0], set()).add(line["message_id"])
        return found


if __name__ == "__main__":
    mode, certificate_file = [*sys.argv[3:], "", ""][:2]
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), mode, certificate_file))
