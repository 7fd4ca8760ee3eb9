"""Applications, dates and history as pages show them: codes joined with the procedure's words."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext

from cases.applications.catalogue import procedures, vocabulary
from cases.applications.daterules import Firmness, last_day, post_by
from cases.applications.models import Application, Closure, Deadline, DeadlineBody
from cases.applications.procedure import (
    AllowedMove,
    Alternative,
    DeadlineRule,
    Procedure,
    Source,
    Span,
)
from cases.applications.programmes import TONES, Gate, State
from cases.applications.publicholidays import holidays_of
from cases.applications.usualtasks import usual_tasks
from cases.applications.words import OUTCOMES, OWN_DATES, rhythm_words, span_words
from cases.applications.work import DateKind, Outcome
from cases.base.dates import PartialDate
from cases.base.forms import Word
from cases.templatetags.display import localized


def stage_name(stage: str) -> str:
    """Return the name of a stage in the reader's language."""
    word = vocabulary().stages.get(stage)
    return localized(word.label) if word else stage


def move_name(move: AllowedMove) -> str:
    """Return what happened in a move: its own words, or the name of the stage it leads to."""
    return localized(move.label) if move.label else stage_name(move.to or "")


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One application as lists show it."""

    row: Application
    alias: str

    @property
    def procedure(self) -> Procedure | None:
        return procedures().get(self.row.procedure)

    @property
    def name(self) -> str:
        return localized(self.procedure.name) if self.procedure else self.row.procedure

    @property
    def stage(self) -> str:
        return stage_name(self.row.stage)

    @property
    def tone(self) -> str:
        return tone_of(self.row.stage)

    @property
    def destination(self) -> str:
        return destination_name(self.row.destination)

    @property
    def shut(self) -> State | None:
        """How the programme stands while it takes no applications."""
        state = getattr(self.row, "gate", None)
        if state is None:
            return Gate(self.procedure).state if self.procedure and Gate(self.procedure).is_shut else None
        return None if state == State.OPEN else State(state)

    @property
    def shut_tone(self) -> str:
        """How loud that is said."""
        return TONES[self.shut] if self.shut else ""

    @property
    def who(self) -> str:
        """Whoever follows the case."""
        return getattr(self.row, "handle", "") or ""


def destination_name(code: str) -> str:
    """Return the name of a destination in the reader's language."""
    return localized(vocabulary().destinations.get(code)) or code


def tone_of(stage: str) -> str:
    """Return the tone of the badge of a stage."""
    word = vocabulary().stages.get(stage)
    tones = {"granted": "good", "refused": "bad", "appeal": "warn", "over": "quiet", "waiting": "accent"}
    return tones.get(word.phase, "neutral") if word else "neutral"


@dataclass(frozen=True)
class DateRow:
    """One date as pages show it: a deadline of a procedure, or an appointment, task or other date of ours."""

    row: Deadline
    body: DeadlineBody
    alias: str = ""

    @cached_property
    def procedure(self) -> Procedure | None:
        return procedures().get(getattr(self.row, "procedure", "") or "")

    @cached_property
    def rule(self) -> DeadlineRule | None:
        return self.procedure.rule(self.body.rule) if self.procedure else None

    @property
    def text(self) -> str:
        """What people wrote; else the words of the rule or of the usual task, or what kind of date it is."""
        if self.body.text:
            return self.body.text
        known = usual_tasks().get(self.body.usual)
        words = known.text if known else self.rule.label if self.rule else None
        return localized(words) or self.body.rule or self.kind

    @property
    def file_url(self) -> str:
        """The page of the application it belongs to."""
        return f"/applications/{self.row.application_id}/"

    @cached_property
    def kind(self) -> str:
        return str(OWN_DATES.get(DateKind(self.body.kind), ""))

    @property
    def is_check_in(self) -> bool:
        """Whether it is a sign of life that is awaited: hearing from the person closes it."""
        return self.body.kind == DateKind.CHECK_IN

    @property
    def again(self) -> str:
        """How often it comes again, in words."""
        return rhythm_words(self.body.rhythm) if self.body.rhythm else ""

    @property
    def sure(self) -> str:
        """How far the day may be relied on; what people wrote down themselves needs no mark."""
        return self.body.firmness

    @property
    def unsure(self) -> bool:
        return self.body.firmness in (Firmness.CHECK, Firmness.ONE_SOURCE)

    @property
    def theirs(self) -> bool:
        """Whether a law sets it for the authority, not for the person."""
        return self.rule is not None and self.rule.span is not None and self.rule.who == "authority"

    @property
    def sources(self) -> list[Source]:
        rule, procedure = self.rule, self.procedure
        return [procedure.source(one) for one in rule.sources] if rule and procedure else []

    @property
    def length(self) -> str:
        """The time limit in words."""
        if self.rule is None or self.rule.span is None:
            return gettext("none in law")
        shortest = span_words(self._span(self.rule, self.rule.span))
        if self.rule.longest:
            return f"{shortest} – {span_words(self.rule.longest)}"
        return gettext("%(limit)s, perhaps shorter") % {"limit": shortest} if self.alternatives else shortest

    @property
    def post_by(self) -> date | None:
        """The day to post by what must have arrived by its day; None where receipt is not what counts."""
        if self.rule is None or self.procedure is None or self.rule.kept_by != "receipt" or not self.row.due_on:
            return None
        due_on = self.row.due_on
        return post_by(due_on, holidays_of(self.procedure.destination, due_on.year))

    @property
    def ended_before(self) -> list[tuple[Word, Closure]]:
        """How it had ended before it was opened again."""
        return [(OUTCOMES[Outcome(one.outcome)], one) for one in self.body.reopened]

    def _span(self, rule: DeadlineRule, usual: Span) -> Span:
        """The time it has: where it was prolonged, the one that ends on its day."""
        since = self.body.counted_from
        prolonged = (one.span for one in rule.extensions if since and self._ends(since, one.span))
        return next(prolonged, usual)

    def _ends(self, since: PartialDate, span: Span) -> bool:
        return last_day(since.earliest(), span) == self.row.due_on

    @property
    def latest(self) -> date | None:
        """The latest day the law may allow, where that is open and the clock runs."""
        return self.body.latest if self.row.due_on else None

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Shorter times that may apply, as long as nobody has confirmed the day."""
        return self.rule.alternatives if self.rule and not self.body.confirmed_by else ()

    @property
    def outcome(self) -> Word:
        return OUTCOMES[Outcome(self.body.outcome)] if self.body.outcome else ""

    @property
    def who(self) -> str:
        """Whose it is: its own assignee, or whoever has the case."""
        return getattr(self.row, "handle", "") or ""
