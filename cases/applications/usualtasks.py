"""What a caseworker usually does when an application reaches a stage: our own list, offered and never imposed. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from cases.applications.catalogue import procedures, vocabulary
from cases.applications.daterules import last_day
from cases.applications.procedure import Phase, Procedure, Span
from cases.applications.repetition import Rhythm, RhythmUnit
from cases.base.datafile import BadFile, Lines, read
from cases.base.text import Text

FILE = Path(__file__).parent / "usualtasks.toml"


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often it comes again."""

    every: int
    unit: RhythmUnit


class UsualTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One task: when it is due after the stage was reached, and where it belongs; what is not named fits all."""

    id: str
    text: Text
    within: Span
    phase: Phase | None = None
    kind: str = ""
    procedure: str = ""
    stage: str = ""
    again: Again | None = None

    def due(self, on: date) -> date:
        """Return its day when it is taken up on a day."""
        return last_day(on, self.within)

    def rhythm(self, first: date) -> Rhythm | None:
        """Return how it comes again from its first day."""
        return Rhythm(self.again.every, self.again.unit, first) if self.again else None

    def fits(self, procedure: Procedure, stage: str) -> bool:
        """Tell whether it belongs to a stage of a procedure."""
        word = vocabulary().stages.get(stage)
        asked = ((self.phase, word and word.phase), (self.kind, procedure.kind), (self.procedure, procedure.id))
        return all(not wanted or wanted == there for wanted, there in (*asked, (self.stage, stage)))


class _Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tasks: tuple[UsualTask, ...]


@lru_cache
def usual_tasks() -> Mapping[str, UsualTask]:
    """Return every usual task by its id, read once."""
    return load(FILE)


def tasks_at(procedure: Procedure, stage: str) -> list[UsualTask]:
    """Return what is usually done at a stage, the most urgent first."""
    fitting = (task for task in usual_tasks().values() if task.fits(procedure, stage))
    return sorted(fitting, key=lambda task: task.due(date.min))


def load(file: Path) -> dict[str, UsualTask]:
    """Read and check the list; of a mistake, the file, the line and the reason are said."""
    tasks = read(file, _Sheet).tasks
    found: dict[str, UsualTask] = {}
    for number, task in enumerate(tasks):
        wrong = "the id is listed twice" if task.id in found else next(_objections(task), "")
        if wrong:
            raise BadFile(file, Lines(file.read_text(encoding="utf-8")).of(("tasks", number)), f"{task.id}: {wrong}")
        found[task.id] = task
    return found


def _objections(task: UsualTask) -> Iterator[str]:
    if not any((task.phase, task.kind, task.procedure, task.stage)):
        yield "it names neither phase, kind, procedure nor stage"
    if task.again and task.again.every < 1:
        yield "it would come again every 0 days"
    if not any(task.fits(procedure, stage) for procedure in procedures().values() for stage in procedure.stages):
        yield "no procedure has such a stage"
