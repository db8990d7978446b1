"""A person is an address in lower case; without a password one signs in with a mailed code."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from accounts.models import User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PASSWORD = factories.PASSWORD


def test_a_user_is_made_in_lower_case_without_a_password() -> None:
    user = User.objects.create_user("  Anna@Raalte.EXAMPLE ")
    assert (user.email, user.naam, user.is_active, user.is_superuser, user.is_staff) == (
        "anna@raalte.example", "", True, False, False,
    )  # fmt: skip
    assert (user.has_usable_password(), user.check_password("")) == (False, False)


@pytest.mark.parametrize(("naam", "shown"), [("", "anna@raalte.example"), ("Anna de Vries", "Anna de Vries")])
def test_a_user_is_shown_by_name_or_else_by_address(naam: str, shown: str) -> None:
    assert str(User(email="anna@raalte.example", naam=naam)) == shown


def test_a_superuser_is_staff() -> None:
    user = User.objects.create_superuser("Bea@leerlab.example", PASSWORD)
    assert (user.is_superuser, user.is_staff, user.check_password(PASSWORD)) == (True, True, True)


def test_createsuperuser_asks_for_an_address_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", email="Bea@Leerlab.example", verbosity=0)
    assert User.objects.get().email == "bea@leerlab.example"


@pytest.mark.parametrize("email", ["", "geen adres", "anna@", "a\x00@raalte.example", f"{'a' * 250}@raalte.example"])
def test_what_is_no_address_makes_no_user(email: str) -> None:
    with pytest.raises(ValidationError):
        User.objects.create_user(email)
    assert User.objects.count() == 0


def test_an_address_belongs_to_one_user() -> None:
    User.objects.create_user("anna@raalte.example")
    with pytest.raises(ValidationError):
        User.objects.create_user("ANNA@raalte.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="anna@raalte.example")])


def test_the_database_refuses_capitals_whatever_code_writes_them() -> None:
    with pytest.raises(IntegrityError, match="user_email_lower_case"), transaction.atomic():
        User.objects.bulk_create([User(email="Anna@raalte.example")])


def test_a_form_writes_lower_case() -> None:
    user = User(email="Anna@Raalte.EXAMPLE", password="x")
    user.full_clean()
    assert user.email == "anna@raalte.example"


@pytest.mark.parametrize("key", ["anna@raalte.example", "Anna@RAALTE.example", " anna@raalte.example "])
def test_the_natural_key_is_the_address_however_written(key: str) -> None:
    user = User.objects.create_user("anna@raalte.example")
    assert (User.objects.get_by_natural_key(key), user.natural_key()) == (user, ("anna@raalte.example",))


def test_nobody_is_found_without_an_address() -> None:
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)


def test_who_may_not_sign_in_is_refused_with_the_right_password() -> None:
    user = factories.make_user(password=PASSWORD, is_active=False)
    assert authenticate(RequestFactory().post("/"), email=user.email, password=PASSWORD) is None
