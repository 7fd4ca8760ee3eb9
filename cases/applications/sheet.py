"""One application as its page shows it: where it stands, what may come next, its dates and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.applications.catalogue import procedures
from cases.applications.models import Application, ApplicationBody, Move, MoveBody
from cases.applications.procedure import ANY_OPEN_STAGE, AllowedMove, Link, Procedure
from cases.applications.rows import DateRow, destination_name, move_name, stage_name, tone_of
from cases.applications.usualtasks import UsualTask, tasks_at
from cases.applications.words import (
    PAPER_STATES,
    PAPER_TONES,
    REFUSAL_REASONS,
    TELLERS,
    WORK_STATES,
    task_words,
)
from cases.applications.work import CORRECTION, NOTE, Paper, PaperState, RefusalReason, ToldBy
from cases.applications.workflow import ends, find, next_moves, onward
from cases.base.dates import PartialDate
from cases.base.forms import Word
from cases.templatetags.display import localized

SETTLED: Final = (PaperState.TRANSLATED, PaperState.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of an application's history."""

    row: Move
    body: MoveBody
    procedure: Procedure

    @property
    def what(self) -> str:
        move = find(self.procedure.moves, self.body.kind)
        return move_name(move) if move else stage_name(self.body.target)

    @property
    def is_note(self) -> bool:
        return self.body.kind == NOTE

    @property
    def is_correction(self) -> bool:
        return self.body.kind == CORRECTION

    @property
    def refusal(self) -> Word:
        """Why it was a refusal, as far as it was said then."""
        return REFUSAL_REASONS[RefusalReason(self.body.refusal)] if self.body.refusal else ""

    @property
    def told_by(self) -> Word:
        return TELLERS[ToldBy(self.body.told_by)]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the picture."""

    label: str
    state: str
    day: PartialDate | date | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line of the checklist."""

    paper: Paper
    label: str

    @property
    def state(self) -> Word:
        return PAPER_STATES[self.paper.state] if self.paper.state else _("Not looked at yet")

    @property
    def tone(self) -> str:
        return PAPER_TONES[self.paper.state] if self.paper.state else "neutral"


@dataclass(frozen=True, slots=True)
class Related:
    """Another application of the same case."""

    row: Application
    body: ApplicationBody

    @property
    def name(self) -> str:
        procedure = procedures().get(self.row.procedure)
        return localized(procedure.name) if procedure else self.row.procedure

    @property
    def stage(self) -> str:
        return stage_name(self.row.stage)

    @property
    def tone(self) -> str:
        return tone_of(self.row.stage)

    @property
    def is_appeal(self) -> bool:
        procedure = procedures().get(self.row.procedure)
        return procedure is not None and procedure.kind == "appeal"


@dataclass(frozen=True, slots=True)
class Followed(Related):
    """The application that a new one appeals, or goes on from."""

    def start(self, move: str) -> dict[str, Any]:
        """Return what the form of the new one begins with: the day of the refusal, or the last step, counts on."""
        return {"move": move, "on_day": self.body.last_on, "lawyer": self.body.details.lawyer}


