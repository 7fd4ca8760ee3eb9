"""What would lower the risk: each thing done for the person, and the band that would follow, worked out by hand."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given

from cases.base.dates import PartialDate
from cases.risk.country import CountryRisk, Incident
from cases.risk.facts import Band, Category, Facts, Paper, PaperKind, Wanted
from cases.risk.relief import Effect, Relief, outlook
from cases.risk.score import assess
from tests.risk.places import KAZAKHSTAN
from tests.risk.strategies import TODAY, countries, facts, incidents
from tests.risk.test_by_hand import QUIET


def effect(relief: Relief, *, nearby: tuple[Incident, ...] = (), **differs: Any) -> Effect | None:
    found = outlook(msgspec.structs.replace(QUIET, **differs), KAZAKHSTAN, nearby, TODAY)
    return next((one for one in found.effects if one.relief is relief), None)


@pytest.mark.parametrize(
    ("relief", "differs", "before", "after", "points"),
    [
        # Country 24, base 16: 40 and gravity 24, high. Claim 4 off: 36, medium.
        (Relief.ASYLUM_FILED, {"near_base": True}, Band.HIGH, Band.MEDIUM, 4),
        # The certificate ran out last week, so the claim counts nothing; renewed, 4 off.
        (
            Relief.CERTIFICATE_RENEWED,
            {"near_base": True, "asylum_pending": True, "certificate_until": PartialDate(2026, 11, 15)},
            Band.HIGH,
            Band.MEDIUM,
            4,
        ),
        (Relief.INTERIM_MEASURE, {"near_base": True}, Band.HIGH, Band.MEDIUM, 16),
        # 24 and 24 is medium; 16 off is 8, low.
        (Relief.INTERIM_MEASURE, {}, Band.MEDIUM, Band.LOW, 16),
        (Relief.WAY_OUT, {}, Band.MEDIUM, Band.LOW, 12),
        (Relief.LAWYER, {"near_base": True}, Band.HIGH, Band.MEDIUM, 4),
        (Relief.MOVED, {"near_base": True, "watched_city": True}, Band.HIGH, Band.MEDIUM, 16),
        # Base 16 + own SIM 4: 44; without it 40, still high.
        (Relief.UNTRACEABLE, {"near_base": True, "traceable": True}, Band.HIGH, Band.HIGH, 4),
        # Stay over 12 and only the internal passport 8 are capped at 16: 40. In order: 24 + 8 = 32.
        (
            Relief.STAY_IN_ORDER,
            {"stay_ends_on": PartialDate(2026, 11, 1), "papers": (Paper(kind=PaperKind.INTERNAL),)},
            Band.HIGH,
            Band.MEDIUM,
            8,
        ),
        # The other way round: 24 + 12 = 36.
        (
            Relief.PASSPORT,
            {"stay_ends_on": PartialDate(2026, 11, 1), "papers": (Paper(kind=PaperKind.INTERNAL),)},
            Band.HIGH,
            Band.MEDIUM,
            4,
        ),
        # Base 16 and a missed sign of life 8: 48; heard from: 40.
        (Relief.HEARD_FROM, {"near_base": True, "check_in_by": PartialDate(2026, 11, 1)}, Band.HIGH, Band.HIGH, 8),
        # Notice 24; deleted, the federal list is still unknown: half of 16.
        (Relief.NOTICE_DELETED, {"wanted": Wanted.INTERSTATE}, Band.HIGH, Band.MEDIUM, 16),
        # Free again, the police know him: 8 more.
        (Relief.RELEASED, {"detained": True}, Band.CRITICAL, Band.MEDIUM, -8),
        (Relief.APPROVAL_SET_ASIDE, {"extradition_approved": True}, Band.CRITICAL, Band.MEDIUM, 0),
    ],
    ids=lambda value: str(value) if isinstance(value, Relief) else "",
)
def test_each_says_what_it_would_do(
    relief: Relief, differs: dict[str, Any], before: Band, after: Band, points: int
) -> None:
    found = effect(relief, **differs)
    assert found is not None
    assert (found.before, found.after, found.removal, found.gravity) == (before, after, points, 0)


def test_who_moves_leaves_what_happened_in_the_town() -> None:
    # Seized in the town a week ago 12: 36; elsewhere in the country half: 30.
    found = effect(Relief.MOVED, nearby=(Incident(id="1", on=date(2026, 11, 15), near=True),))
    assert found is not None
    assert (found.before, found.after, found.removal) == (Band.MEDIUM, Band.MEDIUM, 6)


@pytest.mark.parametrize("relief", [Relief.MOVED, Relief.UNTRACEABLE, Relief.STAY_IN_ORDER, Relief.PASSPORT])
def test_what_would_change_nothing_is_left_out(relief: Relief) -> None:
    assert effect(relief) is None


def test_what_was_done_is_not_offered_again() -> None:
    done: dict[str, Any] = dict.fromkeys(
        ["lawyer_ready", "interim_measure", "asylum_pending", "exit_papers_granted"], True
    )
    assert all(effect(relief, **done) is None for relief in (Relief.LAWYER, Relief.INTERIM_MEASURE, Relief.WAY_OUT))


def test_all_together_lower_further_than_one() -> None:
    # Country 24, base 16, federal list 16: 56, high. Measure, claim, lawyer and way out are 36, capped at 24; moved 16:
    # 56 - 16 - 24 = 16 and gravity 24: low. None of them alone does it.
    case = msgspec.structs.replace(QUIET, near_base=True, wanted=Wanted.FEDERAL)
    found = outlook(case, KAZAKHSTAN, (), TODAY)
    assert found.together is Band.LOW
    assert not found.lowering


def test_the_best_stand_first() -> None:
    found = outlook(QUIET, KAZAKHSTAN, (), TODAY)
    assert [one.relief for one in found.lowering] == [Relief.INTERIM_MEASURE, Relief.WAY_OUT]
    assert [one.relief for one in found.lesser] == [Relief.ASYLUM_FILED, Relief.LAWYER]


def test_a_case_of_which_nothing_is_known_is_helped_too() -> None:
    found = outlook(Facts(country="KZ", category=Category.DESERTER), KAZAKHSTAN, (), TODAY)
    assert Relief.MOVED in {one.relief for one in found.effects}


@given(facts, countries, incidents)
def test_nothing_that_is_offered_raises_a_band(case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]) -> None:
    found = outlook(case, country, nearby, TODAY)
    now = assess(case, country, nearby, TODAY).band
    assert all(one.before is now and one.after <= now for one in found.effects)
    assert found.together <= now
    assert all(one.day is None or TODAY < one.day <= TODAY + timedelta(days=3_650) for one in found.effects)
