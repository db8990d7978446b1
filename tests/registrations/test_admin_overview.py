"""The page "Deelnemers en plaatsen" of a reeks in /beheer/."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from programmes.models import Provincie, Reeks, Sessie
from registrations.admin.overview import Overview, overview_of
from registrations.admin.overview_lists import MOST
from registrations.admission import place_anyway
from registrations.models import Aanbod, Aanmelding, Behoefte, Deelname, Doorverwijzing
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import url

Status = Aanmelding.Status


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=2)


def address(reeks: Reeks) -> str:
    return reverse("admin:programmes_reeks_deelnemers", args=[reeks.pk])


def seen(reeks: Reeks, user: User) -> Overview:
    return overview_of(reeks, user=user, now=timezone.now())


def test_the_figures_stand_beside_their_limits(reeks: Reeks, organisator_overijssel: User) -> None:
    Reeks.objects.update(max_gemeenten=1, max_personen=2)
    reeks.refresh_from_db()
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte")
    olst = factories.make_gemeente(provincie=reeks.provincie, naam="Olst")
    reeks.gereserveerde_gemeenten.add(factories.make_gemeente(provincie=reeks.provincie, naam="Zwolle"))
    for gemeente, status in [
        (raalte, Status.ACTIEF), (raalte, Status.ACTIEF), (olst, Status.ONBEVESTIGD), (olst, Status.WACHTLIJST),
        (raalte, Status.AANVRAAG), (raalte, Status.AFGEMELD),
    ]:  # fmt: skip
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente, status=status)
    factories.make_aanmelding(reeks=reeks, organisatie="Huisarts")
    page = seen(reeks, organisator_overijssel)
    assert (page.gemeenten, page.personen, page.onbevestigd, page.wachtlijst, page.aanvragen) == (2, 4, 1, 1, 1)
    assert page.over == [
        "De reeks zit 1 boven het maximum: 2 gemeenten, en er is plaats voor 1.",
        "De reeks zit 2 boven het maximum: 4 personen, en er is plaats voor 2.",
    ]
    rows = [
        (row.naam, row.met_plaats, row.onbevestigd, row.wachtlijst, row.aanvragen, row.is_reserved)
        for row in page.per_gemeente
    ]
    assert rows == [
        ("Olst", 1, 1, 1, 0, False),
        ("Raalte", 2, 0, 0, 1, False),
        ("Zwolle", 0, 0, 0, 0, True),
        ("Zonder gemeente", 1, 0, 0, 0, False),
    ]


def test_a_sessie_has_its_own_figures_and_queue(reeks: Reeks, organisator_overijssel: User) -> None:
    first, second = reeks.sessies.all()
    for plaatsen, sessie in [(1, first), (None, second)]:
        sessie.plaatsen = plaatsen
        sessie.save()
    for _ in range(2):
        factories.make_aanmelding(reeks=reeks)
    waiting = factories.make_aanmelding(reeks=reeks, naam="Wietske Wacht")
    waiting.deelnames.filter(sessie=first).update(status="wachtlijst")
    one, two = seen(reeks, organisator_overijssel).sessies
    assert (one.aangemeld, one.aangeboden, one.wachtlijst, one.over) == (2, 0, 1, 1)
    assert [(row.position, row.aanmelding, row.reden) for row in one.queue] == [(1, waiting, "Deze bijeenkomst is vol")]
    assert (two.aangemeld, two.wachtlijst, two.over, two.queue) == (3, 0, 0, [])


def test_the_queue_keeps_its_order_and_says_why(reeks: Reeks, organisator_overijssel: User) -> None:
    Reeks.objects.update(max_gemeenten=1, max_per_gemeente=1, max_personen=5)
    reeks.refresh_from_db()
    within = factories.make_aanmelding(reeks=reeks)
    now = timezone.now()
    later = factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST, gemeente=within.gemeente, aangemeld_op=now)
    earlier = factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST, aangemeld_op=now - timedelta(days=1))
    queue = seen(reeks, organisator_overijssel).queue
    assert [(row.position, row.aanmelding, row.reden) for row in queue] == [
        (1, earlier, "Alle plaatsen voor gemeenten zijn bezet"),
        (2, later, "Deze gemeente heeft al het maximum aan personen"),
    ]


def test_aanvragen_stand_by_gemeente_with_a_button_for_all(
    client_overijssel: Client, organisator_overijssel: User, reeks: Reeks
) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte")
    asked = [factories.make_aanmelding(reeks=reeks, gemeente=raalte, status=Status.AANVRAAG) for _ in range(2)]
    single = factories.make_aanmelding(reeks=reeks, organisatie="Huisarts", status=Status.AANVRAAG)
    page = seen(reeks, organisator_overijssel)
    assert [(row.naam, row.asked) for row in page.asking] == [("Raalte", asked), ("Zonder gemeente", [single])]
    text = client_overijssel.get(address(reeks)).content.decode()
    for name in ["toelaten", "afwijzen"]:
        assert reverse(f"admin:programmes_reeks_gemeente_{name}", args=[reeks.pk, raalte.pk]) in text
        for row in [*asked, single]:
            assert reverse(f"admin:registrations_aanmelding_{name}", args=[row.pk]) in text
    assert "Er wachten 3 aanvragen" in text
    assert (
        "Er wachten 3 aanvragen op je besluit." in client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    )


def test_offers_exceptions_and_links_sent_on(reeks: Reeks, organisator_overijssel: User) -> None:
    first = reeks.sessies.first()
    now = timezone.now()
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte")
    aanmelding = factories.make_aanmelding(reeks=reeks, gemeente=raalte)
    deelname = aanmelding.deelnames.get(sessie=first)
    deelname.status = "aangeboden"
    deelname.save()
    offer = Aanbod.objects.create(deelname=deelname, gemaakt_op=now, verloopt_op=now + timedelta(days=2))
    waits = factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST, organisatie="Huisarts")
    place_anyway(aanmelding=waits, sessie=None, reden="Is gastvrouw", user=organisator_overijssel, now=now)
    Doorverwijzing.objects.create(reeks=reeks, gemeente=raalte, aantal=3)
    Doorverwijzing.objects.create(reeks=reeks, gemeente=factories.make_gemeente(naam="Aalten"), aantal=1)
    other = factories.make_reeks(provincie=reeks.provincie)
    Doorverwijzing.objects.create(reeks=other, gemeente=factories.make_gemeente(naam="Zwolle"), aantal=9)
    page = seen(reeks, organisator_overijssel)
    assert page.offers == [offer]
    counts = [(row.naam, row.sent_on) for row in page.per_gemeente]
    assert counts == [("Aalten", 1), ("Raalte", 3), ("Zonder gemeente", 0)]
    assert [(row.aanmelding, row.user, row.reden) for row in page.exceptions] == [
        (waits, organisator_overijssel, "Is gastvrouw")
    ]


def test_needs_are_shown_of_who_is_confirmed_and_comes(reeks: Reeks, organisator_overijssel: User) -> None:
    shown = Behoefte.objects.create(aanmelding=factories.make_aanmelding(reeks=reeks), tekst="Vegetarisch")
    for status in [Status.ONBEVESTIGD, Status.AFGEMELD, Status.VERLOPEN]:
        Behoefte.objects.create(aanmelding=factories.make_aanmelding(reeks=reeks, status=status), tekst="Geheim")
    other = factories.make_reeks(provincie=reeks.provincie, sessies=1)
    Behoefte.objects.create(aanmelding=factories.make_aanmelding(reeks=other), tekst="Van een andere reeks")
    assert seen(reeks, organisator_overijssel).needs == [shown]


def test_needs_stand_on_no_other_page(client_overijssel: Client, reeks: Reeks) -> None:
    aanmelding = factories.make_aanmelding(reeks=reeks)
    Behoefte.objects.create(aanmelding=aanmelding, tekst="Glutenvrij brood")
    assert "Glutenvrij brood" in client_overijssel.get(address(reeks)).content.decode()
    for other in [url(Aanmelding, "change", aanmelding), url(Aanmelding, "changelist"), url(Reeks, "change", reeks)]:
        assert "Glutenvrij" not in client_overijssel.get(other).content.decode()


def test_who_may_only_look_gets_no_button_that_changes(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks, status=Status.AANVRAAG)
    medewerker = signed_in(factories.make_medewerker(reeks.provincie))
    change = re.compile(r'href="[^"]*/(?:inlezen|mails/nieuw|gaat-niet-door|toelaten|afwijzen)/"')
    found = [
        len(change.findall(client.get(address(reeks)).content.decode())) for client in (client_overijssel, medewerker)
    ]
    assert found[0] >= 8
    assert found[1] == 0


ACTS = re.compile(r'href="[^"]*/(aanmelden|inlezen|gaat-niet-door|mails/nieuw|toelaten|afwijzen)/"')


def test_what_is_over_or_archived_offers_only_what_still_works(client_overijssel: Client, reeks: Reeks) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte")
    factories.make_aanmelding(reeks=reeks, gemeente=raalte, status=Status.AANVRAAG)
    pages = [client_overijssel.get(address(reeks)).content.decode()]
    Reeks.objects.update(gearchiveerd_op=timezone.now())
    pages.append(client_overijssel.get(address(reeks)).content.decode())
    past = timezone.now() - timedelta(days=3)
    Sessie.objects.update(begin=past, einde=past + timedelta(hours=2))
    pages.append(client_overijssel.get(address(reeks)).content.decode())
    always = {"mails/nieuw", "afwijzen"}
    assert [set(ACTS.findall(page)) for page in pages] == [
        always | {"aanmelden", "inlezen", "gaat-niet-door", "toelaten"},
        always | {"gaat-niet-door", "toelaten"},
        always,
    ]
    assert ["Er wacht 1 aanvraag" in page for page in pages] == [True, True, False]
    assert "Toelaten kan niet meer, afwijzen nog wel." in pages[2]
    assert client_overijssel.get(url(Reeks, "change", reeks)).context["aanvragen"] == 0


def test_who_organises_another_organisatie_of_the_provincie_sees_nothing(reeks: Reeks) -> None:
    other = factories.make_organisatie(provincie=reeks.provincie)
    client = signed_in(factories.make_organisator(organisatie=other))
    assert client.get(address(reeks)).status_code == 404


def test_names_are_text_and_not_markup(client_overijssel: Client, reeks: Reeks) -> None:
    aanmelding = factories.make_aanmelding(reeks=reeks, naam="<script>x</script>", status=Status.AANVRAAG)
    Behoefte.objects.create(aanmelding=factories.make_aanmelding(reeks=reeks), tekst="<img src=x>")
    page = client_overijssel.get(address(reeks)).content.decode()
    assert "<script>x" not in page
    assert "<img src=x" not in page
    assert f">{'&lt;script&gt;x&lt;/script&gt;'}</a>" in page
    assert aanmelding.naam not in page


def queries(client: Client, reeks: Reeks) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address(reeks)).status_code == 200
    return len(captured)


def test_the_page_takes_as_many_queries_for_500_people_as_for_one(client_overijssel: Client, reeks: Reeks) -> None:
    Reeks.objects.update(max_gemeenten=3, max_personen=10)
    gemeenten = [factories.make_gemeente(provincie=reeks.provincie) for _ in range(5)]

    def add(number: int) -> None:
        rows: list[Any] = [
            Aanmelding(
                reeks=reeks, email=f"p{n}.{number}@x.example", naam=f"P {n}", gemeente=gemeenten[n % 5], omvang="reeks",
                status=status, houdt_plaats=status == "actief", bevestigd_op=timezone.now(),
            )
            for n in range(number)
            for status in ["actief", "wachtlijst", "aanvraag"][n % 3 : n % 3 + 1]
        ]  # fmt: skip
        Aanmelding.objects.bulk_create(rows)
        Behoefte.objects.bulk_create([Behoefte(aanmelding=row, tekst="x") for row in rows])

    add(3)
    for_few = queries(client_overijssel, reeks)
    add(500)
    assert (queries(client_overijssel, reeks), for_few) == (for_few, 15)
    page = client_overijssel.get(address(reeks))
    shown: Overview = page.context["overview"]
    assert [len(shown.queue), len(shown.needs), shown.wachtlijst] == [MOST, MOST, 168]
    assert below_queues(page.content.decode()) == [
        "En nog 68 personen. Bekijk de hele wachtlijst",
        "En nog 403. Bekijk ze allemaal",
    ]
    everybody = client_overijssel.get(address(reeks), {"behoeften": "alles"})
    assert (len(everybody.context["overview"].needs), below_queues(everybody.content.decode())[1:]) == (503, [])


def below_queues(page: str) -> list[str]:
    """Return what stands under the queues that are cut off."""
    found = re.findall(r"<p>\s*(En nog .*?)</p>", page, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", text).split()) for text in found]


def wait_at(sessie: Sessie, count: int) -> None:
    """Have people with a place in the reeks wait at one of its sessies, each since a second later."""
    start = timezone.now() - timedelta(days=1)
    people = Aanmelding.objects.bulk_create(
        Aanmelding(
            reeks=sessie.reeks, email=f"{sessie.slug}.{number}@x.example", naam=f"{sessie.slug} {number}",
            organisatie="Huisarts", omvang="sessies", status="actief", houdt_plaats=True, bevestigd_op=start,
        )
        for number in range(count)
    )  # fmt: skip
    Deelname.objects.bulk_create(
        Deelname(
            aanmelding=row, sessie=sessie, email=row.email, status="wachtlijst",
            in_rij_sinds=start + timedelta(seconds=number),
        )
        for number, row in enumerate(people)
    )  # fmt: skip


def test_a_long_queue_at_one_sessie_hides_no_other(
    client_overijssel: Client, organisator_overijssel: User, overijssel: Provincie
) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=3)
    for sessie, count in zip(reeks.sessies.all(), [MOST + 30, MOST + 1, 2], strict=True):
        wait_at(sessie, count)
    page = seen(reeks, organisator_overijssel)
    assert [(len(row.queue), row.wachtlijst, row.more) for row in page.sessies] == [
        (MOST, MOST + 30, 30), (MOST, MOST + 1, 1), (2, 2, 0),
    ]  # fmt: skip
    assert [[row.queue[0].aanmelding.naam, row.queue[-1].aanmelding.naam] for row in page.sessies] == [
        ["sessie-1 0", "sessie-1 99"], ["sessie-2 0", "sessie-2 99"], ["sessie-3 0", "sessie-3 1"],
    ]  # fmt: skip
    assert [row.position for row in page.sessies[0].queue] == list(range(1, MOST + 1))
    assert below_queues(client_overijssel.get(address(reeks)).content.decode()) == [
        "En nog 30 personen. Bekijk iedereen die op een bijeenkomst wacht",
        "En nog 1 persoon. Bekijk iedereen die op een bijeenkomst wacht",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_queues_at_more_sessies_take_no_more_queries(
    count: int, client_overijssel: Client, overijssel: Provincie
) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=count)
    for sessie in reeks.sessies.all():
        wait_at(sessie, MOST + 1)
    assert queries(client_overijssel, reeks) == 15
