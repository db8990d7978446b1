"""The chart of when people signed up: bars to draw as inline SVG, and the same for a table. No query, no clock."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.formats import date_format

WIDTH, HEIGHT = 480, 120
"""Of the drawing, in its own units."""
MOST_BARS = 26
GAP = 0.2
"""Between two bars, as a part of the width of one with its gap."""


@dataclass(frozen=True)
class Bar:
    """One period: how many signed up in it, and where its bar stands; attributes of an SVG `rect`."""

    label: str
    count: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Chart:
    """Bars from old to new; `per` is the word for a period, `most` the highest bar."""

    per: str
    bars: list[Bar]
    most: int
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"


class Unit(NamedTuple):
    """A period: its word, its first day by any day in it, and how it reads."""

    per: str
    start: Callable[[date], date]
    form: str


UNITS = [
    Unit("dag", lambda day: day, "j b Y"),
    Unit("week", lambda day: day - timedelta(days=day.weekday()), "j b Y"),
    Unit("maand", lambda day: day.replace(day=1), "b Y"),
    Unit("jaar", lambda day: day.replace(month=1, day=1), "Y"),
]


def chart_of(days: Sequence[date]) -> Chart | None:
    """Return the chart of the days on which people signed up, in periods that are as short as fit; None without any."""
    if not days:
        return None
    first, last = min(days), max(days)
    for unit in UNITS:
        periods = list(periods_of(unit, first, last))
        if len(periods) <= MOST_BARS:
            break
    counts = Counter(unit.start(day) for day in days)
    most = max(counts.values())
    step = WIDTH / max(len(periods), 4)
    return Chart(unit.per, [bar_of(unit, at, counts[day], day, step, most) for at, day in enumerate(periods)], most)


def periods_of(unit: Unit, first: date, last: date) -> Iterator[date]:
    """Yield the first day of each period between two days, both of them included; not many more than fit."""
    day, found = unit.start(first), 0
    while day <= last and (found <= MOST_BARS or unit is UNITS[-1]):
        yield day
        found += 1
        # 32 days on is always in the next month, 367 in the next year.
        day = unit.start(day + {"dag": timedelta(1), "week": timedelta(7), "maand": timedelta(32)}.get(unit.per, YEAR))


YEAR = timedelta(days=367)


def bar_of(unit: Unit, at: int, count: int, day: date, step: float, most: int) -> Bar:
    """Return one bar, of which the numbers read in any language."""
    height = HEIGHT * count / most
    return Bar(
        label=date_format(day, unit.form),
        count=count,
        x=f"{at * step + step * GAP / 2:.1f}",
        y=f"{HEIGHT - height:.1f}",
        width=f"{step * (1 - GAP):.1f}",
        height=f"{height:.1f}",
    )
