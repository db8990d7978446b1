"""Every mail with a calendar: what it says is what is in the database, in the MIME form that Outlook and Gmail know."""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from outbox.messages import build
from outbox.models import Bericht
from programmes.models import Sessie
from programmes.rules import Move
from registrations import mails
from registrations.joining import join, leave
from registrations.merging import merge
from registrations.models import Aanmelding
from registrations.moves import reschedule
from registrations.running_reeks import add_sessie, cancel_reeks, cancel_sessie
from registrations.signup import confirm
from registrations.switching import switch
from registrations.takeover import ask_to_take_over
from registrations.waiting_list import accept
from tests import factories
from tests.calendars.hostile import (
    FROM,
    MOMENTS,
    NAME,
    NASTIEST,
    SENDER,
    SENDER_NAME,
    TEXTS,
    dated,
    expected,
    make_hostile,
    moved_by,
    sequence_of,
)
from tests.calendars.parsers import Entry, Readers
from tests.calendars.plain_reader import unfolded
from tests.registrations.world import ADDRESS, NOW, Leerlab

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
BRAM: dict[str, Any] = {"naam": 'Bram, "de" Bos', "email": "bram@raalte.example"}
SIGNED_OFF = "Je bent afgemeld voor deze bijeenkomst."
ASKED = (
    "Let op: accepteren of weigeren in je agenda telt niet als aanmelden of afmelden. "
    "Aan- en afmelden doe je in het portaal."
)
ASKED_TO_REPLY = (
    "Weiger je deze uitnodiging in je agenda? Dan melden we je af. "
    "Je krijgt eerst een mail, waarmee je dat nog kunt terugdraaien."
)


@pytest.fixture(autouse=True)
def _at_one_moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), override_settings(DEFAULT_FROM_EMAIL=FROM):
        yield


# --- What leads to each kind, for every sessie ------------------------------------------------------------------


def change(leerlab: Leerlab, **fields: Callable[[Sessie], Any]) -> None:
    """Let the organiser change every dated sessie."""
    for sessie in dated(leerlab):
        for name, new in fields.items():
            setattr(sessie, name, new(sessie))
        reschedule(sessie=sessie, now=LATER, changed=list(fields))


def sign_up(leerlab: Leerlab) -> None:
    leerlab.confirmed(naam=NAME)


def move(leerlab: Leerlab) -> None:
    sign_up(leerlab)
    change(leerlab, begin=lambda row: moved_by(14, row)[0], einde=lambda row: moved_by(14, row)[1])


def move_elsewhere(leerlab: Leerlab) -> None:
    sign_up(leerlab)
    place = factories.make_locatie(provincie=leerlab.reeks.provincie, naam=TEXTS["lines"], adres=TEXTS["markup"])
    change(leerlab, locatie=lambda _row: place)


def tell_link(leerlab: Leerlab) -> None:
    sign_up(leerlab)
    change(leerlab, online_link=lambda row: f"https://meet.example/{row.slug}?a=1,2;b=é&c=\\n")


def withdraw(leerlab: Leerlab) -> None:
    sign_up(leerlab)
    change(leerlab, begin=lambda _row: None, einde=lambda _row: None)


def set_again(leerlab: Leerlab) -> None:
    moments = {sessie.pk: moved_by(14, sessie) for sessie in dated(leerlab)}
    withdraw(leerlab)
    for sessie in leerlab.reeks.sessies.filter(pk__in=moments):
        sessie.begin, sessie.einde = moments[sessie.pk]
        reschedule(sessie=sessie, now=LATER + timedelta(hours=1), changed=["begin", "einde"])


def add(leerlab: Leerlab) -> None:
    sign_up(leerlab)
    for text, (begin, einde) in zip(NASTIEST.values(), MOMENTS.values(), strict=False):
        fields: dict[str, Any] = {
            "titel": text,
            "online_link": "https://meet.example/x",
            "begin": begin,
            "einde": einde,
        }
        sessie = factories.make_sessie(reeks=leerlab.reeks, **fields)
        add_sessie(sessie=sessie, user=factories.make_organisator(), now=LATER)


def get_a_place(leerlab: Leerlab) -> None:
    leerlab.reeks.sessies.update(plaatsen=1)
    bram = leerlab.confirmed(**BRAM)
    anna = leerlab.confirmed(naam=NAME)
    for sessie in dated(leerlab):
        leave(aanmelding=bram, sessie=sessie, now=LATER)
        accept(aanmelding=anna, sessie=sessie, now=LATER)


def switch_to_each(leerlab: Leerlab) -> None:
    # One without a date to leave each time: it takes nothing out of a calendar.
    undated = factories.make_sessie(reeks=leerlab.reeks, begin=None)
    anna, user = leerlab.confirmed(undated.slug, naam=NAME), factories.make_organisator()
    for sessie in dated(leerlab):
        switch(aanmelding=anna, eerst=undated, daarna=sessie, user=user, now=LATER)
        join(aanmelding=anna, sessie=undated, now=LATER)


