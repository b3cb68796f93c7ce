from itertools import combinations
from math import isclose, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.people.domain import (
    Boundary,
    Burden,
    Chart,
    Conditions,
    Lack,
    Point,
    RemoteTest,
    Terrain,
    distance_km,
    draw,
    hardship,
)
from mutasi_flow.people.domain.geography import EARTH_RADIUS_KM, HARDEST

points = st.tuples(st.floats(-11, 6), st.floats(95, 141))
conditions = st.builds(
    Conditions,
    st.dictionaries(st.sampled_from(RemoteTest), st.sampled_from(Lack)),
    st.none() | st.floats(0, 48),
    st.none() | st.sampled_from(Terrain),
)
EASY = Conditions(dict.fromkeys(RemoteTest, Lack.NONE), 0.0, Terrain.PLAIN)
HARD = Conditions(dict.fromkeys(RemoteTest, Lack.WHOLLY), 20.0, Terrain.ISLANDS)
SQUARE = Boundary("Muara", (((0.0, 100.0), (0.0, 101.0), (1.0, 101.0), (1.0, 100.0)),))


def test_the_ends_of_the_index() -> None:
    assert (hardship(EASY).least, hardship(EASY).most, hardship(EASY).burden) == (0, 0, Burden.LIGHT)
    assert (hardship(HARD).least, hardship(HARD).most, hardship(HARD).burden) == (HARDEST, HARDEST, Burden.HEAVY)


def test_nothing_known_says_nothing() -> None:
    found = hardship(Conditions({}))
    assert (found.least, found.most, found.burden) == (0, HARDEST, None)
    assert len(found.lacking) == len(RemoteTest) + 2
    assert str(found.sentence) == "antara 0 dan 100 dari 100"


def test_a_gap_that_cannot_change_the_class_leaves_it() -> None:
    tests: dict[RemoteTest, Lack] = {test: lack for test, lack in HARD.tests.items() if test is not RemoteTest.SCHOOL}
    found = hardship(Conditions(tests, HARD.travel_hours, HARD.terrain))
    assert (found.burden, [str(label) for label in found.lacking]) == (Burden.HEAVY, ["Sekolah menengah pertama"])


@given(conditions)
def test_the_index_is_a_range_inside_its_scale(given_: Conditions) -> None:
    found = hardship(given_)
    assert 0 <= found.least <= found.most <= HARDEST
    assert found.is_known == (found.lacking == ())
    if found.is_known:
        assert found.least == found.most


@given(conditions, st.sampled_from(RemoteTest), st.sampled_from(Lack))
def test_learning_narrows_the_range(given_: Conditions, test: RemoteTest, lack: Lack) -> None:
    rest = {one: found for one, found in given_.tests.items() if one is not test}
    before = hardship(Conditions(rest, given_.travel_hours, given_.terrain))
    after = hardship(Conditions({**rest, test: lack}, given_.travel_hours, given_.terrain))
    assert before.least <= after.least <= after.most <= before.most


@given(conditions, st.floats(0, 48), st.floats(0, 48))
def test_a_longer_journey_is_never_easier(given_: Conditions, one: float, other: float) -> None:
    shorter, longer = sorted((one, other))
    near, far = (hardship(Conditions(given_.tests, hours, given_.terrain)) for hours in (shorter, longer))
    assert near.least <= far.least
    assert near.most <= far.most


@given(points, points, points)
def test_distance_is_a_distance(one: Point, other: Point, third: Point) -> None:
    assert distance_km(one, one) == 0
    assert isclose(distance_km(one, other), distance_km(other, one), abs_tol=1e-9)
    assert distance_km(one, other) <= distance_km(one, third) + distance_km(third, other) + 1e-6


def test_a_degree_on_the_equator() -> None:
    assert isclose(distance_km((0.0, 100.0), (0.0, 101.0)), EARTH_RADIUS_KM * pi / 180)
    assert isclose(distance_km((-90.0, 0.0), (90.0, 0.0)), EARTH_RADIUS_KM * pi)


@pytest.mark.parametrize(
    ("point", "inside"),
    [((0.5, 100.5), True), ((0.5, 101.5), False), ((-0.5, 100.5), False), ((1.5, 100.5), False), ((0.5, 99.5), False)],
)
def test_inside_a_boundary(point: Point, *, inside: bool) -> None:
    assert SQUARE.contains(point) is inside


