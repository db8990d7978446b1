"""Users for proven addresses: one each, whoever asks first and however often."""

import threading
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction

from accounts.models import User
from accounts.people import make_unproven, user_for_verified_address
from tests import factories

pytestmark = pytest.mark.both_databases


def addresses(user: User) -> list[tuple[str, bool, bool]]:
    """Return address, verified and primary of each of a user's addresses."""
    return list(EmailAddress.objects.filter(user=user).order_by("pk").values_list("email", "verified", "primary"))


@pytest.mark.django_db
def test_a_new_address_makes_a_user_without_password() -> None:
    user = user_for_verified_address(" Anna@Raalte.Example ", naam="Anna")
    assert (user.email, user.naam, user.has_usable_password()) == ("anna@raalte.example", "Anna", False)
    assert addresses(user) == [("anna@raalte.example", True, True)]


@pytest.mark.django_db
def test_the_same_address_finds_the_same_user_and_keeps_its_name() -> None:
    user = factories.make_user(email="anna@raalte.example", naam="Anna")
    assert user_for_verified_address("anna@raalte.example", naam="Iemand Anders") == user
    user.refresh_from_db()
    assert (user.naam, User.objects.count()) == ("Anna", 1)


@pytest.mark.django_db
def test_an_unverified_address_becomes_verified() -> None:
    user = User.objects.create_user("anna@raalte.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    user_for_verified_address(user.email)
    assert addresses(user) == [("anna@raalte.example", True, True)]


@pytest.mark.django_db
def test_a_user_whose_address_was_changed_is_found_by_the_one_they_proved_before() -> None:
    user = factories.make_user(email="oud@raalte.example")
    User.objects.update(email="nieuw@raalte.example")
    assert user_for_verified_address("oud@raalte.example") == user
    assert user_for_verified_address("nieuw@raalte.example") == user
    expected = [("oud@raalte.example", True, True), ("nieuw@raalte.example", True, False)]
    assert (addresses(user), User.objects.count()) == (expected, 1)


@pytest.mark.django_db
def test_an_address_that_nobody_proved_yet_makes_a_user_without_password() -> None:
    make_unproven({" Anna@Raalte.Example ": "Anna", "bert@raalte.example": "Bert"})
    anna, bert = User.objects.order_by("email")
    assert (anna.email, anna.naam, anna.has_usable_password(), bert.naam) == (
        "anna@raalte.example", "Anna", False, "Bert",
    )  # fmt: skip
    assert addresses(anna) == [("anna@raalte.example", False, True)]
    assert user_for_verified_address("anna@raalte.example") == anna
    assert addresses(anna) == [("anna@raalte.example", True, True)]


@pytest.mark.django_db
def test_who_has_a_user_by_whatever_proven_address_keeps_that_one() -> None:
    known = factories.make_user(email="anna@raalte.example", naam="Anna")
    moved = factories.make_user(email="oud@raalte.example")
    User.objects.filter(pk=moved.pk).update(email="nieuw@raalte.example")
    before = {user.pk: addresses(user) for user in (known, moved)}
    make_unproven({"anna@raalte.example": "Iemand anders", "oud@raalte.example": "Oud", "nieuw@raalte.example": "N"})
    known.refresh_from_db()
    assert (known.naam, {user.pk: addresses(user) for user in User.objects.all()}) == ("Anna", before)


@pytest.mark.django_db
def test_the_same_queries_for_one_and_for_three_addresses(django_assert_num_queries: Any) -> None:
    for people in (1, 3):
        with django_assert_num_queries(5):
            make_unproven({f"p{people}{number}@raalte.example": "" for number in range(people)})


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_make_one_user() -> None:
    barrier = threading.Barrier(4)
    found: list[object] = []

    def confirm() -> None:
        try:
            barrier.wait()
            with transaction.atomic():
                found.append(user_for_verified_address("anna@raalte.example").pk)
        except Exception as error:  # noqa: BLE001 - an error in a thread is a result to be looked at
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [User.objects.get().pk] * 4