def leave_each(leerlab: Leerlab) -> None:
    anna = leerlab.confirmed(naam=NAME)
    for sessie in dated(leerlab):
        leave(aanmelding=anna, sessie=sessie, now=LATER)


def come_to_each(leerlab: Leerlab, slug: str) -> Aanmelding:
    """Let Anna come to one sessie and nothing else, as she may have done before."""
    return leerlab.confirmed(slug, naam=NAME)


def leave_each_as_the_last(leerlab: Leerlab) -> None:
    for sessie in dated(leerlab):
        leave(aanmelding=come_to_each(leerlab, sessie.slug), sessie=sessie, now=LATER)


def hand_over_each(leerlab: Leerlab) -> None:
    for number, sessie in enumerate(dated(leerlab)):
        email = f"bram{number}@raalte.example"
        anna = come_to_each(leerlab, sessie.slug)
        ask_to_take_over(aanmelding=anna, naam="Bram", email=email, functie="", now=LATER)
        confirm(aanmelding=Aanmelding.objects.get(email=email), now=LATER)


def merge_each(leerlab: Leerlab) -> None:
    for number, sessie in enumerate(dated(leerlab)):
        keep = leerlab.confirmed(sessie.slug, email=f"bram{number}@raalte.example")
        merge(keep=keep, gone=come_to_each(leerlab, sessie.slug), user=factories.make_organisator(), now=LATER)


def cancel_all(leerlab: Leerlab) -> None:
    sign_up(leerlab)
    for sessie in dated(leerlab):
        cancel_sessie(sessie=sessie, reden="ziek", user=factories.make_organisator(), now=LATER)


def cancel_the_reeks(leerlab: Leerlab) -> None:
    sign_up(leerlab)
    cancel_reeks(reeks=leerlab.reeks, reden="ziek", user=factories.make_organisator(), now=LATER)


@dataclass(frozen=True)
class Kind:
    """What leads to a mail, its METHOD, what it says first, its STATUS, and how often it changed since."""

    happens: Callable[[Leerlab], None]
    methode: str = "REQUEST"
    note: str = ASKED
    status: str = "CONFIRMED"
    since: int = 0


KINDS = {
    "uitnodiging": Kind(sign_up),
    "verplaatst": Kind(move),
    "andere_plek": Kind(move_elsewhere),
    "online_link": Kind(tell_link),
    "datum_bekend": Kind(set_again),
    "sessie_erbij": Kind(add),
    "plaats_gekregen": Kind(get_a_place),
    "overgezet": Kind(switch_to_each),
    "datum_vervalt": Kind(withdraw, "CANCEL", "De datum van deze bijeenkomst vervalt. De nieuwe datum volgt.", ""),
    "afzegging": Kind(leave_each, "CANCEL", SIGNED_OFF, ""),
    "afgemeld": Kind(leave_each_as_the_last, "CANCEL", SIGNED_OFF, ""),
    "overgenomen": Kind(hand_over_each, "CANCEL", SIGNED_OFF, ""),
    "samengevoegd": Kind(merge_each, "CANCEL", SIGNED_OFF, ""),
    "bevestigd": Kind(leave_each_as_the_last, since=1),
    "sessie_vervallen": Kind(cancel_all, "CANCEL", "Deze bijeenkomst gaat niet door.", "CANCELLED"),
    "reeks_vervallen": Kind(cancel_the_reeks, "CANCEL", "Deze bijeenkomst gaat niet door.", "CANCELLED"),
}


@pytest.mark.parametrize("soort", KINDS)
def test_a_mail_of_each_kind(readers: Readers, soort: str) -> None:
    kind, leerlab = KINDS[soort], make_hostile(NASTIEST)
    before = {sessie.pk: sessie for sessie in dated(leerlab)}
    kind.happens(leerlab)
    # A date that was withdrawn stands in the mail as it was; a mail about what was added is about nothing else.
    sessies = before.values() if soort == "datum_vervalt" else dated(leerlab)
    wanted = [to_anna(row, kind) for row in sessies if soort != "sessie_erbij" or row.pk not in before]
    sent = Bericht.objects.filter(soort=soort, aan=ADDRESS).exclude(kalender="")
    found = [readers.agree_on_one(calendar_of_mail(mail)) for mail in sent]
    assert len(found) == len(NASTIEST)
    assert by_uid(found) == by_uid(wanted)
    assert set(sent.values_list("methode", flat=True)) == {kind.methode}


def by_uid(entries: list[Entry]) -> dict[str, Entry]:
    """Return entries by their uid."""
    return {entry.uid: entry for entry in entries}


def to_anna(sessie: Sessie, kind: Kind) -> Entry:
    """Return what Anna should read in her calendar, by what is in the database."""
    stored = Sessie.objects.get(pk=sessie.pk)
    # Cancelling raises the sequence of the sessie as well, after the mails about it.
    after = kind.since + (1 if stored.is_vervallen else 0)
    return expected(
        sessie, with_link=kind.methode == "REQUEST", note=kind.note, method=kind.methode, status=kind.status,
        sequence=sequence_of(stored) - after, organizer=((f"mailto:{SENDER}", SENDER_NAME),),
        attendees=((f"mailto:{ADDRESS}", NAME),),
    )  # fmt: skip


