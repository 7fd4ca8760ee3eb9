"""Applications: opened, moved, corrected and noted, with their deadlines, or not at all."""

from datetime import date
from uuid import uuid4

import pytest

from cases import vault
from cases.applications import actions, deadline_actions
from cases.applications.catalogue import procedures
from cases.applications.models import Application, Deadline, Move
from cases.applications.work import CORRECTION, NOTE, DateKind, Details, Outcome, WorkState
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.base.dates import parse_partial
from cases.base.verdict import Refused
from cases.people.actions import Stale
from cases.people.models import Case
from cases.timeline.models import Entry, EntryKind
from tests import factories
from tests.applications.desk import body_of, dates, history, moved, opened, told
from tests.factories import TODAY, Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    return factories.case(team.caseworker, alias="Lotus")


def test_opening_writes_the_application_its_history_timeline_and_audit(team: Group, case: Case) -> None:
    events = Event.objects.count()
    row = opened(case, "fr_visa_asylum", "draft", "2026-11-18", by=team.caseworker)
    assert (row.destination, row.procedure, row.stage, row.closed) == ("FR", "fr_visa_asylum", "draft", False)
    assert row.week_opened == date(2026, 11, 16)
    (first,) = history(row, team.caseworker)
    assert (first.kind, first.source, first.target, str(first.on)) == ("draft", "", "draft", "2026-11-18")
    newest = Entry.objects.filter(case=case).order_by("-number").first()
    assert newest
    assert vault.open(newest.body, by=team.caseworker.actor, why="test").kind == EntryKind.APPLICATION
    assert Event.objects.count() > events


def test_an_application_keeps_the_law_under_which_it_was_opened(team: Group, case: Case) -> None:
    row = opened(case, "fr_asylum_pre_pact", "lodged", "2026-06-11", by=team.caseworker)
    assert body_of(row, team.caseworker).regime == "before_2026-06-12"


@pytest.mark.parametrize(
    ("procedure", "day"),
    [("fr_asylum_pre_pact", "2026-06-12"), ("fr_asylum_pact", "2026-06-11"), ("eu_ammr", "2026-06")],
)
def test_a_procedure_is_not_opened_for_a_day_on_which_another_law_applied(
    team: Group, case: Case, procedure: str, day: str
) -> None:
    start = "registered" if procedure == "eu_ammr" else "not_started"
    with pytest.raises(Refused):
        opened(case, procedure, start, day, by=team.caseworker)


def test_the_day_of_the_act_decides_the_law_even_when_the_step_taken_up_came_later(team: Group, case: Case) -> None:
    row = actions.open_application(
        case=case,
        procedure=procedures()["fr_asylum_pre_pact"],
        report=told("interviewed", "2026-09-01"),
        made_on=parse_partial("2026-05"),
        by=team.caseworker.actor,
        on=TODAY,
    )
    assert row.stage == "interviewed"


