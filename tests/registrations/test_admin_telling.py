"""The organiser sees who gets which mail before it is saved, and can add a sentence."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from outbox.models import Bericht
from programmes.models import Locatie, Provincie, Reeks, Sessie, Verplaatsing
from registrations.models import Aanbod, Aanmelding, Deelname
from tests import factories
from tests.programmes.beheer_world import url
from tests.programmes.test_admin import change_form, row, stored_rows, when

OLD = datetime(2040, 4, 1, 9, tzinfo=UTC)
NEW = datetime(2040, 5, 1, 9, tzinfo=UTC)
MOVED = when("begin", NEW) | when("einde", NEW + timedelta(hours=2))
TWO_PEOPLE = (
    "“Kick-off” (dinsdag 1 mei 2040, 11.00 tot 13.00 uur): "
    "2 personen krijgen een mail dat de datum is veranderd, met de vraag of het nog kan"
)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    """A reeks with a kick-off that Anna and Bram come to, and one other of the same day."""
    reeks = factories.make_reeks(provincie=overijssel, titel="Wonen")
    locatie = factories.make_locatie(provincie=overijssel, naam="Dorpshuis")
    for soort in ("kick-off", "fysiek"):
        factories.make_sessie(reeks=reeks, soort=soort, begin=OLD, locatie=locatie, titel=soort.capitalize())
    kick_off = [reeks.sessies.get(soort="kick-off")]
    for name in ("anna", "bram"):
        factories.make_aanmelding(reeks=reeks, email=f"{name}@raalte.example", sessies=kick_off)
    Deelname.objects.update(uitgenodigd_op=OLD - timedelta(days=9))
    Aanmelding.objects.update(bevestigd_op=OLD - timedelta(days=9))
    return reeks


def send(client: Client, reeks: Reeks, **extra: object) -> Any:
    """Move the kick-off in the form."""
    rows = stored_rows(reeks)
    rows[0] |= MOVED
    return client.post(url(Reeks, "change", reeks), {**change_form(reeks, rows), **extra})


def untouched(reeks: Reeks) -> bool:
    sessie = reeks.sessies.get(soort="kick-off")
    rows = (Bericht.objects.exists(), Verplaatsing.objects.exists(), sessie.sequence, sessie.begin)
    return rows == (False, False, 0, OLD)


def test_it_is_shown_first_and_nothing_happens(client_overijssel: Client, reeks: Reeks) -> None:
    response = send(client_overijssel, reeks)
    html = response.content.decode()
    assert (response.status_code, untouched(reeks)) == (200, True)
    assert re.findall(r"<li>(“.*)\.</li>", html) == [TWO_PEOPLE]
    hidden = dict(HIDDEN.findall(html))
    assert hidden["titel"] == "Wonen"
    assert "csrfmiddlewaretoken" in hidden
    assert "Er is nog niets opgeslagen" in html
    assert "met succes" not in html


def test_what_the_page_sends_back_saves_and_mails(client_overijssel: Client, reeks: Reeks) -> None:
    page = send(client_overijssel, reeks).content.decode()
    again = dict(HIDDEN.findall(page)) | {"toelichting": "De zaal\nis dicht."}
    response = client_overijssel.post(url(Reeks, "change", reeks), again, follow=True)
    assert TWO_PEOPLE in response.content.decode().replace("&#x27;", "'")
    mails = Bericht.objects.order_by("aan").values_list("soort", "aan", "methode")
    assert list(mails) == [
        ("verplaatst", "anna@raalte.example", "REQUEST"),
        ("verplaatst", "bram@raalte.example", "REQUEST"),
    ]
    assert "De organisator schrijft: “De zaal is dicht.”" in Bericht.objects.all()[0].tekst
    assert reeks.sessies.get(soort="kick-off").begin == NEW
    assert reeks.sessies.get(soort="kick-off").sequence == 1
    # By a double click: nothing changes any more, so nobody is mailed.
    client_overijssel.post(url(Reeks, "change", reeks), again)
    assert Bericht.objects.count() == 2


def test_who_came_meanwhile_is_shown_anew(client_overijssel: Client, reeks: Reeks) -> None:
    page = send(client_overijssel, reeks).content.decode()
    cor = factories.make_aanmelding(reeks=reeks, email="cor@raalte.example", sessies=[reeks.sessies.all()[0]])
    Aanmelding.objects.filter(pk=cor.pk).update(bevestigd_op=OLD)
    response = client_overijssel.post(url(Reeks, "change", reeks), dict(HIDDEN.findall(page)))
    assert (response.status_code, untouched(reeks)) == (200, True)
    assert "3 personen krijgen" in response.content.decode()


def test_going_back_shows_the_form_as_filled_in(client_overijssel: Client, reeks: Reeks) -> None:
    page = send(client_overijssel, reeks).content.decode()
    response = client_overijssel.post(
        url(Reeks, "change", reeks), dict(HIDDEN.findall(page)) | {"_terug": "Terug naar het formulier"}
    )
    html = response.content.decode()
    assert (response.status_code, untouched(reeks)) == (200, True)
    assert "Er is nog niets opgeslagen en niemand is gemaild." in html
    assert all(f'value="{value}"' in html for value in MOVED.values())


def test_a_sentence_that_is_too_long_is_asked_again(client_overijssel: Client, reeks: Reeks) -> None:
    page = send(client_overijssel, reeks).content.decode()
    response = client_overijssel.post(
        url(Reeks, "change", reeks), dict(HIDDEN.findall(page)) | {"toelichting": "x" * 501}
    )
    assert (response.status_code, untouched(reeks)) == (200, True)
    assert "Gebruik hoogstens 500 tekens." in response.content.decode()
    assert "x" * 501 in response.content.decode()


def test_text_is_saved_without_asking(client_overijssel: Client, reeks: Reeks) -> None:
    rows = stored_rows(reeks)
    rows[0]["omschrijving"] = "Een andere tekst."
    response = client_overijssel.post(url(Reeks, "change", reeks), change_form(reeks, rows))
    assert response.status_code == 302
    assert Bericht.objects.count() == 0


def test_a_sessie_where_nobody_comes_is_moved_without_asking(client_overijssel: Client, reeks: Reeks) -> None:
    rows = stored_rows(reeks)
    rows[1] |= MOVED
    response = client_overijssel.post(url(Reeks, "change", reeks), change_form(reeks, rows))
    assert (response.status_code, Bericht.objects.count()) == (302, 0)
    assert Verplaatsing.objects.get().sessie.soort == "fysiek"


def test_what_else_comes_of_it_is_shown_too(client_overijssel: Client, reeks: Reeks) -> None:
    Aanmelding.objects.update(omvang="reeks")
    rows = stored_rows(reeks)
    rows[0] |= MOVED
    new = row(9, "Extra")
    form = {**change_form(reeks, [*rows, new]), "nieuwe_bijeenkomsten": "aanmelden"}
    page = client_overijssel.post(url(Reeks, "change", reeks), form).content.decode()
    assert re.findall(r"<li>(“[^<]*)\.</li>", page) == [
        TWO_PEOPLE, "“Extra”: 2 personen aangemeld. Wie bevestigd is, krijgt een mail",
    ]  # fmt: skip
    assert not Bericht.objects.exists()
    client_overijssel.post(url(Reeks, "change", reeks), dict(HIDDEN.findall(page)))
    kinds = Bericht.objects.order_by("pk").values_list("soort", flat=True)
    assert list(kinds) == ["verplaatst", "verplaatst", "sessie_erbij", "sessie_erbij"]


# --- Places that come free, and slips


def test_who_gets_an_offer_by_the_same_save_is_on_the_page(client_overijssel: Client, reeks: Reeks) -> None:
    Sessie.objects.filter(soort="kick-off").update(plaatsen=2)
    cor = factories.make_aanmelding(reeks=reeks, email="cor@raalte.example", sessies=[reeks.sessies.all()[0]])
    Aanmelding.objects.filter(pk=cor.pk).update(bevestigd_op=OLD - timedelta(days=9))
    cor.deelnames.update(status="wachtlijst")
    rows = stored_rows(reeks)
    rows[0] |= MOVED | {"plaatsen": 3}
    page = client_overijssel.post(url(Reeks, "change", reeks), change_form(reeks, rows)).content.decode()
    offered = "Er is plaats vrij. Er gaat een aanbod naar 1 persoon op de wachtlijst"
    lines = [TWO_PEOPLE.replace("2 personen", "3 personen"), offered]
    assert re.findall(r"<li>([“E][^<]*)\.</li>", page) == lines
    assert (Aanbod.objects.exists(), untouched(reeks)) == (False, True)
    response = client_overijssel.post(url(Reeks, "change", reeks), dict(HIDDEN.findall(page)))
    assert response.status_code == 302
    said = [str(text) for text in get_messages(response.wsgi_request)]
    assert [text for text in said if text.removesuffix(".") in lines] == [f"{text}." for text in lines]
    assert said.count(f"{offered}.") == 1
    to_cor = Bericht.objects.filter(aan="cor@raalte.example").order_by("pk")
    assert [mail.soort for mail in to_cor] == ["aanbod", "verplaatst"]
    assert all("dinsdag 1 mei 2040, 11.00 tot 13.00 uur" in mail.tekst for mail in to_cor)


PAST = datetime(2020, 5, 1, 9, tzinfo=UTC)
SLIPPED = when("begin", PAST) | when("einde", PAST + timedelta(hours=2))
IS_OVER = (
    "Let op: “Kick-off” komt op vrijdag 1 mei 2020, 11.00 tot 13.00 uur. Dat is al voorbij. "
    "Klopt dat niet? Ga dan terug naar het formulier."
)
NOTICE = re.compile(r'<p class="errornote">(.*?)</p>')


def test_a_slip_to_the_past_is_pointed_out_and_allowed(client_overijssel: Client, reeks: Reeks) -> None:
    rows = stored_rows(reeks)
    rows[0] |= SLIPPED
    page = client_overijssel.post(url(Reeks, "change", reeks), change_form(reeks, rows)).content.decode()
    assert NOTICE.findall(page) == [IS_OVER]
    told = "2 personen krijgen een mail dat de datum is veranderd, zonder de vraag of het nog kan"
    assert re.findall(r"<li>(“.*)\.</li>", page) == [f"“Kick-off” (vrijdag 1 mei 2020, 11.00 tot 13.00 uur): {told}"]
    client_overijssel.post(url(Reeks, "change", reeks), dict(HIDDEN.findall(page)))
    assert reeks.sessies.get(soort="kick-off").begin == PAST
    assert [mail.soort for mail in Bericht.objects.all()] == ["verplaatst", "verplaatst"]


def test_a_first_date_in_the_past_is_pointed_out_though_nobody_is_mailed(
    client_overijssel: Client, reeks: Reeks
) -> None:
    reeks.sessies.update(begin=None, einde=None)
    rows = stored_rows(reeks)
    rows[0] |= SLIPPED
    page = client_overijssel.post(url(Reeks, "change", reeks), change_form(reeks, rows)).content.decode()
    assert NOTICE.findall(page) == [IS_OVER]
    assert re.findall(r"<li>(“.*)\.</li>", page) == [
        "“Kick-off” (vrijdag 1 mei 2020, 11.00 tot 13.00 uur): niemand krijgt een mail"
    ]
    assert ("gaan deze mails direct weg" in page, "Opslaan en mailen" in page, "toelichting" in page) == (
        False, False, False,
    )  # fmt: skip
    again = client_overijssel.post(url(Reeks, "change", reeks), dict(HIDDEN.findall(page)))
    assert (again.status_code, Bericht.objects.count()) == (302, 0)
    assert reeks.sessies.get(soort="kick-off").begin == PAST


def test_no_notice_of_a_date_to_come_or_where_nobody_stands(client_overijssel: Client, reeks: Reeks) -> None:
    assert NOTICE.findall(send(client_overijssel, reeks).content.decode()) == []
    rows = stored_rows(reeks)
    rows[1] |= SLIPPED
    assert client_overijssel.post(url(Reeks, "change", reeks), change_form(reeks, rows)).status_code == 302


def test_only_another_end_is_called_that(client_overijssel: Client, reeks: Reeks) -> None:
    rows = stored_rows(reeks)
    rows[0] |= when("einde", OLD + timedelta(hours=5))
    page = client_overijssel.post(url(Reeks, "change", reeks), change_form(reeks, rows)).content.decode()
    told = "2 personen krijgen een mail dat de eindtijd is veranderd, met de vraag of het nog kan"
    assert re.findall(r"<li>(“.*)\.</li>", page) == [f"“Kick-off” (zondag 1 april 2040, 11.00 tot 16.00 uur): {told}"]


# --- A locatie


def form_of(locatie: Locatie, **fields: object) -> dict[str, object]:
    return {
        "provincie": locatie.provincie_id, "naam": locatie.naam, "adres": locatie.adres, "postcode": locatie.postcode,
        "plaats": locatie.plaats, "gemeente": locatie.gemeente_id or "", "toegankelijkheid": locatie.toegankelijkheid,
    } | fields  # fmt: skip


def test_another_address_asks_first(client_overijssel: Client, reeks: Reeks) -> None:
    locatie = Locatie.objects.get()
    response = client_overijssel.post(url(Locatie, "change", locatie), form_of(locatie, naam="Nieuw huis"))
    assert (response.status_code, Locatie.objects.get().naam, untouched(reeks)) == (200, "Dorpshuis", True)
    html = response.content.decode()
    assert re.findall(r"<li>(“.*)\.</li>", html) == [
        "“Kick-off”: 2 personen krijgen een mail dat de plaats is veranderd, met de vraag of het nog kan"
    ]
    again = client_overijssel.post(url(Locatie, "change", locatie), dict(HIDDEN.findall(html)))
    assert (again.status_code, Locatie.objects.get().naam) == (302, "Nieuw huis")
    assert list(Bericht.objects.values_list("soort", flat=True)) == ["andere_plek", "andere_plek"]
    assert list(Sessie.objects.values_list("sequence", flat=True)) == [1, 1]


def test_nobody_saves_over_a_colleague(client_overijssel: Client, reeks: Reeks) -> None:
    locatie = Locatie.objects.get()
    address = url(Locatie, "change", locatie)
    page = client_overijssel.get(address).content.decode()
    versie = re.findall(r'name="versie" value="([^"]+)"', page)
    form = form_of(locatie, naam="Nieuw huis", versie=versie[0])
    asked = client_overijssel.post(address, form).content.decode()
    Locatie.objects.update(adres="Andere straat 1")
    response = client_overijssel.post(address, dict(HIDDEN.findall(asked)))
    assert "Iemand anders heeft deze locatie net gewijzigd." in response.content.decode()
    assert (Locatie.objects.get().adres, Locatie.objects.get().naam) == ("Andere straat 1", "Dorpshuis")
    assert untouched(reeks)


def test_what_is_not_in_the_address_asks_nothing(client_overijssel: Client, reeks: Reeks) -> None:
    locatie = Locatie.objects.get()
    posted = form_of(locatie, toegankelijkheid="Geen trap.")
    assert client_overijssel.post(url(Locatie, "change", locatie), posted).status_code == 302
    assert untouched(reeks)