def test_who_gives_the_place_to_a_colleague(readers: Readers) -> None:
    leerlab = make_hostile(NASTIEST)
    anna = leerlab.confirmed(naam=NAME)
    ask_to_take_over(aanmelding=anna, **BRAM, functie="", now=LATER)
    confirm(aanmelding=Aanmelding.objects.get(email=BRAM["email"]), now=LATER)
    for email, methode, naam in ((ADDRESS, "CANCEL", NAME), (BRAM["email"], "REQUEST", BRAM["naam"])):
        sent = Bericht.objects.filter(aan=email, methode=methode)
        found = [readers.agree_on_one(calendar_of_mail(mail)) for mail in sent]
        assert sorted(entry.uid for entry in found) == sorted(str(sessie.uid) for sessie in dated(leerlab))
        assert {entry.attendees for entry in found} == {((f"mailto:{email}", naam),)}


def test_an_invitation_that_asks_for_an_answer(readers: Readers) -> None:
    leerlab = make_hostile(NASTIEST)
    with override_settings(MAILBOX=object()):
        sign_up(leerlab)
    asks = Kind(sign_up, note=ASKED_TO_REPLY)
    sent = Bericht.objects.filter(methode="REQUEST")
    found = [readers.agree_on_one(calendar_of_mail(mail)) for mail in sent]
    assert by_uid(found) == by_uid([to_anna(sessie, asks) for sessie in dated(leerlab)])
    for mail in sent:
        [attendee] = [line for line in unfolded(mail.kalender.encode()) if line.startswith("ATTENDEE;")]
        assert ";RSVP=TRUE:" in attendee


def test_every_text_in_an_invitation(readers: Readers) -> None:
    leerlab = make_hostile(TEXTS)
    sign_up(leerlab)
    found = [readers.agree_on_one(mail.kalender.encode()) for mail in Bericht.objects.filter(methode="REQUEST")]
    assert by_uid(found) == by_uid([to_anna(sessie, KINDS["uitnodiging"]) for sessie in dated(leerlab)])


def test_no_kind_is_forgotten() -> None:
    """Every name of a mail that the code sends a calendar with has a line here."""
    senders = {"tell", "invite", "withdraw_invitation", "send_invitations", "send_calendar", "call_off"}
    senders |= {"end", "end_each", "drop"}
    named = {move.value for move in Move}
    for file in Path(mails.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in senders:
                given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "name")]
                named |= {str(found.value) for found in given if isinstance(found, ast.Constant)}
    for sender in (mails.invite, mails.withdraw_invitation):
        named.add(inspect.signature(sender).parameters["name"].default)
    assert set(KINDS) == named


# --- The form of the mail ---------------------------------------------------------------------------------------


def calendar_of_mail(mail: Bericht) -> bytes:
    """Return the calendar of a mail after looking at the form of the whole, as it goes over the line."""
    wire = build(mail).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's messages take it
    assert wire.isascii()
    assert b"\n" not in wire.replace(b"\r\n", b"")
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    message = message_from_bytes(wire, policy=policy.default)
    body = checked(message, mail)
    # And once more as a server on the way would write it.
    again = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.SMTP)
    assert checked(again, mail) == body
    assert body == mail.kalender.encode()
    return body


def checked(message: EmailMessage, mail: Bericht) -> bytes:
    """Return the calendar of a parsed mail: twice the same bytes, told as what they are."""
    assert tree(message) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )
    alternative, attached = message.iter_parts()
    inline = list(alternative.iter_parts())[-1]
    for part in (inline, attached):
        assert part["Content-Transfer-Encoding"] == "base64"
    assert dict(inline["Content-Type"].params) == {"method": mail.methode, "charset": "utf-8"}
    assert inline["Content-Disposition"] is None
    name = "afmelding.ics" if mail.methode == "CANCEL" else "uitnodiging.ics"
    assert dict(attached["Content-Type"].params) == {"name": name}
    assert attached["Content-Disposition"] == f'attachment; filename="{name}"'
    body = inline.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert attached.get_payload(decode=True) == body
    assert body.splitlines().count(f"METHOD:{mail.methode}".encode()) == 1
    # Outlook shows its buttons, and Gmail takes a change, only from who invited and to who is invited.
    [sender], [receiver] = message["From"].addresses, message["To"].addresses
    assert (sender.addr_spec, sender.display_name, receiver.addr_spec) == (SENDER, SENDER_NAME, mail.aan)
    return body


def tree(message: MIMEPart) -> Any:
    """Return the types of a message and its parts, nested."""
    if not message.is_multipart():
        return message.get_content_type()
    return (message.get_content_type(), [tree(part) for part in message.iter_parts()])
