"""One application as its page shows it: where it stands, what may come next, its dates and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.applications.models import Application, ApplicationBody, Move, MoveBody
from cases.applications.procedure import ANY_OPEN_STAGE, AllowedMove, Link, Procedure
from cases.applications.rows import DateRow, destination_name, move_name, stage_name, tone_of
from cases.applications.usualtasks import UsualTask, tasks_at
from cases.applications.words import TELLERS, WORK_STATES, task_words
from cases.applications.work import CORRECTION, NOTE, ToldBy
from cases.applications.workflow import ends, find, next_moves
from cases.base.dates import PartialDate
from cases.base.forms import Word


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
    def told_by(self) -> Word:
        return TELLERS[ToldBy(self.body.told_by)]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the picture."""

    label: str
    state: str
    day: PartialDate | date | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page of one application shows."""

    row: Application
    body: ApplicationBody
    alias: str
    procedure: Procedure
    history: Sequence[HistoryRow]
    dates: Sequence[DateRow]

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
    def links(self) -> list[Link]:
        return [link for link in self.procedure.links if link.when == self.row.stage]

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
            if entry.body.source != entry.body.target:
                days[entry.body.target] = entry.body.on
        return days

    def _ahead(self) -> tuple[str, ...]:
        path, stage = self.procedure.path, self.row.stage
        if stage not in path or stage in ends(self.procedure):
            return ()
        return path[path.index(stage) + 1 :]
