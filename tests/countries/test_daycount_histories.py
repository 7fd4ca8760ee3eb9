"""The stay clock against a count that looks at one day after the other, over ten thousand random histories.

Eight thousand are drawn from a seed, so that each run holds the same; the others come from hypothesis, which looks
for the smallest that fails. Turns of the year, leap days and permits included.
"""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.countries.daycount import Permit, StayCount, Visit, count, last_days
from cases.countries.fact import Confidence
from cases.countries.profile import StayRule, StayTerms

DAY = timedelta(days=1)
FIRST = date(2023, 7, 1)  # 29 February 2024 and 2028 lie within reach
SPAN, REACH = 2_200, 3_000  # days in which histories lie, and days that are looked at
SEEDED, SEARCHED = 8_000, 2_000
BATCH = 1_000


class Naive:
    """All days from the first on, each either spent in the country or not; nothing but looking at them."""

    def __init__(self, terms: StayTerms, visits: list[Visit], permits: list[Permit], on: date) -> None:
        self.terms, self.on = terms, (on - FIRST).days
        self.there = bytearray(REACH + 400)
        self.entry = self.on
        self.present = False
        for visit in visits:
            first = (visit.entered.earliest() - FIRST).days
            last = (visit.left.latest() - FIRST).days if visit.left else REACH
            if first <= self.on:
                self.there[first : min(last, self.on) + 1] = b"\1" * (min(last, self.on) + 1 - first)
                if last >= self.on:
                    self.entry = first if not self.present else max(first, self.entry)
                    self.present = True
        self.there[self.on] = 1  # who is not there is taken to enter, and what they used before that counts
        self.used = self._used(self.on) - (not self.present)
        self.permits = [((p.starts.earliest() - FIRST).days, (p.ends.earliest() - FIRST).days) for p in permits]

    def _used(self, day: int) -> int:
        match self.terms.rule:
            case StayRule.PER_YEAR:
                new_year = (date((FIRST + day * DAY).year, 1, 1) - FIRST).days
                return sum(self.there[max(0, new_year) : day + 1])
            case StayRule.PER_ENTRY:
                return day - self.entry + 1
            case StayRule.CONTINUOUS_WITHOUT_PERMIT:
                return self._row(day)
            case StayRule.CONTINUOUS_WITHIN_WINDOW:
                return max(self._row(day), self._in_window(day))
            case _:
                return self._in_window(day)

    def _in_window(self, day: int) -> int:
        return sum(self.there[max(0, day - (self.terms.window_days or 365) + 1) : day + 1])

    def _row(self, day: int) -> int:
        row = 0
        while row <= day and self.there[day - row]:
            row += 1
        return row

    def last_lawful_day(self) -> date:
        """Stay on from the beginning of this run, day by day, until a day is not lawful; then ask the permits."""
        begin = self.on
        while begin and self.there[begin - 1]:
            begin -= 1
        self.there[begin + 1 :] = bytes(len(self.there) - begin - 1)
        day = begin
        while self._used(day) <= self.terms.days:
            day += 1
            self.there[day] = 1
        last = day - 1
        while further := [end for start, end in self.permits if end > last and start <= max(last + 1, self.on)]:
            last = max(further)
        return FIRST + last * DAY


def draw_terms(chance: Random) -> StayTerms:
    rule = chance.choice([None, *StayRule])
    window = chance.randint(20, 250)
    windowed = rule in {StayRule.ROLLING, StayRule.CONTINUOUS_WITHIN_WINDOW}
    days = chance.randint(1, window - 1)
    return StayTerms(rule=rule, days=days, window_days=window if windowed else None, confidence=Confidence.CONFIRMED)


def draw_history(chance: Random) -> tuple[list[Visit], list[Permit]]:
    """Visits in order, that may touch or share a day, the last perhaps still open; permits anywhere."""
    visits, day = [], FIRST + chance.randint(0, 60) * DAY
    for _ in range(chance.randint(0, 9)):
        entered = day + chance.choice((0, 1, 2, chance.randint(0, 120))) * DAY
        day = entered + chance.choice((0, 1, chance.randint(0, 150))) * DAY
        visits.append(Visit(PartialDate.of(entered), PartialDate.of(day)))
    if visits and chance.random() < 0.5:
        visits[-1] = Visit(visits[-1].entered)
    chance.shuffle(visits)
    permits = []
    for _ in range(chance.choice((0, 0, 1, 2))):
        starts = FIRST + chance.randint(0, SPAN) * DAY
        permits.append(Permit(PartialDate.of(starts), PartialDate.of(starts + chance.randint(0, 300) * DAY)))
    return visits, permits


def disagreement(chance: Random) -> str:
    """Count one random history both ways; return what differs."""
    terms, (visits, permits) = draw_terms(chance), draw_history(chance)
    on = FIRST + chance.randint(0, 1_500) * DAY
    answer: StayCount = count(terms, visits, on, permits)
    naive = Naive(terms, visits, permits, on)
    last = naive.last_lawful_day()
    left = max(0, (last - on).days + (not naive.present))
    found = (answer.present, answer.last_lawful_day, answer.left, answer.used)
    expected = (naive.present, last, left, naive.used)
    return "" if found == expected else f"{terms} {visits} {permits} {on}: {found}, day by day {expected}"


@pytest.mark.parametrize("batch", range(SEEDED // BATCH))
def test_eight_thousand_seeded_histories_agree_with_a_day_by_day_count(batch: int) -> None:
    chance = Random(f"histories {batch}")  # noqa: S311 no secret
    assert [found for _ in range(BATCH) if (found := disagreement(chance))] == []


@settings(max_examples=SEARCHED, deadline=None)
@given(st.randoms(use_true_random=False))
def test_two_thousand_searched_histories_agree_with_a_day_by_day_count(chance: Random) -> None:
    assert disagreement(chance) == ""


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 400))
def test_a_return_counts_as_an_entry_on_that_day(chance: Random, later: int) -> None:
    terms, (visits, _permits) = draw_terms(chance), draw_history(chance)
    closed = [Visit(visit.entered, visit.left or visit.entered) for visit in visits]
    on = max((visit.left.latest() for visit in closed if visit.left), default=FIRST) + (later + 1) * DAY
    entered = [*closed, Visit(PartialDate.of(on))]
    assert last_days(terms, closed, [on]) == [count(terms, entered, on).last_lawful_day]
