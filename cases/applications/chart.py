"""A procedure drawn to be read and checked: its stages, the moves between them, the times each move sets running."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from cases.applications.catalogue import vocabulary
from cases.applications.daterules import Firmness, firmness
from cases.applications.procedure import ANY_OPEN_STAGE, AllowedMove, DeadlineRule, Phase, Procedure, Source
from cases.applications.rows import destination_name, move_name, stage_name, tone_of
from cases.applications.words import span_words
from cases.applications.workflow import ends, find, openings
from cases.base.forms import Word
from cases.base.text import Text
from cases.templatetags.components import SURE_WORDS
from cases.templatetags.display import localized

WHO_ACTS: Final[dict[Phase, Word]] = {
    "preparing": _("We and the person"),
    "waiting": _("The authority"),
    "appeal": _("The person until it is filed, then the court"),
    "granted": _("The person"),
    "refused": _("The person, before the time to appeal is over"),
    "over": _("Nobody any more"),
}
TONES: Final = {Firmness.FIRM: "good", Firmness.ONE_SOURCE: "warn", Firmness.CHECK: "bad", Firmness.OURS: "quiet"}


@dataclass(frozen=True, slots=True)
class Limit:
    """One time limit as the page of its procedure shows it."""

    rule: DeadlineRule
    procedure: Procedure

    @property
    def label(self) -> str:
        return localized(self.rule.label)

    @property
    def length(self) -> str:
        """How long it is: none where only our reminder runs."""
        rule = self.rule
        if rule.span is None:
            return ""
        return f"{span_words(rule.span)} – {span_words(rule.longest)}" if rule.longest else span_words(rule.span)

    @property
    def reminder(self) -> str:
        return span_words(self.rule.reminder) if self.rule.reminder else ""

    @property
    def others(self) -> list[tuple[str, Text]]:
        """The shorter times that may apply instead, and where that is from."""
        return [(span_words(other.span), other.note) for other in self.rule.alternatives]

    @property
    def prolonged(self) -> list[tuple[str, str]]:
        """What makes it longer, and how long it then is."""
        return [(self._named(one.after), span_words(one.span)) for one in self.rule.extensions]

    @property
    def opened_by(self) -> str:
        """What sets it running, in words."""
        return self._named(self.rule.opener)

    @property
    def met_by(self) -> list[str]:
        return [self._named(event) for event in self.rule.met_by]

    @property
    def paused(self) -> tuple[str, str] | None:
        """Between which two events it stands still."""
        pause = self.rule.suspension
        return (self._named(pause.starts), self._named(pause.ends)) if pause else None

    @property
    def certainty(self) -> Word:
        return SURE_WORDS[self._firmness]

    @property
    def tone(self) -> str:
        return TONES[self._firmness]

    @property
    def sources(self) -> list[Source]:
        return [self.procedure.source(source) for source in self.rule.sources]

    @property
    def _firmness(self) -> Firmness:
        if self.rule.span is None:
            return Firmness.OURS
        others = self.rule.alternatives or self.rule.longest
        return Firmness.CHECK if others else firmness(self.rule, self.procedure.regime)

    def _named(self, event: str) -> str:
        """The words of an event: of the moves that set it off."""
        if move := find(self.procedure.moves, event):
            return move_name(move)
        return " / ".join(dict.fromkeys(move_name(move) for move in self.procedure.moves if event in move.emits))


@dataclass(frozen=True, slots=True)
class Arrow:
    """One move out of a stage: what happens, where it leads, and the times it sets running."""

    move: AllowedMove
    limits: list[Limit]

    @property
    def label(self) -> str:
        return move_name(self.move)

    @property
    def target(self) -> str:
        """The name of the stage it leads to, where that is not what it is called by itself."""
        named = stage_name(self.move.to) if self.move.to else ""
        return named if named != self.label else ""


@dataclass(frozen=True, slots=True)
class Box:
    """One stage, who acts there, and what may come next."""

    id: str
    arrows: list[Arrow]
    is_end: bool
    is_first: bool
    on_path: bool

    @property
    def label(self) -> str:
        return stage_name(self.id)

    @property
    def tone(self) -> str:
        return tone_of(self.id)

    @property
    def who(self) -> Word:
        word = vocabulary().stages.get(self.id)
        return WHO_ACTS[word.phase] if word else ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the usual path, as `{% stages %}` draws it."""

    label: str
    state: str = "next"
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole drawing."""

    procedure: Procedure
    known: Mapping[str, Procedure]

    @property
    def destination(self) -> str:
        return destination_name(self.procedure.destination)

    @property
    def kind(self) -> str:
        return localized(vocabulary().kinds[self.procedure.kind])

    @property
    def path(self) -> list[Step]:
        return [Step(stage_name(stage)) for stage in self.procedure.path]

    @property
    def boxes(self) -> list[Box]:
        """Every stage with the moves out of it; those possible anywhere are told once, in `anywhere`."""
        first, over = {move.to for move in openings(self.procedure)}, ends(self.procedure)
        return [
            Box(
                stage,
                [self._arrow(move) for move in self.procedure.moves if stage in move.origins and move.to != stage],
                stage in over,
                stage in first,
                stage in self.procedure.path,
            )
            for stage in self.procedure.stages
        ]

    @property
    def openings(self) -> list[Arrow]:
        return [self._arrow(move) for move in openings(self.procedure)]

    @property
    def anywhere(self) -> list[Arrow]:
        return [self._arrow(move) for move in self.procedure.moves if ANY_OPEN_STAGE in move.origins]

    @property
    def limits(self) -> list[Limit]:
        return [Limit(rule, self.procedure) for rule in self.procedure.deadlines]

    @property
    def onward(self) -> list[tuple[str, Procedure]]:
        """What usually follows, and from where."""
        pairs = dict.fromkeys((link.when, link.procedure) for link in self.procedure.links)
        return [(stage_name(stage), self.known[name]) for stage, name in pairs]

    @property
    def backward(self) -> list[tuple[Procedure, str]]:
        """The procedures that lead here, and from where."""
        return [(one, stage_name(stage)) for one in self.known.values() for stage in self._leading_here(one)]

    def _leading_here(self, other: Procedure) -> list[str]:
        return list(dict.fromkeys(link.when for link in other.links if link.procedure == self.procedure.id))

    def _arrow(self, move: AllowedMove) -> Arrow:
        started = [rule for rule in self.procedure.deadlines if rule.opener in move.events]
        return Arrow(move, [Limit(rule, self.procedure) for rule in started])
