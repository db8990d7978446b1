"""Answers from calendars: who refuses is signed off after time to undo it; what may not be theirs changes nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leerlab.environment import mailbox_settings
from outbox.incoming import read_post
from outbox.mailbox import read_mailbox
from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations import joining, replies
from registrations.models import Aanmelding, Agendareactie, Deelname, Overgang
from registrations.moves import reschedule
from registrations.replies import sign_off_due, undo_until
from registrations.reply_mail import reply_in
from registrations.running_reeks import cancel_sessie
from tests import factories
from tests.outbox.dovecot import Box, Dovecot
from tests.registrations.replies_mail import PROGRAMS, calendar, in_base64, message, outlook, plain, simple
from tests.registrations.story import Story, give_date
from tests.registrations.world import NOW, Leerlab, make_leerlab

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LATER = NOW + timedelta(hours=1)
"""When somebody answers."""
THEN = LATER + timedelta(minutes=1)
"""When the worker reads it."""
ENDS = THEN + timedelta(hours=24)
Uitkomst = Agendareactie.Uitkomst


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as server:
        yield server


@pytest.fixture(autouse=True)
def _mailbox(settings: Any) -> None:
    settings.MAILBOX = mailbox_settings("imaps://leerlabs:geheim@mail.leerlab.example")


@pytest.fixture
def leerlab(db: None) -> Leerlab:  # noqa: ARG001 - asks for the database
    return make_leerlab()


@pytest.fixture
def anna(leerlab: Leerlab) -> Deelname:
    """The deelname of Anna at sessie 1, who takes part in all of it."""
    return at(leerlab.confirmed())


def at(aanmelding: Aanmelding, slug: str = "sessie-1") -> Deelname:
    """Return a deelname as it is now."""
    return Deelname.objects.select_related("sessie", "aanmelding__reeks").get(aanmelding=aanmelding, sessie__slug=slug)


def receive(raw: bytes, *, now: datetime = THEN) -> Agendareactie | None:
    """Handle a mail as the mailbox does, and return what was written about it; None when it is no answer."""
    post = read_post(raw)
    deed = replies.read(post)
    if deed is None:
        return None
    deed(message_id=post.message_id, now=now)
    sent(now=now)
    return Agendareactie.objects.order_by("pk").last()


def sent(*, now: datetime) -> None:
    """Let the mail about a refusal have gone out: from then on it can be taken back."""
    notices = Bericht.objects.filter(soort="weigering_gezien", staat="wacht")
    notices.update(staat="verzonden", verzonden_op=now)


def fresh(deelname: Deelname) -> Deelname:
    """Return a deelname as it is now."""
    return at(deelname.aanmelding, deelname.sessie.slug)


def state(deelname: Deelname) -> tuple[str, str, datetime | None]:
    """Return status, answer and until when it can be taken back."""
    now = fresh(deelname)
    return now.status, now.agenda_antwoord, now.meldt_af_op


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Return all that an answer could change."""
    models = (Aanmelding, Deelname, Overgang, Bericht)
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in models}


# --- From the mailbox to the waiting list -----------------------------------------------------------------------


