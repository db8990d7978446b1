"""The demo: its reeksen, their dates, its accounts, its Dutch, and that a second run changes nothing."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from learning.models import Handvatten
from outbox.models import Bericht
from programmes.models import Doelgroep, Gemeente, Provincie, Reeks, Sessie
from tests import factories

TODAY = datetime(2027, 2, 3, 9, 30, tzinfo=UTC)
LATER = TODAY + timedelta(days=31)
PASSWORD = "een-lang-wachtwoord-voor-tests"
ACCOUNTS = ["organisator@overijssel.example", "organisator@noord-holland.example", "beheerder@leerlab.example"]


@pytest.fixture(autouse=True)
def demo_password(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO_PASSWORD = PASSWORD
    settings.VAR_DIR = tmp_path
    settings.SITE_URL = "https://leerlab.example"


def run(*arguments: str, at: datetime = TODAY) -> str:
    out = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of the database."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()}


def shown(slug: str) -> list[str]:
    """Return the sessies of a reeks with their dates in local time."""
    lines = []
    for sessie in Sessie.objects.filter(reeks__slug=slug).in_order():
        when = sessie.datum_indicatie
        where = sessie.locatie.naam if sessie.locatie else sessie.online_link
        if sessie.begin and sessie.einde:
            begin, einde = timezone.localtime(sessie.begin), timezone.localtime(sessie.einde)
            when = f"{begin:%a %Y-%m-%d %H.%M}-{einde:%H.%M}"
        lines.append(f"{sessie.slug} | {sessie} | {when} | {where}")
    return lines


@pytest.mark.django_db
def test_coming_reeks_of_overijssel() -> None:
    run()
    assert shown("niet-juist-benaderd") == [
        "kick-off | Kick-off | Tue 2027-03-16 11.00-12.00 | https://vergaderen.example/kick-off-bewoners-bereiken",
        "sessie-1 | Sessie 1: Doelgroep X | Mon 2027-04-12 14.00-17.00 | Gemeentehuis Raalte",
        "sessie-2 | Sessie 2: Doelgroep Y | Mon 2027-05-10 14.00-17.00 | Gemeentehuis Hardenberg",
        "sessie-3 | Sessie 3: Doelgroep Z | Mon 2027-06-07 14.00-17.00 | Gemeentehuis Rijssen-Holten",
        "terugkom | Terugkombijeenkomst | Mon 2027-07-05 14.00-17.00 | Provinciehuis Overijssel",
    ]
    reeks = Reeks.objects.get(slug="niet-juist-benaderd")
    assert (reeks.provincie.slug, reeks.is_published, reeks.gepubliceerd_op) == ("overijssel", True, TODAY)
    assert (reeks.aanmelden_van, reeks.aanmelden_tot) == (None, None)
    assert [str(thema) for thema in reeks.themas.all()] == [
        "Bewoners bereiken", "Energietransitie", "Gezondheid",
    ]  # fmt: skip


@pytest.mark.django_db
def test_finished_reeks_of_overijssel_has_the_days_of_2024() -> None:
    run()
    assert shown("niet-juist-benaderd-2024") == [
        "kick-off | Kick-off | Tue 2024-07-02 11.00-12.00 | https://vergaderen.example/kick-off-2024",
        "sessie-1 | Sessie 1: ouderen | Mon 2024-09-09 14.00-17.00 | Stadhuis Deventer",
        "sessie-2 | Sessie 2: jonge gezinnen | Mon 2024-10-07 14.00-17.00 | Gemeentehuis Ommen",
        "sessie-3 | Sessie 3: inwoners in energiearmoede | Mon 2024-11-04 14.00-17.00 | Gemeentehuis Hardenberg",
        "terugkom | Terugkombijeenkomst | Mon 2024-12-02 14.00-17.00 | Provinciehuis Overijssel",
    ]  # fmt: skip
    assert Doelgroep.objects.filter(naam="inwoners met een migratieachtergrond").exists()


@pytest.mark.django_db
def test_reeks_of_noord_holland_has_one_date_and_three_months() -> None:
    run()
    assert shown("dna-wijk-dorp") == [
        "kick-off | Kick-off | Tue 2027-03-16 16.00-17.30 | https://vergaderen.example/kick-off-dna-wijk-dorp",
        "sessie-1 | Sessie 1: een rijke foto | in april 2027 | ",
        "sessie-2 | Sessie 2: wie kent wie | in mei 2027 | ",
        "sessie-3 | Sessie 3: je plan van aanpak | in juni 2027 | ",
    ]
    assert Reeks.objects.get(slug="dna-wijk-dorp").provincie.slug == "noord-holland"


@pytest.mark.django_db
def test_handvatten_are_published_shortly_after_each_bijeenkomst_with_a_pdf_to_come() -> None:
    run()
    found = Handvatten.objects.published().order_by("sessie__volgorde")
    assert [(str(each.sessie), f"{each.gepubliceerd_op:%Y-%m-%d}") for each in found] == [
        ("Sessie 1: ouderen", "2024-09-12"),
        ("Sessie 2: jonge gezinnen", "2024-10-10"),
        ("Sessie 3: inwoners in energiearmoede", "2024-11-07"),
    ]
    assert Handvatten.objects.without_pdf().count() == 3
    for each in found:
        number = Counter(each.onderdelen.values_list("soort", flat=True))
        assert number["tip"] in range(5, 8)
        assert number["actie"] in range(4, 7)
        assert number["checklist"] in range(8, 13)
        assert number["hulpmiddel"] in range(2, 5)
        tools = each.onderdelen.filter(soort="hulpmiddel")
        assert [tool.titel for tool in tools if not tool.url.startswith("https://")] == []


@pytest.mark.django_db
def test_accounts_sign_in_and_have_their_rights() -> None:
    run()
    for email in ACCOUNTS:
        user = User.objects.get(email=email)
        assert authenticate(None, email=email, password=PASSWORD) == user
        assert EmailAddress.objects.filter(user=user, email=email, verified=True, primary=True).count() == 1
    olga, noah, bea = (User.objects.get(email=email) for email in ACCOUNTS)
    assert [str(reeks.provincie) for reeks in Reeks.objects.visible_to(noah)] == ["Noord-Holland"]
    assert {str(reeks.provincie) for reeks in Reeks.objects.visible_to(olga)} == {"Overijssel"}
    assert (olga.is_superuser, noah.is_superuser, bea.is_superuser) == (False, False, True)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [(), ("--force",), ("--if-empty",)])
def test_second_run_a_month_later_changes_no_row_and_mails_nobody(arguments: tuple[str, ...]) -> None:
    run()
    before = all_rows()
    run(*arguments, at=LATER)
    assert all_rows() == before
    assert Bericht.objects.count() == 0


@pytest.mark.django_db
def test_what_people_changed_in_the_demo_stays() -> None:
    run()
    Reeks.objects.filter(slug="dna-wijk-dorp").update(titel="Andere titel")
    Sessie.objects.get(reeks__slug="niet-juist-benaderd", slug="sessie-2").delete()
    User.objects.filter(email=ACCOUNTS[2]).update(is_superuser=False)
    noah = User.objects.get(email=ACCOUNTS[1])
    noah.set_password("een-ander-wachtwoord")
    noah.save()
    before = all_rows()
    said = run(at=LATER)
    assert all_rows() == before
    assert said.count(f"wachtwoord: {PASSWORD}\n") == 2
    assert f"{ACCOUNTS[1]}    wachtwoord: (een eigen wachtwoord)\n" in said


@pytest.mark.django_db
def test_reeks_that_was_deleted_comes_back_alone() -> None:
    run()
    uids = set(Sessie.objects.exclude(reeks__slug="dna-wijk-dorp").values_list("uid", flat=True))
    Reeks.objects.get(slug="dna-wijk-dorp").delete()
    assert run(at=LATER).startswith(
        "De voorbeelden staan klaar. Nieuw: 1 van de 3 leerlabs, 0 van de 3 accounts en 0 van de 2 huisstijlen.\n"
    )
    assert Reeks.objects.count() == 3
    assert set(Sessie.objects.exclude(reeks__slug="dna-wijk-dorp").values_list("uid", flat=True)) == uids


@pytest.mark.django_db
def test_database_with_reeksen_of_others_is_refused() -> None:
    factories.make_reeks(titel="Eigen leerlab")
    before = all_rows()
    with pytest.raises(CommandError) as refusal:
        run()
    assert str(refusal.value) == (
        "Hier staan al reeksen die niet van de voorbeelden zijn: overijssel/eigen-leerlab. Er is niets veranderd. "
        "Wil je de voorbeelden er toch bij? Gebruik dan --force."
    )
    assert all_rows() == before


@pytest.mark.django_db
def test_force_adds_the_demo_to_the_reeksen_of_others() -> None:
    own = factories.make_reeks(titel="Eigen leerlab", sessies=1)
    before = list(Sessie.objects.filter(reeks=own).values())
    run("--force")
    assert Reeks.objects.count() == 4
    assert list(Sessie.objects.filter(reeks=own).values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("--if-empty",), ("--if-empty", "--force")])
def test_if_empty_does_nothing_when_there_is_a_reeks(arguments: tuple[str, ...]) -> None:
    factories.make_reeks()
    before = all_rows()
    assert run(*arguments) == ""
    assert all_rows() == before


@pytest.mark.django_db
def test_if_empty_fills_an_empty_database_and_tells_where_to_look() -> None:
    assert run("--if-empty") == (
        "De voorbeelden staan klaar. Nieuw: 3 van de 3 leerlabs, 3 van de 3 accounts en 2 van de 2 huisstijlen.\n"
        "\n"
        "Leerlabs om te bekijken:\n"
        "  https://leerlab.example/overijssel/niet-juist-benaderd/\n"
        "  https://leerlab.example/overijssel/niet-juist-benaderd-2024/\n"
        "  https://leerlab.example/noord-holland/dna-wijk-dorp/\n"
        "\n"
        "Accounts voor https://leerlab.example/beheer/:\n"
        f"  organisator@overijssel.example       wachtwoord: {PASSWORD}\n"
        f"  organisator@noord-holland.example    wachtwoord: {PASSWORD}\n"
        f"  beheerder@leerlab.example            wachtwoord: {PASSWORD}\n"
    )
    assert (Provincie.objects.count(), Gemeente.objects.count()) == (12, 342)


@pytest.mark.django_db
def test_gemeenten_that_are_there_are_left_alone(overijssel: Provincie, noord_holland: Provincie) -> None:
    gemeente = factories.make_gemeente(provincie=overijssel)
    run()
    assert list(Gemeente.objects.all()) == [gemeente]
    assert set(Provincie.objects.all()) == {overijssel, noord_holland}


@pytest.mark.django_db
def test_password_is_made_up_once_and_kept_for_the_owner_only(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO_PASSWORD = ""
    said = run()
    kept = tmp_path / "demo_password"
    password = kept.read_text().strip()
    assert len(password) >= 12
    assert said.count(f"wachtwoord: {password}\n") == 3
    assert kept.stat().st_mode & 0o777 == 0o600
    assert run(at=LATER).count(f"wachtwoord: {password}\n") == 3
    assert kept.read_text().strip() == password
    assert authenticate(None, email=ACCOUNTS[0], password=password) is not None
