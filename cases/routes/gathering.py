"""What is gathered for each case of a collective referral, and what an authority can answer. Pure."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from cases.base.datafile import read
from cases.base.text import Text

MOST: Final = 50  # cases in one referral: as many as fit on a page


class Result(StrEnum):
    """What the authority answered about one case."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    NO_ANSWER = "no_answer"


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to gather."""

    id: str
    label: Text


class Checklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything to gather, in its order."""

    points: tuple[Point, ...]


@lru_cache
def checklist() -> tuple[Point, ...]:
    """Return the points, read once."""
    return read(Path(__file__).parent / "checklist.toml", Checklist).points
