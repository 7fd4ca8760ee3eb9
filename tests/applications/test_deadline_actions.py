"""Dates: confirmed, moved, met, given up and assigned; earlier days stay, and nothing closes twice."""

from datetime import date
from uuid import uuid4

import pytest

from cases import vault
from cases.applications import deadline_actions as dates
from cases.applications.models import Deadline, DeadlineBody
from cases.applications.work import DateKind, Outcome
from cases.audit import log
from cases.audit.models import Event, EventKind
from cases.base.verdict import Refused
from cases.people.actions import Stale
from cases.people.models import Case
from cases.timeline.models import Entry, EntryKind
from tests import factories
from tests.applications import desk
from tests.factories import TODAY, Group, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Group:
    return factories.group()


@pytest.fixture
def case(team: Group) -> Case:
    return factories.case(team.caseworker, alias="Lotus")


@pytest.fixture
def appeal(team: Group, case: Case) -> Deadline:
    """A deadline under a law that is to be checked: shown for 24 November, perhaps as late as 10 December."""
    row = desk.opened(case, "fr_appeal_cnda", "decision_notified", "2026-11-10", by=team.caseworker)
    return desk.dates(row, team.caseworker)["appeal"][0]


def read(deadline: Deadline, by: Person) -> tuple[Deadline, DeadlineBody]:
    row = Deadline.objects.get(pk=deadline.pk)
    body: DeadlineBody = vault.open(row.body, by=by.actor, why="test")
    return row, body


def test_an_unsure_day_is_not_firm_until_a_caseworker_confirms_one(team: Group, appeal: Deadline) -> None:
    assert read(appeal, team.caseworker)[1].firmness == "check"
    dates.confirm_deadline(
        deadline=appeal, day=date(2026, 12, 10), note="Me D., by phone", by=team.caseworker.actor, on=TODAY
    )
    row, body = read(appeal, team.caseworker)
    assert (row.due_on, body.firmness, body.latest) == (date(2026, 12, 10), "firm", None)
    assert (body.confirmed_by, body.confirmed_on) == (team.caseworker.user.handle, TODAY)
    assert [(earlier.day, earlier.reason) for earlier in body.earlier] == [(date(2026, 11, 24), "Me D., by phone")]


def test_confirming_the_day_shown_keeps_no_earlier_day(team: Group, appeal: Deadline) -> None:
    dates.confirm_deadline(
        deadline=appeal, day=date(2026, 11, 24), note="The court's site", by=team.caseworker.actor, on=TODAY
    )
    assert read(appeal, team.caseworker)[1].earlier == ()


def test_a_confirmed_day_of_a_paused_deadline_runs_again(team: Group, case: Case) -> None:
    row = desk.opened(case, "fr_appeal_cnda", "decision_notified", "2026-11-02", by=team.caseworker)
    desk.moved(row, "legal_aid_requested", "2026-11-05", by=team.caseworker)
    paused = desk.dates(row, team.caseworker)["appeal"][0]
    day = date(2027, 1, 15)
    dates.confirm_deadline(deadline=paused, day=day, note="Clerk", by=team.caseworker.actor, on=TODAY)
    found, body = read(paused, team.caseworker)
    assert (found.due_on, body.paused_on, body.held) == (day, None, None)
    assert [earlier.day for earlier in body.earlier] == [date(2026, 11, 16)]


def test_each_day_a_deadline_had_is_kept_with_its_reason(team: Group, appeal: Deadline) -> None:
    for day, reason in [(date(2026, 11, 26), "one"), (date(2026, 11, 28), "two")]:
        dates.move_deadline(deadline=appeal, to=day, reason=reason, by=team.caseworker.actor)
    row, body = read(appeal, team.caseworker)
    assert row.due_on == date(2026, 11, 28)
    assert [(earlier.day.day, earlier.reason) for earlier in body.earlier] == [(24, "one"), (26, "two")]


def test_a_deadline_does_not_move_without_a_reason_nor_to_its_own_day(team: Group, appeal: Deadline) -> None:
    for day, reason in [(date(2026, 11, 26), ""), (date(2026, 11, 24), "why")]:
        with pytest.raises(Refused):
            dates.move_deadline(deadline=appeal, to=day, reason=reason, by=team.caseworker.actor)
    with pytest.raises(Refused):
        dates.confirm_deadline(deadline=appeal, day=TODAY, note="", by=team.caseworker.actor, on=TODAY)


