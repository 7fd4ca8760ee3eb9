"""The procedures we know, read from their files; a file with a mistake in it stops everything, by name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from cases.applications.procedure import ANY_OPEN_STAGE, AllowedMove, DeadlineRule, Phase, Procedure
from cases.applications.workflow import next_moves, openings
from cases.base.text import Text

HERE = Path(__file__).parent
T = TypeVar("T")


class CatalogueError(ValueError):
    """A data file cannot be used; the message names the file and the reason."""


class StageWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name of a stage, the same in every procedure, and how far along it is."""

    label: Text
    phase: Phase


class Vocabulary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that all procedures share."""

    stages: dict[str, StageWord]
    kinds: dict[str, Text]
    destinations: dict[str, Text]


@lru_cache
def vocabulary() -> Vocabulary:
    """Return the shared words, read once."""
    return _read(HERE / "vocabulary.toml", Vocabulary)


@lru_cache
def procedures() -> Mapping[str, Procedure]:
    """Return every procedure by its id, read once."""
    return load(HERE / "procedures")


def load(folder: Path) -> dict[str, Procedure]:
    """Read and check every procedure file of a folder."""
    files = sorted(folder.glob("*.toml"))
    found = {file.stem: _read(file, Procedure) for file in files}
    for file in files:
        wrong = [*objections(found[file.stem], vocabulary()), *_broken_links(found[file.stem], found)]
        if found[file.stem].id != file.stem:
            wrong.insert(0, f"the id is {found[file.stem].id}, not the file's name")
        if wrong:
            raise CatalogueError(f"{file.name}: {'; '.join(wrong)}")
    return found


def objections(procedure: Procedure, words: Vocabulary) -> Iterator[str]:
    """Yield what is wrong inside one procedure."""
    try:
        procedure.regime  # noqa: B018 -- read for its error
    except ValueError as error:
        yield f"regime {procedure.regime_name}: {error}"
    if procedure.destination not in words.destinations:
        yield f"destination {procedure.destination} has no name"
    yield from (f"stage {stage} has no name" for stage in procedure.stages if stage not in words.stages)
    yield from (f"stage {stage} is listed twice" for stage in _repeated(procedure.stages))
    if not procedure.sources:
        yield "no sources"
    yield from _wrong_moves(procedure)
    yield from _unreachable(procedure)
    for rule in procedure.deadlines:
        yield from (f"deadline {rule.id}: {reason}" for reason in _wrong_deadline(procedure, rule))
    yield from (f"deadline {rule} is listed twice" for rule in _repeated(rule.id for rule in procedure.deadlines))


def _wrong_moves(procedure: Procedure) -> Iterator[str]:
    if not openings(procedure):
        yield "no move opens it"
    yield from (f"move {name} is listed twice" for name in _repeated(move.name for move in procedure.moves))
    for move in procedure.moves:
        for stage in (*move.origins, *((move.to,) if move.to else ())):
            if stage not in procedure.stages and stage != ANY_OPEN_STAGE:
                yield f"move {move.name} names the unknown stage {stage}"
        yield from (f"move {move.name}: {reason}" for reason in _wrong_shape(move))


def _wrong_shape(move: AllowedMove) -> Iterator[str]:
    if move.id and move.label is None:
        yield "an id of its own needs a label"
    if not move.name:
        yield "needs a stage to lead to, or an id"
    if not move.origins and not move.to:
        yield "opens the file, so it must lead to a stage"


def _unreachable(procedure: Procedure) -> Iterator[str]:
    reached: set[str] = set()
    ahead = {move.to for move in openings(procedure) if move.to}
    while ahead:
        reached |= ahead
        ahead = {move.to for stage in ahead for move in next_moves(procedure, stage) if move.to} - reached
    yield from (f"stage {stage} cannot be reached" for stage in procedure.stages if stage not in reached)


def _wrong_deadline(procedure: Procedure, rule: DeadlineRule) -> Iterator[str]:
    emitted = {event for move in procedure.moves for event in move.events}
    yield from (f"no move emits {event}" for event in rule.events() if event not in emitted)
    known = {source.id for source in procedure.sources}
    yield from (f"unknown source {source}" for source in rule.sources if source not in known)
    if not rule.sources:
        yield "no source"
    if rule.span is None and rule.reminder is None:
        yield "neither a span nor a reminder"
    if rule.suspension and rule.suspension.only_before and not procedure.rule(rule.suspension.only_before):
        yield f"suspended only before the unknown deadline {rule.suspension.only_before}"


def _broken_links(procedure: Procedure, known: Mapping[str, Procedure]) -> Iterator[str]:
    for link in procedure.links:
        if link.procedure not in known:
            yield f"links to the unknown procedure {link.procedure}"
        if link.when not in procedure.stages:
            yield f"links from the unknown stage {link.when}"


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _read(file: Path, shape: type[T]) -> T:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file.name}: {error}") from error
