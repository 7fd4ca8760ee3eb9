"""The small picture of how a band goes: which runs it has, and what it says to those who do not see it."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cases.risk.bands import Score
from cases.risk.facts import Band
from cases.risk.score import Assessment
from cases.risk.steps import FOR_GOOD, Segment
from cases.risk.trend import Point
from cases.templatetags.components import course as drawn
from cases.watch.course import SIDE, Run, course

ON = date(2026, 11, 20)
DAY = timedelta(days=1)
NOW = Score(band=Band.HIGH, band_low=Band.LOW, band_high=Band.HIGH, rank=400, removal=(0, 0, 0), gravity=(0, 0, 0))


def record(trend: list[tuple[int, Band]], ahead: list[tuple[int, Band]], assessed: int = 0) -> Assessment:
    """An assessment made so many days from the day looked at; days are counted from there."""
    starts = [(ON + assessed * DAY, ahead[0][1]), *((ON + days * DAY, band) for days, band in ahead[1:])]
    ends = [start for start, _ in starts[1:]] + [FOR_GOOD]
    return Assessment(
        on=ON + assessed * DAY,
        factors_version=1,
        score=NOW,
        segments=tuple(Segment(start, end, band, 1) for (start, band), end in zip(starts, ends, strict=True)),
        trend=tuple(Point(ON + days * DAY, band) for days, band in trend),
    )


def test_a_rise_behind_and_one_ahead() -> None:
    """Medium for four weeks, high since ten days, critical in two weeks; before that nobody knew the case."""
    known = record([(-38, Band.MEDIUM), (-10, Band.HIGH)], [(0, Band.HIGH), (14, Band.CRITICAL)])
    assert course(known, ON) == (
        Run(None, 46, ahead=False),
        Run(Band.MEDIUM, 28, ahead=False),
        Run(Band.HIGH, 10, ahead=False),
        Run(Band.HIGH, 14, ahead=True),
        Run(Band.CRITICAL, 70, ahead=True),
    )


def test_where_nothing_changes_nothing_is_drawn() -> None:
    assert course(record([(-300, Band.LOW)], [(0, Band.LOW)]), ON) == ()
    assert course(record([(-300, Band.HIGH), (-200, Band.LOW)], [(0, Band.LOW)]), ON) == ()
    assert drawn(()) == ""


def test_what_an_older_assessment_foresaw_for_days_that_are_past_is_behind() -> None:
    known = record([(-30, Band.LOW)], [(-30, Band.LOW), (-5, Band.HIGH)], assessed=-30)
    assert course(known, ON)[-3:] == (Run(Band.LOW, 25, False), Run(Band.HIGH, 5, False), Run(Band.HIGH, 84, True))


def test_it_is_said_in_words_too() -> None:
    known = record([(-38, Band.MEDIUM), (-10, Band.HIGH)], [(0, Band.HIGH), (14, Band.CRITICAL)])
    assert 'role="img" aria-label="medium, high, now high, critical"' in drawn(course(known, ON))


BANDS = st.sampled_from(Band)


@given(
    st.dictionaries(st.integers(-200, 0), BANDS, max_size=4),
    st.dictionaries(st.integers(1, 200), BANDS, max_size=4),
    BANDS,
)
def test_both_sides_are_whole_and_no_two_runs_are_alike(
    behind: dict[int, Band], ahead: dict[int, Band], now: Band
) -> None:
    runs = course(record(sorted(behind.items()), [(0, now), *sorted(ahead.items())]), ON)
    if runs:
        assert sum(run.days for run in runs if run.ahead) == sum(run.days for run in runs if not run.ahead) == SIDE.days
        assert all(run.days > 0 for run in runs)
        assert next(run.band for run in runs if run.ahead) == now
        assert all((one.band, one.ahead) != (other.band, other.ahead) for one, other in pairwise(runs))
