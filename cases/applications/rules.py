"""Who may do what to an application or a date, and when it can be done; every refusal in words."""

from datetime import date

from cases.access.actor import Actor
from cases.access.models import Membership
from cases.access.permissions import Permission
from cases.applications import workflow
from cases.applications.models import Application, Deadline
from cases.applications.procedure import Procedure, Regime
from cases.applications.words import REFUSALS
from cases.applications.work import DateKind, Report
from cases.base.dates import PartialDate
from cases.base.verdict import ALLOWED, Verdict
from cases.people.models import OPEN_STAGES, Case, Stage


def may_edit(by: Actor) -> Verdict:
    """Members move applications and keep their dates."""
    return _verdict(by.can(Permission.APPLICATION_EDIT), "not_allowed")


def may_waive(by: Actor, deadline: Deadline) -> Verdict:
    """Giving up a date that still binds is the word of a coordinator of the team that owns the case."""
    return _verdict(by.can(Permission.DEADLINE_WAIVE) and deadline.team_id == by.own_team.pk, "not_allowed")


def may_meet(by: Actor, deadline: Deadline, kind: str) -> Verdict:
    """Members close any date as done; everybody a task or an appointment of their own, and a sign of life."""
    own = kind == DateKind.CHECK_IN or (deadline.assignee_id == by.user.pk and kind != DateKind.RULE)
    return _verdict(own or by.can(Permission.APPLICATION_EDIT), "not_allowed")


def can_apply(regime: Regime, made_on: PartialDate) -> Verdict:
    """A procedure is opened only for acts of days on which its law applied."""
    return _verdict(regime.admits(made_on.earliest()) or regime.admits(made_on.latest()), "other_law")


def can_take_up(procedure: Procedure, report: Report, on: date) -> Verdict:
    """A file begins with its first step, or is taken up at the last that happened."""
    if workflow.find(workflow.entries(procedure), report.move) is None:
        return _verdict(False, "move_not_allowed")
    return _worded(workflow.can_have_happened(report.on, today=on, last=None, explained=False))


def can_move(procedure: Procedure, stage: str, report: Report, *, on: date, last: PartialDate | None) -> Verdict:
    """A move is one the procedure lists, on a day that may have been."""
    known = workflow.can_move(procedure, stage, report.move)
    return _worded(known and can_have_happened(report, on=on, last=last))


def can_have_happened(report: Report, *, on: date, last: PartialDate | None) -> Verdict:
    """No day to come; a day before the last step only with an explanation."""
    return _worded(workflow.can_have_happened(report.on, today=on, last=last, explained=bool(report.note)))


def can_correct(procedure: Procedure, now: str, to: str, report: Report, *, on: date) -> Verdict:
    """A correction leads to another stage of the same procedure and says why."""
    if to == now or to not in procedure.stages:
        return _verdict(False, "move_not_allowed")
    if not report.note:
        return _verdict(False, "reason_needed")
    return _worded(workflow.can_have_happened(report.on, today=on, last=None, explained=True))


def can_undo(moves: int, report: Report, *, on: date) -> Verdict:
    """Every move but the one that opened the application can be taken back, for a reason."""
    if moves < 2:
        return _verdict(False, "nothing_to_undo")
    return _worded(workflow.can_have_happened(report.on, today=on, last=None, explained=True))


def can_follow(follows: Application | None, case: Case) -> Verdict:
    """An application appeals, or goes on from, another one of the same case."""
    return _verdict(follows is None or follows.case_id == case.pk, "of_another_case")


def may_vet(by: Actor, application: Application) -> Verdict:
    """Vetting is kept by the coordinators of the team that owns the case."""
    return _verdict(by.can(Permission.APPLICATION_VET) and application.team_id == by.own_team.pk, "not_allowed")


def can_end(still_open: int, reason: str) -> Verdict:
    """Nothing closes over an open date without a reason."""
    return _verdict(not still_open or bool(reason), "deadlines_open")


def can_set_stage(stage: Stage, still_open: int, reason: str, by: Actor) -> Verdict:
    """No case ends over an open date without a reason; with a case that is closed, members close its dates."""
    if stage in OPEN_STAGES or not still_open:
        return ALLOWED
    if stage == Stage.CLOSED and not may_edit(by):
        return _verdict(False, "dates_not_yours")
    return can_end(still_open, reason)


def can_close(deadline: Deadline) -> Verdict:
    """A date is closed once."""
    return _verdict(not deadline.done, "already_done")


def can_put_off(deadline: Deadline, to: date, reason: str) -> Verdict:
    """A date moves to another day, for a reason."""
    if deadline.due_on == to:
        return _verdict(False, "same_day")
    return _verdict(bool(reason), "reason_needed")


def needs_reason(reason: str) -> Verdict:
    """No date is confirmed or given up without saying why."""
    return _verdict(bool(reason), "reason_needed")


def can_assign(to: Membership | None, case: Case) -> Verdict:
    """A date goes to somebody who works in the team."""
    works_here = to is None or (to.team_id == case.team_id and to.state == Membership.State.ACTIVE)
    return _verdict(works_here, "not_a_member")


def _verdict(allowed: bool, code: str) -> Verdict:
    return ALLOWED if allowed else Verdict(False, str(REFUSALS[code]))


def _worded(verdict: Verdict) -> Verdict:
    return verdict or Verdict(False, str(REFUSALS.get(verdict.reason, verdict.reason)))
