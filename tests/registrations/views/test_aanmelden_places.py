"""`/<provincie>/<reeks>/aanmelden/` of a reeks with limits: what the form asks, says beforehand, and does."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from programmes.models import Reeks, Sessie
from registrations.models import Aanmelding, Behoefte, Doorverwijzing
from registrations.signup import Outcome, confirm, sign_up
from registrations.views import forms_for_visitors
from tests import factories
from tests.conftest import signed_in
from tests.registrations.world import ADDRESS, NOW, Leerlab, states

URL = "/overijssel/bewoners-bereiken/aanmelden/"
SENT = f"{URL}verstuurd/"
RIGHT: dict[str, Any] = {"naam": "Anna", "email": ADDRESS, "gemeente": "GM0177", "functie": "", "omvang": "reeks"}
ORGANISATIE = RIGHT | {"gemeente": "", "organisatie": "Huisartsenpost"}


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def change(leerlab: Leerlab, **fields: Any) -> None:
    """Change the reeks."""
    Reeks.objects.filter(pk=leerlab.reeks.pk).update(**fields)


def page(client: Client, url: str = URL) -> str:
    """Return the form as HTML."""
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def names(html: str) -> set[str]:
    """Return the names of all fields."""
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', html))


def beforehand(html: str) -> str:
    """Return the heading of what a visitor must know before sending; empty when there is nothing."""
    return "".join(re.findall(r'melding-let-op">\s*<h2>([^<]+)</h2>', html))


def choices(html: str) -> dict[str, str]:
    """Return what is said of the places at each choice, by its value."""
    options = re.findall(r'value="([\w-]+)"[^>]*>\s*<label[^>]*>(.*?)</label>', html, re.DOTALL)
    places = {value: re.search(r'class="optie-plek">([^<]*)<', label) for value, label in options}
    return {value: found[1] if found else "" for value, found in places.items()}


# --- For whom ---------------------------------------------------------------------------------------------------


def test_an_organisatie_is_asked_only_where_it_is_welcome(client: Client, leerlab: Leerlab) -> None:
    asked = {"csrfmiddlewaretoken", "naam", "email", "gemeente", "functie", "omvang", "sessies", "via", "website"}
    assert names(page(client)) == asked | {"nodig"}
    change(leerlab, andere_organisaties=True)
    assert names(page(client)) == asked | {"nodig", "organisatie"}


def test_somebody_without_a_gemeente_signs_up(client: Client, leerlab: Leerlab) -> None:
    change(leerlab, andere_organisaties=True)
    assert client.post(URL, ORGANISATIE).status_code == 303
    aanmelding = Aanmelding.objects.get()
    assert (aanmelding.gemeente, aanmelding.organisatie, aanmelding.namens) == (None, *["Huisartsenpost"] * 2)


def test_where_they_are_not_welcome_an_organisatie_is_ignored(client: Client, leerlab: Leerlab) -> None:
    html = client.post(URL, ORGANISATIE | {"email": "x@huisarts.example"}).content.decode()
    assert "Kies je gemeente." in html
    assert client.post(URL, RIGHT | {"organisatie": "Huisartsenpost"}).status_code == 303
    aanmelding = leerlab.reeks.aanmeldingen.get()
    assert (aanmelding.gemeente, aanmelding.organisatie) == (leerlab.gemeente, "")


def test_only_gemeenten_of_the_provincie(client: Client, leerlab: Leerlab) -> None:
    other = factories.make_gemeente(naam="Urk", provincie=factories.make_provincie("Flevoland"))
    assert other.code in page(client)
    change(leerlab, toegang="provincie")
    html = page(client)
    assert (leerlab.gemeente.code in html, other.code in html) == (True, False)
    response = client.post(URL, RIGHT | {"gemeente": other.code})
    refusal = "Dit programma is alleen voor gemeenten van deze provincie. Kies een gemeente van hier."
    assert (response.status_code, Aanmelding.objects.count()) == (200, 0)
    assert f'<a href="#id_gemeente">{refusal}</a>' in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "fields", "error"),
    [
        (ORGANISATIE, {"andere_organisaties": False},
         "Dit programma is alleen voor gemeenten. Kies de gemeente waar je werkt."),
        (RIGHT, {"toegang": "provincie"},
         "Dit programma is alleen voor gemeenten van deze provincie. Kies een gemeente van hier."),
    ],
)  # fmt: skip
def test_when_access_changes_meanwhile_the_form_comes_back(
    client: Client, leerlab: Leerlab, monkeypatch: pytest.MonkeyPatch, sent: dict[str, Any], fields: dict[str, Any],
    error: str,
) -> None:  # fmt: skip
    change(leerlab, andere_organisaties=True)
    type(leerlab.gemeente).objects.update(provincie=factories.make_provincie("Flevoland"))
    real = sign_up

    def after_a_change(**kwargs: Any) -> Outcome:
        change(leerlab, **fields)
        return real(**kwargs)

    monkeypatch.setattr(forms_for_visitors, "sign_up", after_a_change)
    response = client.post(URL, sent)
    html = response.content.decode()
    assert (response.status_code, Aanmelding.objects.count()) == (200, 0)
    assert f'<a href="#id_gemeente">{error}</a>' in html
    assert f'value="{ADDRESS}"' in html


# --- What somebody needs ----------------------------------------------------------------------------------------


def test_what_somebody_needs_is_kept_apart(client: Client, leerlab: Leerlab) -> None:
    assert "nodig" in names(page(client))
    assert client.post(URL, RIGHT | {"nodig": "Glutenvrij\r\nen een hellingbaan"}).status_code == 303
    assert Behoefte.objects.values_list("aanmelding__email", "tekst").get() == (
        ADDRESS, "Glutenvrij\r\nen een hellingbaan",
    )  # fmt: skip
    assert leerlab.reeks.is_published


def test_nothing_needed_is_nothing_kept(client: Client, leerlab: Leerlab) -> None:
    for number, sent in enumerate([{}, {"nodig": ""}, {"nodig": "  "}]):
        assert client.post(URL, RIGHT | {"email": f"p{number}@raalte.example"} | sent).status_code == 303
    assert (leerlab.reeks.aanmeldingen.count(), Behoefte.objects.count()) == (3, 0)


@pytest.mark.parametrize("fields", [{"soort": "online"}, {"vervallen_op": NOW}])
def test_without_a_sessie_in_one_place_ahead_it_is_not_asked(
    client: Client, leerlab: Leerlab, fields: dict[str, Any]
) -> None:
    factories.make_sessie(reeks=leerlab.reeks, soort="online")
    leerlab.reeks.sessies.exclude(slug="kick-off").update(**fields)
    factories.make_sessie(reeks=leerlab.reeks, soort="online")
    assert "nodig" not in names(page(client))
    assert client.post(URL, RIGHT | {"nodig": "Glutenvrij"}).status_code == 303
    assert Behoefte.objects.count() == 0


# --- By the link of a colleague ---------------------------------------------------------------------------------


def test_the_link_of_a_colleague_fills_in_the_gemeente_and_keeps_nothing(client: Client, leerlab: Leerlab) -> None:
    html = page(client, f"{URL}?gemeente=GM0177&via=collega")
    assert '<option value="GM0177" selected>' in html
    assert '<input type="hidden" name="via" value="collega" id="id_via">' in html
    assert (Aanmelding.objects.count(), Doorverwijzing.objects.count()) == (0, 0)
    assert set(client.cookies) == {"csrftoken"}
    assert client.post(URL, RIGHT | {"via": "collega"}).status_code == 303
    confirm(aanmelding=Aanmelding.objects.get(), now=NOW)
    counted = Doorverwijzing.objects.values_list("reeks", "gemeente", "aantal").get()
    assert counted == (leerlab.reeks.pk, leerlab.gemeente.pk, 1)


@pytest.mark.usefixtures("leerlab")
@pytest.mark.parametrize("query", ["gemeente=GM9999", "gemeente=Raalte", 'gemeente="><script>', "via=iemand", "via="])
def test_a_link_that_is_wrong_fills_in_nothing(client: Client, query: str) -> None:
    html = page(client, f"{URL}?{query}")
    assert (" selected" in html, '<input type="hidden" name="via" id="id_via">' in html) == (False, True)


@pytest.mark.parametrize("via", ["", "iemand", "collega ", "x" * 10_000])
def test_only_a_colleague_counts(client: Client, leerlab: Leerlab, via: str) -> None:
    assert client.post(URL, RIGHT | {"via": via}).status_code == 303
    confirm(aanmelding=Aanmelding.objects.get(), now=NOW)
    assert (leerlab.reeks.aanmeldingen.count(), Doorverwijzing.objects.count()) == (1, 0)


def test_what_is_known_of_somebody_goes_before_the_link(leerlab: Leerlab) -> None:
    user, own = factories.make_user(), factories.make_gemeente(naam="Ommen")
    factories.make_aanmelding(user=user, gemeente=own)
    html = page(signed_in(user), f"{URL}?gemeente={leerlab.gemeente.code}&via=collega")
    assert re.findall(r'<option value="(\w+)" selected>', html) == [own.code]


# --- What is said beforehand ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "heading", "button"),
    [
        ({}, "", "Aanmelden"),
        ({"max_personen": 40}, "", "Aanmelden"),
        ({"max_personen": 1}, "Vol: je komt op de wachtlijst", "Op de wachtlijst"),
        ({"max_gemeenten": 1}, "Vol voor nieuwe gemeenten", "Aanmelden of op de wachtlijst"),
        ({"max_gemeenten": 1, "andere_organisaties": True}, "Vol voor nieuwe gemeenten", "Aanmelden"),
        ({"max_personen": 1, "toelating": "persoon"}, "De organisator kiest wie meedoet", "Aanmelden"),
        ({"max_gemeenten": 1, "toelating": "gemeente"}, "De organisator kiest welke gemeenten meedoen", "Aanmelden"),
    ],
)
def test_what_it_means_is_said_before_sending(
    client: Client, leerlab: Leerlab, fields: dict[str, Any], heading: str, button: str
) -> None:
    factories.make_aanmelding(reeks=leerlab.reeks)
    change(leerlab, **fields)
    wrong = client.post(URL, RIGHT | {"naam": ""}).content.decode()
    for html in (page(client), wrong):
        assert beforehand(html) == heading
        assert re.findall(r'type="submit">([^<]+)<', html) == [button]


def test_each_choice_says_what_places_there_are(client: Client, leerlab: Leerlab) -> None:
    for _ in range(2):
        factories.make_aanmelding(reeks=leerlab.reeks)
    for slug, plaatsen in {"sessie-1": 2, "sessie-2": 5, "sessie-3": 50, "terugkom": 2}.items():
        Sessie.objects.filter(reeks=leerlab.reeks, slug=slug).update(plaatsen=plaatsen)
    expected = {
        "reeks": "", "sessies": "", "sessie-1": "Vol: je komt op de wachtlijst", "sessie-2": "Nog 3 plekken",
        "sessie-3": "",
    }  # fmt: skip
    for html in (page(client), client.post(URL, RIGHT | {"naam": ""}).content.decode()):
        assert choices(html) == expected
        assert "Je komt op de wachtlijst voor: Sessie 1, Terugkombijeenkomst." in strip_tags(html)
        assert "Die is nu vol: je komt daarvoor op de wachtlijst." in html


def test_a_cancelled_sessie_can_not_be_chosen(client: Client, leerlab: Leerlab) -> None:
    Sessie.objects.filter(reeks=leerlab.reeks, slug="sessie-1").update(vervallen_op=NOW)
    html = page(client)
    assert list(choices(html)) == ["reeks", "sessies", "sessie-2", "sessie-3"]
    assert "Je doet mee met alle 3 bijeenkomsten die nog komen." in html
    html = client.post(URL, RIGHT | {"omvang": "sessies", "sessies": "sessie-1"}).content.decode()
    assert "Deze bijeenkomst gaat niet door. Kies een andere bijeenkomst." in html


# --- What it does -----------------------------------------------------------------------------------------------


def test_a_full_reeks_takes_who_waits(client: Client, leerlab: Leerlab) -> None:
    factories.make_aanmelding(reeks=leerlab.reeks, sessies=[])
    change(leerlab, max_personen=1)
    response = client.post(URL, RIGHT)
    assert (response.status_code, response["Location"]) == (303, SENT)
    aanmelding = Aanmelding.objects.get(email=ADDRESS)
    assert (aanmelding.status, aanmelding.houdt_plaats) == ("onbevestigd", False)
    assert set(states(aanmelding).values()) == {"wachtlijst"}


def test_who_does_not_know_the_later_fields_can_sign_up(client: Client, leerlab: Leerlab) -> None:
    change(leerlab, toegang="iedereen", max_gemeenten=3, toelating="gemeente")
    assert client.post(URL, RIGHT).status_code == 303
    assert Aanmelding.objects.get().gemeente == leerlab.gemeente


def test_the_page_after_it_is_the_same_for_who_has_a_place_and_who_waits(client: Client, leerlab: Leerlab) -> None:
    change(leerlab, max_personen=1)
    first = client.post(URL, RIGHT)
    before = client.get(SENT).content
    second = client.post(URL, RIGHT | {"email": "bart@raalte.example"})
    assert (first["Location"], before) == (second["Location"], client.get(SENT).content)
    assert "In de mail staat of er plaats is, of dat je op de wachtlijst staat." in before.decode()
    assert Aanmelding.objects.filter(houdt_plaats=True).count() == 1


def test_the_page_after_it_says_that_the_organiser_decides(client: Client, leerlab: Leerlab) -> None:
    change(leerlab, toelating="persoon")
    html = page(client, SENT)
    assert "In de mail staat of er plaats is, of dat de organisator nog kiest wie meedoet." in html
    assert f"{URL}?via=collega" in html


def test_a_programme_of_which_all_was_cancelled(client: Client, leerlab: Leerlab) -> None:
    leerlab.reeks.sessies.update(vervallen_op=NOW)
    for response in (client.get(URL), client.post(URL, RIGHT)):
        html = response.content.decode()
        assert "Dit programma gaat niet door. Kijk in de agenda welke leerlabs er nog komen." in html
        assert "/belangstelling/" not in html


def test_who_chose_what_went_meanwhile_is_led_back_to_the_form(
    client: Client, leerlab: Leerlab, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sign_up

    def after_a_change(**kwargs: Any) -> Outcome:
        Sessie.objects.filter(reeks=leerlab.reeks, slug="sessie-1").update(vervallen_op=NOW)
        return real(**kwargs)

    monkeypatch.setattr(forms_for_visitors, "sign_up", after_a_change)
    response = client.post(URL, RIGHT | {"omvang": "sessies", "sessies": "sessie-1"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Deze bijeenkomst gaat niet door. Kies een andere bijeenkomst." in html
    assert f'href="{URL}">Terug naar het formulier</a>' in html
