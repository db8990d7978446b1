"""What happens to people when a running reeks changes."""

from datetime import timedelta

import pytest

from outbox.models import Bericht
from programmes.models import Sessie
from registrations.joining import leave, sign_off
from registrations.models import Deelname
from registrations.running_reeks import add_sessie, cancel_reeks, cancel_sessie
from tests.registrations.story import DAY, HOUR, THURSDAY, Story, give_date, mails_to, queries
from tests.registrations.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


# --- A sessie comes


def test_everybody_of_the_whole_reeks_is_put_down_for_a_new_sessie_and_waits_when_it_is_full() -> None:
    story = Story(None)
    for index, naam in enumerate(["Anna", "Bart", "Cor"]):
        story.comes(naam, now=NOW - (5 - index) * HOUR)
    story.comes("Dirk", "Almelo", "sessie-1")
    story.asks("Eva")
    added = story.add(6, plaatsen=2)
    assert add_sessie(sessie=added, user=story.user, now=NOW) == 4
    assert story.at("sessie-2") == {
        "Anna": "aangemeld", "Bart": "aangemeld", "Cor": "wachtlijst", "Eva": "wachtlijst",
    }  # fmt: skip
    assert [mails_to(naam)[-1] for naam in ("Anna", "Cor", "Dirk", "Eva")] == [
        "sessie_erbij", "sessie_erbij", "bevestigd", "bevestig",
    ]  # fmt: skip
    methods = Bericht.objects.filter(soort="sessie_erbij").order_by("aan").values_list("methode", flat=True)
    assert list(methods) == ["REQUEST", "REQUEST", ""]


def test_who_has_a_place_in_the_reeks_comes_before_who_waits_for_one() -> None:
    story = Story(None, max_personen=1)
    story.comes("Anna", now=NOW - HOUR)
    story.comes("Bart", now=NOW - 2 * HOUR)
    assert story.stand() == {"Anna": "actief", "Bart": "wachtlijst"}
    added = story.add(6, plaatsen=1)
    add_sessie(sessie=added, user=story.user, now=NOW)
    assert story.at("sessie-2") == {"Anna": "aangemeld", "Bart": "wachtlijst"}


def test_a_terugkom_is_for_everybody_and_nobody_is_put_down_twice() -> None:
    story = Story(None)
    story.comes("Anna", "Almelo", "sessie-1")
    sign_off(aanmelding=story.comes("Bart"), now=NOW)
    added = story.add(9, soort=Sessie.Soort.TERUGKOM)
    assert [add_sessie(sessie=added, user=story.user, now=NOW) for _ in range(2)] == [1, 0]
    assert story.at("terugkom") == {"Anna": "aangemeld"}


def test_what_becomes_the_terugkom_is_for_who_was_not_down_for_it_too() -> None:
    story = Story(None, None)
    story.comes("Anna")
    story.comes("Bart", "Almelo", "sessie-1")
    story.comes("Cor", "Almelo", "sessie-2")
    leave(aanmelding=story.comes("Dirk"), sessie=story.sessie("sessie-2"), now=NOW)
    story.reeks.sessies.filter(slug="sessie-2").update(soort=Sessie.Soort.TERUGKOM)
    assert add_sessie(sessie=story.sessie("sessie-2"), user=story.user, now=NOW) == 1
    assert story.at("sessie-2") == {
        "Anna": "aangemeld", "Bart": "aangemeld", "Cor": "aangemeld", "Dirk": "afgemeld",
    }  # fmt: skip
    assert [mails_to(naam)[-1] for naam in ("Anna", "Bart", "Cor")] == ["uitnodiging", "sessie_erbij", "bevestigd"]


def test_nobody_is_put_down_for_what_is_over_or_cancelled() -> None:
    story = Story(None)
    story.comes("Anna")
    over, cancelled = story.add(-1), story.add(5, vervallen_op=NOW)
    assert [add_sessie(sessie=sessie, user=story.user, now=NOW) for sessie in (over, cancelled)] == [0, 0]


# --- A sessie gets its date


def test_the_first_date_is_told_to_everybody_concerned_and_invites_who_has_a_place() -> None:
    story = Story(None)
    undated = story.add(None, plaatsen=1)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    story.asks("Cor")
    leave(aanmelding=story.comes("Dirk"), sessie=undated, now=NOW)
    begin = NOW + timedelta(weeks=5)
    assert give_date(undated, begin, now=NOW + DAY) == 2
    told = Bericht.objects.filter(soort="datum_bekend").order_by("aan").values_list("aan", "methode")
    assert list(told) == [("anna@leerlab.example", "REQUEST"), ("bart@leerlab.example", "")]
    leave(aanmelding=story.of("Anna"), sessie=undated, now=NOW + DAY)
    assert (story.at("sessie-2")["Bart"], mails_to("Anna")[-1]) == ("aangeboden", "afzegging")


# --- A sessie is cancelled


