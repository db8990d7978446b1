"""What organisatoren see in /beheer/ of who takes part; who may see what is in programmes/test_admin_scoping."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from outbox.models import Bericht
from outbox.queue import queue
from programmes.models import Provincie
from registrations.ledger import DEELNEMER, Ledger, organisator
from registrations.models import Aanbod, Aanmelding, Belangstelling, Deelname
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


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def waiting(aanmelding: Aanmelding) -> dict[str, Aanmelding]:
    """Make somebody who waits for each thing there is to wait for, beside one who waits for nothing."""
    reeks, status = aanmelding.reeks, Aanmelding.Status
    offered, at_sessie = (factories.make_aanmelding(reeks=reeks, naam=naam) for naam in ("Offa", "Sessa"))
    at_sessie.deelnames.filter(sessie__slug="sessie-1").update(status="wachtlijst")
    offered.deelnames.filter(sessie__slug="sessie-1").update(status="aangeboden")
    deelname = offered.deelnames.get(sessie__slug="sessie-1")
    Aanbod.objects.create(deelname=deelname, gemaakt_op=NOW, verloopt_op=NOW + timedelta(days=2))
    return {
        "besluit": factories.make_aanmelding(reeks=reeks, status=status.AANVRAAG, organisatie="Huisarts"),
        "reeks": factories.make_aanmelding(reeks=reeks, status=status.WACHTLIJST),
        "sessie": at_sessie,
        "antwoord": offered,
        "bevestiging": factories.make_aanmelding(reeks=reeks, status=status.ONBEVESTIGD),
    }


def test_the_list_says_what_people_wait_for_and_filters_by_it(
    client_overijssel: Client, aanmelding: Aanmelding
) -> None:
    rows = waiting(aanmelding)
    changelist = client_overijssel.get(url(Aanmelding, "changelist")).context["cl"]
    found = {row.pk: changelist.model_admin.wacht(row) for row in changelist.result_list}
    assert found == {
        aanmelding.pk: None,
        rows["besluit"].pk: "op een besluit van de organisator",
        rows["reeks"].pk: "op een plaats in de reeks",
        rows["sessie"].pk: "op een plaats bij een bijeenkomst",
        rows["antwoord"].pk: "op antwoord op een aanbod",
        rows["bevestiging"].pk: "op de bevestiging per mail",
    }
    for key, row in rows.items():
        shown = client_overijssel.get(url(Aanmelding, "changelist"), {"wacht": key}).context["cl"].result_list
        assert list(shown) == [row]
    unknown = client_overijssel.get(url(Aanmelding, "changelist"), {"wacht": "iets"})
    assert unknown.context["cl"].result_count == 6


def test_who_has_no_gemeente_is_listed_and_found_by_organisatie(
    client_overijssel: Client, aanmelding: Aanmelding
) -> None:
    other = factories.make_aanmelding(reeks=aanmelding.reeks, organisatie="Netbeheerder Oost")
    changelist = client_overijssel.get(url(Aanmelding, "changelist"), {"q": "netbeheerder"}).context["cl"]
    assert [changelist.model_admin.namens(row) for row in changelist.result_list] == ["Netbeheerder Oost"]
    assert list(changelist.result_list) == [other]


def test_the_log_tells_each_step_in_dutch(
    client_overijssel: Client, organisator_overijssel: User, aanmelding: Aanmelding
) -> None:
    deelname = aanmelding.deelnames.get(sessie__slug="sessie-1")
    ledger = Ledger(actor=DEELNEMER, now=NOW)
    ledger.move_deelname(deelname, Deelname.Status.AFGEMELD, reden="ziek")
    ledger.write()
    ledger = Ledger(actor=organisator(organisator_overijssel), now=NOW + timedelta(hours=1))
    ledger.move(aanmelding, Aanmelding.Status.AFGEMELD, holds=False, reden="belde <af>")
    ledger.write()
    page = client_overijssel.get(url(Aanmelding, "change", aanmelding)).content.decode()
    text = " ".join(page.split())
    assert (
        "<td>2 maart 2026, 11.00</td> <td> Organisator (Oda Overijssel) </td> <td>De hele aanmelding</td>"
        " <td>Aangemeld</td> <td>Afgemeld</td> <td> belde &lt;af&gt; </td>"
    ) in text
    assert (
        "<td>2 maart 2026, 10.00</td> <td> Deelnemer </td> <td>Sessie 1</td> <td>Aangemeld</td> <td>Afgemeld</td>"
        " <td> ziek </td>"
    ) in text


def test_the_offers_are_listed_with_their_end(client_overijssel: Client, aanmelding: Aanmelding) -> None:
    offered = waiting(aanmelding)["antwoord"]
    text = " ".join(client_overijssel.get(url(Aanmelding, "change", offered)).content.decode().split())
    assert (
        "<td>Sessie 1</td> <td>Open</td> <td>2 maart 2026, 10.00</td> <td>4 maart 2026, 10.00</td> <td>-</td>"
    ) in text
    other = client_overijssel.get(url(Aanmelding, "change", aanmelding)).content.decode()
    assert "Er is nog geen plaats aangeboden." in other


def test_the_list_says_below_the_status_what_somebody_waits_for(client_overijssel: Client, overijssel: Any) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=1)
    factories.make_aanmelding(reeks=reeks, status="wachtlijst", naam="<b>Anna</b>", email="anna@x.example")
    page = client_overijssel.get(url(Aanmelding, "changelist")).content.decode()
    assert '&lt;b&gt;Anna&lt;/b&gt;<span class="eronder">anna@x.example</span>' in page
    assert 'Op de wachtlijst<span class="eronder">Wacht op een plaats in de reeks</span>' in page
