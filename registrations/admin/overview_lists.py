"""Lists of a page that are cut off, and say how much of them is not shown."""

from typing import TypeVar

from django.db.models import Count, Model, QuerySet, Window

MOST = 100
"""Rows of a list, and of each queue, that are shown; the list of aanmeldingen has them all."""
T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Shown(list[T]):
    """The first rows of a list; `more` is how many come after them."""

    more: int = 0


def first_of(rows: list[T]) -> Shown[T]:
    """Return the first rows of what is loaded."""
    shown = Shown(rows[:MOST])
    shown.more = len(rows) - len(shown)
    return shown


def cut(rows: QuerySet[M]) -> Shown[M]:
    """Return the first rows of what is asked for, which is in order. One query."""
    shown = Shown(rows.annotate(out_of=Window(Count("pk")))[:MOST])
    shown.more = vars(shown[0])["out_of"] - len(shown) if shown else 0
    return shown
