"""The words for what applications keep as codes, in the order people choose from them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.applications.daterules import Firmness
from cases.applications.work import DateKind, Outcome, ToldBy, WorkState
from cases.base.forms import Word

TELLERS: Final[dict[ToldBy, Word]] = {
    ToldBy.PERSON: _("The person"),
    ToldBy.AUTHORITY: _("The authority: letter or call"),
    ToldBy.LAWYER: _("The lawyer"),
    ToldBy.PARTNER: _("A partner group"),
    ToldBy.FAMILY: _("The family"),
    ToldBy.OTHER: _("Somebody else"),
}
WORK_STATES: Final[dict[WorkState, Word]] = {
    WorkState.TO_DO: _("To be started"),
    WorkState.PREPARING: _("We are preparing it"),
    WorkState.WITH_PERSON: _("Waiting for the person"),
    WorkState.WITH_LAWYER: _("With the lawyer"),
    WorkState.WITH_AUTHORITY: _("Waiting for the authority"),
    WorkState.ON_HOLD: _("On hold"),
    WorkState.DONE: _("Nothing left to do"),
}
OWN_DATES: Final[dict[DateKind, Word]] = {
    DateKind.APPOINTMENT: _("Appointment"),
    DateKind.TASK: _("Task"),
    DateKind.OTHER: _("Other date"),
}
OUTCOMES: Final[dict[Outcome, Word]] = {
    Outcome.MET: _("done"),
    Outcome.ENDED: _("no longer applies"),
    Outcome.WAIVED: _("given up"),
}
FIRMNESS: Final[dict[Firmness, Word]] = {
    Firmness.FIRM: _("firm"),
    Firmness.ONE_SOURCE: _("one source, check"),
    Firmness.CHECK: _("check with a lawyer"),
    Firmness.OURS: _("our own reminder"),
}
REFUSALS: Final[dict[str, Word]] = {
    "move_not_allowed": _("This is no longer possible from where the application stands now."),
    "in_the_future": _("This day has not come yet."),
    "before_the_last_move": _("This is before the last step. If the day is right, explain it in the note."),
    "deadlines_open": _("Dates are still open here. Say why they no longer matter."),
    "other_law": _("On that day another law applied. Choose the procedure that fits the day."),
    "not_allowed": _("Your role does not allow this."),
    "already_done": _("This date is already closed."),
    "reason_needed": _("Say why."),
    "same_day": _("This is the day it already has."),
    "not_a_member": _("This person is not in the team."),
}
