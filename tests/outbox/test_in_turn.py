"""Mails about one thing to one person go out in the order in which they were written, by any number of workers."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import override_settings

from outbox.deliver import LEASE, claim, deliver_due
from outbox.life import OVERTAKEN
from outbox.models import Bericht
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend
from tests.outbox.processes import PATIENCE, environment, start, wait_for
from tests.outbox.smtp_server import SmtpServer
from tests.outbox.test_deliver import BEGIN, GREYLISTED, REFUSED_FOR_GOOD, queued
from tests.outbox.test_leases import pass_in_the_database

OVER = "aanmelding:3f2b8c1e-0000-4000-8000-000000000001"


def taken(now: datetime = BEGIN) -> int | None:
    """Let one more worker take a message, and return its key."""
    bericht = claim(now=now)
    return bericht.pk if bericht else None


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(BEGIN, tick=False):
        yield


@pytest.mark.django_db
def test_a_second_worker_takes_nothing_of_who_is_in_the_hand_of_the_first() -> None:
    invitation, cancel, other = queued(over=OVER), queued(over=OVER), queued(over=OVER, aan="b@raalte.example")
    assert [taken(), taken(), taken()] == [invitation.pk, other.pk, None]
    Bericht.objects.filter(pk=invitation.pk).update(staat="verzonden", lease_tot=None)
    assert [taken(), taken()] == [cancel.pk, None]


@pytest.mark.django_db
def test_what_is_about_nothing_or_something_else_waits_for_nobody() -> None:
    rows = [queued(over=OVER), queued(over="reeks:1"), queued(), queued()]
    assert [taken() for _ in range(5)] == [*(row.pk for row in rows), None]


@pytest.mark.django_db
def test_what_was_written_first_goes_first_also_after_a_pause() -> None:
    first, second = queued(over=OVER, niet_voor=BEGIN + timedelta(minutes=1)), queued(over=OVER)
    assert taken(BEGIN + timedelta(minutes=1)) == first.pk
    Bericht.objects.filter(pk=first.pk).update(staat="verzonden", lease_tot=None)
    assert taken(BEGIN + timedelta(minutes=1)) == second.pk


@pytest.mark.django_db
def test_a_reminder_for_later_keeps_nothing_waiting() -> None:
    queued(over=OVER, niet_voor=BEGIN + timedelta(days=7))
    now = queued(over=OVER)
    assert [taken(), taken()] == [now.pk, None]


@pytest.mark.django_db
@pytest.mark.parametrize("staat", ["verzonden", "mislukt", "geannuleerd", "vastgehouden"])
def test_what_does_not_go_any_more_keeps_nothing_waiting(staat: str) -> None:
    first, second = queued(over=OVER), queued(over=OVER)
    Bericht.objects.filter(pk=first.pk).update(staat=staat)
    assert taken() == second.pk


@pytest.mark.django_db
def test_a_dead_worker_keeps_somebody_waiting_until_its_lease_ends() -> None:
    first, _ = queued(over=OVER), queued(over=OVER)
    assert [taken(), taken()] == [first.pk, None]
    pass_in_the_database(LEASE.total_seconds() + 1)
    assert taken() == first.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "states"),
    [(REFUSED_FOR_GOOD, ["mislukt", "verzonden"]), (GREYLISTED, ["wacht", "verzonden"])],
    ids=["for good", "for now"],
)
def test_after_a_first_try_that_failed_the_later_one_goes_on(answer: Exception, states: list[str]) -> None:
    queued(over=OVER)
    queued(over=OVER)
    ScriptedBackend.reset(answer)
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        assert (deliver_due(), deliver_due()) == (2, 0)
    assert list(Bericht.objects.order_by("pk").values_list("staat", flat=True)) == states


def two_of_one_appointment() -> tuple[Bericht, Bericht]:
    """Queue an invitation, and what takes it back; something about another appointment stands after them."""
    rows = [
        queued(over=OVER, kalender=f"BEGIN:VEVENT\nUID:{uid}@leerlab\nSEQUENCE:{sequence}\n", methode=methode)
        for uid, sequence, methode in [("een", 0, "REQUEST"), ("een", 1, "CANCEL"), ("twee", 0, "REQUEST")]
    ]
    return rows[0], rows[1]


def sent() -> list[str]:
    """Return which of `two_of_one_appointment` the mail server took, in order."""
    return [message_from_bytes(raw)["Message-ID"] for raw in ScriptedBackend.taken]


@pytest.mark.django_db
def test_an_invitation_in_a_pause_goes_before_its_cancel_and_keeps_nothing_else_waiting() -> None:
    invitation, cancel = two_of_one_appointment()
    ScriptedBackend.reset(GREYLISTED)
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        assert deliver_due() == 3
        assert sent() == [Bericht.objects.latest("pk").message_id]
        for minutes in (1, 2):
            with time_machine.travel(BEGIN + timedelta(minutes=minutes), tick=False):
                deliver_due()
    assert sent()[1:] == [invitation.message_id, cancel.message_id]
    assert set(Bericht.objects.values_list("staat", flat=True)) == {"verzonden"}


@pytest.mark.django_db
def test_a_pause_of_a_day_lasts_no_longer_than_that_of_what_waits_for_it() -> None:
    invitation, cancel = two_of_one_appointment()
    Bericht.objects.filter(pk=invitation.pk).update(pogingen=6, niet_voor=BEGIN + timedelta(hours=12))
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        deliver_due()
        with time_machine.travel(BEGIN + timedelta(minutes=1), tick=False):
            assert deliver_due() == 2
    assert sent()[1:] == [invitation.message_id, cancel.message_id]


@pytest.mark.django_db
def test_an_invitation_that_never_arrives_keeps_its_cancel_back_no_longer_than_the_pauses_last() -> None:
    cancel = two_of_one_appointment()[1]
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        for hours in range(48):
            ScriptedBackend.reset(GREYLISTED)
            with time_machine.travel(BEGIN + timedelta(hours=hours), tick=False):
                deliver_due()
            if sent() == [cancel.message_id]:
                break
    assert list(Bericht.objects.filter(over=OVER).order_by("pk").values_list("staat", flat=True)) == [
        "mislukt", "verzonden", "verzonden",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_invitation_does_not_follow_what_was_sent_about_it_since() -> None:
    invitation, cancel = two_of_one_appointment()
    Bericht.objects.filter(pk=invitation.pk).update(pogingen=1)
    Bericht.objects.filter(pk=cancel.pk).update(staat="verzonden")
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED):
        deliver_due()
    invitation.refresh_from_db()
    assert (invitation.staat, invitation.laatste_fout) == ("geannuleerd", OVERTAKEN)


@pytest.mark.django_db
def test_the_question_is_one_look_in_an_index() -> None:
    due = Bericht.objects.in_turn(BEGIN).order_by("niet_voor", "pk")
    if connection.vendor == "sqlite":
        assert "bericht_in_turn" in due.explain()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "Seq Scan" not in due.explain()


@pytest.mark.django_db(transaction=True)
@pytest.mark.kills
def test_a_second_worker_does_not_pass_one_that_a_slow_mail_server_holds_up(smtp: SmtpServer) -> None:
    with time_machine.travel(datetime.now(UTC), tick=True):
        for number in range(4):
            queued(over=OVER, onderwerp=f"Mail {number}")
        queued(over=OVER, aan="b@raalte.example", onderwerp="Mail aan b")
    subjects = {row.message_id: row.onderwerp for row in Bericht.objects.all()}
    program = (environment(f"smtp://127.0.0.1:{smtp.port}"), "-m", "tests.outbox.dying_worker", "never", "0")
    smtp.behave(slow=8)
    first = start(*program)
    wait_for(lambda: "DATA" in [line["command"] for line in smtp.lines("commands")])
    smtp.behave(slow=0)
    assert start(*program).wait(PATIENCE) == 0
    assert [subjects[line["message_id"]] for line in smtp.lines("taken")] == ["Mail aan b"]
    assert first.wait(PATIENCE) == 0
    came = [subjects[line["message_id"]] for line in smtp.lines("taken")]
    assert came == ["Mail aan b", "Mail 0", "Mail 1", "Mail 2", "Mail 3"]
    assert set(Bericht.objects.values_list("staat", "pogingen")) == {("verzonden", 1)}
