"""M1: a stranger with many networks and ways to write an address can not fill somebody's mailbox."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle

import pytest
import time_machine
from django.test import Client, override_settings
from django.utils import timezone

from outbox.deliver import deliver_due
from outbox.models import Bericht
from tests import factories
from tests.outbox.mail_servers import SCRIPTED, ScriptedBackend
from tests.registrations.world import NOW, make_leerlab

pytestmark = pytest.mark.both_databases

NETWORKS = [f"198.51.{number // 250}.{number % 250 + 1}" for number in range(200)]
WRITTEN = ["anna@raalte.example", "Anna@Raalte.Example", "anna+{}@raalte.example", "ANNA+x.{}@raalte.example"]
REEKS = "/overijssel/bewoners-bereiken/"
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
PERSON = {"naam": "Anna de Vries", "gemeente": "GM0177", "functie": "adviseur", "omvang": "reeks"}
FORMS: list[tuple[str, dict[str, str]]] = [
    (f"{REEKS}aanmelden/", PERSON),
    ("/account/login/code/", {}),
    ("/account/password/reset/", {}),
    ("/aanmelding/kwijt/", {}),
    (f"{REEKS}belangstelling/", {"naam": "Anna de Vries"}),
]


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    ScriptedBackend.reset()
    with override_settings(EMAIL_BACKEND=SCRIPTED, PROXY_COUNT=1, ALLAUTH_TRUSTED_PROXY_COUNT=1):
        yield


def fullest(moments: list[datetime], window: timedelta) -> int:
    """Return how many moments stand in the fullest window."""
    return max(sum(start <= moment < start + window for moment in moments) for start in moments)


def bomb(posts: int) -> list[datetime]:
    """Post so many forms over two hours, let the worker run for two days, and return when mails were sent."""
    make_leerlab()
    factories.make_user(email="anna@raalte.example", password=factories.PASSWORD)
    forms, writings, networks = cycle(FORMS), cycle(WRITTEN), cycle(NETWORKS)
    with time_machine.travel(NOW, tick=False) as clock:
        for number in range(posts):
            clock.move_to(NOW + number * timedelta(hours=2) / posts)
            # Each form in each way of writing: the lengths of the two lists have no divisor in common.
            (url, fields), email = next(forms), next(writings).format(number % 40)
            answer = Client().post(url, fields | {"email": email}, headers={"X-Forwarded-For": next(networks)})
            assert answer.status_code < 500
            if number % 10 == 0:
                deliver_due()
        for step in range(1, 2 * 24 * 4):
            clock.move_to(NOW + timedelta(hours=2) + step * QUARTER)
            deliver_due()
        assert timezone.now() > NOW + DAY
    return [sent for sent in Bericht.objects.values_list("verzonden_op", flat=True) if sent is not None]


@pytest.mark.django_db
@pytest.mark.parametrize("posts", [100, pytest.param(1000, marks=pytest.mark.long)])
def test_many_forms_from_many_networks_are_few_mails(posts: int) -> None:
    sent = bomb(posts)
    assert {aan.partition("@")[2] for aan in Bericht.objects.values_list("aan", flat=True)} == {"raalte.example"}
    assert (fullest(sent, QUARTER), fullest(sent, DAY)) == (3, 10)


@pytest.mark.django_db
def test_who_is_not_bombed_gets_mail_meanwhile() -> None:
    bomb(20)
    with time_machine.travel(NOW + QUARTER, tick=False):
        Client().post(
            "/account/login/code/", {"email": "bart@raalte.example"}, headers={"X-Forwarded-For": "192.0.2.1"}
        )
        deliver_due()
    assert Bericht.objects.get(aan="bart@raalte.example").staat == "verzonden"


@pytest.mark.django_db
def test_ways_to_write_one_address_plan_no_mail_for_days() -> None:
    """Who got none because of it sees the same page, and gets one when they ask again later."""
    make_leerlab()

    def sign_up(number: int, now: datetime) -> tuple[int, str]:
        fields = PERSON | {"email": f"anna+{number}@raalte.example"}
        with time_machine.travel(now, tick=False):
            answer = Client().post(f"{REEKS}aanmelden/", fields, headers={"X-Forwarded-For": NETWORKS[number]})
        return answer.status_code, answer["Location"]

    assert {sign_up(number, NOW) for number in range(30)} == {(303, f"{REEKS}aanmelden/verstuurd/")}
    planned = Bericht.objects.values_list("niet_voor", flat=True)
    assert (len(planned), max(planned)) == (13, NOW + DAY)
    last = Bericht.objects.filter(aan="anna+29@raalte.example")
    assert not last.exists()
    sign_up(29, NOW + 2 * DAY)
    assert last.get().niet_voor == NOW + 2 * DAY
