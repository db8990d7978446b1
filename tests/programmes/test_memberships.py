from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from outbox.messages import build
from outbox.models import Bericht
from programmes.contrast import NEUTRAL
from programmes.memberships import InviteObstacle, InviteRefused, RemoveRefused, invite, remove
from programmes.models import Lidmaatschap, Provincie
from programmes.rules import may_manage_lidmaatschap
from tests import factories

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_new_colleague_gets_an_account_and_a_link_to_a_password(
    overijssel: Provincie, organisator_overijssel: User
) -> None:
    lidmaatschap = invite(
        by=organisator_overijssel, email=" Nieuw@Overijssel.example ", naam="Noor", gebied=overijssel, now=NOW
    )
    user = User.objects.get(email="nieuw@overijssel.example")
    assert (lidmaatschap.user, lidmaatschap.provincie, user.naam) == (user, overijssel, "Noor")
    assert EmailAddress.objects.get(user=user).verified
    bericht = Bericht.objects.get()
    assert (bericht.aan, bericht.onderwerp) == (user.email, "Je bent organisator van leerlabs van Overijssel")
    assert bericht.antwoord_aan == organisator_overijssel.email
    assert "provincie Overijssel" in bericht.tekst
    mail = build(bericht)
    for body in [str(mail.body), str(mail.alternatives[0].content)]:  # type: ignore[attr-defined]
        assert "/account/password/reset/key/" in body
        assert "[[" not in body


def test_who_has_a_password_is_told_where_to_sign_in(
    overijssel: Provincie, organisator_overijssel: User, organisator_noord_holland: User
) -> None:
    invite(by=organisator_overijssel, email=organisator_noord_holland.email, naam="X", gebied=overijssel, now=NOW)
    organisator_noord_holland.refresh_from_db()
    bericht = Bericht.objects.get()
    assert (organisator_noord_holland.naam, bericht.links) == ("Nico Noord-Holland", {})
    assert "Log in met je eigen wachtwoord" in bericht.tekst
    assert "http://localhost:8000/beheer/" in bericht.tekst


def test_a_second_invitation_is_refused_and_mails_nobody(overijssel: Provincie, organisator_overijssel: User) -> None:
    with pytest.raises(InviteRefused) as refused:
        invite(by=organisator_overijssel, email=organisator_overijssel.email, naam="", gebied=overijssel, now=NOW)
    assert refused.value.obstacle == InviteObstacle.ALREADY_THERE
    assert (Lidmaatschap.objects.count(), Bericht.objects.count()) == (1, 0)


def test_somebody_removed_can_be_invited_again(overijssel: Provincie, organisator_overijssel: User) -> None:
    for _ in range(2):
        made = invite(by=organisator_overijssel, email="a@b.example", naam="A", gebied=overijssel, now=NOW)
        remove(by=organisator_overijssel, lidmaatschap=made)
    assert Bericht.objects.count() == 2


def test_an_account_that_is_off_stays_off(overijssel: Provincie, beheerder: User) -> None:
    factories.make_user(email="uit@overijssel.example", is_active=False)
    with pytest.raises(InviteRefused) as refused:
        invite(by=beheerder, email="uit@overijssel.example", naam="", gebied=overijssel, now=NOW)
    assert refused.value.obstacle == InviteObstacle.ACCOUNT_OFF
    assert (Lidmaatschap.objects.count(), Bericht.objects.count()) == (0, 0)


def test_nobody_is_invited_for_another_provincie(noord_holland: Provincie, organisator_overijssel: User) -> None:
    theirs = factories.make_organisatie(provincie=noord_holland)
    for gebied in (noord_holland, theirs):
        with pytest.raises(InviteRefused) as refused:
            invite(by=organisator_overijssel, email="a@b.example", naam="A", now=NOW, gebied=gebied)
        assert refused.value.obstacle == InviteObstacle.NOT_YOURS
    assert (User.objects.count(), Bericht.objects.count()) == (1, 0)


def test_nobody_is_removed_by_another_provincie(organisator_overijssel: User, organisator_noord_holland: User) -> None:
    theirs = Lidmaatschap.objects.get(user=organisator_noord_holland)
    with pytest.raises(RemoveRefused):
        remove(by=organisator_overijssel, lidmaatschap=theirs)
    assert Lidmaatschap.objects.count() == 2


@pytest.mark.django_db
def test_an_organisator_of_an_organisatie_invites_for_that_one() -> None:
    provincie = factories.make_provincie("Overijssel")
    organisatie = factories.make_organisatie(naam="Team Participatie", provincie=provincie)
    by = factories.make_organisator(organisatie=organisatie)
    made = invite(by=by, email="a@b.example", naam="A", gebied=organisatie, now=NOW)
    assert made.organisatie == organisatie
    assert "organisator van Team Participatie" in Bericht.objects.get().tekst
    with pytest.raises(InviteRefused):
        invite(by=by, email="c@b.example", naam="C", gebied=provincie, now=NOW)


@pytest.mark.parametrize(
    ("own_provincies", "own_organisaties", "area", "expected"),
    [
        ({1}, set(), {"provincie": 1}, True),
        ({1}, set(), {"provincie": 2}, False),
        ({1}, set(), {"organisatie": 5, "provincie_of_organisatie": 1}, True),
        ({1}, set(), {"organisatie": 5, "provincie_of_organisatie": 2}, False),
        ({1}, set(), {"organisatie": 5}, False),
        (set(), {5}, {"organisatie": 5, "provincie_of_organisatie": 1}, True),
        (set(), {5}, {"organisatie": 6, "provincie_of_organisatie": 1}, False),
        (set(), {5}, {"provincie": 1}, False),
        (set(), set(), {}, False),
    ],
)
def test_the_rule(
    own_provincies: set[int], own_organisaties: set[int], area: dict[str, int], *, expected: bool
) -> None:
    given = {"provincie": None, "organisatie": None, "provincie_of_organisatie": None} | area
    own = {"own_provincies": own_provincies, "own_organisaties": own_organisaties}
    assert may_manage_lidmaatschap(is_superuser=False, **own, **given) is expected  # type: ignore[arg-type]
    assert may_manage_lidmaatschap(is_superuser=True, **own, **given)  # type: ignore[arg-type]


def test_the_invitation_wears_the_style_of_the_provincie(overijssel: Provincie, beheerder: User) -> None:
    huisstijl = factories.make_huisstijl(provincie=overijssel)
    organisatie = factories.make_organisatie(provincie=overijssel)
    everywhere = factories.make_organisatie(provincie=None)
    utrecht = factories.make_provincie("Utrecht")
    for gebied in (overijssel, organisatie, utrecht, everywhere):
        invite(by=beheerder, email=factories.make_user().email, naam="", now=NOW, gebied=gebied)
    bands = [huisstijl.kopkleur if huisstijl.kopkleur in mail.html else "" for mail in Bericht.objects.order_by("pk")]
    assert bands == [huisstijl.kopkleur, huisstijl.kopkleur, "", ""]
    assert [NEUTRAL.kop in mail.html for mail in Bericht.objects.order_by("pk")] == [False, False, True, True]
