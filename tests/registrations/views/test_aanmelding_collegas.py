"""`/aanmelding/<token>/collegas/`: sign up several colleagues at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.limits import allow
from outbox.models import Bericht
from registrations.colleagues import counted
from registrations.models import Aanmelding
from registrations.rules import Obstacle, SignupRefused
from registrations.tokens import token_for
from registrations.views.forms_for_visitors import PER_IP
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


def rows(*numbers: int) -> dict[str, str]:
    """Return a form with these colleagues, at most five."""
    named = {f"naam_{row}": f"Collega {number}" for row, number in enumerate(numbers, start=1)}
    return named | {f"email_{row}": f"collega{number}@raalte.example" for row, number in enumerate(numbers, start=1)}


def test_a_form_with_one_too_many_takes_nothing_of_what_is_left(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    forms = [rows(*range(5)), rows(5, 6, 7), rows(8, 9, 10), rows(8, 9, 10), rows(8, 9), rows(10)]
    assert [client.post(url_of(mine), form).status_code for form in forms] == [303, 303, 429, 429, 303, 429]
    assert mine.aangemelde_collegas.count() == 10


def test_what_is_refused_takes_nothing_of_what_is_left(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    wrong = [client.post(url_of(mine), rows(1) | {"email_1": "fred"}).status_code for _ in range(3)]
    with pytest.raises(SignupRefused):  # noqa: SIM117 - the outer one is what is seen, the inner one what is counted
        with counted(mine, people=10):
            raise SignupRefused(Obstacle.CLOSED)
    good = [client.post(url_of(mine), rows(*numbers)).status_code for numbers in (range(5), range(5, 10))]
    assert (wrong, good) == ([200] * 3, [303] * 2)


def test_who_is_known_takes_as_much_of_what_is_left(client: Client, leerlab: Leerlab) -> None:
    """Else one could see from it who stands on the list."""
    mine = leerlab.confirmed("sessie-1")
    answers = [client.post(url_of(mine), rows(1)).status_code for _ in range(11)]
    assert answers == [303] * 10 + [429]


def test_the_network_counts_forms_that_are_refused_too(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    for _ in range(PER_IP.times):
        allow(PER_IP, "127.0.0.1")
    html = client.post(url_of(mine), rows(1))
    assert (html.status_code, "Vanaf jouw netwerk" in html.content.decode()) == (429, True)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        answers = [client.post(url_of(mine), rows(*range(5))).status_code for _ in range(4)]
        assert answers == [303, 303, 429, 429]
        assert [allow(PER_IP, "127.0.0.1") for _ in range(PER_IP.times - 3)] == [True] * (PER_IP.times - 4) + [False]


def test_the_answer_is_the_same_for_who_is_known(client: Client, leerlab: Leerlab) -> None:
    mine = leerlab.confirmed("sessie-1")
    leerlab.confirmed(email="eva@raalte.example")
    known = client.post(url_of(mine), {"naam_1": "Eva", "email_1": "eva@raalte.example"})
    new = client.post(url_of(mine), {"naam_1": "Gea", "email_1": "gea@raalte.example"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    pages = [client.get(answer["Location"]).content.decode() for answer in (known, new)]
    tokens = r'name="csrfmiddlewaretoken" value="[^"]+"'
    assert re.sub(tokens, "", pages[0]) == re.sub(tokens, "", pages[1])
