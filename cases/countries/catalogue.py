"""The country profiles: read once, checked as a whole, looked up by code.

A file that cannot be trusted is refused at the start with its name, the line and the reason; its last good copy, kept
when the application started well, goes on serving (docs/adr/0024).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import msgspec
from babel import Locale

from cases.base.datafile import BadFile, Lines, Spot, read
from cases.countries.checklist import Item, merge
from cases.countries.fact import Value
from cases.countries.overlay import OWN
from cases.countries.profile import Profile

PROFILES = Path(__file__).parent / "profiles"
KEPT = Path(__file__).parents[2] / "var" / "profiles"
CHECKLIST = Path(__file__).parent / "checklist.toml"

Catalogue = MappingProxyType[str, Profile]

# What CLDR lists beside the countries of ISO 3166.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})


@dataclass(frozen=True, slots=True)
class Shelf:
    """The profiles that serve, and what is wrong with files of which the last good copy serves instead."""

    profiles: Catalogue
    refused: tuple[str, ...] = ()


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


def catalogue() -> Catalogue:
    """Return the profiles that serve."""
    return shelf().profiles


@cache
def shelf() -> Shelf:
    """Return what this process read when it started; what happens to the files afterwards changes nothing in it."""
    return stocked(PROFILES, KEPT)


@cache
def default_steps() -> tuple[Item, ...]:
    """Return the steps that hold in every country."""
    return read(CHECKLIST, _Steps).steps


def load(folder: Path) -> Catalogue:
    """Read and check every profile of a folder; raises `BadFile` on the first wrong one."""
    return stocked(folder, None).profiles


def stocked(folder: Path, kept: Path | None) -> Shelf:
    """Read every profile of a folder. Of a wrong file the last good copy serves, where there is one; else `BadFile`."""
    profiles: dict[str, Profile] = {}
    refused: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            profiles[path.stem] = _load_one(path)
        except BadFile as wrong:
            if kept is None or not (kept / path.name).is_file():
                raise
            profiles[path.stem] = _copy_of(kept / path.name, wrong)
            refused.append(str(wrong))
    if not profiles:
        raise BadFile(folder, None, "no profile found")
    return Shelf(MappingProxyType(profiles), tuple(refused))


def keep(folder: Path, kept: Path) -> None:
    """Keep a copy of each good file, for a start at which it is wrong. Raises OSError where nobody may write."""
    kept.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.toml")):
        text, copy = path.read_bytes(), kept / path.name
        if copy.is_file() and copy.read_bytes() == text:
            continue
        with suppress(BadFile):
            _load_one(path)
            draft = kept / f"{path.name}.{os.getpid()}"
            draft.write_bytes(text)
            draft.replace(copy)


def _load_one(path: Path) -> Profile:
    profile = read(path, Profile)
    for spot, reason in _problems(profile, path.stem):
        raise BadFile(path, Lines(path.read_text(encoding="utf-8")).of(spot), reason)
    return profile


def _copy_of(path: Path, wrong: BadFile) -> Profile:
    """Return the profile of a copy; one that this version cannot read is none."""
    try:
        return _load_one(path)
    except BadFile:
        raise wrong from None


def _problems(profile: Profile, stem: str) -> Iterator[tuple[Spot, str]]:
    if profile.code != stem:
        yield ("code",), f"the file is named {stem} but its code is {profile.code}"
    if profile.code not in _iso_codes():
        yield ("code",), f"{profile.code} is no ISO 3166 country code"
    yield from _source_problems(profile)
    yield from _history_problems(profile)
    yield from _stay_problems(profile)


def _source_problems(profile: Profile) -> Iterator[tuple[Spot, str]]:
    if not profile.sources:
        yield ("sources",), "no source is given"
    cited = {key for _spot, keys in _citations(profile) for key in keys}
    for spot, keys in _citations(profile):
        if unknown := sorted(set(keys) - profile.sources.keys()):
            yield spot, f"names sources it does not list: {', '.join(unknown)}"
    for key in profile.sources:
        if key not in cited:
            yield ("sources", key), f"lists a source that nothing rests on: {key}"
        if key.startswith(OWN):
            yield ("sources", key), f"a key that begins with {OWN} is kept for what teams record"


def _citations(profile: Profile) -> Iterator[tuple[Spot, tuple[str, ...]]]:
    places: Counter[str] = Counter()
    for field, fact in profile.facts():
        yield (field, places[field]), fact.sources
        places[field] += 1
    yield from ((("checklist", place), step.sources) for place, step in enumerate(profile.checklist))


def _history_problems(profile: Profile) -> Iterator[tuple[Spot, str]]:
    histories: dict[str, list[Value[object]]] = {}
    for field, fact in profile.facts():
        if isinstance(fact, Value):
            histories.setdefault(field, []).append(fact)
    for field, rows in histories.items():
        for place, (one, other) in enumerate(pairwise(rows), start=1):
            if _overlap(one, other):
                said = "two rows hold on the same day (oldest first, each but the last with `valid_to`)"
                yield (field, place), f"{field}: {said}"


def _overlap(older: Value[object], newer: Value[object]) -> bool:
    return not (older.valid_to and newer.valid_from and older.valid_to < newer.valid_from)


def _stay_problems(profile: Profile) -> Iterator[tuple[Spot, str]]:
    if profile.stay_rule and not profile.stay_days:
        yield ("stay_rule",), "stay_rule without stay_days"
    for day in profile.turning_days():
        try:
            profile.stay_terms(day)
        except ValueError as error:
            yield ("stay_rule" if profile.stay_rule else "stay_days",), f"on {day}: {error}"


@cache
def _iso_codes() -> frozenset[str]:
    codes = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in codes if len(code) == 2) - _NO_COUNTRY
