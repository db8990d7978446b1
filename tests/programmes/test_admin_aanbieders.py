"""What an organiser fills in about locaties and deskundigen, and who gets to see it."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from programmes.models import Deskundige, Locatie, Portret, Provincie, Sessie
from tests import factories
from tests.learning.upload_files import SVG, photo
from tests.programmes.beheer_world import url

SECRET = "Sjoerd Geheim"
MARK = '"><svg onload=alert(1)>'


@pytest.fixture
def sessie(overijssel: Provincie) -> Sessie:
    locatie = factories.make_locatie(
        provincie=overijssel, zaal=f"Raadzaal {MARK}", openbaar_vervoer=f"Bus 50 {MARK}", parkeren=f"Gratis {MARK}",
        toegankelijkheid=f"Lift {MARK}", contact_naam=SECRET, contact_email="geheim@raalte.example",
        contact_telefoon="06 geheim", gemeente=factories.make_gemeente(naam="Raalte"),
    )  # fmt: skip
    deskundige = factories.make_deskundige(provincie=overijssel, naam=f"Hennie {MARK}", bio=f"Vertelt graag. {MARK}")
    reeks = factories.make_reeks(provincie=overijssel)
    return factories.make_sessie(reeks=reeks, locatie=locatie, plaatsen=30, deskundigen=[deskundige])


def fields(row: Locatie | Deskundige, **changes: object) -> dict[str, object]:
    names = [field.name for field in row._meta.concrete_fields if field.editable and not field.primary_key]
    known = {name: getattr(row, name) for name in names}
    posted = {name: getattr(value, "pk", value) for name, value in known.items()}
    return {name: "" if value is None else value for name, value in (posted | changes).items()}


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Locaties ---------------------------------------------------------------------------------------------------


def test_the_way_there_is_public_and_the_contact_is_not(client: Client, sessie: Sessie) -> None:
    page = client.get(sessie.get_absolute_url()).content.decode()
    for text in ("Raadzaal", "Bus 50", "Gratis", "Lift", "Te gast bij gemeente Raalte"):
        assert text in page
    for address in (sessie.get_absolute_url(), sessie.reeks.get_absolute_url()):
        body = client.get(address).content.decode()
        assert ("Geheim" in body, "geheim" in body, "<svg onload" in body) == (False, False, False)


def test_an_organiser_sees_the_contact(client_overijssel: Client, sessie: Sessie) -> None:
    page = client_overijssel.get(url(Locatie, "change", sessie.locatie)).content.decode()
    assert (SECRET in page, "<svg onload" in page) == (True, False)


def test_a_room_that_is_too_small_is_a_warning(client_overijssel: Client, sessie: Sessie) -> None:
    locatie = sessie.locatie
    assert locatie
    response = client_overijssel.post(url(Locatie, "change", locatie), fields(locatie, zaalgrootte=20))
    assert response.status_code == 302
    assert said(response)[0] == (
        f"“Sessie 1” heeft 30 plaatsen. In {locatie.naam} passen 20 mensen. Kies minder plaatsen of een grotere zaal."
    )
    fits = said(client_overijssel.post(url(Locatie, "change", locatie), fields(locatie, zaalgrootte=30)))
    assert [text for text in fits if "passen 30" in text] == []


# --- Deskundigen ------------------------------------------------------------------------------------------------


def test_a_photo_comes_on_the_page_and_goes_again(client: Client, client_overijssel: Client, sessie: Sessie) -> None:
    deskundige = sessie.deskundigen.get()
    upload = SimpleUploadedFile("ik.jpg", photo("JPEG", (600, 400)), "image/jpeg")
    change = url(Deskundige, "change", deskundige)
    assert client_overijssel.post(change, fields(deskundige, nieuwe_foto=upload)).status_code == 302
    deskundige.refresh_from_db()
    page = client.get(sessie.get_absolute_url()).content.decode()
    assert f'<img src="{deskundige.foto_address}" alt="Foto van Hennie &quot;&gt;&lt;svg onload=alert(1)&gt;"' in page
    assert ("Vertelt graag." in page, "<svg onload" in page) == (True, False)
    file = client.get(deskundige.foto_address)
    assert (file.status_code, file["Content-Type"], file["Cache-Control"], file.content[8:12]) == (
        200, "image/webp", "public, max-age=31536000, immutable", b"WEBP",
    )  # fmt: skip
    again = client.get(deskundige.foto_address, headers={"If-None-Match": file["ETag"]})
    assert (again.status_code, client.post(deskundige.foto_address).status_code) == (304, 405)

    # A change of the words keeps the photo; ticking the box takes it away.
    client_overijssel.post(change, fields(deskundige, bio="Nieuw."))
    assert Portret.objects.count() == 1
    client_overijssel.post(change, fields(deskundige, foto_weg="on"))
    assert (Portret.objects.count(), client.get(deskundige.foto_address).status_code) == (0, 404)
    assert "<img" not in client.get(sessie.get_absolute_url()).content.decode().partition("<main")[2]


def test_a_photo_that_is_none_is_refused_in_words(client_overijssel: Client, sessie: Sessie) -> None:
    deskundige = sessie.deskundigen.get()
    upload = SimpleUploadedFile("ik.jpg", SVG, "image/jpeg")
    response = client_overijssel.post(url(Deskundige, "change", deskundige), fields(deskundige, nieuwe_foto=upload))
    assert response.context["adminform"].form.errors == {
        "nieuwe_foto": ["Dit is geen JPEG, PNG of WebP. Sla de foto op als een van die soorten."]
    }


def test_a_photo_is_asked_for_again_when_something_else_is_wrong(client_overijssel: Client, sessie: Sessie) -> None:
    deskundige = sessie.deskundigen.get()
    upload = SimpleUploadedFile("ik.jpg", photo("JPEG", (600, 400)), "image/jpeg")
    form = fields(deskundige, naam="", nieuwe_foto=upload)
    response = client_overijssel.post(url(Deskundige, "change", deskundige), form)
    errors = response.context["adminform"].form.errors
    assert (sorted(errors), errors["nieuwe_foto"]) == (["naam", "nieuwe_foto"], ["Kies de foto opnieuw."])
    assert Portret.objects.count() == 0


@pytest.mark.parametrize("versie", ["a" * 32, "a", "", "%"])
def test_no_address_finds_a_photo_by_chance(client: Client, sessie: Sessie, versie: str) -> None:
    assert sessie.pk
    assert client.get(f"/deskundigen/{versie}.webp").status_code == 404
