"""Words of old messages are wiped; what was sent to whom, when and about what stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from outbox import purge
from outbox.models import WIPED, Bericht
from outbox.purge import forget_words
from outbox.worker import Worker

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
WORDS: dict[str, Any] = {
    "tekst": "Tekst.", "html": "<p>Tekst.</p>", "kalender": "BEGIN:VCALENDAR", "links": {"[[a]]": ["proef", "1"]},
    "afmeldlink": "[[a]]",
}  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def message(staat: str, days: float, **fields: Any) -> Bericht:
    """Return a message that came to its end, or should have gone, so many days ago."""
    moment = NOW - timedelta(days=days)
    sent = {"verzonden_op": moment} if staat == "verzonden" else {}
    first = {"aangemaakt_op": moment - timedelta(hours=1), "niet_voor": moment}
    row = {"soort": "proef", "aan": "a@raalte.example", "onderwerp": "Onderwerp", "over": "aanmelding:1"}
    return Bericht.objects.create(staat=staat, **first | row | WORDS | sent | fields)


def is_wiped(bericht: Bericht) -> bool:
    """Tell whether all its words are gone; half is an error."""
    bericht.refresh_from_db()
    words = {name: getattr(bericht, name) for name in WORDS}
    assert words in (WORDS, WIPED)
    return words == WIPED


@pytest.mark.parametrize("staat", ["verzonden", "mislukt", "geannuleerd"])
@pytest.mark.parametrize(("days", "wiped"), [(89.9, False), (90, False), (90.1, True), (400, True)])
def test_words_go_after_ninety_days_and_facts_stay(staat: str, days: float, wiped: bool) -> None:  # noqa: FBT001
    row = message(staat, days)
    facts = ["uuid", "soort", "over", "aan", "onderwerp", "staat", "aangemaakt_op", "verzonden_op", "niet_voor"]
    before = [getattr(row, name) for name in facts]
    assert forget_words(now=NOW) == int(wiped)
    assert (is_wiped(row), row.is_gewist) == (wiped, wiped)
    assert [getattr(row, name) for name in facts] == before
    assert forget_words(now=NOW) == 0


@override_settings(MAIL_BODY_DAYS=7)
def test_the_setting_says_how_long() -> None:
    old, new = message("verzonden", 8), message("verzonden", 6)
    forget_words(now=NOW)
    assert (is_wiped(old), is_wiped(new)) == (True, False)


def test_what_waits_keeps_its_words_however_long() -> None:
    row = message("wacht", 400)
    assert (forget_words(now=NOW), is_wiped(row)) == (0, False)


def test_what_was_held_for_as_long_is_cancelled_and_wiped() -> None:
    old, new = message("vastgehouden", 91), message("vastgehouden", 89)
    assert (forget_words(now=NOW), is_wiped(old), is_wiped(new)) == (1, True, False)
    assert (old.staat, new.staat) == ("geannuleerd", "vastgehouden")


def test_many_rows_go_in_small_bites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge, "AT_ONCE", 3)
    rows = [message("verzonden", 100) for _ in range(8)]
    assert forget_words(now=NOW) == 8
    assert all(is_wiped(row) for row in rows)


def test_a_year_later_the_worker_does_it_by_itself() -> None:
    row = message("verzonden", 0)
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        Worker({"outbox.purge.forget_words": 3600}).run_once()
    assert is_wiped(row) is True
