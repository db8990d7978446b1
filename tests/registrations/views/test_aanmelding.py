"""`/aanmelding/<token>/` and what can be done there. A GET changes nothing."""

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
import time_machine
from django.core import serializers
from django.test import Client

from outbox.models import Bericht
from registrations.models import Aanbod, Aanmelding, Belangstelling, Deelname
from registrations.tokens import token_for
from tests import factories
from tests.registrations.world import NOW, Leerlab, states


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(aanmelding: Aanmelding, rest: str = "") -> str:
    return f"/aanmelding/{token_for(aanmelding)}/{rest}"


def dump() -> str:
    rows = [*Aanmelding.objects.all(), *Deelname.objects.all(), *Bericht.objects.all(), *Belangstelling.objects.all()]
    return str(serializers.serialize("json", rows))


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    html = client.get(url_of(leerlab.sign_up())).content.decode()
    assert "Bevestig mijn aanmelding" in html
    assert "<h1>Je aanmelding voor Bewoners bereiken</h1>" in html


def test_confirm_with_the_button(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up()
    response = client.post(url_of(aanmelding, "bevestigen/"))
    assert (response.status_code, response["Location"]) == (303, url_of(aanmelding) + "?gedaan=bevestigd")
    aanmelding.refresh_from_db()
    assert aanmelding.status == "actief"
    html = client.get(response["Location"]).content.decode()
    assert "Gelukt: je aanmelding is bevestigd." in html
    assert "Bevestig mijn aanmelding" not in html


@pytest.mark.parametrize(
    "rest",
    ["", "gegevens/", "afmelden/", "agenda.ics", "sessie-1/agenda.ics", "bevestigen/", "sessie-1/meedoen/",
     "sessie-1/afmelden/", "?gedaan=afgemeld"],
)  # fmt: skip
def test_a_get_changes_nothing(client: Client, leerlab: Leerlab, rest: str) -> None:
    for aanmelding in (leerlab.sign_up(), leerlab.confirmed(email="bart@raalte.example")):
        before = dump()
        client.get(url_of(aanmelding, rest))
        client.head(url_of(aanmelding, rest))
        assert dump() == before


@pytest.mark.parametrize("rest", ["bevestigen/", "sessie-1/meedoen/", "sessie-1/afmelden/"])
def test_acts_are_for_post_only(client: Client, leerlab: Leerlab, rest: str) -> None:
    assert client.get(url_of(leerlab.sign_up(), rest)).status_code == 405


@pytest.mark.parametrize("rest", ["bevestigen/", "sessie-1/meedoen/", "sessie-1/afmelden/", "afmelden/", "gegevens/"])
def test_acts_need_a_csrf_token(leerlab: Leerlab, rest: str) -> None:
    aanmelding = leerlab.sign_up()
    before = dump()
    assert Client(enforce_csrf_checks=True).post(url_of(aanmelding, rest)).status_code == 403
    assert dump() == before


@pytest.mark.parametrize(
    "rest",
    ["", "gegevens/", "afmelden/", "agenda.ics", "sessie-1/agenda.ics", "bevestigen/", "sessie-1/meedoen/"],
)
def test_forged_and_revoked_links_look_the_same(client: Client, leerlab: Leerlab, rest: str) -> None:
    aanmelding = leerlab.confirmed()
    old = url_of(aanmelding, rest)
    Aanmelding.objects.update(token_versie=2)
    for url in (old, f"/aanmelding/{'x' * 60}/{rest}", f"/aanmelding/{aanmelding.uuid}/{rest}"):
        for response in (client.get(url), client.post(url)):
            assert response.status_code in {404, 405}
            assert b"Anna" not in response.content


def test_private_headers(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    for rest in ("", "gegevens/", "agenda.ics"):
        response = client.get(url_of(aanmelding, rest))
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert set(response.cookies) <= {"csrftoken"}


def test_drop_and_add_one_sessie(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    response = client.post(url_of(aanmelding, "sessie-1/afmelden/"))
    assert response["Location"].endswith("?gedaan=eraf")
    assert states(aanmelding)["sessie-1"] == "afgemeld"
    assert "sessie-1/meedoen/" in client.get(url_of(aanmelding)).content.decode()
    response = client.post(url_of(aanmelding, "sessie-1/meedoen/"))
    assert response["Location"].endswith("?gedaan=erbij")
    assert states(aanmelding)["sessie-1"] == "aangemeld"


def test_what_is_refused_says_why(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up()
    response = client.post(url_of(aanmelding, "sessie-1/meedoen/"))
    assert response.status_code == 409
    assert "Bevestig eerst je aanmelding." in response.content.decode()
    assert client.post(url_of(aanmelding, "kick-off/afmelden/")).status_code == 409
    assert client.post(url_of(aanmelding, "sessie-99/meedoen/")).status_code == 404


def test_sign_off_asks_first_and_then_does(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    assert "Ja, meld mij af" in client.get(url_of(aanmelding, "afmelden/")).content.decode()
    response = client.post(url_of(aanmelding, "afmelden/"))
    html = client.get(response["Location"]).content.decode()
    assert "Je bent afgemeld voor alles." in html
    assert "Meld je opnieuw aan" in html
    assert set(states(aanmelding).values()) == {"afgemeld"}


def test_dropping_the_last_one_says_that_all_is_signed_off(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed("sessie-1")
    client.post(url_of(aanmelding, "sessie-1/afmelden/"))
    response = client.post(url_of(aanmelding, "terugkom/afmelden/"))
    assert response["Location"].endswith("?gedaan=afgemeld")


def test_calendar_files_hold_the_link_and_only_what_one_takes_part_in(client: Client, leerlab: Leerlab) -> None:
    sessie = leerlab.sessies["sessie-1"]
    sessie.soort, sessie.online_link = "online", "https://overleg.example/kamer-7"
    sessie.save()
    aanmelding = leerlab.confirmed("sessie-1", "sessie-3")
    response = client.get(url_of(aanmelding, "agenda.ics"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(response.content)
    assert "METHOD" not in calendar
    uids = [str(event["UID"]) for event in calendar.events]
    assert uids == [str(sessie.uid), str(leerlab.sessies["terugkom"].uid)]
    assert str(calendar.events[0]["LOCATION"]) == "https://overleg.example/kamer-7"
    assert client.get(url_of(aanmelding, "sessie-1/agenda.ics")).status_code == 200
    for slug in ("sessie-2", "sessie-3", "kick-off", "onzin"):
        assert client.get(url_of(aanmelding, f"{slug}/agenda.ics")).status_code == 404


def test_an_unconfirmed_address_sees_no_online_link(client: Client, leerlab: Leerlab) -> None:
    leerlab.reeks.sessies.filter(slug="sessie-1").update(soort="online", online_link="https://overleg.example/kamer-7")
    aanmelding = leerlab.sign_up()
    for rest in ("", "agenda.ics", "sessie-1/agenda.ics"):
        assert b"kamer-7" not in client.get(url_of(aanmelding, rest)).content
    client.post(url_of(aanmelding, "bevestigen/"))
    for rest in ("", "agenda.ics", "sessie-1/agenda.ics"):
        assert b"kamer-7" in client.get(url_of(aanmelding, rest)).content


def test_the_sequence_in_a_download_is_that_of_the_last_invitation(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    for act in ("afmelden", "meedoen"):
        client.post(url_of(aanmelding, f"sessie-1/{act}/"))
    [event] = icalendar.Calendar.from_ical(client.get(url_of(aanmelding, "sessie-1/agenda.ics")).content).events
    assert int(str(event["SEQUENCE"])) == 2


def test_the_page_stays_when_the_reeks_goes_back_to_concept(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    type(leerlab.reeks).objects.update(status="concept")
    html = client.get(url_of(aanmelding)).content.decode()
    assert "Lees meer over" not in html
    assert client.post(url_of(aanmelding, "afmelden/")).status_code == 303


def test_what_people_take_home_stands_at_its_sessie(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed()
    factories.make_handvatten(sessie=leerlab.sessies["sessie-1"])
    factories.make_handvatten(sessie=leerlab.sessies["sessie-2"], published=False)
    html = client.get(url_of(aanmelding)).content.decode()
    links = re.findall(r'href="([^"]*/handvatten/)"', html)
    assert links == [f"{leerlab.sessies['sessie-1'].get_absolute_url()}handvatten/"]
    assert client.get(links[0]).status_code == 200
    type(leerlab.reeks).objects.update(status="concept")
    assert "/handvatten/" not in client.get(url_of(aanmelding)).content.decode()


def test_a_past_reeks_offers_nothing_to_change(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed("sessie-1")
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        html = client.get(url_of(aanmelding)).content.decode()
    assert "Je was aangemeld" in html
    assert '/afmelden/"' not in html.replace(url_of(aanmelding, "afmelden/"), "")


def test_what_is_past_its_time_is_not_offered_and_the_rest_still_is(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.confirmed("sessie-1")
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        html = client.get(url_of(aanmelding)).content.decode()
    assert "/sessie-1/afmelden/" not in html
    assert "/terugkom/afmelden/" in html


@pytest.mark.parametrize(
    ("name", "queries"),
    [("actief", 7), ("wachtlijst", 7), ("aanbod", 6), ("wacht op een bijeenkomst", 8), ("overname", 7),
     ("afgewezen", 6)],
)  # fmt: skip
@pytest.mark.django_db
def test_the_page_takes_the_same_queries_for_one_for_three_and_for_ten_sessies(
    client: Client, django_assert_num_queries: Any, name: str, queries: int
) -> None:
    for number in (1, 3, 10):
        aanmelding = somebody(name, number)
        with django_assert_num_queries(queries):
            client.get(url_of(aanmelding))


def somebody(name: str, sessies: int) -> Aanmelding:
    """Make somebody in a state, in a reeks of so many sessies of which each has a limit when they wait for one."""
    reeks = factories.make_reeks(sessies=sessies)
    if name == "actief":
        return factories.make_aanmelding(reeks=reeks)
    if name == "afgewezen":
        return factories.make_aanmelding(reeks=reeks, status="afgewezen")
    if name == "overname":
        old = factories.make_aanmelding(reeks=reeks)
        return factories.make_aanmelding(reeks=reeks, status="onbevestigd", houdt_plaats=False, neemt_over=old)
    if name == "wacht op een bijeenkomst":
        aanmelding = factories.make_aanmelding(reeks=reeks)
        aanmelding.deelnames.update(status="wachtlijst")
        reeks.sessies.update(plaatsen=1)
        return aanmelding
    type(reeks).objects.filter(pk=reeks.pk).update(max_personen=1)
    aanmelding = factories.make_aanmelding(reeks=reeks, status="wachtlijst")
    if name == "aanbod":
        Aanmelding.objects.filter(pk=aanmelding.pk).update(houdt_plaats=True)
        Aanbod.objects.create(aanmelding=aanmelding, gemaakt_op=NOW, verloopt_op=NOW + timedelta(days=2))
    return aanmelding
