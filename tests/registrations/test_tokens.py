"""Personal links: what opens, what does not, and that a revoked one is as good as forged."""

import pytest

from registrations.models import Aanmelding
from registrations.tokens import (
    find_aanmelding,
    find_belangstelling,
    interest_link_for_mail,
    link_for_mail,
    signer,
    token_for,
)
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_token_opens_its_own_aanmelding_only() -> None:
    one, other = factories.make_aanmelding(), factories.make_aanmelding()
    assert find_aanmelding(token_for(one)) == one
    assert find_aanmelding(token_for(other)) == other
    assert token_for(one) != token_for(other)


def test_raising_the_version_revokes_the_old_link() -> None:
    aanmelding = factories.make_aanmelding()
    old = token_for(aanmelding)
    Aanmelding.objects.update(token_versie=2)
    assert find_aanmelding(old) is None
    aanmelding.refresh_from_db()
    assert find_aanmelding(token_for(aanmelding)) == aanmelding


@pytest.mark.parametrize("token", ["", "kwijt", "a.1.b", "x" * 500, "\u00e9\u00e9n", "..", "%00"])
def test_forged_tokens_open_nothing(token: str) -> None:
    factories.make_aanmelding()
    assert find_aanmelding(token) is None
    assert find_belangstelling(token) is None


def test_a_changed_letter_opens_nothing() -> None:
    token = token_for(factories.make_aanmelding())
    for index in range(len(token)):
        letter = "a" if token[index] != "a" else "b"
        assert find_aanmelding(token[:index] + letter + token[index + 1 :]) is None


def test_a_token_of_one_kind_opens_nothing_of_another() -> None:
    aanmelding, belangstelling = factories.make_aanmelding(), factories.make_belangstelling()
    assert find_belangstelling(token_for(aanmelding)) is None
    assert find_aanmelding(signer("belangstelling").sign(belangstelling.uuid.hex)) is None
    assert find_belangstelling(signer("belangstelling").sign(belangstelling.uuid.hex)) == belangstelling


def test_links_in_mails_are_paths_of_the_pages() -> None:
    aanmelding, belangstelling = factories.make_aanmelding(), factories.make_belangstelling()
    assert link_for_mail(str(aanmelding.uuid)) == f"/aanmelding/{token_for(aanmelding)}/"
    token = signer("belangstelling").sign(belangstelling.uuid.hex)
    assert interest_link_for_mail(str(belangstelling.uuid)) == f"/belangstelling/{token}/"


def test_no_link_to_what_is_gone() -> None:
    uuid = "5f0c1f3e-8f5c-4f7e-9d55-0c5b1a0f8b11"
    assert (link_for_mail(uuid), interest_link_for_mail(uuid)) == (None, None)


def test_finding_an_aanmelding_takes_the_same_queries_for_one_and_for_ten_sessies(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    for sessies in (1, 10):
        aanmelding = factories.make_aanmelding(reeks=factories.make_reeks(sessies=sessies))
        with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django's context manager
            found = find_aanmelding(token_for(aanmelding))
            assert found is not None
            assert len([row.sessie.locatie for row in found.deelnames.all()]) == sessies
