"""The page "Berichten" of a reeks: what went out, what waits, what failed, and what an organiser does about it."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from outbox.models import Bericht, Onbestelbaar
from outbox.queue import queue
from programmes.models import Logregel, Provincie, Reeks
from registrations.admin.berichten import CANCELLABLE, NOT_AGAIN, NOT_STOPPED, SOORTEN
from registrations.interest_mails import about_interest
from registrations.mails import LINK
from registrations.models import Aanmelding, Belangstelling
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import MARK
from tests.registrations.world import NOW

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def reeks(overijssel: Provincie) -> Iterator[Reeks]:
    with time_machine.travel(NOW, tick=False):
        yield factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=1)


@pytest.fixture
def anna(reeks: Reeks) -> Aanmelding:
    return factories.make_aanmelding(reeks=reeks, naam="Anna de Vries", email="anna@raalte.example")


@pytest.fixture
def bram(reeks: Reeks) -> Aanmelding:
    return factories.make_aanmelding(reeks=reeks, naam="Bram Bos", email="bram@olst.example")


@pytest.fixture
def client(organisator_overijssel: User, reeks: Reeks) -> Client:  # noqa: ARG001 - signs in at NOW
    return signed_in(organisator_overijssel)


def mail(person: Aanmelding | Belangstelling, onderwerp: str, soort: str = "bevestigd", **fields: Any) -> Bericht:
    """Put a mail about somebody in the outbox."""
    over = person.reference if isinstance(person, Aanmelding) else about_interest(person.uuid)
    assert queue(
        soort=soort, aan=person.email, onderwerp=onderwerp, tekst="Dag", over=over,
        is_vluchtig=fields.pop("is_vluchtig", False),
    )  # fmt: skip
    bericht = Bericht.objects.latest("pk")
    for name, value in fields.items():
        setattr(bericht, name, value)
    bericht.save()
    return bericht


def address(reeks: Reeks, bericht: Bericht | None = None) -> str:
    if bericht:
        return reverse("admin:programmes_reeks_bericht", args=[reeks.pk, bericht.uuid])
    return reverse("admin:programmes_reeks_berichten", args=[reeks.pk])


def listed(client: Client, reeks: Reeks, **asked: str) -> list[str]:
    return [row.bericht.onderwerp for row in client.get(address(reeks), asked).context["rijen"]]


def text_of(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def press(client: Client, reeks: Reeks, name: str, value: object) -> list[str]:
    answer = client.post(address(reeks), {name: str(value)}, follow=True)
    return [str(message) for message in answer.context["messages"]]


# --- The list ---------------------------------------------------------------------------------------------------


def test_what_failed_comes_first_with_the_words_of_the_mail_server(
    client: Client, reeks: Reeks, anna: Aanmelding, bram: Aanmelding
) -> None:
    fout = "550 5.1.1 <anna@raalte.example>: no such user"
    mail(anna, "Mislukt", staat="mislukt", laatste_fout=fout, aangemaakt_op=NOW - SECOND)
    mail(anna, "Oud", staat="verzonden", verzonden_op=NOW, aangemaakt_op=NOW - 2 * SECOND)
    mail(bram, "Nieuw", "rondmail", aangemaakt_op=NOW)
    page = client.get(address(reeks))
    assert [(row.bericht.onderwerp, row.person.naam, row.soort, row.fout) for row in page.context["rijen"]] == [
        ("Mislukt", "Anna de Vries", "Bevestiging", fout),
        ("Nieuw", "Bram Bos", "Mail van de organisator", ""),
        ("Oud", "Anna de Vries", "Bevestiging", ""),
    ]
    assert [(str(label), count) for _, label, count in page.context["standen"]] == [
        ("Wacht op verzending", 1), ("Vastgehouden", 0), ("Verzonden", 1), ("Mislukt", 1), ("Geannuleerd", 0),
    ]  # fmt: skip
    assert fout in text_of(page)


def test_what_came_back_says_so(client: Client, reeks: Reeks, anna: Aanmelding) -> None:
    sent = mail(anna, "Weg", staat="verzonden", verzonden_op=NOW)
    Onbestelbaar.objects.create(adres=anna.email, sinds=NOW, code="5.2.2", melding="Mailbox full", bericht=sent)
    (row,) = client.get(address(reeks)).context["rijen"]
    assert row.fout == "Kwam niet aan: 5.2.2 Mailbox full"


def test_the_list_narrows_by_state_kind_name_and_address(
    client: Client, reeks: Reeks, anna: Aanmelding, bram: Aanmelding
) -> None:
    mail(anna, "A", staat="mislukt")
    mail(bram, "B", "rondmail")
    mail(bram, "C", "iets_nieuws", staat="verzonden")
    assert listed(client, reeks) == ["A", "C", "B"]
    assert listed(client, reeks, staat="wacht") == ["B"]
    assert listed(client, reeks, soort="iets_nieuws") == ["C"]
    assert listed(client, reeks, zoek=" de VRIES ") == ["A"]
    assert listed(client, reeks, zoek="OLST.example", staat="verzonden") == ["C"]
    assert listed(client, reeks, zoek="niemand") == []
    assert listed(client, reeks, staat="onzin", soort="onzin", zoek="", pagina="x") == ["A", "C", "B"]
    kinds = client.get(address(reeks), {"staat": "wacht"}).context["soorten"]
    assert kinds == [
        ("bevestigd", "Bevestiging"),
        ("iets_nieuws", "Iets nieuws"),
        ("rondmail", "Mail van de organisator"),
    ]


def test_the_list_has_fifty_on_a_page(client: Client, reeks: Reeks, anna: Aanmelding) -> None:
    for number in range(51):
        mail(anna, f"M{number}", aangemaakt_op=NOW + number * SECOND)
    page = client.get(address(reeks), {"staat": "wacht"})
    assert [row.bericht.onderwerp for row in page.context["rijen"]] == [f"M{number}" for number in range(50, 0, -1)]
    assert 'href="?staat=wacht&amp;pagina=2"' in page.content.decode()
    assert listed(client, reeks, pagina="2") == ["M0"]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_costs_the_same_for_more(
    client: Client, reeks: Reeks, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    gemeente = factories.make_gemeente(provincie=reeks.provincie)
    for _ in range(count):
        mail(factories.make_aanmelding(reeks=reeks, gemeente=gemeente), "M", staat="mislukt")
        mail(factories.make_belangstelling(reeks=reeks, gemeente=gemeente), "B", "belangstelling")
    with django_assert_num_queries(12):
        client.get(address(reeks), {"zoek": "deelnemer"})


def test_mails_about_belangstelling_are_in_it(client: Client, reeks: Reeks, anna: Aanmelding) -> None:
    mail(anna, "Welkom")
    # With a number that an aanmelding has as well.
    carla = factories.make_belangstelling(reeks=reeks, naam="Carla", email="carla@raalte.example", pk=anna.pk)
    bericht = mail(carla, "Je hebt interesse", "belangstelling", staat="mislukt", laatste_fout="550 Weg")
    rows = client.get(address(reeks)).context["rijen"]
    assert [(row.soort, row.person.naam, row.may_again) for row in rows] == [
        ("Belangstelling", "Carla", True), ("Bevestiging", anna.naam, False),
    ]  # fmt: skip
    assert listed(client, reeks, soort="belangstelling") == listed(client, reeks, zoek="CARLA") == ["Je hebt interesse"]
    links = [row.person.url for row in client.get(address(reeks)).context["rijen"]]
    assert links == [
        reverse("admin:registrations_belangstelling_change", args=[anna.pk]),
        reverse("admin:registrations_aanmelding_change", args=[anna.pk]),
    ]
    assert client.get(links[0]).status_code == 200
    assert f'href="{links[0]}">Carla</a>' in client.get(address(reeks, bericht)).content.decode()
    assert press(client, reeks, "opnieuw", bericht.uuid) == ["1 bericht wordt opnieuw verstuurd."]


def test_mails_to_the_organisatie_are_in_it(
    client: Client, reeks: Reeks, anna: Aanmelding, organisator_noord_holland: User
) -> None:
    to_organiser = {"over": f"reeks:{reeks.pk}", "aan": reeks.organisatie.email, "staat": "mislukt"}
    bericht = mail(anna, "Aangemeld: Anna", "nieuws_organisator", laatste_fout="550 Weg", **to_organiser)
    mail(anna, "Van een ander", "nieuws_organisator", **to_organiser | {"over": f"reeks:{reeks.pk + 1000}"})
    (row,) = client.get(address(reeks)).context["rijen"]
    assert (row.bericht.onderwerp, row.person.naam, row.person.url, row.soort, row.fout, row.may_again) == (
        "Aangemeld: Anna", str(reeks.organisatie), "", "Aan de organisatie: aan- of afmelding", "550 Weg", True,
    )  # fmt: skip
    assert listed(client, reeks, zoek=str(reeks.organisatie)) == ["Aangemeld: Anna"]
    assert "Aan: " + reeks.organisatie.email in text_of(client.get(address(reeks, bericht)))
    assert signed_in(organisator_noord_holland).get(address(reeks, bericht)).status_code == 404
    assert press(client, reeks, "opnieuw", bericht.uuid) == ["1 bericht wordt opnieuw verstuurd."]


def test_every_kind_of_mail_about_a_reeks_has_a_name(settings: Any) -> None:
    written = {path.stem for path in (settings.BASE_DIR / "templates/emails").glob("[a-z]*.txt")}
    parts = {kind for kind in written if kind.endswith(("_regel", "_stand", "_waarom"))}
    assert set(SOORTEN) == written - parts - {"organisator_uitgenodigd"}
    assert set(CANCELLABLE) <= set(SOORTEN)


# --- One mail ---------------------------------------------------------------------------------------------------


def test_a_mail_is_read_without_the_personal_link(client: Client, reeks: Reeks, anna: Aanmelding) -> None:
    bericht = mail(
        anna, "Welkom", tekst=f"Dag <b>Anna</b>\n\nHier: {LINK}", html="<b>x</b>",
        links={LINK: ["aanmelding", str(anna.uuid)]},
    )  # fmt: skip
    page = client.get(address(reeks, bericht))
    assert "Dag <b>Anna</b> Hier: [[persoonlijke-link]]" in text_of(page)
    assert "<b>Anna" not in page.content.decode()
    assert "/aanmelding/" not in page.content.decode().replace("/beheer/registrations/aanmelding/", "")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"is_vluchtig": True, "tekst": "GEHEIM 123456"}, "De tekst is niet te zien: er staat een code in."),
        (
            {"soort": "link_kwijt", "tekst": "GEHEIM leerlab elders"},
            "De tekst is niet te zien: er kunnen ook leerlabs van andere organisatoren in staan.",
        ),
        ({"tekst": ""}, "De tekst is gewist."),
    ],
)
def test_what_is_not_for_the_organiser_is_hidden(
    client: Client, reeks: Reeks, anna: Aanmelding, fields: dict[str, Any], shown: str
) -> None:
    page = client.get(address(reeks, mail(anna, "M", **fields)))
    assert shown in text_of(page)
    assert "GEHEIM" not in page.content.decode()


# --- What can be done -------------------------------------------------------------------------------------------


def test_what_failed_is_sent_again(client: Client, reeks: Reeks, anna: Aanmelding) -> None:
    bericht, other = (mail(anna, naam, staat="mislukt", pogingen=5) for naam in "AB")
    assert press(client, reeks, "opnieuw", bericht.uuid) == ["1 bericht wordt opnieuw verstuurd."]
    assert press(client, reeks, "opnieuw", bericht.uuid) == [NOT_AGAIN]
    assert list(Bericht.objects.order_by("pk").values_list("staat", "pogingen")) == [("wacht", 0), ("mislukt", 5)]
    assert [line.tekst for line in Logregel.objects.all()] == ["1 bericht wordt opnieuw verstuurd."]
    mail(anna, "C", staat="mislukt")
    assert press(client, reeks, "opnieuw", "alles") == ["2 berichten worden opnieuw verstuurd."]
    other.refresh_from_db()
    assert other.staat == "wacht"


def test_only_what_failed_has_the_button(client: Client, reeks: Reeks, anna: Aanmelding) -> None:
    for staat in Bericht.Staat.values:
        for soort in ("bevestigd", "rondmail", "herinnering"):
            mail(anna, f"{soort} {staat}", soort, staat=staat)
    mail(anna, "gewist mislukt", staat="mislukt", tekst="")
    mail(anna, "code mislukt", staat="mislukt", is_vluchtig=True)
    rows = client.get(address(reeks)).context["rijen"]
    assert {row.bericht.onderwerp for row in rows if row.may_again} == {
        "bevestigd mislukt", "rondmail mislukt", "herinnering mislukt",
    }  # fmt: skip
    assert {row.bericht.onderwerp for row in rows if row.may_stop} == {
        "rondmail wacht", "rondmail vastgehouden", "herinnering wacht", "herinnering vastgehouden",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("soort", "staat", "after"),
    [
        ("rondmail", "wacht", "geannuleerd"),
        ("herinnering", "vastgehouden", "geannuleerd"),
        ("rondmail", "verzonden", "verzonden"),
        ("bevestigd", "wacht", "wacht"),
        ("uitnodiging", "wacht", "wacht"),
        ("afzegging", "vastgehouden", "vastgehouden"),
    ],
)
def test_an_organiser_stops_rondmails_and_reminders_only(
    client: Client, reeks: Reeks, anna: Aanmelding, soort: str, staat: str, after: str
) -> None:
    bericht = mail(anna, "M", soort, staat=staat)
    words = "1 bericht wordt niet verstuurd." if after == "geannuleerd" else NOT_STOPPED
    assert press(client, reeks, "niet", bericht.uuid) == [words]
    bericht.refresh_from_db()
    assert bericht.staat == after


def test_a_look_does_nothing_and_the_list_stays_as_it_was_asked(client: Client, reeks: Reeks, anna: Aanmelding) -> None:
    bericht = mail(anna, "M", staat="mislukt")
    client.get(address(reeks), {"opnieuw": str(bericht.uuid)})
    bericht.refresh_from_db()
    assert bericht.staat == "mislukt"
    asked = f"{address(reeks)}?staat=mislukt&zoek=a%26b"
    assert client.post(asked, {"opnieuw": "x"})["Location"] == asked


@pytest.mark.parametrize("data", [{}, {"opnieuw": "x"}, {"niet": "'"}, {"niet": str(uuid.uuid4())}])
def test_a_broken_form_does_nothing(client: Client, reeks: Reeks, anna: Aanmelding, data: dict[str, str]) -> None:
    mail(anna, "M", "rondmail")
    assert client.post(address(reeks), data).status_code == 302
    assert Bericht.objects.get().staat == "wacht"


# --- Whose ------------------------------------------------------------------------------------------------------


def test_what_is_of_another_reeks_is_not_there(
    client: Client, reeks: Reeks, anna: Aanmelding, noord_holland: Provincie
) -> None:
    mail(anna, "Eigen", staat="mislukt")
    same = factories.make_aanmelding(
        reeks=factories.make_reeks(provincie=noord_holland, sessies=1), naam=f"{MARK} Anna", email=anna.email
    )
    failed, waiting = mail(same, MARK, staat="mislukt"), mail(same, f"{MARK} 2", "rondmail")
    queue(soort="bevestigd", aan=anna.email, onderwerp=f"{MARK} 3", tekst="x", over=f"belangstelling:{uuid.uuid4()}")
    carla = factories.make_belangstelling(reeks=same.reeks, naam=f"{MARK} Anna", email=anna.email)
    wish = mail(carla, f"{MARK} 4", "belangstelling", staat="mislukt")
    assert listed(client, reeks) == ["Eigen"]
    assert listed(client, reeks, zoek="anna") == ["Eigen"]
    assert press(client, reeks, "opnieuw", failed.uuid) == [NOT_AGAIN]
    assert press(client, reeks, "opnieuw", wish.uuid) == [NOT_AGAIN]
    assert press(client, reeks, "niet", waiting.uuid) == [NOT_STOPPED]
    assert press(client, reeks, "opnieuw", "alles") == ["1 bericht wordt opnieuw verstuurd."]
    for path in [address(same.reeks), address(same.reeks, failed), address(reeks, failed), address(reeks, wish)]:
        for answer in (client.get(path), client.post(path, {"opnieuw": str(failed.uuid), "niet": "alles"})):
            assert answer.status_code == 404
            assert MARK not in answer.content.decode()
    assert list(Bericht.objects.filter(over=same.reference).order_by("pk").values_list("staat", flat=True)) == [
        "mislukt", "wacht",
    ]  # fmt: skip
