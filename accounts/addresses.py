"""One way to write an e-mail address."""

import re


def normalise(email: str) -> str:
    """Return the address without spaces around it and in lower case: what identifies a person here."""
    return email.strip().lower()


def domain(email: str) -> str:
    """Return what stands behind the @, or an empty text."""
    return normalise(email).rpartition("@")[2]


PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^@\s]+")


def is_plain(email: str) -> bool:
    """Tell whether an address can stand in a mail header as it is: no quotes, spaces or control characters."""
    return PLAIN.fullmatch(email) is not None
