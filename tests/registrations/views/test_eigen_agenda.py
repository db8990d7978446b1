"""The calendar that programs subscribe to, and the page where its link is made."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from registrations.models import Aanmelding, Agendalink
from registrations.own_calendar import new_link
from registrations.tokens import token_for
from tests import factories
from tests.conftest import signed_in
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.django_db
MADE = re.compile(r'value="http://localhost:8000(/agenda/[\w-]{43,}/leerlabs\.ics)"')


@pytest.fixture
def anna(leerlab: Leerlab) -> Aanmelding:
    return leerlab.confirmed()


@pytest.fixture
def feed(anna: Aanmelding) -> str:
    """The address of Anna's calendar."""
    return reverse("eigen-agenda", args=[new_link(aanmeldingen=[anna], email=anna.email, now=NOW)])


def page_of(aanmelding: Aanmelding) -> str:
    return reverse("aanmelding-abonnement", args=[token_for(aanmelding)])


def test_a_program_reads_it_without_cookie_or_accept(feed: str) -> None:
    response = Client().get(feed, headers={"user-agent": "Google-Calendar-Importer", "accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response.content.startswith(b"BEGIN:VCALENDAR\r\n")
    headers = {name: response.get(name) for name in (
        "Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag", "Referrer-Policy", "Content-Encoding",
    )}  # fmt: skip
    assert headers == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="leerlabs.ics"',
        "Cache-Control": "private, max-age=900",
        "X-Robots-Tag": "noindex, nofollow",
        "Referrer-Policy": "no-referrer",
        "Content-Encoding": "identity",
    }
    assert not response.cookies


def test_who_has_it_already_gets_304(feed: str) -> None:
    first, client = Client().get(feed), Client()
    again = client.get(feed, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(feed, headers={"if-none-match": '"anders"'}).status_code == 200
    head = client.head(feed)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])


def test_unknown_and_revoked_look_the_same(feed: str, anna: Aanmelding) -> None:
    unknown = Client().get(feed.replace("/leerlabs", "x/leerlabs"))
    Client().post(page_of(anna), {"actie": "intrekken"})
    revoked = Client().get(feed)
    assert (unknown.status_code, revoked.status_code) == (404, 404)
    assert unknown.content == revoked.content


def test_two_queries(feed: str, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        Client().get(feed)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_to_read(feed: str, method: str) -> None:
    assert getattr(Client(), method)(feed).status_code == 405


# --- Where the link is made


def test_made_shown_once_renewed_and_revoked(anna: Aanmelding) -> None:
    client, page = Client(), page_of(anna)
    assert "Maak mijn link" in client.get(page).content.decode()
    assert not Agendalink.objects.exists()
    made = client.post(page, {"actie": "maken"})
    [first] = MADE.findall(made.content.decode())
    assert made["Cache-Control"] == "no-store, private"
    assert f'href="webcal://localhost:8000{first}"' in made.content.decode()
    assert client.get(first).status_code == 200
    known = client.get(page).content.decode()
    assert (MADE.findall(known), first.split("/")[2] in known) == ([], False)
    assert "Maak een nieuwe link" in known
    [second] = MADE.findall(client.post(page, {"actie": "maken"}).content.decode())
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    revoked = client.post(page, {"actie": "intrekken"})
    assert (revoked.status_code, revoked["Location"]) == (303, f"{page}?gedaan=intrekken")
    assert "de link is ingetrokken" in client.get(revoked["Location"]).content.decode()
    assert client.get(second).status_code == 404


def test_a_get_or_an_unknown_act_makes_nothing(anna: Aanmelding) -> None:
    for response in (Client().get(page_of(anna)), Client().post(page_of(anna), {"actie": "x"})):
        assert response.status_code == 200
    assert not Agendalink.objects.exists()


def test_a_forged_token_is_404(anna: Aanmelding) -> None:
    assert Client().post(page_of(anna).replace("/agenda/", "x/agenda/"), {"actie": "maken"}).status_code == 404
    assert not Agendalink.objects.exists()


def test_signed_in(anna: Aanmelding) -> None:
    assert anna.user is not None
    client = signed_in(anna.user)
    other = factories.make_user(email="bram@raalte.example")
    [feed] = MADE.findall(client.post("/mijn/agenda/", {"actie": "maken"}).content.decode())
    assert b"Sessie 1" in Client().get(feed).content
    signed_in(other).post("/mijn/agenda/", {"actie": "intrekken"})
    assert Client().get(feed).status_code == 200


def test_a_stranger_is_sent_to_sign_in() -> None:
    response = Client().post("/mijn/agenda/", {"actie": "maken"})
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/code/")
