"""Notes that organisers write for each other."""

from datetime import datetime, timedelta

import pytest

from programmes.models import Logregel
from registrations.models import Notitie
from registrations.notes import add, take_back
from tests import factories
from tests.registrations.world import AMSTERDAM, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_note_stands_in_the_log_without_what_it_says() -> None:
    aanmelding, user = factories.make_aanmelding(), factories.make_user()
    note = add(aanmelding=aanmelding, tekst="Belde: is ziek.", user=user, now=NOW)
    assert (note.aanmelding, note.tekst, note.user, note.op) == (aanmelding, "Belde: is ziek.", user, NOW)
    line = Logregel.objects.get()
    assert (line.soort, line.sleutel, line.tekst) == (
        "registrations.aanmelding", str(aanmelding.pk), "Notitie toegevoegd.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("later", "is_own", "goes"),
    [
        (timedelta(hours=1), True, True),
        (timedelta(hours=1), False, False),
        (timedelta(days=1), True, False),
        # Midnight here, not in Greenwich.
        (datetime(2026, 9, 1, 23, 59, tzinfo=AMSTERDAM) - NOW, True, True),
        (datetime(2026, 9, 2, 0, 1, tzinfo=AMSTERDAM) - NOW, True, False),
    ],
)
def test_who_wrote_it_takes_it_back_on_the_day_itself(later: timedelta, is_own: bool, goes: bool) -> None:  # noqa: FBT001
    writer, other = factories.make_user(), factories.make_user()
    note = add(aanmelding=factories.make_aanmelding(), tekst="Belde.", user=writer, now=NOW)
    assert take_back(note=note, user=writer if is_own else other, now=NOW + later) is goes
    assert Notitie.objects.count() == (0 if goes else 1)
    assert [line.tekst for line in Logregel.objects.order_by("pk")][1:] == (["Notitie weggehaald."] if goes else [])
