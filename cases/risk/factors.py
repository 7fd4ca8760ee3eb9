"""Loads and checks the factors, their groups and the matrix: what counts, how much, why, and who says so."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from pathlib import Path

import msgspec

from cases.base.text import Text
from cases.risk.facts import Band, Facts

FILE = Path(__file__).with_name("factors.toml")
QUARTERS = 4  # a factor counts in quarters of its points; points divide by four, so every sum is whole


class FactorsError(ValueError):
    """The factors file cannot be used; the message names the file, the place and the reason."""


class Axis(StrEnum):
    REMOVAL = "removal"
    GRAVITY = "gravity"


class Takes(StrEnum):
    """How a group adds up its factors, before its cap."""

    SUM = "sum"
    STRONGEST = "strongest"


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    axis: Axis
    cap: int
    takes: Takes
    protects: bool = False
    name: Text

    def points_of(self, points: list[int]) -> int:
        """Join the points of its factors: added up or the strongest, up to the cap; what protects stays negative."""
        joined = max(map(abs, points), default=0) if self.takes is Takes.STRONGEST else abs(sum(points))
        return -min(self.cap, joined) if self.protects else min(self.cap, joined)


class Factor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    number: int  # in the researcher's list; 0 is our own addition
    group: str
    points: int
    unknown: int  # quarters that count while nobody knows
    critical: bool = False  # known to be so, it makes the case critical whatever the sums say
    asks: tuple[str, ...]  # the facts that answer it; the first one nobody knows is asked for
    brief: Text  # the reason in a few words, for lists
    question: Text
    reason: Text
    lowers: Text | None = None
    change: Text | None = None  # what happens on the day on which it begins or ceases to count
    sources: tuple[str, ...] = ()


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    date: str = ""  # empty when it is undated


class Factors(msgspec.Struct, frozen=True, eq=False, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One set of factors; each is made once, so that two are the same only if they are one."""

    version: int
    own: int = 0  # the number of a team's own weights; 0 for the published ones
    removal_levels: tuple[int, ...]
    gravity_levels: tuple[int, ...]
    matrix: tuple[tuple[Band, ...], ...]  # one row per removal level, one column per gravity level
    sources: dict[str, Source]
    groups: tuple[Group, ...]
    factors: tuple[Factor, ...]

    @cached_property
    def by_id(self) -> dict[str, Factor]:
        """The factors by id."""
        return {factor.id: factor for factor in self.factors}

    @cached_property
    def _groups_by_id(self) -> dict[str, Group]:
        return {group.id: group for group in self.groups}

    def group_of(self, factor: Factor) -> Group:
        """Return the group of a factor."""
        return self._groups_by_id[factor.group]


@cache
def catalogue() -> Factors:
    """Return the factors that ship with the product."""
    return load(FILE)


def weighed(number: int, points: Mapping[str, int]) -> Factors:
    """Return the factors with a team's own points for some; raise `FactorsError` where they cannot be used.

    A factor that was taken out of the file since is passed over.
    """
    known = catalogue().by_id
    return _weighed(number, tuple(sorted((name, each) for name, each in points.items() if name in known)))


@lru_cache(maxsize=64)
def _weighed(number: int, points: tuple[tuple[str, int], ...]) -> Factors:
    shipped, own = catalogue(), dict(points)
    factors = msgspec.structs.replace(
        shipped,
        own=number,
        factors=tuple(msgspec.structs.replace(one, points=own.get(one.id, one.points)) for one in shipped.factors),
    )
    for place, reason in faults(factors):
        raise FactorsError(f"{place}: {reason}")
    return factors


def load(file: Path) -> Factors:
    """Read and check a factors file; raise `FactorsError` with file, place and reason."""
    try:
        factors = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), Factors)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise FactorsError(f"{file.name}: {error}") from error
    for place, reason in faults(factors):
        raise FactorsError(f"{file.name}: {place}: {reason}")
    return factors


def faults(factors: Factors) -> list[tuple[str, str]]:
    """Return every place that is wrong, and why."""
    return [*_shape_faults(factors), *_group_faults(factors), *_factor_faults(factors)]


def _shape_faults(factors: Factors) -> list[tuple[str, str]]:
    faults = []
    for name, levels in (("removal_levels", factors.removal_levels), ("gravity_levels", factors.gravity_levels)):
        if list(levels) != sorted(set(levels)) or not all(0 < level <= 100 for level in levels):
            faults.append((name, "must rise from above 0 to at most 100"))
    columns = len(factors.gravity_levels) + 1
    if len(factors.matrix) != len(factors.removal_levels) + 1 or any(len(row) != columns for row in factors.matrix):
        faults.append(("matrix", "needs one row per removal level and one column per gravity level"))
    elif not _rises(factors.matrix):
        faults.append(("matrix", "a band may not fall as a level rises"))
    return faults


def _rises(matrix: tuple[tuple[Band, ...], ...]) -> bool:
    lines = [*matrix, *zip(*matrix, strict=True)]
    return all(list(line) == sorted(line) for line in lines)


def _group_faults(factors: Factors) -> list[tuple[str, str]]:
    faults = []
    if _repeated([group.id for group in factors.groups]):
        faults.append(("groups", "an id stands twice"))
    for axis in Axis:
        caps = sum(group.cap for group in factors.groups if group.axis == axis and not group.protects)
        if caps != 100:
            faults.append((f"groups of {axis}", f"the caps add up to {caps}, not to 100"))
    return faults


def _factor_faults(factors: Factors) -> list[tuple[str, str]]:
    faults = []
    if _repeated([factor.id for factor in factors.factors]):
        faults.append(("factors", "an id stands twice"))
    groups = {group.id: group for group in factors.groups}
    for factor in factors.factors:
        cap = groups[factor.group].cap if factor.group in groups else factor.points
        reasons = {
            f"no group {factor.group!r}": factor.group not in groups,
            f"points must be a multiple of {QUARTERS}": factor.points % QUARTERS != 0,
            f"points must lie between 0 and the cap of its group, {cap}": not 0 <= factor.points <= cap,
            f"unknown must lie between 0 and {QUARTERS} quarters": not 0 <= factor.unknown <= QUARTERS,
            "asks for something that is no fact": not set(factor.asks) <= set(Facts.__struct_fields__),
            "names a source that is not listed": not set(factor.sources) <= set(factors.sources),
        }
        faults += [(f"factor {factor.id!r}", reason) for reason, wrong in reasons.items() if wrong]
    return faults


def _repeated(names: list[str]) -> bool:
    return len(names) != len(set(names))
