"""From a row to an e-mail: the parts and their order, the headers, the secret links."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any

import pytest
import time_machine
from django.db.models import CharField, JSONField, TextField
from django.test import override_settings

from outbox.deliver import deliver_due
from outbox.messages import LinkGone, build, fill
from outbox.models import Bericht
from outbox.queue import queue
from registrations.tokens import token_for
from tests import factories
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend

CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//proef//NL\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1@localhost\r\n"
    "SUMMARY:Kick-off in Fryslân 🙂\r\nDESCRIPTION:een regel die\r\n  gevouwen is\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
WORDS: dict[str, Any] = {
    "soort": "proef",
    "aan": "deelnemer@raalte.example",
    "onderwerp": "Kick-off in Fryslân",
    "tekst": "Hallo Zoë,\n\ntot dan.\n",
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_server() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED, DEFAULT_FROM_EMAIL="Leerlabs <leerlabs@portaal.example>"):
        yield


def queued(**fields: Any) -> Bericht:
    """Queue a mail and return its row."""
    queue(**WORDS | fields)
    return Bericht.objects.latest("pk")


def wire(bericht: Bericht) -> bytes:
    """Return the message as it goes over the line."""
    return build(bericht).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's messages take it


def parsed(bericht: Bericht) -> EmailMessage:
    """Return the message as a receiver reads it."""
    message = message_from_bytes(wire(bericht), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(part: Message) -> str:
    """Return the text of a part, with the line ends that text has here."""
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode().replace("\r\n", "\n")


def tree(message: Message) -> Any:
    """Return the types of a message and its parts, nested."""
    if not message.is_multipart():
        return message.get_content_type()
    return (message.get_content_type(), [tree(part) for part in message.get_payload()])  # type: ignore[arg-type]


# --- Parts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({}, "text/plain"),
        ({"html": "<p>Hallo Zoë</p>"}, ("multipart/alternative", ["text/plain", "text/html"])),
        (
            {"html": "<p>Hallo Zoë</p>", "kalender": CALENDAR, "methode": "REQUEST"},
            (
                "multipart/mixed",
                [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
            ),
        ),
    ],
    ids=["plain", "plain and html", "invitation"],
)
def test_parts_stand_in_the_order_that_calendars_understand(fields: dict[str, str], parts: Any) -> None:
    assert tree(parsed(queued(**fields))) == parts


@pytest.mark.parametrize(("methode", "name"), [("REQUEST", "uitnodiging.ics"), ("CANCEL", "afmelding.ics")])
def test_both_calendar_parts_carry_the_same_bytes_and_the_method(methode: str, name: str) -> None:
    kalender = CALENDAR.replace("METHOD:REQUEST", f"METHOD:{methode}")
    message = parsed(queued(html="<p>Hallo</p>", kalender=kalender, methode=methode))
    inline = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    attached = next(part for part in message.walk() if part.get_content_type() == "application/ics")

    assert dict(inline["Content-Type"].params) == {"method": methode, "charset": "utf-8"}
    assert (inline["Content-Transfer-Encoding"], inline["Content-Disposition"]) == ("base64", None)
    assert inline.get_payload(decode=True) == kalender.encode()

    assert attached["Content-Transfer-Encoding"] == "base64"
    assert attached["Content-Disposition"] == f'attachment; filename="{name}"'
    assert attached.get_filename() == name
    assert attached.get_payload(decode=True) == kalender.encode()


def test_an_invitation_passes_a_mail_server_that_knows_no_8_bit_text() -> None:
    raw = wire(queued(html="<p>Hallo Zoë</p>", kalender=CALENDAR, methode="REQUEST"))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_text_and_html_arrive_as_they_were_written() -> None:
    long_line = "woord " * 400
    message = parsed(queued(tekst=f"Hallo Zoë,\n{long_line}\n.\nFrom hier\n", html=f"<p>Hallo Zoë {long_line}</p>"))
    plain, html = (text_of(part) for part in message.iter_parts())
    assert plain == f"Hallo Zoë,\n{long_line}\n.\nFrom hier\n"
    assert html.rstrip("\n") == f"<p>Hallo Zoë {long_line}</p>"


# --- Headers -----------------------------------------------------------------------------------------------


@override_settings(SITE_URL="https://leerlabs.portaal.example")
def test_headers_of_a_mail() -> None:
    with time_machine.travel(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tick=False):
        row = queued(antwoord_aan="vragen@provincie.example")
        message = parsed(row)
    assert {name: message[name].strip() for name in message} == {
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "8bit",
        "MIME-Version": "1.0",
        "Subject": "Kick-off in Fryslân",
        "From": "Leerlabs <leerlabs@portaal.example>",
        "To": "deelnemer@raalte.example",
        "Reply-To": "vragen@provincie.example",
        "Date": "Mon, 02 Mar 2026 09:00:00 -0000",
        "Message-ID": f"<20260302T090000.{row.uuid}@leerlabs.portaal.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def test_without_an_address_for_answers_there_is_no_reply_to() -> None:
    assert parsed(queued())["Reply-To"] is None


def test_the_message_id_is_the_same_at_each_try() -> None:
    row = queued()
    first = parsed(row)["Message-ID"]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)), override_settings(TIME_ZONE="Asia/Tokyo"):
        assert parsed(Bericht.objects.get(pk=row.pk))["Message-ID"] == first


def test_each_message_has_its_own_message_id() -> None:
    assert len({queued().message_id for _ in range(5)}) == 5


# --- Secret links ------------------------------------------------------------------------------------------


def stored_text(bericht: Bericht) -> str:
    """Return everything a row holds in columns of text."""
    row = Bericht.objects.get(pk=bericht.pk)
    columns = [field for field in Bericht._meta.concrete_fields if isinstance(field, (CharField, TextField, JSONField))]
    return "\n".join(str(field.value_from_object(row)) for field in columns)


@override_settings(SITE_URL="https://leerlabs.portaal.example")
def test_a_personal_link_is_in_the_mail_and_never_in_the_row() -> None:
    aanmelding = factories.make_aanmelding()
    token = token_for(aanmelding)
    row = queued(
        tekst="Klik: [[link]] of nog eens [[link]]",
        html='<a href="[[link]]">klik</a>',
        links={"[[link]]": ("aanmelding", str(aanmelding.uuid))},
    )
    signature = token.rpartition(".")[2]
    assert (token in stored_text(row), signature in stored_text(row)) == (False, False)

    deliver_due()
    message = message_from_bytes(ScriptedBackend.taken[0], policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, html = (text_of(part).rstrip("\n") for part in message.iter_parts())
    link = f"https://leerlabs.portaal.example/aanmelding/{token}/"
    assert (plain, html) == (f"Klik: {link} of nog eens {link}", f'<a href="{link}">klik</a>')

    row.refresh_from_db()
    assert (row.staat, token in stored_text(row), signature in stored_text(row)) == ("verzonden", False, False)
    assert "[[link]]" in row.tekst


def test_a_password_link_is_made_when_the_mail_is_sent() -> None:
    user = factories.make_user()
    row = queued(tekst="Kies: [[link]]", links={"[[link]]": ("wachtwoord", str(user.pk))})
    deliver_due()
    row.refresh_from_db()
    assert (b"/account/password/reset/key/" in ScriptedBackend.taken[0], "reset/key" in stored_text(row)) == (
        True,
        False,
    )


@pytest.mark.parametrize("kind", ["aanmelding", "belangstelling"])
def test_a_link_to_something_gone_fails_for_good(kind: str) -> None:
    row = queued(tekst="[[link]]", links={"[[link]]": (kind, "00000000-0000-4000-8000-000000000000")})
    with pytest.raises(LinkGone):
        build(row)
    deliver_due()
    row.refresh_from_db()
    assert (ScriptedBackend.taken, row.staat, row.pogingen) == ([], "mislukt", 1)
    assert row.laatste_fout == f"de link in dit bericht bestaat niet meer: {kind} 00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("state", ["gone", "switched off"])
def test_a_password_link_for_nobody_fails_for_good(state: str) -> None:
    user = factories.make_user(is_active=state != "switched off")
    row = queued(tekst="[[link]]", links={"[[link]]": ("wachtwoord", str(user.pk))})
    if state == "gone":
        user.delete()
    deliver_due()
    row.refresh_from_db()
    assert (ScriptedBackend.taken, row.staat) == ([], "mislukt")


def test_links_of_several_people_each_take_their_own_place() -> None:
    links = {f"[[link-{number}]]": f"https://x.example/{number}/" for number in (1, 10, 2)}
    assert fill("[[link-10]] [[link-1]] [[link-2]] [[link-3]]", links) == (
        "https://x.example/10/ https://x.example/1/ https://x.example/2/ [[link-3]]"
    )
