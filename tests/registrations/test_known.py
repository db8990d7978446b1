"""What a form need not ask of who is signed in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registrations.known import Known, known_of
from tests import factories
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_nothing_is_known_of_who_is_not_signed_in(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    reeks = factories.make_reeks()
    factories.make_aanmelding(reeks=reeks)
    with django_assert_num_queries(0):
        assert known_of(AnonymousUser(), reeks=reeks) == Known()


def test_of_who_never_signed_up_name_and_address_are_known() -> None:
    user = factories.make_user(email="anna@raalte.example", naam="Anna")
    expected = {"naam": "Anna", "email": "anna@raalte.example", "gemeente": "", "organisatie": "", "functie": ""}
    assert known_of(user, reeks=factories.make_reeks()) == Known(expected, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_latest_aanmelding_fills_in_the_form(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, gemeente, reeks = factories.make_user(), factories.make_gemeente(), factories.make_reeks()
    for number in range(1, rows + 1):
        factories.make_aanmelding(
            user=user, gemeente=gemeente, aangemeld_op=timezone.now() + timedelta(minutes=number),
            naam=f"Anna {number}", functie=f"Functie {number}",
        )  # fmt: skip
    factories.make_aanmelding(user=factories.make_user(), naam="Iemand anders", reeks=reeks)
    with django_assert_num_queries(1):
        known = known_of(user, reeks=reeks)
    asked = {
        "naam": f"Anna {rows}", "email": user.email, "gemeente": gemeente.code, "organisatie": "",
        "functie": f"Functie {rows}",
    }  # fmt: skip
    assert known == Known(asked, None)


def test_of_who_has_no_gemeente_the_organisatie_is_known() -> None:
    user, reeks = factories.make_user(), factories.make_reeks()
    factories.make_aanmelding(user=user, organisatie="Huisartsenpost", naam="Anna", functie="")
    asked = {"naam": "Anna", "email": user.email, "gemeente": "", "organisatie": "Huisartsenpost", "functie": ""}
    assert known_of(user, reeks=reeks) == Known(asked, None)


@pytest.mark.parametrize(("status", "is_own"), [("actief", True), ("onbevestigd", True), ("afgemeld", False)])
def test_whoever_takes_part_already_is_led_to_their_own_page(status: str, is_own: bool) -> None:  # noqa: FBT001
    user, reeks = factories.make_user(), factories.make_reeks(sessies=1)
    factories.make_aanmelding(reeks=reeks, user=factories.make_user())
    own = factories.make_aanmelding(reeks=reeks, user=user, status=status)
    assert known_of(user, reeks=reeks).own == (own if is_own else None)
    page = signed_in(user).get(f"{reeks.get_absolute_url()}aanmelden/").content.decode()
    assert ("Bekijk of wijzig je aanmelding" in page) is is_own
    assert f'value="{own.naam}"' in page
    assert "Bekijk of wijzig" not in Client().get(f"{reeks.get_absolute_url()}aanmelden/").content.decode()
