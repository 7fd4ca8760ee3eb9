"""Reviews, overrides and detentions: what they change, what they leave behind, who may."""

from datetime import date, timedelta

import msgspec
import pytest

from cases import vault
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people.models import Case
from cases.risk.facts import Band, Direction, Override
from cases.risk.models import Standing
from cases.timeline.models import EntryKind
from cases.watch import actions
from cases.watch.models import Detention, DetentionBody, Outcome, Review, ReviewBody
from cases.watch.signature import holds
from tests.factories import TODAY, Group, Person, case, restricted_case
from tests.watch.opened import CALM, assessment, facts, save, story

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def review_of(row: Case, by: Person) -> tuple[Review, ReviewBody]:
    review = Review.objects.get(case=row)
    body: ReviewBody = vault.open(review.body, by=by.actor, why="test")
    return review, body


# Reviews --------------------------------------------------------------------------------------------


def test_the_first_review_lifts_the_caution_and_sets_the_rhythm_of_the_band(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    assert assessment(row, team.coordinator).band is Band.HIGH
    actions.review(case=row, note="spoke to him", by=team.caseworker.actor, on=TODAY)
    after = assessment(row, team.coordinator)
    assert (after.band, after.little_known, after.reviewed_on) == (Band.MEDIUM, False, TODAY)
    assert Standing.objects.get(case=row).review_on == TODAY + timedelta(days=30)


def test_a_review_can_be_due_sooner_than_the_rhythm_but_not_later(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY, next_on=TOMORROW)
    assert Standing.objects.get(case=row).review_on == TOMORROW
    actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY, next_on=TODAY + timedelta(days=300))
    assert Standing.objects.get(case=row).review_on == TODAY + timedelta(days=30)


def test_a_review_notes_the_band_it_stood_by(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    assert Standing.objects.get(case=row).reviewed_band == ""
    actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY)
    assert Standing.objects.get(case=row).reviewed_band == "medium"
    save(row, team.caseworker, detained=True)
    assert Standing.objects.get(case=row).reviewed_band == "medium"
    actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY)
    assert Standing.objects.get(case=row).reviewed_band == "critical"


def test_a_next_review_today_is_refused(team: Group) -> None:
    row = case(team.activist)
    with pytest.raises(Refused):
        actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY, next_on=TODAY)


