"""The maps as inline SVG: shapes of provincies and gemeenten from programmes/data/kaart.json. Plain data in and out."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "data" / "kaart.json"
"""Provincies on a grid of 500 m, gemeenten on one of 200 m; y points down. See data/BRONNEN.md."""

MARGIN = 6
"""Room around a map, for the line around a shape and for a marker at the edge; in units of the grid."""

WIDTH, HEIGHT, RADIUS = 272, 420, 13
"""The room for a map on a page, and the radius of a marker in it, in CSS pixels (see static/css/parts/kaart.css)."""

RING = re.compile(r"M(-?\d+) (-?\d+)l([^z]*)z")
NUMBER = re.compile(r"-?\d+")


class Point(NamedTuple):
    """A place on the grid."""

    x: int
    y: int


@dataclass(frozen=True)
class Shape:
    """One area.

    Attributes:
        code: of CBS, such as `23` or `GM0193`.
        naam: of a gemeente, as on the screen; empty for a provincie.
        midden: the point furthest from its borders, where a marker stands.
        path: the `d` of an SVG path, in units of the grid.
    """

    code: str
    naam: str
    midden: Point
    path: str


@dataclass(frozen=True)
class Area:
    """One shape on a map, and what is told of it.

    Attributes:
        shape: where it is.
        count: the number in its marker; 0 for no marker.
        takes_part: whether it is shaded.
        naam: what a link on it calls it.
        url: where that link leads.
    """

    shape: Shape
    count: int = 0
    takes_part: bool = False
    naam: str = ""
    url: str = ""


@dataclass(frozen=True)
class Kaart:
    """A map to draw: what stands out comes last, so that nothing covers its outline."""

    view_box: str
    areas: list[Area]
    radius: int
    """Of a marker, in units of the grid."""

    @property
    def quiet(self) -> list[Area]:
        """Areas about which there is nothing to tell."""
        return [area for area in self.areas if not (area.count or area.takes_part)]

    @property
    def telling(self) -> list[Area]:
        """Areas that stand out."""
        return [area for area in self.areas if area.count or area.takes_part]


@dataclass(frozen=True)
class Place:
    """What a provincie has to tell on the map of the Netherlands: its name, its page and how many reeksen come."""

    naam: str
    url: str
    count: int


def nederland(places: Mapping[str, Place]) -> Kaart:
    """Return the map of the Netherlands; `places` by code of the provincie."""
    areas = []
    for code, shape in shapes().provincies.items():
        place = places.get(code, Place(naam="", url="", count=0))
        areas.append(Area(shape, count=place.count, naam=place.naam, url=place.url))
    return drawn(areas)


def provincie(code: str, *, hosts: Mapping[str, int], participants: Collection[str]) -> Kaart | None:
    """Return the map of one provincie by gemeente; None for a provincie that is not on it.

    Args:
        code: of the provincie.
        hosts: by code of a gemeente, how many sessies are held there.
        participants: codes of the gemeenten that take part.
    """
    own = shapes().gemeenten.get(code)
    if not own:
        return None
    areas = [Area(shape, count=hosts.get(shape.code, 0), takes_part=shape.code in participants) for shape in own]
    return drawn(areas)


def drawn(areas: list[Area]) -> Kaart:
    """Return a map of areas that just fits, with markers that look the same on a large and on a small one."""
    left, top, width, height = box(tuple(area.shape.path for area in areas))
    scale = max(width / WIDTH, height / HEIGHT)
    return Kaart(view_box=f"{left} {top} {width} {height}", areas=areas, radius=round(RADIUS * scale))


# --- The file ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shapes:
    """All shapes: provincies by code, gemeenten by code of their provincie."""

    provincies: Mapping[str, Shape]
    gemeenten: Mapping[str, list[Shape]]


@cache
def shapes() -> Shapes:
    """Return the shapes in the file, which is read once per process."""
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    provincies = {
        code: Shape(code, "", Point(*entry["midden"]), entry["d"]) for code, entry in raw["provincies"].items()
    }
    gemeenten: dict[str, list[Shape]] = {}
    for code, entry in raw["gemeenten"].items():
        shape = Shape(code, entry["naam"], Point(*entry["midden"]), entry["d"])
        gemeenten.setdefault(entry["provincie"], []).append(shape)
    return Shapes(provincies, gemeenten)


@cache
def box(paths: tuple[str, ...]) -> tuple[int, int, int, int]:
    """Return left, top, width and height around paths of the file, with a margin; reckoned once for each map."""
    points = [point for path in paths for point in points_of(path)]
    left, top = min(point.x for point in points) - MARGIN, min(point.y for point in points) - MARGIN
    right, bottom = max(point.x for point in points) + MARGIN, max(point.y for point in points) + MARGIN
    return left, top, right - left, bottom - top


def points_of(path: str) -> Iterator[Point]:
    """Yield the corners of a path that has only `M x y`, one relative `l`, and `z`, as in the file."""
    for x, y, steps in RING.findall(path):
        numbers = [int(number) for number in NUMBER.findall(steps)]
        xs, ys = accumulate([int(x), *numbers[::2]]), accumulate([int(y), *numbers[1::2]])
        yield from map(Point, xs, ys)
