"""Users in /beheer/: for beheerders only; another address takes the old mailbox away."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.people import forget_other_addresses
from tests import factories
from tests.accounts.authenticators import give_app, with_password

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


# --- A lost second factor ----------------------------------------------------------------------------------


def lost(user: User) -> str:
    return reverse("admin:accounts_user_tweede_stap", args=[user.pk])


def test_a_beheerder_takes_a_lost_second_factor_away(client_beheerder: Client, organisator_overijssel: User) -> None:
    give_app(organisator_overijssel)
    browser, _ = with_password(organisator_overijssel)
    assert lost(organisator_overijssel) in client_beheerder.get(page(organisator_overijssel)).content.decode()
    asked = client_beheerder.get(lost(organisator_overijssel)).content.decode()
    assert "heeft een app als tweede stap." in asked
    done = client_beheerder.post(lost(organisator_overijssel), follow=True)
    assert "De tweede stap van Oda Overijssel is weg (1)." in done.content.decode()
    assert (Authenticator.objects.count(), browser.get("/account/beveiliging/code/").status_code) == (0, 302)
    assert "heeft geen tweede stap" in client_beheerder.get(lost(organisator_overijssel), follow=True).content.decode()


def test_only_a_beheerder_does(client_overijssel: Client, organisator_noord_holland: User) -> None:
    give_app(organisator_noord_holland)
    address = lost(organisator_noord_holland)
    answers = [client_overijssel.get(address), client_overijssel.post(address)]
    assert ([answer.status_code for answer in answers], Authenticator.objects.count()) == ([403, 403], 1)


def test_somebody_who_is_not_there_is_not_found(client_beheerder: Client) -> None:
    assert client_beheerder.post(reverse("admin:accounts_user_tweede_stap", args=[999_999])).status_code == 404


@pytest.mark.django_db
def test_the_command_does_the_same(capsys: pytest.CaptureFixture[str], organisator_overijssel: User) -> None:
    give_app(organisator_overijssel)
    call_command("tweede_stap_weg", "Organisator@Overijssel.example")
    assert (Authenticator.objects.count(), capsys.readouterr().out) == (
        0,
        "Weggehaald: 1. Bij het volgende inloggen in /beheer/ stelt Oda Overijssel een nieuwe in.\n",
    )
    with pytest.raises(CommandError, match=r"^Er is geen gebruiker met dit e-mailadres\.$"):
        call_command("tweede_stap_weg", "niemand@overijssel.example")


def test_secrets_are_not_in_the_menu(client_beheerder: Client) -> None:
    html = client_beheerder.get("/beheer/").content.decode()
    assert [word for word in ("/beheer/mfa/", "/beheer/socialaccount/") if word in html] == []
    assert client_beheerder.get("/beheer/mfa/authenticator/").status_code == 404


@pytest.mark.parametrize("kept", [{}, {"is_active": "on"}, {"is_superuser": "on"}], ids=["none", "active", "rights"])
def test_a_beheerder_can_not_lock_themselves_out(client_beheerder: Client, kept: dict[str, str]) -> None:
    own, other = User.objects.get(is_superuser=True), factories.make_beheerder(email="b@leerlab.example")
    response = client_beheerder.post(page(own), {"email": own.email, "naam": "Ik", **kept})
    errors = response.context["adminform"].form.errors
    refused = "Dit kan niet met je eigen account. Vraag een andere beheerder."
    assert errors == {name: [refused] for name in ("is_active", "is_superuser") if name not in kept}
    assert client_beheerder.post(page(other), {"email": other.email, "naam": "Ander", **kept}).status_code == 302
    delete = [reverse("admin:accounts_user_delete", args=[user.pk]) for user in (own, other)]
    assert [client_beheerder.post(address, {"post": "yes"}).status_code for address in delete] == [403, 302]
    chosen = {"action": "delete_selected", "_selected_action": own.pk, "post": "yes"}
    client_beheerder.post(LIST, chosen)
    own.refresh_from_db()
    assert (own.is_active, own.is_superuser, User.objects.filter(pk=other.pk).exists()) == (True, True, False)


def test_a_beheerder_changes_their_own_name(client_beheerder: Client) -> None:
    own = User.objects.get(is_superuser=True)
    fields = {"email": own.email, "naam": "Nieuw", "is_active": "on", "is_superuser": "on"}
    assert client_beheerder.post(page(own), fields).status_code == 302
    own.refresh_from_db()
    assert own.naam == "Nieuw"
