"""How a case went: the bands it stood in."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cases.risk.facts import Band
from cases.risk.steps import FOR_GOOD, Segment
from cases.risk.trend import MOST, Point, carried_on

DAY = date(2026, 3, 2)


def _days(count: int) -> date:
    return DAY + timedelta(days=count)


def test_the_year_ahead_becomes_the_past_as_it_really_began() -> None:
    segments = [Segment(DAY, _days(10), Band.MEDIUM, 20), Segment(_days(10), FOR_GOOD, Band.CRITICAL, 60)]
    assert carried_on([], segments, _days(9)) == (Point(DAY, Band.MEDIUM),)
    assert carried_on([], segments, _days(10)) == (Point(DAY, Band.MEDIUM), Point(_days(10), Band.CRITICAL))


def test_a_rank_that_changes_within_a_band_is_no_news() -> None:
    segments = [Segment(DAY, _days(5), Band.HIGH, 40), Segment(_days(5), FOR_GOOD, Band.HIGH, 44)]
    assert carried_on([Point(_days(-30), Band.HIGH)], segments, _days(20)) == (Point(_days(-30), Band.HIGH),)


@given(st.lists(st.sampled_from(list(Band)), max_size=40))
def test_neighbours_differ_and_only_the_newest_are_kept(bands: list[Band]) -> None:
    points: tuple[Point, ...] = ()
    for number, band in enumerate(bands):
        points = carried_on(points, [Segment(_days(number), FOR_GOOD, band, 1)], _days(number))
    assert len(points) <= MOST
    assert all(one.band != other.band and one.on < other.on for one, other in pairwise(points))
    assert not bands or points[-1].band == bands[-1]