def test_a_hole_is_outside() -> None:
    hole = ((0.4, 100.4), (0.4, 100.6), (0.6, 100.6), (0.6, 100.4))
    lake = Boundary("Danau", (*SQUARE.rings, hole))
    assert not lake.contains((0.5, 100.5))
    assert lake.contains((0.2, 100.2))


@given(st.floats(0.01, 0.99), st.floats(100.01, 100.99), st.integers(0, 3))
def test_where_a_ring_begins_does_not_matter(lat: float, lon: float, start: int) -> None:
    ring = SQUARE.rings[0]
    turned = Boundary("Muara", ((*ring[start:], *ring[:start]),))
    assert turned.contains((lat, lon))


@given(st.lists(st.tuples(st.integers(), points, st.integers(0, 900)), max_size=20))
def test_every_mark_lies_on_the_map(marks: list[tuple[int, Point, int]]) -> None:
    chart = draw(marks, (), {})
    assert sorted(dot.of for dot in chart.dots) == sorted(key for key, _, _ in marks)
    for dot in chart.dots:
        assert 0 <= dot.x <= chart.width
        assert 0 <= dot.y <= chart.height
    assert [dot.size for dot in chart.dots] == sorted((dot.size for dot in chart.dots), reverse=True)


def test_north_is_up_and_east_is_right() -> None:
    chart = draw(
        [("seat", (0.5, 100.5), 9), ("north", (0.9, 100.5), 1), ("east", (0.5, 100.9), 1)],
        [SQUARE],
        {"Muara": [(0.5, 100.5), (0.7, 100.5)]},
    )
    spots = {dot.of: (dot.x, dot.y) for dot in chart.dots}
    assert spots["north"][1] < spots["seat"][1]
    assert spots["east"][0] > spots["seat"][0]
    assert (chart.labels[0].text, chart.labels[0].x) == ("Muara", spots["seat"][0])
    assert chart.labels[0].y < spots["seat"][1]


@given(points, st.text("abcdefgh", min_size=1, max_size=40))
def test_a_name_lies_inside_the_map_and_covers_no_dot(point: Point, name: str) -> None:
    chart = draw([("here", point, 9), ("near", (point[0] + 0.001, point[1]), 1)], (), {name: [point]})
    (label,) = chart.labels
    assert 0 <= label.x <= chart.width
    assert 0 <= label.y <= chart.height
    assert all(label.y <= dot.y - dot.size or label.y - 12 >= dot.y + dot.size for dot in chart.dots)


@given(
    st.dictionaries(
        st.text("abc", min_size=3, max_size=12), st.tuples(st.floats(-5, -4.9), st.floats(104, 104.1)), max_size=8
    )
)
def test_no_name_of_a_district_covers_another(places: dict[str, tuple[float, float]]) -> None:
    marks = [(name, point, 5) for name, point in places.items()]
    labels = draw(marks, (), {name: [point] for name, point in places.items()}).labels
    assert sorted(one.text for one in labels) == sorted(places)
    for one, other in combinations(labels, 2):
        assert abs(one.y - other.y) >= 16 or abs(one.x - other.x) >= (len(one.text) + len(other.text)) * 4.5


def test_the_outline_and_the_scale_of_a_map() -> None:
    chart: Chart[str] = draw([], [SQUARE], {})
    assert chart.outlines[0].path.startswith("M24 ")
    assert chart.outlines[0].path.endswith("Z")
    assert isclose(
        chart.scale / chart.scale_km, (chart.width - 48) / distance_km((0.0, 100.0), (0.0, 101.0)), rel_tol=0.01
    )


def test_an_empty_map_and_a_single_place_can_be_drawn() -> None:
    assert draw([], (), {}).dots == ()
    chart = draw([("only", (-4.6, 104.2), 0)], (), {})
    assert chart.scale_km == 1
    assert (chart.dots[0].x, chart.dots[0].y) == (chart.width / 2, chart.height / 2)


@given(conditions)
def test_a_place_is_said_with_one_figure_only_when_nothing_is_missing(given_: Conditions) -> None:
    found = hardship(given_)
    assert str(found.sentence).startswith("antara ") is not found.is_known
    assert found.is_known <= (found.least == found.most)
