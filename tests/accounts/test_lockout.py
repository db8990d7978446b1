"""Who guesses is shut out; the owner of the account is not (M4, ASVS 6.3.1)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts import lockout
from accounts.models import Teller, User
from tests import factories
from tests.accounts.authenticators import code_of, give_app

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOME, ATTACKER = "192.0.2.10", "198.51.100.7"
ADDRESS = "organisator@overijssel.example"
TOO_MANY = "Te veel pogingen."


def from_network(ip: str) -> Client:
    return Client(REMOTE_ADDR=ip)


def sign_in(ip: str, *, password: str = factories.PASSWORD, email: str = ADDRESS) -> Any:
    cache.clear()  # as if each try came to another process
    return from_network(ip).post("/account/login/", {"login": email, "password": password, "next": "/mijn/"})


def shut(response: Any) -> bool:
    return TOO_MANY in response.content.decode()


@pytest.mark.usefixtures("organisator_overijssel")
def test_the_network_that_guesses_is_shut_out_and_the_owner_elsewhere_is_not() -> None:
    assert [shut(sign_in(ATTACKER, password=f"fout {number}")) for number in range(12)] == [False] * 10 + [True] * 2
    assert (sign_in(ATTACKER).status_code, sign_in(HOME).status_code) == (200, 302)


@pytest.mark.usefixtures("organisator_overijssel")
def test_many_networks_close_an_account_but_to_its_owners_own_network_and_mailed_code() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        assert sign_in(HOME).status_code == 302
        clock.shift(timedelta(days=60))
        for number in range(45):
            sign_in(f"198.51.{number}.1", password="fout")
        assert (shut(sign_in("203.0.113.5")), sign_in(HOME).status_code) == (True, 302)
        asked = from_network("203.0.113.5").post("/account/login/code/", {"email": ADDRESS})
        assert asked.status_code == 302
        clock.shift(timedelta(minutes=15))
        assert sign_in("203.0.113.5").status_code == 302


@pytest.mark.usefixtures("organisator_overijssel")
def test_who_signs_in_often_is_no_attacker() -> None:
    with time_machine.travel(NOW, tick=False):
        assert {sign_in(HOME).status_code for _ in range(25)} == {302}


@pytest.mark.usefixtures("organisator_overijssel")
def test_a_network_is_known_for_ninety_days() -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(HOME)
        known = []
        for days in (89, 2):
            clock.shift(timedelta(days=days))
            known.append(lockout.is_known(ADDRESS, HOME, now=datetime.now(tz=UTC)))
    assert known == [True, False]


def test_an_address_that_nobody_has_is_treated_the_same(organisator_overijssel: User) -> None:
    seen = {}
    for email in (organisator_overijssel.email, "niemand@overijssel.example"):
        answers = [sign_in(f"198.51.{number}.1", password="fout", email=email) for number in range(42)]
        seen[email] = [(answer.status_code, shut(answer)) for answer in answers]
    first, second = seen.values()
    assert (first == second, first[-1]) == (True, (200, True))


def test_one_network_can_not_go_past_many_accounts() -> None:
    tries = [lockout.may_try_password(f"{n}@overijssel.example", ATTACKER, now=NOW) for n in range(151)]
    assert (tries.count(True), lockout.may_try_password("ander@overijssel.example", HOME, now=NOW)) == (150, True)


def test_codes_are_counted_too_and_the_owner_comes_in_from_home(organisator_overijssel: User) -> None:
    secret = give_app(organisator_overijssel)
    with time_machine.travel(NOW, tick=False):
        lockout.know(organisator_overijssel, HOME, now=NOW)

        def waiting(ip: str) -> Client:
            cache.clear()
            browser = from_network(ip)
            browser.post("/account/login/", {"login": ADDRESS, "password": factories.PASSWORD})
            return browser

        def give(browser: Client, code: str) -> Any:
            cache.clear()
            return browser.post("/account/beveiliging/code/", {"code": code})

        guessing = waiting(ATTACKER)
        assert [shut(give(guessing, "000000")) for _ in range(11)] == [False] * 10 + [True]
        for number in range(3):
            elsewhere = waiting(f"203.0.113.{number}")
            for _ in range(10):
                give(elsewhere, "000000")
        assert shut(give(waiting("203.0.113.99"), code_of(secret))) is True
        assert give(waiting(HOME), code_of(secret)).status_code == 302


def test_whoever_has_the_password_gets_few_codes_a_day(organisator_overijssel: User) -> None:
    tries = 0
    for quarter in range(96):
        now = NOW.replace(hour=0) + timedelta(minutes=15 * quarter)
        for network in range(3):
            tries += sum(lockout.may_try_code(organisator_overijssel, f"10.0.0.{network}", now=now) for _ in range(10))
    assert tries == 60


def test_what_is_remembered_tells_no_address(organisator_overijssel: User) -> None:
    lockout.know(organisator_overijssel, HOME, now=NOW)
    stored = " ".join(str(value) for row in Teller.objects.values_list() for value in row)
    assert [word in stored for word in (HOME, "overijssel", "bekend")] == [False] * 3
