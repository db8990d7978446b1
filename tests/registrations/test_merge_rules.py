"""What stays of two aanmeldingen of one person, by the rules alone."""

from datetime import UTC, datetime, timedelta

import pytest

from registrations.merge_rules import (
    At,
    Joined,
    Said,
    Side,
    as_joined,
    best_at,
    best_past,
    joined,
    overruled,
    what_holds,
)

EARLY, LATE = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)
IN, HELD, OFFERED = Side("actief", holds=True), Side("onbevestigd", holds=True), Side("wachtlijst", holds=True)
WAITS, ASKS, UNSURE, ENDED = Side("wachtlijst"), Side("aanvraag"), Side("onbevestigd"), Side("")


@pytest.mark.parametrize(
    ("keep", "gone", "result"),
    [
        (IN, IN, Joined("actief", holds=True, by_other=False)),
        (IN, OFFERED, Joined("actief", holds=True, by_other=False)),
        (IN, ENDED, Joined("actief", holds=True, by_other=False)),
        (WAITS, IN, Joined("actief", holds=True, by_other=True)),
        (ASKS, IN, Joined("actief", holds=True, by_other=True)),
        (UNSURE, IN, Joined("actief", holds=True, by_other=True)),
        # A place that is held, and confirmed with the other address.
        (HELD, WAITS, Joined("actief", holds=True, by_other=False)),
        (WAITS, HELD, Joined("actief", holds=True, by_other=True)),
        (HELD, UNSURE, Joined("onbevestigd", holds=True, by_other=False)),
        (UNSURE, HELD, Joined("onbevestigd", holds=True, by_other=True)),
        (WAITS, OFFERED, Joined("wachtlijst", holds=True, by_other=True)),
        (OFFERED, OFFERED, Joined("wachtlijst", holds=True, by_other=False)),
        (WAITS, WAITS, Joined("wachtlijst", holds=False, by_other=False)),
        (ASKS, WAITS, Joined("wachtlijst", holds=False, by_other=False)),
        (ASKS, OFFERED, Joined("wachtlijst", holds=True, by_other=True)),
        (UNSURE, ASKS, Joined("aanvraag", holds=False, by_other=False)),
        (UNSURE, UNSURE, Joined("onbevestigd", holds=False, by_other=False)),
    ],
)
def test_in_the_reeks(keep: Side, gone: Side, result: Joined) -> None:
    assert joined(keep, gone) == result


@pytest.mark.parametrize(
    ("keep", "gone", "status"),
    [
        ("aangemeld", "wachtlijst", "aangemeld"),
        ("wachtlijst", "aangemeld", "aangemeld"),
        ("aangeboden", "wachtlijst", "aangeboden"),
        ("wachtlijst", "aangeboden", "aangeboden"),
        ("afgemeld", "wachtlijst", "wachtlijst"),
        ("", "wachtlijst", "wachtlijst"),
        ("afgemeld", "afgemeld", "afgemeld"),
        ("", "afgemeld", ""),
    ],
)
def test_at_a_sessie_the_best_wins(keep: str, gone: str, status: str) -> None:
    assert best_at(At(keep, EARLY), At(gone, LATE)).status == status


@pytest.mark.parametrize(
    ("keep", "gone", "since"),
    [
        (At("wachtlijst", LATE), At("wachtlijst", EARLY), EARLY),
        (At("wachtlijst", EARLY), At("wachtlijst", LATE), EARLY),
        # What was left before brings no place in the queue along.
        (At("afgemeld", EARLY), At("wachtlijst", LATE), LATE),
        (At("wachtlijst", LATE), At("afgemeld", EARLY), LATE),
    ],
)
def test_the_earliest_place_in_the_queue(keep: At, gone: At, since: datetime) -> None:
    assert best_at(keep, gone) == At("wachtlijst", since)


@pytest.mark.parametrize(
    ("keep", "gone", "after"),
    [
        (At("aangemeld", EARLY), At(), At("aangemeld", EARLY)),
        (At(), At("aangemeld", LATE, "aanwezig"), At("aangemeld", None, "aanwezig")),
        # Was there without a place.
        (At(), At("afgemeld", LATE, "deels"), At("aangemeld", None, "deels")),
        (At("aangemeld", EARLY, "niet_verschenen"), At("aangemeld", LATE, "deels"), At("aangemeld", EARLY, "deels")),
        (At("aangemeld", EARLY, "aanwezig"), At("aangemeld", LATE, "met_bericht"), At("aangemeld", EARLY, "aanwezig")),
        (At("wachtlijst", EARLY), At("wachtlijst", LATE), At("wachtlijst", EARLY)),
    ],
)
def test_of_a_sessie_that_was_held(keep: At, gone: At, after: At) -> None:
    assert best_past(keep, gone) == after


def test_what_came_with_an_offer_of_the_reeks_is_theirs_once_they_are_in() -> None:
    offered, reeks = At("aangeboden", EARLY), Joined("actief", holds=True, by_other=True)
    assert as_joined(offered, OFFERED, reeks) == At("aangemeld", EARLY)
    # An offer of that sessie itself still waits for an answer.
    assert as_joined(offered, IN, reeks) == offered
    assert as_joined(offered, OFFERED, Joined("wachtlijst", holds=True, by_other=False)) == offered


def own(waarde: str, day: int) -> Said:
    return Said(waarde, EARLY + timedelta(days=day))


def of(van: int, waarde: str, day: int, *, since: int) -> Said:
    return Said(waarde, EARLY + timedelta(days=day), van, EARLY + timedelta(days=since))


@pytest.mark.parametrize(
    ("taps", "holds", "past"),
    [
        ([], "", set()),
        ([own("deels", 1), own("aanwezig", 2), own("", 3)], "", set()),
        ([own("deels", 1), of(7, "aanwezig", 2, since=3), of(7, "", 3, since=4)], "deels", set()),
        ([of(7, "aanwezig", 1, since=9), own("deels", 9)], "aanwezig", set()),
        ([of(7, "aanwezig", 1, since=8), own("deels", 9)], "deels", {7}),
        ([of(7, "aanwezig", 1, since=8), of(8, "met_bericht", 2, since=10), own("", 9)], "met_bericht", {7}),
        ([of(7, "deels", 1, since=2), of(8, "aanwezig", 2, since=2)], "aanwezig", set()),
    ],
)
def test_what_holds_of_taps_for_one_and_for_who_became_them(taps: list[Said], holds: str, past: set[int]) -> None:
    assert (what_holds(taps), overruled(taps)) == (holds, past)
