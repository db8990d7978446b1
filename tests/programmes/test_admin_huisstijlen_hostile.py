"""Two beheerders at one house style, and what somebody could hide in its texts."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from programmes.admin.huisstijlen import HuisstijlForm
from programmes.huisstijl import change_huisstijl
from programmes.logos import read_logo
from programmes.models import Huisstijl, Logo, Organisatie, Provincie
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import url
from tests.programmes.test_admin_huisstijlen import errors, fields, upload

pytestmark = pytest.mark.django_db

STALE = (
    "Iemand anders heeft deze huisstijl net gewijzigd. Open de pagina opnieuw;"
    " je eigen wijzigingen staan nog hieronder."
)
HAS_ONE = "Deze provincie heeft al een huisstijl."
AGAIN = ["Kies het logo opnieuw."]
ODD_ADDRESS = ["In dit e-mailadres staat een teken dat niet kan. Gebruik letters, cijfers, punten en streepjes."]


def version(client: Client, row: Huisstijl) -> str:
    value: str = client.get(url(Huisstijl, "change", row)).context["adminform"].form["versie"].value()
    return value


@pytest.mark.parametrize("changed", [{"logo_weg": "on"}, {"naam": "Van de tweede"}])
def test_a_logo_that_came_meanwhile_is_not_taken_away(
    client_beheerder: Client, overijssel: Provincie, changed: dict[str, str]
) -> None:
    row = factories.make_huisstijl(provincie=overijssel, logo=True)
    data = fields(logo_tekst="Logo van Overijssel", versie=version(client_beheerder, row), **changed)
    picture = read_logo(factories.png_file(80, 80))
    change_huisstijl(huisstijl=Huisstijl.objects.get(), logo=picture)
    response = client_beheerder.post(url(Huisstijl, "change", row), data)
    assert response.context["adminform"].form.non_field_errors() == [STALE]
    row.refresh_from_db()
    assert (row.naam, row.logo_sleutel, bytes(Logo.objects.get().bestand)) == (
        "Provincie Overijssel",
        picture.key,
        picture.png,
    )
    fresh = data | {"versie": version(client_beheerder, row)}
    assert client_beheerder.post(url(Huisstijl, "change", row), fresh).status_code == 302


@pytest.mark.parametrize(
    ("changed", "others"),
    [
        ({"telefoon": "bel mij"}, ["telefoon"]),
        ({"hoofdkleur": "#ffff00"}, ["hoofdkleur"]),
        ({"naam": "Een naam die te lang is voor deze plek. " * 2}, ["naam"]),
        ({"versie": "0123456789abcdef"}, ["__all__"]),
    ],
    ids=["of a field", "of a colour", "of the model", "stale"],
)
def test_with_any_other_error_a_logo_is_to_be_chosen_again(
    client_beheerder: Client, changed: dict[str, str], others: list[str]
) -> None:
    row = factories.make_huisstijl()
    data = fields(logo_tekst="Logo", **changed)
    address = url(Huisstijl, "change", row)
    assert list(client_beheerder.post(address, data).context["adminform"].form.errors) == others
    data["nieuw_logo"] = upload(factories.png_file(90, 30))
    found = client_beheerder.post(address, data).context["adminform"].form.errors
    assert (sorted(found), list(found["nieuw_logo"])) == (sorted([*others, "nieuw_logo"]), AGAIN)


def test_an_upload_with_an_error_of_its_own_has_only_that_one(overijssel: Provincie) -> None:
    found = errors(overijssel, nieuw_logo=upload(b"tekst"), logo_tekst="Logo", telefoon="bel mij")
    assert (sorted(found), AGAIN[0] in found["nieuw_logo"]) == (["nieuw_logo", "telefoon"], False)


def test_a_provincie_that_got_one_since_the_page_was_opened_is_told_so(
    client_beheerder: Client, overijssel: Provincie
) -> None:
    factories.make_huisstijl(provincie=overijssel)
    assert errors(overijssel) == {"provincie": [HAS_ONE]}
    response = client_beheerder.post(url(Huisstijl, "add"), fields(provincie=overijssel.pk))
    assert response.context["adminform"].form.errors == {"provincie": [HAS_ONE]}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_one_at_once_the_second_gets_the_form_back() -> None:
    overijssel = factories.make_provincie("Overijssel")
    client = signed_in(factories.make_beheerder())
    has_lock, has_begun = threading.Event(), threading.Event()

    def add() -> None:
        with transaction.atomic():
            form: Any = HuisstijlForm(fields(provincie=overijssel.pk, naam="Van de eerste"))
            if form.is_valid():
                has_lock.set()
                has_begun.wait(0.5)  # nobody says so: time for the other to come up against the lock
                change_huisstijl(huisstijl=form.save(commit=False))
        connection.close()

    thread = threading.Thread(target=add)
    thread.start()
    has_lock.wait(10)
    try:
        response: Any = client.post(url(Huisstijl, "add"), fields(provincie=overijssel.pk, naam="Van de tweede"))
    finally:
        thread.join()
    assert (response.status_code, response.context["adminform"].form.errors) == (200, {"provincie": [HAS_ONE]})
    assert Huisstijl.objects.get().naam == "Van de eerste"


@pytest.mark.parametrize(
    "email",
    [
        "x?bcc=evil%40evil.example&x=@b.example",
        "x&cc=y@b.example",
        "a%2cb@b.example",
        "subject=x@b.example",
        '"x"@b.example',
        "x#y@b.example",
        "x@b\u200bc.example",
        "x@[127.0.0.1]",
    ],
)
def test_an_address_is_no_more_than_that(client_beheerder: Client, overijssel: Provincie, email: str) -> None:
    assert errors(overijssel, email=email) == {"email": ODD_ADDRESS}
    organisatie = factories.make_organisatie(provincie=overijssel, email="team@b.example")
    data = {"naam": "Team", "provincie": overijssel.pk, "email": email, "website": ""}
    response = client_beheerder.post(url(Organisatie, "change", organisatie), data)
    assert response.context["adminform"].form.errors == {"email": ODD_ADDRESS}
    assert Organisatie.objects.get().email == "team@b.example"


def test_an_ordinary_address_is_taken(client_beheerder: Client, overijssel: Provincie) -> None:
    email = "Jan-Willem.d'Arc_1+leerlab@p-overijssel.example"
    assert errors(overijssel, email=email) == {}
    data = {"naam": "Team", "provincie": overijssel.pk, "email": email, "website": ""}
    assert client_beheerder.post(url(Organisatie, "add"), data).status_code == 302
    assert Organisatie.objects.get().email == email


NOTHING = ["\u200b", "\u2060\ufeff", "\u00ad \u200d", "\u3164", "\u2800\u034f", "\u202e", "\n\t", "\u2028", "\x00"]


@pytest.mark.parametrize("text", NOTHING)
def test_what_can_not_be_seen_is_no_text(overijssel: Provincie, text: str) -> None:
    assert list(errors(overijssel, naam=text)) == ["naam"]
    found = errors(overijssel, nieuw_logo=upload(factories.png_file(90, 30)), logo_tekst=text)
    assert (sorted(found), found["nieuw_logo"]) == (["logo_tekst", "nieuw_logo"], AGAIN)


def test_a_name_is_one_line_of_what_can_be_seen(overijssel: Provincie) -> None:
    naam = " Provincie\r\nOver\u200bijssel \u202e en\u2028Súdwest-Fryslân\x00 "
    form: Any = HuisstijlForm(fields(provincie=overijssel.pk, naam=naam, logo_tekst="Logo\n van \u200b ons"))
    assert form.errors == {}
    row = form.save(commit=False)
    assert (row.naam, row.logo_tekst) == ("Provincie Overijssel en Súdwest-Fryslân", "Logo van ons")