def test_a_coordinators_review_is_signed_over_everything_it_says(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.review(case=row, note="all well", by=team.coordinator.actor, on=TODAY)
    review, body = review_of(row, team.caseworker)
    key = team.caseworker.actor.keyring.team.verify_key
    assert holds(review, body, key)
    assert not holds(review, msgspec.structs.replace(body, band="low"), key)
    assert not holds(review, msgspec.structs.replace(body, note="all bad"), key)
    review.number = 2
    assert not holds(review, body, key)


def test_a_caseworkers_review_is_not_signed(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY)
    review, body = review_of(row, team.coordinator)
    assert body.signature == b""
    assert not holds(review, body, team.coordinator.actor.keyring.team.verify_key)


def test_a_review_is_told_in_the_timeline(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.review(case=row, note="spoke to him", by=team.caseworker.actor, on=TODAY)
    entry = story(row, team.coordinator)[-1]
    assert (entry.kind, entry.note, entry.data) == (EntryKind.REVIEWED, "spoke to him", {"band": "medium"})


def test_a_review_that_cannot_be_recorded_leaves_nothing(team: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    row = case(team.activist, facts=CALM)

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "tell", refuse)
    with pytest.raises(RuntimeError):
        actions.review(case=row, note="", by=team.caseworker.actor, on=TODAY)
    assert not Review.objects.filter(case=row).exists()
    assert facts(row, team.coordinator).reviewed_on is None


# Overrides ------------------------------------------------------------------------------------------


def said(direction: Direction, band: Band, until: date = TODAY + timedelta(days=10)) -> Override:
    return Override(direction=direction, band=band, until=until, reason="seen on site", by="vera", set_on=TODAY)


def test_a_floor_holds_the_band_up_and_survives_later_saves(team: Group) -> None:
    row = case(team.caseworker, facts=CALM)
    actions.override(case=row, said=said(Direction.FLOOR, Band.CRITICAL), by=team.coordinator.actor, on=TODAY)
    save(row, team.coordinator, traceable=False)
    assert assessment(row, team.coordinator).band is Band.CRITICAL


def test_a_second_floor_takes_the_place_of_the_first_and_leaves_the_ceiling(team: Group) -> None:
    row, by = case(team.caseworker, facts=CALM), team.coordinator.actor
    actions.override(case=row, said=said(Direction.FLOOR, Band.CRITICAL), by=by, on=TODAY)
    actions.override(case=row, said=said(Direction.CEILING, Band.CRITICAL), by=by, on=TODAY)
    actions.override(case=row, said=said(Direction.FLOOR, Band.LOW), by=by, on=TODAY)
    kept = {(one.direction, one.band) for one in facts(row, team.coordinator).overrides}
    assert kept == {(Direction.CEILING, Band.CRITICAL), (Direction.FLOOR, Band.LOW)}


def test_an_override_needs_an_end_within_half_a_year(team: Group) -> None:
    row = case(team.caseworker)
    for until in (TODAY, TODAY + timedelta(days=181)):
        with pytest.raises(Refused):
            actions.override(
                case=row, said=said(Direction.FLOOR, Band.HIGH, until), by=team.coordinator.actor, on=TODAY
            )


def test_a_lifted_override_no_longer_counts_and_both_are_told(team: Group) -> None:
    row = case(team.caseworker, facts=CALM)
    actions.override(case=row, said=said(Direction.FLOOR, Band.CRITICAL), by=team.coordinator.actor, on=TODAY)
    actions.lift(case=row, direction=Direction.FLOOR, by=team.coordinator.actor, on=TODAY)
    assert assessment(row, team.coordinator).held  # critical until a second person agrees
    told = [entry.data for entry in story(row, team.coordinator) if entry.kind is EntryKind.OVERRIDDEN]
    assert told[0]["band"] == "critical"
    assert told[1] == {"lifted": "floor"}


# Detentions -----------------------------------------------------------------------------------------


def arrest(row: Case, by: Person) -> Detention:
    return actions.detain(case=row, place="Semey", actor="host_police", note="", by=by.actor, on=TODAY)


def body_of(row: Detention, by: Person) -> DetentionBody:
    body: DetentionBody = vault.open(Detention.objects.get(pk=row.pk).body, by=by.actor, why="test")
    return body


def test_an_activist_with_the_case_makes_it_critical_at_once(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    arrest(row, team.activist)
    assert assessment(row, team.coordinator).band is Band.CRITICAL
    known = facts(row, team.coordinator)
    assert (known.detained, known.detained_on) == (True, PartialDate.of(TODAY))
    assert story(row, team.coordinator)[-1].kind is EntryKind.DETAINED


def test_the_clocks_run_from_the_hour_they_were_taken(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    detention = actions.detain(case=row, place="", actor="", note="", by=team.activist.actor, on=TODAY, hours_ago=72)
    body = body_of(detention, team.coordinator)
    assert body.reported_at - body.since == timedelta(hours=72)
    assert facts(row, team.coordinator).detained_on == PartialDate.of(TODAY - timedelta(days=3))


def test_pressed_twice_there_is_one_detention(team: Group) -> None:
    row = case(team.activist)
    assert arrest(row, team.activist).pk == arrest(row, team.caseworker).pk
    assert Detention.objects.filter(case=row).count() == 1


def test_a_day_that_was_known_before_is_kept(team: Group) -> None:
    row = case(team.activist, facts=msgspec.structs.replace(CALM, detained=True, detained_on=PartialDate(2026, 11, 18)))
    arrest(row, team.activist)
    assert facts(row, team.coordinator).detained_on == PartialDate(2026, 11, 18)


def test_a_step_is_ticked_once_and_can_be_taken_back(team: Group) -> None:
    row = arrest(case(team.activist), team.activist)
    actions.tick(detention=row, item="lawyer", done=True, by=team.activist.actor)
    actions.tick(detention=row, item="lawyer", done=True, by=team.caseworker.actor)
    (tick,) = body_of(row, team.coordinator).ticks
    assert (tick.item, tick.by) == ("lawyer", team.activist.user.handle)
    actions.tick(detention=row, item="lawyer", done=False, by=team.caseworker.actor)
    assert body_of(row, team.coordinator).ticks == ()


def test_after_a_release_the_person_is_free_and_known_to_the_police(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.end(
        detention=arrest(row, team.activist), outcome=Outcome.RELEASED, note="", by=team.coordinator.actor, on=TODAY
    )
    known = facts(row, team.coordinator)
    assert (known.detained, known.detained_on, known.stopped_before) == (False, None, True)
    assert assessment(row, team.coordinator).held  # critical until a second person agrees
    assert not Detention.objects.filter(case=row, ended=False).exists()


def test_a_mistake_leaves_no_mark_on_the_facts_and_is_believed_by_two(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    actions.end(
        detention=arrest(row, team.activist), outcome=Outcome.MISTAKE, note="", by=team.coordinator.actor, on=TODAY
    )
    known = facts(row, team.coordinator)
    assert (known.detained, known.stopped_before) == (False, False)
    assert assessment(row, team.coordinator).band is Band.CRITICAL


def test_after_a_hand_over_the_case_stays_critical_and_the_clocks_stop(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    held = arrest(row, team.activist)
    actions.end(detention=held, outcome=Outcome.HANDED_OVER, note="", by=team.coordinator.actor, on=TODAY)
    assert assessment(row, team.coordinator).band is Band.CRITICAL
    assert body_of(held, team.coordinator).ended_at is not None


def test_a_restricted_case_is_reported_by_those_who_hold_it(team: Group) -> None:
    row = restricted_case(team.activist, facts=CALM)
    arrest(row, team.activist)
    assert assessment(row, team.coordinator).band is Band.CRITICAL


def test_every_act_leaves_its_trace_in_the_audit(team: Group) -> None:
    row = case(team.activist, facts=CALM)
    before = set(Event.objects.values_list("pk", flat=True))
    actions.tick(detention=arrest(row, team.activist), item="lawyer", done=True, by=team.activist.actor)
    key = team.coordinator.actor.keyring.audit_pair.private
    told = {log.read(event, key).detail for event in Event.objects.exclude(pk__in=before)}
    assert {"detained", "checklist"} <= told


@pytest.mark.parametrize("outcome", Outcome)
def test_the_end_of_a_detention_is_in_the_audit_once_whatever_its_outcome(team: Group, outcome: Outcome) -> None:
    held = arrest(case(team.activist, facts=CALM), team.activist)
    before = set(Event.objects.values_list("pk", flat=True))
    actions.end(detention=held, outcome=outcome, note="", by=team.coordinator.actor, on=TODAY)
    key = team.coordinator.actor.keyring.audit_pair.private
    told = [log.read(event, key) for event in Event.objects.exclude(pk__in=before)]
    assert [body.detail for body in told if body.kind == EventKind.CHANGED] == ["detention ended"]
