"""Rate limits: their windows, that they hold over processes, and whose address it is that counts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection, transaction
from django.test import RequestFactory, override_settings

from accounts.limits import Limit, allow, forget_old, visitor_ip
from accounts.models import Teller

pytestmark = pytest.mark.both_databases

THRICE = Limit("proef", 3, timedelta(minutes=15))
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The beginning of a window of a quarter, and of an hour."""
ADDRESS = "deelnemer@raalte.example"


# --- Windows -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_so_many_times_and_no_more() -> None:
    assert [allow(THRICE, ADDRESS, now=BEGIN) for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "answer"),
    [(0, False), (14, False), (14.9999, False), (15, True), (15.0001, True), (29.9999, True), (-0.0001, True)],
)
def test_a_window_ends_at_its_border(minutes: float, answer: bool) -> None:  # noqa: FBT001 - a table
    for _ in range(3):
        allow(THRICE, ADDRESS, now=BEGIN)
    assert allow(THRICE, ADDRESS, now=BEGIN + timedelta(minutes=minutes)) is answer


@pytest.mark.django_db
def test_at_worst_two_windows_meet() -> None:
    before, after = BEGIN + timedelta(minutes=14, seconds=59), BEGIN + timedelta(minutes=15)
    assert sum(allow(THRICE, ADDRESS, now=now) for now in [before] * 5 + [after] * 5) == 6


@pytest.mark.django_db
@time_machine.travel(BEGIN, tick=False)
def test_without_a_time_it_is_now() -> None:
    allow(THRICE, ADDRESS)
    assert list(Teller.objects.values_list("begin", "einde", "aantal")) == [(BEGIN, BEGIN + THRICE.window, 1)]


@pytest.mark.django_db
def test_keys_and_actions_are_counted_apart() -> None:
    other = Limit("anders", 3, THRICE.window)
    for _ in range(4):
        allow(THRICE, ADDRESS, now=BEGIN)
    answers = [allow(THRICE, "ander@raalte.example", now=BEGIN), allow(other, ADDRESS, now=BEGIN)]
    assert (answers, allow(THRICE, ADDRESS, now=BEGIN)) == ([True, True], False)


@pytest.mark.django_db
@override_settings(RATE_LIMITS=False)
def test_switched_off_everything_is_allowed_and_nothing_counted() -> None:
    assert [allow(THRICE, ADDRESS, now=BEGIN) for _ in range(5)] == [True] * 5
    assert Teller.objects.count() == 0


# --- The table ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_table_holds_no_address() -> None:
    allow(THRICE, ADDRESS, now=BEGIN)
    allow(THRICE, "192.0.2.1", now=BEGIN)
    stored = " ".join(str(value) for row in Teller.objects.values_list() for value in row)
    assert [word in stored for word in (ADDRESS, "deelnemer", "raalte", "192.0.2.1", "proef")] == [False] * 5
    assert {len(row.sleutel) for row in Teller.objects.all()} == {64}
    row = Teller.objects.earliest("pk")
    assert str(row) == f"{row.sleutel[:8]} 1"


@pytest.mark.django_db
def test_another_secret_key_gives_another_name() -> None:
    allow(THRICE, ADDRESS, now=BEGIN)
    with override_settings(SECRET_KEY="another-key-another-key-another-key-another-key-another-key"):
        allow(THRICE, ADDRESS, now=BEGIN)
    assert Teller.objects.values("sleutel").distinct().count() == 2


@pytest.mark.django_db
def test_counters_are_forgotten_once_their_window_is_over() -> None:
    for minutes in (0, 15, 30):
        allow(THRICE, ADDRESS, now=BEGIN + timedelta(minutes=minutes))
    assert forget_old(now=BEGIN + timedelta(minutes=31)) == 2
    assert list(Teller.objects.values_list("begin", flat=True)) == [BEGIN + timedelta(minutes=30)]


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted() -> None:
    barrier = Barrier(8)

    def once(_: int) -> bool:
        try:
            barrier.wait(timeout=10)
            return allow(THRICE, ADDRESS, now=BEGIN)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(once, range(8)))
    assert (sum(answers), Teller.objects.get().aantal) == (3, 8)


@pytest.mark.django_db(transaction=True)
def test_a_refused_try_counts_though_the_act_is_rolled_back() -> None:
    for _ in range(5):
        allowed = allow(THRICE, ADDRESS, now=BEGIN)
        with transaction.atomic():
            transaction.set_rollback(True)
    assert (allowed, Teller.objects.get().aantal) == (False, 5)


# --- Whose address -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        # No proxy of ours: what a visitor says about himself does not count.
        (0, None, "192.0.2.9"),
        (0, "198.51.100.1", "192.0.2.9"),
        (0, "198.51.100.1, 198.51.100.2", "192.0.2.9"),
        # One: the last address was written by our own proxy.
        (1, None, "192.0.2.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 127.0.0.1, 198.51.100.1", "198.51.100.1"),
        (1, "spoof,198.51.100.1", "198.51.100.1"),
        (1, " , ,198.51.100.1 ", "198.51.100.1"),
        # Two: the visitor's, then that of the outer proxy; a shorter chain did not come through both.
        (2, "198.51.100.1, 203.0.113.7", "198.51.100.1"),
        (2, "spoof, 198.51.100.1, 203.0.113.7", "198.51.100.1"),
        (2, "203.0.113.7", "192.0.2.9"),
        (2, "", "192.0.2.9"),
        # One visitor has a whole /64 of IPv6 addresses.
        (1, "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::1", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:3::1", "2001:db8:1:3::/64"),
        (1, "geen adres", "geen adres"),
    ],
)
def test_visitor_ip(proxies: int, forwarded: str | None, found: str) -> None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.9")
    with override_settings(PROXY_COUNT=proxies):
        assert visitor_ip(request) == found


def test_a_server_on_a_socket_file_has_no_address() -> None:
    assert visitor_ip(RequestFactory().get("/", REMOTE_ADDR="")) == ""
