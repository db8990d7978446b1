from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from programmes import ics
from programmes.models import Locatie, Sessie
from programmes.reschedule import COMPARED, save_locatie, save_sessie
from programmes.rules import Move
from tests import factories

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEFORE = NOW - timedelta(days=10)
BEGIN = NOW + timedelta(days=20)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make(**fields: Any) -> Sessie:
    return factories.make_sessie(**({"begin": BEGIN, "gewijzigd_op": BEFORE} | fields))


def stored(sessie: Sessie) -> Sessie:
    return Sessie.objects.get(pk=sessie.pk)


def test_new_sessies_get_addresses_of_their_own_and_follow_each_other() -> None:
    reeks = factories.make_reeks()
    soorten = ["kick-off", "fysiek", "online", "terugkom", "kick-off", "fysiek"]
    for soort in soorten:
        sessie = Sessie(reeks=reeks, soort=soort, titel=soort)
        change = save_sessie(sessie=sessie, now=NOW)
        assert (change.is_new, change.move_to(sessie)) == (True, None)
    rows = [(row.slug, row.volgorde, row.sequence) for row in Sessie.objects.order_by("pk")]
    assert rows == [
        ("kick-off", 1, 0),
        ("sessie-1", 2, 0),
        ("sessie-2", 3, 0),
        # What was added after the terugkom came before it and moved it up twice.
        ("terugkom", 6, 0),
        ("kick-off-2", 4, 0),
        ("sessie-3", 5, 0),
    ]
    assert {row.gewijzigd_op for row in Sessie.objects.all()} == {NOW}


def test_a_given_place_in_the_order_is_kept() -> None:
    sessie = Sessie(reeks=factories.make_reeks(), titel="Sessie", volgorde=7)
    save_sessie(sessie=sessie, now=NOW)
    assert stored(sessie).volgorde == 7


def test_the_address_of_a_sessie_stays_when_its_soort_changes() -> None:
    sessie = make()
    sessie.soort, sessie.slug = Sessie.Soort.TERUGKOM, "terugkom"
    save_sessie(sessie=sessie, now=NOW)
    assert (stored(sessie).soort, stored(sessie).slug, sessie.slug) == ("terugkom", "sessie-1", "sessie-1")


def test_saving_without_a_change_writes_nothing(django_assert_num_queries: Any) -> None:
    sessie = make()
    with django_assert_num_queries(4):  # savepoint, reeks, sessie, release
        change = save_sessie(sessie=sessie, now=NOW)
    assert (change.fields, change.move_to(sessie)) == (frozenset(), None)
    assert (stored(sessie).sequence, stored(sessie).gewijzigd_op) == (0, BEFORE)


def changes(sessie: Sessie) -> dict[str, Any]:
    return {
        "begin": BEGIN + timedelta(hours=1),
        "einde": BEGIN + timedelta(hours=5),
        "locatie_id": factories.make_locatie().pk,
        "online_link": "https://vergadering.example/1",
        "doelgroep_id": factories.make_doelgroep().pk,
        "titel": "Andere titel",
        "soort": "online",
        "omschrijving": "Tekst",
        "doelgroep_werknaam": "Doelgroep X",
        "datum_indicatie": "in mei",
        "volgorde": sessie.volgorde + 5,
        "plaatsen": 30,
    }


@pytest.mark.parametrize("field", sorted(COMPARED))
def test_only_date_place_and_doelgroep_raise_the_sequence(field: str) -> None:
    sessie = make()
    value = changes(sessie)[field]
    setattr(sessie, field, value)
    change = save_sessie(sessie=sessie, now=NOW)
    # The soort: what was to be held at a locatie that follows is online now.
    matters = field in {"begin", "einde", "locatie_id", "soort", "online_link", "doelgroep_id"}
    told = {"begin": Move.MOVED, "einde": Move.MOVED, "online_link": Move.LINK}
    told |= dict.fromkeys(["locatie_id", "soort"], Move.ELSEWHERE)
    assert (set(change.fields), change.move_to(sessie)) == ({field}, told.get(field))
    assert (stored(sessie).sequence, stored(sessie).gewijzigd_op) == (int(matters), NOW)
    assert getattr(stored(sessie), field) == value


LINK = "https://vergadering.example/1"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"soort": "online"}, {"soort": "fysiek"}, Move.ELSEWHERE),
        ({"soort": "online"}, {"soort": "terugkom"}, Move.ELSEWHERE),
        ({"soort": "fysiek"}, {"soort": "online", "online_link": LINK}, Move.ELSEWHERE),
        ({"soort": "online", "online_link": LINK}, {"soort": "fysiek", "online_link": ""}, Move.ELSEWHERE),
        ({"soort": "fysiek"}, {"soort": "online", "titel": "Anders"}, Move.ELSEWHERE),
        ({"soort": "fysiek"}, {"soort": "online", "begin": BEGIN - timedelta(hours=1)}, Move.MOVED),
        # Nothing that a calendar shows.
        ({"soort": "fysiek"}, {"soort": "terugkom"}, None),
        ({"soort": "online", "online_link": LINK}, {"soort": "fysiek"}, None),
        ({"soort": "fysiek", "locatie": True}, {"soort": "online"}, None),
        ({"soort": "online", "begin": None}, {"soort": "fysiek"}, None),
    ],
)
def test_another_soort_is_another_place_where_it_says_so(
    before: dict[str, Any], after: dict[str, Any], told: Move | None
) -> None:
    locatie = factories.make_locatie() if before.pop("locatie", False) else None
    sessie = make(locatie=locatie, **before)
    was = ics_of(sessie)
    for name, value in after.items():
        setattr(sessie, name, value)
    change = save_sessie(sessie=sessie, now=NOW)
    assert (change.move_to(sessie), stored(sessie).sequence) == (told, int(told is not None))
    assert (ics_of(stored(sessie)) != was) == (told is not None)


