"""The picture of a window: its numbers are those of the count, and nothing is drawn outside its frame."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.countries.daycount import Visit, count, days_used
from cases.countries.fact import Confidence
from cases.countries.profile import StayRule, StayTerms
from cases.stay.window import Kind, Window, window
from tests.stay.told import permit, visit

ON = date(2026, 11, 22)
ROLLING = StayTerms(rule=StayRule.ROLLING, days=90, window_days=180, confidence=Confidence.CONFIRMED)


def drawn(terms: StayTerms, *visits: Visit, on: date = ON) -> Window:
    return window(terms, visits, [], on, count(terms, visits, on))


def test_a_rolling_window_ends_on_the_day_asked_about() -> None:
    found = drawn(ROLLING, visit("2026-05-01", "2026-06-30"), visit("2026-10-01"))
    assert (found.first, found.last, found.days) == (date(2026, 5, 27), ON, 180)
    assert [(bar.first, bar.last, bar.days) for bar in found.bars] == [
        (date(2026, 5, 27), date(2026, 6, 30), 35),
        (date(2026, 10, 1), ON, 53),
    ]
    assert [(bar.before, bar.wide) for bar in found.bars] == [(0, 20), (70, 30)]


def test_a_stay_per_entry_is_drawn_from_its_entry_to_its_end() -> None:
    rule = StayTerms(rule=StayRule.PER_ENTRY, days=30, confidence=Confidence.CONFIRMED)
    found = drawn(rule, visit("2026-11-10"))
    assert (found.first, found.last) == (date(2026, 11, 10), date(2026, 12, 9))


def test_a_rule_by_the_year_is_drawn_as_the_year() -> None:
    rule = StayTerms(rule=StayRule.PER_YEAR, days=180, confidence=Confidence.CONFIRMED)
    found = drawn(rule, visit("2025-12-01"))
    assert (found.first, found.last, found.bars[0].days) == (date(2026, 1, 1), date(2026, 12, 31), 326)


def test_permits_are_drawn_beside_the_stays() -> None:
    visits = [visit("2026-10-01")]
    found = window(ROLLING, visits, [permit("2026-11-01", "2027-11-01")], ON, count(ROLLING, visits, ON))
    assert [(bar.kind, bar.days) for bar in found.bars] == [(Kind.STAY, 53), (Kind.PERMIT, 22)]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 90)), min_size=1, max_size=6))
def test_the_bars_of_a_rolling_window_add_up_to_the_days_used(parts: list[tuple[int, int]]) -> None:
    visits = [
        Visit(PartialDate.of(ON - timedelta(back)), PartialDate.of(ON - timedelta(back) + timedelta(length)))
        for back, length in parts
    ]
    found = drawn(ROLLING, *visits)
    assert sum(bar.days for bar in found.bars) == days_used(ROLLING, visits, ON)
    for bar in found.bars:
        assert bar.before % 2 == bar.wide % 2 == 0
        assert 0 <= bar.before < bar.before + bar.wide <= 100
