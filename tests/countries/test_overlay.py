"""A team's newer values over our profiles: on every day the newer one counts where it speaks, and ours elsewhere."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.countries import catalogue, overlay
from cases.countries.fact import Confidence, Source, in_force, value_of
from cases.countries.overlay import KINDS, Newer, lay_over
from cases.countries.profile import Profile, StayRule
from cases.countries.queries import shipped_or_blank

ON = date(2026, 11, 22)
FIRST = date(2023, 1, 1)
DAY = timedelta(days=1)


def kazakhstan() -> Profile:
    """Ninety days within any 180 since 27 January 2023, confirmed by two sources."""
    found = catalogue.get("KZ")
    assert found is not None
    return found


def newer(field: str, value: object, *, since: date | None = None, until: date | None = None, **more: Any) -> Newer:
    told: dict[str, Any] = {
        "confidence": Confidence.ONE_SOURCE,
        "sources": (Source(title="Gazette", date="2026-11-01"),),
    }
    told |= {"id": uuid4(), "recorded_on": ON, "valid_from": since, "valid_to": until, **more}
    return Newer(field=field, value=value, **told)


class TestWhichCounts:
    def test_the_newer_value_counts_from_its_first_day_and_ours_before(self) -> None:
        profile = lay_over(kazakhstan(), [newer("stay_days", 30, since=date(2026, 11, 1))])
        assert value_of(profile.stay_days, date(2026, 10, 31)) == 90
        assert value_of(profile.stay_days, date(2026, 11, 1)) == 30

    def test_ours_is_back_once_the_newer_one_has_ended(self) -> None:
        change = newer("stay_days", 30, since=date(2026, 11, 1), until=date(2026, 11, 30))
        profile = lay_over(kazakhstan(), [change])
        assert [value_of(profile.stay_days, day) for day in (date(2026, 11, 30), date(2026, 12, 1))] == [30, 90]

    def test_without_dates_it_holds_on_every_day(self) -> None:
        profile = lay_over(kazakhstan(), [newer("internal_passport_accepted", False)])
        assert [row.value for row in profile.internal_passport_accepted] == [False]

    def test_what_was_withdrawn_counts_no_more(self) -> None:
        assert lay_over(kazakhstan(), [newer("stay_days", 30, withdrawn_on=ON)]) == kazakhstan()

    def test_an_unverified_value_is_never_firm(self) -> None:
        change = newer("stay_days", 30, confidence=Confidence.UNVERIFIED)
        terms = lay_over(kazakhstan(), [change]).stay_terms(ON)
        assert terms is not None
        assert (terms.days, terms.confidence) == (30, Confidence.UNVERIFIED)

    def test_whoever_records_vouches_for_that_day(self) -> None:
        old_law = (Source("A law of 2024", date="2024"),)
        profile = lay_over(kazakhstan(), [newer("registration_days", 10, sources=old_law)])
        row = in_force(profile.registration_days, ON)
        assert row is not None
        assert not profile.is_stale(row, ON)
        assert profile.is_stale(row, ON + timedelta(days=181))

    def test_a_country_nobody_described_can_be_described(self) -> None:
        profile = lay_over(shipped_or_blank("VN"), [newer("stay_days", 45), newer("stay_rule", "per_entry")])
        terms = profile.stay_terms(ON)
        assert terms is not None
        assert (terms.days, terms.rule) == (45, StayRule.PER_ENTRY)
        assert (profile.name.en, profile.name.ru, profile.name.fr) == ("Vietnam", "Вьетнам", "Viêt Nam")

    @pytest.mark.parametrize("field", KINDS)
    def test_every_field_of_the_form_is_a_history_of_values_in_the_profile(self, field: str) -> None:
        value = {"days": 45, "yes_no": True, "rule": "per_entry", "prospect": "fair", "text": "A treaty"}[KINDS[field]]
        rows = getattr(lay_over(shipped_or_blank("VN"), [newer(field, value)]), field)
        assert [overlay.own_id(row) is not None for row in rows] == [True]


class TestSense:
    def test_a_rolling_rule_without_a_window_is_refused_and_leaves_our_rule_in_force(self) -> None:
        georgia = catalogue.get("GE")
        assert georgia is not None
        change = newer("stay_rule", "rolling")
        senseless = overlay.fits(georgia, [change])
        assert senseless is not None
        assert senseless.fault == "no_window"
        assert lay_over(georgia, [change]).stay_terms(ON) == georgia.stay_terms(ON)

    def test_as_many_days_as_are_counted_are_no_limit(self) -> None:
        senseless = overlay.fits(kazakhstan(), [newer("stay_days", 180)])
        assert senseless is not None
        assert senseless.fault == "no_limit"

    def test_a_misfit_on_a_later_day_is_found_too(self) -> None:
        assert overlay.fits(kazakhstan(), [newer("stay_window_days", 90, since=date(2027, 5, 1))]) is not None

    def test_a_misfit_that_only_begins_when_another_value_ends_is_found(self) -> None:
        longer = [newer("stay_window_days", 365, until=date(2027, 1, 31)), newer("stay_days", 200)]
        assert overlay.fits(kazakhstan(), longer) is not None

    def test_a_value_of_another_field_still_counts_beside_a_rule_without_sense(self) -> None:
        profile = lay_over(kazakhstan(), [newer("stay_days", 180), newer("visa_required", True)])
        assert value_of(profile.visa_required, ON) is True
        assert value_of(profile.stay_days, ON) == 90


class TestSuccession:
    def test_a_newer_one_replaces_those_it_leaves_no_day(self) -> None:
        old, new = newer("stay_days", 30, since=date(2026, 11, 1)), newer("stay_days", 60)
        assert overlay.succeeded([old], new) == [new]

    def test_it_leaves_those_that_began_before_it_their_days(self) -> None:
        old, new = newer("stay_days", 30, since=date(2026, 1, 1)), newer("stay_days", 60, since=date(2026, 11, 1))
        profile = lay_over(kazakhstan(), overlay.succeeded([old], new))
        assert [value_of(profile.stay_days, day) for day in (date(2026, 10, 31), date(2026, 11, 1))] == [30, 60]

    def test_one_that_would_run_into_a_later_one_is_told_apart(self) -> None:
        later = newer("stay_days", 30, since=date(2026, 6, 1))
        assert newer("stay_days", 60, since=FIRST, until=date(2026, 7, 1)).meets_later(later)
        assert not newer("stay_days", 60, since=FIRST, until=date(2026, 5, 31)).meets_later(later)
        assert not newer("stay_days", 60, since=FIRST).meets_later(later)  # this one covers it


days = st.integers(0, 1500).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def values(draw: st.DrawFn) -> Newer:
    ends = sorted((draw(days), draw(days)))
    since, until = (draw(st.sampled_from([None, ends[0]])), draw(st.sampled_from([None, ends[1]])))
    return newer("registration_days", draw(st.integers(1, 99)), since=since, until=until, recorded_on=draw(days))


@given(st.lists(values(), max_size=4), days)
def test_on_every_day_the_value_that_began_last_counts_and_ours_where_none_speaks(rows: list[Newer], on: date) -> None:
    """Against the plain reading: of those that speak of the day, the one that began last; else our own."""
    if len({row.first for row in rows}) < len(rows):
        return  # the form never leaves two that begin on one day
    profile = lay_over(kazakhstan(), rows)
    speaking = [row for row in rows if row.first <= on <= row.last]
    expected = max(speaking, key=lambda row: row.first).value if speaking else 30
    assert value_of(profile.registration_days, on) == expected
    assert sum(row.holds(on) for row in profile.registration_days) == 1


def test_the_source_key_leads_back_to_the_value() -> None:
    change = newer("stay_days", 30)
    row = in_force(lay_over(kazakhstan(), [change]).stay_days, ON)
    assert row is not None
    assert overlay.own_id(row) == change.id
    assert isinstance(change.id, UUID)


def test_our_files_never_use_the_keys_of_teams() -> None:
    keys = {key for profile in catalogue.all() for key in profile.sources}
    assert [key for key in keys if key.startswith(overlay.OWN)] == []
