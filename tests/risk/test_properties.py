"""What must hold of every assessment, tried on random cases."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.base.dates import PartialDate
from cases.risk.actions import REVIEW_DAYS
from cases.risk.bands import PER_BAND, matrix
from cases.risk.country import CountryRisk, Incident
from cases.risk.facts import (
    Article,
    Band,
    Charge,
    Direction,
    EntryManner,
    Facts,
    LeftHow,
    Override,
    Pursuit,
    PursuitKind,
    RankBand,
    Wanted,
    WantedCheck,
)
from cases.risk.score import assess, raise_only
from cases.risk.steps import BLOCK, REVIEWED_BY_THEN, WEEK, coarsened, segment_on
from cases.risk.tally import CAUTIOUS, Total
from tests.risk.strategies import TODAY, countries, facts, incidents, overrides, past_days

PASSED = PartialDate.of(TODAY - timedelta(days=1))
TREASON = Charge(article=Article.TREASON, sentenced=True)

# The worst value of every fact that can raise the risk; for lists, one more entry of the worst kind.
RAISING: dict[str, Any] = {
    "papers": (),
    "entry_manner": EntryManner.IRREGULAR,
    "stay_ends_on": PASSED,
    "rank_band": RankBand.SENIOR_OFFICER,
    "sensitive_service": True,
    "left_how": LeftHow.FROM_FRONT,
    "wanted": Wanted.INTERNATIONAL,
    "wanted_lists": (WantedCheck(level=Wanted.INTERNATIONAL, listed=True),),
    "detained": True,
    "extradition_approved": True,
    "exit_refused": True,
    "stopped_before": True,
    "public_profile": True,
    "north_caucasus": True,
    "near_base": True,
    "watched_city": True,
    "traceable": True,
    "host_national": False,
    "asylum_pending": False,
    "interim_measure": False,
    "lawyer_ready": False,
    "exit_papers_granted": False,
    "check_in_by": PASSED,
}

# Facts whose absence bounds nothing, each for a reason the readings give: a measure without an end holds until lifted,
# without a day agreed there is nothing to miss, arrest, approval and refused exit are feared only where they happen,
# every case has a category, and the list of passports not asked about is never unknown itself.
NOT_BOUNDED = {
    "category",
    "papers_unknown",
    "overrides",
    "reviewed_on",
    "interim_measure_until",
    "check_in_by",
    "detained",
    "extradition_approved",
    "exit_refused",
}
BOUNDED = [fact for fact in Facts.__struct_fields__ if fact not in NOT_BOUNDED]


@given(facts, countries, incidents, st.sampled_from(sorted(RAISING)))
def test_a_risk_raising_fact_never_lowers_band_or_score(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...], fact: str
) -> None:
    before = assess(case, country, nearby, TODAY)
    after = assess(msgspec.structs.replace(case, **{fact: RAISING[fact]}), country, nearby, TODAY)
    assert after.band >= before.band
    assert after.rank >= before.rank
    assert after.score.removal >= before.score.removal
    assert after.score.gravity[CAUTIOUS] >= before.score.gravity[CAUTIOUS]


@given(facts, countries, incidents)
def test_a_political_charge_or_a_fresh_sign_of_pursuit_never_lowers(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]
) -> None:
    before = assess(case, country, nearby, TODAY)
    sign = Pursuit(kind=PursuitKind.FOLLOWER, on=PartialDate.of(TODAY))
    charged = msgspec.structs.replace(case, charges=(*(case.charges or ()), TREASON))
    pursued = msgspec.structs.replace(case, pursuit=(*(case.pursuit or ()), sign))
    for worse in (charged, pursued):
        after = assess(worse, country, nearby, TODAY)
        assert after.band >= before.band
        assert after.rank >= before.rank


@given(facts, countries, incidents, past_days, st.booleans())
def test_a_hearing_or_a_list_that_is_not_asked_about_never_lowers(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...], day: Any, about_lists: bool
) -> None:
    before = assess(case, country, nearby, TODAY)
    heard = tuple(msgspec.structs.replace(charge, hearing_on=PartialDate.of(day)) for charge in case.charges or ())
    worse = msgspec.structs.replace(case, charges=None if case.charges is None else heard)
    if about_lists:
        forgotten = tuple(
            msgspec.structs.replace(check, listed=None) for check in case.wanted_lists if not check.listed
        )
        worse = msgspec.structs.replace(case, wanted_lists=(*forgotten, *[c for c in case.wanted_lists if c.listed]))
    assume(not about_lists or case.wanted_lists)
    after = assess(worse, country, nearby, TODAY)
    assert after.band >= before.band
    assert after.score.removal[CAUTIOUS] >= before.score.removal[CAUTIOUS]
    assert after.score.gravity[CAUTIOUS] >= before.score.gravity[CAUTIOUS]


@given(facts, countries, incidents, past_days)
def test_an_incident_nearby_never_lowers(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...], day: Any
) -> None:
    seizure = Incident(id="new", on=day, near=True)
    before = assess(case, country, nearby, TODAY)
    after = assess(case, country, (*nearby, seizure), TODAY)
    assert (after.band, after.rank) >= (before.band, before.rank)


@given(facts, countries, incidents)
def test_the_band_lies_between_best_and_worst(case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]) -> None:
    score = assess(case, country, nearby, TODAY).score
    assert score.band_low <= score.band <= score.band_high
    assert list(score.removal) == sorted(score.removal)
    assert list(score.gravity) == sorted(score.gravity)
    assert all(0 <= points <= 100 for points in (*score.removal, *score.gravity))


@given(facts, st.sets(st.sampled_from(BOUNDED)), countries, incidents)
def test_an_answer_stays_within_the_range_the_question_left_open(
    full: Facts, hidden: set[str], country: CountryRisk, nearby: tuple[Incident, ...]
) -> None:
    assume(not full.near_base or country.russian_base is not False)  # a base where there is none
    case = msgspec.structs.replace(full, **dict.fromkeys(hidden))
    before = assess(case, country, nearby, TODAY).score
    for fact in hidden:
        answered = msgspec.structs.replace(case, **{fact: getattr(full, fact)})
        after = assess(answered, country, nearby, TODAY).score
        assert before.removal[0] <= after.removal[0] <= after.removal[2] <= before.removal[2], fact
        assert before.gravity[0] <= after.gravity[0] <= after.gravity[2] <= before.gravity[2], fact
        assert before.band_low <= after.band_low <= after.band <= after.band_high <= before.band_high, fact


@given(facts, countries, incidents, st.integers(0, 365))
def test_the_step_of_a_day_equals_a_fresh_assessment_on_that_day(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...], days: int
) -> None:
    later = TODAY + timedelta(days=days)
    foreseen = segment_on(assess(case, country, nearby, TODAY).segments, later)
    fresh = assess(case, country, nearby, later)
    assert (foreseen.band, foreseen.rank) == (fresh.band, fresh.rank)


@given(facts, countries, incidents)
def test_every_turn_of_the_year_is_foreseen_to_the_day(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]
) -> None:
    """On the day before a turn, on the day itself and on the day after, the year ahead says what that day will say."""
    segments = assess(case, country, nearby, TODAY).segments
    turns = {segment.starts_on + timedelta(days=off) for segment in segments[1:] for off in (-1, 0, 1)}
    for day in sorted(turn for turn in turns if TODAY <= turn <= TODAY + timedelta(days=365)):
        foreseen, fresh = segment_on(segments, day), assess(case, country, nearby, day)
        assert (foreseen.band, foreseen.rank) == (fresh.band, fresh.rank), day


@given(facts, countries, incidents, st.randoms())
def test_the_order_of_facts_does_not_matter(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...], random: Any
) -> None:
    shuffled = case
    for name in ("papers", "charges", "earlier_charges", "wanted_lists", "pursuit", "overrides"):
        rows = list(getattr(case, name) or ())
        random.shuffle(rows)
        shuffled = msgspec.structs.replace(shuffled, **{name: None if getattr(case, name) is None else tuple(rows)})
    around = list(nearby)
    random.shuffle(around)
    one, other = assess(case, country, nearby, TODAY), assess(shuffled, country, around, TODAY)
    assert (one.score, one.segments, one.counted) == (other.score, other.segments, other.counted)


@given(facts, countries, incidents)
def test_no_day_is_shown_in_a_lower_band_than_it_is(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]
) -> None:
    segments = assess(case, country, nearby, TODAY).segments
    clear = coarsened(segments)
    assert segment_on(clear, TODAY).rank >= segment_on(segments, TODAY).rank
    for days in range(366):
        day = TODAY + timedelta(days=days)
        assert segment_on(clear, day).band >= segment_on(segments, day).band


@given(facts, countries, incidents)
def test_what_is_ahead_is_known_to_four_weeks_of_a_quarter_and_to_its_band(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]
) -> None:
    clear = coarsened(assess(case, country, nearby, TODAY).segments)
    assert clear[0].starts_on <= TODAY < clear[0].starts_on + WEEK
    assert [step.ends_on for step in clear[:-1]] == [step.starts_on for step in clear[1:]]
    assert {step.rank - PER_BAND * step.band.order for step in clear} == {
        clear[0].rank - PER_BAND * clear[0].band.order
    }
    later = [step.starts_on for step in clear[1:] if step.starts_on != clear[0].starts_on + WEEK]
    assert {(day.toordinal() - 1) % BLOCK.days for day in later} <= {0}
    assert all(day <= TODAY + REVIEWED_BY_THEN + WEEK + BLOCK for day in later)
    assert max(REVIEW_DAYS.values()) < REVIEWED_BY_THEN.days


@given(facts, countries, overrides)
def test_a_floor_holds_and_a_ceiling_yields_only_to_what_is_critical_by_itself(
    case: Facts, country: CountryRisk, said: Override
) -> None:
    judged = assess(msgspec.structs.replace(case, overrides=(said,)), country, (), TODAY)
    if not said.set_on <= TODAY <= said.until:
        assert judged.overrides == ()
    elif said.direction is Direction.FLOOR:
        assert judged.band >= said.band
    else:
        assert judged.band <= said.band or judged.critical


@given(facts, facts, countries, st.sets(st.sampled_from(Band)))
def test_who_may_not_lower_raises_at_once_and_lowers_no_day(
    case: Facts, changed: Facts, country: CountryRisk, kept: set[Band]
) -> None:
    before = [segment for segment in assess(case, country, (), TODAY).segments if segment.band in kept]
    fresh = assess(changed, country, (), TODAY)
    saved = raise_only(fresh, before)
    for day in (TODAY + timedelta(days=number) for number in range(0, 366, 5)):
        was = max((segment.rank for segment in before if segment.starts_on <= day < segment.ends_on), default=0)
        assert segment_on(saved.segments, day).rank == max(was, segment_on(fresh.segments, day).rank)
    assert saved.band == saved.segments[0].band
    assert saved.score.band_low <= saved.band <= saved.score.band_high
    assert saved.held is (saved != fresh)


@given(facts, countries, incidents)
def test_plain_text_counts_like_the_members_it_names(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]
) -> None:
    """Forms and old rows may hand over plain text; it must never be read as something else."""
    plain = msgspec.structs.replace(
        case,
        **{name: value and str(value) for name in ("category", "wanted", "service") if (value := getattr(case, name))},
    )
    assert assess(plain, country, nearby, TODAY).score == assess(case, country, nearby, TODAY).score


@given(facts, countries, incidents)
def test_an_assessment_comes_back_from_its_envelope_as_it_went_in(
    case: Facts, country: CountryRisk, nearby: tuple[Incident, ...]
) -> None:
    sealed = assess(case, country, nearby, TODAY)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(sealed), type=type(sealed)) == sealed


@pytest.mark.parametrize("gravity", [0, 19, 20, 39, 40, 100])
def test_the_matrix_never_falls_as_removal_rises(gravity: int) -> None:
    bands = [matrix(Total(removal, gravity, critical=False)) for removal in range(101)]
    assert bands == sorted(bands)
