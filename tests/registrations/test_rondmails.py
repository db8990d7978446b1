"""Mail to deelnemers: who gets it, what it says, and that it goes once to each at its moment."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from outbox import deliver
from outbox.models import Bericht
from programmes.models import Reeks, Sessie
from registrations import rondmails
from registrations.joining import sign_off
from registrations.models import Aanmelding, Belangstelling, Deelname, Rondmail
from registrations.rondmail_words import merged, paragraphs, unknown_fields
from registrations.rondmails import AT_A_TIME, LINK_NOTICE, Choice, Words, plan, receivers, send_due, withdraw
from registrations.tokens import link_for_mail
from tests import factories
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Status = Aanmelding.Status
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WORDS = Words("Over {bijeenkomst}", "Dag {naam},\n\nTot {datum}.")
AANGEMELD = Choice(("aangemeld",))
DEELNEMERS = [staat for staat in Rondmail.Staat.values if staat != Rondmail.Staat.BELANGSTELLING]


@pytest.fixture
def reeks() -> Any:
    """Give a reeks with one sessie held and two to come; it is NOW."""
    with time_machine.travel(NOW, tick=False):
        reeks = factories.make_reeks(titel="Wonen & zorg")
        for days in (-7, 7, 35):
            factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=days))
        yield reeks


@pytest.fixture
def oda() -> User:
    return factories.make_user(email="oda@overijssel.example", naam="Oda")


def person(reeks: Reeks, naam: str, status: str = "actief", **fields: Any) -> Aanmelding:
    """Sign somebody up."""
    return factories.make_aanmelding(
        reeks=reeks, naam=naam, email=f"{naam.lower()}@raalte.example", status=status, **fields
    )


def make(reeks: Reeks, oda: User, choice: Choice = AANGEMELD, words: Words = WORDS, **fields: Any) -> Rondmail:
    """Plan a mail for now."""
    moment = {"verzend_op": NOW} | fields
    assert plan(reeks=reeks, uuid=uuid.uuid4(), words=words, choice=choice, user=oda, now=NOW, **moment)
    return Rondmail.objects.latest("pk")


def names(reeks: Reeks, *staten: str, **chosen: tuple[Any, ...]) -> list[str]:
    return [row.naam for row in receivers(reeks, Choice(staten or ("aangemeld",), **chosen), now=NOW)]


def sent() -> list[str]:
    return [aan.partition("@")[0] for aan in Bericht.objects.order_by("pk").values_list("aan", flat=True)]


# --- Who ----------------------------------------------------------------------------------------------------------


def test_each_state_chooses_its_own_people(reeks: Reeks) -> None:
    for status in Status.values:
        person(reeks, status.capitalize(), status=status)
    person(factories.make_reeks(), "Elders")
    assert {staat: names(reeks, staat) for staat in Rondmail.Staat.values} == {
        "aangemeld": ["Actief"],
        "wachtlijst": ["Wachtlijst"],
        "aanvraag": ["Aanvraag"],
        "afgemeld": ["Afgemeld"],
        "belangstelling": [],
    }
    assert names(reeks, *DEELNEMERS) == ["Aanvraag", "Wachtlijst", "Actief", "Afgemeld"]
    with pytest.raises(ValueError, match="onzin"):
        names(reeks, "onzin")


def test_who_never_confirmed_their_address_is_not_mailed(reeks: Reeks) -> None:
    person(reeks, "Anna", status="afgemeld", bevestigd_op=None)
    person(reeks, "Bram", status="wachtlijst", bevestigd_op=None)
    assert names(reeks, *DEELNEMERS) == []


def test_sessies_narrow_and_one_person_gets_one_mail(reeks: Reeks) -> None:
    held, first, second = reeks.sessies.order_by("pk")
    person(reeks, "Alles")
    person(reeks, "Eerste", sessies=[first])
    person(reeks, "Tweede", sessies=[second])
    assert names(reeks) == ["Alles", "Eerste", "Tweede"]
    assert names(reeks, sessies=(first.pk,)) == ["Alles", "Eerste"]
    assert names(reeks, sessies=(first.pk, second.pk)) == ["Alles", "Eerste", "Tweede"]
    assert names(reeks, sessies=(held.pk,)) == ["Alles"]


def test_a_cancelled_sessie_can_be_mailed_about(reeks: Reeks) -> None:
    anna = person(reeks, "Anna")
    sessie = reeks.sessies.latest("pk")
    Deelname.objects.filter(aanmelding=anna, sessie=sessie).update(status="vervallen")
    assert names(reeks, sessies=(sessie.pk,)) == ["Anna"]


def test_who_waits_at_one_sessie_is_in_its_queue_until_it_is_held(reeks: Reeks) -> None:
    held, first, _ = reeks.sessies.order_by("pk")
    anna = person(reeks, "Anna")
    assert names(reeks, "wachtlijst") == []
    Deelname.objects.filter(aanmelding=anna, sessie=held).update(status="wachtlijst")
    assert names(reeks, "wachtlijst") == []
    Deelname.objects.filter(aanmelding=anna, sessie=first).update(status="aangeboden")
    assert names(reeks, "wachtlijst") == ["Anna"]
    assert names(reeks, "wachtlijst", "aangemeld") == ["Anna"]
    assert names(reeks, "aangemeld", sessies=(first.pk,)) == []


def test_who_left_one_sessie_is_found_by_that_sessie(reeks: Reeks) -> None:
    first = reeks.sessies.order_by("pk")[1]
    anna = person(reeks, "Anna")
    Deelname.objects.filter(aanmelding=anna, sessie=first).update(status="afgemeld")
    assert names(reeks, "afgemeld") == []
    assert names(reeks, "afgemeld", sessies=(first.pk,)) == ["Anna"]


def test_gemeenten_narrow_and_so_does_having_none(reeks: Reeks) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte")
    person(reeks, "Anna", gemeente=raalte)
    person(reeks, "Bram")
    person(reeks, "Huisarts", organisatie="Praktijk")
    assert names(reeks, gemeenten=(raalte.pk,)) == ["Anna"]
    assert names(reeks, gemeenten=(0,)) == ["Huisarts"]
    assert names(reeks, gemeenten=(0, raalte.pk)) == ["Anna", "Huisarts"]


def test_attendance_narrows_at_the_sessies_of_the_choice(reeks: Reeks) -> None:
    held, first, _ = reeks.sessies.order_by("pk")
    for naam, value in [("Anna", "aanwezig"), ("Bram", "deels"), ("Cor", "met_bericht"), ("Dien", "niet_verschenen")]:
        Deelname.objects.filter(aanmelding=person(reeks, naam), sessie=held).update(aanwezigheid=value)
    assert {value: names(reeks, aanwezigheid=(value,)) for value in Deelname.Aanwezigheid.values} == {
        "aanwezig": ["Anna"], "deels": ["Bram"], "met_bericht": ["Cor"], "niet_verschenen": ["Dien"],
    }  # fmt: skip
    assert names(reeks, aanwezigheid=("aanwezig", "deels"), sessies=(held.pk,)) == ["Anna", "Bram"]
    assert names(reeks, aanwezigheid=("aanwezig", "deels"), sessies=(first.pk,)) == []


def test_an_address_that_left_and_came_back_is_one_person(reeks: Reeks) -> None:
    mail: dict[str, Any] = {"email": "anna@raalte.example"}
    for status in ("afgemeld", "afgemeld"):
        factories.make_aanmelding(reeks=reeks, status=status, naam=f"Anna {status}", **mail)
    assert len(names(reeks, "afgemeld")) == 1
    factories.make_aanmelding(reeks=reeks, naam="Anna nu", **mail)
    assert names(reeks, "afgemeld") == []
    assert names(reeks, "afgemeld", "aangemeld") == ["Anna nu"]


# --- What -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Dag {naam} en { Reeks }", []),
        ("Dag {voornaam}, {naam}, {voornaam} en {}", ["{voornaam}", "{}"]),
        ("Een losse } of { mag, en {dit\nook}", []),
    ],
)
def test_unknown_fields_are_named(text: str, unknown: list[str]) -> None:
    assert unknown_fields(text) == unknown


def test_fields_are_filled_in_once() -> None:
    values = {"naam": "{link} {{naam}}", "link": "GEHEIM"}
    assert merged("Dag {NAAM}: {link}", values) == "Dag {link} {{naam}}: GEHEIM"
    assert paragraphs("Dag {NAAM}", values) == ["Dag {link} {{naam}}"]


def test_text_becomes_paragraphs_in_which_nothing_is_html() -> None:
    text = "Dag <b>{naam}</b>,\r\nnieuwe regel\r\n \r\n\r\nZie https://x.example/?a=1&b=2. Of mail a@x.example\n"
    assert paragraphs(text, {"naam": '<script>"</script> https://kwaad.example'}) == [
        "Dag &lt;b&gt;&lt;script&gt;&quot;&lt;/script&gt; https://kwaad.example&lt;/b&gt;,<br>nieuwe regel",
        (
            'Zie <a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>. Of mail '
            '<a href="mailto:a@x.example">a@x.example</a>'
        ),
    ]


def test_the_mail_says_all_that_was_filled_in(reeks: Reeks, oda: User) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte")
    anna = person(reeks, "Anna", gemeente=raalte)
    text = "Dag {naam} van {gemeente},\n\n{bijeenkomst} van {reeks}: {datum}.\n\n{link}"
    make(reeks, oda, words=Words("Tot {datum}\r\nBcc: x@x.example", text))
    assert send_due(now=NOW) == 1
    bericht = Bericht.objects.get()
    begin = "dinsdag 8 september 2026, 12.00 tot 14.00 uur"
    assert (bericht.soort, bericht.aan, bericht.over) == ("rondmail", "anna@raalte.example", anna.reference)
    assert (bericht.antwoord_aan, bericht.afmeldlink) == (reeks.organisatie.email, "")
    assert bericht.onderwerp == f"Tot {begin} Bcc: x@x.example"
    titel = reeks.sessies.order_by("pk")[1].volledige_titel
    why = "Je krijgt deze mail omdat je bent aangemeld voor Wonen & zorg."
    assert bericht.tekst.split("\n\n")[:6] == [
        "Dag Anna van Raalte,",
        f"{titel} van Wonen & zorg: {begin}.",
        "[[persoonlijke-link]]",
        f"{why} Je aanmelding zie en verander je op je persoonlijke pagina:",
        "[[persoonlijke-link]]",
        f"Vragen? Beantwoord deze mail of schrijf naar {reeks.organisatie.email}.",
    ]
    assert '<a href="[[persoonlijke-link]]">[[persoonlijke-link]]</a>' in bericht.html
    assert "Wonen &amp; zorg" in bericht.html


@pytest.mark.parametrize(
    ("status", "staat", "why"),
    [
        ("actief", "aangemeld", "bent aangemeld voor"),
        ("wachtlijst", "wachtlijst", "op de wachtlijst staat voor"),
        ("aanvraag", "aanvraag", "een plaats vroeg bij"),
        ("afgemeld", "afgemeld", "was aangemeld voor"),
    ],
)
def test_the_mail_says_why_it_comes(reeks: Reeks, status: str, staat: str, why: str) -> None:
    anna = person(reeks, "Anna", status=status)
    shown = rondmails.letter(WORDS, anna, Choice((staat,)), now=NOW)
    assert shown.waarom == f"Je krijgt deze mail omdat je {why} Wonen & zorg."


def test_the_sessie_is_the_next_one_where_somebody_stands(reeks: Reeks) -> None:
    held, first, second = reeks.sessies.order_by("pk")
    anna = person(reeks, "Anna")

    def about(*sessies: Sessie) -> Sessie | None:
        fresh = rondmails.with_sessies(Aanmelding.objects.filter(pk=anna.pk)).get()
        return rondmails.sessie_for(fresh, Choice(("aangemeld",), tuple(row.pk for row in sessies)), now=NOW)

    assert (about(), about(second), about(held), about(held, second)) == (first, second, held, second)
    Deelname.objects.filter(sessie=first).update(status="afgemeld")
    assert (about(), about(first)) == (second, first)
    Sessie.objects.filter(pk=second.pk).update(vervallen_op=NOW)
    assert about() == held
    Sessie.objects.filter(pk=first.pk).update(begin=None, einde=None)
    Deelname.objects.filter(sessie=first).update(status="aangemeld")
    assert about() == first
    Deelname.objects.all().delete()
    assert about() is None
    shown = rondmails.letter(WORDS, Aanmelding.objects.get(), AANGEMELD, now=NOW)
    assert (shown.onderwerp, shown.tekst) == ("Over de bijeenkomst", "Dag Anna,\n\nTot datum volgt.")


def test_the_link_is_made_when_the_mail_is_sent(reeks: Reeks, oda: User, settings: Any, mailoutbox: list[Any]) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    anna = person(reeks, "Anna")
    make(reeks, oda, words=Words("x", "Kijk: {link}"))
    send_due(now=NOW)
    deliver.deliver_due()
    link = f"{settings.SITE_URL}{link_for_mail(str(anna.uuid))}"
    (mail,) = mailoutbox
    assert mail.body.count(link) == 2
    assert f'<p>Kijk: <a href="{link}">{link}</a></p>' in mail.alternatives[0][0]
    assert "[[" not in mail.body + mail.alternatives[0][0]
    assert "List-Unsubscribe" not in mail.extra_headers


def test_a_test_goes_to_the_organiser_without_a_link(reeks: Reeks, oda: User) -> None:
    anna = person(reeks, "Anna")
    for number in ("k:0", "k:0", "k:1"):
        rondmails.send_test(
            words=Words("Dag {naam}", "Kijk: {link}"), person=anna, choice=AANGEMELD, user=oda, sleutel=number,
            now=NOW,
        )  # fmt: skip
    mails = Bericht.objects.all()
    assert {(row.soort, row.aan, row.onderwerp, row.over) for row in mails} == {
        ("rondmail_proef", "oda@overijssel.example", "[Proef] Dag Anna", "")
    }
    assert [row.links for row in mails] == [{}, {}]
    assert mails[0].tekst.count(LINK_NOTICE) == 2
    assert not re.search(r"\[\[|/aanmelding/", mails[0].tekst + mails[0].html)
    assert not Rondmail.objects.exists()


# --- Planning and sending ---------------------------------------------------------------------------------------


def test_the_same_page_twice_is_one_mail(reeks: Reeks, oda: User) -> None:
    person(reeks, "Anna")
    key = uuid.uuid4()
    answers = [
        plan(reeks=reeks, uuid=key, words=WORDS, choice=AANGEMELD, verzend_op=NOW, user=oda, now=NOW) for _ in "ab"
    ]
    assert answers == [True, False]
    assert [send_due(now=NOW) for _ in "abc"] == [1, 0, 0]
    row = Rondmail.objects.get()
    assert (row.aantal, row.verzonden_op, row.gemaakt_door) == (1, NOW, oda)


def test_who_is_counted_when_it_goes(reeks: Reeks, oda: User) -> None:
    anna = person(reeks, "Anna")
    person(reeks, "Bram")
    make(reeks, oda, verzend_op=NOW + HOUR)
    assert send_due(now=NOW + HOUR - MINUTE) == 0
    sign_off(aanmelding=anna, now=NOW)
    Bericht.objects.all().delete()
    person(reeks, "Cor")
    assert send_due(now=NOW + HOUR) == 2
    assert sent() == ["bram", "cor"]
    assert Rondmail.objects.get().aantal == 2


def test_what_is_withdrawn_goes_to_nobody(reeks: Reeks, oda: User) -> None:
    person(reeks, "Anna")
    rondmail = make(reeks, oda, verzend_op=NOW + HOUR)
    assert [withdraw(rondmail=rondmail, now=NOW) for _ in "ab"] == [True, False]
    assert send_due(now=NOW + HOUR) == 0
    assert sent() == []
    done = make(reeks, oda)
    assert send_due(now=NOW) == 1
    assert not withdraw(rondmail=done, now=NOW)
    done.refresh_from_db()
    assert done.ingetrokken_op is None


def test_nobody_to_mail_ends_it_too(reeks: Reeks, oda: User) -> None:
    make(reeks, oda)
    assert send_due(now=NOW) == 0
    assert Rondmail.objects.get().verzonden_op == NOW


class DiskFull:
    """Refuses the fourth row of the outbox, as a database does that can not write."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if sql.startswith("INSERT") and '"outbox_bericht"' in sql:
            self.rows += 1
            if self.rows == 4:
                raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)


