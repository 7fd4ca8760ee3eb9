"""The words for what applications keep as codes, in the order people choose from them."""

from datetime import date
from typing import Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.applications.procedure import Span
from cases.applications.repetition import Rhythm, RhythmUnit
from cases.applications.usualtasks import UsualTask
from cases.applications.work import (
    DateKind,
    Outcome,
    PaperState,
    RefusalReason,
    ToldBy,
    VettingState,
    WorkState,
)
from cases.base.forms import Word
from cases.templatetags.display import day

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
    DateKind.CHECK_IN: _("Sign of life"),
}
OUTCOMES: Final[dict[Outcome, Word]] = {
    Outcome.MET: _("done"),
    Outcome.ENDED: _("no longer applies"),
    Outcome.WAIVED: _("given up"),
}
REFUSAL_REASONS: Final[dict[RefusalReason, Word]] = {
    RefusalReason.UNKNOWN: _("Not said, or not known yet"),
    RefusalReason.SECURITY: _("Doubt about security"),
    RefusalReason.CREDIBILITY: _("Not believed"),
    RefusalReason.TIES: _("No link with the country"),
    RefusalReason.PAPERS: _("Papers missing or not accepted"),
    RefusalReason.ELSEWHERE: _("Held to be safe elsewhere"),
    RefusalReason.OTHER: _("Another reason"),
}
PAPER_STATES: Final[dict[PaperState, Word]] = {
    PaperState.ASKED: _("Asked for"),
    PaperState.HAVE: _("We have it"),
    PaperState.TRANSLATED: _("We have it, translated"),
    PaperState.MISSING: _("Missing: it cannot be had"),
    PaperState.NOT_NEEDED: _("Not needed here"),
}
PAPER_TONES: Final[dict[PaperState, str]] = {
    PaperState.ASKED: "warn",
    PaperState.HAVE: "accent",
    PaperState.TRANSLATED: "good",
    PaperState.MISSING: "bad",
    PaperState.NOT_NEEDED: "quiet",
}
VETTING_STATES: Final[dict[VettingState, Word]] = {
    VettingState.NOT_ASKED: _("Not asked"),
    VettingState.IN_PROGRESS: _("In progress"),
    VettingState.CLEARED: _("Cleared"),
    VettingState.CONCERNS: _("Concerns: may be excluded"),
}
VETTING_TONES: Final[dict[VettingState, str]] = {
    VettingState.NOT_ASKED: "quiet",
    VettingState.IN_PROGRESS: "warn",
    VettingState.CLEARED: "good",
    VettingState.CONCERNS: "bad",
}
REFUSALS: Final[dict[str, Word]] = {
    "move_not_allowed": _("This is no longer possible from where the application stands now."),
    "in_the_future": _("This day has not come yet."),
    "before_the_last_move": _("This is before the last step. If the day is right, explain it in the note."),
    "deadlines_open": _("Dates are still open here. Say why they no longer matter."),
    "dates_not_yours": _("Dates are still open here. A caseworker can close the case with them."),
    "other_law": _("On that day another law applied. Choose the procedure that fits the day."),
    "not_allowed": _("Your role does not allow this."),
    "nothing_to_undo": _("Only the step that opened it is left. If it was never made, close the application."),
    "of_another_case": _("This application belongs to another case."),
    "already_done": _("This date is already closed."),
    "reason_needed": _("Say why."),
    "same_day": _("This is the day it already has."),
    "not_a_member": _("This person is not in the team."),
}

# Which field can mend a refusal: the first of these that a form has.
AT_FIELD: Final[dict[str, tuple[str, ...]]] = {
    "move_not_allowed": ("move", "stage"),
    "in_the_future": ("on_day",),
    "before_the_last_move": ("on_day",),
    "deadlines_open": ("leftover",),
    "other_law": ("made_on", "on_day"),
    "reason_needed": ("note",),
    "same_day": ("day",),
    "not_a_member": ("assignee",),
}


def span_words(span: Span) -> str:
    """Return a length of time in words."""
    n = span.value
    if span.counting == "working" and span.unit == "days":
        return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}
    words = {
        "hours": ngettext("%(n)d hour", "%(n)d hours", n),
        "days": ngettext("%(n)d day", "%(n)d days", n),
        "weeks": ngettext("%(n)d week", "%(n)d weeks", n),
        "months": ngettext("%(n)d month", "%(n)d months", n),
        "years": ngettext("%(n)d year", "%(n)d years", n),
    }
    return words[span.unit] % {"n": n}


RHYTHM_UNITS: Final[dict[RhythmUnit, Word]] = {
    RhythmUnit.DAYS: _("days"),
    RhythmUnit.WEEKS: _("weeks"),
    RhythmUnit.MONTHS: _("months"),
}


def rhythm_words(rhythm: Rhythm) -> str:
    """Return how often something comes again, in words."""
    n = rhythm.every
    words = {
        RhythmUnit.DAYS: ngettext("every day", "every %(n)d days", n),
        RhythmUnit.WEEKS: ngettext("every week", "every %(n)d weeks", n),
        RhythmUnit.MONTHS: ngettext("every month", "every %(n)d months", n),
    }
    often = words[rhythm.unit] % {"n": n}
    return gettext("%(often)s, until %(day)s") % {"often": often, "day": day(rhythm.until)} if rhythm.until else often


def task_words(task: UsualTask) -> str:
    """Return when a usual task would be due, and whether it comes again."""
    within = gettext("within %(time)s") % {"time": span_words(task.within)}
    again = task.rhythm(date.min)
    return f"{within}, {rhythm_words(again)}" if again else within