def test_a_refusal_goes_from_the_mailbox_to_who_waits(server: Dovecot, leerlab: Leerlab, settings: Any) -> None:
    Sessie.objects.filter(slug="sessie-1").update(plaatsen=1)
    anna, bram = at(leerlab.confirmed()), at(leerlab.confirmed(naam="Bram Bos", email="bram@raalte.example"))
    box: Box = server.box()
    settings.MAILBOX = mailbox_settings(box.url())
    box.deliver(message(anna.email, plain()), outlook(anna, gegeven_op=LATER, message_id="<2@raalte.example>"))
    before = Bericht.objects.count()
    assert read_mailbox(now=THEN) == 1
    assert (box.unread(), state(anna)) == ([1], ("aangemeld", "nee", ENDS))
    mail = Bericht.objects.latest("pk")
    assert (mail.soort, mail.aan, Bericht.objects.count()) == ("weigering_gezien", anna.email, before + 1)
    sent(now=THEN)
    # Until the period is over the place is Anna's.
    assert (sign_off_due(now=ENDS - timedelta(seconds=1)), state(bram)[0]) == (0, "wachtlijst")
    assert (sign_off_due(now=ENDS), sign_off_due(now=ENDS)) == (1, 0)
    assert (state(anna), state(bram)[0]) == (("afgemeld", "", None), "aangeboden")
    step = Overgang.objects.get(deelname=anna, naar="afgemeld")
    assert (step.wie, step.reden, step.op) == ("deelnemer", "geweigerd in de agenda", ENDS)
    mails = Bericht.objects.order_by("pk").values_list("soort", "methode", "aan")[before + 1 :]
    assert list(mails) == [("afzegging", "CANCEL", anna.email), ("aanbod", "", bram.email)]


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
@pytest.mark.parametrize(
    ("partstat", "answer", "until"),
    [("ACCEPTED", "ja", None), ("TENTATIVE", "misschien", None), ("DECLINED", "nee", ENDS)],
)
def test_what_calendar_programs_write(
    program: Any, partstat: str, answer: str, until: datetime | None, anna: Deelname
) -> None:
    reactie = receive(program(anna, partstat, gegeven_op=LATER))
    assert reactie
    found = (reactie.uitkomst, reactie.toelichting, reactie.van, reactie.uid, reactie.partstat, reactie.sequence)
    assert found == ("verwerkt", "", "anna@raalte.example", str(anna.sessie.uid), partstat, 0)
    assert (reactie.deelname, reactie.gegeven_op, reactie.ontvangen_op) == (anna, LATER, THEN)
    assert (state(anna), fresh(anna).agenda_antwoord_op) == (("aangemeld", answer, until), THEN)


def test_the_last_sessie_signs_off_for_everything(leerlab: Leerlab) -> None:
    anna = at(leerlab.confirmed("terugkom"), "terugkom")
    receive(simple(anna, gegeven_op=LATER))
    sign_off_due(now=ENDS)
    assert Aanmelding.objects.get().status == "afgemeld"


def test_yes_after_a_move_is_an_answer(anna: Deelname) -> None:
    Deelname.objects.filter(pk=anna.pk).update(gevraagd_op=NOW)
    receive(simple(anna, "TENTATIVE", gegeven_op=LATER))
    assert fresh(anna).gevraagd_op == NOW
    receive(simple(anna, "ACCEPTED", gegeven_op=THEN, message_id="<2@raalte.example>"), now=ENDS)
    assert fresh(anna).gevraagd_op is None


