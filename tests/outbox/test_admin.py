"""The outbox in /beheer/: a beheerder looks, tries again, sends once more, cancels; nobody else sees it."""

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
    for action in ("try_again", "send_once_more", "cancel", "release"):
        assert client.post(LIST, {"action": action, "_selected_action": [bericht.pk]}).status_code == 403
    bericht.refresh_from_db()
    assert (bericht.staat, Bericht.objects.count()) == ("wacht", 1)


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


def act(client: Client, action: str) -> list[str]:
    """Choose every message, do one thing to them, and return what the page says about it."""
    chosen = list(Bericht.objects.values_list("pk", flat=True))
    response = client.post(LIST, {"action": action, "_selected_action": chosen}, follow=True)
    return [str(message) for message in response.context["messages"]]


TRIED = "Opnieuw kan alleen wat mislukt is en zijn tekst nog heeft. En niet als er al een nieuwere uitnodiging is."
COPIED = "Nog eens kan alleen wat verzonden is en zijn tekst nog heeft. En niet als een kopie nog wacht."


@pytest.mark.parametrize(
    ("action", "says", "becomes"),
    [
        ("try_again", ["1 bericht wordt opnieuw verstuurd.", f"4 berichten zijn overgeslagen. {TRIED}"],
         {"mislukt": "wacht"}),
        ("send_once_more", ["1 bericht wordt nog eens verstuurd.", f"4 berichten zijn overgeslagen. {COPIED}"], {}),
        ("cancel", ["2 berichten worden niet verstuurd.",
                    "3 berichten zijn overgeslagen. Annuleren kan alleen wat nog wacht."],
         {"wacht": "geannuleerd", "vastgehouden": "geannuleerd"}),
        ("release", ["1 bericht wordt verstuurd.",
                     "4 berichten zijn overgeslagen. Vrijgeven kan alleen wat is vastgehouden."],
         {"vastgehouden": "wacht"}),
    ],
)  # fmt: skip
def test_actions_do_what_they_can_and_say_how_much(
    action: str, says: list[str], becomes: dict[str, str], client_beheerder: Client
) -> None:
    for staat in Bericht.Staat.values:
        Bericht.objects.create(soort=staat, aan="a@raalte.example", onderwerp=staat, tekst="Tekst.", staat=staat)
    assert act(client_beheerder, action) == says
    first = {row.soort: row.staat for row in Bericht.objects.order_by("-pk")}
    assert first == {staat: staat for staat in Bericht.Staat.values} | becomes
    assert Bericht.objects.count() == (6 if action == "send_once_more" else 5)


def test_one_that_is_left_out_is_one(client_beheerder: Client, bericht: Bericht) -> None:
    assert bericht.staat == "wacht"
    assert act(client_beheerder, "release") == ["1 bericht is overgeslagen. Vrijgeven kan alleen wat is vastgehouden."]


def test_what_the_mail_server_said_stands_in_the_list_and_on_the_page(
    client_beheerder: Client, bericht: Bericht
) -> None:
    Bericht.objects.update(staat="mislukt", laatste_fout="550 5.1.1 User unknown")
    for address in (LIST, one(bericht)):
        assert "550 5.1.1 User unknown" in client_beheerder.get(address).content.decode()


def test_words_that_are_gone_or_secret_are_said_to_be(client_beheerder: Client, bericht: Bericht) -> None:
    Bericht.objects.update(is_vluchtig=True)
    page = client_beheerder.get(one(bericht)).content.decode()
    assert ("Tot de kick-off." in page, "niet te zien: er staat een code in" in page) == (False, True)
    Bericht.objects.update(tekst="")
    assert "tekst gewist" in client_beheerder.get(one(bericht)).content.decode()


OWN = ["staat__exact=mislukt", "soort=bevestigd", "dagen=7", "dagen=2&staat__exact=x", "dagen=", "staat__exact=", "q=a"]
BY_HAND = [
    "onderwerp__year=0", "onderwerp__regex=(a%2B)%2B", "tekst__contains=code", "aangemaakt_op__year=0",
    "aangemaakt_op__gte=0001-01-01", "verzonden_op__day=x", "links__a__b=1", "lease_sleutel=x", "pk__gt=0", "bestaat=1",
]  # fmt: skip


@pytest.mark.parametrize("query", OWN)
@pytest.mark.usefixtures("bericht")
def test_the_filters_beside_the_list_answer(query: str, client_beheerder: Client) -> None:
    assert client_beheerder.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("query", BY_HAND)
@pytest.mark.usefixtures("bericht")
def test_a_question_made_by_hand_is_refused(query: str, client_beheerder: Client) -> None:
    response = client_beheerder.get(f"{LIST}?{query}")
    assert (response.status_code, "geheim@raalte.example" in response.content.decode()) == (400, False)


def test_the_filter_by_age(client_beheerder: Client) -> None:
    for days in (0, 3, 10, 100):
        Bericht.objects.create(
            soort="proef", aan=f"a{days}@raalte.example", onderwerp="O", tekst="T",
            aangemaakt_op=timezone.now() - timedelta(days=days),
        )  # fmt: skip
    counts = {
        days: client_beheerder.get(LIST, {"dagen": days}).context["cl"].result_count for days in ("1", "7", "31", "9")
    }
    assert counts == {"1": 1, "7": 2, "31": 3, "9": 4}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    rows: int, client_beheerder: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for number in range(rows):
        queue(soort="proef", aan=f"a{number}@raalte.example", onderwerp="Onderwerp", tekst="Tekst.")
    with django_assert_num_queries(5):
        client_beheerder.get(LIST)
