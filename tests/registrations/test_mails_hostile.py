"""Markup in every text there is stays text in the HTML part of a mail as well (F10 of the test matrix)."""

from html.parser import HTMLParser

import pytest
import time_machine

from outbox.models import Bericht
from registrations.facts import Gegevens
from tests.poison import MARKERS, poison_all
from tests.registrations.every_mail import SCENES
from tests.registrations.world import NOW, Leerlab

FOUND_BY_NAME = {("programmes.Provincie", "naam"): {"naam": "Overijssel"}}
"""The factories look this one up."""


class HostileLeerlab(Leerlab):
    """A leerlab to which people come with markup in their names."""

    def gegevens(self, **fields: str) -> Gegevens:
        """Return who signs up."""
        return super().gegevens(
            **fields | {"naam": f"{fields.get('naam', 'Anna')} {MARKERS[1]}", "functie": MARKERS[0]}
        )


class Tags(HTMLParser):
    """Notes what runs something in HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        runs = [name for name, value in attrs if name.startswith("on") or (value or "").startswith("javascript:")]
        self.found += [f"{tag} {name}" for name in runs] + ([tag] if tag in {"svg", "script"} else [])


@pytest.mark.parametrize("soort", SCENES)
def test_a_mail_of_each_kind(leerlab: Leerlab, soort: str) -> None:
    with time_machine.travel(NOW, tick=False):
        clean = poison_all(FOUND_BY_NAME)
        for row in [leerlab.reeks, leerlab.gemeente, *leerlab.sessies.values()]:
            row.refresh_from_db()
        SCENES[soort](HostileLeerlab(leerlab.reeks, leerlab.sessies, leerlab.gemeente))
    mails = list(Bericht.objects.exclude(html=""))
    assert mails
    assert "programmes.Reeks.titel" not in clean
    assert [(mail.soort, found) for mail in mails if (found := Tags(mail.html).found)] == []
    assert all("&lt;svg onload=alert(1)&gt;" in mail.html for mail in mails)
