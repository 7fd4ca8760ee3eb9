"""The stay clock against a count that looks at each day alone."""

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.countries.daycount import Visit, count, days_used, last_lawful_day
from cases.countries.fact import Confidence
from cases.countries.profile import StayRule, StayTerms

DAY = timedelta(days=1)
ROLLING = StayTerms(rule=StayRule.ROLLING, days=90, window_days=180, confidence=Confidence.CONFIRMED)
FIRST = date(2023, 12, 1)  # a leap day lies within reach
days = st.integers(0, 500)


@st.composite
def histories(draw: st.DrawFn) -> list[Visit]:
    """Visits in order, that may touch or share a day, the last one perhaps still open."""
    found: list[Visit] = []
    day = FIRST
    for _ in range(draw(st.integers(0, 5))):
        entered = day + draw(st.integers(0, 80)) * DAY
        day = entered + draw(st.integers(0, 100)) * DAY
        found.append(Visit(PartialDate.of(entered), PartialDate.of(day)))
    still_there = draw(st.booleans())
    if found and still_there:
        found[-1] = Visit(found[-1].entered)
    return found


@st.composite
def rules(draw: st.DrawFn) -> StayTerms:
    rule = draw(st.sampled_from([None, *StayRule]))
    window = draw(st.integers(20, 200))
    windowed = rule in {StayRule.ROLLING, StayRule.CONTINUOUS_WITHIN_WINDOW}
    days = draw(st.integers(1, window - 1))
    return StayTerms(rule=rule, days=days, window_days=window if windowed else None, confidence=Confidence.CONFIRMED)


def naive_is_lawful(rule: StayTerms, there: set[date], entry: date, day: date) -> bool:
    """Look at one day alone, with the set of all days spent in the country."""
    window = rule.window_days or 365
    in_window = sum(day - window * DAY < other <= day for other in there)
    in_a_row = next(n for n in range(len(there) + 1) if day - n * DAY not in there)
    match rule.rule:
        case None | StayRule.ROLLING:
            return in_window <= rule.days
        case StayRule.PER_ENTRY:
            return (day - entry).days < rule.days
        case StayRule.PER_YEAR:
            return sum(other.year == day.year and other <= day for other in there) <= rule.days
        case StayRule.CONTINUOUS_WITHOUT_PERMIT:
            return in_a_row <= rule.days
        case StayRule.CONTINUOUS_WITHIN_WINDOW:
            return in_a_row <= rule.days and in_window <= rule.days


def naive_last_day(rule: StayTerms, stays: list[Visit], on: date) -> date:
    """Step through the stay day by day until one is not lawful."""
    there: set[date] = set()
    entry: date | None = None
    for stay in (stay for stay in stays if stay.entered.earliest() <= on):
        first = stay.entered.earliest()
        last = stay.left.latest() if stay.left else on
        there |= {first + n * DAY for n in range((last - first).days + 1)}
        entry = first if last >= on else entry
    entry = entry or on
    there.add(on)  # who is not there is taken to enter
    run = on
    while run - DAY in there:
        run -= DAY
    there = {day for day in there if day < run} | {run}
    day = run
    while naive_is_lawful(rule, there, entry, day):
        day += DAY
        there.add(day)
    return day - DAY


@given(rules(), histories(), days)
def test_the_last_lawful_day_is_what_a_day_by_day_count_finds(rule: StayTerms, stays: list[Visit], offset: int) -> None:
    on = FIRST + offset * DAY
    assert last_lawful_day(rule, stays, on) == naive_last_day(rule, stays, on)


@given(histories(), days)
def test_days_used_are_the_days_in_the_window(stays: list[Visit], offset: int) -> None:
    on = FIRST + offset * DAY
    there = {
        stay.entered.earliest() + n * DAY
        for stay in stays
        for n in range(((stay.left.latest() if stay.left else on) - stay.entered.earliest()).days + 1)
    }
    assert days_used(ROLLING, stays, on) == sum(on - 180 * DAY < day <= on for day in there)


@given(rules(), histories(), days)
def test_a_day_left_is_a_lawful_day(rule: StayTerms, stays: list[Visit], offset: int) -> None:
    on = FIRST + offset * DAY
    answer = count(rule, stays, on)
    assert (answer.left > 0) == (answer.last_lawful_day > on or (not answer.present and answer.last_lawful_day == on))


@given(rules(), st.integers(0, 60), st.integers(1, 60))
def test_an_earlier_entry_never_lengthens_the_stay(rule: StayTerms, so_far: int, back: int) -> None:
    assume(rule.rule is not StayRule.PER_YEAR)  # with a new year in between, the earlier entry may end later
    entered = FIRST + 100 * DAY
    later, earlier = ([Visit(PartialDate.of(day))] for day in (entered, entered - back * DAY))
    on = entered + so_far * DAY
    assert last_lawful_day(rule, earlier, on) <= last_lawful_day(rule, later, on)
