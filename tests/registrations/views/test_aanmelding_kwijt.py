"""`/aanmelding/kwijt/`: mails the links of an address; the answer is the same for every address."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.limits import Limit
from outbox.models import Bericht
from registrations.views import forms_for_visitors
from tests import factories
from tests.registrations.world import ADDRESS, NOW, Leerlab

URL = "/aanmelding/kwijt/"


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_one_mail_with_all_links(client: Client, leerlab: Leerlab) -> None:
    first = leerlab.confirmed()
    second = factories.make_aanmelding(email=ADDRESS)
    factories.make_aanmelding(email=ADDRESS, status="afgemeld")
    factories.make_aanmelding(email="bart@raalte.example")
    Bericht.objects.all().delete()
    response = client.post(URL, {"email": " Anna@raalte.EXAMPLE "})
    assert (response.status_code, response["Location"]) == (303, URL + "verstuurd/")
    mail = Bericht.objects.get()
    assert (mail.aan, mail.soort) == (ADDRESS, "link_kwijt")
    expected = [["aanmelding", str(first.uuid)], ["aanmelding", str(second.uuid)]]
    assert sorted(mail.links.values()) == sorted(expected)


def test_the_same_answer_for_an_unknown_address(client: Client, leerlab: Leerlab) -> None:
    leerlab.sign_up()
    known = client.post(URL, {"email": ADDRESS})
    unknown = client.post(URL, {"email": "niemand@raalte.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert client.get(known["Location"]).content == client.get(unknown["Location"]).content
    assert Bericht.objects.filter(aan="niemand@raalte.example").count() == 0


def test_at_most_three_mails_a_quarter_and_the_answer_stays_the_same(client: Client, leerlab: Leerlab) -> None:
    leerlab.sign_up()
    assert [client.post(URL, {"email": ADDRESS}).status_code for _ in range(9)] == [303] * 9
    assert Bericht.objects.count() == 3, "the one to confirm and two with the link"
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        client.post(URL, {"email": ADDRESS})
    assert Bericht.objects.count() == 4


def test_what_was_asked_before_tells_nothing_about_an_address(client: Client, leerlab: Leerlab) -> None:
    """A quota that only counts what was sent may not show in another form."""
    leerlab.sign_up()
    for address in (ADDRESS, "niemand@raalte.example"):
        for _ in range(9):
            client.post(URL, {"email": address})
    other = factories.make_reeks(sessies=1)
    answers = [
        client.post(
            f"/overijssel/{other.slug}/{form}/",
            {"naam": "Anna", "email": address, "gemeente": "GM0177", "omvang": "reeks"},
        ).status_code
        for form in ("aanmelden", "belangstelling")
        for address in (ADDRESS, "niemand@raalte.example")
    ]
    assert answers == [303] * 4


@pytest.mark.django_db
def test_wrong_input_comes_back(client: Client) -> None:
    html = client.post(URL, {"email": "anna"}).content.decode()
    assert "Dit is geen volledig e-mailadres." in html
    assert 'value="anna"' in html


@pytest.mark.django_db
def test_a_network_has_a_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms_for_visitors, "PER_IP", Limit("formulier", 3, timedelta(hours=1)))
    statuses = [client.post(URL, {"email": f"p{n}@raalte.example"}).status_code for n in range(4)]
    assert statuses == [303, 303, 303, 429]
