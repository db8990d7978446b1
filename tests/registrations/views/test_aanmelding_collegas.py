"""`/aanmelding/<token>/collegas/`: sign up several colleagues at once."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from outbox.models import Bericht
from registrations.models import Aanmelding
from registrations.tokens import token_for
from tests.registrations.world import ADDRESS, NOW, Leerlab

TWO = {"naam_1": "Eva Smit", "email_1": "eva@raalte.example", "naam_3": "Fred Kok", "email_3": "fred@raalte.example"}
TOO_MANY = "Je kunt op één dag hoogstens 10 collega’s mailen."


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def url_of(aanmelding: Aanmelding) -> str:
    return f"/aanmelding/{token_for(aanmelding)}/collegas/"


def errors(html: str) -> list[str]:
    summary = html.split('class="foutenoverzicht', 1)[1].split("</section>", 1)[0]
    return re.findall(r"<li>(?:<a [^>]*>)?([^<]+)", summary)


def test_it_works(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    html = client.get(url_of(mine)).content.decode()
    assert re.findall(r"<legend[^>]*>([^<]+)<", html) == [
        "Collega 1", *[f"Collega {number} (als je die hebt)" for number in range(2, 6)],
    ]  # fmt: skip
    response = client.post(url_of(mine), TWO)
    assert (response.status_code, response["Location"]) == (303, f"/aanmelding/{token_for(mine)}/?gedaan=collegas")
    asked = mine.aangemelde_collegas.order_by("pk").values_list("email", flat=True)
    assert list(asked) == ["eva@raalte.example", "fred@raalte.example"]
    assert "We hebben je collega’s een mail gestuurd." in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"naam_1": ""}, ["Vul de naam van je collega in."]),
        ({"email_1": ""}, ["Vul het e-mailadres van je collega in, bijvoorbeeld naam@gemeente.nl."]),
        ({"functie_2": "jurist"},
         ["Vul de naam van je collega in.", "Vul het e-mailadres van je collega in, bijvoorbeeld naam@gemeente.nl."]),
        ({"email_3": "fred"}, ["Dit is geen volledig e-mailadres. Vul een adres in zoals naam@gemeente.nl."]),
        ({"email_3": "EVA@raalte.example"}, ["Dit adres staat er al. Vul voor elke collega een eigen adres in."]),
        ({"email_3": ADDRESS}, ["Dit is je eigen adres. Vul het adres van je collega in."]),
        ({"naam_3": "Kijk op www.gratis.example"}, ["Vul hier geen webadres in."]),
        ({"functie_1": "https://gratis.example"}, ["Vul hier geen webadres in."]),
    ],
)  # fmt: skip
def test_one_wrong_row_sends_nothing_and_keeps_the_rest(
    client: Client, leerlab: Leerlab, extra: dict[str, str], expected: list[str]
) -> None:
    mine = leerlab.confirmed("sessie-1")
    filled = TWO | extra
    html = client.post(url_of(mine), filled).content.decode()
    assert errors(html) == expected
    assert "<title>Fout: " in html
    assert all(f'value="{value}"' in html for value in filled.values() if value)
    assert (Aanmelding.objects.count(), Bericht.objects.exclude(aan=ADDRESS).count()) == (1, 0)


def test_ten_colleagues_a_day_and_no_more(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    for batch in range(2):
        rows = {f"naam_{number}": f"Collega {number}" for number in range(1, 6)}
        rows |= {f"email_{number}": f"collega{batch}{number}@raalte.example" for number in range(1, 6)}
        assert client.post(url_of(mine), rows).status_code == 303
    for rest, data in (("collegas/", TWO), ("overdragen/", {"naam": "Eva", "email": "eva@raalte.example"})):
        response = client.post(f"/aanmelding/{token_for(mine)}/{rest}", data)
        assert (response.status_code, TOO_MANY in response.content.decode()) == (429, True)
    assert Aanmelding.objects.count() == 11
    other = leerlab.confirmed("sessie-1", email="cor@raalte.example")
    assert client.post(url_of(other), TWO).status_code == 303
    with time_machine.travel(NOW.replace(day=3), tick=False):
        assert client.post(url_of(mine), {"naam_1": "Eva", "email_1": "x@raalte.example"}).status_code == 303


def test_the_answer_is_the_same_for_who_is_known(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    leerlab.confirmed(email="eva@raalte.example")
    known = client.post(url_of(mine), {"naam_1": "Eva", "email_1": "eva@raalte.example"})
    new = client.post(url_of(mine), {"naam_1": "Gea", "email_1": "gea@raalte.example"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    pages = [client.get(answer["Location"]).content.decode() for answer in (known, new)]
    tokens = r'name="csrfmiddlewaretoken" value="[^"]+"'
    assert re.sub(tokens, "", pages[0]) == re.sub(tokens, "", pages[1])