@dataclass(frozen=True, slots=True)
class Onward:
    """A procedure that usually follows, and the address that opens it with what is known."""

    procedure: Procedure
    url: str

    @property
    def is_appeal(self) -> bool:
        return self.procedure.kind == "appeal"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page of one application shows."""

    row: Application
    body: ApplicationBody
    alias: str
    procedure: Procedure
    history: Sequence[HistoryRow]
    dates: Sequence[DateRow]
    others: Sequence[Related] = ()

    @property
    def before(self) -> Related | None:
        """The application that this one appeals, or goes on from."""
        return next((one for one in self.others if one.row.pk == self.body.follows), None)

    @property
    def after(self) -> list[Related]:
        """The applications that appeal this one, or go on from it."""
        return [one for one in self.others if one.body.follows == self.row.pk]

    @property
    def papers(self) -> list[PaperRow]:
        """The checklist: what the procedure usually asks for, then our own lines."""
        return checklist(self.procedure, self.body.papers)

    @property
    def papers_ready(self) -> int:
        """How many need nothing more."""
        return sum(row.paper.state in SETTLED for row in self.papers)

    @property
    def refusal(self) -> Word:
        """Why it was refused last, as far as we know now."""
        return REFUSAL_REASONS[RefusalReason(self.body.refusals[-1])] if self.body.refusals else ""

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back: the one that opened it stays."""
        undone = {number for entry in self.history for number in entry.body.undoes}
        standing = [one for one in self.history if not (one.is_note or one.body.undoes or one.row.number in undone)]
        return len(standing) > 1

    @property
    def open_dates(self) -> list[DateRow]:
        """The next first, paused ones last."""
        return sorted((one for one in self.dates if not one.row.done), key=lambda one: one.row.due_on or date.max)

    @property
    def closed_dates(self) -> list[DateRow]:
        return [one for one in self.dates if one.row.done]

    @property
    def usual_tasks(self) -> list[tuple[UsualTask, str]]:
        """What is usually done at this stage and was not taken up here before, with when it would be due, in words."""
        taken = {one.body.usual for one in self.dates}
        return [(task, task_words(task)) for task in tasks_at(self.procedure, self.row.stage) if task.id not in taken]

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
    def newest_first(self) -> list[HistoryRow]:
        return list(reversed(self.history))

    @property
    def work_state(self) -> Word:
        return WORK_STATES[self.body.details.work_state]

    @property
    def onward_to(self) -> list[Onward]:
        """What usually follows; not what was already opened from here."""
        begun = {one.row.procedure for one in self.after}
        links = onward(self.procedure, self.row.stage, frozenset(self.body.events))
        return [self._way(link) for link in links if link.procedure not in begun]

    def _way(self, link: Link) -> Onward:
        known = {"procedure": link.procedure, "after": self.row.pk} | ({"move": link.opens} if link.opens else {})
        url = reverse("applications:new", args=[self.row.case.code], query=known)
        return Onward(procedures()[link.procedure], url)

    @property
    def onward(self) -> list[tuple[str, str]]:
        """The steps that may come next by name and words: the usual path first, then what leaves the stage as it is."""
        moves = [move for move in self._next() if ANY_OPEN_STAGE not in move.origins]
        return [(move.name, move_name(move)) for move in sorted(moves, key=self._order)]

    @property
    def ways_out(self) -> list[tuple[str, str]]:
        """The steps that are possible at any stage."""
        return [(move.name, move_name(move)) for move in self._next() if ANY_OPEN_STAGE in move.origins]

    def _next(self) -> tuple[AllowedMove, ...]:
        return next_moves(self.procedure, self.row.stage)

    def _order(self, move: AllowedMove) -> int:
        stages = self.procedure.stages
        return stages.index(move.to) if move.to else len(stages)

    def steps(self) -> list[Step]:
        """The stages it has really been at with their days, the present one, and the usual ones ahead."""
        days = self._days()
        visited = [Step(stage_name(stage), "done", day) for stage, day in days.items() if stage != self.row.stage]
        present = Step(stage_name(self.row.stage), "current", days.get(self.row.stage))
        return [*visited, present, *(Step(stage_name(stage), "next") for stage in self._ahead())]

    def _days(self) -> dict[str, PartialDate]:
        """The day of arrival at each stage; one reached by mistake is forgotten once that was corrected."""
        days: dict[str, PartialDate] = {}
        for entry in self.history:
            if entry.is_correction:
                days.pop(entry.body.source, None)
                if entry.body.undoes:
                    continue
            if entry.body.source != entry.body.target:
                days[entry.body.target] = entry.body.on
        return days

    def _ahead(self) -> tuple[str, ...]:
        path, stage = self.procedure.path, self.row.stage
        if stage not in path or stage in ends(self.procedure):
            return ()
        return path[path.index(stage) + 1 :]


def checklist(procedure: Procedure, papers: Sequence[Paper]) -> list[PaperRow]:
    """Join what a procedure asks for with what is known of each document; our own lines come last."""
    known = {paper.document: paper for paper in papers if paper.document}
    asked = [PaperRow(known.get(one.id, Paper(document=one.id)), localized(one)) for one in procedure.documents]
    return asked + [PaperRow(paper, paper.text) for paper in papers if not paper.document]