def test_a_cancelled_sessie_leaves_the_calendars_of_who_was_invited() -> None:
    story = Story(1, None)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    story.asks("Cor")
    sign_off(aanmelding=story.comes("Dirk"), now=NOW)
    first = story.sessie("sessie-1")
    assert cancel_sessie(sessie=first, reden="De spreker is ziek.", user=story.user, now=NOW) == 2
    assert story.at() == {"Anna": "vervallen", "Bart": "vervallen", "Cor": "vervallen", "Dirk": "afgemeld"}
    assert story.stand() == {"Anna": "actief", "Bart": "actief", "Cor": "onbevestigd", "Dirk": "afgemeld"}
    told = Bericht.objects.filter(soort="sessie_vervallen").order_by("aan")
    assert list(told.values_list("aan", "methode")) == [
        ("anna@leerlab.example", "CANCEL"),
        ("bart@leerlab.example", ""),
    ]
    assert all("De spreker is ziek." in bericht.tekst for bericht in told)
    cancelled = story.sessie("sessie-1")
    assert (cancelled.vervallen_op, cancelled.sequence) == (NOW, first.sequence + 1)


def test_open_offers_for_a_cancelled_sessie_are_withdrawn() -> None:
    story = Story(1, None)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    first = story.sessie("sessie-1")
    leave(aanmelding=story.of("Anna"), sessie=first, now=NOW)
    assert story.offers() == {"Bart": THURSDAY}
    cancel_sessie(sessie=first, reden="Ziek.", user=story.user, now=NOW)
    assert (story.offers(), story.ended()) == ({}, [("Bart", "ingetrokken")])
    assert story.at() == {"Anna": "afgemeld", "Bart": "vervallen"}


def test_an_offer_in_the_reeks_stands_without_the_cancelled_sessie() -> None:
    story = Story(None, None, max_personen=1)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    sign_off(aanmelding=story.of("Anna"), now=NOW)
    cancel_sessie(sessie=story.sessie("sessie-1"), reden="Ziek.", user=story.user, now=NOW)
    assert (story.offers(), story.at()["Bart"], story.at("sessie-2")["Bart"]) == (
        {"Bart": THURSDAY},
        "vervallen",
        "aangeboden",
    )


def test_a_second_time_or_afterwards_changes_nothing() -> None:
    story = Story(None, None)
    story.comes("Anna")
    first, second = story.sessie("sessie-1"), story.sessie("sessie-2")
    assert [cancel_sessie(sessie=first, reden="x", user=story.user, now=NOW) for _ in range(2)] == [1, 0]
    assert cancel_sessie(sessie=second, reden="x", user=story.user, now=NOW + timedelta(weeks=5)) == 0
    assert story.at("sessie-2") == {"Anna": "aangemeld"}


def test_a_reeks_that_is_cancelled_leaves_every_calendar() -> None:
    story = Story(None, 1)
    story.add(None)
    held = story.add(-2)
    for naam in ("Anna", "Bart"):
        story.comes(naam)
    story.comes("Cor", "Almelo", "sessie-2")
    story.asks("Dirk")
    sign_off(aanmelding=story.comes("Eva"), now=NOW)
    assert [cancel_reeks(reeks=story.reeks, reden="Ziek.", user=story.user, now=NOW) for _ in range(2)] == [3, 0]
    sent = Bericht.objects.filter(soort="reeks_vervallen").order_by("aan", "pk").values_list("aan", "methode")
    # Anna has two in her calendar, Bart one, and Cor waits only.
    assert list(sent) == [
        ("anna@leerlab.example", "CANCEL"), ("anna@leerlab.example", "CANCEL"), ("bart@leerlab.example", "CANCEL"),
        ("cor@leerlab.example", ""),
    ]  # fmt: skip
    ended = story.reeks.sessies.filter(vervallen_op=NOW).count()
    assert ended == story.reeks.sessies.exclude(pk=held.pk).count()
    assert not Deelname.objects.filter(sessie__vervallen_op=NOW, status__in=Deelname.STANDING).exists()
    mail = Bericht.objects.filter(soort="reeks_vervallen", aan="cor@leerlab.example").get()
    assert "gaat niet door. Alle bijeenkomsten die nog kwamen, vervallen." in mail.tekst
    assert "Ziek." in mail.tekst


@pytest.mark.parametrize("people", [1, 3])
def test_queries(people: int) -> None:
    """What grows is one mail for each person."""
    story = Story(None)
    undated = story.add(None)
    for number in range(people):
        story.comes(f"Persoon{number}")
    added = story.add(9)
    assert {
        "add": queries(lambda: add_sessie(sessie=added, user=story.user, now=NOW)),
        "date": queries(lambda: give_date(undated, NOW + 40 * DAY, now=NOW)),
        "cancel": queries(lambda: cancel_sessie(sessie=undated, reden="x", user=story.user, now=NOW)),
    } == {"add": 8 + 2 * people, "date": 19 + 2 * people, "cancel": 15 + 2 * people}


def test_who_chose_only_what_is_cancelled_is_told_that_they_are_off() -> None:
    story = Story(None, None)
    story.comes("Anna")
    story.comes("Bart", "Almelo", "sessie-1")
    cancel_sessie(sessie=story.sessie("sessie-1"), reden="Ziek.", user=story.user, now=NOW)
    assert story.stand() == {"Anna": "actief", "Bart": "afgemeld"}
    mails = dict(Bericht.objects.filter(soort="sessie_vervallen").values_list("aan", "tekst"))
    off = "Je koos geen andere bijeenkomst, dus je bent nu afgemeld."
    assert {aan.partition("@")[0]: off in tekst for aan, tekst in mails.items()} == {"anna": False, "bart": True}
