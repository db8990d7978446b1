"""The log of what was done in /beheer/: written by the forms and by verbs, read in Dutch, never edited."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbox.models import Bericht
from outbox.queue import queue
from programmes.logboek import Daad, record, signed_in, wipe_person, wiped
from programmes.models import Locatie, Logregel, Organisatie, Provincie, Thema
from tests import factories
from tests.programmes.beheer_world import url

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def change(client: Client, locatie: Locatie, **fields: object) -> None:
    page = client.get(url(Locatie, "change", locatie))
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None} | fields
    assert client.post(url(Locatie, "change", locatie), data).status_code == 302


def test_a_form_writes_old_and_new(
    overijssel: Provincie, client_overijssel: Client, organisator_overijssel: User
) -> None:
    locatie = factories.make_locatie(provincie=overijssel, naam="Oude raadzaal", plaats="Raalte")
    change(client_overijssel, locatie, naam="Nieuwe raadzaal", zaalgrootte=40)
    line = Logregel.objects.get()
    assert (line.user, line.wie, line.daad) == (organisator_overijssel, organisator_overijssel.email, Daad.GEWIJZIGD)
    assert (line.provincie, line.organisatie, line.naam) == (overijssel, None, "locatie Nieuwe raadzaal, Raalte")
    assert line.wijzigingen == [
        {"veld": "naam", "oud": "Oude raadzaal", "nieuw": "Nieuwe raadzaal"},
        {"veld": "hoeveel mensen passen erin", "oud": "", "nieuw": "40"},
    ]
    history = client_overijssel.get(url(Locatie, "history", locatie)).content.decode()
    assert "was “Oude raadzaal”" in history
    assert "is nu “Nieuwe raadzaal”" in history


def test_saving_what_is_the_same_writes_nothing(overijssel: Provincie, client_overijssel: Client) -> None:
    change(client_overijssel, factories.make_locatie(provincie=overijssel))
    assert not Logregel.objects.exists()


def test_making_and_deleting_are_written(overijssel: Provincie, client_overijssel: Client) -> None:
    data = {"provincie": overijssel.pk, "naam": "Het huis", "plaats": "Olst"}
    assert client_overijssel.post(url(Locatie, "add"), data).status_code == 302
    assert client_overijssel.post(url(Locatie, "delete", Locatie.objects.get()), {"post": "yes"}).status_code == 302
    assert list(Logregel.objects.values_list("daad", "naam").order_by("pk")) == [
        ("gemaakt", "locatie Het huis, Olst"),
        ("verwijderd", "locatie Het huis, Olst"),
    ]


def test_a_choice_is_written_by_name(overijssel: Provincie, client_overijssel: Client) -> None:
    gemeente = factories.make_gemeente(naam="Raalte", provincie=overijssel)
    locatie = factories.make_locatie(provincie=overijssel)
    change(client_overijssel, locatie, gemeente=gemeente.pk)
    assert Logregel.objects.get().wijzigingen == [{"veld": "gastgemeente", "oud": "", "nieuw": str(gemeente)}]


def test_a_password_is_never_written(client_beheerder: Client) -> None:
    user = factories.make_user()
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    secret = "zeer-geheim-woord-12"
    client_beheerder.post(address, {"usable_password": "true", "password1": secret, "password2": secret})
    assert Logregel.objects.exists()
    assert not any(secret in repr(row) for row in Logregel.objects.values())


def test_an_action_is_written_for_each_row(client_beheerder: Client) -> None:
    queue(soort="bevestigd", aan="a@b.example", onderwerp="Onderwerp", tekst="")
    bericht = Bericht.objects.get()
    client_beheerder.post(
        reverse("admin:outbox_bericht_changelist"), {"action": "cancel", "_selected_action": [bericht.pk]}
    )
    assert list(Logregel.objects.values_list("sleutel", "tekst")) == [
        (str(bericht.pk), "Annuleren wat nog niet weg is.")
    ]


def test_nobody_edits_or_deletes(overijssel: Provincie, client_beheerder: Client) -> None:
    line = record(user=None, daad=Daad.GEDAAN, over=overijssel, tekst="Iets.")
    for page in ("change", "delete"):
        assert client_beheerder.post(url(Logregel, page, line), {"tekst": "Anders", "post": "yes"}).status_code == 403
    assert client_beheerder.get(url(Logregel, "add")).status_code == 403
    assert Logregel.objects.get().tekst == "Iets."


def test_who_reads_a_line(overijssel: Provincie, noord_holland: Provincie) -> None:
    organisatie = factories.make_organisatie(provincie=None, naam="Team Landelijk")
    reeks = factories.make_reeks(provincie=overijssel, organisatie=organisatie)
    of_reeks = record(user=None, daad=Daad.GEDAAN, over=factories.make_sessie(reeks=reeks))
    of_nobody = record(user=None, daad=Daad.GEDAAN)
    of_deelname = record(user=None, daad=Daad.GEDAAN, over=factories.make_aanmelding(reeks=reeks).deelnames.first())
    readers = {
        factories.make_organisator(overijssel): {of_reeks, of_deelname},
        factories.make_organisator(organisatie=organisatie): {of_reeks, of_deelname},
        factories.make_medewerker(overijssel): {of_reeks, of_deelname},
        factories.make_organisator(noord_holland): set(),
        factories.make_gastheer(reeks.sessies.get(slug="sessie-1")): set(),
        factories.make_beheerder(): {of_reeks, of_deelname, of_nobody},
    }
    for user, expected in readers.items():
        assert set(Logregel.objects.visible_to(user)) == expected, user


@pytest.mark.django_db
def test_signing_in_is_written_for_who_works_here(overijssel: Provincie) -> None:
    for user in (factories.make_organisator(overijssel), factories.make_beheerder(), factories.make_user()):
        signed_in(user=user, methode="een wachtwoord", claims={}, now=NOW)
    lines = Logregel.objects.order_by("pk").values_list("daad", "provincie__slug", "tekst")
    assert list(lines) == [
        ("ingelogd", "overijssel", "Met een wachtwoord."),
        ("ingelogd", None, "Met een wachtwoord."),
    ]


def test_somebody_is_wiped_and_the_deed_stays(overijssel: Provincie, beheerder: User) -> None:
    organisatie = factories.make_organisatie(provincie=overijssel, naam="Team van Jan de Vries")
    record(
        user=None, daad=Daad.GEWIJZIGD, over=organisatie, tekst="Voor JAN DE VRIES.", now=NOW,
        wijzigingen=[{"veld": "e-mailadres", "oud": "jan@a.example", "nieuw": "piet@a.example"}],
    )  # fmt: skip
    assert wipe_person(user=beheerder, address="jan@a.example", names=["Jan de Vries"], now=NOW) == 1
    line = Logregel.objects.get(soort="programmes.organisatie")
    assert (line.naam, line.tekst, line.gewist_op, line.daad) == (
        "organisatie Team van [gewist]", "Voor [gewist].", NOW, "gewijzigd",
    )  # fmt: skip
    assert line.wijzigingen == [{"veld": "e-mailadres", "oud": "[gewist]", "nieuw": "piet@a.example"}]
    assert Organisatie.objects.get().naam == "Team van Jan de Vries"


def test_wiping_does_not_stumble_over_its_own_words() -> None:
    assert wiped("gewist GEWIST", ["gewist"]) == "[gewist] [gewist]"
    assert wiped(r"İx\1 a.b axb", [r"x\1", "a.b"]) == "İ[gewist] [gewist] axb"


def test_the_page_to_wipe_is_for_beheerders(
    overijssel: Provincie, client_overijssel: Client, client_beheerder: Client
) -> None:
    address = reverse("admin:programmes_logregel_wissen")
    record(user=None, daad=Daad.GEDAAN, over=overijssel, tekst="Voor Jan de Vries.")
    data = {"email": "jan@a.example", "namen": "Jan de Vries"}
    assert client_overijssel.post(address, data).status_code == 403
    assert client_beheerder.post(address, {**data, "namen": "Jo"}).status_code == 200
    assert Logregel.objects.filter(tekst="Voor Jan de Vries.").exists()
    assert client_beheerder.post(address, data, follow=True).status_code == 200
    assert sorted(Logregel.objects.values_list("tekst", flat=True)) == [
        "Eén persoon gewist uit 1 regels van het logboek.", "Voor [gewist].",
    ]  # fmt: skip


def test_the_history_of_what_all_share_names_nobody_of_elsewhere(
    client_overijssel: Client, client_beheerder: Client, beheerder: User
) -> None:
    thema = factories.make_thema(naam="Wonen")
    record(user=beheerder, daad=Daad.GEMAAKT, over=thema)
    pages = [client.get(url(Thema, "history", thema)) for client in (client_overijssel, client_beheerder)]
    rows = [[line.wie for line in page.context["regels"]] for page in pages]
    assert rows == [[], [beheerder.email]]
