"""`/<provincie>/<reeks>/aanmelden/`: the form and what its POST does."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.limits import Limit
from outbox.models import Bericht
from registrations.models import Aanmelding
from registrations.signup import confirm
from registrations.views import forms_for_visitors
from tests import factories
from tests.registrations.world import ADDRESS, NOW, Leerlab, states

URL = "/overijssel/bewoners-bereiken/aanmelden/"
SENT = "/overijssel/bewoners-bereiken/aanmelden/verstuurd/"
RIGHT: dict[str, Any] = {
    "naam": "Anna de Vries",
    "email": ADDRESS,
    "gemeente": "GM0177",
    "functie": "adviseur",
    "omvang": "reeks",
}


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    response = client.post(URL, RIGHT)
    assert (response.status_code, response["Location"]) == (303, SENT)
    aanmelding = Aanmelding.objects.get()
    assert (aanmelding.email, aanmelding.gemeente, aanmelding.status) == (ADDRESS, leerlab.gemeente, "onbevestigd")
    assert Bericht.objects.values_list("soort", "aan").get() == ("bevestig", ADDRESS)
    page = client.get(SENT).content.decode()
    assert "Bevestig daar je aanmelding met de knop" in page
    assert ADDRESS not in page


def test_single_sessies_by_slug(client: Client, leerlab: Leerlab) -> None:
    response = client.post(URL, RIGHT | {"omvang": "sessies", "sessies": ["sessie-1", "sessie-3"]})
    assert response.status_code == 303
    expected = dict.fromkeys(["sessie-1", "sessie-3", "terugkom"], "aangemeld")
    assert states(Aanmelding.objects.get(reeks=leerlab.reeks)) == expected


def test_the_form_names_its_fields_as_the_contract_says(client: Client, leerlab: Leerlab) -> None:
    html = client.get(URL).content.decode()
    for name in ("csrfmiddlewaretoken", "naam", "email", "gemeente", "functie", "omvang", "sessies"):
        assert f'name="{name}"' in html
    for slug in ("sessie-1", "sessie-2", "sessie-3"):
        assert f'value="{slug}"' in html
    assert 'value="kick-off"' not in html, "a held sessie can not be chosen"
    assert "De terugkombijeenkomst hoort er altijd bij" in html
    assert leerlab.gemeente.code in html


def test_only_the_csrf_cookie_is_set(client: Client, leerlab: Leerlab) -> None:
    assert leerlab.reeks.is_published
    response = client.get(URL)
    client.post(URL, RIGHT)
    assert set(response.cookies) | set(client.cookies) == {"csrftoken"}


def test_without_a_csrf_token_nothing_happens(leerlab: Leerlab) -> None:
    response = Client(enforce_csrf_checks=True).post(URL, RIGHT)
    assert response.status_code == 403
    assert "Dit formulier is verlopen" in response.content.decode()
    assert leerlab.reeks.aanmeldingen.count() == 0


@pytest.mark.usefixtures("leerlab")
def test_wrong_input_comes_back_as_filled_in(client: Client) -> None:
    wrong = RIGHT | {"email": "anna", "functie": "<script>alert(1)</script>", "omvang": "sessies"}
    response = client.post(URL, wrong)
    html = response.content.decode()
    assert response.status_code == 200
    assert "<title>Fout: Aanmelden voor Bewoners bereiken" in html
    assert 'href="#id_email"' in html
    assert 'href="#id_sessies_0"' in html
    assert 'value="anna"' in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert '<option value="GM0177" selected>' in html
    assert 'aria-invalid="true"' in html
    assert Aanmelding.objects.count() == 0


def test_a_known_address_gets_the_same_answer_and_its_link_by_mail(client: Client, leerlab: Leerlab) -> None:
    aanmelding = leerlab.sign_up()
    confirm(aanmelding=aanmelding, now=NOW)
    Bericht.objects.update(staat="verzonden")
    before = Aanmelding.objects.values().get()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        known = client.post(URL, RIGHT | {"naam": "Iemand Anders"})
        new = client.post(URL, RIGHT | {"email": "nieuw@raalte.example"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert Aanmelding.objects.values().get(email=ADDRESS) == before
    mail = Bericht.objects.get(soort="al_aangemeld")
    assert (mail.aan, list(mail.links.values())) == (ADDRESS, [["aanmelding", str(aanmelding.uuid)]])


@pytest.mark.usefixtures("leerlab")
def test_double_click(client: Client) -> None:
    assert [client.post(URL, RIGHT).status_code for _ in range(3)] == [303, 303, 303]
    assert (Aanmelding.objects.count(), Bericht.objects.count()) == (1, 1)


@pytest.mark.usefixtures("leerlab")
def test_the_trap_looks_like_success_and_keeps_nothing(client: Client) -> None:
    response = client.post(URL, RIGHT | {"website": "https://spam.example"})
    assert (response.status_code, response["Location"]) == (303, SENT)
    assert (Aanmelding.objects.count(), Bericht.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"aanmelden_van": NOW + timedelta(days=1)}, "Je kunt je nog niet aanmelden."),
        ({"aanmelden_tot": NOW}, "De aanmelding is gesloten."),
    ],
)
def test_outside_the_window(client: Client, leerlab: Leerlab, fields: dict[str, Any], text: str) -> None:
    type(leerlab.reeks).objects.update(**fields)
    shown, posted = client.get(URL), client.post(URL, RIGHT)
    assert (shown.status_code, posted.status_code) == (200, 409)
    for response in (shown, posted):
        html = response.content.decode()
        assert text in html
        assert "/belangstelling/" in html
        assert "<form" not in html
    assert Aanmelding.objects.count() == 0


def test_after_the_last_sessie(client: Client, leerlab: Leerlab) -> None:
    leerlab.reeks.sessies.filter(begin=None).delete()
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        response = client.post(URL, RIGHT)
    assert response.status_code == 409
    assert "Alle bijeenkomsten zijn geweest." in response.content.decode()


@pytest.mark.parametrize(
    "url",
    ["/overijssel/bestaat-niet/aanmelden/", "/atlantis/bewoners-bereiken/aanmelden/", "/overijssel/concept/aanmelden/"],
)
def test_unknown_and_unpublished_reeksen_do_not_exist(client: Client, leerlab: Leerlab, url: str) -> None:
    factories.make_reeks(titel="Concept", slug="concept", published=False, provincie=leerlab.reeks.provincie)
    for response in (client.get(url), client.post(url, RIGHT)):
        assert response.status_code == 404
        assert "Deze pagina bestaat niet" in response.content.decode()


@pytest.mark.usefixtures("leerlab")
def test_other_methods_are_refused(client: Client) -> None:
    assert client.put(URL).status_code == 405
    assert client.delete(URL).status_code == 405


@pytest.mark.usefixtures("leerlab")
def test_one_address_gets_three_mails_a_quarter_and_the_rest_later(client: Client) -> None:
    """Refusing the form instead would tell a stranger which addresses we know."""
    for number in range(7):
        reeks = factories.make_reeks(titel=f"Ander {number}", sessies=1)
        assert client.post(f"/overijssel/{reeks.slug}/aanmelden/", RIGHT).status_code == 303
    minutes = [int((row.niet_voor - NOW).total_seconds() // 60) for row in Bericht.objects.order_by("pk")]
    assert minutes == [0, 0, 0, 15, 15, 15, 30]
    assert Aanmelding.objects.count() == 7


@pytest.mark.parametrize(
    "email",
    ['"\x0b"@raalte.example', '"x bcc:e"@raalte.example', '"anna"@raalte.example', "anna\x1c@raalte.example"],
)
@pytest.mark.usefixtures("leerlab")
def test_addresses_that_a_mail_header_trips_over_are_refused(client: Client, email: str) -> None:
    response = client.post(URL, RIGHT | {"email": email})
    assert response.status_code == 200
    assert "Dit is geen volledig e-mailadres." in response.content.decode()
    assert Aanmelding.objects.count() == 0


@pytest.mark.usefixtures("leerlab")
def test_an_address_that_grows_in_lower_case_is_refused(client: Client) -> None:
    email = "a@" + ".".join(["\u0130" * 20] * 11) + ".nl"
    response = client.post(URL, RIGHT | {"email": email})
    assert (response.status_code, Aanmelding.objects.count()) == (200, 0)


@pytest.mark.usefixtures("leerlab")
def test_a_name_carries_no_advertisement(client: Client) -> None:
    for naam in ("http://evil.example/ win een iPad", "kijk op WWW.evil.example"):
        html = client.post(URL, RIGHT | {"naam": naam}).content.decode()
        assert "Vul hier geen webadres in." in html
    assert Aanmelding.objects.count() == 0


@pytest.mark.usefixtures("leerlab")
def test_one_network_has_a_limit_that_no_venue_reaches(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (forms_for_visitors.PER_IP.times, forms_for_visitors.PER_IP.window) == (300, timedelta(hours=1))
    monkeypatch.setattr(forms_for_visitors, "PER_IP", Limit("formulier", 3, timedelta(hours=1)))
    responses = [client.post(URL, RIGHT | {"email": f"p{n}@raalte.example"}) for n in range(4)]
    assert [response.status_code for response in responses] == [303, 303, 303, 429]
    html = responses[-1].content.decode()
    assert "Vanaf jouw netwerk kwamen net heel veel formulieren binnen." in html
    assert 'value="p3@raalte.example"' in html
    assert client.post(URL, RIGHT, REMOTE_ADDR="192.0.2.7").status_code == 303
    settings.RATE_LIMITS = False
    assert client.post(URL, RIGHT | {"email": "nog@raalte.example"}).status_code == 303


@pytest.mark.django_db
def test_a_reeks_of_one_sessie_asks_nothing_about_sessies(client: Client) -> None:
    workshop = factories.make_reeks(titel="Oké, een burger-idee", sessies=1, soort="workshop")
    factories.make_gemeente(code="GM0177")
    url = f"/overijssel/{workshop.slug}/aanmelden/"
    html = client.get(url).content.decode()
    assert "Je meldt je aan voor Sessie 1: " in html
    assert '<input type="hidden" name="omvang" value="reeks"' in html
    assert 'type="radio"' not in html
    assert client.post(url, RIGHT).status_code == 303
    single = RIGHT | {"email": "bart@raalte.example", "omvang": "sessies", "sessies": ["sessie-1"]}
    assert client.post(url, single).status_code == 303
    assert [states(row) for row in Aanmelding.objects.all()] == [{"sessie-1": "aangemeld"}] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{"omvang": "sessies", "sessies": ["sessie-1"]}, {"omvang": "", "sessies": []}])
def test_when_one_sessie_is_left_the_form_comes_back_with_it(client: Client, sent: dict[str, object]) -> None:
    workshop = factories.make_reeks(slug="workshop")
    factories.make_sessie(reeks=workshop, begin=NOW - timedelta(days=1))
    left = factories.make_sessie(reeks=workshop)
    factories.make_gemeente(code="GM0177")
    url = "/overijssel/workshop/aanmelden/"
    html = client.post(url, RIGHT | sent).content.decode()
    assert f"Alleen {left.titel} is er nog" in html
    fields = dict(re.findall(r'<input type="hidden" name="(omvang|sessies)" value="([^"]*)"', html))
    assert fields == {"omvang": "reeks"}
    assert client.post(url, RIGHT | fields).status_code == 303
    assert [states(row) for row in Aanmelding.objects.all()] == [{left.slug: "aangemeld"}]


def test_the_page_after_it_says_whom_to_ask(client: Client, leerlab: Leerlab) -> None:
    organisatie = leerlab.reeks.organisatie.naam
    assert f"Heb je een vraag? Neem dan contact op met {organisatie}." in client.get(SENT).content.decode()
    huisstijl = factories.make_huisstijl(provincie=leerlab.reeks.provincie, telefoon="")
    page = client.get(SENT).content.decode()
    mail = f'<a href="mailto:{huisstijl.email}">{huisstijl.email}</a>'
    assert f"<p>Heb je een vraag? Mail {huisstijl.naam}: {mail}.</p>" in page


@pytest.mark.django_db
@pytest.mark.parametrize("sessies", ["kick-off", "bestaat-niet", ["kick-off", "sessie-1"], []])
def test_who_takes_the_whole_reeks_is_not_asked_about_sessies(client: Client, sessies: object) -> None:
    """Also where one sessie is left, which makes the form ask less."""
    reeks = factories.make_reeks(slug="nog-een")
    factories.make_sessie(reeks=reeks, soort="kick-off", begin=NOW - timedelta(days=3))
    factories.make_sessie(reeks=reeks, begin=NOW + timedelta(days=3))
    gemeente = factories.make_gemeente()
    form = {"naam": "Anna", "email": "anna@raalte.example", "gemeente": gemeente.code, "functie": "", "omvang": "reeks"}
    response = client.post("/overijssel/nog-een/aanmelden/", {**form, "sessies": sessies})
    assert response.status_code == 303
    assert states(Aanmelding.objects.get(reeks=reeks)) == {"sessie-1": "aangemeld"}
