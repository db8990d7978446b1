"""What saving a reeks in /beheer/ does for the people in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Provincie, Reeks
from registrations.models import Aanbod, Aanmelding, Overgang
from tests import factories
from tests.programmes.beheer_world import url
from tests.programmes.test_admin import change_form, reeks_form, row, stored_rows, when

Status = Aanmelding.Status
DAY = datetime(2040, 5, 1, 9, tzinfo=UTC)
DATED = when("begin", DAY) | when("einde", DAY + timedelta(hours=2))


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    return factories.make_reeks(provincie=overijssel, titel="Wonen", sessies=1)


def post(client: Client, reeks: Reeks, rows: list[dict[str, object]] | None = None, **fields: object) -> Any:
    reeks.refresh_from_db()
    response = client.post(url(Reeks, "change", reeks), change_form(reeks, rows, **fields))
    assert response.status_code == 302, response.context["errors"]
    return response


def agree(client: Client, reeks: Reeks, rows: list[dict[str, object]] | None = None, **fields: object) -> Any:
    """Save what comes back first with the question who gets a mail."""
    reeks.refresh_from_db()
    data = change_form(reeks, rows, **fields)
    asked = client.post(url(Reeks, "change", reeks), data)
    assert not Bericht.objects.exists()
    return client.post(url(Reeks, "change", reeks), data | {"mails_gezien": asked.context["gezien"]})


def said(response: Any) -> list[str]:
    """Return what the page says beside what Django's admin says."""
    return [text for text in map(str, get_messages(response.wsgi_request)) if "met succes" not in text][:-1]


NEW = row(9, "Extra")


def test_a_raised_limit_sends_offers_at_once(client_overijssel: Client, reeks: Reeks) -> None:
    Reeks.objects.update(max_personen=1)
    factories.make_aanmelding(reeks=reeks)
    waiting = [
        factories.make_aanmelding(
            reeks=reeks, status=Status.WACHTLIJST, aangemeld_op=timezone.now() - timedelta(hours=hours)
        )
        for hours in (3, 2, 1)
    ]
    response = agree(client_overijssel, reeks, max_personen=3)
    assert said(response) == ["Er is plaats vrij. Er gaat een aanbod naar 2 personen op de wachtlijst."]
    assert [offer.aanmelding for offer in Aanbod.objects.all()] == waiting[:2]
    assert sorted(Bericht.objects.values_list("soort", "aan")) == sorted(("aanbod", r.email) for r in waiting[:2])


def test_more_places_at_a_sessie_send_offers_at_once(client_overijssel: Client, reeks: Reeks) -> None:
    reeks.sessies.update(plaatsen=1)
    factories.make_aanmelding(reeks=reeks)
    waiting = factories.make_aanmelding(reeks=reeks)
    waiting.deelnames.update(status="wachtlijst")
    rows = stored_rows(reeks)
    rows[0]["plaatsen"] = ""
    response = agree(client_overijssel, reeks, rows)
    assert said(response) == ["Er is plaats vrij. Er gaat een aanbod naar 1 persoon op de wachtlijst."]
    assert waiting.deelnames.get().status == "aangeboden"


def test_a_lowered_limit_ejects_nobody_and_says_by_how_much_it_is_exceeded(
    client_overijssel: Client, reeks: Reeks
) -> None:
    raalte = factories.make_gemeente(provincie=reeks.provincie, naam="Raalte")
    olst = factories.make_gemeente(provincie=reeks.provincie, naam="Olst")
    for gemeente in (raalte, raalte, olst):
        factories.make_aanmelding(reeks=reeks, gemeente=gemeente)
    rows = stored_rows(reeks)
    rows[0]["plaatsen"] = 2
    response = post(client_overijssel, reeks, rows, max_gemeenten=1, max_personen=1, max_per_gemeente=1)
    assert said(response) == [
        "De reeks zit 1 boven het maximum: 2 gemeenten, en er is plaats voor 1. Niemand hoeft weg.",
        "De reeks zit 2 boven het maximum: 3 personen, en er is plaats voor 1. Niemand hoeft weg.",
        "“Sessie 1” zit 1 boven het maximum: 3 personen, en er is plaats voor 2. Niemand hoeft weg.",
        "Raalte zit 1 boven het maximum: 2 personen, en er is plaats voor 1. Niemand hoeft weg.",
    ]
    assert set(Aanmelding.objects.values_list("status", flat=True)) == {"actief"}
    assert not Overgang.objects.exists()


def test_saving_something_else_says_nothing_about_limits(client_overijssel: Client, reeks: Reeks) -> None:
    Reeks.objects.update(max_personen=1)
    for _ in range(2):
        factories.make_aanmelding(reeks=reeks)
    assert said(post(client_overijssel, reeks, titel="Anders")) == []