def test_a_crash_halfway_is_taken_up_and_nobody_gets_two(
    reeks: Reeks, oda: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rondmails, "AT_A_TIME", 2)
    for number in range(5):
        person(reeks, f"P{number}")
    rondmail = make(reeks, oda)
    with connection.execute_wrapper(DiskFull()):
        assert send_due(now=NOW) == 2
    assert [record.getMessage() for record in caplog.records] == [f"Rondmail {rondmail.pk} could not be sent"]
    assert sent() == ["p0", "p1"]
    rondmail.refresh_from_db()
    assert (rondmail.aantal, rondmail.verzonden_op) == (2, None)
    assert send_due(now=NOW + MINUTE) == 3
    assert sent() == ["p0", "p1", "p2", "p3", "p4"]
    rondmail.refresh_from_db()
    assert (rondmail.aantal, rondmail.verzonden_op) == (5, NOW + MINUTE)


def test_another_address_or_aanmelding_of_who_had_it_gets_no_second(
    reeks: Reeks, oda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rondmails, "AT_A_TIME", 2)
    monkeypatch.setattr(rondmails, "MOST", 2)
    anna, bram, _cor = (person(reeks, naam) for naam in ("Anna", "Bram", "Cor"))
    make(reeks, oda, Choice(("aangemeld", "afgemeld")))
    assert send_due(now=NOW) == 2
    Aanmelding.objects.filter(pk=anna.pk).update(email="anders@raalte.example")
    Aanmelding.objects.filter(pk=bram.pk).update(status="afgemeld", houdt_plaats=False)
    bram.deelnames.update(status="afgemeld")
    person(reeks, "Bram")
    assert send_due(now=NOW) == 1
    assert sent() == ["anna", "bram", "cor"]
    assert Rondmail.objects.get().verzonden_op == NOW


