"""Who gets what at every address of the portal: one table (matrix.yaml), and every address stands in it.

The address is that of something in Overijssel, with names that carry a mark. A row of the table gives the status of a
GET and of an empty POST, as `200/403`, for each role in the order of its first line. A new address fails this test
until its row is there; what it should be is for whoever adds it to think about.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from django.test import Client

from accounts.models import User
from programmes.models import Provincie, Reeks
from tests import factories
from tests.leerlab.addresses import Address
from tests.leerlab.test_urls_safe import EVERY, values
from tests.leerlab.test_urls_safe import reeks as reeks_with_everything

pytestmark = pytest.mark.one_database

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text())
ROLES: list[str] = TABLE.pop("rollen")
MARK = "Geheim Leerlab"
OUTSIDERS = {"bezoeker", "deelnemer", "andere"}
"""Who may see nothing of this provincie in /beheer/."""

reeks = reeks_with_everything


@pytest.fixture
def users(noord_holland: Provincie, reeks: Reeks) -> dict[str, User | None]:
    """Somebody in each role; `andere` organises in another provincie.

    The other provincie comes first: an address is of the newest row of its kind, and that must be one of Overijssel.
    """
    Reeks.objects.filter(pk=reeks.pk).update(titel=MARK)
    other = factories.make_organisator(noord_holland)
    return {
        "bezoeker": None,
        "deelnemer": factories.make_user(email="ander@zwolle.example"),
        "organisator": factories.make_organisator(reeks.provincie),
        "medewerker": factories.make_medewerker(reeks.provincie),
        "gastheer": factories.make_gastheer(reeks.sessies.get()),
        "andere": other,
        "beheerder": factories.make_beheerder(),
    }


def test_every_address_stands_in_the_table() -> None:
    assert sorted({address.pattern for address in EVERY}) == sorted(TABLE)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_gets(role: str, users: dict[str, User | None], reeks: Reeks) -> None:
    found, expected, leaks = {}, {}, []
    for address in EVERY:
        path = address.fill(values(address, reeks))
        answers = [asked(users[role], method, path) for method in ("get", "post")]
        found[address.pattern] = "/".join(str(answer.status_code) for answer in answers)
        expected[address.pattern] = TABLE.get(address.pattern, "").split(" ")[ROLES.index(role) :][:1]
        if role in OUTSIDERS and is_closed(address) and any(MARK in text(answer) for answer in answers):
            leaks.append(address.pattern)
    assert leaks == []
    assert found == {pattern: "".join(cell) for pattern, cell in expected.items()}


def asked(user: User | None, method: str, path: str) -> Any:
    """Return the answer to one request of somebody, and undo what it did."""
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        if user:
            client.force_login(user)
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    return answer


def is_closed(address: Address) -> bool:
    """Tell whether an address is of /beheer/."""
    return address.pattern.startswith("beheer/")


def text(answer: Any) -> str:
    """Return the page, read to its end."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode("utf-8", errors="replace")
