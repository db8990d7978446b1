"""The states of an aanmelding, of a deelname and of a gastaanbod, and the one table of steps that are allowed.

Plain strings, so that models, rules and constraints can all lean on it. "" stands for a row that is not there yet.
"""

from collections.abc import Mapping

STANDING_AANMELDING = ("onbevestigd", "aanvraag", "wachtlijst", "actief")
"""One person has at most one of these in a reeks."""
EXPECTING_MAIL = ("aanvraag", "wachtlijst", "actief")
"""Of whom an organiser must know that mail does not arrive; who never confirmed runs out by itself."""
STANDING_DEELNAME = ("aangemeld", "wachtlijst", "aangeboden")
"""One person has at most one of these at a sessie."""
HOLDING_DEELNAME = ("aangemeld", "aangeboden")
"""These take a place of the sessie; who only waits takes none."""

AANMELDING_STEPS: Mapping[str, frozenset[str]] = {
    # By form one confirms first; the organiser may vouch for people in a spreadsheet.
    "": frozenset({"onbevestigd", "wachtlijst", "actief"}),
    "onbevestigd": frozenset({"aanvraag", "wachtlijst", "actief", "afgemeld", "verlopen"}),
    "aanvraag": frozenset({"wachtlijst", "actief", "afgewezen", "afgemeld"}),
    "wachtlijst": frozenset({"actief", "afgemeld", "verlopen"}),
    # To verlopen: the offer ran out for the last sessie they could still come to.
    "actief": frozenset({"afgemeld", "verlopen"}),
    # Admitted after all, or signed up again.
    "afgewezen": frozenset({"onbevestigd", "wachtlijst", "actief"}),
    # Signed up again; the organiser may vouch for it.
    "afgemeld": frozenset({"onbevestigd", "wachtlijst", "actief"}),
    # The same, or a confirmation that came late, or a place asked for again after an offer ran out.
    "verlopen": frozenset({"onbevestigd", "aanvraag", "wachtlijst", "actief"}),
}

DEELNAME_STEPS: Mapping[str, frozenset[str]] = {
    "": frozenset({"aangemeld", "wachtlijst"}),
    "aangemeld": frozenset({"afgemeld", "vervallen"}),
    # Straight to aangemeld: on confirming, first come after the cut-off, or placed by the organiser.
    "wachtlijst": frozenset({"aangeboden", "aangemeld", "afgemeld", "vervallen"}),
    "aangeboden": frozenset({"aangemeld", "afgemeld", "vervallen"}),
    "afgemeld": frozenset({"aangemeld", "wachtlijst"}),
    "vervallen": frozenset(),
}

GASTAANBOD_STEPS: Mapping[str, frozenset[str]] = {
    "": frozenset({"open"}),
    "open": frozenset({"aangenomen", "afgewezen", "ingetrokken"}),
    # Back from aangenomen: another room was accepted after the organiser took this one off the sessie.
    "aangenomen": frozenset({"afgewezen"}),
    "afgewezen": frozenset(),
    "ingetrokken": frozenset(),
}


class IllegalStep(Exception):
    """Code asked for a step that is not in the table: a mistake of ours, nothing was changed."""


def check_step(steps: Mapping[str, frozenset[str]], *, van: str, naar: str) -> None:
    """Raise IllegalStep unless the table allows this step."""
    if naar not in steps[van]:
        raise IllegalStep(f"{van or 'nieuw'} -> {naar}")
