"""Two organisatoren, or two tabs, on one page of /beheer/: nobody saves over what another saved."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.test import Client, RequestFactory

from programmes import publish
from programmes.models import Logregel, Provincie, Reeks, Sessie
from programmes.reschedule import save_sessie
from tests import factories
from tests.conftest import signed_in
from tests.programmes.beheer_world import url
from tests.programmes.test_admin import change_form, stored_rows, when

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STALE = (
    "Iemand anders heeft deze reeks net gewijzigd. Open de pagina opnieuw; je eigen wijzigingen staan nog hieronder."
)


@pytest.fixture
def reeks(overijssel: Provincie) -> Reeks:
    reeks = factories.make_reeks(provincie=overijssel, published=False)
    for _ in range(2):
        factories.make_sessie(reeks=reeks, begin=None)
    return reeks


def version(client: Client, reeks: Reeks) -> str:
    page = client.get(url(Reeks, "change", reeks))
    value: str = page.context["adminform"].form["versie"].value()
    assert f'value="{value}"' in page.content.decode()
    assert 'for="id_versie"' not in page.content.decode()
    return value


def test_a_stale_tab_wipes_no_dates(client_overijssel: Client, reeks: Reeks) -> None:
    rows = stored_rows(reeks)
    stale = change_form(reeks, rows, voor_wie="Iedereen die wil", versie=version(client_overijssel, reeks))
    begin = NOW + timedelta(days=9)
    dated = [row | when("begin", begin) | when("einde", begin + timedelta(hours=2)) for row in rows]
    fresh = change_form(reeks, dated, versie=version(client_overijssel, reeks))
    assert client_overijssel.post(url(Reeks, "change", reeks), fresh).status_code == 302
    response: Any = client_overijssel.post(url(Reeks, "change", reeks), stale)
    form = response.context["adminform"].form
    assert form.non_field_errors() == [STALE]
    assert (form["voor_wie"].value(), STALE in response.content.decode()) == ("Iedereen die wil", True)
    assert [sessie.begin for sessie in Sessie.objects.all()] == [begin, begin]
    # Sent once more it is refused once more.
    assert client_overijssel.post(url(Reeks, "change", reeks), stale).status_code == 200
    assert Reeks.objects.get().voor_wie == reeks.voor_wie


def test_a_version_is_no_change_of_the_reeks(client_overijssel: Client, reeks: Reeks) -> None:
    data = change_form(reeks, titel="Anders", versie=version(client_overijssel, reeks))
    client_overijssel.post(url(Reeks, "change", reeks), data)
    assert Reeks.objects.get().titel == "Anders"
    assert {line.wijzigingen[0]["veld"] for line in Logregel.objects.all()} == {"titel"}


def test_a_reeks_is_not_saved_without_a_version(client_overijssel: Client, reeks: Reeks) -> None:
    data = change_form(reeks, titel="Zonder versie")
    del data["versie"]
    for without in (data, data | {"versie": ""}):
        response: Any = client_overijssel.post(url(Reeks, "change", reeks), without)
        assert response.context["adminform"].form.non_field_errors() == [STALE]
    assert Reeks.objects.get().titel != "Zonder versie"


CHANGES: dict[str, Callable[[Reeks], object]] = {
    "column": lambda reeks: Reeks.objects.filter(pk=reeks.pk).update(kosten="Duur"),
    "thema": lambda reeks: reeks.themas.add(factories.make_thema()),
    "sessie": lambda reeks: reeks.sessies.update(omschrijving="Anders"),
    "deskundige": lambda reeks: reeks.sessies.get(slug="sessie-1").deskundigen.add(factories.make_deskundige()),
    "new sessie": lambda reeks: factories.make_sessie(reeks=reeks),
    "limit": lambda reeks: Reeks.objects.filter(pk=reeks.pk).update(max_gemeenten=8),
    "access": lambda reeks: Reeks.objects.filter(pk=reeks.pk).update(toegang="iedereen"),
    "reserved gemeente": lambda reeks: reeks.gereserveerde_gemeenten.add(factories.make_gemeente()),
    "places": lambda reeks: reeks.sessies.update(plaatsen=20),
    "no sessie": lambda reeks: reeks.sessies.get(slug="sessie-1").delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_the_page_shows_is_in_the_version(client_overijssel: Client, reeks: Reeks, change: str) -> None:
    before = version(client_overijssel, reeks)
    assert version(client_overijssel, reeks) == before
    CHANGES[change](reeks)
    assert version(client_overijssel, reeks) != before


def test_what_has_a_button_or_a_verb_of_its_own_is_not(client_overijssel: Client, reeks: Reeks) -> None:
    before = version(client_overijssel, reeks)
    publish.publish(reeks=reeks, now=NOW)
    reeks.sessies.update(sequence=3, gewijzigd_op=NOW)
    assert version(client_overijssel, reeks) == before


def test_saving_never_writes_the_status(reeks: Reeks) -> None:
    stale = Reeks.objects.get(pk=reeks.pk)
    publish.publish(reeks=reeks, now=NOW)
    Reeks.objects.update(kosten="€ 10")
    stale.titel = "Nieuw"
    form: Any = SimpleNamespace(changed_data=["titel", "themas", "versie"])
    admin.site.get_model_admin(Reeks).save_model(RequestFactory().post("/"), stale, form, change=True)
    stored = Reeks.objects.get()
    assert (stored.titel, stored.status, stored.kosten) == ("Nieuw", "gepubliceerd", "€ 10")


def test_of_a_sessie_only_what_was_changed_is_saved(reeks: Reeks) -> None:
    stale, sessie = (Sessie.objects.get(reeks=reeks, slug="sessie-1") for _ in range(2))
    sessie.begin, sessie.einde = NOW, NOW + timedelta(hours=1)
    sessie.doelgroep = factories.make_doelgroep()
    save_sessie(sessie=sessie, now=NOW)
    stale.titel = "Nieuw"
    change = save_sessie(sessie=stale, now=NOW, changed=["titel", "deskundigen"])
    assert (set(change.fields), stale.begin, stale.doelgroep) == ({"titel"}, NOW, sessie.doelgroep)
    stored = Sessie.objects.get(pk=stale.pk)
    assert (stored.titel, stored.begin, stored.doelgroep, stored.sequence) == ("Nieuw", NOW, sessie.doelgroep, 0)
    assert save_sessie(sessie=Sessie(reeks=reeks, titel="Extra"), now=NOW, changed=["titel"]).is_new


def test_a_reeks_for_which_somebody_signs_up_meanwhile_is_not_deleted(client_overijssel: Client, reeks: Reeks) -> None:
    def sign_up(**_: object) -> None:
        factories.make_aanmelding(reeks=reeks)

    # Django logs a deletion after its last question whether something is in the way.
    post_save.connect(sign_up, sender=Logregel)
    try:
        response: Any = client_overijssel.post(url(Reeks, "delete", reeks), {"post": "yes"})
    finally:
        post_save.disconnect(sign_up, sender=Logregel)
    assert (response.status_code, response.url) == (302, url(Reeks, "change", reeks))
    assert f"“{reeks}” kan niet weg. Er zijn aanmeldingen" in str(*get_messages(response.wsgi_request))
    assert (Reeks.objects.get(), Logregel.objects.count()) == (reeks, 0)


@pytest.mark.django_db(transaction=True)
def test_a_sessie_for_which_somebody_signs_up_meanwhile_is_not_deleted() -> None:
    provincie = factories.make_provincie("Overijssel")
    reeks = factories.make_reeks(provincie=provincie, sessies=2)
    first = reeks.sessies.get(slug="sessie-1")
    client = signed_in(factories.make_organisator(provincie))
    rows = stored_rows(reeks)
    rows[0]["DELETE"] = "on"
    data = change_form(reeks, rows, titel="Anders")
    has_lock, has_begun = threading.Event(), threading.Event()

    def sign_up() -> None:
        with transaction.atomic():
            Reeks.objects.select_for_update().get(pk=reeks.pk)
            factories.make_aanmelding(reeks=reeks, sessies=[first])
            has_lock.set()
            has_begun.wait(0.5)  # nobody says so: time for the other to come up against the lock
        connection.close()

    thread = threading.Thread(target=sign_up)
    thread.start()
    has_lock.wait(10)
    response: Any = client.post(url(Reeks, "change", reeks), data)
    thread.join()
    assert response.status_code == 200
    assert "kun je niet verwijderen. Er zijn aanmeldingen voor" in response.content.decode()
    assert Sessie.objects.count() == 2
