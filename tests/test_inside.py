"""Offsets by distance and direction, and areas that lie in areas."""

from __future__ import annotations

import pytest

from kg.gazetteer.inside import lies_within, offset_point
from kg.gazetteer.layout import Outline


def _square(west: float, south: float, side: float) -> Outline:
    east, north = west + side, south + side
    return Outline("x", ((((west, south), (east, south), (east, north), (west, north), (west, south)),),))


@pytest.mark.parametrize(
    ("relation", "north", "east"),
    [
        ("111 km north of", 1.0, 0.0),
        ("about 111 kilometers south of", -1.0, 0.0),
        ("ten miles east of", 0.0, 16.09 / 111),
        ("5 km to the north-west of", 5 * 2**-0.5 / 111, -5 * 2**-0.5 / 111),
    ],
)
def test_distance_and_direction_give_a_point(relation: str, north: float, east: float) -> None:
    point = offset_point(0.0, 30.0, relation)
    assert point is not None
    assert point == pytest.approx((north, 30.0 + east), abs=1e-4)


@pytest.mark.parametrize(
    "relation", ["near", "south of", "10 km", "10 km from", "many km north of", "9000 km north of", ""]
)
def test_half_of_it_gives_none(relation: str) -> None:
    assert offset_point(0.0, 30.0, relation) is None


def test_an_area_lies_in_one_that_shares_its_border() -> None:
    zone = _square(10, 10, 4)
    assert lies_within(_square(10, 10, 2), zone)
    assert lies_within(zone, zone)
    assert not lies_within(_square(9, 10, 2), zone)
    assert not lies_within(_square(8, 8, 9), zone)
