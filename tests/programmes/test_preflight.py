"""What a reeks still misses before it goes on the website."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from programmes.preflight import Gap, ReeksFacts, SessieFacts, Wish, gaps
from programmes.rules import PublishObstacle

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
BEGIN = NOW + timedelta(days=30)
REEKS = ReeksFacts(aanmelden_tot=BEGIN - timedelta(days=7))
SESSIE = SessieFacts(row=1, titel="Sessie 1", has_locatie=True, begin=BEGIN, einde=BEGIN + timedelta(hours=2))
ONLINE = replace(SESSIE, is_online=True, has_locatie=False)


def test_a_complete_reeks_misses_nothing() -> None:
    assert gaps(REEKS, [SESSIE], now=NOW) == []


def test_what_publishing_waits_for_comes_first_and_says_where_to_mend_it() -> None:
    reeks = replace(REEKS, obstacles=list(PublishObstacle), has_thema=False)
    found = gaps(reeks, [], now=NOW)
    assert [(gap.what, gap.anchor, gap.is_must) for gap in found] == [
        (PublishObstacle.NO_SESSIE, "sessies-group", True),
        (PublishObstacle.NO_SUMMARY, "id_samenvatting", True),
        (PublishObstacle.NO_AUDIENCE, "id_voor_wie", True),
        (PublishObstacle.CLOSED_BEFORE_START, "id_aanmelden_tot_0", True),
        (Wish.THEMA, "id_themas", False),
    ]


@pytest.mark.parametrize(
    ("reeks", "wish"),
    [
        (replace(REEKS, has_email=False), Wish.EMAIL),
        (replace(REEKS, has_thema=False), Wish.THEMA),
        (replace(REEKS, has_reminder=False), Wish.REMINDER),
        (replace(REEKS, aanmelden_tot=None), Wish.DEADLINE),
        (replace(REEKS, aanmelden_tot=BEGIN + timedelta(hours=1)), Wish.LATE_DEADLINE),
        (replace(REEKS, max_gemeenten=9, max_personen=8), Wish.MANY_GEMEENTEN),
        (replace(REEKS, max_gemeenten=2, max_per_gemeente=3, max_personen=8), Wish.FEW_PER_GEMEENTE),
    ],
)
def test_what_a_reeks_had_better_have(reeks: ReeksFacts, wish: Wish) -> None:
    assert [gap.what for gap in gaps(reeks, [SESSIE], now=NOW)] == [wish]


@pytest.mark.parametrize(
    "reeks",
    [
        replace(REEKS, aanmelden_tot=BEGIN),
        replace(REEKS, max_gemeenten=8, max_personen=8),
        replace(REEKS, max_gemeenten=2, max_per_gemeente=4, max_personen=8),
        replace(REEKS, max_gemeenten=20),
    ],
)
def test_limits_that_fit_are_no_gap(reeks: ReeksFacts) -> None:
    assert gaps(reeks, [SESSIE], now=NOW) == []


OF_SESSIE = [
    (replace(SESSIE, begin=None, einde=None), Wish.DATE, "begin_0", ""),
    (replace(SESSIE, free_day="Koningsdag"), Wish.FREE_DAY, "begin_0", "Koningsdag"),
    (replace(SESSIE, has_locatie=False), Wish.PLACE, "locatie", ""),
    (ONLINE, Wish.LINK, "online_link", ""),
    (replace(SESSIE, waits_for_doelgroep=True), Wish.DOELGROEP, "doelgroep", ""),
    (replace(SESSIE, room=20), Wish.ROOM, "plaatsen", "20"),
    (replace(SESSIE, room=20, plaatsen=21), Wish.ROOM, "plaatsen", "20"),
]


@pytest.mark.parametrize(("sessie", "wish", "field", "detail"), OF_SESSIE)
def test_what_a_sessie_had_better_have(sessie: SessieFacts, wish: Wish, field: str, detail: str) -> None:
    assert gaps(REEKS, [sessie], now=NOW) == [Gap(wish, f"id_sessies-1-{field}", "Sessie 1", detail)]


def test_a_date_that_is_over_is_asked_about_once() -> None:
    over = NOW - timedelta(days=1)
    sessie = replace(SESSIE, begin=over - timedelta(hours=2), einde=over, free_day="zondag")
    assert [gap.what for gap in gaps(replace(REEKS, aanmelden_tot=NOW), [sessie], now=NOW)] == [Wish.OVER]


@pytest.mark.parametrize("sessie", [replace(SESSIE, room=20, plaatsen=20), replace(ONLINE, has_link=True)])
def test_what_fits_is_no_gap(sessie: SessieFacts) -> None:
    assert gaps(REEKS, [sessie], now=NOW) == []


def test_a_sessie_that_is_smaller_than_the_reeks_is_told() -> None:
    found = gaps(replace(REEKS, max_personen=30), [replace(SESSIE, plaatsen=20, room=20)], now=NOW)
    assert found == [Gap(Wish.TIGHT, "id_sessies-1-plaatsen", "Sessie 1", "30")]
