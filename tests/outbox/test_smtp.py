"""K5 and K6: a real mail server that is down, slow, silent, rude or not who it says it is."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from leerlab.environment import SMTP_TIMEOUT, email_settings
from outbox.deliver import deliver_due
from outbox.models import Bericht
from outbox.queue import queue
from tests.outbox.smtp_server import SmtpServer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
pytestmark = [pytest.mark.django_db]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def mailing(server: SmtpServer, scheme: str = "smtp", timeout: float = 1) -> override_settings:
    """Send over this server, with the settings that its address in EMAIL_URL gives and less patience."""
    found = email_settings(f"{scheme}://127.0.0.1:{server.port}", base_dir=Path("/"))
    assert found["EMAIL_TIMEOUT"] == SMTP_TIMEOUT <= 30
    return override_settings(**found | {"EMAIL_TIMEOUT": timeout})


def queued(*names: str) -> None:
    """Queue a mail to each."""
    for name in names or ("a",):
        queue(soort="proef", aan=f"{name}@raalte.example", onderwerp="Onderwerp", tekst="Tekst zoals Zoë.\n" * 50)


def outcome() -> list[tuple[str, int, str]]:
    """Return state, tries and last error of every message."""
    return list(Bericht.objects.order_by("pk").values_list("staat", "pogingen", "laatste_fout"))


def goes_later_and_then_once(smtp: SmtpServer, clock: time_machine.Traveller) -> None:
    """The first try failed: see that the next is a minute later, and the last."""
    [(staat, tries, _)] = outcome()
    assert (staat, tries, Bericht.objects.get().niet_voor) == ("wacht", 1, NOW + MINUTE)
    smtp.reset()
    clock.shift(MINUTE / 2)
    assert deliver_due() == 0
    clock.shift(MINUTE / 2)
    assert deliver_due() == 1
    assert (outcome(), smtp.taken()) == ([("verzonden", 2, "")], ["a@raalte.example"])
    assert smtp.message_ids() == {"a@raalte.example": {Bericht.objects.get().message_id}}


def test_a_mail_goes_over_the_line(smtp: SmtpServer) -> None:
    queued("a", "b")
    with mailing(smtp):
        assert deliver_due() == 2
    assert (smtp.taken(), outcome()) == (["a@raalte.example", "b@raalte.example"], [("verzonden", 1, "")] * 2)


def test_a_server_that_is_down_gets_it_when_it_is_back(smtp: SmtpServer, clock: time_machine.Traveller) -> None:
    queued()
    smtp.stop()
    with mailing(smtp):
        tries = []
        # A minute down: the first try, one that is a minute later, and the one that finds it back.
        for minutes in (0, 1, 6):
            clock.move_to(NOW + minutes * MINUTE)
            if minutes == 6:
                smtp.start()
            deliver_due()
            tries.append(outcome()[0][:2])
    assert (tries, smtp.taken()) == ([("wacht", 1), ("wacht", 2), ("verzonden", 3)], ["a@raalte.example"])


@pytest.mark.parametrize("command", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_holds_nobody_up_for_longer_than_the_timeout(
    command: str, smtp: SmtpServer, clock: time_machine.Traveller
) -> None:
    queued()
    smtp.behave(hang_at=command)
    with mailing(smtp, timeout=0.3):
        started = time.perf_counter_ns()
        deliver_due()
        assert (time.perf_counter_ns() - started) / 1e9 < 5
        assert "timed out" in outcome()[0][2] or "unexpectedly closed" in outcome()[0][2]
        goes_later_and_then_once(smtp, clock)


def test_a_server_that_hangs_after_it_took_the_mail_gets_it_once(smtp: SmtpServer) -> None:
    queued()
    smtp.behave(hang_at="QUIT")
    with mailing(smtp, timeout=0.3):
        deliver_due()
    assert (smtp.taken(), outcome()) == (["a@raalte.example"], [("verzonden", 1, "")])


def test_a_slow_server_within_the_timeout_is_waited_for(smtp: SmtpServer) -> None:
    queued()
    smtp.behave(slow=0.5)
    with mailing(smtp, timeout=5):
        deliver_due()
    assert (smtp.taken(), outcome()) == (["a@raalte.example"], [("verzonden", 1, "")])


@pytest.mark.parametrize("moment", ["DATA", "END"])
def test_a_line_that_breaks_in_a_message_means_later(
    moment: str, smtp: SmtpServer, clock: time_machine.Traveller
) -> None:
    queued()
    smtp.behave(drop_at=moment)
    with mailing(smtp):
        deliver_due()
        assert smtp.taken() == []
        goes_later_and_then_once(smtp, clock)


def test_greylisting_takes_a_minute(smtp: SmtpServer, clock: time_machine.Traveller) -> None:
    queued()
    smtp.behave(greylist=True)
    with mailing(smtp):
        deliver_due()
        assert outcome() == [("wacht", 1, "451 4.7.1 Greylisted, try again later")]
        goes_later_and_then_once(smtp, clock)


NO = [
    ("b@raalte.example", "550 5.1.1 User unknown", "mislukt"),
    ("b@raalte.example", "552 5.2.2 Mailbox full", "mislukt"),
    ("b@raalte.example", "450 4.2.1 Mailbox busy", "wacht"),
    ("DATA", "554 5.7.1 Looks like spam", "mislukt"),
    ("DATA", "451 4.3.0 Try later", "wacht"),
    ("MAIL", "550 5.7.1 Not your domain", "wacht"),
    ("MAIL", "421 4.3.2 Too busy", "wacht"),
]


@pytest.mark.parametrize(("at", "answer", "staat"), NO)
@pytest.mark.usefixtures("clock")
def test_a_no_is_kept_in_the_words_of_the_server(at: str, answer: str, staat: str, smtp: SmtpServer) -> None:
    queued("b")
    smtp.behave(answers={at: answer})
    with mailing(smtp):
        assert (deliver_due(), deliver_due()) == (1, 0)
    assert (smtp.taken(), outcome()) == ([], [(staat, 1, answer)])


def test_one_receiver_who_does_not_exist_keeps_nobody_else_waiting(smtp: SmtpServer, client_beheerder: Client) -> None:
    queued("a", "b", "c")
    smtp.behave(answers={"b@raalte.example": "550 5.1.1 User unknown"})
    with mailing(smtp):
        assert (deliver_due(), deliver_due()) == (3, 0)
    assert smtp.taken() == ["a@raalte.example", "c@raalte.example"]
    assert outcome() == [("verzonden", 1, ""), ("mislukt", 1, "550 5.1.1 User unknown"), ("verzonden", 1, "")]
    assert "550 5.1.1 User unknown" in client_beheerder.get("/beheer/outbox/bericht/").content.decode()


def test_a_visitor_does_not_wait_for_a_mail_server(client: Client, smtp: SmtpServer) -> None:
    smtp.behave(hang_at="CONNECT")
    with mailing(smtp, timeout=30):
        assert client.post("/account/login/code/", {"email": "anna@raalte.example"}).status_code == 302
    assert (smtp.lines("commands"), outcome()) == ([], [("wacht", 0, "")])


# --- TLS ---------------------------------------------------------------------------------------------------


@pytest.fixture
def trusted(certificates: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the certificates of this test, as a machine trusts those of the world."""
    everything = certificates["right"].with_name("all.pem")
    everything.write_text("".join(certificates[name].read_text() for name in ("right", "other host")))
    monkeypatch.setenv("SSL_CERT_FILE", str(everything))


