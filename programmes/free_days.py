"""On which days people are free in the Netherlands, and what such a day is called; no clock, no query."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache

SATURDAY = 5
WEEKEND = {SATURDAY: "zaterdag", SATURDAY + 1: "zondag"}
OF_ONE_S_OWN = "een vrije dag"


@cache
def free_days(year: int) -> Mapping[date, str]:
    """Return the official free days of a year by name, without Goede Vrijdag, when a gemeente works.

    Bevrijdingsdag is one of them every five years (2025, 2030), as in the cao of the gemeenten.
    """
    # Here, since it costs a process 11 MB and few requests count in werkdagen. Without the language, the names
    # would be in that of the machine.
    from holidays import country_holidays  # noqa: PLC0415

    named = country_holidays("NL", years=year, language="nl", expand=False)
    return {day: name for day, name in named.items() if name != "Goede vrijdag"}


def why_free(day: date, *, extra: Collection[date]) -> str:
    """Return what makes a day free: `zondag`, `Koningsdag`, `een vrije dag`; empty for a werkdag.

    Args:
        day: a date, not a moment.
        extra: free days besides weekends and the official ones (setting FREE_DAYS).
    """
    named = free_days(day.year).get(day) or WEEKEND.get(day.weekday(), "")
    return named or (OF_ONE_S_OWN if day in extra else "")
