"""The year ahead of single cases, day by day, worked out by hand."""

from datetime import date, timedelta

import msgspec
import pytest

from cases.base.dates import PartialDate
from cases.countries import catalogue
from cases.risk.country import Incident, country_risk
from cases.risk.facts import (
    Article,
    Band,
    Charge,
    Direction,
    Override,
    Paper,
    PaperKind,
    Pursuit,
    PursuitKind,
    Wanted,
)
from cases.risk.score import Assessment, assess
from cases.risk.steps import Change, Segment, coarsened, next_change, segment_on
from tests.risk.places import KAZAKHSTAN, kazakhstan
from tests.risk.test_by_hand import QUIET, TODAY

WANTED = msgspec.structs.replace(QUIET, wanted=Wanted.FEDERAL, wanted_checked_on=PartialDate(2026, 11, 20))
FIRST_DAY = date(2026, 11, 22)  # a Sunday


def days(assessment: Assessment) -> list[tuple[date, str]]:
    """Return the days on which anything changes, with the cause."""
    return [(segment.starts_on, segment.cause) for segment in assessment.segments[1:]]


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        # Three quarters from 14 days before the last lawful day, in full from the day after it.
        (
            {"stay_ends_on": PartialDate(2026, 12, 20)},
            [(date(2026, 12, 6), "stay_over"), (date(2026, 12, 21), "stay_over")],
        ),
        # A month counts from its first day: nobody knows better.
        ({"stay_ends_on": PartialDate(2027, 2)}, [(date(2027, 1, 18), "stay_over"), (date(2027, 2, 2), "stay_over")]),
        (
            {"papers": (Paper(kind=PaperKind.TEN_YEAR, expires_on=PartialDate(2027, 3, 4)),)},
            [(date(2027, 3, 5), "no_way_on")],
        ),
        (
            {"asylum_pending": True, "certificate_until": PartialDate(2027, 2, 14)},
            [(date(2027, 2, 15), "asylum_pending")],
        ),
        (
            {"interim_measure": True, "interim_measure_until": PartialDate(2027, 4, 1)},
            [(date(2027, 4, 2), "interim_measure")],
        ),
        ({"exit_papers_granted": True, "travel_on": PartialDate(2026, 12, 24)}, [(date(2026, 12, 25), "exit_open")]),
        ({"check_in_by": PartialDate(2026, 11, 29)}, [(date(2026, 11, 30), "silent")]),
        (
            {"pursuit": (Pursuit(kind=PursuitKind.CALL, on=PartialDate(2026, 11, 1)),)},
            [(date(2027, 1, 31), "pursued"), (date(2027, 11, 2), "pursued")],
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_each_dated_fact_turns_on_its_own_day(differs: dict[str, object], expected: list[tuple[date, str]]) -> None:
    facts = msgspec.structs.replace(QUIET, **{"wanted": Wanted.INTERSTATE, **differs})
    if differs.get("exit_papers_granted"):
        facts = msgspec.structs.replace(facts, wanted=Wanted.FEDERAL)  # a list abroad would close the way out
    turns = [
        turn
        for turn in days(assess(facts, kazakhstan(), (), TODAY))
        if turn[1] != "stay_over" or "stay_ends_on" in differs
    ]
    assert [turn for turn in turns if turn[1] != "wanted_abroad"] == expected


def test_the_end_of_a_stay_that_nobody_wrote_down_is_counted_from_the_entry() -> None:
    # Kazakhstan: 90 days within any 180. Entered 1 September: 30 days in September, 31 in October, the 90th is
    # 29 November; the warning starts 14 days before, so only the day after is still to come on 22 November.
    facts = msgspec.structs.replace(WANTED, stay_ends_on=None, entered_on=PartialDate(2026, 9, 1))
    kz = country_risk("KZ", catalogue.get("KZ"), TODAY)
    turns = [turn for turn in days(assess(facts, kz, (), TODAY)) if turn[1] == "stay_over"]
    assert turns == [(date(2026, 11, 30), "stay_over")]


def test_a_look_at_the_wanted_lists_holds_90_days() -> None:
    facts = msgspec.structs.replace(QUIET, wanted_checked_on=PartialDate(2026, 11, 20))
    assert (date(2027, 2, 19), "wanted_abroad") in days(assess(facts, kazakhstan(), (), TODAY))


def test_an_incident_fades_in_two_steps() -> None:
    facts = msgspec.structs.replace(QUIET, wanted=Wanted.INTERSTATE)
    seizure = Incident(id="1", on=date(2026, 11, 20), near=True)
    faded = [turn for turn in days(assess(facts, kazakhstan(), (seizure,), TODAY)) if turn[1] == "incident"]
    assert faded == [
        (date(2026, 12, 21), "incident"),
        (date(2027, 2, 19), "incident"),
        (date(2027, 5, 20), "incident"),
    ]


def test_a_hand_over_is_forgotten_after_two_years() -> None:
    facts = msgspec.structs.replace(QUIET, wanted=Wanted.INTERSTATE)
    country = kazakhstan(date(2025, 1, 10))
    assert (date(2027, 1, 11), "host_record") in days(assess(facts, country, (), TODAY))


def test_the_next_change_names_day_bands_and_cause() -> None:
    # Country 24, federal list 16, base 16: 56, high. The last two weeks of the stay add 9: critical.
    facts = msgspec.structs.replace(WANTED, near_base=True, stay_ends_on=PartialDate(2026, 12, 27))
    assessment = assess(facts, KAZAKHSTAN, (), TODAY)
    assert next_change(assessment.segments, TODAY) == Change(date(2026, 12, 13), Band.HIGH, Band.CRITICAL, "stay_over")


def test_a_case_that_will_not_change_has_no_next_change() -> None:
    facts = msgspec.structs.replace(QUIET, detained=True)
    assert next_change(assess(facts, KAZAKHSTAN, (), TODAY).segments, TODAY) is None


def test_the_end_of_an_override_is_a_change_made_by_people() -> None:
    floor = Override(
        direction=Direction.FLOOR,
        band=Band.CRITICAL,
        until=date(2026, 12, 1),
        reason="threatened at the door",
        by="vera",
        set_on=TODAY,
    )
    assessment = assess(msgspec.structs.replace(QUIET, overrides=(floor,)), KAZAKHSTAN, (), TODAY)
    assert assessment.band is Band.CRITICAL
    assert next_change(assessment.segments, TODAY) == Change(date(2026, 12, 2), Band.CRITICAL, Band.MEDIUM, "override")


def run(*parts: tuple[date, Band, int]) -> tuple[Segment, ...]:
    """Build segments that follow each other."""
    ends = [*(start for start, _, _ in parts[1:]), date.max]
    return tuple(Segment(start, end, band, rank) for (start, band, rank), end in zip(parts, ends, strict=True))


def clear(*parts: tuple[date, Band, int]) -> list[tuple[date, Band, int]]:
    """Coarsen segments, and return when which band and rank begins."""
    return [(step.starts_on, step.band, step.rank) for step in coarsened(run(*parts))]


def test_of_this_week_the_highest_day_stands_in_clear() -> None:
    # 22 November is a Sunday; the week began on the 16th. What is ahead keeps the rank of this week.
    monday = date(2026, 11, 23)
    assert clear((FIRST_DAY, Band.LOW, 10), (monday, Band.LOW, 25)) == [(date(2026, 11, 16), Band.LOW, 10)]
    assert clear((FIRST_DAY, Band.HIGH, 440), (monday, Band.HIGH, 401)) == [(date(2026, 11, 16), Band.HIGH, 440)]


def test_of_what_is_ahead_the_highest_band_of_four_weeks_stands_in_clear() -> None:
    # Blocks are counted from Monday, 1 January of the year 1: 7 December 2026 is day 739,957 = 28 x 26,427 + 1.
    wednesday, thursday = date(2026, 12, 23), date(2026, 12, 31)
    assert clear((FIRST_DAY, Band.LOW, 10), (wednesday, Band.HIGH, 440), (thursday, Band.LOW, 20)) == [
        (date(2026, 11, 16), Band.LOW, 10),
        (date(2026, 12, 7), Band.HIGH, 410),
        (date(2027, 1, 4), Band.LOW, 10),
    ]


def test_what_changes_before_the_first_block_shows_from_the_next_monday() -> None:
    assert clear((FIRST_DAY, Band.LOW, 10), (date(2026, 12, 2), Band.HIGH, 440)) == [
        (date(2026, 11, 16), Band.LOW, 10),
        (date(2026, 11, 23), Band.HIGH, 410),
    ]


def test_a_change_on_the_first_day_of_a_block_shows_that_day() -> None:
    monday = date(2026, 12, 7)
    assert clear((FIRST_DAY, Band.HIGH, 440), (monday, Band.LOW, 20))[1:] == [(monday, Band.LOW, 40)]


def test_what_is_farther_ahead_than_a_review_comes_as_one_from_its_worst_day() -> None:
    # 13 weeks from 23 November are over on 22 February 2027; the block after that begins on 1 March.
    rise, fall = date(2027, 8, 18), date(2027, 9, 20)
    assert clear((FIRST_DAY, Band.LOW, 10), (rise, Band.HIGH, 440), (fall, Band.LOW, 10))[1:] == [
        (date(2027, 3, 1), Band.HIGH, 410)
    ]


def test_a_day_belongs_to_one_segment() -> None:
    segments = run((FIRST_DAY, Band.LOW, 10), (date(2026, 12, 2), Band.HIGH, 440))
    assert segment_on(segments, date(2026, 12, 1)).band is Band.LOW
    assert segment_on(segments, date(2026, 12, 2)).band is Band.HIGH
    assert segment_on(segments, date(2040, 1, 1)).band is Band.HIGH


def test_every_day_of_the_year_equals_a_fresh_assessment_of_that_day() -> None:
    # One man with a date of nearly every kind: stay, passport, certificate, measure, travel, sign of life, hearing,
    # sign of pursuit, look at the lists, override, incident, and a hand-over that grows old.
    facts = msgspec.structs.replace(
        QUIET,
        wanted=Wanted.FEDERAL,
        wanted_checked_on=PartialDate(2026, 11, 20),
        stay_ends_on=PartialDate(2026, 12, 20),
        papers=(Paper(kind=PaperKind.TEN_YEAR, expires_on=PartialDate(2027, 3)),),
        asylum_pending=True,
        certificate_until=PartialDate(2027, 2, 14),
        interim_measure=True,
        interim_measure_until=PartialDate(2027, 4, 1),
        exit_papers_granted=True,
        travel_on=PartialDate(2027, 1, 24),
        check_in_by=PartialDate(2026, 11, 29),
        charges=(Charge(article=Article.ABSENCE, sentenced=False, hearing_on=PartialDate(2027, 5, 5)),),
        pursuit=(Pursuit(kind=PursuitKind.CALL, on=PartialDate(2026, 11, 1)),),
        overrides=(
            Override(
                direction=Direction.FLOOR,
                band=Band.HIGH,
                until=date(2027, 6, 1),
                reason="seen on site",
                by="vera",
                set_on=date(2026, 11, 20),
            ),
        ),
    )
    country, seizure = kazakhstan(date(2025, 1, 10), date(2025, 9, 1)), Incident(id="1", on=FIRST_DAY, near=True)
    segments = assess(facts, country, (seizure,), TODAY).segments
    assert len(segments) > 12
    for number in range(366):
        day = TODAY + timedelta(days=number)
        fresh = assess(facts, country, (seizure,), day)
        foreseen = segment_on(segments, day)
        assert (foreseen.band, foreseen.rank) == (fresh.band, fresh.rank), day


def test_a_hearing_that_passes_leaves_the_sentence_open() -> None:
    # Gravity 28 for absence, and from the day after the hearing half of 8, at worst 8: 36.
    heard = (Charge(article=Article.ABSENCE, sentenced=False, hearing_on=PartialDate(2026, 12, 8)),)
    facts = msgspec.structs.replace(QUIET, wanted=Wanted.INTERSTATE, charges=heard)
    assessment = assess(facts, kazakhstan(), (), TODAY)
    assert (date(2026, 12, 9), "sentenced") in days(assessment)
    assert assess(facts, kazakhstan(), (), date(2026, 12, 8)).score.gravity == (28, 28, 28)
    assert assess(facts, kazakhstan(), (), date(2026, 12, 9)).score.gravity == (28, 32, 36)
