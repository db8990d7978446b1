"""What an organisator does in /beheer/ with programmes; who may see what is in test_admin_scoping."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from accounts.models import User
from programmes.admin.versions import version_of
from programmes.models import Organisatie, Provincie, Reeks, Sessie
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import NO_LIMITS, formset, url

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def row(number: int, titel: str, soort: str = "fysiek", **fields: object) -> dict[str, object]:
    return {"titel": titel, "soort": soort, "volgorde": number, **fields}


TEMPLATE = [
    row(1, "Kick-off", "kick-off"),
    row(2, "Sessie 1"),
    row(3, "Sessie 2"),
    row(4, "Sessie 3"),
    row(5, "Terugkombijeenkomst", "terugkom"),
]


def reeks_form(organisatie: Organisatie, *sessies: dict[str, object], **fields: object) -> dict[str, object]:
    data = {
        "soort": "leerlab", "titel": "Wonen & leven", "slug": "", "samenvatting": "Wat je leert.",
        "voor_wie": "Ambtenaren", "kosten": "Gratis", "provincie": organisatie.provincie_id or "",
        "organisatie": organisatie.pk, **NO_LIMITS, **formset("sessies", *sessies),
    }  # fmt: skip
    return data | fields


def stored_rows(reeks: Reeks) -> list[dict[str, object]]:
    return [
        {
            "id": sessie.pk, "reeks": reeks.pk, "titel": sessie.titel, "soort": sessie.soort,
            "volgorde": sessie.volgorde, "locatie": sessie.locatie_id or "", "plaatsen": sessie.plaatsen or "",
            **when("begin", sessie.begin), **when("einde", sessie.einde),
        }
        for sessie in reeks.sessies.all()
    ]  # fmt: skip


def when(name: str, moment: datetime | None) -> dict[str, object]:
    if moment is None:
        return {}
    local = timezone.localtime(moment)
    return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M}"}


def limits_of(reeks: Reeks) -> dict[str, object]:
    limits = ["max_gemeenten", "max_personen", "max_per_gemeente"]
    return {
        **{name: getattr(reeks, name) for name in NO_LIMITS},
        **{name: getattr(reeks, name) or "" for name in limits},
        "gereserveerde_gemeenten": ", ".join(map(str, reeks.gereserveerde_gemeenten.all())),
    }


def change_form(reeks: Reeks, rows: list[dict[str, object]] | None = None, **fields: object) -> dict[str, object]:
    rows = stored_rows(reeks) if rows is None else rows
    known = sum("id" in sessie for sessie in rows)
    data = {
        "soort": reeks.soort, "titel": reeks.titel, "samenvatting": reeks.samenvatting,
        "voor_wie": reeks.voor_wie, "kosten": reeks.kosten, "organisatie": reeks.organisatie_id,
        **limits_of(reeks), **formset("sessies", *rows, initial=known),
        # As a page has it that was opened now.
        "versie": version_of(Reeks.objects.get(pk=reeks.pk), lists=["sessies"]),
    }  # fmt: skip
    return data | fields


@pytest.fixture
def organisatie(overijssel: Provincie) -> Organisatie:
    return factories.make_organisatie(provincie=overijssel, naam="Team Participatie")


def post(client: Client, reeks: Reeks, data: dict[str, object]) -> Any:
    return client.post(url(Reeks, "change", reeks), data)


def test_a_new_leerlab_starts_with_five_sessies(client_overijssel: Client, overijssel: Provincie) -> None:
    response = client_overijssel.get(url(Reeks, "add"))
    inline = response.context["inline_admin_formsets"][0].formset
    assert [form.initial for form in inline.extra_forms] == TEMPLATE
    assert response.context["adminform"].form["provincie"].initial == overijssel.pk


@pytest.mark.parametrize(("soort", "titels"), [("workshop", ["Workshop"]), ("kennissessie", ["Kennissessie"])])
def test_another_soort_starts_with_one_sessie(client_overijssel: Client, soort: str, titels: list[str]) -> None:
    response = client_overijssel.get(url(Reeks, "add"), {"soort": soort})
    inline = response.context["inline_admin_formsets"][0].formset
    assert [form.initial["titel"] for form in inline.extra_forms] == titels
    assert response.context["adminform"].form["soort"].value() == soort


def test_an_unchanged_template_is_saved(client_overijssel: Client, organisatie: Organisatie) -> None:
    response = client_overijssel.post(url(Reeks, "add"), reeks_form(organisatie, *TEMPLATE))
    assert response.status_code == 302
    reeks = Reeks.objects.get()
    assert (reeks.slug, reeks.status) == ("wonen-leven", "concept")
    rows = list(reeks.sessies.values_list("slug", "titel", "volgorde", "sequence", "begin"))
    assert rows == [
        ("kick-off", "Kick-off", 1, 0, None),
        ("sessie-1", "Sessie 1", 2, 0, None),
        ("sessie-2", "Sessie 2", 3, 0, None),
        ("sessie-3", "Sessie 3", 4, 0, None),
        ("terugkom", "Terugkombijeenkomst", 5, 0, None),
    ]


def test_rows_without_title_or_ticked_for_deletion_are_left_out(
    client_overijssel: Client, organisatie: Organisatie
) -> None:
    rows = [TEMPLATE[0], row(2, ""), row(3, "Sessie 2", DELETE="on"), TEMPLATE[4]]
    client_overijssel.post(url(Reeks, "add"), reeks_form(organisatie, *rows))
    assert list(Sessie.objects.values_list("slug", flat=True)) == ["kick-off", "terugkom"]


def test_a_row_with_a_date_but_no_title_is_not_thrown_away(client_overijssel: Client, organisatie: Organisatie) -> None:
    rows = [row(1, "", begin_0="2-4-2026", begin_1="10:00", einde_0="2-4-2026", einde_1="12:00")]
    response = client_overijssel.post(url(Reeks, "add"), reeks_form(organisatie, *rows))
    form = response.context["inline_admin_formsets"][0].formset.forms[0]
    assert list(form.errors) == ["titel"]
    assert not Reeks.objects.exists()


@pytest.mark.parametrize(("given", "missing"), [("begin", "einde"), ("einde", "begin")])
def test_half_a_date_is_refused(client_overijssel: Client, organisatie: Organisatie, given: str, missing: str) -> None:
    rows = [row(1, "Kick-off", **{f"{given}_0": "2-4-2026", f"{given}_1": "10:00"})]
    response = client_overijssel.post(url(Reeks, "add"), reeks_form(organisatie, *rows))
    form = response.context["inline_admin_formsets"][0].formset.forms[0]
    assert list(form.errors) == [missing]


def test_an_address_that_is_taken_is_refused_kindly(client_overijssel: Client, organisatie: Organisatie) -> None:
    factories.make_reeks(organisatie=organisatie, slug="wonen-leven")
    response = client_overijssel.post(url(Reeks, "add"), reeks_form(organisatie))
    assert "Deze provincie heeft al een reeks met dit adres." in response.content.decode()
    assert Reeks.objects.count() == 1


def test_a_title_without_letters_asks_for_an_address(client_overijssel: Client, organisatie: Organisatie) -> None:
    response = client_overijssel.post(url(Reeks, "add"), reeks_form(organisatie, titel="???"))
    assert list(response.context["adminform"].form.errors) == ["slug"]


def test_an_organisatie_of_another_provincie_is_refused_even_for_a_beheerder(
    client_beheerder: Client, organisatie: Organisatie, noord_holland: Provincie
) -> None:
    data = reeks_form(organisatie, provincie=noord_holland.pk)
    response = client_beheerder.post(url(Reeks, "add"), data)
    assert list(response.context["adminform"].form.errors) == ["organisatie"]


def test_the_address_is_fixed_afterwards(client_overijssel: Client, overijssel: Provincie) -> None:
    utrecht = factories.make_provincie("Utrecht")
    reeks = factories.make_reeks(provincie=overijssel, slug="vast")
    post(client_overijssel, reeks, change_form(reeks, slug="los", provincie=utrecht.pk, titel="Nieuw"))
    reeks.refresh_from_db()
    assert (reeks.slug, reeks.provincie, reeks.titel) == ("vast", overijssel, "Nieuw")


def test_texts_for_the_agenda_are_kept_on_one_line(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    post(client_overijssel, reeks, change_form(reeks, samenvatting="Eén\r\n twee", voor_wie="Jij\n en ik"))
    reeks.refresh_from_db()
    assert (reeks.samenvatting, reeks.voor_wie) == ("Eén twee", "Jij en ik")


def test_saving_before_publishing_goes_to_the_page_that_publishes(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    reeks = factories.make_reeks(provincie=overijssel, published=False, sessies=1)
    page = client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    assert 'name="_publish"' in page
    response = post(client_overijssel, reeks, change_form(reeks, titel="Met titel", _publish="x"))
    reeks.refresh_from_db()
    assert (reeks.titel, reeks.is_published) == ("Met titel", False)
    assert (response["Location"], said(response)) == (f"/beheer/programmes/reeks/{reeks.pk}/publiceren/", [])


def test_a_published_reeks_has_no_such_button(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=1)
    page = client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    assert f'href="{reeks.get_absolute_url()}"' in page
    assert ('name="_publish"' in page, 'name="_withdraw"' in page) == (False, False)


def test_what_can_not_be_published_is_saved_all_the_same(client_overijssel: Client, organisatie: Organisatie) -> None:
    data = reeks_form(organisatie, voor_wie="", aanmelden_tot_0="1-1-2020", aanmelden_tot_1="10:00", _publish="x")
    response = client_overijssel.post(url(Reeks, "add"), data)
    reeks = Reeks.objects.get()
    assert (reeks.status, response["Location"]) == ("concept", f"/beheer/programmes/reeks/{reeks.pk}/publiceren/")


def test_a_get_publishes_nothing(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, published=False, sessies=1)
    client_overijssel.get(url(Reeks, "change", reeks), {"_publish": "x"})
    assert Reeks.objects.get().status == "concept"


def test_a_moved_date_raises_the_sequence(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=2)
    rows = stored_rows(reeks)
    rows[0] |= when("begin", datetime(2030, 5, 1, 9, 30, tzinfo=UTC)) | when(
        "einde", datetime(2030, 5, 1, 11, tzinfo=UTC)
    )
    post(client_overijssel, reeks, change_form(reeks, rows))
    assert list(reeks.sessies.values_list("sequence", flat=True)) == [1, 0]


def test_a_concept_moves_without_a_warning(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, published=False, sessies=1)
    rows = stored_rows(reeks)
    rows[0] |= when("einde", datetime(2040, 5, 1, 11, tzinfo=UTC))
    response = post(client_overijssel, reeks, change_form(reeks, rows))
    assert [text for text in said(response) if "datum" in text] == []


def test_a_sessie_with_deelnemers_is_not_deleted(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=2)
    first, _ = reeks.sessies.all()
    factories.make_aanmelding(sessies=[first], naam="Deelnemer met naam")
    rows = stored_rows(reeks)
    rows[0]["DELETE"] = "on"
    response = post(client_overijssel, reeks, change_form(reeks, rows))
    text = response.content.decode()
    assert "“Sessie 1” kun je niet verwijderen. Er zijn aanmeldingen voor, of er zijn" in text
    assert "Deelnemer met naam" not in text
    rows = stored_rows(reeks)
    rows[1]["DELETE"] = "on"
    assert post(client_overijssel, reeks, change_form(reeks, rows)).status_code == 302
    assert list(Sessie.objects.all()) == [first]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_reeks_with_aanmeldingen_is_not_deleted(
    client_overijssel: Client, overijssel: Provincie, method: str
) -> None:
    reeks = factories.make_reeks(provincie=overijssel, titel="Vol leven", sessies=1)
    factories.make_aanmelding(reeks=reeks)
    response = getattr(client_overijssel, method)(url(Reeks, "delete", reeks), {"post": "yes"})
    assert (response.status_code, response.url) == (302, url(Reeks, "change", reeks))
    assert "\n".join(said(response)) == (
        "“Vol leven” kan niet weg. Er zijn aanmeldingen of andere gegevens bij. Haal de reeks van de website met"
        " “Terug naar concept”."
    )
    assert Reeks.objects.get() == reeks


def test_an_empty_reeks_is_deleted_with_its_sessies(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=2)
    client_overijssel.post(url(Reeks, "delete", reeks), {"post": "yes"})
    assert (Reeks.objects.count(), Sessie.objects.count()) == (0, 0)


def test_the_list_shows_the_number_of_sessies_and_the_next_date(
    organisator_overijssel: User, overijssel: Provincie, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    reeks = factories.make_reeks(provincie=overijssel, titel="A")
    for days in (-7, 9, 14):
        factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=days))
    factories.make_reeks(provincie=overijssel, titel="B")
    changelist = signed_in(organisator_overijssel).get(url(Reeks, "changelist"))
    rows = changelist.context["cl"].result_list
    admin = changelist.context["cl"].model_admin
    assert [(admin.aantal_sessies(item), admin.volgende_datum(item)) for item in rows] == [
        (3, "11 maart 2026"),
        (0, None),
    ]


def test_the_list_says_where_each_reeks_is_in_its_life(
    organisator_overijssel: User, overijssel: Provincie, time_machine: Any
) -> None:
    time_machine.move_to(NOW, tick=False)
    factories.make_reeks(provincie=overijssel, titel="A", published=False)
    factories.make_reeks(provincie=overijssel, titel="B")
    factories.make_reeks(provincie=overijssel, titel="C", gesloten_op=NOW)
    # Closed first, and archived since.
    factories.make_reeks(provincie=overijssel, titel="D", gesloten_op=NOW, gearchiveerd_op=NOW)
    changelist = signed_in(organisator_overijssel).get(url(Reeks, "changelist"), {"archief": "ook"})
    found = changelist.context["cl"]
    assert [(item.titel, found.model_admin.staat(item)) for item in found.result_list] == [
        ("A", "Concept"),
        ("B", "Gepubliceerd"),
        ("C", "Gepubliceerd, aanmelding gesloten"),
        ("D", "Gearchiveerd"),
    ]


def test_an_organisatie_of_the_whole_country_stays_when_an_organisator_edits(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    landelijk = factories.make_organisatie(provincie=None, naam="Landelijk")
    reeks = factories.make_reeks(provincie=overijssel, organisatie=landelijk)
    response = post(client_overijssel, reeks, change_form(reeks, titel="Anders"))
    reeks.refresh_from_db()
    assert (response.status_code, reeks.titel, reeks.organisatie) == (302, "Anders", landelijk)


def errors_of(client: Client, reeks: Reeks, **fields: Any) -> dict[str, list[str]]:
    form = post(client, reeks, change_form(reeks, **fields)).context["adminform"].form
    return {name: list(errors) for name, errors in form.errors.items()}


def test_limits_are_saved(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=1)
    host = factories.make_gemeente(provincie=overijssel, naam="Raalte")
    rows = stored_rows(reeks)
    rows[0]["plaatsen"] = 25
    limits: dict[str, Any] = {
        "toegang": "provincie", "andere_organisaties": True, "toelating": "gemeente", "max_gemeenten": 8,
        "max_personen": 20, "max_per_gemeente": 3, "aanbod_werkdagen": 3, "aanbod_sluit_werkdagen": 2,
    }  # fmt: skip
    data = change_form(reeks, rows, **limits, gereserveerde_gemeenten=f"gemeente RAALTE, {host.code}")
    assert post(client_overijssel, reeks, data).status_code == 302
    reeks.refresh_from_db()
    assert {name: getattr(reeks, name) for name in limits} == limits
    assert list(reeks.gereserveerde_gemeenten.all()) == [host]
    assert reeks.sessies.get().plaatsen == 25


@pytest.mark.parametrize("value", ["0", "-1", "10001", "3,5", "tien", "9" * 30])
@pytest.mark.parametrize("name", ["max_gemeenten", "max_personen", "max_per_gemeente"])
def test_a_limit_is_a_number_from_1(client_overijssel: Client, overijssel: Provincie, name: str, value: str) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    assert name in errors_of(client_overijssel, reeks, **{name: value})


def test_limits_that_contradict_each_other_are_refused(
    client_overijssel: Client, overijssel: Provincie, noord_holland: Provincie
) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    here, there = (
        factories.make_gemeente(provincie=overijssel),
        factories.make_gemeente(provincie=noord_holland, naam="Edam"),
    )
    assert errors_of(client_overijssel, reeks, max_personen=4, max_per_gemeente=5) == {
        "max_per_gemeente": ["Voor de hele reeks is het maximum 4. Kies hier geen hoger getal."]
    }
    reserved = f"{here}, {there}"
    assert errors_of(client_overijssel, reeks, max_gemeenten=1, gereserveerde_gemeenten=reserved) == {
        "gereserveerde_gemeenten": ["Je houdt 2 plaatsen vrij en het maximum is 1. Haal een gemeente weg."]
    }
    assert errors_of(client_overijssel, reeks, toegang="provincie", gereserveerde_gemeenten=reserved) == {
        "gereserveerde_gemeenten": [
            "Edam ligt in een andere provincie. Alleen gemeenten van deze provincie kunnen meedoen."
        ]
    }
    assert post(client_overijssel, reeks, change_form(reeks, gereserveerde_gemeenten=reserved)).status_code == 302


def test_a_gemeente_that_ended_can_be_kept_and_not_chosen(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks, other = (factories.make_reeks(provincie=overijssel) for _ in range(2))
    ended = factories.make_gemeente(provincie=overijssel, naam="Maarn", geldig_tot=NOW.date())
    reeks.gereserveerde_gemeenten.add(ended)
    assert 'value="Maarn"' in client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    assert post(client_overijssel, reeks, change_form(reeks, titel="Anders")).status_code == 302
    assert list(reeks.gereserveerde_gemeenten.all()) == [ended]
    assert errors_of(client_overijssel, other, gereserveerde_gemeenten="Maarn") == {
        "gereserveerde_gemeenten": ["De gemeente “Maarn” kennen we niet. Gebruik de naam of de CBS-code."]
    }


def test_a_name_that_is_nearly_right_gets_a_hint(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    factories.make_gemeente(provincie=overijssel, naam="Raalte")
    assert errors_of(client_overijssel, reeks, gereserveerde_gemeenten="Raalte, Ralte, <b>") == {
        "gereserveerde_gemeenten": [
            "De gemeente “Ralte” kennen we niet. Bedoel je: Raalte?",
            "De gemeente “<b>” kennen we niet. Gebruik de naam of de CBS-code.",
        ]
    }


def test_reserved_places_are_given_up_by_emptying_the_field(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    reeks.gereserveerde_gemeenten.add(factories.make_gemeente(provincie=overijssel))
    post(client_overijssel, reeks, change_form(reeks, gereserveerde_gemeenten=" , "))
    assert not reeks.gereserveerde_gemeenten.exists()


def test_a_cancelled_sessie_is_shown_as_such_and_stays_as_it_is(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    reeks = factories.make_reeks(provincie=overijssel, sessies=2)
    first = reeks.sessies.get(slug="sessie-1")
    Sessie.objects.filter(pk=first.pk).update(vervallen_op=NOW)
    page = client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    assert "Gaat niet door (sinds 2 maart 2026)" in page
    rows = stored_rows(reeks)
    for sessie in rows:
        sessie |= {"titel": "Anders", "plaatsen": 3}
    assert post(client_overijssel, reeks, change_form(reeks, rows)).status_code == 302
    assert list(reeks.sessies.values_list("titel", "plaatsen")) == [("Sessie 1", None), ("Anders", 3)]
