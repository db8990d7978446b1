"""Taking a refusal in the calendar back on the personal page; and saying in /beheer/ that an address works again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from outbox.models import Bericht, Onbestelbaar
from outbox.queue import queue
from registrations.admin.reacties import undeliverable_notice
from registrations.joining import leave
from registrations.models import Aanmelding, Deelname
from registrations.querysets import DeelnameQuerySet
from registrations.tokens import token_for
from tests.registrations.world import NOW, Leerlab, make_leerlab

ENDS = NOW + timedelta(hours=24)
NOTICE = (
    "<strong>Je hebt de uitnodiging geweigerd in je agenda.</strong> Daarom melden we je af op woensdag 2 september"
)


@pytest.fixture
def leerlab(db: None) -> Leerlab:  # noqa: ARG001 - asks for the database
    return make_leerlab()


@pytest.fixture
def anna(leerlab: Leerlab) -> Aanmelding:
    """The aanmelding of Anna, who refused sessie 1 in her calendar."""
    aanmelding = leerlab.confirmed()
    refused(aanmelding).update(meldt_af_op=ENDS, agenda_antwoord="nee", agenda_antwoord_op=NOW)
    return aanmelding


def refused(aanmelding: Aanmelding) -> DeelnameQuerySet:
    """Return the deelname at sessie 1."""
    return Deelname.objects.filter(aanmelding=aanmelding, sessie__slug="sessie-1")


def press(client: Client, aanmelding: Aanmelding, sessie: str = "sessie-1", token: str = "") -> tuple[int, str]:
    """Press the button, and return the status and where it leads."""
    answer = client.post(reverse("deelname-toch-komen", args=[token or token_for(aanmelding), sessie]))
    return answer.status_code, answer.get("Location", "")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


def page(client: Client, aanmelding: Aanmelding) -> str:
    """Return the personal page."""
    return client.get(reverse("aanmelding", args=[token_for(aanmelding)])).content.decode()


def test_a_look_changes_nothing_and_one_press_takes_it_back(client: Client, anna: Aanmelding) -> None:
    address = reverse("deelname-toch-komen", args=[token_for(anna), "sessie-1"])
    assert client.get(address).status_code == 405
    shown = page(client, anna)
    assert (shown.count(NOTICE), shown.count(f'action="{address}"'), shown.count("om 12.00 uur. Kom je toch?")) == (
        1,
        1,
        1,
    )
    assert refused(anna).values_list("meldt_af_op", flat=True).get() == ENDS

    before = Bericht.objects.count()
    back = f"/aanmelding/{token_for(anna)}/?gedaan=toch"
    assert [press(client, anna), press(client, anna)] == [(303, back), (303, back)]
    assert refused(anna).values_list("status", "meldt_af_op", "agenda_antwoord").get() == ("aangemeld", None, "")
    assert list(Bericht.objects.order_by("pk").values_list("soort", "methode")[before:]) == [("uitnodiging", "REQUEST")]
    told = client.get(back).content.decode()
    assert ("Gelukt: je doet mee." in told, NOTICE in told, address in told) == (True, False, False)


def test_without_a_refusal_there_is_no_button_and_a_press_changes_nothing(client: Client, leerlab: Leerlab) -> None:
    anna = leerlab.confirmed()
    before = Bericht.objects.count()
    assert ("Ik kom toch" in page(client, anna), press(client, anna)[0]) == (False, 303)
    assert Bericht.objects.count() == before


def test_who_is_signed_off_by_now_is_told_so(client: Client, leerlab: Leerlab, anna: Aanmelding) -> None:
    leave(aanmelding=anna, sessie=leerlab.sessies["sessie-1"], now=NOW)
    assert "Ik kom toch" not in page(client, anna)
    before = Bericht.objects.count()
    answer = client.post(reverse("deelname-toch-komen", args=[token_for(anna), "sessie-1"]))
    assert (answer.status_code, "Je bent afgemeld. Wil je toch meedoen?" in answer.content.decode()) == (409, True)
    assert Bericht.objects.count() == before


def test_what_is_not_theirs_does_not_exist(client: Client, leerlab: Leerlab, anna: Aanmelding) -> None:
    bram = leerlab.confirmed(naam="Bram Bos", email="bram@raalte.example")
    assert press(client, anna, "bestaat-niet")[0] == 404
    assert press(client, anna, token=f"{token_for(anna)}x")[0] == 404
    assert press(client, bram)[0] == 303
    assert refused(anna).values_list("meldt_af_op", flat=True).get() == ENDS


def test_it_wants_the_token_of_a_form(anna: Aanmelding) -> None:
    assert press(Client(enforce_csrf_checks=True), anna)[0] == 403


# --- An address that mail does not arrive at --------------------------------------------------------------------

SINCE = datetime(2026, 9, 1, 10, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))


def mark(aanmelding: Aanmelding, over: str) -> None:
    """Mark the address of an aanmelding."""
    queue(soort="bevestigd", aan=aanmelding.email, onderwerp="Je doet <mee>", tekst="", over=over)
    Onbestelbaar.objects.create(
        adres=aanmelding.email, sinds=SINCE, code="5.1.1", melding="Geen <b>mailbox</b>",
        bericht=Bericht.objects.latest("pk"),
    )  # fmt: skip


def test_the_organiser_sees_that_mail_does_not_arrive(anna: Aanmelding) -> None:
    assert undeliverable_notice(anna, may_clear=True) == "-"
    mark(anna, anna.reference)
    assert " ".join(undeliverable_notice(anna, may_clear=True).split()) == (
        "<strong>Mail komt niet aan sinds 1 september 2026, 10.30 uur.</strong> "
        "De mailserver zegt: 5.1.1 Geen &lt;b&gt;mailbox&lt;/b&gt; (bij “Je doet &lt;mee&gt;”) "
        f'<a href="/beheer/registrations/agendareactie/adres-klopt/{anna.pk}/">Adres klopt weer</a>'
    )


def test_not_what_the_mail_of_another_reeks_was_about(anna: Aanmelding) -> None:
    mark(anna, "aanmelding:van-een-ander")
    assert "Je doet" not in undeliverable_notice(anna, may_clear=True)


def test_the_organiser_says_that_it_works_again(
    anna: Aanmelding, client_overijssel: Client, client_noord_holland: Client, client: Client
) -> None:
    mark(anna, anna.reference)
    address = reverse("admin:adres_klopt", args=[anna.pk])
    for other, status in [(client_noord_holland, 404), (client, 302)]:
        assert [other.get(address).status_code, other.post(address).status_code] == [status, status]
    assert Client(enforce_csrf_checks=True).post(address).status_code in {302, 403}
    shown = client_overijssel.get(address).content.decode()
    assert ("Klopt het adres van Anna de Vries weer?" in shown, Onbestelbaar.objects.count()) == (True, 1)
    answer = client_overijssel.post(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/beheer/registrations/aanmelding/{anna.pk}/change/")
    assert Onbestelbaar.objects.count() == 0
    assert client_overijssel.post(address).status_code == 302
    assert client_overijssel.get(reverse("admin:adres_klopt", args=[10**30])).status_code == 404
