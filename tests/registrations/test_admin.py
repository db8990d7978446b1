"""What organisatoren see in /beheer/ of who takes part; who may see what is in programmes/test_admin_scoping."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from outbox.models import Bericht
from outbox.queue import queue
from programmes.models import Provincie
from registrations.models import Aanmelding, Belangstelling
from tests import factories
from tests.programmes.beheer_world import snapshot, url


@pytest.fixture
def aanmelding(overijssel: Provincie) -> Aanmelding:
    reeks = factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=2)
    return factories.make_aanmelding(reeks=reeks, naam="Dirk Deelnemer", email="dirk@raalte.example")


def test_the_page_shows_the_person_and_the_state_per_sessie(client_overijssel: Client, aanmelding: Aanmelding) -> None:
    deelname = aanmelding.deelnames.first()
    assert deelname is not None
    deelname.status = "afgemeld"
    deelname.save()
    page = client_overijssel.get(url(Aanmelding, "change", aanmelding)).content.decode()
    for text in ["Dirk Deelnemer", "dirk@raalte.example", "De hele reeks", "Adviseur participatie", "Wonen"]:
        assert text in page
    assert page.count("Sessie 1") >= 1
    assert page.count("<p>Afgemeld</p>") == 1
    assert page.count("<p>Aangemeld</p>") == 1


def test_the_page_shows_the_mails_without_what_is_in_them(client_overijssel: Client, aanmelding: Aanmelding) -> None:
    for onderwerp in ["Bevestig", "Bevestigd"]:
        queue(soort="x", aan=aanmelding.email, onderwerp=onderwerp, tekst="geheime tekst", over=aanmelding.reference)
    queue(soort="x", aan=aanmelding.email, onderwerp="Van een ander", tekst="", over="aanmelding:iets")
    Bericht.objects.filter(onderwerp="Bevestig").update(
        staat=Bericht.Staat.VERZONDEN, verzonden_op=datetime(2026, 3, 2, 9, tzinfo=UTC)
    )
    Bericht.objects.filter(onderwerp="Bevestigd").update(
        staat=Bericht.Staat.MISLUKT, laatste_fout="550 onbekende <gebruiker>"
    )
    page = client_overijssel.get(url(Aanmelding, "change", aanmelding)).content.decode()
    for text in ["<td>Bevestig</td>", "Verzonden", "2 maart 2026, 10.00", "550 onbekende &lt;gebruiker&gt;", "Mislukt"]:
        assert text in page
    for text in ["geheime tekst", "Van een ander"]:
        assert text not in page


def test_without_mails_the_page_says_so(client_overijssel: Client, aanmelding: Aanmelding) -> None:
    page = client_overijssel.get(url(Aanmelding, "change", aanmelding)).content.decode()
    assert "Er zijn nog geen mails over deze aanmelding." in page


@pytest.mark.parametrize("who", ["client_overijssel", "client_beheerder"])
def test_nothing_can_be_changed_here(request: Any, who: str, aanmelding: Aanmelding) -> None:
    client: Client = request.getfixturevalue(who)
    belangstelling = factories.make_belangstelling(reeks=aanmelding.reeks)
    before = snapshot()
    for model, row in [(Aanmelding, aanmelding), (Belangstelling, belangstelling)]:
        assert client.post(url(model, "change", row), {"naam": "Anders"}).status_code == 403
        assert client.post(url(model, "delete", row), {"post": "yes"}).status_code == 403
        assert client.get(url(model, "add")).status_code == 403
        action = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        client.post(url(model, "changelist"), action)
    assert snapshot() == before


@pytest.mark.parametrize(
    "query", [{"q": "dirk"}, {"q": "RAALTE.example"}, {"status__exact": "actief"}, {"q": "Adviseur"}]
)
def test_search_and_filter(client_overijssel: Client, aanmelding: Aanmelding, query: dict[str, str]) -> None:
    factories.make_aanmelding(reeks=aanmelding.reeks, naam="Anna", functie="", status=Aanmelding.Status.ONBEVESTIGD)
    found = client_overijssel.get(url(Aanmelding, "changelist"), query).context["cl"].result_list
    assert list(found) == [aanmelding]


def test_filter_by_reeks_and_gemeente(client_overijssel: Client, aanmelding: Aanmelding) -> None:
    other = factories.make_aanmelding(reeks=factories.make_reeks(provincie=aanmelding.reeks.provincie, sessies=1))
    for field in ["reeks", "gemeente"]:
        query = {f"{field}__id__exact": getattr(other, f"{field}_id")}
        found = client_overijssel.get(url(Aanmelding, "changelist"), query).context["cl"].result_list
        assert list(found) == [other]
