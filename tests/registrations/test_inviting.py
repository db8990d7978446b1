"""Asking people with interest to sign up: who is asked, what they get, and what an invitation lets them pass."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from outbox.models import Bericht
from programmes.models import Logregel, Reeks, Sessie
from registrations.facts import Gegevens
from registrations.interest import withdraw_interest
from registrations.inviting import Outcome, Terms, invite, withdraw
from registrations.models import Aanmelding, Belangstelling, Uitnodiging
from registrations.rules import Obstacle, SignupRefused
from registrations.signup import Door, confirm, sign_up
from tests import factories
from tests.registrations.world import NOW, Leerlab

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)
TERMS = Terms(na_sluiting=True, verloopt_op=NOW + 14 * DAY, toelichting="Er zijn plaatsen bij gekomen.")


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def oda() -> User:
    return factories.make_user(email="oda@overijssel.example", naam="Oda")


def interested(leerlab: Leerlab, naam: str = "Bram", **fields: Any) -> Belangstelling:
    address = {"email": f"{naam.lower()}@raalte.example", "gemeente": leerlab.gemeente, "reeks": leerlab.reeks}
    return factories.make_belangstelling(naam=naam, **(address | fields))


def asked(
    leerlab: Leerlab, oda: User, *people: Belangstelling, terms: Terms = TERMS, reeks: Any = None
) -> list[Outcome]:
    lines = invite(
        belangstelling=[row.pk for row in people], reeks=reeks or leerlab.reeks, terms=terms, user=oda, now=NOW
    )
    return [line.outcome for line in lines]


def one(leerlab: Leerlab, oda: User, **terms: Any) -> Uitnodiging:
    """Invite Bram."""
    filled: dict[str, Any] = {"na_sluiting": True, "verloopt_op": NOW + DAY} | terms
    assert asked(leerlab, oda, interested(leerlab), terms=Terms(**filled)) == [Outcome.MAIL]
    return Uitnodiging.objects.get()


def come(leerlab: Leerlab, uitnodiging: Uitnodiging, **fields: str) -> Aanmelding:
    """Sign Bram up by his invitation."""
    gegevens = Gegevens(**({"naam": "Bram", "email": "Bram@Raalte.example "} | fields), gemeente=leerlab.gemeente)
    sign_up(
        reeks=leerlab.reeks, gegevens=gegevens, omvang="reeks", slugs=[], now=NOW, door=Door(invitation=uitnodiging)
    )
    return Aanmelding.objects.get(email=gegevens.email.strip().lower())


def close(leerlab: Leerlab, **fields: Any) -> None:
    Reeks.objects.filter(pk=leerlab.reeks.pk).update(**(fields or {"aanmelden_tot": NOW - DAY}))


# --- Asking -----------------------------------------------------------------------------------------------------


def test_who_is_asked_gets_a_mail_with_a_link_and_it_is_written_down(leerlab: Leerlab, oda: User) -> None:
    bram = interested(leerlab)
    assert asked(leerlab, oda, bram) == [Outcome.MAIL]
    made = Uitnodiging.objects.get()
    assert (made.reeks, made.belangstelling, made.email, made.naam) == (leerlab.reeks, bram, bram.email, "Bram")
    assert (made.gemeente, made.na_sluiting, made.gemaakt_op, made.user) == (leerlab.gemeente, True, NOW, oda)
    assert (made.verloopt_op, made.gebruikt_op) == (TERMS.verloopt_op, None)
    mail = Bericht.objects.get()
    assert (mail.soort, mail.aan, mail.over) == ("uitgenodigd", bram.email, f"belangstelling:{bram.uuid}")
    assert mail.onderwerp == "Uitnodiging om mee te doen: Bewoners bereiken"
    assert mail.antwoord_aan == leerlab.reeks.organisatie.email
    assert "De organisator schrijft: “Er zijn plaatsen bij gekomen.”" in mail.tekst
    assert sorted(map(tuple, mail.links.values())) == [
        ("belangstelling", str(bram.uuid)), ("uitnodiging", str(made.uuid)),
    ]  # fmt: skip
    line = Logregel.objects.get(daad="mail")
    assert (line.user, line.tekst) == (oda, "Uitnodigingen verstuurd: 1, ook na sluiting.")


def test_a_second_time_is_no_second_mail_while_the_first_can_be_used(leerlab: Leerlab, oda: User) -> None:
    bram = interested(leerlab)
    elsewhere = interested(leerlab, reeks=factories.make_reeks(), email=bram.email)
    assert asked(leerlab, oda, bram, elsewhere) == [Outcome.MAIL, Outcome.OPEN]
    assert asked(leerlab, oda, bram) == [Outcome.OPEN]
    assert Bericht.objects.count() == 1
    Uitnodiging.objects.update(verloopt_op=NOW)
    assert asked(leerlab, oda, bram) == [Outcome.MAIL]


def test_for_another_reeks_is_another_invitation(leerlab: Leerlab, oda: User) -> None:
    bram, next_one = interested(leerlab), factories.make_reeks(titel="Volgende editie", sessies=1)
    asked(leerlab, oda, bram)
    assert asked(leerlab, oda, bram, reeks=next_one) == [Outcome.MAIL]
    assert set(Uitnodiging.objects.values_list("reeks__titel", flat=True)) == {"Bewoners bereiken", "Volgende editie"}


def test_who_is_in_or_may_not_come_is_left_out(leerlab: Leerlab, oda: User) -> None:
    anna = interested(leerlab, "Anna", email=leerlab.confirmed().email)
    far = interested(leerlab, "Ver", gemeente=factories.make_gemeente(provincie=factories.make_provincie("Limburg")))
    close(leerlab, toegang="provincie")
    before = Bericht.objects.count()
    assert asked(leerlab, oda, anna, far) == [Outcome.SIGNED_UP, Outcome.ELSEWHERE]
    assert Bericht.objects.count() == before
    assert not Logregel.objects.exists()


@pytest.mark.parametrize(
    ("fields", "obstacle"),
    [
        ({"status": "concept"}, Obstacle.NOT_PUBLISHED),
        ({"gearchiveerd_op": NOW}, Obstacle.OVER),
        ({"aanmelden_van": NOW + DAY}, Obstacle.NOT_OPEN_YET),
    ],
)
def test_nobody_is_asked_for_what_nobody_can_sign_up_for(
    leerlab: Leerlab, oda: User, fields: dict[str, Any], obstacle: Obstacle
) -> None:
    close(leerlab, **fields)
    with pytest.raises(SignupRefused) as refused:
        asked(leerlab, oda, interested(leerlab))
    assert refused.value.obstacle is obstacle


def test_nobody_is_asked_past_a_closed_window_that_stays_closed(leerlab: Leerlab, oda: User) -> None:
    close(leerlab)
    with pytest.raises(SignupRefused):
        asked(leerlab, oda, interested(leerlab), terms=Terms(na_sluiting=False, verloopt_op=NOW + DAY))
    assert asked(leerlab, oda, interested(leerlab, "Cor")) == [Outcome.MAIL]


# --- Coming -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{"aanmelden_tot": NOW - DAY}, {"gesloten_op": NOW - DAY}])
def test_it_passes_a_closed_window_once(leerlab: Leerlab, oda: User, fields: dict[str, Any]) -> None:
    close(leerlab, **fields)
    invited = one(leerlab, oda)
    bram = come(leerlab, invited)
    invited.refresh_from_db()
    assert (bram.status, bram.houdt_plaats, invited.gebruikt_op) == ("onbevestigd", True, NOW)
    confirm(aanmelding=bram, now=NOW)
    bram.refresh_from_db()
    assert bram.status == "actief"
    Aanmelding.objects.all().delete()
    with pytest.raises(SignupRefused) as refused:
        come(leerlab, invited)
    assert refused.value.obstacle is Obstacle.CLOSED


@pytest.mark.parametrize("terms", [{"na_sluiting": False}, {"verloopt_op": NOW}])
def test_one_that_holds_no_more_or_does_not_say_so_passes_nothing(leerlab: Leerlab, oda: User, terms: Any) -> None:
    invited = one(leerlab, oda, **terms)
    close(leerlab)
    with pytest.raises(SignupRefused) as refused:
        come(leerlab, invited)
    assert refused.value.obstacle is Obstacle.CLOSED
    assert not Aanmelding.objects.exists()


def test_another_address_does_not_pass(leerlab: Leerlab, oda: User) -> None:
    close(leerlab)
    invited = one(leerlab, oda)
    with pytest.raises(SignupRefused) as refused:
        come(leerlab, invited, email="cor@raalte.example")
    invited.refresh_from_db()
    assert (refused.value.obstacle, invited.gebruikt_op) == (Obstacle.NOT_INVITED, None)


def test_while_it_is_open_another_address_signs_up_as_anybody_and_uses_nothing(leerlab: Leerlab, oda: User) -> None:
    invited = one(leerlab, oda)
    assert come(leerlab, invited, email="cor@raalte.example").status == "onbevestigd"
    invited.refresh_from_db()
    assert invited.gebruikt_op is None


def test_the_invitation_of_another_reeks_passes_nothing(leerlab: Leerlab, oda: User) -> None:
    asked(leerlab, oda, interested(leerlab), reeks=factories.make_reeks(sessies=1))
    close(leerlab)
    with pytest.raises(SignupRefused) as refused:
        come(leerlab, Uitnodiging.objects.get())
    assert refused.value.obstacle is Obstacle.CLOSED


def test_what_is_full_stays_full(leerlab: Leerlab, oda: User) -> None:
    close(leerlab, max_personen=1)
    leerlab.confirmed()
    close(leerlab)
    bram = come(leerlab, one(leerlab, oda))
    assert (bram.status, bram.houdt_plaats) == ("onbevestigd", False)
    confirm(aanmelding=bram, now=NOW)
    bram.refresh_from_db()
    assert (bram.status, set(bram.deelnames.values_list("status", flat=True))) == ("wachtlijst", {"wachtlijst"})


def test_a_full_sessie_stays_full(leerlab: Leerlab, oda: User) -> None:
    Sessie.objects.filter(pk=leerlab.sessies["sessie-1"].pk).update(plaatsen=1)
    leerlab.confirmed()
    close(leerlab)
    bram = come(leerlab, one(leerlab, oda))
    assert bram.deelnames.get(sessie__slug="sessie-1").status == "wachtlijst"
    assert not bram.deelnames.filter(sessie__slug="kick-off").exists()  # It has been held.


@pytest.mark.parametrize("fields", [{"status": "concept"}, {"gearchiveerd_op": NOW}, {"aanmelden_van": NOW + DAY}])
def test_it_passes_nothing_else(leerlab: Leerlab, oda: User, fields: dict[str, Any]) -> None:
    invited = one(leerlab, oda)
    close(leerlab, **fields)
    with pytest.raises(SignupRefused):
        come(leerlab, invited)
    assert not Aanmelding.objects.exists()


# --- Taking back ------------------------------------------------------------------------------------------------


def test_one_that_was_taken_back_passes_nothing_and_is_not_mailed(leerlab: Leerlab, oda: User) -> None:
    close(leerlab)
    invited = one(leerlab, oda)
    assert [withdraw(uitnodiging=invited, user=oda, now=NOW) for _ in range(2)] == [True, False]
    assert Bericht.objects.get().staat == Bericht.Staat.GEANNULEERD
    assert list(Logregel.objects.filter(daad="gedaan").values_list("tekst", flat=True)) == [
        "Eén uitnodiging ingetrokken."
    ]
    with pytest.raises(SignupRefused):
        come(leerlab, invited)


def test_who_takes_the_interest_back_takes_the_invitation_along(leerlab: Leerlab, oda: User) -> None:
    withdraw_interest(belangstelling=one(leerlab, oda).belangstelling)  # type: ignore[arg-type]  # it has one
    assert (Uitnodiging.objects.count(), Belangstelling.objects.count()) == (0, 0)