def test_a_move_opens_the_deadline_it_starts_and_a_later_one_meets_it(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2025-09-01", by=team.caseworker)
    moved(row, "rejected", "2026-11-10", by=team.caseworker)
    deadline, body = dates(row, team.caseworker)["appeal"]
    assert (deadline.due_on, deadline.done, body.firmness) == (date(2026, 11, 24), False, "check")
    assert dates(row, team.caseworker)["decision"][1].outcome == Outcome.MET
    moved(row, "appeal_pending", "2026-11-19", by=team.caseworker)
    deadline, body = dates(row, team.caseworker)["appeal"]
    assert (deadline.done, body.outcome, body.outcome_on) == (True, Outcome.MET, date(2026, 11, 19))


def test_legal_aid_pauses_the_appeal_and_its_decision_lets_the_rest_run(team: Group, case: Case) -> None:
    row = opened(case, "fr_appeal_cnda", "decision_notified", "2026-09-01", by=team.caseworker)
    moved(row, "legal_aid_requested", "2026-09-10", by=team.caseworker)
    deadline, body = dates(row, team.caseworker)["appeal"]
    assert (deadline.due_on, body.held, body.paused_on) == (None, date(2026, 9, 15), date(2026, 9, 10))
    moved(row, "legal_aid_refused", "2026-10-20", by=team.caseworker)
    deadline, body = dates(row, team.caseworker)["appeal"]
    assert (deadline.due_on, body.paused_on) == (date(2026, 10, 25), None)
    assert [earlier.day for earlier in body.earlier] == [date(2026, 9, 15)]


def test_a_renewed_certificate_keeps_its_earlier_day(team: Group, case: Case) -> None:
    row = opened(case, "kz_asylum", "certificate_issued", "2026-08-01", by=team.caseworker)
    moved(row, "certificate_renewed", "2026-10-30", by=team.caseworker)
    deadline, body = dates(row, team.caseworker)["certificate"]
    assert deadline.due_on == date(2027, 1, 30)
    assert [earlier.day for earlier in body.earlier] == [date(2026, 11, 1)]


def test_the_day_and_who_told_us_stand_in_the_history(team: Group, case: Case) -> None:
    row = opened(case, "fr_visa_asylum", "draft", "2026-01", by=team.caseworker)
    moved(row, "referral_prepared", "~2026-02", by=team.caseworker, note="Письмо готово")
    last = history(row, team.caseworker)[-1]
    assert (str(last.on), last.told_by, last.note) == ("~2026-02", "person", "Письмо готово")
    assert last.by == team.caseworker.user.handle


@pytest.mark.parametrize(
    ("move", "on"),
    [
        ("travelled", "2026-11-10"),
        ("nonsense", "2026-11-10"),
        ("referral_prepared", "2026-11-21"),
        ("referral_prepared", "2026-10-31"),
    ],
)
def test_impossible_moves_are_refused_and_change_nothing(team: Group, case: Case, move: str, on: str) -> None:
    row = opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    with pytest.raises(Refused):
        moved(row, move, on, by=team.caseworker)
    assert Application.objects.get(pk=row.pk).version == row.version
    assert len(history(row, team.caseworker)) == 1


def test_a_day_before_the_last_move_is_taken_when_explained(team: Group, case: Case) -> None:
    row = opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    moved(row, "referral_prepared", "2026-10-31", by=team.caseworker, note="The draft was entered late")
    assert Application.objects.get(pk=row.pk).stage == "referral_prepared"


def test_nothing_ends_over_an_open_date_without_a_reason(team: Group, case: Case) -> None:
    row = opened(case, "fr_visa_asylum", "dossier_sent", "2026-11-01", by=team.caseworker)
    deadline_actions.add_date(
        case=case, kind=DateKind.TASK, text="Bring photos", day=TODAY, by=team.caseworker.actor, application=row
    )
    with pytest.raises(Refused):
        moved(row, "withdrawn", "2026-11-10", by=team.caseworker)
    assert Application.objects.get(pk=row.pk).stage == "dossier_sent"
    moved(row, "withdrawn", "2026-11-10", by=team.caseworker, leftover="He went to Germany")
    deadline, body = dates(row, team.caseworker)["Bring photos"]
    assert (deadline.done, body.outcome, body.outcome_reason) == (True, Outcome.ENDED, "He went to Germany")
    assert Application.objects.get(pk=row.pk).closed


def test_deadlines_that_a_move_makes_pointless_need_no_reason(team: Group, case: Case) -> None:
    row = opened(case, "fr_appeal_cnda", "decision_notified", "2026-11-10", by=team.caseworker)
    moved(row, "closed", "2026-11-12", by=team.caseworker)
    assert {body.outcome for _row, body in dates(row, team.caseworker).values()} == {Outcome.ENDED}


def test_a_correction_changes_the_stage_and_keeps_the_mistake(team: Group, case: Case) -> None:
    row = opened(case, "de_asylum", "lodged", "2026-09-01", by=team.caseworker)
    moved(row, "withdrawn", "2026-11-01", by=team.caseworker)
    report = told(CORRECTION, "2026-11-02", "It was somebody else's file")
    actions.correct(application=row, stage="lodged", report=report, by=team.caseworker.actor, on=TODAY)
    now = Application.objects.get(pk=row.pk)
    assert (now.stage, now.closed) == ("lodged", False)
    assert [entry.target for entry in history(row, team.caseworker)] == ["lodged", "withdrawn", "lodged"]


@pytest.mark.parametrize(("stage", "note"), [("interviewed", ""), ("travelled", "why"), ("lodged", "why")])
def test_a_correction_needs_another_stage_of_the_procedure_and_a_reason(
    team: Group, case: Case, stage: str, note: str
) -> None:
    row = opened(case, "de_asylum", "lodged", "2026-09-01", by=team.caseworker)
    with pytest.raises(Refused):
        actions.correct(
            application=row,
            stage=stage,
            report=told(CORRECTION, "2026-11-02", note),
            by=team.caseworker.actor,
            on=TODAY,
        )


def test_an_activist_with_the_case_notes_but_does_not_move(team: Group) -> None:
    case = factories.case(team.activist, alias="Fox")
    row = opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    actions.note(application=row, report=told(NOTE, "2026-11-05", "They rang"), by=team.activist.actor, on=TODAY)
    assert history(row, team.activist)[-1].note == "They rang"
    with pytest.raises(Refused):
        moved(row, "referral_prepared", "2026-11-06", by=team.activist)
    with pytest.raises(Refused):
        opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.activist)
    with pytest.raises(Refused):
        actions.keep_details(application=row, details=Details(), by=team.activist.actor)


