"""The outbox in /beheer/: a beheerder looks and lets failed messages be tried again; nobody else sees it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outbox.models import Bericht
from outbox.queue import queue

LIST = reverse("admin:outbox_bericht_changelist")


@pytest.fixture
def bericht(db: None) -> Bericht:  # noqa: ARG001 - asks for the database
    queue(soort="bevestigd", aan="geheim@raalte.example", onderwerp="Je doet mee", tekst="Tot de kick-off.")
    return Bericht.objects.get()


def one(bericht: Bericht, view: str = "change") -> str:
    """Return the address of a page about one message."""
    return reverse(f"admin:outbox_bericht_{view}", args=[bericht.pk])


def test_a_beheerder_sees_the_list_and_the_message(client_beheerder: Client, bericht: Bericht) -> None:
    for address, words in [
        (LIST, "geheim@raalte.example"),
        (one(bericht), "Tot de kick-off."),
        (one(bericht, "history"), "Je doet mee"),
    ]:
        response = client_beheerder.get(address)
        assert (response.status_code, words in response.content.decode()) == (200, True)
    assert (
        "geheim@raalte.example" in client_beheerder.get(LIST, {"q": "raalte", "staat__exact": "wacht"}).content.decode()
    )


@pytest.mark.parametrize("view", ["add", "delete"])
def test_nobody_makes_or_deletes_a_message_by_hand(view: str, client_beheerder: Client, bericht: Bericht) -> None:
    address = reverse("admin:outbox_bericht_add") if view == "add" else one(bericht, view)
    assert [client_beheerder.get(address).status_code, client_beheerder.post(address, {"post": "yes"}).status_code] == [
        403,
        403,
    ]
    assert Bericht.objects.count() == 1


def test_a_message_can_not_be_changed(client_beheerder: Client, bericht: Bericht) -> None:
    client_beheerder.post(one(bericht), {"aan": "boef@elders.example", "tekst": "anders", "staat": "verzonden"})
    bericht.refresh_from_db()
    assert (bericht.aan, bericht.tekst, bericht.staat) == ("geheim@raalte.example", "Tot de kick-off.", "wacht")


@pytest.mark.parametrize("who", ["client_overijssel", "client_noord_holland"])
def test_an_organisator_sees_nothing_of_it(who: str, bericht: Bericht, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    addresses = [
        LIST,
        one(bericht),
        one(bericht, "history"),
        one(bericht, "delete"),
        reverse("admin:outbox_bericht_add"),
    ]
    for address in addresses:
        response = client.get(address)
        assert (address, response.status_code) == (address, 403)
        assert "geheim@raalte.example" not in response.content.decode()
    answer = client.post(LIST, {"action": "try_again", "_selected_action": [bericht.pk]})
    assert answer.status_code == 403


@pytest.mark.parametrize(("who", "where"), [("client", "/account/login/"), ("client_plain_user", None)])
def test_who_has_no_rights_does_not_get_in(
    who: str, where: str | None, bericht: Bericht, request: pytest.FixtureRequest
) -> None:
    response = request.getfixturevalue(who).get(one(bericht), follow=True)
    assert "geheim@raalte.example" not in response.content.decode()
    if where:
        assert response.redirect_chain[-1][0].startswith(where)
    else:
        assert response.status_code == 403


def test_try_again_gives_failed_messages_a_fresh_start_and_leaves_the_others(client_beheerder: Client) -> None:
    later = timezone.now() + timedelta(hours=3)
    for staat in ("wacht", "verzonden", "mislukt"):
        Bericht.objects.create(
            soort=staat, aan="a@raalte.example", onderwerp=staat, staat=staat, pogingen=8, niet_voor=later
        )
    chosen = list(Bericht.objects.values_list("pk", flat=True))
    before = timezone.now()
    response = client_beheerder.post(LIST, {"action": "try_again", "_selected_action": chosen}, follow=True)
    assert "1 bericht wordt opnieuw verstuurd." in response.content.decode()
    rows = {row.soort: (row.staat, row.pogingen, row.niet_voor == later) for row in Bericht.objects.all()}
    assert rows == {"wacht": ("wacht", 8, True), "verzonden": ("verzonden", 8, True), "mislukt": ("wacht", 0, False)}
    assert before <= Bericht.objects.get(soort="mislukt").niet_voor <= timezone.now()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    rows: int, client_beheerder: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(rows):
        queue(soort="proef", aan=f"a{number}@raalte.example", onderwerp="Onderwerp", tekst="Tekst.")
    with django_assert_num_queries(6):
        client_beheerder.get(LIST)
