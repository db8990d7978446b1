"""The chart of when people signed up."""

from datetime import date, timedelta

import pytest

from registrations.admin.overview_chart import HEIGHT, MOST_BARS, WIDTH, chart_of

START = date(2026, 9, 1)


def test_without_anybody_there_is_no_chart() -> None:
    assert chart_of([]) is None


def test_each_day_has_a_bar_also_when_nobody_came() -> None:
    chart = chart_of([START, START, START + timedelta(days=2)])
    assert chart
    assert (chart.per, chart.most) == ("dag", 2)
    assert [(bar.label, bar.count, bar.y, bar.height) for bar in chart.bars] == [
        ("1 sep 2026", 2, "0.0", "120.0"), ("2 sep 2026", 0, "120.0", "0.0"), ("3 sep 2026", 1, "60.0", "60.0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "per", "first"),
    [
        (0, "dag", "1 sep 2026"), (25, "dag", "1 sep 2026"), (26, "week", "31 aug 2026"), (170, "week", "31 aug 2026"),
        (190, "maand", "sep 2026"), (750, "maand", "sep 2026"), (900, "jaar", "2026"), (20_000, "jaar", "2026"),
    ],
)  # fmt: skip
def test_the_periods_are_as_short_as_fit(days: int, per: str, first: str) -> None:
    chart = chart_of([START + timedelta(days=days), START])
    assert chart
    assert (chart.per, chart.bars[0].label) == (per, first)
    assert len(chart.bars) <= MOST_BARS or per == "jaar"
    assert sum(bar.count for bar in chart.bars) == 2
    for bar in chart.bars:
        assert 0 <= float(bar.x) <= WIDTH - float(bar.width) + 1
        assert float(bar.y) + float(bar.height) == pytest.approx(HEIGHT, abs=0.1)
