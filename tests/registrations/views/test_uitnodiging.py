"""`/uitnodiging/<token>/`: the form to sign up, filled in, for who was invited."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from programmes.models import Reeks
from registrations.models import Aanmelding, Uitnodiging
from registrations.tokens import invitation_link_for_mail, signer
from tests import factories
from tests.registrations.world import NOW, Leerlab

DAY = timedelta(days=1)
RIGHT = {"naam": "Bram Bos", "email": "bram@raalte.example", "gemeente": "GM0177", "functie": "x", "omvang": "reeks"}


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def invited(leerlab: Leerlab, **fields: Any) -> str:
    """Invite Bram; returns the path of the link."""
    interest = factories.make_belangstelling(
        reeks=leerlab.reeks, naam="Bram Bos", email="bram@raalte.example", gemeente=leerlab.gemeente
    )
    made = factories.make_uitnodiging(belangstelling=interest, **({"na_sluiting": True} | fields))
    return str(invitation_link_for_mail(str(made.uuid)))


def close(leerlab: Leerlab, **fields: Any) -> None:
    Reeks.objects.filter(pk=leerlab.reeks.pk).update(**(fields or {"gesloten_op": NOW - DAY}))


def test_the_form_is_filled_in_and_passes_a_closed_window(client: Client, leerlab: Leerlab) -> None:
    close(leerlab)
    path = invited(leerlab)
    page = client.get(path)
    html = page.content.decode()
    assert (page.status_code, page["Cache-Control"], page["X-Robots-Tag"]) == (
        200,
        "no-store, private",
        "noindex, nofollow",
    )
    initial = {name: page.context["form"][name].value() for name in ("naam", "email", "gemeente")}
    assert initial == {"naam": "Bram Bos", "email": "bram@raalte.example", "gemeente": "GM0177"}
    assert "tot dinsdag 15 september 2026, 12.00 uur, ook als de aanmelding al dicht is" in html
    answer = client.post(path, RIGHT)
    assert (answer.status_code, answer["Location"]) == (303, "/overijssel/bewoners-bereiken/aanmelden/verstuurd/")
    assert Aanmelding.objects.values_list("email", "status").get() == ("bram@raalte.example", "onbevestigd")
    assert Uitnodiging.objects.get().gebruikt_op == NOW


def test_opening_it_changes_nothing(client: Client, leerlab: Leerlab) -> None:
    path = invited(leerlab)
    before = (list(Uitnodiging.objects.values()), Aanmelding.objects.count())
    client.get(path)
    client.head(path)
    assert (list(Uitnodiging.objects.values()), Aanmelding.objects.count()) == before


def test_another_address_comes_back_with_the_reason_at_its_question(client: Client, leerlab: Leerlab) -> None:
    close(leerlab)
    page = client.post(invited(leerlab), RIGHT | {"email": "cor@raalte.example"})
    assert page.status_code == 200
    assert dict(page.context["form"].errors) == {
        "email": ["Deze uitnodiging geldt alleen voor het adres waarop je hem kreeg. Vul dat adres in."]
    }
    assert not Aanmelding.objects.exists()


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"gebruikt_op": NOW}, "Je hebt deze uitnodiging gebruikt"),
        ({"verloopt_op": NOW}, "Deze uitnodiging geldt niet meer"),
    ],
)
def test_one_that_is_used_or_over_says_so(client: Client, leerlab: Leerlab, fields: Any, title: str) -> None:
    path = invited(leerlab, **fields)
    for answer in (client.get(path), client.post(path, RIGHT)):
        assert answer.status_code == 410
        assert f"<h1>{title}</h1>" in answer.content.decode()
    assert not Aanmelding.objects.exists()


def test_one_that_is_over_shows_the_ordinary_way(client: Client, leerlab: Leerlab) -> None:
    html = client.get(invited(leerlab, verloopt_op=NOW)).content.decode()
    assert 'href="/overijssel/bewoners-bereiken/"' in html


def test_one_that_is_gone_and_a_reeks_that_is_off_the_website_tell_nothing(client: Client, leerlab: Leerlab) -> None:
    path = invited(leerlab)
    close(leerlab, status="concept")
    assert client.post(path, RIGHT).status_code == 410
    assert "Bewoners bereiken" not in client.get(path).content.decode()
    Uitnodiging.objects.all().delete()
    assert client.get(path).status_code == 410
    assert not Aanmelding.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"gearchiveerd_op": NOW}, "Alle bijeenkomsten zijn geweest."),
        ({"aanmelden_van": NOW + DAY}, "Je kunt je nog niet aanmelden."),
    ],
)
def test_what_it_does_not_pass(client: Client, leerlab: Leerlab, fields: Any, message: str) -> None:
    close(leerlab, **fields)
    path = invited(leerlab)
    assert message in client.get(path).content.decode()
    assert client.post(path, RIGHT).status_code == 409
    assert not Aanmelding.objects.exists()


def test_without_the_promise_a_closed_window_stays_closed(client: Client, leerlab: Leerlab) -> None:
    path = invited(leerlab, na_sluiting=False)
    assert client.get(path).status_code == 200
    close(leerlab)
    assert "De aanmelding is gesloten." in client.get(path).content.decode()
    assert client.post(path, RIGHT).status_code == 409


def test_who_comes_to_a_full_reeks_is_told_so_before_sending(client: Client, leerlab: Leerlab) -> None:
    close(leerlab, max_personen=1)
    leerlab.confirmed()
    close(leerlab)
    html = client.get(invited(leerlab)).content.decode()
    assert "<h2>Vol: je komt op de wachtlijst</h2>" in html
    assert "Op de wachtlijst</button>" in html


@pytest.mark.django_db
def test_a_token_of_another_kind_or_none_of_ours_opens_nothing(client: Client) -> None:
    made = factories.make_uitnodiging()
    for token in (signer("belangstelling").sign(made.uuid.hex), made.uuid.hex, "x", f"{made.uuid.hex}.x", "a" * 300):
        assert client.get(f"/uitnodiging/{token}/").status_code == 404


def test_the_trap(client: Client, leerlab: Leerlab) -> None:
    assert client.post(invited(leerlab), RIGHT | {"website": "x"}).status_code == 303
    assert (Aanmelding.objects.count(), Uitnodiging.objects.get().gebruikt_op) == (0, None)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_more(
    client: Client, leerlab: Leerlab, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = invited(leerlab)
    for _ in range(count):
        factories.make_uitnodiging(belangstelling=factories.make_belangstelling(reeks=leerlab.reeks))
    client.get(path)
    with django_assert_num_queries(2):
        client.get(path)
