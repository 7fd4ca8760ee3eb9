"""A team's own weights for the factors, read from a small file and checked like the published ones."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from typing import Any, Final, NamedTuple

from cases.risk.factors import QUARTERS, Factors, FactorsError, catalogue, weighed

LONGEST: Final = 20_000  # characters of a file: every factor fits in with a comment
_LINE: Final = re.compile(r"at line (\d+)")


class Fault(StrEnum):
    """What is wrong with a line of the file."""

    NOT_TOML = "not_toml"
    NOTHING = "nothing"
    NOT_POINTS = "not_points"
    NO_FACTOR = "no_factor"
    NOT_WHOLE = "not_whole"
    NOT_FOURS = "not_fours"
    OUT_OF_RANGE = "out_of_range"
    UNFIT = "unfit"


class Found(NamedTuple):
    """A fault, the line it stands in (0: nowhere), the name it is about and the most that is allowed."""

    fault: Fault
    line: int = 0
    name: str = ""
    most: int = 0


class Reading(NamedTuple):
    """What a file says: the points by factor where they are not as published, or what is wrong with it."""

    points: dict[str, int]
    faults: tuple[Found, ...] = ()


def read(text: str) -> Reading:
    """Read a file of the form `[points]`, `factor_id = n`; every fault is found at once."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        return Reading({}, (Found(Fault.NOT_TOML, int(place[1]) if place else len(text.splitlines())),))
    points = said.pop("points", None)
    found = [Found(Fault.NOT_POINTS, _line(text, name), name) for name in said]
    if not isinstance(points, dict) or not points:
        return Reading({}, (*found, Found(Fault.NOTHING)))
    found += [fault for name, value in points.items() if (fault := _wrong(text, name, value))]
    if found:
        return Reading({}, tuple(found))
    own = {name: value for name, value in points.items() if value != catalogue().by_id[name].points}
    fault = Found(Fault.NOTHING) if not own else _unfit(own)
    return Reading({}, (fault,)) if fault else Reading(own)


def written(factors: Factors) -> str:
    """Write every factor with its points, as a file to begin from."""
    lines = ["[points]"]
    for group in factors.groups:
        if group.cap:
            lines.append(f"# {group.name.en}, at most {group.cap}")
            lines += [f"{one.id} = {one.points}" for one in factors.factors if one.group == group.id]
    return "\n".join(lines) + "\n"


def _wrong(text: str, name: str, value: Any) -> Found | None:
    factor, line = catalogue().by_id.get(name), _line(text, name)
    if factor is None:
        return Found(Fault.NO_FACTOR, line, name)
    most = catalogue().group_of(factor).cap
    if not isinstance(value, int) or isinstance(value, bool):
        return Found(Fault.NOT_WHOLE, line, name)
    if value % QUARTERS:
        return Found(Fault.NOT_FOURS, line, name)
    if not 0 <= value <= most:
        return Found(Fault.OUT_OF_RANGE, line, name, most)
    return None


def _unfit(points: dict[str, int]) -> Found | None:
    """Ask the rules of the published file too: they may know more than a single line shows."""
    try:
        weighed(0, points)
    except FactorsError:
        return Found(Fault.UNFIT)
    return None


def _line(text: str, name: str) -> int:
    """Return the line in which a name is given something."""
    given = re.compile(rf"""^\s*\[*\s*["']?{re.escape(name)}["']?\s*[=\].]""")
    return next((number for number, line in enumerate(text.splitlines(), start=1) if given.match(line)), 0)
