"""`/inchecken/<code>/`: what a camera opens that reads the code of somebody."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.urls import reverse

from registrations.models import Tik
from registrations.tokens import code_for, token_for
from tests import factories
from tests.conftest import signed_in
from tests.registrations.world import NOW, Leerlab


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    code = code_for(leerlab.confirmed())
    answer = client.get(f"/inchecken/{code}/")
    html = answer.content.decode()
    assert "<h1>Laat deze code zien bij de deur</h1>" in html
    assert ("Anna" in html, "Bewoners bereiken" in html, answer.cookies) == (False, False, {})
    assert answer["Cache-Control"] == "no-store, private"


def test_valid_revoked_and_forged_codes_look_the_same(
    client: Client, client_plain_user: Client, leerlab: Leerlab
) -> None:
    aanmelding = leerlab.confirmed()
    codes = [code_for(aanmelding), "x" + code_for(aanmelding)[1:], token_for(aanmelding), "x", "é" * 300]
    for visitor in (client, client_plain_user):
        answers = [visitor.get(reverse("inchecken", args=[code])) for code in codes]
        assert {answer.status_code for answer in answers} == {200}
        pages = {
            answer.content.decode().replace(reverse("admin:programmes_reeks_inchecken", args=[code]), "")
            for code, answer in zip(codes, answers, strict=True)
        }
        assert len(pages) == 1


def test_who_stands_at_the_door_is_led_to_the_button(client: Client, leerlab: Leerlab) -> None:
    code = code_for(leerlab.confirmed())
    host = signed_in(factories.make_gastheer(leerlab.sessies["sessie-1"]))
    page = reverse("admin:programmes_reeks_inchecken", args=[code])
    assert host.get(f"/inchecken/{code}/")["Location"] == page
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert (
            "Anna de Vries" in signed_in(factories.make_organisator(leerlab.reeks.provincie)).get(page).content.decode()
        )
    assert client.get(page)["Location"] == f"/beheer/login/?next={page}"


def test_it_takes_no_forms(client: Client, leerlab: Leerlab) -> None:
    assert client.post(f"/inchecken/{code_for(leerlab.confirmed())}/").status_code == 405
    assert Tik.objects.count() == 0
