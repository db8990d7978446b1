"""Finds gemeenten by what people call them: case, accents, marks and the word "gemeente" do not count."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from programmes.models import Gemeente

DAILY = {"denbosch": "shertogenbosch", "shertogenbosch": "denbosch", "denhaag": "sgravenhage", "sgravenhage": "denhaag"}
"""Names in daily use, as `key` writes them; on screen a gemeente has one of both."""
LEAST_TO_GO_BY = 3
"""With fewer letters, naming those that begin so would be guessing."""
CODE = re.compile(r"gm\d+")


class GemeenteNames:
    """The names and CBS codes of some gemeenten."""

    def __init__(self, gemeenten: Iterable[Gemeente]) -> None:
        """Take the gemeenten that can be meant."""
        self.by_key: dict[str, list[Gemeente]] = defaultdict(list)
        for gemeente in gemeenten:
            for name in {key(gemeente.code), name_key(gemeente.naam), name_key(gemeente.weergavenaam)}:
                self.by_key[name].append(gemeente)

    def find(self, text: str) -> Gemeente | None:
        """Return the one gemeente that a text names; None when there is none, or more than one."""
        wanted = name_key(text)
        found = self.by_key.get(wanted) or self.by_key.get(DAILY.get(wanted, ""), [])
        return found[0] if len(found) == 1 else None

    def near(self, text: str) -> list[str]:
        """Return at most three names that look like a text, best first."""
        wanted = name_key(text)
        # A code that is nearly right is another gemeente.
        names = [name for name in self.by_key if not CODE.fullmatch(name)]
        found = [name for name in names if len(wanted) >= LEAST_TO_GO_BY and name.startswith(wanted)]
        found += difflib.get_close_matches(wanted, names, n=3, cutoff=0.7)
        return list(dict.fromkeys(gemeente.weergavenaam for name in found for gemeente in self.by_key[name]))[:3]


def name_key(text: str) -> str:
    """Return what of the name of a gemeente counts."""
    return re.sub(r"^gemeente|gemeente$", "", key(text)) or key(text)


def key(text: str) -> str:
    """Return what of a name counts: small letters without accents, and figures."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
