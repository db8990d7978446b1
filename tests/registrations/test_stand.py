"""`manage.py stand`: the state of a reeks as JSON."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from registrations.joining import leave, sign_off
from registrations.models import Aanmelding
from registrations.stand import figures
from tests import factories
from tests.registrations.world import NOW, Leerlab

pytestmark = pytest.mark.both_databases


def stand(reeks: str) -> dict[str, Any]:
    out = StringIO()
    call_command("stand", reeks, stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_it_works(leerlab: Leerlab) -> None:
    anna = leerlab.confirmed()
    leerlab.sign_up("sessie-1", email="bart@raalte.example")
    sign_off(aanmelding=leerlab.confirmed(email="cor@raalte.example"), now=NOW)
    leave(aanmelding=anna, sessie=leerlab.sessies["sessie-2"], now=NOW)
    dirk = leerlab.confirmed("sessie-2", email="dirk@deventer.example")
    Aanmelding.objects.filter(pk=dirk.pk).update(gemeente=factories.make_gemeente())
    factories.make_aanmelding()

    def counts(aangemeld: int, afgemeld: int) -> dict[str, int | None]:
        return {"aangemeld": aangemeld, "wachtlijst": 0, "aangeboden": 0, "afgemeld": afgemeld, "plaatsen": None}

    assert stand("overijssel/bewoners-bereiken") == {
        "gemeenten": 2,
        "max_gemeenten": None,
        "personen": 3,
        "max_personen": None,
        "onbevestigd": 1,
        "wachtlijst": 0,
        "sessies": {
            "kick-off": counts(0, 0),
            "sessie-1": counts(2, 1),
            "sessie-2": counts(1, 2),
            "sessie-3": counts(1, 1),
            "terugkom": counts(3, 1),
        },
    }


def test_two_queries_whatever_the_size(leerlab: Leerlab, django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        leerlab.sign_up(email=f"p{number}@raalte.example")
        with django_assert_num_queries(2):
            figures(leerlab.reeks)


@pytest.mark.django_db
@pytest.mark.parametrize("reeks", ["overijssel/niets", "niets", "", "a/b/c"])
def test_an_unknown_reeks_is_said(reeks: str) -> None:
    with pytest.raises(CommandError, match="Er is geen reeks"):
        stand(reeks)
