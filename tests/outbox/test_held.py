"""Mail that is kept back: by hand, or because the database turns out to be a backup."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from outbox import held
from outbox.deliver import claim
from outbox.held import hold, hold_after_restore, release
from outbox.models import Bericht, Hartslag
from outbox.worker import Worker
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

BACKUP = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        yield


def message(name: str, made: float, due: float | None = None, **fields: Any) -> Bericht:
    """Return a message made, and due, so many minutes after the backup."""
    moments = {"aangemaakt_op": BACKUP + made * MINUTE, "niet_voor": BACKUP + (made if due is None else due) * MINUTE}
    words = {"soort": "proef", "aan": "a@raalte.example", "onderwerp": name, "tekst": "Tekst."}
    return Bericht.objects.create(**moments | words | fields)


def states() -> dict[str, str]:
    """Return state by name."""
    return dict(Bericht.objects.values_list("onderwerp", "staat"))


def fill() -> None:
    """Write what waits at a backup, and what is made in the restored database."""
    Hartslag.objects.create(naam="oud:1", gezien_op=BACKUP - timedelta(seconds=9))
    Hartslag.objects.create(naam="ouder:1", gezien_op=BACKUP - timedelta(hours=20))
    message("in pauze", -200, 30)
    message("net gemaakt", 0)
    message("voor later", -10, 60 * 24)
    message("na terugzetten", 5 * 60)
    message("verzonden", -10, staat="verzonden")


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0.9, []), (1, ["in pauze", "net gemaakt"]), (20, ["in pauze", "net gemaakt"])],
)
def test_what_was_due_in_a_backup_is_held_and_the_rest_is_not(hours: float, expected: list[str]) -> None:
    fill()
    assert hold_after_restore(now=BACKUP + timedelta(hours=hours)) == len(expected)
    assert sorted(name for name, staat in states().items() if staat == "vastgehouden") == expected


def test_a_database_in_which_no_worker_ever_lived_is_no_backup() -> None:
    message("eerste", 0)
    assert hold_after_restore(now=BACKUP + timedelta(days=9)) == 0


def test_a_clock_that_was_put_back_makes_no_backup() -> None:
    fill()
    assert hold_after_restore(now=BACKUP - timedelta(hours=30)) == 0


def test_a_worker_holds_before_it_sends_and_sends_what_came_later() -> None:
    fill()
    with time_machine.travel(BACKUP + timedelta(hours=6), tick=False) as clock:
        worker = Worker({})
        worker.run_once()
        assert states() == {
            "in pauze": "vastgehouden", "net gemaakt": "vastgehouden", "voor later": "wacht",
            "na terugzetten": "verzonden", "verzonden": "verzonden",
        }  # fmt: skip
        release(Bericht.objects.all())
        clock.shift(MINUTE)
        Worker({}).run_once()  # one more that starts holds nothing again
        assert [name for name, staat in states().items() if staat != "verzonden"] == ["voor later"]
    assert len(ScriptedBackend.taken) == 3


def test_a_worker_that_goes_on_looks_once(django_assert_num_queries: Any) -> None:
    with time_machine.travel(BACKUP, tick=False) as clock:
        worker = Worker({})
        worker.run_once()
        message("wacht", -1)
        clock.shift(timedelta(hours=2))
        worker.run_once()
        assert states() == {"wacht": "verzonden"}
        with django_assert_num_queries(1):
            worker.run_once()


@pytest.mark.django_db(transaction=True)
def test_a_worker_looks_again_after_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Hartslag._meta.db_table
    with time_machine.travel(BACKUP, tick=False) as clock:
        worker = Worker({})
        worker.run_once()
        # Put back while the worker runs: its connection breaks, and what answers next is hours old.
        clock.shift(timedelta(hours=3))
        message("in de back-up", -1)
        rename(table, f"{table}_weg")

        def wait(seconds: float | None = None) -> bool:
            if seconds == 5:
                rename(f"{table}_weg", table)
            elif worker.knows_database:
                worker.stop()
            return worker.stopping.is_set()

        monkeypatch.setattr(worker.stopping, "wait", wait)
        worker.run()
    assert (states(), ScriptedBackend.taken) == ({"in de back-up": "vastgehouden"}, [])


def rename(old: str, new: str) -> None:
    """Take a table away, or put it back."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")


def test_what_a_worker_has_in_hand_is_not_held() -> None:
    message("in behandeling", -2)
    message("wacht", -1)
    assert claim(now=BACKUP) is not None
    assert (hold(made_before=BACKUP), states()) == (1, {"in behandeling": "wacht", "wacht": "vastgehouden"})


def test_held_mail_is_a_warning_until_it_is_let_go(client: Client) -> None:
    counts = []
    for number in range(3):
        counts.append(held.warnings())
        message(f"n{number}", 0, staat="vastgehouden")
    what = "vastgehouden: bekijk ze in beheer, of geef ze vrij met manage.py outbox release"
    assert counts == [[], [f"1 bericht wordt {what}"], [f"2 berichten worden {what}"]]
    assert f"3 berichten worden {what}" in client.get("/gezond/").json()["waarschuwingen"]
    assert (release(Bericht.objects.all()), held.warnings()) == (3, [])


# --- By hand -----------------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    """Run the command and return what it says."""
    out = StringIO()
    call_command("outbox", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_holds_counts_and_releases() -> None:
    message("oud", -60, pogingen=7)
    message("nieuw", 60)
    message("weg", -60, staat="verzonden")
    assert run("hold", "--voor", "2026-03-02T04:00") == "Vastgehouden: 1\n"
    assert states() == {"oud": "vastgehouden", "nieuw": "wacht", "weg": "verzonden"}
    assert run("status").splitlines() == [
        "Wacht op verzending: 1", "Vastgehouden: 1", "Verzonden: 1", "Mislukt: 0", "Geannuleerd: 0",
    ]  # fmt: skip
    assert run("hold") == "Vastgehouden: 1\n"
    assert (run("release"), run("release")) == ("Vrijgegeven: 2\n", "Vrijgegeven: 0\n")
    assert set(Bericht.objects.waiting().values_list("onderwerp", "pogingen")) == {("oud", 0), ("nieuw", 0)}


@pytest.mark.parametrize("wrong", ["gisteren", "2026-13-40T25:00", ""])
def test_a_moment_that_can_not_be_read_stops_the_command(wrong: str) -> None:
    message("wacht", -1)
    with pytest.raises(CommandError, match="is geen moment"):
        run("hold", "--voor", wrong)
    assert states() == {"wacht": "wacht"}


def test_a_held_invitation_does_not_come_after_a_later_mail() -> None:
    def text(sequence: int) -> str:
        return f"BEGIN:VEVENT\r\nUID:1@localhost\r\nSEQUENCE:{sequence}\r\nEND:VEVENT\r\n"

    message("invitation", -9, kalender=text(0), methode="REQUEST", staat="vastgehouden")
    message("words", -9, staat="vastgehouden")
    message("withdrawal", 1, kalender=text(1), methode="CANCEL", staat="verzonden")
    assert release(Bericht.objects.all()) == 1
    assert states() == {"invitation": "geannuleerd", "words": "wacht", "withdrawal": "verzonden"}
