"""The procedures we know, read from their files; a file with a mistake in it stops everything, by name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from cases.applications.procedure import ANY_OPEN_STAGE, AllowedMove, DeadlineRule, Phase, Procedure
from cases.applications.workflow import find, next_moves, openings
from cases.base.datafile import BadFile, Lines, Spot, read
from cases.base.text import Text

HERE = Path(__file__).parent
Objection = tuple[Spot, str]  # where in the file, and what is wrong


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
    return read(HERE / "vocabulary.toml", Vocabulary)


@lru_cache
def procedures() -> Mapping[str, Procedure]:
    """Return every procedure by its id, read once."""
    return load(HERE / "procedures")


def load(folder: Path) -> dict[str, Procedure]:
    """Read and check every procedure file of a folder; of a bad one, the file, the line and the reason are said."""
    files = sorted(folder.glob("*.toml"))
    found = {file.stem: read(file, Procedure) for file in files}
    for file in files:
        wrong = [*objections(found[file.stem], vocabulary()), *_broken_links(found[file.stem], found)]
        if found[file.stem].id != file.stem:
            wrong.insert(0, (("id",), f"the id is {found[file.stem].id}, not the file's name"))
        if wrong:
            lines = Lines(file.read_text(encoding="utf-8"))
            (spot, reason), *rest = wrong
            others = (f"line {lines.of(place)}: {why}" for place, why in rest)
            raise BadFile(file, lines.of(spot), "; ".join((reason, *others)))
    return found


def objections(procedure: Procedure, words: Vocabulary) -> Iterator[Objection]:
    """Yield what is wrong inside one procedure, and where."""
    try:
        procedure.regime  # noqa: B018 -- read for its error
    except ValueError as error:
        yield ("regime",), f"regime {procedure.regime_name}: {error}"
    if procedure.destination not in words.destinations:
        yield ("destination",), f"destination {procedure.destination} has no name"
    if procedure.kind not in words.kinds:
        yield ("kind",), f"kind {procedure.kind} has no name"
    for stage in procedure.stages:
        if stage not in words.stages:
            yield _spot(procedure, stage), f"stage {stage} has no name"
    yield from ((_spot(procedure, stage), f"stage {stage} is listed twice") for stage in _repeated(procedure.stages))
    if not procedure.sources:
        yield ("sources",), "no sources"
    yield from _wrong_moves(procedure)
    yield from _unreachable(procedure)
    for number, rule in enumerate(procedure.deadlines):
        for field, reason in _wrong_deadline(procedure, rule):
            yield ("deadlines", number, field), f"deadline {rule.id}: {reason}"
    ids = (rule.id for rule in procedure.deadlines)
    yield from ((("deadlines",), f"deadline {rule} is listed twice") for rule in _repeated(ids))
    papers = (paper.id for paper in procedure.documents)
    yield from ((("documents",), f"document {paper} is listed twice") for paper in _repeated(papers))


def _wrong_moves(procedure: Procedure) -> Iterator[Objection]:
    if not openings(procedure):
        yield ("moves",), "no move opens it"
    names = _repeated(move.name for move in procedure.moves)
    yield from ((("moves",), f"move {name} is listed twice") for name in names)
    for number, move in enumerate(procedure.moves):
        for stage in (*move.origins, *((move.to,) if move.to else ())):
            if stage not in procedure.stages and stage != ANY_OPEN_STAGE:
                yield ("moves", number), f"move {move.name} names the unknown stage {stage}"
        yield from ((("moves", number), f"move {move.name}: {reason}") for reason in _wrong_shape(move))


def _wrong_shape(move: AllowedMove) -> Iterator[str]:
    if move.id and move.label is None:
        yield "an id of its own needs a label"
    if not move.name:
        yield "needs a stage to lead to, or an id"
    if not move.origins and not move.to:
        yield "opens the file, so it must lead to a stage"


def _unreachable(procedure: Procedure) -> Iterator[Objection]:
    reached: set[str] = set()
    ahead = {move.to for move in openings(procedure) if move.to}
    while ahead:
        reached |= ahead
        ahead = {move.to for stage in ahead for move in next_moves(procedure, stage) if move.to} - reached
    for stage in procedure.stages:
        if stage not in reached:
            yield _spot(procedure, stage), f"stage {stage} cannot be reached"


def _wrong_deadline(procedure: Procedure, rule: DeadlineRule) -> Iterator[tuple[str, str]]:
    """Yield the field that is wrong, and why."""
    emitted = {event for move in procedure.moves for event in move.events}
    for field, event in rule.events():
        if event not in emitted:
            yield field, f"no move emits {event}"
    known = {source.id for source in procedure.sources}
    yield from (("sources", f"unknown source {source}") for source in rule.sources if source not in known)
    if not rule.sources:
        yield "sources", "no source"
    if rule.span is None and rule.reminder is None:
        yield "id", "neither a span nor a reminder"
    if rule.suspension and rule.suspension.only_before and not procedure.rule(rule.suspension.only_before):
        yield "suspension", f"suspended only before the unknown deadline {rule.suspension.only_before}"
    if rule.extensions and rule.span is None:
        yield "extensions", "without a span there is nothing to extend"


def _broken_links(procedure: Procedure, known: Mapping[str, Procedure]) -> Iterator[Objection]:
    for number, link in enumerate(procedure.links):
        if link.procedure not in known:
            yield ("links", number), f"links to the unknown procedure {link.procedure}"
        if link.when not in procedure.stages:
            yield ("links", number), f"links from the unknown stage {link.when}"
        if link.after and not any(link.after in move.events for move in procedure.moves):
            yield ("links", number), f"no move emits {link.after}"
        if link.opens and link.procedure in known and not find(openings(known[link.procedure]), link.opens):
            yield ("links", number), f"{link.procedure} is not opened by {link.opens}"


def _spot(procedure: Procedure, stage: str) -> Spot:
    """Where a stage is listed; one listed twice, the second time."""
    for field, stages in (("other", procedure.other), ("path", procedure.path)):
        if stage in stages:
            return field, len(stages) - 1 - stages[::-1].index(stage)
    return ("path",)


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
