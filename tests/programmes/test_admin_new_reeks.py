"""The page "Nieuwe reeks": from a template or an old reeks to a concept."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programmes.models import Logregel, Organisatie, Provincie, Reeks, Sessie
from registrations.models import Herinnering
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import MARK

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
PAGE = "/beheer/programmes/reeks/nieuw/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def organisatie(overijssel: Provincie) -> Organisatie:
    return factories.make_organisatie(provincie=overijssel, naam="Team Participatie")


def filled(organisatie: Organisatie, /, **fields: object) -> dict[str, object]:
    data = {
        "uitgangspunt": "leerlab", "titel": "Wonen", "provincie": organisatie.provincie_id or "",
        "organisatie": organisatie.pk, "datum": "5-1-2027", "begin": "13:00", "einde": "16:00",
    }  # fmt: skip
    return data | fields


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["form"].errors
    return found


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


def test_what_there_is_one_of_is_chosen_beforehand(client_overijssel: Client, organisatie: Organisatie) -> None:
    form = client_overijssel.get(PAGE).context["form"]
    assert (form["provincie"].value(), form["organisatie"].value()) == (organisatie.provincie_id, organisatie.pk)
    assert [value for value, _ in form.fields["uitgangspunt"].choices[0][1]] == ["leerlab", "workshop", "kennissessie"]


def test_a_template_becomes_a_concept_with_a_date_and_reminders(
    client_overijssel: Client, organisatie: Organisatie
) -> None:
    response = client_overijssel.post(PAGE, filled(organisatie))
    reeks = Reeks.objects.get()
    assert response["Location"] == f"/beheer/programmes/reeks/{reeks.pk}/change/"
    assert said(response) == ["“Wonen” is gemaakt, als concept. Vul aan wat nog mist."]
    assert (reeks.slug, reeks.soort, reeks.status, reeks.samenvatting) == ("wonen", "leerlab", "concept", "")
    day = date(2027, 1, 5)
    assert list(reeks.sessies.values_list("slug", "begin", "einde")) == [
        ("kick-off", at(day, 13), at(day, 16)),
        *((slug, None, None) for slug in ("sessie-1", "sessie-2", "sessie-3", "terugkom")),
    ]
    moments = list(reeks.herinneringen.values_list("dagen_ervoor", "tijd", "ingesteld_op"))
    assert moments == [(7, time(9), NOW), (1, time(9), NOW)]
    assert Logregel.objects.about(reeks).values_list("daad", flat=True).get() == "gemaakt"
    assert client_overijssel.get(response["Location"]).status_code == 200


def test_without_a_date_the_times_say_nothing(client_overijssel: Client, organisatie: Organisatie) -> None:
    client_overijssel.post(PAGE, filled(organisatie, uitgangspunt="workshop", datum=""))
    assert list(Sessie.objects.values_list("titel", "begin")) == [("Workshop", None)]


def test_a_copy_has_its_dates_moved_and_its_reminders(client_overijssel: Client, organisatie: Organisatie) -> None:
    old = factories.make_reeks(organisatie=organisatie, titel="Wonen", voor_wie="Jij")
    for days in (0, 4):
        factories.make_sessie(reeks=old, begin=at(date(2026, 1, 20) + timedelta(days=days), 9))
    Herinnering.objects.create(reeks=old, dagen_ervoor=3, tijd=time(8))
    factories.make_aanmelding(reeks=old)
    response = client_overijssel.post(PAGE, filled(organisatie, uitgangspunt=old.pk, begin="", einde=""))
    new = Reeks.objects.exclude(pk=old.pk).get()
    assert (new.slug, new.voor_wie, new.aanmeldingen.count()) == ("wonen-2027", "Jij", 0)
    assert [sessie.begin for sessie in new.sessies.all()] == [at(date(2027, 1, 5), 9), at(date(2027, 1, 9), 9)]
    assert list(new.herinneringen.values_list("dagen_ervoor", "tijd", "ingesteld_op")) == [(3, time(8), NOW)]
    assert said(response) == [
        "“Wonen” is gemaakt, als concept. Vul aan wat nog mist.",
        "“Sessie 2” valt op 9-1-2027, zaterdag. Kies misschien een andere dag.",
    ]


def test_a_copy_of_what_has_no_dates_says_so(client_overijssel: Client, organisatie: Organisatie) -> None:
    old = factories.make_reeks(organisatie=organisatie)
    factories.make_sessie(reeks=old, begin=None)
    response = client_overijssel.post(PAGE, filled(organisatie, uitgangspunt=old.pk))
    assert said(response)[1:] == ["De oude reeks had geen datums om mee te schuiven. Vul ze hieronder in."]


def test_the_link_to_copy_fills_in_the_page(client_overijssel: Client, organisatie: Organisatie) -> None:
    old = factories.make_reeks(organisatie=organisatie, titel="Wonen")
    form = client_overijssel.get(PAGE, {"kopie": old.pk}).context["form"]
    names = ["uitgangspunt", "titel", "provincie", "organisatie"]
    assert [form[name].value() for name in names] == [str(old.pk), "Wonen", old.provincie_id, organisatie.pk]


WRONG = [
    ({"titel": ""}, ["titel"]),
    ({"uitgangspunt": "iets"}, ["uitgangspunt"]),
    ({"datum": "31-8-2026"}, ["datum"]),
    ({"datum": "1-1-2037"}, ["datum"]),
    ({"begin": ""}, ["begin"]),
    ({"begin": "", "einde": ""}, ["begin", "einde"]),
    ({"begin": "16:00"}, ["einde"]),
    ({"begin": "25:00"}, ["begin"]),
    ({"provincie": ""}, ["provincie"]),
]


@pytest.mark.parametrize(("fields", "wrong"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_made(
    client_overijssel: Client, organisatie: Organisatie, fields: dict[str, object], wrong: list[str]
) -> None:
    assert list(errors(client_overijssel.post(PAGE, filled(organisatie, **fields)))) == wrong
    assert not Reeks.objects.exists()


def test_a_date_far_away_in_the_old_reeks_is_refused(client_overijssel: Client, organisatie: Organisatie) -> None:
    old = factories.make_reeks(organisatie=organisatie)
    for year in (2026, 2099):
        factories.make_sessie(reeks=old, begin=at(date(year, 2, 1), 9))
    response = client_overijssel.post(PAGE, filled(organisatie, uitgangspunt=old.pk, datum="1-3-2028"))
    assert errors(response) == {"datum": ["Een van de datums komt dan na het jaar 2100. Kies een eerdere datum."]}
    assert Reeks.objects.count() == 1


# --- Who may ----------------------------------------------------------------------------------------------------


def test_nothing_of_another_provincie_is_offered_or_taken(
    client_overijssel: Client, organisatie: Organisatie, noord_holland: Provincie
) -> None:
    foreign = factories.make_reeks(provincie=noord_holland, titel=f"{MARK} reeks", sessies=1)
    foreign.organisatie.naam = f"{MARK} organisatie"
    foreign.organisatie.save()
    for page in (PAGE, f"{PAGE}?kopie={foreign.pk}"):
        assert MARK not in client_overijssel.get(page).content.decode()
    tries = [
        {"uitgangspunt": foreign.pk},
        {"provincie": noord_holland.pk},
        {"organisatie": foreign.organisatie_id},
    ]
    for fields in tries:
        response = client_overijssel.post(PAGE, filled(organisatie, **fields))
        assert list(errors(response)) == [next(iter(fields))]
        assert MARK not in response.content.decode()
    assert list(Reeks.objects.all()) == [foreign]


def test_an_organisatie_of_another_provincie_is_refused_even_for_a_beheerder(
    client_beheerder: Client, organisatie: Organisatie, noord_holland: Provincie
) -> None:
    response = client_beheerder.post(PAGE, filled(organisatie, provincie=noord_holland.pk))
    assert list(errors(response)) == ["organisatie"]


def test_who_may_not_make_one_is_refused(
    client: Client, client_plain_user: Client, organisatie: Organisatie, overijssel: Provincie
) -> None:
    medewerker = factories.make_organisator(overijssel)
    medewerker.lidmaatschappen.update(rol="medewerker")
    assert client.get(PAGE)["Location"] == f"/beheer/login/?next={PAGE}"
    for browser in (client_plain_user, signed_in(medewerker)):
        assert browser.get(PAGE, follow=True).status_code == 403
        assert browser.post(PAGE, filled(organisatie), follow=True).status_code == 403
    assert not Reeks.objects.exists()


def test_the_page_takes_as_many_queries_for_three_reeksen_as_for_one(
    client_overijssel: Client, organisatie: Organisatie
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.make_reeks(organisatie=organisatie)
        with CaptureQueriesContext(connection) as captured:
            client_overijssel.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 13


def test_the_list_leads_here(client_overijssel: Client) -> None:
    page = client_overijssel.get("/beheer/programmes/reeks/").content.decode()
    assert f'href="{PAGE}"' in page
