"""The list at the door in /beheer/: who may, what it shows, taps with and without JavaScript, and somebody's code."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from programmes.models import Locatie, Sessie
from registrations.merging import merge
from registrations.models import Aanmelding, Deelname, Tik
from registrations.switching import substitute
from registrations.texts import DOOR_REFUSALS
from registrations.tokens import code_for, token_for
from tests import factories
from tests.conftest import signed_in
from tests.registrations.world import NOW, Leerlab

BEGIN = NOW + timedelta(days=7)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def sessie(leerlab: Leerlab) -> Sessie:
    return leerlab.sessies["sessie-1"]


@pytest.fixture
def anna(leerlab: Leerlab, sessie: Sessie) -> Deelname:
    return leerlab.confirmed().deelnames.get(sessie=sessie)


@pytest.fixture
def at_the_door(anna: Deelname) -> Iterator[Any]:  # noqa: ARG001 - there is somebody to tap
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


def address(sessie: Sessie, page: str = "aanwezigheid", *more: object) -> str:
    return reverse(f"admin:programmes_reeks_{page}", args=[sessie.reeks_id, sessie.pk, *more])


def body(user: User, *taps: dict[str, object], **fields: object) -> str:
    return json.dumps({"gebruiker": user.pk, "tikken": taps} | fields)


def tap(deelname: Deelname, waarde: str = "aanwezig", moment: datetime = BEGIN, **fields: object) -> dict[str, object]:
    known = {"deelname": deelname.pk, "waarde": waarde, "getikt_op": int(moment.timestamp() * 1000)}
    return {"uuid": str(uuid4())} | known | fields


def send(client: Client, sessie: Sessie, text: str) -> Any:
    return client.post(address(sessie, "tikken"), text, content_type="application/json")


def press(client: Client, sessie: Sessie, button: str, uuid: str = "") -> Any:
    return client.post(address(sessie), {"tik": button, "uuid": uuid or str(uuid4())})


def holds(deelname: Deelname) -> str:
    deelname.refresh_from_db()
    return deelname.aanwezigheid


# --- Who ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def people(leerlab: Leerlab, sessie: Sessie) -> dict[str, User]:
    """Make who may, and who may not; the same names say who in the tests."""
    provincie = leerlab.reeks.provincie
    elsewhere = factories.make_sessie(reeks=factories.make_reeks(provincie=factories.make_provincie("Drenthe")))
    return {
        "beheerder": factories.make_beheerder(),
        "organisator": factories.make_organisator(provincie),
        "organisator of the organisatie": factories.make_organisator(organisatie=leerlab.reeks.organisatie),
        "medewerker": factories.make_medewerker(provincie),
        "gastheer": factories.make_gastheer(sessie),
        "gastheer of the next sessie": factories.make_gastheer(leerlab.sessies["sessie-2"]),
        "gastheer elsewhere": factories.make_gastheer(elsewhere),
        "organisator elsewhere": factories.make_organisator(elsewhere.reeks.provincie),
        "medewerker elsewhere": factories.make_medewerker(elsewhere.reeks.provincie),
    }


ALLOWED = ["beheerder", "organisator", "organisator of the organisatie", "medewerker", "gastheer"]
REFUSED = ["gastheer of the next sessie", "gastheer elsewhere", "organisator elsewhere", "medewerker elsewhere"]


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize("who", ALLOWED)
def test_who_may_sees_the_list_and_taps(sessie: Sessie, anna: Deelname, people: dict[str, User], who: str) -> None:
    client = signed_in(people[who])
    assert "Anna de Vries" in client.get(address(sessie)).content.decode()
    assert client.get(address(sessie, "tikken")).json()["standen"] == {str(anna.pk): ""}
    send(client, sessie, body(people[who], tap(anna, "deels")))
    assert holds(anna) == "deels"
    press(client, sessie, f"{anna.pk}:aanwezig")
    assert holds(anna) == "aanwezig"


@pytest.mark.parametrize("who", ALLOWED)
def test_who_receives_people_sees_the_room(sessie: Sessie, people: dict[str, User], who: str) -> None:
    known = {
        "zaal": "Raadzaal", "zaalgrootte": 31, "openbaar_vervoer": "Bus 7", "parkeren": "Achter de kerk",
        "toegankelijkheid": "Zonder trap", "contact_naam": "Cor Bode", "contact_email": "cor@raalte.example",
        "contact_telefoon": "0572-347799",
    }  # fmt: skip
    client, plek = signed_in(people[who]), factories.make_locatie(provincie=sessie.reeks.provincie)
    Sessie.objects.filter(pk=sessie.pk).update(locatie=plek)
    assert "Over de zaal" not in client.get(address(sessie)).content.decode()
    Locatie.objects.filter(pk=plek.pk).update(**known)
    page = client.get(address(sessie)).content.decode()
    shown = re.search(r'<details class="deur-zaal">.*?</details>', page, re.DOTALL)
    assert shown
    assert re.findall(r"<dt>(.*?)</dt>", shown[0]) == [
        "Zaal", "Openbaar vervoer", "Parkeren", "Bereikbaarheid", "Hoeveel mensen passen erin", "Contactpersoon",
    ]  # fmt: skip
    assert [value for value in known.values() if str(value) not in shown[0]] == []


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize("who", REFUSED)
def test_for_others_it_does_not_exist(sessie: Sessie, anna: Deelname, people: dict[str, User], who: str) -> None:
    client = signed_in(people[who])
    answers = [
        client.get(address(sessie)),
        client.get(address(sessie, "tikken")),
        press(client, sessie, f"{anna.pk}:aanwezig"),
        send(client, sessie, body(people[who], tap(anna))),
        client.get(address(sessie, "uitdraai_vragen")),
        client.post(address(sessie, "uitdraai_vragen"), {"soort": "presentielijst"}),
        client.get(address(sessie, "uitdraai", uuid4())),
        client.get(address(sessie, "uitdraai_pdf", uuid4())),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert [answer for answer in answers if "Anna" in answer.content.decode()] == []
    assert (holds(anna), Tik.objects.count()) == ("", 0)


@pytest.mark.usefixtures("at_the_door")
def test_a_gastheer_of_one_sessie_taps_nobody_of_another(
    leerlab: Leerlab, sessie: Sessie, anna: Deelname, people: dict[str, User]
) -> None:
    other = anna.aanmelding.deelnames.get(sessie=leerlab.sessies["sessie-2"])
    one = tap(other)
    answer = send(signed_in(people["gastheer"]), sessie, body(people["gastheer"], one)).json()["antwoord"]
    assert answer == {one["uuid"]: "Deze persoon staat niet meer op de lijst. Ververs de pagina."}
    assert holds(other) == ""


def test_who_lost_the_role_is_out_at_the_next_request(
    sessie: Sessie, anna: Deelname, people: dict[str, User], at_the_door: object
) -> None:
    assert at_the_door
    host = people["gastheer"]
    client = signed_in(host)
    assert client.get(address(sessie)).status_code == 200
    host.lidmaatschappen.all().delete()
    answer = send(client, sessie, body(host, tap(anna)))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/beheer/login/")
    assert holds(anna) == ""


@pytest.mark.parametrize("pk", [0, 10**30])
def test_a_sessie_that_does_not_exist(client_beheerder: Client, sessie: Sessie, pk: int) -> None:
    for args in ([pk, sessie.pk], [sessie.reeks_id, pk], [sessie.reeks_id + 1, sessie.pk]):
        assert client_beheerder.get(reverse("admin:programmes_reeks_aanwezigheid", args=args)).status_code == 404


# --- The page -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_the_door")
def test_the_page_counts_and_keeps_apart_who_is_not_expected(
    client_overijssel: Client, leerlab: Leerlab, sessie: Sessie, anna: Deelname
) -> None:
    found = {"Bart": "deels", "Cor": "met_bericht", "Dina": "niet_verschenen", "Wim": "aanwezig", "Ali": ""}
    rows = {}
    with time_machine.travel(NOW, tick=False):
        for naam, waarde in found.items():
            aanmelding = leerlab.confirmed(naam=naam, email=f"{naam.lower()}@raalte.example")
            aanmelding.deelnames.filter(sessie=sessie).update(aanwezigheid=waarde)
            rows[naam] = aanmelding.deelnames.get(sessie=sessie)
    Deelname.objects.filter(pk=rows["Wim"].pk).update(status="wachtlijst")
    Deelname.objects.filter(pk=rows["Ali"].pk).update(status="afgemeld")
    answer = client_overijssel.get(address(sessie))
    page = answer.context["page"]
    assert [(row.deelname.aanmelding.naam, row.reden) for row in page.verwacht] == [
        ("Anna de Vries", ""), ("Bart", ""), ("Cor", ""), ("Dina", ""),
    ]  # fmt: skip
    assert [(row.deelname.aanmelding.naam, row.reden) for row in page.overig] == [
        ("Ali", "Afgemeld"), ("Wim", "Op de wachtlijst"),
    ]  # fmt: skip
    assert (page.counts.aanwezig, page.counts.verwacht, page.counts.onverwacht) == (1, 4, 1)
    assert page.counts.waarden == [
        ("deels", "deels", 1), ("met_bericht", "met bericht", 1), ("niet_verschenen", "niet verschenen", 1),
        ("", "nog niet aangetikt", 1),
    ]  # fmt: skip
    html = answer.content.decode()
    assert "van <span data-tel" in html
    pressed = f'value="{rows["Bart"].pk}:deels" aria-pressed="true">'
    assert (html.count('aria-pressed="true"'), pressed in html) == (4, True)
    assert anna.aanmelding.email not in html


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize("count", [1, 3, 500])
def test_the_list_costs_the_same_however_long_it_is(client_overijssel: Client, sessie: Sessie, count: int) -> None:
    anna = Aanmelding.objects.get()
    people = [
        Aanmelding(
            reeks=anna.reeks, email=f"d{number}@raalte.example", naam=f"D {number}", gemeente=anna.gemeente,
            omvang="reeks", status="actief", houdt_plaats=True,
        )
        for number in range(count - 1)
    ]  # fmt: skip
    made = Aanmelding.objects.bulk_create(people)
    Deelname.objects.bulk_create(Deelname(aanmelding=row, sessie=sessie, email=row.email) for row in made)
    costs = []
    for page in ("aanwezigheid", "tikken"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client_overijssel.get(address(sessie, page)).status_code == 200
        costs.append(len(queries))
    keys = list(sessie.deelnames.order_by("pk").values_list("pk", flat=True)[:100])
    user = User.objects.get(email="organisator@overijssel.example")
    taps = [
        {"uuid": str(uuid4()), "deelname": key, "waarde": "aanwezig", "getikt_op": 1_788_868_800_000} for key in keys
    ]
    with CaptureQueriesContext(connection) as queries:
        assert send(client_overijssel, sessie, body(user, *taps)).status_code == 200
    assert Deelname.objects.filter(aanwezigheid="aanwezig").count() == len(keys)
    assert (*costs, len(queries)) == (9, 5, 15)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (BEGIN - DAY, "Het is nog te vroeg om mensen aan te tikken."),
        (BEGIN + DAY, "De dag is voorbij. Vraag de organisator om de lijst te verbeteren."),
    ],
)
def test_outside_the_day_a_gastheer_sees_the_list_without_buttons_that_work(
    sessie: Sessie, anna: Deelname, moment: datetime, text: str
) -> None:
    host = factories.make_gastheer(sessie)
    with time_machine.travel(moment, tick=False):
        client = signed_in(host)
        html = client.get(address(sessie)).content.decode()
        assert text in html
        assert (html.count(" disabled>"), html.count(" disabled hidden>")) == (4, 1)
        assert "aanwezigheid.js" not in html
        answer = press(client, sessie, f"{anna.pk}:aanwezig")
    assert (answer.status_code, answer["Location"], holds(anna)) == (302, address(sessie), "")


def test_after_the_day_the_organisation_corrects(client_overijssel: Client, sessie: Sessie, anna: Deelname) -> None:
    with time_machine.travel(BEGIN + 3 * DAY, tick=False):
        assert "Wat je nu verandert, is een verbetering." in client_overijssel.get(address(sessie)).content.decode()
        press(client_overijssel, sessie, f"{anna.pk}:met_bericht")
    assert (holds(anna), Tik.objects.get().bron) == ("met_bericht", "correctie")


@pytest.mark.usefixtures("at_the_door")
def test_a_gastheer_is_led_to_nothing_that_does_not_open(sessie: Sessie, people: dict[str, User]) -> None:
    html = signed_in(people["gastheer"]).get(address(sessie)).content.decode()
    assert reverse("admin:programmes_reeks_deelnemers", args=[sessie.reeks_id]) not in html
    assert reverse("admin:programmes_reeks_change", args=[sessie.reeks_id]) not in html


def test_the_sessies_to_choose_from(leerlab: Leerlab, people: dict[str, User]) -> None:
    sessies = leerlab.sessies
    Sessie.objects.filter(pk=sessies["terugkom"].pk).update(vervallen_op=NOW)
    with time_machine.travel(BEGIN, tick=False):
        found = {
            who: [
                (name, [row.slug for row in rows])
                for name, rows in signed_in(people[who]).get("/beheer/programmes/reeks/aan-de-deur/").context["groepen"]
            ]
            for who in ("organisator", "gastheer", "gastheer of the next sessie")
        }
    assert found == {
        "organisator": [("Vandaag", ["sessie-1"]), ("Straks", ["sessie-2"]), ("Geweest", ["kick-off"])],
        "gastheer": [("Vandaag", ["sessie-1"])],
        "gastheer of the next sessie": [("Straks", ["sessie-2"])],
    }


# --- Without JavaScript -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_the_door")
def test_a_button_taps_and_comes_back_to_its_row(client_overijssel: Client, sessie: Sessie, anna: Deelname) -> None:
    page = str(uuid4())
    for _ in range(2):
        answer = press(client_overijssel, sessie, f"{anna.pk}:aanwezig", page)
        assert (answer.status_code, answer["Location"]) == (302, f"{address(sessie)}#deelname-{anna.pk}")
    assert (holds(anna), Tik.objects.count()) == ("aanwezig", 1)
    press(client_overijssel, sessie, f"{anna.pk}:", page)
    assert (holds(anna), Tik.objects.count()) == ("", 2)


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize(
    "data",
    [
        {}, {"tik": "x:aanwezig"}, {"tik": ":aanwezig"}, {"tik": "1:anders"}, {"tik": "9" * 30 + ":"},
        {"tik": "-1:"}, {"tik": "²:"}, {"tik": "1:aanwezig", "uuid": "geen"}, {"tik": "1:aanwezig", "uuid": ""},
    ],
)  # fmt: skip
def test_nonsense_changes_nothing(client_overijssel: Client, sessie: Sessie, data: dict[str, str]) -> None:
    answer = client_overijssel.post(address(sessie), {"uuid": str(uuid4())} | data, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [
        "Er ging iets mis met deze tik. Ververs de pagina en tik opnieuw."
    ]
    assert Tik.objects.count() == 0


# --- With JavaScript ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_the_door")
def test_taps_are_answered_by_their_uuid_with_how_all_stand(
    client_overijssel: Client, organisator_overijssel: User, sessie: Sessie, anna: Deelname
) -> None:
    good, early = tap(anna), tap(anna, moment=BEGIN - DAY)
    changes: list[dict[str, object]] = [
        {"waarde": "anders"}, {"getikt_op": "nu"}, {"deelname": True}, {"deelname": 2**63}, {"deelname": "1"},
    ]  # fmt: skip
    wrong = [tap(anna) | change for change in changes]
    answer = send(client_overijssel, sessie, body(organisator_overijssel, good, early, *wrong))
    said = answer.json()
    unreadable = "Er ging iets mis met deze tik. Ververs de pagina en tik opnieuw."
    assert said["antwoord"] == {
        good["uuid"]: "",
        early["uuid"]: "Het is nog te vroeg om mensen aan te tikken.",
        **{row["uuid"]: unreadable for row in wrong},
    }
    assert said["standen"] == {str(anna.pk): "aanwezig"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "1", '"x"', '{"gebruiker": 1}', '{"gebruiker": 1, "tikken": {}}', "[" * 50_000, "\x00",
     '{"gebruiker": 1, "tikken": [' + "1," * 200 + "1]}"],
)  # fmt: skip
def test_what_is_no_list_of_taps_is_refused(client_overijssel: Client, sessie: Sessie, text: str) -> None:
    assert send(client_overijssel, sessie, text).status_code == 400


@pytest.mark.usefixtures("at_the_door")
def test_strange_rows_are_passed_over(
    client_overijssel: Client, organisator_overijssel: User, sessie: Sessie, anna: Deelname
) -> None:
    text = body(
        organisator_overijssel, tikken=[1, None, [], {}, {"uuid": 5}, {"uuid": "\x00"}, tap(anna) | {"waarde": []}]
    )
    assert send(client_overijssel, sessie, text).status_code == 200
    assert send(client_overijssel, sessie, " " * 100_001).status_code == 413
    assert Tik.objects.count() == 0


@pytest.mark.usefixtures("at_the_door")
def test_taps_of_somebody_else_on_the_same_tablet_are_refused(
    client_overijssel: Client, beheerder: User, sessie: Sessie, anna: Deelname
) -> None:
    answer = send(client_overijssel, sessie, body(beheerder, tap(anna)))
    assert (answer.status_code, answer.json()) == (409, {"fout": "ander"})
    assert Tik.objects.count() == 0


@pytest.mark.usefixtures("at_the_door")
def test_a_tap_needs_the_token_of_the_page(organisator_overijssel: User, sessie: Sessie, anna: Deelname) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organisator_overijssel)
    text = body(organisator_overijssel, tap(anna))
    assert send(client, sessie, text).status_code == 403
    token = client.get(address(sessie, "tikken")).json()["csrf"]
    answer = client.post(
        address(sessie, "tikken"), text, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert (answer.status_code, holds(anna)) == (200, "aanwezig")


@pytest.mark.usefixtures("at_the_door")
def test_another_tablet_hears_only_of_what_changed(
    client_overijssel: Client, organisator_overijssel: User, sessie: Sessie, anna: Deelname
) -> None:
    first = client_overijssel.get(address(sessie, "tikken"))
    known = {"If-None-Match": first["ETag"]}
    same = client_overijssel.get(address(sessie, "tikken"), headers=known)
    assert (same.status_code, same.content) == (304, b"")
    send(client_overijssel, sessie, body(organisator_overijssel, tap(anna)))
    changed = client_overijssel.get(address(sessie, "tikken"), headers=known)
    assert (changed.status_code, changed.json()["standen"]) == (200, {str(anna.pk): "aanwezig"})


# --- The code of somebody -----------------------------------------------------------------------------------------


def code_page(aanmelding: Aanmelding) -> str:
    return reverse("admin:programmes_reeks_inchecken", args=[code_for(aanmelding)])


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize("who", ALLOWED)
def test_a_code_shows_who_it_is_and_one_button(
    sessie: Sessie, anna: Deelname, people: dict[str, User], who: str
) -> None:
    client, page = signed_in(people[who]), code_page(anna.aanmelding)
    html = client.get(page).content.decode()
    assert "Anna de Vries" in html
    assert html.count(f'name="sessie" value="{sessie.pk}">Aanwezig</button>') == 1
    assert (holds(anna), Tik.objects.count()) == ("", 0)
    answer = client.post(page, {"sessie": sessie.pk, "uuid": str(uuid4())}, follow=True)
    assert "✓ Aanwezig." in answer.content.decode()
    row = Tik.objects.get()
    assert (holds(anna), row.bron, row.user) == ("aanwezig", "code", people[who])


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize("who", REFUSED)
def test_for_others_a_code_is_like_a_forged_one(anna: Deelname, people: dict[str, User], who: str) -> None:
    client, code = signed_in(people[who]), code_for(anna.aanmelding)
    forged = reverse("admin:programmes_reeks_inchecken", args=["x" + code[1:]])
    pages = [client.get(page).content.decode() for page in (code_page(anna.aanmelding), forged)]
    assert "Anna" not in pages[0]
    tokens = re.compile('name="csrfmiddlewaretoken" value="[^"]+"')
    shown = [tokens.sub("", page).replace(known, "") for page, known in zip(pages, [code, "x" + code[1:]], strict=True)]
    assert shown[0] == shown[1]


@pytest.mark.usefixtures("at_the_door")
def test_a_code_ends_with_the_link_and_the_link_is_no_code(client_overijssel: Client, anna: Deelname) -> None:
    page = code_page(anna.aanmelding)
    assert "Anna" in client_overijssel.get(page).content.decode()
    Aanmelding.objects.update(token_versie=2)
    assert "Anna" not in client_overijssel.get(page).content.decode()
    anna.aanmelding.refresh_from_db()
    link = reverse("admin:programmes_reeks_inchecken", args=[token_for(anna.aanmelding)])
    assert "Anna" not in client_overijssel.get(link).content.decode()
    assert client_overijssel.get(f"/aanmelding/{code_for(anna.aanmelding)}/").status_code == 404


def test_a_code_of_another_day_shows_nobody(client_overijssel: Client, anna: Deelname) -> None:
    for moment in (BEGIN - DAY, BEGIN + DAY):
        with time_machine.travel(moment, tick=False):
            assert "Anna" not in client_overijssel.get(code_page(anna.aanmelding)).content.decode()


def test_a_gastheer_who_is_early_has_no_button_yet(sessie: Sessie, anna: Deelname) -> None:
    host = factories.make_gastheer(sessie)
    with time_machine.travel(BEGIN - 3 * HOUR, tick=False):
        client, page = signed_in(host), code_page(anna.aanmelding)
        html = client.get(page).content.decode()
        assert ("Het is nog te vroeg om mensen aan te tikken." in html, "Aanwezig</button>" in html) == (True, False)
        answer = client.post(page, {"sessie": sessie.pk}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Het is nog te vroeg om mensen aan te tikken."]
    assert holds(anna) == ""


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize(
    ("status", "reden"), [("afgemeld", "Afgemeld"), ("wachtlijst", "Op de wachtlijst"), ("", "Niet aangemeld voor")]
)
def test_who_is_not_expected_is_sent_to_the_list(
    client_overijssel: Client, sessie: Sessie, anna: Deelname, status: str, reden: str
) -> None:
    aanmelding = anna.aanmelding
    if status:
        Deelname.objects.filter(pk=anna.pk).update(status=status)
    else:
        anna.delete()
    page = code_page(aanmelding)
    html = client_overijssel.get(page).content.decode()
    assert "Wordt hier niet verwacht." in html
    assert (reden in html, "Aanwezig</button>" in html, address(sessie) in html) == (True, False, True)
    client_overijssel.post(page, {"sessie": sessie.pk, "uuid": str(uuid4())})
    assert Tik.objects.count() == 0


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize("waarde", ["aanwezig", "deels"])
def test_a_page_that_was_still_open_changes_nothing_of_who_was_tapped(
    client_overijssel: Client, organisator_overijssel: User, sessie: Sessie, anna: Deelname, waarde: str
) -> None:
    send(client_overijssel, sessie, body(organisator_overijssel, tap(anna, waarde)))
    answer = client_overijssel.post(
        code_page(anna.aanmelding), {"sessie": sessie.pk, "uuid": str(uuid4())}, follow=True
    )
    assert "Dat staat op de lijst." in answer.content.decode()
    assert (holds(anna), Tik.objects.count()) == (waarde, 1)


def test_a_code_of_who_was_merged_is_of_who_stays(
    client_overijssel: Client, organisator_overijssel: User, leerlab: Leerlab, sessie: Sessie, anna: Deelname
) -> None:
    goes = leerlab.confirmed(email="anna@thuis.example", naam="An de Vries").deelnames.get(sessie=sessie)
    page = code_page(goes.aanmelding)
    merge(keep=anna.aanmelding, gone=goes.aanmelding, user=organisator_overijssel, now=BEGIN - HOUR)
    with time_machine.travel(BEGIN, tick=False):
        shown = client_overijssel.get(page).content.decode()
        for _ in range(2):
            client_overijssel.post(page, {"sessie": sessie.pk, "uuid": str(uuid4())})
        after = client_overijssel.get(page).content.decode()
        known = client_overijssel.get(address(sessie, "tikken")).json()["standen"]
    assert ("Anna de Vries" in shown, "An de Vries" in shown, "Aanwezig</button>" in shown) == (True, False, True)
    assert ("✓ Aanwezig." in after, holds(anna), holds(goes), known) == (
        True,
        "aanwezig",
        "",
        {str(anna.pk): "aanwezig"},
    )


def test_a_code_of_who_was_replaced_is_of_nobody_who_is_expected(
    client_overijssel: Client, organisator_overijssel: User, sessie: Sessie, anna: Deelname
) -> None:
    substitute(
        aanmelding=anna.aanmelding, naam="Bart Bos", email="bart@raalte.example", functie="",
        user=organisator_overijssel, now=NOW,
    )  # fmt: skip
    with time_machine.travel(BEGIN, tick=False):
        page = client_overijssel.get(code_page(anna.aanmelding)).content.decode()
        client_overijssel.post(code_page(anna.aanmelding), {"sessie": sessie.pk, "uuid": str(uuid4())})
    assert ("Bart" in page, "Anna de Vries" in page, "Wordt hier niet verwacht." in page) == (False, True, True)
    assert Tik.objects.count() == 0


@pytest.mark.usefixtures("at_the_door")
@pytest.mark.parametrize("data", [{}, {"sessie": "x"}, {"sessie": str(10**30)}])
def test_a_code_with_nonsense_marks_nobody(client_overijssel: Client, anna: Deelname, data: dict[str, str]) -> None:
    assert client_overijssel.post(code_page(anna.aanmelding), data).status_code == 302
    assert Tik.objects.count() == 0


# --- Elsewhere in /beheer/ ----------------------------------------------------------------------------------------


def test_the_overview_counts_who_came(client_overijssel: Client, leerlab: Leerlab, sessie: Sessie) -> None:
    for number, waarde in enumerate(["aanwezig", "deels", "met_bericht", "niet_verschenen", ""]):
        row = leerlab.confirmed(email=f"d{number}@raalte.example").deelnames.get(sessie=sessie)
        Deelname.objects.filter(pk=row.pk).update(aanwezigheid=waarde)
    with time_machine.travel(BEGIN + DAY, tick=False):
        page = client_overijssel.get(reverse("admin:programmes_reeks_deelnemers", args=[leerlab.reeks.pk]))
    overview = page.context["overview"]
    assert {row.sessie.slug: row.aanwezig for row in overview.sessies} == {
        "kick-off": 0, "sessie-1": 2, "sessie-2": 0, "sessie-3": 0, "terugkom": 0,
    }  # fmt: skip
    assert address(sessie) in page.content.decode()


def test_the_page_of_a_person_says_whether_they_came(client_overijssel: Client, anna: Deelname, sessie: Sessie) -> None:
    Deelname.objects.filter(pk=anna.pk).update(aanwezigheid="deels")
    page = reverse("admin:registrations_aanmelding_change", args=[anna.aanmelding_id])
    html = client_overijssel.get(page).content.decode()
    assert f'Deels aanwezig – <a href="{address(sessie)}#deelname-{anna.pk}"' in html


def test_there_are_words_for_each_refusal() -> None:
    assert set(DOOR_REFUSALS) == {type(obstacle)(obstacle.value) for obstacle in DOOR_REFUSALS}
    assert len(DOOR_REFUSALS) == len(type(next(iter(DOOR_REFUSALS))))


def test_taps_that_come_as_a_form_are_refused(client_overijssel: Client, sessie: Sessie) -> None:
    for sent in (
        client_overijssel.post(address(sessie, "tikken")),
        client_overijssel.post(address(sessie, "tikken"), {"tikken": "x"}),
    ):
        assert sent.status_code == 400
    assert not Tik.objects.exists()
