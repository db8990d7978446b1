"""The maps: the file fits the gemeenten that are imported, and what stands out is what was asked for."""

import csv
import re
from pathlib import Path

import pytest

from programmes import kaart
from programmes.kaart import Place, Point

DATA = Path(kaart.__file__).parent / "data"


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the project."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_provincie_and_gemeente_has_its_shape() -> None:
    shapes = kaart.shapes()
    assert set(shapes.provincies) == {row["code"] for row in rows_of("provincies.csv")}
    drawn = {(shape.code, shape.naam, code) for code, own in shapes.gemeenten.items() for shape in own}
    existing = [row for row in rows_of("gemeenten.csv") if not row["geldig_tot"]]
    assert drawn == {(row["code"], row["weergavenaam"], row["provinciecode"]) for row in existing}


def test_paths_are_as_small_as_the_reader_expects() -> None:
    shapes = kaart.shapes()
    every = [*shapes.provincies.values(), *(shape for own in shapes.gemeenten.values() for shape in own)]
    written = re.compile(r"(M-?\d+ -?\d+l-?\d+([ -]\d+|-\d+)*z)+")
    assert [shape.code for shape in every if not written.fullmatch(shape.path)] == []


def test_every_middle_lies_within_its_shape() -> None:
    shapes = kaart.shapes()
    for shape in [*shapes.provincies.values(), *(shape for own in shapes.gemeenten.values() for shape in own)]:
        assert is_inside(shape.midden, shape.path), shape


def is_inside(point: Point, path: str) -> bool:
    """Tell whether a point lies within a path: a ray from it crosses the border an odd number of times."""
    crossings = 0
    for ring in re.findall(r"[^z]+z", path):
        corners = list(kaart.points_of(ring))
        for begin, end in zip(corners, [*corners[1:], corners[0]], strict=True):
            if (begin.y > point.y) != (end.y > point.y):
                share = (point.y - begin.y) / (end.y - begin.y)
                crossings += point.x < begin.x + share * (end.x - begin.x)
    return crossings % 2 == 1


def test_points_of_follows_the_steps() -> None:
    assert list(kaart.points_of("M10 20l5-5-3 0zM-1 0l0 7z")) == [
        Point(10, 20), Point(15, 15), Point(12, 15), Point(-1, 0), Point(-1, 7),
    ]  # fmt: skip


def test_nederland_shows_what_is_coming() -> None:
    drawn = kaart.nederland({"23": Place("Overijssel", "/overijssel/", 2), "99": Place("Atlantis", "/atlantis/", 1)})
    assert [(area.shape.code, area.naam, area.url, area.count) for area in drawn.telling] == [
        ("23", "Overijssel", "/overijssel/", 2)
    ]
    assert len(drawn.quiet) == 11
    assert re.fullmatch(r"-?\d+ -?\d+ \d+ \d+", drawn.view_box)


def test_a_provincie_shows_hosts_and_participants() -> None:
    drawn = kaart.provincie("24", hosts={"GM0034": 2, "GM0193": 1}, participants={"GM0034", "GM0995", "GM9999"})
    assert drawn is not None
    assert {(area.shape.naam, area.count, area.takes_part) for area in drawn.telling} == {
        ("Almere", 2, True),
        ("Lelystad", 0, True),
    }
    assert len(drawn.quiet) == 4


def test_a_provincie_that_is_not_on_the_map() -> None:
    assert kaart.provincie("AB", hosts={}, participants=()) is None


@pytest.mark.parametrize("code", sorted(kaart.shapes().gemeenten))
def test_a_marker_looks_the_same_on_every_map(code: str) -> None:
    drawn = kaart.provincie(code, hosts={}, participants=())
    assert drawn is not None
    width, height = map(int, drawn.view_box.split()[2:])
    on_screen = drawn.radius / max(width / kaart.WIDTH, height / kaart.HEIGHT)
    assert abs(on_screen - kaart.RADIUS) < 1


def test_the_file_is_read_once() -> None:
    assert kaart.shapes() is kaart.shapes()


def test_the_borders_of_a_map_are_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = kaart.provincie("24", hosts={"GM0034": 2}, participants=())
    assert first is not None
    whole = kaart.nederland({})
    monkeypatch.setattr(kaart, "RING", None)
    again = kaart.provincie("24", hosts={}, participants={"GM0034"})
    assert again is not None
    assert (again.view_box, again.radius, again.telling[0].takes_part) == (first.view_box, first.radius, True)
    assert kaart.nederland({"23": Place("Overijssel", "/overijssel/", 2)}).view_box == whole.view_box
