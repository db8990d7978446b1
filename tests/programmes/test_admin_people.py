"""What an organisator does in /beheer/ with people, places and lists; reeksen are in test_admin."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from outbox.models import Bericht
from programmes.admin.lidmaatschappen import InviteForm
from programmes.models import Doelgroep, Lidmaatschap, Locatie, Logregel, Organisatie, Provincie, Thema
from tests import factories
from tests.programmes.beheer_world import url


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def organisatie(overijssel: Provincie) -> Organisatie:
    return factories.make_organisatie(provincie=overijssel, naam="Team Participatie")


def test_a_new_address_of_a_locatie_is_a_change_for_calendars(client_overijssel: Client, overijssel: Provincie) -> None:
    locatie = factories.make_locatie(provincie=overijssel)
    sessie = factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel), locatie=locatie)
    data = {"provincie": overijssel.pk, "naam": "Nieuw huis", "adres": "", "postcode": "", "plaats": "Raalte"}
    client_overijssel.post(url(Locatie, "change", locatie), data)
    sessie.refresh_from_db()
    assert (sessie.sequence, Locatie.objects.get().naam) == (1, "Nieuw huis")


def test_a_locatie_offers_only_gemeenten_that_exist(client_overijssel: Client, overijssel: Provincie) -> None:
    existing = factories.make_gemeente(provincie=overijssel)
    ended = factories.make_gemeente(provincie=overijssel, geldig_tot=date(2020, 1, 1))
    locatie = factories.make_locatie(provincie=overijssel, gemeente=ended)
    new = client_overijssel.get(url(Locatie, "add")).context["adminform"].form
    assert list(new.fields["gemeente"].queryset) == [existing]
    known = client_overijssel.get(url(Locatie, "change", locatie)).context["adminform"].form
    assert set(known.fields["gemeente"].queryset) == {existing, ended}


def test_organisatoren_add_a_thema_but_do_not_rename_one(client_overijssel: Client, client_beheerder: Client) -> None:
    client_overijssel.post(url(Thema, "add"), {"naam": "Water", "slug": "water"})
    thema = Thema.objects.get()
    data = {"naam": "Lucht", "slug": "lucht"}
    assert client_overijssel.post(url(Thema, "change", thema), data).status_code == 403
    assert client_overijssel.post(url(Thema, "delete", thema), {"post": "yes"}).status_code == 403
    assert client_beheerder.post(url(Thema, "change", thema), data).status_code == 302
    assert list(Thema.objects.values_list("naam", flat=True)) == ["Lucht"]


def test_a_doelgroep_in_use_is_not_deleted_by_a_beheerder(client_beheerder: Client) -> None:
    doelgroep = factories.make_doelgroep()
    factories.make_sessie(doelgroep=doelgroep)
    assert client_beheerder.post(url(Doelgroep, "delete", doelgroep), {"post": "yes"}).status_code == 200
    assert Doelgroep.objects.get() == doelgroep


def test_a_beheerder_makes_an_organisatie_for_the_whole_country(client_beheerder: Client) -> None:
    client_beheerder.post(url(Organisatie, "add"), {"naam": "Landelijk", "email": "l@l.example", "provincie": ""})
    assert Organisatie.objects.get().provincie is None


def test_an_organisator_keeps_the_provincie_of_an_organisatie(
    client_overijssel: Client, organisatie: Organisatie, overijssel: Provincie
) -> None:
    data = {"naam": "Andere naam", "email": "l@l.example", "provincie": ""}
    client_overijssel.post(url(Organisatie, "change", organisatie), data)
    organisatie.refresh_from_db()
    assert (organisatie.naam, organisatie.provincie) == ("Andere naam", overijssel)


def test_inviting_a_colleague(client_overijssel: Client, overijssel: Provincie) -> None:
    data = {"email": "Nieuw@Overijssel.example", "naam": "Noor", "provincie": overijssel.pk, "organisatie": ""}
    response = client_overijssel.post(url(Lidmaatschap, "add"), data)
    assert response["Location"] == url(Lidmaatschap, "changelist")
    assert said(response) == ["De uitnodiging is verstuurd naar nieuw@overijssel.example."]
    made = Lidmaatschap.objects.get(user__email="nieuw@overijssel.example")
    assert (made.provincie, made.user.naam) == (overijssel, "Noor")
    assert Bericht.objects.get().aan == "nieuw@overijssel.example"
    again = client_overijssel.post(url(Lidmaatschap, "add"), data)
    assert (
        "nieuw@overijssel.example heeft hier al een rol. Haal die eerst weg als je een andere wilt geven."
        in again.content.decode()
    )
    assert Bericht.objects.count() == 1


def test_an_invitation_is_for_a_provincie_or_an_organisatie(
    client_overijssel: Client, overijssel: Provincie, organisatie: Organisatie
) -> None:
    person = {"email": "nieuw@overijssel.example", "naam": "Noor"}
    sessie = factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel))
    for area in [{}, {"organisatie": organisatie.pk, "sessie": sessie.pk}]:
        response = client_overijssel.post(url(Lidmaatschap, "add"), person | area)
        assert "Kies een provincie, een organisatie of een bijeenkomst: één van de drie." in response.content.decode()
    client_overijssel.post(url(Lidmaatschap, "add"), person | {"organisatie": organisatie.pk})
    assert Lidmaatschap.objects.get(organisatie=organisatie).user.email == "nieuw@overijssel.example"


def test_an_account_that_is_off_is_not_invited(client_overijssel: Client, overijssel: Provincie) -> None:
    factories.make_user(email="uit@overijssel.example", is_active=False)
    data = {"email": "uit@overijssel.example", "naam": "Uit", "provincie": overijssel.pk}
    response = client_overijssel.post(url(Lidmaatschap, "add"), data)
    assert "Het account van uit@overijssel.example is uitgezet." in response.content.decode()
    assert not Bericht.objects.exists()


@pytest.mark.parametrize("by_action", [True, False])
def test_removing_a_colleague(client_overijssel: Client, overijssel: Provincie, *, by_action: bool) -> None:
    collega = Lidmaatschap.objects.get(user=factories.make_organisator(overijssel))
    if by_action:
        data = {"action": "delete_selected", "_selected_action": collega.pk, "post": "yes"}
        client_overijssel.post(url(Lidmaatschap, "changelist"), data)
    else:
        client_overijssel.post(url(Lidmaatschap, "delete", collega), {"post": "yes"})
    assert not Lidmaatschap.objects.filter(pk=collega.pk).exists()


def test_who_was_invited_by_somebody_faster_is_not_invited_twice(
    client_overijssel: Client, overijssel: Provincie, organisator_overijssel: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The form looks before the transaction; here it sees nothing, as when two colleagues press at once.
    monkeypatch.setattr(InviteForm, "clean", lambda form: form.cleaned_data)
    data = {"email": organisator_overijssel.email, "naam": "X", "provincie": overijssel.pk}
    assert client_overijssel.post(url(Lidmaatschap, "add"), data).status_code == 403
    assert (Lidmaatschap.objects.count(), Bericht.objects.count()) == (1, 0)


def test_an_invitation_tells_nothing_about_the_account_of_a_stranger(
    client_overijssel: Client, overijssel: Provincie
) -> None:
    factories.make_user(email="stranger@elders.example", naam="Geheime Naam")
    data = {"email": "stranger@elders.example", "naam": "Wie Dan Ook", "provincie": overijssel.pk}
    client_overijssel.post(url(Lidmaatschap, "add"), data)
    made = Lidmaatschap.objects.get(user__email="stranger@elders.example")
    pages = [url(Lidmaatschap, page, made) for page in ("change", "history", "delete")]
    for address in [url(Lidmaatschap, "changelist"), *pages, "/beheer/"]:
        page = client_overijssel.get(address)
        assert (page.status_code, "Geheime" in page.content.decode()) == (200, False)
    found = client_overijssel.get(url(Lidmaatschap, "changelist"), {"q": "Geheime"}).context["cl"].result_list
    assert list(found) == []
    assert "stranger@elders.example" in client_overijssel.get(url(Lidmaatschap, "change", made)).content.decode()


def test_an_address_that_a_mail_header_trips_over_is_not_invited(client_overijssel: Client) -> None:
    organiser = Lidmaatschap.objects.get()
    fields = {"naam": "X", "provincie": organiser.provincie_id, "email": '"\x0b"@overijssel.example'}
    response = client_overijssel.post("/beheer/programmes/lidmaatschap/add/", fields)
    assert (response.status_code, Lidmaatschap.objects.count()) == (200, 1)
    assert "Dit is geen volledig e-mailadres." in response.content.decode()


def test_inviting_a_medewerker_and_a_gastheer(
    client_overijssel: Client, overijssel: Provincie, noord_holland: Provincie
) -> None:
    sessie = factories.make_sessie(reeks=factories.make_reeks(provincie=overijssel, titel="Leerlab wonen"))
    foreign = factories.make_sessie(reeks=factories.make_reeks(provincie=noord_holland, titel="Leerlab elders"))
    page = client_overijssel.get(url(Lidmaatschap, "add")).content.decode()
    assert (f"Leerlab wonen: {sessie}" in page, "Leerlab elders" in page) == (True, False)
    person = {"naam": "Noor"}
    wrong = [
        {"rol": "gastheer", "provincie": overijssel.pk},
        {"rol": "medewerker", "sessie": sessie.pk},
        {"rol": "gastheer", "sessie": foreign.pk},
        {"rol": "beheerder", "provincie": overijssel.pk},
    ]
    for number, fields in enumerate(wrong):
        data = person | {"email": f"n{number}@overijssel.example"} | fields
        assert client_overijssel.post(url(Lidmaatschap, "add"), data).status_code == 200
    assert Lidmaatschap.objects.count() == 1
    for number, fields in enumerate(
        [{"rol": "medewerker", "provincie": overijssel.pk}, {"rol": "gastheer", "sessie": sessie.pk}]
    ):
        data = person | {"email": f"n{number}@overijssel.example"} | fields
        assert client_overijssel.post(url(Lidmaatschap, "add"), data).status_code == 302
    made = Lidmaatschap.objects.exclude(rol="organisator").order_by("pk").values_list("rol", "provincie", "sessie")
    assert list(made) == [("medewerker", overijssel.pk, None), ("gastheer", None, sessie.pk)]
    assert [mail.onderwerp for mail in Bericht.objects.order_by("pk")] == [
        "Je werkt mee aan leerlabs van Overijssel", f"Je bent gastheer van {sessie}",
    ]  # fmt: skip
    assert list(Logregel.objects.filter(daad="rol").order_by("pk").values_list("tekst", flat=True)) == [
        "Gegeven: Medewerker: ziet alles en houdt de aanwezigheid bij.",
        "Gegeven: Gastheer: houdt de aanwezigheid van één bijeenkomst bij.",
    ]


def test_who_is_removed_is_out_at_the_next_request(client_overijssel: Client, client_beheerder: Client) -> None:
    assert client_overijssel.get("/beheer/").status_code == 200
    client_beheerder.post(url(Lidmaatschap, "delete", Lidmaatschap.objects.get()), {"post": "yes"})
    assert client_overijssel.get("/beheer/", follow=True).status_code == 403


def test_everybody_can_be_removed_at_once_oneself_too(client_overijssel: Client, overijssel: Provincie) -> None:
    factories.make_organisator(overijssel)
    keys = list(Lidmaatschap.objects.values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": keys, "post": "yes"}
    client_overijssel.post(url(Lidmaatschap, "changelist"), data)
    assert not Lidmaatschap.objects.exists()
    assert (
        list(Logregel.objects.values_list("daad", "tekst"))
        == [("rol", "Weggehaald: Organisator: ziet en wijzigt alles.")] * 2
    )


@pytest.mark.parametrize("rol", Lidmaatschap.Rol.values)
@pytest.mark.parametrize("of", ["provincie", "organisatie", "sessie"])
def test_the_form_as_it_opens_can_be_sent_for_every_role(
    client_overijssel: Client, organisatie: Organisatie, rol: str, of: str
) -> None:
    reeks = factories.make_reeks(provincie=organisatie.provincie, organisatie=organisatie)
    area = {"organisatie": organisatie, "sessie": factories.make_sessie(reeks=reeks)}
    chosen = {of: area[of].pk} if of in area else {}
    form = client_overijssel.get(url(Lidmaatschap, "add")).context["adminform"].form
    opened = {name: form.get_initial_for_field(form.fields[name], name) or "" for name in form.fields}
    assert opened["provincie"] == organisatie.provincie_id
    sent = opened | {"email": "nieuw@overijssel.example", "naam": "Noor", "rol": rol} | chosen
    answer = client_overijssel.post(url(Lidmaatschap, "add"), sent)
    fits = (of == "sessie") == (rol == "gastheer")
    assert answer.status_code == (302 if fits else 200)
    made = Lidmaatschap.objects.filter(user__email="nieuw@overijssel.example")
    expected = {"rol": rol, "provincie": None, "organisatie": None, "sessie": None} | (
        chosen or {"provincie": organisatie.provincie_id}
    )
    assert list(made.values("rol", "provincie", "organisatie", "sessie")) == ([expected] if fits else [])


def test_bijeenkomsten_stand_by_reeks_and_date(client_overijssel: Client, overijssel: Provincie) -> None:
    now = timezone.now()
    water = factories.make_reeks(provincie=overijssel, titel="Water")
    aarde = factories.make_reeks(provincie=overijssel, titel="Aarde")
    for reeks, titel, days in [
        (water, "Later", None),
        (water, "Tweede", 20),
        (aarde, "Enige", 30),
        (water, "Eerste", 9),
    ]:
        begin = now + timedelta(days=days) if days else None
        factories.make_sessie(reeks=reeks, titel=titel, begin=begin)
    field = client_overijssel.get(url(Lidmaatschap, "add")).context["adminform"].form.fields["sessie"]
    day = {days: date_format(timezone.localtime(now + timedelta(days=days)), "j F Y") for days in (9, 20, 30)}
    expected = [f"Enige, {day[30]}", f"Eerste, {day[9]}", f"Tweede, {day[20]}", "Later, datum volgt"]
    assert [label.split(": ", 1)[1] for _, label in list(field.choices)[1:]] == expected
