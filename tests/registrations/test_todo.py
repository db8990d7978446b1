"""What there is to do about the people of a reeks, with the one place where it is done."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from outbox.models import Bericht, Onbestelbaar
from programmes.attention import Urgency
from programmes.models import Provincie, Reeks, Sessie
from programmes.todo import Figures
from registrations.interest_mails import about_interest
from registrations.models import Aanbod, Aanmelding, Belangstelling, Gastaanbod
from registrations.todo import figures, tasks
from tests import factories
from tests.registrations.world import NOW

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)
Status = Aanmelding.Status


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    reeks = factories.make_reeks(provincie=overijssel, titel="Wonen")
    factories.make_sessie(reeks=reeks, begin=NOW + 20 * DAY)
    return reeks


@pytest.fixture
def user(organisator_overijssel: User) -> User:
    return organisator_overijssel


def told(user: User, **options: Any) -> list[tuple[Urgency, str, str]]:
    """Return how urgent, what, and where below /beheer/programmes/reeks/<pk>/."""
    prefix = reverse("admin:programmes_reeks_changelist")
    return [
        (klus.urgency, klus.text, klus.url.removeprefix(f"{prefix}{klus.reeks}/"))
        for klus in tasks(user=user, now=NOW, **options)
    ]


def failed_mail(who: Aanmelding | Belangstelling, **fields: Any) -> Bericht:
    over = who.reference if isinstance(who, Aanmelding) else about_interest(who.uuid)
    return Bericht.objects.create(
        soort="bevestigd", aan=who.email, onderwerp="X",
        **({"over": over, "staat": "mislukt", "aangemaakt_op": NOW - DAY} | fields),
    )  # fmt: skip


def bounce(aanmelding: Aanmelding) -> None:
    Onbestelbaar.objects.create(adres=aanmelding.email, sinds=NOW, code="5.1.1")


def offer_room(sessie: Sessie, aanmelding: Aanmelding, **fields: Any) -> None:
    assert aanmelding.gemeente
    Gastaanbod.objects.create(
        sessie=sessie, aanmelding=aanmelding, gemeente=aanmelding.gemeente, naam="Huis", adres="X 1", plaats="Raalte",
        zaalgrootte=20, **fields,
    )  # fmt: skip


def test_a_reeks_that_is_nearly_full(user: User, reeks: Reeks) -> None:
    Reeks.objects.update(max_personen=3, max_gemeenten=2)
    for _ in range(2):
        factories.make_aanmelding(reeks=reeks)
    assert told(user) == [
        (Urgency.SOON, "Bijna vol: nog 1 plaats van de 3 voor personen", "deelnemers/#plaatsen"),
        (Urgency.SOON, "Vol: alle 2 plaatsen voor gemeenten", "deelnemers/#plaatsen"),
    ]


def test_who_waits_and_who_asks(user: User, reeks: Reeks) -> None:
    Reeks.objects.update(max_personen=1)
    factories.make_aanmelding(reeks=reeks)
    for status in [Status.WACHTLIJST, Status.WACHTLIJST, Status.AANVRAAG]:
        factories.make_aanmelding(reeks=reeks, status=status)
    assert told(user) == [
        (Urgency.NOW, "Beslis over 1 aanvraag", "deelnemers/#aanvragen"),
        (Urgency.SOON, "2 personen wachten op een plaats in de reeks", "deelnemers/#wachtlijst"),
    ]


def test_a_reeks_without_limits_or_that_is_over_asks_nothing(user: User, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks)
    over = factories.make_reeks(provincie=reeks.provincie, max_personen=1)
    factories.make_sessie(reeks=over, begin=NOW - 90 * DAY)
    factories.make_aanmelding(reeks=over)
    factories.make_aanmelding(reeks=over, status=Status.WACHTLIJST)
    assert told(user) == []


def test_places_of_a_sessie(user: User, reeks: Reeks) -> None:
    Sessie.objects.update(plaatsen=2)
    sessie = reeks.sessies.get()
    factories.make_aanmelding(reeks=reeks)
    factories.make_aanmelding(reeks=reeks)
    assert told(user) == [(Urgency.SOON, "Vol: alle 2 plaatsen bij “Sessie 1”", "deelnemers/#plaatsen")]
    factories.make_aanmelding(reeks=reeks).deelnames.update(status="wachtlijst")
    assert told(user) == [
        (Urgency.SOON, "1 persoon wacht op een plaats bij “Sessie 1”", f"deelnemers/#wachtlijst-{sessie.pk}")
    ]


def test_offers_that_end_within_a_day(user: User, reeks: Reeks) -> None:
    waits = [factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST, houdt_plaats=True) for _ in range(3)]
    for row, hours in zip(waits, [25, 24, 5], strict=True):
        Aanbod.objects.create(aanmelding=row, gemaakt_op=NOW, verloopt_op=NOW + timedelta(hours=hours))
    url = "deelnemers/#aanbod"
    assert told(user) == [(Urgency.NOW, "2 keer een aanbod loopt bijna af: de eerste dinsdag 17.00 uur", url)]
    Aanbod.objects.filter(verloopt_op=NOW + timedelta(hours=24)).update(staat="aangenomen", beantwoord_op=NOW)
    assert told(user) == [(Urgency.NOW, "1 aanbod loopt af: dinsdag 17.00 uur", url)]
    seat = factories.make_aanmelding(reeks=reeks).deelnames.get()
    Aanbod.objects.create(deelname=seat, gemaakt_op=NOW, verloopt_op=NOW + timedelta(hours=6))
    assert told(user)[0][1] == "2 keer een aanbod loopt bijna af: de eerste dinsdag 17.00 uur"


def test_mail_that_failed_or_came_back(user: User, reeks: Reeks) -> None:
    one, two = (factories.make_aanmelding(reeks=reeks) for _ in range(2))
    failed_mail(one)
    failed_mail(one, aangemaakt_op=NOW - 31 * DAY)
    failed_mail(two, staat="verzonden")
    assert told(user) == [(Urgency.NOW, "1 mail niet verstuurd: bekijk waarom", "berichten/?staat=mislukt")]
    Bericht.objects.all().delete()
    bounce(two)
    bounce(factories.make_aanmelding(reeks=reeks, status=Status.AFGEMELD))
    text = "Bij 1 persoon komt mail niet aan: vraag een ander adres"
    assert told(user) == [(Urgency.THIS_WEEK, text, "wie-komt/?mail=nee")]


def test_mail_that_came_back_of_who_has_no_place(user: User, reeks: Reeks) -> None:
    for status in Status:
        bounce(factories.make_aanmelding(reeks=reeks, status=status))
    text = "Bij 3 personen komt mail niet aan: vraag een ander adres"
    assert [line for line in told(user) if line[0] == Urgency.THIS_WEEK] == [
        (Urgency.THIS_WEEK, text, "wie-komt/?mail=nee")
    ]


def test_mail_to_who_has_belangstelling_that_failed(
    user: User, reeks: Reeks, organisator_noord_holland: User, overijssel: Provincie
) -> None:
    # Nobody signed up for the reeks: there is only belangstelling.
    one, two = factories.make_belangstelling(reeks=reeks), factories.make_belangstelling(reeks=reeks)
    archived = factories.make_belangstelling(reeks=factories.make_reeks(provincie=overijssel, gearchiveerd_op=NOW))
    for row in [one, one, two, archived]:
        failed_mail(row)
    failed_mail(two, staat="verzonden")
    failed_mail(two, aangemaakt_op=NOW - 31 * DAY)
    text = "3 mails aan wie belangstelling heeft niet verstuurd: bekijk waarom"
    assert told(user) == [(Urgency.NOW, text, "berichten/?staat=mislukt")]
    assert told(organisator_noord_holland) == []


def test_mail_to_the_organisatie_that_failed(user: User, reeks: Reeks, organisator_noord_holland: User) -> None:
    one = factories.make_aanmelding(reeks=reeks)
    failed_mail(one)
    variants: list[dict[str, Any]] = [{}, {}, {"staat": "verzonden"}, {"aangemaakt_op": NOW - 31 * DAY}]
    for fields in variants:
        failed_mail(one, over=f"reeks:{reeks.pk}", **fields)
    failed_mail(one, over=f"reeks:{reeks.pk + 1000}")
    assert told(user) == [
        (Urgency.NOW, "1 mail niet verstuurd: bekijk waarom", "berichten/?staat=mislukt"),
        (Urgency.NOW, "2 mails aan de organisatie niet verstuurd: bekijk waarom", "berichten/?staat=mislukt"),
    ]
    assert told(organisator_noord_holland) == []


def test_a_mail_about_nobody_breaks_nothing(user: User, reeks: Reeks) -> None:
    failed_mail(factories.make_aanmelding(reeks=reeks), over=f"aanmelding:{uuid4()}")
    failed_mail(factories.make_aanmelding(reeks=reeks), over=f"belangstelling:{uuid4()}")
    assert told(user) == []


def test_attendance_that_nobody_took(user: User, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    sessie = factories.make_sessie(reeks=reeks, begin=NOW - 2 * DAY)
    aanmelding = factories.make_aanmelding(reeks=reeks)
    url = f"bijeenkomsten/{sessie.pk}/aanwezigheid/"
    assert told(user) == [(Urgency.THIS_WEEK, "Wie was er bij “Sessie 1”? Vul de lijst in", url)]
    aanmelding.deelnames.update(aanwezigheid="niet_verschenen")
    assert told(user) == []


def test_the_list_of_a_sessie_of_today(user: User, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    hours = {"Geweest": -3, "Bezig": -1, "Straks": 5, "Morgen": 24}
    rows = {
        titel: factories.make_sessie(reeks=reeks, titel=titel, begin=NOW + n * DAY / 24) for titel, n in hours.items()
    }
    factories.make_sessie(reeks=reeks, begin=NOW + DAY / 24, vervallen_op=NOW)
    found = told(user)
    assert [(urgency, url) for urgency, _, url in found] == [
        (Urgency.NOW, f"bijeenkomsten/{rows[titel].pk}/aanwezigheid/") for titel in ("Bezig", "Straks")
    ]
    assert found[0][1] == "Vandaag om 11.00 uur: “Bezig”. Open de lijst om mensen aan te tikken"


def test_rooms_that_gemeenten_offer(user: User, reeks: Reeks) -> None:
    aanmelding = factories.make_aanmelding(reeks=reeks)
    for staat in ["open", "afgewezen"]:
        offer_room(reeks.sessies.get(), aanmelding, gedaan_op=NOW, staat=staat)
    assert told(user) == [(Urgency.SOON, "Kies een plek voor “Sessie 1”: 1 aanbod", "gastheren/")]


def test_too_few_for_the_terugkom(user: User, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    factories.make_sessie(reeks=reeks, soort="terugkom", begin=NOW + 5 * DAY)
    for number in range(6):
        row = factories.make_aanmelding(reeks=reeks)
        row.deelnames.update(status="aangemeld" if number < 2 else "afgemeld")
    text = "Pas 2 van de 6 komen op “Terugkombijeenkomst”, 6 september: mail de deelnemers"
    [klus] = tasks(user=user, now=NOW)
    assert (klus.urgency, klus.text) == (Urgency.THIS_WEEK, text)
    assert klus.url == reverse("admin:programmes_reeks_rondmail_nieuw", args=[reeks.pk])
    [klus] = tasks(user=factories.make_medewerker(overijssel), now=NOW)
    assert klus.url == reverse("admin:programmes_reeks_overzicht", args=[reeks.pk])


def test_people_who_are_kept_for_long_also_of_an_archived_reeks(user: User, overijssel: Provincie) -> None:
    for archived in [None, NOW]:
        reeks = factories.make_reeks(provincie=overijssel, gearchiveerd_op=archived)
        factories.make_sessie(reeks=reeks, begin=NOW - 400 * DAY)
        aanmelding = factories.make_aanmelding(reeks=reeks)
        if archived:
            bounce(aanmelding)
        factories.make_aanmelding(reeks=reeks, status=Status.AFGEMELD)
    text = "Zijn de gegevens van 2 personen nog nodig? Alles is geweest sinds 28 juli 2025"
    people = "/beheer/registrations/aanmelding/?reeks__id__exact="
    assert told(user) == [(Urgency.SOON, text, f"{people}{pk}") for pk in (reeks.pk - 1, reeks.pk)]
    factories.make_sessie(reeks=reeks, begin=None)
    assert len(told(user)) == 1


def everything(reeks: Reeks, now: datetime = NOW) -> None:
    """Give a reeks something of every kind to do."""
    people = [factories.make_aanmelding(reeks=reeks) for _ in range(2)]
    failed_mail(people[0], aangemaakt_op=now - DAY)
    bounce(people[1])
    waits = factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST, houdt_plaats=True)
    Aanbod.objects.create(aanmelding=waits, gemaakt_op=now, verloopt_op=now + timedelta(hours=1))
    factories.make_aanmelding(reeks=reeks, status=Status.AANVRAAG)
    offer_room(reeks.sessies.all()[0], people[0], gedaan_op=now)
    failed_mail(factories.make_belangstelling(reeks=reeks), aangemaakt_op=now - DAY)


def test_nothing_of_another_organisator_is_told(
    reeks: Reeks, user: User, organisator_noord_holland: User, overijssel: Provincie
) -> None:
    everything(reeks)
    assert len(told(user)) == 6
    assert told(user) == told(factories.make_medewerker(overijssel))
    other = factories.make_organisator(organisatie=factories.make_organisatie(provincie=overijssel))
    for nobody in [organisator_noord_holland, other, factories.make_gastheer(reeks.sessies.get())]:
        assert told(nobody) == told(nobody, reeks=reeks) == []


def test_one_reeks_can_be_asked_for(reeks: Reeks, user: User, overijssel: Provincie) -> None:
    everything(reeks)
    other = factories.make_reeks(provincie=overijssel, sessies=1)
    everything(other)
    assert {klus.reeks for klus in tasks(user=user, now=NOW, reeks=reeks)} == {reeks.pk}


@pytest.mark.parametrize("count", [1, 3, 20])
def test_many_reeksen_take_five_queries(user: User, overijssel: Provincie, count: int) -> None:
    for _ in range(count):
        everything(factories.make_reeks(provincie=overijssel, sessies=1))
    with CaptureQueriesContext(connection) as captured:
        found = tasks(user=user, now=NOW)
    assert len({klus.reeks for klus in found}) == count
    assert len(captured) == 5


def test_figures_count_persons_gemeenten_and_who_waits(reeks: Reeks, overijssel: Provincie) -> None:
    gemeente = factories.make_gemeente(provincie=overijssel)
    for status in [Status.ACTIEF, Status.ONBEVESTIGD, Status.WACHTLIJST, Status.AFGEMELD]:
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente, status=status)
    factories.make_aanmelding(reeks=reeks, organisatie="Huisarts")
    empty = factories.make_reeks(provincie=overijssel)
    assert figures([reeks.pk, empty.pk]) == {reeks.pk: Figures(personen=3, gemeenten=1, wachtlijst=1)}
