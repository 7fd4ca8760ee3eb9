"""What can be done with a collective referral, and when; every refusal in words."""

from django.utils.translation import gettext as _

from cases.applications import workflow
from cases.applications.models import Application, Referral, ReferralItemBody
from cases.applications.procedure import Procedure
from cases.base.verdict import ALLOWED, Verdict
from cases.routes.catalogue import routes
from cases.routes.gathering import MOST

State = Referral.State


def step_of(procedure: Procedure) -> str:
    """Return the step by which cases are submitted together; nothing where groups submit none."""
    route = routes().get(procedure.id)
    return route.submitted_by if route else ""


def can_begin(procedure: Procedure) -> Verdict:
    """Cases are put together for authorities to whom groups submit."""
    return ALLOWED if step_of(procedure) else Verdict(False, _("Groups submit nobody by this procedure."))


def can_gather(referral: Referral, cases: int) -> Verdict:
    """Cases are added while it is being put together, as many as one page holds."""
    if referral.state != State.GATHERING:
        return Verdict(False, _("This referral was submitted already. Begin another one."))
    full = _("It holds %(n)d cases, which is as many as fit. Begin another one.") % {"n": MOST}
    return ALLOWED if cases < MOST else Verdict(False, full)


def can_take_out(body: ReferralItemBody) -> Verdict:
    """What the authority has got cannot be taken out."""
    return Verdict(False, _("This case was submitted already.")) if body.submitted_on else ALLOWED


def can_submit(referral: Referral) -> Verdict:
    """It is submitted while it stands; cases that were held back can follow."""
    return ALLOWED if referral.state != State.OVER else Verdict(False, _("This referral is over."))


def can_answer(body: ReferralItemBody) -> Verdict:
    """An authority answers what it was given."""
    return ALLOWED if body.submitted_on else Verdict(False, _("This case has not been submitted yet."))


def can_end(referral: Referral) -> Verdict:
    """It is over after it was submitted."""
    return ALLOWED if referral.state == State.SUBMITTED else Verdict(False, _("It has not been submitted yet."))


def can_move_on(procedure: Procedure, application: Application) -> Verdict:
    """An application that stands elsewhere is moved on its own page, not by the way."""
    if workflow.can_move(procedure, application.stage, step_of(procedure)):
        return ALLOWED
    return Verdict(False, _("Its application stands at another stage: look at it first."))
