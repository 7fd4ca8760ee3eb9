"""The country profiles: read once, checked as a whole, looked up by code.

A file that cannot be trusted is refused with its name and the reason, before the first page is served.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import msgspec
from babel import Locale

from cases.countries.checklist import Item, merge
from cases.countries.fact import Value
from cases.countries.profile import Profile

PROFILES = Path(__file__).parent / "profiles"
CHECKLIST = Path(__file__).parent / "checklist.toml"

Catalogue = MappingProxyType[str, Profile]
S = TypeVar("S", bound=msgspec.Struct)

# What CLDR lists beside the countries of ISO 3166.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


class CatalogueError(Exception):
    """A data file is wrong; the message names the file and the reason."""


class _Steps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    steps: tuple[Item, ...]


def get(code: str) -> Profile | None:
    """Return the profile of a country, or None: not every country is described."""
    return catalogue().get(code)


def all() -> tuple[Profile, ...]:  # noqa: A001  `catalogue.all()` reads as what it is
    """Return every profile by code."""
    return tuple(catalogue().values())


def detention_checklist(code: str) -> tuple[Item, ...]:
    """Return the steps for a detention in a country; one without a profile has the steps for every country."""
    profile = get(code)
    if profile is None:
        return merge(default_steps(), (), european_court=False)
    court = any(row.value for row in profile.council_of_europe)
    return merge(default_steps(), profile.checklist, european_court=court)


@cache
def catalogue() -> Catalogue:
    """Return the profiles shipped with this version."""
    return load(PROFILES)


@cache
def default_steps() -> tuple[Item, ...]:
    """Return the steps that hold in every country."""
    return _decode(CHECKLIST, _Steps).steps


def load(folder: Path) -> Catalogue:
    """Read and check every profile of a folder; raises CatalogueError on the first wrong one."""
    profiles = {path.stem: _load_one(path) for path in sorted(folder.glob("*.toml"))}
    if not profiles:
        raise CatalogueError(f"{folder.name}: no profile found")
    return MappingProxyType(profiles)


def _load_one(path: Path) -> Profile:
    profile = _decode(path, Profile)
    for problem in _problems(profile, path.stem):
        raise CatalogueError(f"{path.name}: {problem}")
    return profile


def _decode(path: Path, kind: type[S]) -> S:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error


def _problems(profile: Profile, stem: str) -> Iterator[str]:
    if profile.code != stem:
        yield f"the file is named {stem} but its code is {profile.code}"
    if profile.code not in _iso_codes():
        yield f"{profile.code} is no ISO 3166 country code"
    yield from _source_problems(profile)
    yield from _history_problems(profile)
    yield from _stay_problems(profile)


def _source_problems(profile: Profile) -> Iterator[str]:
    if not profile.sources:
        yield "no source is given"
    cited = {key for _, fact in profile.facts() for key in fact.sources}
    cited |= {key for step in profile.checklist for key in step.sources}
    if unknown := sorted(cited - profile.sources.keys()):
        yield f"names sources it does not list: {', '.join(unknown)}"
    if idle := sorted(profile.sources.keys() - cited):
        yield f"lists sources that nothing rests on: {', '.join(idle)}"


def _history_problems(profile: Profile) -> Iterator[str]:
    histories: dict[str, list[Value[object]]] = {}
    for field, fact in profile.facts():
        if isinstance(fact, Value):
            histories.setdefault(field, []).append(fact)
    for field, rows in histories.items():
        if any(_overlap(one, other) for one, other in pairwise(rows)):
            yield f"{field}: two rows hold on the same day (oldest first, each but the last with `valid_to`)"


def _overlap(older: Value[object], newer: Value[object]) -> bool:
    return not (older.valid_to and newer.valid_from and older.valid_to < newer.valid_from)


def _stay_problems(profile: Profile) -> Iterator[str]:
    if profile.stay_rule and not profile.stay_days:
        yield "stay_rule without stay_days"
    for day in profile.turning_days():
        try:
            profile.stay_terms(day)
        except ValueError as error:
            yield f"on {day}: {error}"


@cache
def _iso_codes() -> frozenset[str]:
    codes = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in codes if len(code) == 2) - _NO_COUNTRY
