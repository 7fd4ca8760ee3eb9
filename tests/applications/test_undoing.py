"""Taking moves back: deadlines as they were, refusals counted no more, nothing rewritten."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.applications import actions, deadline_actions
from cases.applications.catalogue import procedures
from cases.applications.models import Application, Deadline, Move
from cases.applications.procedure import AllowedMove
from cases.applications.queries import refusals
from cases.applications.work import CORRECTION, Outcome, RefusalReason, Report
from cases.applications.workflow import next_moves
from cases.base.dates import PartialDate
from cases.base.verdict import Refused
from cases.people.models import Case
from tests import factories
from tests.applications.desk import body_of, dates, history, moved, opened, told
from tests.factories import TODAY, Group

pytestmark = pytest.mark.django_db
WHY = "It was somebody else's letter"


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    return factories.case(team.caseworker, alias="Lotus")


def undone(row: Application, team: Group, on: str = "2026-11-20") -> Move:
    report = told(CORRECTION, on, WHY)
    return actions.undo(application=row, report=report, by=team.caseworker.actor, on=TODAY)


def corrected(row: Application, stage: str, team: Group) -> Move:
    report = told(CORRECTION, "2026-11-20", WHY)
    return actions.correct(application=row, stage=stage, report=report, by=team.caseworker.actor, on=TODAY)


def refused(row: Application, team: Group, move: str, on: str, reason: RefusalReason) -> None:
    report = Report(move=move, on=told(move, on).on, told_by=told(move, on).told_by, refusal=reason)
    actions.move(application=row, report=report, by=team.caseworker.actor, on=TODAY)


def counted(team: Group) -> dict[tuple[str, str], int]:
    return {(row.destination, row.reason): row.count for row in refusals(team.coordinator.actor)}


def test_dates_a_move_opened_end_and_those_it_closed_run_again(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    moved(row, "rejected", "2026-11-10", by=team.caseworker)
    undone(row, team)
    appeal, appeal_body = dates(row, team.caseworker)["appeal"]
    assert (appeal.done, appeal_body.outcome, appeal_body.outcome_reason) == (True, Outcome.ENDED, WHY)
    decision, body = dates(row, team.caseworker)["decision"]
    assert (decision.done, decision.due_on, body.outcome) == (False, date(2026, 3, 1), "")
    assert [(ended.outcome, ended.on) for ended in body.reopened] == [(Outcome.MET, date(2026, 11, 10))]
    kept = body_of(row, team.caseworker)
    assert "rejected" not in kept.events
    assert str(kept.last_on) == "2025-09-01"
    assert Application.objects.get(pk=row.pk).stage == "lodged"


def test_the_history_keeps_the_mistake_and_who_took_it_back(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    moved(row, "rejected", "2026-11-10", by=team.caseworker)
    before = history(row, team.caseworker)
    undone(row, team)
    after = history(row, team.caseworker)
    assert after[:-1] == before
    assert (after[-1].source, after[-1].target, after[-1].undoes, after[-1].note) == ("rejected", "lodged", (2,), WHY)


def test_a_pause_and_a_new_start_are_taken_back_to_the_day_before(team: Group, case: Case) -> None:
    row = opened(case, "fr_appeal_cnda", "decision_notified", "2026-11-01", by=team.caseworker)
    moved(row, "legal_aid_requested", "2026-11-05", by=team.caseworker)
    undone(row, team)
    deadline, body = dates(row, team.caseworker)["appeal"]
    assert (deadline.due_on, body.paused_on, body.held) == (date(2026, 11, 15), None, None)
    assert not dates(row, team.caseworker)["legal_aid"][0].done


def test_a_day_somebody_has_decided_since_stays(team: Group, case: Case) -> None:
    row = opened(case, "kz_asylum", "certificate_issued", "2026-08-01", by=team.caseworker)
    moved(row, "certificate_renewed", "2026-10-30", by=team.caseworker)
    deadline, _ = dates(row, team.caseworker)["certificate"]
    deadline_actions.confirm_deadline(
        deadline=deadline, day=date(2027, 2, 15), note="It stands on the paper", by=team.caseworker.actor, on=TODAY
    )
    undone(row, team)
    assert dates(row, team.caseworker)["certificate"][0].due_on == date(2027, 2, 15)


def test_correcting_to_an_earlier_stage_takes_back_all_that_came_after(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    moved(row, "rejected", "2026-11-10", by=team.caseworker)
    moved(row, "appeal_pending", "2026-11-12", by=team.caseworker)
    corrected(row, "lodged", team)
    assert history(row, team.caseworker)[-1].undoes == (2, 3)
    still_open = {rule for rule, (deadline, _) in dates(row, team.caseworker).items() if not deadline.done}
    assert still_open == {"decision"}


def test_correcting_to_a_stage_it_never_was_at_opens_and_closes_nothing(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    before = {rule: deadline.done for rule, (deadline, _) in dates(row, team.caseworker).items()}
    corrected(row, "interviewed", team)
    assert {rule: deadline.done for rule, (deadline, _) in dates(row, team.caseworker).items()} == before
    undone(row, team)
    assert Application.objects.get(pk=row.pk).stage == "lodged"


def test_two_steps_are_taken_back_one_after_the_other_and_the_first_stays(team: Group, case: Case) -> None:
    row = opened(case, "kz_asylum", "certificate_issued", "2026-08-01", by=team.caseworker)
    moved(row, "certificate_renewed", "2026-10-30", by=team.caseworker)
    moved(row, "certificate_renewed_again", "2026-11-10", by=team.caseworker)
    undone(row, team)
    assert dates(row, team.caseworker)["certificate"][0].due_on == date(2027, 1, 30)
    undone(row, team)
    assert dates(row, team.caseworker)["certificate"][0].due_on == date(2026, 11, 1)
    with pytest.raises(Refused):
        undone(row, team)


def test_an_end_taken_back_opens_what_was_closed_with_it(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    moved(row, "withdrawn", "2026-11-10", by=team.caseworker)
    undone(row, team)
    now = Application.objects.get(pk=row.pk)
    assert (now.stage, now.closed) == ("lodged", False)
    assert not dates(row, team.caseworker)["decision"][0].done


def test_taking_back_needs_a_reason_a_caseworker_and_happens_once_per_form(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    moved(row, "interview_scheduled", "2026-11-10", by=team.caseworker)
    moved(row, "interviewed", "2026-11-11", by=team.caseworker)
    with pytest.raises(Refused):
        actions.undo(
            application=row, report=told(CORRECTION, "2026-11-20"), by=team.activist.actor, on=TODAY
        )  # fmt: skip
    ticket = uuid4()
    for _ in range(2):
        report = told(CORRECTION, "2026-11-20", WHY)
        actions.undo(application=row, report=report, by=team.caseworker.actor, on=TODAY, ticket=ticket)
    assert Application.objects.get(pk=row.pk).stage == "interview_scheduled"


def test_a_refusal_is_counted_with_its_reason_and_taken_off_with_the_move(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    refused(row, team, "rejected", "2026-11-10", RefusalReason.CREDIBILITY)
    assert counted(team) == {("DE", "credibility"): 1}
    assert history(row, team.caseworker)[-1].refusal == "credibility"
    undone(row, team)
    assert counted(team) == {}
    assert body_of(row, team.caseworker).refusals == ()


def test_a_reason_known_better_later_is_counted_instead_and_taken_off_in_its_turn(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    moved(row, "rejected", "2026-11-10", by=team.caseworker)
    assert counted(team) == {("DE", "unknown"): 1}
    details = body_of(row, team.caseworker).details
    actions.keep_details(
        application=row, details=details, refusal=RefusalReason.PAPERS, by=team.caseworker.actor
    )  # fmt: skip
    assert counted(team) == {("DE", "papers"): 1}
    moved(row, "appeal_pending", "2026-11-12", by=team.caseworker)
    refused(row, team, "appeal_rejected", "2026-11-15", RefusalReason.SECURITY)
    assert counted(team) == {("DE", "papers"): 1, ("DE", "security"): 1}
    corrected(row, "lodged", team)
    assert counted(team) == {}


def test_a_refusal_that_becomes_final_is_not_counted_twice(team: Group, case: Case) -> None:
    row = opened(case, "kz_asylum", "certificate_issued", "2026-08-01", by=team.caseworker)
    for move, day in (("refused", "2026-09-01"), ("court_pending", "2026-09-10"), ("court_refused", "2026-10-01")):
        moved(row, move, day, by=team.caseworker)
    moved(row, "final_refusal", "2026-11-01", by=team.caseworker)
    assert counted(team) == {("KZ", "unknown"): 2}, "the authority's and the court's"


def test_a_correction_away_from_a_refusal_it_was_opened_with_takes_it_off(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "rejected", "2026-11-10", by=team.caseworker)
    assert counted(team) == {("DE", "unknown"): 1}
    corrected(row, "lodged", team)
    assert counted(team) == {}
    undone(row, team)
    assert counted(team) == {("DE", "unknown"): 1}


def test_the_counts_of_another_team_are_not_seen(team: Group, case: Case) -> None:
    opened(case, "de_asylum", "rejected", "2026-11-10", by=team.caseworker)
    assert counted(factories.group()) == {}


def _next(stage: str, data: st.DataObject, procedure: str) -> AllowedMove | None:
    ahead = next_moves(procedures()[procedure], stage)
    return data.draw(st.sampled_from(ahead)) if ahead else None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["fr_appeal_cnda", "kz_asylum", "de_asylum", "fr_asylum_pre_pact"]), st.data())
def test_any_moves_taken_back_leave_the_open_dates_as_they_were(
    team: Group, case: Case, procedure: str, data: st.DataObject
) -> None:
    starts = {"fr_appeal_cnda": "decision_notified", "kz_asylum": "certificate_issued"}
    row = opened(case, procedure, starts.get(procedure, "lodged"), "2026-01-05", by=team.caseworker)
    row = Application.objects.get(pk=row.pk)
    states = [_state(row, team)]
    for month in range(2, 2 + data.draw(st.integers(1, 4))):
        step = _next(row.stage, data, procedure)
        if step is None:
            break
        day = str(PartialDate(2026, month, 5))
        moved(row, step.name, day, by=team.caseworker, leftover="over")
        row = Application.objects.get(pk=row.pk)
        states.append(_state(row, team))
    for wanted in reversed(states[:-1]):
        undone(row, team)
        row = Application.objects.get(pk=row.pk)
        assert _state(row, team) == wanted


def _state(row: Application, team: Group) -> tuple[object, ...]:
    rows = Deadline.objects.filter(application=row, done=False)
    body = body_of(row, team.caseworker)
    still_open = sorted((str(one.pk), one.due_on) for one in rows)
    return row.stage, row.closed, still_open, body.events, body.last_on, body.refusals
