"""What a person may do with a message: again, once more, never; and what none of these may bring about."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import get_connection
from django.test import override_settings
from django.utils import timezone

from outbox.deliver import claim, deliver_due, send
from outbox.life import cancel, is_overtaken, send_once_more, try_again
from outbox.models import WIPED, Bericht
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = BEGIN + timedelta(hours=1)
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED), time_machine.travel(BEGIN, tick=False):
        yield


def message(staat: str = "wacht", **fields: Any) -> Bericht:
    """Return a message in a state."""
    ends = {"verzonden": {"verzonden_op": BEGIN, "pogingen": 1}, "mislukt": {"pogingen": 8, "laatste_fout": "550 nee"}}
    words = {"soort": "proef", "aan": "a@raalte.example", "onderwerp": staat, "tekst": "Tekst.", "staat": staat}
    return Bericht.objects.create(**words | ends.get(staat, {}) | fields)


def invitation(uid: str, sequence: int, staat: str, **fields: Any) -> Bericht:
    """Return a message with an appointment."""
    kalender = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    return message(staat, kalender=kalender, methode="REQUEST", **fields)


def every(*berichten: Bericht) -> Any:
    """Return the query set of these messages, or of all."""
    keys = [bericht.pk for bericht in berichten]
    return Bericht.objects.filter(pk__in=keys) if keys else Bericht.objects.all()


def states() -> dict[str, str]:
    """Return the states, by what the messages were at first."""
    return dict(Bericht.objects.values_list("onderwerp", "staat"))


STATES = ["wacht", "vastgehouden", "verzonden", "mislukt", "geannuleerd"]


def test_only_what_failed_is_tried_again() -> None:
    for staat in STATES:
        message(staat)
    assert try_again(every(), now=LATER) == 1
    assert states() == {staat: staat for staat in STATES} | {"mislukt": "wacht"}
    row = Bericht.objects.get(onderwerp="mislukt")
    assert (row.niet_voor, row.pogingen, row.laatste_fout) == (LATER, 0, "550 nee")


def test_only_what_was_sent_goes_once_more_as_a_message_of_its_own() -> None:
    for staat in STATES:
        message(staat, antwoord_aan="team@provincie.example", over="aanmelding:1", html="<p>Tekst.</p>", sleutel=staat)
    assert send_once_more(every(), now=LATER) == 1
    copy, old = Bericht.objects.latest("pk"), Bericht.objects.get(sleutel="verzonden")
    same = ["soort", "over", "aan", "antwoord_aan", "onderwerp", "tekst", "html", "kalender", "methode", "links"]
    assert [getattr(copy, name) for name in same] == [getattr(old, name) for name in same]
    assert (copy.staat, copy.niet_voor, copy.aangemaakt_op, copy.pogingen) == ("wacht", LATER, LATER, 0)
    assert (copy.sleutel, copy.message_id != old.message_id) == (f"nog eens:{old.uuid}:1", True)


def test_a_second_click_sends_nothing_while_the_first_waits() -> None:
    old = message("verzonden")
    first = [send_once_more(every(old), now=BEGIN), send_once_more(every(old), now=BEGIN)]
    deliver_due()
    assert (first, send_once_more(every(old), now=LATER), Bericht.objects.count()) == ([1, 0], 1, 3)


@pytest.mark.parametrize("fields", [{"is_vluchtig": True}, WIPED], ids=["holds a code", "has lost its words"])
def test_what_has_no_words_to_send_stays_as_it_is(fields: dict[str, Any]) -> None:
    for staat in ("verzonden", "mislukt"):
        message(staat, **fields)
    assert (try_again(every(), now=LATER), send_once_more(every(), now=LATER)) == (0, 0)
    assert states() == {"verzonden": "verzonden", "mislukt": "mislukt"}


def test_an_invitation_goes_again_unless_a_later_one_took_its_place() -> None:
    old, new = invitation("1@localhost", 0, "mislukt"), invitation("1@localhost", 1, "verzonden")
    other, others = invitation("2@localhost", 0, "mislukt"), invitation("1@localhost", 2, "wacht", aan="b@x.example")
    assert [is_overtaken(row) for row in (old, new, other, others)] == [True, False, False, False]
    assert (try_again(every(), now=LATER), send_once_more(every(), now=LATER)) == (1, 1)
    assert (Bericht.objects.get(pk=old.pk).staat, Bericht.objects.get(pk=other.pk).staat) == ("mislukt", "wacht")


def test_a_later_one_that_was_cancelled_or_is_a_copy_took_no_place() -> None:
    old = invitation("1@localhost", 0, "verzonden")
    invitation("1@localhost", 1, "geannuleerd")
    assert send_once_more(every(old), now=BEGIN) == 1
    deliver_due()
    assert send_once_more(every(old), now=LATER) == 1


def test_what_is_not_gone_yet_is_cancelled_for_good() -> None:
    for staat in STATES:
        message(staat)
    assert cancel(every()) == 2
    assert states() == {staat: staat for staat in STATES} | {"wacht": "geannuleerd", "vastgehouden": "geannuleerd"}
    assert (deliver_due(), ScriptedBackend.taken) == (0, [])
    assert list(Bericht.objects.values_list("tekst", flat=True)) == ["Tekst."] * 5


def test_a_code_that_is_cancelled_is_wiped() -> None:
    row = message(is_vluchtig=True, html="<p>code</p>", links={"[[link]]": ["wachtwoord", "1"]})
    assert cancel(every()) == 1
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in WIPED} == WIPED
    assert row.is_gewist is True


def test_what_a_worker_has_in_hand_can_not_be_called_back() -> None:
    row = message()
    taken = claim(now=timezone.now())
    assert taken is not None
    assert cancel(every()) == 0
    send(taken, get_connection())
    row.refresh_from_db()
    assert (row.staat, len(ScriptedBackend.taken)) == ("verzonden", 1)


def test_what_a_dead_worker_had_in_hand_can_be_cancelled_and_stays_so() -> None:
    row = message()
    dead = claim(now=timezone.now())
    assert dead is not None
    Bericht.objects.update(lease_tot=datetime(2000, 1, 1, tzinfo=UTC))
    assert cancel(every()) == 1
    send(dead, get_connection())
    row.refresh_from_db()
    assert (row.staat, row.lease_tot, row.lease_sleutel) == ("geannuleerd", None, None)