def test_one_that_fails_keeps_no_other_waiting(reeks: Reeks, oda: User, caplog: pytest.LogCaptureFixture) -> None:
    person(reeks, "Anna")
    broken = make(reeks, oda, verzend_op=NOW - MINUTE)
    Rondmail.objects.filter(pk=broken.pk).update(filters={"onzin": [1]})
    make(reeks, oda)
    assert send_due(now=NOW) == 1
    assert [record.getMessage() for record in caplog.records] == [f"Rondmail {broken.pk} could not be sent"]


@pytest.mark.parametrize(("late", "staat"), [(HOUR, "wacht"), (HOUR + MINUTE, "vastgehouden")])
def test_what_goes_long_after_its_time_is_held_as_after_a_backup(
    reeks: Reeks, oda: User, late: timedelta, staat: str
) -> None:
    person(reeks, "Anna")
    make(reeks, oda)
    assert send_due(now=NOW + late) == 1
    assert Bericht.objects.get().staat == staat


def test_a_scan_with_nothing_due_asks_once(
    reeks: Reeks, oda: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make(reeks, oda, verzend_op=NOW + HOUR)
    with django_assert_num_queries(1):
        send_due(now=NOW)


@pytest.mark.parametrize("count", [1, 3])
def test_sending_costs_the_same_for_each(
    reeks: Reeks, oda: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        person(reeks, f"P{number}")
    make(reeks, oda)
    # What is due; the transaction; lock; the row; who had it; who is there; they and their sessies; each its row in
    # the outbox (written, asked after); the count.
    with django_assert_num_queries(10 + 2 * count):
        assert send_due(now=NOW) == count


def test_a_round_ends_when_there_are_many(reeks: Reeks, oda: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rondmails, "AT_A_TIME", 1)
    monkeypatch.setattr(rondmails, "MOST", 2)
    for naam in ("Anna", "Bram", "Cor"):
        person(reeks, naam)
    make(reeks, oda)
    assert [send_due(now=NOW) for _ in "abc"] == [2, 1, 0]
    assert AT_A_TIME > 1


# --- Who has belangstelling -------------------------------------------------------------------------------------

INTERESTED = Choice(("belangstelling",))


def interested(reeks: Reeks, naam: str, **fields: Any) -> Belangstelling:
    return factories.make_belangstelling(reeks=reeks, naam=naam, email=f"{naam.lower()}@raalte.example", **fields)


def test_who_has_belangstelling_and_is_not_in_the_reeks(reeks: Reeks) -> None:
    interested(factories.make_reeks(), "Elders")
    bram = interested(reeks, "Bram")
    interested(reeks, "Anna")
    person(reeks, "Anna")
    assert names(reeks, "belangstelling") == ["Bram"]
    assert names(reeks, "belangstelling", gemeenten=(bram.gemeente_id,)) == ["Bram"]
    assert names(reeks, "belangstelling", gemeenten=(bram.gemeente_id + 1000,)) == []


def test_their_mail_says_why_and_how_to_get_no_more(reeks: Reeks, oda: User) -> None:
    bram = interested(reeks, "Bram")
    person(reeks, "Anna")
    make(reeks, oda, INTERESTED, Words("Nieuws over {reeks}", "Dag {naam} van {gemeente}."))
    assert [send_due(now=NOW), send_due(now=NOW)] == [1, 0]
    mail = Bericht.objects.get()
    assert (mail.soort, mail.aan, mail.onderwerp) == ("rondmail", bram.email, "Nieuws over Wonen & zorg")
    assert mail.over == f"belangstelling:{bram.uuid}"
    assert [tuple(link) for link in mail.links.values()] == [("belangstelling", str(bram.uuid))]
    assert f"Dag Bram van {bram.gemeente}." in mail.tekst
    assert (
        "Je krijgt deze mail omdat je interesse liet weten in Wonen & zorg."
        " Wil je dat niet meer? Trek dan je belangstelling in:"
    ) in mail.tekst
    assert "persoonlijke pagina" not in mail.tekst + mail.html


def test_more_of_them_than_one_batch_all_get_it_once(reeks: Reeks, oda: User) -> None:
    for number in range(AT_A_TIME + 2):
        interested(reeks, f"Naam{number}")
    mail = make(reeks, oda, INTERESTED, Words("Nieuws", "Dag"))
    assert send_due(now=NOW) == AT_A_TIME + 2
    mail.refresh_from_db()
    assert (mail.aantal, mail.verzonden_op) == (AT_A_TIME + 2, NOW)
