"""A caseworker's desk: short ways to say what happened in an application."""

from datetime import date

from cases import vault
from cases.applications import actions
from cases.applications.catalogue import procedures
from cases.applications.models import Application, ApplicationBody, Deadline, DeadlineBody, Move, MoveBody
from cases.applications.work import Report, ToldBy
from cases.base.dates import parse_partial
from cases.people.models import Case
from tests.factories import TODAY, Person


def told(move: str, on: str, note: str = "", by: ToldBy = ToldBy.PERSON) -> Report:
    """What somebody told us."""
    return Report(move=move, on=parse_partial(on), told_by=by, note=note)


def opened(case: Case, procedure: str, move: str, on: str, *, by: Person, today: date = TODAY) -> Application:
    """An application, opened or taken up at a move."""
    return actions.open_application(
        case=case, procedure=procedures()[procedure], report=told(move, on), by=by.actor, on=today
    )


def moved(row: Application, move: str, on: str, *, by: Person, note: str = "", leftover: str = "") -> Move:
    """One more move."""
    return actions.move(application=row, report=told(move, on, note), by=by.actor, on=TODAY, leftover=leftover)


def body_of(row: Application, by: Person) -> ApplicationBody:
    """What is sealed in an application."""
    body: ApplicationBody = vault.open(Application.objects.get(pk=row.pk).body, by=by.actor, why="test")
    return body


def history(row: Application, by: Person) -> list[MoveBody]:
    """The moves of an application, in order."""
    moves = Move.objects.filter(application=row).order_by("number")
    bodies: list[MoveBody] = vault.open_many([move.body for move in moves], by=by.actor, why="test")
    return bodies


def dates(row: Application, by: Person) -> dict[str, tuple[Deadline, DeadlineBody]]:
    """The deadlines of an application by rule, or by text."""
    rows = list(Deadline.objects.filter(application=row))
    bodies = vault.open_many([one.body for one in rows], by=by.actor, why="test")
    return {body.rule or body.text: (one, body) for one, body in zip(rows, bodies, strict=True)}
