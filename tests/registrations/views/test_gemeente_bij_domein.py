"""`/gemeente-bij-domein/`: the suggestion behind the form."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


def test_it_works(client: Client) -> None:
    zwolle = factories.make_gemeente(naam="Zwolle", maildomein="zwolle.nl")
    factories.make_gemeente(naam="Deventer", maildomein="deventer.nl")
    assert client.get("/gemeente-bij-domein/?domein=Zwolle.nl").json() == {"codes": [zwolle.code]}


@pytest.mark.parametrize("domein", ["", "onbekend.nl", "x" * 5000, "@", "%"])
def test_unknown_domains_give_none(client: Client, domein: str) -> None:
    factories.make_gemeente(maildomein="zwolle.nl")
    assert client.get("/gemeente-bij-domein/", {"domein": domein}).json() == {"codes": []}


def test_a_gemeente_that_ended_is_not_suggested(client: Client) -> None:
    factories.make_gemeente(maildomein="heino.nl", geldig_tot="2001-01-01")
    assert client.get("/gemeente-bij-domein/?domein=heino.nl").json() == {"codes": []}