def test_a_met_deadline_is_closed_once_and_told_on_the_timeline(team: Group, case: Case, appeal: Deadline) -> None:
    dates.meet_deadline(deadline=appeal, met_on=TODAY, note="Sent by fax", by=team.caseworker.actor)
    row, body = read(appeal, team.caseworker)
    assert (row.done, body.outcome, body.outcome_on) == (True, Outcome.MET, TODAY)
    entry = Entry.objects.filter(case=case).order_by("-number").first()
    assert entry
    assert vault.open(entry.body, by=team.caseworker.actor, why="test").kind == EntryKind.DEADLINE
    with pytest.raises(Refused):
        dates.meet_deadline(deadline=appeal, met_on=TODAY, note="", by=team.caseworker.actor)


def test_only_a_coordinator_gives_up_a_deadline_and_says_why(team: Group, appeal: Deadline) -> None:
    with pytest.raises(Refused):
        dates.waive_deadline(deadline=appeal, reason="He left", by=team.caseworker.actor, on=TODAY)
    with pytest.raises(Refused):
        dates.waive_deadline(deadline=appeal, reason="", by=team.coordinator.actor, on=TODAY)
    dates.waive_deadline(deadline=appeal, reason="He left", by=team.coordinator.actor, on=TODAY)
    row, body = read(appeal, team.caseworker)
    assert (row.done, body.outcome, body.outcome_reason) == (True, Outcome.WAIVED, "He left")


def test_a_task_is_for_whoever_has_the_case_or_for_one_colleague(team: Group, case: Case) -> None:
    task = dates.add_date(case=case, kind=DateKind.TASK, text="Ring", day=TODAY, by=team.caseworker.actor)
    assert task.assignee is None
    dates.assign_deadline(deadline=task, to=team.activist.membership, by=team.caseworker.actor)
    assert Deadline.objects.get(pk=task.pk).assignee == team.activist.user
    dates.assign_deadline(deadline=task, to=None, by=team.caseworker.actor)
    assert Deadline.objects.get(pk=task.pk).assignee is None


def test_a_date_is_not_given_to_somebody_of_another_team(team: Group, case: Case) -> None:
    stranger = factories.group().caseworker.membership
    with pytest.raises(Refused):
        dates.add_date(case=case, kind=DateKind.TASK, text="Ring", day=TODAY, by=team.caseworker.actor, to=stranger)


def test_an_activist_closes_their_own_task_but_no_deadline(team: Group) -> None:
    case = factories.case(team.activist)
    task = dates.add_date(
        case=case, kind=DateKind.TASK, text="Ring", day=TODAY, by=team.caseworker.actor, to=team.activist.membership
    )
    other = dates.add_date(case=case, kind=DateKind.TASK, text="Write", day=TODAY, by=team.caseworker.actor)
    dates.meet_deadline(deadline=task, met_on=TODAY, note="", by=team.activist.actor)
    assert Deadline.objects.get(pk=task.pk).done
    with pytest.raises(Refused):
        dates.meet_deadline(deadline=other, met_on=TODAY, note="", by=team.activist.actor)
    with pytest.raises(Refused):
        dates.add_date(case=case, kind=DateKind.TASK, text="More", day=TODAY, by=team.activist.actor)


def test_the_same_date_sent_twice_is_written_once(team: Group, case: Case) -> None:
    ticket = uuid4()
    for _ in range(2):
        dates.add_date(case=case, kind=DateKind.OTHER, text="X", day=TODAY, by=team.caseworker.actor, ticket=ticket)
    assert Deadline.objects.count() == 1


def test_whoever_saw_an_older_version_is_stopped(team: Group, appeal: Deadline) -> None:
    dates.move_deadline(deadline=appeal, to=date(2026, 11, 26), reason="clerk", by=team.coordinator.actor)
    with pytest.raises(Stale):
        dates.move_deadline(
            deadline=appeal, to=date(2026, 11, 27), reason="me", by=team.caseworker.actor, version=appeal.version
        )


def test_when_the_audit_fails_the_date_stays_open(
    team: Group, appeal: Deadline, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (Entry.objects.count(), Event.objects.count())
    real = log.record

    def fail(kind: object, **about: object) -> object:
        if kind is EventKind.CHANGED:
            raise RuntimeError("the audit cannot be written")
        return real(kind, **about)  # type: ignore[arg-type]

    monkeypatch.setattr(log, "record", fail)
    with pytest.raises(RuntimeError):
        dates.meet_deadline(deadline=appeal, met_on=TODAY, note="", by=team.caseworker.actor)
    assert not Deadline.objects.get(pk=appeal.pk).done
    assert (Entry.objects.count(), Event.objects.count()) == before