def ics_of(sessie: Sessie) -> object:
    """Return when and where a calendar says that a sessie is held; None when it stands in none."""
    if not sessie.has_date:
        return None
    afspraak = ics.afspraak_of(sessie, site_url="https://x.example", with_link=True)
    return afspraak.begin, afspraak.einde, afspraak.locatie


def test_three_moves_raise_the_sequence_to_three() -> None:
    sessie = make()
    for hours in (1, 2, 3):
        sessie.einde = BEGIN + timedelta(hours=5 + hours)
        save_sessie(sessie=sessie, now=NOW)
    assert stored(sessie).sequence == 3


def test_two_changes_at_once_raise_the_sequence_by_one() -> None:
    sessie = make()
    sessie.begin, sessie.einde = BEGIN + timedelta(days=1), BEGIN + timedelta(days=1, hours=3)
    save_sessie(sessie=sessie, now=NOW)
    assert stored(sessie).sequence == 1


def test_a_first_date_keeps_the_sequence_and_a_withdrawn_one_raises_it_twice() -> None:
    sessie = make(begin=None)
    sequences, told = [], []
    for begin in (BEGIN, None, BEGIN):
        sessie.begin = begin
        sessie.einde = begin + timedelta(hours=2) if begin else None
        change = save_sessie(sessie=sessie, now=NOW)
        told.append(change.move_to(sessie))
        sequences.append(stored(sessie).sequence)
    assert sequences == [0, 1, 2]
    assert told == [Move.FIRST_DATE, Move.WITHDRAWN, Move.FIRST_DATE]


def test_a_place_for_a_sessie_without_date_is_nothing_for_calendars() -> None:
    sessie = make(begin=None)
    sessie.locatie = factories.make_locatie()
    change = save_sessie(sessie=sessie, now=NOW)
    assert (change.move_to(sessie), stored(sessie).sequence, stored(sessie).gewijzigd_op) == (None, 0, NOW)


def test_a_stale_copy_can_not_lower_the_sequence() -> None:
    sessie = make()
    stale = stored(sessie)
    sessie.einde = BEGIN + timedelta(hours=4)
    save_sessie(sessie=sessie, now=NOW)
    stale.einde = BEGIN + timedelta(hours=6)
    save_sessie(sessie=stale, now=NOW)
    assert stored(sessie).sequence == 2


def test_who_comes_to_tell_is_a_change_of_the_page_only() -> None:
    sessie, deskundige = make(), factories.make_deskundige()
    assert save_sessie(sessie=sessie, now=NOW, deskundigen=[]).fields == frozenset()
    change = save_sessie(sessie=sessie, now=NOW, deskundigen=[deskundige])
    assert (set(change.fields), change.move_to(sessie)) == ({"deskundigen"}, None)
    assert list(sessie.deskundigen.all()) == [deskundige]
    assert (stored(sessie).sequence, stored(sessie).gewijzigd_op) == (0, NOW)


def test_a_new_address_moves_the_coming_sessies_there() -> None:
    locatie = factories.make_locatie()
    coming = make(locatie=locatie)
    past = make(locatie=locatie, begin=NOW - timedelta(days=3))
    undated = make(locatie=locatie, begin=None)
    elsewhere = make(locatie=factories.make_locatie())
    locatie.adres = "Nieuwe Weg 1"
    change = save_locatie(locatie=locatie, now=NOW)
    assert (set(change.fields), change.moved) == ({"adres"}, [coming])
    rows = {row.pk: (row.sequence, row.gewijzigd_op) for row in Sessie.objects.all()}
    assert rows == {
        coming.pk: (1, NOW),
        past.pk: (0, BEFORE),
        undated.pk: (0, NOW),
        elsewhere.pk: (0, BEFORE),
    }


def test_what_is_not_in_the_address_line_moves_nothing() -> None:
    sessie = make(locatie=factories.make_locatie())
    locatie = Locatie.objects.get()
    locatie.toegankelijkheid = "Ingang zonder trap."
    change = save_locatie(locatie=locatie, now=NOW)
    assert (set(change.fields), list(change.moved)) == ({"toegankelijkheid"}, [])
    assert Locatie.objects.get().toegankelijkheid == "Ingang zonder trap."
    assert stored(sessie).sequence == 0


def test_a_new_locatie_is_simply_saved() -> None:
    locatie = Locatie(provincie=factories.make_provincie(), naam="Buurthuis", plaats="Raalte")
    change = save_locatie(locatie=locatie, now=NOW)
    assert (list(change.moved), Locatie.objects.get()) == ([], locatie)


def test_a_sessie_added_later_comes_before_the_terugkom() -> None:
    reeks = factories.make_reeks()
    for soort in ("kick-off", "fysiek", "terugkom"):
        factories.make_sessie(reeks=reeks, soort=soort)
    for soort in ("online", "terugkom"):
        save_sessie(sessie=Sessie(reeks=reeks, soort=soort, titel=f"Nieuw {soort}"), now=NOW)
    assert list(reeks.sessies.in_order().values_list("slug", "volgorde")) == [
        ("kick-off", 1),
        ("sessie-1", 2),
        ("sessie-2", 3),
        ("terugkom", 4),
        ("terugkom-2", 5),
    ]
