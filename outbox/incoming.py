"""A message from the mailbox, as far as we look at it. Whoever wrote it may be hostile: nothing in it is believed."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

MOST_PARTS = 50
"""Of a message, or boundaries between them: more than any answer has."""
MOST_LINES = 50_000
LONGEST_HEADER = 2000
CONTENT_HEADER = re.compile(rb"^content-(?:type|disposition):.*(?:\n[ \t].*)*", re.MULTILINE | re.IGNORECASE)
CHARSETS = re.compile(r"utf-8|utf-16|us-ascii|ascii|iso-8859-(?:[1-9]|1[013-6])|windows-125[0-8]")
LONGEST_ID = 250
ONE_ADDRESS = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^"<>,;])*<([^<>]+)>|([^\s"<>,;()]+)(?:\s*\([^()<>"@]*\))?')
"""`Name <a@b>`, `"Name, with a comma" <a@b>`, `a@b` or `a@b (Name)`."""

Deed = Callable[..., object]
"""What to do about a message: carried out once, in a transaction, with keywords `message_id` and `now`."""


class TooComplex(Exception):
    """A message that nobody needs to understand; the text says why."""


@dataclass(frozen=True)
class Post:
    """One message.

    Attributes:
        message: as Python's own parser reads it, in its oldest and most forgiving way.
        message_id: its Message-ID, or when it has no good one a hash of all of it.
        van: the one address in From, in lower case; empty when there is not exactly one.
    """

    message: Message
    message_id: str
    van: str

    @property
    def is_automatic(self) -> bool:
        """Whether a machine answered, such as an out-of-office."""
        return header(self.message, "Auto-Submitted").lower().startswith("auto-replied")


def read_post(raw: bytes) -> Post:
    """Return a message from its bytes.

    Raises:
        TooComplex: it is larger in some way than any message that is for us.
    """
    # Before the parser sees it: with these it takes half a minute for a megabyte.
    if raw.lower().count(b"boundary") > MOST_PARTS or raw.count(b"\n") > MOST_LINES:
        raise TooComplex("too many boundaries or lines")
    if any(len(found[0]) > LONGEST_HEADER for found in CONTENT_HEADER.finditer(raw)):
        raise TooComplex("a header that is too long")
    message = message_from_bytes(raw)
    found = re.fullmatch(rf"<[!-;=?-~]{{1,{LONGEST_ID}}}>", header(message, "Message-ID"))
    message_id = found[0] if found else f"sha256:{hashlib.sha256(raw).hexdigest()}"
    senders = message.get_all("From", [])
    return Post(message=message, message_id=message_id, van=address_in(str(senders[0])) if len(senders) == 1 else "")


def header(message: Message, name: str) -> str:
    """Return the first header of a name on one line; empty when there is none, or when it is very long."""
    text = str(message.get(name) or "")
    return " ".join(text.split()) if len(text) <= LONGEST_HEADER else ""


def address_in(text: str) -> str:
    """Return the one address in a header, in lower case; empty when there is none, or more than one.

    Stricter than Python's own reader, which in some versions can be led to take the name for the address.
    """
    found = ONE_ADDRESS.fullmatch(text.strip()) if len(text) <= LONGEST_HEADER else None
    return bare(found[1] or found[2]) if found else ""


def bare(address: str) -> str:
    """Return an address without spaces around it in lower case; empty when it can not be one."""
    address = address.strip().lower()
    return address if re.fullmatch(r"[^\s@<>,;\x00-\x1f\x7f]{1,64}@[^\s@<>,;\x00-\x1f\x7f]{1,189}", address) else ""


def parts_of(message: Message) -> Iterator[Message]:
    """Give the parts of a message that hold no others; not what is in a message that was sent along.

    Raises:
        TooComplex: there are too many.
    """
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS:
            raise TooComplex("too many parts")
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting = [item for item in inside if isinstance(item, Message)] + waiting
        else:
            yield part


def text_of(part: Message) -> str:
    """Return the text of a part, whatever it says of its charset; what can not be read becomes a question mark."""
    inside = part.get_payload(decode=True)
    data = inside if isinstance(inside, bytes) else b""
    charset = (part.get_content_charset() or "").replace("_", "-")
    # Only what mail is written in: Python knows encodings that take hours for a megabyte.
    return data.decode(charset if CHARSETS.fullmatch(charset) else "utf-8", errors="replace")


def clean(text: str, *, most: int = LONGEST_ID) -> str:
    """Return text that can be kept and shown: one line, no control characters, not longer than `most`."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:most]