def test_a_new_sessie_in_a_running_reeks_asks_what_it_means(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks)
    assert "nieuwe_bijeenkomsten" in client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    for choice in ({}, {"nieuwe_bijeenkomsten": "iets"}):
        data = change_form(reeks, [*stored_rows(reeks), NEW], **choice)
        response = client_overijssel.post(url(Reeks, "change", reeks), data)
        assert response.status_code == 200
        errors = [*response.context["inline_admin_formsets"][0].formset.non_form_errors()]
        assert errors == [
            "Je voegt een bijeenkomst toe en er zijn al deelnemers. Kies hierboven wat dat voor hen betekent."
        ]
    assert reeks.sessies.count() == 1


def test_everybody_of_the_whole_reeks_is_put_down_and_told(
    client_overijssel: Client, organisator_overijssel: User, reeks: Reeks
) -> None:
    whole = factories.make_aanmelding(reeks=reeks, email="a@raalte.example")
    single = factories.make_aanmelding(sessies=[reeks.sessies.get()])
    rows = [*stored_rows(reeks), NEW | DATED]
    response = agree(client_overijssel, reeks, rows, nieuwe_bijeenkomsten="aanmelden")
    assert said(response) == ["“Extra”: 1 persoon aangemeld. Wie bevestigd is, krijgt een mail."]
    added = reeks.sessies.get(titel="Extra")
    assert [d.aanmelding for d in added.deelnames.all()] == [whole]
    assert list(Bericht.objects.values_list("soort", "aan", "methode")) == [
        ("sessie_erbij", "a@raalte.example", "REQUEST")
    ]
    assert Overgang.objects.get().user == organisator_overijssel
    assert single.deelnames.count() == 1


def test_or_it_is_only_offered(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks)
    rows = [*stored_rows(reeks), NEW | DATED]
    assert said(post(client_overijssel, reeks, rows, nieuwe_bijeenkomsten="aanbieden")) == []
    assert not reeks.sessies.get(titel="Extra").deelnames.exists()
    assert not Bericht.objects.exists()


def test_a_reeks_without_people_asks_nothing(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks, status=Status.AFGEMELD)
    assert "nieuwe_bijeenkomsten" not in client_overijssel.get(url(Reeks, "change", reeks)).content.decode()
    post(client_overijssel, reeks, [*stored_rows(reeks), NEW])
    assert reeks.sessies.count() == 2


def test_a_choice_is_no_change_of_the_reeks(client_overijssel: Client, reeks: Reeks) -> None:
    factories.make_aanmelding(reeks=reeks)
    before = Reeks.objects.values().get()
    post(client_overijssel, reeks, nieuwe_bijeenkomsten="aanmelden")
    assert Reeks.objects.values().get() == before
    assert not Bericht.objects.exists()


def test_a_first_date_is_told_once_it_was_shown_who_gets_it(client_overijssel: Client, overijssel: Provincie) -> None:
    reeks = factories.make_reeks(provincie=overijssel)
    sessie = factories.make_sessie(reeks=reeks, begin=None)
    factories.make_aanmelding(reeks=reeks, email="a@raalte.example")
    factories.make_aanmelding(reeks=reeks, status=Status.ONBEVESTIGD)
    Aanmelding.objects.filter(status=Status.ACTIEF).update(bevestigd_op=timezone.now())
    rows = stored_rows(reeks)
    rows[0] |= DATED
    response = post(client_overijssel, reeks, rows, mails_gezien=f"{sessie.pk}:datum_bekend:1")
    assert said(response) == [
        "“Sessie 1” (dinsdag 1 mei 2040, 11.00 tot 13.00 uur): 1 persoon krijgt een mail dat de datum bekend is."
    ]
    assert list(Bericht.objects.values_list("soort", "aan", "methode")) == [
        ("datum_bekend", "a@raalte.example", "REQUEST")
    ]


def test_a_new_reeks_has_nobody_to_tell(client_overijssel: Client, overijssel: Provincie) -> None:
    organisatie = factories.make_organisatie(provincie=overijssel)
    response = client_overijssel.post(url(Reeks, "add"), reeks_form(organisatie, row(1, "Kick-off") | DATED))
    assert response.status_code == 302
    assert not Bericht.objects.exists()


def test_what_is_refused_changes_nothing_for_anybody(client_overijssel: Client, reeks: Reeks) -> None:
    Reeks.objects.update(max_personen=1)
    factories.make_aanmelding(reeks=reeks)
    factories.make_aanmelding(reeks=reeks, status=Status.WACHTLIJST)
    reeks.refresh_from_db()
    data = change_form(reeks, max_personen=3, titel="")
    assert client_overijssel.post(url(Reeks, "change", reeks), data).status_code == 200
    assert not Aanbod.objects.exists()
