"""The page "Overzicht" of a reeks in /beheer/."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programmes.admin.texts import MUSTS
from programmes.models import Provincie, Reeks
from programmes.rules import PublishObstacle
from registrations.admin.overview_home import Home
from registrations.models import Aanmelding, Deelname, Herinnering
from tests import factories
from tests.conftest import signed_in

Status = Aanmelding.Status


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    reeks = factories.make_reeks(provincie=overijssel, titel="Wonen", max_personen=20)
    factories.make_sessie(reeks=reeks, soort="kick-off", begin=timezone.now() - timedelta(days=3))
    factories.make_sessie(reeks=reeks, plaatsen=10)
    factories.make_sessie(reeks=reeks, begin=None, datum_indicatie="in september")
    factories.make_sessie(reeks=reeks, vervallen_op=timezone.now())
    return reeks


def address(reeks: Reeks) -> str:
    return reverse("admin:programmes_reeks_overzicht", args=[reeks.pk])


def home(client: Client, reeks: Reeks) -> Home:
    found: Home = client.get(address(reeks)).context["home"]
    return found


def test_the_timeline_says_where_each_sessie_stands(client_overijssel: Client, reeks: Reeks) -> None:
    first = factories.make_aanmelding(reeks=reeks)
    kick_off = reeks.sessies.all()[0]
    first.deelnames.filter(sessie=kick_off).update(aanwezigheid="aanwezig")
    factories.make_aanmelding(reeks=reeks).deelnames.filter(sessie__plaatsen=10).update(status="wachtlijst")
    stops = home(client_overijssel, reeks).stops
    assert [(row.label, row.aangemeld, row.wachtlijst, row.aanwezig, row.is_held) for row in stops] == [
        ("Geweest", 2, 0, 1, True),
        ("Eerstvolgende", 1, 1, 0, False),
        ("Datum volgt", 2, 0, 0, False),
        ("Gaat niet door", 2, 0, 0, False),
    ]
    page = client_overijssel.get(address(reeks)).content.decode()
    assert "Datum volgt (in september)" in page
    assert "1 aangemeld van 10 plaatsen, 1 op de wachtlijst." in " ".join(page.split())


def test_figures_gemeenten_and_the_map_count_who_has_a_place(client_overijssel: Client, reeks: Reeks) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte", code="GM0177")
    aalten = factories.make_gemeente(naam="Aalten", code="GM0197")
    for gemeente, status in [
        (raalte, Status.ACTIEF), (raalte, Status.ONBEVESTIGD), (raalte, Status.WACHTLIJST), (aalten, Status.AANVRAAG),
        (aalten, Status.AFGEMELD),
    ]:  # fmt: skip
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente, status=status)
    factories.make_aanmelding(reeks=reeks, organisatie="Huisarts")
    page = home(client_overijssel, reeks)
    assert (page.personen, page.gemeenten, page.wachtlijst, page.aanvragen) == (3, 1, 1, 1)
    assert [(row.naam, row.met_plaats, row.zonder_plaats) for row in page.per_gemeente] == [
        ("Aalten", 0, 1), ("Raalte", 2, 1), ("Zonder gemeente", 1, 0),
    ]  # fmt: skip
    assert page.kaart
    assert [(area.shape.code, area.count) for area in page.kaart.telling] == [("GM0177", 2)]
    # Who never confirmed did not sign up yet.
    assert page.chart
    assert sum(bar.count for bar in page.chart.bars) == 5


def test_an_empty_reeks_has_no_chart_and_no_map(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    page = home(client_overijssel, reeks)
    assert (page.chart, page.kaart, page.stops, page.per_gemeente, page.klussen) == (None, None, [], [], [])


def test_the_next_actions_are_those_of_this_reeks(client_overijssel: Client, reeks: Reeks) -> None:
    other = factories.make_reeks(provincie=reeks.provincie, sessies=1)
    for row in (reeks, other):
        factories.make_aanmelding(reeks=row, status=Status.AANVRAAG)
    found = [klus for _, klussen in home(client_overijssel, reeks).klussen for klus in klussen]
    assert {klus.reeks for klus in found} == {reeks.pk}
    assert "Beslis over 1 aanvraag" in [klus.text for klus in found]


def make_concept(reeks: Reeks) -> None:
    Reeks.objects.filter(pk=reeks.pk).update(status="concept", gepubliceerd_op=None, samenvatting="")


def test_a_concept_lists_what_it_misses_and_leads_to_publishing(client_overijssel: Client, reeks: Reeks) -> None:
    make_concept(reeks)
    page = client_overijssel.get(address(reeks))
    change, publish = (reverse(f"admin:programmes_reeks_{name}", args=[reeks.pk]) for name in ("change", "publiceren"))
    asked = {klus.url for _, klussen in page.context["home"].klussen for klus in klussen}
    lines = [(line.text, line.url) for line in page.context["home"].regels]
    all_lines = [(line.text, line.url) for line in client_overijssel.get(publish).context["regels"]]
    # What is urgent already is not asked twice, and nothing else is left out.
    assert lines == [line for line in all_lines if line[1] not in asked]
    assert lines[0] == (MUSTS[PublishObstacle.NO_SUMMARY], f"{change}#id_samenvatting")
    assert {url for _, url in lines} >= {f"{change}#id_themas", f"{change}#herinneringen-group"}
    text = page.content.decode()
    for url in (publish, reverse("admin:programmes_reeks_zoals_bezoeker", args=[reeks.pk]), f"{change}#id_themas"):
        assert f'href="{url}"' in text
    assert "Alles is bij" not in text


def test_what_a_concept_has_is_not_asked_again(client_overijssel: Client, reeks: Reeks) -> None:
    make_concept(reeks)
    reeks.themas.add(factories.make_thema())
    Herinnering.objects.create(reeks=reeks, dagen_ervoor=1)
    urls = [line.url for line in home(client_overijssel, reeks).regels]
    assert [url for url in urls if url.endswith(("#id_themas", "#herinneringen-group"))] == []


def test_who_may_only_look_gets_no_button_to_publish(reeks: Reeks, overijssel: Provincie) -> None:
    make_concept(reeks)
    text = signed_in(factories.make_medewerker(overijssel)).get(address(reeks)).content.decode()
    assert ("/publiceren/" in text, "Bekijk als bezoeker" in text) == (False, True)


def test_nothing_of_publishing_stands_with_what_is_published_or_archived(
    client_overijssel: Client, reeks: Reeks
) -> None:
    pages = [client_overijssel.get(address(reeks))]
    make_concept(reeks)
    Reeks.objects.update(gearchiveerd_op=timezone.now())
    pages.append(client_overijssel.get(address(reeks)))
    for page in pages:
        assert (page.context["home"].regels, "/publiceren/" in page.content.decode()) == ([], False)


def test_who_may_look_sees_it_and_nobody_else(
    reeks: Reeks, overijssel: Provincie, client_noord_holland: Client
) -> None:
    assert signed_in(factories.make_medewerker(overijssel)).get(address(reeks)).status_code == 200
    assert client_noord_holland.get(address(reeks)).status_code == 404
    for user in [
        factories.make_organisator(organisatie=factories.make_organisatie(provincie=overijssel)),
        factories.make_gastheer(reeks.sessies.all()[0]),
    ]:
        assert signed_in(user).get(address(reeks)).status_code == 404


def test_names_are_text_and_not_markup(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, titel="<script>x</script>", slug="x")
    factories.make_sessie(reeks=reeks, titel="<b>y</b>")
    gemeente = factories.make_gemeente(naam="<i>z</i>")
    factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    page = client_overijssel.get(address(reeks)).content.decode()
    for text in ["<script>x", "<b>y", "<i>z"]:
        assert text not in page


def add_people(reeks: Reeks, count: int) -> None:
    """Sign up so many people, all of them at each sessie."""
    gemeenten = [factories.make_gemeente(provincie=reeks.provincie) for _ in range(5)]
    start: Any = timezone.now()
    people = Aanmelding.objects.bulk_create(
        Aanmelding(
            reeks=reeks, email=f"p{n}.{count}@x.example", naam=f"P {n:03}", gemeente=gemeenten[n % 5], omvang="reeks",
            status="actief", houdt_plaats=True, aangemeld_op=start - timedelta(days=n % 90), bevestigd_op=start,
        )
        for n in range(count)
    )  # fmt: skip
    Deelname.objects.bulk_create(
        Deelname(aanmelding=row, sessie=sessie, email=row.email) for row in people for sessie in reeks.sessies.all()
    )


@pytest.mark.parametrize("status", ["gepubliceerd", "concept"])
@pytest.mark.parametrize("count", [1, 3, 500])
def test_many_people_take_as_many_queries_as_one(
    client_overijssel: Client, reeks: Reeks, count: int, status: str
) -> None:
    Reeks.objects.update(status=status)
    add_people(reeks, count)
    with CaptureQueriesContext(connection) as captured:
        assert client_overijssel.get(address(reeks)).status_code == 200
    assert len(captured) == 15
