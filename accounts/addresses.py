"""One way to write an e-mail address."""


def normalise(email: str) -> str:
    """Return the address without spaces around it and in lower case: what identifies a person here."""
    return email.strip().lower()


def domain(email: str) -> str:
    """Return what stands behind the @, or an empty text."""
    return normalise(email).rpartition("@")[2]