def test_details_and_work_state_stand_beside_the_stage(team: Group, case: Case) -> None:
    row = opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    kept = Details(reference="№ 12", lawyer="Me D.", work_state=WorkState.WITH_LAWYER, note="Speaks French")
    actions.keep_details(application=row, details=kept, by=team.caseworker.actor)
    assert body_of(row, team.caseworker).details == kept
    assert Application.objects.get(pk=row.pk).stage == "draft"


def test_the_same_form_sent_twice_acts_once(team: Group, case: Case) -> None:
    ticket, procedure, by = uuid4(), procedures()["fr_appeal_cnda"], team.caseworker
    report = told("decision_notified", "2026-11-10")
    for _ in range(2):
        row = actions.open_application(
            case=case, procedure=procedure, report=report, by=by.actor, on=TODAY, ticket=ticket
        )
    assert (Application.objects.count(), Deadline.objects.count()) == (1, 2)
    ticket = uuid4()
    for _ in range(2):
        actions.move(
            application=row, report=told("appeal_filed", "2026-11-12"), by=by.actor, on=TODAY, version=1, ticket=ticket
        )
    assert Move.objects.count() == 2


def test_whoever_saw_an_older_version_is_stopped(team: Group, case: Case) -> None:
    row = opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=team.caseworker)
    seen = row.version
    moved(row, "referral_prepared", "2026-11-02", by=team.coordinator)
    report = told("dossier_sent", "2026-11-03")
    with pytest.raises(Stale):
        actions.move(application=row, report=report, by=team.caseworker.actor, on=TODAY, version=seen)
    with pytest.raises(Stale):
        actions.keep_details(application=row, details=Details(), by=team.caseworker.actor, version=seen)
    assert Application.objects.get(pk=row.pk).stage == "referral_prepared"


def test_when_the_audit_fails_nothing_has_happened(team: Group, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    row = opened(case, "de_asylum", "lodged", "2026-09-01", by=team.caseworker)
    before = (Move.objects.count(), Deadline.objects.count(), Entry.objects.count(), Event.objects.count())
    real = log.record

    def fail(kind: object, **about: object) -> object:
        if kind is EventKind.CHANGED:  # the last thing a move writes
            raise RuntimeError("the audit cannot be written")
        return real(kind, **about)  # type: ignore[arg-type]

    monkeypatch.setattr(log, "record", fail)
    with pytest.raises(RuntimeError):
        moved(row, "rejected", "2026-11-10", by=team.caseworker)
    assert (Move.objects.count(), Deadline.objects.count(), Entry.objects.count(), Event.objects.count()) == before
    assert Application.objects.get(pk=row.pk).stage == "lodged"
