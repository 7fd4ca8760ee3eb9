"""Age, staleness and the record of removals, read on a day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.base.text import Text
from cases.countries.fact import Confidence, Source, Value, weakest
from cases.countries.profile import Profile, StayRule, StayTerms
from cases.countries.removal import Outcome, Removal, RemovalTier, Way, WhoActed, Whom

NAME = Text(en="A", ru="А", fr="A")
SOURCES = {
    "old": Source("Old", date="2022-09-22"),
    "month": Source("Month", date="2026-05"),
    "undated": Source("Undated"),
    "read": Source("Read", read="2026-11"),
}


def profile(**fields: Any) -> Profile:
    return Profile(code="KZ", name=NAME, sources=SOURCES, **fields)


def value(*sources: str, **more: Any) -> Value[bool]:
    return Value(value=True, confidence=Confidence.UNVERIFIED, sources=sources, **more)


def removal(on: str, whom: Whom = Whom.SOLDIER, outcome: Outcome = Outcome.TO_RUSSIA) -> Removal:
    told: dict[str, Any] = {"confidence": Confidence.ONE_SOURCE, "sources": ("old",), "what": NAME}
    return Removal(on=on, whom=whom, way=Way.EXTRADITION, acted=WhoActed.HOST_POLICE, outcome=outcome, **told)


class TestAge:
    def test_a_fact_is_as_old_as_its_newest_source(self) -> None:
        fact = value("old", "month", "undated")
        assert str(profile().as_of(fact)) == "2026-05"

    def test_an_undated_source_speaks_for_the_day_it_was_read(self) -> None:
        assert str(profile().as_of(value("read"))) == "2026-11"

    def test_a_later_check_makes_it_younger(self) -> None:
        assert str(profile().as_of(value("old", last_verified=date(2026, 11, 1)))) == "2026-11-01"

    def test_nobody_knows_the_age_of_a_fact_without_a_date(self) -> None:
        assert profile().as_of(value("undated")) is None

    @pytest.mark.parametrize(("on", "stale"), [(date(2026, 11, 27), False), (date(2026, 11, 28), True)])
    def test_it_is_stale_after_180_days(self, on: date, *, stale: bool) -> None:
        # 31 May 2026 and 180 days are 27 November 2026.
        assert profile().is_stale(value("month"), on) is stale

    def test_a_fact_without_a_date_is_stale(self) -> None:
        assert profile().is_stale(value(), date(2026, 1, 1))

    def test_an_announced_change_makes_it_stale_at_once(self) -> None:
        fact = value("read", may_have_changed_since=date(2026, 11, 1))
        assert profile().is_stale(fact, date(2026, 11, 2))
        assert not profile().is_stale(fact, date(2026, 10, 31))


class TestRemovalTier:
    @pytest.mark.parametrize(
        ("on", "tier"),
        [
            (date(2024, 2, 28), RemovalTier.NOT_RESEARCHED),
            (date(2024, 2, 29), RemovalTier.RECENT),
            (date(2026, 2, 28), RemovalTier.RECENT),
            (date(2026, 3, 1), RemovalTier.DOCUMENTED),
        ],
    )
    def test_a_hand_over_is_recent_for_24_months(self, on: date, tier: RemovalTier) -> None:
        assert profile(removals=(removal("2024-02-29"),)).removal_tier(on) is tier

    def test_of_a_vague_date_the_latest_day_counts(self) -> None:
        assert profile(removals=(removal("2024"),)).removal_tier(date(2026, 12, 31)) is RemovalTier.RECENT

    @pytest.mark.parametrize("outcome", [Outcome.PREVENTED, Outcome.TO_THIRD_COUNTRY, Outcome.UNKNOWN])
    def test_what_did_not_end_in_russia_is_no_removal(self, outcome: Outcome) -> None:
        record = profile(removals=(removal("2026-01", outcome=outcome),))
        assert record.removal_tier(date(2026, 6, 1)) is RemovalTier.NOT_RESEARCHED

    def test_removals_of_people_in_general_are_documented_but_no_hunt(self) -> None:
        record = profile(removals=(removal("2026-01", whom=Whom.MANY),))
        assert record.removal_tier(date(2026, 6, 1)) is RemovalTier.DOCUMENTED

    def test_looked_for_and_not_found_is_told_from_not_researched(self) -> None:
        none_found = (Value(value=False, confidence=Confidence.UNVERIFIED),)
        assert profile(documented_removals=none_found).removal_tier(date(2026, 6, 1)) is RemovalTier.NONE_FOUND
        assert profile().removal_tier(date(2026, 6, 1)) is RemovalTier.NOT_RESEARCHED

    def test_the_record_counts_as_recent_until_two_years_after_the_newest(self) -> None:
        record = profile(removals=(removal("2024-05-01"), removal("2025-08")))
        assert record.removal_tier(date(2027, 8, 31)) is RemovalTier.RECENT
        assert record.removal_tier(date(2027, 9, 1)) is RemovalTier.DOCUMENTED


class TestStayTerms:
    def test_they_are_no_surer_than_their_weakest_part(self) -> None:
        grades = [*Confidence]
        assert weakest(*grades) is Confidence.UNVERIFIED
        assert weakest(Confidence.CONFIRMED, Confidence.ONE_SOURCE) is Confidence.ONE_SOURCE

    def test_without_days_there_are_none(self) -> None:
        assert profile().stay_terms(date(2026, 1, 1)) is None

    def test_a_window_that_belongs_to_an_extension_is_left_out(self) -> None:
        rows: dict[str, Any] = {
            "stay_rule": (Value(value=StayRule.PER_ENTRY, confidence=Confidence.UNVERIFIED),),
            "stay_days": (Value(value=30, confidence=Confidence.UNVERIFIED),),
            "stay_window_days": (Value(value=180, confidence=Confidence.UNVERIFIED),),
        }
        terms = profile(**rows).stay_terms(date(2026, 1, 1))
        assert terms is not None
        assert terms.window_days is None

    @given(st.integers(1, 3660), st.integers(1, 3660))
    def test_a_rolling_rule_that_limits_nothing_cannot_be_made(self, days: int, window: int) -> None:
        if days < window:
            StayTerms(rule=StayRule.ROLLING, days=days, window_days=window, confidence=Confidence.CONFIRMED)
        else:
            with pytest.raises(ValueError, match="no limit"):
                StayTerms(rule=StayRule.ROLLING, days=days, window_days=window, confidence=Confidence.CONFIRMED)
