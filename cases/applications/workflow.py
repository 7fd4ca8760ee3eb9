"""Which moves a procedure allows from where it stands; pure, and it only knows codes, no words."""

from collections.abc import Iterable, Set
from datetime import date

from cases.applications.procedure import ANY_OPEN_STAGE, AllowedMove, Link, Procedure
from cases.base.dates import PartialDate
from cases.base.verdict import ALLOWED, Verdict


def openings(procedure: Procedure) -> tuple[AllowedMove, ...]:
    """Return the moves with which a new file begins."""
    return tuple(move for move in procedure.moves if not move.origins)


def entries(procedure: Procedure) -> tuple[AllowedMove, ...]:
    """Return the moves by which a file already under way can be taken up, in the order of the stages reached."""
    reaching = [move for move in procedure.moves if move.to]
    return tuple(sorted(reaching, key=lambda move: procedure.stages.index(move.to or "")))


def ends(procedure: Procedure) -> frozenset[str]:
    """Return the stages that nothing leaves: there the file is over."""
    left = {stage for move in procedure.moves for stage in move.origins}
    return frozenset(procedure.stages) - left


def next_moves(procedure: Procedure, stage: str) -> tuple[AllowedMove, ...]:
    """Return what may happen next; a move that leads where the file already stands is left out."""
    over = stage in ends(procedure)
    return tuple(
        move
        for move in procedure.moves
        if (stage in move.origins or (ANY_OPEN_STAGE in move.origins and not over)) and move.to != stage
    )


def find(moves: tuple[AllowedMove, ...], name: str) -> AllowedMove | None:
    """Return the move of that name among `moves`."""
    return next((move for move in moves if move.name == name), None)


def onward(procedure: Procedure, stage: str, events: Set[str]) -> tuple[Link, ...]:
    """Return where it usually goes on from a stage, each procedure once."""
    fitting: dict[str, Link] = {}
    for link in procedure.links:
        if link.when == stage and (link.after is None or link.after in events):
            fitting.setdefault(link.procedure, link)
    return tuple(fitting.values())


def under_law_of(day: PartialDate, known: Iterable[Procedure]) -> list[Procedure]:
    """Return the procedures whose law an act of that day falls under; both of two while the day is not exact enough."""
    return [one for one in known if one.regime.admits(day.earliest()) or one.regime.admits(day.latest())]


def can_move(procedure: Procedure, stage: str, name: str) -> Verdict:
    """Allow the move named `name` from `stage`."""
    known = find(next_moves(procedure, stage), name)
    return ALLOWED if known else Verdict(False, "move_not_allowed")


def can_have_happened(on: PartialDate, *, today: date, last: PartialDate | None, explained: bool) -> Verdict:
    """Refuse a day still to come, and a day before the last move unless a note explains it."""
    if on.earliest() > today:
        return Verdict(False, "in_the_future")
    if last and on.latest() < last.earliest() and not explained:
        return Verdict(False, "before_the_last_move")
    return ALLOWED
