"""A sourced fact: what is claimed, on whose word, since when, and how sure it is."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

import msgspec

from cases.base.dates import PartialDate, parse_partial
from cases.base.text import Text

T = TypeVar("T")

STALE_AFTER_DAYS = 180

Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Confidence(StrEnum):
    """How sure a fact is; only `confirmed` is ever firm."""

    CONFIRMED = "confirmed"
    ONE_SOURCE = "one_source"
    UNVERIFIED = "unverified"


def weakest(*grades: Confidence) -> Confidence:
    """Return the least sure of several: a conclusion is no surer than what it rests on."""
    order = list(Confidence)
    return max(grades, key=order.index)


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a fact was read; `url` only when the address is the publisher's own."""

    title: str
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$")] | None = None
    date: str | None = None  # the day, month or year the source speaks of; absent when it is undated
    read: str | None = None  # when an undated source was read

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a source needs a title")
        for text in (self.date, self.read):
            _check_day(text)

    @property
    def day(self) -> PartialDate | None:
        """The day for which this source can speak."""
        text = self.date or self.read
        return parse_partial(text) if text else None


class Sourced(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every fact carries; the keys in `sources` name entries of the profile's own list."""

    confidence: Confidence
    sources: tuple[Key, ...] = ()
    last_verified: date | None = None  # set when somebody checked later than the newest source

    def __post_init__(self) -> None:
        needed = {
            Confidence.CONFIRMED: 2,
            Confidence.ONE_SOURCE: 1,
            Confidence.UNVERIFIED: 0,
        }
        if len(set(self.sources)) != len(self.sources):
            raise ValueError("names a source twice")
        if len(self.sources) < needed[self.confidence]:
            raise ValueError(f"`{self.confidence}` needs at least {needed[self.confidence]} source(s)")


class Value(Sourced, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value with the time in which it holds; several rows of one field tell its history."""

    value: T
    valid_from: date | None = None
    valid_to: date | None = None  # the last day
    may_have_changed_since: date | None = None  # a change was announced, its day is not known
    note: Text | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("`valid_to` lies before `valid_from`")

    def holds(self, on: date) -> bool:
        """Whether this row is the one in force on a day."""
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)


def in_force(rows: tuple[Value[T], ...], on: date) -> Value[T] | None:
    """Return the row that holds on a day; None means not known."""
    return next((row for row in rows if row.holds(on)), None)


def value_of(rows: tuple[Value[T], ...], on: date) -> T | None:
    """Return the bare value that holds on a day; None means not known, never "no"."""
    row = in_force(rows, on)
    return None if row is None else row.value


def _check_day(text: str | None) -> None:
    if text is None:
        return
    try:
        parse_partial(text)
    except ValueError as error:
        raise ValueError(f"date {text!r}: {error}") from error