def secure(server: SmtpServer, scheme: str) -> tuple[list[tuple[str, int, str]], list[dict[str, Any]]]:
    """Send one mail to a server with TLS; return the outcome, and the commands that it saw in plain but EHLO."""
    server.start()
    try:
        queued()
        with mailing(server, scheme, timeout=5):
            deliver_due()
    finally:
        server.stop()
    plain = [line for line in server.lines("commands") if not line["is_secret"] and line["command"] != "EHLO"]
    return outcome(), plain


SCHEMES = {"smtp+tls": "starttls", "smtps": "smtps"}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.usefixtures("trusted")
def test_with_tls_nothing_goes_in_plain(scheme: str, certificates: dict[str, Path], tmp_path: Path) -> None:
    server = SmtpServer(tmp_path / "smtp", SCHEMES[scheme], certificates["right"])
    assert secure(server, scheme) == ([("verzonden", 1, "")], [])
    assert [line["is_secret"] for line in server.lines("taken")] == [True]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.usefixtures("trusted")
def test_a_server_with_the_certificate_of_another_gets_nothing(
    scheme: str, certificates: dict[str, Path], tmp_path: Path
) -> None:
    server = SmtpServer(tmp_path / "smtp", SCHEMES[scheme], certificates["other host"])
    [(staat, tries, error)], plain = secure(server, scheme)
    assert (staat, tries, "certificate verify failed" in error) == ("wacht", 1, True)
    assert (server.taken(), plain) == ([], [])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_server_that_nobody_vouches_for_gets_nothing(
    scheme: str, certificates: dict[str, Path], tmp_path: Path
) -> None:
    server = SmtpServer(tmp_path / "smtp", SCHEMES[scheme], certificates["right"])
    [(staat, _, error)], plain = secure(server, scheme)
    assert (staat, "certificate verify failed" in error, server.taken(), plain) == ("wacht", True, [], [])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_server_without_tls_gets_nothing_when_tls_is_asked(scheme: str, smtp: SmtpServer) -> None:
    queued()
    with mailing(smtp, scheme):
        deliver_due()
    [(staat, tries, _)] = outcome()
    assert (staat, tries, smtp.taken()) == ("wacht", 1, [])
    assert {line["command"] for line in smtp.lines("commands")} <= {"EHLO", "QUIT"}
