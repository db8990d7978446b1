"""The pages with which an organiser mails deelnemers."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from outbox.models import Bericht, Onbestelbaar
from programmes.models import Logregel, Provincie, Reeks
from registrations.admin.rondmail_form import ALONE
from registrations.models import Aanmelding, Rondmail
from registrations.rondmails import LINK_NOTICE, send_due
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import MARK
from tests.registrations.world import AMSTERDAM, NOW

pytestmark = pytest.mark.django_db

FILLED: dict[str, Any] = {
    "onderwerp": "Over {bijeenkomst}", "tekst": "Dag {naam},\r\n\r\nKijk op {link}", "staten": ["aangemeld"],
}  # fmt: skip
CAN_BE = "Je kunt gebruiken: {naam}, {gemeente}, {reeks}, {bijeenkomst}, {datum}"


@pytest.fixture
def reeks(overijssel: Provincie) -> Iterator[Reeks]:
    """Give a reeks with a sessie to come and one person, Anna; it is NOW, 1 September 2026."""
    with time_machine.travel(NOW, tick=False):
        reeks = factories.make_reeks(provincie=overijssel, titel="Wonen")
        factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=7), titel="Kennismaken")
        person(reeks, "Anna")
        yield reeks


@pytest.fixture
def client(organisator_overijssel: User, reeks: Reeks) -> Client:  # noqa: ARG001 - signs in at NOW
    return signed_in(organisator_overijssel)


def person(reeks: Reeks, naam: str, **fields: Any) -> Aanmelding:
    return factories.make_aanmelding(reeks=reeks, naam=naam, email=f"{naam.lower()}@raalte.example", **fields)


def address(reeks: Reeks, page: str = "rondmail_nieuw", *keys: object) -> str:
    return reverse(f"admin:programmes_reeks_{page}", args=[reeks.pk, *keys])


def text_of(answer: Any) -> str:
    """Return what a page says, without its tags."""
    main = answer.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


def post(client: Client, reeks: Reeks, *buttons: str, **fields: Any) -> Any:
    data = FILLED | dict.fromkeys(buttons, "x") | fields
    return client.post(address(reeks), data, follow=True)


# --- The form ---------------------------------------------------------------------------------------------------


def test_the_form_offers_what_the_reeks_has(client: Client, reeks: Reeks) -> None:
    other = factories.make_reeks(provincie=reeks.provincie, sessies=1)
    factories.make_aanmelding(reeks=other, gemeente=factories.make_gemeente(provincie=reeks.provincie, naam=MARK))
    form = client.get(address(reeks)).context["form"]
    sessie, gemeente = reeks.sessies.get(), reeks.aanmeldingen.get().gemeente
    assert gemeente
    assert list(form.fields["sessies"].choices) == [(sessie.pk, str(sessie))]
    assert list(form.fields["gemeenten"].choices) == [(gemeente.pk, str(gemeente)), (0, "Zonder gemeente")]
    assert form["staten"].value() == ["aangemeld"]


def test_a_cancelled_sessie_says_so(client: Client, reeks: Reeks) -> None:
    reeks.sessies.update(vervallen_op=NOW)
    ((_, label),) = client.get(address(reeks)).context["form"].fields["sessies"].choices
    assert label == f"{reeks.sessies.get()} (gaat niet door)"


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"onderwerp": "", "tekst": " "}, {"onderwerp": ["Vul een onderwerp in."], "tekst": ["Schrijf een tekst."]}),
        ({"staten": []}, {"staten": ["Kies wie de mail krijgt."]}),
        (
            {"tekst": "Dag {voornaam} {naam} {x}"},
            {"tekst": [f"Dit kunnen we hier niet invullen: {{voornaam}}, {{x}}. {CAN_BE}, {{link}}."]},
        ),
        (
            {"onderwerp": "Kijk: {link}"},
            {"onderwerp": [f"Dit kunnen we hier niet invullen: {{link}}. {CAN_BE}."]},
        ),
        ({"staten": ["wachtlijst"]}, {"__all__": ["Met deze keuze krijgt niemand de mail. Kies ruimer."]}),
        ({"tekst": "a" * 10_001}, {"tekst": ["Gebruik hoogstens 10000 tekens."]}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("button", ["_bekijk", "_nu", "_proef"])
def test_what_can_not_be_is_said_and_nothing_is_sent(
    client: Client, reeks: Reeks, fields: dict[str, Any], errors: dict[str, list[str]], button: str
) -> None:
    assert errors_of(post(client, reeks, button, **fields)) == errors
    assert not Rondmail.objects.exists()
    assert not Bericht.objects.exists()


def test_a_sessie_or_gemeente_of_another_reeks_can_not_be_chosen(client: Client, reeks: Reeks) -> None:
    foreign = factories.make_aanmelding()
    assert foreign.gemeente
    answer = post(client, reeks, sessies=[foreign.reeks.sessies.get().pk], gemeenten=[foreign.gemeente.pk])
    assert set(errors_of(answer)) == {"sessies", "gemeenten"}


# --- The preview ------------------------------------------------------------------------------------------------


def test_the_preview_is_the_mail_of_the_first_receiver(client: Client, reeks: Reeks) -> None:
    person(reeks, "Bram")
    page = post(client, reeks)
    brief = page.context["brief"]
    assert (brief.onderwerp, brief.tekst) == ("Over Kennismaken", f"Dag Anna,\n\nKijk op {LINK_NOTICE}")
    assert "Deze mail gaat naar 2 personen." in text_of(page)
    assert "<p>Dag Anna,</p><p>Kijk op " in page.content.decode()
    assert "/aanmelding/" not in page.content.decode().replace("/beheer/registrations/aanmelding/", "")
    # What they get is what was shown, but for their link.
    post(client, reeks, "_nu")
    send_due(now=NOW)
    sent = Bericht.objects.get(aan="anna@raalte.example")
    shown = page.context["tekst"].replace(LINK_NOTICE, "[[persoonlijke-link]]")
    assert (sent.onderwerp, sent.tekst) == (brief.onderwerp, shown)


def test_what_is_written_is_never_html(client: Client, reeks: Reeks) -> None:
    Aanmelding.objects.update(naam="<i>Anna</i>")
    page = post(client, reeks, onderwerp="<b>{naam}", tekst="<script>alert(1)</script>{naam}").content.decode()
    assert "<b>" not in page
    assert "<i>Anna" not in page
    assert "<script>alert" not in page


def test_addresses_that_mail_does_not_arrive_at_are_counted(client: Client, reeks: Reeks) -> None:
    sentence = "Bij 1 persoon kwam een eerdere mail niet aan. We sturen deze mail toch."
    assert sentence not in text_of(post(client, reeks))
    for naam in ("anna", "iemand"):
        Onbestelbaar.objects.create(adres=f"{naam}@raalte.example", sinds=NOW, code="5.1.1")
    assert sentence in text_of(post(client, reeks))
    post(client, reeks, "_nu")
    assert send_due(now=NOW) == 1


def test_back_gives_the_form_as_it_was_filled_in(client: Client, reeks: Reeks) -> None:
    sessie = reeks.sessies.get()
    page = post(client, reeks, sessies=[sessie.pk], gemeenten=[reeks.aanmeldingen.get().gemeente_id])
    hidden = page.context["filled"]
    assert hidden == [
        ("onderwerp", FILLED["onderwerp"]), ("tekst", FILLED["tekst"]), ("staten", "aangemeld"),
        ("sessies", str(sessie.pk)), ("gemeenten", str(reeks.aanmeldingen.get().gemeente_id)),
    ]  # fmt: skip
    data: dict[str, list[str]] = {}
    for name, value in hidden:
        data.setdefault(name, []).append(value)
    form = client.post(address(reeks), data | {"_terug": ["Terug"]}).context["form"]
    assert form.errors == {}
    assert {name: form[name].value() for name in data} == {
        name: values[0] if name in {"onderwerp", "tekst"} else values for name, values in data.items()
    }


def test_a_test_goes_to_the_organiser_once_a_click(client: Client, reeks: Reeks) -> None:
    page = post(client, reeks)
    seen = {"sleutel": page.context["sleutel"], "proef": page.context["proef"]}
    for _ in "ab":
        page = post(client, reeks, "_proef", **seen)
    assert said(page) == ["De proef gaat naar organisator@overijssel.example. De deelnemers kregen nog niets."]
    assert (page.context["sleutel"], page.context["proef"]) == (seen["sleutel"], 1)
    post(client, reeks, "_proef", sleutel=seen["sleutel"], proef=1)
    mails = Bericht.objects.all()
    assert [(row.aan, row.onderwerp) for row in mails] == [
        ("organisator@overijssel.example", "[Proef] Over Kennismaken")
    ] * 2
    assert not Rondmail.objects.exists()


# --- Sending ----------------------------------------------------------------------------------------------------


def test_a_look_at_the_pages_sends_nothing(client: Client, reeks: Reeks) -> None:
    for page in ("rondmails", "rondmail_nieuw"):
        client.get(address(reeks, page), FILLED | {"_nu": "x", "_proef": "x"})
    post(client, reeks)
    assert not Rondmail.objects.exists()
    assert not Bericht.objects.exists()


def test_sending_twice_from_one_page_is_one_mail(client: Client, reeks: Reeks) -> None:
    key = post(client, reeks).context["sleutel"]
    answers = [post(client, reeks, "_nu", sleutel=key) for _ in "ab"]
    assert [said(answer) for answer in answers] == [
        ["De mail gaat nu weg naar 1 persoon."],
        ["Deze mail was al verstuurd of gepland. Er is niets dubbel verstuurd."],
    ]
    row = Rondmail.objects.get()
    assert (row.uuid, row.verzend_op, str(row.gemaakt_door)) == (key, NOW, "Oda Overijssel")
    assert row.filters == {"staten": ["aangemeld"], "sessies": [], "gemeenten": [], "aanwezigheid": []}
    assert list(Logregel.objects.values_list("tekst", flat=True)) == ["Mail “Over {bijeenkomst}” verstuurd."]
    assert send_due(now=NOW) == 1
    # Who comes from the form writes another mail.
    assert post(client, reeks, sleutel=key).context["sleutel"] != key


@pytest.mark.parametrize("key", ["", "onzin", "'; --"])
def test_a_page_with_a_broken_key_still_sends(client: Client, reeks: Reeks, key: str) -> None:
    post(client, reeks, "_nu", sleutel=key, proef="²")
    assert Rondmail.objects.count() == 1


def test_a_moment_is_that_of_the_clock_here(client: Client, reeks: Reeks) -> None:
    answer = post(client, reeks, "_later", sleutel=uuid.uuid4(), datum="2026-11-02", tijd="09:30")
    assert said(answer) == ["De mail is gepland voor maandag 2 november 2026, 09.30 uur. Tot dan kun je hem intrekken."]
    assert Rondmail.objects.get().verzend_op == datetime(2026, 11, 2, 9, 30, tzinfo=AMSTERDAM)
    assert send_due(now=NOW) == 0


@pytest.mark.parametrize(
    ("datum", "tijd", "errors"),
    [
        ("2026-09-01", "12:00", {"__all__": ["Dit moment is al geweest. Kies een later moment."]}),
        ("2026-08-31", "23:00", {"__all__": ["Dit moment is al geweest. Kies een later moment."]}),
        ("2027-10-01", "09:00", {"__all__": ["Dit is meer dan een jaar vooruit. Kies een eerder moment."]}),
        ("9999-12-31", "23:59", {"__all__": ["Dit is meer dan een jaar vooruit. Kies een eerder moment."]}),
        ("2027-03-28", "02:30", {"__all__": ["Dan wordt de klok verzet. Kies een andere tijd."]}),
        ("2026-10-25", "02:30", {"__all__": ["Dan wordt de klok verzet. Kies een andere tijd."]}),
        ("", "", {"datum": ["Vul de datum in."], "tijd": ["Vul de tijd in."]}),
        ("morgen", "9 uur", {
            "datum": ["Vul een datum in, zoals 5-10-2026."], "tijd": ["Vul een tijd in, zoals 09.00."],
        }),
    ],
)  # fmt: skip
def test_a_moment_that_can_not_be_is_said_on_the_preview(
    client: Client, reeks: Reeks, datum: str, tijd: str, errors: dict[str, list[str]]
) -> None:
    key = uuid.uuid4()
    page = post(client, reeks, "_later", sleutel=key, proef=2, datum=datum, tijd=tijd)
    assert {name: list(lines) for name, lines in page.context["moment"].errors.items()} == errors
    assert (page.context["sleutel"], page.context["proef"]) == (key, 2)
    assert not Rondmail.objects.exists()


# --- History ----------------------------------------------------------------------------------------------------


def test_the_list_says_who_when_how_many_and_how_it_stands(client: Client, reeks: Reeks) -> None:
    post(client, reeks, "_nu", onderwerp="Nu")
    post(client, reeks, "_later", onderwerp="Straks", datum="2026-09-03", tijd="09.00")
    post(client, reeks, "_later", onderwerp="Toch niet", datum="2026-09-02", tijd="09.00")
    withdrawn = Rondmail.objects.get(onderwerp="Toch niet")
    client.post(address(reeks, "rondmail", withdrawn.pk))
    assert [(str(row), state) for row, state in client.get(address(reeks, "rondmails")).context["rijen"]] == [
        ("Straks", "Gepland voor donderdag 3 september 2026, 09.00 uur"),
        ("Toch niet", "Ingetrokken"),
        ("Nu", "Wordt verstuurd"),
    ]
    send_due(now=NOW)
    page = client.get(address(reeks, "rondmails"))
    assert text_of(page).endswith("Nu Oda Overijssel dinsdag 1 september 2026, 12.00 uur 1 Verstuurd")
    Rondmail.objects.filter(pk=withdrawn.pk).update(aantal=2)
    assert page.context["rijen"][1][1] == "Ingetrokken"
    again = client.get(address(reeks, "rondmails"))
    assert again.context["rijen"][1][1] == "Ingetrokken, 2 personen kregen hem al"


def test_withdrawing_stops_a_planned_one_and_says_so(client: Client, reeks: Reeks) -> None:
    post(client, reeks, "_later", datum="2026-09-03", tijd="09.00")
    page = address(reeks, "rondmail", Rondmail.objects.get().pk)
    assert "Trek deze mail in" in client.get(page).content.decode()
    answers = [client.post(page, follow=True) for _ in "ab"]
    assert [said(answer) for answer in answers] == [
        ["De mail is ingetrokken. Wat al in de wachtrij staat, gaat nog wel weg."],
        ["Deze mail is al verstuurd of ingetrokken."],
    ]
    assert "Trek deze mail in" not in answers[1].content.decode()
    assert send_due(now=NOW + timedelta(days=3)) == 0
    assert Logregel.objects.count() == 2


def test_the_page_of_a_mail_says_whom_it_was_for(client: Client, reeks: Reeks) -> None:
    aanmelding = reeks.aanmeldingen.get()
    aanmelding.deelnames.update(aanwezigheid="deels")
    post(
        client, reeks, "_nu", staten=["aangemeld", "wachtlijst"], sessies=[reeks.sessies.get().pk],
        gemeenten=[0, aanmelding.gemeente_id], aanwezigheid=["deels"],
    )  # fmt: skip
    page = client.get(address(reeks, "rondmail", Rondmail.objects.get().pk))
    assert page.context["aan"] == [
        "Wie: Aangemeld, Op de wachtlijst", "Bijeenkomst: Kennismaken",
        f"Gemeente: {aanmelding.gemeente}, zonder gemeente",
        "Aanwezigheid: Deels aanwezig",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_costs_the_same_for_more(
    client: Client, reeks: Reeks, organisator_overijssel: User, count: int, django_assert_num_queries: Any
) -> None:
    rows = [
        Rondmail(
            uuid=uuid.uuid4(), reeks=reeks, onderwerp="x", tekst="x", verzend_op=NOW,
            gemaakt_door=organisator_overijssel,
        )
        for _ in range(count)
    ]  # fmt: skip
    Rondmail.objects.bulk_create(rows)
    with django_assert_num_queries(8):
        client.get(address(reeks, "rondmails"))


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_preview_costs_the_same_for_more(
    client: Client, reeks: Reeks, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, count):
        person(reeks, f"P{number}", gemeente=reeks.aanmeldingen.earliest("pk").gemeente)
    with django_assert_num_queries(14):
        page = client.post(address(reeks), FILLED)
    assert page.context["personen"] == ("1 persoon" if count == 1 else f"{count} personen")


# --- Whose ------------------------------------------------------------------------------------------------------


@pytest.fixture
def foreign(noord_holland: Provincie) -> Rondmail:
    """Give a planned mail of another provincie."""
    reeks = factories.make_reeks(provincie=noord_holland, titel=f"{MARK} reeks", sessies=1)
    person(reeks, MARK)
    return Rondmail.objects.create(
        reeks=reeks, onderwerp=MARK, tekst=MARK, filters={"staten": ["aangemeld"]}, verzend_op=NOW + timedelta(days=1)
    )


def test_what_is_of_another_provincie_does_not_exist(client: Client, reeks: Reeks, foreign: Rondmail) -> None:
    theirs = [
        address(foreign.reeks, "rondmails"),
        address(foreign.reeks),
        address(foreign.reeks, "rondmail", foreign.pk),
    ]
    # Nor by way of one's own reeks.
    for path in [*theirs, address(reeks, "rondmail", foreign.pk)]:
        for answer in (client.get(path), client.post(path, FILLED | {"_nu": "x"})):
            assert answer.status_code == 404
            assert MARK not in answer.content.decode()
    foreign.refresh_from_db()
    assert (Rondmail.objects.count(), foreign.ingetrokken_op) == (1, None)
    assert MARK not in client.get(address(reeks, "rondmails")).content.decode()
    assert MARK not in client.get(address(reeks)).content.decode()


# --- Who has belangstelling -------------------------------------------------------------------------------------


def test_who_has_belangstelling_is_mailed_alone_and_from_the_same_pages(client: Client, reeks: Reeks) -> None:
    factories.make_belangstelling(reeks=reeks, naam="Cor")
    words = {"onderwerp": "Nieuws over {reeks}", "tekst": "Dag {naam}"}
    page = client.post(address(reeks), words | {"staten": ["belangstelling"]})
    assert (page.context["personen"], page.context["eerste"].naam) == ("1 persoon", "Cor")
    assert "Trek dan je belangstelling in." in text_of(page)
    mixed = client.post(address(reeks), words | {"staten": ["belangstelling", "aangemeld"]})
    assert errors_of(mixed)["staten"] == [ALONE]
    for field in ("{bijeenkomst}", "{datum}", "{link}"):
        wrong = client.post(address(reeks), words | {"staten": ["belangstelling"], "tekst": field})
        assert list(errors_of(wrong)) == ["tekst"]
