"""The stay in the engine: earlier stays shorten it, permits carry it on, a refusal cuts it short, day by day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.dates import PartialDate, parse_partial
from cases.countries.daycount import Permit, Visit
from cases.countries.fact import Confidence
from cases.countries.profile import StayRule, StayTerms
from cases.risk.country import CountryRisk
from cases.risk.facts import Facts
from cases.risk.place import stay_over
from cases.risk.view import Reading, View

ON = date(2026, 11, 22)
ROLLING = StayTerms(rule=StayRule.ROLLING, days=90, window_days=180, confidence=Confidence.CONFIRMED)
WITH_RULE, WITH_VISA = CountryRisk(code="KZ", stay=ROLLING), CountryRisk(code="FR")
LIVING_HERE: dict[str, Any] = {"country": "KZ", "host_national": False}


def visit(entered: str, left: str | None = None) -> Visit:
    return Visit(parse_partial(entered), parse_partial(left) if left else None)


def permit(starts: str, ends: str, days: int | None = None) -> Permit:
    return Permit(parse_partial(starts), parse_partial(ends), days)


def read(facts: Facts, on: date = ON, country: CountryRisk = WITH_RULE) -> Reading:
    return stay_over(View(facts, country, (), on))


def test_a_counted_stay_is_over_after_its_last_lawful_day() -> None:
    facts = Facts(visits=(visit("2026-07-01"),), **LIVING_HERE)  # 90 days: to 28 September
    assert read(facts, date(2026, 9, 28)) == (0, 3, 3)
    assert read(facts, date(2026, 9, 29)) == (0, 4, 4)


def test_an_earlier_stay_inside_the_window_ends_it_sooner() -> None:
    alone = Facts(visits=(visit("2026-09-01"),), **LIVING_HERE)
    after_summer = Facts(visits=(visit("2026-06-01", "2026-07-30"), visit("2026-09-01")), **LIVING_HERE)
    assert read(alone, date(2026, 11, 1)) == (0, 0, 0)
    assert read(after_summer, date(2026, 11, 1)) == (0, 4, 4)  # 60 days of summer leave 30: to 30 September


@pytest.mark.parametrize(
    ("permits", "expected"),
    [
        ((permit("2026-09-01", "2027-09-01"),), (0, 0, 0)),
        ((permit("2026-09-29", "2026-11-30"),), (0, 3, 3)),
        ((permit("2026-09-01", "2026-10-31"), permit("2026-11-01", "2027-05")), (0, 0, 0)),
        ((permit("2026-09-01", "2026-10-31"),), (0, 4, 4)),
        ((permit("2026-12-01", "2027-12-01"),), (0, 4, 4)),  # not yet
        ((permit("2026-07-01", "2027-07-01", days=30),), (0, 4, 4)),
    ],
)
def test_permits_carry_a_counted_stay_on(permits: tuple[Permit, ...], expected: Reading) -> None:
    facts = Facts(visits=(visit("2026-07-01"),), permits=permits, **LIVING_HERE)
    assert read(facts) == expected


def test_permits_carry_on_an_end_that_somebody_wrote_down() -> None:
    facts = Facts(stay_ends_on=PartialDate(2026, 9, 28), permits=(permit("2026-09-15", "2027-06-01"),), **LIVING_HERE)
    assert read(facts) == (0, 0, 0)


def test_a_day_to_leave_by_after_a_refusal_ends_the_stay_whatever_permits_say() -> None:
    kept = Facts(visits=(visit("2026-10-01"),), permits=(permit("2026-10-01", "2028-01-01"),), **LIVING_HERE)
    refused = Facts(visits=kept.visits, permits=kept.permits, leave_by=PartialDate(2026, 11, 20), **LIVING_HERE)
    assert (read(kept), read(refused)) == ((0, 0, 0), (4, 4, 4))


def test_where_a_visa_is_needed_only_permits_tell() -> None:
    nothing = Facts(visits=(visit("2026-10-01"),), **LIVING_HERE)
    visa = Facts(visits=(visit("2026-10-01"),), permits=(permit("2026-09-20", "2026-11-10"),), **LIVING_HERE)
    assert read(nothing, country=WITH_VISA) is None
    assert read(visa, date(2026, 10, 15), WITH_VISA) == (0, 0, 0)
    assert read(visa, country=WITH_VISA) == (0, 4, 4)


days = st.integers(-300, 400).map(lambda offset: PartialDate.of(ON + timedelta(offset)))
permits = st.builds(Permit, days, days, st.none() | st.integers(1, 60))
visits = st.integers(1, 300).map(lambda back: (Visit(PartialDate.of(ON - timedelta(back))),))


@given(
    st.builds(
        Facts,
        visits=visits,
        permits=st.lists(permits, max_size=3).map(tuple),
        leave_by=st.none() | days,
        stay_ends_on=st.none() | days,
        host_national=st.none() | st.booleans(),
    ),
    st.sampled_from([WITH_RULE, WITH_VISA]),
)
def test_every_day_on_which_the_answer_changes_is_known_beforehand(facts: Facts, country: CountryRisk) -> None:
    view = View(facts, country, (), ON)
    expected = stay_over(view)
    for _ in range(365):
        view.on += timedelta(1)
        if view.turns.pop(view.on, None) is not None:
            expected = stay_over(view)
        assert read(facts, view.on, country) == expected


@given(visits, st.lists(permits, max_size=3), permits, st.integers(0, 365))
def test_a_further_permit_never_ends_a_stay_sooner(
    stays: tuple[Visit, ...], held: list[Permit], more: Permit, later: int
) -> None:
    with_less, with_more = (
        Facts(visits=stays, permits=tuple(papers), **LIVING_HERE) for papers in (held, [*held, more])
    )
    day = ON + timedelta(later)
    less, much = read(with_less, day), read(with_more, day)
    assert less is not None
    assert much is not None
    assert all(after <= before for before, after in zip(less, much, strict=True))
