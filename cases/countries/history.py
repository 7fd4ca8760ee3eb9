"""Every value a country ever had here, field by field: what our files say, and what a team recorded and withdrew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.base.text import Text
from cases.countries import words
from cases.countries.fact import Value
from cases.countries.overlay import KINDS, Newer
from cases.countries.profile import Profile
from cases.countries.sheet import Proof, proof, recorded
from cases.countries.words import Word


@dataclass(frozen=True, slots=True)
class Entry:
    """One value with the time in which it holds, and what it rests on."""

    text: str
    note: Text | None
    proof: Proof
    counts: bool  # today
    own: UUID | None = None  # of a team, with the days on which it was recorded and withdrawn
    recorded_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One field and its values: the team's first, the latest first, then ours."""

    field: str
    label: Word
    entries: tuple[Entry, ...]


def chapters(ours: Profile, counting: Profile, newer: Iterable[Newer], on: date) -> list[Chapter]:
    """Tell the values of every field, those without any too."""
    by_field: dict[str, list[Newer]] = {}
    for one in newer:
        by_field.setdefault(one.field, []).append(one)
    return [
        Chapter(field, words.FIELDS[field], tuple(_entries(field, ours, counting, by_field, on))) for field in KINDS
    ]


def _entries(
    field: str, ours: Profile, counting: Profile, newer: Mapping[str, list[Newer]], on: date
) -> Iterator[Entry]:
    in_force = next((row for row in getattr(counting, field) if row.holds(on)), None)
    for one in sorted(newer.get(field, ()), key=lambda one: (one.recorded_on, one.first), reverse=True):
        line = recorded(one, ours, on)
        if line.proof:
            counts = in_force is not None and in_force.sources == one.keys
            days = (one.recorded_on, one.withdrawn_on)
            yield Entry(line.text, line.note, line.proof, counts, one.id, *days)
    rows: tuple[Value[object], ...] = getattr(ours, field)
    for row in reversed(rows):
        counts = in_force is not None and in_force.value == row.value and in_force.sources == row.sources
        yield Entry(words.value(field, row.value), row.note, proof(ours, row, on), counts)
