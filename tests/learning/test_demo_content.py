"""The Dutch of the demo: short sentences and plain words."""

import re
from collections.abc import Iterator
from dataclasses import asdict

from learning.demo.content import reeksen

NOT_B1 = re.compile(
    r"\b(middels|teneinde|dient te|dienen te|inzake|betreffende|conform|indien|reeds|derhalve|faciliter\w*|"
    r"inschrijv\w*|ingeschreven|registre\w*|geregistreerd|sessies?|events?|u|uw|d\.m\.v\.|m\.b\.t\.|o\.a\.|bijv\.)(?!\w)",
    re.IGNORECASE,
)
NAMES_ONLY = {"slug", "provincie", "email", "url", "online_link", "gemeente", "postcode", "adres", "soort", "weekdag"}


def texts(content: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the field and the text of all that visitors read."""
    if isinstance(content, str) and content and key not in NAMES_ONLY:
        yield key, content
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from texts(value, name)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from texts(value, key)


def sentences() -> Iterator[str]:
    for reeks in reeksen():
        for _, text in texts(asdict(reeks)):
            yield from re.split(r"(?<=[.!?])\s+|\n+", text)


def test_sentences_are_short() -> None:
    lengths = [len(sentence.split()) for sentence in sentences()]
    assert [sentence for sentence in sentences() if len(sentence.split()) > 20] == []
    assert sum(length <= 15 for length in lengths) / len(lengths) > 0.9


def is_sessie_title(key: str, text: str) -> bool:
    """A title may be "Sessie 1"; running text says bijeenkomst."""
    return key == "titel" and re.match(r"Sessie [0-9]", text) is not None


def test_words_are_plain() -> None:
    read = [text for reeks in reeksen() for key, text in texts(asdict(reeks)) if not is_sessie_title(key, text)]
    assert [match.group() for text in read for match in NOT_B1.finditer(text)] == []


def test_text_has_no_stray_space() -> None:
    for reeks in reeksen():
        for _, text in texts(asdict(reeks)):
            assert text == text.strip()
            assert "  " not in text
