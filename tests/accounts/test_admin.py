"""Users in /beheer/: for beheerders only; another address takes the old mailbox away."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.people import forget_other_addresses
from tests import factories

LIST = reverse("admin:accounts_user_changelist")


def page(user: User) -> str:
    """Return the address of the page of a user."""
    return reverse("admin:accounts_user_change", args=[user.pk])


def addresses() -> set[tuple[str, str]]:
    """Return which addresses belong to whom."""
    return set(EmailAddress.objects.values_list("user__email", "email"))


def test_a_beheerder_finds_and_makes_users(client_beheerder: Client) -> None:
    words = "vier losse gewone woorden"
    fields = {
        "email": "Anna@Raalte.example",
        "naam": "Anna",
        "usable_password": "true",
        "password1": words,
        "password2": words,
    }
    assert client_beheerder.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    made = User.objects.get(email="anna@raalte.example")
    assert (made.check_password(words), made.is_superuser, made.is_active) == (True, False, True)
    assert "anna@raalte.example" in client_beheerder.get(LIST, {"q": "anna"}).content.decode()


@pytest.mark.parametrize("address", ["Anna@Zwolle.example", "anna@raalte.example"])
def test_another_address_takes_the_old_mailbox_away(address: str, client_beheerder: Client) -> None:
    user = factories.make_user(email="anna@raalte.example", naam="Anna")
    response = client_beheerder.post(page(user), {"email": address, "naam": "Anna", "is_active": "on"})
    user.refresh_from_db()
    assert (response.status_code, user.email) == (302, address.lower())
    kept = {("anna@raalte.example", "anna@raalte.example")} if user.email == "anna@raalte.example" else set()
    assert {row for row in addresses() if row[0] == user.email} == kept


@pytest.mark.django_db
def test_forget_other_addresses_leaves_one_way_in() -> None:
    anna, other = User.objects.create_user("anna@zwolle.example"), User.objects.create_user("oud@raalte.example")
    EmailAddress.objects.create(user=anna, email="anna@zwolle.example", verified=True, primary=True)
    EmailAddress.objects.create(user=anna, email="anna@raalte.example", verified=True)
    EmailAddress.objects.create(user=other, email="anna@zwolle.example", verified=False)
    EmailAddress.objects.create(user=other, email="oud@raalte.example", verified=True, primary=True)
    forget_other_addresses(anna)
    assert addresses() == {("anna@zwolle.example",) * 2, ("oud@raalte.example",) * 2}


def test_a_beheerder_can_not_make_two_users_of_one_address(client_beheerder: Client) -> None:
    factories.make_user(email="anna@raalte.example")
    fields = {"email": "ANNA@raalte.example", "naam": "Anna", "usable_password": "false"}
    assert client_beheerder.post(reverse("admin:accounts_user_add"), fields).status_code == 200
    assert User.objects.filter(email__iexact="anna@raalte.example").count() == 1


def test_an_organisator_sees_no_users(client_overijssel: Client) -> None:
    other = factories.make_user(email="geheim@raalte.example")
    for address in (
        LIST,
        page(other),
        reverse("admin:accounts_user_add"),
        reverse("admin:auth_user_password_change", args=[other.pk]),
    ):
        for response in (client_overijssel.get(address), client_overijssel.post(address, {"is_superuser": "on"})):
            assert response.status_code in {403, 404}
            assert "geheim@raalte.example" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("is_active__exact=1", 200),
        ("is_superuser__exact=0&q=anna", 200),
        ("last_login__year=0", 400),
        ("email__regex=(a%2B)%2B", 400),
        ("password__startswith=argon2", 400),
        ("lidmaatschappen__provincie=1", 400),
    ],
)
def test_the_list_answers_only_what_its_filters_ask(query: str, status: int, client_beheerder: Client) -> None:
    assert client_beheerder.get(f"{LIST}?{query}").status_code == status
