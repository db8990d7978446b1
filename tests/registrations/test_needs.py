"""What somebody needs, written down beside their aanmelding."""

import pytest

from registrations.models import Behoefte
from registrations.needs import need_of, note_need
from tests import factories
from tests.registrations.world import Leerlab

pytestmark = pytest.mark.both_databases


def test_written_changed_and_taken_back(leerlab: Leerlab) -> None:
    mine, other = (factories.make_aanmelding(reeks=leerlab.reeks) for _ in range(2))
    note_need(aanmelding=other, tekst="Een lift.")
    for tekst in ("Ik eet vegetarisch.", "Een ringleiding.", ""):
        note_need(aanmelding=mine, tekst=tekst)
        assert need_of(mine) == tekst
    assert [row.aanmelding for row in Behoefte.objects.all()] == [other]
