"""What in a text still has to be filled in (`rules.placeholders`)."""

import re

import pytest

from programmes.rules import placeholders
from programmes.templatetags.opmaak import opgemaakt

TEXTS = [
    ("", []),
    ("Mail naar info@provincie.example.", []),
    ("Van [naam van de provincie].", ["naam van de provincie"]),
    ("[naam], [adres] en weer [naam].", ["naam", "adres"]),
    ("[naam][e-mailadres]", ["naam", "e-mailadres"]),
    ("- [bewaartermijn]\n- [naam]", ["bewaartermijn", "naam"]),
    ("## [titel]", ["titel"]),
    ("over [twee\nregels] heen", ["twee regels"]),
    ("**[vet]** en *[schuin]*", ["vet", "schuin"]),
    ("[tekst] (https://a.example)", ["tekst"]),
    ("[naam]: bel ons op werkdagen", ["naam"]),
    ("[Privacy](/privacy/)", []),
    ("[mail ons](mailto:a@b.example)", []),
    ('[met titel](https://a.example "Titel")', []),
    ("[tekst][label]\n\n[label]: https://a.example", []),
    ('[tekst][Het  Label]\n\n[het label]: https://a.example "Titel"', []),
    ("[label][]\n\n[label]: https://a.example", []),
    ("[label]\n\n[label]: /privacy/", []),
    ("[naam] en [label]\n\n[label]: /privacy/", ["naam"]),
    ("noot [1], [ ] en []", []),
    ("\\[sic\\] staat er", []),
    ("open [haak zonder eind", []),
    ("[niet\n\nover een lege regel]", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), TEXTS)
def test_placeholders(text: str, found: list[str]) -> None:
    assert placeholders(text) == found


@pytest.mark.parametrize(("text", "found"), [row for row in TEXTS if "\\[" not in row[0]])
def test_what_is_a_placeholder_is_what_a_page_shows_between_brackets(text: str, found: list[str]) -> None:
    shown = re.findall(r"\[([^\[\]<>]*[^\W\d][^\[\]<>]*)\]", re.sub(r"</?p>", "\n\n", opgemaakt(text)))
    assert [" ".join(words.split()) for words in dict.fromkeys(shown) if "\n\n" not in words] == found