# --- Time to undo -----------------------------------------------------------------------------------------------

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("begins_in", "until"),
    [
        (None, 24 * HOUR), (30 * 24 * HOUR, 24 * HOUR), (26 * HOUR, 24 * HOUR),
        (26 * HOUR - MINUTE, 24 * HOUR - MINUTE),
        (3 * HOUR, HOUR), (2 * HOUR + 15 * MINUTE, 15 * MINUTE), (2 * HOUR, 15 * MINUTE), (MINUTE, 15 * MINUTE),
    ],
)  # fmt: skip
def test_until_when_it_can_be_taken_back(begins_in: timedelta | None, until: timedelta) -> None:
    begin = None if begins_in is None else NOW + begins_in
    assert undo_until(begin=begin, now=NOW) == NOW + until


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE"])
def test_a_later_answer_takes_it_back(partstat: str, anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    before = Bericht.objects.count()
    receive(simple(anna, partstat, gegeven_op=LATER + MINUTE, message_id="<2@raalte.example>"), now=THEN + MINUTE)
    assert (sign_off_due(now=ENDS), state(anna)[0], state(anna)[2]) == (0, "aangemeld", None)
    assert Bericht.objects.count() == before


def test_who_refuses_twice_gets_one_mail_and_no_more_time(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    receive(simple(anna, gegeven_op=LATER + MINUTE, message_id="<2@raalte.example>"), now=THEN + HOUR)
    assert (state(anna)[2], Bericht.objects.filter(soort="weigering_gezien").count()) == (ENDS, 1)


def test_who_comes_after_all_gets_the_invitation_again(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    before = Bericht.objects.count()
    for _ in range(2):
        replies.come_after_all(aanmelding=anna.aanmelding, sessie=anna.sessie, now=THEN + HOUR)
    assert (sign_off_due(now=ENDS), state(anna)) == (0, ("aangemeld", "", None))
    again = Bericht.objects.order_by("pk")[before:]
    assert [(mail.soort, mail.methode, "SEQUENCE:1\r\n" in mail.kalender) for mail in again] == [
        ("uitnodiging", "REQUEST", True)
    ]
    # What was answered to the earlier invitation, and comes in late, counts no more; a new refusal does.
    late = receive(simple(anna, gegeven_op=LATER + MINUTE, message_id="<2@raalte.example>"), now=THEN + 2 * HOUR)
    assert late
    assert (late.uitkomst, state(anna)[2]) == ("verouderd", None)
    receive(simple(fresh(anna), gegeven_op=THEN + 2 * HOUR, message_id="<3@raalte.example>"), now=THEN + 3 * HOUR)
    assert state(anna) == ("aangemeld", "nee", ENDS + 3 * HOUR)
    assert Bericht.objects.filter(soort="weigering_gezien").count() == 2


def test_who_signs_off_and_on_again_stays(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    joining.leave(aanmelding=anna.aanmelding, sessie=anna.sessie, now=THEN + HOUR)
    joining.join(aanmelding=anna.aanmelding, sessie=anna.sessie, now=THEN + 2 * HOUR)
    assert (sign_off_due(now=ENDS), state(anna)) == (0, ("aangemeld", "", None))


def test_who_signed_off_meanwhile_hears_no_more(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    joining.sign_off(aanmelding=anna.aanmelding, now=THEN + HOUR)
    before = rows()
    assert (sign_off_due(now=ENDS), rows()) == (0, before)


def test_a_refusal_of_another_date_signs_nobody_off(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    assert anna.sessie.begin
    give_date(anna.sessie, anna.sessie.begin + timedelta(days=1), now=THEN)
    assert (sign_off_due(now=ENDS), state(anna)) == (0, ("aangemeld", "", None))


def test_refusals_without_end_are_not_answered_without_end(anna: Deelname) -> None:
    for number in range(5):
        at = LATER + number * 2 * MINUTE
        for partstat, later in (("DECLINED", timedelta(0)), ("ACCEPTED", MINUTE)):
            raw = simple(anna, partstat, gegeven_op=at + later, message_id=f"<{number}{partstat}@raalte.example>")
            receive(raw, now=THEN + number * 2 * MINUTE + later)
    assert Bericht.objects.filter(soort="weigering_gezien").count() == 3


@pytest.mark.parametrize("fields", [{"doelgroep": True}, {"online_link": "https://vergaderen.example/1"}])
def test_what_leaves_date_and_place_alone_takes_back_no_refusal(anna: Deelname, fields: dict[str, Any]) -> None:
    receive(simple(anna, gegeven_op=LATER))
    change(anna.sessie, fields)
    assert (sign_off_due(now=ENDS), state(anna)[0]) == (1, "afgemeld")


def test_an_answer_to_the_last_invitation_counts_whatever_was_changed_in_silence(anna: Deelname) -> None:
    raw = simple(anna, gegeven_op=LATER)
    change(anna.sessie, {"doelgroep": True})
    receive(raw)
    assert state(anna)[1] == "nee"


def change(sessie: Sessie, fields: dict[str, Any]) -> None:
    """Let the organiser change a sessie in something else than its date and place."""
    fresh = Sessie.objects.get(pk=sessie.pk)
    for name, value in fields.items():
        setattr(fresh, name, factories.make_doelgroep() if name == "doelgroep" else value)
    reschedule(sessie=fresh, now=THEN, changed=list(fields))
    assert Sessie.objects.get(pk=sessie.pk).sequence == 1


def test_a_sessie_that_was_held_signs_nobody_off(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    assert anna.sessie.einde
    assert sign_off_due(now=anna.sessie.einde + MINUTE) == 0
    assert state(anna) == ("aangemeld", "", None)


def test_one_refusal_that_fails_keeps_no_other_waiting(caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = (Story(1, titel=titel, slug=titel) for titel in ("stuk", "heel"))
    for story in (broken, sound):
        for naam in ("Anna", "Bart"):
            story.comes(naam)
        Deelname.objects.filter(aanmelding=story.of("Anna")).update(meldt_af_op=THEN)
    # No form lets this through: counting working days for the offer to Bart refuses it.
    Reeks.objects.filter(pk=broken.reeks.pk).update(aanbod_werkdagen=0)
    refused = broken.of("Anna").deelnames.get()
    assert sign_off_due(now=THEN) == 1
    assert [story.of("Anna").status for story in (broken, sound)] == ["actief", "afgemeld"]
    assert sound.at()["Bart"] == "aangeboden"
    assert caplog.messages == [f"The refusal of deelname {refused.pk} could not be carried out"]
    Reeks.objects.filter(pk=broken.reeks.pk).update(aanbod_werkdagen=2)
    assert (sign_off_due(now=THEN), broken.at()["Bart"]) == (1, "aangeboden")


def notice(**fields: object) -> None:
    """Make the mail about a refusal be in another state than sent at once."""
    Bericht.objects.filter(soort="weigering_gezien").update(**{"verzonden_op": None} | fields)


def test_nobody_is_signed_off_before_the_mail_about_it_went_out(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    notice(staat="wacht")
    assert (sign_off_due(now=ENDS), state(anna)) == (0, ("aangemeld", "nee", ENDS + timedelta(minutes=15)))
    late = ENDS + timedelta(minutes=14)
    notice(staat="verzonden", verzonden_op=late)
    again = ENDS + timedelta(minutes=15)
    assert (sign_off_due(now=again), state(anna)) == (0, ("aangemeld", "nee", late + timedelta(hours=24)))
    assert (sign_off_due(now=late + timedelta(hours=24)), state(anna)[0]) == (1, "afgemeld")


@pytest.mark.parametrize("staat", ["mislukt", "geannuleerd"])
def test_who_never_got_the_mail_stays_and_the_organiser_sees_the_answer(anna: Deelname, staat: str) -> None:
    receive(simple(anna, gegeven_op=LATER))
    notice(staat=staat)
    assert (sign_off_due(now=ENDS), state(anna)) == (0, ("aangemeld", "nee", None))


def test_a_scan_without_work_is_one_question(leerlab: Leerlab, django_assert_num_queries: Any) -> None:
    leerlab.confirmed()
    with django_assert_num_queries(1):
        sign_off_due(now=ENDS)


# --- What changes nothing ---------------------------------------------------------------------------------------


def unchanged(raw: bytes, uitkomst: str, toelichting: str, *, now: datetime = THEN) -> Agendareactie:
    """See that a mail is written down and changes nothing else."""
    before = rows()
    reactie = receive(raw, now=now)
    assert reactie
    assert (reactie.uitkomst, reactie.toelichting) == (uitkomst, toelichting)
    assert rows() == before
    return reactie


def reply(deelname: Deelname, van: str = "", **lines: Any) -> bytes:
    """Return a refusal with some of its lines replaced."""
    text = calendar(deelname, gegeven_op=LATER, **lines)
    return message(van or deelname.email, plain(), in_base64(text, "text/calendar; method=REPLY; charset=utf-8"))


NOT_FROM = "De mail komt niet van het adres dat antwoordt."
NO_INVITATION = "Er is geen uitnodiging voor dit adres."


def test_an_answer_to_what_was_never_sent_changes_nothing(anna: Deelname) -> None:
    raw = message(
        anna.email,
        "Content-Type: text/calendar; method=REPLY\n\n" + calendar(anna, gegeven_op=LATER, sequence=anna.sequence + 1),
    )
    unchanged(raw, "ongeldig", "Het antwoord gaat over een uitnodiging die er nooit was.")


@pytest.mark.parametrize(
    ("van", "lines", "uitkomst", "toelichting"),
    [
        ("boef@elders.example", {}, "vervalst", NOT_FROM),
        ('"anna@raalte.example" <boef@elders.example>', {}, "vervalst", NOT_FROM),
        ("anna@raalte.example, boef@elders.example", {}, "vervalst", NOT_FROM),
        ("anna@raalte.example <boef@elders.example>", {}, "vervalst", NOT_FROM),
        ("anna@raalte.example(boef@elders.example", {}, "vervalst", NOT_FROM),
        ("anna@raalte.example\nFrom: boef@elders.example", {}, "vervalst", NOT_FROM),
        ("=?utf-8?q?anna=40raalte=2Eexample?= <boef@elders.example>", {}, "vervalst", NOT_FROM),
        ("", {"ATTENDEE": "ATTENDEE;PARTSTAT=DECLINED:mailto:bram@raalte.example"}, "vervalst", NOT_FROM),
        ("", {"ORGANIZER": "ORGANIZER:mailto:ander@elders.example"}, "vervalst", "De uitnodiging is niet van ons."),
        (
            "bram@raalte.example",
            {"ATTENDEE": "ATTENDEE;PARTSTAT=DECLINED:mailto:bram@raalte.example"}, "onbekend", NO_INVITATION,
        ),
        ("", {"UID": "UID:00000000-0000-4000-8000-000000000000"}, "onbekend", NO_INVITATION),
        ("", {"UID": "UID:040000008200E00074C5B7101A82E008"}, "onbekend", NO_INVITATION),
        ("", {"UID": "UID:" + "x" * 5000}, "onbekend", NO_INVITATION),
    ],
)  # fmt: skip
def test_who_is_not_the_invited_changes_nothing(
    van: str, lines: dict[str, str], uitkomst: str, toelichting: str, anna: Deelname
) -> None:
    assert unchanged(reply(anna, van, **lines), uitkomst, toelichting).deelname is None


NOT_ONE = "Er staat niet precies één {} in."
UNREADABLE = [
    ({"METHOD": "METHOD:REQUEST"}, "De kalender is geen antwoord (METHOD)."),
    ({"METHOD": "X-NO:METHOD"}, "De kalender is geen antwoord (METHOD)."),
    ({"UID": ""}, NOT_ONE.format("UID")),
    ({"UID": "UID:a\r\nUID:b"}, NOT_ONE.format("UID")),
    ({"ATTENDEE": ""}, NOT_ONE.format("ATTENDEE")),
    (
        {"MORE": "ATTENDEE;PARTSTAT=DECLINED:mailto:bram@raalte.example"}, NOT_ONE.format("ATTENDEE"),
    ),
    ({"ATTENDEE": "ATTENDEE:mailto:anna@raalte.example"}, "Het antwoord is niet ja, misschien of nee (PARTSTAT)."),
    (
        {"ATTENDEE": "ATTENDEE;PARTSTAT=DELEGATED:mailto:anna@raalte.example"},
        "Het antwoord is niet ja, misschien of nee (PARTSTAT).",
    ),
    (
        {"ATTENDEE": "ATTENDEE;PARTSTAT=DECLINED,ACCEPTED:mailto:anna@raalte.example"},
        "Het antwoord is niet ja, misschien of nee (PARTSTAT).",
    ),
    (
        {"ATTENDEE": "ATTENDEE;PARTSTAT=DECLINED:anna@raalte.example"},
        "Er staat iets anders dan een e-mailadres bij een naam.",
    ),
    (
        {"ATTENDEE": "ATTENDEE;PARTSTAT=DECLINED:mailto:anna@raalte.example%0D%0ABcc:x@y"},
        "Er staat iets anders dan een e-mailadres bij een naam.",
    ),
    ({"ORGANIZER": ""}, NOT_ONE.format("ORGANIZER")),
    ({"SEQUENCE": "SEQUENCE:veel"}, "Het volgnummer klopt niet (SEQUENCE)."),
    ({"SEQUENCE": "SEQUENCE:-1"}, "Het volgnummer klopt niet (SEQUENCE)."),
    ({"SEQUENCE": f"SEQUENCE:{'9' * 400}"}, "Het volgnummer klopt niet (SEQUENCE)."),
    ({"DTSTAMP": ""}, NOT_ONE.format("DTSTAMP")),
    ({"DTSTAMP": "DTSTAMP:gisteren"}, "Het moment van antwoorden klopt niet (DTSTAMP)."),
    ({"DTSTAMP": "DTSTAMP:20260901"}, "Het moment van antwoorden klopt niet (DTSTAMP)."),
    ({"MORE": "RECURRENCE-ID:20260901T100000Z"}, "Er staat niet precies één bijeenkomst in."),
    ({"MORE": "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x"}, "Er staat niet precies één bijeenkomst in."),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "toelichting"), UNREADABLE)
def test_what_is_not_well_formed_changes_nothing(lines: dict[str, str], toelichting: str, anna: Deelname) -> None:
    reactie = unchanged(reply(anna, **lines), "ongeldig", toelichting)
    assert (reactie.uid, reactie.partstat, reactie.sequence, reactie.deelname) == ("", "", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "", "METHOD:REPLY", "BEGIN:VCALENDAR\nMETHOD:REPLY\n" + "BEGIN:VEVENT\n" * 3000, "\x00" * 1000,
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nX;" + "A=b;" * 9000 + ":x\nEND:VCALENDAR\n", "x" * 300_000,
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n" * 2, "\ud7ff\ufffe\u2028",
    ],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_calendar_changes_nothing(text: str, anna: Deelname) -> None:
    before = rows()
    reactie = receive(message(anna.email, plain(), in_base64(text, "text/calendar; method=REPLY; charset=utf-8")))
    assert reactie
    assert (reactie.uitkomst, len(reactie.toelichting) <= 300, rows()) == ("ongeldig", True, before)


@pytest.mark.parametrize("charset", ["utf-8", "onzin", "punycode", "zlib", "\x7f", "utf-16", "iso-8859-1"])
def test_a_charset_that_is_not_there_is_read_all_the_same(charset: str, anna: Deelname) -> None:
    text = calendar(anna, gegeven_op=LATER, MORE="COMMENT:Zoë\x00 kan niet")
    part = in_base64(text, f'text/calendar; method=REPLY; charset="{charset}"')
    reactie = receive(message(anna.email, plain(), part))
    assert reactie
    assert reactie.uitkomst == ("ongeldig" if charset == "utf-16" else "verwerkt")


def test_what_people_wrote_is_kept_on_one_line_without_control_characters(anna: Deelname) -> None:
    reactie = receive(reply(anna, UID="UID:a\x00\x1b[2J\\nb\u202ec"))
    assert reactie
    assert (reactie.uid, reactie.uitkomst) == ("a [2j b c", "onbekend")


# --- What came too late -----------------------------------------------------------------------------------------


def test_an_answer_to_an_earlier_invitation_is_stale(anna: Deelname) -> None:
    raw = simple(anna, gegeven_op=LATER)
    assert anna.sessie.begin
    give_date(anna.sessie, anna.sessie.begin + timedelta(days=1), now=THEN)
    assert unchanged(raw, "verouderd", "Het antwoord gaat over een eerdere uitnodiging.").deelname == anna


@pytest.mark.parametrize("age", [timedelta(0), timedelta(minutes=1)])
def test_an_answer_sent_once_more_or_overtaken_is_stale(age: timedelta, anna: Deelname) -> None:
    receive(simple(anna, "ACCEPTED", gegeven_op=LATER))
    raw = simple(anna, gegeven_op=LATER - age, message_id="<2@raalte.example>")
    unchanged(raw, "verouderd", "Er is al een antwoord verwerkt dat niet ouder is.")


def test_an_answer_from_the_future_would_make_all_others_stale(anna: Deelname) -> None:
    told = "Het antwoord is van een moment dat nog moet komen (DTSTAMP)."
    unchanged(simple(anna, gegeven_op=THEN + timedelta(days=1, seconds=1)), "ongeldig", told)
    reactie = receive(simple(anna, gegeven_op=THEN + timedelta(days=1), message_id="<2@raalte.example>"))
    assert reactie
    assert reactie.uitkomst == "verwerkt"


def test_who_has_no_place_any_more(anna: Deelname) -> None:
    joining.leave(aanmelding=anna.aanmelding, sessie=anna.sessie, now=LATER)
    unchanged(simple(fresh(anna), gegeven_op=LATER), "niets", "Deze persoon is afgemeld.")


def test_who_only_waits_was_not_invited(leerlab: Leerlab) -> None:
    Sessie.objects.filter(slug="sessie-1").update(plaatsen=1)
    leerlab.confirmed()
    bram = at(leerlab.confirmed(naam="Bram Bos", email="bram@raalte.example"))
    told = "Deze persoon is niet uitgenodigd, maar wacht op een plaats."
    unchanged(simple(bram, gegeven_op=LATER), "onbekend", told)


def test_a_sessie_that_was_held_or_cancelled(anna: Deelname) -> None:
    told = "De bijeenkomst is geweest of gaat niet door."
    assert anna.sessie.einde
    unchanged(simple(anna, gegeven_op=LATER), "niets", told, now=anna.sessie.einde + MINUTE)
    cancel_sessie(sessie=anna.sessie, reden="Ziek.", user=factories.make_organisator(), now=LATER)
    unchanged(simple(fresh(anna), gegeven_op=LATER, message_id="<2@raalte.example>"), "niets", told)


# --- What is no answer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["REQUEST", "COUNTER", "CANCEL", "REFRESH", "PUBLISH"])
def test_other_calendar_mail_is_left_to_people(method: str, anna: Deelname) -> None:
    text = calendar(anna, gegeven_op=LATER, METHOD=f"METHOD:{method}")
    assert receive(message(anna.email, in_base64(text, f"text/calendar; method={method}"))) is None


def test_an_out_of_office_and_ordinary_mail_are_left_to_people(anna: Deelname) -> None:
    assert receive(message(anna.email, plain("METHOD:REPLY"))) is None
    assert receive(simple(anna, gegeven_op=LATER, **{"Auto-Submitted": "auto-replied (vacation)"})) is None
    forwarded = simple(anna, gegeven_op=LATER).decode()
    assert receive(message(anna.email, plain(), f"Content-Type: message/rfc822\n\n{forwarded}")) is None
    assert Agendareactie.objects.count() == 0


# --- Whether the mail server believes the sender ----------------------------------------------------------------

SILENT = "De mailserver zegt niets over de afzender."
NOT_REAL = "De afzender is niet echt, zegt de mailserver ({})."


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([], SILENT),
        (["elders.example; dmarc=pass"], SILENT),
        (["mx.example; dmarc=pass"], ""),
        (["MX.example 1; DMARC=Pass (p=reject)"], ""),
        (["mx.example; none"], ""),
        (["mx.example; spf=none; dkim=none; dmarc=none"], ""),
        (["mx.example; spf=pass; dkim=pass; dmarc=fail (p=none)"], NOT_REAL.format("dmarc")),
        (["mx.example; spf=fail; dkim=pass"], ""),
        # Another domain than that of the sender may be real: it says nothing.
        (["mx.example; spf=fail; dkim=pass header.d=evil.example; dmarc=none"], NOT_REAL.format("spf, dkim")),
        (["mx.example; spf=pass smtp.mailfrom=x@evil.example; dmarc=none"], NOT_REAL.format("spf")),
        (["mx.example; spf=pass smtp.mailfrom=x@evilraalte.example"], NOT_REAL.format("spf")),
        (["mx.example; spf=pass smtp.mailfrom=bounce@mail.raalte.example"], ""),
        (["mx.example; spf=fail; dkim=pass header.i=@raalte.example"], ""),
        (["mx.example; spf=softfail smtp.mailfrom=x; dkim=none"], NOT_REAL.format("spf")),
        (["mx.example; dkim=fail; spf=fail"], NOT_REAL.format("spf, dkim")),
        # Comments can hold anything; what stands below may have come along with the message.
        (["mx.example; spf=fail (x; dkim=pass); dkim=fail"], NOT_REAL.format("spf, dkim")),
        (["mx.example; spf=fail (x (y) ; dkim=pass)"], NOT_REAL.format("spf")),
        (["mx.example; spf=fail (x ; dkim=pass"], NOT_REAL.format("spf")),
        (["mx.example; dmarc=fail", "mx.example; dmarc=pass"], NOT_REAL.format("dmarc")),
        (["elders.example; dmarc=fail", "mx.example; dmarc=pass"], ""),
    ],
)
def test_the_word_of_the_mail_server(results: list[str], reason: str, anna: Deelname) -> None:
    head = "".join(f"Authentication-Results: {result}\n" for result in results).encode()
    found = reply_in(read_post(head + simple(anna, gegeven_op=LATER)), authserv="mx.example")
    assert found
    assert (found.vervalst, found.fout) == (reason, "")


def test_a_sender_who_is_not_believed_changes_nothing(anna: Deelname, settings: Any) -> None:
    settings.MAILBOX_AUTHSERV = "mx.example"
    raw = b"Authentication-Results: mx.example; dmarc=fail\n" + simple(anna, gegeven_op=LATER)
    assert unchanged(raw, "vervalst", NOT_REAL.format("dmarc")).deelname is None


# --- What invitations say ---------------------------------------------------------------------------------------

BY_REPLY = "Of weiger de uitnodiging in je agenda. Je krijgt dan eerst een mail."
NOT_ENOUGH = "Afwijzen in je agenda is niet genoeg."


def test_with_a_mailbox_invitations_ask_for_an_answer(leerlab: Leerlab) -> None:
    leerlab.confirmed()
    mails = list(Bericht.objects.filter(soort__in=["bevestigd", "uitnodiging"]))
    assert {(BY_REPLY in mail.tekst, BY_REPLY in mail.html, NOT_ENOUGH in mail.tekst) for mail in mails} == {
        (True, True, False)
    }
    invitation = Bericht.objects.filter(soort="uitnodiging").latest("pk").kalender.replace("\r\n ", "")
    assert (invitation.count("RSVP=TRUE"), invitation.count("RSVP=FALSE")) == (1, 0)
    assert "DESCRIPTION:Weiger je deze uitnodiging in je agenda? Dan melden we je af. " in invitation


def test_without_one_nothing_has_changed(leerlab: Leerlab, settings: Any) -> None:
    settings.MAILBOX = None
    leerlab.confirmed()
    mails = list(Bericht.objects.filter(soort__in=["bevestigd", "uitnodiging"]))
    assert {(NOT_ENOUGH in mail.tekst, NOT_ENOUGH in mail.html, BY_REPLY in mail.tekst) for mail in mails} == {
        (True, True, False)
    }
    invitation = Bericht.objects.filter(soort="uitnodiging").latest("pk").kalender.replace("\r\n ", "")
    assert (invitation.count("RSVP=TRUE"), invitation.count("RSVP=FALSE")) == (0, 1)


def test_the_mail_about_a_refusal(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    mail = Bericht.objects.latest("pk")
    assert mail.onderwerp == "Kom je niet? Sessie 1 van Bewoners bereiken"
    assert mail.tekst.startswith(
        "Beste Anna de Vries,\n\nJe hebt deze uitnodiging geweigerd in je agenda:\n\n"
        "Sessie 1 van Bewoners bereiken\nWanneer: dinsdag 8 september 2026, 12.00 tot 14.00 uur\nWaar: "
    )
    assert (
        "\n\nWe melden je af op woensdag 2 september om 13.01 uur. Tot dan houd je je plaats. "
        "Daarna gaat je plaats naar een ander.\n\nKom je niet? Dan hoef je niets te doen.\n\n"
        "Kom je toch? Kies dan op je persoonlijke pagina voor “Ik kom toch”:\n\n[[persoonlijke-link]]\n\n"
    ) in mail.tekst
    assert (mail.methode, mail.kalender, "woensdag 2 september om 13.01 uur" in mail.html) == ("", "", True)


# --- Who sees them ----------------------------------------------------------------------------------------------


def test_what_changed_nothing_is_forgotten_after_90_days(anna: Deelname) -> None:
    receive(simple(anna, gegeven_op=LATER))
    unchanged(
        simple(anna, gegeven_op=LATER, message_id="<2@raalte.example>"),
        "verouderd",
        "Er is al een antwoord verwerkt dat niet ouder is.",
    )
    replies.forget(now=THEN + timedelta(days=90))
    assert Agendareactie.objects.count() == 2
    replies.forget(now=THEN + timedelta(days=90, seconds=1))
    assert list(Agendareactie.objects.values_list("uitkomst", flat=True)) == ["verwerkt"]


def test_an_organiser_sees_the_answers_of_their_own_reeks(
    anna: Deelname, client_overijssel: Client, client_noord_holland: Client, client_beheerder: Client
) -> None:
    receive(simple(anna, gegeven_op=LATER))
    receive(
        message(
            "boef@elders.example",
            in_base64(calendar(anna, gegeven_op=LATER), "text/calendar; method=REPLY"),
            message_id="<2@x>",
        )
    )
    address = reverse("admin:registrations_agendareactie_changelist")
    seen = {
        name: ("anna@raalte.example" in text, "boef@elders.example" in text)
        for name, client in {"own": client_overijssel, "other": client_noord_holland, "all": client_beheerder}.items()
        for text in [client.get(address).content.decode()]
    }
    assert seen == {"own": (True, False), "other": (False, False), "all": (True, True)}


def test_the_settings_and_migrations_are_whole() -> None:
    call_command("makemigrations", "--check", "--dry-run", "outbox", "registrations", verbosity=0)
